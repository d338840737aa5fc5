"""Many supervisees with agreements, signed in, who book over HTTP from real servers."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx

from network.db import transaction
from network.kernel import clock
from network.people.actions import sessions
from network.people.actions.sessions import Browser
from network.people.models import Stage
from network.settings import Settings
from network.supervision.models import Supervisor
from network.web import tokens
from tests.factories import make_centre, make_member
from tests.servers import Server, portal_server
from tests.supervision_makers import make_agreement

_PATIENCE = 55.0  # seconds


@dataclass(frozen=True, slots=True)
class Booker:
    """A supervisee with a cookie, and the form that they are about to send (always the same)."""

    person_id: UUID
    supervisor: Supervisor
    cookie: str
    token_hash: str
    note: str
    form_key: str = field(default_factory=tokens.new_form_key)

    def form(self, at: datetime) -> dict[str, str]:
        return {
            "csrf": tokens.form_token(self.token_hash),
            "form_key": self.form_key,
            "slot": f"{at:%Y-%m-%dT%H:%MZ}",
            "repeat": "1x1",
            "modality": "video",
            "note": self.note,
        }

    async def book(self, client: httpx.AsyncClient, server: Server, at: datetime) -> httpx.Response:
        url = f"{server.url}/supervision/{self.supervisor.person_id}/sessions"
        headers = {"Cookie": f"session={self.cookie}"}
        return await client.post(url, data=self.form(at), headers=headers)


async def make_crowd(supervisors: Iterable[Supervisor], each: int) -> list[Booker]:
    """So many signed-in supervisees of each supervisor, with an agreement each."""
    found, centre = [], await make_centre()
    async with transaction():
        for supervisor in supervisors:
            for n in range(each):
                member = await make_member(centre)
                until = date.today() + timedelta(days=300)  # noqa: DTZ011 (the servers' own day)
                await make_agreement(supervisor, member, ends_on=until)
                new = await sessions.begin_session(member, Browser(address="test"), Stage.OPEN)
                note = f"How to end{' well' * (n % 20)} and what to keep{', again' * (n // 20)}"
                hashed = new.session.token_hash
                found.append(Booker(member.id, supervisor, new.token, hashed, note))
    return found


@contextmanager
def portals(settings: Settings, count: int = 1, **more: str) -> Iterator[list[Server]]:
    """Real server processes on the test's own database."""
    with ExitStack() as stack, ThreadPoolExecutor() as threads:
        starting = [_portal(settings, n, more) for n in range(count)]
        yield list(threads.map(stack.enter_context, starting))


@contextmanager
def _portal(settings: Settings, n: int, more: dict[str, str]) -> Iterator[Server]:
    folder = Path(settings.var_dir) / f"server{n}"
    folder.mkdir(exist_ok=True)
    given = {"database_url": settings.database_url, "secret_key": settings.secret_key}
    with portal_server(folder, **(given | more)) as server:
        yield server


def crowded_client() -> httpx.AsyncClient:
    """A client that opens as many connections at once as there are requests."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.AsyncClient(limits=limits, timeout=_PATIENCE)


def days_ahead(days: int, hour: int = 10) -> datetime:
    """A full hour some days from now."""
    on = clock.now().astimezone(UTC) + timedelta(days=days)
    return on.replace(hour=hour, minute=0, second=0, microsecond=0)
