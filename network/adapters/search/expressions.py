"""A question as an engine's expression; each word is quoted, so nothing in it is an operator."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from network.adapters.search.query import Alternative, Clause, Phrase, Question, facet

_MOST_PAIRED = 5
ANYWHERE, HEAD, TITLE = "", "head", "title"


class Grammar(Protocol):
    """How an engine writes it down."""

    def phrase(self, phrase: Phrase, place: str) -> str: ...
    def marks(self, marks: Sequence[str]) -> str: ...
    def every(self, parts: Sequence[str]) -> str: ...
    def some(self, parts: Sequence[str]) -> str: ...
    def without(self, part: str, excluded: Sequence[str]) -> str: ...


def whole(question: Question, grammar: Grammar) -> str:
    """Everything that meets all clauses."""
    return _limited([anywhere(c, grammar) for c in question.clauses], question, grammar)


def best(question: Question, grammar: Grammar) -> list[str]:
    """What meets all clauses: first what is named so, then what is partly, then everything."""
    clauses = question.clauses
    head = [_met(clause, HEAD, grammar) for clause in clauses]
    texts = [anywhere(clause, grammar) for clause in clauses]
    found = [_limited(head, question, grammar)] if clauses else []
    if len(clauses) > 1:
        found.append(_limited([grammar.some(head), *texts], question, grammar))
    return [*found, _limited(texts, question, grammar)]


def partly(question: Question, grammar: Grammar) -> str:
    """Everything that meets two clauses, or one in its title or tags; of two clauses any."""
    return _limited([grammar.some(_partly(question.clauses, grammar))], question, grammar)


def partly_best(question: Question, grammar: Grammar) -> list[str]:
    """Where the best are among what meets some of the clauses."""
    return [_limited([part], question, grammar) for part in _partly(question.clauses, grammar)]


def _partly(clauses: Sequence[Clause], grammar: Grammar) -> list[str]:
    head = grammar.some([_met(clause, HEAD, grammar) for clause in clauses])
    texts = [anywhere(clause, grammar) for clause in clauses]
    if len(clauses) == 2:  # noqa: PLR2004
        return [head, grammar.some(texts)]
    return [head, grammar.some(_two_of(texts[:_MOST_PAIRED], grammar))]


def _two_of(texts: Sequence[str], grammar: Grammar) -> list[str]:
    """Ways to meet two of several: one of each half, or two of one half."""
    if len(texts) == 1:
        return []
    some, others = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    apart = grammar.every([grammar.some(some), grammar.some(others)])
    return [apart, *_two_of(some, grammar), *_two_of(others, grammar)]


def _limited(parts: Iterable[str], question: Question, grammar: Grammar) -> str:
    """Within the marks, and without what is excluded; all there is when nothing is asked."""
    asked = [*parts, *(grammar.marks(group) for group in question.marks.values())]
    everything = [facet("kind", kind) for kind in question.kinds]
    expression = grammar.every(asked or [grammar.marks(everything)])
    excluded = [anywhere(clause, grammar) for clause in question.without]
    return grammar.without(expression, excluded) if excluded else expression


def anywhere(clause: Clause, grammar: Grammar) -> str:
    return _met(clause, TITLE if clause.in_title else ANYWHERE, grammar)


def _met(clause: Clause, place: str, grammar: Grammar) -> str:
    if clause.in_title and place:
        place = TITLE
    return grammar.some([_alternative(a, place, grammar) for a in clause.alternatives])


def _alternative(alternative: Alternative, place: str, grammar: Grammar) -> str:
    groups = [grammar.some([grammar.phrase(p, place) for p in g]) for g in alternative.groups]
    return grammar.every(groups)
