"""Fetching a file from an address that somebody typed, without letting it lead astray.

Names are resolved here, every address has to be public, and the connection goes to the address
that was checked, so that a name cannot change its mind in between. Each redirect is checked anew.
"""

import asyncio
import re
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ipaddress import ip_address
from typing import TypeAlias
from urllib.parse import quote, urljoin, urlsplit

import certifi
import httpx

from network.adapters.addresses import Address, Allowance, is_public, plain_host

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]

MOST_BYTES = 10 * 1024 * 1024
MOST_REDIRECTS = 3
CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 20.0
_LONGEST_ADDRESS = 2_000
_LONGEST_ETAG = 200
_MOST_HOSTS = 3
_PIECE = 64 * 1024
_PORTS = {"https": 443, "http": 80}
_CODED = re.compile(r"[\x00-\x20\x7f\\<>\"^`{|}]")
_ETAG = re.compile(r'(W/)?"[\x21\x23-\x7e]*"')
_REDIRECTS = (301, 302, 303, 307, 308)
_OK, _UNCHANGED = 200, 304
_TIMEOUT = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
_AGENT = "Mozilla/5.0 (compatible; NetworkPortal/1.0; calendar)"


class Reason(StrEnum):
    """Why a file was not fetched."""

    ADDRESS = "address"
    PRIVATE = "private"
    UNKNOWN_HOST = "unknown_host"
    UNREACHABLE = "unreachable"
    UNSAFE = "unsafe"
    SLOW = "slow"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    REDIRECTS = "redirects"
    REFUSED = "refused"
    GONE = "gone"
    STATUS = "status"


class FetchError(Exception):
    """A file was not fetched."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file and the tag of this version of it; without content when it has not changed."""

    content: bytes | None
    etag: str = ""


@dataclass(frozen=True, slots=True)
class _Target:
    """Where to go: the parts of an address in their plain spelling."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the machine knows them."""
    loop = asyncio.get_running_loop()
    rows = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


class Fetcher:
    """Fetches files within bounds of time and size."""

    def __init__(
        self,
        allow: Sequence[str] = (),
        *,
        resolver: Resolve = resolve,
        trusted: ssl.SSLContext | None = None,
        seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._allowance = Allowance.of(allow)
        self._resolve = resolver
        self._trusted = trusted
        self._seconds = seconds

    async def fetch(self, url: str, etag: str = "") -> Fetched:
        """The file at an address, unless it is still the one with this tag. Raises FetchError."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(self._target(url), etag)
        except TimeoutError:
            raise FetchError(Reason.SLOW) from None

    def check(self, url: str) -> None:
        """Raise FetchError for an address that is never fetched, whatever it leads to."""
        self._target(url)

    async def _follow(self, target: _Target, etag: str) -> Fetched:
        for _hop in range(MOST_REDIRECTS + 1):
            async with self._asked(target, etag) as response:
                if response.status_code not in _REDIRECTS:
                    return await _read(response, etag)
                following = self._target(_location(target, response))
            if target.is_secure and not following.is_secure:
                raise FetchError(Reason.UNSAFE)
            target = following
        raise FetchError(Reason.REDIRECTS)

    def _target(self, url: str) -> _Target:
        """The parts of an address; raises FetchError unless it is one we go to."""
        if not url or len(url) > _LONGEST_ADDRESS or _CODED.search(url):
            raise FetchError(Reason.ADDRESS)
        try:
            parts = urlsplit(url)
            host, port = plain_host(parts.hostname or ""), parts.port
        except ValueError:
            raise FetchError(Reason.ADDRESS) from None
        scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
        if host is None or scheme not in _PORTS or "@" in parts.netloc:
            raise FetchError(Reason.ADDRESS)
        port = _PORTS[scheme] if port is None else port
        if port != _PORTS[scheme] and not self._allowance.entries:
            raise FetchError(Reason.ADDRESS)
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
        return _Target(scheme, host, port, f"{path}?{query}" if query else path)

    async def _addresses(self, target: _Target) -> list[Address]:
        """The addresses to connect to, all of them checked."""
        literal = _address(target.host)
        found = [literal] if literal is not None else await self._looked_up(target)
        if not self._allowance.holds(target.host, target.port):
            for address in found:
                self._check_address(target, address)
        return found[:_MOST_HOSTS]

    def _check_address(self, target: _Target, address: Address) -> None:
        """Only what the operator named may be private, or have another port than usual."""
        if self._allowance.holds(target.host, target.port, address):
            return
        if not is_public(address):
            raise FetchError(Reason.PRIVATE)
        if target.port != _PORTS[target.scheme]:
            raise FetchError(Reason.ADDRESS)

    async def _looked_up(self, target: _Target) -> list[Address]:
        try:
            texts = await self._resolve(target.host, target.port)
            found = [ip_address(text.partition("%")[0]) for text in texts]
        except (OSError, UnicodeError, ValueError):
            raise FetchError(Reason.UNKNOWN_HOST) from None
        if not found:
            raise FetchError(Reason.UNKNOWN_HOST)
        return found

    @asynccontextmanager
    async def _asked(self, target: _Target, etag: str) -> AsyncIterator[httpx.Response]:
        addresses = await self._addresses(target)
        # the transport alone: a client would read redirects and cookies, and log addresses
        async with httpx.AsyncHTTPTransport(
            trust_env=False, verify=(self._trusted or _trusted()) if target.is_secure else False
        ) as transport:
            try:
                response = await _send(transport, target, addresses, etag)
                try:
                    yield response
                finally:
                    await response.aclose()
            except httpx.HTTPError as error:
                raise FetchError(_reason(error)) from None


@cache
def _trusted() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _address(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


async def _send(
    transport: httpx.AsyncHTTPTransport, target: _Target, addresses: Sequence[Address], etag: str
) -> httpx.Response:
    """Ask the first of the checked addresses that takes a connection."""
    for number, address in enumerate(addresses, start=1):
        try:
            return await transport.handle_async_request(_request(target, address, etag))
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if number == len(addresses):
                raise
    raise FetchError(Reason.UNREACHABLE)


def _request(target: _Target, address: Address, etag: str) -> httpx.Request:
    """A request to a checked address, in the name of the host it was found under."""
    headers = {
        "Host": target.authority,
        "User-Agent": _AGENT,
        "Accept": "text/calendar, */*;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    if _is_tag(etag):
        headers["If-None-Match"] = etag
    url = httpx.URL(
        scheme=target.scheme,
        host=str(address),
        port=target.port,
        raw_path=target.path.encode("ascii"),
    )
    extensions: dict[str, object] = {"timeout": _TIMEOUT.as_dict()}
    if target.is_secure:
        extensions["sni_hostname"] = target.host
    return httpx.Request("GET", url, headers=headers, extensions=extensions)


def _is_tag(etag: str) -> bool:
    return len(etag) <= _LONGEST_ETAG and bool(_ETAG.fullmatch(etag))


def _location(target: _Target, response: httpx.Response) -> str:
    """Where an answer leads on to; empty for nowhere."""
    try:
        return urljoin(target.url, str(response.headers.get("location", "")).strip())
    except ValueError:
        return ""


def _reason(error: httpx.HTTPError) -> Reason:
    """What a failed connection means; a certificate that does not fit is no matter of luck."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Reason.UNSAFE
        cause = cause.__cause__ or cause.__context__
    return Reason.SLOW if isinstance(error, httpx.TimeoutException) else Reason.UNREACHABLE


async def _read(response: httpx.Response, etag: str) -> Fetched:
    """What an answer holds. Raises FetchError for anything but a file or a rightful "as before"."""
    status = response.status_code
    if status == _UNCHANGED and _is_tag(etag):
        return Fetched(None, etag)
    if status in (401, 403):
        raise FetchError(Reason.REFUSED)
    if status in (404, 410):
        raise FetchError(Reason.GONE)
    if status != _OK:
        raise FetchError(Reason.STATUS)
    content = await _content(response)
    tag = response.headers.get("etag", "").strip()
    return Fetched(content, tag if _is_tag(tag) else "")


async def _content(response: httpx.Response) -> bytes:
    """The unpacked body, counted while it arrives."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise FetchError(Reason.ENCODING)
    unpacker = _Unpacker() if encoding.endswith("gzip") else None
    content, arrived = bytearray(), 0
    async for piece in response.aiter_raw():
        arrived += len(piece)
        if arrived > MOST_BYTES:
            raise FetchError(Reason.TOO_LARGE)
        for part in unpacker.unpack(piece) if unpacker else (piece,):
            content += part
            if len(content) > MOST_BYTES:
                raise FetchError(Reason.TOO_LARGE)
            await asyncio.sleep(0)
    if unpacker is not None and not unpacker.is_whole:
        raise FetchError(Reason.ENCODING)
    return bytes(content)


class _Unpacker:
    """Unpacks gzip by small pieces, so that a little that unpacks to much is seen in time."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self.is_whole = False

    def unpack(self, piece: bytes) -> Iterator[bytes]:
        """The parts of what a piece holds, each bounded. Raises FetchError when it is not gzip."""
        rest, part = piece, b""
        while rest or (len(part) == _PIECE and not self._inner.eof):
            if self._inner.eof:
                self._inner = zlib.decompressobj(wbits=31)
            try:
                part = self._inner.decompress(rest, _PIECE)
            except zlib.error:
                raise FetchError(Reason.ENCODING) from None
            rest = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail
            self.is_whole = self._inner.eof
            yield part
