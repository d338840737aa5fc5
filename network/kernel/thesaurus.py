"""What colleagues call the same thing, in every language: taxonomy codes and their words.

Codes that begin with X- are subjects no list of the network names yet, W- are ordinary words.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from network.kernel import taxonomy, words
from network.kernel.i18n import LANGUAGES, speaking

_FOLDER = Path(__file__).parent / "thesaurus"
_MOST_WORDS = 6
_SHORTEST_PART = 2


@dataclass(frozen=True, slots=True)
class Name:
    """One way to say a subject, and the stored words it consists of."""

    code: str
    language: str
    text: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Some words of a query that name subjects: from `start` up to `end`."""

    start: int
    end: int
    codes: tuple[str, ...]


def names(code: str) -> tuple[Name, ...]:
    """Everything a subject is called; for each language the usual name first."""
    return _by_code().get(code, ())


def code_token(code: str) -> str:
    """What is stored with a document to which somebody gave this code."""
    return "=" + code.lower()


def subjects(asked: Sequence[AbstractSet[str]], prefers: Sequence[str] = ()) -> list[Named]:
    """The subjects named by words of a query, each given as all it may stand for.

    What a word means in a language the reader prefers goes before what it means in others.
    """
    found: list[Named] = []
    at = 0
    while at < len(asked):
        longest = _longest(asked[at : at + _MOST_WORDS], prefers)
        if longest:
            size, codes = longest
            found.append(Named(at, at + size, codes))
            at += size
        else:
            at += 1
    return found


def _longest(
    asked: Sequence[AbstractSet[str]], prefers: Sequence[str]
) -> tuple[int, tuple[str, ...]] | None:
    """How many of the first words name something, and what; else if they are most of a name."""
    candidates = {name for token in asked[0] for name in _by_word().get(token, ())}
    fitting = [(len(n.tokens), n) for n in candidates if _fits(n.tokens, asked)]
    if not fitting:
        fitting = [(size, n) for n in candidates if (size := _most_of(n.tokens, asked))]
    if not fitting:
        return None
    size = max(size for size, _ in fitting)
    meant = [name for length, name in fitting if length == size]
    own = [name for name in meant if name.language in prefers]
    return size, tuple(sorted({name.code for name in own or meant}))


def _fits(tokens: tuple[str, ...], asked: Sequence[AbstractSet[str]]) -> bool:
    """Whether the words stand there, in this order or, two of them, in the other."""
    if len(tokens) > len(asked):
        return False
    there = asked[: len(tokens)]
    in_order = all(token in one for token, one in zip(tokens, there, strict=True))
    return in_order or (len(tokens) == 2 and tokens[1] in there[0] and tokens[0] in there[1])  # noqa: PLR2004


def _most_of(tokens: tuple[str, ...], asked: Sequence[AbstractSet[str]]) -> int:
    """How many of the first words stand beside each other in a name one word longer; or 0."""
    size = len(tokens) - 1
    if not _SHORTEST_PART <= size <= len(asked):
        return 0
    there = asked[:size]
    starts = (tokens[:-1], tokens[1:])
    return size * any(all(t in a for t, a in zip(s, there, strict=True)) for s in starts)


@cache
def _by_code() -> dict[str, tuple[Name, ...]]:
    texts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code in _codes():
        texts[code] += _labels(code)
    for code, languages in _told():
        texts[code] += [(lang, text) for lang, found in languages.items() for text in found]
    return {code: _distinct(code, found) for code, found in texts.items()}


def _told() -> Iterator[tuple[str, dict[str, list[str]]]]:
    for file in sorted(_FOLDER.glob("*.json")):
        yield from json.loads(file.read_text(encoding="utf-8")).items()


def _codes() -> list[str]:
    return [t.code for name in taxonomy.taxonomies() for t in taxonomy.terms(name)]


def _labels(code: str) -> list[tuple[str, str]]:
    """The labels of a list, in the interface languages that have their own."""
    found: list[tuple[str, str]] = []
    for language in LANGUAGES:
        with speaking(language):
            label = taxonomy.label(code)
        if language == LANGUAGES[0] or label != found[0][1]:
            found.append((language, label.split(" (")[0]))
    return found


def _distinct(code: str, texts: list[tuple[str, str]]) -> tuple[Name, ...]:
    """The names without those that are stored alike."""
    found: dict[tuple[str, ...], Name] = {}
    for language, text in texts:
        tokens = tuple(words.tokens(text, language))
        if tokens and tokens not in found:
            found[tokens] = Name(code, language, text, tokens)
    return tuple(found.values())


@cache
def _by_word() -> dict[str, tuple[Name, ...]]:
    """Names by each of their words."""
    found: dict[str, list[Name]] = defaultdict(list)
    for several in _by_code().values():
        for name in several:
            for token in set(name.tokens):
                found[token].append(name)
    return {token: tuple(several) for token, several in found.items()}
