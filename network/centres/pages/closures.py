"""The days on which a centre is closed (/centre/…/closures)."""

from starlette.requests import Request
from starlette.responses import Response

from network.centres import queries
from network.centres.actions import closures
from network.centres.forms import ClosureForm
from network.centres.models import Centre
from network.centres.pages.profile import managed
from network.kernel import clock
from network.kernel.errors import Invalid
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of


async def show(request: Request) -> Response:
    return _page(request, await managed(request), ClosureForm())


def _page(request: Request, centre: Centre, form: ClosureForm, status: int = 200) -> Response:
    today = clock.now().date()
    coming = [days for days in queries.closures_of(centre) if days[1] >= today]
    context = {"centre": centre, "closures": coming, "form": form}
    return render(request, "centres/closures.html", status, **context)


async def add(request: Request) -> Response:
    centre, form = await managed(request), ClosureForm(form_of(request))
    if form.validate():
        days = form.first_on.data, form.last_on.data
        try:
            await closures.add_closure(actor_of(request), centre, *days)
        except Invalid as error:
            form.refuse(error)
        else:
            flash(request, _("Visits are planned around these days from now on."))
            return see_other("centres:closures", id=centre.id)
    return _page(request, centre, form, 422)


async def remove(request: Request) -> Response:
    centre, form = await managed(request), ClosureForm(form_of(request))
    if not form.validate():
        return _page(request, centre, form, 422)
    await closures.remove_closure(actor_of(request), centre, form.first_on.data, form.last_on.data)
    flash(request, _("The centre works on these days."))
    return see_other("centres:closures", id=centre.id)


routes = [
    get("/centre/{id:uuid}/closures", show, "centres:closures"),
    post("/centre/{id:uuid}/closures", add, "centres:add-closure"),
    post("/centre/{id:uuid}/closures/removal", remove, "centres:remove-closure"),
]
