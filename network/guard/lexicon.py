"""The words the detector knows, in every language at once, and what each of them tells.

A file of `words/` holds one language. Words stand apart by spaces; `_` joins a phrase, a final `*`
takes any ending, `=word` minds its accents, `word+x` takes the endings listed under x. Serbian is
written in Latin letters and known in both scripts. A text is read with the words of its own
language; names, and the words for documents, phones and births are known in every language, the
words of work also in English.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from network.guard.folding import fold, key

_FOLDER = Path(__file__).parent / "words"
_LONGEST_STEM = 24
_NOTHING: frozenset[str] = frozenset()
_ARABIC = re.compile("[\u0621-\u064a]{3,}")
_GEORGIAN = re.compile("[\u10d0-\u10ff]+")
_BOTH_SCRIPTS, _LINGUA_FRANCA = "sr", "en"
_EVERYWHERE = frozenset({"given", "weak", "phone", "id", "birth", "named"})
_OF_WORK = frozenset({"work", "org", "law", "role", "plain", "acronym", "mr", "abbr", "month"})
_SUFFIXES = ("ها", "ه", "هم", "هما", "ني", "نا")
_WITH_SUFFIX = frozenset({"event", "family", "symptom", "phone", "id", "file", "birth", "client"})
_PAIRS = {"lj": "љ", "nj": "њ", "dž": "џ"}
_SINGLES = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True))
Phrase: TypeAlias = tuple[tuple[str, ...], str]


class Lexicon:
    """Tags of single words, and of phrases by the word they begin with."""

    def __init__(self) -> None:
        self._words: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, set[str]] = defaultdict(set)
        self.phrases: dict[str, list[Phrase]] = defaultdict(list)
        self._known: dict[str, frozenset[str]] = {}

    def add(self, entry: str, tag: str) -> None:
        """Learn a word, a stem (`word*`) or a phrase (`one_two*`)."""
        if entry.startswith("="):
            self._words[entry].add(tag)
            return
        parts = [_key(part) for part in re.split("[_'-]", entry) if part]
        if not parts:
            return
        if len(parts) > 1:
            self.phrases[parts[0]].append((tuple(parts[1:]), tag))
        elif parts[0].endswith("*"):
            self._stems[parts[0][:-1]].add(tag)
        else:
            self._words[parts[0]].add(tag)

    def tags(self, text: str) -> frozenset[str]:
        """What a word tells, with Arabic particles taken off."""
        word, exact = key(text), "=" + text.lower()
        if exact in self._words:
            return frozenset(self._words[exact] | self._of(word))
        if word not in self._known:
            if len(self._known) > 50_000:  # noqa: PLR2004 (a hostile archive must not fill memory)
                self._known.clear()
            found = frozenset().union(*(self._of(v) for v in variants(word)))
            self._known[word] = found | self._with_suffix(word)
        return self._known[word]

    def _with_suffix(self, word: str) -> set[str]:
        """Arabic writes him, her and us behind the word: of these only what tells a story."""
        if not _ARABIC.fullmatch(word):
            return set()
        bare = [word.removesuffix(s) for s in _SUFFIXES if _ends(word, s)]
        return {tag for one in bare for v in variants(one) for tag in self._of(v) & _WITH_SUFFIX}

    def begins(self, word: str) -> Iterator[Phrase]:
        """The phrases that may begin with a word."""
        for variant in variants(word):
            yield from self.phrases.get(variant, ())
            for size in range(3, min(len(variant), _LONGEST_STEM) + 1):
                yield from self.phrases.get(variant[:size] + "*", ())

    def _of(self, word: str) -> set[str]:
        found = set(self._words.get(word, _NOTHING))
        for size in range(2, min(len(word), _LONGEST_STEM) + 1):
            found |= self._stems.get(word[:size], _NOTHING)
        return found


def _ends(word: str, suffix: str) -> bool:
    return word.endswith(suffix) and len(word) > len(suffix) + 2


def fits(pattern: str, word: str) -> bool:
    """Whether a word of a phrase is this one."""
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    return word == pattern


def variants(word: str) -> Iterator[str]:
    """The word, and for Arabic the word without the particles written together with it."""
    yield word
    if not _ARABIC.fullmatch(word):
        return
    seen = {word}
    for particle in ("و", "ف", "ب", "ل", "ك", "ال", "لل"):
        for one in [*seen]:
            rest = one.removeprefix(particle)
            if len(rest) > 1 and rest not in seen:
                seen.add(rest)
                yield rest


@lru_cache(maxsize=16)
def lexicon(languages: tuple[str, ...]) -> Lexicon:
    """The words to read a text in these languages with."""
    found = Lexicon()
    for path in sorted(_FOLDER.glob("*.toml")):
        content = _read(path)
        tags = content["words"]
        if path.stem not in languages:
            also = _EVERYWHERE | (_OF_WORK if path.stem == _LINGUA_FRANCA else frozenset())
            tags = {tag: text for tag, text in tags.items() if _rest(tag) in also}
        _learn(found, content, tags, path.stem)
    return found


def _rest(tag: str) -> str:
    """The tag without the number of the month."""
    return tag.rstrip("0123456789")


@cache
def _read(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _learn(
    found: Lexicon, content: Mapping[str, Any], words: Mapping[str, str], language: str
) -> None:
    endings = {name: text.split() for name, text in content.get("endings", {}).items()}
    for tag, text in words.items():
        for entry in _spelt(text.split(), endings):
            found.add(entry, tag)
            if language == _BOTH_SCRIPTS:
                found.add(in_cyrillic(entry), tag)


def _spelt(entries: Iterable[str], endings: Mapping[str, list[str]]) -> Iterator[str]:
    for entry in entries:
        stem, plus, name = entry.partition("+")
        if not plus:
            yield entry
            continue
        name, _, rest = name.partition("_")
        for ending in endings[name]:
            spelt = stem + ending.replace("-", "")
            yield spelt + "_" + rest if rest else spelt


def in_cyrillic(latin: str) -> str:
    """Serbian in its other script."""
    for pair, letter in _PAIRS.items():
        latin = latin.replace(pair, letter)
    return "".join(_SINGLES.get(letter, letter) for letter in latin)


def _key(part: str) -> str:
    star = "*" if part.endswith("*") else ""
    return key(fold(part.removesuffix("*"))) + star
