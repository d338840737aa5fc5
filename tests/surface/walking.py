"""Reading the portal page by page, as somebody who follows every link."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

import httpx

from tests.browser_client import Browser
from tests.surface.conftest import Network

_MOST_ALIKE = 25  # pages of the same address but for the object in it
_LINK = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')  # that pages are whole is tested elsewhere
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_SKIP = ("/static/", "/sign-out", "/language", "/dev/", "mailto:", "#", "http")


def _links(page: httpx.Response) -> Iterator[str]:
    for link in _LINK.findall(page.text):
        href = unescape(link).split("#")[0]
        if href.startswith("/") and not href.startswith(_SKIP):
            yield href


def _kind(address: str) -> str:
    """Addresses that differ only in their filters count as one kind after a few."""
    path, _, query = address.partition("?")
    names = sorted(part.split("=")[0] for part in query.split("&") if part)
    return path + "?" + "&".join(names)


async def walk(network: Network, reader: str) -> dict[str, httpx.Response]:
    """Every page a reader of the demonstration reaches by following links, read once for all."""
    if reader not in network.walked:
        network.walked[reader] = await walk_with(await network.as_(reader))
    return network.walked[reader]


async def walk_with(browser: Browser) -> dict[str, httpx.Response]:
    """Every page this browser reaches by following links; of many alike only some."""
    waiting, seen, found = (
        ["/", "/today", "/help", "/search?q=pain"],
        set[str](),
        dict[str, httpx.Response](),
    )
    alike = Counter[str]()
    while waiting:
        address = waiting.pop()
        shape = _ID.sub("*", _kind(address))
        if _kind(address) in seen or alike[shape] >= _MOST_ALIKE:
            continue
        seen.add(_kind(address))
        alike[shape] += 1
        answer = await browser.get(address)
        found[address] = answer
        if "text/html" in answer.headers.get("content-type", ""):
            waiting += _links(answer)
    return found
