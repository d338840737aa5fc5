"""The budget of a visit, from what is stored to what the rules reckon with."""

from decimal import Decimal
from typing import NoReturn
from uuid import UUID

from babel.numbers import get_currency_precision

from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.models.visits import Visit
from network.exchanges.rules.budget import Kind, Line
from network.kernel.errors import NotFound

_RATE_DIGITS = 6


async def lines_of(visit: Visit) -> list[BudgetLine]:
    return await BudgetLine.filter(visit_id=visit.id).order_by("created_at", "id")


async def get_line(visit: Visit, line_id: UUID) -> BudgetLine:
    """A line of this visit's budget, for those who were let in before."""
    return await BudgetLine.get_or_none(id=line_id, visit_id=visit.id) or _absent()


def line_of(row: BudgetLine) -> Line:
    """A line with its amounts in whole units of its currency."""
    return Line(
        kind=Kind(row.kind),
        currency=row.currency,
        planned=amount(row.planned, row.currency),
        committed=_maybe(row.committed, row.currency),
        actual=_maybe(row.actual, row.currency),
        approved=amount(row.approved, row.currency),
        rate=None if row.rate is None else Decimal(row.rate).scaleb(-_RATE_DIGITS),
        rate_on=row.rate_on,
        is_released=row.is_released,
        is_blocked=row.is_blocked,
    )


def amount(stored: int, currency: str) -> Decimal:
    """Cents as euros, and the like."""
    return Decimal(stored).scaleb(-get_currency_precision(currency))


def stored(units: Decimal, currency: str) -> int:
    """Euros as cents, and the like."""
    return int(units.scaleb(get_currency_precision(currency)))


def stored_rate(rate: Decimal) -> int:
    return int(rate.scaleb(_RATE_DIGITS))


def _maybe(value: int | None, currency: str) -> Decimal | None:
    return None if value is None else amount(value, currency)


def _absent() -> NoReturn:
    raise NotFound
