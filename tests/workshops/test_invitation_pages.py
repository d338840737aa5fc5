"""Inviting colleagues, reminding who has not answered, and answering."""

from datetime import timedelta

import pytest

from network.centres.actions import finding
from network.kernel import clock
from network.people.models import Person
from network.workshops.actions import inviting, moving
from network.workshops.models.registrations import WorkshopInvitation
from network.workshops.models.workshops import Workshop
from network.workshops.vocabulary import InvitationState, Level, Move
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import make_centre, make_member
from tests.workshops.workshop_world import (
    World,
    came,
    checked,
    crowd,
    facts,
    make_world,
    opened,
    states_of,
)

pytestmark = pytest.mark.anyio

MOST = 12


def address(workshop: Workshop, rest: str = "") -> str:
    return f"/workshops/{workshop.id}/invitations{rest}"


def own(workshop: Workshop, rest: str = "") -> str:
    return f"/workshops/{workshop.id}/invitation{rest}"


async def known(name: str) -> Person:
    """A member whom others find by name."""
    person = await make_member(await make_centre(), name=name)
    await finding.index_person(person.id)
    return person


async def asked(world: World, workshop: Workshop, *people: Person) -> list[WorkshopInvitation]:
    await inviting.invite(await world.act("organiser"), workshop, [one.id for one in people])
    return [await WorkshopInvitation.get(workshop=workshop, person=one) for one in people]


async def answers_of(workshop: Workshop) -> list[str]:
    rows = await WorkshopInvitation.filter(workshop_id=workshop.id).order_by("created_at", "id")
    return [str(row.state) for row in rows]


# for who runs it ---------------------------------------------------------------------------------


async def test_colleagues_are_found_by_name_and_invited(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await known("Wilhelmina Quist")
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(address(workshop, "?q=Quist"))
    key = str((await Person.get(name="Wilhelmina Quist")).id)
    sent = await browser.submit(page, "/invitations?q=Quist", chosen=[key])
    again = await browser.submit(page, "/invitations?q=Quist", chosen=[key])
    after = await browser.follow(sent)

    assert "Wilhelmina Quist" in page.text
    assert (sent.status_code, again.status_code) == (303, 303)
    assert "1 person is invited and told at once." in after.text
    assert "Not answered yet" in after.text
    assert len(await facts("WorkshopInvited")) == 1


async def test_nobody_is_told_before_registration_opens(browser: Browser) -> None:
    world = await make_world()
    workshop = await checked(world)
    person = await known("Wilhelmina Quist")
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(address(workshop, "?q=Quist"))
    await browser.submit(page, "/invitations?q=Quist", chosen=[str(person.id)])
    await browser.sign_in_as(person)
    seen = await browser.get(own(workshop))

    assert await answers_of(workshop) == ["pending"]
    assert await facts("WorkshopInvited") == []
    assert seen.status_code == 404


async def test_while_registration_is_closed_the_page_says_when_they_are_told(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop = await opened(world)
    await moving.move(await world.act("organiser"), workshop, Move.CLOSE_REG)
    person = await known("Wilhelmina Quist")
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(address(workshop, "?q=Quist"))
    sent = await browser.submit(page, "/invitations?q=Quist", chosen=[str(person.id)])
    after = await browser.follow(sent)

    assert "They are told when registration opens." in page.text
    assert "They are told at once." not in page.text
    assert "told when registration opens" in after.text
    assert await facts("WorkshopInvited") == []


async def test_who_cannot_be_found_cannot_be_invited_and_is_not_told_apart(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop = await opened(world)
    hidden = await make_member(name="Sora Unlisted", is_findable=False)
    await finding.index_person(hidden.id)
    await browser.sign_in_as(world.people["organiser"])

    found = [await browser.get(address(workshop, f"?q={q}")) for q in ("Sora", "Nobody")]
    by_mail = await browser.get(address(workshop, f"?q={hidden.email}"))
    sent = await browser.post(address(workshop, "?q=Sora"), {"chosen": str(hidden.id)})

    assert ["Nobody else is found by these words." in page.text for page in found] == [True] * 2
    assert "Sora Unlisted" not in by_mail.text
    assert sent.status_code == 422
    assert await answers_of(workshop) == []


async def test_only_those_ticked_who_have_not_answered_are_reminded(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    people = await crowd(3)
    rows = await asked(world, workshop, *people)
    await came(workshop, people[2])

    with clock.at(clock.now() + timedelta(days=4)):
        await browser.sign_in_as(world.people["organiser"])
        page = await browser.get(address(workshop))
        chosen = [str(rows[0].id), str(rows[2].id)]
        sent = await browser.follow(await browser.submit(page, "/reminders", chosen=chosen))
        later = await browser.submit(sent, "/reminders", chosen=chosen)
        again = await browser.follow(later)

    assert "1 person is reminded." in sent.text
    assert "Nobody was reminded: each is asked at most every three days." in again.text
    reminded = [fact["told"] for fact in await facts("WorkshopInvited", is_reminder=True)]
    assert reminded == [[str(people[0].id)]]


async def test_an_invitation_is_taken_back_until_it_is_answered(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    people = await crowd(2)
    rows = await asked(world, workshop, *people)
    await came(workshop, people[1])
    await browser.sign_in_as(world.people["organiser"])

    back = await browser.post(address(workshop, f"/{rows[0].id}/withdrawal"))
    late = await browser.post(address(workshop, f"/{rows[1].id}/withdrawal"))

    assert (back.status_code, late.status_code) == (303, 409)
    assert "This invitation was answered already." in late.text
    assert await answers_of(workshop) == ["withdrawn", "accepted"]
    assert await states_of(workshop) == ["confirmed"]


async def test_nobody_else_learns_who_is_invited(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    (row,) = await asked(world, workshop, world.people["other"])
    found = []

    for reader in ("member", "other", "staff"):
        await browser.sign_in_as(world.people[reader])
        found.append((await browser.get(address(workshop))).status_code)
        parts = ("", "/reminders", f"/{row.id}/withdrawal")
        found += [(await browser.post(address(workshop, part))).status_code for part in parts]

    assert found == [404] * 12
    assert await answers_of(workshop) == ["pending"]


async def test_the_list_reads_little_however_many_are_invited(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await asked(world, workshop, *(await crowd(120)))
    await known("Wilhelmina Quist")
    await browser.sign_in_as(world.people["organiser"])
    await browser.get(address(workshop))

    with statements() as found:
        page = await browser.get(address(workshop, "?page=2"))

    assert "Page 2 of 3" in page.text
    assert len(found) <= MOST, "\n".join(found)
    assert len(page.content) <= 50 * 1024


# for who is invited ------------------------------------------------------------------------------


async def test_one_says_yes_by_registering(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world, needs_approval=True)
    await asked(world, workshop, world.people["member"])
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(own(workshop))
    form = await browser.get(f"/workshops/{workshop.id}/registration")
    await browser.submit(form, "/registration")

    assert "An invitation keeps no place" in page.text
    assert "The organisers look at each registration first." not in form.text
    assert await states_of(workshop) == ["confirmed"]
    assert await answers_of(workshop) == [str(InvitationState.ACCEPTED)]


async def test_one_says_no_with_one_button(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await asked(world, workshop, world.people["member"])
    await browser.sign_in_as(world.people["member"])

    done = await browser.follow(await browser.submit(await browser.get(own(workshop)), "/refusal"))

    assert "The organisers are told that you cannot come." in done.text
    assert "Said no" in done.text
    assert await answers_of(workshop) == ["declined"]


async def test_who_says_no_to_a_closed_workshop_is_led_home(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world, level=Level.STRICT)
    await asked(world, workshop, world.people["member"])
    await browser.sign_in_as(world.people["member"])

    sent = await browser.submit(await browser.get(own(workshop)), "/refusal")

    assert sent.headers["location"] == "/today"
    assert (await browser.get(own(workshop))).status_code == 404


async def test_a_guest_registers_only_when_invited(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["guest"])
    before = await browser.post(f"/workshops/{workshop.id}/registration")
    await asked(world, workshop, world.people["guest"])

    after = await browser.post(f"/workshops/{workshop.id}/registration")

    assert (before.status_code, after.status_code) == (403, 303)
    assert await states_of(workshop) == ["confirmed"]


async def test_there_is_no_invitation_for_who_was_not_invited(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await asked(world, workshop, world.people["other"])
    await browser.sign_in_as(world.people["member"])

    seen = await browser.get(own(workshop))
    sent = await browser.post(own(workshop, "/refusal"))

    assert (seen.status_code, sent.status_code) == (404, 404)


async def test_who_is_registered_withdraws_instead_of_saying_no(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await asked(world, workshop, world.people["member"])
    await came(workshop, world.people["member"])
    await browser.sign_in_as(world.people["member"])

    sent = await browser.post(own(workshop, "/refusal"))

    assert sent.status_code == 409
    assert "Withdraw the registration instead." in sent.text
