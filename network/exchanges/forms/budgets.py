"""The form of a budget line, with amounts in the reader's own way of writing numbers."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.core import get_global
from babel.numbers import (
    format_decimal,
    get_currency_precision,
    get_decimal_symbol,
    get_group_symbol,
    get_territory_currencies,
)
from wtforms import Form
from wtforms.validators import ValidationError

from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.queries import money
from network.exchanges.rules.amounts import Signs, Unreadable, Why, read
from network.exchanges.rules.budget import Kind, Line
from network.exchanges.rules.names import PAYERS
from network.kernel import clock, i18n
from network.kernel.i18n import _, lazy
from network.web.forms import Choice, Day, PortalForm, Text, Tick, Version, required

KINDS: dict[Kind, Any] = {
    Kind.TRAVEL: lazy("Travel"),
    Kind.VISA: lazy("Visa"),
    Kind.INSURANCE: lazy("Insurance"),
    Kind.ACCOMMODATION: lazy("Accommodation"),
    Kind.PER_DIEM: lazy("Daily allowance"),
    Kind.LOCAL_TRANSPORT: lazy("Local transport"),
    Kind.INTERPRETATION: lazy("Interpreting"),
    Kind.HOST: lazy("The host's time"),
    Kind.MATERIALS: lazy("Materials"),
    Kind.CARE: lazy("Care and access"),
    Kind.SECURITY: lazy("Security"),
    Kind.COMMUNICATION: lazy("Communication"),
    Kind.CONTINGENCY: lazy("For the unexpected"),
}
_RATE_DIGITS = 6
_HIGHEST_RATE = 1_000  # no currency is worth as much of another: thousands were meant


class Amount(Text):
    """An amount as people write it; `data` is what was typed, `value` what it means."""

    def __init__(self, label: Any, **options: Any) -> None:
        self.value: Decimal | None = None
        super().__init__(label, longest=40, **options)

    def pre_validate(self, form: Form) -> None:
        super().pre_validate(form)
        self.value = self._read(self._digits(form)) if self.data else None

    def _digits(self, form: Form) -> int:
        code = form.currency.data
        return get_currency_precision(code) if is_currency(code) else 2

    def _read(self, digits: int) -> Decimal:
        try:
            return read(self.data, signs(), digits)
        except Unreadable as error:
            raise ValidationError(_says(error.why)) from None


class Rate(Amount):
    """How much of the reporting currency one unit is worth."""

    def _digits(self, form: Form) -> int:
        del form
        return _RATE_DIGITS

    def _read(self, digits: int) -> Decimal:
        rate = super()._read(digits)
        if rate >= _HIGHEST_RATE:
            raise ValidationError(_says(Why.AMBIGUOUS))
        if rate != round(rate, digits) or not rate:
            raise ValidationError(_("Write a rate with at most six digits behind the sign."))
        return rate


def signs() -> Signs:
    """What the reader's language puts into numbers, in Latin digits."""
    locale = i18n.locale()
    return Signs(
        get_decimal_symbol(locale, numbering_system="latn"),
        get_group_symbol(locale, numbering_system="latn"),
    )


def written(value: Decimal | None) -> str:
    """An amount as the reader would type it, which `read` understands again."""
    if value is None:
        return ""
    return _plain(value, "0.######")


def _plain(value: Decimal, pattern: str) -> str:
    return format_decimal(value, pattern, locale=i18n.locale(), numbering_system="latn")


def _says(why: Why) -> str:
    if why is Why.AMBIGUOUS:
        example = _plain(Decimal("1234.50"), "0.00")
        return _(
            "This could be two different amounts. Write it without a sign between thousands,"
            " such as %(example)s.",
            example=example,
        )
    if why is Why.NEGATIVE:
        return _("An amount cannot be below zero.")
    if why is Why.TOO_LARGE:
        return _("This amount is too large.")
    return _("Write an amount in digits.")


def is_currency(code: object) -> bool:
    """Whether these are the letters of a currency in use today (ISO 4217)."""
    return isinstance(code, str) and code in _in_use(clock.now().date())


@lru_cache(2)
def _in_use(on: date) -> frozenset[str]:
    found: set[str] = set()
    for territory in get_global("territory_currencies"):
        found.update(get_territory_currencies(territory, on))
    return frozenset(found)


class Currency(Text):
    """Three letters of a currency, in whatever case they were typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = self.data.upper()

    def pre_validate(self, form: Form) -> None:
        super().pre_validate(form)
        if not re.fullmatch(r"[A-Z]{3}", self.data) or not is_currency(self.data):
            raise ValidationError(_("Write the three letters of a currency, such as EUR or KES."))


class LineForm(PortalForm):
    """One line of a budget."""

    version = Version()
    kind = Choice(lazy("What for"), choices=list(KINDS.items()))
    payer = Choice(lazy("Who pays"), choices=list(PAYERS.items()))
    currency = Currency(
        lazy("Currency"), longest=3, hint=lazy("Three letters, such as EUR."), checks=[required()]
    )
    planned = Amount(lazy("Planned"), checks=[required()])
    committed = Amount(
        lazy("Committed"), hint=lazy("What somebody has promised to pay, 0 where it is nothing.")
    )
    actual = Amount(lazy("Spent"))
    rate = Rate(
        lazy("Rate"),
        hint=lazy("How many euros one unit is worth. Not needed for euros."),
    )
    rate_on = Day(lazy("Day of the rate"))
    is_blocked = Tick(
        lazy("Banks or sanctions are in the way: the secretariat pays directly"),
    )
    note = Text(lazy("A word about it"), longest=300, about_work=True)

    def line(self, approved: Decimal = Decimal(0)) -> Line:
        """The line that was typed, once the form is valid."""
        return Line(
            kind=Kind(self.kind.data),
            currency=self.currency.data,
            planned=self.planned.value or Decimal(0),
            committed=self.committed.value,
            actual=self.actual.value,
            approved=approved,
            rate=self.rate.value,
            rate_on=self.rate_on.data,
            is_blocked=self.is_blocked.data,
        )


def given(row: BudgetLine) -> dict[str, Any]:
    """What a form shows of a stored line."""
    line = money.line_of(row)
    return {
        "version": row.version,
        "kind": str(line.kind),
        "payer": str(row.payer),
        "currency": line.currency,
        "planned": written(line.planned),
        "committed": written(line.committed),
        "actual": written(line.actual),
        "rate": written(line.rate),
        "rate_on": line.rate_on,
        "is_blocked": line.is_blocked,
        "note": row.note,
    }
