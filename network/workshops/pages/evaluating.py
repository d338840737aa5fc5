"""What a workshop was worth to those who came, said once and read as sums only."""

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.errors import NotFound
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import attending
from network.workshops.forms.attendance import EvaluationForm
from network.workshops.models.registrations import Registration
from network.workshops.queries import registrations, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import numbers
from network.workshops.rules.registering import PRESENT


async def show(request: Request) -> Response:
    seen, row = await _seen(request)
    return await _page(request, seen, row, EvaluationForm())


async def _seen(request: Request) -> tuple[Seen, Registration | None]:
    """For who was there, and for those who run it; for nobody else is there anything."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    row = await registrations.own_registration(actor, seen.workshop.id)
    was_there = row is not None and row.state in PRESENT
    if not was_there and not policy.can_run(actor, *seen):
        raise NotFound
    return seen, row if was_there else None


async def _page(
    request: Request,
    seen: Seen,
    row: Registration | None,
    form: EvaluationForm,
    status: int = 200,
) -> Response:
    actor = actor_of(request)
    can_read = policy.can_run(actor, *seen)
    answers = await registrations.evaluations_of(actor, seen) if can_read else []
    is_asked = row is not None and policy.can_evaluate(actor, row)
    return render(
        request,
        "workshops/evaluation.html",
        status,
        workshop=seen.workshop,
        form=form if is_asked else None,
        has_answered=row is not None and row.has_evaluated,
        can_read=can_read,
        sums=numbers.sums([(one.usefulness, one.parts) for one in answers]),
    )


async def answer(request: Request) -> Response:
    seen, row = await _seen(request)
    form = EvaluationForm(form_of(request))
    if not form.validate():
        return await _page(request, seen, row, form, 422)
    parts = {"use": form.use.data, "by": form.by.data}
    await attending.evaluate(actor_of(request), seen.workshop, int(form.usefulness.data), parts)
    flash(request, _("Thank you. Your answer does not say whose it is."))
    return see_other("workshops:evaluation", id=seen.workshop.id)


routes = [
    get("/workshops/{id:uuid}/evaluation", show, "workshops:evaluation"),
    post("/workshops/{id:uuid}/evaluation", answer, "workshops:evaluate"),
]
