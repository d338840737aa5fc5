"""What every change of an item leaves behind: a line of its history, and a new place in search."""

from collections.abc import Iterable
from uuid import UUID

from network import events, outbox
from network.kernel.actor import Actor
from network.knowledge.actions import indexing
from network.knowledge.models import Act, Item, Step, Version


async def note(actor: Actor, item_id: UUID, act: Act, text: str = "") -> None:
    """Add a line about an item to its history."""
    await Step.create(item_id=item_id, act=act, person_id=actor.person_id, note=text)


async def note_version(actor: Actor, version: Version, act: Act, text: str = "") -> None:
    """Add a line about one text of an item to its history."""
    await Step.create(
        item_id=version.item_id,
        act=act,
        lang=version.lang,
        number=version.number,
        person_id=actor.person_id,
        note=text,
    )


async def moved(actor: Actor, item: Item, act: Act, told: Iterable[UUID], text: str = "") -> None:
    """What readers see of an item changed: its history, its place in search, and who is told."""
    await note(actor, item.id, act, text)
    await indexing.reindex(item.id)
    others = tuple(sorted({person for person in told if person != actor.person_id}))
    fact = events.KnowledgeMoved(
        item_id=item.id, centre_id=item.centre_id, what=str(act), told=others
    )
    await outbox.record(actor, fact)
