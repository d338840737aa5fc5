"""Documents printed from the code tell what the code does."""

import re
from pathlib import Path

import network.app  # noqa: F401 (subscribes the reactions)
from network.commands import describing
from network.events import EVENTS
from network.notifications import phrases, rules
from network.site.trail import PHRASES


def test_the_permissions_document_is_up_to_date() -> None:
    assert Path("docs/permissions.md").read_text() == describing.permissions()


def test_the_events_document_is_up_to_date() -> None:
    assert Path("docs/events.md").read_text() == describing.events()


def test_every_event_can_be_told_in_a_history() -> None:
    assert set(PHRASES) == set(EVENTS)


def test_every_notice_has_words_and_a_topic() -> None:
    assert phrases.kinds() == set(rules.TOPIC_OF)
    assert set(rules.TOPIC_OF.values()) == set(rules.CHOICES) == set(phrases.TOPICS)


def test_documents_name_only_files_that_exist() -> None:
    named = [
        (document, path)
        for document in [Path("README.md"), *Path("docs").rglob("*.md")]
        for path in re.findall(
            r"`((?:network|tests|templates|docs|tools)/[\w./-]+)`", document.read_text()
        )
    ]

    assert [pair for pair in named if not Path(pair[1]).exists()] == []


def test_nothing_committed_names_a_place_of_one_machine() -> None:
    signs = re.compile(r"/work/|/root/|/opt/pypi|files\.pythonhosted|registry\.npmjs|pypi\.org")
    folders = ("network", "templates", "static", "docs", "tests", "tools", "bench", ".ci")
    files = [p for f in folders for p in Path(f).rglob("*") if p.is_file()]
    files += [Path(n) for n in ("README.md", "Makefile", "pyproject.toml", "requirements.lock")]
    here = Path(__file__).resolve()
    readable = [p for p in files if p.suffix != ".pyc" and p.resolve() != here]

    found = [str(p) for p in readable if signs.search(p.read_text(errors="ignore"))]

    assert found == []
