"""What there is to do on the workshops somebody runs or checks: three statements, however many."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from tortoise.expressions import Q

from network.db import plain
from network.kernel.actor import Actor, Role
from network.workshops import policy
from network.workshops.models.outcomes import Outcome
from network.workshops.models.workshops import Workshop, WorkshopOrganiser
from network.workshops.queries import workshops
from network.workshops.rules import duties, timing
from network.workshops.rules.duties import Do, Due, Open
from network.workshops.rules.states_table import FINAL
from network.workshops.vocabulary import Part, Tie, WorkshopState

MOST = 200

_OPEN = """
SELECT workshop_id, 'applied' AS what, COUNT(*) AS n FROM workshop_registration
    WHERE state = 'applied' AND workshop_id IN ({ids}) GROUP BY workshop_id
UNION ALL SELECT workshop_id, 'offered', COUNT(*) FROM workshop_registration
    WHERE state = 'offered' AND workshop_id IN ({ids}) GROUP BY workshop_id
UNION ALL SELECT workshop_id, 'invited', COUNT(*) FROM workshop_invitation
    WHERE state = 'pending' AND workshop_id IN ({ids}) GROUP BY workshop_id
UNION ALL SELECT workshop_id, 'proposed', COUNT(*) FROM workshop_proposal
    WHERE state = 'submitted' AND workshop_id IN ({ids}) GROUP BY workshop_id
UNION ALL SELECT workshop_id, 'without_speaker', COUNT(*) FROM agenda_item
    WHERE needs_replacement AND removed_at IS NULL AND workshop_id IN ({ids})
    GROUP BY workshop_id
UNION ALL SELECT i.workshop_id, 'asked_speakers', COUNT(*) FROM agenda_speaker s
    JOIN agenda_item i ON i.id = s.item_id
    WHERE s.state = 'asked' AND i.removed_at IS NULL AND i.workshop_id IN ({ids})
    GROUP BY i.workshop_id
"""


class Group(StrEnum):
    """How a desk parts what there is to do."""

    FOR_ME = "for_me"
    FOR_OTHERS = "for_others"
    AT_RISK = "at_risk"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do on a workshop; the reader's own, or somebody else's."""

    workshop: Workshop
    due: Due
    is_mine: bool

    @property
    def group(self) -> Group:
        if self.due.is_late:
            return Group.AT_RISK
        return Group.FOR_ME if self.is_mine else Group.FOR_OTHERS


@dataclass(frozen=True, slots=True)
class Desk:
    """What there is to do, the most urgent first, and how many workshops are in each state."""

    duties: list[Duty]
    states: Counter[WorkshopState]

    def of(self, group: Group) -> list[Duty]:
        return [duty for duty in self.duties if duty.group is group]


async def desk_of(actor: Actor, now: datetime) -> Desk:
    """The desk of who runs or checks workshops; of others it has nothing on it."""
    own = await _own_ids(actor)
    found = await _near(actor, own)
    opened, outcomes = await _opened(found), await _outcomes(found)
    made: list[Duty] = []
    states: Counter[WorkshopState] = Counter()
    for workshop in found:
        outcome = outcomes.get(workshop.id)
        workshop.state = timing.state_now(workshops.facts_from(workshop), now)
        states[workshop.state] += 1
        facts = workshops.facts_from(workshop, outcome=outcome)
        ties = frozenset({Tie.ORGANISER}) if workshop.id in own else frozenset()
        parts = policy.parts_in(actor, workshop, ties)
        every = duties.due(facts, opened.get(workshop.id, Open()), now)
        made += [
            Duty(workshop, one, _is_mine(one, parts)) for one in every if _concerns(one, parts)
        ]
    return Desk(sorted(made, key=_urgency), states)


def has_desk(actor: Actor) -> bool:
    """Whether somebody may begin or check workshops; organisers have a desk as well."""
    checks = {Role.EDITOR, Role.FOCAL_POINT} & actor.all_roles
    return policy.can_start_somewhere(actor) or bool(checks)


async def organises(actor: Actor) -> bool:
    return await WorkshopOrganiser.filter(person_id=actor.person_id).exists()


async def _own_ids(actor: Actor) -> set[UUID]:
    rows = WorkshopOrganiser.filter(person_id=actor.person_id)
    return set(await rows.values_list("workshop_id", flat=True))  # type: ignore[arg-type]


async def _near(actor: Actor, own: set[UUID]) -> list[Workshop]:
    """Workshops that are not over and concern the actor's desk, those that come first on top."""
    near = Q(id__in=list(own)) | Q(centre_id__in=list(actor.coordinated_ids))
    if {Role.EDITOR, Role.FOCAL_POINT} & actor.all_roles:
        near |= policy.visible_to(actor) & _to_check(actor)
    if actor.is_secretariat:
        near = Q()
    rows = Workshop.filter(near).exclude(state__in=[*FINAL, WorkshopState.OUTCOMES_PUBLISHED])
    return await rows.order_by("starts_at", "id").limit(MOST)


def _to_check(actor: Actor) -> Q:
    asked = Q(state=WorkshopState.DRAFT, asked_at__isnull=False)
    if Role.EDITOR in actor.network_roles:
        return asked | Q(state=WorkshopState.OUTCOMES_DUE)
    return asked


async def _opened(found: Iterable[Workshop]) -> dict[UUID, Open]:
    ids = [workshop.id for workshop in found]
    if not ids:
        return {}
    counts: dict[UUID, dict[str, int]] = {}
    for row in await plain.rows(_OPEN.format(ids=plain.marks(ids)), *ids):
        counts.setdefault(UUID(str(row["workshop_id"])), {})[row["what"]] = row["n"]
    return {key: Open(**given) for key, given in counts.items()}


async def _outcomes(found: Iterable[Workshop]) -> dict[UUID, Outcome]:
    ids = [one.id for one in found if one.state is WorkshopState.OUTCOMES_DUE]
    rows = await Outcome.filter(workshop_id__in=ids) if ids else []
    return {row.workshop_id: row for row in rows}


_CHECKS = frozenset({Part.FOCAL_POINT, Part.EDITOR})
_RUNS = frozenset({Part.ORGANISER, Part.SECRETARIAT})


def _concerns(due: Due, parts: frozenset[Part]) -> bool:
    """Who only checks a workshop has nothing of its preparation on the desk."""
    return not parts.isdisjoint(_RUNS) or _is_mine(due, parts)


def _is_mine(due: Due, parts: frozenset[Part]) -> bool:
    if due.do is Do.CHECK:
        return not parts.isdisjoint(_CHECKS) and Part.ORGANISER not in parts
    if due.do is Do.READ_OUTCOME:
        return Part.EDITOR in parts
    return due.part in parts


_LAST = date.max


def _urgency(duty: Duty) -> tuple[date, datetime, UUID]:
    far = datetime.max.replace(tzinfo=UTC)
    workshop = duty.workshop
    return duty.due.due_on or _LAST, workshop.starts_at or far, workshop.id
