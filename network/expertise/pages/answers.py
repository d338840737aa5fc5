"""Answers to a posted need (/expertise/…/answers)."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.expertise import actions, policy, queries
from network.expertise.forms import AnswerForm
from network.expertise.models import Listing
from network.kernel.errors import Conflict, NotFound
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


async def _need(request: Request) -> Listing:
    need = await queries.get_listing(actor_of(request), id_in(request))
    if not policy.can_answer(actor_of(request), need):
        raise NotFound
    return need


async def _form(request: Request, need: Listing) -> AnswerForm:
    return AnswerForm(form_of(request) or None).offer(await _answering(request, need))


async def _answering(request: Request, need: Listing) -> list[Any]:
    """The centres the reader can answer for."""
    own = await centres.coordinated(actor_of(request))
    return [centre for centre in own if centre.id != need.centre_id]


async def show_answer(request: Request) -> Response:
    need = await _need(request)
    return await _page(request, need, await _form(request, need))


async def _page(request: Request, need: Listing, form: AnswerForm, status: int = 200) -> Response:
    centre = (await centres.centres_by_id([need.centre_id]))[need.centre_id]
    own, near = await _answering(request, need), await centres.contacts_of([need.centre_id])
    named = [c for c in own if centre_policy.is_named_to_others(c, in_contact=c.id in near)]
    return render(
        request,
        "expertise/answer.html",
        status,
        need=need,
        form=form,
        centre_name=centre_policy.shown_name(actor_of(request), centre),
        named=[c.name for c in named],
        unnamed=[c.name for c in own if c not in named],
    )


async def answer(request: Request) -> Response:
    need = await _need(request)
    form = await _form(request, need)
    if not form.validate():
        return await _page(request, need, form, 422)
    try:
        await actions.answer_need(
            actor_of(request),
            need,
            UUID(form.centre.data),
            text=form.text.data,
            from_on=form.from_on.data,
            until_on=form.until_on.data,
        )
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, need, form, 409)
    flash(request, _("Your answer is sent. Their coordinators decide."))
    return see_other("expertise:show", id=need.id)


async def pick(request: Request) -> Response:
    found, need = await queries.get_answer(actor_of(request), id_in(request))
    await actions.pick_answer(actor_of(request), found, need)
    flash(request, _("You are now in contact. Both centres see each other's contact fields."))
    return see_other("expertise:show", id=need.id)


async def decline(request: Request) -> Response:
    found, need = await queries.get_answer(actor_of(request), id_in(request))
    await actions.decline_answer(actor_of(request), found, need)
    flash(request, _("The answer is declined. They are told politely."))
    return see_other("expertise:show", id=need.id)


async def withdraw(request: Request) -> Response:
    found, need = await queries.get_answer(actor_of(request), id_in(request))
    await actions.withdraw_answer(actor_of(request), found, need)
    flash(request, _("Your answer is taken back."))
    return see_other("expertise:show", id=need.id)


routes = [
    get("/expertise/{id:uuid}/answers/new", show_answer, "answers:new"),
    post("/expertise/{id:uuid}/answers", answer, "answers:create"),
    post("/answers/{id:uuid}/pick", pick, "answers:pick"),
    post("/answers/{id:uuid}/decline", decline, "answers:decline"),
    post("/answers/{id:uuid}/withdrawal", withdraw, "answers:withdraw"),
]
