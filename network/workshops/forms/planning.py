"""The forms in which a workshop is planned and copied."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wtforms import Field
from wtforms.validators import ValidationError

from network.kernel import languages, taxonomy, zones
from network.kernel.i18n import _, lazy
from network.web.forms import (
    Area,
    Choice,
    Day,
    GivenDay,
    Number,
    PortalForm,
    Text,
    Tick,
    Ticks,
    Version,
    WebAddress,
    required,
)
from network.workshops.models.workshops import Workshop
from network.workshops.rules import cloning, names, neutral, windows
from network.workshops.rules.columns import CHECKED, PLAIN
from network.workshops.rules.seats import MOST_PLACES
from network.workshops.vocabulary import Level, Mode, Scope

if TYPE_CHECKING:
    from network.centres.models import Centre

_DAYS = {"opens_on": "opens_at", "closes_on": "closes_at", "edits_on": "edits_until"}
_CANCEL = {
    "": lazy("Not alone: people ask the organisers"),
    "0": lazy("Until it begins"),
    "24": lazy("Until a day before it begins"),
    "72": lazy("Until three days before it begins"),
    "168": lazy("Until a week before it begins"),
    "336": lazy("Until two weeks before it begins"),
}


class WorkshopForm(PortalForm):
    """What a workshop is, when and where, and how people come."""

    version = Version("")
    centre = Choice(lazy("Host"))
    title = Text(lazy("Title"), longest=150, about_work=True, checks=[required()])
    neutral_title = Text(
        lazy("Neutral title"),
        longest=80,
        hint=lazy(
            "Calendars and mails show only this, as others may look over a shoulder. "
            "Name neither the theme nor the people: for example “Meeting 7” or “Spring course”."
        ),
    )
    about = Area(lazy("What is it about, and who is it for?"), longest=6000, rows=7)
    lang = Choice(lazy("Written in"))
    kind = Choice(lazy("Kind"))
    scope = Choice(
        lazy("Scope"),
        choices=[(str(k), v) for k, v in names.SCOPES.items()],
        as_radios=True,
        default=str(Scope.THEMATIC),
    )
    region = Choice(lazy("Region"))
    themes = Ticks(lazy("Themes"), hint=lazy("Others find the workshop by these."))
    mode = Choice(
        lazy("How do people take part?"),
        choices=[(str(k), v) for k, v in names.MODES.items()],
        as_radios=True,
        default=str(Mode.ON_SITE),
    )
    languages = Ticks(lazy("Languages of the workshop"))
    interpreted = Ticks(lazy("Interpreted into"))
    level = Choice(
        lazy("Who may know of it?"),
        as_radios=True,
        default=str(Level.MEMBERS),
        hint=lazy("Named centres and people are chosen on the page for organisers."),
    )
    partners = Text(lazy("Partners"), longest=300, about_work=True)
    zone = Choice(lazy("On the clocks of"), hint=lazy("The programme is on these clocks."))
    place = Text(lazy("Place"), longest=200, about_work=True)
    join_page = WebAddress(
        lazy("Page to join online"),
        longest=300,
        hint=lazy("Only those with a place, speakers and organisers see it."),
    )
    first_on = Day(lazy("First day"))
    last_on = Day(lazy("Last day"))
    capacity = Number(
        lazy("How many people can come?"),
        most=MOST_PLACES,
        default=0,
        hint=lazy(
            "Nobody loses a place by a lower number. With a higher one, places are offered "
            "at once to those who wait."
        ),
    )
    opens_on = Day(lazy("Registration from"))
    closes_on = Day(lazy("Registration until"), hint=lazy("This day still counts."))
    edits_on = Day(lazy("Answers can be changed until"), hint=lazy("This day still counts."))
    cancel_hours = Choice(lazy("Until when can people give up a place alone?"), default="24")
    needs_approval = Tick(lazy("The organisers approve each registration"))
    owner = Choice(
        lazy("Who writes down what came of it?"),
        hint=lazy("It is due 14 days after the end. The choice is among the organisers."),
    )

    def offer(
        self, workshop: Workshop | None, centres: "Iterable[Centre]", owners: Mapping[UUID, str]
    ) -> "WorkshopForm":
        """Fill in the choices in the reader's language; what was checked is not asked again."""
        self._offer_lists(workshop)
        hosts = list(centres)
        self.host_zones = {str(one.id): one.zone for one in hosts}
        self.centre.choices = [(str(one.id), one.name) for one in hosts]
        self.owner.choices = [("", _("Nobody yet")), *((str(k), v) for k, v in owners.items())]
        self.owner.data = self.owner.data or ""
        self.level.choices = [
            (str(level), words)
            for level, words in names.LEVELS.items()
            if workshop is None or workshop.asked_at is None or level >= workshop.level
        ]
        if workshop is None:
            del self.zone
        else:
            self.zone.choices = _zones(workshop.zone)
            del self.centre
        if workshop is not None and is_checked(workshop):
            for name in CHECKED:
                del self[name]
        return self

    def _offer_lists(self, workshop: Workshop | None) -> None:
        self.lang.choices = self.languages.choices = languages.named()
        self.interpreted.choices = self.languages.choices
        self.kind.choices = [(t.code, t.label) for t in taxonomy.terms("workshop_types")]
        regions = [(t.code, t.label) for t in taxonomy.terms("regions")]
        self.region.choices = [("", _("The whole network")), *regions]
        self.region.data = self.region.data or ""
        self.themes.choices = [(t.code, t.label) for t in taxonomy.terms("themes")]
        self.themes.groups = [(_("Themes"), self.themes.choices)]
        self.languages.groups = [(_("Languages of the workshop"), self.languages.choices)]
        self.interpreted.groups = [(_("Interpreted into"), self.interpreted.choices)]
        self.cancel_hours.choices = list(_CANCEL.items())
        stored = workshop.cancel_hours if workshop else None
        if stored is not None and str(stored) not in _CANCEL:
            told = _("Until %(n)s hours before it begins", n=stored)
            self.cancel_hours.choices.append((str(stored), told))

    def validate(self, extra_validators: object = None) -> bool:
        """Also: free texts are in the language they are written in, and the days follow."""
        self.written_in = self.lang.data or ""
        is_valid = bool(super().validate(extra_validators))
        pairs = ((self.first_on, self.last_on), (self.opens_on, self.closes_on))
        for first, last in pairs:
            if first.data and last.data and last.data < first.data:
                last.errors = [*last.errors, _("The last day is before the first.")]
                is_valid = False
        return is_valid

    def validate_neutral_title(self, field: Field) -> None:
        told = neutral.telling_word(field.data or "", self.title.data or "", self.themes.data or [])
        if told:
            message = _(
                "“%(word)s” says what the workshop is about. Leave it out: calendars show this.",
                word=told,
            )
            raise ValidationError(message)

    def values(self, workshop: Workshop | None = None) -> dict[str, Any]:
        """What is stored of it. A day that was not changed keeps its instant."""
        found = {name: self[name].data for name in PLAIN if name in self}
        hours = self.cancel_hours.data
        found["cancel_hours"] = int(hours) if hours else None
        found["outcome_owner_id"] = UUID(self.owner.data) if self.owner.data else None
        found.setdefault("zone", self.host_zones.get(self._host, ""))
        return found | self._instants(found["zone"], workshop)

    @property
    def _host(self) -> str:
        return str(self.centre.data) if "centre" in self else ""

    def _instants(self, zone: str, workshop: Workshop | None) -> dict[str, datetime | None]:
        before = _days_of(workshop) if workshop else {}
        is_same_zone = workshop is not None and workshop.zone == zone
        found: dict[str, datetime | None] = {}
        for name, column in _DAYS.items():
            on: date | None = self[name].data
            if workshop is not None and is_same_zone and before[name] == on:
                found[column] = getattr(workshop, column)
            else:
                found[column] = (windows.opening if name == "opens_on" else windows.closing)(
                    on, zone
                )
        return found


def _zones(own: str) -> list[tuple[str, str]]:
    """The clocks of each country's capital, which stand for most places, and those of now."""
    capitals = {zones.zones_of(code)[0] for code in zones.country_codes() if zones.zones_of(code)}
    found = sorted(capitals | {"UTC"} | ({own} if zones.is_zone(own) else set()))
    return [(name, name.replace("_", " ")) for name in found]


def is_checked(workshop: Workshop) -> bool:
    """Whether somebody has checked what calendars will show."""
    return workshop.state != "draft"


def shown_in(workshop: Workshop) -> dict[str, Any]:
    """What is stored, as the form shows it; also beside what somebody typed meanwhile."""
    hours = workshop.cancel_hours
    return {
        **{name: getattr(workshop, name) for name in PLAIN},
        **_days_of(workshop),
        "cancel_hours": "" if hours is None else str(hours),
        "owner": str(workshop.outcome_owner_id or ""),
    }


def _days_of(workshop: Workshop) -> dict[str, date | None]:
    return {
        name: (windows.opening_day if name == "opens_on" else windows.closing_day)(
            getattr(workshop, column), workshop.zone
        )
        for name, column in _DAYS.items()
    }


class CopyForm(PortalForm):
    """When a copy begins, and what it takes over."""

    first_on = GivenDay(
        lazy("First day of the copy"),
        hint=lazy("Sessions and the days of registration move along by as many days."),
    )
    parts = Ticks(lazy("What is taken over?"))

    def offer(self) -> "CopyForm":
        self.parts.choices = [(str(part), words) for part, words in names.CLONED.items()]
        return self

    def chosen(self) -> set[cloning.Part]:
        return {cloning.Part(name) for name in self.parts.data or []}
