"""What is withdrawn is gone: every text and file of it, wherever a word of it stood."""

import zlib
from typing import Any
from uuid import UUID

import pytest
from tortoise import Tortoise

from network.adapters import search
from network.db import connection, is_postgres
from network.files.actions import looking, taking
from network.files.models import File, FilePage, FilePart
from network.kernel import clock
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import Conflict, NotFound
from network.knowledge.actions import bringing_in, filing, keeping, marking, writing
from network.knowledge.importing import Row
from network.knowledge.models import Item, Result, SafetyLevel, Version, VersionState
from network.knowledge.queries import items, leaving
from network.settings import Settings
from tests import hostile_files as hostile
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_member
from tests.knowledge.makers import make_draft, make_item, make_reviewers, publish, stored

pytestmark = pytest.mark.anyio

SECRET = "quinquagesima"  # in every text and file, and a word of no list


@pytest.fixture
async def owner(browser: Browser) -> Actor:
    del browser
    return await actor(await make_member(await make_centre()))


async def told_everywhere(owner: Actor) -> Item:
    """A public item whose secret word stands wherever a word of an item can stand."""
    names = ("title", "summary", "body", "sources", "authors")
    words: dict[str, Any] = dict.fromkeys(names, f"Calm {SECRET}")
    draft = await make_draft(owner, level=SafetyLevel.PUBLIC, **words)
    await _send(owner, draft.item_id, "en", f"{SECRET} out.pdf", hostile.pdf(f"The {SECRET} plan"))
    item = await publish(draft, owner)
    second = await writing.new_draft(owner, item)
    await writing.save(owner, second, item, second.version, {"body": f"More {SECRET}."})
    item = await publish(await Version.get(id=second.id), owner)
    await _translated(owner, item)
    open_one = await writing.new_draft(owner, item)
    open_one.item = item
    await _send(owner, item.id, "en", "later.txt", f"Later {SECRET}".encode())
    await taking.begin(owner, taking.Place(item.id, "en"), f"{SECRET} half.txt", 900_000)
    out = await File.get(subject_id=item.id, is_out=True)
    await filing.take_away(owner, open_one, out)
    await _written_by_others(item)
    return await stored(item.id)


async def _send(owner: Actor, item_id: UUID, lang: str, name: str, content: bytes) -> None:
    await taking.take_whole(owner, taking.Place(item_id, lang), name, content)
    await looking.look_at_waiting()


async def _translated(owner: Actor, item: Item) -> None:
    text = await writing.translate(owner, item, "fr")
    words = dict.fromkeys(("title", "summary", "body"), f"Calme {SECRET}")
    await writing.save(owner, text, item, text.version, words)
    await publish(await Version.get(id=text.id), owner)


async def _written_by_others(item: Item) -> None:
    who, centre = await make_reviewers(), await make_centre()
    reader = await actor(await make_member(centre))
    today = clock.now().date()
    await marking.tell_trial(reader, item, centre.id, Result.WORKED, f"With {SECRET}", today)
    source = marking.Source("A ministry", "Its report", today, what=f"The {SECRET}")
    await marking.cite(who.first, item, source)
    await marking.watch(reader, item, on=True)
    await marking.wish_translation(reader, item, "ar")
    made = await marking.make_collection(reader, "Kept", "", is_shared=True)
    await marking.collect(reader, made, item)
    await keeping.hold(reader, item, "person", f"See {SECRET}")
    await keeping.clear_hold(who.first, item)
    await keeping.clear_hold(who.focal, item)


async def places_of(word: str) -> set[str]:
    """The tables that hold a word in any column, packed or not."""
    names = [str(m._meta.db_table) for m in Tortoise.apps["network"].values()]
    found = set()
    for name in (*names, "search_document", "search_text"):
        for row in (await connection().execute_query(f"SELECT * FROM {name}"))[1]:  # noqa: S608 (our own names)
            if any(word.encode() in _plain(value) for value in dict(row).values()):
                found.add(name)
    return found


def _plain(value: object) -> bytes:
    if not isinstance(value, bytes | memoryview):
        return str(value).encode().lower()
    try:
        return zlib.decompress(bytes(value)).lower()
    except zlib.error:
        return bytes(value).lower()


async def test_no_table_keeps_a_word_of_what_was_withdrawn(owner: Actor) -> None:
    item = await told_everywhere(owner)
    before = await places_of(SECRET)

    await keeping.withdraw(owner, item, "privacy")

    assert await places_of(SECRET) == set()
    assert before >= {"file", "file_page", "file_part", "knowledge_version", "search_text"}
    assert before >= {"knowledge_trial", "knowledge_citation", "knowledge_hold"}
    assert [await table.all().count() for table in (File, FilePart, FilePage)] == [0, 0, 0]


async def test_no_byte_of_what_was_withdrawn_is_left_in_the_files_of_the_database(
    owner: Actor, settings: Settings
) -> None:
    if is_postgres():
        pytest.skip("PostgreSQL cleans up with its next vacuum")
    item = await told_everywhere(owner)
    before = _traces(settings)

    await keeping.withdraw(owner, item, "privacy")

    assert before > 0
    assert _traces(settings) == 0


def _traces(settings: Settings) -> int:
    """How often the secret stands in the database's files behind a word, as in texts and files."""
    files = settings.var_dir.rglob("*.db*")
    return sum(file.read_bytes().count(f" {SECRET}".encode()) for file in files)


async def test_what_was_withdrawn_is_in_no_list_search_feed_or_export(
    browser: Browser, owner: Actor
) -> None:
    item = await told_everywhere(owner)
    versions = await Version.filter(item_id=item.id)
    asked = search.Asked(query=SECRET, audiences=[search.PUBLIC], kinds=["knowledge"])
    pages = ("/knowledge", "/knowledge/feed.atom", f"/knowledge/{item.id}")
    told = [SECRET in (await browser.get(page)).text for page in pages]
    found = len((await search.search(asked)).found)

    await keeping.withdraw(owner, item, "safety")

    answers = [await browser.get(page) for page in pages]
    assert (told, found) == ([True, True, True], 2)
    assert [a.status_code for a in answers] == [200, 200, 410]
    assert not any(SECRET in a.text for a in answers)
    assert list((await search.search(asked)).found) == []
    assert await items.history(owner, await stored(item.id), "en") == []
    for form in ("html", "md", "pdf", "zip"):
        assert (await browser.get(f"/knowledge/{item.id}/export/{form}")).status_code == 404
    with pytest.raises(NotFound):
        await leaving.sheet_of(owner, item.id)
    for version in versions:
        with pytest.raises(NotFound):
            await items.get_version(owner, version.id)


async def test_nothing_can_be_done_with_what_was_withdrawn(owner: Actor) -> None:
    item = await told_everywhere(owner)
    draft = await items.open_version(item.id, "en")
    assert draft is not None
    await keeping.withdraw(owner, item, "wrong")
    gone = await stored(item.id)

    for act in (keeping.restore, keeping.archive, keeping.still_valid, writing.new_draft):
        with pytest.raises(Conflict):
            await act(owner, gone)
    with pytest.raises(Conflict):
        await writing.save(owner, draft, item, draft.version, {"body": SECRET})
    with pytest.raises(Conflict):
        await writing.submit(owner, await _whole(draft), item)
    with pytest.raises(Conflict):
        await writing.translate(owner, gone, "ar")

    assert await places_of(SECRET) == set()


async def _whole(draft: Version) -> Version:
    """The draft as a page still has it in hand."""
    draft.title = draft.summary = draft.body = draft.sources = "Words"
    return draft


async def test_a_file_that_is_looked_at_while_its_item_is_withdrawn_does_not_stay(
    owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = await make_item(owner)
    await writing.new_draft(owner, item)
    await taking.take_whole(owner, taking.Place(item.id, "en"), "a.txt", SECRET.encode())
    real = looking._keep

    async def withdrawn_meanwhile(*given: object) -> None:
        await keeping.withdraw(owner, item, "privacy")
        await real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(looking, "_keep", withdrawn_meanwhile)
    await looking.look_at_waiting()

    assert await FilePart.all().count() == 0
    assert await FilePage.all().count() == 0


async def test_what_was_withdrawn_does_not_come_back_by_the_same_archive(owner: Actor) -> None:
    row = Row(
        number=1,
        external_id="A",
        lang="en",
        kind="KT-GUID",
        title="Pain",
        summary="A plan.",
        body="We move.",
        topics=("TH-PAIN",),
        year=2024,
        centre="",
        translation_of="",
    )
    editor = (await make_reviewers()).first
    await bringing_in.bring_in(SYSTEM, [row])
    item = await Item.get()
    await keeping.withdraw(editor, item, "rights")

    again = await bringing_in.bring_in(SYSTEM, [row])

    assert again.broken == {1: "This item was withdrawn."}
    assert {v.body for v in await Version.filter(item_id=item.id)} == {""}
    assert await Item.all().count() == 1


async def test_of_a_discarded_draft_its_files_go_and_those_of_readers_stay(owner: Actor) -> None:
    first = await make_draft(owner)
    await _send(owner, first.item_id, "en", "never.txt", b"Never sent out")
    await writing.discard(owner, first, first.item)
    assert await File.all().count() == 0

    second = await make_draft(owner)
    await _send(owner, second.item_id, "en", "out.txt", b"For readers")
    item = await publish(second, owner)
    draft = await writing.new_draft(owner, item)
    await _send(owner, item.id, "en", "draft.txt", b"Not for readers")
    await writing.discard(owner, draft, item)

    assert [file.name for file in await File.all()] == ["out.txt"]
    left = await Version.get(id=draft.id)
    assert (left.state, left.title, left.body) == (VersionState.DISCARDED, "", "")
