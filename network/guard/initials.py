"""Initials of people: M. R., A.K., K. and the like."""

import re
from dataclasses import dataclass

from network.guard.reading import Reading, Word

_DOTTED = re.compile(r"\. ?|-| ")
_MOST = 4


@dataclass(frozen=True, slots=True)
class Initials:
    """Single letters in a row; `letters` is 0 when there are none that count."""

    letters: int
    end: int
    has_dots: bool = False
    is_before_name: bool = False


def initials_at(reading: Reading, at: int) -> Initials:
    """The single letters that begin at a word."""
    words, end = reading.words, at
    while end < min(len(words), at + _MOST) and _goes_on(reading, at, end):
        end += 1
    if end == at:
        return _two_letters(reading, at)
    has_dots = any(_has_dot(reading, word) for word in words[at:end])
    letters = end - at
    if letters == 1 and not (has_dots and _goes_on_small(reading, end)):
        letters = 0
    return Initials(letters, end, has_dots, _is_before_name(reading, end))


def _goes_on(reading: Reading, first: int, at: int) -> bool:
    if not _is_initial(reading.words[at]):
        return False
    return at == first or _DOTTED.fullmatch(reading.gap(at)) is not None


def _is_initial(word: Word) -> bool:
    return len(word.text) == 1 and not word.is_number and (word.is_capital or not word.has_case)


def _has_dot(reading: Reading, word: Word) -> bool:
    return reading.text[word.end : word.end + 1] == "."


def _goes_on_small(reading: Reading, end: int) -> bool:
    """Whether the dot belongs to the initial and not to the end of the sentence."""
    if end >= len(reading.words):
        return False
    gap = reading.gap(end)
    return not reading.words[end].is_capital or "(" in gap or "," in gap


def _two_letters(reading: Reading, at: int) -> Initials:
    if not 0 < at < len(reading.words):
        return Initials(0, at)
    word = reading.words[at]
    is_found = len(word.text) == 2 and word.text.isupper() and "acronym" not in word.tags  # noqa: PLR2004
    return Initials(2 if is_found and reading.gap(at) == " " else 0, at + 1)


def _is_before_name(reading: Reading, end: int) -> bool:
    """Whether the letters are the first part of an author's or a street's name: J. R. Smith."""
    if end >= len(reading.words):
        return False
    word = reading.words[end]
    is_name = word.is_capital and word.has_case and not word.is_number
    return is_name and reading.gap(end).strip() in (".", "")
