"""From text to search words: the same folding and stemming for what is stored and what is asked.

Both database engines store the words made here and do no linguistics of their own, so both find
the same things. Letters are folded after stemming, as stemmers want their accents. A stored word
begins with a letter that stands for its language: bread in French is no pain in English.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer
from anyascii import anyascii

from network.kernel.stopwords import STOPWORDS

_SHORTEST = 3  # letters that still tell a word apart
VERSION = 2  # raise when the same text gives other words, then rebuild the index
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_WRITTEN = re.compile(rf"[^\W_]+(?:{_MARKS.pattern}+[^\W_]*)*")
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
_OF = {"en": "e", "fr": "f", "es": "s", "ar": "a", "ru": "r", "sr": "b", "sq": "q", "ka": "k"}
_OTHER = "o"  # of no language whose stems are known, and names in plain letters
_LONGEST = 80  # letters of a word that count; an index takes no word without end
LANGUAGES = tuple(_OF)
_LANGUAGE = {letter: language for language, letter in _OF.items()}
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


def base(language: str) -> str:
    """A language without its script or country."""
    return language.split("-", 1)[0].lower()


def tokens(text: str, language: str) -> list[str]:
    """What is stored for a text in a language: a stem for each word that tells something."""
    return [token for _surface, token in spelled(text, language)]


def spelled(text: str, language: str) -> list[tuple[str, str]]:
    """Each word that tells something in plain letters, with what is stored for it."""
    language = base(language)
    silent = STOPWORDS.get(language, frozenset())
    return [_spelled(word, language) for word in words(text) if word not in silent]


@lru_cache(200_000)
def _spelled(word: str, language: str) -> tuple[str, str]:
    return surface(word, language), token(word, language)


def surface(word: str, language: str) -> str:
    """A word of `words` in plain letters; Serbian in Latin ones."""
    is_serbian = language == "sr" and _script(word) == "cyrillic"
    return _plain(word.translate(_SERBIAN) if is_serbian else word)


def surfaces(word: str) -> list[str]:
    """The plain spellings a word of a query may stand for."""
    return list(dict.fromkeys(surface(word, code) for code in _LANGUAGES_OF[_script(word)]))


def token(word: str, language: str) -> str:
    """What is stored for one word of `words`: its language's letter and its stem."""
    stemmed_as = _language_of(word, language)
    return _OF.get(stemmed_as, _OTHER) + stem(word, stemmed_as)


def language_of(token: str) -> str:
    """The language a stored word is of; empty for one of none."""
    return _LANGUAGE.get(token[:1], "")


def index_words(text: str, language: str) -> list[str]:
    """`tokens`, and Latin spellings of what is in other scripts."""
    return [
        *tokens(text, language),
        *(_OTHER + romanised(word) for word in words(text) if _script(word) != "latin"),
    ]


def name_words(text: str) -> list[str]:
    """What is stored besides for a name or title: its plain words and their consonants."""
    plain = [_OTHER + _plain(word) for word in words(text)]
    return plain + [
        f"0{bones}" for word in words(text) if len(bones := skeleton(word)) >= _SHORTEST
    ]


def variants(word: str) -> list[str]:
    """Everything stored that a word of a query may stand for, in any content language."""
    script = _script(word)
    found = [token(word, code) for code in _LANGUAGES_OF[script]]
    found.append(_OTHER + _plain(word))
    if script != "latin":
        found.append(_OTHER + romanised(word))
    return list(dict.fromkeys(found))


def is_silent(word: str) -> bool:
    """Whether a word of a query tells nothing in one of the languages of its script."""
    return any(word in STOPWORDS[code] for code in _LANGUAGES_OF[_script(word)])


def is_silent_in(word: str, language: str) -> bool:
    """Whether a language leaves this word out of what it stores."""
    return word in STOPWORDS.get(language, ())


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
    for found in _matching(text, forms, language):
        pieces += [(text[end : found.start()], False), (found.group(), True)]
        end = found.end()
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def first_matched(text: str, forms: frozenset[str], language: str) -> int:
    """Where the first word stands that matched one of the stored forms; -1 when none does."""
    return next((found.start() for found in _matching(text, forms, language)), -1)


def matched(text: str, forms: frozenset[str], language: str) -> Iterator[str]:
    """Each word once that matched one of the stored forms, as written."""
    spoken = base(language)
    distinct = dict.fromkeys(_WRITTEN.findall(text))
    return (word for word in distinct if not forms.isdisjoint(_forms_of(word, spoken)))


def _matching(text: str, forms: frozenset[str], language: str) -> Iterator[re.Match[str]]:
    spoken = base(language)
    for found in _WRITTEN.finditer(text):
        if not forms.isdisjoint(_forms_of(found.group(), spoken)):
            yield found


@lru_cache(100_000)
def _forms_of(written: str, language: str) -> frozenset[str]:
    return frozenset([*index_words(written, language), *name_words(written)])


def _language_of(word: str, language: str) -> str:
    """The language whose stems are used for a word in a text of a language."""
    script = _script(word)
    if script in {"arabic", "georgian"}:
        return _LANGUAGES_OF[script][0]
    if script == "cyrillic":
        return "sr" if language == "sr" else "ru"
    return language if language in _LANGUAGES_OF["latin"] else ""


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
