"""What a file may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.files import rules


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Plan for pain.pdf", "Plan for pain.pdf"),
        ("منهج العمل.pdf", "منهج العمل.pdf"),
        ("C:\\fakepath\\Plan.PDF", "Plan.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("photo.JPEG", "photo.jpg"),
        ("plan\u202efdp.txt", "planfdp.txt"),
        ("exe.\u2066fdp\u2069.pdf", "exe.fdp.pdf"),
        ('a"b\r\nSet-Cookie: x=y.pdf', "a b Set-Cookie x=y.pdf"),
        ("con.pdf", "_con.pdf"),
        (".pdf", ""),
        ("plan.svg", ""),
        ("plan.html", ""),
        ("plan.pdf.exe", ""),
        ("plan.docm", ""),
        ("plan", ""),
        ("", ""),
    ],
)
def test_a_name_keeps_what_can_be_read_and_nothing_else(typed: str, kept: str) -> None:
    assert rules.clean_name(typed) == kept


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_is_safe_everywhere(typed: str) -> None:
    name = rules.clean_name(typed + ".pdf")

    assert len(name) <= 120
    assert name == "" or name == rules.clean_name(name)
    assert not set(name) & set('/\\"<>|:*?\r\n\0')


@pytest.mark.parametrize(
    ("size", "parts", "last"),
    [(1, 1, 1), (262_144, 1, 262_144), (262_145, 2, 1), (10_485_760, 40, 262_144)],
)
def test_a_file_comes_in_parts_of_a_quarter_megabyte(size: int, parts: int, last: int) -> None:
    assert rules.parts_of(size) == parts
    assert rules.length_of_part(parts - 1, size) == last
    assert rules.length_of_part(parts, size) == 0
