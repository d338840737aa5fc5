"""Every page for everybody: WCAG 2.2 AA in four modes, narrow screens, keyboard, no script."""

import re
from itertools import groupby
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Readers
from tests.browser.pages import all_pages
from tests.servers import Server

ABSENT = (
    "404",
    "410",
)  # Chromium calls every such page an error, also the one of what was withdrawn
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
ALL = {"runOnly": RULES, "resultTypes": ["violations"]}
# Contrast is half of the work, and differs between light and dark alone.
BUT_CONTRAST = {**ALL, "rules": {"color-contrast": {"enabled": False}}}
# What else depends on the width is looked at with the phone's page in Arabic.
WIDTH = {
    "runOnly": ["target-size", "scrollable-region-focusable", "meta-viewport"],
    "resultTypes": ["violations"],
}
MODES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "light": ({"viewport": {"width": 1280, "height": 900}}, ALL),
    "dark": ({"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}, CONTRAST),
    "narrow": ({"viewport": {"width": 320, "height": 640}}, WIDTH),
    "arabic": ({"viewport": {"width": 390, "height": 844}}, BUT_CONTRAST),
}


def _address(url: str, mode: str) -> str:
    if mode != "arabic":
        return url
    return url + ("&" if "?" in url else "?") + "lang=ar"


@pytest.mark.parametrize("mode", MODES)
def test_no_page_has_a_barrier_or_runs_over_the_edge(
    mode: str, readers: Readers, server: Server
) -> None:
    axe, (screen, rules) = Axe(), MODES[mode]
    problems: list[str] = []
    errors: list[str] = []
    for who, pages in groupby(sorted(all_pages(server)), key=lambda pair: pair[0]):
        with readers.reading(who, **screen) as context:
            page = context.new_page()
            page.on("console", lambda message: errors.append(f"{message.type}: {message.text}"))
            for _, url in pages:
                page.goto(_address(url, mode))
                found = axe.run(page, options=rules).response["violations"]
                problems += [_told(url, violation) for violation in found]
                problems += _overflow(page, url)

    assert problems == []
    failed = [e for e in errors if e.startswith("error")]
    assert [e for e in failed if not any(status in e for status in ABSENT)] == []


def _told(url: str, violation: Any) -> str:
    nodes = "; ".join(str(node["html"])[:160] for node in violation["nodes"][:3])
    return f"{url}: {violation['id']}: {nodes}"


def _overflow(page: Page, url: str) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{url}: {width} px too wide"] if width > 0 else []


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
def test_longer_words_and_the_other_direction_fit(
    language: str, readers: Readers, server: Server
) -> None:
    problems = []
    for who, pages in groupby(sorted(all_pages(server)), key=lambda pair: pair[0]):
        with readers.reading(who, viewport={"width": 390, "height": 844}) as context:
            page = context.new_page()
            for _, url in pages:
                page.goto(url + ("&" if "?" in url else "?") + f"lang={language}")
                problems += _overflow(page, url)

    assert problems == []


def test_every_page_says_the_same_without_scripts(readers: Readers, server: Server) -> None:
    different = []
    for who, pages in groupby(sorted(all_pages(server)), key=lambda pair: pair[0]):
        urls = [url for _, url in pages if "second-factor" not in url]
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
