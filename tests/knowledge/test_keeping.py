"""What is published stays right: holds, levels, reviews, owners, and what is taken back."""

from datetime import timedelta

import pytest

from network.centres.actions import staff
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from network.knowledge.actions import keeping, writing
from network.knowledge.models import Act, ItemState, SafetyLevel, Step, Version, VersionState
from network.knowledge.queries import items
from network.notifications.models import Notice
from network.people.actions import accounts
from tests.factories import actor, make_admin, make_centre, make_coordinator, make_member
from tests.knowledge.makers import make_item, make_reviewers, stored

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _database(db: object) -> None:
    del db


async def test_what_anybody_holds_is_hidden_until_two_others_clear_it() -> None:
    who, member = await make_reviewers(), await actor(await make_member(await make_centre()))
    item = await make_item()

    await keeping.hold(member, item, "person", "")
    with pytest.raises(NotFound):
        await items.get_item(member, item.id)
    held = await items.get_item(who.first, item.id)
    with pytest.raises(Forbidden):
        await keeping.clear_hold(member, held)

    assert await keeping.clear_hold(who.first, held) is False
    with pytest.raises(Forbidden):
        await keeping.clear_hold(who.first, held)
    assert await keeping.clear_hold(who.focal, held) is True
    assert not (await items.get_item(member, item.id)).is_held


async def test_a_circle_becomes_smaller_at_once_and_never_larger_here() -> None:
    owner = await actor(await make_member(await make_centre()))
    item = await make_item(owner)
    draft = await writing.new_draft(owner, item)

    await keeping.raise_level(owner, item, SafetyLevel.NAMED)
    with pytest.raises(Invalid):
        await keeping.raise_level(owner, await stored(item.id), SafetyLevel.PUBLIC)

    assert (await stored(item.id)).level is SafetyLevel.NAMED
    assert (await Version.get(id=draft.id)).level is SafetyLevel.NAMED


async def test_of_a_withdrawn_item_no_word_stays() -> None:
    owner = await actor(await make_member(await make_centre()))
    item = await make_item(owner)
    await writing.new_draft(owner, item)

    await keeping.withdraw(owner, item, "privacy")

    gone = await items.get_item(owner, item.id)
    rows = await Version.filter(item_id=item.id)
    assert (gone.state, gone.withdrawn_for) == (ItemState.WITHDRAWN, "privacy")
    assert {(r.title, r.summary, r.body, r.sources) for r in rows} == {("", "", "", "")}
    with pytest.raises(Conflict):
        await keeping.restore(owner, gone)


async def test_readers_are_led_on_to_what_replaced_an_item() -> None:
    owner = await actor(await make_member(await make_centre()))
    old, new = await make_item(owner), await make_item(owner)

    await keeping.supersede(owner, old, new)
    with pytest.raises(Conflict):
        await keeping.supersede(owner, new, new)

    assert (await stored(old.id)).successor_id == new.id


async def test_the_owner_is_asked_before_the_day_then_the_secretariat() -> None:
    owner = await make_member(await make_centre())
    admin = await make_admin()
    item = await make_item(await actor(owner))
    assert item.review_on is not None
    start, days = clock.now(), (item.review_on - clock.now().date()).days

    for later in (days - 30, days - 7, days, days + 1, days + 31, days + 32):
        with clock.at(start + timedelta(days=later)):
            await keeping.remind_due()

    kinds = [n.kind for n in await Notice.filter(person_id=owner.id).order_by("created_at", "id")]
    told = [n.kind for n in await Notice.filter(person_id=admin.id)]
    assert kinds.count("knowledge_due") + kinds.count("knowledge_overdue") == 3
    assert told.count("knowledge_overdue") == 1


async def test_still_valid_starts_the_time_again() -> None:
    owner = await actor(await make_member(await make_centre()))
    item = await make_item(owner)
    later = clock.now() + timedelta(days=800)

    with clock.at(later):
        await keeping.still_valid(owner, item)

    now = await stored(item.id)
    assert now.review_on is not None
    assert now.review_on > later.date()
    assert await Step.filter(item_id=item.id, act=Act.STILL_VALID).count() == 1


async def test_when_the_owner_leaves_the_coordinator_owns(browser: object) -> None:
    del browser
    centre = await make_centre()
    coordinator, owner = await make_coordinator(centre), await make_member(centre)
    item = await make_item(await actor(owner))

    await staff.revoke_role(await actor(coordinator), centre.id, owner.id, Role.STAFF)

    assert (await stored(item.id)).owner_id == coordinator.id


async def test_when_an_account_is_shut_its_items_are_not_orphaned(browser: object) -> None:
    del browser
    centre = await make_centre()
    coordinator, owner = await make_coordinator(centre), await make_member(centre)
    item = await make_item(await actor(owner))

    await accounts.disable(await actor(await make_admin()), owner, None)

    assert (await stored(item.id)).owner_id == coordinator.id


async def test_who_merely_reads_keeps_nothing() -> None:
    item = await make_item()
    reader = await actor(await make_member(await make_centre()))

    for act in (keeping.still_valid, keeping.archive, keeping.restore):
        with pytest.raises(Forbidden):
            await act(reader, item)
    with pytest.raises(Forbidden):
        await keeping.withdraw(reader, item, "safety")
    with pytest.raises(Forbidden):
        await writing.new_draft(reader, item)

    assert await Version.filter(state=VersionState.DRAFT).count() == 0
