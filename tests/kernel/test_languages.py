"""The languages people work in: known by code, named in the reader's language, with levels."""

import pytest

from network.kernel import languages
from network.kernel.i18n import LANGUAGES, speaking


def test_every_code_stands_in_the_list_once() -> None:
    assert len(set(languages.codes())) == len(languages.codes())


@pytest.mark.parametrize("code", ["en", "fr", "ar", "ka", "ckb", "prs", languages.SIGN])
def test_languages_of_the_network_are_known(code: str) -> None:
    assert languages.is_language(code)


@pytest.mark.parametrize("code", ["", "EN", "xx", "en ", "english"])
def test_anything_else_is_no_language(code: str) -> None:
    assert not languages.is_language(code)


@pytest.mark.parametrize("reader", LANGUAGES)
def test_every_language_has_a_name_in_every_interface_language(reader: str) -> None:
    with speaking(reader):
        bare = [code for code in languages.codes() if languages.name(code).casefold() == code]

    assert bare == []


@pytest.mark.parametrize(
    ("reader", "name"), [("en", "Albanian"), ("fr", "Albanais"), ("ar", "الألبانية")]
)
def test_a_name_is_given_in_the_readers_language_with_a_capital(reader: str, name: str) -> None:
    with speaking(reader):
        assert languages.name("sq") == name


@pytest.mark.parametrize(
    ("level", "is_enough"),
    [
        *((level, False) for level in ("", "A1", "A2", "B1", "b2", "D1")),
        *((level, True) for level in ("B2", "C1", "C2", "native")),
    ],
)
def test_from_b2_on_two_people_can_work_together(level: str, *, is_enough: bool) -> None:
    assert languages.is_working_level(level) is is_enough
