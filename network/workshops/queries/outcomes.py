"""Reading what came of workshops: records, what was agreed, evaluations and the cascade."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from network.db import plain
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.workshops import policy
from network.workshops.models.outcomes import Outcome, OutcomeAction
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop, WorkshopSource
from network.workshops.queries.workshops import Seen
from network.workshops.rules.registering import PRESENT
from network.workshops.vocabulary import WorkshopState

_OVER = (WorkshopState.OUTCOMES_DUE, WorkshopState.OUTCOMES_PUBLISHED, WorkshopState.ARCHIVED)
_PRESENT = ", ".join(f"'{state}'" for state in PRESENT)
_REACHED = f"""
SELECT workshop_id, 'people' AS what, COUNT(*) AS n FROM workshop_registration
    WHERE state IN ({_PRESENT}) AND workshop_id IN ({{ids}}) GROUP BY workshop_id
UNION ALL SELECT workshop_id, 'trainers', COUNT(DISTINCT person_id) FROM trainer_accreditation
    WHERE revoked_at IS NULL AND from_on <= $1 AND until_on >= $1 AND workshop_id IN ({{ids}})
    GROUP BY workshop_id
"""  # noqa: S608 (our own words)


class Reached(NamedTuple):
    """How many people a training reached, and how many of them may train others."""

    people: int = 0
    trainers: int = 0


async def get_outcome(actor: Actor, seen: Seen) -> Outcome:
    """The record of a workshop, if the actor may read it; absent and hidden look the same."""
    found = await Outcome.get_or_none(workshop_id=seen.workshop.id)
    if found is None:
        raise NotFound
    if not policy.can_read_outcome(actor, *seen, found):
        raise NotFound
    return found


async def actions_of(workshop_id: UUID) -> list[OutcomeAction]:
    """What was agreed, what is due first on top."""
    return await OutcomeAction.filter(workshop_id=workshop_id).order_by("due_on", "id")


async def own_actions(actor: Actor) -> list[OutcomeAction]:
    """What somebody sees to, in all workshops."""
    if actor.person_id is None:
        return []
    rows = OutcomeAction.filter(owner_id=actor.person_id, state__in=["open", "doing"])
    return await rows.order_by("due_on", "id").select_related("workshop")


async def counts_of(workshop_id: UUID) -> dict[str, dict[str, int]]:
    """How many took part, by profession and by region; nobody by name."""
    rows = Registration.filter(workshop_id=workshop_id, state__in=list(PRESENT))
    found = await rows.values_list("profession", "region")
    return {
        "all": {"": len(found)},
        "profession": dict(Counter(str(one) for one, _ in found)),
        "region": dict(Counter(str(one) for _, one in found)),
    }


async def sources_of(workshop_id: UUID) -> list[WorkshopSource]:
    return await WorkshopSource.filter(workshop_id=workshop_id).order_by("id")


async def workshops_from(actor: Actor, source_kind: str, source_id: UUID) -> list[Workshop]:
    """The workshops that came of something, as far as the actor sees them."""
    query = Workshop.filter(
        policy.visible_to(actor),
        sources__source_kind=source_kind,
        sources__source_id=source_id,
    )
    return await query.order_by("starts_at", "id")


async def cascade_of(actor: Actor, workshop: Workshop) -> list[Workshop]:
    """Everything in the cascade of a workshop that the actor sees, the root first."""
    root = workshop.root_id or workshop.id
    query = Workshop.filter(policy.visible_to(actor)).filter(root_id=root)
    found = await query.order_by("starts_at", "id").select_related("centre")
    top = await Workshop.filter(policy.visible_to(actor), id=root).select_related("centre")
    return top + found


async def reached_by(found: Iterable[Workshop], on: date) -> dict[UUID, Reached]:
    """How many took part in workshops that are over, and may train others on a day."""
    ids = [one.id for one in found if one.state in _OVER]
    if not ids:
        return {}
    sql = _REACHED.format(ids=plain.marks(ids, 2))
    counted: dict[UUID, dict[str, int]] = defaultdict(dict)
    for row in await plain.rows(sql, on, *ids):
        counted[UUID(str(row["workshop_id"]))][row["what"]] = row["n"]
    return {key: Reached(**numbers) for key, numbers in counted.items()}


async def parents_in(root_id: UUID) -> dict[UUID, UUID | None]:
    """Every workshop of a cascade with the one it came of, for the rules."""
    rows = await Workshop.filter(root_id=root_id).order_by("id").values_list("id", "parent_id")
    return {root_id: None, **dict(rows)}
