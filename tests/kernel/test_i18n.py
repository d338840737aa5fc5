"""The interface's languages: which one a browser gets, whose words are used, how they run."""

import asyncio

import pytest

from network.kernel import i18n
from network.kernel.i18n import negotiate, speaking

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("AR-eg", "ar"),
        ("fr-CA,fr;q=0.8,en;q=0.5", "fr"),
        ("de,ar;q=0.3", "ar"),
        ("en;q=0.1,ar;q=0.9", "ar"),
        ("en,fr", "en"),
        ("fr;q=0.5,ar;q=0.5", "fr"),
        ("de, ka;q=0.9", "en"),
        ("*", "en"),
        ("fr;q=0", "en"),
        ("fr;q=0,ar;q=0.1", "ar"),
        ("fr;q=nan", "en"),
        ("fr;q=-1,ar", "ar"),
        ("fr;q=abc,ar;q=0.1", "ar"),
        (",,;;,fr", "fr"),
        ("../../etc/passwd", "en"),
        ("en-XA", "en"),
        (",".join(["de"] * 20 + ["fr"]), "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_a_browser_gets_the_best_language_it_asks_for(header: str, language: str) -> None:
    assert negotiate(header) == language


@pytest.mark.parametrize(
    ("code", "known"),
    [("en", "en"), ("fr", "fr"), ("ar", "ar"), ("en-XA", "en-XA"), ("ar-XB", "ar-XB")]
    + [(code, None) for code in ("de", "", "EN", "fr-FR", "../fr", None)],
)
def test_only_the_interfaces_own_languages_are_known(code: str | None, known: str | None) -> None:
    assert i18n.known(code) == known


@pytest.mark.parametrize(
    ("code", "direction"),
    [("en", "ltr"), ("fr", "ltr"), ("ka", "ltr"), ("ar", "rtl"), ("ar-XB", "rtl"), ("fa", "rtl")]
    + [(code, "rtl") for code in ("prs", "ps", "ur", "ckb", "he")],
)
def test_each_content_language_has_its_direction(code: str, direction: str) -> None:
    assert i18n.direction(code) == direction


def test_a_language_is_named_in_itself() -> None:
    assert [i18n.own_name(code) for code in i18n.LANGUAGES] == ["English", "Français", "العربية"]


def test_a_language_is_in_use_only_within_its_block() -> None:
    with speaking("fr"):
        inside = i18n.language()

    assert (inside, i18n.language()) == ("fr", "en")


@pytest.mark.parametrize(
    ("code", "written"),
    [("en", "2,000 rows"), ("fr", "2\u202f000 rows"), ("ar", "2,000 rows")],
)
def test_numbers_in_messages_are_written_as_the_reader_writes_them(code: str, written: str) -> None:
    with speaking(code):
        found = [
            i18n.gettext("%(n)s rows", n=2000),
            i18n.ngettext("%(n)s row", "%(n)s rows", 2000),
        ]

    assert found == [written, written]


@pytest.mark.parametrize(
    ("code", "n", "written"),
    [
        ("en", 1, "yesterday"),
        ("fr", 2000, "il y a 2\u202f000 jours"),
        ("ar", 2, "قبل يومين"),
        ("ar", 2003, "قبل 2,003 أيام"),
        ("ar", 2011, "قبل 2,011 يومًا"),
    ],
)
def test_the_plural_is_chosen_by_the_number_not_by_how_it_is_written(
    code: str, n: int, written: str
) -> None:
    with speaking(code):
        assert i18n.ngettext("yesterday", "%(n)s days ago", n) == written


def test_what_is_no_whole_number_fills_a_message_as_it_is() -> None:
    assert i18n.gettext("%(a)s %(b)s %(c)s", a=True, b="2000", c=1.5) == "True 2000 1.5"


async def test_two_tasks_speak_their_own_languages_at_the_same_time() -> None:
    async def one(code: str) -> str:
        i18n.speak(code)
        await asyncio.sleep(0)
        return i18n.language()

    assert list(await asyncio.gather(one("fr"), one("ar"))) == ["fr", "ar"]
    assert i18n.language() == "en"


def test_the_source_language_leaves_sentences_as_they_are_written() -> None:
    assert i18n.gettext("100% sure") == "100% sure"
    assert i18n.gettext("Hello %(name)s", name="Ana") == "Hello Ana"
    assert [i18n.ngettext("%(n)s day", "%(n)s days", n) for n in (0, 1, 2)] == [
        "0 days",
        "1 day",
        "2 days",
    ]


def test_a_lazy_text_speaks_the_language_of_the_moment_it_is_shown_and_is_escaped() -> None:
    text = i18n.lazy("<b> & co")

    with speaking("en-XA"):
        pseudo = str(text)

    assert str(text) == "<b> & co"
    assert pseudo == "[<b> & çó ···]"
    assert text.__html__() == "&lt;b&gt; &amp; co"


@pytest.mark.parametrize("code", list(i18n.PSEUDO))
def test_pseudo_words_are_longer_and_keep_their_placeholders(code: str) -> None:
    with speaking(code):
        text = i18n.gettext("Hello %(name)s, welcome", name="Ana")

    assert "Ana" in text
    assert len(text) > len("Hello Ana, welcome") * 1.3
    assert text.startswith("[" if code == "en-XA" else "\u200f")


@pytest.mark.parametrize("code", i18n.LANGUAGES[1:])
def test_a_catalogue_parts_numbers_as_cldr_does(code: str) -> None:
    plural = i18n.translations(code).plural  # type: ignore[attr-defined]
    category = i18n.locale_of(code).plural_form

    pairs = {(plural(n), category(n)) for n in range(1_000)}

    assert len({form for form, _ in pairs}) == len(pairs) == len({name for _, name in pairs})
