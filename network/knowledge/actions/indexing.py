"""What of an item can be found, and by whom."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from network.adapters import search
from network.files import queries as files
from network.knowledge.models import (
    Item,
    ItemState,
    Reader,
    SafetyLevel,
    Version,
    VersionState,
)
from network.knowledge.rules import states, texts
from network.web import markdown


async def reindex(item_id: UUID) -> None:
    """Let search find an item as it is now; call it in the transaction that changes it."""
    item = await Item.get(id=item_id).prefetch_related("readers")
    found = []
    if item.state is ItemState.PUBLISHED:
        rows = await Version.filter(item_id=item_id, state=VersionState.PUBLISHED)
        pages = await _pages(item_id)
        found = [_document(item, row, pages.get(row.lang, ())) for row in rows]
    await search.put("knowledge", item.id, item.centre_id or item.id, found)


async def search_entries(after: UUID | None, most: int) -> list[search.Entry]:
    """What the search keeps of the items that follow one, for building it anew."""
    query = Item.filter(id__gt=after) if after else Item.all()
    items = await query.order_by("id").limit(most).prefetch_related("readers")
    keys = [item.id for item in items if item.state is ItemState.PUBLISHED]
    found: dict[UUID, list[search.Document]] = defaultdict(list)
    owners = {item.id: item for item in items}
    there = await files.attached_to(keys)
    words = await files.pages_of([file.id for several in there.values() for file in several])
    for row in await Version.filter(item_id__in=keys, state=VersionState.PUBLISHED):
        pages = [
            search.Page(file.name, number, text)
            for file in there[row.item_id]
            if file.language == row.lang
            for number, text in words[file.id]
        ]
        found[row.item_id].append(_document(owners[row.item_id], row, pages))
    return [
        search.Entry("knowledge", item.id, item.centre_id or item.id, found[item.id])
        for item in items
    ]


async def _pages(item_id: UUID) -> dict[str, list[search.Page]]:
    """The words of the files readers have, by the language of the text they go with."""
    there = await files.attached(item_id)
    words = await files.pages_of([file.id for file in there])
    found: dict[str, list[search.Page]] = defaultdict(list)
    for file in there:
        found[file.language] += [search.Page(file.name, n, text) for n, text in words[file.id]]
    return found


def audiences(item: Item, version: Version, readers: list[Reader]) -> list[str]:
    """Who may find a text of an item; the same as `policy.visible_to` and `can_read_text`."""
    owner = [search.person(item.owner_id)] if item.owner_id else []
    level = states.stricter(item.level, version.level)
    if level is SafetyLevel.STRICT:
        named = [search.person(r.person_id) for r in readers if r.person_id]
        return owner if item.is_held else [*owner, *named]
    if item.is_held:
        return [*owner, search.SECRETARIAT]
    if level is SafetyLevel.PUBLIC:
        return [search.PUBLIC]
    if level is SafetyLevel.MEMBERS:
        return [search.MEMBERS]
    named = [search.person(r.person_id) for r in readers if r.person_id]
    named += [search.own(r.centre_id) for r in readers if r.centre_id]
    return [*owner, search.SECRETARIAT, *named]


def _document(item: Item, version: Version, pages: Sequence[search.Page]) -> search.Document:
    return search.Document(
        audiences=audiences(item, version, list(item.readers)),
        language=version.lang,
        title=version.title,
        summary=version.summary,
        body="\n".join([markdown.to_plain(version.body), *_in_words(version)]),
        codes=list(filter(None, [*item.topics, item.kind, version.details.get("from_method")])),
        facets=[search.facet("type", item.kind), search.facet("year", str(item.year))],
        pages=pages,
        is_name=False,
        separate=True,
        reference=version.external_id,
    )


def _in_words(version: Version) -> list[str]:
    """What only this kind of item has, as far as it is words."""
    return [str(version.details[n]) for n in texts.IN_WORDS if version.details.get(n)]
