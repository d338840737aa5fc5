"""Forms for what a visit brought back: the report, its card, ratings, and those who read it."""

from collections.abc import Iterable
from typing import Any

from network.exchanges.rules import report_words as words
from network.exchanges.rules.goals import When
from network.kernel import languages
from network.kernel.i18n import lazy
from network.web.forms import Area, Choice, PortalForm, Text, Version, required

_UNRATED = ("", lazy("Not rated"))


class PartForm(PortalForm):
    """One part of a report, in the report's language."""

    version = Version()
    text = Area(lazy("Text"), longest=6_000, rows=10)

    def ask(self, name: str, lang: str) -> "PartForm":
        """Put the words of this part at its field."""
        asked = words.PARTS[name]
        self.text.label.text, self.text.hint = asked.label, asked.hint
        self.written_in = lang
        return self


class FrameForm(PortalForm):
    """Title and language of a report, and whom the visitor would let read it."""

    version = Version()
    title = Text(
        words.EXTRAS["title"].label,
        hint=words.EXTRAS["title"].hint,
        longest=150,
        about_work=True,
    )
    lang = Choice(lazy("Language you write in"))
    open_to = Choice(
        lazy("Who may read it?"),
        as_radios=True,
        choices=list(words.LEVELS.items()),
        hint=lazy("The host reads it first. An editor may let fewer people read it, never more."),
    )

    def offer(self) -> "FrameForm":
        """Fill in the languages, and look through what was typed in the one chosen."""
        self.lang.choices = language_choices()
        self.written_in = self.lang.data or ""
        return self


class CardForm(FrameForm):
    """The short way: what we saw, will try and need, with whom, and who may read it."""

    practices = Area(words.PARTS["practices"].label, hint=words.PARTS["practices"].hint, rows=5)
    plan = Area(words.PARTS["plan"].label, hint=words.PARTS["plan"].hint, rows=4)
    needs = Area(words.EXTRAS["needs"].label, rows=3)
    with_whom = Area(words.EXTRAS["with_whom"].label, hint=words.EXTRAS["with_whom"].hint, rows=2)


class GoalForm(PortalForm):
    """How one goal is rated, at the times that are open for it."""

    version = Version()
    after = Choice(lazy("Now, after the visit"), as_radios=True)
    retrospect = Choice(
        lazy("Looking back, before the visit"),
        as_radios=True,
        hint=lazy("As you see it today. What one expects of oneself moves while learning."),
    )
    six_months = Choice(lazy("Six months later"), as_radios=True)

    def offer(self, open_now: Iterable[When]) -> "GoalForm":
        """Fill in the scale, and leave out what is asked later."""
        asked = {str(when) for when in open_now}
        for when in (When.AFTER, When.RETROSPECT, When.SIX_MONTHS):
            if str(when) in asked:
                self[str(when)].choices = [_UNRATED, *_scale()]
            else:
                del self[str(when)]
        return self

    @property
    def levels(self) -> dict[When, int]:
        """What was chosen."""
        return {When(f.short_name): int(f.data) for f in self if f.kind == "radios" and f.data}


class ClearForm(PortalForm):
    """A host takes out what must not be shared, and says what it saw."""

    version = Version()
    from_host = Area(words.FROM_HOST.label, hint=words.FROM_HOST.hint, rows=4)


class PassageForm(PortalForm):
    """One part of a report, as the host leaves it."""

    text = Area(lazy("Text"), longest=6_000, rows=6)


class ReleaseForm(PortalForm):
    """Who may read a report once it is in the library."""

    version = Version()
    level = Choice(lazy("Who may read it?"), as_radios=True, choices=list(words.LEVELS.items()))


class ReturnForm(PortalForm):
    """What should be written anew."""

    note = Area(lazy("What should be written anew?"), longest=1_000, rows=3, checks=[required()])


def language_choices() -> list[tuple[str, str]]:
    """The languages of the network by name."""
    return sorted(languages.named(), key=lambda pair: pair[1].casefold())


def _scale() -> list[tuple[str, Any]]:
    return [(str(level), label) for level, label in words.SCALE.items()]
