"""The detector of client data: pure, the same for forms, imports and the command line.

It tells of which kind something was and how sure it is; never what, and it keeps nothing.
"""

import re
from dataclasses import dataclass
from datetime import date

from network.guard import innocent
from network.guard.contacts import contacts, plainly, without_contacts
from network.guard.dates import dates
from network.guard.folding import fold
from network.guard.names import names
from network.guard.numbers import numbers
from network.guard.portraits import portraits
from network.guard.reading import read
from network.guard.reasons import SENTENCES, Reason, Sign, Verdict
from network.guard.tongue import languages
from network.guard.whereabouts import whereabouts

__all__ = ["SENTENCES", "Finding", "Reason", "Verdict", "check"]

_LANGUAGES = ("en", "fr", "ar", "es", "ru", "sq", "sr", "ka")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a text holds that could point to a client: how sure, and of which kinds."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


def check(text: str, language: str = "", today: date | None = None) -> Finding:
    """Look for client data in a text; `language` is a code such as sr or sr-Latn, or empty.

    With `today`, dates to come are taken for plans.
    """
    whole = plainly(fold(text))
    reading = read(innocent.without_references(whole), whole, languages(whole, _base(language)))
    signs = [*contacts(whole, reading), *whereabouts(whole, reading)]
    dated, told = dates(reading, today)
    signs += told
    signs += numbers(reading, _without(dated, without_contacts(reading.text)))
    signs += [*names(reading), *portraits(reading)]
    return _concluded(signs)


def _base(language: str) -> str:
    """The language without its script or country; empty for one the detector has no words of."""
    code = re.split(r"[-_@]", language.strip().lower(), maxsplit=1)[0]
    return code if code in _LANGUAGES else ""


def _without(spans: list[tuple[int, int]], text: str) -> str:
    """The text with the spans blanked, of the same length."""
    pieces, end = [], 0
    for start, stop in sorted(spans):
        if start >= end:
            pieces += [text[end:start], "¤" * (stop - start)]
            end = stop
    return "".join(pieces) + text[end:]


def _concluded(signs: list[Sign]) -> Finding:
    if not signs:
        return Finding(Verdict.NONE)
    is_certain = any(sign.is_certain for sign in signs)
    reasons = tuple(reason for reason in Reason if any(s.reason is reason for s in signs))
    return Finding(Verdict.BLOCK if is_certain else Verdict.WARN, reasons)
