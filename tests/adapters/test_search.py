"""Searching, on whichever engine runs: by any spelling, and only in what the reader may see."""

from uuid import UUID, uuid4

import pytest

from network.adapters import search
from network.adapters.search import Document
from network.db import transaction
from network.settings import Settings

pytestmark = pytest.mark.anyio


async def _put(title: str, body: str = "", *, language: str = "en", to: str = "members") -> UUID:
    key = uuid4()
    document = Document(audiences=[to], language=language, title=title, body=body)
    async with transaction():
        await search.put("thing", key, key, [document])
    return key


async def _found(query: str, *audiences: str) -> list[UUID]:
    answer = await search.find(query, audiences or ("members",), ("thing",))
    return [hit.object_id for hit in answer.hits]


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Éducation à la douleur", "education DOULEUR"),
        ("رعايةُ الفريق", "رعايه"),
        ("أسبوع لرعاية العاملين", "اسبوع"),
        ("Мцхета", "mtskheta"),
        ("Narrative exposure therapy", "narr"),
        ("Narrative exposure therapy", "therpay"),
        ("Physiotherapy for pain", "pain physiotherapy"),
        ("Straße nach Köln", "strasse koln"),
    ],
)
async def test_a_text_is_found_however_it_is_typed(title: str, query: str, db: Settings) -> None:
    key = await _put(title)
    await _put("Something else altogether")

    assert await _found(query) == [key]


async def test_all_words_have_to_be_there_and_titles_come_first(db: Settings) -> None:
    in_body = await _put("Evenings", "How we rest and sleep")
    in_title = await _put("Rest and sleep")
    await _put("Rest only")

    assert await _found("sleep rest") == [in_title, in_body]


async def test_what_is_for_others_is_neither_found_nor_mended_into(db: Settings) -> None:
    hidden = await _put("Lakeside retreat", to="own")

    assert await _found("retreat", "public", "members") == []
    assert await _found("retraet", "members") == []
    assert (await search.find("retraet", ["members"], ["thing"])).instead == {}
    assert await _found("retreat", "own") == [hidden]


async def test_other_kinds_are_not_found(db: Settings) -> None:
    await _put("Lakeside retreat")

    assert (await search.find("retreat", ["members"], ["person"])).hits == []


async def test_what_was_removed_or_replaced_is_gone(db: Settings) -> None:
    key = await _put("Old words")
    new = Document(audiences=["members"], language="en", title="New words")
    async with transaction():
        await search.put("thing", key, key, [new])

    before = (await _found("old"), await _found("new"))
    async with transaction():
        await search.remove("thing", key)

    assert before == ([], [key])
    assert await _found("words") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "'",
        '"',
        "*",
        "( OR NOT AND NEAR(",
        "audience:own",
        "a & !b | <-> c:*",
        "\\",
        "%_",
        "-rest",
        "x" * 10_000,
        "word " * 2_000,
        "\U00010000\ufffe",
        "rest'); DROP TABLE search_document; --",
    ],
)
async def test_no_query_is_an_operator_or_an_error(query: str, db: Settings) -> None:
    await _put("Hidden rest", to="own")
    shown = await _put("Rest")

    found = await _found(query)

    assert set(found) <= {shown}
    assert await _found("rest") == [shown]


async def test_very_long_texts_are_found_by_their_beginning(db: Settings) -> None:
    body = " ".join(f"word{n}" for n in range(3_000))

    key = await _put("Long", body)

    assert await _found("word7 long") == [key]


@pytest.mark.parametrize("letter", ["x", "ж", "ع", "ა", "漢"])
async def test_a_word_without_end_is_stored_and_found(letter: str, db: Settings) -> None:
    key = await _put("Long", letter * 3_900)

    assert await _found(letter * 3_900) == [key]
