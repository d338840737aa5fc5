"""`network guard check`: an archive judged line by line, and never repeated."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from network.__main__ import main

CLIENT = {"id": "a", "lang": "en", "text": "Client Samir Haddad, 0798 445 221"}
PLAIN = {"id": 7, "lang": "sr-Latn", "text": "Istanbulski protokol, član 3"}


@pytest.fixture(autouse=True)
def _somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _archive(*lines: object) -> str:
    path = Path("archive.jsonl")
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return str(path)


def test_each_line_is_answered_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["guard", "check", _archive(CLIENT, PLAIN)])

    told = capsys.readouterr()
    assert [json.loads(line) for line in told.out.splitlines()] == [
        {"id": "a", "verdict": "block", "reasons": ["phone", "person-name"]},
        {"id": 7, "verdict": "none", "reasons": []},
    ]
    assert (status, told.err) == (0, "")


def test_the_text_is_never_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    broken = '{"id": "b", "text": "Samir Haddad"'

    main(["guard", "check", _archive(CLIENT, broken, {"id": "c", "text": ["Haddad"]})])

    told = capsys.readouterr()
    assert "Haddad" not in told.out + told.err
    assert "445" not in told.out + told.err


@pytest.mark.parametrize(
    "broken",
    [
        "no JSON",
        "[]",
        '"text"',
        "null",
        "{}",
        '{"id": 1}',
        '{"text": "no id"}',
        '{"id": 1, "text": null}',
        '{"id": 1, "text": 5}',
        '{"id": 1, "text": "x", "lang": 5}',
        "[" * 100_000,
    ],
)
def test_a_broken_line_is_told_by_its_number_and_the_rest_is_answered(
    broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["guard", "check", _archive(PLAIN, "", broken, CLIENT)])

    told = capsys.readouterr()
    assert [json.loads(line)["id"] for line in told.out.splitlines()] == [7, "a"]
    assert told.err == "line 3: not an object with id, lang and text\n"
    assert status == 2


def test_a_line_that_is_no_text_at_all_is_told_too(capsys: pytest.CaptureFixture[str]) -> None:
    Path("archive.jsonl").write_bytes(b"\xff\xfe\xff\n" + json.dumps(PLAIN).encode())

    status = main(["guard", "check", "archive.jsonl"])

    told = capsys.readouterr()
    assert (status, told.err[:7], told.out.count("\n")) == (2, "line 1:", 1)


@pytest.mark.parametrize("language", [{}, {"lang": None}, {"lang": "xx"}, {"lang": ""}])
def test_a_language_may_be_missing(
    language: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["guard", "check", _archive({"id": 1, "text": CLIENT["text"], **language})])

    assert status == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "block"


def test_a_mark_at_the_beginning_and_odd_letters_do_no_harm(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = main(
        ["guard", "check", _archive("\ufeff" + json.dumps(PLAIN), r'{"id":2,"text":"\ud800"}')]
    )

    assert status == 0
    assert capsys.readouterr().out.count("\n") == 2


def test_a_hyphen_reads_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = SimpleNamespace(buffer=io.BytesIO(json.dumps(PLAIN).encode()))
    monkeypatch.setattr(sys, "stdin", given)

    status = main(["guard", "check", "-"])

    assert (status, capsys.readouterr().out.count("\n")) == (0, 1)


def test_a_file_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["guard", "check", "nowhere.jsonl"])

    assert (status, capsys.readouterr().err) == (2, "nowhere.jsonl: No such file or directory\n")
