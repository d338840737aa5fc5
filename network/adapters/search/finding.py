"""From a query to what answers it: best first, with how many there are of each kind."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from network.adapters.search import (
    asking,
    expressions,
    fields,
    lexicon,
    matching,
    ranking,
    sets,
    understanding,
)
from network.adapters.search.query import Candidate, Question, facet
from network.adapters.search.ranking import Scored
from network.adapters.search.understanding import Lexicon
from network.kernel import words

_CHOSEN = "chosen "
_FEW = 10  # found with all words: then what has only some of them follows


@dataclass(frozen=True, slots=True)
class Found:
    """Something found, best first; `through` are the words that matched instead of those typed."""

    id: int
    kind: str
    object_id: UUID
    owner_id: UUID
    language: str
    score: float
    forms: frozenset[str]
    through: tuple[tuple[str, str], ...]
    page: int
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search: typed words, what the reader may see, what they chose, languages they prefer."""

    query: str
    audiences: Collection[str]
    kinds: Sequence[str]
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    prefers: Sequence[str] = ()
    newer_than: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The best of what was found, how many there are, and how many by each facet.

    `counts` has for each facet what there would be with the other choices as they are. `instead`
    are the words tried instead of those nobody uses.
    """

    found: list[Found]
    total: int
    whole: int
    counts: Mapping[str, Mapping[str, int]]
    instead: Mapping[str, str]


async def search(asked: Asked) -> Result:
    """Everything that answers a query, best first."""
    read = asking.read(asked.query)
    known = await lexicon.look_up(read)
    question = understood(asked, read, known)
    told = await _told(question)
    if not told.found and read.wanted:
        known = await lexicon.begun(read, known)
        question = understood(asked, read, known)
        told = await _told(question)
    whole = told.found.total()
    is_partly = whole < _FEW and len(question.clauses) > 1
    if is_partly:
        told = await _told(question, partly=True)
    found = await _found(question, whole=bool(whole), partly=is_partly) if told.found else []
    return Result(
        found=found,
        total=told.found.total(),
        whole=whole,
        counts=await _counts(told),
        instead=_instead(known, found),
    )


async def best(asked: Asked) -> tuple[list[Found], dict[str, str]]:
    """The best that has all words of a query, and the words tried instead; nothing is counted."""
    read = asking.read(asked.query)
    known = await lexicon.look_up(read)
    found = await _found(understood(asked, read, known), whole=True, partly=False)
    if not found and read.wanted:
        known = await lexicon.begun(read, known)
        found = await _found(understood(asked, read, known), whole=True, partly=False)
    return found, _instead(known, found)


def _instead(known: Lexicon, found: Sequence[Found]) -> dict[str, str]:
    return {w: tried for w, (tried, _) in known.mended.items() if tried and found}


def understood(asked: Asked, read: asking.Asked, known: Lexicon) -> Question:
    """A search in stored words, with everything the reader may see and chose."""
    chosen = {
        f"{_CHOSEN}{name}": tuple(facet(name, value) for value in values)
        for name, values in asked.chosen.items()
        if values
    }
    prefers = tuple(dict.fromkeys(map(words.base, asked.prefers)))
    return Question(
        clauses=understanding.clauses(read.wanted, known, prefers),
        without=understanding.without(read.without, known),
        marks=fields.marks(read.fields) | chosen,
        kinds=tuple(asked.kinds),
        audiences=tuple(asked.audiences),
        prefers=prefers,
        newer_than=asked.newer_than,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """How many things match, by the number of their facets; and how many would without the choice
    of a name, for each name of which something was chosen.
    """

    found: Counter[str]
    without: Mapping[str, Counter[str]]


async def _told(question: Question, *, partly: bool = False) -> _Told:
    grammar = matching.engine().Grammar()
    written = expressions.partly if partly else expressions.whole
    chosen = [name for name in question.marks if name.startswith(_CHOSEN)]
    rest = [{n: m for n, m in question.marks.items() if n != name} for name in chosen]
    asked = [question, *(replace(question, marks=marks) for marks in rest)]
    found, *without = await matching.told([written(one, grammar) for one in asked], question)
    names = [name.removeprefix(_CHOSEN) for name in chosen]
    return _Told(found, dict(zip(names, without, strict=True)))


async def _found(question: Question, *, whole: bool, partly: bool) -> list[Found]:
    """The best; those that meet all clauses before those that meet some."""
    grammar = matching.engine().Grammar()
    chains = [expressions.best(question, grammar)] if whole else []
    if partly:
        chains += [[one] for one in expressions.partly_best(question, grammar)]
    stored = {int(row["id"]): row for row in await matching.candidates(chains, question)}
    some = [
        Candidate(key, str(row["unit"]), str(row["language"]), bytes(row["words"]))
        for key, row in stored.items()
    ]
    every = len(question.clauses)
    return [
        _as_found(one, stored[one.candidate.id], is_whole=one.met == every)
        for one in ranking.rank(some, question)
    ]


def _as_found(scored: Scored, row: Mapping[str, Any], *, is_whole: bool) -> Found:
    return Found(
        id=scored.candidate.id,
        kind=str(row["kind"]),
        object_id=UUID(str(row["object_id"])),
        owner_id=UUID(str(row["owner_id"])),
        language=scored.candidate.language,
        score=scored.score,
        forms=scored.forms,
        through=scored.through,
        page=scored.page,
        is_whole=is_whole,
    )


async def _counts(told: _Told) -> dict[str, dict[str, int]]:
    found = await _counted(told.found)
    for name, tallies in told.without.items():
        found[name] = (await _counted(tallies)).get(name, {})
    return found


async def _counted(told: Counter[str]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for mark, many in (await sets.facets(told)).items():
        name, _, value = mark.partition(":")
        counts.setdefault(name, {})[value] = many
    return counts
