"""All that the page of an item shows, in as few questions as can be.

One statement asks for the item's place on the trail and for all that its reader marked; the texts
of the item and of its neighbours come together.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from network.db import plain
from network.kernel import learning_trail
from network.kernel.actor import Actor
from network.kernel.i18n import language
from network.knowledge.models import Item
from network.knowledge.queries import items, passing_on
from network.knowledge.queries.items import Shown
from network.knowledge.queries.passing_on import ITEM, Trail

_MARKS = """
    SELECT 'from' AS what, source_kind AS words, CAST(source_id AS VARCHAR(36)) AS key,
        CAST(id AS VARCHAR(36)) AS place FROM knowledge_edge WHERE item_id = $1
    UNION ALL SELECT 'later', '', CAST(item_id AS VARCHAR(36)), CAST(id AS VARCHAR(36))
        FROM knowledge_edge WHERE source_kind = 'item' AND source_id = $1
    UNION ALL SELECT 'wish', lang, '', '' FROM knowledge_wish
        WHERE item_id = $1 AND person_id = $2 AND granted_at IS NULL
    UNION ALL SELECT 'watch', '', '', '' FROM knowledge_watch
        WHERE item_id = $1 AND person_id = $2
    UNION ALL SELECT 'confirmed', '', '', '' FROM knowledge_confirmation
        WHERE item_id = $1 AND person_id = $2 AND number = $3
    UNION ALL SELECT 'collection', title, CAST(id AS VARCHAR(36)), '' FROM knowledge_collection
        WHERE owner_id = $2
    UNION ALL SELECT 'asked', '', '', '' FROM knowledge_request
        WHERE asked_id = $1 AND reply = 'open'
    UNION ALL SELECT 'spoken', CAST(languages AS TEXT), '', '' FROM person WHERE id = $2
    ORDER BY 4
"""


@dataclass(slots=True)
class Marks:
    """What an item came from and what came of it, in order, and what this reader marked.

    `events` are the sources that are no items, by kind and key; collections go by title; `asked`
    is how many ask to read it, for those who keep it.
    """

    events: list[tuple[str, UUID]] = field(default_factory=list)
    earlier: list[UUID] = field(default_factory=list)
    later: list[UUID] = field(default_factory=list)
    wished: set[str] = field(default_factory=set)
    collections: list[tuple[UUID, str]] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    asked: int = 0
    is_watching: bool = False
    has_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """An item with the text this reader gets, its trail, and their marks."""

    shown: Shown
    trail: Trail
    marks: Marks


async def open_item(actor: Actor, item: Item, lang: str = "") -> Opened | None:
    """An item that this reader may open; None where it has no text they may read."""
    marks = await marks_of(actor, item)
    around = await items.visible(actor, dict.fromkeys([*marks.earlier, *marks.later]))
    texts = await items.texts_of(actor, [item, *around])
    one = items.best(item, texts[item.id], lang or language(), marks.spoken)
    if one is None:
        return None
    near = [items.best(other, texts[other.id], language(), marks.spoken) for other in around]
    found = [other for other in near if other is not None]
    stops = [s for source in marks.events for s in await learning_trail.origins_of(actor, *source)]
    trail = Trail(
        events=sorted({kind for kind, _key in marks.events} - {stop.kind for stop in stops}),
        stops=stops,
        sources=[other for other in found if other.item.id in marks.earlier],
        adaptations=[other for other in found if other.item.id not in marks.earlier],
        trials=await passing_on.trials_of(actor, item),
    )
    return Opened(one, trail, marks)


async def marks_of(actor: Actor, item: Item) -> Marks:
    found = Marks()
    for row in await plain.rows(_MARKS, item.id, actor.person_id, item.number):
        what, words = row["what"], str(row["words"])
        if what == "from" and words != ITEM:
            found.events.append((words, UUID(row["key"])))
        elif what in ("from", "later"):
            (found.earlier if what == "from" else found.later).append(UUID(row["key"]))
        elif what == "collection":
            found.collections.append((UUID(row["key"]), words))
        else:
            _note(found, what, words)
    found.collections.sort(key=lambda pair: pair[1].casefold())
    return found


def _note(found: Marks, what: str, words: str) -> None:
    if what == "wish":
        found.wished.add(words)
    elif what == "asked":
        found.asked += 1
    elif what == "watch":
        found.is_watching = True
    elif what == "confirmed":
        found.has_confirmed = True
    else:
        found.spoken = list(_codes(json.loads(words)))


def _codes(spoken: Iterable[dict[str, str]]) -> Iterable[str]:
    return (str(entry["code"]) for entry in spoken)
