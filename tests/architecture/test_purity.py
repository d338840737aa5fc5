"""What source files must and must not contain, read from their syntax trees."""

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path

PACKAGE = Path("network")
MODULES = sorted(PACKAGE.rglob("*.py"))
PURE = [p for p in MODULES if p.stem in ("rules", "policy") or p.parent.name == "rules"]
TIME = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
MAY_ASK_TIME = {Path("network/kernel/clock.py")}


def _waits(node: ast.AST) -> bool:
    return isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith)


def _asks_time(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in TIME
    )


def _takes_a_form(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and any(
        keyword.arg is None
        and isinstance(keyword.value, ast.Attribute)
        and keyword.value.attr in ("data", "form")
        for keyword in node.keywords
    )


@cache
def _found() -> dict[Callable[[ast.AST], bool], dict[Path, list[int]]]:
    """The lines that do what these functions tell of, by module: all are read once."""
    found: dict[Callable[[ast.AST], bool], dict[Path, list[int]]] = {
        is_it: {} for is_it in (_waits, _asks_time, _takes_a_form)
    }
    for path in MODULES:
        for node in ast.walk(_tree(path)):
            for is_it, places in found.items():
                if is_it(node):
                    places.setdefault(path, []).append(node.lineno)  # type: ignore[attr-defined]
    return found


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_rules_and_policies_cannot_wait() -> None:
    assert {path: lines for path, lines in _found()[_waits].items() if path in PURE} == {}


def test_only_the_clock_asks_what_time_it_is() -> None:
    assert set(_found()[_asks_time]) <= MAY_ASK_TIME


def test_forms_never_reach_a_record_whole() -> None:
    """A record made from `**form.data` would take fields that no form offers."""
    assert _found()[_takes_a_form] == {}


def test_every_module_says_what_it_holds() -> None:
    silent = [p for p in MODULES if p.read_text().strip() and not ast.get_docstring(_tree(p))]

    assert silent == []


def test_every_policy_that_decides_says_what_it_means() -> None:
    silent = [
        (path, node.name)
        for path in PURE
        if path.stem == "policy"
        for node in _tree(path).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def test_no_table_and_no_column_is_about_clients() -> None:
    source = Path("network/migrations/m0001_foundation.py").read_text().lower()
    words = ("client_id", "client_name", "patient", "survivor", "diagnosis", "testimony", "victim")

    assert [word for word in words if word in source] == []
