"""Passing on through a workshop: noted with the visits that led to it, as others tell it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from network.db import transaction
from network.exchanges.actions import asking
from network.exchanges.actions.reporting import PASSED_ON_IN
from network.exchanges.models.learning import PassingOn
from network.exchanges.models.visits import Visit
from network.exchanges.rules.reminders import What
from network.exchanges.vocabulary import Part
from network.kernel.actor import SYSTEM

_SOURCE = "workshop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A workshop that passes a visit on, as everybody in the visit may know of it."""

    workshop_id: UUID
    kind: str
    title: str
    held_on: date | None


async def note_workshop(visit_id: UUID, planned: Planned) -> None:
    """Note a workshop once with a visit, or its new day; nothing before the visit is over."""
    async with transaction():
        visit = await Visit.select_for_update().get_or_none(id=visit_id)
        if visit is None:
            return
        rows = PassingOn.filter(
            visit_id=visit_id, source_kind=_SOURCE, source_id=planned.workshop_id
        )
        columns: dict[str, Any] = {
            "kind": planned.kind,
            "title": planned.title,
            "held_on": planned.held_on,
        }
        if not await rows.update(**columns) and visit.state in PASSED_ON_IN:
            await PassingOn.create(
                visit_id=visit_id, source_kind=_SOURCE, source_id=planned.workshop_id, **columns
            )


async def unlink_workshop(visit_id: UUID, workshop_id: UUID) -> None:
    """A workshop passes a visit on no more; where nothing else does, its people are asked once."""
    async with transaction():
        visit = await Visit.select_for_update().get_or_none(id=visit_id)
        noted = PassingOn.filter(visit_id=visit_id, source_kind=_SOURCE, source_id=workshop_id)
        if await noted.delete() and visit and await _is_to_be_passed_on(visit):
            await asking.ask(SYSTEM, visit, What.PASS_ON, (Part.VISITOR, Part.HOME))


async def _is_to_be_passed_on(visit: Visit) -> bool:
    if visit.state not in PASSED_ON_IN or visit.waived_by_id is not None:
        return False
    return not await PassingOn.filter(visit_id=visit.id).exists()
