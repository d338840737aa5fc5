"""What a visit costs, line by line, and what it comes to (/visits/{id}/budget)."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from babel.numbers import format_currency, format_percent
from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import budgeting as actions
from network.exchanges.forms.budgets import KINDS, LineForm, written
from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.models.visits import Visit
from network.exchanges.pages.preparing import head_of, visit_in
from network.exchanges.queries import money
from network.exchanges.rules import budget
from network.exchanges.rules.budget import Line, Totals
from network.exchanges.rules.names import PAYERS
from network.exchanges.vocabulary import Part
from network.kernel import i18n, moments
from network.kernel.actor import Actor
from network.kernel.errors import Conflict
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

REPORTING = "EUR"
_SEES_REFUNDS = {Part.VISITOR, Part.HOME, Part.SECRETARIAT}


class Shown(NamedTuple):
    """A line in words."""

    id: UUID
    version: int
    kind: str
    payer: str
    note: str
    planned: str
    committed: str
    actual: str
    rate: str
    over: str
    waits: bool
    is_released: bool
    is_refund_due: bool
    is_blocked: bool


async def show(request: Request) -> Response:
    return await _page(request, await visit_in(request))


async def _page(request: Request, visit: Visit, status: int = 200, notice: str = "") -> Response:
    actor, head = actor_of(request), await head_of(request, visit)
    rows = await money.lines_of(visit)
    lines = [money.line_of(row) for row in rows]
    sees_refunds = not head.parts.isdisjoint(_SEES_REFUNDS)
    return render(
        request,
        "exchanges/budget.html",
        status,
        head=head,
        visit_row=visit,
        lines=[_shown(row, sees_refunds=sees_refunds) for row in rows],
        totals=_totals(lines),
        is_committed=budget.is_committed(lines),
        wants_reserve=bool(lines) and not budget.reserve_fits(lines, REPORTING),
        can_keep=policy.can_keep_budget(actor, visit),
        can_approve=policy.can_approve_overrun(actor, visit),
        notice_text=notice,
    )


def _shown(row: BudgetLine, *, sees_refunds: bool) -> Shown:
    line = money.line_of(row)
    return Shown(
        id=row.id,
        version=row.version,
        kind=str(KINDS[line.kind]),
        payer=str(PAYERS[row.payer]),
        note=row.note,
        planned=_money(line.planned, line.currency),
        committed=_money(line.committed, line.currency),
        actual=_money(line.actual, line.currency),
        rate=_rate(row, line),
        over=_over(line),
        waits=budget.needs_approval(line),
        is_released=row.is_released,
        is_refund_due=row.is_refund_due and sees_refunds,
        is_blocked=row.is_blocked,
    )


def _money(amount: Decimal | None, currency: str) -> str:
    if amount is None:
        return ""
    return format_currency(
        amount, currency, format="¤¤ #,##0.00", locale=i18n.locale(), numbering_system="latn"
    )


def _rate(row: BudgetLine, line: Line) -> str:
    if line.currency == row.report_currency or line.rate is None or line.rate_on is None:
        return ""
    return _(
        "1 %(one)s = %(rate)s %(other)s on %(day)s",
        one=line.currency,
        rate=written(line.rate),
        other=row.report_currency,
        day=moments.short_day(line.rate_on),
    )


def _over(line: Line) -> str:
    over = budget.overrun(line)
    if not over:
        return ""
    amount = _money(over, line.currency)
    if not line.planned:
        return _("%(amount)s over the plan", amount=amount)
    share = format_percent(float(over / line.planned), locale=i18n.locale())
    return _("%(amount)s over the plan (%(share)s)", amount=amount, share=share)


def _totals(lines: list[Line]) -> list[tuple[str, list[str]]]:
    """What the lines come to in each currency, and all together in the reporting one."""
    used = sorted({line.currency for line in lines})
    rows = [_total(code, [one for one in lines if one.currency == code], code) for code in used]
    if used not in ([], [REPORTING]):
        label = _("All together, in %(currency)s", currency=REPORTING)
        rows.append(_total(label, lines, REPORTING))
    return rows


def _total(label: str, lines: list[Line], currency: str) -> tuple[str, list[str]]:
    found: Totals = budget.totals(lines, currency)
    return label, [_money(amount, currency) for amount in found]


# acts on one line --------------------------------------------------------------------------------


async def remove(request: Request) -> Response:
    return await _act(request, actions.remove_line, _("The line is taken off."))


async def approve(request: Request) -> Response:
    return await _act(request, actions.approve_overrun, _("Approved, up to what it is now."))


async def note_refund(request: Request) -> Response:
    return await _act(request, actions.note_refund, _("Noted: the money asked back is settled."))


async def _act(
    request: Request,
    act: Callable[[Actor, Visit, BudgetLine, int], Awaitable[None]],
    words: str,
) -> Response:
    visit = await visit_in(request)
    row = await money.get_line(visit, id_in(request, "line"))
    form: Any = LineForm(form_of(request))
    try:
        await act(actor_of(request), visit, row, form.version.data)
    except Conflict as error:
        return await _page(request, visit, 409, error.message)
    flash(request, words)
    return see_other("visits:budget", id=visit.id)


_LINE = "/visits/{id:uuid}/budget/{line:uuid}"
routes = [
    get("/visits/{id:uuid}/budget", show, "visits:budget"),
    post(_LINE + "/removal", remove, "visits:remove-line"),
    post(_LINE + "/approval", approve, "visits:approve-line"),
    post(_LINE + "/refund", note_refund, "visits:refund-line"),
]
