"""Files of strangers come back clean, or not at all."""

import io
import time
import zipfile

import pytest
from PIL import Image
from pypdf import PdfReader

from network.adapters import files
from network.adapters.files import Page, Refused
from network.adapters.files.kinds import KINDS
from tests import hostile_files as hostile

pytestmark = pytest.mark.anyio

SCRIPT = b"<script>alert(1)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


async def clean(suffix: str, content: bytes) -> bytes:
    return await files.cleaned(KINDS[suffix], [content])


async def read(suffix: str, content: bytes) -> list[Page] | None:
    found = await files.read(KINDS[suffix], [content])
    return None if found is None else list(found.pages)


@pytest.mark.parametrize(
    ("suffix", "content", "reason"),
    [
        ("pdf", SVG, "other-kind"),
        ("pdf", b"GIF89a" + hostile.pdf(), "other-kind"),
        ("pdf", b"%PDF-1.7\n" + b"\0" * 5_000, "broken"),
        ("pdf", hostile.locked_pdf(), "locked"),
        ("jpg", hostile.png(), "other-kind"),
        ("jpg", b"\xff\xd8\xff" + SCRIPT, "broken"),
        ("png", b"\x89PNG\r\n\x1a\n" + SVG, "broken"),
        ("png", hostile.picture_bomb(), "too-heavy"),
        ("webp", b"RIFF\0\0\0\0WEBP" + SCRIPT, "broken"),
        ("txt", SVG, "other-kind"),
        ("txt", b"  <!DOCTYPE html>" + SCRIPT, "other-kind"),
        ("txt", hostile.pdf(), "other-kind"),
        ("txt", b"a\0b", "other-kind"),
        ("docx", hostile.zipped({"evil.html": SCRIPT}), "other-kind"),
        ("docx", b"PK\x03\x04" + b"\0" * 100, "broken"),
        ("docx", hostile.zip_bomb, "too-heavy"),
        ("docx", hostile.lying_zip, "broken"),
        ("docx", hostile.laughing_docx(), "too-heavy"),
        ("docx", hostile.docx(word__vbaProject_dot_bin=b"x"), "can-run"),
        ("docx", hostile.docx(word__activeX__a_dot_xml=b"<a/>"), "can-run"),
        ("docx", hostile.docx(word__embeddings__o_dot_bin=b"x"), "holds-files"),
        ("docx", hostile.docx(word__media__a_dot_svg=SVG), "holds-files"),
        ("docx", hostile.zipped({"../../etc/passwd": b"x"}), "broken"),
        ("docx", hostile.zipped({"a.xml": b"x", "A.xml": b"x"}), "broken"),
        (
            "docx",
            hostile.docx(
                **{
                    "word___rels/settings.xml.rels": hostile.outside(
                        "attachedTemplate", "http://e/"
                    )
                }
            ),
            "calls-home",
        ),
        (
            "docx",
            hostile.docx(
                **{
                    "word/document.xml": hostile.document(
                        "<w:instrText>DDEA</w:instrText><w:instrText>UTO cmd</w:instrText>"
                    )
                }
            ),
            "calls-home",
        ),
        ("pptx", hostile.docx(), "other-kind"),
    ],
)
async def test_what_is_not_what_it_says_or_could_harm_is_refused(
    suffix: str, content: hostile.Content, reason: str
) -> None:
    with pytest.raises(Refused) as refusal:
        await clean(suffix, hostile.made(content))

    assert refusal.value.reason == reason


async def test_a_pdf_keeps_its_words_and_loses_what_acts() -> None:
    given = hostile.pdf_that_acts()
    marks = [b"MARK-SCRIPT", b"MARK-INSIDE", b"MARK-AUTHOR", b"MARK-LAUNCH", b"MARK-LINK"]
    assert any(mark in given for mark in marks)

    found = await clean("pdf", given)

    assert [mark for mark in marks if mark in found] == []
    page = PdfReader(io.BytesIO(found)).pages[0]
    assert page.extract_text() == "Words that stay"
    links = [note["/A"].get("/URI") for note in page["/Annots"]]  # type: ignore[attr-defined]
    assert links == [None, "https://example.org/stays"]


async def test_what_hides_behind_a_pdf_is_gone() -> None:
    found = await clean("pdf", hostile.pdf() + b"\nPK\x03\x04" + SCRIPT)

    assert SCRIPT not in found


async def test_a_photograph_forgets_where_it_was_taken_and_stands_upright() -> None:
    given = hostile.jpeg((60, 40)) + SCRIPT
    assert b"MARK-CAMERA" in given

    found = await clean("jpg", given)

    picture = Image.open(io.BytesIO(found))
    assert (picture.size, dict(picture.getexif())) == ((40, 60), {})
    assert b"MARK" not in found
    assert SCRIPT not in found


async def test_a_large_picture_becomes_no_larger_than_a_screen() -> None:
    found = await clean("png", hostile.png((3_000, 1_500)))

    assert Image.open(io.BytesIO(found)).size == (2_400, 1_200)


async def test_a_document_forgets_its_author_and_keeps_its_pictures_without_place() -> None:
    told = 'w:author="MARK-AUTHOR" w:date="2026-01-02T03:04:05Z"'
    body = f"<w:p><w:ins {told}><w:r><w:t>Kept</w:t></w:r></w:ins></w:p>"
    parts: dict[str, str | bytes] = {
        "word/document.xml": hostile.document(body),
        "word/media/image1.jpeg": hostile.jpeg(),
    }
    given = hostile.docx("", **parts)

    found = await clean("docx", given)

    with zipfile.ZipFile(io.BytesIO(found)) as pack:
        whole = b"".join(pack.read(name) for name in pack.namelist())
        names = pack.namelist()
    assert b"MARK" not in whole
    assert b"2026-01-02" not in whole
    assert names == [
        "[Content_Types].xml",
        "_rels/.rels",
        "word/document.xml",
        "word/media/image1.jpeg",
    ]
    assert await read("docx", found) == [Page(0, "Kept")]


async def test_links_to_scripts_in_a_document_lead_nowhere() -> None:
    links = hostile.outside("hyperlink", "javascript:alert(1)")

    found = await clean("docx", hostile.docx(**{"word/_rels/document.xml.rels": links}))

    with zipfile.ZipFile(io.BytesIO(found)) as pack:
        assert b'Target="#"' in pack.read("word/_rels/document.xml.rels")


async def test_text_comes_back_in_one_encoding_without_turned_letters() -> None:
    found = await clean("txt", "a\u202eb\r\nТишина".encode("utf-16"))

    assert found.decode() == "ab\nТишина\n"


async def test_words_of_a_pdf_come_page_by_page() -> None:
    found = await read("pdf", hostile.pdf("One", "", "Three"))

    assert found == [Page(1, "One"), Page(3, "Three")]


async def test_what_points_to_a_client_is_told_by_page() -> None:
    given = hostile.pdf("A calm method", "My client Ahmed Hassan, born 12.03.1987, +383 44 123 456")

    found = await files.read(KINDS["pdf"], [given], "en")

    assert found is not None
    assert {page for _reason, page in found.certain} == {2}


@pytest.mark.parametrize("content", [hostile.pdf_that_hangs, hostile.pdf_bomb])
async def test_a_pdf_made_to_hang_a_reader_costs_bounded_time_and_words(
    content: hostile.Content,
) -> None:
    given = hostile.made(content)
    started = time.monotonic()

    found = await read("pdf", await clean("pdf", given))

    assert found is None or sum(len(page.text) for page in found) <= 600_000
    assert time.monotonic() - started < 60
