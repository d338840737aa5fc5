"""The slot engine against a slow one that goes minute by minute, and each refusal by itself."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeAlias

import pytest

from network.kernel import travel, zones
from network.kernel.travel import Days
from network.supervision.rules import slots
from network.supervision.rules.slots import (
    Busy,
    Closed,
    DatedHours,
    Diary,
    Hours,
    Limit,
    Refusal,
    Slot,
    Span,
    Terms,
    to_minute,
)

SEED = 20261121
RULE_SETS = 10_000
CHANGES = {
    "Europe/Berlin": (date(2027, 3, 28), date(2027, 10, 31)),
    "Africa/Cairo": (date(2027, 4, 30), date(2027, 10, 29)),
    "America/Santiago": (date(2027, 4, 4), date(2027, 9, 5)),
    "Australia/Lord_Howe": (date(2027, 4, 4), date(2027, 10, 3)),
    "Asia/Kathmandu": (date(2027, 5, 1), date(2027, 10, 1)),
}
JOURNEYS: tuple[tuple[tuple[int, int, str], ...], ...] = (  # days from one on, and where
    ((0, 0, "America/Los_Angeles"),),
    ((-5, 0, "Europe/Berlin"),),
    ((1, 3, "Africa/Cairo"),),
    ((-2, -1, "Pacific/Auckland"), (0, 3, "America/Los_Angeles")),
    ((-3, -1, "America/Los_Angeles"), (0, 2, "Pacific/Auckland")),
    ((0, 0, "Pacific/Kiritimati"), (1, 2, "Pacific/Pago_Pago")),
    ((-1, -1, "Pacific/Pago_Pago"), (0, 4, "Pacific/Kiritimati")),
    ((-3, -1, "Pacific/Pago_Pago"), (1, 4, "Pacific/Kiritimati")),
    ((-2, -2, "Asia/Kathmandu"), (0, 1, "Australia/Lord_Howe")),
)
MONDAY = date(2027, 1, 11)
NOW = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)


# the slow engine ---------------------------------------------------------------------------------


Clocks: TypeAlias = tuple[str, tuple[Days, ...]]  # at home, and where they travel


def zone_then(clocks: Clocks, at: datetime) -> str:
    """The zone of the last stay that began there by then, unless it is over and none follows."""
    home, days = clocks
    begun = [one for one in days if _day_in(one.zone, at) >= one.first_on]
    if not begun:
        return home
    last, later = begun[-1], days[len(begun) :]
    is_over = _day_in(last.zone, at) > last.last_on
    is_followed = bool(later) and later[0].first_on == last.last_on + timedelta(days=1)
    return home if is_over and not is_followed else last.zone


def _day_in(zone: str, at: datetime) -> date:
    return at.astimezone(zones.zone(zone)).date()


def zone_at_minute(clocks: Clocks, minute: int) -> str:
    return _zone_in_quarter(clocks, minute // 15) if clocks[1] else clocks[0]


@cache
def _zone_in_quarter(clocks: Clocks, quarter: int) -> str:
    """Days begin at whole quarters of an hour everywhere."""
    return zone_then(clocks, slots.from_minute(quarter * 15))


@cache
def minutes_of_day(clocks: Clocks, on: date) -> dict[int, list[int]]:
    """The instants of a date by what the clock shows then, in minutes after midnight."""
    around = to_minute(datetime.combine(on, datetime.min.time(), UTC))
    found: dict[int, list[int]] = {}
    for minute in range(around - 16 * 60, around + 40 * 60):
        local = slots.from_minute(minute).astimezone(zones.zone(zone_at_minute(clocks, minute)))
        if local.date() == on:
            found.setdefault(local.hour * 60 + local.minute, []).append(minute)
    return found


def slow(
    terms: Terms, days: tuple[Days, ...], diary: Diary, on: date, minutes: int, now: datetime
) -> Iterator[Slot]:
    """The same question about one date, answered by looking at every minute."""
    clocks = (terms.zone, days)
    hours = _joined(
        [(h.start, h.end) for h in terms.weekly if h.weekday == on.isoweekday()]
        + [(h.start, h.end) for h in terms.extra if h.on == on]
    )
    clock = minutes_of_day(clocks, on)
    open_minutes = {n for w in hours for wall in range(*w) for n in clock.get(wall, [])}
    candidates = {n for w in hours for wall in range(*w, terms.step) for n in clock.get(wall, [])}
    taken = _taken(terms, clocks, diary, on)
    for start in sorted(candidates):
        session = range(start, start + minutes)
        ends = (zone_at_minute(clocks, minute) for minute in (session.start, session.stop - 1))
        is_on_one_clock = len(set(ends)) == 1
        if open_minutes.issuperset(session) and is_on_one_clock:
            yield Slot(start, minutes, _why((terms, clocks), diary, on, session, now, taken))


def _taken(terms: Terms, clocks: Clocks, diary: Diary, on: date) -> dict[str, set[int]]:
    """All minutes of breaks, of sessions with and without what is kept free, and of others."""
    clock = minutes_of_day(clocks, on)
    rests = [range(h.start, h.end) for h in terms.breaks if h.weekday == on.isoweekday()]
    return {
        "rest": {n for pause in rests for wall in pause for n in clock.get(wall, [])},
        "bare": {n for b in diary.own if not b.is_elsewhere for n in range(b.start, b.end)},
        "elsewhere": {n for b in diary.own if b.is_elsewhere for n in range(b.start, b.end)},
        "near": {n for b in diary.own for n in range(b.start - b.before, b.end + b.after)},
        "others": {n for one in diary.others for b in one for n in range(b.start, b.end)},
    }


def _joined(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Windows that overlap or touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _why(
    rules: tuple[Terms, Clocks],
    diary: Diary,
    on: date,
    session: range,
    now: datetime,
    taken: dict[str, set[int]],
) -> tuple[Refusal, ...]:
    (terms, clocks), start, this = rules, session.start, to_minute(now)
    today = _day_in(zone_then(clocks, now), now)
    with_buffers = range(start - terms.before, session.stop + terms.after)
    bare = not taken["bare"].isdisjoint(session)
    elsewhere = not taken["elsewhere"].isdisjoint(session)
    near = not taken["near"].isdisjoint(with_buffers)
    verdicts = {
        Refusal.PAST: start < this,
        Refusal.NOTICE: this <= start < this + terms.notice,
        Refusal.WINDOW: (on - today).days > terms.window_days,
        Refusal.QUIET: terms.quiet_until is not None and start < terms.quiet_until,
        Refusal.CLOSED: any(c.first_on <= on <= c.last_on for c in terms.closed),
        Refusal.BREAK: not taken["rest"].isdisjoint(session),
        Refusal.BUSY: near and bare,
        Refusal.ELSEWHERE: near and not bare and elsewhere,
        Refusal.BUFFER: near and not bare and not elsewhere,
        Refusal.RECOVERY: any(
            b.is_heavy and b.end <= start < b.end + terms.recovery for b in diary.own
        ),
        Refusal.DAY_FULL: _full(terms, clocks, diary, on, Span.DAY, len(session)),
        Refusal.WEEK_FULL: _full(terms, clocks, diary, on, Span.WEEK, len(session)),
        Refusal.MONTH_FULL: _full(terms, clocks, diary, on, Span.MONTH, len(session)),
        Refusal.OTHERS_BUSY: not taken["others"].isdisjoint(session),
    }
    return tuple(refusal for refusal in Refusal if verdicts.get(refusal))


def _full(terms: Terms, clocks: Clocks, diary: Diary, on: date, span: Span, minutes: int) -> bool:
    limit = terms.limits.get(span, Limit())

    def key(day: date) -> Any:
        return {Span.DAY: day, Span.WEEK: day.isocalendar()[:2], Span.MONTH: (day.year, day.month)}[
            span
        ]

    same = [
        b
        for b in diary.own
        if b.counts and key(_day_in(zone_at_minute(clocks, b.start), _at(b.start))) == key(on)
    ]
    is_many = limit.count is not None and len(same) >= limit.count
    used = sum(b.end - b.start for b in same)
    return is_many or (limit.minutes is not None and used + minutes > limit.minutes)


def _at(minute: int) -> datetime:
    return slots.from_minute(minute)


# rule sets by chance -----------------------------------------------------------------------------


def _hours(chance: random.Random, weekday: int, longest: int = 480) -> Hours:
    start = chance.randrange(0, 1380, 5)
    return Hours(weekday, start, min(1440, start + chance.randrange(5, longest, 5)))


def _busy(chance: random.Random, base: int) -> Busy:
    start = base + chance.randrange(-600, 2400, 5)
    return Busy(
        start,
        start + chance.choice((30, 45, 60, 90, 120)),
        chance.choice((0, 0, 5, 15)),
        chance.choice((0, 15, 30)),
        counts=chance.random() < 0.8,
        is_heavy=chance.random() < 0.3,
        is_elsewhere=chance.random() < 0.2,
    )


def _limits(chance: random.Random) -> dict[Span, Limit]:
    return {
        span: Limit(chance.choice((None, 1, 2, 4)), chance.choice((None, 60, 120, 300)))
        for span in Span
        if chance.random() < 0.25
    }


def rule_set(chance: random.Random) -> tuple[Terms, Diary, date, int, datetime]:
    """A supervisor on or beside a day on which the clocks change."""
    zone = chance.choice(list(CHANGES))
    on = chance.choice(CHANGES[zone]) + timedelta(days=chance.choice((-1, 0, 0, 0, 1)))
    base = to_minute(datetime.combine(on, datetime.min.time(), UTC))
    now = slots.from_minute(base - chance.choice((-300, 30, 600, 1500, 3000, 20_000)))
    weekday = on.isoweekday()
    terms = Terms(
        zone=zone,
        weekly=[_hours(chance, weekday) for _ in range(chance.randrange(1, 3))],
        breaks=[_hours(chance, weekday, 120) for _ in range(chance.randrange(0, 2))],
        extra=[DatedHours(on, 60, 300)] if chance.random() < 0.2 else [],
        closed=[Closed(on, on)] if chance.random() < 0.1 else [],
        step=chance.choice((15, 30, 30, 45, 60)),
        before=chance.choice((0, 0, 10)),
        after=chance.choice((0, 15, 30)),
        notice=chance.choice((0, 120, 1440)),
        window_days=chance.choice((1, 10, 60)),
        limits=_limits(chance),
        recovery=chance.choice((0, 60, 180)),
        quiet_until=base + chance.randrange(0, 1440) if chance.random() < 0.1 else None,
    )
    own = [_busy(chance, base) for _ in range(chance.randrange(0, 4))]
    others = [[_busy(chance, base)] for _ in range(chance.randrange(0, 2))]
    return terms, Diary(own, others), on, chance.choice((30, 50, 60, 90)), now


def journey(chance: random.Random, on: date) -> tuple[Days, ...]:
    """Days elsewhere, on or beside a date."""
    return tuple(
        Days(on + timedelta(days=first), on + timedelta(days=last), zone)
        for first, last, zone in chance.choice(JOURNEYS)
    )


@pytest.mark.parametrize("travels", [False, True])
def test_the_engine_agrees_with_one_that_looks_at_every_minute(travels: bool) -> None:
    chance = random.Random(SEED)
    seen: set[Refusal] = set()

    for number in range(RULE_SETS):
        terms, diary, on, minutes, now = rule_set(chance)
        days = journey(chance, on) if travels else ()
        terms = replace(terms, travel=travel.stretches(days))
        fast = slots.explain(terms, diary, on, on, minutes, now)

        about = f"seed {SEED}, rule set {number}: {terms} {days} {diary} {minutes} {now}"
        assert fast == list(slow(terms, days, diary, on, minutes, now)), about
        assert slots.free(terms, diary, on, on, minutes, now) == [s for s in fast if s.is_free]
        for slot in fast[:: len(fast) // 2 + 1]:
            assert slots.judge(terms, diary, slot.starts_at, minutes, now) == slot, about
        seen.update(reason for slot in fast for reason in slot.reasons)

    assert seen == set(Refusal) - {Refusal.NOT_OFFERED}


# each refusal ------------------------------------------------------------------------------------

PLAIN = Terms(zone="UTC", weekly=[Hours(1, 600, 720)], step=60, after=0, notice=0)
TEN = to_minute(datetime(2027, 1, 11, 10, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("terms", "diary", "now", "expected"),
    [
        (PLAIN, Diary(), NOW, ()),
        (PLAIN, Diary(), datetime(2027, 1, 11, 10, 1, tzinfo=UTC), (Refusal.PAST,)),
        (replace(PLAIN, notice=121), Diary(), datetime(2027, 1, 11, 8, tzinfo=UTC), ("notice",)),
        (replace(PLAIN, notice=120), Diary(), datetime(2027, 1, 11, 8, tzinfo=UTC), ()),
        (replace(PLAIN, window_days=6), Diary(), NOW, (Refusal.WINDOW,)),
        (replace(PLAIN, window_days=7), Diary(), NOW, ()),
        (replace(PLAIN, quiet_until=TEN + 1), Diary(), NOW, (Refusal.QUIET,)),
        (replace(PLAIN, quiet_until=TEN), Diary(), NOW, ()),
        (replace(PLAIN, closed=[Closed(MONDAY, MONDAY)]), Diary(), NOW, (Refusal.CLOSED,)),
        (replace(PLAIN, breaks=[Hours(1, 655, 700)]), Diary(), NOW, (Refusal.BREAK,)),
        (replace(PLAIN, breaks=[Hours(1, 660, 700)]), Diary(), NOW, ()),
        (PLAIN, Diary([Busy(TEN + 55, TEN + 100)]), NOW, (Refusal.BUSY,)),
        (PLAIN, Diary([Busy(TEN - 60, TEN, 0, 5)]), NOW, (Refusal.BUFFER,)),
        (replace(PLAIN, before=5), Diary([Busy(TEN - 60, TEN)]), NOW, (Refusal.BUFFER,)),
        (replace(PLAIN, before=5), Diary([Busy(TEN - 70, TEN - 10, 0, 10)]), NOW, ("buffer",)),
        (replace(PLAIN, before=5), Diary([Busy(TEN - 75, TEN - 15, 0, 10)]), NOW, ()),
        (
            replace(PLAIN, recovery=30),
            Diary([Busy(TEN - 60, TEN - 25, is_heavy=True)]),
            NOW,
            (Refusal.RECOVERY,),
        ),
        (
            replace(PLAIN, limits={Span.DAY: Limit(count=1)}),
            Diary([Busy(TEN + 300, TEN + 360)]),
            NOW,
            (Refusal.DAY_FULL,),
        ),
        (
            replace(PLAIN, limits={Span.WEEK: Limit(minutes=119)}),
            Diary([Busy(TEN + 1440, TEN + 1500)]),
            NOW,
            (Refusal.WEEK_FULL,),
        ),
        (
            replace(PLAIN, limits={Span.MONTH: Limit(count=1)}),
            Diary([Busy(TEN - 14_400, TEN - 14_340)]),
            NOW,
            (Refusal.MONTH_FULL,),
        ),
        (
            replace(PLAIN, limits={Span.DAY: Limit(count=1)}),
            Diary([Busy(TEN + 300, TEN + 360, counts=False)]),
            NOW,
            (),
        ),
        (PLAIN, Diary([], [[Busy(TEN + 30, TEN + 40)]]), NOW, (Refusal.OTHERS_BUSY,)),
    ],
)
def test_a_start_says_why_it_cannot_be_booked(
    terms: Terms, diary: Diary, now: datetime, expected: tuple[str, ...]
) -> None:
    first = slots.explain(terms, diary, MONDAY, MONDAY, 60, now)[0]

    assert first == Slot(TEN, 60, tuple(Refusal(code) for code in expected))


def test_a_start_outside_the_hours_is_not_offered() -> None:
    found = slots.judge(PLAIN, Diary(), datetime(2027, 1, 11, 9, 30, tzinfo=UTC), 60, NOW)

    assert found.reasons == (Refusal.NOT_OFFERED,)


def test_the_weightiest_reason_comes_first() -> None:
    terms = replace(PLAIN, window_days=1, closed=[Closed(MONDAY, MONDAY)], quiet_until=TEN + 60)
    diary = Diary([Busy(TEN, TEN + 60)])

    first = slots.explain(terms, diary, MONDAY, MONDAY, 60, NOW)[0]

    assert first.reasons == (Refusal.WINDOW, Refusal.QUIET, Refusal.CLOSED, Refusal.BUSY)


# days on which the clocks change -----------------------------------------------------------------


def _walls(zone: str, on: date, start: int, end: int, step: int = 30) -> list[str]:
    weekly = [Hours(on.isoweekday(), start, end)]
    terms = Terms(zone=zone, weekly=weekly, step=step, after=0, notice=0, window_days=400)
    found = slots.free(terms, Diary(), on, on, 30, NOW)
    return [
        f"{s.starts_at.astimezone(zones.zone(zone)):%H:%M}{'*' * local.fold}"
        for s in found
        for local in [s.starts_at.astimezone(zones.zone(zone))]
    ]


@pytest.mark.parametrize(
    ("zone", "on", "hours", "expected"),
    [
        ("Europe/Berlin", date(2027, 3, 28), (60, 240), "01:00 01:30 03:00 03:30"),
        ("Europe/Berlin", date(2027, 3, 28), (150, 180), ""),
        ("Europe/Berlin", date(2027, 10, 31), (120, 180), "02:00 02:30 02:00* 02:30*"),
        ("Europe/Berlin", date(2027, 10, 31), (150, 180), "02:30 02:30*"),
        ("Africa/Cairo", date(2027, 4, 30), (0, 120), "01:00 01:30"),
        ("Africa/Cairo", date(2027, 10, 28), (1380, 1440), "23:00 23:30 23:00* 23:30*"),
        ("America/Santiago", date(2027, 9, 5), (0, 90), "01:00"),
        ("America/Santiago", date(2027, 4, 3), (1380, 1440), "23:00 23:30 23:00* 23:30*"),
        ("Australia/Lord_Howe", date(2027, 10, 3), (90, 180), "01:30 02:30"),
        ("Australia/Lord_Howe", date(2027, 4, 4), (90, 150), "01:30 01:30* 02:00"),
    ],
)
def test_hours_that_do_not_exist_are_skipped_and_doubled_ones_come_twice(
    zone: str, on: date, hours: tuple[int, int], expected: str
) -> None:
    assert _walls(zone, on, *hours) == expected.split()


def test_starts_keep_their_wall_times_after_a_change_of_half_an_hour() -> None:
    assert _walls("Australia/Lord_Howe", date(2027, 10, 3), 0, 300, step=60) == [
        "00:00",
        "01:00",
        "03:00",
        "04:00",
    ]


@pytest.mark.parametrize(
    ("hours_before", "expected"), [(24, []), (23.99, ["notice"]), (25, []), (22, ["notice"])]
)
def test_notice_is_counted_in_true_hours_across_a_change(
    hours_before: float, expected: list[str]
) -> None:
    on = date(2027, 3, 28)
    terms = Terms(zone="Europe/Berlin", weekly=[Hours(7, 600, 660)], notice=1440, window_days=90)
    start = datetime(2027, 3, 28, 8, 0, tzinfo=UTC)  # 10:00 in Berlin, after the change

    found = slots.explain(terms, Diary(), on, on, 60, start - timedelta(hours=hours_before))

    assert [(s.starts_at, list(s.reasons)) for s in found] == [(start, expected)]


def test_four_weeks_of_fifty_busy_supervisors_take_little_time() -> None:
    first = to_minute(NOW)
    terms = Terms(
        zone="Europe/Berlin",
        weekly=[Hours(d, 540, 1020) for d in range(1, 6)],
        breaks=[Hours(d, 720, 780) for d in range(1, 6)],
        limits={Span.DAY: Limit(4), Span.WEEK: Limit(minutes=900)},
        recovery=60,
    )
    diary = Diary([Busy(first + n * 200, first + n * 200 + 50, 5, 15) for n in range(200)])
    begun = time.process_time()

    for _ in range(50):
        fresh = Diary(diary.own)
        slots.explain(terms, fresh, MONDAY, MONDAY + timedelta(days=27), 60, NOW)

    assert time.process_time() - begun < 0.5  # ten times what it takes; `make bench` is exact
