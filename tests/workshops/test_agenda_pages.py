"""The agenda on its pages: drafts stay hidden, releases are shown first, speakers, minutes."""

from uuid import UUID

import pytest

from network.workshops.actions import programming
from network.workshops.actions.programming import Item
from network.workshops.models.agenda import AgendaItem, AgendaSpeaker
from network.workshops.models.workshops import Workshop
from network.workshops.queries import agenda
from network.workshops.vocabulary import SpeakerState
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import make_listing, make_member
from tests.workshops.test_agenda import released
from tests.workshops.workshop_world import (
    World,
    came,
    drafted,
    facts,
    make_world,
    opened,
    sessions_of,
)

pytestmark = pytest.mark.anyio


async def hidden_item(
    world: World, workshop: Workshop, title: str = "Not yet public"
) -> AgendaItem:
    first = (await sessions_of(workshop))[0]
    item = Item(title=title, minutes=30, session_id=first.id, starts_after=60)
    return await programming.add_item(await world.act("organiser"), workshop, item)


async def test_an_item_is_written_with_its_time_and_speaker_and_released(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    first = (await sessions_of(workshop))[0]
    speaker = world.people["member"]
    await browser.sign_in_as(world.people["organiser"])
    form = await browser.get(f"/workshops/{workshop.id}/agenda/new?session={first.id}")
    item_page = await browser.follow(
        await browser.submit(form, "/agenda/new", title="Pain groups", at="11:30", minutes="45")
    )
    await browser.submit(item_page, "/speakers", addresses=speaker.email)
    draft = await browser.get(f"/workshops/{workshop.id}/agenda/draft")

    page = await browser.follow(await browser.submit(draft, "/releases", note="First one"))

    (slot,) = await agenda.released_of(workshop.id)
    assert (slot.title, slot.starts_at) == ("Pain groups", slot.starts_at)
    assert slot.speakers == (speaker.id,)
    assert "Told are: Max Member." in draft.text
    assert "<bdi>11:30–12:15</bdi>" in page.text
    assert "Max Member" in page.text


async def test_an_item_outside_of_its_session_is_refused_at_its_time(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    first = (await sessions_of(workshop))[0]
    await browser.sign_in_as(world.people["organiser"])
    form = await browser.get(f"/workshops/{workshop.id}/agenda/new?session={first.id}")

    page = await browser.submit(form, "/agenda/new", title="Late", at="12:45", minutes="30")

    assert page.status_code == 422
    assert '<a href="#at">Begins at: This is not within the session.</a>' in page.text


async def test_others_read_what_was_released_and_nothing_of_the_draft(browser: Browser) -> None:
    world = await make_world()
    workshop, items, _speakers = await released(world)
    hidden = await hidden_item(world, workshop)
    renamed = Item(title="Renamed in the draft", minutes=60, session_id=items[0].session_id)
    await programming.change_item(
        await world.act("organiser"), workshop, items[0].id, items[0].version, renamed
    )
    await came(workshop, world.people["member"])
    await browser.sign_in_as(world.people["member"])
    base = f"/workshops/{workshop.id}/agenda"

    pages = [await browser.get(f"{base}{end}") for end in ("", "/changes")]
    pages.append(await browser.get(f"{base}/{items[0].id}/minutes"))
    barred = [
        (await browser.get(f"{base}{end}")).status_code
        for end in ("/draft", "/new", f"/{hidden.id}", f"/{hidden.id}/minutes")
    ]

    text = "".join(page.text for page in pages)
    assert [page.status_code for page in pages] == [200] * 3
    assert "Groups" in pages[0].text
    assert "Not yet public" not in text
    assert "Renamed in the draft" not in text
    assert barred == [403, 403, 403, 404]


async def test_a_hidden_workshop_has_no_agenda(browser: Browser) -> None:
    world = await make_world()
    workshop = await drafted(world)
    item = await hidden_item(world, workshop)
    await browser.sign_in_as(world.people["member"])
    base = f"/workshops/{workshop.id}/agenda"
    reads = ["", "/draft", "/changes", "/new", f"/{item.id}", f"/{item.id}/minutes"]
    acts = ["/releases", "/new", f"/{item.id}", f"/{item.id}/removal", f"/{item.id}/speakers"]
    acts += [f"/{item.id}/confirmation", f"/{item.id}/withdrawal", f"/{item.id}/minutes"]

    read = {(await browser.get(f"{base}{end}")).status_code for end in reads}
    sent = {(await browser.post(f"{base}{end}")).status_code for end in acts}

    assert (read, sent) == ({404}, {404})
    assert await agenda.last_release(workshop.id) is None


async def test_only_organisers_write_and_release(browser: Browser) -> None:
    world = await make_world()
    workshop, items, _speakers = await released(world)
    await browser.sign_in_as(world.people["member"])
    base = f"/workshops/{workshop.id}/agenda"
    acts = ["/releases", "/new", f"/{items[0].id}", f"/{items[0].id}/speakers"]

    sent = {(await browser.post(f"{base}{end}")).status_code for end in acts}

    assert sent == {403}


async def test_what_changed_since_the_draft_was_shown_is_shown_first(browser: Browser) -> None:
    world = await make_world()
    workshop, _items, _speakers = await released(world)
    await hidden_item(world, workshop, "First news")
    await browser.sign_in_as(world.people["organiser"])
    draft = await browser.get(f"/workshops/{workshop.id}/agenda/draft")
    await hidden_item(world, workshop, "Second news")

    refused = await browser.submit(draft, "/releases")
    sent = await browser.submit(refused, "/releases")

    assert refused.status_code == 409
    assert "The draft changed a moment ago. Look at it once more." in refused.text
    assert sent.status_code == 303
    assert len(await agenda.released_of(workshop.id)) == 4


async def test_the_draft_warns_of_a_speaker_in_two_items_at_once(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    organiser, first = await world.act("organiser"), (await sessions_of(workshop))[0]
    for title in ("One", "Other"):
        item = Item(title=title, minutes=60, session_id=first.id)
        row = await programming.add_item(organiser, workshop, item)
        await programming.set_speakers(organiser, workshop, row.id, [world.people["member"].id])
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(f"/workshops/{workshop.id}/agenda/draft")
    sent = await browser.submit(page, "/releases")

    assert "Max Member speaks in “Other” at the same time." in page.text
    assert sent.status_code == 303


async def test_the_log_is_public_and_numbers_every_release(browser: Browser) -> None:
    world = await make_world()
    workshop, _items, _speakers = await released(world)
    await hidden_item(world, workshop, "Movement")
    await programming.release(await world.act("organiser"), workshop, 1, "One more item")
    await browser.sign_in_as(world.people["other"])

    page = await browser.get(f"/workshops/{workshop.id}/agenda/changes")

    assert page.text.index("Release 2") < page.text.index("Release 1")
    assert "One more item" in page.text
    assert "Movement" in page.text


async def test_who_was_slower_with_an_item_sees_both_versions(browser: Browser) -> None:
    world = await make_world()
    workshop, items, _speakers = await released(world)
    await browser.sign_in_as(world.people["organiser"])
    form = await browser.get(f"/workshops/{workshop.id}/agenda/{items[0].id}")
    theirs = Item(title="Theirs", minutes=60, session_id=items[0].session_id)
    await programming.change_item(
        await world.act("host"), workshop, items[0].id, items[0].version, theirs
    )

    page = await browser.submit(form, str(items[0].id), title="Mine")
    again = await browser.submit(page, str(items[0].id))

    assert page.status_code == 409
    assert "Theirs" in page.text
    assert 'value="Mine"' in page.text
    assert again.status_code == 303


async def state_of(item_id: UUID) -> SpeakerState:
    return (await AgendaSpeaker.get(item_id=item_id)).state


async def test_a_speaker_says_yes_and_later_that_they_cannot_come(browser: Browser) -> None:
    world = await make_world()
    workshop, items, speakers = await released(world)
    await make_listing(codes=["TH-PAIN"], title="Pain school")
    await browser.sign_in_as(speakers[0])
    page = await browser.get(f"/workshops/{workshop.id}/agenda")

    sure = await browser.follow(await browser.submit(page, "/confirmation"))
    confirmed = await state_of(items[0].id)
    gone = await browser.follow(await browser.submit(sure, "/withdrawal"))
    await browser.sign_in_as(world.people["organiser"])
    item_page = await browser.get(f"/workshops/{workshop.id}/agenda/{items[0].id}")

    assert confirmed is SpeakerState.CONFIRMED
    assert await state_of(items[0].id) is SpeakerState.WITHDRAWN
    assert "A speaker is being looked for" in gone.text
    assert "Your part" not in gone.text
    assert "Pain school" in item_page.text


async def test_a_repeated_answer_of_a_speaker_tells_once(browser: Browser) -> None:
    world = await make_world()
    workshop, _items, speakers = await released(world)
    await browser.sign_in_as(speakers[0])
    page = await browser.get(f"/workshops/{workshop.id}/agenda")

    for _again in range(2):
        await browser.submit(page, "/withdrawal")

    assert len(await facts("SpeakerWithdrew")) == 1


async def test_an_address_nobody_has_is_refused_at_its_field(browser: Browser) -> None:
    world = await make_world()
    workshop, items, _speakers = await released(world)
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(f"/workshops/{workshop.id}/agenda/{items[0].id}")

    refused = await browser.submit(page, "/speakers", addresses="nobody@example.org")

    assert refused.status_code == 422
    assert "Nobody here has the address nobody@example.org." in refused.text
    assert len((await agenda.speakers_of(workshop.id))[items[0].id]) == 1


async def test_a_speaker_somebody_else_asked_meanwhile_is_not_dropped(browser: Browser) -> None:
    world = await make_world()
    workshop, items, speakers = await released(world)
    await browser.sign_in_as(world.people["organiser"])
    form = await browser.get(f"/workshops/{workshop.id}/agenda/{items[0].id}")
    both = [speakers[0].id, world.people["member"].id]
    await programming.set_speakers(await world.act("host"), workshop, items[0].id, both)

    page = await browser.submit(form, "/speakers", addresses=world.people["other"].email)

    rows = (await agenda.speakers_of(workshop.id))[items[0].id]
    assert page.status_code == 409
    assert "Max Member" in page.text
    assert {row.person_id for row in rows} == set(both)


async def test_minutes_are_read_by_those_with_a_place_and_written_by_speakers(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, items, speakers = await released(world)
    await came(workshop, world.people["member"])
    address = f"/workshops/{workshop.id}/agenda/{items[0].id}/minutes"
    await browser.sign_in_as(speakers[0])
    form = await browser.get(address)
    saved = await browser.follow(
        await browser.submit(form, "/minutes", text="Small steps every day")
    )

    await browser.sign_in_as(world.people["member"])
    read = await browser.get(address)
    written = await browser.post(address, {"text": "Mine", "version": "1"})
    await browser.sign_in_as(world.people["other"])
    barred = await browser.get(address)

    assert "Small steps every day" in saved.text
    assert "Small steps every day" in read.text
    assert "<textarea" not in read.text
    assert (written.status_code, barred.status_code) == (403, 403)
    assert "Small steps" not in barred.text


async def test_two_who_write_minutes_see_both_texts_and_lose_none(browser: Browser) -> None:
    world = await make_world()
    workshop, items, speakers = await released(world)
    address = f"/workshops/{workshop.id}/agenda/{items[0].id}/minutes"
    await browser.sign_in_as(speakers[0])
    form = await browser.get(address)
    organiser = await world.act("organiser")
    await programming.write_minutes(organiser, workshop, items[0].id, 0, "Written before")

    both = await browser.submit(form, "/minutes", text="Written after")
    page = await browser.follow(await browser.submit(both, "/minutes"))

    assert both.status_code == 409
    assert "Written before" in both.text
    assert "Written after" in both.text
    assert "As it stood before" in page.text
    assert "Written before" in page.text


async def test_a_long_agenda_is_one_small_page_with_few_statements(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    organiser = await world.act("organiser")
    first, last = await sessions_of(workshop)
    people = [(await make_member()).id for _ in range(6)]
    for number in range(60):
        session = (first, last)[number % 2]
        start = number // 2 * 5
        item = Item(title=f"Item {number}", minutes=5, session_id=session.id, starts_after=start)
        row = await programming.add_item(organiser, workshop, item)
        await AgendaSpeaker.create(item_id=row.id, person_id=people[number % 6])
    await programming.release(organiser, workshop, 0)
    await programming.change_item(
        organiser, workshop, row.id, row.version, Item(title="Moved", minutes=5)
    )
    await browser.sign_in_as(world.people["organiser"])
    base = f"/workshops/{workshop.id}/agenda"

    sizes = {}
    for end in ("", "/draft", "/changes", f"/{row.id}"):
        await browser.get(f"{base}{end}")
        with statements() as asked:
            page = await browser.get(f"{base}{end}")
        sizes[end] = (len(asked), len(page.content))

    assert [end for end, size in sizes.items() if size[0] > 12 or size[1] > 50_000] == []
