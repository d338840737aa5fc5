"""Composition root: the one module that knows every slice and puts the house together."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from network import outbox
from network.adapters import lock_files
from network.calendars import reactions as calendars
from network.calendars.pages.reading import FeedDoor
from network.centres import reactions as centres
from network.db.setup import close_database, open_database
from network.exchanges.queries import trails as visit_trails
from network.expertise import finder
from network.expertise import reactions as expertise
from network.jobs import run_for_ever
from network.kernel import (
    calendar_names,
    companions,
    figures,
    giving,
    keys,
    learning_trail,
    links,
    proofs,
)
from network.knowledge import reactions as knowledge
from network.knowledge.queries import passing_on as knowledge_trails
from network.notifications import reactions as notifications
from network.people import following
from network.routes import routes
from network.settings import Settings
from network.site import check_in_learning, errors, inviting, learning, workshop_learning
from network.site.middleware.guard import Guard
from network.site.middleware.headers import Headers, Pairs, completed
from network.site.middleware.journal import Journal, new_request_id, note
from network.site.middleware.posted import Posted
from network.site.middleware.reader import Reader
from network.supervision.queries import agreements
from network.supervision.queries import giving as supervision_hours
from network.web.routing import Signpost, use_routes
from network.wellbeing.actions import opening_history
from network.wellbeing.queries import library as check_in_library
from network.workshops import reactions as workshops
from network.workshops.queries import certificates as workshop_certificates
from network.workshops.queries import learning as workshop_trails
from network.workshops.queries import workshops as workshop_titles

_GRACE_SECONDS = 10
DemoPeople = Callable[[], Awaitable[list[Any]]]

for _name, _slice in (
    ("centres", centres),
    ("expertise", expertise),
    ("knowledge", knowledge),
    ("workshops", workshops),
    ("notifications", notifications),
    ("calendars", calendars),
    ("site", inviting),
    ("site", learning),
    ("site", workshop_learning),
    ("site", check_in_learning),
):
    outbox.subscribe(_name, _slice.REACTIONS)

following.follow("wellbeing", opening_history.rewrap)
companions.tell_supervisors(agreements.supervisors_of)
learning_trail.tell_origins("visit", visit_trails.stops_of)
learning_trail.tell_origins("workshop", workshop_trails.stops_of)
learning_trail.tell_origins("check_in", check_in_library.stops_of)
figures.tell("check_in", check_in_library.figures_behind)
learning_trail.tell_results("workshops", workshop_trails.stops_from)
learning_trail.tell_results("knowledge", knowledge_trails.stops_from)
proofs.tell("workshops", workshop_certificates.proof_behind)
calendar_names.tell("workshop_session", workshop_titles.neutral_titles)
giving.tell(supervision_hours.hours_by_person)


def configure(settings: Settings) -> None:
    """Give this process its secret, its address and its paths."""
    keys.use_secret(settings.secret_key)
    links.use_base(settings.base_url)
    links.use_sender(settings.mail_from)
    lock_files.use_folder(settings.var_dir / "locks")
    use_routes(routes)
    finder.forget()


class Portal:
    """The finished application: Starlette inside, what every answer needs around it."""

    def __init__(self, inner: Starlette, settings: Settings) -> None:
        self.inner = inner
        self._is_https = settings.is_https
        self._guard = Guard(inner, hosts=settings.hosts, most=settings.max_concurrency)
        guarded: ASGIApp = Headers(
            Journal(self._guard, is_https=settings.is_https), is_https=settings.is_https
        )
        self._app: ASGIApp = FeedDoor(guarded, self)

    def is_refused(self, scope: Scope) -> bool:
        """For doors that answer by themselves: whether the guard lets a request in."""
        return self._guard.refusal(scope) is not None

    def completed(self, headers: Pairs) -> Pairs:
        """For doors: an answer's headers with those that every answer has."""
        return completed(headers, is_https=self._is_https)

    def new_request_id(self) -> str:
        return new_request_id()

    def note(self, scope: Scope, request_id: str, status: int, began: float) -> None:
        """For doors: the line in the log that every request has."""
        note(scope, request_id, status, began)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


def create_app(settings: Settings, demo_people: DemoPeople | None = None) -> Portal:
    """The portal for these settings."""
    configure(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        await open_database(settings)
        stop = asyncio.Event()
        running = (
            asyncio.create_task(run_for_ever(settings, stop)) if settings.jobs_inside else None
        )
        try:
            yield
        finally:
            stop.set()
            if running is not None:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(running, _GRACE_SECONDS)
            await close_database()

    inner = Starlette(
        routes=[Signpost(routes)],
        lifespan=lifespan,
        middleware=[
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5),
            Middleware(Reader),
            Middleware(Posted, settings=settings),
        ],
        exception_handlers=errors.HANDLERS,
    )
    inner.router.redirect_slashes = False
    inner.state.settings = settings
    inner.state.demo_people = demo_people
    return Portal(inner, settings)
