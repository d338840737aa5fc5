"""Fields of a query in plain words, as marks: language:French, year:2019-2021, kind:guideline."""

import re
from collections.abc import Iterable
from functools import cache

from babel import Locale, UnknownLocaleError

from network.adapters.search.query import facet
from network.kernel import taxonomy, thesaurus, words

_YEARS = re.compile(r"(\d{4})(?:\s*[-\u2013\u2026.]+\s*(\d{4}))?")
_MOST_YEARS = 60
_NEVER = "never:"  # no document has it


def marks(fields: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The groups of marks that fields ask for; an unknown value finds nothing."""
    found: dict[str, tuple[str, ...]] = {}
    for number, (name, value) in enumerate(fields):
        found[f"{name}-{number}"] = _READERS[name](value) or (_NEVER,)
    return found


def _years(value: str) -> tuple[str, ...]:
    match = _YEARS.match(value)
    if not match:
        return ()
    first, last = int(match[1]), int(match[2] or match[1])
    return tuple(facet("year", str(y)) for y in range(first, min(last, first + _MOST_YEARS) + 1))


def _language(value: str) -> tuple[str, ...]:
    folded = words.fold(value)
    code = folded if folded in _language_names().values() else _language_names().get(folded)
    return (facet("language", code),) if code else ()


def _type(value: str) -> tuple[str, ...]:
    """Kinds of knowledge whose name, in any language, begins so."""
    folded = words.fold(value)
    if not folded:
        return ()
    codes = [term.code for term in taxonomy.terms("knowledge_types")]
    return tuple(
        facet("type", code)
        for code in codes
        if folded in {words.fold(code), words.fold(code).removeprefix("kt ")}
        or any(_begins(name.text, folded) for name in thesaurus.names(code))
    )


def _begins(name: str, folded: str) -> bool:
    return any(
        f" {word}".startswith(f" {folded}")
        for word in (words.fold(name), *words.fold(name).split())
    )


def _about(value: str) -> tuple[str, ...]:
    tokens = [frozenset(words.variants(w)) for w in words.words(value) if not words.is_silent(w)]
    codes = [code for named in thesaurus.subjects(tokens) for code in named.codes]
    return tuple(facet("about", code) for code in codes if taxonomy.taxonomy_of(code))


@cache
def _language_names() -> dict[str, str]:
    """What each language is called in all of them."""
    found: dict[str, str] = {}
    for code in words.LANGUAGES:
        for other in (*words.LANGUAGES, "sr_Latn"):
            try:
                name = Locale.parse(code).get_display_name(other) or code
            except UnknownLocaleError:
                continue
            found[words.fold(name)] = code
    return found


_READERS = {"year": _years, "language": _language, "kind": _type, "about": _about}
