"""What of knowledge may leave the portal with a reader, as sheets."""

from collections.abc import Sequence
from uuid import UUID

from network.centres import policy as centres
from network.files import queries as files
from network.kernel import figures, links
from network.kernel.actor import Actor
from network.kernel.errors import Forbidden, NotFound
from network.kernel.figures import Figures
from network.kernel.i18n import _
from network.knowledge import policy
from network.knowledge.exporting import Enclosed, Sheet
from network.knowledge.models import Collection, Edge, Item, ItemState, Relation, Version
from network.knowledge.queries import items, passing_on
from network.knowledge.queries.items import Shown
from network.knowledge.rules import names


async def sheet_of(actor: Actor, item_id: UUID, lang: str = "") -> Sheet:
    """One item in one language. Raises Forbidden for what may be read but not taken away."""
    item = await _leaving(actor, item_id)
    found = await items.shown(actor, [item], lang)
    if not found:
        raise NotFound
    return (await _sheets(actor, found))[0]


async def sheets_of(actor: Actor, collection_id: UUID) -> tuple[Collection, list[Sheet]]:
    """A collection with those of its items that this reader may take away."""
    collection = await passing_on.get_collection(actor, collection_id)
    found = await passing_on.items_in(actor, collection)
    return collection, await _sheets(
        actor, [row for row in found if policy.can_download(actor, row.item)]
    )


async def figures_of(actor: Actor, item_id: UUID) -> Figures:
    """The figures behind an item. Raises Forbidden for what may be read but not taken away."""
    item = await _standing(actor, item_id)
    edges = Edge.filter(item_id=item.id, relation=Relation.FROM).order_by("created_at")
    sources = [(edge.source_kind, edge.source_id) for edge in await edges]
    found = await figures.behind(item.id, sources)
    if found is None:
        raise NotFound
    _require_download(actor, item)
    return found


async def _leaving(actor: Actor, item_id: UUID) -> Item:
    item = await _standing(actor, item_id)
    _require_download(actor, item)
    return item


async def _standing(actor: Actor, item_id: UUID) -> Item:
    item = await items.get_item(actor, item_id)
    if item.state is ItemState.WITHDRAWN:
        raise NotFound
    return item


def _require_download(actor: Actor, item: Item) -> None:
    if not policy.can_download(actor, item):
        raise Forbidden(_("This item stays in the portal."))


async def _sheets(actor: Actor, found: Sequence[Shown]) -> list[Sheet]:
    attached = await files.attached_to([row.item.id for row in found])
    licences = {code: str(words) for code, words in names.LICENCES}
    return [
        Sheet(
            id=row.item.id,
            title=row.text.title,
            summary=row.text.summary,
            body=_whole(row.text),
            sources=row.text.sources,
            lang=row.text.lang,
            kind=row.text.kind,
            topics=tuple(row.text.topics),
            year=row.text.year,
            centre=centres.shown_name(actor, row.item.centre) if row.item.centre else "",
            authors=row.text.authors,
            number=row.text.number,
            published_on=row.text.published_at.date() if row.text.published_at else None,
            level=str(names.SHORT_LEVELS[row.item.level]),
            licence=licences.get(row.text.licence, ""),
            seal=row.text.seal,
            address=links.absolute(f"/knowledge/{row.item.id}"),
            notice=_notice(row),
            files=[Enclosed(f.id, f.name, f.size, f.digest) for f in attached[row.item.id]],
        )
        for row in found
    ]


def _whole(text: Version) -> str:
    """The text, and what only its kind has, as Markdown."""
    url = text.details.get("url")
    parts = [f"## {label}\n\n{words}" for label, words in names.details(text)]
    return "\n\n".join([*([f"<{url}>"] if url else []), text.body, *parts])


def _notice(row: Shown) -> str:
    if row.item.state is not ItemState.PUBLISHED:
        return str(names.ITEM_STATES[row.item.state])
    return _("The original has changed since this translation.") if row.is_stale else ""
