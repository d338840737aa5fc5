"""Coming to a centre by invitation, the roles there, and leaving it again."""

from datetime import timedelta
from uuid import uuid4

import pytest

from network.centres import queries
from network.centres.actions import staff as staffing
from network.centres.models import Centre, Membership
from network.centres.rules import GUEST_STAYS
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Forbidden, NotFound
from network.people.models import Invitation, Person
from network.people.queries import link_token
from tests.browser_client import Browser
from tests.factories import (
    actor,
    coordinator_of,
    make_admin,
    make_centre,
    make_coordinator,
    make_member,
    make_person,
)

pytestmark = pytest.mark.anyio

RIGHT = "a quiet garden behind the old mill"


async def _invite(centre: Centre, role: Role = Role.STAFF, email: str = "new@example.org") -> str:
    """The address of an invitation's page."""
    invitation = await staffing.invite(
        await coordinator_of(centre), email=email, centre_id=centre.id, role=role, language="en"
    )
    return f"/invitation/{link_token(invitation)}"


async def _roles_of(person: Person, centre: Centre) -> set[str]:
    rows = await Membership.filter(person_id=person.id, centre_id=centre.id)
    return {row.role for row in rows}


async def test_an_invited_person_joins_with_the_invited_role(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House")
    page = await browser.get(await _invite(centre, Role.SUPERVISOR))

    joined = await browser.submit(page, name="Noor", passphrase=RIGHT, accepts="y")

    person = await Person.get(email="new@example.org")
    assert "Harbour House" in page.text
    assert joined.status_code == 303
    assert await _roles_of(person, centre) == {"supervisor"}


async def test_an_invitation_works_once(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House")
    address = await _invite(centre)
    page = await browser.get(address)
    await browser.submit(page, name="Noor", passphrase=RIGHT, accepts="y")

    again = await browser.get(address)

    assert again.status_code == 404
    assert "Harbour House" not in again.text
    assert await Person.filter(email="new@example.org").count() == 1


async def test_an_invitation_ends_after_three_days(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House")
    address = await _invite(centre)

    with clock.at(clock.now() + timedelta(hours=71)):
        in_time = await browser.get(address)
    with clock.at(clock.now() + timedelta(hours=73)):
        late = await browser.get(address)

    assert (in_time.status_code, late.status_code) == (200, 404)
    assert "Harbour House" not in late.text


async def test_joining_needs_a_name_a_good_passphrase_and_the_code_of_conduct(
    browser: Browser,
) -> None:
    page = await browser.get(await _invite(await make_centre()))

    answers = [
        await browser.submit(page, name="", passphrase=RIGHT, accepts="y"),
        await browser.submit(page, name="Noor", passphrase="short", accepts="y"),
        await browser.submit(page, name="Noor", passphrase=RIGHT),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert not await Person.exists(email="new@example.org")


async def test_somebody_with_an_account_takes_up_a_further_role_signed_in(
    browser: Browser,
) -> None:
    person = await make_person(email="noor@example.org", email_key="noor@example.org")
    centre = await make_centre()
    address = await _invite(centre, Role.STAFF, "Noor@Example.org")
    as_visitor = await browser.post(address, {})
    await browser.sign_in_as(person)
    page = await browser.get(address)

    taken = await browser.submit(page)

    assert as_visitor.status_code == 409
    assert taken.status_code == 303
    assert await _roles_of(person, centre) == {"staff"}


async def test_an_invitation_is_of_no_use_to_somebody_else(browser: Browser) -> None:
    await make_person(email="noor@example.org", email_key="noor@example.org")
    thief, centre = await make_member(), await make_centre(name="Harbour House")
    address = await _invite(centre, Role.COORDINATOR, "noor@example.org")
    await browser.sign_in_as(thief)

    page, taken = await browser.get(address), await browser.post(address, {})

    assert (page.status_code, taken.status_code) == (404, 404)
    assert await _roles_of(thief, centre) == set()


async def test_an_invitation_taken_back_no_longer_works(browser: Browser) -> None:
    centre = await make_centre()
    address = await _invite(centre)
    invitation = await Invitation.get(email="new@example.org")
    await browser.sign_in_as(await make_coordinator(centre))

    people = await browser.get(f"/centre/{centre.id}/people")
    answer = await browser.submit(people, f"{invitation.id}/revocation")

    assert answer.status_code == 303
    assert (await browser.get(address)).status_code == 404


async def test_a_coordinator_cannot_take_back_the_invitation_of_another_centre(
    browser: Browser,
) -> None:
    own = await make_centre()
    address = await _invite(await make_centre())
    invitation = await Invitation.get(email="new@example.org")
    await browser.sign_in_as(await make_coordinator(own))

    foreign = await browser.post(f"/centre/{own.id}/invitations/{invitation.id}/revocation")
    unknown = await browser.post(f"/centre/{own.id}/invitations/{uuid4()}/revocation")

    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert (await browser.get(address)).status_code == 200


@pytest.mark.parametrize("role", [Role.NETWORK_ADMIN, Role.EDITOR, "queen", ""])
async def test_a_coordinator_cannot_invite_to_roles_that_are_not_of_a_centre(
    role: str, browser: Browser
) -> None:
    centre = await make_centre()
    await browser.sign_in_as(await make_coordinator(centre))
    page = await browser.get(f"/centre/{centre.id}/people")

    refused = await browser.submit(
        page, f"/centre/{centre.id}/invitations", email="new@example.org", role=role
    )

    assert refused.status_code == 422
    assert not await Invitation.exists()


async def test_a_role_given_counts_on_the_next_request_and_so_does_one_taken(
    browser: Browser,
) -> None:
    centre = await make_centre()
    coordinator = await coordinator_of(centre)
    person = await make_member(centre)
    await browser.sign_in_as(person)
    desk = f"/centre/{centre.id}"

    before = await browser.get(desk)
    await staffing.grant_role(coordinator, centre.id, person.id, Role.COORDINATOR)
    between = await browser.get(desk)
    await staffing.revoke_role(coordinator, centre.id, person.id, Role.COORDINATOR)
    after = await browser.get(desk)

    assert [p.status_code for p in (before, between, after)] == [404, 200, 404]


async def test_with_the_last_role_somebody_leaves_the_centre(db: object) -> None:
    centre = await make_centre()
    person = await make_member(centre)

    await staffing.revoke_role(await coordinator_of(centre), centre.id, person.id, Role.STAFF)

    assert (await actor(person)).centre_ids == frozenset()
    assert person.id not in {m.person.id for m in await queries.members_of(centre.id)}


async def test_a_role_can_be_taken_once(db: object) -> None:
    centre = await make_centre()
    coordinator, person = await coordinator_of(centre), await make_member(centre)
    await staffing.revoke_role(coordinator, centre.id, person.id, Role.STAFF)

    with pytest.raises(Conflict):
        await staffing.revoke_role(coordinator, centre.id, person.id, Role.STAFF)


async def test_a_role_given_twice_is_held_once(db: object) -> None:
    centre = await make_centre()
    coordinator, person = await coordinator_of(centre), await make_member(centre)

    for _ in range(2):
        await staffing.grant_role(coordinator, centre.id, person.id, Role.ORGANISER)

    rows = await Membership.filter(person_id=person.id).values_list("role", flat=True)
    assert sorted(map(str, rows)) == ["staff", "workshop_organiser"]


async def test_nobody_is_pulled_into_a_centre_without_an_invitation(db: object) -> None:
    centre, outsider = await make_centre(), await make_member()

    with pytest.raises(NotFound):
        await staffing.grant_role(await coordinator_of(centre), centre.id, outsider.id, Role.STAFF)

    assert await _roles_of(outsider, centre) == set()


async def test_coordinators_keep_their_own_role_and_power_ends_at_their_centre(
    db: object,
) -> None:
    centre, other = await make_centre(), await make_centre()
    me, staff = await make_coordinator(centre), await make_member(other)

    with pytest.raises(Forbidden):
        await staffing.revoke_role(await actor(me), centre.id, me.id, Role.COORDINATOR)
    with pytest.raises(Forbidden):
        await staffing.revoke_role(await actor(me), other.id, staff.id, Role.STAFF)
    with pytest.raises(Forbidden):
        await staffing.grant_role(await actor(me), other.id, staff.id, Role.COORDINATOR)

    assert await _roles_of(me, centre) == {"centre_coordinator"}
    assert await _roles_of(staff, other) == {"staff"}


async def test_a_guest_is_gone_after_three_months(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House", listing="unlisted", slug="harbour")
    page = await browser.get(await _invite(centre, Role.GUEST))
    await browser.submit(page, name="Noor", passphrase=RIGHT, accepts="y")
    guest = await Person.get(email="new@example.org")
    joined_at = clock.now()

    with clock.at(joined_at + GUEST_STAYS - timedelta(hours=1)):
        await browser.sign_in_as(guest)
        in_time = await browser.get("/centres/harbour")
    with clock.at(joined_at + GUEST_STAYS + timedelta(hours=1)):
        await browser.sign_in_as(guest)
        late = await browser.get("/centres/harbour")
        members = await queries.members_of(centre.id)

    assert (in_time.status_code, late.status_code) == (200, 404)
    assert guest.id not in {m.person.id for m in members}


async def test_colleagues_addresses_are_for_those_who_manage_the_centre(browser: Browser) -> None:
    centre = await make_centre()
    colleague = await make_member(centre)
    await browser.sign_in_as(await make_coordinator(centre))
    seen = await browser.get(f"/centre/{centre.id}/people")
    await browser.sign_in_as(await make_member(centre))

    hidden = await browser.get(f"/centre/{centre.id}/people")

    assert colleague.email in seen.text
    assert hidden.status_code == 404
    assert colleague.email not in hidden.text


async def test_the_operator_opens_an_account_of_the_secretariat_and_gives_roles(
    db: object,
) -> None:
    centre = await make_centre()

    person = await staffing.make_admin("first@example.org", "Noor", "stored")
    await staffing.take_up_role(person.id, centre.id, Role.STAFF)

    me = await actor(person)
    assert me.is_secretariat
    assert me.roles == {centre.id: frozenset({Role.STAFF})}


async def test_the_secretariat_invites_the_first_coordinator(browser: Browser) -> None:
    centre = await make_centre(state="draft", listing="unlisted")
    await browser.sign_in_as(await make_admin())
    desk = await browser.get(f"/desk/centres/{centre.id}")

    answer = await browser.submit(
        desk, f"/desk/centres/{centre.id}/invitations", email="new@example.org"
    )

    invitation = await Invitation.get(email="new@example.org")
    assert answer.status_code == 303
    assert (invitation.centre_id, invitation.role) == (centre.id, "centre_coordinator")
