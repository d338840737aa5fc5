"""What source files must and must not contain, read from their syntax trees."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path("network")
MODULES = sorted(PACKAGE.rglob("*.py"))
PURE = [p for p in MODULES if p.stem in ("rules", "policy") or p.parent.name == "rules"]
TIME = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
MAY_ASK_TIME = {Path("network/kernel/clock.py")}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PURE, ids=str)
def test_rules_and_policies_cannot_wait(path: Path) -> None:
    waits = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)

    assert [n.lineno for n in ast.walk(_tree(path)) if isinstance(n, waits)] == []


@pytest.mark.parametrize("path", [p for p in MODULES if p not in MAY_ASK_TIME], ids=str)
def test_only_the_clock_asks_what_time_it_is(path: Path) -> None:
    asked = [
        node.lineno
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in TIME
    ]

    assert asked == []


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_forms_never_reach_a_record_whole(path: Path) -> None:
    """A record made from `**form.data` would take fields that no form offers."""
    whole = [
        node.lineno
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg is None
        and isinstance(keyword.value, ast.Attribute)
        and keyword.value.attr in ("data", "form")
    ]

    assert whole == []


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_every_module_says_what_it_holds(path: Path) -> None:
    assert ast.get_docstring(_tree(path)) or not path.read_text().strip()


@pytest.mark.parametrize("path", PURE, ids=str)
def test_every_rule_and_policy_that_decides_says_what_it_means(path: Path) -> None:
    silent = [
        node.name
        for node in _tree(path).body
        if isinstance(node, ast.FunctionDef)
        and path.stem == "policy"
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def test_no_table_and_no_column_is_about_clients() -> None:
    source = Path("network/migrations/m0001_foundation.py").read_text().lower()
    words = ("client_id", "client_name", "patient", "survivor", "diagnosis", "testimony", "victim")

    assert [word for word in words if word in source] == []
