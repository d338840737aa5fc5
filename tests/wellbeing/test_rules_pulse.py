"""The network's own check-in, scored exactly as its authors say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.wellbeing.rules.instruments import OffScale
from network.wellbeing.rules.pulse import Part, Prompt, Word, outcome

ANSWER = st.one_of(st.none(), st.integers(0, 4))


def answers(written: str) -> dict[int, int | None]:
    values = [None if part == "–" else int(part) for part in written.split(",")]
    return dict(enumerate(values, 1))


@pytest.mark.parametrize(
    ("written", "strain"),
    [
        ("4,4,0,0,4,4,0,0,0,4", 0.0),
        ("0,0,4,4,0,0,4,4,4,0", 100.0),
        ("2,2,2,2,2,2,2,2,2,2", 50.0),
        ("3,2,3,1,3,3,2,1,1,3", 35.0),
        ("3,–,3,1,3,–,2,1,1,3", 34.4),
        ("3,–,3,1,–,–,2,1,1,3", None),
        ("1,1,3,2,2,2,3,3,4,1", 70.0),
    ],
)
def test_the_vectors_of_its_authors_hold(written: str, strain: float | None) -> None:
    found = outcome(answers(written)).strain

    assert (None if found is None else round(found, 1)) == strain


def test_a_heavy_fortnight_points_to_echo_safety_and_support() -> None:
    found = outcome(answers("1,1,3,2,2,2,3,3,4,1"))

    assert found.prompts == (Prompt.ECHO, Prompt.SAFETY, Prompt.SUPPORT)


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("3,3,1,1,3,3,1,1,1,3", Word.STEADY),
        ("3,2,3,1,3,3,2,1,1,3", Word.CLOSER_LOOK),
        ("1,1,3,2,2,2,3,3,4,1", Word.CARRYING),
        ("0,0,4,4,0,0,4,4,4,0", Word.CARRYING),
        ("3,–,3,1,–,–,2,1,1,3", None),
    ],
)
def test_every_strain_has_its_words(written: str, word: Word | None) -> None:
    assert outcome(answers(written)).word == word


def test_a_rise_above_the_own_usual_is_pointed_out_whatever_the_total() -> None:
    now = answers("3,2,3,1,3,3,2,1,1,3")

    assert outcome(now, [60.0, 20.0, 20.0, 20.0]).prompts == (Prompt.RISE,)
    assert outcome(now, [20.0, 20.1, 25.0]).prompts == ()
    assert outcome(now, []).prompts == ()


def test_parts_without_enough_answers_have_no_score() -> None:
    found = outcome(answers("–,–,3,1,–,–,2,–,–,–")).parts

    assert found == {
        Part.LOAD: None,
        Part.CONTACT: None,
        Part.ECHO: None,
        Part.SAFETY: None,
        Part.SUPPORT: None,
    }


@pytest.mark.parametrize("wrong", [{1: 5}, {1: -1}, {11: 2}, {0: 1}, {3: True}])
def test_answers_off_the_scale_are_refused(wrong: dict[int, int]) -> None:
    with pytest.raises(OffScale) as refused:
        outcome(wrong)

    assert refused.value.numbers == tuple(wrong)


@given(st.lists(ANSWER, min_size=10, max_size=10))
def test_scores_are_from_0_to_100_and_none_below_eight_answers(said: list[int | None]) -> None:
    found = outcome(dict(enumerate(said, 1)))

    assert (found.strain is None) is (sum(answer is not None for answer in said) < 8)
    assert all(0 <= value <= 100 for value in found.parts.values() if value is not None)
