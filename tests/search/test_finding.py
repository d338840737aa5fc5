"""What the one search finds, on whichever engine runs, and what it never tells."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from network.adapters import search
from network.adapters.search import Document, Entry, Page, Result, asking, lexicon
from network.db import transaction
from network.settings import Settings

pytestmark = pytest.mark.anyio


async def put(title: str, *, language: str = "en", to: str = "members", **given: Any) -> UUID:
    key = uuid4()
    document = Document(
        audiences=[to], language=language, title=title, is_name=False, separate=True, **given
    )
    async with transaction():
        await search.put("knowledge", key, key, [document])
    return key


async def ask(
    query: str, *audiences: str, chosen: dict[str, list[str]] | None = None, prefers: str = "en"
) -> Result:
    return await search.search(
        search.Asked(
            query=query,
            audiences=audiences or ("members",),
            kinds=["knowledge"],
            chosen=chosen or {},
            prefers=[prefers],
        )
    )


async def found(query: str, *audiences: str, **given: Any) -> list[UUID]:
    return [one.object_id for one in (await ask(query, *audiences, **given)).found]


async def test_title_before_tags_before_summary_before_text(db: Settings) -> None:
    in_text = await put("Notes", body="We speak of mindfulness once.")
    in_summary = await put("Notes", summary="On mindfulness.")
    in_tags = await put("Notes", keywords="mindfulness")
    in_title = await put("Mindfulness")

    assert await found("mindfulness") == [in_title, in_tags, in_summary, in_text]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ('"chronic pain"', True),
        ('"pain chronic"', False),
        ("pain -chronic", False),
        ("pain -children", True),
        ('pain -"chronic pain"', False),
        ("chron*", True),
        ("title:pain", True),
        ("title:evening", False),
        ("chronik pain", True),
        ("year:2021 pain", True),
        ("year:2020 pain", False),
        ("language:english pain", True),
        ("language:french pain", False),
        ("kind:tool pain", True),
        ("kind:report pain", False),
    ],
)
async def test_words_phrases_exclusions_and_fields(
    query: str, is_found: bool, db: Settings
) -> None:
    await put("Evening walks", facets=["year:2020"])
    key = await put("Chronic pain", body="Every evening.", facets=["type:KT-TOOL", "year:2021"])

    assert (key in await found(query)) is is_found


@pytest.mark.parametrize(
    ("query", "title", "language", "through"),
    [
        ("nightmares", "Les cauchemars", "fr", [("fr", "cauchemars")]),
        ("cauchemars", "الكوابيس", "ar", [("ar", "الكوابيس")]),
        ("кошмары", "Pesadillas", "es", [("es", "pesadillas")]),
    ],
)
async def test_other_languages_are_found_and_the_word_is_told(
    query: str, title: str, language: str, through: Sequence[tuple[str, str]], db: Settings
) -> None:
    key = await put(title, language=language)
    await put("Something else", language=language)

    result = await ask(query)

    assert [one.object_id for one in result.found] == [key]
    assert list(result.found[0].through) == through


@pytest.mark.parametrize(
    ("query", "title", "language"),
    [
        ("košmari", "Ноћни кошмари", "sr-Cyrl"),
        ("кошмари", "Noćni košmari", "sr-Latn"),
        ("nocni kosmari", "Noćni košmari", "sr-Latn"),
        ("اسره", "الأُسْرَة", "ar"),
        ("والأسرة", "أسرة", "ar"),
        ("terapia", "Terapisë në grup", "sq"),
        ("თერაპია", "ჯგუფური თერაპიის შესახებ", "ka"),
        ("reeducation", "La rééducation", "fr"),
        ("лечение", "О лечении", "ru"),
        ("sesion", "Las sesiones", "es"),
    ],
)
async def test_spelling_script_and_endings_do_not_matter(
    query: str, title: str, language: str, db: Settings
) -> None:
    key = await put(title, language=language)

    assert await found(query) == [key]


async def test_a_word_of_one_language_is_no_word_of_another(db: Settings) -> None:
    await put("Le pain quotidien", language="fr")
    english = await put("Daily pain")

    assert (await found("daily pain"))[0] == english
    assert await found('"daily pain"') == [english]


async def test_the_own_language_comes_first(db: Settings) -> None:
    french = await put("Cauchemars", language="fr")
    english = await put("Nightmares")

    assert await found("nightmares", prefers="fr") == [french, english]
    assert await found("nightmares", prefers="en") == [english, french]


async def test_what_is_hidden_is_in_no_result_count_facet_or_correction(db: Settings) -> None:
    shown = await put("Garden work", codes=["AP-ART"], facets=["year:2020"])
    await put("Garden secrets", to="o1", codes=["AP-EMDR"], facets=["year:2024"])

    result = await ask("garden")
    hidden = await ask("secrest")

    assert [one.object_id for one in result.found] == [shown]
    assert result.total == 1
    assert result.counts["about"] == {"ap-art": 1}
    assert result.counts["year"] == {"2020": 1}
    assert (hidden.total, hidden.counts, hidden.instead) == (0, {}, {})


async def test_facets_count_what_another_choice_would_give(db: Settings) -> None:
    await put("Garden one", facets=["year:2020", "type:KT-TOOL"])
    await put("Garden two", facets=["year:2021", "type:KT-TOOL"])
    await put("Garden three", facets=["year:2021", "type:KT-GUID"])

    result = await ask("garden", chosen={"year": ["2021"], "type": ["KT-TOOL"]})

    assert result.total == 1
    assert result.counts["year"] == {"2020": 1, "2021": 1}
    assert result.counts["type"] == {"kt-tool": 1, "kt-guid": 1}


async def test_the_page_of_a_file_is_told(db: Settings) -> None:
    pages = [Page("guide.pdf", 1, "Opening words"), Page("guide.pdf", 2, "The lantern game")]
    await put("A guide", pages=pages)

    [one] = (await ask("lantern")).found
    text = (await search.texts([one.id]))[one.id]

    assert text.pages[one.page] == pages[1]


async def test_what_has_some_of_the_words_follows_what_has_all(db: Settings) -> None:
    some = await put("Lantern")
    both = await put("Notes", body="A lantern and a kettle.")

    result = await ask("lantern kettle")

    assert {one.object_id for one in result.found if one.is_whole} == {both}
    assert {one.object_id for one in result.found} == {both, some}
    assert (result.whole, result.total) == (1, 2)


async def test_what_is_shown_differently_to_two_audiences_is_one_thing(db: Settings) -> None:
    key = uuid4()
    views = [
        Document(audiences=[to], language="en", title="Garden work", body=body, separate=True)
        for to, body in (("public", ""), ("members", "With the garden's address."))
    ]
    async with transaction():
        await search.put("knowledge", key, key, views)

    result = await ask("garden", "public", "members")

    assert [one.object_id for one in result.found] == [key]
    assert (result.total, result.counts["language"]) == (1, {"en": 1})


async def test_what_is_named_so_is_best_among_many_newer(db: Settings) -> None:
    named = await put("Garden work")
    mention = Document(audiences=["members"], language="en", title="Notes", body="In a garden.")
    async with transaction():
        await search.put_all([Entry("knowledge", uuid4(), named, [mention]) for _ in range(200)])

    result = await ask("garden")

    assert result.found[0].object_id == named
    assert result.total == 201
    assert result.counts["kind"] == {"knowledge": 201}


async def test_a_title_without_end_is_cut(db: Settings) -> None:
    key = await put("lantern " * 600_000)

    [one] = (await ask("lantern")).found

    assert one.object_id == key
    assert len((await search.texts([one.id]))[one.id].title) == 2_000


async def test_unfinished_words_share_what_is_tried(db: Settings) -> None:
    await put(" ".join(f"{letter}{n}" for letter in "abcdefgh" for n in range(200)))

    read = asking.read(" ".join(f"{letter}*" for letter in "abcdefgh"))
    known = await lexicon.look_up(read)

    assert sum(len(tokens) for tokens in known.begun.values()) <= 150
