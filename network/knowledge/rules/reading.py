"""Which language a reader gets, and what changed between two versions."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_BY_WORDS = 40_000
_MOST_PAIRS = 1_000_000  # comparing takes the longer the more could stand for each other


def order(interface: str, spoken: Iterable[str], original: str) -> list[str]:
    """A reader's languages for one item: the interface's, those they speak, the original."""
    return list(dict.fromkeys([interface, *spoken, original]))


def choose(there: Iterable[str], wanted: Sequence[str]) -> str | None:
    """The first wanted language that is there; any script of it will do."""
    known = list(there)
    for code in wanted:
        if code in known:
            return code
        if found := next((c for c in known if base(c) == base(code)), None):
            return found
    return known[0] if known else None


def base(code: str) -> str:
    """A language without its script."""
    return code.split("-", 1)[0]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, were added, or were taken out."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its pieces; `kind` is same, added, removed, changed, or gap."""

    kind: str
    pieces: list[Piece]


def differences(old: str, new: str, around: int = 2) -> list[Line]:
    """What changed, line by line and within changed lines word by word.

    Unchanged lines far from a change are left out. Texts that would take too long to compare are
    told as one change.
    """
    before, after = old.splitlines(), new.splitlines()
    if old != new and _pairs(before, after) > _MOST_PAIRS:
        return [Line("removed", [Piece("removed", old)]), Line("added", [Piece("added", new)])]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    found: list[Line] = []
    for group in matcher.get_grouped_opcodes(around):
        if found:
            found.append(Line("gap", []))
        for tag, i1, i2, j1, j2 in group:
            found += _lines(tag, before[i1:i2], after[j1:j2])
    return found


def _pairs(before: Sequence[str], after: Sequence[str]) -> int:
    """How many places of one list could stand for a place of the other."""
    counted = Counter(after)
    return sum(counted[one] for one in before) + len(before) + len(after)


def _lines(tag: str, before: list[str], after: list[str]) -> list[Line]:
    if tag == "equal":
        return [Line("same", [Piece("same", text)]) for text in before]
    paired = min(len(before), len(after))
    by_words = sum(map(len, (*before, *after))) < _MOST_BY_WORDS
    pairs = zip(before[:paired], after[:paired], strict=True)
    changed = [_changed(o, n, by_words=by_words) for o, n in pairs]
    removed = [Line("removed", [Piece("removed", text)]) for text in before[paired:]]
    added = [Line("added", [Piece("added", text)]) for text in after[paired:]]
    return [*changed, *removed, *added]


def _changed(old: str, new: str, *, by_words: bool) -> Line:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if not by_words or _pairs(before, after) > _MOST_PAIRS:
        return Line("changed", [Piece("removed", old), Piece("added", new)])
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[i1:i2])))
            continue
        pieces += [Piece("removed", "".join(before[i1:i2]))] if i2 > i1 else []
        pieces += [Piece("added", "".join(after[j1:j2]))] if j2 > j1 else []
    return Line("changed", pieces)
