"""What follows from each move of a workshop, besides its state: columns, and rows beside it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.moves import Calendar, Refused
from network.workshops.actions import crediting, deadlines, scheduling, seating
from network.workshops.actions.seating import By
from network.workshops.models.outcomes import Outcome
from network.workshops.models.workshops import Workshop
from network.workshops.rules import guards, outcomes
from network.workshops.rules.facts import Facts, Request
from network.workshops.rules.guards import Code
from network.workshops.rules.states_table import Rule
from network.workshops.vocabulary import Move, Part


class Step(NamedTuple):
    """A move that is being made: by whom, in which part, by which row, and what was known."""

    actor: Actor
    workshop: Workshop
    rule: Rule
    part: Part
    given: Request
    facts: Facts


Columns: TypeAlias = dict[str, Any]
Effect: TypeAlias = Callable[[Step], Awaitable[Columns]]


async def of(step: Step) -> Columns:
    """Change the rows beside a workshop as a move demands; its columns that change with it."""
    effect = _EFFECTS.get(step.rule.move)
    return await effect(step) if effect else {}


async def follow(step: Step, calendar: Calendar) -> None:
    """After the move is stored: calendars, and what is due by when."""
    if calendar is Calendar.CONFIRMED:
        await scheduling.announce(step.actor, step.workshop)
    elif calendar is Calendar.CANCELLED:
        await scheduling.announce(step.actor, step.workshop, is_removed=True)
    if step.rule.move in _SETS_DEADLINE:
        await deadlines.tell_outcome(step.actor, step.workshop)
    if step.rule.move in _SETS_LAST_DAY:
        await deadlines.tell_registration(step.actor, step.workshop)


_SETS_DEADLINE = (Move.END, Move.RETURN_OUTCOME, Move.PUBLISH, Move.CLOSE_UNFINISHED, Move.REOPEN)
_SETS_LAST_DAY = (
    Move.OPEN,
    Move.CLOSE_REG,
    Move.REOPEN_REG,
    Move.BEGIN,
    Move.POSTPONE,
    Move.RESUME,
    Move.CANCEL,
    Move.REOPEN,
)


# before it runs ----------------------------------------------------------------------------------


async def _asked(step: Step) -> Columns:
    del step
    return {"asked_at": clock.now()}


async def _checked(step: Step) -> Columns:
    return {"checked_by_id": step.actor.person_id}


async def _returned(step: Step) -> Columns:
    del step
    return {"asked_at": None, "checked_by_id": None}


async def _postponed(step: Step) -> Columns:
    await seating.take_offers_back(step.workshop)
    return {"came_from": step.workshop.state}


async def _begun(step: Step) -> Columns:
    await seating.give_kept_places(step.workshop)
    return {}


async def _resumed(step: Step) -> Columns:
    """Everything goes along by as many days: sessions, agenda, registration and reminders."""
    workshop, first_on = step.workshop, step.given.starts_on
    if first_on is None or workshop.first_on is None:
        return {}
    days = first_on - workshop.first_on
    columns = await scheduling.shift(step.actor, workshop, days)
    return {**columns, "came_from": None}


# after it ----------------------------------------------------------------------------------------


async def _ended(step: Step) -> Columns:
    workshop = step.workshop
    today = guards.today(step.facts, clock.now())
    last_on = min(workshop.last_on or today, today)
    await Outcome.get_or_create(
        workshop_id=workshop.id,
        defaults={"due_on": outcomes.due_on(last_on), "lang": workshop.lang},
    )
    if step.rule.calendar is not Calendar.MOVED:
        return {}
    columns = await scheduling.take_out_later(step.actor, workshop)
    await crediting.count_again(workshop, By(step.actor, step.part))
    return {**columns, "last_on": last_on}


async def _outcome_returned(step: Step) -> Columns:
    row = await Outcome.get(workshop_id=step.workshop.id)
    await row.store(row.version, submitted_at=None, returned_note=step.given.note)
    return {}


async def _cleared(step: Step) -> Columns:
    _refuse_writers(step, await Outcome.get(workshop_id=step.workshop.id))
    return {}


def _refuse_writers(step: Step, row: Outcome) -> None:
    """Nobody lets through what they wrote, or sent."""
    if step.actor.person_id in (row.submitted_by_id, step.workshop.outcome_owner_id):
        raise Refused([Code.NOT_YOURS], guards.text)


async def _published(step: Step) -> Columns:
    row = await Outcome.get(workshop_id=step.workshop.id)
    _refuse_writers(step, row)
    if step.facts.is_outcome_public and step.facts.outcome_read_by == step.actor.person_id:
        raise Refused([Code.SAME_READER], guards.text)
    now = clock.now()
    review_on = row.review_on or now.date() + outcomes.REVIEWED_AFTER
    who = step.actor.person_id
    await row.store(row.version, published_at=now, published_by_id=who, review_on=review_on)
    return {}


async def _settled(step: Step) -> Columns:
    if step.rule.move is Move.CANCEL:
        await seating.take_offers_back(step.workshop)
    return {"settled_at": clock.now(), "came_from": step.workshop.state}


async def _reopened(step: Step) -> Columns:
    del step
    return {"settled_at": None, "came_from": None}


_EFFECTS: Mapping[Move, Effect] = {
    Move.ASK: _asked,
    Move.CHECK: _checked,
    Move.RETURN: _returned,
    Move.BEGIN: _begun,
    Move.POSTPONE: _postponed,
    Move.RESUME: _resumed,
    Move.END: _ended,
    Move.RETURN_OUTCOME: _outcome_returned,
    Move.CLEAR_OUTCOME: _cleared,
    Move.PUBLISH: _published,
    Move.ARCHIVE: _settled,
    Move.CLOSE_UNFINISHED: _settled,
    Move.CANCEL: _settled,
    Move.REOPEN: _reopened,
}
