"""The library of the demonstration has something of everything there is to try."""

from collections import Counter
from datetime import date

import pytest

from network import guard
from network.adapters import search
from network.centres.queries import actor_of
from network.demo import library
from network.files.models import File, FileState
from network.kernel import clock
from network.knowledge.models import (
    Collection,
    Edge,
    Item,
    ItemState,
    Reader,
    Result,
    SafetyLevel,
    Trial,
    Version,
    VersionState,
)
from network.knowledge.queries import desk
from network.knowledge.rules import seals, states, texts
from network.outbox import Delivery
from network.site.search import asked_by
from tests.surface.conftest import Network

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "text", library.texts(), ids=lambda text: f"{text.external_id}-{text.days}"
)
def test_no_text_points_to_a_client(text: library.Text) -> None:
    words = f"{text.title}\n{text.summary}\n{text.body}\n{text.sources}\n{text.details}"

    assert guard.check(words, text.lang, TODAY).verdict is guard.Verdict.NONE
    assert [code for code in text.topics if not texts.is_topic(code)] == []
    assert text.lang == "" or texts.is_language(text.lang)


async def test_there_are_more_than_sixty_items_in_more_than_six_languages(network: Network) -> None:
    languages = Counter(item.lang for item in await Item.all())

    assert languages.total() > 60
    assert set(languages) == {"en", "fr", "es", "ar", "ru", "sr-Latn", "sr-Cyrl", "sq", "ka"}
    assert min(languages.values()) >= 3


async def test_every_level_and_every_state_is_there(network: Network) -> None:
    items = await Item.all()

    assert {item.level for item in items} == set(SafetyLevel)
    assert {item.state for item in items} == set(ItemState)
    assert [item.state for item in items if item.is_held] == [ItemState.PUBLISHED]
    assert await Reader.filter(item__level=SafetyLevel.STRICT, person_id=None).count() == 0


async def test_texts_are_at_every_step_of_their_way(network: Network) -> None:
    versions = await Version.all()

    assert {v.state for v in versions} == set(VersionState) - {VersionState.DISCARDED}
    assert [v.external_id for v in versions if v.returned_note] == ["transfer-letter"]
    assert [v.external_id for v in versions if v.number == 3] == ["pain-lessons"]
    assert all(v.what_changed for v in versions if v.number > 1 and v.source_number is None)


async def test_one_translation_is_stale_and_the_others_are_not(network: Network) -> None:
    rows = Version.filter(state=VersionState.PUBLISHED).exclude(source_number=None)

    translations = await rows.select_related("item")

    assert len(translations) >= 8
    assert [v.external_id for v in translations if states.is_stale(v, v.item)] == [
        "pain-lessons-fr"
    ]


async def test_every_seal_is_right_and_every_public_text_was_seen_by_two(network: Network) -> None:
    for version in await Version.filter(state=VersionState.PUBLISHED).select_related("item"):
        if version.item.state is ItemState.WITHDRAWN:
            continue
        files = await File.filter(
            subject_id=version.item_id, language=version.lang, is_out=True
        ).values_list("digest", flat=True)
        assert version.seal == seals.seal(version, [str(one) for one in files]), version.external_id
        if version.level is SafetyLevel.PUBLIC:
            assert len({version.author_id, version.reviewed_by_id, version.checked_by_id}) == 3


async def test_the_trail_readers_marks_and_files_are_there(network: Network) -> None:
    edges = Counter((e.relation, e.source_kind) for e in await Edge.all())
    results = {trial.result for trial in await Trial.all()}

    assert edges == {
        ("adapts", "item"): 2,
        ("from", "session"): 1,
        ("from", "visit"): 2,
        ("from", "workshop"): 2,
        ("from", "check_in"): 1,
    }
    assert results == set(Result)
    assert {row.is_shared for row in await Collection.all()} == {True, False}
    assert {(f.kind, f.state, f.is_out) for f in await File.all()} == {
        (kind, FileState.READY, True) for kind in ("pdf", "docx", "png")
    }
    assert len(await desk.due_items(clock.now().date())) == 1


@pytest.mark.parametrize(
    ("reader", "language", "words", "found"),
    [
        ("SYC-2", "ar", "الألم", "pain-lessons-ar"),
        ("MTA-4", "ru", "психиатр в тюрьме", "two-roles-in-prison"),
        ("MTA-3", "ka", "ტკივილი", "pain-lessons-ka"),
        ("LUM-5", "sq", "çaji", "group-tea-first"),
        ("LUM-2", "sr", "супервизија", "supervision-sheet"),
        ("ARO-4", "es", "perdida ambigua", "ambiguous-loss-five"),
        ("ARO-4", "es", "plazos transporte", "witness-agreement"),
        ("LAK-3", "en", "warm compress", "pain-lessons"),
        ("ARO-2", "en", "courtroom screen", "witness-protection-notes"),
        ("LUM-3", "ar", "يغلق الطريق", "road-closed-plan"),
    ],
)
async def test_a_search_finds_at_once_what_a_reader_may_see(
    reader: str, language: str, words: str, found: str, network: Network
) -> None:
    actor = await actor_of(network.loaded.people[reader].id)

    result = await search.search(asked_by(actor, words, [language]))

    texts_of = await search.texts([one.id for one in result.found])
    assert found in [text.reference for text in texts_of.values()]


async def test_nothing_is_owed_after_loading(network: Network) -> None:
    owed = await Delivery.filter(done_at=None).count()

    assert owed == 0


async def test_every_address_of_the_library_opens_for_who_it_was_noted_for(
    network: Network,
) -> None:
    known = [row for row in network.addresses() if row[1].startswith("/knowledge/")]

    answers = {
        kind: (await (await network.as_(owner)).get(address)).status_code
        for kind, address, owner in known
    }

    assert len(answers) == 21
    assert {kind: status for kind, status in answers.items() if status != 200} == {
        "item_superseded": 303,
        "item_withdrawn": 410,
    }
