"""Details that are harmless one by one and point to one person together: age, place, family."""

import re
from collections.abc import Iterator

from network.guard.reading import Reading, Word
from network.guard.reasons import Reason, Sign

_DETAILS = ("village", "family", "event", "job", "origin", "lives", "prison")
_YOUNGEST, _GROWN, _OLDEST = 1, 14, 99
_ENOUGH_WITH_AGE, _ENOUGH_WITHOUT = 1, 3
_HYPHEN = re.compile(r" ?- ?")


def portraits(reading: Reading) -> Iterator[Sign]:
    """Sentences, with the one that follows, that draw one person."""
    aged = {word.sentence for word in _ages(reading)}
    for sentence, told in enumerate(reading.told):
        if _is_portrait(told, reading, sentence, has_age=sentence in aged):
            yield Sign(Reason.PORTRAIT)


def _is_portrait(told: set[str], reading: Reading, sentence: int, *, has_age: bool) -> bool:
    details = len(told.intersection(_DETAILS))
    if has_age:
        return details >= _ENOUGH_WITH_AGE and reading.professional(sentence) < details + 2
    if told.isdisjoint(("client", "person", "family")) or reading.professional(sentence) >= details:
        return False
    if "family" in told and "event" in told:
        return True
    return _has_place(told) and details + ("client" in told) >= _ENOUGH_WITHOUT


def _has_place(told: set[str]) -> bool:
    return not told.isdisjoint(("village", "prison"))


def _ages(reading: Reading) -> Iterator[Word]:
    """Numbers that are one person's age."""
    words = reading.words
    for at, word in enumerate(words):
        if not _YOUNGEST <= word.number <= _OLDEST or _is_in_range(reading, at):
            continue
        if _tags(words, at, 3) & {"notage"} or _tags(words, at, 2) & {"clients"}:
            continue
        tags = _tags(words, at, 5)
        is_somebody = not tags.isdisjoint(("person", "client", "family"))
        if "age" in tags or (is_somebody and (_is_years(words, at) or _is_set_off(reading, at))):
            yield word


def _tags(words: list[Word], at: int, reach: int) -> set[str]:
    """What the words around one tell, in its sentence."""
    near = words[max(0, at - reach) : at + reach + 1]
    return {tag for one in near if one.sentence == words[at].sentence for tag in one.tags}


def _is_years(words: list[Word], at: int) -> bool:
    if at + 1 < len(words) and "years" in words[at + 1].tags:
        return True
    return at > 1 and words[at - 1].key == "of" and "person" in words[at - 2].tags


def _is_set_off(reading: Reading, at: int) -> bool:
    """Whether the number stands between commas or in brackets, as ages do."""
    word = reading.words[at]
    before = reading.text[max(0, word.start - 2) : word.start].strip()[-1:]
    after = reading.text[word.end : word.end + 1]
    return word.number >= _GROWN and before in (",", "(", "،") and after in (",", ")", "،")


def _is_in_range(reading: Reading, at: int) -> bool:
    """Whether the number is one end of a span such as 18-65, which tells of a group."""
    words = reading.words
    for other in (at, at + 1):
        if not 0 < other < len(words):
            continue
        if words[other - 1].is_number and words[other].is_number:
            return _HYPHEN.fullmatch(reading.gap(other)) is not None
    return any("to" in word.tags for word in words[max(0, at - 1) : at + 2])
