"""Invitations: the only way in, for one address, one centre and one role, once and soon."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from network.centres.actions import staff
from network.centres.models import Centre, Membership
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from network.kernel.ids import hash_token
from network.notifications.actions import opened
from network.notifications.models import QueuedMail
from network.people import passphrases, queries
from network.people.actions import invitations
from network.people.models import Invitation, Person, RecoveryCode, SecondFactor, Session
from network.settings import Settings
from tests.browser_client import Browser
from tests.factories import coordinator_of, make_centre, make_member, make_person

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEW = "every third heron sings before breakfast"
ADDRESS = "new.colleague@example.org"


async def invite(
    centre: Centre, *, by: Actor | None = None, role: Role = Role.STAFF, email: str = ADDRESS
) -> Invitation:
    by = by or await coordinator_of(centre)
    return await staff.invite(by, email=email, centre_id=centre.id, role=role, language="en")


async def join(invitation: Invitation, **given: str) -> Person:
    found = await queries.invitation_behind(queries.link_token(invitation))
    plain = {"name": "Amal", "passphrase": NEW, "language": "en"}
    return await staff.join(found, **(plain | given))


async def attempt(invitation: Invitation) -> str:
    try:
        await join(invitation)
    except DomainError as error:
        return type(error).__name__
    return "joined"


def address_of(invitation: Invitation) -> str:
    return f"/invitation/{queries.link_token(invitation)}"


async def test_an_invited_person_joins_and_has_the_role_at_the_centre(browser: Browser) -> None:
    centre = await make_centre(name="Cedar House", zone="Asia/Beirut")
    invitation = await invite(centre)

    page = await browser.get(address_of(invitation))
    done = await browser.submit(page, name="Amal Haddad", passphrase=NEW, accepts="y")

    person = await Person.get(email=ADDRESS)
    member = await Membership.get(person=person)
    assert done.headers["location"] == "/account"
    assert (await browser.get("/today")).status_code == 200
    assert (person.name, person.zone, person.conduct_version) == ("Amal Haddad", "Asia/Beirut", 1)
    assert (member.centre_id, member.role) == (centre.id, Role.STAFF)


async def test_only_the_hash_of_the_link_is_stored(db: Settings) -> None:
    del db
    invitation = await invite(await make_centre())
    token = queries.link_token(invitation)

    stored = await Invitation.get(id=invitation.id)

    assert len(token) == 43
    assert stored.token_hash == hash_token(token)
    assert token not in str(await Invitation.filter(id=stored.id).values())


async def test_an_invitation_works_once(db: Settings) -> None:
    del db
    invitation = await invite(await make_centre())

    assert [await attempt(invitation), await attempt(invitation)] == ["joined", "NotFound"]


async def test_an_invitation_used_twice_at_the_same_moment_makes_one_account(db: Settings) -> None:
    del db
    invitation = await invite(await make_centre())

    done = await asyncio.gather(attempt(invitation), attempt(invitation))

    assert "joined" in done
    assert done.count("joined") == 1
    assert await Person.filter(email=ADDRESS).count() == 1
    assert await Membership.filter(person__email=ADDRESS).count() == 1


async def test_an_invitation_ends_after_three_days(db: Settings) -> None:
    del db
    with clock.at(NOON):
        invitation = await invite(await make_centre())

    with clock.at(NOON + timedelta(hours=72)):
        late = await attempt(invitation)
    with clock.at(NOON + timedelta(hours=71, minutes=59)):
        in_time = await attempt(invitation)

    assert (late, in_time) == ("NotFound", "joined")


async def test_a_newer_invitation_replaces_the_older_one(db: Settings) -> None:
    del db
    centre = await make_centre()
    older = await invite(centre)
    elsewhere = await invite(await make_centre())
    newer = await invite(centre, email=ADDRESS.upper())

    open_ones = {row.id for row in await queries.open_invitations(None)}

    assert open_ones == {elsewhere.id, newer.id}
    assert await attempt(older) == "NotFound"


async def test_an_invitation_taken_back_no_longer_works(db: Settings) -> None:
    del db
    centre = await make_centre()
    coordinator = await coordinator_of(centre)
    invitation = await invite(centre, by=coordinator)

    await invitations.revoke_invitation(coordinator, invitation)

    assert await attempt(invitation) == "NotFound"
    with pytest.raises(Conflict):
        await invitations.revoke_invitation(coordinator, invitation)


async def test_only_those_of_the_centre_take_an_invitation_back(db: Settings) -> None:
    del db
    invitation = await invite(await make_centre())
    stranger = await coordinator_of(await make_centre())

    with pytest.raises(Forbidden):
        await invitations.revoke_invitation(stranger, invitation)

    assert await attempt(invitation) == "joined"


async def test_unknown_used_old_and_revoked_links_get_the_same_answer(browser: Browser) -> None:
    centre = await make_centre(name="Cedar House")
    coordinator = await coordinator_of(centre)
    used, revoked = [await invite(centre, email=f"a{n}@example.org") for n in range(2)]
    with clock.at(NOON - timedelta(days=300)):
        old = await invite(centre, email="old@example.org")
    await join(used)
    await invitations.revoke_invitation(coordinator, revoked)

    paths = [address_of(row) for row in (used, revoked, old)] + ["/invitation/nonsense"]
    pages = [await browser.get(path) for path in paths]

    assert [page.status_code for page in pages] == [404] * 4
    assert all("Cedar House" not in page.text for page in pages)


async def test_an_invitation_never_sets_the_passphrase_of_an_account(browser: Browser) -> None:
    stored = await passphrases.hashed("the words its owner chose once")
    owner = await make_member(email=ADDRESS, email_key=ADDRESS, passphrase_hash=stored)
    centre = await make_centre()
    invitation = await invite(centre)

    page = await browser.get(address_of(invitation))
    refused = await browser.post(
        address_of(invitation), {"name": "Thief", "passphrase": NEW, "accepts": "y"}
    )

    after = await Person.get(id=owner.id)
    assert 'name="passphrase"' not in page.text
    assert refused.status_code == 409
    assert (after.passphrase_hash, after.name) == (stored, owner.name)
    assert await Membership.filter(person=owner, centre=centre).count() == 0
    assert await Session.all().count() == 0
    with pytest.raises(Conflict):
        await join(invitation)


async def test_the_owner_of_an_account_takes_up_a_further_role(browser: Browser) -> None:
    owner = await make_member(email=ADDRESS, email_key=ADDRESS)
    centre = await make_centre()
    invitation = await invite(centre, role=Role.GUEST)
    await browser.sign_in_as(owner)

    page = await browser.get(address_of(invitation))
    done = await browser.submit(page)

    assert done.headers["location"] == "/today"
    assert await Membership.filter(person=owner, centre=centre, role=Role.GUEST).count() == 1


async def test_somebody_else_who_is_signed_in_cannot_take_an_invitation(browser: Browser) -> None:
    await make_member(email=ADDRESS, email_key=ADDRESS)
    invitation = await invite(await make_centre(), role=Role.COORDINATOR)
    stranger = await make_member()
    await browser.sign_in_as(stranger)

    page = await browser.get(address_of(invitation))
    refused = await browser.post(address_of(invitation))

    assert (page.status_code, refused.status_code) == (404, 404)
    assert await Membership.filter(person=stranger).count() == 1
    assert (await Invitation.get(id=invitation.id)).accepted_at is None


async def test_accepting_for_another_address_is_refused(db: Settings) -> None:
    del db
    invitation = await invite(await make_centre())
    stranger = await make_person()

    with pytest.raises(NotFound):
        await staff.accept(stranger, invitation)

    assert await Membership.filter(person=stranger).count() == 0


@pytest.mark.parametrize(
    ("passphrase", "name"),
    [("short", "Amal"), ("correct horse battery staple", "Amal"), (NEW, ""), ("", "Amal")],
)
async def test_what_is_wrong_is_said_at_the_field_and_the_invitation_stays(
    browser: Browser, passphrase: str, name: str
) -> None:
    invitation = await invite(await make_centre())

    page = await browser.get(address_of(invitation))
    refused = await browser.submit(page, name=name, passphrase=passphrase, accepts="y")

    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    assert await Person.filter(email=ADDRESS).count() == 0
    assert await attempt(invitation) == "joined"


async def test_nobody_joins_without_the_code_of_conduct(browser: Browser) -> None:
    invitation = await invite(await make_centre())

    page = await browser.get(address_of(invitation))
    refused = await browser.submit(page, name="Amal", passphrase=NEW)

    assert refused.status_code == 422
    assert await Person.filter(email=ADDRESS).count() == 0


async def test_the_address_role_and_centre_are_those_of_the_invitation_whatever_is_sent(
    browser: Browser,
) -> None:
    centre, other = await make_centre(), await make_centre()
    invitation = await invite(centre)

    page = await browser.get(address_of(invitation))
    await browser.submit(
        page,
        name="Amal",
        passphrase=NEW,
        accepts="y",
        email="thief@example.org",
        role="network_admin",
        centre_id=str(other.id),
    )

    person = await Person.get(email=ADDRESS)
    rows = await Membership.filter(person=person).values_list("centre_id", "role")
    assert rows == [(centre.id, Role.STAFF)]
    assert await Person.filter(email="thief@example.org").count() == 0


async def test_a_new_coordinator_sets_up_a_second_factor_before_the_role_counts(
    browser: Browser,
) -> None:
    centre = await make_centre()
    invitation = await invite(centre, role=Role.COORDINATOR)
    page = await browser.get(address_of(invitation))
    await browser.submit(page, name="Amal", passphrase=NEW, accepts="y")

    desk = await browser.get(f"/centre/{centre.id}/people")

    assert (desk.status_code, desk.headers["location"]) == (303, "/account/second-factor")
    assert await SecondFactor.all().count() == 0
    assert await RecoveryCode.all().count() == 0


async def test_the_mail_goes_to_the_invited_address_and_tells_no_names(db: Settings) -> None:
    centre = await make_centre(name="Cedar House", town="Tyre")
    invitation = await invite(centre, role=Role.SUPERVISOR)

    letter = opened(await QueuedMail.get(kind="invitation"))

    assert letter is not None
    link = f"{db.base_url}{address_of(invitation)}"
    assert (letter.to, letter.subject) == (ADDRESS, "You are invited")
    assert link in letter.text
    assert link in letter.html
    for secret in ("Cedar", "Tyre", "supervisor", "Supervisor"):
        assert secret not in letter.text + letter.html


async def test_a_guessable_passphrase_uses_no_invitation_up(db: Settings) -> None:
    del db
    centre = await make_centre(name="Cedar House of the Levant")
    invitation = await invite(centre)

    with pytest.raises(Invalid):
        await join(invitation, passphrase="cedar house of the levant")

    assert await attempt(invitation) == "joined"
