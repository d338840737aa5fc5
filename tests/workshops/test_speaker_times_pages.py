"""When one could speak, on its page, and as warnings where the agenda is written."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from network.kernel import clock
from network.people.models import Person
from network.web.tokens import new_form_key
from network.workshops.actions import programming, sessions
from network.workshops.actions.programming import Item
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.agenda import SpeakerTime
from network.workshops.models.workshops import Workshop
from network.workshops.queries import agenda
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.surface.test_hostile import VALUES
from tests.workshops.test_agenda import released
from tests.workshops.test_speaker_times import hours, kept, move, say
from tests.workshops.workshop_world import (
    afterwards,
    came,
    drafted,
    during,
    in_days,
    make_world,
    opened,
    sessions_of,
)

pytestmark = pytest.mark.anyio
THERE = "When you could speak"


async def times(browser: Browser, workshop: Workshop, person: Person) -> httpx.Response:
    await browser.sign_in_as(person)
    return await browser.get(f"/workshops/{workshop.id}/agenda/times")


async def draft(browser: Browser, workshop: Workshop, person: Person, query: str = "") -> str:
    await browser.sign_in_as(person)
    return (await browser.get(f"/workshops/{workshop.id}/agenda/draft{query}")).text


async def fields(workshop: Workshop, number: int = 0, /, **given: str) -> dict[str, str]:
    """What is filled in of one session."""
    session = (await sessions_of(workshop))[number]
    return {f"{session.id}-{name}": value for name, value in given.items()}


def chosen(page: httpx.Response) -> list[str]:
    """What is chosen of each session."""
    return re.findall(r'value="(\w+)" checked', page.text)


def link_to(workshop: Workshop) -> str:
    return f'href="/workshops/{workshop.id}/agenda/times"'


# finding it --------------------------------------------------------------------------------------


async def test_who_speaks_finds_it_on_the_workshop_and_beside_their_part(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, _items, (ana, _ben) = await released(world)
    await came(workshop, world.people["member"])
    found = {}

    for name, person in (("ana", ana), *world.people.items()):
        await browser.sign_in_as(person)
        pages = [await browser.get(f"/workshops/{workshop.id}{end}") for end in ("", "/agenda")]
        found[name] = [link_to(workshop) in page.text for page in pages]

    assert found.pop("ana") == [True, True]
    assert {name: links for name, links in found.items() if any(links)} == {}


async def test_a_speaker_whose_item_was_not_released_finds_it_too(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    organiser, member = await world.act("organiser"), world.people["member"]
    item = await programming.add_item(organiser, workshop, Item(title="One", minutes=30))
    await programming.set_speakers(organiser, workshop, item.id, [member.id])

    page = await times(browser, workshop, member)

    assert chosen(page) == ["whole", "whole"]


async def test_after_the_workshop_there_is_nothing_to_say_any_more(browser: Browser) -> None:
    workshop, _items, (ana, _ben) = await released(await make_world())
    first = (await sessions_of(workshop))[0]
    await say(workshop, ana, hours(first, 1, 2), None)

    with clock.at(afterwards(workshop)):
        page = await times(browser, workshop, ana)
        pages = [await browser.get(f"/workshops/{workshop.id}{end}") for end in ("", "/agenda")]

    assert [link_to(workshop) in one.text for one in pages] == [False, False]
    assert "11:00–12:00" in page.text
    assert "Not at all" in page.text
    assert 'name="was"' in page.text
    assert '<button class="btn">Save</button>' not in page.text


# saying it ---------------------------------------------------------------------------------------


async def test_nothing_has_to_be_done_by_who_could_all_the_time(browser: Browser) -> None:
    workshop, _items, (ana, _ben) = await released(await make_world())
    page = await times(browser, workshop, ana)

    saved = await browser.follow(await browser.submit(page, "/times"))

    assert chosen(page) == chosen(saved) == ["whole", "whole"]
    assert await kept(workshop, ana) == []


async def test_a_part_and_not_at_all_are_said_and_shown_again(browser: Browser) -> None:
    workshop, _items, (ana, _ben) = await released(await make_world())
    first = (await sessions_of(workshop))[0]
    page = await times(browser, workshop, ana)
    part = await fields(workshop, could="part", until="11:30")
    never = await fields(workshop, 1, could="not")

    saved = await browser.follow(await browser.submit(page, "/times", **part, **never))

    assert await kept(workshop, ana) == [tuple(hours(first, 0, 1.5)), (None, None)]
    assert chosen(saved) == ["part", "not"]
    assert 'value="10:00"' in saved.text
    assert 'value="11:30"' in saved.text
    assert "Saved. The organisers see it where they write the agenda." in saved.text


async def test_hours_stand_on_the_clocks_of_the_session_and_on_the_readers(
    browser: Browser,
) -> None:
    workshop, _items, (ana, _ben) = await released(await make_world())
    first = (await sessions_of(workshop))[0]
    await Person.filter(id=ana.id).update(zone="Asia/Kathmandu")
    await say(workshop, ana, hours(first, 1, 2))

    page = await times(browser, workshop, ana)

    assert '<bdi>10:00–13:00</bdi></span> <span class="mute"><bdi>Tbilisi</bdi>' in page.text
    assert "For you: 11:45–14:45 in Kathmandu" in page.text
    assert "For you: 12:45–13:45 in Kathmandu" in page.text


WRONG = [
    ({"since": "12:00", "until": "11:00"}, "until", "This has to be later than the beginning."),
    ({"since": "11:00", "until": "11:00"}, "until", "This has to be later than the beginning."),
    ({"since": "09:00", "until": "11:00"}, "since", "This is not within the session."),
    ({"since": "11:00", "until": "13:30"}, "until", "This is not within the session."),
    ({"since": "", "until": "11:00"}, "since", "Fill this in."),
    ({"since": "noon", "until": "11:00"}, "since", "Write a time such as 14:30."),
]


@pytest.mark.parametrize(("typed", "field", "told"), WRONG)
async def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_is_kept(
    typed: dict[str, str], field: str, told: str, browser: Browser
) -> None:
    workshop, _items, (ana, _ben) = await released(await make_world())
    first = (await sessions_of(workshop))[0]
    page = await times(browser, workshop, ana)
    given = await fields(workshop, could="part", **typed)
    never = await fields(workshop, 1, could="not")

    again = await browser.submit(page, "/times", **given, **never)

    name = {"since": "From", "until": "To"}[field]
    link = f'<a href="#{first.id}-{field}">Session 1, {name}: {told}</a>'
    assert again.status_code == 422
    assert link in again.text
    assert chosen(again) == ["part", "not"]
    assert all(f'value="{text}"' in again.text for text in typed.values())
    assert await kept(workshop, ana) == []


async def test_hours_typed_without_a_choice_are_asked_about_once(browser: Browser) -> None:
    workshop, _items, (ana, _ben) = await released(await make_world())
    first = (await sessions_of(workshop))[0]
    page = await times(browser, workshop, ana)

    asked = await browser.submit(page, "/times", **await fields(workshop, until="11:00"))
    meant = await browser.submit(asked, "/times", **await fields(workshop, could="part"))
    once = await kept(workshop, ana)
    left = await browser.submit(asked, "/times")

    assert asked.status_code == 422
    assert "You wrote other hours. Choose “Only part of it” if you mean them." in asked.text
    assert (meant.status_code, left.status_code) == (303, 409)
    assert once == [tuple(hours(first, 0, 1))]


async def test_who_chooses_otherwise_need_not_put_hours_back(browser: Browser) -> None:
    workshop, _items, (ana, _ben) = await released(await make_world())
    first = (await sessions_of(workshop))[0]
    await say(workshop, ana, hours(first, 1, 2))
    page = await times(browser, workshop, ana)

    sent = await browser.submit(page, "/times", **await fields(workshop, could="whole"))

    assert sent.status_code == 303
    assert await kept(workshop, ana) == []


async def test_a_session_of_any_length_is_asked_about(browser: Browser) -> None:
    world = await make_world()
    workshop, _items, (ana, _ben) = await released(world)
    first = (await sessions_of(workshop))[0]
    plan = Sitting(wall=datetime.fromisoformat(first.wall), minutes=92, zone=first.zone)
    await sessions.change_session(
        await world.act("organiser"), workshop, first.id, first.version, plan
    )
    page = await times(browser, workshop, ana)

    sent = await browser.submit(
        page, "/times", **await fields(workshop, could="part", since="10:30")
    )

    assert sent.status_code == 303
    assert (await SpeakerTime.get()).until_at == first.starts_at + timedelta(minutes=92)


async def test_a_time_shown_twice_is_asked_back_and_then_taken(browser: Browser) -> None:
    with clock.at(datetime(2027, 9, 1, tzinfo=UTC)):
        world = await make_world()
        days = {"first_on": in_days(59), "last_on": in_days(62), "zone": "Europe/Berlin"}
        workshop = await opened(world, **days)
        organiser, ana = await world.act("organiser"), world.people["member"]
        night = datetime(2027, 10, 31, 1)
        plan = Sitting(wall=night, minutes=240, zone="Europe/Berlin")
        session = await sessions.add_session(organiser, workshop, plan)
        item = await programming.add_item(organiser, workshop, Item(title="One", minutes=30))
        await programming.set_speakers(organiser, workshop, item.id, [ana.id])
        page = await times(browser, workshop, ana)
        number = [row.id for row in await sessions_of(workshop)].index(session.id)

        given = await fields(workshop, number, could="part", until="02:30")
        asked = await browser.submit(page, "/times", **given)
        given = await fields(workshop, number, until_second="second")
        sent = await browser.submit(asked, "/times", **given)
        again = await browser.follow(sent)

    assert asked.status_code == 422
    assert "the clocks show this time twice. Say which one you mean." in asked.text
    assert (await SpeakerTime.get()).until_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert '<option value="second" selected>' in again.text


async def test_a_repeated_submit_says_it_once(browser: Browser) -> None:
    workshop, _items, (ana, _ben) = await released(await make_world())
    page = await times(browser, workshop, ana)
    never = await fields(workshop, could="not")

    sent = [await browser.submit(page, "/times", **never) for _again in range(2)]

    assert {one.headers["location"] for one in sent} == {f"/workshops/{workshop.id}/agenda/times"}
    assert await kept(workshop, ana) == [(None, None)]


async def test_who_was_slower_in_another_window_sees_both_and_may_save_again(
    browser: Browser,
) -> None:
    workshop, _items, (ana, _ben) = await released(await make_world())
    first = (await sessions_of(workshop))[0]
    page = await times(browser, workshop, ana)
    await say(workshop, ana, None)

    given = await fields(workshop, could="part", since="11:00", until="12:00")
    both = await browser.submit(page, "/times", **given)
    again = await browser.submit(both, "/times")

    row = '<th scope="row">Session 1</th><td dir="auto">Not at all</td><td dir="auto">11:00–12:00'
    assert both.status_code == 409
    assert "The times changed a moment ago. Look once more, then save." in both.text
    assert row in both.text
    assert again.status_code == 303
    assert await kept(workshop, ana) == [tuple(hours(first, 1, 2))]


async def test_a_session_that_moves_meanwhile_is_shown_at_its_new_time(browser: Browser) -> None:
    world = await make_world()
    workshop, _items, (ana, _ben) = await released(world)
    page = await times(browser, workshop, ana)
    await move(world, workshop, 14)

    never = await fields(workshop, 1, could="not")
    late = await browser.submit(page, "/times", **never)
    again = await browser.submit(late, "/times")

    assert late.status_code == 409
    assert "<bdi>14:00–17:00</bdi>" in late.text
    assert chosen(late) == ["whole", "not"]
    assert again.status_code == 303
    assert await kept(workshop, ana) == [(None, None)]


async def test_once_a_session_moved_the_speaker_is_asked_again(browser: Browser) -> None:
    world = await make_world()
    workshop, _items, (ana, _ben) = await released(world)
    await say(workshop, ana, None)
    await move(world, workshop, 14)

    part = await (await browser.sign_in_as(ana)).get(f"/workshops/{workshop.id}/agenda")
    page = await times(browser, workshop, ana)
    saved = await browser.follow(await browser.submit(page, "/times"))

    again = "This session moved since you said when you could. Please say it again."
    assert "A session moved since you said when you could speak in it." in part.text
    assert (again in page.text, again in saved.text) == (True, False)
    assert chosen(page) == ["whole", "whole"]
    assert await kept(workshop, ana) == []


# who ---------------------------------------------------------------------------------------------


async def test_it_is_closed_to_all_who_do_not_speak(browser: Browser) -> None:
    world = await make_world()
    workshop, _items, _speakers = await released(world)
    hidden = await drafted(world)
    await came(workshop, world.people["member"])
    told = {}

    for who in ("organiser", "secretariat", "member", "other"):
        await browser.sign_in_as(world.people[who])
        for one in (workshop, hidden):
            address = f"/workshops/{one.id}/agenda/times"
            answers = [await browser.get(address), await browser.post(address)]
            told[who, one.id == hidden.id] = [answer.status_code for answer in answers]

    assert {codes[0] for (who, _), codes in told.items() if who != "other"} <= {403, 404}
    assert told["organiser", False] == told["member", False] == [403, 403]
    assert told["member", True] == told["other", True] == [404, 404]


async def test_nobody_but_organisers_reads_what_a_speaker_said(browser: Browser) -> None:
    world = await make_world()
    workshop, _items, (ana, ben) = await released(world)
    first = (await sessions_of(workshop))[0]
    await say(workshop, ana, hours(first, 1.5, 2.5))
    await came(workshop, world.people["member"])
    ends = ("", "/agenda", "/agenda/changes", "/sessions", "/programme/print", "/agenda/draft")
    read = {}

    for name, person in (("ben", ben), *world.people.items()):
        await browser.sign_in_as(person)
        pages = [await browser.get(f"/workshops/{workshop.id}{end}") for end in ends]
        told = [
            end for end, page in zip(ends, pages, strict=True) if re.search("1[12]:30", page.text)
        ]
        if told:
            read[name] = told

    runs = ["/agenda/draft"]
    assert read == {"organiser": runs, "host": runs, "secretariat": runs}


# warnings ----------------------------------------------------------------------------------------


async def test_the_draft_warns_of_an_item_outside_of_what_its_speaker_said(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, items, (ana, _ben) = await released(world)
    first = (await sessions_of(workshop))[0]
    await Person.filter(id=ana.id).update(name="Amal")
    await say(workshop, ana, hours(first, 1, 3))
    organiser = world.people["organiser"]

    page = await draft(browser, workshop, organiser)
    later = Item(title="Groups", minutes=60, session_id=first.id, starts_after=60)
    await programming.change_item(
        await world.act("organiser"), workshop, items[0].id, items[0].version, later
    )
    mended = await draft(browser, workshop, organiser)

    assert "Amal could from 11:00 to 13:00." in page
    assert "who speak in it" not in page
    assert "Amal could" not in mended


async def test_releasing_is_never_barred(browser: Browser) -> None:
    world = await make_world()
    workshop, items, (ana, _ben) = await released(world)
    await say(workshop, ana, None)
    renamed = Item(title="Renamed", minutes=60, session_id=items[0].session_id)
    await programming.change_item(
        await world.act("organiser"), workshop, items[0].id, items[0].version, renamed
    )
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(f"/workshops/{workshop.id}/agenda/draft")

    sent = await browser.submit(page, "/releases")

    assert "could not speak in this session." in page.text
    assert sent.status_code == 303
    assert [slot.title for slot in await agenda.released_of(workshop.id)] == ["Renamed", "Groups"]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ((0, 1.5), "All who speak in it could from 11:00 to 11:30."),
        ((0, 1), "There is no hour in which all who speak in it could."),
    ],
)
async def test_of_several_speakers_the_hours_in_common_are_told(
    other: tuple[float, float], told: str, browser: Browser
) -> None:
    world = await make_world()
    workshop, items, (ana, ben) = await released(world)
    first = (await sessions_of(workshop))[0]
    both = [ana.id, ben.id]
    await programming.set_speakers(await world.act("organiser"), workshop, items[0].id, both)
    await say(workshop, ana, hours(first, 1, 3))
    await say(workshop, ben, hours(first, *other))

    page = await draft(browser, workshop, world.people["organiser"])

    assert told in page


async def test_the_draft_tells_who_said_nothing_since_a_session_moved(browser: Browser) -> None:
    world = await make_world()
    workshop, _items, (ana, _ben) = await released(world)
    await Person.filter(id=ana.id).update(name="Amal")
    await say(workshop, ana, None)
    await move(world, workshop, 14)

    page = await draft(browser, workshop, world.people["organiser"])
    await say(workshop, ana, "whole")
    said = await draft(browser, workshop, world.people["organiser"])

    assert "The session moved since Amal said when they could." in page
    assert "Amal could not" not in page
    assert "The session moved since" not in said


@pytest.mark.parametrize(
    ("language", "direction", "told"),
    [
        ("fr", "ltr", "Amal peut de 11:00 à 13:00."),
        ("ar", "rtl", "الوقت الممكن لمداخلة Amal: من 11:00 إلى 13:00."),
    ],
)
async def test_it_warns_in_the_language_and_direction_of_its_reader(
    language: str, direction: str, told: str, browser: Browser
) -> None:
    world = await make_world()
    workshop, _items, (ana, _ben) = await released(world)
    first = (await sessions_of(workshop))[0]
    await Person.filter(id=ana.id).update(name="Amal")
    await say(workshop, ana, hours(first, 1, 3))

    page = await draft(browser, workshop, world.people["organiser"], f"?lang={language}")

    assert f'<html lang="{language}" dir="{direction}"' in page
    assert told in page


# what it costs -----------------------------------------------------------------------------------


async def cost(browser: Browser, address: str) -> int:
    await browser.get(address)
    with statements() as asked:
        page = await browser.get(address)
    assert page.status_code == 200
    return len(asked)


async def test_draft_and_workshop_cost_the_same_whatever_was_said(browser: Browser) -> None:
    world = await make_world()
    workshop, _items, (ana, ben) = await released(world)
    draft_page = f"/workshops/{workshop.id}/agenda/draft"
    found = []

    for is_said in (False, True):
        if is_said:
            await say(workshop, ana, None, None)
            await say(workshop, ben, None, None)
        await browser.sign_in_as(world.people["organiser"])
        drafts = await cost(browser, draft_page)
        await browser.sign_in_as(ana)
        found.append((drafts, await cost(browser, f"/workshops/{workshop.id}")))

    assert found[0] == found[1]


async def test_many_sessions_are_one_small_page_with_few_statements(browser: Browser) -> None:
    world = await make_world()
    workshop, _items, (ana, _ben) = await released(world)
    await browser.sign_in_as(ana)
    address = f"/workshops/{workshop.id}/agenda/times"
    few = await cost(browser, address)
    for hour in range(1, 21):
        plan = Sitting(
            wall=datetime.combine(in_days(61), datetime.min.time()) + timedelta(hours=hour),
            minutes=45,
            zone="Asia/Tbilisi",
        )
        await sessions.add_session(await world.act("organiser"), workshop, plan)

    many = await cost(browser, address)

    assert (many, few <= 8) == (few, True)
    assert len((await browser.get(address)).content) < 100_000


async def test_while_it_runs_only_what_is_to_come_is_asked(browser: Browser) -> None:
    workshop, _items, (ana, _ben) = await released(await make_world())
    await say(workshop, ana, None, None)

    with clock.at(during(workshop, 10)):
        page = await times(browser, workshop, ana)

    assert chosen(page) == ["not"]


# hostile words -----------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["could", "since", "since_second", "until", "shown"])
async def test_no_words_in_a_field_break_the_page_or_are_kept(field: str, browser: Browser) -> None:
    workshop, _items, (ana, _ben) = await released(await make_world())
    page = await times(browser, workshop, ana)
    codes = set()

    for value in VALUES.values():
        given = await fields(workshop, **{"could": "part", field: value})
        answer = await browser.submit(page, "/times", **given, form_key=new_form_key())
        codes.add(answer.status_code)
        assert "<script>alert" not in answer.text
        if answer.status_code == 303:
            page = await browser.get(answer.headers["location"])

    assert codes <= {303, 400, 422}
    assert await kept(workshop, ana) == []
