"""One's calendars elsewhere: add, check, remove, and how each stands, without any title."""

from starlette.requests import Request
from starlette.responses import Response

from network.adapters.fetch import Fetcher, FetchError
from network.calendars.actions import outside as actions
from network.calendars.forms.outside import OutsideForm
from network.calendars.importing import LASTING, NOTICES, REASONS
from network.calendars.queries import outside as queries
from network.kernel.errors import Invalid
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


async def list_calendars(request: Request) -> Response:
    return await _page(request, OutsideForm())


async def _page(request: Request, form: OutsideForm, status: int = 200) -> Response:
    return render(
        request,
        "calendars/outside.html",
        status,
        form=form,
        calendars=await queries.own_calendars(actor_of(request)),
        reasons=REASONS,
        notices=NOTICES,
        lasting=LASTING,
    )


async def add(request: Request) -> Response:
    form = OutsideForm(form_of(request))
    if not form.validate():
        return await _page(request, form, 422)
    try:
        _check(request, form.address.data)
        await actions.add(
            actor_of(request), form.address.data, blocks_all_day=form.blocks_all_day.data
        )
    except Invalid as error:
        form.refuse(error)
        return await _page(request, form, 422)
    flash(request, _("The calendar is added. It is read within a minute."))
    return see_other("outside:list")


def _check(request: Request, address: str) -> None:
    """Raise Invalid for what is never fetched; where a name leads is seen when it is fetched."""
    try:
        Fetcher(request.app.state.settings.fetch_allow).check(address)
    except FetchError as error:
        raise Invalid(address=str(REASONS[error.reason])) from None


async def check_now(request: Request) -> Response:
    found = await queries.get_calendar(actor_of(request), id_in(request))
    await actions.check_now(actor_of(request), found)
    flash(request, _("The calendar is being read. Look again in a moment."), "info")
    return see_other("outside:list")


async def believe(request: Request) -> Response:
    found = await queries.get_calendar(actor_of(request), id_in(request))
    await actions.believe(actor_of(request), found)
    flash(request, _("Its last busy times count for another week."))
    return see_other("outside:list")


async def remove(request: Request) -> Response:
    found = await queries.get_calendar(actor_of(request), id_in(request))
    await actions.remove(actor_of(request), found)
    flash(request, _("The calendar is removed, and so is all that was read of it."))
    return see_other("outside:list")


routes = [
    get("/account/calendars", list_calendars, "outside:list"),
    post("/account/calendars", add, "outside:add"),
    post("/account/calendars/{id:uuid}/check", check_now, "outside:check"),
    post("/account/calendars/{id:uuid}/trust", believe, "outside:believe"),
    post("/account/calendars/{id:uuid}/removal", remove, "outside:remove"),
]
