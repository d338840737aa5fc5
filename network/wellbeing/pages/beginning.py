"""Beginning an own history, and the recovery code that is shown once."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from network.kernel.errors import Conflict, Invalid, TooMany
from network.people.pages.sign_in import browser_of
from network.web.responses import render, see_other
from network.web.routing import get, path_for, post
from network.web.state import actor_of, form_of
from network.wellbeing.actions import opening_history
from network.wellbeing.forms.asking import BeginForm, CheckInForm, OpenForm
from network.wellbeing.pages import asking, doors, opened
from network.wellbeing.pages.opening import asked_in
from network.wellbeing.queries import histories
from network.wellbeing.rules.histories import OwnHistory


async def show(request: Request) -> Response:
    """What a history is and what can be lost; for who has one, the way to it."""
    actor = actor_of(request)
    opened.only_members(request)
    target = opened.way_on(request.query_params.get("next", ""))
    if await histories.has_history(actor):
        return see_other("check_in.open", next=target)
    return doors.begin_page(request, BeginForm(), target=target)


async def begin(request: Request) -> Response:
    actor, posted = actor_of(request), form_of(request)
    opened.only_members(request)
    form, asked = BeginForm(posted), asked_in(request)
    target = opened.way_on(str(posted.get("next", "")))
    if asked is not None and not asked.validate():
        return await asking.page(request, asked, 422)
    if not form.validate():
        return doors.begin_page(request, form, asked, target=target, status=422)
    try:
        begun = await opening_history.begin(actor, form.passphrase.data, browser_of(request))
    except (Invalid, TooMany) as error:
        status = doors.refused(form, error)
        page = doors.begin_page(request, form, asked, target=target, status=status)
        return doors.slowed(page, error)
    except Conflict as error:
        instead = OpenForm()
        instead.refuse(Invalid(error.message))
        return doors.open_page(request, instead, asked, target=target, status=409)
    return await _with_code(request, begun, asked, target)


async def _with_code(
    request: Request, begun: opening_history.Begun, asked: CheckInForm | None, target: str
) -> Response:
    """The code, once. What was answered is kept first; what cannot be is asked for again after."""
    carried: list[tuple[str, str]] = []
    if asked is not None:
        found = opened.Opened(begun.key, OwnHistory())
        kept = await asking.keep(request, asked, found)
        target = path_for("check_in.done")
        if not isinstance(kept, RedirectResponse):
            carried, target = asked.carried, path_for("check_in.show")
    response = render(
        request, "wellbeing/code.html", code=begun.code, target=target, carried=carried
    )
    return opened.carry(response, request, begun.key)


routes: list[Route] = [
    get("/check-in/begin", show, "check_in.begin"),
    post("/check-in/begin", begin, "check_in.do-begin"),
]
