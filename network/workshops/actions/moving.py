"""The one way a workshop changes its state: by people, and by the passing of time.

Guard, compare-and-set, history, calendar revision and the facts for others are one transaction.
"""

from collections.abc import Iterable, Mapping
from itertools import takewhile
from typing import Any, NoReturn
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import Forbidden, NotFound, Stale
from network.kernel.i18n import _
from network.kernel.moves import Calendar, Refused, nearest, refuse
from network.workshops import policy
from network.workshops.actions import effects, seating
from network.workshops.actions.effects import Step
from network.workshops.models.workshops import Workshop, WorkshopMove, WorkshopSource
from network.workshops.queries import people, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import guards, states, timing
from network.workshops.rules.facts import Facts, Request
from network.workshops.rules.guards import Code
from network.workshops.rules.states_table import IN_CALENDARS, RULES
from network.workshops.vocabulary import Move, Part, Told, WorkshopState

_FIELDS = {
    Code.NEEDS_REASON: "reason",
    Code.WRONG_REASON: "reason",
    Code.NEEDS_NOTE: "note",
    Code.NEEDS_DATES: "first_on",
    Code.DATES_PAST: "first_on",
    Code.WINDOW_TOO_FAR: "first_on",
}


async def move(
    actor: Actor,
    workshop: Workshop,
    what: Move,
    given: Request | None = None,
    *,
    version: int | None = None,
) -> Workshop:
    """Let the actor move a workshop; the workshop as it is then.

    Raises Forbidden for who has no part that makes this move, Refused while something is in the
    way, Invalid for what was not given with it, and Stale with what is stored when somebody moved
    it since it was read, or changed anything of it since `version`.
    """
    async with transaction():
        stored = await _locked(workshop.id)
        if version is not None and stored.version != version:
            raise Stale(_stale(), stored)
        was = stored.state
        await _catch_up(stored, before=what)
        if workshop.state not in (was, stored.state):
            raise Stale(_stale(), stored)
        ties = await workshops.ties_of(actor, stored.id)
        facts, request = await workshops.facts_of(stored), given or Request()
        part = _part_for(policy.parts_in(actor, stored, ties), what, facts, request)
        rule = RULES.find(what, facts, part)
        if rule is None:
            raise Refused([Code.NOT_FROM_HERE], guards.text)
        step = Step(actor, stored, rule, part, request, facts)
        await _make(step, rule.tells)
        await seating.settle(stored)
    return stored


async def held(workshop_id: UUID) -> Workshop:
    """A workshop as it is now, with all that time did to it, held until the transaction ends."""
    stored = await _locked(workshop_id)
    await _catch_up(stored)
    return stored


async def held_for(actor: Actor, workshop: Workshop) -> Seen:
    """The same, with what binds the actor to it. Raises NotFound for who may not see it now."""
    stored = await held(workshop.id)
    ties = await workshops.ties_of(actor, stored.id)
    if not policy.can_view(actor, stored, ties):
        raise NotFound
    return Seen(stored, ties)


async def held_to_run(actor: Actor, workshop: Workshop) -> Workshop:
    """The same, for those who run it. Raises Forbidden for others who see it."""
    seen = await held_for(actor, workshop)
    if not policy.can_run(actor, *seen):
        raise Forbidden
    return seen.workshop


async def catch_up(workshop_id: UUID) -> bool:
    """Store what time did to a workshop and its places; says whether it did anything.

    Running it again at the same moment changes nothing.
    """
    async with transaction():
        return await _catch_up(await _locked(workshop_id))


async def tell_changed(actor: Actor, workshop: Workshop, what: str) -> None:
    """Say to those who come, speak and organise that something of a workshop is different."""
    wanted = (Told.ORGANISERS, Told.SPEAKERS, Told.REGISTERED)
    found = await people.parts_told(workshop, wanted, actor.person_id)
    await outbox.record(actor, await _fact(workshop, what, Calendar.NONE, found))


async def _locked(workshop_id: UUID) -> Workshop:
    found = await Workshop.select_for_update().get_or_none(id=workshop_id)
    return found or _absent()


async def _catch_up(stored: Workshop, before: Move | None = None) -> bool:
    """What time would do by the move that somebody makes now is left to them."""
    due = timing.due_moves(workshops.facts_from(stored), clock.now())
    due = tuple(takewhile(lambda rule: rule.move is not before, due))
    for rule, told in zip(due, timing.told_once(due), strict=True):
        facts = await workshops.facts_of(stored)
        await _make(Step(SYSTEM, stored, rule, Part.SYSTEM, Request(), facts), told)
    return bool(due) | bool(await seating.settle(stored))


# choosing the row --------------------------------------------------------------------------------


def _part_for(parts: Iterable[Part], what: Move, facts: Facts, given: Request) -> Part:
    """The part in which somebody can make a move; those with two may act in either."""
    now = clock.now()
    tried = {part: states.refusals(what, facts, part, now, given) for part in sorted(parts)}
    part, codes = nearest(tried, Code.NOT_YOURS)
    if codes:
        refuse(codes, guards.text, _FIELDS)
    return part


# making the move ---------------------------------------------------------------------------------


async def _make(step: Step, told: Iterable[Told]) -> None:
    """Write what a move does: its effects, the state, the history, and the facts for others."""
    workshop, rule = step.workshop, step.rule
    before = workshop.state
    calendar = states.calendar_effect(rule, before)
    columns = {
        **await effects.of(step),
        "state": rule.target,
        "reason": str(step.given.reason or ""),
        "moved_at": clock.now(),
        "revision": workshop.revision + (calendar is not Calendar.NONE),
    }
    if not await workshop.store(workshop.version, **columns):
        raise Stale(_stale(), await workshops.fresh(workshop.id))
    await _note(step, before)
    found = await people.parts_told(workshop, told, step.actor.person_id)
    await outbox.record(step.actor, await _fact(workshop, str(rule.move), calendar, found))
    await effects.follow(step, calendar)


async def _fact(
    workshop: Workshop, what: str, calendar: Calendar, told: Mapping[UUID, Told]
) -> events.WorkshopMoved:
    sources = WorkshopSource.filter(workshop_id=workshop.id, source_kind="visit").order_by("id")
    visits: list[Any] = list(await sources.values_list("source_id", flat=True))
    return events.WorkshopMoved(
        workshop_id=workshop.id,
        centre_id=workshop.centre_id,
        move=what,
        state=str(workshop.state),
        kind=workshop.kind,
        first_on=workshop.first_on,
        last_on=workshop.last_on,
        calendar=str(calendar),
        revision=workshop.revision,
        told=tuple(sorted(told)),
        told_as=tuple(str(told[person_id]) for person_id in sorted(told)),
        visits=tuple(visits),
        version=workshop.version,
    )


async def _note(step: Step, before: WorkshopState) -> None:
    await WorkshopMove.create(
        workshop_id=step.workshop.id,
        move=step.rule.move,
        before=before,
        after=step.rule.target,
        person_id=step.actor.person_id,
        part=step.part,
        reason=str(step.given.reason or ""),
        note=step.given.note,
        revision=step.workshop.revision,
    )


def is_announced(workshop: Workshop) -> bool:
    """Whether a workshop is in calendars now."""
    return workshop.state in IN_CALENDARS


def _stale() -> str:
    return _("Somebody changed this workshop a moment ago.")


def _absent() -> NoReturn:
    raise NotFound
