"""Reading workshops, as far as the actor may see them, and what binds somebody to one."""

from collections.abc import Collection
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

from network.db import plain
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.workshops import policy
from network.workshops.models.outcomes import Outcome
from network.workshops.models.workshops import (
    Quota,
    Workshop,
    WorkshopMove,
    WorkshopOrganiser,
    WorkshopQuestion,
    WorkshopReminder,
    WorkshopSession,
)
from network.workshops.rules import states, timing
from network.workshops.rules.facts import Facts
from network.workshops.rules.seats import Group
from network.workshops.vocabulary import Level, Move, Phase, Reason, Tie

_MOST = 200
_READINGS = (Move.CLEAR_OUTCOME, Move.RETURN_OUTCOME)

# what binds somebody to a workshop; $1 is the workshop, $2 the person
_TIES = """
SELECT 'organiser' AS tie FROM workshop_organiser WHERE workshop_id = $1 AND person_id = $2
UNION SELECT CASE WHEN r.state IN ('applied', 'waitlisted', 'offered') THEN 'registered'
    ELSE 'confirmed' END FROM workshop_registration r
    WHERE r.workshop_id = $1 AND r.person_id = $2 AND r.state NOT IN ('withdrawn', 'refused')
UNION SELECT 'invited' FROM workshop_invitation
    WHERE workshop_id = $1 AND person_id = $2 AND state IN ('pending', 'accepted')
UNION SELECT 'speaker' FROM agenda_speaker s JOIN agenda_item i ON i.id = s.item_id
    WHERE i.workshop_id = $1 AND s.person_id = $2 AND s.state <> 'withdrawn'
    AND i.removed_at IS NULL
UNION SELECT 'named' FROM workshop_reader n JOIN workshop w ON w.id = n.workshop_id
    WHERE n.workshop_id = $1 AND w.level IN ('S2', 'S3') AND n.person_id = $2
"""
_NAMED_CENTRES = """
UNION SELECT 'named' FROM workshop_reader n JOIN workshop w ON w.id = n.workshop_id
    WHERE n.workshop_id = $1 AND w.level = 'S2' AND n.centre_id IN ({})
"""


class Seen(NamedTuple):
    """A workshop somebody may see, and what binds them to it."""

    workshop: Workshop
    ties: frozenset[Tie]


async def get_workshop(actor: Actor, workshop_id: UUID) -> Seen:
    """A workshop the actor may see, in the state it is in now; absent and hidden look the same."""
    stored = plain.records(Workshop, "WHERE workshop.id = $1", workshop_id, related=("centre",))
    if actor.person_id is None:
        found, ties = await stored, frozenset[Tie]()
    else:
        found, ties = await plain.together(stored, _ties(actor, actor.person_id, workshop_id))
    if not found or not policy.can_view(actor, found[0], ties):
        return _absent()
    found[0].state = timing.state_now(facts_from(found[0]), clock.now())
    return Seen(found[0], ties)


async def ties_of(actor: Actor, workshop_id: UUID) -> frozenset[Tie]:
    """What binds the actor to a workshop, in one statement; a place is a registration as well."""
    if actor.person_id is None:
        return frozenset()
    return await _ties(actor, actor.person_id, workshop_id)


def _ties(actor: Actor, person_id: UUID, workshop_id: UUID) -> plain.Question[frozenset[Tie]]:
    sql, values = _TIES, [workshop_id, person_id]
    if actor.centre_ids:
        sql += _NAMED_CENTRES.format(plain.marks(actor.centre_ids, 3))
        values += sorted(actor.centre_ids)
    return plain.rows(sql, *values).then(_tied)


def _tied(rows: list[dict[str, Any]]) -> frozenset[Tie]:
    found = {Tie(row["tie"]) for row in rows}
    return frozenset(found | {Tie.REGISTERED} if Tie.CONFIRMED in found else found)


async def fresh(workshop_id: UUID) -> Workshop:
    """A workshop as it is stored now, for those who were let in before."""
    return await Workshop.get_or_none(id=workshop_id) or _absent()


async def neutral_titles(ids: Collection[UUID]) -> dict[UUID, str]:
    """What calendars may show of workshops; once one is in a calendar, its title stays."""
    rows = Workshop.filter(id__in=list(ids))
    return dict(await rows.values_list("id", "neutral_title"))


async def organised(actor: Actor) -> list[Workshop]:
    """The workshops somebody prepares or ran, newest first."""
    if actor.person_id is None:
        return []
    rows = WorkshopOrganiser.filter(person_id=actor.person_id).order_by("-created_at")
    found = await rows.limit(_MOST).select_related("workshop__centre")
    return [row.workshop for row in found]


async def sessions_of(workshop_id: UUID) -> list[WorkshopSession]:
    """The sessions of a workshop in their order."""
    rows = WorkshopSession.filter(workshop_id=workshop_id, removed_at=None)
    return await rows.order_by("starts_at", "id")


async def questions_of(
    workshop_id: UUID, phase: Phase = Phase.REGISTRATION
) -> list[WorkshopQuestion]:
    rows = WorkshopQuestion.filter(workshop_id=workshop_id, phase=phase, removed_at=None)
    return await rows.order_by("position", "id")


async def quotas_of(workshop_id: UUID) -> list[Quota]:
    return await Quota.filter(workshop_id=workshop_id).order_by("id")


async def groups_of(workshop_id: UUID) -> list[Group]:
    """The quotas of a workshop as the rules of seats read them."""
    return [
        Group(
            axis=row.axis,
            kind=row.kind,
            keys=frozenset(row.keys),
            places=row.places,
            kept_until=row.kept_until,
            id=row.id,
            name=row.name,
        )
        for row in await quotas_of(workshop_id)
    ]


async def reminders_of(workshop_id: UUID) -> list[WorkshopReminder]:
    return await WorkshopReminder.filter(workshop_id=workshop_id).order_by("due_at", "id")


async def organiser_ids(workshop_id: UUID) -> list[UUID]:
    rows = WorkshopOrganiser.filter(workshop_id=workshop_id).order_by("id")
    return list(await rows.values_list("person_id", flat=True))  # type: ignore[arg-type]


async def history_of(seen: Seen, actor: Actor) -> list[WorkshopMove]:
    """Every change of a workshop's state, first to last, with the reasons the actor may know."""
    rows = await WorkshopMove.filter(workshop_id=seen.workshop.id).order_by("created_at", "id")
    if not policy.can_see_reason(actor, *seen):
        for row in rows:
            shown = states.shown_reason(Reason(row.reason)) if row.reason else None
            row.reason, row.note = str(shown or ""), ""
    return rows


# what the rules read -----------------------------------------------------------------------------


def facts_from(
    workshop: Workshop,
    sessions: int = 0,
    outcome: Outcome | None = None,
    read_by: UUID | None = None,
) -> Facts:
    """A workshop as its rules read it."""
    return Facts(
        state=workshop.state,
        came_from=workshop.came_from,
        settled_at=workshop.settled_at,
        is_asked=workshop.asked_at is not None,
        zone=workshop.zone,
        first_on=workshop.first_on,
        last_on=workshop.last_on,
        starts_at=workshop.starts_at,
        ends_at=workshop.ends_at,
        closes_at=workshop.closes_at,
        sessions=sessions,
        capacity=workshop.capacity,
        has_neutral_title=bool(workshop.neutral_title.strip()),
        has_outcome_owner=workshop.outcome_owner_id is not None,
        is_outcome_sent=outcome is not None and outcome.submitted_at is not None,
        is_outcome_public=outcome is not None and outcome.level == Level.PUBLIC,
        outcome_read_by=read_by,
        outcome_due_on=outcome.due_on if outcome else None,
    )


async def facts_of(workshop: Workshop) -> Facts:
    """The same, with what stands beside it."""
    sessions = await WorkshopSession.filter(workshop_id=workshop.id, removed_at=None).count()
    outcome = await Outcome.get_or_none(workshop_id=workshop.id)
    return facts_from(workshop, sessions, outcome, await read_by(outcome))


async def read_by(outcome: Outcome | None) -> UUID | None:
    """Who found an outcome for everybody sound since it was last sent."""
    if outcome is None or outcome.level != Level.PUBLIC:
        return None
    if outcome.submitted_at is None or outcome.published_at is not None:
        return None
    rows = WorkshopMove.filter(workshop_id=outcome.workshop_id, move__in=_READINGS)
    last = await rows.order_by("-created_at", "-id").first()
    return last.person_id if last and last.move is Move.CLEAR_OUTCOME else None


def _absent() -> NoReturn:
    raise NotFound
