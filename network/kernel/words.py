"""From text to search words: the same folding and stemming for what is stored and what is asked.

Both database engines store the words made here and do no linguistics of their own, so both find
the same things. Letters are folded after stemming, as stemmers want their accents.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer
from anyascii import anyascii

_SHORTEST = 3  # letters that still tell a word apart
VERSION = 1  # raise when the same text gives other words, then rebuild the index
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_ARABIC_LETTERS = str.maketrans("أإآٱىةؤئیک", "اااايهويك" + "ك")
_ARABIC_PREFIXES = ("وال", "بال", "كال", "فال", "ولل", "لل", "ال")
_ELISION = re.compile(r"\b(?:qu|[cdjlmnst])['\u2019](?=\w)")
_SERBIAN = str.maketrans(
    {
        **dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True)),
        "љ": "lj",
        "њ": "nj",
        "џ": "dž",
    }
)
_LATIN_EXTRAS = str.maketrans(
    {"đ": "dj", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)
_GEORGIAN = (
    "ებისთვის ებისგან ებიდან ისთვის ებთან ისგან სთვის იდგან ებზე ებში ებით ებად ებმა ებსა ების "
    "იდან ებს ები ებო თან ზე ში ით ად მა ის სა ს ი ო ა ე"
)
_ALBANIAN = "eve ave ive ime et it in es se ja jes jen je te ve at a e i u n s"  # folded already
_GEORGIAN_ENDINGS, _ALBANIAN_ENDINGS = _GEORGIAN.split(), _ALBANIAN.split()
_STEMMERS = {
    code: snowballstemmer.stemmer(name)
    for code, name in {
        "en": "english",
        "fr": "french",
        "es": "spanish",
        "ar": "arabic",
        "ru": "russian",
        "sr": "serbian",
    }.items()
}
_LANGUAGES_OF = {
    "arabic": ("ar",),
    "georgian": ("ka",),
    "cyrillic": ("ru", "sr"),
    "latin": ("en", "fr", "es", "sr", "sq"),
}
_LONGEST = 80  # letters of a word that count; an index takes no word without end
_VOWELS = str.maketrans("", "", "aeiouyw")


def fold(text: str) -> str:
    """One line without accents, case or Arabic marks, to compare and sort names by."""
    folded = _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(_plain(word) for word in _WORD.findall(folded))


def words(text: str) -> list[str]:
    """The words of a text as written, without case, Arabic marks and elided articles."""
    text = unicodedata.normalize("NFKC", text).casefold()
    found = _WORD.findall(_ELISION.sub("", _MARKS.sub("", text)))
    return [word[:_LONGEST] for word in found]


def index_words(text: str, language: str) -> list[str]:
    """What is stored for a text in a language: stems, and Latin spellings of other scripts."""
    found: list[str] = []
    for word in words(text):
        found.append(stem(word, language))
        if _script(word) != "latin":
            found.append(romanised(word))
    return found


def name_words(text: str) -> list[str]:
    """What is stored besides for a name or title: its plain words and their consonants."""
    plain = [_plain(word) for word in words(text)]
    return plain + [
        f"0{bones}" for word in words(text) if len(bones := skeleton(word)) >= _SHORTEST
    ]


def variants(word: str) -> list[str]:
    """Every stored form that a word of a query may stand for, in any content language."""
    script = _script(word)
    stems = [stem(word, code) for code in _LANGUAGES_OF[script]]
    if script != "latin":
        stems.append(romanised(word))
    return list(dict.fromkeys([*stems, _plain(word)]))


@lru_cache(100_000)
def stem(word: str, language: str) -> str:
    """The stem of one word of `words`, folded; by script first, then by language."""
    script = _script(word)
    if script == "arabic":
        bare = _without_article(word).replace("ى", "ي")
        return str(_STEMMERS["ar"].stemWord(bare)).translate(_ARABIC_LETTERS)
    if script == "georgian":
        return _without_ending(word, _GEORGIAN_ENDINGS, keep=3)
    if script == "cyrillic":
        if language == "sr":
            return _fold_latin(_STEMMERS["sr"].stemWord(word.translate(_SERBIAN)))
        return str(_STEMMERS["ru"].stemWord(word.replace("ё", "е")))
    if language == "sq":
        return _without_ending(_fold_latin(word), _ALBANIAN_ENDINGS, keep=4)
    stemmer = _STEMMERS.get(language) if language in _LANGUAGES_OF["latin"] else None
    return _fold_latin(stemmer.stemWord(word)) if stemmer else _fold_latin(word)


def romanised(word: str) -> str:
    """A word of any script in plain Latin letters."""
    return anyascii(word).casefold().replace("'", "").replace("`", "") or word


def skeleton(word: str) -> str:
    """The consonants of a word in Latin letters, which spellings of one name share."""
    plain = romanised(_plain(_without_article(word)))
    bare = plain.removeprefix("al") if len(plain) > _SHORTEST + 1 else plain
    return re.sub(r"(.)\1+", r"\1", bare.translate(_VOWELS))


def deletions(word: str) -> set[str]:
    """The word and all its forms with one letter less: words one typing error apart share one."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def is_one_error_away(stored: str, typed: str) -> bool:
    """Whether one letter was left out, added, changed, or swapped with its neighbour."""
    if abs(len(stored) - len(typed)) > 1:
        return False
    start = 0
    while start < min(len(stored), len(typed)) and stored[start] == typed[start]:
        start += 1
    a, b = stored[start:], typed[start:]
    swapped = a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped


def marked(text: str, forms: frozenset[str], language: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a word that matched one of the stored forms."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for found in _WORD.finditer(text):
        if forms.isdisjoint(index_words(found.group(), language) + name_words(found.group())):
            continue
        pieces += [(text[end : found.start()], False), (found.group(), True)]
        end = found.end()
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def _plain(word: str) -> str:
    return _fold_latin(word.translate(_ARABIC_LETTERS))


def _script(word: str) -> str:
    first = word[0]
    if "\u0400" <= first <= "\u052f":
        return "cyrillic"
    if "\u0600" <= first <= "\u06ff":
        return "arabic"
    return "georgian" if "\u10a0" <= first <= "\u10ff" else "latin"


def _without_article(word: str) -> str:
    for prefix in _ARABIC_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST:
            return word.removeprefix(prefix)
    return word


def _without_ending(word: str, endings: list[str], keep: int) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= keep:
            return word.removesuffix(ending)
    return word


def _fold_latin(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.translate(_LATIN_EXTRAS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
