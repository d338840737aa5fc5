"""Opening one's own history: with the passphrase, or with the recovery code as well."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from network.kernel.errors import Invalid, TooMany
from network.people.pages.sign_in import browser_of
from network.web.responses import see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of
from network.wellbeing.actions import opening_history
from network.wellbeing.actions.opening_history import NeedsCode
from network.wellbeing.forms.asking import CheckInForm, OpenForm
from network.wellbeing.pages import asking, doors, opened
from network.wellbeing.queries import histories


async def show(request: Request) -> Response:
    """Asks for the passphrase, unless the history is open or there is none yet."""
    actor = actor_of(request)
    opened.only_members(request)
    target = opened.way_on(request.query_params.get("next", ""))
    if not await histories.has_history(actor):
        return see_other("check_in.begin", next=target)
    if await opened.history_of(request) is not None:
        return RedirectResponse(target, 303)
    return doors.open_page(request, OpenForm(), target=target)


async def open_it(request: Request) -> Response:
    actor, posted = actor_of(request), form_of(request)
    opened.only_members(request)
    form, asked = OpenForm(posted), asked_in(request)
    target = opened.way_on(str(posted.get("next", "")))
    needs_code = "code" in posted
    if asked is not None and not asked.validate():
        return await asking.page(request, asked, 422)
    if not await histories.has_history(actor):
        return see_other("check_in.begin", next=target)
    if not form.validate():
        return doors.open_page(
            request, form, asked, target=target, needs_code=needs_code, status=422
        )
    try:
        key = await _key(request, form)
    except NeedsCode as error:
        form.refuse(Invalid(error.message))
        return doors.open_page(request, form, asked, target=target, needs_code=True, status=422)
    except (Invalid, TooMany) as error:
        status = doors.refused(form, error)
        page = doors.open_page(
            request, form, asked, target=target, needs_code=needs_code, status=status
        )
        return doors.slowed(page, error)
    return await go_on(request, key, asked, target)


async def go_on(request: Request, key: bytes, asked: CheckInForm | None, target: str) -> Response:
    """With the history open: keep what was answered before, then where one wanted to go."""
    response: Response = RedirectResponse(target, 303)
    if asked is not None:
        read = await histories.read(actor_of(request), key)
        found = opened.Opened(key, read.history)
        response = await asking.keep(request, asked, found)
    return opened.carry(response, request, key)


def asked_in(request: Request) -> CheckInForm | None:
    """The answers that were taken along; None where somebody came without."""
    return CheckInForm(form_of(request)) if "form" in form_of(request) else None


async def shut(request: Request) -> Response:
    """Close the history in this browser before the twenty minutes are over."""
    opened.only_members(request)
    return opened.close(see_other("check_in.show"))


async def _key(request: Request, form: OpenForm) -> bytes:
    actor, browser = actor_of(request), browser_of(request)
    if form.code.data:
        return await opening_history.open_by_code(
            actor, form.code.data, form.passphrase.data, browser
        )
    return await opening_history.open_history(actor, form.passphrase.data, browser)


routes: list[Route] = [
    get("/check-in/open", show, "check_in.open"),
    post("/check-in/open", open_it, "check_in.do-open"),
    post("/check-in/close", shut, "check_in.close"),
]
