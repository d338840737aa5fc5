"""Ways in and out: /sign-in, /sign-in/code, /sign-in/reset, /reset/…, /sign-out."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from network.kernel.errors import Invalid, NotFound, TooMany
from network.kernel.i18n import _
from network.people import queries
from network.people.actions import passphrases, sessions, signing_in
from network.people.actions.sessions import Browser, NewSession
from network.people.forms import AskResetForm, CodeForm, NewPassphraseForm, SignInForm
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other, set_cookie
from network.web.routing import get, id_in, is_own_path, path_for, post
from network.web.state import form_of, visit_of

_OWN_DEVICE_SECONDS = 12 * 3600
_DEVICES = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "CrOS", "Linux")
_BROWSERS = (("Firefox", "Firefox"), ("Edg", "Edge"), ("Chrom", "Chrome"), ("Safari", "Safari"))


def browser_of(request: Request, *, is_own_device: bool = False) -> Browser:
    """Where a request comes from, told as coarsely as its owner needs to recognise it."""
    agent = request.headers.get("user-agent", "")
    device = next((name for name in _DEVICES if name in agent), "")
    program = next((name for sign, name in _BROWSERS if sign in agent), "")
    return Browser(
        address=visit_of(request).address,
        device=", ".join(filter(None, (program, device))),
        is_own_device=is_own_device,
    )


def open_door(request: Request, new: NewSession, target: str = "") -> Response:
    """Give a browser the cookie of its new session and send it on."""
    hand_over(request, new)
    set_cookie(request, "visitor", "")
    if not queries.is_open(new.session):
        return see_other("people:code", next=target)
    return RedirectResponse(target if is_own_path(target) else path_for("site:today"), 303)


def hand_over(request: Request, new: NewSession) -> None:
    """Give a browser the cookie of its session."""
    lasting = _OWN_DEVICE_SECONDS if new.session.is_own_device else None
    set_cookie(request, "session", new.token, max_age=lasting)


def refused(
    request: Request, template: str, form: PortalForm, error: Invalid | TooMany, **context: Any
) -> Response:
    """The form again, saying what was wrong; after too many tries also when to come back."""
    if isinstance(error, Invalid):
        form.refuse(error)
        return render(request, template, 422, form=form, **context)
    form.refuse(Invalid(error.message))
    return _slowed(render(request, template, 429, form=form, **context), error)


def _slowed(response: Response, error: TooMany) -> Response:
    response.headers["Retry-After"] = str(error.retry_after)
    return response


async def show_sign_in(request: Request) -> Response:
    if visit_of(request).is_signed_in:
        return see_other("site:today")
    return await _sign_in_page(request, SignInForm(), request.query_params.get("next", ""))


async def sign_in(request: Request) -> Response:
    posted = form_of(request)
    form, target = SignInForm(posted), str(posted.get("next", ""))
    if not form.validate():
        return await _sign_in_page(request, form, target, 422)
    browser = browser_of(request, is_own_device=form.own_device.data)
    try:
        new = await signing_in.sign_in(form.email.data, form.passphrase.data, browser)
    except Invalid as error:
        form.refuse(error)
        return await _sign_in_page(request, form, target, 422)
    except TooMany as error:
        form.refuse(Invalid(error.message))
        return _slowed(await _sign_in_page(request, form, target, 429), error)
    return open_door(request, new, target)


async def _sign_in_page(
    request: Request, form: SignInForm, target: str, status: int = 200
) -> Response:
    demo = await request.app.state.demo_people() if request.app.state.settings.demo else []
    target = target if is_own_path(target) else ""
    return render(request, "people/sign_in.html", status, form=form, next=target, demo_people=demo)


async def sign_in_as(request: Request) -> Response:
    """In the demonstration only: sign in as one of its people with a click."""
    if not request.app.state.settings.demo:
        raise NotFound
    person = await queries.get_person(id_in(request))
    new = await sessions.begin_demo_session(person, browser_of(request))
    return open_door(request, new)


async def show_code(request: Request) -> Response:
    if visit_of(request).pending is None:
        return see_other("people:sign-in")
    target = request.query_params.get("next", "")
    return render(request, "people/code.html", form=CodeForm(), next=target)


async def give_code(request: Request) -> Response:
    posted, pending = form_of(request), visit_of(request).pending
    if pending is None:
        flash(request, _("Too much time has passed. Sign in again."), "info")
        return see_other("people:sign-in")
    form, target = CodeForm(posted), str(posted.get("next", ""))
    if not form.validate():
        return render(request, "people/code.html", 422, form=form, next=target)
    try:
        code = form.code.data.replace(" ", "")
        new = await signing_in.give_code(pending, code, browser_of(request))
    except (Invalid, TooMany) as error:
        return refused(request, "people/code.html", form, error, next=target)
    return open_door(request, new, target)


async def sign_out(request: Request) -> Response:
    visit = visit_of(request)
    session = visit.session or visit.pending
    if session is not None:
        await sessions.leave(session)
    set_cookie(request, "session", "")
    response = see_other("people:sign-in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    flash(request, _("You are signed out."))
    return response


async def show_ask_reset(request: Request) -> Response:
    return render(request, "people/ask_reset.html", form=AskResetForm())


async def ask_reset(request: Request) -> Response:
    form = AskResetForm(form_of(request))
    if not form.validate():
        return render(request, "people/ask_reset.html", 422, form=form)
    try:
        await passphrases.ask_reset(form.email.data, browser_of(request))
    except TooMany as error:
        return refused(request, "people/ask_reset.html", form, error)
    return render(request, "people/reset_asked.html")


async def show_reset(request: Request) -> Response:
    await queries.reset_behind(request.path_params["token"])
    return render(request, "people/reset.html", form=NewPassphraseForm())


async def reset(request: Request) -> Response:
    found = await queries.reset_behind(request.path_params["token"])
    form = NewPassphraseForm(form_of(request))
    if form.validate():
        try:
            await passphrases.reset_passphrase(found, form.passphrase.data)
        except Invalid as error:
            form.refuse(error)
        else:
            flash(request, _("Your new passphrase is set. Sign in with it."))
            return see_other("people:sign-in")
    return render(request, "people/reset.html", 422, form=form)


routes = [
    get("/sign-in", show_sign_in, "people:sign-in", public=True),
    post("/sign-in", sign_in, "people:do-sign-in", public=True),
    post("/sign-in/as/{id:uuid}", sign_in_as, "people:sign-in-as", public=True),
    get("/sign-in/code", show_code, "people:code", public=True),
    post("/sign-in/code", give_code, "people:give-code", public=True),
    post("/sign-out", sign_out, "people:sign-out", public=True),
    get("/sign-in/reset", show_ask_reset, "people:ask-reset", public=True),
    post("/sign-in/reset", ask_reset, "people:do-ask-reset", public=True),
    get("/reset/{token}", show_reset, "people:reset", public=True),
    post("/reset/{token}", reset, "people:do-reset", public=True),
]
