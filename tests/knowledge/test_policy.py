"""Who reads what: the filter for lists and the answer for one item never differ."""

import itertools
from uuid import UUID

import pytest

from network.kernel.actor import Actor, Role
from network.knowledge import policy
from network.knowledge.models import Item, ItemState, Reader, SafetyLevel, Version
from tests.factories import actor, make_admin, make_centre, make_member, make_person
from tests.knowledge.makers import make_editor

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _database(db: object) -> None:
    del db


async def test_lists_and_single_items_agree_for_everybody() -> None:
    centre, other = await make_centre(), await make_centre()
    owner, colleague = await make_member(centre), await make_member(centre)
    named, stranger = await make_member(other), await make_member(other)
    readers = [
        Actor(),
        await actor(await make_person()),
        *[await actor(one) for one in (owner, colleague, named, stranger)],
        await actor(await make_admin()),
        await actor(await make_editor()),
        await actor(await make_editor(Role.FOCAL_POINT)),
    ]
    for level, state, is_held in itertools.product(SafetyLevel, ItemState, (False, True)):
        item = await Item.create(
            kind="KT-GUID",
            lang="en",
            level=level,
            state=state,
            is_held=is_held,
            owner_id=owner.id,
            centre_id=centre.id,
        )
        await Reader.create(item_id=item.id, person_id=named.id)
        await Reader.create(item_id=item.id, centre_id=centre.id)

    rows = await Item.all().prefetch_related("readers")
    for who in readers:
        listed = {r.id for r in await Item.filter(policy.visible_to(who))}
        reached = {r.id for r in await Item.filter(policy.reachable_by(who))}
        assert listed == {r.id for r in rows if policy.can_see(who, r, r.readers)}
        assert reached == {r.id for r in rows if policy.can_reach(who, r, r.readers)}


@pytest.mark.parametrize(
    ("level", "readers"),
    [
        (SafetyLevel.PUBLIC, "visitor member named secretariat owner"),
        (SafetyLevel.MEMBERS, "member named secretariat owner"),
        (SafetyLevel.NAMED, "named secretariat owner"),
        (SafetyLevel.STRICT, "named owner"),
    ],
)
async def test_each_level_is_read_by_its_circle(level: SafetyLevel, readers: str) -> None:
    owner, named, key = UUID(int=1), UUID(int=2), UUID(int=9)
    crowd = {
        "visitor": Actor(),
        "member": Actor(UUID(int=3), {key: frozenset({Role.STAFF})}),
        "named": Actor(named, {key: frozenset({Role.STAFF})}),
        "secretariat": Actor(UUID(int=4), network_roles=frozenset({Role.NETWORK_ADMIN})),
        "owner": Actor(owner, {key: frozenset({Role.STAFF})}),
    }
    item = Item(level=level, state=ItemState.PUBLISHED, owner_id=owner, kind="KT-FAQ", lang="en")

    found = [n for n, a in crowd.items() if policy.can_see(a, item, [Reader(person_id=named)])]

    assert found == readers.split()


async def test_a_translation_for_members_stays_with_them_when_the_original_becomes_public() -> None:
    item = Item(level=SafetyLevel.PUBLIC, kind="KT-FAQ", lang="en")
    text = Version(level=SafetyLevel.MEMBERS, lang="fr", number=1, kind="KT-FAQ")
    member = Actor(UUID(int=3), {UUID(int=9): frozenset({Role.STAFF})})

    assert (
        policy.can_read_text(Actor(), text, item),
        policy.can_read_text(member, text, item),
    ) == (False, True)
