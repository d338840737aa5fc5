"""The interface's languages: which there are, which one is in use, and its words.

English sentences are the keys. The language in use belongs to the running task (one request,
one mail), so nothing has to pass it along.
"""

import gettext as gnu
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import escape

from network.kernel.resources import resource

SOURCE = "en"
LANGUAGES = ("en", "fr", "ar")
PSEUDO = {"en-XA": "ltr", "ar-XB": "rtl"}  # long words; right to left: for tests only
_LOCALES = {"en": "en_GB", "en-XA": "en_GB", "ar-XB": "ar"}
_PLACEHOLDER = re.compile(r"(%\(\w+\)s)")
_RTL = {"ar", "ar-XB", "fa", "prs", "ps", "ur", "ckb", "he"}

_language: ContextVar[str] = ContextVar("language", default=SOURCE)


def language() -> str:
    """The code of the interface language in use."""
    return _language.get()


def locale() -> Locale:
    """The CLDR locale of the interface language in use."""
    return locale_of(language())


@cache
def locale_of(code: str) -> Locale:
    return Locale.parse(_LOCALES.get(code, code))


def direction(code: str) -> str:
    """`rtl` or `ltr`, for any content language."""
    return "rtl" if code in _RTL else "ltr"


def comma() -> str:
    """What stands between the parts of a list, space included."""
    return "، " if language() == "ar" else ", "


def series(parts: Iterable[object]) -> str:
    """The parts that are not empty, with commas between them."""
    return comma().join(str(part) for part in parts if part)


def one_of(parts: Iterable[object]) -> str:
    """Several things of which one is meant: a, b or c."""
    return format_list([str(part) for part in parts], style="or", locale=locale())


def own_name(code: str) -> str:
    """A language's name in itself, as a reader looks for it."""
    name = locale_of(code).get_language_name(code) or code
    return name[:1].upper() + name[1:]


def known(code: str | None) -> str | None:
    """The code if the interface speaks it, else None."""
    return code if code in LANGUAGES or code in PSEUDO else None


def negotiate(header: str) -> str:
    """The best interface language for an Accept-Language header (RFC 9110 section 12.5.4)."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:20]):
        code, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if weight > 0:
            wanted.append((-weight, place, code.split("-")[0].lower()))
    return next((code for *_, code in sorted(wanted) if code in LANGUAGES), SOURCE)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Use an interface language for the duration of a block."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def speak(code: str) -> None:
    """Use an interface language for the rest of the running task."""
    _language.set(code)


@cache
def translations(code: str) -> gnu.NullTranslations:
    """The catalogue of a language; the source language and unknown ones leave words as they are."""
    if code in PSEUDO:
        return _Pseudo(rtl=PSEUDO[code] == "rtl")
    folder = resource("locales") / code / "LC_MESSAGES"
    compiled, source = folder / "messages.mo", folder / "messages.po"
    if compiled.exists():
        with compiled.open("rb") as file:
            return gnu.GNUTranslations(file)
    if not source.exists():
        return gnu.NullTranslations()
    buffer = io.BytesIO()
    with source.open("rb") as file:
        write_mo(buffer, read_po(file, locale=code))
    buffer.seek(0)
    return gnu.GNUTranslations(buffer)


def gettext(message: str, **values: Any) -> str:
    """The message in the language in use, with its named placeholders filled."""
    text = translations(language()).gettext(message)
    return text % written(values) if values else text


def ngettext(singular: str, plural: str, n: int, **values: Any) -> str:
    """The right plural form for a number, which fills `%(n)s` by itself."""
    text = translations(language()).ngettext(singular, plural, n)
    return text % written({"n": n, **values})


def written(values: Mapping[str, Any]) -> dict[str, Any]:
    """What fills a message: whole numbers as the reader's locale writes them, the rest as it is."""
    return {key: number(v) if type(v) is int else v for key, v in values.items()}


def number(value: float) -> str:
    """A number as the reader's locale writes it, in Latin digits."""
    return _number(value, language())


@lru_cache(4096)
def _number(value: float, code: str) -> str:
    return format_decimal(value, locale=locale_of(code), numbering_system="latn")


def pgettext(context: str, message: str) -> str:
    """A message whose meaning depends on where it stands, such as a taxonomy's label."""
    return translations(language()).pgettext(context, message)


_ = gettext


class Lazy:
    """A message translated when it is shown, for labels written down at import time."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return gettext(self.message)

    def __html__(self) -> str:
        return str(escape(str(self)))


def lazy(message: str) -> Any:
    """Mark a message for translation and translate it later; typed Any as forms want str."""
    return Lazy(message)


class _Pseudo(gnu.NullTranslations):
    """Longer words with accents, or the same from right to left, to test layouts with."""

    _ACCENTS = str.maketrans("aeiouAEIOUcnsz", "áéíóúÁÉÍÓÚçñšž")

    def __init__(self, *, rtl: bool) -> None:
        super().__init__()
        self._rtl = rtl

    def gettext(self, message: str) -> str:
        return self._dress(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._dress(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        del context
        return self._dress(message)

    def _dress(self, message: str) -> str:
        parts = _PLACEHOLDER.split(message)
        dressed = "".join(p if p.startswith("%(") else p.translate(self._ACCENTS) for p in parts)
        padding = "·" * max(1, len(message) * 2 // 5)
        return f"\u200f{dressed} {padding}" if self._rtl else f"[{dressed} {padding}]"
