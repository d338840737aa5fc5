"""Repeating events of others: RRULE of RFC 5545 section 3.3.10, followed within bounds.

Starts are wall times. Periods before the wanted stretch are jumped over, so that a rule costs what
lies in the stretch and not what lies before it. A rule that runs by the second or the minute, or
that would go on without end, is refused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MOST = 2_000  # occurrences of one event in the wanted stretch
_MOST_PERIODS = 60_000
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?\d{1,6}")
_BOUNDS = {  # least and most; and whether it may count from the end
    "BYMONTH": (1, 12, False),
    "BYWEEKNO": (1, 53, True),
    "BYYEARDAY": (1, 366, True),
    "BYMONTHDAY": (1, 31, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 59, False),
    "BYSETPOS": (1, 366, True),
}
_SINGLE = ("BYMINUTE", "BYSECOND")
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_BOUNDS}
_LAST_DAY = date.max - timedelta(days=800)
_HOURS, _SECOND = 24, timedelta(seconds=1)
_STEADY = {"HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1), "WEEKLY": timedelta(days=7)}
_MOST_DIGITS = 15


class RuleError(Exception):
    """A rule that is not followed: too fast, endless, or not understood."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its numbers read. `until` is kept as it is written."""

    freq: str
    interval: int
    count: int | None
    until: str
    wkst: int
    byday: tuple[tuple[int, int], ...]
    numbers: Mapping[str, tuple[int, ...]]

    def by(self, name: str) -> tuple[int, ...]:
        return self.numbers.get(name, ())

    @property
    def names_days(self) -> bool:
        """Whether the rule itself says on which days of its period it falls."""
        return bool(self.byday or self.by("BYYEARDAY") or self.by("BYMONTHDAY"))


def read_rule(text: str) -> Rule:
    """A rule from the text behind `RRULE:`. Raises RuleError."""
    parts: dict[str, str] = {}
    for part in text.upper().replace(" ", "").strip(";").split(";"):
        name, _, value = part.partition("=")
        if name in parts or not value or (name not in _KNOWN and not name.startswith("X-")):
            raise RuleError(name)
        parts[name] = value
    freq = parts.get("FREQ", "")
    if freq not in _PERIODS:
        raise RuleError(freq)
    return Rule(
        freq=freq,
        interval=_least_one(parts.get("INTERVAL", "1")),
        count=_least_one(parts["COUNT"]) if "COUNT" in parts else None,
        until=parts.get("UNTIL", ""),
        wkst=_weekday(parts.get("WKST", "MO")),
        byday=_days(parts.get("BYDAY", ""), freq),
        numbers={name: _numbers(name, parts[name]) for name in _BOUNDS if name in parts},
    )


def _least_one(text: str) -> int:
    if not text.isdecimal() or len(text) > _MOST_DIGITS or int(text) < 1:
        raise RuleError(text)
    return int(text)


def _weekday(text: str) -> int:
    if text not in _WEEKDAYS:
        raise RuleError(text)
    return _WEEKDAYS.index(text)


def _days(text: str, freq: str) -> tuple[tuple[int, int], ...]:
    """Pairs of which one (0 for each) and weekday; only months and years number theirs."""
    found = []
    for one in filter(None, text.split(",")):
        match = _BYDAY.fullmatch(one)
        if match is None:
            raise RuleError(one)
        which = int(match[1] or 0) if freq in ("MONTHLY", "YEARLY") else 0
        found.append((which, _WEEKDAYS.index(match[2])))
    return tuple(found)


def _numbers(name: str, text: str) -> tuple[int, ...]:
    least, most, may_be_negative = _BOUNDS[name]
    found = []
    for one in text.split(","):
        number = int(one) if _NUMBER.fullmatch(one) else -(10**9)
        size = abs(number) if may_be_negative else number
        if not least <= size <= most:
            raise RuleError(one)
        found.append(number)
    if name in _SINGLE and len(found) > 1:
        raise RuleError(name)
    return tuple(sorted(set(found)))


def occurrences(rule: Rule, start: datetime, first: datetime, last: datetime) -> Iterator[datetime]:
    """Starts from `first` on and before `last`, in order, of an event that began at `start`.

    All are wall times of one zone. Raises RuleError beyond 2,000, or when there is no end in sight.
    """
    last, left = _bounds(rule, start, last)
    found = 0
    for at in _starts(rule, start, first if left is None else start, last):
        if left is not None:
            if left == 0:
                return
            left -= 1
        if at >= first:
            found += 1
            if found > MOST:
                raise RuleError(rule.freq)
            yield at


def _bounds(rule: Rule, start: datetime, last: datetime) -> tuple[datetime, int | None]:
    """Before when a rule is followed, and how many starts have to be counted until then, if any."""
    if rule.count is None:
        return last, None
    days = max(0, (last - start).days) + 1
    if rule.count > days * (_HOURS if rule.freq == "HOURLY" else len(rule.by("BYHOUR")) or 1):
        return last, None
    if rule.freq not in _STEADY or rule.byday or rule.numbers:
        return last, rule.count
    step, steps = _STEADY[rule.freq], (rule.count - 1) * rule.interval
    return (last if steps > (last - start) // step else start + steps * step + _SECOND), None


def _starts(rule: Rule, start: datetime, since: datetime, last: datetime) -> Iterator[datetime]:
    """All starts before `last`, from the period on that `since` lies in."""
    begin, step = _PERIODS[rule.freq]
    # an hour that fits is looked for in its day
    interval = 1 if rule.freq == "HOURLY" else rule.interval
    fitting = _Fitting(rule, start)
    number = max(0, step(start, since, rule.wkst) // interval)
    for _turn in range(_MOST_PERIODS):
        opening = begin(start, number * interval, rule.wkst)
        if opening is None or opening >= last:
            return
        for at in fitting.of_period(opening):
            if at >= last:
                return
            if at >= start:
                yield at
        number += 1
    raise RuleError(rule.freq)


class _Fitting:
    """The starts of one period that fit a rule."""

    def __init__(self, rule: Rule, start: datetime) -> None:
        self._rule, self._start = rule, start
        self._months = set(rule.by("BYMONTH"))
        self._month_days = set(rule.by("BYMONTHDAY"))
        self._byday = rule.byday
        if not rule.names_days:
            self._take_days(start)
        self._weekdays = {weekday for which, weekday in self._byday if which == 0}
        self._numbered = [pair for pair in self._byday if pair[0] != 0]
        minute = (rule.by("BYMINUTE") or (start.minute,))[0]
        second = (rule.by("BYSECOND") or (start.second,))[0]
        plain = range(_HOURS) if rule.freq == "HOURLY" else (start.hour,)
        self._times = [time(hour, minute, second) for hour in rule.by("BYHOUR") or plain]

    def _take_days(self, start: datetime) -> None:
        """What a rule does not say of its days is as in the first start."""
        freq, weeks = self._rule.freq, self._rule.by("BYWEEKNO")
        if freq == "WEEKLY" or (freq == "YEARLY" and weeks):
            self._byday = ((0, start.weekday()),)
        elif freq in ("YEARLY", "MONTHLY") and not weeks:
            self._month_days = {start.day}
            if freq == "YEARLY" and not self._months:
                self._months = {start.month}

    def of_period(self, opening: datetime) -> Sequence[datetime]:
        positions = self._rule.by("BYSETPOS")
        if self._rule.freq == "HOURLY":  # each hour is a set of one
            return self._hourly(opening.date()) if not positions or {1, -1} & {*positions} else []
        days = _days_of(self._rule.freq, opening.date(), self._months)
        found = [datetime.combine(on, at) for on in days if self._fits(on) for at in self._times]
        if not positions:
            return found
        chosen = {n - 1 if n > 0 else len(found) + n for n in positions}
        return [at for n, at in enumerate(found) if n in chosen]

    def _hourly(self, on: date) -> list[datetime]:
        if not self._fits(on):
            return []
        passed = (on.toordinal() - self._start.toordinal()) * _HOURS - self._start.hour
        interval = self._rule.interval
        fitting = (at for at in self._times if (passed + at.hour) % interval == 0)
        return [datetime.combine(on, at) for at in fitting]

    def _fits(self, on: date) -> bool:
        if self._months and on.month not in self._months:
            return False
        if self._byday and not self._fits_weekday(on):
            return False
        if self._month_days and not _counted(on.day, _month_length(on), self._month_days):
            return False
        return self._fits_year(on)

    def _fits_weekday(self, on: date) -> bool:
        weekday = on.weekday()
        if weekday in self._weekdays:
            return True
        by_month = self._rule.freq == "MONTHLY" or bool(self._rule.by("BYMONTH"))
        for which, wanted in self._numbered:
            if wanted == weekday and which in _which(on, by_month=by_month):
                return True
        return False

    def _fits_year(self, on: date) -> bool:
        year_days, weeks = self._rule.by("BYYEARDAY"), self._rule.by("BYWEEKNO")
        if year_days and not _counted(_year_day(on), _year_length(on), year_days):
            return False
        return not weeks or _counted(*_week(on, self._rule.wkst), weeks)


def _counted(number: int, length: int, wanted: Sequence[int] | set[int]) -> bool:
    """Whether one of `length` is wanted, counted from the front or from the end."""
    return number in wanted or number - length - 1 in wanted


def _which(on: date, *, by_month: bool) -> tuple[int, int]:
    """Which of its weekday a day is in its month or year, from the front and from the end."""
    day, length = (on.day, _month_length(on)) if by_month else (_year_day(on), _year_length(on))
    return (day - 1) // 7 + 1, -((length - day) // 7 + 1)


def _month_length(on: date) -> int:
    following = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _year_day(on: date) -> int:
    return on.toordinal() - date(on.year, 1, 1).toordinal() + 1


def _year_length(on: date) -> int:
    return date(on.year + 1, 1, 1).toordinal() - date(on.year, 1, 1).toordinal()


def _week(on: date, wkst: int) -> tuple[int, int]:
    """The number of a day's week, and how many weeks that week's year has."""
    opening = on - timedelta(days=(on.weekday() - wkst) % 7)
    year = (opening + timedelta(days=3)).year
    first, following = _first_week(year, wkst), _first_week(year + 1, wkst)
    return (opening - first).days // 7 + 1, (following - first).days // 7


def _first_week(year: int, wkst: int) -> date:
    fourth = date(year, 1, 4)
    return fourth - timedelta(days=(fourth.weekday() - wkst) % 7)


def _days_of(freq: str, opening: date, months: set[int]) -> Iterator[date]:
    """The days of the period that opens on a date."""
    if freq == "YEARLY":
        for month in sorted(months) or range(1, 13):
            yield from _days_from(opening.replace(month=month))
    elif freq == "MONTHLY":
        yield from _days_from(opening)
    else:
        length = 7 if freq == "WEEKLY" else 1
        yield from (opening + timedelta(days=n) for n in range(length))


def _days_from(first: date) -> Iterator[date]:
    return (first.replace(day=day) for day in range(1, _month_length(first) + 1))


# periods: where the n-th opens, and how many open up to an instant ----------------------------


def _open_day(on: date) -> datetime | None:
    return datetime.combine(on, time()) if on <= _LAST_DAY else None


def _year(start: datetime, n: int, wkst: int) -> datetime | None:
    del wkst
    year = start.year + n
    return _open_day(date(year, 1, 1)) if year < _LAST_DAY.year else None


def _years(start: datetime, until: datetime, wkst: int) -> int:
    del wkst
    return until.year - start.year


def _month(start: datetime, n: int, wkst: int) -> datetime | None:
    del wkst
    months = start.year * 12 + start.month - 1 + n
    return _open_day(date(months // 12, months % 12 + 1, 1)) if _is_early(months // 12) else None


def _is_early(year: int) -> bool:
    return year < _LAST_DAY.year


def _months(start: datetime, until: datetime, wkst: int) -> int:
    del wkst
    return (until.year - start.year) * 12 + until.month - start.month


def _monday(start: datetime, wkst: int) -> int:
    """The ordinal of the day on which the week of a start begins."""
    return start.toordinal() - (start.weekday() - wkst) % 7


def _week_opening(start: datetime, n: int, wkst: int) -> datetime | None:
    return _of_ordinal(max(1, _monday(start, wkst)) + n * 7)


def _weeks(start: datetime, until: datetime, wkst: int) -> int:
    return (until.toordinal() - _monday(start, wkst)) // 7


def _day(start: datetime, n: int, wkst: int) -> datetime | None:
    del wkst
    return _of_ordinal(start.toordinal() + n)


def _of_ordinal(ordinal: int) -> datetime | None:
    return _open_day(date.fromordinal(ordinal)) if ordinal <= _LAST_DAY.toordinal() else None


def _days_until(start: datetime, until: datetime, wkst: int) -> int:
    del wkst
    return until.toordinal() - start.toordinal()


_PERIODS = {
    "YEARLY": (_year, _years),
    "MONTHLY": (_month, _months),
    "WEEKLY": (_week_opening, _weeks),
    "DAILY": (_day, _days_until),
    "HOURLY": (_day, _days_until),
}
