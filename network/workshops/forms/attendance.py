"""Forms for who was there: marking many at once, and saying so with a code."""

from collections.abc import Iterable
from uuid import UUID

from network.kernel.i18n import lazy
from network.web.forms import Choice, Number, PortalForm, Text, Ticks, required
from network.workshops.rules.numbers import BY, USES

WHOLE, PARTLY, ABSENT, EXCUSED = "whole", "partly", "absent", "excused"
_WHAT = [
    (WHOLE, lazy("They were there the whole time")),
    (PARTLY, lazy("They were there for some of the time, as below")),
    (ABSENT, lazy("They were not there")),
    (EXCUSED, lazy("They were excused")),
]


class MarkForm(PortalForm):
    """Some people, and what is noted of all of them."""

    people = Ticks(lazy("People"), coerce=UUID)
    what = Choice(lazy("Note of those who are ticked"), as_radios=True, choices=_WHAT)

    def offer(self, ids: Iterable[UUID]) -> "MarkForm":
        """Say who may be ticked."""
        self.people.choices = [(key, "") for key in ids]
        return self


class SpentForm(PortalForm):
    """How long somebody was in one session."""

    minutes = Number(lazy("Minutes"))

    def ask(self, words: str, planned: int) -> "SpentForm":
        """Name the session, and say how long it was."""
        self.minutes.label.text, self.minutes.most = words, planned
        return self


class PresentForm(PortalForm):
    """The code of a session, as it is shown in the room."""

    session = Choice(lazy("Session"), as_radios=True)
    code = Text(
        lazy("Code"),
        longest=40,
        hint=lazy("The organisers show it in the room, or say it aloud."),
        checks=[required()],
    )

    def offer(self, sessions: Iterable[tuple[UUID, str]]) -> "PresentForm":
        """Fill in the sessions whose code counts now; with one there is nothing to choose."""
        self.session.choices = [(str(key), words) for key, words in sessions]
        if not self.session.data and self.session.choices:
            self.session.data = self.session.choices[0][0]
        return self


class EvaluationForm(PortalForm):
    """What a workshop was worth, and what somebody will use of it."""

    usefulness = Choice(
        lazy("How useful was it for your work?"),
        as_radios=True,
        choices=[(str(n), str(n)) for n in range(11)],
        hint=lazy("0 is not at all useful, 10 is very useful."),
    )
    use = Choice(lazy("What will you use first?"), as_radios=True, choices=list(USES.items()))
    by = Choice(lazy("By when?"), as_radios=True, choices=list(BY.items()))
