"""Forms for what came of a workshop: its parts, who reads it, and what was agreed."""

from collections.abc import Iterable, Mapping
from typing import Any

from network.kernel import languages
from network.kernel.i18n import lazy
from network.web.forms import Area, Choice, Day, PortalForm, Text, Version, required
from network.workshops.rules import names
from network.workshops.rules.outcome_words import HINTS
from network.workshops.rules.outcomes import MOST_LESSONS, PARTS
from network.workshops.vocabulary import ActionState, Level


class PartForm(PortalForm):
    """One part of an outcome, in its language."""

    version = Version()
    text = Area(lazy("Text"), longest=6_000, rows=10)

    def ask(self, name: str, lang: str) -> "PartForm":
        """Put the words of this part at its field."""
        self.text.label.text, self.text.hint = PARTS[name], HINTS[name]
        self.written_in = lang
        return self


class LessonsForm(PortalForm):
    """Up to seven lessons."""

    version = Version()
    lesson_1 = Text(lazy("First lesson"), longest=400, about_work=True)
    lesson_2 = Text(lazy("Second lesson"), longest=400, about_work=True)
    lesson_3 = Text(lazy("Third lesson"), longest=400, about_work=True)
    lesson_4 = Text(lazy("Fourth lesson"), longest=400, about_work=True)
    lesson_5 = Text(lazy("Fifth lesson"), longest=400, about_work=True)
    lesson_6 = Text(lazy("Sixth lesson"), longest=400, about_work=True)
    lesson_7 = Text(lazy("Seventh lesson"), longest=400, about_work=True)

    @property
    def lessons(self) -> list[str]:
        """What was written, without the empty ones."""
        texts = [self[f"lesson_{n}"].data or "" for n in range(1, MOST_LESSONS + 1)]
        return [text for text in texts if text]


class FrameForm(PortalForm):
    """For whom an outcome is, in which language, and when it is looked at again."""

    version = Version()
    level = Choice(
        lazy("Who may read it?"),
        as_radios=True,
        hint=lazy("For no more people than the workshop was."),
    )
    lang = Choice(lazy("Language you write in"))
    review_on = Day(
        lazy("Look at it again on"),
        hint=lazy("Without a day, it is looked at again two years after it is published."),
    )

    def offer(self, levels: Iterable[Level]) -> "FrameForm":
        """Fill in the levels that are possible, and the languages."""
        self.level.choices = [(str(level), names.LEVELS[level]) for level in levels]
        self.lang.choices = sorted(languages.named(), key=lambda pair: pair[1].casefold())
        return self


class ReturnForm(PortalForm):
    """What should be written anew."""

    note = Area(lazy("What should be written anew?"), longest=1_000, rows=3, checks=[required()])


class PublishForm(PortalForm):
    version = Version()


class ActionForm(PortalForm):
    """What was agreed: what, who sees to it, by when."""

    version = Version()
    text = Text(lazy("What is done?"), longest=300, about_work=True, checks=[required()])
    owner_role = Text(
        lazy("Who sees to it?"),
        longest=80,
        hint=lazy("A role or a centre, such as “the training team”."),
    )
    owner = Choice(
        lazy("Or somebody who took part"),
        hint=lazy("They are told, and find it in their own list. Those who took part read who."),
    )
    due_on = Day(lazy("By when?"))

    def offer(self, people: Mapping[str, str]) -> "ActionForm":
        """Fill in who can be chosen."""
        by_name = sorted(people.items(), key=lambda pair: pair[1].casefold())
        self.owner.choices = [("", lazy("Nobody by name")), *by_name]
        return self


class SettleForm(PortalForm):
    """How far something is."""

    version = Version()
    state = Choice(lazy("How far is it?"), as_radios=True, choices=list(names.ACTIONS.items()))

    @property
    def chosen(self) -> ActionState:
        return ActionState(self.state.data)


def first_lessons(lessons: Iterable[str]) -> dict[str, Any]:
    """Lessons as the fields of their form."""
    return {f"lesson_{n}": text for n, text in enumerate(lessons, 1)}
