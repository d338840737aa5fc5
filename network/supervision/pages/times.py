"""Times of sessions as two people see them: the reader's large, the other's small."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from network.kernel import moments, zones
from network.kernel.i18n import _, language, ngettext
from network.kernel.travel import Where, home_of, zone_of
from network.supervision.models import SupervisionSession
from network.supervision.rules.series import Shift, shifts
from network.supervision.rules.slots import Slot

_DECENT = range(7, 21)  # hours of the reader that need no mark


class Both(NamedTuple):
    """One instant on two clocks; `other` is empty when the clocks agree or the town is not shown.

    `other_day` is given when it is another day there, `away` the reader's town where it has to be
    said because they travel.
    """

    iso: str
    day: str
    near_day: str
    time: str
    until: str
    place: str
    other: str = ""
    other_day: str = ""
    is_odd: bool = False
    away: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the reader with its free starts, and a word when it is a day of rest."""

    on: date
    slots: list[Both]
    rest: str = ""


def both(at: datetime, minutes: int, here: Where, there: Where) -> Both:
    """An instant, in UTC, for a reader in `here`, beside somebody in `there`."""
    found = _both(at, minutes, zone_of(here, at), zone_of(there, at), language())
    away = moments.place_apart(at, here)
    return found._replace(away=away) if away else found


@lru_cache(8192)
def _both(at: datetime, minutes: int, zone: str, other: str, code: str) -> Both:
    """Many read the same free times; `code` is the language their days are written in."""
    del code
    rules, there = zones.zone(zone), at.astimezone(zones.zone(other or zone))
    here, until = at.astimezone(rules), (at + timedelta(minutes=minutes)).astimezone(rules)
    differs = here.utcoffset() != there.utcoffset()
    day, other_day = here.date(), there.date()
    return Both(
        iso=f"{at:%Y-%m-%dT%H:%MZ}",
        day=moments.day(day),
        near_day=moments.near_day(day),
        time=_time(here, zone),
        until=moments.wall_time(until),
        place=moments.place(zone),
        other=f"{_time(there, other)} {moments.place(other)}" if differs else "",
        other_day=moments.near_day(other_day) if differs and other_day != day else "",
        is_odd=here.hour not in _DECENT,
    )


def _time(wall: datetime, zone: str) -> str:
    """The time; of two equal ones the offset says which."""
    time = moments.wall_time(wall)
    is_doubled = wall.replace(fold=1 - wall.fold).utcoffset() != wall.utcoffset()
    return f"{time} ({moments.offset(wall, zone)})" if is_doubled else time


def of_session(session: SupervisionSession, here: Where, there: Where) -> Both:
    return both(session.starts_at, session.minutes, here, there)


def days_of(
    slots: Iterable[Slot],
    monday: date,
    here: Where,
    there: Where,
    rest: Callable[[date], str] = lambda _on: "",
) -> list[Day]:
    """The seven days of a reader's week, with the starts that fall on each; `rest` marks them."""
    found: dict[date, list[Both]] = {monday + timedelta(days=n): [] for n in range(7)}
    for slot in slots:
        at = slot.starts_at
        on = moments.local_day(at, here)
        if on in found:
            found[on].append(both(at, slot.minutes, here, there))
    return [Day(on, rows, rest(on) if rows else "") for on, rows in found.items()]


def ahead(zone: str, other: str, at: datetime) -> str:
    """How far the reader's clocks are from another's, in words; empty when they agree."""
    minutes = int((zones.offset(at, zone) - zones.offset(at, other)).total_seconds() // 60)
    if minutes == 0:
        return _("Your clocks agree with those in %(place)s", place=moments.place(other))
    hours, rest = divmod(abs(minutes), 60)
    far = ngettext("%(n)s hour", "%(n)s hours", hours) if hours else ""
    far = " ".join(filter(None, (far, _("%(n)s minutes", n=rest) if rest else "")))
    if minutes > 0:
        return _("You are %(far)s ahead of %(place)s", far=far, place=moments.place(other))
    return _("You are %(far)s behind %(place)s", far=far, place=moments.place(other))


def shift_words(starts: list[datetime], where: Where) -> list[str]:
    """Sentences about a series whose local hour changes for somebody."""
    zone = home_of(where)
    at_home = [at for at in starts if zone_of(where, at) == zone]
    return [_shift(shift) for shift in shifts(at_home, zone)]


def _shift(shift: Shift) -> str:
    return ngettext(
        "From %(day)s it is at %(after)s for you instead of %(before)s (%(n)s session).",
        "From %(day)s it is at %(after)s for you instead of %(before)s (%(n)s sessions).",
        shift.count,
        day=moments.short_day(shift.on),
        after=f"{shift.after:%H:%M}",
        before=f"{shift.before:%H:%M}",
    )
