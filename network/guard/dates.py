"""Exact dates, in figures and in words: a date of birth is certain, a date in a story likely.

Work is full of dates too. A date counts as work's when its sentence tells more of meetings,
publications and law than of one person's life.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from network.guard.reading import Reading, Word
from network.guard.reasons import Reason, Sign

_ROMAN = "XII|XI|IX|IV|VIII|VII|VI|X|V|III|II|I"
_DAY_FIRST = re.compile(
    r"(?<![\d/.-])(\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})(?!\d|[/-]\d|\.\d)"
)
_YEAR_FIRST = re.compile(
    r"(?<![\d/.-])(1[3-9]\d\d|20\d\d) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{1,2})(?!\d|[/-]\d|\.\d)"
)
_IN_ROMAN = re.compile(
    rf"(?<![\d/.-])(\d{{1,2}})[. /-]{{1,2}}(?:{_ROMAN})[. /-]{{1,2}}(\d{{4}})(?!\d)"
)
_TOGETHER = re.compile(r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")
_FIRST_YEAR, _LAST_YEAR = 1300, 2100  # Persian and Islamic years too
_DAYS, _MONTHS = 31, 12
_BIRTH_BEFORE, _BIRTH_AFTER = 9, 5  # words
_CLOSE = 6  # signs between the two dates of a range
_STORY = 2  # a date without its year counts only beside an event, or two weaker hints


@dataclass(frozen=True, slots=True)
class _Date:
    start: int
    end: int
    is_whole: bool
    is_sure: bool = True  # False for what is a date only beside a word of birth
    is_range: bool = False
    has_day: bool = True
    month: tuple[int, int] = (0, 0)  # year and month


def dates(reading: Reading, today: date | None) -> tuple[list[tuple[int, int]], list[Sign]]:
    """Where dates stand, and what they tell; a date to come is rarely part of a life's story."""
    every = [*_in_figures(reading.text), *_in_words(reading), *_years_of_birth(reading)]
    every = _ranges_marked(sorted(every, key=lambda one: one.start))
    signs = [sign for one in every for sign in _judged(one, reading, today)]
    return [(one.start, one.end) for one in every if one.is_sure], signs


def _in_figures(text: str) -> Iterator[_Date]:
    yield from _day_first(text)
    yield from _year_first(text)
    for found in _IN_ROMAN.finditer(text):
        if int(found[1]) <= _DAYS:
            yield _Date(found.start(), found.end(), is_whole=True)
    for found in _TOGETHER.finditer(text):
        yield _Date(found.start(), found.end(), is_whole=False, is_sure=False)


def _day_first(text: str) -> Iterator[_Date]:
    for found in _DAY_FIRST.finditer(text):
        one, other, year = int(found[1]), int(found[3]), found[4]
        if _is_day_and_month(one, other):
            month = int(year), other if other <= _MONTHS else one
            is_whole, (start, end) = len(year) > 2, found.span()  # noqa: PLR2004
            yield _Date(start, end, is_whole=is_whole, is_sure=_is_sure(found), month=month)


def _year_first(text: str) -> Iterator[_Date]:
    for found in _YEAR_FIRST.finditer(text):
        if int(found[3]) <= _MONTHS and 0 < int(found[4]) <= _DAYS:
            month = int(found[1]), int(found[3])
            yield _Date(found.start(), found.end(), is_whole=True, month=month)


def _is_day_and_month(one: int, other: int) -> bool:
    low, high = sorted((one, other))
    return 0 < low <= _MONTHS and high <= _DAYS


def _is_sure(found: re.Match[str]) -> bool:
    """Whether this is a date and not a version or a file."""
    return len(found[4]) != 4 or _FIRST_YEAR <= int(found[4]) <= _LAST_YEAR  # noqa: PLR2004


def _in_words(reading: Reading) -> Iterator[_Date]:
    words = reading.words
    for at, word in enumerate(words):
        if not any(tag.startswith("month") for tag in word.tags):
            continue
        day = _day_before(words, at)
        after = _after_month(words, at, has_day=day is not None)
        if day is None and after.day is None:
            continue
        first = day if day is not None else at
        year = after.year if after.year is not None else _year_before(words, first)
        ends = [n for n in (at, first, after.day, year) if n is not None]
        yield _Date(
            words[min(ends)].start,
            words[max(ends)].end,
            is_whole=year is not None,
            is_range=_is_range(words, first),
            month=(words[year].number if year is not None else 0, _month(word)),
        )


def _month(word: Word) -> int:
    return next(int(tag[5:]) for tag in word.tags if tag.startswith("month"))


@dataclass(frozen=True, slots=True)
class _Found:
    day: int | None = None
    year: int | None = None


def _day_before(words: list[Word], at: int) -> int | None:
    for near in range(at - 1, max(-1, at - 4), -1):
        if _is_day(words[near]):
            return near
        if "joint" not in words[near].tags:
            return None
    return None


def _after_month(words: list[Word], at: int, *, has_day: bool) -> _Found:
    day: int | None = None
    for near in range(at + 1, min(len(words), at + 6)):
        word = words[near]
        if _is_year(word):
            return _Found(day, near)
        if word.is_number:
            if has_day or day is not None or not _is_day(word):
                break
            day = near
        elif not _is_filler(word):
            break
    return _Found(day)


def _is_filler(word: Word) -> bool:
    return "joint" in word.tags or any(tag.startswith("month") for tag in word.tags)


def _year_before(words: list[Word], first: int) -> int | None:
    """Georgian names the year first: 2019 წლის 12 მარტი."""
    for near in range(first - 1, max(-1, first - 4), -1):
        if _is_year(words[near]):
            return near
        if not _is_filler(words[near]) and not _is_day(words[near]):
            return None
    return None


def _is_day(word: Word) -> bool:
    return len(word.text) <= 2 and 0 < word.number <= _DAYS  # noqa: PLR2004


def _is_year(word: Word) -> bool:
    return len(word.text) == 4 and _FIRST_YEAR <= word.number <= _LAST_YEAR  # noqa: PLR2004


def _is_range(words: list[Word], first: int) -> bool:
    """Whether another day stands in front: 12-14 March, du 12 au 14 mars."""
    for near in range(first - 1, max(-1, first - 4), -1):
        if _is_day(words[near]):
            return True
        if not words[near].tags & {"joint", "to"}:
            return False
    return False


def _years_of_birth(reading: Reading) -> list[_Date]:
    """Years that stand right behind a word of birth."""
    return [
        _Date(word.start, word.end, is_whole=False, is_sure=False, has_day=False)
        for at, word in enumerate(reading.words)
        if _is_year(word)
        and any("birth" in near.tags for near in reading.words[max(0, at - 3) : at + 3])
    ]


def _ranges_marked(every: list[_Date]) -> list[_Date]:
    """The same dates, those marked that stand close to another, as in 3.5.2027 - 7.5.2027."""
    sure = [one for one in every if one.is_sure]
    close = {
        id(one)
        for first, second in pairwise(sure)
        if 0 < second.start - first.end <= _CLOSE
        for one in (first, second)
    }
    return [replace(one, is_range=one.is_range or id(one) in close) for one in every]


def _judged(one: _Date, reading: Reading, today: date | None) -> Iterator[Sign]:
    if _is_birth(one, reading):
        yield Sign(Reason.BIRTH, is_certain=one.has_day)
    elif one.is_sure and _is_in_a_story(one, reading, today):
        yield Sign(Reason.DATE)


def _is_birth(one: _Date, reading: Reading) -> bool:
    near = [*reading.before(one.start, _BIRTH_BEFORE), *reading.after(one.end, _BIRTH_AFTER)]
    return any("birth" in word.tags for word in near)


def _is_in_a_story(one: _Date, reading: Reading, today: date | None) -> bool:
    """Whether a date tells of one person; a whole one also where nothing tells of work."""
    sentence = reading.sentence_at(one.start)
    personal, professional = reading.personal(sentence), reading.professional(sentence)
    if not one.is_whole:
        return personal >= max(professional, _STORY)
    professional += one.is_range
    professional += today is not None and one.month > (today.year, today.month)
    professional += reading.tells(sentence, "weekday", "time")
    if not professional and reading.is_about_work_nearby(sentence):
        professional = 1
    return personal >= professional
