"""Forms for the days of a visit: what is asked, what suits, and other days."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from starlette.datastructures import FormData

from network.exchanges.models.agreeing import Suits
from network.exchanges.rules import names
from network.exchanges.rules.dates import Span
from network.kernel.i18n import _, lazy
from network.web.forms import Choice, Day, GivenDay, PortalForm

PERIODS = 4
_ANSWERS = [(str(suits), label) for suits, label in names.SUITS.items()]


class PeriodForm(PortalForm):
    """A first and a last day, both included."""

    first_on = GivenDay(lazy("First day"))
    last_on = GivenDay(lazy("Last day"))

    @property
    def span(self) -> Span:
        return Span(self["first_on"].data, self["last_on"].data)


class AskForm(PortalForm):
    """Several periods to choose from, and how long people have to answer."""

    days = Choice(
        lazy("Time to answer"),
        default="7",
        choices=[("3", lazy("Three days")), ("7", lazy("A week")), ("14", lazy("Two weeks"))],
    )

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The fields of each period: first and last day."""
        return [(self[f"first_{n}"], self[f"last_{n}"]) for n in range(1, PERIODS + 1)]

    @property
    def spans(self) -> list[Span]:
        return [Span(one.data, other.data) for one, other in self.pairs if one.data and other.data]

    def validate(self, *given: Any, **more: Any) -> bool:
        is_valid = bool(super().validate(*given, **more))
        for first, last in self.pairs:
            if bool(first.data) is not bool(last.data):
                half = last if first.data else first
                half.errors = [*half.errors, _("Give the first and the last day.")]
                is_valid = False
        return is_valid


for _n in range(1, PERIODS + 1):
    setattr(AskForm, f"first_{_n}", Day(lazy("First day")))
    setattr(AskForm, f"last_{_n}", Day(lazy("Last day")))


def answer_form(option_ids: Iterable[UUID], posted: FormData | None = None) -> PortalForm:
    """One choice of three for each period."""
    fields: dict[str, Any] = {
        name_of(key): Choice("", choices=_ANSWERS, as_radios=True) for key in option_ids
    }
    form: PortalForm = type("AnswerForm", (PortalForm,), fields)(posted)
    return form


def answers_in(form: PortalForm, option_ids: Iterable[UUID]) -> dict[UUID, Suits]:
    return {key: Suits(form[name_of(key)].data) for key in option_ids}


def name_of(option_id: UUID) -> str:
    """The field of a period."""
    return f"option_{option_id.hex}"
