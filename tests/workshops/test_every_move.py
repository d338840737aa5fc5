"""The whole graph, walked through the database: every state, every move, every part."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from network.db import transaction
from network.kernel import clock
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale
from network.outbox import RecordedEvent
from network.settings import Settings
from network.workshops import policy
from network.workshops.actions import moving
from network.workshops.models.outcomes import Outcome
from network.workshops.models.workshops import Workshop, WorkshopMove
from network.workshops.queries import workshops
from network.workshops.rules import states
from network.workshops.rules.facts import Request
from network.workshops.rules.states_table import FINAL, RULES, Rule
from network.workshops.vocabulary import Move, Part, Reason, WorkshopState
from tests.workshops.workshop_world import drafted, in_days, make_world

pytestmark = pytest.mark.anyio

S, P, M = WorkshopState, Part, Move
PARTS = [part for part in Part if part is not P.PERSON]
HAVE_OUTCOME = (S.OUTCOMES_DUE, S.OUTCOMES_PUBLISHED, S.ARCHIVED)


class Undone(Exception):
    """Takes back what was done in a test."""


@dataclass
class Walk:
    """A workshop in one state for which every guard holds, and somebody in each part."""

    workshop: Workshop
    actors: dict[Part, Actor]


async def walk(state: WorkshopState) -> Walk:
    world = await make_world()
    workshop = await drafted(world)
    columns: dict[str, Any] = {"state": state, "asked_at": clock.now()}
    if state in FINAL:
        columns |= {"settled_at": moment(workshop, state)}
    await Workshop.filter(id=workshop.id).update(**columns)
    if state in HAVE_OUTCOME:
        await Outcome.create(
            workshop_id=workshop.id,
            due_on=in_days(76),
            lang="en",
            level="S0",
            submitted_at=clock.now(),
        )
        await WorkshopMove.create(  # somebody else found it sound
            workshop_id=workshop.id,
            move=M.CLEAR_OUTCOME,
            before=S.OUTCOMES_DUE,
            after=S.OUTCOMES_DUE,
            person_id=world.people["staff"].id,
            part=P.EDITOR,
            revision=0,
        )
    actors = {part: await world.act(str(part)) for part in PARTS if part is not P.SYSTEM}
    return Walk(await workshops.fresh(workshop.id), actors | {P.SYSTEM: SYSTEM})


def moment(workshop: Workshop, state: WorkshopState, rule: Rule | None = None) -> datetime:
    """A time at which nothing but this move happens by itself."""
    assert workshop.starts_at is not None
    assert workshop.ends_at is not None
    if rule and rule.move is M.CLOSE_UNFINISHED:
        return workshop.ends_at + timedelta(days=40)
    if rule and rule.move is M.ARCHIVE and P.SYSTEM in rule.by:
        return workshop.ends_at + timedelta(days=181)
    if rule and rule.move is M.END and P.SYSTEM in rule.by:
        return workshop.ends_at + timedelta(hours=1)
    begun = rule is not None and rule.move in (M.BEGIN, M.CLOSE_REG) and _by_time(rule)
    if begun or state is S.RUNNING or state in (S.OUTCOMES_DUE, S.OUTCOMES_PUBLISHED):
        return workshop.starts_at + timedelta(hours=1)
    return clock.now() + timedelta(hours=1)


def _by_time(rule: Rule) -> bool:
    return P.SYSTEM in rule.by


def given(move: Move) -> Request:
    reasons = states.reasons_for(move)
    return Request(reasons[0] if reasons else None, "For this reason", in_days(90))


async def _written(workshop: Workshop) -> tuple[object, ...]:
    stored = await workshops.fresh(workshop.id)
    moves = await WorkshopMove.filter(workshop_id=workshop.id).count()
    return stored.state, stored.version, moves, await RecordedEvent.all().count()


@pytest.mark.parametrize("state", WorkshopState)
async def test_whatever_the_table_lists_is_done(state: WorkshopState, db: Settings) -> None:
    found = await walk(state)
    listed = [(rule, part) for rule in RULES if state in rule.sources for part in rule.by]
    done = 0

    for rule, part in listed:
        with clock.at(moment(found.workshop, state, rule)), suppress(Undone):
            async with transaction():
                await Workshop.filter(id=found.workshop.id).update(came_from=rule.target)
                actor = found.actors[part]
                moved = await moving.move(actor, found.workshop, rule.move, given(rule.move))
                last = await WorkshopMove.filter(workshop_id=moved.id).order_by("-id").first()
                assert last is not None
                assert (moved.state, last.move, last.part) == (rule.target, rule.move, part)
                done += 1
                raise Undone

    assert done == len(listed)


@pytest.mark.parametrize("state", WorkshopState)
async def test_whatever_the_table_does_not_list_is_refused(
    state: WorkshopState, db: Settings
) -> None:
    found = await walk(state)
    with clock.at(moment(found.workshop, state)):
        before = await _written(found.workshop)

        for move in Move:
            for part, actor in found.actors.items():
                if any(r.move is move and state in r.sources and part in r.by for r in RULES):
                    continue
                with pytest.raises((Conflict, Forbidden, Invalid)):
                    await moving.move(actor, found.workshop, move, given(move))

        assert await _written(found.workshop) == before


async def test_who_moves_from_an_old_reading_learns_what_is_stored(db: Settings) -> None:
    found = await walk(S.CHECKED)
    stale = found.workshop
    organiser = found.actors[P.ORGANISER]
    await moving.move(organiser, await workshops.fresh(stale.id), M.OPEN)

    with pytest.raises(Stale) as error:
        await moving.move(organiser, stale, M.CANCEL, Request(reason=Reason.VENUE))

    stored = error.value.stored
    assert isinstance(stored, Workshop)
    assert stored.state is S.OPEN


async def test_what_was_changed_meanwhile_is_not_checked_unseen(db: Settings) -> None:
    found = await walk(S.DRAFT)
    seen = found.workshop.version
    await found.workshop.store(seen, neutral_title="About torture")

    with pytest.raises(Stale):
        await moving.move(found.actors[P.EDITOR], found.workshop, M.CHECK, version=seen)


async def test_nobody_checks_a_workshop_that_they_run(db: Settings) -> None:
    found = await walk(S.DRAFT)
    both = Actor(
        person_id=found.actors[P.ORGANISER].person_id,
        roles=found.actors[P.ORGANISER].roles,
        network_roles=found.actors[P.EDITOR].network_roles,
    )
    ties = await workshops.ties_of(both, found.workshop.id)

    assert policy.parts_in(both, found.workshop, ties) == {P.ORGANISER}
    with pytest.raises(Forbidden):
        await moving.move(both, found.workshop, M.CHECK)
