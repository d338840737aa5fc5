"""The one slot engine: every start a supervisor's hours hold, and why it cannot be booked.

The picker, the booking, "why can nobody book me?", the group planner and the feed of free times
all ask `explain`; nothing else decides whether a time is free. Instants are whole minutes since
1970 (UTC), so that thousands of comparisons stay cheap.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from network.kernel import zones
from network.kernel.travel import Stretch, Where, where, zone_of

DAY = 24 * 60
CELL = 5  # minutes; starts, lengths and buffers are multiples of it (ADR 0011)


class Refusal(StrEnum):
    """Why a start cannot be booked; the first that applies is the one to tell."""

    NOT_OFFERED = "not_offered"
    PAST = "past"
    NOTICE = "notice"
    WINDOW = "window"
    QUIET = "quiet"
    CLOSED = "closed"
    BREAK = "break"
    BUSY = "busy"
    ELSEWHERE = "elsewhere"
    BUFFER = "buffer"
    RECOVERY = "recovery"
    DAY_FULL = "day_full"
    WEEK_FULL = "week_full"
    MONTH_FULL = "month_full"
    OTHERS_BUSY = "others_busy"


class Span(StrEnum):
    """Stretches of the supervisor's calendar that may have a limit."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


_RANK = {refusal: rank for rank, refusal in enumerate(Refusal)}
_EPOCH = date(1970, 1, 1).toordinal()
_NEVER, _EVER = -(10**12), 10**12
_FULL = {
    Span.DAY: Refusal.DAY_FULL,
    Span.WEEK: Refusal.WEEK_FULL,
    Span.MONTH: Refusal.MONTH_FULL,
}


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of a weekday (ISO, 1 is Monday), in minutes after midnight on the wall clock.

    It ends at midnight (1440) at the latest.
    """

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DatedHours:
    """Extra hours on one date."""

    on: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Closed:
    """Days without any hours: away, a holiday, a day off. Both ends included."""

    first_on: date
    last_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many sessions, and so many minutes of them; None is no limit."""

    count: int | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """When and how a supervisor can be booked. Lengths of time are in minutes.

    The hours are on the clocks of `zone`, and while they travel on those of where they are.
    """

    zone: str
    travel: Sequence[Stretch] = ()
    weekly: Sequence[Hours] = ()
    breaks: Sequence[Hours] = ()
    extra: Sequence[DatedHours] = ()
    closed: Sequence[Closed] = ()
    step: int = 30
    before: int = 0
    after: int = 15
    notice: int = DAY
    window_days: int = 60
    limits: Mapping[Span, Limit] = field(default_factory=dict)
    recovery: int = 0
    quiet_until: int | None = None

    @property
    def where(self) -> Where:
        """The clocks the hours are on."""
        return where(self.zone, self.travel)


@dataclass(frozen=True, slots=True, order=True)
class Busy:
    """Something that takes time, without its buffers; `counts` towards the limits.

    `is_elsewhere` is what a calendar outside of the portal says.
    """

    start: int
    end: int
    before: int = 0
    after: int = 0
    counts: bool = True
    is_heavy: bool = False
    is_elsewhere: bool = False


class Slot(NamedTuple):
    """A start, and why it cannot be booked; bookable when there is no reason."""

    start: int
    minutes: int
    reasons: tuple[Refusal, ...] = ()

    @property
    def is_free(self) -> bool:
        return not self.reasons

    @property
    def starts_at(self) -> datetime:
        return from_minute(self.start)


def to_minute(at: datetime) -> int:
    """Whole minutes since 1970, rounded down."""
    return int(at.timestamp() // 60)


def from_minute(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


@dataclass(frozen=True)
class Diary:
    """What a supervisor, and everybody who would come along, has already."""

    own: Sequence[Busy] = ()
    others: Sequence[Sequence[Busy]] = ()

    @cached_property
    def bounds(self) -> tuple[list[int], list[int]]:
        """Merged starts and ends of the supervisor's time, buffers included."""
        return _merged((b.start - b.before, b.end + b.after) for b in self.own)

    @cached_property
    def bare(self) -> tuple[list[int], list[int]]:
        return _merged((b.start, b.end) for b in self.own if not b.is_elsewhere)

    @cached_property
    def elsewhere(self) -> tuple[list[int], list[int]]:
        return _merged((b.start, b.end) for b in self.own if b.is_elsewhere)

    @cached_property
    def company(self) -> tuple[list[int], list[int]]:
        return _merged((b.start, b.end) for one in self.others for b in one)


def explain(
    terms: Terms, diary: Diary, first_on: date, last_on: date, minutes: int, now: datetime
) -> list[Slot]:
    """Every start of `minutes` within the hours from one date to another, in order.

    The dates are the supervisor's; each slot has all reasons that speak against it, the weightiest
    first. A minute that has begun is over.
    """
    judge = _Judge(terms, diary, minutes, -int(-now.timestamp() // 60))
    ordinals = range(first_on.toordinal(), last_on.toordinal() + 1)
    found = [slot for ordinal in ordinals for slot in judge.slots_of(ordinal)]
    return sorted(found) if terms.travel else found  # across the date line, days are out of order


def free(
    terms: Terms, diary: Diary, first_on: date, last_on: date, minutes: int, now: datetime
) -> list[Slot]:
    """The starts that can be booked."""
    return [s for s in explain(terms, diary, first_on, last_on, minutes, now) if s.is_free]


def judge(terms: Terms, diary: Diary, starts_at: datetime, minutes: int, now: datetime) -> Slot:
    """One start, as `explain` would give it; NOT_OFFERED when the hours do not hold it."""
    start = to_minute(starts_at)
    on = starts_at.astimezone(zones.zone(zone_of(terms.where, starts_at))).date()
    around = explain(terms, diary, on - timedelta(days=1), on, minutes, now)
    found = next((s for s in around if s.start == start), None)
    return found or Slot(start, minutes, (Refusal.NOT_OFFERED,))


class _Piece(NamedTuple):
    """Instants between two changes of the clock, and how far it is ahead of UTC, in minutes."""

    first: int
    last: int
    offset: int


class _Stretch(NamedTuple):
    """Instants of wall-clock hours; starts lie whole steps from the anchor."""

    first: int
    last: int
    anchor: int


class _Clock:
    """The clocks of a zone, for as long as somebody lives by them."""

    def __init__(self, zone: str, first: int = _NEVER, last: int = _EVER) -> None:
        self.zone, self.first, self.last = zones.zone(zone), first, last
        self.noons: dict[int, int] = {}

    def ordinal(self, minute: int) -> int:
        """The date at an instant."""
        return from_minute(minute).astimezone(self.zone).date().toordinal()

    def pieces(self, ordinal: int) -> list[_Piece]:
        """What is lived of a date, between changes of the clock: mostly one piece, or two."""
        pieces = self._whole(ordinal)
        if self.first == _NEVER and self.last == _EVER:
            return pieces
        cut = (_Piece(max(p.first, self.first), min(p.last, self.last), p.offset) for p in pieces)
        return [piece for piece in cut if piece.first < piece.last]

    def _whole(self, ordinal: int) -> list[_Piece]:
        before, after = self._noon(ordinal - 1), self._noon(ordinal + 1)
        if before == after:
            return [_Piece(_NEVER, _EVER, before)]
        first = _base(ordinal - 1) + DAY // 2 - before
        last = _base(ordinal + 1) + DAY // 2 - after
        change = first + bisect_left(
            range(last - first), 1, key=lambda n: self._offset(first + n) != before
        )
        return [_Piece(_NEVER, change, before), _Piece(change, _EVER, after)]

    def _noon(self, ordinal: int) -> int:
        """How far the clocks are ahead of UTC at noon of a date, in minutes."""
        if ordinal not in self.noons:
            on = date.fromordinal(ordinal)
            noon = datetime(on.year, on.month, on.day, 12, tzinfo=self.zone)
            self.noons[ordinal] = _minutes_of(noon.utcoffset())
        return self.noons[ordinal]

    def _offset(self, minute: int) -> int:
        return _minutes_of(from_minute(minute).astimezone(self.zone).utcoffset())


def _clocks(terms: Terms) -> list[_Clock]:
    """One after another, the clocks a supervisor lives by; those at home around the travels."""
    if not terms.travel:
        return [_Clock(terms.zone)]
    found, since = [], _NEVER
    for away in terms.travel:
        first, last = to_minute(away.since), to_minute(away.until)
        found += [_Clock(terms.zone, since, first), _Clock(away.zone, first, last)]
        since = last
    return [*(one for one in found if one.first < one.last), _Clock(terms.zone, since)]


class _Judge:
    """The terms, the diary and the clock, prepared for many starts."""

    def __init__(self, terms: Terms, diary: Diary, minutes: int, now: int) -> None:
        self.terms, self.diary, self.minutes, self.now = terms, diary, minutes, now
        self.clocks = _clocks(terms)
        self.today = self._ordinal(now)
        self.rests = sorted(b.end for b in diary.own if b.is_heavy) if terms.recovery else []
        self.used = self._usage()

    def slots_of(self, ordinal: int) -> Iterator[Slot]:
        windows = self._windows(ordinal)
        if not windows:
            return
        for one in self.clocks:
            yield from self._slots_on(ordinal, windows, one.pieces(ordinal))

    def _slots_on(
        self, ordinal: int, windows: list[tuple[int, int]], pieces: list[_Piece]
    ) -> Iterator[Slot]:
        starts = self._starts(ordinal, windows, pieces)
        if not starts:
            return
        whole_day = self._of_the_day(ordinal)
        breaks = _merged(
            (stretch.first, stretch.last)
            for pause in self.terms.breaks
            if pause.weekday == _weekday(ordinal)
            for stretch in _stretches(ordinal, pause.start, pause.end, pieces)
        )
        for start in starts:
            reasons = self._refusals(start, breaks)
            if whole_day:
                reasons = tuple(sorted((*reasons, *whole_day), key=_RANK.__getitem__))
            yield Slot(start, self.minutes, reasons)

    def _windows(self, ordinal: int) -> list[tuple[int, int]]:
        """Wall-clock windows of a date, those that touch joined."""
        weekday = _weekday(ordinal)
        found = [(h.start, h.end) for h in self.terms.weekly if h.weekday == weekday]
        found += [(h.start, h.end) for h in self.terms.extra if h.on.toordinal() == ordinal]
        starts, ends = _merged(found, touching=True)
        return list(zip(starts, ends, strict=True))

    def _starts(
        self, ordinal: int, windows: list[tuple[int, int]], pieces: list[_Piece]
    ) -> Sequence[int]:
        """Starts from which a whole session fits: at the same wall times on every day."""
        found = [s for window in windows for s in _stretches(ordinal, *window, pieces)]
        step, length = self.terms.step, self.minutes
        if len(pieces) == 1 and all(s.first == s.anchor for s in found):
            return [n for s in found for n in range(s.first, s.last - length + 1, step)]
        firsts, lasts = _merged(((s.first, s.last) for s in found), touching=True)
        starts = {
            n
            for s in found
            for n in range(s.first + (s.anchor - s.first) % step, s.last, step)
            if n + length <= lasts[bisect_left(firsts, n + 1) - 1]
        }
        return sorted(starts)

    def _of_the_day(self, ordinal: int) -> list[Refusal]:
        """What speaks against every start of a date."""
        found = []
        if ordinal > self.today + self.terms.window_days:
            found.append(Refusal.WINDOW)
        if any(
            c.first_on.toordinal() <= ordinal <= c.last_on.toordinal() for c in self.terms.closed
        ):
            found.append(Refusal.CLOSED)
        limited = (span for span in Span if span in self.terms.limits)
        found += [_FULL[s] for s in limited if self._is_full(s, _KEYS[s](ordinal))]
        return found

    def _is_full(self, span: Span, key: int) -> bool:
        limit = self.terms.limits[span]
        count, minutes = self.used.get((span, key), (0, 0))
        too_many = limit.count is not None and count + 1 > limit.count
        too_long = limit.minutes is not None and minutes + self.minutes > limit.minutes
        return too_many or too_long

    def _usage(self) -> dict[tuple[Span, int], tuple[int, int]]:
        """Sessions and minutes already in each day, week and month that has a limit."""
        used: dict[tuple[Span, int], tuple[int, int]] = {}
        if not self.terms.limits:
            return used
        for busy in self.diary.own:
            if not busy.counts:
                continue
            ordinal = self._ordinal(busy.start)
            for span in self.terms.limits:
                key = (span, _KEYS[span](ordinal))
                count, minutes = used.get(key, (0, 0))
                used[key] = (count + 1, minutes + busy.end - busy.start)
        return used

    def _ordinal(self, minute: int) -> int:
        """The date at an instant, where the supervisor is then."""
        return next(one for one in self.clocks if minute < one.last).ordinal(minute)

    def _refusals(self, start: int, breaks: tuple[list[int], list[int]]) -> tuple[Refusal, ...]:
        """What speaks against a start, in the order of `Refusal`."""
        terms, end = self.terms, start + self.minutes
        found: list[Refusal] = []
        if start < self.now + terms.notice:
            found.append(Refusal.PAST if start < self.now else Refusal.NOTICE)
        if terms.quiet_until is not None and start < terms.quiet_until:
            found.append(Refusal.QUIET)
        if breaks[0] and _overlaps(breaks, start, end):
            found.append(Refusal.BREAK)
        if clash := self._clash(start, end):
            found.append(clash)
        if self.rests and self._is_resting(start):
            found.append(Refusal.RECOVERY)
        if self.diary.others and _overlaps(self.diary.company, start, end):
            found.append(Refusal.OTHERS_BUSY)
        return tuple(found)

    def _clash(self, start: int, end: int) -> Refusal | None:
        """Buffers stack: the ranges with the buffers of both must not meet."""
        if not _overlaps(self.diary.bounds, start - self.terms.before, end + self.terms.after):
            return None
        if _overlaps(self.diary.bare, start, end):
            return Refusal.BUSY
        is_elsewhere = _overlaps(self.diary.elsewhere, start, end)
        return Refusal.ELSEWHERE if is_elsewhere else Refusal.BUFFER

    def _is_resting(self, start: int) -> bool:
        """Whether a heavy session ended less than the recovery time before."""
        found = bisect_left(self.rests, start + 1)
        return found > 0 and start < self.rests[found - 1] + self.terms.recovery


def _stretches(ordinal: int, start: int, end: int, pieces: list[_Piece]) -> Iterator[_Stretch]:
    """The instants at which the clock shows a time from start to end on a date.

    Hours the clock skips are left out, and those it shows twice come twice.
    """
    base = _base(ordinal)
    for piece in pieces:
        anchor = base + start - piece.offset
        first, last = max(anchor, piece.first), min(base + end - piece.offset, piece.last)
        if first < last:
            yield _Stretch(first, last, anchor)


def _base(ordinal: int) -> int:
    """Midnight of a date in UTC, in minutes since 1970."""
    return (ordinal - _EPOCH) * DAY


def _minutes_of(offset: timedelta | None) -> int:
    return int((offset or timedelta()).total_seconds() // 60)


def _weekday(ordinal: int) -> int:
    return (ordinal - 1) % 7 + 1


def _week(ordinal: int) -> int:
    return (ordinal - 1) // 7


def _month(ordinal: int) -> int:
    on = date.fromordinal(ordinal)
    return on.year * 12 + on.month


_KEYS: Mapping[Span, Callable[[int], int]] = {Span.DAY: int, Span.WEEK: _week, Span.MONTH: _month}


def _merged(
    spans: Iterable[tuple[int, int]], *, touching: bool = False
) -> tuple[list[int], list[int]]:
    """Spans that overlap become one: ascending starts, and their ends."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans):
        if ends and (start < ends[-1] or (touching and start == ends[-1])):
            ends[-1] = max(ends[-1], end)
        elif start < end:
            starts.append(start)
            ends.append(end)
    return starts, ends


def _overlaps(bounds: tuple[list[int], list[int]], start: int, end: int) -> bool:
    starts, ends = bounds
    found = bisect_left(starts, end)
    return found > 0 and ends[found - 1] > start
