"""Neutral titles, days of registration, sentences about places, and what there is to do."""

from datetime import UTC, date, datetime, timedelta

import pytest

from network.workshops.models.workshops import Quota, Workshop
from network.workshops.rules import condition_words, duties, neutral, windows
from network.workshops.rules.duties import Do, Open
from network.workshops.rules.facts import Facts
from network.workshops.rules.reminders import Plan
from network.workshops.vocabulary import Anchor, Audience, Axis, Limit, Part, WorkshopState

DAY = 24 * 60
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ZONE = "Europe/Berlin"


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Meeting 7", ""),
        ("", ""),
        ("All about PAIN", "PAIN"),
        ("Douleur", "Douleur"),
        ("Trauma week", "Trauma"),
        ("The whole title", "The whole title"),
    ],
)
def test_a_neutral_title_tells_no_theme_in_any_language(title: str, word: str) -> None:
    assert neutral.telling_word(title, "The whole title", ["TH-PAIN"]) == word


def test_days_of_registration_are_the_same_after_they_were_stored() -> None:
    on = date(2026, 10, 24)

    opens, closes = windows.opening(on, ZONE), windows.closing(on, ZONE)

    assert (opens, closes) == (
        datetime(2026, 10, 23, 22, tzinfo=UTC),
        datetime(2026, 10, 24, 22, tzinfo=UTC),
    )
    assert windows.opening_day(opens, ZONE) == windows.closing_day(closes, ZONE) == on
    assert windows.closing(None, ZONE) is windows.opening_day(None, ZONE) is None


def test_registration_moves_by_whole_days_also_across_a_change_of_clocks() -> None:
    workshop = Workshop(
        zone=ZONE,
        opens_at=windows.opening(date(2026, 10, 20), ZONE),
        closes_at=windows.closing(date(2026, 10, 24), ZONE),
    )

    assert windows.later(workshop, timedelta(days=14)) == {
        "opens_at": windows.opening(date(2026, 11, 3), ZONE),
        "closes_at": windows.closing(date(2026, 11, 7), ZONE),
    }


def test_a_day_that_begins_at_one_o_clock_stays_that_day() -> None:
    skipped = date(2026, 4, 24)  # in Cairo clocks jump from midnight to one

    assert windows.opening_day(windows.opening(skipped, "Africa/Cairo"), "Africa/Cairo") == skipped
    before = skipped - timedelta(days=1)
    assert windows.closing_day(windows.closing(before, "Africa/Cairo"), "Africa/Cairo") == before


def quota(kind: Limit, places: int = 2, keys: tuple[str, ...] = (), name: str = "") -> Quota:
    return Quota(axis=Axis.CENTRE, kind=kind, places=places, keys=list(keys), name=name)


@pytest.mark.parametrize(
    ("given", "until", "told"),
    [
        (quota(Limit.MOST), "", "At most 2 places for each centre."),
        (quota(Limit.MOST, 1, ("a", "b")), "", "At most 1 place for Tbilisi or Dakar."),
        (quota(Limit.KEPT, 3, ("a",), "our team"), "", "3 places are kept for our team."),
        (
            quota(Limit.KEPT, 1, ("a", "b")),
            "May",
            "1 place is kept for Tbilisi or Dakar until May.",
        ),
    ],
)
def test_a_quota_is_a_sentence(given: Quota, until: str, told: str) -> None:
    said = condition_words.quota_sentence(given, ["Tbilisi", "Dakar"], until)

    assert said.startswith(told)


def test_how_far_a_quota_is_taken() -> None:
    each, kept = quota(Limit.MOST), quota(Limit.KEPT, keys=("a",))

    assert condition_words.taken_sentence(each, 1) == "The fullest has 1 of 2."
    assert condition_words.taken_sentence(kept, 1) == "1 of 2 are taken."


@pytest.mark.parametrize(
    ("anchor", "minutes", "told"),
    [
        (Anchor.START, -7 * DAY, "7 days before it begins: Speakers"),
        (Anchor.START, 90, "90 minutes after it began: Speakers"),
        (Anchor.END, -60, "1 hour before it ends: Speakers"),
        (Anchor.END, DAY, "1 day after it ended: Speakers"),
        (Anchor.START, 0, "When it begins: Speakers"),
        (Anchor.END, 0, "When it ends: Speakers"),
    ],
)
def test_a_reminder_is_a_sentence(anchor: Anchor, minutes: int, told: str) -> None:
    assert condition_words.reminder_sentence(Plan(anchor, minutes, Audience.SPEAKERS)) == told


# what there is to do -----------------------------------------------------------------------------


def facts(state: WorkshopState, days: int = 60, **given: object) -> Facts:
    starts_at = NOW + timedelta(days=days)
    plain: dict[str, object] = {"zone": ZONE, "starts_at": starts_at, "first_on": starts_at.date()}
    return Facts(state=state, **(plain | given))  # type: ignore[arg-type]


S = WorkshopState
LATE = date(2026, 10, 31)
STATES: list[tuple[Facts, list[tuple[Do, Part | None, bool]]]] = [
    (facts(S.DRAFT), [(Do.WRITE, Part.ORGANISER, False)]),
    (facts(S.DRAFT, 20), [(Do.WRITE, Part.ORGANISER, True)]),
    (facts(S.DRAFT, first_on=None, starts_at=None), [(Do.WRITE, Part.ORGANISER, False)]),
    (facts(S.DRAFT, is_asked=True), [(Do.CHECK, Part.FOCAL_POINT, False)]),
    (facts(S.CHECKED, 28), [(Do.OPEN, Part.ORGANISER, True)]),
    (facts(S.POSTPONED), [(Do.SET_DAYS, Part.ORGANISER, False)]),
    (facts(S.OUTCOMES_DUE, outcome_due_on=LATE), [(Do.WRITE_OUTCOME, Part.ORGANISER, True)]),
    (facts(S.OUTCOMES_DUE), [(Do.WRITE_OUTCOME, Part.ORGANISER, False)]),
    (facts(S.OUTCOMES_DUE, is_outcome_sent=True), [(Do.READ_OUTCOME, Part.EDITOR, False)]),
    (facts(S.RUNNING), []),
    (facts(S.CANCELLED), []),
]


@pytest.mark.parametrize(("given", "expected"), STATES)
def test_each_state_has_its_next_step(
    given: Facts, expected: list[tuple[Do, Part | None, bool]]
) -> None:
    found = duties.due(given, Open(), NOW)

    assert [(one.do, one.part, one.is_late) for one in found] == expected


def test_what_is_open_is_counted_while_places_are_given() -> None:
    opened = Open(applied=1, offered=2, invited=3, asked_speakers=4, without_speaker=5, proposed=6)

    soon = duties.due(facts(S.OPEN, 14), opened, NOW)
    before = duties.due(facts(S.CLOSED_REG), opened, NOW)
    postponed = duties.due(facts(S.POSTPONED), opened, NOW)

    assert {one.do: one.count for one in soon} == {
        Do.APPROVE: 1,
        Do.FIND_SPEAKER: 5,
        Do.DECIDE: 6,
        Do.SAY_SPEAKING: 4,
        Do.ANSWER_INVITATION: 3,
        Do.TAKE_OFFER: 2,
    }
    assert {one.do for one in soon if not one.is_late} == {Do.TAKE_OFFER}
    assert not any(one.is_late for one in before)
    assert [one.do for one in postponed] == [Do.SET_DAYS]
