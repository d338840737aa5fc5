"""When speakers could be there, as they say themselves, and which items are at another time.

Who said nothing could in all of a session. What was said is about the hours that the session had
then: once it is at others, it counts no more, and is asked again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import NamedTuple
from uuid import UUID

from network.kernel import wall_times, zones
from network.kernel.errors import Invalid
from network.kernel.i18n import _
from network.kernel.zones import MissingTime
from network.workshops.models.agenda import SpeakerTime
from network.workshops.models.workshops import WorkshopSession
from network.workshops.rules.agenda import Slot
from network.workshops.rules.states_table import IN_CALENDARS
from network.workshops.vocabulary import WorkshopState

SAID_IN = (
    WorkshopState.DRAFT,
    WorkshopState.CHECKED,
    *IN_CALENDARS,
    WorkshopState.POSTPONED,
)


class Span(NamedTuple):
    """From one instant until another."""

    since: datetime
    until: datetime


class Misfit(NamedTuple):
    """What to look at in one item: who could at other hours, or not at all, and whose session has
    moved since they said so. `together` are the hours in which all who speak in it could.
    """

    limited: dict[UUID, Span | None]
    moved: list[UUID]
    together: Span | None
    is_shared: bool


def asked(
    state: WorkshopState, sessions: Iterable[WorkshopSession], now: datetime
) -> list[WorkshopSession]:
    """The sessions of which speakers can say something now: those that are not over."""
    return [row for row in sessions if state in SAID_IN and span_of(row).until > now]


def span_of(session: WorkshopSession) -> Span:
    """From when until when a session is."""
    return Span(session.starts_at, session.starts_at + timedelta(minutes=session.minutes))


def stands(said: SpeakerTime, session: WorkshopSession) -> bool:
    """Whether something was said about the hours that a session has now."""
    return (said.starts_at, said.minutes) == (session.starts_at, session.minutes)


def ask_again(sessions: Iterable[WorkshopSession], said: Mapping[UUID, SpeakerTime]) -> bool:
    """Whether one of the sessions moved since something was said of it."""
    return any(row.id in said and not stands(said[row.id], row) for row in sessions)


def could(said: SpeakerTime | None, session: WorkshopSession) -> Span | None:
    """The hours of a session in which somebody could; None for not at all."""
    if said is None or not stands(said, session):
        return span_of(session)
    return Span(said.from_at, said.until_at) if said.from_at and said.until_at else None


def together(spans: Iterable[Span | None]) -> Span | None:
    """The hours that all of some have in common; None for no hour."""
    since, until = None, None
    for span in spans:
        if span is None:
            return None
        since = max(since or span.since, span.since)
        until = min(until or span.until, span.until)
    return Span(since, until) if since and until and since < until else None


def misfits(
    slots: Iterable[Slot],
    sessions: Iterable[WorkshopSession],
    said: Mapping[tuple[UUID, UUID], SpeakerTime],
) -> dict[UUID, Misfit]:
    """The items to look at, by what was said of each session by each person; it never bars."""
    at = {row.id: row for row in sessions}
    found = {}
    for slot in slots:
        session = at.get(slot.session_id) if slot.session_id else None
        if session is not None:
            rows = {who: said.get((session.id, who)) for who in slot.speakers}
            found[slot.item_id] = _misfit(slot, session, rows)
    return {key: one for key, one in found.items() if one.limited or one.moved}


def _misfit(
    slot: Slot, session: WorkshopSession, rows: Mapping[UUID, SpeakerTime | None]
) -> Misfit:
    spans = {who: could(row, session) for who, row in rows.items()}
    standing = {who for who, row in rows.items() if row and stands(row, session)}
    return Misfit(
        limited={who: spans[who] for who in rows if who in standing and _is_off(slot, spans[who])},
        moved=[who for who, row in rows.items() if row and who not in standing],
        together=together(spans.values()),
        is_shared=len(spans) > 1,
    )


def _is_off(slot: Slot, span: Span | None) -> bool:
    """Whether an item is not wholly within some hours."""
    if span is None or slot.starts_at is None or slot.ends_at is None:
        return span is None
    return slot.starts_at < span.since or slot.ends_at > span.until


# on the clocks of a session ----------------------------------------------------------------------


def instant_in(session: WorkshopSession, at: time, *, second: bool | None) -> datetime:
    """When the clocks of a session show a time during it, on whichever day that is.

    Raises Invalid for a time that they jump over, or that is not within the session, and for one
    that they show twice in it while nobody said which of the two is meant.
    """
    found = _shown_at(session, at)
    if len(found) > 1 and second is None:
        return wall_times.agreed_instant(_wall(session, found[0]), session.zone, second=None)
    if found:
        return found[-1] if second else found[0]
    for wall in _walls(session, at):
        wall_times.agreed_instant(wall, session.zone, second=False)
    raise Invalid(at=_("This is not within the session."))


def clock_at(session: WorkshopSession, at: datetime) -> tuple[str, str]:
    """What the clocks of a session show at an instant, and whether for the first or second time."""
    wall = _wall(session, at)
    found = _shown_at(session, wall.time())
    which = ("first", "second")[found.index(at)] if len(found) > 1 and at in found else ""
    return f"{wall:%H:%M}", which


def mark(sessions: Sequence[WorkshopSession], said: Mapping[UUID, SpeakerTime]) -> str:
    """Tells sessions and what somebody said of them from others, so that nothing is lost."""
    rows = [(one.id, *span_of(one), one.zone, _as_said(said.get(one.id))) for one in sessions]
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()[:16]


def _as_said(said: SpeakerTime | None) -> tuple[object, ...]:
    return (said.starts_at, said.minutes, said.from_at, said.until_at) if said else ()


def _shown_at(session: WorkshopSession, at: time) -> list[datetime]:
    """Every instant of a session at which its clocks show a time; mostly one."""
    span, found = span_of(session), set()
    for day, second in product(_days(session), (False, True)):
        try:
            found.add(zones.instant(datetime.combine(day, at), session.zone, second=second))
        except MissingTime:
            continue
    return sorted(one for one in found if span.since <= one <= span.until)


def _walls(session: WorkshopSession, at: time) -> list[datetime]:
    """A time on the days of a session, where its clocks pass by it."""
    first, last = (_wall(session, one) for one in span_of(session))
    return [wall for day in _days(session) if first <= (wall := datetime.combine(day, at)) <= last]


def _days(session: WorkshopSession) -> list[date]:
    return sorted({_wall(session, one).date() for one in span_of(session)})


def _wall(session: WorkshopSession, at: datetime) -> datetime:
    return wall_times.wall_of(at, session.zone)
