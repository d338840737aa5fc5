"""How well a text answers a query: title over tags over summary over body. Pure."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from network.adapters.search.query import PAGE, PART, Alternative, Candidate, Clause, Question
from network.kernel import words

_TITLE, _TAGS, _SUMMARY, _BODY, _FILES = range(5)
_WEIGHTS = (10.0, 6.0, 4.0, 6.0, 2.0)
_FULL = 22.0  # what a clause is worth that is met in title, tags, summary and text
_OFTEN = 2.0  # how many times a word has to stand in a text for half its weight
_SHORT_TITLE = 4
_OWN_LANGUAGE, _SECOND_LANGUAGE = 1.5, 1.2
_TOGETHER = 0.15


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score, how it was met, and by which words.

    `through` are the words that matched when those typed did not, with their language; `page` is
    the page of the attached files, counted from 0, and -1 when the words stand in the text itself.
    """

    candidate: Candidate
    score: float
    forms: frozenset[str]
    through: tuple[tuple[str, str], ...]
    page: int
    met: int


@dataclass(slots=True)
class _Met:
    """How a text meets one clause: field by field, and by which alternative best."""

    fields: list[float]
    best: Alternative
    best_value: float


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A clause with the strings to look for: of each alternative the groups of phrases."""

    clause: Clause
    ways: tuple[tuple[Alternative, tuple[tuple[str, ...], ...]], ...]


def rank(candidates: Iterable[Candidate], question: Question) -> list[Scored]:
    """Best first, at most one for each unit; equal ones newest first."""
    wanted = _Wants(question.clauses)
    forms = frozenset(token for clause in question.clauses for token in _tokens(clause))
    best: dict[str | int, Scored] = {}
    for candidate in candidates:
        scored = _scored(candidate, wanted, question.prefers, forms)
        if scored is None:
            continue
        unit = candidate.unit or candidate.id
        if unit not in best or _order(scored) < _order(best[unit]):
            best[unit] = scored
    return sorted(best.values(), key=_order)


def _order(scored: Scored) -> tuple[float, int]:
    return -scored.score, -scored.candidate.id


def _tokens(clause: Clause) -> Iterator[str]:
    for alternative in clause.alternatives:
        for group in alternative.groups:
            for phrase in group:
                yield from phrase


class _Wants:
    """What to look for in a text, by which of the stored words it has at all."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._clauses = clauses
        self._words = frozenset(token for clause in clauses for token in _tokens(clause))
        self._known: dict[frozenset[str], list[_Wanted]] = {}

    def within(self, said: Iterable[str]) -> list[_Wanted]:
        there = self._words.intersection(said)
        if there not in self._known:
            self._known[there] = [_wanted(clause, there) for clause in self._clauses]
        return self._known[there]


def _wanted(clause: Clause, there: frozenset[str]) -> _Wanted:
    ways = []
    for alternative in clause.alternatives:
        groups = tuple(
            tuple(f" {' '.join(p)} " for p in group if there.issuperset(p))
            for group in alternative.groups
        )
        if all(groups):
            ways.append((alternative, groups))
    return _Wanted(clause, tuple(ways))


def _scored(
    candidate: Candidate,
    wants: _Wants,
    prefers: tuple[str, ...],
    forms: frozenset[str],
) -> Scored | None:
    """The score of one candidate; None when it meets nothing of what is wanted."""
    packed = zlib.decompress(candidate.words).decode()
    fields = [f" {part} " for part in packed.split(PART)]
    wanted = wants.within(packed.split())
    found = [(one.clause.weight, _met(one, fields)) for one in wanted]
    held = [(weight, met) for weight, met in found if met is not None]
    if not held and wanted:
        return None
    weights = sum(weight for weight, _ in found) or 1.0
    covered = sum(weight for weight, _ in held) / weights
    reached = sum(weight * _worth(met, fields) for weight, met in held) / weights
    ways = [met for _, met in held]
    value = (reached + _together(ways, fields)) * covered
    return Scored(
        candidate,
        round(value * _liking(candidate.language, prefers), 6),
        forms,
        tuple((one.best.language, one.best.name) for one in ways if one.best.name),
        _page(ways, fields),
        len(held),
    )


def _met(wanted: _Wanted, fields: list[str]) -> _Met | None:
    """All ways in which a text meets a clause, taken together."""
    where = fields[:1] if wanted.clause.in_title else fields
    found: _Met | None = None
    for alternative, groups in wanted.ways:
        counts = _counts(groups, where)
        if not counts:
            continue
        value = sum([w * min(1.0, c) for w, c in zip(_WEIGHTS, counts, strict=False) if c])
        value *= alternative.quality
        counts = [alternative.quality * count for count in counts]
        if found is None:
            found = _Met(counts, alternative, value)
            continue
        found.fields = [a + b for a, b in zip(found.fields, counts, strict=True)]
        if value > found.best_value:
            found.best, found.best_value = alternative, value
    return found


def _counts(groups: tuple[tuple[str, ...], ...], fields: list[str]) -> list[float]:
    """How often an alternative stands in each field: the mean of its groups; empty without one."""
    sums = [0.0] * len(fields)
    for group in groups:
        counts = [field.count(group[0]) for field in fields]
        for other in group[1:]:
            counts = [a + field.count(other) for a, field in zip(counts, fields, strict=True)]
        if not any(counts):
            return []
        sums = [a + b for a, b in zip(sums, counts, strict=True)]
    return [total / len(groups) for total in sums]


def _worth(met: _Met, fields: list[str]) -> float:
    """From 0 to about 1: once in a title, tag or summary is all; a text has to say it often."""
    found = 0.0
    for at, (count, weight) in enumerate(zip(met.fields, _WEIGHTS, strict=False)):
        if at < _BODY:
            found += weight * min(1.0, count)
        else:
            found += weight * count / (count + _OFTEN)
    length = max(_SHORT_TITLE, fields[0].count(" ") - 1)
    found -= 0.2 * _WEIGHTS[0] * min(1.0, met.fields[0]) * (1 - _SHORT_TITLE / length)
    return found / _FULL


def _together(held: list[_Met], fields: list[str]) -> float:
    """Something more when several typed words stand beside each other."""
    if len(held) < 2:  # noqa: PLR2004
        return 0.0
    pairs = 0
    for one, other in pairwise(held):
        last, first = one.best.groups[-1], other.best.groups[0]
        beside = [f" {a[-1]} {b[0]} " for a in last for b in first]
        pairs += any(two in field for two in beside for field in fields)
    return _TOGETHER * pairs / (len(held) - 1)


def _liking(language: str, prefers: tuple[str, ...]) -> float:
    spoken = words.base(language)
    if prefers and spoken == prefers[0]:
        return _OWN_LANGUAGE
    return _SECOND_LANGUAGE if spoken in prefers else 1.0


def _page(held: list[_Met], fields: list[str]) -> int:
    """The page of the attached files where most stands, if something stands only there."""
    only = [one.best for one in held if one.fields[-1] and not any(one.fields[:-1])]
    if not only:
        return -1
    wanted = [f" {' '.join(p)} " for one in only for group in one.groups for p in group]
    pages = [f" {page} " for page in fields[-1].split(PAGE)]
    counts = [sum(page.count(asked) for asked in wanted) for page in pages]
    return counts.index(max(counts))
