"""When speakers could: what stands, what all have in common, and times on a session's clocks."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.kernel import i18n
from network.kernel.errors import Invalid
from network.workshops.models.agenda import SpeakerTime
from network.workshops.models.workshops import WorkshopSession
from network.workshops.rules import speaker_times as rules
from network.workshops.rules.agenda import Slot
from network.workshops.rules.speaker_times import Span
from network.workshops.vocabulary import WorkshopState

START = datetime(2027, 3, 2, 6, tzinfo=UTC)  # 10:00 in Tbilisi
ANA, BEN, ITEM = uuid4(), uuid4(), uuid4()


def at(hour: float) -> datetime:
    """So many hours after the session began."""
    return START + timedelta(hours=hour)


def session(
    starts_at: datetime = START, minutes: int = 180, zone: str = "Asia/Tbilisi"
) -> WorkshopSession:
    return WorkshopSession(id=uuid4(), starts_at=starts_at, minutes=minutes, zone=zone)


def said(about: WorkshopSession, hours: tuple[float, float] | None) -> SpeakerTime:
    since, until = (at(hours[0]), at(hours[1])) if hours else (None, None)
    return SpeakerTime(
        session_id=about.id,
        starts_at=about.starts_at,
        minutes=about.minutes,
        from_at=since,
        until_at=until,
    )


def slot(about: WorkshopSession, *people: UUID, after: float = 0, minutes: int = 60) -> Slot:
    return Slot(
        item_id=ITEM,
        title="Groups",
        minutes=minutes,
        session_id=about.id,
        starts_at=at(after),
        speakers=people,
    )


# what was said -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "found"),
    [((1, 2), Span(at(1), at(2))), (None, None)],
    ids=["a part", "not at all"],
)
def test_what_was_said_of_a_session_counts(
    hours: tuple[float, float] | None, found: Span | None
) -> None:
    one = session()

    assert rules.could(said(one, hours), one) == found


def test_who_said_nothing_could_in_all_of_it() -> None:
    assert rules.could(None, session()) == Span(at(0), at(3))


@pytest.mark.parametrize(
    ("later", "minutes", "stands"),
    [(0, 180, True), (24, 180, False), (1, 180, False), (0, 240, False)],
)
def test_what_was_said_counts_for_the_hours_that_the_session_had(
    later: float, minutes: int, stands: bool
) -> None:
    now = session(at(later), minutes)

    row = said(session(), None)

    assert rules.stands(row, now) is stands
    assert rules.could(row, now) == (None if stands else rules.span_of(now))
    assert rules.ask_again([now], {now.id: row}) is not stands


@pytest.mark.parametrize("state", WorkshopState)
def test_speakers_are_asked_until_the_workshop_or_the_session_is_over(
    state: WorkshopState,
) -> None:
    is_over = state in ("outcomes_due", "outcomes_published", "archived", "cancelled")
    first, last = session(), session(at(24))

    assert rules.asked(state, [first, last], at(2)) == ([] if is_over else [first, last])
    assert rules.asked(state, [first, last], at(3)) == ([] if is_over else [last])


# what all have in common -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        ([(0, 3)], (0, 3)),
        ([(0, 2), (1, 3)], (1, 2)),
        ([(0, 3), (1, 2), (0, 2)], (1, 2)),
        ([(0, 1), (1, 3)], None),
        ([(0, 1), (2, 3)], None),
        ([(0, 3), None], None),
        ([None], None),
        ([], None),
    ],
)
def test_the_hours_in_which_all_could(
    hours: Sequence[tuple[int, int] | None], found: tuple[int, int] | None
) -> None:
    spans = [Span(at(h[0]), at(h[1])) if h else None for h in hours]

    assert rules.together(spans) == (Span(at(found[0]), at(found[1])) if found else None)


_quarters = st.integers(0, 12).map(lambda n: at(n / 4))
_spans = st.none() | st.tuples(_quarters, _quarters).map(lambda pair: Span(*sorted(pair)))


@given(st.lists(_spans, min_size=1), _quarters)
def test_an_hour_is_in_common_just_when_it_is_of_each(
    spans: list[Span | None], moment: datetime
) -> None:
    found = rules.together(spans)

    inside = [span is not None and span.since <= moment < span.until for span in spans]

    assert (found is not None and found.since <= moment < found.until) is all(inside)
    assert rules.together(reversed(spans)) == found


# items at another time ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "minutes", "is_off"),
    [
        (1, 60, False),
        (1, 61, True),
        (0.75, 60, True),
        (0, 60, True),
        (2, 30, True),
        (1.5, 30, False),
    ],
)
def test_an_item_is_looked_at_unless_it_is_wholly_within_what_was_said(
    after: float, minutes: int, is_off: bool
) -> None:
    one = session()
    times = {(one.id, ANA): said(one, (1, 2))}

    found = rules.misfits([slot(one, ANA, after=after, minutes=minutes)], [one], times)

    assert (ITEM in found) is is_off


def test_of_several_speakers_the_hours_in_which_all_could_are_told() -> None:
    one = session()
    times = {(one.id, ANA): said(one, (0, 2)), (one.id, BEN): said(one, (1, 3))}

    found = rules.misfits([slot(one, ANA, BEN)], [one], times)[ITEM]

    assert found.limited == {BEN: Span(at(1), at(3))}
    assert (found.together, found.is_shared) == (Span(at(1), at(2)), True)


def test_who_could_not_at_all_leaves_no_hour_for_all() -> None:
    one = session()

    found = rules.misfits([slot(one, ANA, BEN)], [one], {(one.id, BEN): said(one, None)})[ITEM]

    assert (found.limited, found.together) == ({BEN: None}, None)


def test_of_a_session_that_moved_it_is_only_told_that_it_did() -> None:
    one = session()
    row = said(session(minutes=60), None)

    found = rules.misfits([slot(one, ANA)], [one], {(one.id, ANA): row})[ITEM]

    assert (found.limited, found.moved) == ({}, [ANA])


def test_nothing_is_told_of_other_people_nor_of_items_without_a_time() -> None:
    one = session()
    timeless = Slot(item_id=ITEM, title="Groups", minutes=60, speakers=(ANA,))
    times = {(one.id, ANA): said(one, None)}

    assert rules.misfits([slot(one, BEN), timeless], [one], times) == {}


# on the clocks of a session ----------------------------------------------------------------------

BERLIN = "Europe/Berlin"
AUTUMN = session(datetime(2027, 10, 30, 23, tzinfo=UTC), 240, BERLIN)  # 01:00, clocks go back at 3
SPRING = session(datetime(2027, 3, 28, 0, tzinfo=UTC), 180, BERLIN)  # 01:00, clocks go on at 2
NIGHT = session(datetime(2027, 3, 2, 21, tzinfo=UTC), 180, BERLIN)  # 22:00 to 01:00


@pytest.mark.parametrize(
    ("about", "wall", "second", "found"),
    [
        (NIGHT, time(22), None, datetime(2027, 3, 2, 21, tzinfo=UTC)),
        (NIGHT, time(0, 30), None, datetime(2027, 3, 2, 23, 30, tzinfo=UTC)),
        (NIGHT, time(1), True, datetime(2027, 3, 3, 0, tzinfo=UTC)),
        (SPRING, time(3), None, datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (AUTUMN, time(2, 30), False, datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (AUTUMN, time(2, 30), True, datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
        (AUTUMN, time(4), None, datetime(2027, 10, 31, 3, tzinfo=UTC)),
    ],
)
def test_a_time_on_the_clocks_of_a_session_is_an_instant_of_it(
    about: WorkshopSession, wall: time, second: bool | None, found: datetime
) -> None:
    assert rules.instant_in(about, wall, second=second) == found


@pytest.mark.parametrize(
    ("about", "wall", "field", "told"),
    [
        (NIGHT, time(21, 59), "at", "This is not within the session."),
        (NIGHT, time(1, 5), "at", "This is not within the session."),
        (NIGHT, time(12), "at", "This is not within the session."),
        (
            SPRING,
            time(2, 30),
            "at",
            "On 28 Mar 2027 the clocks jump over this time. The next one is 03:00.",
        ),
        (
            AUTUMN,
            time(2, 30),
            "second",
            "On 31 Oct 2027 the clocks show this time twice. Say which one you mean.",
        ),
    ],
)
def test_a_time_that_is_none_of_a_session_is_refused_with_the_reason(
    about: WorkshopSession, wall: time, field: str, told: str
) -> None:
    with i18n.speaking("en"), pytest.raises(Invalid) as refused:
        rules.instant_in(about, wall, second=None)

    assert refused.value.fields == {field: told}


def test_a_time_shown_twice_is_meant_plainly_where_only_one_is_in_the_session() -> None:
    later = session(datetime(2027, 10, 31, 1, tzinfo=UTC), 60, BERLIN)

    found = rules.instant_in(later, time(2, 30), second=None)

    assert found == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@given(st.sampled_from([NIGHT, SPRING, AUTUMN]), st.integers(0, 36))
def test_every_instant_of_a_session_is_shown_and_read_again(
    about: WorkshopSession, steps: int
) -> None:
    moment = min(about.starts_at + timedelta(minutes=5 * steps), rules.span_of(about).until)

    text, which = rules.clock_at(about, moment)

    second = {"first": False, "second": True}.get(which)
    assert rules.instant_in(about, time.fromisoformat(text), second=second) == moment


def test_the_mark_is_another_one_for_other_hours_clocks_and_words() -> None:
    one = session()
    moved = WorkshopSession(id=one.id, starts_at=at(1), minutes=180, zone=one.zone)
    elsewhere = WorkshopSession(id=one.id, starts_at=at(0), minutes=180, zone=BERLIN)
    words = [{}, {one.id: said(one, None)}, {one.id: said(one, (1, 2))}]

    marks = [rules.mark([row], own) for row in (one, moved, elsewhere) for own in words]

    assert len(set(marks)) == len(marks)
    assert marks[0] == rules.mark([one], {})
