"""Every page for everybody: WCAG 2.2 AA in four modes, narrow screens, keyboard, no script.

The pages are looked at in shares, so that all cores have something to look at until the end.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from math import ceil
from operator import itemgetter
from typing import Any, TypeAlias

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Readers
from tests.browser.looking import IN_ARABIC, LOOKS, STILL, barriers, overflow
from tests.browser.pages import all_pages
from tests.servers import Server

ABSENT = (
    "404",
    "410",
)  # Chromium calls every such page an error, also the one of what was withdrawn
SHARES = 12
Share: TypeAlias = list[tuple[str, list[str]]]


@pytest.fixture(params=range(SHARES))
def share(request: pytest.FixtureRequest, server: Server) -> Share:
    """Some of all pages, by who reads them; together the shares are all of them."""
    pages = sorted(all_pages(server))
    size = ceil(len(pages) / SHARES)
    some = pages[request.param * size : (request.param + 1) * size]
    return [(who, [url for _, url in found]) for who, found in groupby(some, key=itemgetter(0))]


@contextmanager
def _page(readers: Readers, who: str, errors: list[str], **options: Any) -> Iterator[Page]:
    """An empty page of somebody's, with what its console will complain of."""
    with readers.reading(who, **options) as window:
        page = window.new_page()
        page.on("console", lambda told: errors.append(f"{told.type}: {told.text}"))
        yield page


def _in(language: str, url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}lang={language}"


def _complaints(errors: list[str]) -> list[str]:
    failed = [e for e in errors if e.startswith("error")]
    return [e for e in failed if not any(status in e for status in ABSENT)]


def test_no_page_has_a_barrier_or_runs_over_the_edge(share: Share, readers: Readers) -> None:
    problems: list[str] = []
    errors: list[str] = []
    for who, urls in share:
        with _page(readers, who, errors, **STILL) as page:
            for url in urls:
                page.goto(url)
                problems += [f"{url}: {found}" for found in barriers(page, LOOKS)]

    assert problems == []
    assert _complaints(errors) == []


def test_no_page_in_arabic_has_a_barrier_or_runs_over_the_edge(
    share: Share, readers: Readers
) -> None:
    problems: list[str] = []
    errors: list[str] = []
    for who, urls in share:
        with _page(readers, who, errors, **STILL) as page:
            for url in urls:
                page.goto(_in("ar", url))
                problems += [f"{url}: {found}" for found in barriers(page, IN_ARABIC)]

    assert problems == []
    assert _complaints(errors) == []


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
def test_longer_words_and_the_other_direction_fit(
    language: str, share: Share, readers: Readers
) -> None:
    problems = []
    for who, urls in share:
        with readers.reading(who, viewport={"width": 390, "height": 844}) as context:
            page = context.new_page()
            for url in urls:
                page.goto(_in(language, url))
                problems += [f"{url}: {found}" for found in overflow(page)]

    assert problems == []


def test_every_page_says_the_same_without_scripts(share: Share, readers: Readers) -> None:
    different = []
    for who, found in share:
        urls = [url for url in found if "second-factor" not in url]
        with (
            readers.reading(who) as scripted,
            readers.reading(who, java_script_enabled=False) as plain,
        ):
            one, other = scripted.new_page(), plain.new_page()
            different += [url for url in urls if not _say_the_same(one, other, url)]

    assert different == []


def _say_the_same(one: Page, other: Page, url: str) -> bool:
    """Whether both read the same; asked again once, as a mail may come between two readings."""
    for _ in range(2):
        one.goto(url)
        other.goto(url)
        if _text(one) == _text(other):
            return True
    return False


def _text(page: Page) -> str:
    """What a reader sees, without clocks that tick."""
    return re.sub(r"\b\d\d:\d\d\b|\s+", " ", page.inner_text("main"))


def test_every_stop_of_the_tab_key_is_seen(readers: Readers, server: Server) -> None:
    unseen = []
    with readers.reading("LUM-1", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        for url in ("/today", "/centres", "/expertise/new", "/account"):
            page.goto(url)
            for _ in range(60):
                page.keyboard.press("Tab")
                found = page.evaluate(_FOCUS)
                if found and (not found["outline"] or found["covered"]):
                    unseen.append((url, found["html"]))

    assert unseen == []


_FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 10));
  const covered = at && !e.contains(at) && !at.contains(e) && !!at.closest(".tabbar,.top");
  return {outline: style.outlineStyle !== "none", covered: !!covered && !e.closest(".tabbar,.top"),
          html: e.outerHTML.slice(0, 120)};
}"""
