"""Every page of the demonstration network: whole, light, closed to others and at home here."""

import gzip
import re

import html5lib
import pytest
from html5lib.html5parser import ParseError

from network.kernel.i18n import LANGUAGES, PSEUDO
from tests.surface.conftest import Network
from tests.surface.walking import walk

pytestmark = pytest.mark.anyio

READERS = ("", "LUM-1", "LUM-2", "LUM-3", "MTA-4", "HIM-2", "NET-1")
_WEIGHT = 50_000


def _mistakes(page: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=True)
    try:
        parser.parse(page)
    except ParseError as error:
        return [str(error)]
    return []


@pytest.mark.parametrize("reader", READERS)
async def test_every_link_leads_to_a_whole_page(reader: str, network: Network) -> None:
    pages = await walk(network, reader)

    broken = {url: p.status_code for url, p in pages.items() if p.status_code not in (200, 303)}
    html = {u: p.text for u, p in pages.items() if "text/html" in p.headers.get("content-type", "")}
    assert broken == {}
    assert {url: found for url, text in html.items() if (found := _mistakes(text))} == {}
    assert {u: n for u, t in html.items() if (n := len(gzip.compress(t.encode()))) > _WEIGHT} == {}
    assert {
        u for u, t in html.items() if re.search(r'(src|srcset|action)="(https?:)?//', t)
    } == set()
    assert {u for u, t in html.items() if re.search(r'\sstyle="|\son\w+="|<script>', t)} == set()


@pytest.mark.one_engine
@pytest.mark.parametrize("reader", READERS)
async def test_every_answer_carries_the_headers_that_protect_it(
    reader: str, network: Network
) -> None:
    pages = await walk(network, reader)

    for url, page in pages.items():
        assert "default-src 'none'" in page.headers["content-security-policy"], url
        assert "no-store" in page.headers["cache-control"], url
        assert page.headers["x-content-type-options"] == "nosniff", url
        assert page.headers["strict-transport-security"].startswith("max-age=63072000"), url
        assert "server" not in page.headers, url


@pytest.mark.one_engine
@pytest.mark.parametrize("reader", ["LUM-1", "LUM-2"])
@pytest.mark.parametrize("language", [*LANGUAGES, *PSEUDO])
async def test_every_page_is_there_in_every_language(
    language: str, reader: str, network: Network
) -> None:
    browser = await network.as_(reader)

    for url in await walk(network, reader):
        mark = "&" if "?" in url else "?"
        page = await browser.get(f"{url}{mark}lang={language}")
        assert page.status_code in (200, 303), url
        if page.headers.get("content-type", "").startswith("text/html"):
            assert f'<html lang="{language}"' in page.text, url
