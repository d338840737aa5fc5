"""What else people have in their calendars on some days, before somebody agrees to those days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from network.calendars.models.feeds import Detail, Entry, Purpose, Status
from network.calendars.queries.outside import busy_asked
from network.calendars.queries.titles import titles
from network.db import plain
from network.kernel import i18n, zones
from network.kernel.actor import Actor
from network.kernel.i18n import _
from network.kernel.travel import Days, day_start

_DAY = timedelta(days=1)
_ENTRIES = f"""
    WHERE first_on <= $1 AND last_on >= $2 AND status <> '{Status.CANCELLED}'
    AND purpose IN ('{Purpose.SESSIONS}', '{Purpose.VISITS}', '{Purpose.WORKSHOPS}')
    AND source_kind <> 'programme'
    AND person_id IN ({{}}) ORDER BY first_on, starts_at, uid
"""  # a visit is there as a whole, without the parts of its programme


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that is on these days already. Only of one's own one learns what, and when on the
    day; of others the days alone: `title` is empty then.
    """

    person_id: UUID
    first_on: date
    last_on: date
    title: str = ""
    starts_at: datetime | None = None
    is_own: bool = False


async def clashes(
    actor: Actor, person_ids: Iterable[UUID], days: Days, *, without: UUID | None = None
) -> list[Clash]:
    """What some people have on some days of a zone, but for one visit: by person, then by day.

    For who is in that visit with them, and for nobody else.
    """
    wanted = list(dict.fromkeys(person_ids))
    since, until = day_start(days.first_on, days.zone), day_start(days.last_on + _DAY, days.zone)
    if not wanted:
        return []
    entries, busy = await plain.together(_entries(wanted, days), busy_asked(wanted, since, until))
    rows = [row for row in entries if row.source_id != without and _meets(row, since, until)]
    found = []
    for person_id in wanted:
        own = [row for row in rows if row.person_id == person_id]
        spans = [*_spans(own, days), *_elsewhere(busy.get(person_id, []), days)]
        if person_id == actor.person_id:
            found += [*await _told(own, days), *_unnamed(busy.get(person_id, []), person_id, days)]
        else:
            found += [Clash(person_id, *span) for span in _merged(spans)]
    return found


def _entries(people: list[UUID], days: Days) -> plain.Question[list[Entry]]:
    until, since = days.last_on + _DAY, days.first_on - _DAY
    which = _ENTRIES.format(plain.marks(people, 3))
    return plain.records(Entry, which, until, since, *people)


def _meets(row: Entry, since: datetime, until: datetime) -> bool:
    """Whole days are the same dates everywhere; hours are those of the zone."""
    if row.starts_at is None or row.ends_at is None:
        return True
    return row.starts_at < until and row.ends_at > since


def _within(first_on: date, last_on: date, days: Days) -> tuple[date, date] | None:
    first, last = max(first_on, days.first_on), min(last_on, days.last_on)
    return (first, last) if first <= last else None


def _span(row: Entry, days: Days) -> tuple[date, date] | None:
    """The days of an entry there, as far as they are asked for."""
    if row.starts_at is None or row.ends_at is None:
        return _within(row.first_on, row.last_on, days)
    return _local(row.starts_at, row.ends_at, days)


def _local(starts_at: datetime, ends_at: datetime, days: Days) -> tuple[date, date] | None:
    zone = zones.zone(days.zone)
    last = max(starts_at, ends_at - timedelta(microseconds=1))
    return _within(starts_at.astimezone(zone).date(), last.astimezone(zone).date(), days)


def _spans(rows: list[Entry], days: Days) -> Iterator[tuple[date, date]]:
    yield from (span for row in rows if (span := _span(row, days)))


def _elsewhere(stretches: list[tuple[int, int]], days: Days) -> Iterator[tuple[date, date]]:
    for start, end in stretches:
        if span := _local(_at(start), _at(end), days):
            yield span


def _at(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def _merged(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Days that touch as one, so that nobody counts what others do."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + _DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


async def _told(rows: list[Entry], days: Days) -> list[Clash]:
    """The reader's own entries, by their names."""
    if not rows:
        return []
    names = await titles(rows, Detail.FULL, i18n.language())
    return [
        Clash(row.person_id, *span, names[row.id], row.starts_at, is_own=True)
        for row in rows
        if (span := _span(row, days))
    ]


def _unnamed(stretches: list[tuple[int, int]], person_id: UUID, days: Days) -> list[Clash]:
    """Of calendars elsewhere nothing but time is known here."""
    return [
        Clash(person_id, *span, _("In another calendar of yours"), is_own=True)
        for span in _merged(_elsewhere(stretches, days))
    ]
