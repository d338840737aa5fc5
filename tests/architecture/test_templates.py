"""All templates: they compile, import what they use, and use what they import."""

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from network.web.templating import environment

FOLDER = Path("templates")
TEMPLATES = sorted(str(p.relative_to(FOLDER)) for p in FOLDER.rglob("*") if p.is_file())


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name: str) -> None:
    assert environment().get_template(name) is not None


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_uses_every_macro_it_imports(name: str) -> None:
    source = (FOLDER / name).read_text()
    tree = environment().parse(source)
    imported = [
        one if isinstance(one, str) else one[1]
        for node in tree.find_all(nodes.FromImport)
        for one in node.names
    ]

    unused = [m for m in imported if len(re.findall(rf"\b{m}\b", source)) < 2]

    assert unused == []


@pytest.mark.parametrize("name", [n for n in TEMPLATES if n.startswith("components/")])
def test_a_component_says_what_it_is(name: str) -> None:
    assert (FOLDER / name).read_text().startswith("{#-")


@pytest.mark.parametrize("name", [n for n in TEMPLATES if n.endswith(".html")])
def test_every_posting_form_carries_a_token(name: str) -> None:
    source = (FOLDER / name).read_text()
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", source, re.DOTALL)
    without = [f[:90] for f in forms if "hidden(csrf())" not in f and "hidden(token" not in f]

    expected = 1 if name == "notices/unsubscribe.html" else 0  # one click from a mail program

    assert len(without) == expected, without
