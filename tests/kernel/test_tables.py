"""CSV files that no spreadsheet program takes for formulas."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.kernel.tables import as_csv

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        '=HYPERLINK("https://evil.example","click")',
        "=cmd|' /C calc'!A0",
    ],
)
def test_a_cell_that_looks_like_a_formula_is_quoted(cell: str) -> None:
    rows = read(as_csv(["name"], [[cell]]))

    assert rows[1] == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["\n=1", " =1", "\u00a0=1", "\uff1d1", "'=1"])
def test_a_cell_that_begins_otherwise_stays_as_it_is(cell: str) -> None:
    assert read(as_csv(["name"], [[cell]]))[1] == [cell]


def test_a_heading_taken_from_somebodys_file_is_quoted_too() -> None:
    assert read(as_csv(["=1+1"], []))[0] == ["'=1+1"]


def test_a_file_begins_with_its_mark_and_ends_lines_as_the_standard_says() -> None:
    text = as_csv(["name", "town"], [["Zentrum", None], ["مركز", 'a "b", c']])

    assert text == '\ufeffname,town\r\nZentrum,\r\nمركز,"a ""b"", c"\r\n'


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2)))
def test_every_cell_comes_back_and_none_begins_like_a_formula(rows: list[list[str]]) -> None:
    found = read(as_csv(["a", "b"], rows))[1:]

    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in found for cell in row)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
