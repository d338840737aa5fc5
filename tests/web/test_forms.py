"""Forms: what each kind of field takes, what it refuses, and that it keeps what was typed."""

import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData, UploadFile

from network.kernel.errors import Invalid
from network.kernel.i18n import speaking
from network.web.differing import differences
from network.web.forms import (
    Area,
    Choice,
    Day,
    Email,
    Number,
    Passphrase,
    PortalForm,
    Spoken,
    Text,
    Tick,
    Ticks,
    Upload,
    Version,
    WebAddress,
    required,
)

FILE = UploadFile(io.BytesIO(b"x"), filename="a.csv")


class Sample(PortalForm):
    """One field of every kind."""

    text = Text("Text", longest=10)
    needed = Text("Needed", checks=[required()])
    area = Area("Area", longest=20)
    email = Email("E-mail")
    address = WebAddress("Address")
    passphrase = Passphrase("Passphrase", checks=[])
    tick = Tick("Tick")
    number = Number("Number", least=1, most=99)
    day = Day("Day")
    choice = Choice("Choice", choices=[("a", "A"), ("b", "B")])
    ticks = Ticks("Ticks", choices=[("a", "A"), ("b", "B")])
    numbers = Ticks("Numbers", choices=[(1, "One"), (2, "Two")], coerce=int)
    file = Upload("File")
    version = Version("")
    spoken = Spoken("Spoken", codes=lambda: [("en", "English")], levels=("B2", "C1"))


RIGHT = {"needed": "x", "number": "5", "choice": "a"}


def filled(*pairs: tuple[str, Any]) -> Sample:
    given_names = {name for name, _ in pairs}
    rest = [(name, value) for name, value in RIGHT.items() if name not in given_names]
    form = Sample(FormData([*rest, *pairs]))
    form.validate()
    return form


def wrong(name: str, *values: Any) -> bool:
    """Whether exactly this field is refused for these values."""
    form = filled(*((name, value) for value in values))
    assert set(form.errors) <= {name}
    return bool(form.errors)


def test_a_form_filled_in_rightly_has_no_problems() -> None:
    form = filled()

    assert form.validate()
    assert form.problems == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  words \r\n", "words"),
        ("", ""),
        ("é" * 10, "é" * 10),
        ("<b>&", "<b>&"),
        ("a\tb", "a\tb"),
        ("سلام", "سلام"),
        ("a\u200cb", "a\u200cb"),
    ],
)
def test_a_line_of_text_is_stripped_and_otherwise_kept(typed: str, kept: str) -> None:
    form = filled(("text", typed))

    assert (form.errors, form.text.data) == ({}, kept)


@pytest.mark.parametrize(
    "typed",
    ["x" * 11, "a\nb", "a\rb", "a\x00b", "a\x1bb", "a\x7fb", "a\u202eb", "a\u2066b", "a\x0bb"],
)
def test_a_line_of_text_refuses_what_is_long_invisible_or_two_lines(typed: str) -> None:
    assert wrong("text", typed)


def test_several_lines_are_taken_where_there_is_room_for_them() -> None:
    form = filled(("area", "one\r\ntwo\n\nthree"))

    assert (form.errors, form.area.data) == ({}, "one\ntwo\n\nthree")


def test_a_file_where_text_belongs_is_nothing() -> None:
    form = filled(("text", FILE), ("area", FILE), ("passphrase", FILE), ("version", FILE))

    data = (form.text.data, form.area.data, form.passphrase.data, form.version.data)
    assert (form.errors, data) == ({}, ("", "", "", 0))


@pytest.mark.parametrize("typed", ["", "   ", "\r\n"])
def test_what_is_needed_has_to_be_there(typed: str) -> None:
    assert wrong("needed", typed)


@pytest.mark.parametrize(
    ("typed", "is_wrong"),
    [
        ("amal@example.org", False),
        ("a.b+c@mail.example.co", False),
        ("أمل@مثال.شبكة", False),
        ("", False),
        ("amal", True),
        ("amal@example", True),
        ("@example.org", True),
        ("a@b@example.org", True),
        ("amal@example.org, b@example.org", True),
        ("Amal <amal@example.org>", True),
        ("amal@example.org\nBcc: x@example.org", True),
        ("x" * 250 + "@e.org", True),
    ],
)
def test_an_e_mail_address_is_one_and_nothing_more(typed: str, is_wrong: bool) -> None:
    assert wrong("email", typed) is is_wrong


@pytest.mark.parametrize(
    ("typed", "is_wrong"),
    [
        ("https://example.org/a?b=c#d", False),
        ("http://example.org", False),
        ("", False),
        ("example.org", True),
        ("javascript:alert(1)", True),
        ("java\tscript:alert(1)", True),
        ("data:text/html,x", True),
        ("//example.org", True),
        ("ftp://example.org", True),
        ("https://user:pass@example.org", True),
        ('https://example.org/"onclick="x', True),
        ("https:///etc/passwd", True),
    ],
)
def test_a_web_address_is_http_and_hides_nothing(typed: str, is_wrong: bool) -> None:
    assert wrong("address", typed) is is_wrong


@pytest.mark.parametrize("typed", [" blanks around ", "a\u202eb", "tab\tand\nline", "\x01", ""])
def test_a_passphrase_is_taken_exactly_as_typed(typed: str) -> None:
    assert filled(("passphrase", typed)).passphrase.data == typed


def test_a_passphrase_beyond_all_measure_is_none() -> None:
    assert filled(("passphrase", "x" * 1_001)).passphrase.data == ""


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1", 1), ("99", 99), (" 7 ", 7), ("007", 7)],
)
def test_a_number_within_its_bounds_is_taken(typed: str, number: int) -> None:
    form = filled(("number", typed))

    assert (form.errors, form.number.data) == ({}, number)


@pytest.mark.parametrize(
    "typed",
    ["", "0", "100", "-1", "1.5", "1e3", "٧", "²", "0x10", "9" * 400, "NaN", "1 2", "1\x00"],
)
def test_what_is_no_such_number_is_refused_and_still_shown(typed: str) -> None:
    form = filled(("number", typed))

    assert list(form.errors) == ["number"]
    assert form.number._value() == typed[:40]


def test_a_number_that_is_a_file_is_refused() -> None:
    assert wrong("number", FILE)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-27", date(2026, 11, 27)),
        ("27/11/2026", date(2026, 11, 27)),
        ("1.2.2027", date(2027, 2, 1)),
        ("29 2 2028", date(2028, 2, 29)),
        ("", None),
    ],
)
def test_a_day_is_taken_from_the_picker_or_typed_day_first(typed: str, day: date | None) -> None:
    form = filled(("day", typed))

    assert (form.errors, form.day.data) == ({}, day)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-02-30",
        "31/4/2026",
        "11/27/2026",
        "1999-12-31",
        "2101-01-01",
        "0000-00-00",
        "99999-01-01",
        "tomorrow",
        "2026-11-27T10:00",
        "٢٧/١١/٢٠٢٦",
        "27/11/26",
    ],
)
def test_what_is_no_day_is_refused_and_still_shown(typed: str) -> None:
    form = filled(("day", typed))

    assert list(form.errors) == ["day"]
    assert form.day._value() == typed


def test_a_day_that_is_a_file_is_refused_or_nothing() -> None:
    assert filled(("day", FILE)).day.data is None


@pytest.mark.parametrize("typed", ["c", "", "A", "a ", "None", "a\x00", FILE])
def test_a_choice_that_was_not_offered_is_refused(typed: Any) -> None:
    assert wrong("choice", typed)


def test_a_choice_that_was_not_sent_is_refused() -> None:
    form = Sample(FormData([("needed", "x"), ("number", "5")]))

    assert not form.validate()
    assert list(form.errors) == ["choice"]


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [("ticks", ["a", "b"], ["a", "b"]), ("ticks", [], []), ("numbers", ["1", "2"], [1, 2])],
)
def test_any_number_of_boxes_may_be_ticked(name: str, typed: list[str], kept: list[Any]) -> None:
    form = filled(*((name, value) for value in typed))

    assert (form.errors, form[name].data or []) == ({}, kept)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("ticks", ["a", "c"]),
        ("ticks", [""]),
        ("ticks", [FILE]),
        ("numbers", ["3"]),
        ("numbers", ["one"]),
        ("numbers", ["1", "9" * 30]),
        ("numbers", ["9" * 5_000]),
        ("numbers", [FILE]),
    ],
)
def test_a_box_that_was_not_offered_is_refused(name: str, typed: list[Any]) -> None:
    assert wrong(name, *typed)


@pytest.mark.parametrize(
    ("typed", "ticked"), [(["y"], True), ([""], False), (["false"], False), ([], False)]
)
def test_a_box_is_ticked_or_not(typed: list[str], ticked: bool) -> None:
    assert filled(*(("tick", value) for value in typed)).tick.data is ticked


@pytest.mark.parametrize(
    ("typed", "version"),
    [("3", 3), ("", 0), ("-1", 0), ("x", 0), ("9" * 10, 0), ("9" * 5_000, 0), ("٣", 0)],
)
def test_a_version_that_is_none_is_older_than_all(typed: str, version: int) -> None:
    assert filled(("version", typed)).version.data == version


def test_a_file_is_taken_as_sent_and_an_empty_one_is_none() -> None:
    empty = UploadFile(io.BytesIO(b""), filename="")

    assert filled(("file", FILE)).file.data is FILE
    assert filled(("file", empty)).file.data is None
    assert filled(("file", "just text")).file.data is None


@pytest.mark.parametrize(
    ("pairs", "kept"),
    [
        ([("en", "C1")], {"en": "C1"}),
        ([("", "C1"), ("en", "B2")], {"en": "B2"}),
        ([("en", "B2"), ("en", "C1")], {"en": "C1"}),
        ([], {}),
    ],
)
def test_languages_are_taken_with_their_levels(
    pairs: list[tuple[str, str]], kept: dict[str, str]
) -> None:
    sent = [(n, v) for c, lv in pairs for n, v in (("spoken", c), ("spoken_level", lv))]
    form = filled(*sent)

    assert (form.errors, form.spoken.data) == ({}, kept)


@pytest.mark.parametrize("pair", [("tlh", "C1"), ("en", "fluent"), ("en", ""), (FILE, "C1")])
def test_a_language_or_level_that_was_not_offered_is_refused(pair: tuple[Any, str]) -> None:
    form = filled(("spoken", pair[0]), ("spoken_level", pair[1]))

    assert list(form.errors) == ["spoken"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*Sample()._fields, "spoken_level", "nobody"]),
            st.one_of(st.text(max_size=60), st.text("0123456789-/.\u202e\x00", max_size=12)),
        ),
        max_size=30,
    )
)
def test_whatever_is_sent_a_form_answers(pairs: list[tuple[str, str | UploadFile]]) -> None:
    form = Sample(FormData(pairs))

    is_right = form.validate()

    assert is_right is (form.problems == [])


def test_problems_name_the_field_its_label_and_what_to_do() -> None:
    form = filled(("number", "many"))

    assert form.problems == [("number", "Number", "Write a number from 1 to 99.")]


def test_problems_are_told_in_the_language_of_the_reader() -> None:
    with speaking("fr"):
        french = filled(("needed", "")).problems[0][2]

    assert french not in ("", "Fill this in.")


def test_what_an_action_refused_stands_at_its_field_or_above_the_form() -> None:
    form = filled()

    form.refuse(Invalid("Above.", number="At the number.", elsewhere="Nowhere else."))

    assert form.number.errors == ["At the number."]
    assert form.notices == ["Above.", "Nowhere else."]


def test_only_fields_that_differ_are_shown_when_somebody_else_was_first() -> None:
    form = filled(("text", "mine"), ("area", "same"))

    found = differences(form, {"text": "theirs", "area": "same"})

    assert found == [("Text", "theirs", "mine")]


def test_what_differs_is_told_in_words_and_nothing_stored_is_nothing_typed() -> None:
    form = filled(("choice", "b"), ("tick", "y"), ("day", "2027-03-08"), ("ticks", "b"))

    found = differences(
        form,
        {"choice": "a", "tick": False, "day": date(2027, 3, 1), "ticks": ["a", "b"], "text": None},
    )

    assert found == [
        ("Choice", "A", "B"),
        ("Tick", "No", "Yes"),
        ("Day", "1 Mar 2027", "8 Mar 2027"),
        ("Ticks", "A and B", "B"),
    ]
