"""Which language a text is written in, as far as it has to be known to read it.

What is declared may be wrong: people write in another language than the one the portal shows them.
"""

import re
from collections import Counter
from functools import cache

from network.guard.folding import key

_COMMON = {
    "en": "the of and to in is for with was are on by we he she his her at from it that this an "
    "be not has have they their my our who when before",
    "fr": "le la les de des du et est un une dans pour avec que qui sur au aux par ne pas nous "
    "elle il ma mon sa ses d l en se chez son ont sont cette",
    "es": "el la los las de del y es un una en para con que por su se al no lo fue mi le sus "
    "nos una como tiene muy sin",
    "sq": "e te ne dhe i me nga per eshte nje ka qe u tij saj se do nuk deri pas ndaj im ime "
    "jane si kane pa nr ai ajo",
    "sr": "je i u na se da za od su sa ne do iz po ili nije smo koji posle kod moj moja naš "
    "ona on im br sam biti dr",
}  # fmt: skip
_SERBIAN_LATIN, _SERBIAN = re.compile("[čćšžđČĆŠŽĐ]"), re.compile("[ђјљњћџЂЈЉЊЋЏ]")
_SPANISH, _ALBANIAN = re.compile("[ñ¿¡óíúÑ]"), re.compile("[ëË]")
_FRENCH, _RUSSIAN = re.compile("[èêâîôûœçÀÉùà]|\\b[ldnsjq]'"), re.compile("[ыэъщёйьЫЭЩЙЁ]")
_LETTERS = (("sr", _SERBIAN_LATIN), ("es", _SPANISH), ("sq", _ALBANIAN), ("fr", _FRENCH))
_WORD = re.compile(r"[^\W\d_]+")
_SEEN = 4_000  # signs that are enough to tell
_CLEARLY = 3


def languages(text: str, declared: str) -> tuple[str, ...]:
    """The languages whose words are looked for: the one it seems to be, and the declared one."""
    seen = text[:_SEEN]
    found = {_latin(seen, declared), *_by_script(seen)} - {""}
    return tuple(sorted(found | ({declared} if declared else set())))


def _by_script(text: str) -> set[str]:
    found = set()
    if re.search("[\u0621-\u064a]", text):
        found.add("ar")
    if re.search("[\u10d0-\u10ff]", text):
        found.add("ka")
    if re.search("[\u0400-\u04ff]", text):
        found |= {_cyrillic(text)}
    return found


def _cyrillic(text: str) -> str:
    return "sr" if len(_SERBIAN.findall(text)) > len(_RUSSIAN.findall(text)) else "ru"


def _latin(text: str, declared: str) -> str:
    """The likeliest language in Latin letters; the declared one unless another is clearly it."""
    words = Counter(key(word) for word in _WORD.findall(text) if word[0] < "\u0370")
    if not words:
        return ""
    scores = {code: _score(words, code) for code in _COMMON}
    for code, letters in _LETTERS:
        scores[code] += 2 * min(3, len(letters.findall(text)))
    best = max(scores, key=lambda code: (scores[code], code == declared, code == "en"))
    if declared in scores and scores[best] < scores[declared] + _CLEARLY:
        return declared
    return best


def _score(words: Counter[str], code: str) -> int:
    common = _keys()
    return sum(
        min(words[word], 3) * (2 if sum(word in keys for keys in common.values()) == 1 else 1)
        for word in common[code]
    )


@cache
def _keys() -> dict[str, frozenset[str]]:
    return {code: frozenset(map(key, text.split())) for code, text in _COMMON.items()}
