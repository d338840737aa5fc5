"""Certificates and statements on paper: every script, one page, and nothing that is not meant."""

import io
import unicodedata
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

from network.adapters import pdf
from network.adapters.pdf import Certificate, Counted, Statement, Verdict
from network.kernel.i18n import LANGUAGES

pytestmark = pytest.mark.anyio

CODE = "7KQM-2XPD-9HRT-VWAC"
ADDRESS = f"https://exchange.example/certificates/{CODE}"
CERTIFICATE = Certificate(
    name="Marta Okello-Lindqvist",
    centre="Lakeshore Survivor Services",
    first_on=date(2027, 1, 1),
    last_on=date(2027, 12, 31),
    received={"SM-IND": Fraction(1_110), "SM-GRP": Fraction(2_035, 2)},
    rule_set="BACP 2026-01",
    supervisor="Keti Beridze",
    issued_on=date(2028, 1, 5),
    code=CODE,
    address=ADDRESS,
    language="en",
)
STATEMENT = Statement(
    name="Marta Okello-Lindqvist",
    month=date(2027, 3, 1),
    sessions=[
        Counted(date(2027, 3, 2), "SM-IND", 60, [Fraction(60), Fraction(60)]),
        Counted(date(2027, 3, 9), "SM-GRP", 90, [Fraction(90), Fraction(45)]),
    ],
    verdicts=[
        Verdict("Network 2026-01", Fraction(150), Fraction(120), is_met=True),
        Verdict("BACP 2026-01", Fraction(105), Fraction(120), is_met=False),
    ],
    issued_on=date(2027, 4, 2),
    language="en",
    supervisor="Keti Beridze",
)
NAMES = [
    "Ljiljana Đorđević Ëlezi",
    "Seán Ó Nualláin Æbelø Žižek",
    "Nguyễn Thị Hạnh",
    "Нино Ђорђевић",
    "Ольга Щербакова Ёлкина",
    "ნინო გელაშვილი",
    "ჭაბუკა ქავთარაძე",
    "ليلى بنت عبد الله الحسيني",
    "پروین گلچین ژاله",
]


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def lines(content: bytes) -> list[str]:
    return read(content).pages[0].extract_text().splitlines()


def glyphs(page: PageObject, reader: PdfReader) -> set[bytes]:
    """The two-byte numbers of the glyphs a page shows; the empty box is number 0."""
    shown: list[bytes] = []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"Tj":
            shown.append(operands[0].original_bytes)
        if operator == b"TJ":
            shown += [
                part.original_bytes for part in operands[0] if hasattr(part, "original_bytes")
            ]
    return {text[at : at + 2] for text in shown for at in range(0, len(text), 2)}


def words(content: bytes) -> list[tuple[str, float]]:
    """Each word of the first page and how far from its left edge it begins."""
    found: list[tuple[str, float]] = []

    def look(text: str, cm: list[float], tm: list[float], *_font: Any) -> None:
        found.extend((word, tm[4] * cm[0] + cm[4]) for word in text.split())

    read(content).pages[0].extract_text(visitor_text=look)
    return found


async def test_a_certificate_says_all_it_proves() -> None:
    found = lines(await pdf.certificate(CERTIFICATE))

    assert found == [
        "Exchange",
        "Certificate of supervision hours",
        "This certificate is for",
        "Marta Okello-Lindqvist",
        "Lakeshore Survivor Services",
        "Clinical supervision",
        "Kind of supervision Hours received",
        "Individual supervision 18.50",
        "Group with a supervisor 16.95",
        "Total 35.45",
        "Period",
        "1 Jan 2027 to 31 Dec 2027",
        "Counted by the rules of",
        "BACP 2026-01",
        "Issued on",
        "5 Jan 2028",
        "Supervisor",
        "Keti Beridze",
        "Check this certificate",
        "Scan the square, or open the address and type the code.",
        f"exchange.example/certificates/{CODE}",
        CODE,
        "You will see whether it is valid and its hours, and nothing else.",
    ]


async def test_supervisor_and_centre_can_stay_out() -> None:
    found = lines(await pdf.certificate(replace(CERTIFICATE, supervisor="", centre="")))

    assert "Supervisor" not in found
    assert found[3:5] == ["Marta Okello-Lindqvist", "Clinical supervision"]


async def test_time_given_stands_beside_time_received() -> None:
    given_too = replace(CERTIFICATE, given={"SM-GRP": Fraction(60), "SM-PEER": Fraction(90)})

    found = lines(await pdf.certificate(given_too))

    assert found[6:11] == [
        "Kind of supervision Hours received Hours given",
        "Individual supervision 18.50",
        "Group with a supervisor 16.95 1.00",
        "Peer group without a leader 1.50",
        "Total 35.45 2.50",
    ]


async def test_the_total_is_rounded_after_the_sum() -> None:
    thirds = dict.fromkeys(("SM-IND", "SM-GRP", "SM-PEER"), Fraction(20))

    found = lines(await pdf.certificate(replace(CERTIFICATE, received=thirds)))

    assert [line.split()[-1] for line in found[7:11]] == ["0.33", "0.33", "0.33", "1.00"]


async def test_a_statement_has_every_session_under_every_set_of_rules() -> None:
    found = lines(await pdf.statement(replace(STATEMENT, note="April is short.")))

    assert found == [
        "Exchange",
        "Supervision in March 2027",
        "Name",
        "Marta Okello-Lindqvist",
        "Issued on",
        "2 Apr 2027",
        "Date Kind of supervision Length",
        "Network",
        "2026-01",
        "BACP",
        "2026-01",
        "2 Mar Individual supervision 60 mins 1.00 1.00",
        "9 Mar Group with a supervisor 90 mins 1.50 0.75",
        "Hours that count 2.50 1.75",
        "Hours needed 2.00 2.00",
        "Requirement Met Not met",
        "April is short.",
        "Supervisee: date and signature",
        "Marta Okello-Lindqvist",
        "Supervisor: date and signature",
        "Keti Beridze",
    ]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_names_in_every_script_are_there_to_be_read_and_copied(
    language: str, name: str
) -> None:
    content = await pdf.certificate(
        replace(CERTIFICATE, name=name, supervisor=name, language=language)
    )

    found = [word for word, _left in words(content) if word in name.split()]
    assert sorted(found) == sorted(name.split() * 2)


@pytest.mark.parametrize("name", [*NAMES, "सीता श्रेष्ठ", "Ἀθηνᾶ 한국 አዲስ", "\u202egro\ud800\x07"])
async def test_no_letter_is_an_empty_box(name: str) -> None:
    reader = read(await pdf.certificate(replace(CERTIFICATE, name=name, supervisor=name)))

    assert b"\x00\x00" not in glyphs(reader.pages[0], reader)


async def test_letters_without_a_font_are_written_in_latin_ones() -> None:
    found = lines(await pdf.certificate(replace(CERTIFICATE, name="Αθηνά 한국")))

    assert found[3] == "Athina HanGug"


async def test_every_assigned_letter_of_the_common_scripts_can_be_set() -> None:
    letters = [chr(code) for code in range(0x3000)]
    assigned = [letter for letter in letters if unicodedata.category(letter) != "Cn"]

    for start in range(0, len(assigned), 2_000):
        text = " ".join(assigned[start : start + 2_000])
        content = await pdf.statement(replace(STATEMENT, note=text))

        assert content.startswith(b"%PDF-")


@settings(max_examples=30)
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_somebody_is_called_there_is_a_certificate(name: str, supervisor: str) -> None:
    content = anyio.run(pdf.certificate, replace(CERTIFICATE, name=name, supervisor=supervisor))

    assert len(read(content).pages) == 1


async def test_a_name_is_never_taken_for_a_command() -> None:
    name = '#panic("x") *b* $y$ \\ // @z'

    found = lines(await pdf.certificate(replace(CERTIFICATE, name=name)))

    assert found[3] == name


async def test_the_longest_certificate_has_one_page() -> None:
    long = "Abdulrahman Weihnachtsmann-Schopenhauer " * 6
    kinds = ("SM-IND", "SM-GRP", "SM-PEER", "SM-TEAM", "SM-SOS")
    paper = replace(
        CERTIFICATE,
        name=long[:120],
        supervisor=long[:200],
        centre=long[:200],
        received=dict.fromkeys(kinds, Fraction(60_000)),
        given=dict.fromkeys(kinds, Fraction(60_000)),
    )

    pages = [
        len(read(await pdf.certificate(replace(paper, language=language))).pages)
        for language in LANGUAGES
    ]

    assert pages == [1] * len(LANGUAGES)


@pytest.mark.parametrize(("sessions", "pages"), [(0, 1), (16, 1), (31, 2)])
async def test_a_statement_has_as_few_pages_as_it_can(sessions: int, pages: int) -> None:
    rows = [
        Counted(date(2027, 3, number + 1), "SM-IND", 60, [Fraction(60)] * 2)
        for number in range(sessions)
    ]

    reader = read(await pdf.statement(replace(STATEMENT, sessions=rows)))

    assert len(reader.pages) == pages


async def test_arabic_runs_from_the_right() -> None:
    english = dict(words(await pdf.certificate(CERTIFICATE)))
    arabic = dict(words(await pdf.certificate(replace(CERTIFICATE, language="ar"))))

    assert english["Lakeshore"] < english["18.50"]
    assert arabic["Lakeshore"] > arabic["18.50"]


@pytest.mark.parametrize(("language", "way"), [("en", "/L2R"), ("fr", "/L2R"), ("ar", "/R2L")])
async def test_a_paper_tells_screen_readers_its_language_title_and_order(
    language: str, way: str
) -> None:
    reader = read(await pdf.certificate(replace(CERTIFICATE, language=language)))

    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/ViewerPreferences"].get("/Direction", "/L2R") == way
    assert reader.metadata is not None
    assert reader.metadata.title


async def test_a_paper_tells_of_no_machine_and_no_time_of_day() -> None:
    reader = read(await pdf.certificate(CERTIFICATE))

    assert reader.metadata == {
        "/Title": "Certificate of supervision hours",
        "/Creator": "Typst 0.15.0",
        "/CreationDate": "D:20280105000000Z",
        "/ModDate": "D:20280105000000Z",
    }


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_same_paper_is_the_same_bytes(language: str) -> None:
    papers = [await pdf.certificate(replace(CERTIFICATE, language=language)) for _ in range(3)]
    statements = [await pdf.statement(replace(STATEMENT, language=language)) for _ in range(3)]

    assert (len(set(papers)), len(set(statements))) == (1, 1)


async def test_papers_made_at_once_do_not_mix() -> None:
    wanted = [replace(CERTIFICATE, name=f"Person {number}") for number in range(12)]
    alone = [await pdf.certificate(paper) for paper in wanted]
    together: dict[int, bytes] = {}

    async def make(number: int) -> None:
        together[number] = await pdf.certificate(wanted[number])

    async with anyio.create_task_group() as group:
        for number in range(12):
            group.start_soon(make, number)

    assert [together[number] for number in range(12)] == alone


async def test_the_address_can_be_followed() -> None:
    reader = read(await pdf.certificate(CERTIFICATE))

    notes: Any = reader.pages[0]["/Annots"]
    links = [note.get_object()["/A"]["/URI"] for note in notes]

    assert links == [ADDRESS]
