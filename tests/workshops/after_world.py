"""Workshops that are over: who was there, and what was written about them."""

from typing import Any

from network.people.models import Person
from network.workshops.actions import attending, concluding, moving
from network.workshops.actions.concluding import Written
from network.workshops.models.outcomes import Outcome
from network.workshops.models.workshops import Workshop
from network.workshops.queries import workshops
from network.workshops.rules.outcomes import ASKED
from network.workshops.vocabulary import Move
from tests.workshops.workshop_world import World, came, opened, place_of, sessions_of

WORDS = {
    "purpose": "To pass on what pain groups need.",
    "agreements": "Four centres write a manual.",
    "good_practice": "Drawing the nerve with chalk.",
    "failed_practice": "Groups without an interpreter.",
}
LESSONS = ["Begin with sleep.", "Five evenings are enough."]


async def with_members(world: World, *others: Person, **given: Any) -> Workshop:
    """An open workshop with a place for the member, and for others."""
    workshop = await opened(world, **given)
    for person in (world.people["member"], *others):
        await came(workshop, person)
    return await workshops.fresh(workshop.id)


async def attended(world: World, workshop: Workshop, *people: Person) -> None:
    """Some people were there the whole time."""
    minutes = {one.id: one.minutes for one in await sessions_of(workshop)}
    for person in people or (world.people["member"],):
        row = await place_of(workshop, person)
        await attending.mark(await world.act("organiser"), workshop, row.id, minutes)


async def written(world: World, workshop: Workshop, level: str = "S1", **parts: str) -> Outcome:
    """All that is asked is written."""
    assert set(WORDS) == set(ASKED)
    text = Written(parts=WORDS | parts, lessons=LESSONS, level=level)
    return await concluding.write_outcome(await world.act("organiser"), workshop, 1, text)


async def sent(world: World, workshop: Workshop, level: str = "S1", **parts: str) -> Outcome:
    row = await written(world, workshop, level, **parts)
    return await concluding.submit_outcome(await world.act("organiser"), workshop, row.version)


async def published(world: World, workshop: Workshop, level: str = "S1", **parts: str) -> Workshop:
    await sent(world, workshop, level, **parts)
    stored = await workshops.fresh(workshop.id)
    return await moving.move(await world.act("editor"), stored, Move.PUBLISH)
