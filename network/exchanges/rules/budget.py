"""The money of a visit: lines in their own currency, what they come to, and overruns.

Amounts are of the line's currency (ISO 4217); the rate turns one unit into the reporting
currency and carries its date. Receipts stay outside: domain reference, section 3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import NamedTuple

from babel.numbers import get_currency_precision

ALLOWED_OVERRUN = Decimal("0.10")
LEAST_RESERVE, MOST_RESERVE = Decimal("0.05"), Decimal("0.10")
_ZERO = Decimal(0)


class Kind(StrEnum):
    """What a line pays for."""

    TRAVEL = "travel"
    VISA = "visa"
    INSURANCE = "insurance"
    ACCOMMODATION = "accommodation"
    PER_DIEM = "per_diem"
    LOCAL_TRANSPORT = "local_transport"
    INTERPRETATION = "interpretation"
    HOST = "host"
    MATERIALS = "materials"
    CARE = "care"
    SECURITY = "security"
    COMMUNICATION = "communication"
    CONTINGENCY = "contingency"


TRAVELLING = frozenset(
    {
        Kind.TRAVEL,
        Kind.VISA,
        Kind.INSURANCE,
        Kind.ACCOMMODATION,
        Kind.PER_DIEM,
        Kind.LOCAL_TRANSPORT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line; `approved` is how much of it somebody allowed beyond the plan."""

    kind: Kind
    currency: str
    planned: Decimal
    committed: Decimal | None = None
    actual: Decimal | None = None
    approved: Decimal = _ZERO
    rate: Decimal | None = None
    rate_on: date | None = None
    is_released: bool = False
    is_blocked: bool = False  # banks or sanctions: the secretariat pays directly


class Problem(StrEnum):
    """Why a line cannot be stored."""

    NEGATIVE = "negative"
    TOO_FINE = "too_fine"
    NO_RATE = "no_rate"
    NO_RATE_DATE = "no_rate_date"
    RATE_AHEAD = "rate_ahead"


class Totals(NamedTuple):
    """Sums in the reporting currency, rounded once at the end."""

    planned: Decimal
    committed: Decimal
    actual: Decimal


def problems(line: Line, reporting: str, today: date) -> list[Problem]:
    """What is wrong with a line; a line in the reporting currency needs no rate."""
    amounts = [a for a in (line.planned, line.committed, line.actual) if a is not None]
    is_foreign = line.currency != reporting
    held = {
        Problem.NEGATIVE: any(a < 0 for a in amounts),
        Problem.TOO_FINE: any(a != rounded(a, line.currency) for a in amounts),
        Problem.NO_RATE: is_foreign and (line.rate is None or line.rate <= 0),
        Problem.NO_RATE_DATE: is_foreign and line.rate_on is None,
        Problem.RATE_AHEAD: line.rate_on is not None and line.rate_on > today,
    }
    return [problem for problem in Problem if held[problem]]


def totals(lines: Iterable[Line], reporting: str) -> Totals:
    """What all lines come to. Released lines keep only what was spent on them already.

    Raises ValueError for a line in another currency without a rate.
    """
    rows = list(lines)
    standing = [line for line in rows if not line.is_released]
    return Totals(
        planned=_sum(((line, line.planned) for line in standing), reporting),
        committed=_sum(((line, line.committed or _ZERO) for line in standing), reporting),
        actual=_sum(((line, line.actual or _ZERO) for line in rows), reporting),
    )


def overrun(line: Line) -> Decimal:
    """By how much a line goes beyond its plan, in its own currency; never below zero."""
    used = max(line.committed or _ZERO, line.actual or _ZERO)
    return max(used - line.planned, _ZERO)


def needs_approval(line: Line) -> bool:
    """Whether a line is over its plan by more than ten per cent, and nobody allowed that much."""
    over = overrun(line)
    return over > line.planned * ALLOWED_OVERRUN and over > line.approved


def is_committed(lines: Iterable[Line]) -> bool:
    """Whether a budget holds: every line that stands has its money, and no overrun waits."""
    rows = [line for line in lines if not line.is_released]
    held = all(line.committed is not None and not needs_approval(line) for line in rows)
    return bool(rows) and held


def reserve_fits(lines: Iterable[Line], reporting: str) -> bool:
    """Whether the contingency is five to ten per cent of the other lines' plan."""
    rows = [line for line in lines if not line.is_released]
    kept = totals((r for r in rows if r.kind is Kind.CONTINGENCY), reporting).planned
    rest = totals((r for r in rows if r.kind is not Kind.CONTINGENCY), reporting).planned
    return rest * LEAST_RESERVE <= kept <= rest * MOST_RESERVE


def rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount in the smallest unit of its currency; half a unit goes to the even one."""
    unit = Decimal(1).scaleb(-get_currency_precision(currency))
    return amount.quantize(unit, rounding=ROUND_HALF_EVEN)


def _sum(amounts: Iterable[tuple[Line, Decimal]], reporting: str) -> Decimal:
    total = sum((amount * _rate(line, reporting) for line, amount in amounts), _ZERO)
    return rounded(total, reporting)


def _rate(line: Line, reporting: str) -> Decimal:
    if line.currency == reporting:
        return Decimal(1)
    if line.rate is None:
        raise ValueError(line.currency)
    return line.rate
