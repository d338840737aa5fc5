"""The one way a visit changes its state: by people, and by the passing of time.

Guard, compare-and-set, history, calendar revision and the fact for others are one transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import clocks, deadlines, effects
from network.exchanges.actions.effects import Step
from network.exchanges.models.visits import Visit, VisitMove
from network.exchanges.queries import people, visits
from network.exchanges.queries.facts import facts_of
from network.exchanges.rules import guards, states, timing
from network.exchanges.rules.facts import Facts, Request
from network.exchanges.rules.guards import Code
from network.exchanges.rules.states_table import RULES
from network.exchanges.vocabulary import Move, Part, Reason, VisitState
from network.kernel import clock
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import Stale
from network.kernel.i18n import _
from network.kernel.moves import Calendar, Refused, nearest, refuse

_FIELDS = {
    Code.NEEDS_REASON: "reason",
    Code.WRONG_REASON: "reason",
    Code.NEEDS_NOTE: "note",
    Code.NEEDS_DATES: "first_on",
    Code.DATES_PAST: "first_on",
    Code.DATES_BACKWARDS: "last_on",
    Code.WINDOW_TOO_FAR: "last_on",
    Code.AFTER_WINDOW: "last_on",
}


async def move(
    actor: Actor, visit: Visit, what: Move, given: Request | None = None, **changes: Any
) -> Visit:
    """Let the actor move a visit, with `changes` of its columns; the visit as it is then.

    Raises Forbidden for who has no part that makes this move, Refused while something is in the
    way, Invalid for what was not given with it, and Stale with what is stored when somebody moved
    the visit since it was read.
    """
    async with transaction():
        stored = await held(visit)
        facts = await facts_of(stored)
        is_moved = await _catch_up(stored, facts, before=what)
        stored.update_from_dict(changes)
        facts = await facts_of(stored) if is_moved or changes else facts
        request = given or Request()
        parts = policy.parts_in(actor, stored)
        if is_moved and not parts:  # a host whose time ran out just now
            raise Refused([_late(visit)], guards.text)
        part = _part_for(parts, what, facts, request)
        rule = RULES.find(what, facts, part)
        if rule is None:
            raise Refused([Code.NOT_FROM_HERE], guards.text)
        step = Step(actor, stored, rule, part, request, facts)
        await _make(step, changes, told=timing.told_now(facts, rule, clock.now()))
    return stored


async def held(visit: Visit) -> Visit:
    """A visit as it is now, held until the transaction ends. Raises Stale if it was moved."""
    await Visit.select_for_update().get_or_none(id=visit.id)
    stored = await visits.fresh(visit.id)
    if stored.state is not visit.state:
        raise Stale(_("Somebody moved this visit a moment ago."), stored)
    return stored


async def catch_up(visit: Visit, actor: Actor = SYSTEM) -> bool:
    """Store what time, or the answer of a host, did to a visit; says whether it did anything.

    Running it again at the same moment changes nothing. `actor` is who caused it, for the trail.
    """
    async with transaction():
        stored = await held(visit)
        return await _catch_up(stored, await facts_of(stored), actor)


async def _catch_up(
    stored: Visit, facts: Facts, actor: Actor = SYSTEM, before: Move | None = None
) -> bool:
    """What time would do by the move that somebody makes now is left to them."""
    due = timing.due_moves(facts, clock.now())
    due = tuple(takewhile(lambda rule: rule.move is not before, due))
    for rule, told in zip(due, timing.told_once(due), strict=True):
        step = Step(actor, stored, rule, Part.SYSTEM, Request(), await facts_of(stored))
        await _make(step, {}, told=told)
    return bool(due)


# choosing the row --------------------------------------------------------------------------------


def _late(visit: Visit) -> Code:
    return Code.OFFER_OVER if visit.state is VisitState.HOST_PENDING else Code.NOT_FROM_HERE


def _part_for(parts: Iterable[Part], what: Move, facts: Facts, given: Request) -> Part:
    """The part in which somebody can make a move; those with two may act in either."""
    now = clock.now()
    tried = {part: states.refusals(what, facts, part, now, given) for part in sorted(parts)}
    part, codes = nearest(tried, Code.NOT_YOURS)
    if codes:
        refuse(codes, guards.text, _FIELDS)
    return part


# making the move ---------------------------------------------------------------------------------


async def _make(step: Step, changes: dict[str, Any], *, told: Iterable[Part]) -> None:
    """Write what a move does: its effects, the state, the history, and the fact for others."""
    visit, rule = step.visit, step.rule
    before, left_by = visit.state, people.Left(visit.host_centre_id, visit.mentor_id)
    left = set(people.members_of(visit)) if rule.calendar is Calendar.CANCELLED else set()
    calendar = _calendar_effect(step)
    columns = {
        **changes,
        **await effects.of(step),
        "state": rule.target,
        "reason": str(step.given.reason or ""),
        "moved_at": clock.now(),
        "revision": visit.revision + (calendar is not Calendar.NONE),
    }
    if not await visit.store(visit.version, **columns):
        raise Stale(_("Somebody changed this visit a moment ago."), await visits.fresh(visit.id))
    await _note(step, before)
    found = await people.parts_told(visit, told, left_by, step.actor.person_id)
    fact = replace(
        fact_of(visit, str(rule.move), calendar, found),
        centre_id=_acting_centre(step, left_by.host_id),
        members=tuple(sorted(left | set(people.members_of(visit)))),
        is_replaced=step.given.reason is Reason.REPLACED,
    )
    await outbox.record(step.actor, fact)
    await clocks.follow(visit, rule.move)
    await deadlines.follow(step)


def _calendar_effect(step: Step) -> Calendar:
    """What a move does to calendars, by where in its days the visit is today."""
    first_on, last_on = step.visit.first_on, step.visit.last_on
    today = guards.today(step.facts, clock.now())
    has_begun = first_on is not None and first_on <= today
    is_cut = last_on is None or today < last_on
    return states.calendar_effect(step.rule, step.visit.state, has_begun=has_begun, is_cut=is_cut)


def fact_of(
    visit: Visit, what: str, calendar: Calendar, told: Mapping[UUID, Part]
) -> events.VisitMoved:
    """What others learn of a visit as it is now, after something was done to it."""
    return events.VisitMoved(
        visit_id=visit.id,
        centre_id=visit.home_centre_id,
        move=what,
        state=str(visit.state),
        visitor_id=visit.visitor_id,
        host_centre_id=visit.host_centre_id,
        first_on=visit.first_on,
        last_on=visit.ended_on or visit.last_on,
        is_virtual=visit.is_virtual,
        calendar=str(calendar),
        revision=visit.revision,
        members=tuple(sorted(people.members_of(visit))),
        told=tuple(sorted(told)),
        told_as=tuple(str(told[person_id]) for person_id in sorted(told)),
        version=visit.version,
        home_centre_id=visit.home_centre_id,
        mentor_id=visit.mentor_id,
    )


def _acting_centre(step: Step, host_before: UUID | None) -> UUID:
    """The centre whose history tells of a move: the host's where the host made it."""
    return (step.part is Part.HOST and host_before) or step.visit.home_centre_id


async def _note(step: Step, before: VisitState) -> None:
    await VisitMove.create(
        visit_id=step.visit.id,
        move=step.rule.move,
        before=before,
        after=step.rule.target,
        person_id=step.actor.person_id,
        part=step.part,
        on_behalf=_is_deputy(step),
        reason=str(step.given.reason or ""),
        note=step.given.note,
        revision=step.visit.revision,
    )


def _is_deputy(step: Step) -> bool:
    """Whether somebody acts for the coordinator who looks after a visit."""
    visit, who = step.visit, step.actor.person_id
    named = {Part.HOME: visit.home_coordinator_id, Part.HOST: visit.host_coordinator_id}
    return who is not None and named.get(step.part) not in (None, who)
