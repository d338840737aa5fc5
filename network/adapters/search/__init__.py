"""Finding texts in any language, scoped to what the reader may see.

A text is stored once for each audience that sees a different part of it; a search only ever looks
at rows of the reader's audiences, so hidden words can neither be found nor counted nor quoted.
Both engines store the words of `kernel.words` and only say which rows match and which of them are
the newest; what is best is decided here, so both find the same things in the same order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from network.adapters.search import asking, matching, storing
from network.adapters.search.finding import Asked, Found, Result, best, search, understood
from network.adapters.search.query import facet
from network.adapters.search.storing import Document, Entry
from network.adapters.search.texts import Page, Text, packed, texts, unpack
from network.db import transaction
from network.db.plain import marks, rows
from network.kernel import words
from network.kernel.actor import Actor

__all__ = [
    "Answer",
    "Asked",
    "Document",
    "Entry",
    "Found",
    "Hit",
    "Page",
    "Result",
    "Text",
    "facet",
    "search",
    "texts",
    "understood",
]

PUBLIC = "public"
MEMBERS = "members"
SECRETARIAT = "secretariat"


def contacts_of(centre_id: UUID) -> str:
    """The audience of centres in contact with this one."""
    return f"c{centre_id.hex}"


def own(centre_id: UUID) -> str:
    """The audience of a centre's own people."""
    return f"o{centre_id.hex}"


def person(person_id: UUID) -> str:
    """The audience of one named person."""
    return f"p{person_id.hex}"


def audiences_of(actor: Actor) -> list[str]:
    """Everything this reader may look into."""
    found = [PUBLIC]
    if actor.is_member:
        found.append(MEMBERS)
    if actor.is_secretariat:
        found.append(SECRETARIAT)
    if actor.person_id is not None:
        found.append(person(actor.person_id))
    found += [contacts_of(c) for c in actor.contact_ids | actor.centre_ids]
    return found + [own(c) for c in actor.centre_ids]


# storing -----------------------------------------------------------------------------------------


async def put(kind: str, object_id: UUID, owner_id: UUID, documents: Sequence[Document]) -> None:
    """Replace what is stored of an object; call it in the transaction that changes the object."""
    await storing.put([Entry(kind, object_id, owner_id, documents)])


async def put_all(entries: Sequence[Entry]) -> None:
    """Replace what is stored of many objects at once."""
    await storing.put(entries)


async def remove(kind: str, object_id: UUID) -> None:
    """Forget an object."""
    await storing.put([Entry(kind, object_id, object_id, ())])


async def tidy() -> None:
    """Leave the index in good order after much was stored; it is right without, but slower."""
    async with transaction():
        await matching.engine().tidy()


async def kept(object_ids: Sequence[UUID]) -> list[UUID]:
    """Which of these objects anything is stored of."""
    if not object_ids:
        return []
    sql = f"SELECT DISTINCT object_id FROM search_text WHERE object_id IN ({marks(object_ids)})"  # noqa: S608
    return [UUID(str(row["object_id"])) for row in await rows(sql, *object_ids)]


async def newest() -> int:
    """The number of the text stored last."""
    found = await rows("SELECT max(id) AS id FROM search_document")
    return int(found[0]["id"] or 0)


def matched_words(found: Found, text: Text) -> list[str]:
    """The words of a text that matched, as they are written there."""
    whole = f"{text.title}\n{text.summary}\n{text.body}"
    matched = words.matched(whole, found.forms, found.language)
    return list(dict.fromkeys(word.casefold() for word in matched))[:10]


# finding in lists with filters of their own ------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """Something found in a list, best first; `forms` are the stored words that matched."""

    object_id: UUID
    owner_id: UUID
    language: str
    score: float
    forms: frozenset[str]
    packed: tuple[bytes, bytes]

    @property
    def title(self) -> str:
        return self._text.title

    @property
    def body(self) -> str:
        return self._text.summary or self._text.body

    @cached_property
    def _text(self) -> Text:
        return unpack(*self.packed)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found, and the words it tried instead of those nobody uses."""

    hits: list[Hit]
    instead: dict[str, str]


async def find(query: str, audiences: Iterable[str], kinds: Sequence[str]) -> Answer:
    """Everything that has all words of a query, in any language and spelling."""
    if asking.read(query).is_empty:
        return Answer([], {})
    whole, instead = await best(Asked(query=query, audiences=list(audiences), kinds=kinds))
    stored = await packed([one.id for one in whole])
    hits = [
        Hit(o.object_id, o.owner_id, o.language, o.score, o.forms, stored[o.id])
        for o in whole
        if o.id in stored
    ]
    return Answer(hits, instead if hits else {})
