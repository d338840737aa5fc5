"""Agenda, reminders, codes, certificates, cascades, outcomes and answers, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.kernel import keys
from network.workshops.models.workshops import WorkshopQuestion
from network.workshops.rules import (
    accreditation,
    agenda,
    answers,
    attending,
    cascade,
    names,
    outcomes,
    registering,
    reminders,
    self_codes,
)
from network.workshops.rules.agenda import Change, Slot, What
from network.workshops.rules.reminders import Plan
from network.workshops.vocabulary import (
    Access,
    ActionState,
    Anchor,
    Audience,
    Level,
    QuestionKind,
    RegState,
)
from tests.databases import SECRET

NOW = datetime(2027, 6, 22, 6, tzinfo=UTC)
ANN, BEN, SESSION = uuid4(), uuid4(), uuid4()
TALK = Slot(
    item_id=uuid4(),
    title="Groups",
    minutes=60,
    session_id=SESSION,
    starts_at=NOW,
    speakers=(ANN,),
)
OTHER = Slot(
    item_id=uuid4(),
    title="Exercise",
    minutes=30,
    session_id=uuid4(),
    starts_at=NOW + timedelta(hours=2),
    speakers=(BEN,),
)


@pytest.fixture(autouse=True)
def _secret() -> None:
    keys.use_secret(SECRET)


# the agenda --------------------------------------------------------------------------------------


def test_nothing_changes_between_equals() -> None:
    assert agenda.changes([TALK, OTHER], [OTHER, TALK]) == []
    assert agenda.concerned([TALK, OTHER], [OTHER, TALK]) == set()


def test_only_the_speaker_whose_own_time_moved_is_concerned() -> None:
    later = replace(TALK, starts_at=NOW + timedelta(hours=1))

    assert agenda.changes([TALK, OTHER], [later, OTHER]) == [
        Change(What.MOVED, TALK.item_id, "Groups", NOW, NOW + timedelta(hours=1))
    ]
    assert agenda.concerned([TALK, OTHER], [later, OTHER]) == {ANN}
    assert agenda.moved_sessions([TALK, OTHER], [later, OTHER]) == {SESSION}


def test_another_title_concerns_no_speaker() -> None:
    renamed = replace(TALK, title="Groups that work")

    assert agenda.changes([TALK], [renamed]) == [
        Change(What.RENAMED, TALK.item_id, "Groups that work")
    ]
    assert agenda.concerned([TALK], [renamed]) == set()


def test_who_comes_to_an_item_and_who_leaves_it_for_another_are_both_concerned() -> None:
    changed, theirs = replace(TALK, speakers=(BEN,)), replace(OTHER, speakers=(ANN,))

    assert [c.what for c in agenda.changes([TALK], [changed])] == [What.SPEAKERS]
    assert agenda.concerned([TALK, theirs], [changed, theirs]) == {ANN, BEN}


def test_who_speaks_no_more_is_not_concerned_by_a_release() -> None:
    assert agenda.concerned([TALK], [replace(TALK, speakers=(BEN,))]) == {BEN}
    assert agenda.concerned([TALK, OTHER], [OTHER]) == set()


def test_items_come_go_and_need_somebody_else() -> None:
    wanting = replace(TALK, needs_replacement=True)

    assert [c.what for c in agenda.changes([OTHER], [TALK])] == [What.ADDED, What.REMOVED]
    assert [c.what for c in agenda.changes([TALK], [wanting])] == [What.NEEDS_REPLACEMENT]


def test_a_release_reads_as_it_was_written() -> None:
    found = agenda.changes([OTHER], [TALK])

    assert agenda.from_stored(agenda.to_stored([TALK, OTHER])) == [TALK, OTHER]
    assert agenda.changes_from_stored(agenda.changes_to_stored(found)) == found


def test_a_speaker_in_two_items_at_once_is_noticed() -> None:
    both = replace(OTHER, starts_at=NOW + timedelta(minutes=30), speakers=(ANN, BEN))

    assert agenda.clashes([TALK, both]) == [(ANN, TALK.item_id, both.item_id)]
    assert agenda.clashes([TALK, OTHER]) == []


# reminders ---------------------------------------------------------------------------------------


def test_reminders_follow_the_start_and_the_end() -> None:
    before = Plan(Anchor.START, -60, Audience.CONFIRMED)
    after = Plan(Anchor.END, 60, Audience.ATTENDED)
    end = NOW + timedelta(days=2)

    assert reminders.due_at(before, NOW, end) == NOW - timedelta(hours=1)
    assert reminders.due_at(after, NOW, end) == end + timedelta(hours=1)
    assert reminders.due_at(before, None, None) is None


def test_a_reminder_for_another_time_is_due_again() -> None:
    assert reminders.is_settled(NOW, NOW)
    assert not reminders.is_settled(NOW, NOW + timedelta(days=7))
    assert not reminders.is_settled(None, NOW)


def test_a_late_reminder_is_sent_before_the_start_or_never() -> None:
    plan = Plan(Anchor.START, -7 * 24 * 60, Audience.CONFIRMED)
    thanks = Plan(Anchor.END, 60, Audience.ATTENDED)

    assert reminders.is_useful(plan, NOW, NOW - timedelta(minutes=1))
    assert not reminders.is_useful(plan, NOW, NOW)
    assert reminders.is_useful(thanks, NOW, NOW + timedelta(days=9))
    assert not reminders.is_useful(thanks, NOW, NOW + timedelta(days=15))


def test_nobody_is_reminded_of_an_invitation_every_day() -> None:
    assert not reminders.may_ask_again(None, NOW, NOW + timedelta(days=2))
    assert reminders.may_ask_again(None, NOW, NOW + timedelta(days=3))
    assert not reminders.may_ask_again(NOW, NOW - timedelta(days=9), NOW + timedelta(days=2))


# codes and certificates --------------------------------------------------------------------------


def test_a_code_is_short_and_has_no_sign_that_looks_like_another() -> None:
    code = self_codes.code_of(SESSION, 1)

    assert len(code) == 7
    assert set(code) <= set("ACDEFHJKMNPRTUVWXY")
    assert self_codes.matches(f" {code[:3].lower()}-{code[3:]} ", SESSION, 1)


def test_a_code_is_of_one_session_and_ends_with_a_new_one() -> None:
    code = self_codes.code_of(SESSION, 1)

    assert not self_codes.matches(code, uuid4(), 1)
    assert not self_codes.matches(code, SESSION, 2)
    assert not self_codes.matches(self_codes.code_of(SESSION, 0), SESSION, 0)


def test_a_code_counts_from_the_start_until_some_hours_after_the_end() -> None:
    assert not self_codes.counts_now(NOW, 60, NOW - timedelta(seconds=1))
    assert self_codes.counts_now(NOW, 60, NOW)
    assert self_codes.counts_now(NOW, 60, NOW + timedelta(hours=12, minutes=59))
    assert not self_codes.counts_now(NOW, 60, NOW + timedelta(hours=13))


@pytest.mark.parametrize(
    ("minutes", "state"),
    [
        (0, RegState.CONFIRMED),
        (1, RegState.PARTLY),
        (79, RegState.PARTLY),
        (80, RegState.ATTENDED),
        (100, RegState.ATTENDED),
    ],
)
def test_time_in_the_room_says_who_was_there(minutes: int, state: RegState) -> None:
    assert attending.state_by_minutes(minutes, 100) is state


def test_a_certificate_has_no_more_minutes_than_the_sessions_had() -> None:
    one, two, gone = uuid4(), uuid4(), uuid4()

    assert attending.credited({one: 90, two: 30, gone: 60}, {one: 60, two: 60}) == 90


def test_six_of_six_modules_make_a_certificate_and_five_do_not() -> None:
    modules = [uuid4() for _ in range(6)]
    there = RegState.ATTENDED

    assert attending.has_certificate(there, 0, modules, modules)
    assert not attending.has_certificate(there, 900, modules, modules[:5])
    assert attending.has_certificate(RegState.PARTLY, 30, [], [])
    assert not attending.has_certificate(RegState.ABSENT, 30, [], [])


# cascades ----------------------------------------------------------------------------------------


def chain(length: int) -> list[UUID]:
    return [uuid4() for _ in range(length)]


def test_a_cascade_is_a_tree_with_levels() -> None:
    top, one, two, below = chain(4)
    parents = {top: None, one: top, two: top, below: one}

    found = cascade.tree(parents, top)

    assert [(n.id, n.level) for n in cascade.flat(found)] == [
        (top, 0),
        (one, 1),
        (below, 2),
        (two, 1),
    ]
    assert cascade.level_of(parents, below) == 2


def test_a_cascade_has_no_circle_and_is_not_too_deep() -> None:
    keys_ = chain(6)
    parents = dict(zip(keys_[:5], [None, *keys_[:4]], strict=True)) | {keys_[5]: None}

    assert not cascade.can_hang(parents, keys_[0], keys_[0])
    assert not cascade.can_hang(parents, keys_[0], keys_[2])
    assert cascade.can_hang(parents, keys_[5], keys_[3])
    assert not cascade.can_hang(parents, keys_[5], keys_[4])
    assert not cascade.can_hang(parents, keys_[0], keys_[5])


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30))
def test_whatever_is_hung_where_no_circle_comes_of_it(wishes: list[tuple[int, int]]) -> None:
    found = chain(8)
    parents: dict[UUID, UUID | None] = dict.fromkeys(found)
    for child, parent in wishes:
        if cascade.can_hang(parents, found[child], found[parent]):
            parents[found[child]] = found[parent]

    assert max(cascade.level_of(parents, key) for key in found) <= cascade.DEEPEST


# what came of it ---------------------------------------------------------------------------------


def test_an_outcome_is_due_two_weeks_after_the_last_day() -> None:
    assert outcomes.due_on(date(2027, 6, 24)) == date(2027, 7, 8)


def test_what_is_missing_in_an_outcome_is_said() -> None:
    whole = dict.fromkeys(outcomes.ASKED, "We learned.")

    assert outcomes.missing({}, [" "], "") == [*outcomes.ASKED, "lessons", "level"]
    assert outcomes.missing(whole, ["One"], "S1") == []


def test_an_outcome_is_for_no_more_people_than_the_workshop() -> None:
    assert not outcomes.is_as_strict("S0", Level.MEMBERS)
    assert outcomes.is_as_strict("S1", Level.MEMBERS)
    assert outcomes.is_as_strict("S3", Level.MEMBERS)
    assert not outcomes.is_as_strict("", Level.PUBLIC)


def test_reminders_of_an_outcome_are_steps_that_only_grow() -> None:
    due = date(2027, 7, 8)

    assert [outcomes.reminder_step(due, due - timedelta(days=d), 0) for d in (8, 7, 1, 0, -3)] == [
        0,
        1,
        2,
        3,
        4,
    ]
    assert outcomes.reminder_step(due, due - timedelta(days=8), 2) == 2


def test_no_sum_is_shown_while_it_would_tell_who_said_what() -> None:
    assert outcomes.mean([10, 9, 8, 7]) is None
    assert outcomes.mean([10, 9, 8, 7, 6]) == 8


def test_a_trainer_may_train_for_24_months() -> None:
    assert accreditation.until_on(date(2027, 6, 24)) == date(2029, 6, 23)
    assert accreditation.until_on(date(2028, 2, 29)) == date(2030, 2, 27)
    assert accreditation.is_valid(date(2027, 6, 24), date(2029, 6, 23), date(2029, 6, 23))
    assert not accreditation.is_valid(date(2027, 6, 24), date(2029, 6, 23), date(2029, 6, 24))
    assert not accreditation.is_valid(
        date(2027, 6, 24), date(2029, 6, 23), date(2028, 1, 1), is_revoked=True
    )


# answers -----------------------------------------------------------------------------------------

DIET = WorkshopQuestion(id=uuid4(), label="What do you eat?", is_required=True)
WHY = WorkshopQuestion(id=uuid4(), label="Why do you come?", reopens=True)
SIZE = WorkshopQuestion(
    id=uuid4(), label="Which group?", kind=QuestionKind.CHOICE, choices=["small", "large"]
)


def test_required_answers_and_those_outside_the_choices_are_found() -> None:
    given_ = {DIET.id: " ", SIZE.id: "huge"}

    assert answers.missing([DIET, WHY, SIZE], given_) == [DIET.id]
    assert answers.wrong([DIET, WHY, SIZE], given_) == [SIZE.id]


def test_only_a_marked_answer_opens_the_approval_again() -> None:
    before = {DIET.id: "rice", WHY.id: "to learn"}

    assert not answers.reopens_approval([DIET, WHY], before, before | {DIET.id: "bread"})
    assert not answers.reopens_approval([DIET, WHY], before, before | {WHY.id: "to learn "})
    assert answers.reopens_approval([DIET, WHY], before, before | {WHY.id: "to teach"})


@pytest.mark.parametrize("code", registering.Code)
def test_every_refusal_of_a_registration_has_words(code: registering.Code) -> None:
    assert registering.text(code).endswith(".")


def test_every_word_of_the_vocabulary_is_named() -> None:
    assert set(names.REGISTRATIONS) == set(RegState)
    assert set(names.ACCESS) == set(Access)
    assert set(names.ACTIONS) == set(ActionState)
    assert set(names.CHANGES) == set(What)
    assert set(names.AUDIENCES) == set(Audience)
