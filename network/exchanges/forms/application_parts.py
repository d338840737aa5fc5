"""Forms of a learning goal, of the ranked hosts, and of beginning an application."""

from collections.abc import Iterable

from network.exchanges.forms.applying import line, no_document_number
from network.exchanges.rules import goals
from network.kernel import taxonomy
from network.kernel.i18n import _, lazy
from network.web.forms import Choice, Day, PortalForm, Text, Version, required

LEVELS = (
    ("", lazy("Not rated yet")),
    (str(goals.NONE), lazy("0: not at all")),
    (str(goals.AWARE), lazy("1: I know of it")),
    (str(goals.WITH_HELP), lazy("2: with help")),
    (str(goals.INDEPENDENT), lazy("3: on my own")),
    (str(goals.CAN_TEACH), lazy("4: I can teach it")),
)


class GoalForm(PortalForm):
    """A learning goal; what it needs first is what one wants to be able to do."""

    version = Version("")
    specific = Text(
        lazy("What do you want to be able to do?"),
        longest=300,
        hint=lazy("For example: run two pain education groups of six, with the host's plan."),
        about_work=True,
        checks=[required(), no_document_number],
    )
    measure = line(lazy("How will you know that you can?"), longest=300)
    how = line(lazy("How will you learn it there?"), longest=300)
    relevance = line(lazy("What is it good for at home?"), longest=300)
    by_on = Day(lazy("By when?"))
    competency = Choice(lazy("Which competency is it closest to?"), default="")
    before = Choice(
        lazy("Where do you see yourself today?"),
        choices=LEVELS,
        as_radios=True,
        default="",
        hint=lazy("You are asked again after the visit. It is for you, nobody is ranked by it."),
    )

    def offer(self) -> "GoalForm":
        """Fill in the choices in the reader's language."""
        terms = [*taxonomy.terms("competencies"), *taxonomy.terms("approaches")]
        self.competency.choices = [("", _("None of the list")), *((t.code, t.label) for t in terms)]
        return self

    @property
    def level(self) -> int | None:
        return int(self.before.data) if self.before.data else None


class HostsForm(PortalForm):
    """Up to three hosts, the one you would like best first."""

    first = Choice(lazy("First choice"), default="")
    second = Choice(lazy("Second choice"), default="")
    third = Choice(lazy("Third choice"), default="")

    def offer(self, choices: Iterable[tuple[str, str]]) -> "HostsForm":
        """Offer what the reader can choose among."""
        listed = [("", _("Nobody")), *choices]
        for field in (self.first, self.second, self.third):
            field.choices = listed
        return self

    @property
    def chosen(self) -> list[str]:
        found = (self.first.data, self.second.data, self.third.data)
        return list(dict.fromkeys(value for value in found if value))


class StartForm(PortalForm):
    """From which centre somebody applies."""

    centre = Choice(lazy("From which centre do you apply?"), as_radios=True)
    offer_id = Text("", longest=36)
    call_id = Text("", longest=36)

    def offer(self, centres: Iterable[tuple[str, str]]) -> "StartForm":
        """Offer the centres from which the reader may apply."""
        self.centre.choices = list(centres)
        if not self.centre.data and self.centre.choices:
            self.centre.data = self.centre.choices[0][0]
        return self
