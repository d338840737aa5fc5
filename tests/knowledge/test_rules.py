"""States, levels, languages and differences, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.knowledge.models import Item, ItemState, SafetyLevel, Version, VersionState
from network.knowledge.rules import reading, seals, states


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (VersionState.DRAFT, {VersionState.IN_REVIEW, VersionState.DISCARDED}),
        (VersionState.IN_REVIEW, {VersionState.DRAFT, VersionState.SAFETY_CHECK}),
        (VersionState.SAFETY_CHECK, {VersionState.DRAFT, VersionState.PUBLISHED}),
        (VersionState.PUBLISHED, {VersionState.REPLACED}),
        (VersionState.REPLACED, set()),
        (VersionState.DISCARDED, set()),
    ],
)
def test_a_version_goes_only_this_way(now: VersionState, then: set[VersionState]) -> None:
    assert {s for s in VersionState if states.version_can_become(now, s)} == then


def test_what_is_withdrawn_never_comes_back() -> None:
    later = [s for s in ItemState if states.item_can_become(ItemState.WITHDRAWN, s)]

    assert later == []


@pytest.mark.parametrize(
    ("level", "before", "kind", "needs"),
    [
        (SafetyLevel.PUBLIC, SafetyLevel.PUBLIC, "KT-GUID", True),
        (SafetyLevel.MEMBERS, SafetyLevel.MEMBERS, "KT-GUID", False),
        (SafetyLevel.MEMBERS, SafetyLevel.NAMED, "KT-GUID", True),
        (SafetyLevel.NAMED, SafetyLevel.MEMBERS, "KT-GUID", False),
        (SafetyLevel.MEMBERS, SafetyLevel.MEMBERS, "KT-REFL", True),
    ],
)
def test_two_people_for_public_for_a_lower_level_and_for_reflections(
    level: SafetyLevel, before: SafetyLevel, kind: str, *, needs: bool
) -> None:
    item = Item(level=before, number=1, kind=kind, lang="en")
    version = Version(level=level, kind=kind, lang="en", number=2)

    assert states.needs_two(version, item) is needs


@pytest.mark.parametrize(
    ("reminded", "today", "due"),
    [
        (None, date(2026, 4, 1), None),
        (None, date(2026, 5, 5), 30),
        (30, date(2026, 5, 5), None),
        (30, date(2026, 5, 28), 7),
        (None, date(2026, 6, 9), 0),
        (0, date(2026, 6, 9), None),
    ],
)
def test_after_a_pause_one_reminder_comes_not_many(
    reminded: int | None, today: date, due: int | None
) -> None:
    assert states.warning_due(date(2026, 6, 1), reminded, today) == due


@pytest.mark.parametrize(
    ("there", "wanted", "chosen"),
    [
        (["fr", "en"], ["ar", "fr", "en"], "fr"),
        (["sr-Cyrl"], ["sr", "en"], "sr-Cyrl"),
        (["ka"], ["ar", "en"], "ka"),
        ([], ["en"], None),
    ],
)
def test_readers_get_the_first_of_their_languages(
    there: list[str], wanted: list[str], chosen: str | None
) -> None:
    assert reading.choose(there, wanted) == chosen


_LINES = st.lists(st.text(alphabet="ab ,.é", min_size=1, max_size=30), max_size=20)


@given(_LINES, _LINES)
def test_a_difference_holds_both_texts_and_nothing_else(old: list[str], new: list[str]) -> None:
    lines = reading.differences("\n".join(old), "\n".join(new), around=1_000)

    if old != new:
        assert _side(lines, "added") == old
        assert _side(lines, "removed") == new


def _side(lines: list[reading.Line], without: str) -> list[str]:
    """The text of one side, line by line."""
    return [
        "".join(p.text for p in line.pieces if p.kind != without)
        for line in lines
        if line.kind != without
    ]


def test_texts_that_repeat_themselves_are_told_as_one_change() -> None:
    old = "\n".join(["same"] * 2_000)

    lines = reading.differences(old, old + "\nother")

    assert [line.kind for line in lines] == ["removed", "added"]


def test_a_seal_breaks_with_any_word_or_file() -> None:
    text = Version(lang="en", number=1, kind="KT-FAQ", title="A", body="B")

    seal = seals.seal(text, ["x"])

    assert seals.seal(text, ["y"]) != seal
    text.body = "C"
    assert seals.seal(text, ["x"]) != seal
