"""Planning reminders of a workshop, and taking them away."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel.errors import Invalid
from network.kernel.i18n import _
from network.web.responses import flash, see_other
from network.web.routing import id_in, post
from network.web.state import actor_of
from network.workshops.actions import conditions as actions
from network.workshops.forms.conditions import ReminderForm
from network.workshops.models.workshops import Workshop
from network.workshops.pages.running import run_by_reader
from network.workshops.queries import conditions


async def was_added(request: Request, workshop: Workshop, form: ReminderForm) -> bool:
    """Plan what a form asks for; what is wrong with it stands in the form."""
    try:
        await actions.add_reminder(actor_of(request), workshop, form.plan())
    except Invalid as error:
        form.number.errors = [*form.number.errors, *error.fields.values()]
        return False
    return True


async def remove_reminder(request: Request) -> Response:
    seen = await run_by_reader(request)
    row = await conditions.get_reminder(seen.workshop.id, id_in(request, "reminder"))
    await actions.remove_reminder(actor_of(request), seen.workshop, row.id)
    flash(request, _("Nobody is reminded then."))
    return see_other("workshops:conditions", id=seen.workshop.id)


routes: list[Route] = [
    post(
        "/workshops/{id:uuid}/reminders/{reminder:uuid}/removal",
        remove_reminder,
        "workshops:remove-reminder",
    ),
]
