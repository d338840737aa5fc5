"""The form in which the secretariat writes a call."""

from typing import Any

from network.exchanges.forms.offers import SpanForm
from network.exchanges.pieces import PIECES
from network.kernel import languages, taxonomy
from network.kernel.i18n import gettext as _
from network.kernel.i18n import lazy
from network.web.forms import Area, Choice, Day, GivenDay, Number, Text, Ticks, Version, required

PARTS: dict[str, Any] = {
    "person": lazy("Person and work"),
    "content": lazy("Purpose and motivation"),
    "passing_on": lazy("How it is passed on"),
    "practical": lazy("Days, visa and money"),
    "safety": lazy("Safety"),
    "needs": lazy("Access, health and care"),
    "consents": lazy("Consents"),
}
STORED = (
    "title",
    "lang",
    "about",
    "purposes",
    "themes",
    "parts",
    "places",
    "opens_on",
    "closes_on",
)


class CallForm(SpanForm):
    """What a call asks for, and until when."""

    _first, _last = "opens_on", "closes_on"

    version = Version("")
    title = Text(lazy("Title"), longest=150, about_work=True, checks=[required()])
    about = Area(
        lazy("What is it about, and who is it for?"), longest=6000, rows=8, checks=[required()]
    )
    lang = Choice(lazy("Written in"))
    purposes = Ticks(lazy("What kinds of visit?"))
    themes = Ticks(lazy("Themes"))
    opens_on = GivenDay(lazy("First day to apply"))
    closes_on = Day(
        lazy("Last day to apply"), hint=lazy("This day still counts."), checks=[required()]
    )
    places = Number(lazy("How many visits can be made?"), least=1, most=500, default=6)
    parts = Ticks(
        lazy("What has to be filled in?"),
        hint=lazy("These parts of the application are required for this call."),
    )

    def offer(self) -> "CallForm":
        """Fill in the choices in the reader's language."""
        self.lang.choices = languages.named()
        self.purposes.choices = [(t.code, t.label) for t in taxonomy.terms("purposes")]
        self.themes.choices = [(t.code, t.label) for t in taxonomy.terms("themes")]
        self.themes.groups = [(_("Themes"), self.themes.choices)]
        self.parts.choices = [(name, str(PARTS[name])) for name in PIECES]
        return self

    def values(self) -> dict[str, Any]:
        """What is stored of it."""
        return {name: self[name].data for name in STORED}
