"""Codes on certificates can be read aloud, typed again, and not guessed."""

import math

import pytest

from network.supervision.rules import codes


def test_a_code_is_four_groups_of_four_signs_that_nobody_confuses() -> None:
    groups = codes.new_code().split("-")

    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert set("".join(groups)) <= set(codes.ALPHABET)
    assert set("01OI") & set(codes.ALPHABET) == set()


def test_a_code_has_80_bits() -> None:
    assert len(set(codes.ALPHABET)) == 32
    assert 16 * math.log2(len(codes.ALPHABET)) == 80


def test_no_code_comes_twice() -> None:
    assert len({codes.new_code() for _ in range(2_000)}) == 2_000


@pytest.mark.parametrize(
    "typed",
    [
        "7KQM-2XPD-9HRT-VWAC",
        " 7kqm 2xpd 9hrt vwac ",
        "7KQM2XPD9HRTVWAC",
        "７ＫＱＭ–2XPD–9HRT–VWAC",
    ],
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert codes.read_code(typed) == "7KQM-2XPD-9HRT-VWAC"


@pytest.mark.parametrize("typed", ["", "7KQM", "7KQM-2XPD-9HRT-VWA0", "ß" * 9_000, "--", "٧" * 16])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert codes.read_code(typed) is None
