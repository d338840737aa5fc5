"""A text taken apart: its words with what they tell, and its sentences with what they are about."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from network.guard.folding import key
from network.guard.innocent import REFERENCE
from network.guard.lexicon import Lexicon, fits, lexicon

_WORD = re.compile(r"[^\W\d_]+|\d+")
_ENDS = re.compile(r"[!?؟\n]|\.{3}|…")
_STOP = re.compile(r"\.[\"'»”)]?(?:\s|$)")
_TIME = re.compile(r"(?<!\d)(?:[01]?\d|2[0-4])(?::[0-5]\d|\s?[hH]\s?[0-5]\d|\s?[hH])(?!\w)")
_CITED = re.compile(f"{REFERENCE}{{4,}}")
_PERSONAL = {"client": 1, "person": 1, "event": 2, "symptom": 1, "family": 1}
_PROFESSIONAL = {"work": 2, "law": 2, "role": 1, "session": 1, "first": 1, "cited": 1}


@dataclass(slots=True)
class Word:
    """A run of letters or of digits."""

    text: str
    key: str
    start: int
    end: int
    sentence: int
    tags: frozenset[str]
    is_number: bool

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def has_case(self) -> bool:
        return self.text.lower() != self.text.upper() and not "\u10a0" <= self.text[0] <= "\u10ff"

    @property
    def number(self) -> int:
        """Its value; -1 for letters and for numbers longer than a year."""
        return int(self.text) if self.is_number and len(self.text) <= 4 else -1  # noqa: PLR2004


@dataclass(slots=True)
class Reading:
    """A folded text in which what is innocent has been blanked."""

    text: str
    languages: tuple[str, ...] = ()
    words: list[Word] = field(default_factory=list)
    told: list[set[str]] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    @property
    def is_english(self) -> bool:
        """Whether capitals may be those of a title."""
        return "en" in self.languages

    def gap(self, at: int) -> str:
        """What stands between a word and the one before it."""
        start = self.words[at - 1].end if at else 0
        return self.text[start : self.words[at].start]

    def index(self, offset: int) -> int:
        """The number of the first word that begins there or later."""
        return bisect_left(self._starts, offset)

    def before(self, offset: int, most: int) -> Iterator[Word]:
        """The words in front of a place, nearest first, of the same sentence or heading."""
        last = self.index(offset)
        here = self.words[last].sentence if last < len(self.words) else -1
        for at in range(last - 1, max(-1, last - 1 - most), -1):
            if here not in (-1, self.words[at].sentence):
                return
            yield self.words[at]

    def after(self, offset: int, most: int) -> Iterator[Word]:
        """The words behind a place, nearest first, of the same sentence."""
        first = self.index(offset)
        here = self.words[first - 1].sentence if first else -1
        for word in self.words[first : first + most]:
            if here not in (-1, word.sentence):
                return
            yield word

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence a place is in."""
        at = min(self.index(offset), len(self.words) - 1)
        return self.words[at].sentence if self.words else 0

    def tells(self, sentence: int, *tags: str) -> bool:
        """Whether a sentence holds a word of one of these kinds."""
        return 0 <= sentence < len(self.told) and not self.told[sentence].isdisjoint(tags)

    def personal(self, sentence: int) -> int:
        """How much a sentence is about one person's story."""
        told = self.told[sentence] if sentence < len(self.told) else ()
        return sum(weight for tag, weight in _PERSONAL.items() if tag in told)

    def professional(self, sentence: int) -> int:
        """How much a sentence is about work, meetings, law or publications."""
        told = self.told[sentence] if sentence < len(self.told) else ()
        return sum(weight for tag, weight in _PROFESSIONAL.items() if tag in told)

    def is_about_work_nearby(self, sentence: int) -> bool:
        """Whether a neighbouring sentence tells of work."""
        return any(self.tells(near, "work", "law") for near in (sentence - 1, sentence + 1))


def read(text: str, whole: str, languages: tuple[str, ...]) -> Reading:
    """Take a folded text apart; `whole` is the same text with nothing blanked."""
    found, words = Reading(text, languages), lexicon(languages)
    sentence, end = 0, 0
    for match in _WORD.finditer(text):
        if found.words and _parts(found.words[-1], text[end : match.start()], match[0]):
            sentence += 1
        found.words.append(_word(match, sentence, words))
        end = match.end()
    found._starts = [word.start for word in found.words]  # noqa: SLF001
    _tag_phrases(found.words, words)
    found.told = [set() for _ in range(sentence + 1)]
    for word in found.words:
        found.told[word.sentence] |= word.tags
    for match in _TIME.finditer(whole):
        found.told[found.sentence_at(match.start())].add("time")
    for match in _CITED.finditer(text):
        found.told[found.sentence_at(match.start())].add("cited")
    return found


def _word(match: re.Match[str], sentence: int, lexicon: Lexicon) -> Word:
    text = match[0]
    folded = key(text)
    is_number = text.isdigit() and text.isascii()
    tags = frozenset() if is_number else lexicon.tags(text)
    return Word(text, folded, match.start(), match.end(), sentence, tags, is_number)


def _parts(last: Word, gap: str, following: str) -> bool:
    """Whether a sentence ends between two words."""
    if _ENDS.search(gap):
        return True
    if not _STOP.search(gap) or "abbr" in last.tags or len(last.text) == 1:
        return False
    if last.is_number and len(last.text) <= 2:  # noqa: PLR2004 (an ordinal: 12. marta)
        return False
    return following[0].isupper() or following.upper() == following.lower()


def _tag_phrases(words: list[Word], lexicon: Lexicon) -> None:
    for at, word in enumerate(words):
        for rest, tag in lexicon.begins(word.key):
            end = at + len(rest)
            if end < len(words) and _is_phrase(words[at + 1 : end + 1], rest):
                for one in words[at : end + 1]:
                    one.tags |= {tag}


def _is_phrase(words: list[Word], patterns: tuple[str, ...]) -> bool:
    return all(fits(p, w.key) for p, w in zip(patterns, words, strict=True))
