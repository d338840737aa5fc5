"""Changing one's answers, and answering what is asked of those with a place only."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel.errors import Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.kernel.moves import Refused
from network.web.differing import Difference, differences, take_up
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.workshops.actions import registering as actions
from network.workshops.actions.registering import Given
from network.workshops.forms.registering import answers_form, answers_in, filled, follow_up_form
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import WorkshopQuestion
from network.workshops.pages import own_place
from network.workshops.queries import registrations, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import registering
from network.workshops.vocabulary import Phase, RegState


async def show_answers(request: Request) -> Response:
    seen, row = await _own(request)
    questions = await workshops.questions_of(seen.workshop.id)
    given = {**filled(await registrations.answers_of(row.id)), "is_listed": row.is_listed}
    given["version"] = row.version
    form = answers_form(questions, given=given, is_approved_again=_is_looked_at(seen, row))
    return await _answers_page(request, seen, row, form)


async def change_answers(request: Request) -> Response:
    seen, row = await _own(request)
    questions = await workshops.questions_of(seen.workshop.id)
    again = _is_looked_at(seen, row)
    form = answers_form(questions, form_of(request), is_approved_again=again)
    if not form.validate():
        return await _answers_page(request, seen, row, form, 422)
    given = Given(answers=answers_in(form, questions), is_listed=bool(form["is_listed"].data))
    try:
        actor, version = actor_of(request), form["version"].data
        stored = await actions.change_answers(actor, seen.workshop, version, given)
    except Stale as error:
        found = await _meanwhile(form, error, questions)
        return await _answers_page(request, seen, row, form, 409, found)
    except Refused:
        return await _answers_page(request, seen, row, form, 409)
    except Invalid as error:
        form.refuse(error)
        return await _answers_page(request, seen, row, form, 422)
    flash(request, _said(row, stored))
    return see_other("workshops:register", id=seen.workshop.id)


async def show_follow_up(request: Request) -> Response:
    seen, row = await _placed(request)
    questions = await workshops.questions_of(seen.workshop.id, Phase.FOLLOW_UP)
    form = follow_up_form(questions, given=filled(await _only(questions, row)))
    return _follow_up_page(request, seen, form)


async def answer_follow_up(request: Request) -> Response:
    seen, _row = await _placed(request)
    questions = await workshops.questions_of(seen.workshop.id, Phase.FOLLOW_UP)
    form = follow_up_form(questions, form_of(request))
    if not form.validate():
        return _follow_up_page(request, seen, form, 422)
    given = answers_in(form, questions)
    try:
        await actions.answer_follow_up(actor_of(request), seen.workshop, given)
    except Invalid as error:
        form.refuse(error)
        return _follow_up_page(request, seen, form, 422)
    flash(request, _("Thank you. The organisers see your answers."))
    return see_other("workshops:register", id=seen.workshop.id)


async def _own(request: Request) -> tuple[Seen, Registration]:
    """One's own registration; for who has none there is nothing here."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    row = await registrations.own_registration(actor, seen.workshop.id)
    if row is None or row.state not in registering.LIVE:
        raise NotFound
    return seen, row


async def _placed(request: Request) -> tuple[Seen, Registration]:
    """The same, with a place."""
    seen, row = await _own(request)
    if row.state not in registering.COMING:
        raise NotFound
    return seen, row


def _is_looked_at(seen: Seen, row: Registration) -> bool:
    """Whether a change of a marked answer has to be approved again."""
    return seen.workshop.needs_approval and row.state is not RegState.APPLIED


async def _answers_page(
    request: Request,
    seen: Seen,
    row: Registration,
    form: PortalForm,
    status: int = 200,
    found: list[Difference] | None = None,
) -> Response:
    off = [registering.text(code) for code in own_place.edit_codes(seen.workshop)]
    marked = any(getattr(one, "hint", "") for one in form) and _is_looked_at(seen, row)
    return render(
        request,
        "workshops/answers.html",
        status,
        workshop=seen.workshop,
        form=form,
        off=off,
        is_marked=marked,
        is_seated=row.is_seated,
        is_offered=row.state is RegState.OFFERED,
        differences=found or [],
    )


def _follow_up_page(request: Request, seen: Seen, form: PortalForm, status: int = 200) -> Response:
    page = "workshops/follow_up.html"
    return render(request, page, status, workshop=seen.workshop, form=form)


async def _meanwhile(
    form: PortalForm, error: Stale, questions: list[WorkshopQuestion]
) -> list[Difference]:
    """What was stored meanwhile beside what was typed; sending it again replaces it."""
    row = take_up(form, error, Registration)
    stored: Mapping[str, Any] = {"is_listed": row.is_listed}
    return differences(form, {**stored, **filled(await _only(questions, row))})


async def _only(questions: list[WorkshopQuestion], row: Registration) -> dict[UUID, str]:
    wanted = {question.id for question in questions}
    found = await registrations.answers_of(row.id)
    return {key: value for key, value in found.items() if key in wanted}


def _said(before: Registration, stored: Registration) -> str:
    if stored.state is RegState.APPLIED and before.state is not RegState.APPLIED:
        return _("Saved. The organisers look at your registration again, and you are told.")
    return _("Saved.")


routes: list[Route] = [
    get("/workshops/{id:uuid}/registration/answers", show_answers, "workshops:answers"),
    post("/workshops/{id:uuid}/registration/answers", change_answers, "workshops:change-answers"),
    get("/workshops/{id:uuid}/registration/more", show_follow_up, "workshops:follow-up"),
    post("/workshops/{id:uuid}/registration/more", answer_follow_up, "workshops:do-follow-up"),
]
