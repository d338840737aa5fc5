"""Adding and changing a line of a visit's budget (/visits/{id}/budget/{line})."""

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import budgeting as actions
from network.exchanges.actions.budgeting import Beside
from network.exchanges.forms.budgets import KINDS, LineForm, given
from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.models.visits import Visit
from network.exchanges.pages.budgets import REPORTING
from network.exchanges.pages.preparing import head_of, visit_in
from network.exchanges.queries import money
from network.exchanges.rules import budget
from network.exchanges.vocabulary import Payer
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale
from network.kernel.i18n import _
from network.web.differing import Difference, differences, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


async def show_new(request: Request) -> Response:
    visit = await _kept(request)
    plain = {"currency": REPORTING, "payer": str(Payer.OPEN)}
    if not actions.may_plan(actor_of(request), visit):
        plain["planned"] = "0"
    return await _line_page(request, visit, None, LineForm(data=plain))


async def _kept(request: Request) -> Visit:
    visit = await visit_in(request)
    if not policy.can_keep_budget(actor_of(request), visit):
        raise Forbidden
    return visit


async def _line_page(
    request: Request,
    visit: Visit,
    row: BudgetLine | None,
    form: LineForm,
    status: int = 200,
    found: list[Difference] | None = None,
) -> Response:
    return render(
        request,
        "exchanges/budget_line.html",
        status,
        head=await head_of(request, visit),
        visit_row=visit,
        row=row,
        can_remove=row is not None and not actions.why_it_stays(visit, row),
        kind=str(KINDS[budget.Kind(row.kind)]) if row else "",
        form=form,
        differences=found or [],
    )


async def add(request: Request) -> Response:
    visit, form = await _kept(request), LineForm(form_of(request))
    if not form.validate():
        return await _line_page(request, visit, None, form, 422)
    try:
        payer = Payer(form.payer.data)
        await actions.add_line(actor_of(request), visit, form.line(), payer, form.note.data)
    except Invalid as error:
        form.refuse(error)
        return await _line_page(request, visit, None, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _line_page(request, visit, None, form, 409)
    flash(request, _("The line is added."))
    return see_other("visits:budget", id=visit.id)


async def show_line(request: Request) -> Response:
    visit = await _kept(request)
    row = await money.get_line(visit, id_in(request, "line"))
    return await _line_page(request, visit, row, LineForm(data=given(row)))


async def change(request: Request) -> Response:
    visit = await _kept(request)
    row = await money.get_line(visit, id_in(request, "line"))
    form = LineForm(form_of(request))
    if not form.validate():
        return await _line_page(request, visit, row, form, 422)
    beside = Beside(Payer(form.payer.data), form.note.data)
    try:
        await actions.change_line(
            actor_of(request), visit, row, form.version.data, form.line(), beside
        )
    except Invalid as error:
        form.refuse(error)
        return await _line_page(request, visit, row, form, 422)
    except Stale as error:
        return await _meanwhile(request, visit, form, error)
    flash(request, _("The line is saved."))
    return see_other("visits:budget", id=visit.id)


async def _meanwhile(request: Request, visit: Visit, form: LineForm, error: Stale) -> Response:
    """What is stored beside what was typed, which stays in the form."""
    row = take_up(form, error, BudgetLine)
    now = given(row)
    names = ("currency", "planned", "committed", "actual", "rate", "note")
    found = differences(form, {name: now[name] for name in names})
    return await _line_page(request, visit, row, form, 409, found)


_LINE = "/visits/{id:uuid}/budget/{line:uuid}"
routes = [
    get("/visits/{id:uuid}/budget/new", show_new, "visits:new-line"),
    post("/visits/{id:uuid}/budget/new", add, "visits:add-line"),
    get(_LINE, show_line, "visits:line"),
    post(_LINE, change, "visits:change-line"),
]
