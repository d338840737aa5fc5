"""Moves of visits, and what they and reminders told others and calendars, as it was recorded."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from network.calendars.models.feeds import Entry
from network.exchanges.actions import moving, programming
from network.exchanges.actions.programming import Plan
from network.exchanges.models.staying import ProgrammeItem
from network.exchanges.models.visits import Visit
from network.exchanges.queries import facts, turns
from network.exchanges.queries.turns import Turn
from network.exchanges.rules import timing
from network.exchanges.rules.facts import Request
from network.exchanges.rules.programmes import Kind
from network.exchanges.vocabulary import Move
from network.kernel import clock
from network.kernel.actor import Actor
from network.outbox import RecordedEvent
from tests.exchanges.visit_world import World, in_days


async def last_fact(move: Move) -> dict[str, Any]:
    """What the newest move of a kind told others."""
    rows = await RecordedEvent.filter(name="VisitMoved").order_by("-created_at", "-id")
    return next(row.payload for row in rows if row.payload["move"] == move)


async def told(what: str) -> list[set[str]]:
    """Who was asked for something, each time."""
    rows = await RecordedEvent.filter(name="VisitReminded").order_by("created_at", "id")
    return [set(row.payload["told"]) for row in rows if row.payload["what"] == what]


def ids(world: World, *who: str) -> set[str]:
    return {str(world.people[one].id) for one in who}


async def act(world: World, who: str, visit: Visit, move: Move, **given: Any) -> Visit:
    return await moving.move(await world.act(who), visit, move, Request(**given))


async def move(
    world: World, who: str, visit: Visit, what: Move, given: Request | None = None
) -> Visit:
    return await moving.move(await world.act(who), visit, what, given)


async def with_item(world: World, visit: Visit, day: int = 105) -> ProgrammeItem:
    """An hour with the team in the programme of a visit."""
    plan = Plan(wall=datetime.combine(in_days(day), time(9)), minutes=60, kind=Kind.TEAM)
    return await programming.add_item(await world.act("host"), visit, plan)


async def standing(kind: str, source_id: UUID) -> dict[UUID, str]:
    """Who has something in their calendar, and how firmly."""
    rows = await Entry.filter(source_kind=kind, source_id=source_id)
    return {row.person_id: str(row.status) for row in rows}


async def turns_of(actor: Actor, visit: Visit) -> list[Turn]:
    """The moves somebody has with a visit as time has made it."""
    now = clock.now()
    return turns.turns(actor, visit, timing.facts_at(await facts.facts_of(visit), now), now)
