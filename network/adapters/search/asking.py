"""Reading what somebody typed: words, "phrases", -exclusions, begin* and field:value.

Nothing in a query is an error; what means nothing is passed over.
"""

import re
from dataclasses import dataclass

from network.kernel import words

_PIECE = re.compile(
    r"(?P<minus>(?<!\S)[-\u2212\u2013])?(?:(?P<field>[^\W\d_]{1,20}):(?!\s))?"
    r"(?:[\"\u201c\u201d\u201e\u00ab](?P<phrase>[^\"\u201c\u201d\u201e\u00ab\u00bb]*)"
    r"[\"\u201c\u201d\u00bb]|(?P<word>[^\s\"\u201c\u201d\u201e\u00ab\u00bb]+))"
)
_MOST_TYPED, _MOST_ASKED, _MOST_WITHOUT = 4_000, 12, 6
_NAMES = {
    "title": "title titre título titulo العنوان عنوان название заголовок naslov наслов titulli"
    " titull სათაური",
    "about": "about topic subject sujet thème theme tema موضوع الموضوع тема тематика sobre თემა",
    "kind": "kind type tipo نوع النوع тип вид vrsta врста lloji სახე ტიპი",
    "language": "language lang langue idioma lengua لغة اللغة язык jezik језик gjuha ენა",
    "year": "year année annee an año ano anio سنة السنة год godina година viti წელი",
}
FIELD_NAMES = {words.fold(name): field for field, names in _NAMES.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a phrase as typed, small and without accents' marks."""

    words: tuple[str, ...]
    is_phrase: bool = False
    is_begun: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, taken apart."""

    wanted: tuple[Piece, ...]
    without: tuple[Piece, ...]
    fields: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        return not (self.wanted or self.fields)


def read(query: str) -> Asked:
    """Take a query apart. Small words are left out unless there is nothing else."""
    wanted: list[Piece] = []
    without: list[Piece] = []
    fields: list[tuple[str, str]] = []
    for found in _PIECE.finditer(query[:_MOST_TYPED]):
        text = found["phrase"] if found["phrase"] is not None else found["word"]
        field = FIELD_NAMES.get(words.fold(found["field"] or ""), "")
        if field and field != "title":
            fields.append((field, text.strip()))
            continue
        pieces = _pieces(
            found, text if field or not found["field"] else f"{found['field']} {text}", field
        )
        (without if found["minus"] else wanted).extend(pieces)
    return Asked(
        tuple(_telling(wanted)[:_MOST_ASKED]), tuple(without[:_MOST_WITHOUT]), tuple(fields[:8])
    )


def _pieces(found: re.Match[str], text: str, field: str) -> list[Piece]:
    is_begun = text.endswith("*")
    typed = words.words(text)
    if found["phrase"] is not None and len(typed) > 1:
        return [Piece(tuple(typed[:_MOST_ASKED]), is_phrase=True, field=field)]
    return [
        Piece((word,), is_begun=is_begun and at == len(typed), field=field)
        for at, word in enumerate(typed, start=1)
    ]


def _telling(pieces: list[Piece]) -> list[Piece]:
    """Without repetitions, and without words that tell nothing if others do."""
    distinct = list(dict.fromkeys(pieces))
    telling = [p for p in distinct if p.is_phrase or p.is_begun or not words.is_silent(p.words[0])]
    return telling or distinct
