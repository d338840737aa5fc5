"""Forms of reviews and of choosing among applications."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms.validators import ValidationError

from network.exchanges.rules.selection import MOST_POINTS, WEIGHTS
from network.exchanges.rules.states import reasons_for
from network.exchanges.vocabulary import Move, Part
from network.kernel.i18n import lazy
from network.web.forms import Area, Choice, GivenDay, PortalForm, Ticks, Version

POINTS = tuple((str(n), str(n)) for n in range(MOST_POINTS + 1))
_ANSWERS = ("", *(str(n) for n in range(MOST_POINTS + 1)))


class Points(Choice):
    """0 to 5 points, none of which is chosen beforehand."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, choices=POINTS, as_radios=True, default="", **options)

    def pre_validate(self, form: Any) -> None:
        del form
        if self.data not in _ANSWERS[1:]:
            raise ValidationError(lazy("Choose 0 to 5 points."))


class ScoreForm(PortalForm):
    """One review: each question counts as much as its weight."""

    version = Version("")
    need = Points(lazy("Need of the home centre"), hint=lazy("Does the visit answer a real need?"))
    goals = Points(lazy("Quality of the goals"), hint=lazy("Are they clear, and can they be seen?"))
    passing_on = Points(
        lazy("Passing on"), hint=lazy("How well can others learn from it afterwards?")
    )
    fit = Points(lazy("Fit with the hosts"), hint=lazy("Theme, language, kind of visit."))
    equity = Points(
        lazy("Equity"),
        hint=lazy("Region, front-line or non-clinical staff, first visit, small centre."),
    )
    feasibility = Points(lazy("Feasibility"), hint=lazy("Days, visa, money."))
    note = Area(
        lazy("A word to the secretariat"),
        longest=2000,
        rows=4,
        hint=lazy("Only the secretariat reads it."),
    )

    @property
    def points(self) -> dict[str, int]:
        return {name: int(self[name].data) for name in WEIGHTS}


class ReviewersForm(PortalForm):
    """Whom to ask, and until when."""

    reviewers = Ticks(lazy("Who is asked?"), coerce=UUID)
    due_on = GivenDay(lazy("Until when?"))

    def offer(self, people: Iterable[tuple[UUID, str]]) -> "ReviewersForm":
        """Offer those without a stake in the application."""
        self.reviewers.choices = list(people)
        return self


class DeclineForm(PortalForm):
    """Why an application is declined."""

    version = Version("")
    reason = Choice(lazy("Why?"), default="")

    def offer(self, names: Any) -> "DeclineForm":
        """Offer the reasons that fit, by their words."""
        found = reasons_for(Move.DECLINE, Part.SECRETARIAT)
        self.reason.choices = [(str(one), names[one]) for one in found]
        return self
