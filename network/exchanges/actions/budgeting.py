"""What a visit costs: lines planned, committed and spent, overruns approved, money asked back."""

from typing import Any, NamedTuple

from network.db import transaction
from network.exchanges import policy
from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.models.visits import Visit
from network.exchanges.queries import money
from network.exchanges.rules import budget
from network.exchanges.rules.budget import Line
from network.exchanges.rules.states import BEFORE_CONFIRMED
from network.exchanges.vocabulary import Payer, VisitState
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _, lazy

_SAYS = {
    budget.Problem.NEGATIVE: lazy("An amount cannot be below zero."),
    budget.Problem.TOO_FINE: lazy("This currency has no amounts as small as that."),
    budget.Problem.NO_RATE: lazy("Give the rate to the currency of the report."),
    budget.Problem.NO_RATE_DATE: lazy("Give the day of the rate."),
    budget.Problem.RATE_AHEAD: lazy("The day of the rate has not come yet."),
}


MOST_LINES = 60
_PLANNED_IN = (*BEFORE_CONFIRMED, VisitState.POSTPONED)


class Beside(NamedTuple):
    """What stands beside the amounts of a line: who pays, and a word about it."""

    payer: Payer
    note: str = ""


async def add_line(
    actor: Actor, visit: Visit, line: Line, payer: Payer, note: str = ""
) -> BudgetLine:
    """Add a line to the budget of a visit. Raises Invalid for amounts that cannot be.

    Once the visit is confirmed only the secretariat plans it; what others add waits for approval.
    """
    require(policy.can_keep_budget(actor, visit))
    if line.planned and not may_plan(actor, visit):
        raise Invalid(
            planned=_(
                "The visit is confirmed, so only the secretariat plans something new. Write 0;"
                " what it costs is then approved by the secretariat."
            )
        )
    async with transaction():
        if await BudgetLine.filter(visit_id=visit.id).count() >= MOST_LINES:
            raise Conflict(_("The budget is full. Put smaller costs on one line."))
        row = BudgetLine(visit_id=visit.id, payer=payer, note=note)
        row.update_from_dict(_columns(line, row.report_currency))
        await row.save(force_create=True)
    return row


async def change_line(
    actor: Actor,
    visit: Visit,
    row: BudgetLine,
    version: int,
    line: Line,
    beside: Beside | None = None,
) -> None:
    """Change a line: what is planned, promised or spent. Raises Stale if it changed meanwhile.

    Once the visit is confirmed only the secretariat changes the plan, or an overrun could be
    hidden by planning it afterwards. What was approved was so in the line's own currency.
    """
    require(policy.can_keep_budget(actor, visit) and row.visit_id == visit.id)
    _check_plan(actor, visit, row, line)
    changes = _columns(line, row.report_currency)
    if row.currency != line.currency:
        changes["approved"] = 0
    async with transaction():
        if not await row.store(version, **changes, **(beside._asdict() if beside else {})):
            raise await _stale(row)


def _check_plan(actor: Actor, visit: Visit, row: BudgetLine, line: Line) -> None:
    before = money.line_of(row)
    is_same = (before.currency, before.planned) == (line.currency, line.planned)
    if is_same or may_plan(actor, visit):
        return
    raise Invalid(
        planned=_("The visit is confirmed, so only the secretariat changes what was planned.")
    )


def may_plan(actor: Actor, visit: Visit) -> bool:
    """Whether somebody who keeps the budget also says what is planned."""
    return visit.state in _PLANNED_IN or policy.can_approve_overrun(actor, visit)


async def remove_line(actor: Actor, visit: Visit, row: BudgetLine, version: int) -> None:
    """Take a line off. Raises Conflict while money of it was spent, promised or asked back."""
    require(policy.can_keep_budget(actor, visit) and row.visit_id == visit.id)
    if reason := why_it_stays(visit, row):
        raise Conflict(reason)
    async with transaction():
        if not await BudgetLine.filter(id=row.id, version=version).delete():
            raise await _stale(row)


def why_it_stays(visit: Visit, row: BudgetLine) -> str:
    """Why a line is not taken off, in the reader's language; nothing where it can be."""
    if row.actual:
        return _("Something was spent on this line, so it stays.")
    if row.is_refund_due:
        return _("Money of this line is asked back, so it stays.")
    if row.committed and visit.state not in _PLANNED_IN:
        return _("Money is promised on this line, so it stays.")
    return ""


async def note_refund(actor: Actor, visit: Visit, row: BudgetLine, version: int) -> None:
    """Note that money asked back is settled: it came back, or it will not."""
    require(policy.can_keep_budget(actor, visit) and row.visit_id == visit.id)
    if not row.is_refund_due:
        raise Conflict(_("No money of this line is asked back."))
    async with transaction():
        if not await row.store(version, is_refund_due=False):
            raise await _stale(row)


async def approve_overrun(actor: Actor, visit: Visit, row: BudgetLine, version: int) -> None:
    """Approve by how much a line is over its plan now, and no more."""
    require(policy.can_approve_overrun(actor, visit) and row.visit_id == visit.id)
    line = money.line_of(row)
    if not budget.needs_approval(line):
        raise Conflict(_("This line is within its plan, or approved already."))
    async with transaction():
        stored = await row.store(
            version,
            approved=money.stored(budget.overrun(line), row.currency),
            approved_by_id=actor.person_id,
            approved_at=clock.now(),
        )
        if not stored:
            raise await _stale(row)


async def _stale(row: BudgetLine) -> Stale:
    stored = await BudgetLine.get_or_none(id=row.id)
    return Stale(_("Somebody changed this line a moment ago."), stored)


def _columns(line: Line, reporting: str) -> dict[str, Any]:
    """What is stored of a line. What was approved, released or asked back is not edited here."""
    found = budget.problems(line, reporting, clock.now().date())
    if found:
        raise Invalid(line=" ".join(str(_SAYS[problem]) for problem in found))
    amounts = {"planned": line.planned, "committed": line.committed, "actual": line.actual}
    return {
        "kind": str(line.kind),
        "currency": line.currency,
        "rate": None if line.rate is None else money.stored_rate(line.rate),
        "rate_on": line.rate_on,
        "is_blocked": line.is_blocked,
        **{
            name: None if value is None else money.stored(value, line.currency)
            for name, value in amounts.items()
        },
    }
