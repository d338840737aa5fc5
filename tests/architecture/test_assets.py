"""Styles, scripts and pictures: small, our own, and readable by old browsers."""

import gzip
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from network.web.assets import _assets

STATIC = Path("static")
STYLES = sorted(STATIC.rglob("*.css"))
TEMPLATES = sorted(Path("templates").rglob("*.html"))
TOO_NEW = ("@layer", "oklch(", "color-mix(", "light-dark(", ":has(", "@container", "@scope")
PHYSICAL = re.compile(
    r"(?<![\w-])(margin|padding|border)-(left|right)\b|text-align:\s*(left|right)|float:\s*right"
)
HOSTS_ALLOWED = ("http://www.w3.org/2000/svg",)


@pytest.mark.parametrize("path", STYLES, ids=str)
def test_styles_use_nothing_that_old_phones_drop(path: Path) -> None:
    text = path.read_text()

    assert [word for word in TOO_NEW if word in text] == []


@pytest.mark.parametrize("path", STYLES, ids=str)
def test_styles_mirror_by_themselves(path: Path) -> None:
    assert PHYSICAL.findall(path.read_text()) == []


@pytest.mark.parametrize(
    ("name", "most_kilobytes"),
    [("app.css", 12), ("js/app.js", 4), ("icons.svg", 4), ("land.svg", 4)],
)
def test_assets_stay_within_their_budget(name: str, most_kilobytes: int) -> None:
    packed = gzip.compress(_assets()[name].content, 9)

    assert len(packed) <= most_kilobytes * 1024


@pytest.mark.parametrize("path", [*STYLES, *TEMPLATES, *STATIC.rglob("*.js")], ids=str)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    found = re.findall(r"https?://[^\s\"'<>)]+", path.read_text())

    assert [host for host in found if not host.startswith(HOSTS_ALLOWED)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_templates_hold_no_script_no_style_and_nothing_unescaped(path: Path) -> None:
    text = path.read_text()
    signs = (
        r"\|\s*safe\b",
        r"\sstyle=",
        r"\son[a-z]+=\"",
        r"<style",
        r"javascript:",
        r"<script(?! )",
    )

    assert [sign for sign in signs if re.search(sign, text)] == []


def test_files_from_elsewhere_are_the_ones_that_were_checked_in() -> None:
    sources = tomllib.loads((STATIC / "SOURCES.toml").read_text())

    found = {
        entry["file"]: hashlib.sha256((STATIC / entry["file"]).read_bytes()).hexdigest()
        for entry in sources.values()
    }

    assert found == {entry["file"]: entry["sha256"] for entry in sources.values()}
    assert all(entry["licence"] and entry["origin"] for entry in sources.values())
