"""Markdown as a tree of plain blocks and runs of words, for papers that no browser draws."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from markdown_it.tree import SyntaxTreeNode

from network.web.markdown import MOST_CHARACTERS, parsed

Block = dict[str, Any]
_DEEPEST_HEADING = 4
_STYLES = {"strong": "strong", "em": "emph", "s": "strike"}


def to_tree(text: str) -> list[Block]:
    """Blocks of kind heading, par, list, quote, code, rule and table; text beyond the limit is one
    paragraph. Headings begin at level 2 and never skip one.
    """
    if len(text) > MOST_CHARACTERS:
        return [{"kind": "par", "runs": [_run(text, {})]}]
    return _Tree().blocks(SyntaxTreeNode(parsed(text)))


class _Tree:
    """Walks the blocks and remembers how deep the last heading stood."""

    def __init__(self) -> None:
        self._level = 1
        self._makers: dict[str, Callable[[SyntaxTreeNode], Block]] = {
            "heading": self._heading,
            "paragraph": lambda node: {"kind": "par", "runs": _runs(node)},
            "bullet_list": self._list,
            "ordered_list": self._list,
            "blockquote": lambda node: {"kind": "quote", "blocks": self.blocks(node)},
            "fence": lambda node: {"kind": "code", "lines": _lines(node.content)},
            "code_block": lambda node: {"kind": "code", "lines": _lines(node.content)},
            "hr": lambda _node: {"kind": "rule"},
            "table": _table,
        }

    def blocks(self, parent: SyntaxTreeNode) -> list[Block]:
        known = (node for node in parent.children if node.type in self._makers)
        return [self._makers[node.type](node) for node in known]

    def _heading(self, node: SyntaxTreeNode) -> Block:
        self._level = min(int(node.tag[1]) + 1, self._level + 1, _DEEPEST_HEADING)
        return {"kind": "heading", "level": self._level, "runs": _runs(node)}

    def _list(self, node: SyntaxTreeNode) -> Block:
        start = int(node.attrs.get("start", 1)) if node.tag == "ol" else None
        return {"kind": "list", "start": start, "items": [self.blocks(i) for i in node.children]}


def _table(node: SyntaxTreeNode) -> Block:
    rows = [
        [_runs(cell) for cell in row.children] for part in node.children for row in part.children
    ]
    return {"kind": "table", "columns": len(rows[0]), "head": rows[0], "rows": rows[1:]}


def _lines(text: str) -> list[dict[str, Any]]:
    """Lines with the spaces before them as a number."""
    lines = (line.expandtabs(4) for line in text.rstrip("\n").split("\n"))
    return [{"indent": len(line) - len(line.lstrip()), "text": line.strip()} for line in lines]


def _runs(node: SyntaxTreeNode) -> list[dict[str, Any]]:
    return [run for child in node.children for run in _inside(child, {})]


def _inside(node: SyntaxTreeNode, style: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node.type == "link":
        style = style | {"href": _address(str(node.attrs.get("href", "")))}
    elif node.type in _STYLES:
        style = style | {_STYLES[node.type]: True}
    yield from _own_words(node, style)
    for child in node.children:
        yield from _inside(child, style)


def _own_words(node: SyntaxTreeNode, style: dict[str, Any]) -> Iterator[dict[str, Any]]:
    match node.type:
        case "hardbreak":
            yield {"text": "", "break": True}
        case "softbreak":
            yield _run(" ", style)
        case "code_inline":
            yield _run(node.content, style | {"code": True})
        case "text" | "text_special":
            yield _run(node.content, style)


def _run(text: str, style: dict[str, Any]) -> dict[str, Any]:
    """Words of one style; spaces at the ends are told apart, as a typesetter drops them."""
    return {
        "text": text,
        "before": text[:1].isspace(),
        "after": text[-1:].isspace() and bool(text.strip()),
        **style,
    }


def _address(href: str) -> str:
    """An address a paper may link to; empty for one of this portal or of another kind."""
    try:
        scheme = urlsplit(href).scheme.lower()
    except ValueError:
        return ""
    return href if scheme in {"http", "https", "mailto"} else ""
