"""Looking at a page as it stands with axe: light and dark, wide and narrow, loaded once."""

from dataclasses import dataclass
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_VIOLATIONS = {"resultTypes": ["violations"]}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ALL = {**_VIOLATIONS, "runOnly": _RULES}
# Contrast is half of the work, and differs between light and dark alone.
_CONTRAST = {**_VIOLATIONS, "runOnly": ["color-contrast"]}
_BUT_CONTRAST = {**_ALL, "rules": {"color-contrast": {"enabled": False}}}
# What else depends on the width is looked at with the phone's page in Arabic.
_WIDTH = {
    **_VIOLATIONS,
    "runOnly": ["target-size", "scrollable-region-focusable", "meta-viewport"],
}


@dataclass(frozen=True, slots=True)
class Look:
    """A screen, and what is looked for on it."""

    name: str
    width: int
    height: int
    rules: dict[str, Any]
    scheme: Literal["light", "dark"] = "light"


LOOKS = (
    Look("wide", 1280, 900, _ALL),
    Look("narrow", 320, 640, _WIDTH),
    Look("dark", 390, 844, _CONTRAST, "dark"),
)
IN_ARABIC = (Look("Arabic", 390, 844, _BUT_CONTRAST),)
STILL: dict[str, Any] = {"reduced_motion": "reduce"}  # no colour on its way to another one


def barriers(page: Page, looks: tuple[Look, ...]) -> list[str]:
    """What is wrong with the page that is open, in each of these looks."""
    page.evaluate(AXE_SCRIPT)
    return [f"{look.name}: {found}" for look in looks for found in _seen(page, look)]


def overflow(page: Page) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{width} px too wide"] if width > 0 else []


def _seen(page: Page, look: Look) -> list[str]:
    page.set_viewport_size({"width": look.width, "height": look.height})
    page.emulate_media(color_scheme=look.scheme)
    found = page.evaluate("rules => axe.run(rules).then(it => it.violations)", look.rules)
    return [_told(violation) for violation in found] + overflow(page)


def _told(violation: Any) -> str:
    nodes = "; ".join(str(node["html"])[:160] for node in violation["nodes"][:3])
    return f"{violation['id']}: {nodes}"
