"""Finding texts in any language, scoped to what the reader may see.

A text is stored once for each audience that sees a different part of it; a search only ever looks
at rows of the reader's audiences, so hidden words can neither be found nor counted nor quoted.
Both engines store the words of `kernel.words` and find the same rows; the score is computed here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from network.adapters.search import postgres, sqlite
from network.adapters.search.query import Candidate, Question, StoredRow, Wanted
from network.db import connection, is_postgres, raw, transaction
from network.kernel import words
from network.kernel.actor import Actor

PUBLIC = "public"
MEMBERS = "members"
SECRETARIAT = "secretariat"
_MOST_CANDIDATES = 1_000
_TITLE, _BODY, _EXACT = 6.0, 1.0, 2.0
_SHORTEST_CORRECTED = 4


def contacts_of(centre_id: UUID) -> str:
    """The audience of centres in contact with this one."""
    return f"c{centre_id.hex}"


def own(centre_id: UUID) -> str:
    """The audience of a centre's own people."""
    return f"o{centre_id.hex}"


def audiences_of(actor: Actor) -> list[str]:
    """Everything this reader may look into."""
    found = [PUBLIC]
    if actor.is_member:
        found.append(MEMBERS)
    if actor.is_secretariat:
        found.append(SECRETARIAT)
    found += [contacts_of(c) for c in actor.contact_ids | actor.centre_ids]
    return found + [own(c) for c in actor.centre_ids]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text as its audiences see it. Titles are found by sound as well as by spelling; keywords
    are found like the body, but never quoted.
    """

    audiences: Sequence[str]
    language: str
    title: str
    body: str = ""
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, best first; `forms` are the stored words that matched."""

    object_id: UUID
    owner_id: UUID
    language: str
    title: str
    body: str
    score: float
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found, and the words it tried instead of those nobody uses."""

    hits: list[Hit]
    instead: dict[str, str]


async def put(kind: str, object_id: UUID, owner_id: UUID, documents: list[Document]) -> None:
    """Replace what is stored of an object; call it in the transaction that changes the object."""
    engine = postgres if is_postgres() else sqlite
    await remove(kind, object_id)
    vocabulary: set[str] = set()
    for document in documents:
        title = words.index_words(document.title, document.language)
        title += words.name_words(document.title)
        body = words.index_words(document.body, document.language)
        body += words.index_words(document.keywords, document.language)
        vocabulary.update(title, body)
        row = StoredRow(
            kind=kind,
            object_id=object_id,
            owner_id=owner_id,
            audiences=document.audiences,
            language=document.language,
            title=document.title,
            body=document.body,
            title_words=title,
            body_words=body,
        )
        await engine.insert(connection(), row)
    await _learn(vocabulary)


async def remove(kind: str, object_id: UUID) -> None:
    """Forget an object."""
    marks = "$1 AND object_id = $2" if is_postgres() else "? AND object_id = ?"
    await connection().execute_query(
        f"DELETE FROM search_document WHERE kind = {marks}",  # noqa: S608 (constants only)
        [kind, raw(object_id)],
    )


async def find(query: str, audiences: Iterable[str], kinds: Sequence[str]) -> Answer:
    """Search for all words of a query, in any language and spelling; the last may be unfinished."""
    asked = list(dict.fromkeys(words.words(query)))[:12]
    if not asked:
        return Answer([], {})
    question, instead = await _understand(asked, list(audiences), kinds)
    engine = postgres if is_postgres() else sqlite
    candidates = await engine.candidates(connection(), question, _MOST_CANDIDATES)
    return Answer(_rank(candidates, question), instead if candidates else {})


async def _understand(
    asked: list[str], audiences: list[str], kinds: Sequence[str]
) -> tuple[Question, dict[str, str]]:
    """Turn each word into the stored forms it may stand for, mending what nobody wrote."""
    forms = {word: words.variants(word) for word in asked}
    unfinished = forms[asked[-1]] if len(asked[-1]) > 1 else []
    known = await _known({f for variants in forms.values() for f in variants}, unfinished)
    wanted, instead = [], {}
    for place, word in enumerate(asked):
        usable = [form for form in forms[word] if form in known]
        beginnings = tuple(unfinished) if place == len(asked) - 1 else ()
        begun = beginnings and any(form.startswith(beginnings) for form in known)
        if not usable and not begun:
            usable, tried = await _mended(word, forms[word])
            if tried:
                instead[word] = tried
        wanted.append(Wanted(tuple(usable or forms[word]), beginnings))
    return Question(tuple(wanted), tuple(audiences), tuple(kinds)), instead


async def _mended(word: str, forms: list[str]) -> tuple[list[str], str | None]:
    """Stored words one typing error away, else words that sound alike."""
    near = await _near(forms) if len(word) >= _SHORTEST_CORRECTED else []
    if near:
        return near, near[0]
    return [f"0{words.skeleton(word)}"], None


async def _known(forms: set[str], beginnings: Sequence[str] = ()) -> set[str]:
    """Which of these words are stored, and some that begin like one of `beginnings`."""
    marks = ", ".join(_mark(i + 1) for i in range(len(forms)))
    values = sorted(forms)
    sql = f"SELECT word FROM search_word WHERE word IN ({marks})"  # noqa: S608 (marks only)
    for start in beginnings:
        at = len(values)
        sql += f" OR (word >= {_mark(at + 1)} AND word < {_mark(at + 2)})"
        values += [start, start + "\U0010ffff"]
    return set(await _column(sql + " LIMIT 1000", values))


async def _all_known(forms: set[str]) -> set[str]:
    known: set[str] = set()
    rest = iter(sorted(forms))
    while chunk := set(islice(rest, 500)):
        known |= await _known(chunk)
    return known


async def _near(forms: list[str]) -> list[str]:
    shortened = sorted({d for form in forms for d in words.deletions(form)})
    marks = ", ".join(_mark(i + 1) for i in range(len(shortened)))
    sql = f"SELECT DISTINCT word FROM search_deletion WHERE deletion IN ({marks}) LIMIT 200"  # noqa: S608
    found = await _column(sql, shortened)
    return sorted(w for w in found if any(words.is_one_error_away(w, form) for form in forms))[:10]


async def _learn(vocabulary: set[str]) -> None:
    """Remember new words and their deletions, for mending."""
    learnable = {w for w in vocabulary if len(w) <= 40}  # noqa: PLR2004
    new = sorted(learnable - await _all_known(learnable))
    if not new:
        return
    await _insert_all("search_word (word)", [[word] for word in new])
    correctable = [w for w in new if len(w) >= _SHORTEST_CORRECTED - 1 and not w.startswith("0")]
    pairs = [[d, word] for word in correctable for d in sorted(words.deletions(word))]
    await _insert_all("search_deletion (deletion, word)", pairs)


async def _insert_all(into: str, rows: list[list[str]]) -> None:
    columns = into.count(",") + 1
    marks = ", ".join(_mark(i + 1) for i in range(columns))
    statement = f"INSERT INTO {into} VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
    async with transaction():
        await connection().execute_many(statement, rows)


async def _column(statement: str, values: list[str]) -> list[str]:
    rows = await connection().execute_query_dict(statement, values)
    return [str(row["word"]) for row in rows]


def _mark(number: int) -> str:
    return f"${number}" if is_postgres() else "?"


def _rank(candidates: list[Candidate], question: Question) -> list[Hit]:
    best: dict[UUID, Hit] = {}
    for candidate in candidates:
        hit = _scored(candidate, question)
        if hit.object_id not in best or hit.score > best[hit.object_id].score:
            best[hit.object_id] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, words.fold(hit.title)))


def _scored(candidate: Candidate, question: Question) -> Hit:
    title, body = set(candidate.title_words.split()), set(candidate.body_words.split())
    score = 0.0
    matched: set[str] = set()
    for wanted in question.words:
        in_title, in_body = wanted.found_in(title), wanted.found_in(body)
        matched |= in_title | in_body
        score += _TITLE * bool(in_title) + _BODY * bool(in_body)
        score += _EXACT * bool(in_title.intersection(wanted.forms))
    return Hit(
        object_id=candidate.object_id,
        owner_id=candidate.owner_id,
        language=candidate.language,
        title=candidate.title,
        body=candidate.body,
        score=score,
        forms=frozenset(matched),
    )
