"""Times of sessions as two people see them: the reader's large, the other's small."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from network.kernel import moments, zones
from network.kernel.i18n import _, ngettext
from network.supervision.models import SupervisionSession
from network.supervision.rules.series import Shift, shifts
from network.supervision.rules.slots import Slot

_DECENT = range(7, 21)  # hours of the reader that need no mark


@dataclass(frozen=True, slots=True)
class Both:
    """One instant on two clocks; `other` is empty when the clocks agree or the town is not shown.

    `other_day` is given when it is another day there.
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


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the reader with its free starts."""

    on: date
    slots: list[Both]


class Pair:
    """Two clocks, looked up once for many instants: a reader's and somebody's beside it."""

    def __init__(self, zone: str, other: str) -> None:
        self.zone, self.here, self.place = zone, zones.zone(zone), moments.place(zone)
        self.other, self.there = other or zone, zones.zone(other or zone)
        self.other_place = moments.place(self.other)

    def both(self, at: datetime, minutes: int) -> Both:
        """An instant on both clocks."""
        here, there = at.astimezone(self.here), at.astimezone(self.there)
        differs = here.utcoffset() != there.utcoffset()
        day, other_day = here.date(), there.date()
        return Both(
            iso=f"{at:%Y-%m-%dT%H:%MZ}",
            day=moments.day(day),
            near_day=moments.near_day(day),
            time=_time(here, self.zone),
            until=moments.wall_time((at + timedelta(minutes=minutes)).astimezone(self.here)),
            place=self.place,
            other=f"{_time(there, self.other)} {self.other_place}" if differs else "",
            other_day=moments.near_day(other_day) if differs and other_day != day else "",
            is_odd=here.hour not in _DECENT,
        )


def both(at: datetime, minutes: int, zone: str, other: str) -> Both:
    """An instant for a reader in `zone`, beside somebody in `other`."""
    return Pair(zone, other).both(at, minutes)


def _time(wall: datetime, zone: str) -> str:
    """The time; of two equal ones the offset says which."""
    time = moments.wall_time(wall)
    is_doubled = wall.replace(fold=1 - wall.fold).utcoffset() != wall.utcoffset()
    return f"{time} ({moments.offset(wall, zone)})" if is_doubled else time


def of_session(session: SupervisionSession, zone: str, other: str) -> Both:
    return both(session.starts_at, session.minutes, zone, other)


def days_of(slots: Iterable[Slot], monday: date, zone: str, other: str) -> list[Day]:
    """The seven days of a reader's week, with the starts that fall on each."""
    found: dict[date, list[Both]] = {monday + timedelta(days=n): [] for n in range(7)}
    pair = Pair(zone, other)
    for slot in slots:
        on = slot.starts_at.astimezone(pair.here).date()
        if on in found:
            found[on].append(pair.both(slot.starts_at, slot.minutes))
    return [Day(on, rows) for on, rows in found.items()]


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


def shift_words(starts: list[datetime], zone: str) -> list[str]:
    """Sentences about a series whose local hour changes for somebody in a zone."""
    return [_shift(shift) for shift in shifts(starts, zone)]


def _shift(shift: Shift) -> str:
    return ngettext(
        "From %(day)s it is at %(after)s for you instead of %(before)s (%(n)s session).",
        "From %(day)s it is at %(after)s for you instead of %(before)s (%(n)s sessions).",
        shift.count,
        day=moments.short_day(shift.on),
        after=f"{shift.after:%H:%M}",
        before=f"{shift.before:%H:%M}",
    )
