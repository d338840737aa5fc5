"""A server killed in the middle of an upload: what was acknowledged is there, the rest goes on."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from network.files import queries as files
from network.files.models import File, FileState
from network.knowledge.actions import writing
from network.people.actions import sessions
from network.people.actions.sessions import Browser
from network.people.models import Stage
from network.settings import Settings
from network.web import tokens
from tests.factories import actor, make_member
from tests.servers import Server
from tests.supervision.crowd import crowded_client, portals

pytestmark = [pytest.mark.anyio, pytest.mark.process]

_PART = 262_144
_CONTENT = "".join(f"Calm words, line {n}.\n" for n in range(150_000)).encode()
_COUNT = -(-len(_CONTENT) // _PART)
_KILLED_AFTER = 4  # parts


@dataclass(frozen=True, slots=True)
class Sender:
    """A writer who sends one file in parts."""

    cookie: str
    token_hash: str
    item: Any

    async def begin(self, client: httpx.AsyncClient, server: Server) -> dict[str, Any]:
        url = f"{server.url}/knowledge/{self.item}/uploads?of=en"
        answer = await client.post(url, headers=self._headers, data={**self._form, **self._about})
        found: dict[str, Any] = answer.json()
        return found

    async def send(
        self, client: httpx.AsyncClient, server: Server, to: str, number: int
    ) -> httpx.Response:
        part = _CONTENT[number * _PART : (number + 1) * _PART]
        return await client.post(
            f"{server.url}{to}",
            headers=self._headers,
            data={**self._form, "number": str(number)},
            files={"part": ("blob", part, "application/octet-stream")},
        )

    @property
    def _headers(self) -> dict[str, str]:
        return {"Cookie": f"session={self.cookie}"}

    @property
    def _form(self) -> dict[str, str]:
        return {"csrf": tokens.form_token(self.token_hash)}

    @property
    def _about(self) -> dict[str, str]:
        return {"name": "words.txt", "size": str(len(_CONTENT)), "sign": "1"}


async def test_an_upload_cut_off_by_a_kill_goes_on_where_it_stopped(db: Settings) -> None:
    sender = await _sender()

    with portals(db, jobs_inside="false") as [server]:
        acknowledged = await _send_and_kill(sender, server)
    kept = set(await files.received((await File.get()).id))
    with portals(db) as [server]:
        async with crowded_client() as client:
            begun = await sender.begin(client, server)
            missing = set(range(_COUNT)) - set(begun["received"])
            for number in sorted(missing):
                await sender.send(client, server, begun["to"], number)
        whole = await _until_looked_at()

    assert acknowledged <= kept < set(range(_COUNT))
    assert set(begun["received"]) == kept
    assert await File.all().count() == 1
    assert whole == _CONTENT


async def _sender() -> Sender:
    writer = await make_member()
    version = await writing.start_item(await actor(writer), "KT-GUID", "en", None, title="Pain")
    new = await sessions.begin_session(writer, Browser(address="test"), Stage.OPEN)
    return Sender(new.token, new.session.token_hash, version.item_id)


async def _send_and_kill(sender: Sender, server: Server) -> set[int]:
    """Send all parts at once, kill after some answers; the numbers of those acknowledged."""
    acknowledged: set[int] = set()
    async with crowded_client() as client:
        to = (await sender.begin(client, server))["to"]

        async def one(number: int) -> None:
            try:
                answer = await sender.send(client, server, to, number)
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                acknowledged.add(number)
            if len(acknowledged) >= _KILLED_AFTER:
                server.process.kill()

        await asyncio.gather(*(one(number) for number in range(_COUNT)))
    return acknowledged


async def _until_looked_at() -> bytes:
    async with asyncio.timeout(60):
        while (file := await File.get()).state is FileState.WAITING:  # noqa: ASYNC110 (its process)
            await asyncio.sleep(0.2)
    assert file.state is FileState.READY
    return b"".join([part async for part in files.content(file.id)])
