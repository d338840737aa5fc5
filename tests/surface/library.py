"""Items, texts and collections of every level and state, and who of the demonstration sees them.

Who sees what is told here in the words of the domain, not by the policies: the people of a thing
are all who may know of it (with "" for visitors), its lead is the owner, those seated keep it.
"""

from collections.abc import AsyncIterator
from typing import Any

from network.knowledge.actions import asking, feeding, keeping, marking, reviewing, writing
from network.knowledge.models import Collection, Item, ReadingRequest, SafetyLevel, Version
from network.searches import actions as searches
from tests.factories import actor

_WORDS: dict[str, Any] = {
    "title": "Quiet words for few",
    "summary": "What we learned in twelve groups.",
    "body": "Begin low, go slow.",
    "sources": "Our own practice.",
    "topics": ["TH-PAIN"],
}
_COLLECTION = "Kept together by two"
_EDITORS = ("NET-1", "NET-2")
_JUDGES = ("NET-1", "NET-2", "NET-3")
_FOCAL = {"SYC": "SYC-1"}

_told: dict[str, tuple[set[str], set[str], str]] = {}


async def furnish(people: dict[str, Any]) -> None:
    """Publish, hold, archive and draft items of every level."""
    everybody = set(people)
    public = await _published(people, "LUM-2", SafetyLevel.PUBLIC)
    _note(public, {*everybody, ""}, "LUM-2", "LUM-1", *_EDITORS)
    members = await _published(people, "HIM-2", SafetyLevel.MEMBERS)
    _note(members, everybody, "HIM-2", "HIM-1", *_EDITORS)
    named = await _published(people, "SYC-2", SafetyLevel.NAMED, "LUM-2")
    _note(named, {"SYC-2", "LUM-2", "NET-1"}, "SYC-2", "NET-1")
    await asking.ask(await actor(people["LUM-3"]), named.id, "A colleague told me of it.")
    strict = await _published(people, "SYC-2", SafetyLevel.STRICT, "LUM-2")
    _note(strict, {"SYC-2", "LUM-2"}, "SYC-2")
    held = await _published(people, "HIM-2", SafetyLevel.MEMBERS)
    await keeping.hold(await actor(people["LUM-3"]), held, "safety", "")
    _note(held, {"HIM-2", *_JUDGES}, "HIM-2", *_EDITORS)
    archived = await _published(people, "LUM-2", SafetyLevel.MEMBERS)
    await keeping.archive(await actor(people["LUM-2"]), archived)
    _note(archived, everybody, "LUM-2", "LUM-1", *_EDITORS)
    await _on_their_way(people)
    for key, is_shared in (("LUM-2", True), ("SYC-2", False)):
        owner = await actor(people[key])
        await marking.make_collection(owner, _COLLECTION, "", is_shared=is_shared)
        await feeding.open_feed(owner, "Reader")
        await searches.save(owner, "quiet", {})


def _note(item: Item, seen_by: set[str], owner: str, *keepers: str) -> None:
    _told[str(item.id)] = (seen_by, {owner, *keepers} & seen_by, owner)


async def _draft(people: dict[str, Any], key: str, level: SafetyLevel) -> tuple[Version, Item]:
    author = await actor(people[key])
    centre_id = next(iter(author.centre_ids))
    version = await writing.start_item(author, "KT-GUID", "en", centre_id, level=level, **_WORDS)
    return version, await Item.get(id=version.item_id)


async def _published(people: dict[str, Any], key: str, level: SafetyLevel, *named: str) -> Item:
    author = await actor(people[key])
    version, item = await _draft(people, key, level)
    await writing.name_readers(author, item, [], [people[name].id for name in named])
    await writing.submit(author, version, item)
    await reviewing.pass_review(await actor(people["NET-2"]), version, item)
    await reviewing.publish(await actor(people["NET-3"]), version, item)
    return await Item.get(id=item.id)


async def _on_their_way(people: dict[str, Any]) -> None:
    """A draft, one in review and one in the safety check, each seen by its writers and readers."""
    draft, _item = await _draft(people, "LUM-3", SafetyLevel.MEMBERS)
    _told[str(draft.id)] = ({"LUM-3", "LUM-1"}, {"LUM-3", "LUM-1"}, "LUM-3")
    for is_checked in (False, True):
        version, item = await _draft(people, "SYC-2", SafetyLevel.PUBLIC)
        await writing.submit(await actor(people["SYC-2"]), version, item)
        if is_checked:
            await reviewing.pass_review(await actor(people["NET-2"]), version, item)
        seen_by = {"SYC-2", "SYC-1", *_JUDGES}
        _told[str(version.id)] = (seen_by, {"SYC-2", "SYC-1"}, "SYC-2")


async def things(keys: dict[Any, str]) -> AsyncIterator[tuple[str, str, str, Any, str, Any]]:
    """Kind, key, reach, people, lead and keepers of all that was told here, and of collections."""
    for item in await Item.exclude(state="draft").filter(id__in=list(_told)):
        seen_by, keepers, owner = _told[str(item.id)]
        reach = "held" if item.is_held else f"{item.state}-{item.level}"
        yield "item", str(item.id), reach, seen_by, owner, keepers
    on_their_way = Version.filter(state__in=["draft", "in_review", "safety_check"])
    for version in await on_their_way.filter(id__in=list(_told)):
        seen_by, keepers, owner = _told[str(version.id)]
        yield "text", str(version.id), str(version.state), seen_by, owner, keepers
    for wish in await ReadingRequest.filter(asked_id__in=list(_told)):
        _seen_by, keepers, owner = _told[str(wish.asked_id)]
        yield "wish", str(wish.id), "", keepers, owner, keepers
    for row in await Collection.filter(title=_COLLECTION):
        owner = keys[row.owner_id]
        seen_by = set(keys.values()) if row.is_shared else {owner}
        yield "collection", str(row.id), "", seen_by, owner, {owner}


def is_published(reach: str) -> bool:
    return reach.startswith("published") or reach == "held"


def may_withdraw(reader: str, reach: str, lead: str) -> bool:
    return reader == lead or (reader in _JUDGES and not reach.endswith("S3"))


def may_give(reader: str, lead: str) -> bool:
    """Of those who keep an item all but an editor who does not see who works at its centre."""
    return reader != "NET-2" or lead == reader


def may_cite(reader: str) -> bool:
    return reader in _EDITORS


def may_review(reader: str, reach: str) -> bool:
    return reach == "in_review" and reader in _EDITORS


def may_check(reader: str, reach: str) -> bool:
    """All here are for everybody, and NET-2 reviewed them."""
    return reach == "safety_check" and reader in {"NET-1", "NET-3", _FOCAL["SYC"]}


def may_return(reader: str, reach: str) -> bool:
    return reach in ("in_review", "safety_check") and reader in {*_JUDGES, _FOCAL["SYC"]}


def may_clear(reader: str, reach: str, lead: str) -> bool:
    return reach == "held" and (reader in _JUDGES or reader == lead)
