"""The network's own short check-in: ten questions about the past two weeks, answered 0 to 4.

Wording, scoring and lines are those of the domain reference, section 5.3. The lines were drawn by
judgement; nothing here was validated, and every page says so.
"""

import statistics
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from network.kernel.i18n import lazy
from network.wellbeing.rules.instruments import (
    Answers,
    Band,
    Instrument,
    Item,
    Method,
    Scale,
    Subscale,
    band,
    score,
)

NEVER, RARELY, SOMETIMES, OFTEN, NEARLY_ALWAYS = range(5)
_SCALE = Scale((NEVER, RARELY, SOMETIMES, OFTEN, NEARLY_ALWAYS))
_REVERSED = frozenset({1, 2, 5, 6, 10})
ECHO_ITEM, SAFETY_ITEM, SUPPORT_ITEM = 7, 9, 10
LINES = CLOSER_FROM, CARRYING_FROM = 34, 56  # drawn by judgement
RISE = 15  # above the own usual: worth a word
RECENT = 3  # how many earlier check-ins are the own usual

LEAD_IN = lazy("Thinking about the past two weeks…")
CHOICES = {
    NEVER: lazy("Never"),
    RARELY: lazy("Rarely"),
    SOMETIMES: lazy("Sometimes"),
    OFTEN: lazy("Often"),
    NEARLY_ALWAYS: lazy("Nearly always"),
}
QUESTIONS = {
    1: lazy("I had enough energy for my working day."),
    2: lazy("I slept well enough to feel rested."),
    3: lazy("I had more work than I could do well."),
    4: lazy("I felt cold or cut off towards people at work or people we help."),
    5: lazy("My work felt worth doing."),
    6: lazy("I felt able to do my job well."),
    7: lazy("Stories or pictures from work came to mind when I did not want them."),
    8: lazy("I was tense or on guard even when nothing was wrong."),
    9: lazy("Because of my work I worried about my own safety or my family's."),
    10: lazy("There was someone at work I could turn to."),
}
LIMITS = lazy(
    "This is a conversation starter made for this portal. It has not been validated, does not "
    "diagnose, and no line has been tested against clinical outcomes."
)


class Part(StrEnum):
    """The whole, and the five sides of it."""

    STRAIN = "strain"
    LOAD = "load"
    CONTACT = "contact"
    ECHO = "echo"
    SAFETY = "safety"
    SUPPORT = "support"


class Word(StrEnum):
    """What a strain is called."""

    STEADY = "steady"
    CLOSER_LOOK = "closer_look"
    CARRYING = "carrying"


WORDS = {
    Word.STEADY: lazy("fairly steady"),
    Word.CLOSER_LOOK: lazy("worth a closer look"),
    Word.CARRYING: lazy("carrying a lot – please talk with someone"),
}


class Prompt(StrEnum):
    """What somebody is gently pointed to, whatever the total says."""

    ECHO = "echo"
    SAFETY = "safety"
    SUPPORT = "support"
    RISE = "rise"


def _part(key: Part, least: int, *items: int) -> Subscale:
    return Subscale(key=key, items=items, method=Method.MEAN, min_answered=least, multiply=25)


PULSE = Instrument(
    key="pulse10",
    version="1",
    items=tuple(Item(number, _SCALE, number in _REVERSED) for number in QUESTIONS),
    subscales=(
        _part(Part.STRAIN, 8, *QUESTIONS),
        _part(Part.LOAD, 2, 1, 2, 3),
        _part(Part.CONTACT, 2, 4, 5, 6),
        _part(Part.ECHO, 2, 7, 8),
        _part(Part.SAFETY, 1, 9),
        _part(Part.SUPPORT, 1, 10),
    ),
    bands=(
        Band(Part.STRAIN, 0, CLOSER_FROM, Word.STEADY),
        Band(Part.STRAIN, CLOSER_FROM, CARRYING_FROM, Word.CLOSER_LOOK),
        Band(Part.STRAIN, CARRYING_FROM, 100, Word.CARRYING),
    ),
)


class Outcome(NamedTuple):
    """What a person sees of their own answers: scores 0 to 100, higher is heavier."""

    strain: float | None
    parts: dict[Part, float | None]
    word: Word | None
    prompts: tuple[Prompt, ...]


def outcome(answers: Answers, earlier: Sequence[float] = ()) -> Outcome:
    """Score ten answers; `earlier` are the strains of the check-ins before, oldest first.

    Raises OffScale for answers that are not on the scale.
    """
    scores = {Part(key): value for key, value in score(PULSE, answers).items()}
    strain = scores.pop(Part.STRAIN)
    found = band(PULSE, Part.STRAIN, strain)
    word = Word(found.label) if found else None
    return Outcome(strain, scores, word, _prompts(answers, strain, earlier))


def _prompts(
    answers: Answers, strain: float | None, earlier: Sequence[float]
) -> tuple[Prompt, ...]:
    echo, safety = answers.get(ECHO_ITEM), answers.get(SAFETY_ITEM)
    support = answers.get(SUPPORT_ITEM)
    held = {
        Prompt.ECHO: echo is not None and echo >= OFTEN,
        Prompt.SAFETY: safety is not None and safety >= OFTEN,
        Prompt.SUPPORT: support is not None and support <= RARELY,
        Prompt.RISE: _rose(strain, earlier),
    }
    return tuple(prompt for prompt in Prompt if held[prompt])


def _rose(strain: float | None, earlier: Sequence[float]) -> bool:
    usual = earlier[-RECENT:]
    return strain is not None and bool(usual) and strain - statistics.median(usual) >= RISE
