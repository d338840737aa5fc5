"""An own history, once it is open: its pages have no barrier and keep within the screen."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from network.demo.story import PASSPHRASE
from tests.browser.conftest import Readers
from tests.browser.looking import IN_ARABIC, LOOKS, STILL, Look, barriers
from tests.servers import Server

PAGES = [
    "/check-in",
    "/check-in/done",
    "/check-in/history",
    "/check-in/history/kept",
    "/check-in/history/erase",
    "/check-in/instruments-of-mine",
]


in_both = pytest.mark.parametrize(
    ("language", "looks"), [("", LOOKS), ("?lang=ar", IN_ARABIC)], ids=["as it is", "in Arabic"]
)


@in_both
def test_an_opened_history_has_no_barrier_and_keeps_within_the_screen(
    language: str, looks: tuple[Look, ...], readers: Readers, server: Server
) -> None:
    with readers.reading("MTA-4", **STILL) as window:
        page = window.new_page()
        _open(page)
        pages = [*PAGES, *_scales(server), *_of_the_last_entry(page)]

        problems = [found for url in pages for found in _looked_at(page, url + language, looks)]

    assert problems == []


def test_a_check_in_is_answered_kept_and_taken_out_by_keyboard_and_touch(
    readers: Readers,
) -> None:
    with readers.reading("LUM-5", viewport={"width": 320, "height": 640}) as window:
        page = window.new_page()
        page.goto("/check-in")
        for number in range(1, 11):
            page.check(f"input[name=q{number}][value='2']")
        page.fill("#words", "A bench in the sun at noon.")
        page.click("button:has-text('Keep it for myself')")
        page.fill("input[name=passphrase]", PASSPHRASE)
        page.press("input[name=passphrase]", "Enter")
        page.wait_for_url("**/check-in/done")
        kept = page.inner_text("main")
        page.click("main a:has-text('My history') >> nth=-1")
        page.click("main .rows a >> nth=0")
        page.click("main a:has-text('Take it out now')")
        page.click("button:has-text('Take it out')")
        left = page.inner_text("main")

    assert "A bench in the sun at noon." in kept
    assert "A bench in the sun at noon." not in left


def test_the_page_that_comes_next_is_not_told_where_somebody_was(readers: Readers) -> None:
    with readers.reading("LUM-2") as window:
        page = window.new_page()
        page.goto("/check-in")
        with page.expect_navigation() as coming:
            page.click("nav a[href='/centres'] >> visible=true")
        asked = coming.value.request.all_headers()
        page.goto("/centres")
        with page.expect_navigation() as coming:
            page.click("nav a[href='/today'] >> visible=true")
        elsewhere = coming.value.request.all_headers()

    assert urlsplit(asked["referer"]).path == "/"
    assert urlsplit(elsewhere["referer"]).path == "/centres"


@in_both
def test_what_is_looked_at_and_not_kept_has_no_barrier(
    language: str, looks: tuple[Look, ...], readers: Readers
) -> None:
    with readers.reading("LUM-2", **STILL) as window:
        page = window.new_page()
        page.goto(f"/check-in{language}")
        for number in range(1, 11):
            page.check(f"input[name=q{number}][value='{3 * (number in (3, 4, 7, 8, 9))}']")
        page.click("button[value=see]")
        seen = _barriers(page, looks)
        page.go_back()
        page.click("button[value=keep]")
        page.wait_for_selector("#understood")
        begun = _barriers(page, looks)

    assert seen + begun == []


def _open(page: Page) -> None:
    page.goto("/check-in/open?next=/check-in/history")
    page.fill("input[name=passphrase]", PASSPHRASE)
    page.press("input[name=passphrase]", "Enter")
    page.wait_for_url("**/check-in/history")


def _scales(server: Server) -> list[str]:
    base = server.demo["base_url"]
    found = [one["url"] for one in server.demo["objects"] if one["kind"] == "instrument"]
    return [url.removeprefix(base) + part for url in found for part in ("", "/new")]


def _of_the_last_entry(page: Page) -> list[str]:
    entry = page.get_attribute("main a[href*='/history/entries/'] >> nth=0", "href")
    return [f"{entry}", f"{entry}/drop"]


def _looked_at(page: Page, url: str, looks: tuple[Look, ...]) -> list[str]:
    answer = page.goto(url)
    problems = [f"{url}: {found}" for found in _barriers(page, looks)]
    return problems + ([] if answer and answer.status == 200 else [f"{url}: not there"])


def _barriers(page: Page, looks: tuple[Look, ...]) -> list[str]:
    """Barriers, and pixels over the edge; folded parts are opened first."""
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    return barriers(page, looks)
