"""The own short check-in: asked, kept for oneself or only looked at, and put into a round."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel.errors import Conflict, Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.web.responses import render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of
from network.wellbeing.actions import answering, keeping
from network.wellbeing.forms.asking import CheckInForm
from network.wellbeing.pages import done, doors, my_round, opened
from network.wellbeing.pages.opened import Opened
from network.wellbeing.queries import histories
from network.wellbeing.rules import pulse
from network.wellbeing.rules.histories import Entry

KEEP = "keep"


async def show(request: Request) -> Response:
    """The ten questions. Nothing is made or marked by looking at them."""
    opened.only_members(request)
    return await page(request, CheckInForm())


async def answer(request: Request) -> Response:
    opened.only_members(request)
    form = CheckInForm(form_of(request))
    if not form.validate():
        return await page(request, form, 422)
    found = await opened.history_of(request)
    if form_of(request).get("to") != KEEP:
        return await _only_show(request, form, found)
    if found is None:
        return await doors.detour(request, form)
    return await keep(request, form, found)


async def keep(request: Request, form: CheckInForm, found: Opened) -> Response:
    """Keep what was answered in the opened history, in the round too if that is wanted."""
    if before := _entry(found, form):
        return await _kept_before(request, form, before)
    refusal = await _join(request, form, found.key)
    if refusal is not None:
        return refusal
    try:
        await keeping.check_in(
            actor_of(request), found.key, form.form.data, form.answers, form.words.data or ""
        )
    except Invalid as error:
        form.refuse(error)
        return await page(request, form, 422)
    except Stale as error:
        form.refuse(Invalid(error.message))
        return await page(request, form, 409)
    return see_other("check_in.done")


async def withdraw(request: Request) -> Response:
    """Take the own answers out of the open round."""
    opened.only_members(request)
    found = await opened.history_of(request)
    if found is None:
        return see_other("check_in.open")
    try:
        was_there = await answering.withdraw_if_there(actor_of(request), found.key)
    except Conflict as error:
        return render(request, "wellbeing/withdrawn.html", 409, said=error.message)
    said = (
        _("Your answers are out of the round.")
        if was_there
        else _("There are no answers of yours in a round that could be taken back.")
    )
    return render(request, "wellbeing/withdrawn.html", said=said)


# the pages ---------------------------------------------------------------------------------------


async def page(request: Request, form: CheckInForm, status: int = 200) -> Response:
    """The questions, after what holds for an open round; with what was typed before."""
    found = await opened.history_of(request)
    actor = actor_of(request)
    context: dict[str, Any] = {
        "form": form,
        "lead_in": pulse.LEAD_IN,
        "limits": pulse.LIMITS,
        "is_open": found is not None,
        "has_history": found is not None or await histories.has_history(actor),
        "round": await my_round.told(actor, found.key if found else None),
        "groups": await done.signposts_for(actor),
    }
    return render(request, "wellbeing/check_in.html", status, **context)


async def _only_show(request: Request, form: CheckInForm, found: Opened | None) -> Response:
    """What the answers say, and nothing of it is kept."""
    refusal = await _join(request, form, found.key if found else None)
    if refusal is not None:
        return refusal
    earlier = found.history.strains() if found else ()
    outcome = pulse.outcome(form.answers, earlier)
    return await done.page(request, outcome, found, is_lost=bool(form.join.data) and not found)


async def _join(request: Request, form: CheckInForm, key: bytes | None) -> Response | None:
    """Hand the answers in if that is wanted; the page again if they are not taken."""
    if not form.join.data:
        return None
    try:
        await answering.hand_in(actor_of(request), key, form.answers)
    except Invalid as error:
        form.refuse(Invalid(join=error.message))
        return await page(request, form, 422)
    except NotFound:
        told = _("No round is open for you now. Take the tick away to go on without.")
    except Conflict as error:
        again = await opened.history_of(request)
        if before := _entry(again, form) if again else None:
            return await _kept_before(request, form, before)
        told = _("%(why)s Take the tick away to go on without.", why=error.message)
    else:
        return None
    form.refuse(Invalid(join=told))
    return await page(request, form, 409)


async def _kept_before(request: Request, form: CheckInForm, before: Entry) -> Response:
    """A form that was kept already: again if it is the same, asked about if it says another."""
    is_same = before.answers == form.answers and before.words == (form.words.data or "")
    if is_same:
        return see_other("check_in.done")
    form.renew()
    told = _("A check-in from this form is kept already. Send this one to keep it as another.")
    form.refuse(Invalid(told))
    return await page(request, form, 409)


def _entry(found: Opened, form: CheckInForm) -> Entry | None:
    entries = found.history.entries
    return next((one for one in entries if one.key == form.form.data), None)


routes: list[Route] = [
    get("/check-in", show, "check_in.show"),
    post("/check-in", answer, "check_in.answer"),
    post("/check-in/withdraw", withdraw, "check_in.withdraw"),
]
