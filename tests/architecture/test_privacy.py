"""What docs/privacy.md claims is held by tests that exist."""

import ast
import re
from pathlib import Path

_TEXT = Path("docs/privacy.md").read_text()
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def claims() -> list[str]:
    """The rows of its tables, without their heads."""
    rows = [line for line in _TEXT.splitlines() if line.startswith("|")]
    return [row for row in rows if not row.startswith(("| what is so", "|---"))]


def names_in(path: str) -> set[str]:
    tree = ast.parse(Path(path).read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {one.name for one in ast.walk(tree) if isinstance(one, kinds)}


def test_every_claim_names_a_test() -> None:
    assert [row for row in claims() if not _NAMED.search(row)] == []
    assert len(claims()) > 30


def test_every_test_that_is_named_exists() -> None:
    named = {(path, name) for path, name in _NAMED.findall(_TEXT) if name.startswith("test_")}

    missing = [f"{path}::{name}" for path, name in sorted(named) if name not in names_in(path)]

    assert missing == []
    assert {found[1] for found in _NAMED.findall(_TEXT)} == {name for _path, name in named}
