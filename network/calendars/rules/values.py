"""Dates, times, lengths and periods as calendar files write them (RFC 5545 section 3.3)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?")
_LENGTH = re.compile(
    r"([+-])?P(?:(\d{1,6})W)?(?:(\d{1,7})D)?"
    r"(?:T(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?"
)
_LAST_SECOND = 59


class ValueProblem(Exception):
    """A value that cannot be read."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall time or, with `is_date`, the midnight that begins a date; `is_utc` in UTC."""

    wall: datetime
    is_utc: bool
    is_date: bool


@dataclass(frozen=True, slots=True)
class Length:
    """Whole days on the calendar, and time besides."""

    days: int
    rest: timedelta

    @property
    def is_negative(self) -> bool:
        return timedelta(days=self.days) + self.rest < timedelta(0)


def read_moment(text: str) -> Moment:
    """A date or a time. Raises ValueProblem."""
    match = _MOMENT.fullmatch(text.strip().upper())
    if match is None:
        raise ValueProblem
    year, month, day, hour, minute, second, z = match.groups()
    try:
        wall = datetime(  # noqa: DTZ001 (wall times)
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            min(int(second or 0), _LAST_SECOND),
        )
    except ValueError:
        raise ValueProblem from None
    return Moment(wall, z is not None, hour is None)


def read_length(text: str) -> Length:
    """A length of time. Raises ValueProblem."""
    plain = text.strip().upper()
    match = _LENGTH.fullmatch(plain)
    if match is None or plain.endswith(("P", "T")):
        raise ValueProblem
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    sign = -1 if match[1] == "-" else 1
    try:
        rest = sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)
        found = Length(sign * (weeks * 7 + days), rest)
        timedelta(days=found.days)
    except OverflowError:
        raise ValueProblem from None
    return found
