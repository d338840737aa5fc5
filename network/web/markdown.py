"""Markdown of members becomes HTML that cannot run, call home or pose as part of the page.

Raw HTML and pictures are off in the parser already; what it writes is read again by a sanitiser
with a list of its own, so that a fault in one of the two is not enough.
"""

import functools
import re
from collections.abc import MutableMapping, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

MOST_CHARACTERS = 100_000
_NESTING = 20
_DIRECTED = frozenset({"blockquote", "h2", "h3", "h4", "h5", "h6", "li", "p", "td", "th"})
_TAGS = _DIRECTED | {
    *("a", "br", "code", "del", "em", "hr", "ol", "pre", "s", "strong", "ul"),
    *("table", "tbody", "thead", "tr"),
}
_SIDES = frozenset({"left", "center", "right"})
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={"a": {"href", "title"}, "ol": {"start"}, "code": set()},
    tag_attribute_values={tag: {"align": set(_SIDES)} for tag in ("td", "th")},
    set_tag_attribute_values={tag: {"dir": "auto"} for tag in _DIRECTED},
    url_schemes={"http", "https", "mailto"},
    url_relative=lambda url: url if re.match(r"[#?]|/(?![/\\])", url) else None,
    link_rel="noopener noreferrer nofollow ugc",
)
_MARKS = re.compile(r"<[^>]*>")
_ENDS_OF_BLOCKS = re.compile(r"</(?:p|h\d|li|t[dhr]|pre|blockquote)>|<br>|<hr>")
_CONTROLS = [*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F]
_OVERRIDES = range(0x202A, 0x202F)  # they turn the order of letters round, over any border
_UNWANTED = dict.fromkeys([*_CONTROLS, *_OVERRIDES])


def to_html(text: str) -> Markup:
    """Sanitised HTML; headings start at h2, as the page has its own h1.

    Text beyond the limit is shown as it was written, without marks: parsing it would take too long.
    """
    text = text.translate(_UNWANTED)
    if len(text) > MOST_CHARACTERS:
        return Markup('<pre dir="auto">{}</pre>').format(text)
    return _rendered(text)


def parsed(text: str) -> list[Token]:
    """The same text as the parser's tokens, for other papers than a page."""
    return _parser().parse(text.translate(_UNWANTED))


def to_plain(text: str) -> str:
    """The words alone, a line for each paragraph, for excerpts, indexes and the guard."""
    marked = _ENDS_OF_BLOCKS.sub("\n", str(to_html(text)))
    words = Markup(_MARKS.sub("", marked)).unescape()  # noqa: S704 (unescaped at once)
    return "\n".join(filter(None, (" ".join(line.split()) for line in words.split("\n"))))


@functools.lru_cache(maxsize=128)
def _rendered(text: str) -> Markup:
    return Markup(_CLEANER.clean(_parser().render(text)))  # noqa: S704 (sanitised)


@functools.cache
def _parser() -> MarkdownIt:
    options = {"html": False, "maxNesting": _NESTING}
    parser = MarkdownIt("commonmark", options, renderer_cls=_Renderer)
    return parser.enable(["table", "strikethrough"]).disable("image")


class _Renderer(RendererHTML):
    """Headings one level down, and the side of a table's cell as a word, not as a style."""

    def renderToken(  # noqa: N802 (the parser's name)
        self,
        tokens: Sequence[Token],
        idx: int,
        options: OptionsDict,
        env: MutableMapping[str, Any],
    ) -> str:
        token = tokens[idx]
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        style = token.attrs.pop("style", None)
        if isinstance(style, str):
            token.attrs["align"] = style.removeprefix("text-align:")
        return super().renderToken(tokens, idx, options, env)
