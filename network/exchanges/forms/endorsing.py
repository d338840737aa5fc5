"""Forms of the home coordinator: standing behind an application, or returning it."""

from typing import Any

from network.exchanges.rules.selection import Gate
from network.kernel.i18n import lazy
from network.web.forms import Area, PortalForm, Text, Tick, Ticks, Version, required

GATES: dict[Gate, Any] = {
    Gate.TIME_IN_POST: lazy("Long enough in post: twelve months, or six at a small centre"),
    Gate.EMPLOYER: lazy("The centre as the employer agrees"),
    Gate.LANGUAGE: lazy("A shared language at B2, or an interpreter in the budget"),
    Gate.SAFEGUARDING: lazy("The safeguarding declaration is signed"),
    Gate.CONFIDENTIALITY: lazy("The confidentiality declaration is signed"),
    Gate.SAFETY: lazy("Nothing about safety speaks against it"),
    Gate.CONFLICT: lazy("No conflict of interest is open"),
}


class EndorseForm(PortalForm):
    """Which conditions are met, and who does the work meanwhile."""

    version = Version("")
    is_small = Tick(lazy("Our centre has at most 15 staff"))
    gates = Ticks(lazy("These conditions are met"), choices=tuple(GATES.items()), coerce=Gate)
    cover = Text(
        lazy("Who covers the work at home?"),
        longest=500,
        hint=lazy("A few words: a colleague's role, or how it is shared."),
        about_work=True,
        checks=[required()],
    )


class ReturnForm(PortalForm):
    note = Area(
        lazy("What is missing?"),
        longest=1000,
        rows=3,
        hint=lazy("The visitor reads it above the application, and can send it again."),
        checks=[required()],
    )
