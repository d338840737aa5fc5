"""The template environment: everything is escaped, and the filters write as readers expect."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from network.kernel.i18n import speaking
from network.web.templating import (
    environment,
    format_number,
    hours_of,
    join_words,
    marked,
    paragraphs,
)

HOSTILE = "<script>alert('1')</script> & \"x\""
SAFE = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &#34;x&#34;"


def written(source: str, **values: object) -> str:
    return environment().from_string(source).render(**values)


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("{{ x }}", SAFE),
        ('<a title="{{ x }}">', f'<a title="{SAFE}">'),
        ("{% trans x=x %}Your address: {{ x }}{% endtrans %}", f"Your address: {SAFE}"),
        ("{{ x | paragraphs }}", f"<p>{SAFE}</p>"),
        ("{{ [x, 'b'] | join_words }}", f"{SAFE} and b"),
        ("{{ [x] | series }}", SAFE),
    ],
)
def test_whatever_people_wrote_is_text_on_the_page(source: str, result: str) -> None:
    assert written(source, x=HOSTILE) == result


def test_a_name_nobody_gave_is_an_error_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        written("{{ nobody }}")


@pytest.mark.parametrize(
    ("name", "escapes"),
    [("mail/reset/body.txt", False), ("mail/reset/body.html", True), (None, True)],
)
def test_only_the_plain_text_of_mails_is_not_escaped(name: str | None, escapes: bool) -> None:
    autoescape = environment().autoescape

    assert callable(autoescape)
    assert autoescape(name) is escapes


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("", ""),
        ("   \n\n  ", ""),
        ("one", "<p>one</p>"),
        ("one\ntwo", "<p>one<br>two</p>"),
        ("one\r\n\r\ntwo\n\n\n\nthree", "<p>one</p><p>two</p><p>three</p>"),
        ("<p>no</p>\n<br>", "<p>&lt;p&gt;no&lt;/p&gt;<br>&lt;br&gt;</p>"),
    ],
)
def test_text_keeps_its_paragraphs_and_line_ends(text: str, result: str) -> None:
    assert paragraphs(text) == result


@given(st.text(alphabet="<>&\"'ab \n\r", max_size=60))
def test_no_text_brings_markup_of_its_own(text: str) -> None:
    found = paragraphs(text)

    for tag in ("<p>", "</p>", "<br>"):
        found = found.replace(tag, "")
    assert "<" not in found
    assert ">" not in found


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "12,345.5"), ("fr", "12\u202f345,5"), ("ar", "12,345.5")],
)
def test_numbers_are_written_as_the_reader_writes_them_in_latin_digits(
    language: str, text: str
) -> None:
    with speaking(language):
        assert format_number(12_345.5) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ _('Up to %(n)s', n=n) }}", "Up to 2\u202f000"),
        ("{% trans n=n, m=5000 %}{{ n }} of {{ m }}{% endtrans %}", "2\u202f000 of 5\u202f000"),
        (
            "{% trans n=n %}{{ n }} page{% pluralize %}{{ n }} pages &c{% endtrans %}",
            "2\u202f000 pages &c",
        ),
        ("{{ ngettext('%(num)s page', '%(num)s pages', n) }}", "2\u202f000 pages"),
        ("{% trans %}100 %{% endtrans %}", "100 %"),
    ],
)
def test_numbers_in_a_templates_messages_are_written_so_too(source: str, text: str) -> None:
    with speaking("fr"):
        assert written(source, n=2000) == text


@pytest.mark.parametrize(
    ("language", "text"), [("en", "a, b and c"), ("fr", "a, b et c"), ("ar", "a وb وc")]
)
def test_several_things_are_joined_as_the_reader_joins_them(language: str, text: str) -> None:
    with speaking(language):
        assert join_words(["a", "b", "c"]) == text


def test_words_that_were_found_are_marked_and_the_rest_is_text() -> None:
    found = marked("<b>Herons</b> & herons", frozenset({"eheron"}), "en")

    assert found == "&lt;b&gt;<mark>Herons</mark>&lt;/b&gt; &amp; <mark>herons</mark>"


def test_a_long_text_is_cut_around_the_first_word_found() -> None:
    text = "word " * 200 + "heron " + "word " * 200

    found = marked(text, frozenset({"eheron"}), "en", around=40)

    assert found.startswith("… ")
    assert found.endswith(" …")
    assert found.count("<mark>heron</mark>") == 1
    assert len(found) < 80
    assert set(found.replace("<mark>heron</mark>", "heron").split(" ")) == {"…", "word", "heron"}


def test_a_text_that_fits_is_not_cut() -> None:
    text = "A long evening with herons"

    assert marked(text, frozenset({"eheron"}), "en", around=len(text)) == (
        "A long evening with <mark>herons</mark>"
    )


@pytest.mark.parametrize(
    ("zone", "hour"), [("UTC", 12.0), ("Asia/Kathmandu", 17.75), ("America/St_Johns", 8.5)]
)
def test_the_hour_of_the_day_follows_the_zone(zone: str, hour: float) -> None:
    assert hours_of(datetime(2026, 11, 23, 12, tzinfo=UTC), zone) == hour
