"""Forms of offers, needs, answers and requests."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from network.expertise.models import Kind
from network.kernel import languages, taxonomy
from network.kernel.actor import Level
from network.kernel.i18n import gettext as _
from network.kernel.i18n import lazy
from network.web.forms import (
    Area,
    Choice,
    Day,
    Number,
    PortalForm,
    Spoken,
    Text,
    Ticks,
    Version,
    required,
)

if TYPE_CHECKING:
    from network.centres.models import Centre

KINDS = (
    (Kind.OFFER, lazy("We offer something")),
    (Kind.NEED, lazy("We look for something")),
)
LEVELS = (
    (Level.PUBLIC, lazy("Everybody, also without an account")),
    (Level.MEMBERS, lazy("Everybody in the network")),
    (Level.CONTACTS, lazy("Centres we are in touch with")),
)
CODE_TITLES = {
    "themes": lazy("Themes"),
    "approaches": lazy("Approaches"),
    "services": lazy("Services"),
    "client_groups": lazy("Experience with groups"),
    "purposes": lazy("Kinds of exchange"),
}
REASONS = (
    ("full", lazy("We are full for now")),
    ("dates", lazy("The dates do not fit")),
    ("language", lazy("We have no language in common")),
    ("fit", lazy("Others can help better with this")),
    ("other", lazy("Another reason, in our words below")),
)


class DatedForm(PortalForm):
    """A form with a first and a last day."""

    def validate(self, extra_validators: object = None) -> bool:
        """Also: the last day is not before the first."""
        is_valid = bool(super().validate(extra_validators))
        if self.from_on.data and self.until_on.data and self.until_on.data < self.from_on.data:
            self.until_on.errors = [_("The last day is before the first.")]
            return False
        return is_valid


class ListingForm(DatedForm):
    """An offer or a need."""

    version = Version("")
    centre = Choice(lazy("Centre"))
    kind = Choice(lazy("What is it?"), choices=KINDS, as_radios=True, default=Kind.OFFER)
    language = Choice(lazy("Written in"))
    title = Text(
        lazy("Title"),
        longest=120,
        hint=lazy("What, and for whom. For example: pain education groups, for physiotherapists"),
        about_work=True,
        checks=[required()],
    )
    summary = Area(lazy("In a few words"), longest=2000, rows=6)
    codes = Ticks(
        lazy("What is it about?"), hint=lazy("Others find it by these, in their own language.")
    )
    spoken = Spoken(
        lazy("Languages we can do this in"),
        hint=lazy("Leave this empty for all languages of the centre."),
    )
    from_on = Day(lazy("From"))
    until_on = Day(lazy("Until"))
    capacity = Number(lazy("For how many people or teams at once?"), least=1, most=500, default=1)
    near = Choice(lazy("Should the other centre be in a certain region?"))
    level = Choice(lazy("Who sees it?"), choices=LEVELS, default=Level.MEMBERS)

    def validate(self, extra_validators: object = None) -> bool:
        """Its free texts are in the language it is written in."""
        self.written_in = self.language.data or ""
        return super().validate(extra_validators)

    def offer(self, centres: "Iterable[Centre]") -> "ListingForm":
        """Fill in the choices in the reader's language."""
        self.centre.choices = [(str(c.id), c.name) for c in centres]
        self.language.choices = languages.named()
        self.codes.groups = [
            (str(title), [(t.code, t.label) for t in taxonomy.terms(name)])
            for name, title in CODE_TITLES.items()
        ]
        self.codes.choices = [pair for _title, group in self.codes.groups for pair in group]
        regions = [(t.code, t.label) for t in taxonomy.terms("regions") if t.code != "GLOBAL"]
        self.near.choices = [("", _("No, from anywhere")), *regions]
        return self


class TranslationForm(PortalForm):
    title = Text(lazy("Title"), longest=120, about_work=True)
    summary = Area(lazy("In a few words"), longest=2000, rows=6)


class RequestForm(PortalForm):
    centre = Choice(lazy("On behalf of"))
    text = Area(
        lazy("Message"),
        longest=2000,
        rows=6,
        hint=lazy("Say what you would like and when. Their coordinators read it here."),
        checks=[required()],
    )

    def offer(self, centres: "Iterable[Centre]") -> "RequestForm":
        """Offer the reader's own centres."""
        self.centre.choices = [(str(c.id), c.name) for c in centres]
        return self


class AcceptForm(PortalForm):
    reply = Area(lazy("A word back"), longest=2000, rows=3)


class DeclineForm(PortalForm):
    reason = Choice(lazy("Why not?"), choices=REASONS, as_radios=True, default="full")
    reply = Area(lazy("A word back"), longest=2000, rows=3)


class AnswerForm(DatedForm, RequestForm):
    text = Area(
        lazy("How you can help"),
        longest=2000,
        rows=6,
        checks=[required()],
    )
    from_on = Day(lazy("From"))
    until_on = Day(lazy("Until"))
