"""What holds for every text: tricks of writing do not help, nothing fails, nothing takes long."""

import logging
import time
import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import guard
from network.guard import Finding, Reason, Verdict
from network.guard.folding import fold
from network.kernel.i18n import speaking
from tests.guard.corpus import WRITTEN_ON, Line, lines

CORPUS = lines()
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
HOSTILE = {
    "letters": "a" * 100_000,
    "figures": "1" * 100_000,
    "spaced figures": "1 " * 50_000,
    "hyphens": "1-" * 50_000,
    "half addresses": "a@" * 50_000,
    "dots": "a." * 50_000,
    "initials": "A." * 50_000,
    "dates": "12.3.2019 " * 10_000,
    "links": "http://" * 14_000,
    "codes": "A/A1" * 25_000,
    "degrees": "12°30'" * 16_000,
    "clients": "client Ahmed " * 7_700,
    "ages": "a woman of 34, " * 6_600,
    "mixed letters": "aа" * 50_000,
    "particles": "والبيت " * 14_000,
    "spaces": " " * 100_000,
}


def _verdict(text: str, line: Line) -> str:
    return guard.check(text, line.lang, WRITTEN_ON).verdict


@pytest.mark.parametrize(
    "dressed",
    [
        "\u200b".join,
        "\u2060".join,
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "\u2009"),
        lambda text: text.translate(FULL_WIDTH),
        lambda text: text.translate(ARABIC_DIGITS),
        lambda text: text.translate(PERSIAN_DIGITS),
        lambda text: unicodedata.normalize("NFD", text),
    ],
    ids=["zero width", "joiner", "no-break", "thin", "full width", "arabic", "persian", "apart"],
)
def test_signs_that_look_the_same_change_nothing(dressed: Callable[[str], str]) -> None:
    changed = [line.id for line in CORPUS if _verdict(dressed(line.text), line) != line.verdict]

    assert changed == []


@pytest.mark.parametrize(
    "text",
    [
        "Сlіent Аminа Yusuf",  # half of it Cyrillic
        "пaциeнт Мaгомед Исаев",  # half of it Latin
        "call him on 0 7 9 8 4 4 5 2 2 1",
        "call him on 0-7-9-8-4-4-5-2-2-1",
        "call him on 07984452 21",
        "call him on O7984452Ol",
        "her p a s s p o r t is K01234567",
        "write to her: amina [at] gmail [dot] com",
        "write to her: amina at gmail dot com",
        "write to her: amina @ gmail . com",
        "ring ⓪⑦⑨⑧④④⑤②②①",
        "ring 0️⃣7️⃣9️⃣8️⃣4️⃣4️⃣5️⃣2️⃣2️⃣1️⃣",
        "الْمَرِيضُ أَحْمَدُ الْخَطِيبُ",
        "العمـــيل أحمـــد",
    ],
)
def test_tricks_of_writing_do_not_help(text: str) -> None:
    assert guard.check(text).verdict is Verdict.BLOCK


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Write to the client: a.b@example.org", (Reason.EMAIL,)),
        ("Her phone is 0798 445 221", (Reason.PHONE,)),
        ("Her account is @amina_77 on Telegram", (Reason.ACCOUNT,)),
        ("Passport no. P4478213", (Reason.ID_NUMBER,)),
        ("Case number 2021/45883", (Reason.FILE_NUMBER,)),
        ("DE89 3704 0044 0532 0130 00", (Reason.BANK_ACCOUNT,)),
        ("She was born on 14 March 1986", (Reason.BIRTH,)),
        ("He was arrested on 14 March 2016", (Reason.DATE,)),
        ("41.71510, 44.82710", (Reason.COORDINATES,)),
        ("She lives at 14 Hamra Street", (Reason.ADDRESS,)),
        ("The client Samir Haddad", (Reason.NAME,)),
        ("The client A.K. came back", (Reason.INITIALS,)),
        ("A woman of 34 from a village, mother of three", (Reason.PORTRAIT,)),
    ],
)
def test_each_kind_has_its_code(text: str, reasons: tuple[Reason, ...]) -> None:
    assert guard.check(text, "en").reasons == reasons


def test_every_kind_has_a_sentence_in_every_language() -> None:
    for language in ("en", "fr", "ar"):
        with speaking(language):
            assert all(str(guard.SENTENCES[reason]) for reason in Reason)


def test_what_is_certain_outweighs_what_is_likely() -> None:
    found = guard.check("He was arrested on 14 March 2016, his phone is 0798 445 221.", "en")

    assert found == Finding(Verdict.BLOCK, (Reason.PHONE, Reason.DATE))


def test_a_date_to_come_is_a_plan_and_a_past_one_may_be_a_story() -> None:
    text = "12 March 2027"

    assert guard.check(text, "en", date(2026, 11, 21)).verdict is Verdict.NONE
    assert guard.check(text, "en", date(2028, 1, 1)).verdict is Verdict.WARN


@given(st.text(max_size=400), st.sampled_from(["", "en", "ar", "sr-Latn", "ka", "zz"]))
def test_no_text_makes_it_fail_and_the_answer_stays_the_same(text: str, language: str) -> None:
    assert guard.check(text, language) == guard.check(text, language)


@given(st.lists(st.sampled_from(sorted({w for x in CORPUS for w in x.text.split()})), max_size=60))
def test_no_mixture_of_words_makes_it_fail(words: list[str]) -> None:
    found = guard.check(" ".join(words))

    assert (found.verdict is Verdict.NONE) == (found.reasons == ())


@given(st.text(max_size=300))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    began = time.process_time()
    guard.check(text, "en")

    assert time.process_time() - began < 10


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        guard.check("Client Samir Haddad, 0798 445 221", "en")

    assert caplog.records == []
