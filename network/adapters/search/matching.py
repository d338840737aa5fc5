"""What matches a question within what its reader may see, on either engine.

Words and facets are matched by the engine's index; kind and audience are compared in a narrow
table, which costs less than a posting list that holds nearly every row.
"""

from collections import Counter
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from network.adapters.search import postgres, sqlite
from network.adapters.search.query import Question
from network.db import is_postgres
from network.db.plain import marks, rows

_MOST = 150  # rows of a chain
_ONE = "CAST(d.facets AS TEXT)"
_TALLY = f"CASE d.unit WHEN '' THEN {_ONE} ELSE {_ONE} || '/' || d.unit END"


def engine() -> ModuleType:
    return postgres if is_postgres() else sqlite


async def told(expressions: Sequence[str], question: Question) -> list[Counter[str]]:
    """For each expression how many different things match, by the number of their facets."""
    scope, values = _scope(question)
    names = [f"told_{n}" for n, _ in enumerate(expressions)]
    joined = engine().JOINED.format(_TALLY)
    parts = [
        f"(SELECT {joined} FROM {engine().MATCHING.format(f'${n}')} AND {scope}) AS {name}"  # noqa: S608
        for n, name in enumerate(names, len(values) + 1)
    ]
    found = (await rows(f"SELECT {', '.join(parts)}", *values, *expressions))[0]
    return [_distinct(Counter(str(found[name] or "").split())) for name in names]


async def candidates(chains: Sequence[Sequence[str]], question: Question) -> list[dict[str, Any]]:
    """Of each chain the newest that match its first expression, filled up from the next ones."""
    scope, values = _scope(question)
    steps: dict[str, str] = {}
    for number, expressions in enumerate(chains):
        before: list[str] = []
        for expression in expressions:
            values.append(expression)
            matching = engine().MATCHING.format(f"${len(values)}")
            name = f"step_{number}_{len(before)}"
            steps[name] = f"SELECT d.id FROM {matching} AND {scope} {_room(before)}"  # noqa: S608
            before.append(name)
    made = ", ".join(f"{name} AS MATERIALIZED ({step})" for name, step in steps.items())
    found = " UNION ".join(f"SELECT id FROM {name}" for name in steps)  # noqa: S608
    return await rows(
        f"SELECT d.id, d.kind, d.unit, t.object_id, t.owner_id, t.language, t.words"  # noqa: S608
        f" FROM (WITH {made} {found}) found JOIN search_document d ON d.id = found.id"
        " JOIN search_text t ON t.id = d.id",
        *values,
    )


def _room(before: Sequence[str]) -> str:
    """The newest, without those of the steps before, and only as many as they left."""
    others = "".join(f" AND d.id NOT IN (SELECT id FROM {name})" for name in before)  # noqa: S608
    room = "".join(f" - (SELECT count(*) FROM {name})" for name in before)  # noqa: S608
    return f"{others} ORDER BY {engine().NEWEST} LIMIT {_MOST}{room}"


def _scope(question: Question) -> tuple[str, list[Any]]:
    """A condition on `d` for what the reader may see and asked for, and its values."""
    kinds, audiences = list(question.kinds), list(question.audiences)
    names = marks(audiences, len(kinds) + 2)
    visible = f"SELECT id FROM search_audience WHERE name IN ({names})"  # noqa: S608 (marks only)
    scope = f"d.id > $1 AND d.kind IN ({marks(kinds, 2)}) AND d.audience IN ({visible})"
    return scope, [question.newer_than, *kinds, *audiences]


def _distinct(tallies: Counter[str]) -> Counter[str]:
    """By number of facets, each unit that several rows show only once."""
    units: dict[str, str] = {}
    for tally in [one for one in tallies if "/" in one]:
        number, _, unit = tally.partition("/")
        units[unit] = max(number, units.get(unit, ""))
        del tallies[tally]
    tallies.update(units.values())
    return tallies
