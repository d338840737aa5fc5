"""Forms for writing an item and its translations."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wtforms import Field
from wtforms.validators import ValidationError

from network.kernel import languages, taxonomy
from network.kernel.i18n import gettext as _
from network.kernel.i18n import lazy
from network.knowledge.models import SafetyLevel
from network.knowledge.rules import names, texts
from network.web.forms import (
    Area,
    Choice,
    Day,
    Emails,
    Number,
    PortalForm,
    Text,
    Ticks,
    Version,
    WebAddress,
    required,
)

if TYPE_CHECKING:
    from network.centres.models import Centre

_TOPIC_TITLES = {
    "themes": lazy("Themes"),
    "approaches": lazy("Approaches"),
    "client_groups": lazy("For work with"),
    "services": lazy("Services"),
    "disciplines": lazy("Disciplines"),
}
_SCRIPTS = {"sr-Latn": lazy("Serbian (Latin)"), "sr-Cyrl": lazy("Serbian (Cyrillic)")}
_DOI = re.compile(r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]+")
_FIRST_YEAR = 1948


def language_choices() -> list[tuple[str, str]]:
    """Languages to write in; Serbian also by script."""
    return languages.named() + [(code, str(name)) for code, name in _SCRIPTS.items()]


def language_name(code: str) -> str:
    return str(_SCRIPTS[code]) if code in _SCRIPTS else languages.name(code)


def kind_choices() -> list[tuple[str, str]]:
    return [(term.code, term.label) for term in taxonomy.terms("knowledge_types")]


class StartForm(PortalForm):
    """What has to be known before an item is written."""

    kind = Choice(lazy("What is it?"))
    lang = Choice(lazy("Written in"))
    centre = Choice(lazy("On behalf of"))
    title = Text(lazy("Title"), longest=200, about_work=True, checks=[required()])

    def offer(self, centres: "Iterable[Centre]") -> "StartForm":
        """Fill in the choices in the reader's language."""
        self.kind.choices, self.lang.choices = kind_choices(), language_choices()
        own = [(str(centre.id), centre.name) for centre in centres]
        self.centre.choices = own or [("", _("The network"))]
        return self

    def validate(self, extra_validators: object = None) -> bool:
        """Its title is in the language it is written in."""
        self.written_in = self.lang.data or ""
        return bool(super().validate(extra_validators))


class TextForm(PortalForm):
    """The words of an item in one language: all that a translation has."""

    version = Version("")
    title = Text(lazy("Title"), longest=200, about_work=True)
    summary = Area(
        lazy("Summary"),
        longest=2_000,
        rows=4,
        hint=lazy("Two or three sentences: for whom, what it says, and what to do with it."),
    )
    body = Area(
        lazy("Text"),
        longest=texts.LONGEST_BODY,
        rows=22,
        hint=lazy(
            "An empty line begins a paragraph. ## makes a heading, - a list, **bold**, "
            "[words](https://address) a link."
        ),
    )
    authors = Text(
        lazy("Authors, as they wish to be named"),
        longest=300,
        hint=lazy("A team or a centre is enough."),
    )
    what_changed = Text(lazy("What is new in this version"), longest=300, about_work=True)
    context = Area(
        lazy("Where and with whom"),
        longest=2_000,
        rows=3,
        hint=lazy("Setting, language, what there was and what there was not."),
    )
    changed = Area(lazy("What you changed"), longest=4_000, rows=4)
    failed = Area(lazy("What did not work"), longest=4_000, rows=4)
    design = Text(lazy("Design of the study"), longest=200)
    ethics = Text(
        lazy("Ethics approval"), longest=300, hint=lazy("By which body, or why none was needed.")
    )
    availability = Text(lazy("Who can have the figures"), longest=200)
    partners = Text(
        lazy("Looking for partners"),
        longest=300,
        hint=lazy("For which part of the study, and until when; empty if you look for nobody."),
    )

    def details_in_words(self, kind: str) -> list[Field]:
        """What only this kind of item has and says in words, to be written in every language."""
        names_ = texts.DETAILS.get(kind, ())
        return [self[name] for name in names_ if name in texts.IN_WORDS]


class ItemForm(TextForm):
    """An item in the language it is first written in, with all that is said about it."""

    kind = Choice(lazy("What is it?"))
    level = Choice(lazy("Who may read it?"), default=SafetyLevel.MEMBERS, as_radios=True)
    topics = Ticks(
        lazy("What is it about?"), hint=lazy("Others find it by these, in their own language.")
    )
    year = Number(lazy("Year"), least=_FIRST_YEAR, most=2100)
    sources = Area(
        lazy("What it builds on"),
        longest=10_000,
        rows=4,
        hint=lazy("Papers, manuals, or your own practice: how often, and for how long."),
    )
    licence = Choice(lazy("Others may use it"), choices=names.LICENCES)
    embargo_on = Day(lazy("Not before"), hint=lazy("It cannot be published before this day."))
    from_method = Choice(lazy("Which method was adapted?"), default="")
    from_item = Text(
        lazy("Or which item of the library?"),
        longest=200,
        hint=lazy("Copy its address here."),
    )
    doi = Text(lazy("DOI"), longest=120)
    url = WebAddress(lazy("Web address"), longest=500)
    reference = Text(lazy("Reference of the decision"), longest=300)
    named_centres = Ticks(
        lazy("Centres that may read it"), hint=lazy("Only for the level with named centres.")
    )
    named_people = Emails(
        lazy("People who may read it"),
        longest=4_000,
        rows=3,
        hint=lazy("Their e-mail addresses in this portal, one on each line."),
    )

    def offer(self, centres: list[tuple[str, str]]) -> "ItemForm":
        """Fill in the choices in the reader's language; centres by key and name."""
        self.kind.choices = kind_choices()
        self.level.choices = list(names.LEVELS.items())
        self.named_centres.choices = centres
        self.topics.groups = [
            (str(title), [(t.code, t.label) for t in taxonomy.terms(name)])
            for name, title in _TOPIC_TITLES.items()
        ]
        self.topics.choices = [pair for _title, group in self.topics.groups for pair in group]
        methods = [(t.code, t.label) for t in taxonomy.terms("approaches")]
        self.from_method.choices = [("", _("Not in this list")), *methods]
        return self

    @property
    def detail_fields(self) -> list[Field]:
        """The fields that only this kind of item has."""
        return [self[name] for name in texts.DETAILS.get(self.kind.data, ())]

    def validate_doi(self, field: Field) -> None:
        if field.data and not _DOI.fullmatch(field.data):
            raise ValidationError(_("Write a DOI such as 10.1000/182."))

    def validate_from_item(self, field: Field) -> None:
        if field.data and item_in(field.data) is None:
            raise ValidationError(_("Copy the address of an item of the library."))

    @property
    def values(self) -> dict[str, Any]:
        """What was written, as the action wants it."""
        plain = ("title", "summary", "body", "authors", "what_changed", "sources", "licence")
        found = {name: self[name].data or "" for name in plain}
        found |= {name: self[name].data for name in ("kind", "topics", "year")}
        found["level"] = SafetyLevel(self.level.data)
        found |= {name: self[name].data for many in texts.DETAILS.values() for name in many}
        key = item_in(self.from_item.data or "")
        found["from_item"] = str(key) if key else ""
        day = self.embargo_on.data
        found["embargo_until"] = datetime.combine(day, time(), UTC) if day else None
        return found


def item_in(address: str) -> UUID | None:
    """The key of an item in its address."""
    found = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", address.lower())
    return UUID(found[0]) if found else None


def words_of(form: TextForm) -> Mapping[str, Any]:
    """The words of a translation."""
    names_ = ("title", "summary", "body", "authors", "what_changed", *texts.IN_WORDS)
    return {name: form[name].data or "" for name in names_}
