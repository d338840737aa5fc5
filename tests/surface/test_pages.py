"""Every page of the demonstration network: whole, light, closed to others and at home here."""

import gzip
import re
from collections.abc import Iterator

import html5lib
import httpx
import pytest
from html5lib.html5parser import ParseError

from network.kernel.i18n import LANGUAGES, PSEUDO
from tests.surface.conftest import Network

pytestmark = pytest.mark.anyio

READERS = ("", "LUM-1", "LUM-3", "NET-1")
_SKIP = ("/static/", "/sign-out", "/language", "/dev/", "mailto:", "#", "http")
_WEIGHT = 50_000


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


async def _walk(network: Network, reader: str) -> dict[str, httpx.Response]:
    """Every page a reader reaches by following links."""
    browser = await network.as_(reader)
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


def _mistakes(page: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=True)
    try:
        parser.parse(page)
    except ParseError as error:
        return [str(error)]
    return []


@pytest.mark.parametrize("reader", READERS)
async def test_every_link_leads_to_a_whole_page(reader: str, network: Network) -> None:
    pages = await _walk(network, reader)

    broken = {url: p.status_code for url, p in pages.items() if p.status_code not in (200, 303)}
    html = {u: p.text for u, p in pages.items() if "text/html" in p.headers.get("content-type", "")}
    assert broken == {}
    assert {url: found for url, text in html.items() if (found := _mistakes(text))} == {}
    assert {u: n for u, t in html.items() if (n := len(gzip.compress(t.encode()))) > _WEIGHT} == {}
    assert {
        u for u, t in html.items() if re.search(r'(src|srcset|action)="(https?:)?//', t)
    } == set()
    assert {u for u, t in html.items() if re.search(r'\sstyle="|\son\w+="|<script>', t)} == set()


@pytest.mark.parametrize("reader", READERS)
async def test_every_answer_carries_the_headers_that_protect_it(
    reader: str, network: Network
) -> None:
    pages = await _walk(network, reader)

    for url, page in pages.items():
        assert "default-src 'none'" in page.headers["content-security-policy"], url
        assert "no-store" in page.headers["cache-control"], url
        assert page.headers["x-content-type-options"] == "nosniff", url
        assert page.headers["strict-transport-security"].startswith("max-age=63072000"), url
        assert "server" not in page.headers, url


@pytest.mark.parametrize("language", [*LANGUAGES, *PSEUDO])
async def test_every_page_is_there_in_every_language(language: str, network: Network) -> None:
    browser = await network.as_("LUM-1")

    for url in await _walk(network, "LUM-1"):
        mark = "&" if "?" in url else "?"
        page = await browser.get(f"{url}{mark}lang={language}")
        assert page.status_code in (200, 303), url
        if page.headers.get("content-type", "").startswith("text/html"):
            assert f'<html lang="{language}"' in page.text, url
