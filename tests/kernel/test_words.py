"""From text to search words: what different spellings of the same word have in common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.kernel import words

WORD = st.text("abcdefghij", min_size=1, max_size=8)


def found(asked: str, stored: str, language: str, *, name: bool = False) -> bool:
    """Whether one typed word finds a word stored in a language."""
    kept = set(words.index_words(stored, language))
    if name:
        kept |= set(words.name_words(stored))
    typed = words.words(asked)[0]
    return not kept.isdisjoint([*words.variants(typed), f"0{words.skeleton(typed)}"])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("École Supérieure", "ecole superieure"),
        ("  Centre\tof\n Care ", "centre of care"),
        ("Straße", "strasse"),
        ("Łódź, Ørsta", "lodz orsta"),
        ("Đorđe", "djordje"),
        ("İstanbul", "istanbul"),
        ("ﬁne", "fine"),
        ("مُسَاعَدَة", "مساعده"),
        ("إعادة التأهيل", "اعاده التاهيل"),
        ("كـــتاب", "كتاب"),
        ("\u10d7\u10d1\u10d8\u10da\u10d8\u10e1\u10d8", "თბილისი"),
        ("", ""),
        ("!?", ""),
    ],
)
def test_names_are_compared_without_accents_case_and_marks(text: str, folded: str) -> None:
    assert words.fold(text) == folded


@pytest.mark.parametrize(
    ("asked", "stored", "language"),
    [
        ("therapies", "therapy", "en"),
        ("CHILDREN", "children", "en"),
        ("reeducation", "rééducation", "fr"),
        ("enfants", "l'enfant", "fr"),
        ("enfants", "l\u2019enfant", "fr"),
        ("rehabilitacion", "rehabilitación", "es"),
        ("niño", "niños", "es"),
        ("tortures", "torture", "fr"),
    ],
)
def test_a_word_is_found_in_its_other_forms_and_without_its_accents(
    asked: str, stored: str, language: str
) -> None:
    assert found(asked, stored, language)


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("اطفال", "أطفال"),
        ("أطفال", "الأطفال"),
        ("الأطفال", "أطفال"),
        ("اعادة", "إعادة"),
        ("مساعده", "مُسَاعَدَة"),
        ("علاج", "بالعلاج"),
        ("علاج", "والعلاج"),
        ("مستشفى", "مستشفي"),
        ("مستشفي", "مستشفى"),
        ("تعذيب", "تعــذيب"),
        ("کتاب", "كتاب"),
    ],
)
def test_arabic_is_found_whatever_its_hamza_article_marks_and_stretching(
    asked: str, stored: str
) -> None:
    assert found(asked, stored, "ar")


@pytest.mark.parametrize(
    ("asked", "stored", "language"),
    [
        ("психологи", "психолог", "ru"),
        ("ёлка", "елка", "ru"),
        ("елка", "ёлка", "ru"),
        ("podrška", "подршка", "sr"),
        ("podrska", "подршка", "sr"),
        ("подршка", "podrška", "sr"),
        ("ljudi", "људи", "sr"),
        ("Đorđe", "Ђорђе", "sr"),
        ("Djordje", "Ђорђе", "sr"),
    ],
)
def test_cyrillic_and_serbian_latin_find_each_other(asked: str, stored: str, language: str) -> None:
    assert found(asked, stored, language)


@pytest.mark.parametrize(
    ("asked", "stored", "language"),
    [
        ("tbilisi", "თბილისი", "ka"),
        ("თბილისში", "თბილისი", "ka"),
        ("moskva", "Москва", "ru"),
        ("shkolla", "shkollave", "sq"),
    ],
)
def test_other_scripts_are_found_in_latin_letters_and_by_their_stems(
    asked: str, stored: str, language: str
) -> None:
    assert found(asked, stored, language)


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("Mohammed", "محمد"),
        ("Muhammad", "محمد"),
        ("Mohamed", "Muhammad"),
        ("Hussein", "Hossain"),
        ("Hussain", "حسين"),
        ("Khartum", "Khartoum"),
        ("Qamishli", "القامشلي"),
        ("Al-Qamishli".replace("-", ""), "القامشلي"),
    ],
)
def test_spellings_of_one_name_share_their_consonants(asked: str, stored: str) -> None:
    assert found(asked, stored, "ar", name=True)


@pytest.mark.parametrize(
    ("asked", "stored", "language"),
    [
        ("therapy", "theatre", "en"),
        ("art", "article", "en"),
        ("Lima", "Lomé", "es"),
        ("علاج", "علم", "ar"),
        ("prison", "poison", "en"),
    ],
)
def test_different_words_stay_different(asked: str, stored: str, language: str) -> None:
    assert not found(asked, stored, language)


def test_a_title_is_stored_by_its_plain_words_and_by_the_bones_of_the_longer_ones() -> None:
    assert words.name_words("Al-Amal Centre, Qamishli") == [
        "oal",
        "oamal",
        "ocentre",
        "oqamishli",
        "0cntr",
        "0qmshl",
    ]


@given(WORD, st.integers(0, 8), st.sampled_from("abcdefghijkl"), st.integers(0, 3))
def test_one_typing_error_is_one_error_away_and_shares_a_deletion(
    word: str, place: int, letter: str, kind: int
) -> None:
    typed = mistyped(word, place, letter, kind)

    assert words.is_one_error_away(word, typed)
    assert words.is_one_error_away(typed, word)
    assert words.deletions(word) & words.deletions(typed)


def mistyped(word: str, place: int, letter: str, kind: int) -> str:
    """A word with one letter left out, added, changed, or swapped with its neighbour."""
    at = place % len(word)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + letter + word[at:]
    if kind == 2:
        return word[:at] + letter + word[at + 1 :]
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


@given(WORD, WORD)
def test_nothing_else_is_one_error_away(one: str, other: str) -> None:
    assert words.is_one_error_away(one, other) is (distance(one, other) <= 1)


def distance(one: str, other: str) -> int:
    """How many letters are left out, added, changed or swapped with their neighbours."""
    rows = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not (i and j):
                rows[i][j] = i or j
                continue
            cost = one[i - 1] != other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.text(), st.sampled_from(["en", "fr", "ar", "sr", "ru", "ka", "sq", "xx", ""]))
def test_any_text_in_any_language_gives_words_and_never_an_error(text: str, language: str) -> None:
    kept = words.index_words(text, language) + words.name_words(text)

    assert all(kept)
    assert all(words.variants(word) for word in words.words(text))
    assert words.fold(words.fold(text)) == words.fold(text)


@given(st.text(), st.text(min_size=1))
def test_marking_changes_no_letter_of_a_text(text: str, asked: str) -> None:
    forms = frozenset(form for word in words.words(asked) for form in words.variants(word))

    pieces = words.marked(text, forms, "en")

    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)


def test_exactly_the_words_that_matched_are_marked() -> None:
    forms = frozenset(words.variants("therapies"))

    pieces = words.marked("Group therapy, and theatre.", forms, "en")

    assert pieces == [("Group ", False), ("therapy", True), (", and theatre.", False)]
