"""Lines of a file of knowledge: what each says, and every problem of it at once."""

import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.knowledge import importing
from network.knowledge.importing import Broken, Row

TODAY = date(2026, 11, 21)
PLAIN = {
    "external_id": "A-1",
    "lang": "fr",
    "kind": "KT-GUID",
    "title": "Respirer ensemble",
    "summary": "Une méthode.",
    "body": "Nous respirons **lentement**.",
    "topics": ["AP-NET"],
    "year": 2024,
    "centre": "",
    "translation_of": "",
}


def read(**changes: Any) -> Row | Broken:
    line = json.dumps({**PLAIN, **changes}).encode()
    return importing.read(7, line, TODAY)


def problems(**changes: Any) -> tuple[str, ...]:
    found = read(**changes)
    assert isinstance(found, Broken)
    return found.problems


def test_a_full_line_is_read() -> None:
    found = read()

    assert isinstance(found, Row)
    assert (found.number, found.lang, found.topics, found.year) == (7, "fr", ("AP-NET",), 2024)


def test_a_line_needs_only_what_no_item_can_do_without() -> None:
    bare = {name: PLAIN[name] for name in ("external_id", "lang", "kind", "title", "body")}

    found = importing.read(1, json.dumps(bare).encode(), TODAY)

    assert isinstance(found, Row)
    assert (found.summary, found.topics, found.year, found.centre) == ("", (), 0, "")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": " "}, "title is missing."),
        ({"title": "x" * 201}, "title has 201 characters; the most is 200."),
        ({"title": "x" * 900_000}, "title has 900000 characters; the most is 200."),
        ({"title": "a\nb"}, "title holds signs that cannot be seen, or more than one line."),
        ({"title": "a\u202eb"}, "title holds signs that cannot be seen, or more than one line."),
        ({"body": "a\0b"}, "body holds signs that cannot be seen, or more than one line."),
        ({"lang": "xx"}, "lang 'xx' is no language of the network."),
        ({"lang": "../.."}, "lang '../..' is no language of the network."),
        ({"kind": "AP-NET"}, "kind 'AP-NET' is no code of knowledge_types.csv."),
        ({"topics": "TH-PAIN"}, "topics has to be a list of codes."),
        ({"year": 1066}, "year has to lie between 1900 and 2027."),
        ({"year": "2024?"}, "year has to be a number."),
        ({"year": True}, "year has to be a number."),
        ({"body": 5}, "body has to be text."),
        ({"translation_of": "A-1"}, "An item cannot be a translation of itself."),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, Any], problem: str) -> None:
    assert problems(**changes) == (problem,)


@pytest.mark.parametrize(
    ("changes", "name", "meant"),
    [
        ({"kind": "kt-guid"}, "kind", "KT-GUID"),
        ({"kind": "Guideline"}, "kind", "KT-GUID"),
        ({"topics": ["ap-net", "chronic pain", "AP-NET"]}, "topics", ("AP-NET", "TH-PAIN")),
        ({"topics": None}, "topics", ()),
        ({"lang": "fr-CD"}, "lang", "fr"),
        ({"lang": "sr_cyrl_RS"}, "lang", "sr-Cyrl"),
        ({"year": "2024"}, "year", 2024),
        ({"year": None}, "year", 0),
        ({"summary": None}, "summary", ""),
        ({"centre": None}, "centre", ""),
        ({"translation_of": None}, "translation_of", ""),
    ],
)
def test_what_can_only_mean_one_thing_is_taken_so(
    changes: dict[str, Any], name: str, meant: object
) -> None:
    found = read(**changes)

    assert isinstance(found, Row)
    assert (getattr(found, name), found.doubts) == (meant, ())


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({"colour": "red"}, "There is no field 'colour'; it was left out."),
        ({"topics": ["TH-NONE"]}, "Topic 'TH-NONE' is in no taxonomy; it was left out."),
    ],
)
def test_what_has_no_place_is_left_out_and_told(changes: dict[str, Any], doubt: str) -> None:
    found = read(**changes)

    assert isinstance(found, Row)
    assert found.doubts == (doubt,)


def test_all_problems_of_a_line_are_said_at_once() -> None:
    assert len(problems(title="", lang="xx", year=1)) == 3


@pytest.mark.parametrize("lang", ["en", "sr-Latn", "sr-Cyrl", "ka"])
def test_serbian_may_name_its_script(lang: str) -> None:
    assert isinstance(read(lang=lang), Row)


def test_what_points_to_a_client_is_refused() -> None:
    text = "My client Ahmed Hassan, born 12.03.1987, came back."

    assert problems(lang="en", body=text)[0] == "It could point to a client."


def test_what_may_point_to_a_client_is_told() -> None:
    found = read(lang="en", body="He was arrested on 12 February 2019.")

    assert isinstance(found, Row)
    assert found.doubts == ("There is an exact date. A season or a year is enough.",)


def test_lines_are_read_one_at_a_time_and_a_monster_is_skipped() -> None:
    good = json.dumps(PLAIN).encode() + b"\n"
    other = json.dumps({**PLAIN, "external_id": "A-2"}).encode() + b"\n"
    huge = json.dumps({**PLAIN, "title": "x" * 5_000_000}).encode() + b"\n"

    found = list(importing.rows(io.BytesIO(good + huge + b"\n" + good + other), TODAY))

    assert [type(row).__name__ for row in found] == ["Row", "Broken", "Broken", "Row"]
    assert [row.number for row in found] == [1, 2, 4, 5]


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(line: bytes) -> None:
    assert isinstance(importing.read(1, line, TODAY), Broken)


@given(
    st.dictionaries(
        st.sampled_from([*PLAIN, "other"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text() | st.integers()),
    )
)
def test_no_shapes_break_the_reader(changes: dict[str, Any]) -> None:
    assert isinstance(read(**changes), Broken | Row)
