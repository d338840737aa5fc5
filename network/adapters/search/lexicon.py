"""Asking the index which words it knows: one look for all words, a second for those it does not."""

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from network.adapters.search import understanding
from network.adapters.search.asking import Asked
from network.adapters.search.storing import BEGINNING
from network.adapters.search.understanding import Lexicon
from network.db.plain import marks, rows
from network.kernel import words

_MOST_BEGUN, _MOST_NEAR, _MOST_MENDED = 150, 400, 6
_SHORTEST_MENDED, _LONG, _SHORTEST_STEM = 4, 8, 5
_MOST_AT_END, _LEAST_COMMON = 3, 6
_LAST = "\U0010ffff"


async def look_up(asked: Asked) -> Lexicon:
    """Everything the index knows of the words of a query."""
    typed = [word for piece in (*asked.wanted, *asked.without) for word in piece.words]
    if not typed:
        return Lexicon()
    known = await _known(typed)
    lexicon = Lexicon(*known)
    unknown = understanding.unknown(asked, lexicon)
    unfinished = _unfinished(asked, unknown)
    lost = [word for word in unknown if not understanding.is_subject(word)]
    looks = [_begun(word, len(unfinished)) for word in unfinished]
    looks += [_related(word) for word in unknown]
    looks += [_near(word) for word in lost]
    found = iter(await _all(looks))
    begun = {word: tokens for word in unfinished if (tokens := _tokens(next(found)))}
    related = {word: tokens for word in unknown if (tokens := _tokens(next(found)))}
    near = {word: next(found) for word in lost}
    met = related | begun
    mended = {word: _mended(word, rows) for word, rows in near.items() if word not in met}
    return Lexicon(*known, begun=met, mended=mended)


async def begun(asked: Asked, lexicon: Lexicon) -> Lexicon:
    """The same with the last word taken as unfinished, though it is a word by itself."""
    last = next((p for p in asked.wanted[::-1] if not p.is_phrase), None)
    if last is None:
        return lexicon
    tokens = _tokens((await _all([_begun(last.words[0])]))[0])
    more = {last.words[0]: tokens} if tokens else {}
    return Lexicon(lexicon.spelled, lexicon.stored, {**lexicon.begun, **more}, lexicon.mended)


def _unfinished(asked: Asked, unknown: Sequence[str]) -> list[str]:
    starred = [piece.words[0] for piece in asked.wanted if piece.is_begun]
    last = asked.wanted[-1].words[0] if asked.wanted else ""
    return [*starred, *([last] if last in unknown and len(last) > 1 else [])]


async def _known(typed: Sequence[str]) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    surfaces = sorted({s for word in typed for s in words.surfaces(word)})
    variants = sorted({v for word in typed for v in words.variants(word)})
    sql = (
        f"SELECT word, token FROM search_word WHERE word IN ({marks(surfaces)})"  # noqa: S608
        f" OR token IN ({marks(variants, len(surfaces) + 1)})"
    )
    spelled: dict[str, set[str]] = defaultdict(set)
    stored = set()
    for row in await rows(sql, *surfaces, *variants):
        stored.add(str(row["token"]))
        if row["word"] in surfaces:
            spelled[str(row["word"])].add(str(row["token"]))
    return {word: frozenset(found) for word, found in spelled.items()}, frozenset(stored)


# looks that are asked together --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Look:
    """A SELECT of words and what is stored of them, with $ for each of its values."""

    sql: str
    values: Sequence[str]


_NOTHING = _Look("SELECT '' AS word, '' AS token WHERE 1 = 0", ())


async def _all(looks: Sequence[_Look]) -> list[list[tuple[str, str]]]:
    """What several looks see, by one query; for each of them pairs of word and token."""
    found: list[list[tuple[str, str]]] = [[] for _ in looks]
    if not looks:
        return found
    parts = [
        f"SELECT {n} AS part, word, token FROM ({look.sql}) look_{n}"  # noqa: S608 (own words)
        for n, look in enumerate(looks)
    ]
    number = itertools.count(1)
    sql = re.sub(r"\$", lambda _: f"${next(number)}", " UNION ALL ".join(parts))
    for row in await rows(sql, *(value for look in looks for value in look.values)):
        found[int(row["part"])].append((str(row["word"]), str(row["token"])))
    return found


def _begun(word: str, several: int = 1) -> _Look:
    """What is stored of the words that begin so."""
    return _between("word", words.surfaces(word), _MOST_BEGUN // several)


def _related(word: str) -> _Look:
    """What is stored of other forms of a word, whose stems are longer than its own."""
    stems = [v for v in words.variants(word) if len(v) > _SHORTEST_STEM and v[0] != "o"]
    return _between("token", stems, _MOST_BEGUN)


def _between(column: str, starts: Sequence[str], most: int) -> _Look:
    """The stored words of which something begins with one of these."""
    if not starts:
        return _NOTHING
    where = " OR ".join(f"({column} >= $ AND {column} < $)" for _ in starts)
    return _Look(
        f"SELECT DISTINCT '' AS word, token FROM search_word WHERE {where}"  # noqa: S608
        f" ORDER BY token LIMIT {most}",
        [end for start in starts for end in (start, start + _LAST)],
    )


def _near(word: str) -> _Look:
    """Words in use of which the beginning is like that of this one."""
    if len(word) < _SHORTEST_MENDED:
        return _NOTHING
    surfaces = words.surfaces(word)
    shorter = sorted({d for s in surfaces for d in words.deletions(s[:BEGINNING])})
    signs = ", ".join("$" for _ in shorter)
    return _Look(
        "SELECT DISTINCT w.word, w.token FROM search_deletion d JOIN search_word w"  # noqa: S608
        f" ON w.word >= d.beginning AND w.word < d.beginning || '{_LAST}'"
        f" WHERE d.deletion IN ({signs}) ORDER BY w.word, w.token LIMIT {_MOST_NEAR}",
        shorter,
    )


def _tokens(found: Sequence[tuple[str, str]]) -> frozenset[str]:
    return frozenset(token for _word, token in found)


def _mended(word: str, near: Sequence[tuple[str, str]]) -> tuple[str, frozenset[str]]:
    """The nearest words in use, else those that sound alike."""
    by_word: dict[str, set[str]] = defaultdict(set)
    for other, token in near:
        by_word[other].add(token)
    best = _nearest(by_word, words.surfaces(word))
    if not best:
        return "", frozenset({f"0{words.skeleton(word)}"})
    return best[0], frozenset(token for one in best for token in by_word[one])


def _nearest(near: Sequence[str] | dict[str, set[str]], surfaces: Sequence[str]) -> list[str]:
    """Words one error away from what was typed; long ones also with two, or with another end."""
    one = [w for w in near if any(words.is_one_error_away(w, s) for s in surfaces)]
    if one:
        return _in_order(one, surfaces)[:_MOST_MENDED]
    ends = [w for w in near for s in surfaces if len(s) >= _LONG and _differs_at_end(w, s)]
    return _in_order(ends, surfaces)[:_MOST_MENDED]


def _differs_at_end(word: str, typed: str) -> bool:
    """Whether a word is one error away from what was typed but for its last letters."""
    if abs(len(word) - len(typed)) > _MOST_AT_END:
        return False
    longest = min(len(word), len(typed) + 1)
    return any(
        words.is_one_error_away(word[:at], typed[: at + shift])
        for at in range(max(_LEAST_COMMON, longest - 3), longest + 1)
        for shift in (-1, 0, 1)
    )


def _in_order(found: Sequence[str], surfaces: Sequence[str]) -> list[str]:
    """Those with the same first letter and length before the others."""
    typed = surfaces[0]
    return sorted(set(found), key=lambda w: (w[:1] != typed[:1], abs(len(w) - len(typed)), w))
