"""Instruments as files: what is shipped, what is wrong in one, and how they are scored."""

import copy
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import network.wellbeing
from network.wellbeing.rules.definition_checks import problems
from network.wellbeing.rules.definitions import MOST_BYTES, Unreadable, instrument, obstacles, read
from network.wellbeing.rules.instruments import (
    Instrument,
    OffRange,
    OffScale,
    band,
    entered,
    score,
)

FOLDER = Path(network.wellbeing.__file__).parent / "instruments"
KEYS = sorted(path.name.removesuffix(".und.json") for path in FOLDER.glob("*.und.json"))
TODAY = date(2027, 2, 1)


def shipped(key: str) -> dict[str, Any]:
    found: dict[str, Any] = read((FOLDER / f"{key}.und.json").read_bytes())
    return found


def made(key: str) -> Instrument:
    return instrument(shipped(key))


def all_at(key: str, value: int) -> dict[str, float | None]:
    found = made(key)
    return score(found, {item.number: value for item in found.items})


def small() -> dict[str, Any]:
    return copy.deepcopy(
        {
            "key": "small",
            "version": "1",
            "title": "A small one",
            "language": "en",
            "licence": {
                "holder": "Somebody",
                "terms": "Free",
                "proof_required": True,
                "wording_included": True,
            },
            "entry": "items",
            "scales": {"yes": [{"value": 0, "label": "no"}, {"value": 4, "label": "yes"}]},
            "items": [
                {"no": 1, "scale": "yes", "text": "One?", "subscales": ["a"]},
                {"no": 2, "scale": "yes", "text": "Two?", "reverse": True, "subscales": ["a"]},
                {"no": 3, "scale": "yes", "text": "Three?", "subscales": ["b"]},
            ],
            "subscales": [
                {"key": "a", "label": "A", "direction": "high_bad", "method": "sum"},
                {"key": "b", "label": "B", "direction": "high_bad", "method": "mean"},
            ],
            "totals": [
                {
                    "key": "all",
                    "label": "All",
                    "direction": "high_bad",
                    "method": "sum",
                    "min_answered": 2,
                    "of": ["a", "b"],
                }
            ],
            "not_diagnostic": True,
        }
    )


# what is shipped ---------------------------------------------------------------------------------


def test_the_structures_of_the_reference_are_shipped() -> None:
    assert KEYS == [
        "bat12",
        "bat23",
        "cbi",
        "k6",
        "mbi_hss",
        "olbi",
        "proqol5",
        "proqol_health",
        "single_burnout",
        "stss",
        "who5",
    ]


@pytest.mark.parametrize("key", [key for key in KEYS if key != "proqol_health"])
def test_every_structure_is_sound_and_holds_no_wording(key: str) -> None:
    found = shipped(key)

    assert problems(found) == []
    assert {item["text"] for item in found.get("items", [])} <= {None}
    assert found["key"] == key


def test_the_structure_without_its_sheet_says_what_to_take_from_it() -> None:
    assert problems(shipped("proqol_health")) == [
        f"The subscale {key} has no items: take them from its sheet."
        for key in ("support", "cs", "bo", "sts", "moral")
    ]


@pytest.mark.parametrize("key", [key for key in KEYS if key not in {"proqol_health", "mbi_hss"}])
def test_no_structure_can_be_used_before_its_wording_language_and_licence_are_there(
    key: str,
) -> None:
    assert obstacles(shipped(key), has_proof=False, today=TODAY) == [
        "The wording is missing: upload the file with its texts.",
        "The file does not say its language.",
        "The proof of the licence is missing.",
    ]


def test_a_complete_file_with_its_proof_can_be_used() -> None:
    assert problems(small()) == []
    assert obstacles(small(), has_proof=True, today=TODAY) == []
    assert obstacles({**small(), "review_by": "2027-01-31"}, has_proof=True, today=TODAY) == [
        "The file was to be reviewed by 2027-01-31."
    ]


# scores ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "scores"),
    [
        ("proqol5", 5, {"cs": 50, "bo": 30, "sts": 50}),
        ("proqol5", 1, {"cs": 10, "bo": 30, "sts": 10}),
        ("cbi", 100, {"personal": 100, "work": 600 / 7, "client": 100}),
        ("olbi", 4, {"disengagement": 2.5, "exhaustion": 2.5, "total": 40}),
        (
            "bat12",
            3,
            dict.fromkeys(("exhaustion", "distance", "cognitive", "emotional"), 3) | {"total": 3},
        ),
        ("stss", 5, {"intrusion": 25, "avoidance": 35, "arousal": 25, "total": 85}),
        ("who5", 5, {"wellbeing": 100}),
        ("k6", 4, {"distress": 24}),
        ("single_burnout", 3, {"burnout": 3}),
    ],
)
def test_instruments_are_scored_as_their_authors_say(
    key: str, value: int, scores: dict[str, float]
) -> None:
    assert all_at(key, value) == pytest.approx(scores)


def test_every_item_of_the_larger_ones_is_in_one_subscale() -> None:
    for key in ("proqol5", "cbi", "olbi", "bat23", "bat12", "stss"):
        assert [len(item["subscales"]) for item in shipped(key)["items"]] == [1] * len(
            shipped(key)["items"]
        )


def test_an_answer_between_two_steps_is_off_the_scale() -> None:
    with pytest.raises(OffScale) as refused:
        score(made("cbi"), {1: 60, 2: 75})

    assert refused.value.numbers == (1,)


def test_missing_answers_count_as_the_own_mean_if_enough_are_there() -> None:
    answers: dict[int, int | None] = {1: 100, 2: 100, 3: 50, 4: None}

    assert score(made("cbi"), answers) == {
        "personal": pytest.approx(250 / 3),
        "work": None,
        "client": None,
    }


@pytest.mark.parametrize(
    ("value", "label"),
    [(0, "very low"), (28, "very low"), (28.8, "very low"), (29, "reduced"), (100, "not reduced")],
)
def test_scores_lie_in_bands_without_gaps(value: float, label: str) -> None:
    found = band(made("who5"), "wellbeing", value)

    assert found is not None
    assert (found.label, found.is_orientation) == (label, True)


def test_a_score_beyond_the_bands_or_not_there_has_none() -> None:
    assert band(made("who5"), "wellbeing", 101) is None
    assert band(made("who5"), "wellbeing", None) is None
    assert band(made("olbi"), "total", 30) is None


def test_the_maslach_inventory_takes_totals_only() -> None:
    found = made("mbi_hss")

    assert found.is_by_totals
    assert entered(found, {"ee": 27, "pa": None}) == {"ee": 27, "dp": None, "pa": None}
    with pytest.raises(OffRange) as refused:
        entered(found, {"ee": 55, "dp": -1, "total": 3, "pa": True})
    assert refused.value.keys == ("dp", "ee", "pa", "total")


# what is wrong in a file -------------------------------------------------------------------------


def changed(path: str, value: Any) -> dict[str, Any]:
    """The small definition with one value, by its path, set to another."""
    whole = small()
    *ahead, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    here: Any = whole
    for part in ahead:
        here = here[part]
    here[last] = value
    return whole


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("key", "Not A Key", "key has a value that cannot be."),
        ("language", "english!", "language has a value that cannot be."),
        ("not_diagnostic", False, "not_diagnostic has a value that cannot be."),
        ("review_by", "soon", "review_by has a value that cannot be."),
        ("review_by", "2026-W01-1", "review_by has a value that cannot be."),
        ("version", "v" * 41, "version has a value that cannot be."),
        ("language", "abc-12345678", "language has a value that cannot be."),
        ("licence", {"holder": "x"}, "licence: terms is missing."),
        ("surprise", 1, "surprise is not known."),
        ("items/0/no", "1", "items 1: no has a value that cannot be."),
        ("items/0/text", "x" * 501, "items 1: text has a value that cannot be."),
        ("items/1", None, "items 2: this is not an object."),
        ("items/1/no", 1, "Item 1 is there twice."),
        ("items/1/scale", "no", "Item 2 has a scale that is not described."),
        ("items/1/subscales", ["c"], "Item 2 belongs to c, which is no subscale."),
        ("items/2/subscales", [], "The subscale b has no items: take them from its sheet."),
        ("items", [], "There are no items."),
        ("scales/yes/1/value", 0, "The scale yes needs at least two steps, all different."),
        ("scales/yes/1/value", True, "scales yes 2: value has a value that cannot be."),
        ("scales/yes", [], "The scale yes needs at least two steps, all different."),
        ("scales/yes", "no", "A scale needs a short key, and at most 11 steps."),
        ("subscales/0/method", "median", "subscales 1: method has a value that cannot be."),
        ("subscales/0/multiply", 0, "subscales 1: multiply has a value that cannot be."),
        (
            "subscales/0/min_answered",
            3,
            "The subscale a asks for more answers than it has items.",
        ),
        ("subscales/0/least", 3, "The subscale a is worked out and needs no range."),
        ("subscales/0/key", "b", "The score b is there twice."),
        ("totals/0/of", ["a", "a"], "totals 1: of has a value that cannot be."),
        ("totals/0/of", ["a", "c"], "The total all has parts that are not described."),
        ("totals/0/of", [], "The total all has parts that are not described."),
        ("totals/0/of", ["a", "all"], "The total all is made of itself."),
        (
            "entry",
            "totals",
            "Only totals are entered: there can be no items, and no totals of totals.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_that_says_where(
    path: str, value: Any, problem: str
) -> None:
    found = problems(changed(path, value))

    assert [one for one in found if one == problem] == [problem]


@pytest.mark.parametrize(
    ("bands", "problem"),
    [
        ([("x", 0, 4)], "A band is for x, which is no score."),
        ([("a", 4, 0)], "A band of a ends before it starts."),
        ([("a", 0, 5), ("a", 4, 8)], "The bands of a overlap."),
    ],
)
def test_bands_have_to_fit_their_score(bands: list[tuple[str, float, float]], problem: str) -> None:
    made_of = [
        {"subscale": key, "from": start, "to": end, "label": "l", "status": "study"}
        for key, start, end in bands
    ]

    assert problems({**small(), "bands": made_of}) == [problem]


def test_more_scales_than_any_instrument_has_and_none_to_score_are_refused() -> None:
    scales = {f"s{n}": small()["scales"]["yes"] for n in range(9)}

    assert problems({**small(), "scales": scales}) == ["There are more than 8 scales."]
    assert problems(changed("subscales", []))[0] == "There is no subscale."


def test_totals_in_a_circle_are_found_without_walking_it_for_ever() -> None:
    whole = small()
    rest = {key: value for key, value in whole["totals"][0].items() if key not in {"key", "of"}}
    whole["totals"] = [
        {"key": "x", "of": ["y"], **rest},
        {"key": "y", "of": ["z", "a"], **rest},
        {"key": "z", "of": ["x"], **rest},
    ]

    assert problems(whole) == [f"The total {key} is made of itself." for key in "xyz"]


def test_totals_of_many_totals_are_put_together_at_once() -> None:
    """Each of all before it: walked one by one, these would be half a million."""
    whole = small()
    rest = {key: value for key, value in whole["totals"][0].items() if key not in {"key", "of"}}
    names = ["a", *(f"t{number}" for number in range(19))]
    whole["totals"] = [
        {"key": names[number], "of": names[:number], **rest} for number in range(1, 20)
    ]
    began = time.process_time()

    found = instrument(whole) if not problems(whole) else None

    assert found is not None
    assert {one.items for one in found.subscales if one.key != "b"} == {(1, 2)}
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize("whole", [None, 3, [], "text", {}, {"key": {"key": {}}}])
def test_anything_else_is_refused_in_words(whole: Any) -> None:
    assert problems(whole) != []


def test_a_million_items_are_refused_at_once() -> None:
    whole = small()
    whole["items"] = whole["items"] * 333_334
    began = time.process_time()

    by_form = problems(whole)
    with pytest.raises(Unreadable) as by_size:
        read(b'{"items": [' + b"1," * 500_000 + b"1]}")

    assert by_form == ["items has a value that cannot be."]
    assert str(by_size.value) == f"The file is larger than {MOST_BYTES // 1024} KB."
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "The file is not valid JSON."),
        (b"\xff\xfe\x00", "The file is not valid JSON."),
        (b"{'a': 1}", "The file is not valid JSON."),
        (rb'{"title": "\ud800"}', "The file is not valid JSON."),
        (rb'{"\udc00": 1}', "The file is not valid JSON."),
        (rb'{"title": "a\u0000b"}', "The file is not valid JSON."),
        (b'{"a": ' + b"9" * 5000 + b"}", "The file is not valid JSON."),
        (b'{"a": NaN}', "The file has a number that is none."),
        (b'{"a": -Infinity}', "The file has a number that is none."),
        (b'{"a": 1, "a": 2}', "The file says something twice in the same place."),
        (b"[" * 100_000, "The file is nested too deeply."),
    ],
)
def test_files_that_are_no_definition_are_refused(raw: bytes, problem: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(raw)

    assert str(refused.value) == problem


def test_what_is_read_is_what_was_written() -> None:
    assert read(json.dumps(small()).encode()) == small()
