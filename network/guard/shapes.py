"""How names look: capitals, known given names, particles, the endings of surnames."""

import re
from dataclasses import dataclass

from network.guard.reading import Reading, Word

_GAP = re.compile(r"[ \n]?[-'\"«»“”„(:,،]{0,2} ?[\"'«“„(]?")
_INNER = re.compile(r" |-|'|\. ?| ?[\"'«»“”„]{1,2} ?")
_CITED = re.compile(
    r"[\"'»”]? ?(?:,? ?\(?(?:18|19|20)\d\d[a-z]?\)?|et al|и др|и соавт|i sar|وآخر|et coll|y col)"
)
_LONGEST, _ACRONYM = 5, 5
_WITH_FIRST_LETTER = ("client", "mr", "named", "label")
_PARTICLES = frozenset(
    {"al", "el", "bin", "ibn", "ben", "bint", "abu", "abou", "abd", "abdul", "abdel", "um", "umm"}
    | {"ould", "de", "del", "della", "di", "da", "van", "von", "ag", "ait", "la", "le"}
    | {"аль", "ибн", "бен", "абу", "оглы", "кызы", "بن", "ابن", "بنت", "ابو", "ام", "عبد", "ال"}
)
_SURNAMES = re.compile(
    r"[ა-ჰ]{3,}შვილ(?:ი|მა|ს|ის|ით|თან|ისთვის|ისგან)?"
    r"|[ა-ჰ]{3,}(?:ძ(?:ე|ემ|ეს|ის|ით|ესთან|ისთვის)|(?:ავა|უა)[სმ]?)"
    r"|[а-яё]{2,}(?:ович|евич|овн|евн|ичн)(?:а|у|ем|ом|е|ы|ой)?"
    r"|[a-zčćšžđ]{2,}ić(?:a|u|em)?|[а-яђјљњџћ]{2,}ић(?:а|у|ем)?"
)
_SECOND = re.compile(r"[ა-ჰ]{3,}(?:ია|ელ|ურ|ულ|იან|უა)[იასმ]{0,3}(?:ზე|თვის|გან|თან|ით)?")
_NOT_SURNAMES = re.compile(r"შვილიშვილ|ბავშვ")
_GENITIVE = "ს"  # Georgian: of
_BUT = ("ali", "али")  # as small as the name Ali
_NEVER = frozenset(
    {"role", "org", "work", "law", "plain", "session", "geo", "orgno", "meeting", "weekday"}
    | {"phone", "id", "file", "birth", "client", "clients", "family", "person", "first", "event"}
    | {"symptom", "to", "named", "called", "label", "joint", "helpline", "prison", "street"}
    | {"village", "unit", "mr"}
)


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look like a name. Known: a given name or a surname's ending is among them."""

    start: int
    end: int
    is_full: bool
    is_known: bool
    is_reference: bool = False


def run_at(reading: Reading, at: int, kind: str) -> Run | None:
    """The name that begins at a word, or right behind a bracket or quote."""
    start = at if kind == "alone" else _first(reading, at, kind)
    if start is None:
        return None
    end, names = _followed(reading, start, kind)
    if not names or _is_cut_short(reading, start, end) or _is_weak(names):
        return None
    is_known_name = any(is_known(word) for word in names)
    is_full = end - start > 1 and (len(names) > 1 or _has_letter(reading, start))
    is_full = is_full or _has_letter(reading, end)
    return Run(start, end, is_full, is_known_name, _is_reference(reading, end))


def is_known(word: Word) -> bool:
    """Whether this is a given name, or ends as surnames do."""
    return "given" in word.tags or _is_surname(word)


def _first(reading: Reading, at: int, kind: str) -> int | None:
    """Where the name begins behind its anchor: at once, or behind "is" and the like."""
    skipped = {"link", "mr"} if kind == "client" else {"link"}
    for near in range(at, min(len(reading.words), at + 3)):
        gap = reading.gap(near)
        if reading.words[near].sentence != reading.words[at - 1].sentence:
            return None
        if not _GAP.fullmatch(gap) and not gap.strip().startswith("."):
            return None
        if reading.words[near].tags.isdisjoint(skipped):
            return near
    return None


def _followed(reading: Reading, start: int, kind: str) -> tuple[int, list[Word]]:
    """Where the name ends, and its words without particles and initials."""
    names: list[Word] = []
    end = start + (kind in _WITH_FIRST_LETTER and _is_first_letter(reading, start))
    while end < min(len(reading.words), start + _LONGEST):
        if end > start and not _is_joined(reading, end):
            break
        if not _is_part(reading, end, kind, names):
            break
        if not _is_particle(reading.words[end]):
            names.append(reading.words[end])
        end += 1
    return end, names


def _is_first_letter(reading: Reading, at: int) -> bool:
    """Whether an initial with its dot stands in front of a surname: T. Kidane."""
    if len(reading.words[at].text) != 1 or at + 1 >= len(reading.words):
        return False
    following = reading.words[at + 1]
    is_name = following.is_capital if following.has_case else not following.is_number
    return reading.gap(at + 1) in (".", ". ") and is_name and len(following.text) > 1


def _is_joined(reading: Reading, at: int) -> bool:
    gap = reading.gap(at)
    if "." in gap and len(reading.words[at - 1].text) > 1:
        return False
    return _INNER.fullmatch(gap) is not None


def _is_part(reading: Reading, at: int, kind: str, names: list[Word]) -> bool:
    word = reading.words[at]
    if word.is_number:
        return False
    if _is_particle(word) and at + 1 < len(reading.words):
        return bool(names) or word.is_capital or not word.has_case
    if is_known(word):
        is_typed_small = kind in ("client", "named", "mr") and not _is_but(reading, at)
        return word.is_capital or not word.has_case or is_typed_small
    if word.tags & _NEVER or _is_month(word):
        return False
    return _is_capital_name(word) if word.has_case else _is_caseless_name(word, kind, names)


def _is_but(reading: Reading, at: int) -> bool:
    """Whether a small "ali" begins a Serbian clause: behind a comma, and no name behind it."""
    word, following = reading.words[at], reading.words[at + 1 : at + 2]
    if word.text not in _BUT or "sr" not in reading.languages or "," not in reading.gap(at):
        return False
    return not any(is_known(one) or one.is_capital for one in following)


def _is_particle(word: Word) -> bool:
    return word.key in _PARTICLES


def _is_surname(word: Word) -> bool:
    if not _SURNAMES.fullmatch(word.text.lower()) and not _SURNAMES.fullmatch(word.key):
        return False
    return not _NOT_SURNAMES.search(word.key) and (word.is_capital or not word.has_case)


def _is_month(word: Word) -> bool:
    return any(tag.startswith("month") for tag in word.tags)


def _is_capital_name(word: Word) -> bool:
    if not word.is_capital or len(word.text) < 2:  # noqa: PLR2004
        return False
    if word.text.isupper():
        return len(word.text) > _ACRONYM
    return word.text[1:].islower() or word.key.startswith("mc")


def _is_caseless_name(word: Word, kind: str, names: list[Word]) -> bool:
    """Arabic and Georgian: any word behind a title; behind a name, what looks like a surname."""
    if len(word.text) < 3:  # noqa: PLR2004
        return False
    is_surname = word.key.startswith("ال") or _SECOND.fullmatch(word.key) is not None
    if not names and kind in ("mr", "named", "label"):
        return kind == "mr" or not is_surname
    if not names:
        return kind == "client" and "weak" in word.tags
    is_meant = kind in ("mr", "named", "client") or any(is_known(name) for name in names)
    return is_meant and (is_surname or "weak" in word.tags)


def _is_cut_short(reading: Reading, start: int, end: int) -> bool:
    """Whether only an initial is left, or the words go on as the name of something else."""
    if end - start == 1 and len(reading.words[start].text) == 1:
        return True
    return end < len(reading.words) and _belongs_to_title(reading, end)


def _belongs_to_title(reading: Reading, end: int) -> bool:
    """Whether an organisation, a method or a day is named after somebody."""
    word = reading.words[end]
    if reading.gap(end) not in (" ", "-") or not word.tags & {"org", "plain"}:
        return False
    return word.is_capital if word.has_case else reading.words[end - 1].key.endswith(_GENITIVE)


def _is_weak(names: list[Word]) -> bool:
    """Whether the only word is a name that is an adjective more often: سعيد, كريم."""
    return len(names) == 1 and "weak" in names[0].tags and not is_known(names[0])


def _has_letter(reading: Reading, at: int) -> bool:
    """Whether an initial with its dot stands here."""
    if at >= len(reading.words) or len(reading.words[at].text) != 1:
        return False
    word = reading.words[at]
    has_dot = reading.text[word.end : word.end + 1] == "."
    return has_dot and not word.is_number and (word.is_capital or not word.has_case)


def _is_reference(reading: Reading, end: int) -> bool:
    """Whether an author is cited: Herman (1992), Mollica et al."""
    return _CITED.match(reading.text, reading.words[end - 1].end) is not None
