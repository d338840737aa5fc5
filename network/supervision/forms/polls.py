"""Forms for finding a time together."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from starlette.datastructures import FormData

from network.kernel.i18n import lazy, ngettext
from network.supervision.models import Answer, PollOption
from network.web.forms import Choice, PortalForm, Ticks

ANSWERS = (
    (Answer.YES, lazy("Yes")),
    (Answer.MAYBE, lazy("If need be")),
    (Answer.NO, lazy("No")),
)
_WEEKS = ("2", "4", "6", "8")
_DAYS = ("1", "2", "3", "5", "7", "10")
_STEP = "%Y-%m-%dT%H:%MZ"


def written(at: datetime) -> str:
    """An instant as forms send it, such as 2027-01-12T13:30Z."""
    return at.astimezone(UTC).strftime(_STEP)


def instant(text: str) -> datetime | None:
    """An instant a page offered; None for anything else."""
    if not re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\dZ", text, re.ASCII):
        return None
    try:
        return datetime.strptime(text, _STEP).replace(tzinfo=UTC)
    except ValueError:
        return None


class PlannerForm(PortalForm):
    """How far to look, how many have to come, and who above all."""

    weeks = Choice(lazy("Look ahead"), default="4")
    fewest = Choice(lazy("At least"), default="1")
    required = Ticks(lazy("Has to be there"))

    def offer(self, members: Iterable[tuple[UUID, str]]) -> "PlannerForm":
        """Fill in the members, and numbers up to all of them."""
        named = [(str(who), name) for who, name in members]
        self.weeks.choices = [(n, ngettext("%(n)s week", "%(n)s weeks", int(n))) for n in _WEEKS]
        self.fewest.choices = [
            (str(n), ngettext("%(n)s person", "%(n)s people", n)) for n in range(1, len(named) + 1)
        ]
        self.required.choices = named
        return self


class PollForm(PortalForm):
    """The times to ask for, who is needed, and until when people can answer."""

    starts = Ticks(lazy("Times"))
    days = Choice(lazy("Answers until"), default="3")
    required = Ticks(lazy("Has to be there"))

    def offer(self, members: Iterable[tuple[UUID, str]]) -> "PollForm":
        """Fill in the members; the times are whatever the planner offered when it was opened."""
        self.days.choices = [(n, ngettext("in %(n)s day", "in %(n)s days", int(n))) for n in _DAYS]
        self.required.choices = [(str(who), name) for who, name in members]
        sent = [str(text)[:20] for text in self.starts.data or []]
        self.starts.choices = [(text, text) for text in sent if instant(text)]
        return self

    @property
    def instants(self) -> list[datetime]:
        return [at for text in self.starts.data or [] if (at := instant(text))]

    @property
    def needed(self) -> list[UUID]:
        return [UUID(key) for key in self.required.data or []]


def vote_form(options: Iterable[PollOption], posted: FormData | None = None) -> PortalForm:
    """One choice of three for each option; what is left out counts as no."""
    fields: dict[str, Any] = {
        name_of(option.id): Choice("", choices=ANSWERS, as_radios=True, default=Answer.NO)
        for option in options
    }
    form: PortalForm = type("VoteForm", (PortalForm,), fields)(posted)
    return form


def name_of(option_id: UUID) -> str:
    """The field of an option."""
    return f"option_{option_id.hex}"
