"""Files of items: sent whole or in parts, taken away by those who may, and never run."""

import io
import zipfile
from typing import Any

import httpx
import pytest

from network.adapters import search
from network.files.actions import looking, taking
from network.files.models import File, FileState
from network.kernel.actor import SYSTEM
from network.knowledge.actions import bringing_in, indexing, writing
from network.knowledge.importing import Row
from network.knowledge.models import Collected, Collection, Item, ItemState, SafetyLevel, Version
from network.people.models import Person
from tests import hostile_files as hostile
from tests.browser_client import Browser
from tests.factories import actor, make_admin, make_member

pytestmark = pytest.mark.anyio


async def draft(writer: Person, **values: Any) -> Version:
    return await writing.start_item(
        await actor(writer), "KT-GUID", "en", None, title="Pain", **values
    )


async def send(
    browser: Browser, version: Version, name: str, content: bytes, kind: str = "text/plain"
) -> httpx.Response:
    address = f"/knowledge/{version.item_id}/files?of={version.lang}"
    return await browser.post(address, files={"file": (name, content, kind)})


async def published(level: SafetyLevel = SafetyLevel.MEMBERS) -> tuple[Item, File]:
    """An item with a file that its readers have."""
    row = Row(
        number=1,
        external_id="A",
        lang="en",
        kind="KT-GUID",
        title="Pain",
        summary="A plan.",
        body="We *move*.",
        topics=("TH-PAIN",),
        year=2024,
        centre="",
        translation_of="",
    )
    await bringing_in.bring_in(SYSTEM, [row])
    item = await Item.get()
    writer = await actor(await make_member())
    file = await taking.take_whole(writer, taking.Place(item.id, "en"), "خطة.txt", b"Calm words")
    await looking.look_at_waiting()
    await taking.let_out(item.id, "en")
    await Item.filter(id=item.id).update(level=level)
    await Version.filter(item_id=item.id).update(level=level)
    return item, file


def address_of(item: Item, file: File) -> str:
    return f"/knowledge/{item.id}/files/{file.id}"


async def test_a_writer_sends_a_file_without_scripts_and_sees_what_became_of_it(
    browser: Browser,
) -> None:
    writer = await make_member()
    version = await draft(writer)
    await browser.sign_in_as(writer)

    sent = await send(browser, version, "Plan.pdf", hostile.pdf("Breathe"), "application/pdf")
    waiting = (await browser.follow(sent)).text
    await looking.look_at_waiting()
    page = (await browser.get(sent.headers["location"])).text

    assert "Being looked at" in waiting
    assert "Plan.pdf" in page
    assert "Ready" in page


async def test_a_refused_file_says_why_and_what_to_do(browser: Browser) -> None:
    writer = await make_member()
    version = await draft(writer)
    await browser.sign_in_as(writer)

    sent = await send(browser, version, "Plan.docx", hostile.docx(word__vbaProject_dot_bin=b"x"))
    await looking.look_at_waiting()

    page = (await browser.get(sent.headers["location"])).text
    assert "It holds a program or macros. Save it without them." in page


@pytest.mark.parametrize("name", ["evil.svg", "evil.html", "evil.pdf.exe", "\u202egpj.exe"])
async def test_other_kinds_are_refused_at_once(browser: Browser, name: str) -> None:
    writer = await make_member()
    version = await draft(writer)
    await browser.sign_in_as(writer)

    answer = await send(browser, version, name, b"<svg onload='alert(1)'/>")

    assert answer.status_code == 422
    assert "Choose a file of one of these kinds" in answer.text
    assert await File.all().count() == 0


async def test_a_whole_file_of_ten_megabytes_arrives_and_a_larger_one_is_refused(
    browser: Browser,
) -> None:
    writer = await make_member()
    version = await draft(writer)
    await browser.sign_in_as(writer)

    fits = await send(browser, version, "a.txt", b"a" * 10 * 1024 * 1024)
    larger = await send(browser, version, "b.txt", b"a" * (10 * 1024 * 1024 + 1))
    monster = await send(browser, version, "c.txt", b"a" * 12 * 1024 * 1024)

    assert (fits.status_code, larger.status_code, monster.status_code) == (303, 422, 413)


async def test_a_file_in_parts_goes_on_where_it_stopped(browser: Browser) -> None:
    writer = await make_member()
    version = await draft(writer)
    await browser.sign_in_as(writer)
    content = b"Calm words. " * 30_000
    about = {"name": "a.txt", "size": str(len(content)), "sign": "7"}
    start = f"/knowledge/{version.item_id}/uploads?of=en"

    begun = (await browser.post(start, about)).json()
    part = {"part": ("blob", content[262_144:], "application/octet-stream")}
    first = await browser.post(begun["to"], {"number": "1"}, files=part)
    again = (await browser.post(start, about)).json()
    part = {"part": ("blob", content[:262_144], "application/octet-stream")}
    last = await browser.post(again["to"], {"number": "0"}, files=part)

    assert (first.json(), again["received"], last.json()) == (
        {"received": [1]},
        [1],
        {"received": [0, 1]},
    )
    assert (await File.get()).state is FileState.WAITING


@pytest.mark.parametrize("number", ["-1", "9", "x", "", "1e3", "99999999999"])
async def test_a_part_that_makes_no_sense_is_refused(browser: Browser, number: str) -> None:
    writer = await make_member()
    version = await draft(writer)
    await browser.sign_in_as(writer)
    about = {"name": "a.txt", "size": "10", "sign": "7"}
    begun = await browser.post(f"/knowledge/{version.item_id}/uploads?of=en", about)

    answer = await browser.post(
        begun.json()["to"], {"number": number}, files={"part": ("b", b"0123456789", "x/y")}
    )

    assert answer.status_code == 422


async def test_others_neither_see_nor_send_files_of_a_draft(browser: Browser) -> None:
    version = await draft(await make_member())
    await browser.sign_in_as(await make_member())

    assert (await browser.get(f"/knowledge/{version.item_id}/files?of=en")).status_code == 404
    assert (await send(browser, version, "a.txt", b"a")).status_code == 404
    about = {"name": "a.txt", "size": "1"}
    begun = await browser.post(f"/knowledge/{version.item_id}/uploads?of=en", about)
    assert begun.status_code == 404


async def test_a_download_is_saved_and_never_run(browser: Browser) -> None:
    item, file = await published()
    await browser.sign_in_as(await make_member())

    answer = await browser.get(address_of(item, file))

    assert answer.content == b"Calm words\n"
    told = answer.headers
    assert told["content-disposition"] == (
        "attachment; filename=\"___.txt\"; filename*=UTF-8''%D8%AE%D8%B7%D8%A9.txt"
    )
    assert told["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert told["x-content-type-options"] == "nosniff"
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert told["content-type"] == "text/plain; charset=utf-8"
    assert told["cache-control"] == "no-store"


async def test_a_broken_download_goes_on(browser: Browser) -> None:
    item, file = await published()
    await browser.sign_in_as(await make_member())
    etag = (await browser.get(address_of(item, file))).headers["etag"]

    rest = await browser.get(
        address_of(item, file), headers={"range": "bytes=5-", "if-range": etag}
    )
    beyond = await browser.get(address_of(item, file), headers={"range": "bytes=99-"})

    assert (rest.status_code, rest.content) == (206, b"words\n")
    assert rest.headers["content-range"] == "bytes 5-10/11"
    assert (beyond.status_code, beyond.content) == (200, b"Calm words\n")


@pytest.mark.parametrize(
    ("level", "visitor", "member"),
    [
        (SafetyLevel.PUBLIC, 200, 200),
        (SafetyLevel.MEMBERS, 404, 200),
        (SafetyLevel.NAMED, 404, 404),
        (SafetyLevel.STRICT, 404, 404),
    ],
)
async def test_a_file_is_had_by_those_who_may_read_its_item(
    browser: Browser, level: SafetyLevel, visitor: int, member: int
) -> None:
    item, file = await published(level)

    as_visitor = await browser.get(address_of(item, file))
    await browser.sign_in_as(await make_member())
    as_member = await browser.get(address_of(item, file))

    assert (as_visitor.status_code, as_member.status_code) == (visitor, member)


async def test_files_of_what_is_held_or_withdrawn_stay(browser: Browser) -> None:
    item, file = await published()
    await browser.sign_in_as(await make_member())

    await Item.filter(id=item.id).update(is_held=True)
    held = await browser.get(address_of(item, file))
    await Item.filter(id=item.id).update(is_held=False, state=ItemState.WITHDRAWN)
    withdrawn = await browser.get(address_of(item, file))

    assert (held.status_code, withdrawn.status_code) == (404, 404)


async def test_a_file_does_not_come_with_the_key_of_another_item(browser: Browser) -> None:
    _item, file = await published()
    other = await draft(await make_member())
    await browser.sign_in_as(await make_admin())

    answer = await browser.get(f"/knowledge/{other.item_id}/files/{file.id}")

    assert answer.status_code == 404


# taking items along ------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["html", "md", "pdf", "zip"])
async def test_an_item_is_taken_along_in_every_form(browser: Browser, form: str) -> None:
    item, _file = await published()
    await browser.sign_in_as(await make_member())

    answer = await browser.get(f"/knowledge/{item.id}/export/{form}")

    assert answer.status_code == 200
    name = f"pain-en-{item.id.hex[-6:]}.{form}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["content-security-policy"].startswith("sandbox")


async def test_a_pack_holds_pages_texts_and_files_without_a_way_out(browser: Browser) -> None:
    item, _file = await published()
    await browser.sign_in_as(await make_member())

    answer = await browser.get(f"/knowledge/{item.id}/export/zip")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        names = sorted(pack.namelist())
        page = next(pack.read(n).decode() for n in names if n.startswith("items/pain"))
        content = next(pack.read(name) for name in names if name.startswith("files/"))
    assert [name.split("/")[0] for name in names] == ["files", "index.html", "items", "items"]
    assert content == b"Calm words\n"
    assert '<p dir="auto">We <em>move</em>.</p>' in page
    assert "default-src 'none'" in page


async def test_what_only_named_people_read_is_not_taken_along(browser: Browser) -> None:
    item, _file = await published(SafetyLevel.STRICT)
    owner = await make_member()
    await Item.filter(id=item.id).update(owner_id=owner.id)
    await browser.sign_in_as(owner)

    for form in ("html", "md", "pdf", "zip"):
        assert (await browser.get(f"/knowledge/{item.id}/export/{form}")).status_code == 403


async def test_markup_in_a_title_is_words_in_every_export(browser: Browser) -> None:
    item, _file = await published()
    evil = '</title><script>alert(1)</script>"\n---\nseal: x'
    await Version.all().update(title=evil)
    await browser.sign_in_as(await make_member())

    html = (await browser.get(f"/knowledge/{item.id}/export/html")).text
    text = (await browser.get(f"/knowledge/{item.id}/export/md")).text

    assert "<script" not in html
    assert text.count("\nseal: ") == 1


@pytest.mark.parametrize("form", ["html", "md", "pdf", "zip"])
async def test_a_collection_is_taken_along_without_what_its_reader_may_not_read(
    browser: Browser, form: str
) -> None:
    item, _file = await published()
    hidden = await Item.create(
        kind="KT-GUID", lang="en", number=1, state=ItemState.PUBLISHED, level=SafetyLevel.STRICT
    )
    await Version.create(
        item=hidden, lang="en", number=1, kind="KT-GUID", title="HIDDEN", state="published"
    )
    reader = await make_member()
    collection = await Collection.create(title="For Pain", lang="en", owner_id=reader.id)
    for position, one in enumerate((item, hidden)):
        await Collected.create(collection=collection, item=one, position=position)
    await browser.sign_in_as(reader)

    answer = await browser.get(f"/knowledge/collections/{collection.id}/export/{form}")

    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="for-pain.{form}"'
    assert b"HIDDEN" not in answer.content


async def test_the_collection_of_somebody_else_stays_theirs(browser: Browser) -> None:
    owner = await make_member()
    collection = await Collection.create(title="Mine", lang="en", owner_id=owner.id)
    await browser.sign_in_as(await make_member())

    answer = await browser.get(f"/knowledge/collections/{collection.id}/export/zip")

    assert answer.status_code == 404


async def test_words_in_a_published_pdf_are_found_with_the_page_they_stand_on(
    browser: Browser,
) -> None:
    del browser
    item, _file = await published()
    writer = await actor(await make_member())
    content = hostile.pdf("Nothing here", "Acupressure with care")
    await taking.take_whole(writer, taking.Place(item.id, "en"), "Notes.pdf", content)
    await looking.look_at_waiting()
    asked = search.Asked(query="acupressure", audiences=[search.MEMBERS], kinds=["knowledge"])

    before = await search.search(asked)
    await taking.let_out(item.id, "en")
    await indexing.reindex(item.id)
    after = await search.search(asked)

    assert list(before.found) == []
    assert [found.object_id for found in after.found] == [item.id]
