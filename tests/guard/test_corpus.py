"""The detector on sentences in all languages: what it has to find, and what it has to let be."""

import sys
from collections import Counter

import pytest

from network import guard
from tests.guard.corpus import FOLDER, WRITTEN_ON, Line, lines

LANGUAGES = ("ar", "en", "es", "fr", "ka", "ru", "sq", "sr-Cyrl", "sr-Latn")
CORPUS = lines()


def _verdict(line: Line) -> str:
    return guard.check(line.text, line.lang, WRITTEN_ON).verdict


def test_there_is_a_file_for_each_language() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.jsonl")) == sorted(LANGUAGES)


def test_every_line_has_an_id_of_its_own() -> None:
    assert [name for name, n in Counter(line.id for line in CORPUS).items() if n > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_half_of_the_lines_hold_client_data_and_half_only_look_like_it(language: str) -> None:
    found = Counter(line.verdict == "none" for line in lines(language))

    assert found.total() >= 60
    assert 0.35 <= found[True] / found.total() <= 0.65


@pytest.mark.parametrize("line", CORPUS, ids=lambda line: line.id)
def test_a_line_is_judged_as_a_person_would(line: Line) -> None:
    assert _verdict(line) == line.verdict


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rates_of_a_language(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = Counter((line.verdict != "none", _verdict(line) != "none") for line in lines(language))
    recall = found[True, True] / (found[True, True] + found[True, False])
    alarms = found[False, True] / (found[False, True] + found[False, False])

    with capsys.disabled():
        sys.stdout.write(f"\n{language:<8} found {recall:.1%}, false alarms {alarms:.1%}\n")
    assert (recall, alarms) == (1.0, 0.0)


@pytest.mark.parametrize("declared", ["", "en", "xx", "fr-CA"])
def test_a_wrong_language_rarely_changes_the_verdict(declared: str) -> None:
    changed = [
        line.id
        for line in CORPUS
        if (guard.check(line.text, declared, WRITTEN_ON).verdict == "none")
        != (line.verdict == "none")
    ]

    assert len(changed) / len(CORPUS) < 0.05
