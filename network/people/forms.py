"""Forms of accounts."""

from network.kernel import languages, taxonomy, zones
from network.kernel.actor import Level
from network.kernel.i18n import LANGUAGES, gettext, lazy, own_name
from network.people.models import DisplayMode
from network.web.forms import (
    Area,
    Choice,
    Email,
    GivenDay,
    Passphrase,
    PortalForm,
    Text,
    Tick,
    Ticks,
    Version,
    required,
)

DISPLAY_MODES = (
    (DisplayMode.REAL, lazy("My full name")),
    (DisplayMode.CALLED_POSITION, lazy("My first name and my position")),
    (DisplayMode.POSITION_CENTRE, lazy("My position and my centre")),
    (DisplayMode.POSITION_REGION, lazy("My position and my region")),
    (DisplayMode.CODE, lazy("My code name")),
)
LEVELS = (
    (Level.ONLY_ME, lazy("Only me")),
    (Level.CONTACTS, lazy("My contacts: my centre and centres we are in touch with")),
    (Level.MEMBERS, lazy("Everybody in the network")),
    (Level.PUBLIC, lazy("Everybody, also without an account")),
)
PERSON_LEVELS = LEVELS[:3]
THEMES = (
    ("", lazy("As my device")),
    ("light", lazy("Light")),
    ("dark", lazy("Dark")),
)
TEXT_SIZES = (
    ("", lazy("As my device")),
    ("large", lazy("Large")),
    ("largest", lazy("Largest")),
)


class SignInForm(PortalForm):
    email = Email(lazy("E-mail address"), checks=[required()])
    passphrase = Passphrase(lazy("Passphrase"))
    own_device = Tick(
        lazy("This is my own device"),
        hint=lazy("Leave this empty on a shared computer: you are signed out with the browser."),
    )


class CodeForm(PortalForm):
    code = Text(
        lazy("Code"),
        longest=40,
        hint=lazy("Six digits from your authenticator app, or one of your recovery codes."),
        checks=[required()],
    )


class AskResetForm(PortalForm):
    email = Email(lazy("E-mail address"), checks=[required()])


class NewPassphraseForm(PortalForm):
    passphrase = Passphrase(
        lazy("New passphrase"),
        is_new=True,
        hint=lazy("A sentence of at least 15 characters. Pasting from a password manager is fine."),
    )


class ChangePassphraseForm(NewPassphraseForm):
    current = Passphrase(lazy("Passphrase until now"))


class ProofForm(PortalForm):
    passphrase = Passphrase(lazy("Passphrase"))


class FactorForm(PortalForm):
    code = Text(lazy("Code from the app"), longest=10, checks=[required()])


class JoinForm(NewPassphraseForm):
    name = Text(
        lazy("Your name"),
        longest=120,
        hint=lazy("You choose later how others see you."),
        checks=[required()],
    )
    accepts = Tick(lazy("I have read the code of conduct and will keep to it"), checks=[required()])


class ProfileForm(PortalForm):
    """How others see a person."""

    version = Version("")
    name = Text(lazy("Full name"), longest=120, checks=[required()])
    called = Text(lazy("First name, or what colleagues call you"), longest=60)
    code_name = Text(
        lazy("Code name"), longest=60, hint=lazy("A plain word that does not point to you.")
    )
    position = Text(
        lazy("Position"),
        longest=120,
        hint=lazy("For example: senior psychologist"),
        about_work=True,
    )
    display_mode = Choice(lazy("Others see me as"), choices=DISPLAY_MODES, as_radios=True)
    is_findable = Tick(lazy("Others may find me in the list of people"))
    profession = Choice(lazy("Profession"))
    languages = Ticks(lazy("Languages I work in"))
    about = Area(lazy("About my work"), longest=1000, rows=4)
    email_level = Choice(lazy("Who sees my e-mail address"), choices=PERSON_LEVELS)
    profession_level = Choice(lazy("Who sees my profession"), choices=PERSON_LEVELS)
    languages_level = Choice(lazy("Who sees my languages"), choices=PERSON_LEVELS)
    about_level = Choice(lazy("Who sees what I write about my work"), choices=PERSON_LEVELS)

    def offer(self) -> "ProfileForm":
        """Fill in the choices in the reader's language."""
        professions = [(t.code, t.label) for t in taxonomy.terms("professions")]
        self.profession.choices = [("", gettext("Not said")), *professions]
        self.languages.choices = languages.named()
        return self


class SettingsForm(PortalForm):
    """How the portal looks for a person."""

    language = Choice(lazy("Language of the portal"))
    zone = Choice(lazy("My time zone"))
    theme = Choice(lazy("Colours"), choices=THEMES, as_radios=True)
    text_size = Choice(lazy("Text size"), choices=TEXT_SIZES, as_radios=True)

    def offer(self) -> "SettingsForm":
        """Fill in the choices."""
        self.language.choices = [(code, own_name(code)) for code in LANGUAGES]
        self.zone.choices = [(n, n.replace("_", " ")) for n in sorted(zones.zone_names())]
        return self


class FollowForm(PortalForm):
    follows_visits = Tick(
        lazy("When a visit of mine is confirmed, my times follow me there"),
        hint=lazy("Without it, nothing about your hours changes while you travel."),
    )


class StayForm(PortalForm):
    """From when to when somebody is in another zone."""

    first_on = GivenDay(lazy("From"), hint=lazy("The day you arrive."))
    last_on = GivenDay(lazy("To"), hint=lazy("Your last day there."))
    zone = Choice(lazy("I am in this zone"), hint=lazy("Choose a big town on the same clocks."))
    is_shared = Tick(
        lazy("Plan my time with it"),
        default=True,
        hint=lazy(
            "Your hours as a supervisor and good times for your groups are taken on the clocks "
            "there. Nobody sees where you are, but others may notice that your hours change. "
            "Leave this empty if nobody may."
        ),
    )

    def offer(self) -> "StayForm":
        """Fill in the zones."""
        names = sorted(zones.zone_names())
        self.zone.choices = [("", gettext("Choose")), *((n, n.replace("_", " ")) for n in names)]
        self.zone.data = self.zone.data or ""
        return self

    def validate(self) -> bool:
        """The empty choice is no zone."""
        is_valid = super().validate()
        if self.zone.data == "":
            self.zone.errors = [*self.zone.errors, gettext("Choose one of the list.")]
            return False
        return bool(is_valid)
