"""The programme of a visit as its reader sees it: day by day, on the clocks of the host."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Any, NamedTuple
from uuid import UUID

from network.exchanges import policy
from network.exchanges.models.staying import ProgrammeItem
from network.exchanges.models.visits import Visit
from network.exchanges.queries import programme
from network.exchanges.queries.labels import Labels
from network.exchanges.queries.programme import Piece
from network.exchanges.rules import programmes
from network.exchanges.rules.programmes import Kind, Level, Stretch
from network.exchanges.rules.states import HOST_KNOWN
from network.kernel import clock, moments, wall_times, zones
from network.kernel.actor import Actor
from network.kernel.i18n import _

_ALL_OPEN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing of a day. `is_closed` where the reader learns no more than that there is one."""

    id: UUID
    version: int
    since: str
    until: str
    name: str
    place: str = ""
    mentor: str = ""
    is_closed: bool = False
    is_new: bool = False
    overlaps: bool = False
    asks_consent: bool = False
    has_consent: bool = False
    is_copied: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a visit with what is planned for it."""

    on: date
    items: list[Item]


class Line(NamedTuple):
    """One thing of a day in short."""

    since: str
    until: str
    name: str
    place: str = ""
    mentor: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """The programme on the page of a visit, in short; of a long one a day is open, the next."""

    visit_id: UUID
    days: list[tuple[date, bool, list[Line]]]
    place: str
    is_draft: bool
    is_open: bool


async def box(actor: Actor, exchange: Visit) -> Box | None:
    """The programme for the page of a visit; none while there is no host, or no days."""
    if exchange.state not in HOST_KNOWN or exchange.first_on is None:
        return None
    pieces = await programme.pieces_of(exchange)
    sees_all = policy.can_prepare(actor, exchange)
    by_day = groupby(pieces, programme.day_of)
    days = {on: [_line(one, sees_all=sees_all) for one in there] for on, there in by_day}
    opened = days if len(pieces) <= _ALL_OPEN else {_next_day(exchange, days)}
    return Box(
        exchange.id,
        [(on, on in opened, lines) for on, lines in days.items()],
        moments.place(exchange.zone),
        is_draft(exchange),
        is_open(actor, exchange),
    )


def days_of(
    actor: Actor, exchange: Visit, items: Sequence[ProgrammeItem], labels: Labels | None = None
) -> list[Day]:
    """Every day of a visit, and those on which something was left behind, in their order."""
    over = programmes.overlapping((item.id, _stretch(item)) for item in items)
    sees_all = policy.can_prepare(actor, exchange)
    reader = _Reader(exchange, labels, over, sees_all, not is_draft(exchange))
    found: dict[date, list[Item]] = {on: [] for on in visit_days(exchange)}
    for item in items:
        found.setdefault(programme.day_of(item), []).append(_shown(item, reader))
    return [Day(on, found[on]) for on in sorted(found)]


def visit_days(exchange: Visit) -> list[date]:
    """The days of a visit, as far as they are known."""
    if exchange.first_on is None or exchange.last_on is None:
        return []
    return programmes.days_between(exchange.first_on, exchange.last_on)


def offset_of(exchange: Visit) -> str:
    """How the clocks of the host stand when a visit begins; today, as long as nobody knows when."""
    first_on = exchange.first_on or clock.now().date()
    return _offset_on(first_on, exchange.zone)


def clock_change(exchange: Visit) -> str:
    """On which day of a visit the clocks of the host change, in words; mostly nothing."""
    days, zone = visit_days(exchange), exchange.zone
    for before, on in pairwise(days):
        if _offset_on(before, zone) != _offset_on(on, zone):
            offset, day = _offset_on(on, zone), moments.near_day(on)
            return _("The clocks there change: %(offset)s from %(day)s.", offset=offset, day=day)
    return ""


def _offset_on(on: date, zone: str) -> str:
    noon = datetime.combine(on, time(12))
    return moments.offset(wall_times.kept_instant(noon, zone or "UTC", second=False), zone or "UTC")


def copied(days: Iterable[Day]) -> list[Day]:
    """What may be taken along: of what stays in the portal, only that there is something."""
    return [
        Day(day.on, [item if item.is_copied else _closed(item) for item in day.items])
        for day in days
        if day.items
    ]


def is_draft(exchange: Visit) -> bool:
    """Whether the programme is in nobody's calendar yet."""
    return exchange.state not in programmes.ANNOUNCED_IN and exchange.arrived_on is None


def is_open(actor: Actor, exchange: Visit) -> bool:
    """Whether the reader may write it now."""
    is_planned = exchange.state in programmes.PLANNED_IN and exchange.first_on is not None
    return is_planned and policy.can_prepare(actor, exchange)


def _next_day(exchange: Visit, days: Iterable[date]) -> date | None:
    """The day that is or comes next where the visit is, else the first."""
    today = moments.local_day(clock.now(), exchange.zone or "UTC")
    return next((on for on in days if on >= today), next(iter(days), None))


def _line(one: Piece, *, sees_all: bool) -> Line:
    if one.level == Level.S3 and not sees_all:
        return Line(*_times(one), _("Part of the programme"))
    return Line(*_times(one), _name(one), one.place)


def _stretch(item: ProgrammeItem) -> Stretch:
    return Stretch(item.starts_at, item.starts_at + timedelta(minutes=item.minutes))


class _Reader(NamedTuple):
    """What decides how the items of a visit look: names, overlaps, whether all is read, marks."""

    exchange: Visit
    labels: Labels | None
    over: set[UUID]
    sees_all: bool
    marks: bool


def _shown(item: ProgrammeItem, reader: _Reader) -> Item:
    since, until = _times(item)
    plain: dict[str, Any] = {
        "id": item.id,
        "version": item.version,
        "since": since,
        "until": until,
        "is_new": reader.marks and programmes.is_new_since(item.revision),
        "overlaps": item.id in reader.over,
    }
    if item.level == Level.S3 and not reader.sees_all:
        return Item(**plain, name=_("Part of the programme"), is_closed=True)
    return Item(
        **plain,
        name=_name(item),
        place=item.place,
        mentor=reader.labels.person(item.mentor_id, reader.exchange) if reader.labels else "",
        asks_consent=item.asks_consent,
        has_consent=item.has_consent,
        is_copied=item.level != Level.S3,
    )


def _closed(item: Item) -> Item:
    return Item(
        id=item.id,
        version=item.version,
        since=item.since,
        until=item.until,
        name=_("See the portal"),
        is_closed=True,
    )


def _name(item: ProgrammeItem | Piece) -> str:
    return item.title or str(programmes.KINDS[Kind(item.kind)])


def _times(item: ProgrammeItem | Piece) -> tuple[str, str]:
    """From when until when, on the clocks of the host."""
    wall = datetime.fromisoformat(item.wall)
    if zones.is_steady(wall.date(), item.zone):
        ends = wall + timedelta(minutes=item.minutes)
        return moments.wall_time(wall), moments.wall_time(ends)
    return _since(item, wall), _until(item)


def _since(item: ProgrammeItem | Piece, wall: datetime) -> str:
    """The agreed time; of two equal ones the offset says which."""
    local = item.starts_at.astimezone(zones.zone(item.zone))
    is_doubled = local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset()
    time = moments.wall_time(wall)
    return f"{time} ({moments.offset(item.starts_at, item.zone)})" if is_doubled else time


def _until(item: ProgrammeItem | Piece) -> str:
    ends_at = item.starts_at + timedelta(minutes=item.minutes)
    return moments.wall_time(wall_times.wall_of(ends_at, item.zone))
