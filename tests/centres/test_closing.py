"""The secretariat closes a centre and opens it again; others do not see it meanwhile."""

from typing import Any

import pytest

from network.centres.actions import profile, staff
from network.centres.models import Centre, CentreState, Listing, Membership
from network.expertise import actions as expertise
from network.expertise.models import Kind
from network.kernel.actor import SYSTEM, Role
from network.kernel.errors import Conflict, Forbidden
from network.outbox import RecordedEvent
from network.people import queries as accounts
from network.people.models import Invitation, Person
from tests.browser_client import Browser
from tests.factories import (
    actor,
    coordinator_of,
    make_admin,
    make_centre,
    make_coordinator,
    make_listing,
    make_member,
)

pytestmark = pytest.mark.anyio


async def _closed(**given: Any) -> Centre:
    centre = await make_centre(**given)
    await profile.close(SYSTEM, await Centre.get(id=centre.id))
    return await Centre.get(id=centre.id)


async def _state(centre: Centre) -> CentreState:
    return (await Centre.get(id=centre.id)).state


async def test_a_centre_is_closed_after_a_question_and_opened_again(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House", slug="harbour", listing=Listing.PUBLIC)
    reader, admin = await make_member(), await make_admin()
    desk, found = f"/desk/centres/{centre.id}", []

    await browser.sign_in_as(admin)
    question = await browser.get(f"{desk}/closing")
    unchanged = await _state(centre)
    closed = await browser.follow(await browser.submit(question, "/closing"))
    for address in ("/centres/harbour", "/centres", "/centres?q=harbour", "/centres.csv"):
        await browser.sign_in_as(reader)
        found.append("Harbour House" in (await browser.get(address)).text)
    await browser.sign_in_as(admin)
    await browser.submit(await browser.get(desk), "/reopening")
    await browser.sign_in_as(reader)
    back = await browser.get("/centres/harbour")

    assert f'href="{desk}/closing"' not in closed.text
    assert unchanged is CentreState.CONFIRMED
    assert found == [False] * 4
    assert back.status_code == 200
    assert await RecordedEvent.filter(name__in=["CentreClosed", "CentreReopened"]).count() == 2


async def test_a_draft_that_was_closed_is_a_draft_again(db: object) -> None:
    centre = await _closed(state=CentreState.DRAFT, listing=Listing.UNLISTED, confirmed_at=None)

    await profile.reopen(SYSTEM, centre)

    assert await _state(centre) is CentreState.DRAFT


async def test_people_of_a_closed_centre_keep_account_and_roles_and_are_told(
    browser: Browser,
) -> None:
    centre = await make_centre(name="Harbour House")
    person = await make_coordinator(centre)
    await profile.close(SYSTEM, await Centre.get(id=centre.id))
    await browser.sign_in_as(person)

    desk, today = await browser.get(f"/centre/{centre.id}"), await browser.get("/today")

    assert "The secretariat has closed this centre." in desk.text
    assert "Confirm your centre" not in today.text
    assert not (await Person.get(id=person.id)).is_disabled
    assert await Membership.filter(person_id=person.id).count() == 1


async def test_invitations_to_a_closed_centre_end_and_no_new_ones_begin(db: object) -> None:
    centre, other = await make_centre(), await make_centre()
    owner = await coordinator_of(centre)
    for at in (centre, other):
        await staff.invite(
            SYSTEM,
            email=f"new@{at.slug}.example",
            centre_id=at.id,
            role=Role.STAFF,
            language="en",
        )

    await profile.close(SYSTEM, centre)
    with pytest.raises(Conflict):
        await staff.invite(
            owner, email="a@b.example", centre_id=centre.id, role=Role.STAFF, language="en"
        )

    assert await Invitation.all().count() == 2
    assert [row.centre_id for row in await accounts.open_invitations(None)] == [other.id]


async def test_its_coordinators_cannot_open_a_closed_centre_by_confirming_it(db: object) -> None:
    centre = await _closed()
    coordinator = await coordinator_of(centre)

    with pytest.raises(Conflict):
        await profile.confirm(coordinator, centre, Listing.PUBLIC)
    with pytest.raises(Forbidden):
        await profile.reopen(coordinator, centre)
    with pytest.raises(Forbidden):
        await profile.close(coordinator, await make_centre())

    assert await _state(centre) is CentreState.CLOSED


async def test_a_closed_centre_asks_answers_and_publishes_nothing(db: object) -> None:
    centre, other = await make_centre(), await make_centre()
    draft = await make_listing(centre, is_draft=True)
    need = await make_listing(other, kind=Kind.NEED)
    await profile.close(SYSTEM, centre)
    me, them = await coordinator_of(centre), await coordinator_of(other)

    for act in (
        expertise.ask_contact(me, centre.id, other, None, "May we visit?"),
        expertise.ask_contact(them, other.id, centre, None, "May we visit?"),
        expertise.answer_need(me, need, centre.id, text="We can.", from_on=None, until_on=None),
        expertise.publish(me, draft),
    ):
        with pytest.raises(Conflict):
            await act


@pytest.mark.parametrize("is_closed", [True, False])
async def test_closing_and_opening_act_once_even_from_a_stale_page(
    is_closed: bool, db: object
) -> None:
    centre = await _closed() if is_closed else await make_centre()
    act = profile.close if is_closed else profile.reopen
    before = await Centre.get(id=centre.id).values()

    with pytest.raises(Conflict):
        await act(SYSTEM, centre)

    assert await Centre.get(id=centre.id).values() == before


async def test_only_the_secretariat_finds_the_way_to_close(browser: Browser) -> None:
    centre = await make_centre()
    person = await make_coordinator(centre)
    await browser.sign_in_as(person)
    desk = f"/desk/centres/{centre.id}"

    answers = [
        await browser.get(f"{desk}/closing"),
        await browser.post(f"{desk}/closing"),
        await browser.post(f"{desk}/reopening"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert (await actor(person)).coordinated_ids == {centre.id}
    assert await _state(centre) is CentreState.CONFIRMED
