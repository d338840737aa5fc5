"""Sets of words as numbers: many texts share one, and a row with a number is short to read.

A number is made of the words themselves, so it means the same in every process and for ever.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from hashlib import blake2b
from itertools import chain

from network.adapters.search.query import StoredRow
from network.db import connection, is_postgres
from network.db.plain import marks, rows

_MOST_ASKED, _MOST_KNOWN = 2_000, 100_000
_known: dict[str, tuple[str, ...]] = {}


def number(words: Iterable[str]) -> int:
    """What stands for a set; in another order it is another."""
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest()) >> 1


async def keep(stored: Sequence[StoredRow]) -> None:
    """Remember the audiences and facets of rows, in the running transaction."""
    facets = {number(row.facets): " ".join(row.facets) for row in stored}
    audiences = {(name, number(row.audience)) for row in stored for name in row.audience}
    await _insert("search_facets (id, marks)", [list(pair) for pair in facets.items()])
    await _insert("search_audience (name, id)", [list(pair) for pair in sorted(audiences)])


async def facets(told: Mapping[str, int]) -> Counter[str]:
    """How many texts have each facet, from how many have each set of them."""
    await _learn(told.keys())
    alike: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for one, many in told.items():
        alike[many].append(_known.get(one, ()))
    found: Counter[str] = Counter()
    for many, several in alike.items():
        for mark, times in Counter(chain.from_iterable(several)).items():
            found[mark] += many * times
    return found


async def _learn(numbers: AbstractSet[str]) -> None:
    missing = sorted(numbers - _known.keys())
    if len(_known) + len(missing) > _MOST_KNOWN:
        _known.clear()
        missing = sorted(numbers)
    for start in range(0, len(missing), _MOST_ASKED):
        some = [int(one) for one in missing[start : start + _MOST_ASKED]]
        sql = f"SELECT id, marks FROM search_facets WHERE id IN ({marks(some)})"  # noqa: S608
        for row in await rows(sql, *some):
            _known[str(row["id"])] = tuple(str(row["marks"]).split(" "))


async def _insert(into: str, values: list[list[object]]) -> None:
    places = "$1, $2" if is_postgres() else "?, ?"
    statement = f"INSERT INTO {into} VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608
    await connection().execute_many(statement, values)
