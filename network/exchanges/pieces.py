"""What is asked in applications, host agreements, reports and after: domain reference, section 3.

Nothing here asks for a number of a passport, or for a word about a client.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from network.kernel.i18n import lazy


class Piece(NamedTuple):
    """One step of writing an application; `asked` has to be filled in, `other` may be."""

    asked: tuple[str, ...]
    other: tuple[str, ...] = ()
    is_private: bool = False
    is_optional: bool = False


PIECES: dict[str, Piece] = {
    "person": Piece(
        ("profession", "years", "employment", "languages"), ("in_post_since", "previous")
    ),
    "content": Piece(("purpose", "themes", "problem", "motivation", "gives"), ("lang",)),
    "passing_on": Piece(("audience", "format"), ("by_on",)),
    "practical": Piece(
        ("from_on", "until_on", "days", "visa"), ("document_until", "budget", "is_virtual")
    ),
    "safety": Piece(("way", "digital", "return", "contact_held")),
    "needs": Piece((), ("access", "health", "care"), is_private=True, is_optional=True),
    "consents": Piece(
        ("line_manager", "conduct", "confidentiality", "safeguarding"), ("supervisor_note", "photo")
    ),
}
NAMES: dict[str, Any] = {
    "person": lazy("You and your work"),
    "content": lazy("What the visit is about"),
    "passing_on": lazy("Passing on what you learn"),
    "practical": lazy("Days, visa and money"),
    "safety": lazy("How safe you feel about it"),
    "needs": lazy("What you need"),
    "consents": lazy("What you and your centre agree to"),
}
ALWAYS = ("person", "content", "practical", "consents")  # what gates and plans are made of
_MUST_BE_TRUE = {"contact_held", "line_manager", "conduct", "confidentiality", "safeguarding"}


def unknown_fields(name: str, values: Mapping[str, Any]) -> list[str]:
    """The fields that a piece does not have; all of them for a piece that there is not."""
    piece = PIECES.get(name)
    known = (*piece.asked, *piece.other) if piece else ()
    return [field for field in values if field not in known]


def is_filled(name: str, parts: Mapping[str, Any]) -> bool:
    """Whether everything a piece asks for is there, and what has to be agreed to is."""
    given = parts.get(name, {})
    return all(_is_given(field, given.get(field)) for field in PIECES[name].asked)


def required_pieces(call_parts: Iterable[str] = ()) -> list[str]:
    """The pieces an application needs, in their order; a call that names some leaves out others."""
    wanted = {*call_parts, *ALWAYS} if call_parts else set(PIECES)
    return [name for name in PIECES if name in wanted and not PIECES[name].is_optional]


def open_pieces(parts: Mapping[str, Any], call_parts: Iterable[str] = ()) -> list[str]:
    """The required pieces that still have to be filled in, in their order."""
    return [name for name in required_pieces(call_parts) if not is_filled(name, parts)]


def _is_given(field: str, value: object) -> bool:
    if field in _MUST_BE_TRUE:
        return value is True
    return value not in (None, "", [], {})


# the host agreement ------------------------------------------------------------------------------

CLAUSES = (
    "hours",
    "tasks",
    "supervision",
    "interpreter",
    "equipment",
    "confidentiality",
    "safeguarding",
    "records",
    "ownership",
    "publicity",
    "accommodation",
    "costs",
    "insurance",
    "incidents",
    "complaints",
    "language",
    "returns",
)


def open_clauses(terms: Mapping[str, str]) -> list[str]:
    """The clauses of a host agreement that say nothing yet, in their order."""
    return unanswered(CLAUSES, terms)


# the report, and the questions after it ----------------------------------------------------------

REPORT = (
    "summary",
    "goals",
    "practices",
    "fits",
    "plan",
    "materials",
    "to_host",
    "surprise",
)
SHORT_REPORT = ("summary", "goals", "practices", "plan", "surprise")
QUESTIONS = {
    3: ("practice", "how_often", "obstacles", "help"),
    6: ("protocol", "trained", "reach", "contact", "again"),
}


def unanswered(asked: Iterable[str], given: Mapping[str, str]) -> list[str]:
    """What of a list of questions has no answer yet, in its order."""
    return [name for name in asked if not given.get(name, "").strip()]
