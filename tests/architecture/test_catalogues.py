"""Catalogues: every text is collected, translated in every language, and whole."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from network.kernel.i18n import LANGUAGES, SOURCE, translations
from tools.texts import extract

TRANSLATED = [language for language in LANGUAGES if language != SOURCE]
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def _read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _catalogue(language: str) -> Catalog:
    return _read(Path(f"locales/{language}/LC_MESSAGES/messages.po"), language)


def _keys(catalogue: Catalog) -> set[tuple[Any, Any]]:
    return {(message.context, message.id) for message in catalogue if message.id}


def _strings(message: Message) -> list[str]:
    found = message.string or ""
    return [found] if isinstance(found, str) else list(found)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[Any, Any]]:
    target = tmp_path_factory.mktemp("texts") / "messages.pot"
    extract(str(target))
    return _keys(_read(target))


def test_the_template_holds_every_text_of_code_and_templates(
    collected: set[tuple[Any, Any]],
) -> None:
    assert _keys(_read(Path("locales/messages.pot"))) == collected


def test_the_words_of_every_template_are_among_the_collected(
    collected: set[tuple[Any, Any]],
) -> None:
    written = {
        text
        for path in Path("templates").rglob("*.*")
        for text in re.findall(r"""\b_\("([^"]+)"\)""", path.read_text())
    }

    assert len(written) > 100
    assert {text for text in written if (None, text) not in collected} == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_the_texts_of_today(
    language: str, collected: set[tuple[Any, Any]]
) -> None:
    assert _keys(_catalogue(language)) == collected


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_in_every_plural_form(language: str) -> None:
    catalogue = _catalogue(language)
    gaps = []
    for message in catalogue:
        if not message.id:
            continue
        strings = _strings(message)
        wanted = catalogue.num_plurals if message.pluralizable else 1
        if message.fuzzy or len(strings) != wanted or not all(strings):
            gaps.append(message.id)

    assert gaps == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_placeholder_is_lost_or_invented(language: str) -> None:
    wrong = []
    for message in _catalogue(language):
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = _strings(message)
        allowed = [Counter(PLACEHOLDER.findall(text)) for text in ids]
        wrong += [
            (ids[-1], text)
            for text in strings
            if set(PLACEHOLDER.findall(text)) not in [set(a) for a in allowed]
        ]

    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("number", [0, 1, 2, 3, 5, 11, 21, 100, 101])
def test_counts_read_well_for_any_number(language: str, number: int) -> None:
    catalogue = translations(language)
    for message in _catalogue(language):
        if message.pluralizable:
            singular, plural = str(message.id[0]), str(message.id[1])
            text = catalogue.ngettext(singular, plural, number)

            assert text not in (singular, plural)


@pytest.mark.parametrize("language", TRANSLATED)
def test_nobody_is_called_a_victim(language: str) -> None:
    words = re.compile(r"\bvictim|\bضحي|\bضحاي", re.IGNORECASE)
    strings = [str(m.string) for m in _catalogue(language) if m.id]

    assert [text for text in strings if words.search(text)] == []
