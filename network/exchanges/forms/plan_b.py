"""Forms of Plan B: keeping it, and going on online."""

from datetime import date

from network.exchanges.rules import states
from network.exchanges.rules.names import REASONS
from network.exchanges.vocabulary import Move, Part, Reason
from network.kernel.i18n import lazy
from network.web.forms import Area, Choice, GivenDay, PortalForm, Version, required


class PlanForm(PortalForm):
    """How it would be online, and on which other days it could be."""

    version = Version()
    virtual = Area(
        lazy("How it would be online"),
        longest=1_000,
        rows=3,
        hint=lazy("For example four sessions of 90 minutes, one each week."),
        checks=[required()],
    )
    first_on = GivenDay(lazy("Other days, from"))
    last_on = GivenDay(lazy("until"))

    def days(self) -> tuple[date, date]:
        """The first and last day, once the form is valid."""
        return self.first_on.data, self.last_on.data


class VirtualForm(PortalForm):
    """Why a visit goes on online."""

    reason = Choice(lazy("Why"), choices=[])

    def offer(self, part: Part, first: str = "") -> "VirtualForm":
        """Let the reader choose among the reasons that fit, one of them chosen already."""
        allowed = states.reasons_for(Move.GO_VIRTUAL, part)
        self.reason.choices = [(str(reason), str(REASONS[reason])) for reason in allowed]
        if self.reason.data is None:
            known = first in set(allowed)
            self.reason.data = first if known else str(Reason.VISA_REFUSED)
        return self
