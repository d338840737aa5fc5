"""Under which conditions one comes: places for groups, questions, and who is reminded when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, Stale
from network.kernel.i18n import _
from network.workshops.actions import moving, seating
from network.workshops.models.workshops import (
    Quota,
    Workshop,
    WorkshopQuestion,
    WorkshopReminder,
)
from network.workshops.rules import reminders
from network.workshops.rules.reminders import Plan
from network.workshops.vocabulary import Axis, Limit, Phase, QuestionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a quota shall be; kept places need `keys`."""

    axis: Axis
    kind: Limit
    places: int
    keys: tuple[str, ...] = ()
    name: str = ""
    kept_until: datetime | None = None


async def add_quota(actor: Actor, workshop: Workshop, share: Share) -> Quota:
    """Limit how many of a group may come, or keep places for one."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await Quota.create(workshop_id=stored.id, **_quota_columns(stored, share))
        await seating.settle(stored)
    return row


async def change_quota(
    actor: Actor, workshop: Workshop, quota_id: UUID, version: int, share: Share
) -> None:
    """Change a quota; nobody loses a place by it."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await Quota.get_or_none(id=quota_id, workshop_id=stored.id)
        if row is None or not await row.store(version, **_quota_columns(stored, share)):
            raise Stale(_stale(), row)
        await seating.settle(stored)


async def remove_quota(actor: Actor, workshop: Workshop, quota_id: UUID) -> None:
    """Take a quota away; who waited for it is offered a place."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        await Quota.filter(id=quota_id, workshop_id=stored.id).delete()
        await seating.settle(stored)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question shall be."""

    label: str
    kind: QuestionKind = QuestionKind.TEXT
    phase: Phase = Phase.REGISTRATION
    choices: tuple[str, ...] = ()
    is_required: bool = False
    reopens: bool = False


async def add_question(actor: Actor, workshop: Workshop, asked: Asked) -> WorkshopQuestion:
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        there = await WorkshopQuestion.filter(workshop_id=stored.id).count()
        columns = _question_columns(asked)
        return await WorkshopQuestion.create(workshop_id=stored.id, position=there, **columns)


async def change_question(
    actor: Actor, workshop: Workshop, question_id: UUID, version: int, asked: Asked
) -> None:
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await WorkshopQuestion.get_or_none(id=question_id, workshop_id=stored.id)
        if row is None or not await row.store(version, **_question_columns(asked)):
            raise Stale(_stale(), row)


async def remove_question(actor: Actor, workshop: Workshop, question_id: UUID) -> None:
    """Ask something no more; what was answered stays with the registrations."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        rows = WorkshopQuestion.filter(id=question_id, workshop_id=stored.id)
        await rows.update(removed_at=clock.now())


async def add_reminder(actor: Actor, workshop: Workshop, plan: Plan) -> WorkshopReminder:
    """Let people be reminded a while before or after the start or the end."""
    if abs(plan.minutes) > reminders.MOST_MINUTES:
        raise Invalid(minutes=_("Choose a time within sixty days."))
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        due = reminders.due_at(plan, stored.starts_at, stored.ends_at)
        return await WorkshopReminder.create(workshop_id=stored.id, due_at=due, **plan._asdict())


async def remove_reminder(actor: Actor, workshop: Workshop, reminder_id: UUID) -> None:
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        await WorkshopReminder.filter(id=reminder_id, workshop_id=stored.id).delete()


# what is stored ----------------------------------------------------------------------------------


def _quota_columns(workshop: Workshop, share: Share) -> dict[str, Any]:
    if not 0 <= share.places <= max(workshop.capacity, 1):
        raise Invalid(places=_("Choose a number up to %(most)s.", most=workshop.capacity))
    if share.kind is Limit.KEPT and not share.keys:
        raise Invalid(keys=_("Say for whom the places are kept."))
    return {
        "axis": share.axis,
        "kind": share.kind,
        "keys": sorted(set(share.keys)),
        "name": share.name.strip(),
        "places": share.places,
        "kept_until": share.kept_until,
    }


def _question_columns(asked: Asked) -> dict[str, Any]:
    if asked.kind is QuestionKind.CHOICE and not asked.choices:
        raise Invalid(choices=_("Write down at least one choice."))
    return {
        "label": asked.label.strip(),
        "kind": asked.kind,
        "phase": asked.phase,
        "choices": list(asked.choices),
        "is_required": asked.is_required,
        "reopens": asked.reopens,
    }


def _stale() -> str:
    return _("Somebody changed this workshop a moment ago.")
