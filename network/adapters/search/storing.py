"""From documents to what is stored of them: their words, packed, and the vocabulary."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from network.adapters.search import matching, sets
from network.adapters.search.query import PAGE, StoredRow, facet
from network.adapters.search.texts import Page, Text, pack
from network.adapters.search.understanding import LONGEST_LEARNT
from network.db import connection, is_postgres, transaction
from network.db.plain import marks, rows
from network.kernel import taxonomy, thesaurus, words

_SHORTEST_MENDED = 4
BEGINNING = 7  # letters of a word in which a typing error is looked for
_MOST_ASKED = 500
_MOST_OF_A_TITLE, _MOST_OF_A_TEXT = 2_000, 400_000  # characters that are stored and found


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text as its audiences see it.

    Keywords and the names of codes are found like the text, above it, but never quoted. Titles of
    names (`is_name`) are found by sound as well as by spelling. Facets are what a reader may narrow
    by, such as type:KT-GUID or year:2024; kind, language and codes are facets by themselves.
    Texts that are `separate` in each language count as different things found. `reference` is the
    name others know the text by.
    """

    audiences: Sequence[str]
    language: str
    title: str
    summary: str = ""
    body: str = ""
    keywords: str = ""
    codes: Sequence[str] = ()
    facets: Sequence[str] = ()
    pages: Sequence[Page] = ()
    is_name: bool = True
    separate: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An object with all its documents."""

    kind: str
    object_id: UUID
    owner_id: UUID
    documents: Sequence[Document]


async def put(entries: Sequence[Entry]) -> None:
    """Replace what is stored of objects."""
    engine = matching.engine()
    vocabulary: set[tuple[str, str]] = set()
    stored = [row for entry in entries for row in _rows(entry, vocabulary)]
    async with transaction():
        await engine.delete([entry.object_id for entry in entries])
        if stored:
            await sets.keep(stored)
            await engine.insert(stored)
            await _learn(vocabulary)


def _rows(entry: Entry, vocabulary: set[tuple[str, str]]) -> Iterator[StoredRow]:
    units = [_unit(entry, document) for document in entry.documents]
    many = Counter(units)
    for document, unit in zip(map(_bounded, entry.documents), units, strict=True):
        yield _row(entry, document, unit if many[unit] > 1 else "", vocabulary)


def _bounded(document: Document) -> Document:
    """As much of a document as is stored."""
    return replace(
        document,
        title=document.title[:_MOST_OF_A_TITLE],
        summary=document.summary[:_MOST_OF_A_TEXT],
        body=document.body[:_MOST_OF_A_TEXT],
        keywords=document.keywords[:_MOST_OF_A_TEXT],
    )


def _unit(entry: Entry, document: Document) -> str:
    separate = f"-{document.language}" if document.separate else ""
    return entry.object_id.hex[-16:] + separate


def _row(
    entry: Entry, document: Document, unit: str, vocabulary: set[tuple[str, str]]
) -> StoredRow:
    fields = _fields(document, vocabulary)
    words, text = pack(
        fields,
        Text(document.title, document.summary, document.body, document.reference, document.pages),
    )
    return StoredRow(
        kind=entry.kind,
        object_id=entry.object_id,
        owner_id=entry.owner_id,
        unit=unit,
        language=document.language,
        audience=tuple(sorted(set(document.audiences))),
        facets=_facets(entry.kind, document),
        fields=fields,
        words=words,
        text=text,
    )


def _facets(kind: str, document: Document) -> tuple[str, ...]:
    found = [facet("kind", kind), facet("language", words.base(document.language))]
    found += [facet(*one.split(":", 1)) for one in document.facets]
    subjects = [code for code in document.codes if taxonomy.taxonomy_of(code) != "knowledge_types"]
    return tuple(dict.fromkeys(found + [facet("about", code) for code in subjects]))


def _fields(document: Document, vocabulary: set[tuple[str, str]]) -> tuple[str, ...]:
    def told(text: str) -> list[str]:
        pairs = words.spelled(text, document.language)
        vocabulary.update(pairs)
        return [token for _, token in pairs]

    title = told(document.title)
    if document.is_name:
        title += words.name_words(document.title)
        title += [t for t in words.index_words(document.title, document.language) if t[0] == "o"]
        vocabulary.update((t[1:], t) for t in title if t[0] in "o0")
    labels = [_label(code, document.language) for code in document.codes]
    tags = told("\n".join([document.keywords, *labels]))
    tags += [thesaurus.code_token(code) for code in document.codes]
    pages = [" ".join(told(page.text[:_MOST_OF_A_TEXT])) for page in document.pages]
    return (
        " ".join(title),
        " ".join(tags),
        " ".join(told(document.summary)),
        " ".join(told(document.body)),
        f" {PAGE} ".join(pages),
    )


def _label(code: str, language: str) -> str:
    """What a code is called in a language, as far as the thesaurus knows it."""
    names = thesaurus.names(code)
    own = (name.text for name in names if name.language == words.base(language))
    return next(own, "")


async def _learn(vocabulary: set[tuple[str, str]]) -> None:
    """Remember new words, and their beginnings with one letter less, for mending."""
    learnable = {pair for pair in vocabulary if len(pair[0]) <= LONGEST_LEARNT}
    known = await _known(sorted({word for word, _ in learnable}))
    new = sorted(learnable - known)
    if not new:
        return
    await _insert("search_word (word, token)", new)
    spelt = {word for word, token in new if len(word) >= _SHORTEST_MENDED and token[0] != "0"}
    beginnings = {word[:BEGINNING] for word in spelt}
    await _insert(
        "search_deletion (deletion, beginning)",
        sorted((d, one) for one in beginnings for d in words.deletions(one)),
    )


async def _known(asked: Sequence[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for start in range(0, len(asked), _MOST_ASKED):
        some = asked[start : start + _MOST_ASKED]
        sql = f"SELECT word, token FROM search_word WHERE word IN ({marks(some)})"  # noqa: S608
        found |= {(str(row["word"]), str(row["token"])) for row in await rows(sql, *some)}
    return found


async def _insert(into: str, values: Iterable[tuple[str, str]]) -> None:
    statement = f"INSERT INTO {into} VALUES ($1, $2) ON CONFLICT DO NOTHING"  # noqa: S608
    if not is_postgres():
        statement = statement.replace("$1, $2", "?, ?")
    await connection().execute_many(statement, [list(pair) for pair in values])
