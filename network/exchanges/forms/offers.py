"""The form in which a centre offers days for visits, and samples to begin with."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from network.exchanges.rules.names import PAYERS
from network.exchanges.rules.offers import MOST_PLACES
from network.exchanges.vocabulary import Payer
from network.kernel import clock, languages, taxonomy
from network.kernel.i18n import gettext as _
from network.kernel.i18n import lazy
from network.web.forms import (
    Area,
    Choice,
    GivenDay,
    Number,
    PortalForm,
    Spoken,
    Text,
    Tick,
    Ticks,
    Version,
    required,
)

if TYPE_CHECKING:
    from network.centres.models import Centre

SAMPLES: dict[str, dict[str, Any]] = {
    "study": {
        "title": lazy("See how our team works"),
        "purposes": ["EX-STUDY"],
        "least_days": 3,
        "most_days": 5,
    },
    "shadow": {
        "title": lazy("Follow a colleague through the working day"),
        "purposes": ["EX-SHADOW"],
        "least_days": 5,
        "most_days": 10,
    },
    "trainer": {
        "title": lazy("Come and teach with us"),
        "purposes": ["EX-TRAINER", "EX-CODEV"],
        "least_days": 5,
        "most_days": 10,
    },
}
_LEAD, _LONG = timedelta(days=84), timedelta(days=60)  # a visa takes about twelve weeks


class SpanForm(PortalForm):
    """A form with a first and a last day that are both needed."""

    _first, _last = "first_on", "last_on"

    def validate(self, extra_validators: object = None) -> bool:
        """Also: free texts are in the language they are written in, and the days follow."""
        self.written_in = self.lang.data or ""
        is_valid = bool(super().validate(extra_validators))
        first, last = self[self._first], self[self._last]
        if first.data and last.data and last.data < first.data:
            last.errors = [*last.errors, _("The last day is before the first.")]
            return False
        return is_valid


class OfferForm(SpanForm):
    """Days on which a centre would have visitors."""

    version = Version("")
    centre = Choice(lazy("Centre"))
    title = Text(
        lazy("Title"),
        longest=120,
        hint=lazy("What visitors would see or do. For example: pain groups and physiotherapy"),
        about_work=True,
        checks=[required()],
    )
    lang = Choice(lazy("Written in"))
    purposes = Ticks(lazy("What kind of visit?"), checks=[required()])
    themes = Ticks(lazy("About what?"), hint=lazy("Others find the offer by these."))
    first_on = GivenDay(lazy("First possible day"))
    last_on = GivenDay(lazy("Last possible day"))
    least_days = Number(lazy("Shortest visit, in days"), least=1, most=366, default=3)
    most_days = Number(
        lazy("Longest visit, in days"),
        least=0,
        most=366,
        default=10,
        hint=lazy("0 means: as long as the days offered."),
    )
    places = Number(
        lazy("How many visitors at the same time?"), least=1, most=MOST_PLACES, default=1
    )
    place = Text(
        lazy("Place"),
        longest=200,
        hint=lazy("Only those who may know which centre this is see the place."),
        about_work=True,
    )
    languages = Spoken(
        lazy("Languages a visitor can work in"),
        hint=lazy("Leave this empty for all languages of the centre."),
    )
    payer = Choice(lazy("Who pays?"), as_radios=True, default=str(Payer.OPEN))
    conditions = Area(
        lazy("Conditions"),
        longest=3000,
        rows=4,
        hint=lazy("For example: which professions, what visitors bring, where they sleep."),
    )
    is_virtual_possible = Tick(lazy("This is also possible online"))

    def offer(self, centres: "Iterable[Centre]") -> "OfferForm":
        """Fill in the choices in the reader's language."""
        self.centre.choices = [(str(centre.id), centre.name) for centre in centres]
        self.lang.choices = languages.named()
        self.purposes.choices = [(t.code, t.label) for t in taxonomy.terms("purposes")]
        self.themes.choices = [(t.code, t.label) for t in taxonomy.terms("themes")]
        self.themes.groups = [(_("Themes"), self.themes.choices)]
        self.payer.choices = [(str(payer), str(words)) for payer, words in PAYERS.items()]
        return self

    def values(self) -> dict[str, Any]:
        """What is stored of it."""
        return {name: self[name].data for name in STORED}


STORED = (
    "title",
    "lang",
    "purposes",
    "themes",
    "first_on",
    "last_on",
    "least_days",
    "most_days",
    "places",
    "place",
    "languages",
    "payer",
    "conditions",
    "is_virtual_possible",
)


def sample(name: str) -> dict[str, Any]:
    """What a new offer begins with: days far enough away for a visa, and perhaps a sample."""
    first_on = clock.now().date() + _LEAD
    given = {"first_on": first_on, "last_on": first_on + _LONG, **SAMPLES.get(name, {})}
    return given | {"title": str(given.get("title", ""))}
