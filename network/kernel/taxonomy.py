"""The network's closed lists: stable codes, translatable labels, shipped as data files.

A code is never deleted; one that is no longer offered names the code that replaces it.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from network.kernel.i18n import LANGUAGES, pgettext, speaking

_FOLDER = Path(__file__).parent / "taxonomy"


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a list."""

    code: str
    english: str
    taxonomy: str
    definition: str
    sort: int
    deprecated_by: str

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return pgettext(self.taxonomy, self.english)

    @property
    def explanation(self) -> str:
        return pgettext(self.taxonomy, self.definition) if self.definition else ""


@cache
def terms(taxonomy: str) -> tuple[Term, ...]:
    """The terms of a list in the order they are offered, without those replaced."""
    return tuple(t for t in _read(taxonomy) if not t.deprecated_by)


def codes(*taxonomies: str) -> frozenset[str]:
    return frozenset(t.code for taxonomy in taxonomies for t in terms(taxonomy))


def label(code: str) -> str:
    """A code's label in the reader's language; the bare code if nobody knows it."""
    term = _by_code().get(code)
    return term.label if term else code


def labels(found: Iterable[str]) -> list[str]:
    return [label(code) for code in found]


def sorted_codes(found: Iterable[str]) -> list[str]:
    """Codes in the order their lists offer them."""
    known = _by_code()
    return sorted(found, key=lambda code: (known[code].sort if code in known else 0, code))


def taxonomy_of(code: str) -> str | None:
    """The list a code belongs to."""
    term = _by_code().get(code)
    return term.taxonomy if term else None


def current(code: str) -> str:
    """The code itself, or the one that replaced it."""
    term = _by_code().get(code)
    return current(term.deprecated_by) if term and term.deprecated_by else code


@cache
def label_in_every_language(code: str) -> tuple[str, ...]:
    """All names of a code, for finding it in any of the interface's languages."""
    found = []
    for language in LANGUAGES:
        with speaking(language):
            found.append(label(code))
    return tuple(dict.fromkeys(found))


def taxonomies() -> list[str]:
    return sorted(path.stem for path in _FOLDER.glob("*.csv"))


@cache
def _read(taxonomy: str) -> tuple[Term, ...]:
    with (_FOLDER / f"{taxonomy}.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Term(
                code=row["code"],
                english=row["label_en"],
                taxonomy=taxonomy,
                definition=row["definition"],
                sort=int(row["sort"]),
                deprecated_by=row["deprecated_by"],
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda term: term.sort))


@cache
def _by_code() -> dict[str, Term]:
    return {term.code: term for taxonomy in taxonomies() for term in _read(taxonomy)}
