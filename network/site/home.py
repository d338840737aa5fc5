"""Pages for everybody: the start, help, privacy, accessibility, language, quick exit."""

import calendar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from network.kernel import clock, i18n
from network.people.actions import accounts, sessions
from network.web.responses import render, see_other, set_cookie
from network.web.routing import get, is_own_path, path_for, post
from network.web.state import form_of, visit_of

_YEAR_SECONDS = 365 * 24 * 3600


async def start(request: Request) -> Response:
    if visit_of(request).is_signed_in:
        return see_other("site:today")
    return render(request, "site/start.html")


async def help_page(request: Request) -> Response:
    return render(request, "site/help.html")


async def privacy(request: Request) -> Response:
    return render(request, "site/privacy.html")


async def accessibility(request: Request) -> Response:
    return render(request, "site/accessibility.html")


async def more(request: Request) -> Response:
    """Everything that has no place in the bar."""
    return render(request, "site/more.html")


async def choose_language(request: Request) -> Response:
    """Change the interface's language, and stay on the page."""
    posted, visit = form_of(request), visit_of(request)
    code = i18n.known(str(posted.get("language", "")))
    if code:
        set_cookie(request, "language", code, max_age=_YEAR_SECONDS)
        if visit.is_signed_in:
            await accounts.set_preferences(visit.actor, language=code)
    target = str(posted.get("next", ""))
    return RedirectResponse(target if is_own_path(target) else path_for("site:start"), 303)


async def quick_exit(request: Request) -> Response:
    """End the session and show a page that has nothing to do with this portal."""
    visit = visit_of(request)
    session = visit.session or visit.pending
    if session is not None:
        await sessions.leave(session)
    set_cookie(request, "session", "")
    response = see_other("site:month")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


async def month(request: Request) -> Response:
    """A plain month, such as any calendar shows."""
    today = clock.now().date()
    first = i18n.locale().first_week_day
    weeks = calendar.Calendar(first).monthdatescalendar(today.year, today.month)
    names = i18n.locale().days["stand-alone"]["abbreviated"]
    heads = [names[day.weekday()] for day in weeks[0]]
    return render(request, "site/month.html", weeks=weeks, heads=heads, today=today)


routes = [
    get("/", start, "site:start", public=True),
    get("/help", help_page, "site:help", public=True),
    get("/privacy", privacy, "site:privacy", public=True),
    get("/accessibility", accessibility, "site:accessibility", public=True),
    get("/more", more, "site:more"),
    post("/language", choose_language, "site:language", public=True),
    post("/exit", quick_exit, "site:exit", public=True),
    get("/month", month, "site:month", public=True),
]
