"""Knowledge in the demonstration: an archive brought in, and what was written and reviewed here."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from network.demo import knowledge_marks, library
from network.demo.foundation import Loaded, actor_of
from network.demo.knowledge_marks import Library
from network.demo.library import Text
from network.files.actions import looking, taking
from network.files.actions.taking import Place
from network.kernel import clock
from network.kernel.actor import SYSTEM, Actor
from network.knowledge.actions import bringing_in, reviewing, writing
from network.knowledge.importing import Row
from network.knowledge.models import Item, Version, VersionState

_WRITTEN = ("title", "summary", "body", "sources", "authors", "topics", "year")
_SAVED = ("title", "summary", "body", "what_changed")
_AS_IMPORTED = ("external_id", "lang", "kind", "title", "summary", "body", "year", "translation_of")
_REVIEWERS, _CHECKER = ("NET-2", "NET-1"), "NET-3"


async def load(found: Loaded) -> None:
    """Publish the texts at their times, then let readers and keepers do what they do."""
    story = Library(found, clock.now())
    for key in found.people:
        story.actors[key] = await actor_of(found, key)
    await knowledge_marks.watch(story)
    for days, several in groupby(library.texts(), key=lambda text: text.days):
        at = story.now - timedelta(days=days)
        await _of_one_day(story, at, list(several))
    await knowledge_marks.load(story)


async def _of_one_day(story: Library, at: datetime, several: Sequence[Text]) -> None:
    for text in several:
        if not text.is_archive:
            await _written_here(story, text, at)
    archive = [text for text in several if text.is_archive]
    if archive:
        with clock.at(at):
            await _bring_in(story, archive)


# an archive --------------------------------------------------------------------------------------


async def _bring_in(story: Library, several: Sequence[Text]) -> None:
    """Publish texts of an archive and say whose they are, which an archive does not tell."""
    outcome = await bringing_in.bring_in(SYSTEM, [_row(n, text) for n, text in enumerate(several)])
    if outcome.broken or outcome.doubts:
        raise ValueError(outcome)
    names = {text.external_id: text for text in several}
    for version in await Version.filter(external_id__in=list(names)):
        text = names[version.external_id]
        owner_id = story.found.people[text.owner].id
        await Version.filter(id=version.id).update(author_id=owner_id)
        if not text.translation_of:
            await Item.filter(id=version.item_id).update(owner_id=owner_id)
        story.ids[text.external_id] = version.item_id


def _row(number: int, text: Text) -> Row:
    centre = text.owner.partition("-")[0]
    return Row(
        number=number,
        centre="" if centre == "NET" else centre.lower(),
        topics=text.topics,
        **{name: getattr(text, name) for name in _AS_IMPORTED},
    )


# written and reviewed here -----------------------------------------------------------------------


async def _written_here(story: Library, text: Text, at: datetime) -> None:
    """Write, review and check a text, each some days before it is published."""
    with clock.at(at - timedelta(days=4)):
        version = await _begun(story, text)
        item = await story.item(text.external_id)
        author = story.by_id(version.author_id)
        if text.file:
            await _attach(story, text, version)
    story.drafts[text.external_id] = version.id
    if text.until == VersionState.DRAFT:
        return
    with clock.at(at - timedelta(days=3)):
        await writing.submit(author, version, item)
    await _reviewed(story, text, version, item, at)


async def _begun(story: Library, text: Text) -> Version:
    if text.translation_of:
        return await _translated(story, text)
    return await (_next if text.what_changed else _first)(story, text)


async def _first(story: Library, text: Text) -> Version:
    author = story.actors[text.owner]
    centre = story.found.centres.get(text.owner.partition("-")[0])
    version = await writing.start_item(
        author,
        text.kind,
        text.lang,
        centre.id if centre else None,
        level=text.level,
        licence=text.licence,
        external_id=text.external_id,
        details=_details(story, text),
        **_values(text),
    )
    story.ids[text.external_id] = version.item_id
    if text.readers:
        await _name_readers(story, text)
    return version


def _values(text: Text) -> dict[str, Any]:
    values = {name: getattr(text, name) for name in _WRITTEN}
    return {**values, "sources": text.sources or "", "topics": list(text.topics)}


def _details(story: Library, text: Text) -> dict[str, str]:
    source = text.details.get("from_item", "")
    return {**text.details, "from_item": str(story.ids[source])} if source else text.details


async def _name_readers(story: Library, text: Text) -> None:
    found = story.found
    centres = [found.centres[key].id for key in text.readers if key in found.centres]
    people = [found.people[key].id for key in text.readers if key in found.people]
    item = await story.item(text.external_id)
    await writing.name_readers(story.actors[text.owner], item, centres, people)


async def _next(story: Library, text: Text) -> Version:
    """The next version behind the published one, with what is new in it."""
    item = await story.item(text.external_id)
    owner = story.by_id(item.owner_id)
    return await _saved(owner, await writing.new_draft(owner, item), item, text)


async def _translated(story: Library, text: Text) -> Version:
    item = await story.item(text.translation_of)
    story.ids[text.external_id] = item.id
    author = story.actors[text.owner]
    return await _saved(author, await writing.translate(author, item, text.lang), item, text)


async def _saved(author: Actor, version: Version, item: Item, text: Text) -> Version:
    values = {name: getattr(text, name) for name in _SAVED if getattr(text, name)}
    await writing.save(author, version, item, version.version, values)
    return await Version.get(id=version.id)


async def _attach(story: Library, text: Text, version: Version) -> None:
    """The file is looked at as any other, before the text goes to review."""
    place = Place(version.item_id, version.lang)
    author = story.by_id(version.author_id)
    await taking.take_whole(author, place, text.file, library.content(text.file))
    await looking.look_at_waiting()


async def _reviewed(story: Library, text: Text, version: Version, item: Item, at: datetime) -> None:
    reviewer = next(
        actor
        for actor in (story.actors[key] for key in _REVIEWERS)
        if actor.person_id != version.author_id
    )
    if text.until == VersionState.IN_REVIEW:
        return
    with clock.at(at - timedelta(days=1)):
        if text.note:
            await reviewing.send_back(reviewer, version, item, text.note)
            return
        await reviewing.pass_review(reviewer, version, item)
    if text.until == VersionState.PUBLISHED:
        with clock.at(at):
            await reviewing.publish(story.actors[_CHECKER], version, item)
