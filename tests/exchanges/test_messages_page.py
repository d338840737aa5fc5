"""Messages on a visit by its pages: who reads and writes what, and what is unread."""

from datetime import timedelta

import pytest

from network.exchanges.actions import applying, hosting, talking
from network.exchanges.models.staying import Message, ReadMark
from network.exchanges.models.visits import Visit
from network.exchanges.rules.selection import Gate
from network.exchanges.vocabulary import Reason
from network.kernel import clock
from tests.browser_client import Browser
from tests.exchanges.visit_world import World, accepted, asked, submitted, written

pytestmark = pytest.mark.anyio

HELLO = "We are looking forward to it."


async def said(world: World, who: str, visit: Visit, text: str = HELLO) -> None:
    await talking.write(await world.act(who), visit, text)


async def read_as(browser: Browser, world: World, who: str, visit: Visit, query: str = "") -> str:
    await browser.sign_in_as(world.people[who])
    return (await browser.get(f"/visits/{visit.id}/messages{query}")).text


async def test_somebody_writes_and_the_others_read_it_by_name(
    browser: Browser, world: World
) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"/visits/{visit.id}")

    sent = await browser.submit(page, "/messages", text="When does the tram leave?")

    text = await read_as(browser, world, "host", visit)
    assert sent.headers["location"] == f"/visits/{visit.id}"
    assert "When does the tram leave?" in text
    assert "Vic Visitor" in text


async def test_moves_stand_between_the_messages(browser: Browser, world: World) -> None:
    visit = await submitted(world)
    await said(world, "home", visit, "I will read it tomorrow.")
    visit = await _endorsed(world, visit)
    await said(world, "visitor", visit, "Thank you!")

    text = await read_as(browser, world, "visitor", visit)

    order = ["Application sent", "I will read it tomorrow.", "Application endorsed", "Thank you!"]
    assert sorted(order, key=text.index) == order


async def _endorsed(world: World, visit: Visit) -> Visit:
    return await applying.endorse(await world.act("home"), visit, Gate, "Colleagues share it.")


async def test_a_host_reads_what_was_said_since_it_was_asked(
    browser: Browser, world: World
) -> None:
    visit = await submitted(world)
    await said(world, "home", visit, "Is your leave agreed?")
    visit = await _endorsed(world, visit)
    visit = await hosting.ask_hosts(await world.act("home"), visit)
    await said(world, "home", visit, "Welcome to the host.")

    text = await read_as(browser, world, "host", visit)

    assert "Welcome to the host." in text
    assert "Is your leave agreed?" not in text
    assert "Application endorsed" not in text


async def test_the_next_host_reads_nothing_of_the_one_before(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    await said(world, "host", visit, "We are full in spring.")
    later = clock.now() + timedelta(minutes=5)
    with clock.at(later):
        visit = await hosting.decline(await world.act("host"), visit, Reason.HOST_CAPACITY)

    with clock.at(later + timedelta(minutes=5)):
        text = await read_as(browser, world, "next_host", visit)

    assert "We are full in spring." not in text


async def test_reading_is_noted_by_a_button_and_by_no_visit_of_a_page(
    browser: Browser, world: World
) -> None:
    visit = await accepted(world)
    await said(world, "host", visit)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"/visits/{visit.id}/messages")
    marked = await ReadMark.filter(person_id=world.people["visitor"].id).count()

    with clock.at(clock.now() + timedelta(minutes=1)):
        after = await browser.follow(await browser.submit(page, "/reading"))

    assert marked == 0
    assert "I have read 1 new message" in page.text
    assert "I have read" not in after.text


async def test_a_long_thread_is_paged_newest_first(browser: Browser, world: World) -> None:
    visit = await accepted(world)
    start = clock.now()
    for n in range(200):
        with clock.at(start + timedelta(seconds=n + 1)):
            await Message.create(
                visit_id=visit.id, author_id=world.people["host"].id, text=f"Word {n:03}."
            )

    first = await read_as(browser, world, "visitor", visit)
    fourth = await read_as(browser, world, "visitor", visit, "?page=4")
    last = await read_as(browser, world, "visitor", visit, "?page=5")
    beyond = await read_as(browser, world, "visitor", visit, "?page=77")

    assert "Page 1 of 5" in first
    assert "Page 5 of 5" in last
    assert ("Word 199." in first, "Word 149." in first) == (True, False)
    assert ("Word 000." in fourth, "Application sent" in fourth) == (True, False)
    assert "Application sent" in last
    assert "Word 199." in beyond


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Fill this in."),
        ("x" * 4001, "Use at most"),
        ("Client born 12.03.1988, call +41791234567", "no client can be recognised"),
    ],
)
async def test_what_cannot_be_sent_is_kept_and_said_why(
    text: str, told: str, browser: Browser, world: World
) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"/visits/{visit.id}")

    answer = await browser.submit(page, "/messages", text=text)

    assert answer.status_code == 422
    assert told in answer.text
    assert text in answer.text
    assert await Message.all().count() == 0


async def test_a_message_sent_twice_is_written_once(browser: Browser, world: World) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"/visits/{visit.id}/messages")

    for _ in range(2):
        await browser.submit(page, "/messages", text=HELLO)

    assert await Message.all().count() == 1


@pytest.mark.parametrize("who", ["colleague", "outsider", "next_host", "editor"])
async def test_who_may_not_see_the_visit_gets_the_same_as_for_none(
    who: str, browser: Browser, world: World
) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people[who])

    answers = [
        await browser.get(f"/visits/{visit.id}/messages"),
        await browser.post(f"/visits/{visit.id}/messages", {"text": HELLO}),
        await browser.post(f"/visits/{visit.id}/messages/reading"),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert await Message.all().count() == 0


async def test_the_secretariat_reads_and_does_not_write(browser: Browser, world: World) -> None:
    visit = await accepted(world)
    await said(world, "host", visit)
    text = await read_as(browser, world, "secretariat", visit)

    answer = await browser.post(f"/visits/{visit.id}/messages", {"text": HELLO})

    assert HELLO in text
    assert 'name="text"' not in text
    assert answer.status_code == 403


async def test_nobody_is_written_to_from_a_draft(browser: Browser, world: World) -> None:
    visit = await written(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}")

    assert 'name="text"' not in page.text
