"""A small web server that answers as told, byte for byte: the calendars of strangers."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from network import logs

Answer: TypeAlias = bytes | Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its path and its headers, names in small letters."""

    path: str
    headers: dict[str, str]


def response(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Host:
    """A running server; `answers` by path, `asked` in order."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str, scheme: str = "http", host: str = "127.0.0.1") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await self._answer((await reader.readuntil(b"\r\n\r\n")).decode(), writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _answer(self, head: str, writer: asyncio.StreamWriter) -> None:
        first, *lines = head.rstrip().split("\r\n")
        pairs = (line.split(": ", 1) for line in lines)
        asked = Asked(first.split()[1], {name.lower(): value for name, value in pairs})
        self.asked.append(asked)
        answer = self.answers.get(asked.path, response(status="404 Not Found"))
        if isinstance(answer, bytes):
            writer.write(answer)
        else:
            await answer(asked, writer)
        await writer.drain()


@contextlib.asynccontextmanager
async def strange_host(tls: ssl.SSLContext | None = None) -> AsyncIterator[Host]:
    """A host on this machine; at the end all its answers have to be over."""
    host = Host(0)
    serving: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.create_task(host.serve(reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        server.close()
        await asyncio.wait_for(asyncio.gather(*serving), 10)


@contextlib.contextmanager
def logging_as_in_service(level: str) -> Iterator[None]:
    """Send logs to standard error as the portal does."""
    handlers, before = logging.root.handlers[:], logging.root.level
    logging.root.handlers.clear()
    logs.set_up(level)
    try:
        yield
    finally:
        logging.root.handlers[:] = handlers
        logging.root.setLevel(before)
