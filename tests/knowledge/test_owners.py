"""An item always has somebody who keeps it: handing it on, by hand and when somebody leaves."""

import pytest

from network.centres.actions import staff
from network.kernel.actor import Role
from network.kernel.errors import Forbidden, Invalid
from network.knowledge.actions import keeping
from network.knowledge.models import Act, SafetyLevel, Step
from network.notifications.models import Notice
from tests.browser_client import Browser
from tests.factories import actor, make_admin, make_centre, make_coordinator, make_member
from tests.knowledge.makers import make_editor, make_item, stored

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_the_coordinator_who_inherits_an_item_hands_it_on(browser: Browser) -> None:
    centre = await make_centre()
    coordinator, gone = await make_coordinator(centre), await make_member(centre)
    heir = await make_member(centre, name="Amal", display_mode="code", code_name="Jasmine")
    item = await make_item(await actor(gone))
    await staff.revoke_role(await actor(coordinator), centre.id, gone.id, Role.STAFF)
    await browser.sign_in_as(coordinator)
    page = await browser.get(f"/knowledge/{item.id}/owner")

    answer = await browser.submit(page, owner=str(heir.id))

    assert (await stored(item.id)).owner_id == heir.id
    assert answer.headers["location"] == f"/knowledge/{item.id}"
    assert ("Jasmine" in page.text, "Amal" in page.text) == (True, False)
    assert gone.name not in page.text
    assert await Notice.filter(person_id=heir.id, kind="knowledge_owner_changed").count() == 1
    assert await Step.filter(item_id=item.id, act=Act.OWNER_CHANGED).count() == 2


async def test_the_page_is_there_for_who_may_give_it_and_for_nobody_else(browser: Browser) -> None:
    centre = await make_centre()
    item = await make_item(await actor(await make_member(centre)))
    status = []

    for person in (
        await make_member(centre),
        await make_coordinator(await make_centre()),
        await make_editor(),
        await make_coordinator(centre),
        await make_admin(),
    ):
        await browser.sign_in_as(person)
        status.append((await browser.get(f"/knowledge/{item.id}/owner")).status_code)

    assert status == [404, 404, 404, 200, 200]


async def test_an_item_is_given_only_to_people_of_its_centre() -> None:
    centre = await make_centre()
    owner = await actor(await make_member(centre))
    other = await make_member(await make_centre())
    item = await make_item(owner)

    with pytest.raises(Invalid):
        await keeping.give_to(owner, item, other.id)
    with pytest.raises(Forbidden):
        await keeping.give_to(await actor(other), item, other.id)

    assert (await stored(item.id)).owner_id == owner.person_id


async def test_an_item_of_the_network_is_given_to_those_who_keep_the_network() -> None:
    admin, editor = await actor(await make_admin()), await make_editor()
    item = await make_item(admin)
    assert item.centre_id is None

    await keeping.give_to(admin, item, editor.id)

    assert (await stored(item.id)).owner_id == editor.id


async def test_nobody_but_its_owner_gives_away_what_only_named_people_read() -> None:
    centre = await make_centre()
    owner, heir = await actor(await make_member(centre)), await make_member(centre)
    coordinator = await actor(await make_coordinator(centre))
    item = await make_item(owner, level=SafetyLevel.STRICT, readers=((), [owner.person_id]))

    with pytest.raises(Forbidden):
        await keeping.give_to(coordinator, item, heir.id)
    await keeping.give_to(owner, item, heir.id)

    assert (await stored(item.id)).owner_id == heir.id
