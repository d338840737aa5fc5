"""The released agenda as it is read: session by session, on the clocks of each session."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.i18n import _, language
from network.kernel.travel import Where
from network.workshops import policy
from network.workshops.pages import shown
from network.workshops.pages.shown import When
from network.workshops.queries.named import Named
from network.workshops.queries.whole import Released, Session, Whole
from network.workshops.rules.agenda import Slot

_ALL_OPEN = 12


class Line(NamedTuple):
    """One item of the agenda."""

    span: str
    title: str
    speakers: str
    is_changed: bool = False
    needs_replacement: bool = False


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session with its items; of a long agenda the one that comes next is open."""

    title: str
    when: When
    place: str
    lines: list[Line] = field(default_factory=list)
    is_open: bool = True


def agenda(
    actor: Actor, whole: Whole, people: Mapping[UUID, Named], where: Where
) -> tuple[list[Sitting], list[Line]]:
    """Every session with its items as released, and the items that have no time yet."""
    by_session: dict[UUID | None, list[Slot]] = defaultdict(list)
    known = {session.id for session in whole.sessions}
    for key, slots in groupby(whole.slots, _session_id):
        by_session[key if key in known else None].extend(slots)
    is_long, following = len(whole.slots) > _ALL_OPEN, _following(whole.sessions)
    knows_town = policy.knows_town(actor, *whole.seen)
    knows_place = shown.knows_place(actor, whole.seen)
    found = [
        Sitting(
            title=session.title,
            when=shown.when_of(session, where, knows_town=knows_town),
            place=session.place if knows_place else "",
            lines=_lines(by_session[session.id], session.zone, people, whole.changed),
            is_open=not is_long or session.id == following,
        )
        for session in whole.sessions
    ]
    return found, _lines(by_session[None], "", people, whole.changed)


def told(release: Released | None, where: Where) -> str:
    """Which release of the agenda this is, and of when."""
    if release is None:
        return ""
    when = moments.moment(release.at, where)
    return _("Release %(n)s, %(moment)s", n=release.number, moment=when)


def _session_id(slot: Slot) -> UUID | None:
    return slot.session_id


def _following(sessions: Iterable[Session]) -> UUID | None:
    """The session that is on or comes next; of a workshop that is over, the last."""
    now, last = clock.now(), None
    for session in sessions:
        last = session.id
        if session.starts_at + timedelta(minutes=session.minutes) > now:
            return session.id
    return last


def _lines(
    slots: Iterable[Slot], zone: str, people: Mapping[UUID, Named], changed: Collection[UUID]
) -> list[Line]:
    code, names = language(), {key: one.name for key, one in people.items()}
    return [
        Line(
            _times(one.starts_at, one.minutes, zone, code) if one.starts_at and zone else "",
            one.title,
            " · ".join(filter(None, map(names.get, one.speakers))),
            bool(changed) and one.item_id in changed,
            one.needs_replacement,
        )
        for one in slots
    ]


@lru_cache(2048)  # the same ones for every reader
def _times(since: datetime, minutes: int, zone: str, _code: str) -> str:
    until = since + timedelta(minutes=minutes)
    return f"{moments.time(since, zone)}–{moments.time(until, zone)}"
