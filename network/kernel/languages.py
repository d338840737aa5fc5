"""Languages people work and write in: data, not the interface's languages."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from network.kernel.i18n import language, lazy, locale_of

_FILE = Path(__file__).parent / "places" / "languages.csv"
SIGN = "sgn"
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
WORKING_LEVEL = "B2"  # from here on two people can work together without an interpreter
_NAMED_HERE = {  # not in every CLDR locale
    "kmr": lazy("Kurmanji"),
    "kri": lazy("Krio"),
    "prs": lazy("Dari"),
    SIGN: lazy("Sign language"),
}


@cache
def codes() -> tuple[str, ...]:
    """ISO 639 codes of the network's languages, in the order they are offered."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(row["code"] for row in csv.DictReader(file))


def is_language(code: str) -> bool:
    return code in codes()


def name(code: str) -> str:
    """A language's name in the reader's language."""
    return str(_NAMED_HERE[code]) if code in _NAMED_HERE else _name(code, language())


def named() -> list[tuple[str, str]]:
    """Every language with its name in the reader's language, in the order they are offered."""
    return [(code, name(code)) for code in codes()]


@cache
def _name(code: str, reader: str) -> str:
    found = str(locale_of(reader).languages.get(code, code))
    return found[:1].upper() + found[1:]


def is_working_level(level: str) -> bool:
    """Whether somebody at this level can work in the language (B2 or better)."""
    return level in LEVELS and LEVELS.index(level) >= LEVELS.index(WORKING_LEVEL)


def shared(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, ...]:
    """In which languages two sides can work together, by the levels of each."""
    both = sorted(one.keys() & other.keys())
    return tuple(c for c in both if is_working_level(one[c]) and is_working_level(other[c]))
