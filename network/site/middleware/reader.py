"""Who reads: from the session's cookie to an actor with language, zone and theme.

Everything is read afresh for each request, so that a role taken away, an account shut or a
session ended acts at once. Roles that need a second factor count only after it.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tortoise.exceptions import DBConnectionError, OperationalError

from network.centres import queries as centres
from network.db import plain
from network.kernel import clock, i18n, zones
from network.kernel.actor import Actor
from network.kernel.travel import zone_of
from network.notifications import queries as notices
from network.people import queries as accounts
from network.people.actions import sessions
from network.site import errors
from network.web import cookies
from network.web.state import Visit, visit_of

_QUIET = ("/static/", "/health", "/ready", "/feed/", "/robots.txt")


class Reader:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_QUIET):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        visit = visit_of(request)
        try:
            await self._recognise(request, visit)
        except (OperationalError, DBConnectionError) as error:
            refusal = await errors.on_database_error(request, error)
            await refusal(scope, receive, send)
            return
        _choose_language(request, visit)

        async def with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookies.send(message, visit.cookies, is_https=visit.is_https)
                message["headers"].append((b"content-language", visit.language.encode()))
            await send(message)

        with i18n.speaking(visit.language):
            await self.app(scope, receive, with_cookies)

    async def _recognise(self, request: Request, visit: Visit) -> None:
        token = cookies.read(request, "session")
        session = await accounts.session_of(token) if token else None
        if session is None:
            return
        if not accounts.is_open(session):
            visit.pending = session
            return
        visit.session = session
        actor, visit.unread = await plain.together(
            centres.actor_of(session.person_id), notices.unread_count(session.person_id)
        )
        visit.owes_factor = actor.needs_second_factor and not session.has_second_factor
        visit.actor = Actor(person_id=actor.person_id) if visit.owes_factor else actor
        person = session.person
        visit.language, visit.where = person.language, await accounts.where_is(person)
        visit.zone = zone_of(visit.where, clock.now())
        visit.theme, visit.text_size = person.theme, person.text_size
        visit.owes_conduct = accounts.owes_conduct(person)
        visit.initials = accounts.initials(person.name)
        await sessions.touch(session)


def _choose_language(request: Request, visit: Visit) -> None:
    """The address says it for once; else the account, the cookie, the browser."""
    asked = i18n.known(request.query_params.get("lang"))
    chosen = i18n.known(cookies.read(request, "language"))
    if asked:
        visit.language = asked
    elif visit.session is None:
        accepted = request.headers.get("accept-language", "")
        visit.language = chosen or i18n.negotiate(accepted)
    elif not i18n.known(visit.language):
        visit.language = i18n.SOURCE
    if not zones.is_zone(visit.zone):
        visit.zone = visit.where = "UTC"
