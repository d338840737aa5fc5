"""Translations, the learning trail, what readers add, and who is told."""

from datetime import date, timedelta

import pytest

from network.kernel import clock, i18n
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid
from network.knowledge.actions import marking, writing
from network.knowledge.models import Interest, Item, Result, SafetyLevel, Version
from network.knowledge.queries import items, opening, passing_on, watching
from network.knowledge.queries.passing_on import Trail
from network.notifications.models import Notice
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_member
from tests.knowledge.makers import make_draft, make_editor, make_item, publish, stored

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _portal(browser: object) -> None:
    """With the portal running, so that reactions act."""
    del browser


async def test_a_translation_is_read_in_its_language_and_grows_stale() -> None:
    owner = await actor(await make_member(await make_centre()))
    helper = await actor(await make_member(await make_centre()))
    item = await make_item(owner, lang="fr")
    text = await writing.translate(helper, item, "ar")
    words = {"title": "تمارين", "summary": "ابدأ ببطء", "body": "خمس دقائق"}
    await writing.save(helper, text, item, text.version, words)
    await publish(await Version.get(id=text.id), helper)

    with i18n.speaking("ar"):
        fresh = (await items.shown(owner, [await stored(item.id)]))[0]
    await publish(await writing.new_draft(owner, await stored(item.id)), owner)
    with i18n.speaking("ar"):
        stale = (await items.shown(owner, [await stored(item.id)]))[0]

    assert (fresh.text.lang, fresh.is_stale, set(fresh.languages)) == ("ar", False, {"ar", "fr"})
    assert (stale.text.lang, stale.is_stale) == ("ar", True)


async def test_who_asked_for_a_translation_hears_when_it_is_there() -> None:
    owner, reader = await make_member(await make_centre()), await make_member(await make_centre())
    helper = await actor(await make_member(await make_centre()))
    item = await make_item(await actor(owner), lang="fr")

    await marking.wish_translation(await actor(reader), item, "ar")
    await marking.wish_translation(helper, item, "ar")
    text = await writing.translate(helper, item, "ar")
    words = {"title": "تمارين", "summary": "ابدأ ببطء", "body": "خمس دقائق"}
    await writing.save(helper, text, item, text.version, words)
    await publish(await Version.get(id=text.id), helper)

    assert await _kinds(owner.id) == [
        "knowledge_published",
        "knowledge_wished",
        "knowledge_published",
    ]
    assert await _kinds(reader.id) == ["knowledge_translated"]
    assert await passing_on.wished_languages(item.id) == {}


async def _kinds(person_id: object) -> list[str]:
    rows = await Notice.filter(person_id=person_id).order_by("created_at", "id")
    return [row.kind for row in rows]


async def test_a_watcher_hears_of_a_topic_but_not_of_what_they_may_not_read() -> None:
    owner, reader = await make_member(await make_centre()), await make_member(await make_centre())
    await marking.watch_topic(await actor(reader), "TH-PAIN", on=True)

    await make_item(await actor(owner))
    await make_item(await actor(owner), level=SafetyLevel.NAMED, readers=((), [owner.id]))
    await make_item(await actor(owner), level=SafetyLevel.STRICT, readers=((), [reader.id]))

    assert await _kinds(reader.id) == ["knowledge_watched"]


async def trail_of(reader: Actor, item: Item) -> Trail:
    opened = await opening.open_item(reader, await stored(item.id))
    assert opened is not None
    return opened.trail


async def test_the_trail_leads_from_item_to_adaptation_to_tried_here() -> None:
    owner = await actor(await make_member(await make_centre()))
    centre = await make_centre(name="Centre of the hills")
    other = await actor(await make_member(centre))
    item = await make_item(owner)
    note = await make_draft(
        other,
        kind="KT-ADAP",
        title="In a camp",
        details={"from_item": str(item.id), "changed": "Shorter", "failed": "Evenings"},
    )
    adapted = await publish(note, other)
    today = clock.now().date()

    await marking.tell_trial(other, item, centre.id, Result.PARTLY, "With teenagers", today)
    await marking.tell_trial(other, item, centre.id, Result.WORKED, "With teenagers", today)
    forth, back = await trail_of(owner, item), await trail_of(owner, adapted)

    assert [one.text.title for one in forth.adaptations] == ["In a camp"]
    assert [(t.centre, t.trial.result) for t in forth.trials] == [
        ("Centre of the hills", Result.WORKED)
    ]
    assert [one.item.id for one in back.sources] == [item.id]


async def test_the_trail_tells_nothing_of_what_is_hidden() -> None:
    owner = await actor(await make_member(await make_centre()))
    reader = await actor(await make_member(await make_centre()))
    item = await make_item(owner)
    await make_item(
        owner,
        kind="KT-ADAP",
        level=SafetyLevel.STRICT,
        readers=((), [owner.person_id]),
        details={"from_item": str(item.id), "changed": "Shorter", "failed": "Evenings"},
    )

    assert (await trail_of(reader, item)).is_empty


async def test_nobody_tells_for_another_centre_or_from_the_future() -> None:
    item, centre = await make_item(), await make_centre()
    reader = await actor(await make_member(centre))
    tomorrow = clock.now().date() + timedelta(days=1)

    with pytest.raises(Invalid):
        await marking.tell_trial(reader, item, centre.id, Result.WORKED, "", tomorrow)
    with pytest.raises(Forbidden):
        await marking.tell_trial(
            reader, item, (await make_centre()).id, Result.WORKED, "", tomorrow
        )


async def test_reading_is_confirmed_once_for_each_version() -> None:
    item = await make_item()
    owner = await actor(await make_member(await make_centre()))
    with pytest.raises(Conflict):
        await marking.confirm_reading(owner, item)
    item.asks_reading = True

    await marking.confirm_reading(owner, item)
    await marking.confirm_reading(owner, item)

    assert (await passing_on.confirmations_by_centre(item)).total() == 1
    item.number = 2
    assert not (await opening.marks_of(owner, item)).has_confirmed


async def test_a_collection_shows_each_reader_what_they_may_read() -> None:
    owner = await actor(await make_member(await make_centre()))
    reader = await actor(await make_member(await make_centre()))
    shown, hidden = (
        await make_item(owner),
        await make_item(owner, level=SafetyLevel.STRICT, readers=((), [owner.person_id])),
    )
    made = await marking.make_collection(owner, "Pain", "", is_shared=True)
    for item in (shown, hidden, shown):
        await marking.collect(owner, made, item)

    assert [one.item.id for one in await passing_on.items_in(owner, made)] == [shown.id, hidden.id]
    assert [one.item.id for one in await passing_on.items_in(reader, made)] == [shown.id]
    with pytest.raises(Forbidden):
        await marking.take_out(reader, made, shown.id)


async def test_each_watcher_hears_as_much_as_they_like() -> None:
    owner = await actor(await make_member(await make_centre()))
    centre = await make_centre()
    tester = await actor(await make_member(centre))
    listeners = {how: await make_member() for how in (Interest.NEW, Interest.UPDATES, Interest.ALL)}
    for how, person in listeners.items():
        await marking.watch_topic(await actor(person), "TH-PAIN", on=True, how=how)
    ignoring = await make_member()
    await marking.watch_topic(await actor(ignoring), "TH-PAIN", on=True, how=Interest.ALL)

    item = await make_item(owner)
    await marking.watch(await actor(ignoring), item, on=True, how=Interest.IGNORE)
    await publish(await writing.new_draft(owner, item), owner)
    today = clock.now().date()
    await marking.tell_trial(tester, item, centre.id, Result.WORKED, "", today)

    heard = {how: await _kinds(person.id) for how, person in listeners.items()}
    assert {how: len(kinds) for how, kinds in heard.items()} == {
        Interest.NEW: 1,
        Interest.UPDATES: 2,
        Interest.ALL: 3,
    }
    assert len(await _kinds(ignoring.id)) == 1


async def test_how_much_one_hears_is_chosen_on_a_page(browser: Browser) -> None:
    person = await make_member(await make_centre())
    reader = await actor(person)
    item = await make_item(reader)
    await marking.watch(reader, item, on=True)
    await marking.watch_topic(reader, "TH-CFC", on=True)
    await browser.sign_in_as(person)

    for action, how in ((f"/{item.id}/watch", "all"), ("/TH-CFC/watch", "new")):
        await browser.submit(await browser.get("/knowledge/watching"), action, how=how)
    odd = await browser.post(f"/knowledge/{item.id}/watch", {"on": "y", "how": "new"})

    assert await watching.watched_items(reader) == {item.id: Interest.ALL}
    assert await passing_on.watched_topics(reader) == {"TH-CFC": Interest.NEW}
    assert odd.status_code == 404


async def test_the_citations_of_a_year_are_a_table_of_what_its_reader_may_see(
    browser: Browser,
) -> None:
    person, editor = await make_member(await make_centre()), await actor(await make_editor())
    owner = await actor(person)
    shown = await make_item(owner, title="=1+1 Pain")
    hidden = await make_item(
        owner, title="HIDDEN", level=SafetyLevel.STRICT, readers=((), [owner.person_id])
    )
    for item in (shown, hidden):
        for year in (2025, 2026):
            source = marking.Source("A ministry", f"Report {year}", date(year, 3, 1))
            await marking.cite(editor if item is shown else owner, item, source)
    await browser.sign_in_as(person)

    table = await browser.get("/knowledge/citations.csv", params={"year": "2025"})
    odd = [
        await browser.get("/knowledge/citations.csv", params={"year": y}) for y in ("0000", "x", "")
    ]

    lines = table.text.removeprefix("\ufeff").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(
        "2025-03-01,A ministry,Report 2025,,,'=1+1 Pain,https://portal.test/"
    )
    assert {answer.status_code for answer in odd} == {200}
    assert "HIDDEN" not in table.text
