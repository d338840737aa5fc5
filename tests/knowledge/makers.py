"""Makers of knowledge: items published through both reviews, by people who may."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from network.centres.models import Centre, NetworkRole
from network.kernel.actor import Actor, Role
from network.knowledge.actions import reviewing, writing
from network.knowledge.models import Item, SafetyLevel, Version
from network.people.models import Person
from tests.factories import actor, make_admin, make_centre, make_member, make_person

WORDS: dict[str, Any] = {
    "title": "Graded exercise for chronic pain",
    "summary": "How to begin low and go slow in groups of eight.",
    "body": "Start with **five minutes** a day.\n\n- Walk\n- Breathe\n",
    "sources": "Our own practice in twelve groups over three years.",
    "topics": ["TH-PAIN"],
}


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Two editors and a focal point of the network."""

    first: Actor
    second: Actor
    focal: Actor


async def make_editor(role: Role = Role.EDITOR) -> Person:
    """Somebody with a role for the whole network."""
    person = await make_person()
    await NetworkRole.create(person=person, role=role)
    return person


async def make_reviewers() -> Reviewers:
    return Reviewers(
        first=await actor(await make_editor()),
        second=await actor(await make_editor()),
        focal=await actor(await make_editor(Role.FOCAL_POINT)),
    )


async def make_draft(
    author: Actor | None = None, centre: Centre | None = None, **given: Any
) -> Version:
    """A draft with all that a review wants."""
    if author is None:
        centre = centre or await make_centre()
        author = await actor(await make_member(centre))
    kind, lang = given.pop("kind", "KT-GUID"), given.pop("lang", "en")
    centre_id = next(iter(sorted(author.centre_ids)), None)
    version = await writing.start_item(author, kind, lang, centre_id, **(WORDS | given))
    version.item = await Item.get(id=version.item_id).select_related("centre")
    return version


async def publish(version: Version, author: Actor, reviewers: Reviewers | None = None) -> Item:
    """Send a draft through review and safety check."""
    who = reviewers or await make_reviewers()
    item = await Item.get(id=version.item_id).select_related("centre")
    await writing.submit(author, version, item)
    await reviewing.pass_review(who.first, version, item)
    await reviewing.publish(who.second, version, item)
    return await Item.get(id=version.item_id).select_related("centre")


async def make_item(author: Actor | None = None, **given: Any) -> Item:
    """A published item."""
    if author is None:
        author = await actor(await make_member(await make_centre()))
    named = given.pop("readers", ((), ()))
    version = await make_draft(author, **given)
    if version.level in (SafetyLevel.NAMED, SafetyLevel.STRICT):
        await writing.name_readers(author, version.item, *named)
    return await publish(version, author)


async def stored(item_id: UUID) -> Item:
    return await Item.get(id=item_id).select_related("centre")


__all__ = [
    "Reviewers",
    "make_admin",
    "make_draft",
    "make_editor",
    "make_item",
    "make_reviewers",
    "publish",
    "stored",
]
