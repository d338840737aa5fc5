"""Markdown becomes HTML that cannot run, call home or take long, whatever was typed."""

import re
import time
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.web.markdown import MOST_CHARACTERS, to_html, to_plain
from network.web.marktree import to_tree

ALLOWED = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "td": {"dir", "align"},
    "th": {"dir", "align"},
    **{name: {"dir"} for name in ("blockquote", "h2", "h3", "h4", "h5", "h6", "li", "p")},
    **{name: set() for name in ("br", "code", "del", "em", "hr", "pre", "s", "strong", "ul")},
    **{name: set() for name in ("table", "tbody", "thead", "tr")},
}
LEADS_SAFELY = re.compile(r"https?://|mailto:|[#?]|/(?![/\\])", re.IGNORECASE)
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](https://tracker.example/pixel.png)",
    "![x](javascript:alert(1))",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](/%5Cevil.example)",
    "[x](https://a.example 'onmouseover=\"alert(1)')",
    '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
    '```"onmouseover="alert(1)\nx\n```',
    "```<script>\nalert(1)\n```",
    "<style>@import 'https://evil.example'</style>",
    "<form action=https://evil.example><input name=passphrase></form>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<p id=main name=location class=err-sum style='position:fixed'>x</p>",
    "</main></body><h1>Sign in again</h1>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\0<scr\0ipt>alert(1)</scr\0ipt>",
]
SLOW = [
    *("[", "![", "*a_", "a**b", "`a", "<", "[a](<b", "> ", "> > > a\n- b\n", "|a\n|-\n", "[\\\n"),
    *("a <![CDATA[", "*_", "\\", "[a]: b\n", '[]( "', "<a@b.c>", "- ", "~~a", "&", "[x]("),
]


def elements(text: str) -> Iterator[Any]:
    fragment = html5lib.parseFragment(str(to_html(text)), namespaceHTMLElements=False)
    return (one for one in fragment.iter() if isinstance(one.tag, str) and one is not fragment)


def assert_harmless(text: str) -> None:
    for one in elements(text):
        assert one.tag in ALLOWED, one.tag
        assert set(one.attrib) <= ALLOWED[one.tag], one.attrib
        href = one.get("href")
        assert href is None or LEADS_SAFELY.match(href), href
    for link in (one for one in elements(text) if one.get("href")):
        assert link.get("rel") == "noopener noreferrer nofollow ugc"


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("around", ["{}", "> {}", "- {}", "| a |\n|---|\n| {} |", "**{}**", "# {}"])
def test_an_attack_is_words_and_nothing_more(text: str, around: str) -> None:
    assert_harmless(around.format(text))


@given(st.text(alphabet=st.sampled_from("<>[]()!*_`'\"&;:/\\ \n#-|~abjscript=\t"), max_size=200))
def test_nothing_that_can_be_typed_escapes(text: str) -> None:
    assert_harmless(text)


@pytest.mark.parametrize("text", SLOW)
def test_twenty_kilobytes_of_malice_do_not_hang(text: str) -> None:
    started = time.process_time()

    to_html((text * 20_000)[:20_000])

    assert time.process_time() - started < 20


def test_five_megabytes_are_shown_as_they_are() -> None:
    started = time.process_time()

    shown = to_html("<b>*" * 1_300_000)

    assert shown.startswith('<pre dir="auto">&lt;b&gt;*')
    assert time.process_time() - started < 20


@pytest.mark.parametrize("depth", [500, 20_000])
def test_deep_nests_end(depth: int) -> None:
    assert_harmless("> " * depth + "a")
    assert_harmless("".join(f"{'  ' * level}- a\n" for level in range(min(depth, 150))))


def test_turned_letters_are_turned_back() -> None:
    assert "\u202e" not in to_html("pay \u202e001 now")


def test_headings_stand_below_the_heading_of_the_page() -> None:
    assert to_html("# One\n\n###### Six") == '<h2 dir="auto">One</h2>\n<h6 dir="auto">Six</h6>\n'


def test_what_people_write_looks_as_they_mean_it() -> None:
    shown = to_html("A **bold** [word](https://a.example)\n\n| a |\n|:-:|\n| b |\n\n3. x")

    assert "<strong>bold</strong>" in shown
    assert '<td align="center" dir="auto">b</td>' in shown
    assert '<ol start="3">' in shown


def test_plain_words_come_line_by_line() -> None:
    text = "# Plan\n\nFirst *the* breath &amp; then:\n\n- walk\n- rest\n\n```\nx < y\n```"

    assert to_plain(text) == "Plan\nFirst the breath & then:\nwalk\nrest\nx < y"


def test_a_tree_holds_what_a_paper_shows_and_no_way_out() -> None:
    tree = to_tree("#### Deep\n\n[a](javascript:x) [b](https://b.example) <b>\n\n1. x\n   - y")

    heading, paragraph, numbered = tree
    assert (heading["kind"], heading["level"]) == ("heading", 2)
    assert [run.get("href") for run in paragraph["runs"]] == [None, "https://b.example", None]
    assert (numbered["start"], numbered["items"][0][1]["kind"]) == (1, "list")


@given(st.text(max_size=300))
def test_any_text_becomes_a_tree(text: str) -> None:
    assert isinstance(to_tree(text), list)


def test_a_text_beyond_the_limit_is_one_paragraph_of_a_tree() -> None:
    assert len(to_tree("# a\n" * MOST_CHARACTERS)) == 1
