"""A workshop with all that its page tells, in few statements."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from network.db import plain
from network.kernel.actor import Actor
from network.workshops import policy
from network.workshops.models.outcomes import Outcome
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.queries import workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import agenda
from network.workshops.rules.agenda import Slot, What
from network.workshops.rules.facts import Facts
from network.workshops.rules.registering import COMING
from network.workshops.rules.seats import Group, Room, Seeker
from network.workshops.vocabulary import Access, ActionState, Axis, Limit, RegState, WorkshopState

PEOPLE_ON_A_PAGE = 12
_AFTER = (
    WorkshopState.OUTCOMES_DUE,
    WorkshopState.OUTCOMES_PUBLISHED,
    WorkshopState.ARCHIVED,
)
_COMING = ", ".join(f"'{state}'" for state in COMING)

# $1 is the workshop, $2 the reader, $3 from which person on those who come are named
_COUNTS = """
SELECT 'seat' AS what, '' AS id, profession AS a, region AS b,
    COALESCE(CAST(centre_id AS VARCHAR(36)), '') AS c, '' AS d, '' AS e, COUNT(*) AS n
    FROM workshop_registration WHERE workshop_id = $1 AND is_seated
    GROUP BY profession, region, centre_id
UNION ALL SELECT 'quota', CAST(id AS VARCHAR(36)), axis, kind, CAST(keys AS TEXT), name,
    COALESCE(CAST(kept_until AS VARCHAR(40)), ''), places FROM workshop_quota
    WHERE workshop_id = $1
UNION ALL SELECT 'organiser', CAST(person_id AS VARCHAR(36)), '', '', '', '', '', 0
    FROM workshop_organiser WHERE workshop_id = $1
UNION ALL SELECT 'session', CAST(id AS VARCHAR(36)), title, zone, place,
    CAST(starts_at AS VARCHAR(40)), '', minutes
    FROM workshop_session WHERE workshop_id = $1 AND removed_at IS NULL
UNION ALL SELECT * FROM (SELECT 'release', '', CAST(slots AS TEXT), CAST(changes AS TEXT),
    CAST(created_at AS VARCHAR(40)), '', '', number FROM agenda_release WHERE workshop_id = $1
    ORDER BY number DESC LIMIT 1) AS released
"""
_OWN = """
UNION ALL SELECT 'own', CAST(id AS VARCHAR(36)), state,
    COALESCE(CAST(offered_until AS VARCHAR(40)), ''), CAST(lapses AS VARCHAR(10)),
    CASE WHEN is_seated THEN 's' ELSE '' END || CASE WHEN has_evaluated THEN 'e' ELSE '' END
    || CASE WHEN is_listed THEN 'l' ELSE '' END,
    profession || '|' || region || '|' || COALESCE(CAST(centre_id AS VARCHAR(36)), ''), number
    FROM workshop_registration WHERE workshop_id = $1 AND person_id = $2
UNION ALL SELECT 'ahead', '', '', '', '', '', '', COUNT(*) FROM workshop_registration
    WHERE workshop_id = $1 AND state = 'waitlisted' AND number <= (SELECT number
    FROM workshop_registration WHERE workshop_id = $1 AND person_id = $2)
UNION ALL SELECT 'material', CAST(id AS VARCHAR(36)), title, lang, link, access, '', 0
    FROM workshop_material WHERE workshop_id = $1 AND removed_at IS NULL
UNION ALL SELECT 'reader', CAST(r.material_id AS VARCHAR(36)), '', '', '', '', '', 0
    FROM workshop_material_reader r JOIN workshop_material m ON m.id = r.material_id
    WHERE m.workshop_id = $1 AND r.person_id = $2
"""
_MET = f"""
UNION ALL SELECT * FROM (SELECT 'person', CAST(person_id AS VARCHAR(36)), '', '', '', '', '',
    number FROM workshop_registration WHERE workshop_id = $1 AND is_listed
    AND state IN ({_COMING}) ORDER BY number LIMIT {PEOPLE_ON_A_PAGE} OFFSET $3) AS met
UNION ALL SELECT 'people', '', '', '', '', '', '', COUNT(*) FROM workshop_registration
    WHERE workshop_id = $1 AND is_listed AND state IN ({_COMING})
UNION ALL SELECT 'action', CAST(id AS VARCHAR(36)), text, owner_role,
    COALESCE(CAST(owner_id AS VARCHAR(36)), ''), COALESCE(CAST(due_on AS VARCHAR(10)), ''),
    state, 0 FROM outcome_action WHERE workshop_id = $1
"""  # noqa: S608 (our own words)


class Session(NamedTuple):
    """One dated part of a workshop, in its own zone."""

    id: UUID
    title: str
    zone: str
    place: str
    starts_at: datetime
    minutes: int


class Released(NamedTuple):
    """The last release of an agenda, with everybody who speaks in it; `changed` are the items that
    it brought or changed.
    """

    number: int
    at: datetime
    slots: tuple[Slot, ...]
    speakers: frozenset[UUID]
    changed: frozenset[UUID]


class Paper(NamedTuple):
    """Something to read or keep."""

    title: str
    lang: str
    link: str
    access: Access
    removed_at: datetime | None = None


class Agreed(NamedTuple):
    """Something that was agreed on: what, who sees to it, by when, and how far it is."""

    id: UUID
    text: str
    owner_role: str
    owner_id: UUID | None
    due_on: date | None
    state: ActionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A workshop, as far as its reader may know it. `people` are one page of the `people_count` who
    agreed to be listed.
    """

    seen: Seen
    facts: Facts
    sessions: list[Session]
    release: Released | None
    slots: Sequence[Slot]
    changed: frozenset[UUID]
    room: Room
    organisers: list[UUID]
    own: Registration | None = None
    position: int = 0
    people: list[UUID] = field(default_factory=list)
    people_count: int = 0
    materials: list[Paper] = field(default_factory=list)
    agreed: list[Agreed] = field(default_factory=list)
    outcome: Outcome | None = None

    @property
    def workshop(self) -> Workshop:
        return self.seen.workshop


async def whole_of(actor: Actor, seen: Seen, first_person: int = 0) -> Whole:
    """Everything on the page of a workshop the reader was let in to."""
    told = await _told(actor, seen, first_person)
    sessions = sorted(map(_session, told["session"]), key=_begin)
    release = next(map(_release, told["release"]), None)
    stored = await _outcome(seen.workshop)
    return Whole(
        seen=seen,
        facts=workshops.facts_from(
            seen.workshop, len(sessions), stored, await workshops.read_by(stored)
        ),
        sessions=sessions,
        release=release,
        slots=release.slots if release else (),
        changed=release.changed if release else frozenset(),
        room=_room(seen.workshop, told),
        organisers=sorted(UUID(row["id"]) for row in told["organiser"]),
        own=_own(actor, seen.workshop, told),
        position=_number(told, "ahead"),
        people=[UUID(row["id"]) for row in sorted(told["person"], key=_n)],
        people_count=_number(told, "people"),
        materials=_materials(actor, seen, told),
        agreed=sorted(map(_agreed, told["action"]), key=_due),
        outcome=_readable(actor, seen, stored),
    )


_Told = dict[str, list[dict[str, Any]]]


async def _told(actor: Actor, seen: Seen, first_person: int) -> _Told:
    """What is counted and listed, by what it is; what the reader may not know is not asked for."""
    sql, values = _COUNTS, [seen.workshop.id]
    if actor.person_id is not None:
        sql, values = sql + _OWN, [*values, actor.person_id]
        if policy.can_see_people(actor, *seen):
            sql, values = sql + _MET, [*values, first_person]  # type: ignore[list-item]
    found: _Told = defaultdict(list)
    for row in await plain.rows(sql, *values):
        found[row["what"]].append(row)
    return found


async def _outcome(workshop: Workshop) -> Outcome | None:
    if workshop.state not in _AFTER:
        return None
    found = await plain.records(Outcome, "WHERE workshop_id = $1", workshop.id)
    return next(iter(found), None)


def _materials(actor: Actor, seen: Seen, told: _Told) -> list[Paper]:
    """What the reader may open."""
    named = {row["id"] for row in told["reader"]}
    found = [(row["id"], _paper(row)) for row in sorted(told["material"], key=_id)]
    return [
        paper
        for key, paper in found
        if policy.can_see_material(actor, *seen, paper, is_reader=key in named)
    ]


def _readable(actor: Actor, seen: Seen, outcome: Outcome | None) -> Outcome | None:
    is_read = outcome is not None and policy.can_read_outcome(actor, *seen, outcome)
    return outcome if is_read else None


# from rows ---------------------------------------------------------------------------------------


def _session(row: dict[str, Any]) -> Session:
    return Session(UUID(row["id"]), row["a"], row["b"], row["c"], _at(row["d"]), _n(row))


def _begin(session: Session) -> tuple[datetime, UUID]:
    return session.starts_at, session.id


def _release(row: dict[str, Any]) -> Released:
    number = _n(row)
    return Released(number, _at(row["c"]), *_slots(row["a"]), _changed(number, row["b"]))


@lru_cache(256)  # a release is read many times and never changes
def _slots(stored: str) -> tuple[tuple[Slot, ...], frozenset[UUID]]:
    """The items, and who speaks in them."""
    slots = tuple(agenda.from_stored(json.loads(stored)))
    return slots, agenda.speakers_in(slots)


@lru_cache(256)
def _changed(number: int, stored: str) -> frozenset[UUID]:
    """The items that are not as they were; in a first release everything is new, so nothing is."""
    if number == 1:
        return frozenset()
    lines = agenda.changes_from_stored(json.loads(stored))
    return frozenset(line.item_id for line in lines if line.what is not What.REMOVED)


def _paper(row: dict[str, Any]) -> Paper:
    return Paper(row["a"], row["b"], row["c"], Access(row["d"]))


def _id(row: dict[str, Any]) -> str:
    return str(row["id"])


def _n(row: dict[str, Any]) -> int:
    return int(row["n"])


def _number(told: _Told, what: str) -> int:
    return sum(_n(row) for row in told[what])


def _room(workshop: Workshop, told: _Told) -> Room:
    groups = [_group(row) for row in sorted(told["quota"], key=_id)]
    room = Room(workshop.capacity, groups)
    for row in told["seat"]:
        room.let_in(Seeker(row["a"], row["b"], row["c"]), _n(row))
    return room


def _group(row: dict[str, Any]) -> Group:
    return Group(
        axis=Axis(row["a"]),
        kind=Limit(row["b"]),
        keys=frozenset(json.loads(row["c"])),
        places=_n(row),
        kept_until=_instant(row["e"]),
        id=UUID(row["id"]),
        name=row["d"],
    )


def _own(actor: Actor, workshop: Workshop, told: _Told) -> Registration | None:
    """The reader's own registration, with what rules ask about it."""
    if not told["own"]:
        return None
    row = told["own"][0]
    profession, region, centre = row["e"].split("|")
    return Registration(
        id=UUID(row["id"]),
        workshop_id=workshop.id,
        person_id=actor.person_id,
        state=RegState(row["a"]),
        offered_until=_instant(row["b"]),
        lapses=int(row["c"]),
        is_seated="s" in row["d"],
        has_evaluated="e" in row["d"],
        is_listed="l" in row["d"],
        profession=profession,
        region=region,
        centre_id=UUID(centre) if centre else None,
        number=_n(row),
    )


def _agreed(row: dict[str, Any]) -> Agreed:
    return Agreed(
        UUID(row["id"]),
        row["a"],
        row["b"],
        UUID(row["c"]) if row["c"] else None,
        date.fromisoformat(row["d"]) if row["d"] else None,
        ActionState(row["e"]),
    )


def _due(one: Agreed) -> tuple[bool, date, UUID]:
    return one.due_on is None, one.due_on or date.max, one.id


def _instant(text: str) -> datetime | None:
    return _at(text) if text else None


def _at(text: str) -> datetime:
    """An instant as either engine writes it."""
    return datetime.fromisoformat(text)
