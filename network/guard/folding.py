"""One plain form of a text, whatever tricks of writing it uses: widths, digits, look-alikes."""

import re
import unicodedata

_TO_LATIN = str.maketrans(
    "асеорхуіјѕкһвтмԁԛԝпиѵгӏАСЕОРХУІЈЅКНВТМ" + "οαεινκρτυχΟΑΕΙΝΚΡΤΥΧΒΗΜΖ",
    "aceopxyijskhbtmdqwnuvrlACEOPXYIJSKHBTM" + "oaeinkptuxOAEINKPTYXBHMZ",
)
_TO_CYRILLIC = str.maketrans("aceopxyijskhbtmACEOPXYIJSKHBTM", "асеорхуіјѕкһвтмАСЕОРХУІЈЅКНВТМ")
_LATIN_LETTERS = "A-Za-z\u00c0-\u024f"
_OTHER_LETTERS = "\u0370-\u03ff\u0400-\u052f"
_BORDER = re.compile(f"[{_LATIN_LETTERS}][{_OTHER_LETTERS}]|[{_OTHER_LETTERS}][{_LATIN_LETTERS}]")
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT_LIKE = re.compile(r"(?<=\d)[OoОоlIІ|](?=\d)")
_SPACED = re.compile(r"(?<![\d.,])\d(?:[ ._*/-]{1,3}\d(?!\d)){6,40}")
_SCALES = "01234567890 09876543210"
_LETTER_BY_LETTER = re.compile(r"(?<!\w)(?:[^\W\d_] ){4,40}[^\W\d_](?!\w)")
_GAPS = re.compile(r"[ ._*/-]+")
_LINES = {"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "\t": " ", "\n": "\n"}
_FILLERS = "\u115f\u1160\u3164\uffa0\u2800\u0640"  # blanks that count as letters; tatweel
_DECIMAL = "\u066b"  # the Arabic decimal comma
_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u00b4`\uff07"
_MARKS = {"Mn", "Me", "Cf", "Cc", "Co", "Cs"}
_ARABIC = str.maketrans("أإآٱةؤئکیھہ", "ااااهوءكيهه")
_STROKES = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i", "ß": "ss", "ё": "е"})


class _Plain(dict[int, str | None]):
    """Translates each character once and remembers it."""

    def __missing__(self, code: int) -> str | None:
        self[code] = found = _plain(chr(code))
        return found


def _plain(char: str) -> str | None:
    if char in _LINES:
        return _LINES[char]
    if char in _FILLERS:
        return None
    if char in _QUOTES:
        return "'"
    if char == _DECIMAL:
        return "."
    kind = unicodedata.category(char)
    if kind in _MARKS:
        return None
    return _by_kind(char, kind)


def _by_kind(char: str, kind: str) -> str:
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind == "Zs":
        return " "
    return "-" if kind == "Pd" or char == "\u2212" else char


_TABLE = _Plain()


def fold(text: str) -> str:
    """The text with plain digits, spaces and dashes, one script a word, and nothing invisible."""
    spelt = text.replace("№", " no ").replace("º", "°")
    plain = unicodedata.normalize("NFKC", spelt).translate(_TABLE)
    if _BORDER.search(plain):
        plain = _LETTERS.sub(_in_one_script, plain)
    plain = _DIGIT_LIKE.sub(lambda found: "0" if found[0] in "OoОо" else "1", plain)
    plain = _LETTER_BY_LETTER.sub(lambda found: found[0].replace(" ", ""), plain)
    return _SPACED.sub(_joined, plain)


def key(word: str) -> str:
    """How a word is looked up: small, without accents, Arabic letters in their plain form."""
    small = word.lower().translate(_ARABIC).translate(_STROKES)
    if small.isascii():
        return small
    bare = "".join(c for c in unicodedata.normalize("NFD", small) if not _is_accent(c))
    return unicodedata.normalize("NFC", bare).translate(_STROKES)


def _is_accent(char: str) -> bool:
    return unicodedata.category(char) == "Mn"


def _in_one_script(found: re.Match[str]) -> str:
    """A word that mixes scripts, in the script that can spell all of it."""
    word = found[0]
    if not _BORDER.search(word):
        return word
    latin, cyrillic = word.translate(_TO_LATIN), word.translate(_TO_CYRILLIC)
    if not re.search(f"[{_OTHER_LETTERS}]", latin):
        return latin
    return cyrillic if not re.search(f"[{_LATIN_LETTERS}]", cyrillic) else word


def _joined(found: re.Match[str]) -> str:
    """Digits written apart, together; but not a scale such as 1 2 3 4 5 6 7."""
    digits = _GAPS.sub("", found[0])
    return found[0] if digits in _SCALES else digits
