"""Writing what came of a workshop, and seeing to what was agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, Stale, require
from network.kernel.i18n import _
from network.workshops import policy
from network.workshops.actions import deadlines, moving
from network.workshops.models.outcomes import Outcome, OutcomeAction
from network.workshops.models.workshops import Workshop
from network.workshops.queries import outcomes as queries
from network.workshops.queries import people
from network.workshops.queries.workshops import Seen
from network.workshops.rules import outcomes
from network.workshops.vocabulary import ActionState, Told, WorkshopState

MOST_ACTIONS = 40
_OVER = (WorkshopState.OUTCOMES_DUE, WorkshopState.OUTCOMES_PUBLISHED, WorkshopState.ARCHIVED)
_AGREED_IN = (WorkshopState.RUNNING, *_OVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody writes: parts by name, up to seven lessons, who may read it."""

    parts: Mapping[str, str] = field(default_factory=dict)
    lessons: Sequence[str] = ()
    level: str = ""
    lang: str = ""
    review_on: date | None = None


async def write_outcome(
    actor: Actor, workshop: Workshop, version: int, written: Written
) -> Outcome:
    """Write the record of a workshop that is over, until it is sent.

    It is for no more people than the workshop was. Raises Stale when somebody wrote meanwhile.
    """
    async with transaction():
        seen = await _concluded(actor, workshop)
        row = await _outcome(seen.workshop)
        if row.submitted_at is not None:
            raise Conflict(_("This was sent to the editors. They can return it."))
        columns = _columns(seen.workshop, written)
        if not await row.store(version, **columns):
            raise Stale(_("Somebody wrote a moment ago."), await _outcome(seen.workshop))
    return row


async def submit_outcome(actor: Actor, workshop: Workshop, version: int) -> Outcome:
    """Send the record to the editors. Raises Invalid with what is still missing."""
    async with transaction():
        seen = await _concluded(actor, workshop)
        row = await _outcome(seen.workshop)
        if row.submitted_at is not None:
            raise Conflict(_("This was sent to the editors already."))
        if missing := outcomes.missing(row.parts, row.lessons, row.level):
            raise Invalid(**{name: _("Please fill this in.") for name in missing})
        columns = {
            "submitted_at": clock.now(),
            "submitted_by_id": actor.person_id,
            "returned_note": "",
            "counts": await queries.counts_of(seen.workshop.id),
        }
        if not await row.store(version, **columns):
            raise Stale(_("Somebody wrote a moment ago."), await _outcome(seen.workshop))
        await deadlines.tell_outcome(actor, seen.workshop)
        found = await people.parts_told(seen.workshop, [Told.EDITORS], actor.person_id)
        fact = events.WorkshopReminded(
            workshop_id=seen.workshop.id,
            what="outcome_to_read",
            at=None,
            due_on=None,
            told=tuple(sorted(found)),
        )
        await outbox.record(actor, fact)
    return row


async def keep_item(workshop_id: UUID, item_id: UUID) -> None:
    """Note which knowledge item an outcome became; told again, it is the same."""
    await Outcome.filter(workshop_id=workshop_id).update(item_id=item_id)


# what was agreed ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What is to be done, by whom, by when."""

    text: str
    owner_role: str = ""
    owner_id: UUID | None = None
    due_on: date | None = None


async def add_action(actor: Actor, workshop: Workshop, agreed: Agreed) -> OutcomeAction:
    """Write down something that was agreed; who sees to it is told."""
    async with transaction():
        stored = await _agreeing(actor, workshop)
        if await OutcomeAction.filter(workshop_id=stored.id).count() >= MOST_ACTIONS:
            raise Conflict(_("A workshop has at most forty actions."))
        row = await OutcomeAction.create(
            workshop_id=stored.id, revision=1, **_action_columns(agreed)
        )
        await _tell(actor, row, None)
    return row


async def change_action(
    actor: Actor, workshop: Workshop, action_id: UUID, version: int, agreed: Agreed
) -> OutcomeAction:
    async with transaction():
        stored = await _agreeing(actor, workshop)
        row = await _action(stored, action_id)
        before = row.owner_id
        columns = {**_action_columns(agreed), "revision": row.revision + 1}
        if not await row.store(version, **columns):
            raise Stale(_("Somebody changed this a moment ago."), await _action(stored, action_id))
        await _tell(actor, row, before)
    return row


async def settle_action(
    actor: Actor, workshop: Workshop, action_id: UUID, version: int, state: ActionState
) -> OutcomeAction:
    """Say how far something is: by who sees to it, or by the organisers."""
    async with transaction():
        seen = await moving.held_for(actor, workshop)
        row = await _action(seen.workshop, action_id)
        require(policy.can_settle_action(actor, *seen, row))
        if not await row.store(version, state=state, revision=row.revision + 1):
            told = _("Somebody changed this a moment ago.")
            raise Stale(told, await _action(seen.workshop, action_id))
        await _tell(actor, row, None)
    return row


# what may be written -----------------------------------------------------------------------------


async def _concluded(actor: Actor, workshop: Workshop) -> Seen:
    seen = await moving.held_for(actor, workshop)
    require(policy.can_write_outcome(actor, *seen))
    if seen.workshop.state is not WorkshopState.OUTCOMES_DUE:
        raise Conflict(_("What came of it is written after the workshop, until it is published."))
    return seen


async def _agreeing(actor: Actor, workshop: Workshop) -> Workshop:
    seen = await moving.held_for(actor, workshop)
    require(policy.can_write_outcome(actor, *seen))
    if seen.workshop.state not in _AGREED_IN:
        raise Conflict(_("The workshop has not begun yet."))
    return seen.workshop


async def _outcome(workshop: Workshop) -> Outcome:
    row = await Outcome.get_or_none(workshop_id=workshop.id)
    if row is None:
        raise NotFound
    return row


async def _action(workshop: Workshop, action_id: UUID) -> OutcomeAction:
    row = await OutcomeAction.get_or_none(id=action_id, workshop_id=workshop.id)
    if row is None:
        raise NotFound
    return row


def _columns(workshop: Workshop, written: Written) -> dict[str, Any]:
    lessons = [lesson.strip() for lesson in written.lessons if lesson.strip()]
    if len(lessons) > outcomes.MOST_LESSONS:
        raise Invalid(lessons=_("Choose the seven lessons that matter most."))
    if written.level and not outcomes.is_as_strict(written.level, workshop.level):
        raise Invalid(level=_("The outcome is for no more people than the workshop was."))
    return {
        "parts": {name: written.parts.get(name, "").strip() for name in outcomes.PARTS},
        "lessons": lessons,
        "level": written.level,
        "lang": written.lang or workshop.lang,
        "review_on": written.review_on,
    }


def _action_columns(agreed: Agreed) -> dict[str, Any]:
    if not agreed.owner_role.strip() and agreed.owner_id is None:
        raise Invalid(owner_role=_("Say who sees to it."))
    return {
        "text": agreed.text.strip(),
        "owner_role": agreed.owner_role.strip(),
        "owner_id": agreed.owner_id,
        "due_on": agreed.due_on,
    }


async def _tell(actor: Actor, row: OutcomeAction, before: UUID | None) -> None:
    told = {key for key in (row.owner_id, before) if key and key != actor.person_id}
    fact = events.OutcomeActionMoved(
        action_id=row.id,
        workshop_id=row.workshop_id,
        state=str(row.state),
        due_on=row.due_on if outcomes.is_action_open(row.state) else None,
        revision=row.revision,
        owner_id=row.owner_id,
        told=tuple(sorted(told)),
    )
    await outbox.record(actor, fact)
