"""Forms of the checklists: an item of one's own, and a word beside an item."""

from network.exchanges.actions.checklist import OWNERS
from network.exchanges.rules.checklists import AREAS
from network.exchanges.rules.names import PARTS
from network.kernel.i18n import lazy
from network.web.forms import Choice, GivenDay, PortalForm, Text, Version, required


class OwnItemForm(PortalForm):
    """Something people add to the lists."""

    text = Text(lazy("What is to be done"), longest=200, about_work=True, checks=[required()])
    area = Choice(lazy("List"), choices=list(AREAS.items()))
    owner = Choice(lazy("Who does it"), choices=[(part, PARTS[part]) for part in OWNERS])
    due_on = GivenDay(lazy("Until when"))


class SettleForm(PortalForm):
    """How far an item is, with a word for the others."""

    version = Version()
    note = Text(
        lazy("A word for the others"),
        longest=300,
        about_work=True,
        hint=lazy("Everybody who prepares this visit reads it. Nothing about somebody's health."),
    )
