"""Setting plain words on paper: a layout of this folder, its fonts, and a PDF that says no more.

Typst shapes and orders every script and refuses what cannot be read aloud by a screen reader
(PDF/UA-1) or has no letter in the fonts, so a paper never shows empty boxes.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst
from anyascii import anyascii

from network.kernel.i18n import direction

_FOLDER = Path(__file__).parent
_WITHOUT_LETTER = re.compile(  # what the fonts do not hold; changes with fonts/SOURCES.md
    "[^ -~\u00a0-\u02af\u0300-\u036f\u0400-\u052f\u0600-\u061c\u061e-\u06ff\u0750-\u077f"
    "\u08a0-\u08b4\u08b6-\u08bd\u0900-\u097f\u10a0-\u10c5\u10c7\u10cd\u10d0-\u10ff"
    "\u1c90-\u1cba\u1cbd-\u1cbf\u1e00-\u1eff"
    "\u200c-\u200f\u2010-\u2015\u2018-\u2022\u2026\u20a0-\u20bf\u2116\u2122]"
)


def typeset(layout: str, content: Mapping[str, Any], language: str, on: date) -> bytes:
    """The PDF of a layout filled with words. The same input gives the same bytes; the only time in
    it is the midnight that begins the day. Takes some milliseconds of CPU.
    """
    tag = language.partition("-")[0]
    paper = {**content, "language": tag, "direction": direction(language)}
    return typst.compile(
        _FOLDER / f"{layout}.typ",
        root=_FOLDER,
        font_paths=_fonts(),
        sys_inputs={"paper": json.dumps(_settable(paper), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(on, time(), UTC),
    )


@cache
def _fonts() -> typst.Fonts:
    """The fonts beside this file and none of the machine's, so that all machines agree."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[_FOLDER / "fonts"],
    )


def _settable(content: Any) -> Any:
    """The same with letters alone for which there are fonts; others are written in Latin ones."""
    if isinstance(content, str):
        whole = content.encode("utf-8", "ignore").decode()
        text = unicodedata.normalize("NFC", " ".join(whole.split()))
        return _WITHOUT_LETTER.sub(_in_latin, text)
    if isinstance(content, Mapping):
        return {key: _settable(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_settable(value) for value in content]
    return content


def _in_latin(found: re.Match[str]) -> str:
    return "".join(sign for sign in anyascii(found.group()) if sign.isprintable())
