"""Reading the portal page by page, as somebody who follows every link."""

from collections.abc import Iterator

import html5lib
import httpx

from tests.browser_client import Browser
from tests.surface.conftest import Network

_SKIP = ("/static/", "/sign-out", "/language", "/dev/", "mailto:", "#", "http")


def _links(page: httpx.Response) -> Iterator[str]:
    document = html5lib.parse(page.text, namespaceHTMLElements=False)
    for link in document.iter("a"):
        href = link.get("href", "").split("#")[0]
        if href.startswith("/") and not href.startswith(_SKIP):
            yield href


def _kind(address: str) -> str:
    """Addresses that differ only in their filters count as one kind after a few."""
    path, _, query = address.partition("?")
    names = sorted(part.split("=")[0] for part in query.split("&") if part)
    return path + "?" + "&".join(names)


async def walk(network: Network, reader: str) -> dict[str, httpx.Response]:
    """Every page a reader of the demonstration reaches by following links."""
    return await walk_with(await network.as_(reader))


async def walk_with(browser: Browser) -> dict[str, httpx.Response]:
    """Every page this browser reaches by following links."""
    waiting, seen, found = ["/", "/today", "/help"], set[str](), dict[str, httpx.Response]()
    while waiting:
        address = waiting.pop()
        if _kind(address) in seen:
            continue
        seen.add(_kind(address))
        answer = await browser.get(address)
        found[address] = answer
        if "text/html" in answer.headers.get("content-type", ""):
            waiting += _links(answer)
    return found
