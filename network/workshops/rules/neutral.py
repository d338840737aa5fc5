"""Whether a neutral title, the one that calendars show, gives away what a workshop is about."""

import re
from collections.abc import Iterable

from network.kernel import taxonomy

_SHORTEST = 4  # shorter words of a theme, such as "and", say nothing
_ALWAYS = frozenset(
    {
        "asylum",
        "refugee",
        "refugees",
        "réfugiés",
        "survivor",
        "survivors",
        "torture",
        "tortura",
        "trauma",
        "victim",
        "victims",
        "violence",
        "violencia",
        "пытки",
        "травма",
        "تعذيب",
        "التعذيب",
        "صدمة",
        "الصدمة",
    }
)
_PLAIN = frozenset({"work", "working", "with", "after", "group", "groups", "care", "team", "teams"})


def telling_word(neutral: str, title: str, themes: Iterable[str]) -> str:
    """The first word of a neutral title that tells the theme; empty when none does.

    Words of the themes count in every language of the portal. The full title itself never passes.
    """
    if neutral.strip() and neutral.strip().casefold() == title.strip().casefold():
        return neutral.strip()
    told = _ALWAYS | (_words_of(themes) - _PLAIN)
    return next((word for word in _words(neutral) if word.casefold() in told), "")


def _words_of(themes: Iterable[str]) -> set[str]:
    labels = [label for code in themes for label in taxonomy.label_in_every_language(code)]
    return {word.casefold() for label in labels for word in _words(label) if len(word) >= _SHORTEST}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
