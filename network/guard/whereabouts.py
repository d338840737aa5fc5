"""Places that point to a door: coordinates, and addresses of people."""

import re
from collections.abc import Iterator

from network.guard.reading import Reading
from network.guard.reasons import Reason, Sign

_PAIR = re.compile(
    r"(?<![\d.])([+-]?\d{1,3}\.\d{3,15})°?(?: ?[NSnsСЮ])?(?: ?[,;/،؛] ?| {1,2})"
    r"([+-]?\d{1,3}\.\d{3,15})(?!\d|\.\d)"
)
_COMMA_PAIR = re.compile(
    r"(?<!\d)(\d{1,3},\d{4,15})°?(?: ?; ?| / | {1,2}| ?[NSСЮ] ?)(\d{1,3},\d{4,15})(?!\d)"
)
_DEGREES = re.compile(
    r"\d{1,3} ?° ?\d{1,2}(?:[.,]\d{1,6})? ?['′]"
    r"(?: ?\d{1,2}(?:[.,]\d{1,4})? ?(?:\"|″|''))?"
)
_DECIMAL_DEGREES = re.compile(r"\d{1,3}[.,]\d{2,10} ?° ?[NSEWOСЮВЗшд]")
_LETTER_FIRST = re.compile(r"\b[NS] ?\d{1,2}[.,]\d{3,10}°?[ ,;]{1,3}[EWO] ?\d{1,3}[.,]\d{3,10}")
_LABELLED = re.compile(
    r"\b(?:lat|latitud\w?|latitude|шир\w{0,5}|lon|lng|long|longitud\w?)\b\.?"
    r"[ :=]{1,3}-?\d{1,3}[.,]\d{2,15}",
    re.IGNORECASE,
)
_PLUS_CODE = re.compile(r"(?<!\w)[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?!\w)")
_WORDS = re.compile(r"///[^\W\d_]{2,20}\.[^\W\d_]{2,20}\.[^\W\d_]{2,20}")
_LINK = re.compile(
    r"(?:maps|osm|openstreetmap|geo:|/@|[?&#](?:q|ll|map|mlat)=)[^\s]{0,80}?"
    r"-?\d{1,3}\.\d{3,15}[,/]-?\d{1,3}\.\d{3,15}"
)
_NUMBER_OF_HOUSE = re.compile(r"\d{1,4}")
_MOST_LATITUDE, _MOST_LONGITUDE = 90, 180
_SURE_DIGITS = 4


def whereabouts(whole: str, reading: Reading) -> Iterator[Sign]:
    """Coordinates in the whole text, addresses in what is left of it."""
    if _has_coordinates(whole):
        yield Sign(Reason.COORDINATES, is_certain=True)
    yield from _pairs(whole, reading)
    yield from _addresses(reading)


def _has_coordinates(text: str) -> bool:
    shapes = (_DECIMAL_DEGREES, _LETTER_FIRST, _LABELLED, _PLUS_CODE, _WORDS, _LINK)
    return any(shape.search(text) for shape in (_DEGREES, *shapes))


def _pairs(whole: str, reading: Reading) -> Iterator[Sign]:
    for found in (*_PAIR.finditer(whole), *_COMMA_PAIR.finditer(whole)):
        one, other = (part.lstrip("+").replace(",", ".") for part in found.groups())
        if not _is_on_earth(float(one), float(other)):
            continue
        digits = min(len(one.partition(".")[2]), len(other.partition(".")[2]))
        is_told = reading.tells(reading.sentence_at(found.start()), "geo", "lives")
        if digits >= _SURE_DIGITS or is_told:
            yield Sign(Reason.COORDINATES, is_certain=True)
        elif min(abs(float(one)), abs(float(other))) > 1:
            yield Sign(Reason.COORDINATES)


def _is_on_earth(one: float, other: float) -> bool:
    has_place = max(abs(one), abs(other)) > 1
    return has_place and abs(one) <= _MOST_LATITUDE and abs(other) <= _MOST_LONGITUDE


def _addresses(reading: Reading) -> Iterator[Sign]:
    """A street with a number, where somebody is said to live."""
    for at, word in enumerate(reading.words):
        if "street" not in word.tags or not reading.tells(word.sentence, "lives"):
            continue
        near = (w for w in reading.words[max(0, at - 4) : at + 7] if w.sentence == word.sentence)
        if any(_NUMBER_OF_HOUSE.fullmatch(other.text) for other in near):
            is_personal = reading.personal(word.sentence) > 0
            if is_personal or not reading.professional(word.sentence):
                yield Sign(Reason.ADDRESS, is_certain=is_personal)
