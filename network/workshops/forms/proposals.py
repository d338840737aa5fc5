"""Forms for proposing something for an agenda, and deciding on it."""

from network.kernel.i18n import lazy
from network.web.forms import Area, Choice, Number, PortalForm, Text, required
from network.workshops.rules import agenda

ACCEPT, REJECT = "accept", "reject"


class ProposalForm(PortalForm):
    """What somebody would like to do or tell."""

    title = Text(lazy("Title"), longest=150, about_work=True, checks=[required()])
    about = Area(lazy("What it would be about"), longest=2000, rows=5)
    minutes = Number(
        lazy("Minutes"), least=agenda.LEAST_MINUTES, most=agenda.MOST_MINUTES, default=30
    )


class DecisionForm(PortalForm):
    """Yes or no to a proposal."""

    decision = Choice(lazy("Decision"), choices=((ACCEPT, ""), (REJECT, "")))
