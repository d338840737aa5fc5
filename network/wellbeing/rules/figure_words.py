"""Figures in words: the same ones for pages, for files and for the library."""

from collections.abc import Iterator
from typing import NamedTuple

from network.kernel.i18n import _, lazy
from network.wellbeing.rules.pulse import Part, Word
from network.wellbeing.rules.release import Figure
from network.wellbeing.rules.rounding import SHARE_WORDS, Coarse, Share, size_words
from network.wellbeing.rules.tallies import PARTS

SCALES = {
    Part.STRAIN: lazy("Strain, all together"),
    Part.LOAD: lazy("Load: tiredness, too much work"),
    Part.CONTACT: lazy("Contact: distance from people and work"),
    Part.ECHO: lazy("Echo: tension, stories that stay"),
    Part.SAFETY: lazy("Safety: worry for oneself or the family"),
    Part.SUPPORT: lazy("Support: nobody at work to turn to"),
}
GROUPS = {
    Word.STEADY: lazy("fairly steady"),
    Word.CLOSER_LOOK: lazy("worth a closer look"),
    Word.CARRYING: lazy("carrying a lot"),
}
NOT_TOLD = lazy("Not enough answers to say anything.")
TWO_ROUNDS = lazy("Told together with the round before.")


class Line(NamedTuple):
    """One scale of a figure: where it lies between 0 and 100, in words, and the time before."""

    label: str
    words: str
    first: float
    last: float
    before: str = ""


class Part100(NamedTuple):
    """How large a part of a group was called so."""

    label: str
    words: str


def lines(figure: Figure, before: Figure | None = None) -> list[Line]:
    """The whole first, then its sides; `before` only where it may stand beside this figure."""
    earlier = before if figure.is_comparable else None
    scales = [(Part.STRAIN, figure.strain), *((part, figure.parts[part]) for part in PARTS)]
    return [_line(part, mean, earlier) for part, mean in scales]


def _line(part: Part, mean: Coarse, earlier: Figure | None) -> Line:
    first, last = mean.span
    told = ""
    if earlier is not None:
        told = (earlier.strain if part is Part.STRAIN else earlier.parts[part]).words
    return Line(str(SCALES[part]), mean.words, max(0.0, float(first)), float(last), told)


def groups(figure: Figure) -> list[Part100]:
    """Parts of a group by what their strain is called; of small groups none."""
    return [
        Part100(str(name), str(SHARE_WORDS[Share(figure.shares[word])]))
        for word, name in GROUPS.items()
        if word in figure.shares
    ]


def sentence(figure: Figure) -> str:
    return _("Strain, from 0 to 100: %(value)s.", value=figure.strain.words)


def header() -> tuple[str, ...]:
    """The columns of `table`."""
    return (_("Group"), _("Answers"), _("Scale"), _("Figure"), _("From"), _("To"), _("Rounds"))


def table(name: str, figure: Figure | None, k: int) -> Iterator[tuple[str, ...]]:
    """The rows of a group; of one that is not told a single one, whatever the reason."""
    if figure is None:
        yield (name, str(NOT_TOLD), "", "", "", "", "")
        return
    start, rounds = (name, size_words(figure.size, k)), "2" if figure.is_two_rounds else "1"
    for one in lines(figure):
        yield (*start, one.label, one.words, f"{one.first:g}", f"{one.last:g}", rounds)
    for label, words in groups(figure):
        yield (*start, label, words, "", "", rounds)
