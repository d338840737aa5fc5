"""Forms of centres."""

from network.centres import rules
from network.centres.models import Centre, Listing, Risk
from network.centres.queries import weekday_names
from network.centres.rules import FIELD_NAMES, ROLE_NAMES
from network.kernel import taxonomy, zones
from network.kernel.actor import CENTRE_ROLES, Level, Role
from network.kernel.i18n import LANGUAGES, lazy, locale, own_name
from network.kernel.i18n import gettext as _
from network.web.forms import (
    Area,
    Choice,
    Email,
    GivenDay,
    PortalForm,
    Spoken,
    Text,
    Tick,
    Ticks,
    Upload,
    Version,
    WebAddress,
    required,
)

LEVELS = (
    (Level.ONLY_ME, lazy("Only my centre")),
    (Level.CONTACTS, lazy("Centres we are in touch with")),
    (Level.MEMBERS, lazy("Everybody in the network")),
    (Level.PUBLIC, lazy("Everybody, also without an account")),
)
LISTINGS = {
    Listing.PUBLIC: lazy("Everybody, also without an account"),
    Listing.MEMBERS: lazy("Everybody in the network"),
    Listing.UNLISTED: lazy("Nobody, until we agree to be in touch with them"),
}
RISKS = (
    (Risk.NORMAL, lazy("Normal")),
    (Risk.HIGH, lazy("High: never listed, discreet everywhere")),
)
PURPOSES = lazy("Kinds of exchange")
KIND_NAMES = (
    ("centre", lazy("Centre")),
    ("programme", lazy("Programme of a larger body")),
    ("network", lazy("Network of centres")),
)


def country_choices() -> list[tuple[str, str]]:
    """Countries by name in the reader's language."""
    names = locale().territories
    found = [(code, str(names.get(code, code))) for code in zones.country_codes()]
    return [("", _("Choose")), *sorted(found, key=lambda pair: pair[1])]


def zone_choices() -> list[tuple[str, str]]:
    return [("", _("Choose")), *((n, n.replace("_", " ")) for n in sorted(zones.zone_names()))]


def term_groups(*names: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Closed lists under their headings, in the reader's language."""
    return [
        (str(FIELD_NAMES.get(name, PURPOSES)), [(t.code, t.label) for t in taxonomy.terms(name)])
        for name in names
    ]


class ProfileForm(PortalForm):
    """What a centre is and does."""

    version = Version("")
    name = Text(lazy("Name"), longest=200, checks=[required()])
    acronym = Text(lazy("Acronym"), longest=40)
    town = Text(lazy("Town"), longest=80, hint=lazy("The town only, never the address."))
    country = Choice(lazy("Country"))
    region = Choice(lazy("Region of the network"))
    zone = Choice(lazy("Time zone"))
    weekend = Ticks(lazy("Weekend"), coerce=int)
    website = WebAddress(lazy("Website"), longest=200)
    mailbox = Email(
        lazy("Mailbox for requests"), hint=lazy("An address of a role, not of a person.")
    )
    spoken = Spoken(lazy("Languages we work in"))
    codes = Ticks(lazy("What we do"))

    def offer(self) -> "ProfileForm":
        """Fill in the choices in the reader's language."""
        self.country.choices = country_choices()
        regions = [(t.code, t.label) for t in taxonomy.terms("regions")]
        self.region.choices = [("", _("Choose")), *regions]
        self.zone.choices = zone_choices()
        self.weekend.choices = weekday_names()
        self.codes.groups = term_groups(*rules.CODE_FIELDS)
        self.codes.choices = [pair for _title, group in self.codes.groups for pair in group]
        return self


class VisibilityForm(PortalForm):
    """To whom a centre shows each of its fields."""

    version = Version("")
    services = Choice(FIELD_NAMES["services"], choices=LEVELS)
    approaches = Choice(FIELD_NAMES["approaches"], choices=LEVELS)
    themes = Choice(FIELD_NAMES["themes"], choices=LEVELS)
    client_groups = Choice(FIELD_NAMES["client_groups"], choices=LEVELS)
    languages = Choice(FIELD_NAMES["languages"], choices=LEVELS)
    about = Choice(FIELD_NAMES["about"], choices=LEVELS)
    town = Choice(FIELD_NAMES["town"], choices=LEVELS)
    website = Choice(FIELD_NAMES["website"], choices=LEVELS)
    mailbox = Choice(FIELD_NAMES["mailbox"], choices=LEVELS)


class ClosureForm(PortalForm):
    """Days on which a centre is closed."""

    first_on = GivenDay(lazy("First day"))
    last_on = GivenDay(lazy("Last day"))


class TextForm(PortalForm):
    """What a centre says about itself in one language."""

    text = Area(lazy("About us"), longest=rules.SUMMARY_LENGTH, rows=6)


class ConfirmForm(PortalForm):
    listing = Choice(lazy("Who may see that your centre is a member?"), as_radios=True)

    def offer(self, centre: Centre) -> "ConfirmForm":
        """Offer what the centre's risk level allows."""
        self.listing.choices = [(v, LISTINGS[v]) for v in rules.listings_allowed(centre)]
        return self


class InviteForm(PortalForm):
    email = Email(lazy("E-mail address"), checks=[required()])
    role = Choice(lazy("Role"))
    language = Choice(lazy("Language of the invitation"))

    def offer(self, roles: tuple[Role, ...] = CENTRE_ROLES) -> "InviteForm":
        """Offer roles and the interface's languages."""
        self.role.choices = [(role, ROLE_NAMES[role]) for role in roles]
        self.language.choices = [(code, own_name(code)) for code in LANGUAGES]
        return self


class NewCentreForm(PortalForm):
    name = Text(lazy("Name"), longest=200, checks=[required()])
    country = Choice(lazy("Country"))
    region = Choice(lazy("Region of the network"))
    kind = Choice(lazy("Kind"), choices=KIND_NAMES)

    def offer(self) -> "NewCentreForm":
        """Fill in the choices in the reader's language."""
        self.country.choices = country_choices()
        regions = [(t.code, t.label) for t in taxonomy.terms("regions")]
        self.region.choices = [("", _("Choose")), *regions]
        return self


class RiskForm(PortalForm):
    risk = Choice(lazy("Risk level"), choices=RISKS, as_radios=True)


class UploadForm(PortalForm):
    file = Upload(lazy("CSV file"), accept=".csv,text/csv", checks=[required()])


class ImportForm(PortalForm):
    """How to treat rows whose centre is here already, and whether to leave out broken ones."""

    duplicates = Choice(
        lazy("Centres that are here already"),
        as_radios=True,
        choices=(
            ("skip", lazy("Leave them as they are")),
            ("fill", lazy("Fill in what is empty")),
            ("update", lazy("Replace with what the file says")),
        ),
    )


class ApplyForm(PortalForm):
    leave_out_broken = Tick(lazy("Leave out the broken rows"))
