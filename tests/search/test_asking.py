"""Taking a query apart: words, phrases, exclusions, unfinished words and fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.adapters.search import asking, fields
from network.adapters.search.asking import Piece


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("chronic pain", [Piece(("chronic",)), Piece(("pain",))]),
        ('"chronic pain"', [Piece(("chronic", "pain"), is_phrase=True)]),
        ("«douleur chronique»", [Piece(("douleur", "chronique"), is_phrase=True)]),
        ('"pain"', [Piece(("pain",))]),
        ("physio*", [Piece(("physio",), is_begun=True)]),
        ("title:sleep", [Piece(("sleep",), field="title")]),
        ("titre:sommeil", [Piece(("sommeil",), field="title")]),
        ("the pain of the child", [Piece(("pain",)), Piece(("child",))]),
        ("the", [Piece(("the",))]),
        ("pain Pain PAIN", [Piece(("pain",))]),
        ("http://example", [Piece(("http",)), Piece(("example",))]),
        ("", []),
        ('"" - * :', []),
    ],
)
def test_what_is_wanted(query: str, wanted: list[Piece]) -> None:
    assert list(asking.read(query).wanted) == wanted


@pytest.mark.parametrize("query", ["pain -children", "pain \u2212children", "-children pain"])
def test_a_minus_leaves_out(query: str) -> None:
    read = asking.read(query)

    assert list(read.wanted) == [Piece(("pain",))]
    assert list(read.without) == [Piece(("children",))]


def test_a_hyphen_within_a_word_leaves_nothing_out() -> None:
    assert asking.read("case-based").without == ()


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ("year:2020", ("year:2020",)),
        ("год:2019-2021", ("year:2019", "year:2020", "year:2021")),
        ("language:French", ("language:fr",)),
        ("langue:arabe", ("language:ar",)),
        ("jezik:srpski", ("language:sr",)),
        ("language:fr", ("language:fr",)),
        ("kind:tool", ("type:kt-tool",)),
        ("about:nightmares", ("about:ap-sleep",)),
        ("تخص:x", None),
        ("year:soon", ("never:",)),
        ("language:klingon", ("never:",)),
    ],
)
def test_fields_in_plain_words(query: str, marks: tuple[str, ...] | None) -> None:
    found = list(fields.marks(asking.read(query).fields).values())

    assert found == ([marks] if marks else [])


@given(st.text(max_size=400))
def test_nothing_that_is_typed_is_an_error(query: str) -> None:
    read = asking.read(query)

    assert len(read.wanted) <= 12
    assert fields.marks(read.fields) is not None
