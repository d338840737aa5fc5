"""Numbers of people as they are told: never so small that they would say who is meant."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from network.kernel.i18n import lazy
from network.workshops.rules.outcomes import LEAST_ANSWERS

LEAST = LEAST_ANSWERS
USES = {
    "method": lazy("A way of working"),
    "tool": lazy("A tool, or something to read"),
    "contact": lazy("A contact with somebody I met"),
    "team": lazy("Something for my team or centre"),
    "nothing": lazy("Nothing for now"),
}
BY = {
    "month": lazy("Within a month"),
    "quarter": lazy("Within three months"),
    "half": lazy("Within half a year"),
    "later": lazy("Later"),
    "open": lazy("I do not know yet"),
}


class Sums(NamedTuple):
    """What an evaluation adds up to: at least so many answers, and a usefulness without decimals.

    `uses` and `by` hold words and how many chose them at least; 0 stands for fewer than five.
    """

    answers: int
    usefulness: int
    uses: list[tuple[str, int]]
    by: list[tuple[str, int]]


def sums(answers: Sequence[tuple[int, Mapping[str, str]]]) -> Sums | None:
    """The sums of an evaluation; None while too few answered.

    Told in steps of five, so that nobody finds the last answer by looking before and after it.
    """
    whole = answers[: in_steps(len(answers))]
    if not whole:
        return None
    mean = sum(useful for useful, _parts in whole) / len(whole)
    return Sums(
        len(whole),
        round(mean),
        [(str(words), _chosen(whole, "use", key)) for key, words in USES.items()],
        [(str(words), _chosen(whole, "by", key)) for key, words in BY.items()],
    )


def in_steps(number: int) -> int:
    """The next lower multiple of five."""
    return number - number % LEAST


def groups(counts: Mapping[str, int]) -> tuple[list[tuple[str, int]], int]:
    """Groups of five and more, the largest first, and how many are in none of them."""
    shown = sorted(
        ((key, n) for key, n in counts.items() if key and n >= LEAST),
        key=lambda pair: (-pair[1], pair[0]),
    )
    return shown, sum(counts.values()) - sum(n for _key, n in shown)


def _chosen(answers: Sequence[tuple[int, Mapping[str, str]]], name: str, key: str) -> int:
    return in_steps(sum(parts.get(name) == key for _useful, parts in answers))
