"""What is asked of those who register for a workshop."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel.errors import Invalid, Stale
from network.kernel.i18n import _
from network.web.differing import Difference, differences, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.workshops.actions import conditions as actions
from network.workshops.actions.conditions import Asked
from network.workshops.forms.conditions import QuestionForm, question_shown
from network.workshops.models.workshops import Workshop, WorkshopQuestion
from network.workshops.pages.running import run_by_reader
from network.workshops.queries import conditions
from network.workshops.vocabulary import Phase


async def show_new(request: Request) -> Response:
    seen = await run_by_reader(request)
    return _page(request, seen.workshop, QuestionForm())


async def add(request: Request) -> Response:
    seen = await run_by_reader(request)
    form = _posted(request, seen.workshop.lang)
    if not form.validate():
        return _page(request, seen.workshop, form, status=422)
    asked = form.asked()
    try:
        await actions.add_question(actor_of(request), seen.workshop, asked)
    except Invalid as error:
        form.refuse(error)
        return _page(request, seen.workshop, form, status=422)
    flash(request, _said(asked))
    return see_other("workshops:conditions", id=seen.workshop.id)


async def show_question(request: Request) -> Response:
    seen = await run_by_reader(request)
    row = await _question(request, seen.workshop)
    given = question_shown(row) | {"version": row.version}
    return _page(request, seen.workshop, QuestionForm(data=given), row)


async def change(request: Request) -> Response:
    seen = await run_by_reader(request)
    workshop, row = seen.workshop, await _question(request, seen.workshop)
    form = _posted(request, workshop.lang)
    if not form.validate():
        return _page(request, workshop, form, row, 422)
    try:
        await actions.change_question(
            actor_of(request), workshop, row.id, form.version.data, form.asked()
        )
    except Invalid as error:
        form.refuse(error)
        return _page(request, workshop, form, row, 422)
    except Stale as error:
        stored = question_shown(take_up(form, error, WorkshopQuestion))
        return _page(request, workshop, form, row, 409, differences(form, stored))
    flash(request, _("Saved. Answers that are there stay."))
    return see_other("workshops:conditions", id=workshop.id)


async def remove(request: Request) -> Response:
    seen = await run_by_reader(request)
    row = await _question(request, seen.workshop)
    await actions.remove_question(actor_of(request), seen.workshop, row.id)
    flash(request, _("This is not asked any more. Answers that are there stay."))
    return see_other("workshops:conditions", id=seen.workshop.id)


def _said(asked: Asked) -> str:
    if asked.phase is Phase.FOLLOW_UP:
        return _("Those with a place are asked this on Today until they answer.")
    return _("Whoever registers from now on is asked this.")


def _posted(request: Request, lang: str) -> QuestionForm:
    form = QuestionForm(form_of(request))
    form.written_in = lang
    return form


async def _question(request: Request, workshop: Workshop) -> WorkshopQuestion:
    return await conditions.get_question(workshop.id, id_in(request, "question"))


def _page(
    request: Request,
    workshop: Workshop,
    form: QuestionForm,
    question: WorkshopQuestion | None = None,
    status: int = 200,
    found: list[Difference] | None = None,
) -> Response:
    return render(
        request,
        "workshops/question.html",
        status,
        workshop=workshop,
        form=form,
        question=question,
        differences=found or [],
    )


routes: list[Route] = [
    get("/workshops/{id:uuid}/questions/new", show_new, "workshops:new-question"),
    post("/workshops/{id:uuid}/questions/new", add, "workshops:add-question"),
    get("/workshops/{id:uuid}/questions/{question:uuid}", show_question, "workshops:question"),
    post("/workshops/{id:uuid}/questions/{question:uuid}", change, "workshops:change-question"),
    post(
        "/workshops/{id:uuid}/questions/{question:uuid}/removal",
        remove,
        "workshops:remove-question",
    ),
]
