"""Forms of an application: each of its pieces, a learning goal, the ranked hosts."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import Form
from wtforms.validators import ValidationError

from network.kernel import languages, taxonomy
from network.kernel.i18n import _, lazy
from network.web.forms import (
    Area,
    Choice,
    Day,
    Number,
    PortalForm,
    Spoken,
    Text,
    Tick,
    Ticks,
    Version,
)

_DOCUMENT = re.compile(r"\b(?:[A-Z]{1,3}[ -]?\d{6,9}|\d{8,10}|\d{2}[A-Z]{2}\d{5})\b")
_MONTH = re.compile(r"(0?[1-9]|1[0-2])[./ -](20\d\d)|(20\d\d)-(0[1-9]|1[0-2])")


def no_document_number(_form: Form, field: Any) -> None:
    """Numbers of passports and other documents are never kept here."""
    if _DOCUMENT.search(field.data or ""):
        raise ValidationError(_("Never write the number of a passport or another document here."))


def _words(label: Any, *, longest: int = 1500, rows: int = 4, hint: Any = "") -> Area:
    return Area(label, longest=longest, rows=rows, hint=hint, checks=[no_document_number])


def line(label: Any, *, longest: int = 200, hint: Any = "") -> Text:
    return Text(label, longest=longest, hint=hint, about_work=True, checks=[no_document_number])


class Count(Number):
    """A number that may still be missing: a piece is kept half filled in."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **options)
        self.flags.required = False

    def pre_validate(self, form: Form) -> None:
        if self.typed:
            super().pre_validate(form)


class Month(Text):
    """A month of a year, kept as 2027-11."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if found := _MONTH.fullmatch(self.data):
            month, year = found[1] or found[4], found[2] or found[3]
            self.data = f"{year}-{int(month):02}"

    def pre_validate(self, form: Form) -> None:
        super().pre_validate(form)
        if self.data and not _MONTH.fullmatch(self.data):
            raise ValidationError(_("Write a month such as 11/2027, and no number."))


# pieces ------------------------------------------------------------------------------------------


class PieceForm(PortalForm):
    """One piece of an application. `renamed` maps fields that Python would not call so."""

    version = Version("")
    renamed: Mapping[str, str] = {}

    @classmethod
    def of(cls, stored: Mapping[str, Any], version: int) -> "PieceForm":
        """The form as it was kept."""
        back = {name: field for field, name in cls.renamed.items()}
        given = {back.get(name, name): value for name, value in stored.items()}
        form = cls(data={"version": version})
        for name, value in given.items():
            if name in form:
                form[name].data = _as_typed(form[name], value)
        return form.offer()

    def offer(self) -> "PieceForm":
        """Fill in the choices in the reader's language."""
        return self

    def values(self) -> dict[str, Any]:
        """What was filled in, as it is kept: days as text, and nothing for what is empty."""
        typed = {field.name: _as_kept(field.data) for field in self if field.name != "version"}
        return {
            self.renamed.get(name, name): value
            for name, value in typed.items()
            if value not in (None, "", [], {}) and value is not False
        }


def _as_typed(field: Any, value: Any) -> Any:
    if not isinstance(field, Day):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _as_kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class PersonForm(PieceForm):
    profession = Choice(lazy("Your profession"), default="")
    years = Count(lazy("Years of work in the rehabilitation of torture survivors"), most=60)
    employment = Count(lazy("How much you work"), least=1, most=100, hint=lazy("In per cent."))
    in_post_since = Day(
        lazy("In your post at this centre since"),
        hint=lazy("Twelve months in post are needed, six at a centre of at most 15 staff."),
    )
    languages = Spoken(
        lazy("Languages you work in"),
        hint=lazy("You and the host need one in common at B2 or better, or an interpreter."),
    )
    previous = _words(lazy("Exchanges you took part in before"), rows=3)

    def offer(self) -> "PersonForm":
        self.profession.choices = _menu("professions")
        return self


class ContentForm(PieceForm):
    purpose = Choice(lazy("What kind of visit?"), default="")
    themes = Ticks(lazy("Themes and approaches"))
    problem = _words(
        lazy("What would you like to be able to do better at home?"),
        hint=lazy("Reviewers read this without your name. Do not write who or where you are."),
    )
    motivation = _words(lazy("Why do you want to make this visit?"))
    gives = _words(
        lazy("What can you offer the host?"),
        hint=lazy("An exchange goes both ways: a method, a talk, your experience."),
    )
    lang = Choice(lazy("In which language would the visit be?"), default="")

    def offer(self) -> "ContentForm":
        self.purpose.choices = _menu("purposes")
        self.lang.choices = [("", _("Not decided yet")), *languages.named()]
        self.themes.groups = [
            (str(title), [(t.code, t.label) for t in taxonomy.terms(name)])
            for name, title in (("themes", _("Themes")), ("approaches", _("Approaches")))
        ]
        self.themes.choices = [pair for _title, group in self.themes.groups for pair in group]
        return self


FORMATS = (
    ("", lazy("Not decided yet")),
    ("seminar", lazy("A seminar at our centre")),
    ("workshop", lazy("A regional or thematic workshop")),
    ("webinar", lazy("A webinar")),
    ("item", lazy("Something written for the library")),
    ("coaching", lazy("Helping another centre to start")),
)


class PassingOnForm(PieceForm):
    audience = line(lazy("To whom will you pass on what you learn?"))
    format = Choice(lazy("How?"), choices=FORMATS, as_radios=True, default="")
    by_on = Day(
        lazy("Until when?"),
        hint=lazy("Usual are a seminar within 30 days, or a workshop within six months."),
    )


VISA = (
    ("", lazy("Choose")),
    ("yes", lazy("Yes")),
    ("no", lazy("No")),
    ("unsure", lazy("I am not sure")),
)


class PracticalForm(PieceForm):
    from_on = Day(lazy("It could begin from"))
    until_on = Day(lazy("And has to be over by"))
    days = Count(lazy("How many days?"), least=1, most=180)
    visa = Choice(lazy("Do you need a visa?"), choices=VISA, default="")
    document_until = Month(
        lazy("Your travel document is valid until"),
        longest=10,
        hint=lazy("Only the month, such as 11/2027. Never write its number."),
    )
    budget = line(lazy("What it would cost, and who could pay"), longest=300)
    is_virtual = Tick(lazy("I would like to make it online, without travelling"))


FEELS = (
    ("", lazy("Not said yet")),
    ("green", lazy("I see no danger")),
    ("amber", lazy("I am not sure")),
    ("red", lazy("I see a danger")),
)


class SafetyForm(PieceForm):
    way = Choice(lazy("On the way there"), choices=FEELS, as_radios=True, default="")
    digital = Choice(
        lazy("For your devices and what is on them"), choices=FEELS, as_radios=True, default=""
    )
    way_back = Choice(lazy("On your return"), choices=FEELS, as_radios=True, default="")
    contact_held = Tick(
        lazy("My centre knows whom to call for me"),
        hint=lazy("Name and number stay at your centre and are not kept here."),
    )
    renamed: Mapping[str, str] = {"way_back": "return"}


class NeedsForm(PieceForm):
    access = _words(lazy("Access"), rows=2, hint=lazy("For example a room without stairs."))
    health = _words(lazy("Health"), rows=2, hint=lazy("Only what those who plan have to know."))
    care = _words(lazy("Children or others you care for"), rows=2)


class ConsentsForm(PieceForm):
    line_manager = Tick(lazy("My line manager agrees to this visit"))
    supervisor_note = _words(lazy("A word from your supervisor"), rows=3)
    conduct = Tick(lazy("I keep to the code of conduct of the network"))
    confidentiality = Tick(
        lazy("I keep confidential what I see and hear at the host"),
        hint=lazy("I copy nothing, take no pictures, and note only methods and organisation."),
    )
    safeguarding = Tick(
        lazy("I keep to the safeguarding rules of the host"),
        hint=lazy("No exploitation or abuse of anybody, and never alone with a child."),
    )
    photo = Tick(
        lazy("Pictures of me may be used"), hint=lazy("You can leave this out. It is no condition.")
    )


FORMS: dict[str, type[PieceForm]] = {
    "person": PersonForm,
    "content": ContentForm,
    "passing_on": PassingOnForm,
    "practical": PracticalForm,
    "safety": SafetyForm,
    "needs": NeedsForm,
    "consents": ConsentsForm,
}


def _menu(name: str) -> list[tuple[str, str]]:
    return [("", _("Choose")), *((t.code, t.label) for t in taxonomy.terms(name))]
