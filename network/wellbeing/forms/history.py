"""Forms of an own history: notes, own words, how long it stays, other instruments."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms.validators import ValidationError

from network.kernel.errors import Invalid
from network.kernel.i18n import _, lazy, ngettext
from network.web import tokens
from network.web.forms import Area, Choice, PortalForm, Text, Tick, required
from network.wellbeing.forms.asking import FormKey
from network.wellbeing.rules import timing
from network.wellbeing.rules.histories import MOST_WORDS
from network.wellbeing.rules.instruments import Instrument, Subscale

LEFT_OUT = ""
_YEARS = (1, 2, 3, 5, 10)
_MONTHS = tuple(years * timing.HISTORY_MONTHS for years in _YEARS)
_LONGEST_TOTAL = 8
_TOTAL = re.compile(r"[0-9]{1,5}([.,][0-9]{1,2})?")


class _KeptOnce(PortalForm):
    """What is written in a history; sent again, it is kept once."""

    form = FormKey(default=tokens.new_form_key)

    def validate(self, *given: Any, **more: Any) -> bool:
        is_right = bool(super().validate(*given, **more))
        if self.form.is_forged:
            self.refuse(
                Invalid(_("This form was changed on its way. Look at it, and send it again."))
            )
        return is_right and not self.notices


class NoteForm(_KeptOnce):
    """Something to remember."""

    words = Area(
        lazy("A note for yourself"),
        longest=MOST_WORDS,
        rows=3,
        hint=lazy("Only you can open it. It is dated with the day, without a time."),
        checks=[required()],
    )


class WordsForm(PortalForm):
    """The own words of an entry."""

    words = Area(
        lazy("Your own words"),
        longest=MOST_WORDS,
        rows=4,
    )


class MonthsForm(PortalForm):
    """How long everything stays."""

    months = Choice(lazy("Keep each entry for"), as_radios=True)

    def offer(self, now: int) -> "MonthsForm":
        """Say what may be chosen, and what holds now."""
        self.months.choices = [(str(m), _length(m)) for m in sorted({now, *_MONTHS})]
        if self.months.data is None:
            self.months.data = str(now)
        return self


class EraseForm(PortalForm):
    """That somebody means it."""

    sure = Tick(lazy("Delete my whole history. I know that nobody can bring it back."))

    def validate_sure(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Tick the box if you want to delete everything."))


class Total(Text):
    """A total worked out elsewhere; it may stay empty."""

    def __init__(self, label: Any, subscale: Subscale, **options: Any) -> None:
        self.subscale = subscale
        self.number: float | None = None
        super().__init__(label, longest=_LONGEST_TOTAL, **options)

    def pre_validate(self, form: PortalForm) -> None:
        super().pre_validate(form)
        if self.data and not _TOTAL.fullmatch(self.data):
            raise ValidationError(_("Write a number, or leave it empty."))
        self.number = float(self.data.replace(",", ".")) if self.data else None


class OtherForm(_KeptOnce):
    """The questions of an instrument, or its totals; the fields are made from its definition."""

    words = Area(
        lazy("Your own words"),
        longest=MOST_WORDS,
        rows=3,
        hint=lazy("They are kept with the result, for you alone."),
    )

    @property
    def answers(self) -> dict[int, int | None]:
        """What was chosen, by the number of the question."""
        fields = (one for one in self if one.name.startswith("q"))
        return {int(one.name[1:]): int(one.data) if one.data else None for one in fields}

    @property
    def totals(self) -> dict[str, float | None]:
        """What was entered, by subscale."""
        return {one.subscale.key: one.number for one in self if isinstance(one, Total)}


def form_for(instrument: Instrument, definition: Mapping[str, Any]) -> type[OtherForm]:
    """The form of an instrument, in its own words."""
    if instrument.is_by_totals:
        labels = {one["key"]: one["label"] for one in definition["subscales"]}
        fields: dict[str, Any] = {
            f"t_{one.key}": Total(labels[one.key], one) for one in instrument.subscales if one.span
        }
    else:
        fields = {f"q{one['no']}": _question(one, definition) for one in definition["items"]}
    return type("FormOfInstrument", (OtherForm,), fields)


def _question(item: Mapping[str, Any], definition: Mapping[str, Any]) -> Choice:
    steps = [(str(one["value"]), one["label"]) for one in definition["scales"][item["scale"]]]
    return Choice(item["text"], as_radios=True, choices=[*steps, (LEFT_OUT, "")], default=LEFT_OUT)


def _length(months: int) -> str:
    years, rest = divmod(months, timing.HISTORY_MONTHS)
    if rest:
        return ngettext("%(n)s month", "%(n)s months", months)
    return ngettext("%(n)s year", "%(n)s years", years)
