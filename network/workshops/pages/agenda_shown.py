"""Sessions and agenda as a reader sees them: on the clocks of each place, and on their own."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from network.kernel import moments, zones
from network.kernel.i18n import _, series
from network.kernel.travel import Where, zone_of
from network.workshops.models.agenda import AgendaSpeaker
from network.workshops.models.workshops import WorkshopSession
from network.workshops.queries.named import Named
from network.workshops.rules import agenda
from network.workshops.rules import names as words
from network.workshops.rules.agenda import Change, Slot
from network.workshops.vocabulary import SpeakerState

_MOST_WARNINGS = 3  # of one item; more would say no more


@dataclass(frozen=True, slots=True)
class Heading:
    """A session in words; `own` is its time on the reader's clocks where they differ."""

    id: UUID
    title: str
    day: str
    since: str
    until: str
    clocks: str
    room: str
    own: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of the agenda; `warnings` are for those who write it."""

    id: UUID
    title: str
    since: str = ""
    until: str = ""
    minutes: int = 0
    speakers: str = ""
    needs_replacement: bool = False
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Block:
    """A session with what happens in it; without one, what has no time yet."""

    heading: Heading | None
    lines: list[Line]


def headings(
    sessions: Iterable[WorkshopSession], where: Where, *, knows_town: bool
) -> list[Heading]:
    """Sessions in their order; one without a title is called by its number."""
    return [
        _heading(row, number, where, knows_town=knows_town)
        for number, row in enumerate(sessions, 1)
    ]


def blocks(
    slots: Sequence[Slot],
    sessions: Sequence[WorkshopSession],
    people: Mapping[UUID, Named],
    where: Where,
    warnings: Mapping[UUID, list[str]] | None = None,
    *,
    knows_town: bool,
) -> list[Block]:
    """The agenda session by session, then what has no time yet."""
    at = {row.id: row for row in sessions}
    by_session: dict[UUID | None, list[Line]] = defaultdict(list)
    for slot in slots:
        session = at.get(slot.session_id) if slot.session_id else None
        line = _line(slot, session, people, (warnings or {}).get(slot.item_id, []))
        by_session[session.id if session else None].append(line)
    heads = headings(sessions, where, knows_town=knows_town)
    found = [Block(one, by_session[one.id]) for one in heads]
    timeless = by_session[None]
    return [*found, Block(None, timeless)] if timeless else found


def warnings_of(
    slots: Sequence[Slot], sessions: Iterable[WorkshopSession], people: Mapping[UUID, Named]
) -> dict[UUID, list[str]]:
    """What those who write an agenda may want to look at; nothing of it bars anything."""
    found: dict[UUID, list[str]] = defaultdict(list)
    titles = {slot.item_id: slot.title for slot in slots}
    for who, one, other in agenda.clashes(slots):
        for item_id, beside in ((one, other), (other, one)):
            if len(found[item_id]) < _MOST_WARNINGS:
                found[item_id].append(_clash(_name(who, people), titles[beside]))
    at = {row.id: row for row in sessions}
    for slot in slots:
        session = at.get(slot.session_id) if slot.session_id else None
        if session and agenda.outside(slot, session.starts_at, session.minutes):
            found[slot.item_id].append(_("This is not within its session."))
    return found


def change_lines(changes: Iterable[Change], zone: str) -> list[tuple[str, str, str]]:
    """What, which item, and from when to when on the clocks of the host."""
    return [
        (str(words.CHANGES[one.what]), one.title, _times(one, zone or "UTC")) for one in changes
    ]


def asked_in(
    speakers: Mapping[UUID, Iterable[AgendaSpeaker]], people: Mapping[UUID, Named]
) -> dict[UUID, list[tuple[str, bool, str]]]:
    """Who was asked to speak, by item: name, whether they said yes, and that in words."""
    return {
        item_id: [
            (
                _name(row.person_id, people),
                row.state is SpeakerState.CONFIRMED,
                str(words.SPEAKERS[row.state]),
            )
            for row in rows
        ]
        for item_id, rows in speakers.items()
    }


def names_in(keys: Collection[UUID], people: Mapping[UUID, Named]) -> list[str]:
    """People by name, in the order of their names."""
    return sorted((_name(key, people) for key in keys), key=str.casefold)


def clock_text(session: WorkshopSession, starts_after: int) -> str:
    """When an item begins, as the clocks of its session show it."""
    at = session.starts_at + timedelta(minutes=starts_after)
    return f"{at.astimezone(zones.zone(session.zone)):%H:%M}"


def _heading(row: WorkshopSession, number: int, where: Where, *, knows_town: bool) -> Heading:
    return Heading(
        row.id,
        row.title or _("Session %(n)s", n=number),
        moments.day(moments.local_day(row.starts_at, row.zone)),
        moments.time(row.starts_at, row.zone),
        moments.time(row.starts_at + timedelta(minutes=row.minutes), row.zone),
        _clocks(row.starts_at, row.zone) if knows_town else moments.offset(row.starts_at, row.zone),
        row.place if knows_town else "",
        _own(row, where),
    )


def _clocks(at: datetime, zone: str) -> str:
    place, offset = moments.place(zone), moments.offset(at, zone)
    return place if place == offset else series((place, offset))


def _own(row: WorkshopSession, where: Where) -> str:
    zone = zone_of(where, row.starts_at)
    if zones.offset(row.starts_at, zone) == zones.offset(row.starts_at, row.zone):
        return ""
    return _("%(moment)s for you", moment=moments.moment(row.starts_at, where))


def _line(
    slot: Slot,
    session: WorkshopSession | None,
    people: Mapping[UUID, Named],
    warnings: list[str],
) -> Line:
    since = until = ""
    if session and slot.starts_at and slot.ends_at:
        since = moments.time(slot.starts_at, session.zone)
        until = moments.time(slot.ends_at, session.zone)
    return Line(
        id=slot.item_id,
        title=slot.title,
        since=since,
        until=until,
        minutes=slot.minutes,
        speakers=series(names_in([key for key in slot.speakers if key in people], people)),
        needs_replacement=slot.needs_replacement,
        warnings=warnings,
    )


def _clash(person: str, title: str) -> str:
    return _("%(person)s speaks in “%(title)s” at the same time.", person=person, title=title)


def _name(key: UUID, people: Mapping[UUID, Named]) -> str:
    return people[key].name if key in people else _("Former colleague")


def _times(change: Change, zone: str) -> str:
    before, after = _time(change.before, zone), _time(change.after, zone)
    if before and after:
        return _("%(after)s instead of %(before)s", after=after, before=before)
    return after or before


def _time(at: datetime | None, zone: str) -> str:
    if at is None:
        return ""
    return series((moments.near_day(moments.local_day(at, zone)), moments.time(at, zone)))
