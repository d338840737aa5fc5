"""From a draft to a sealed version: review, safety check by a second person, the next version."""

import pytest

from network.kernel.errors import Conflict, Forbidden, Invalid
from network.knowledge.actions import reviewing, writing
from network.knowledge.models import Item, ItemState, SafetyLevel, Version, VersionState
from network.knowledge.rules import seals
from tests.factories import actor, make_centre, make_member
from tests.knowledge.makers import make_draft, make_item, make_reviewers, publish, stored

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _database(db: object) -> None:
    del db


async def test_a_draft_becomes_a_sealed_version_through_two_people() -> None:
    author = await actor(await make_member(await make_centre()))
    version = await make_draft(author)

    item = await publish(version, author)

    published = await Version.get(id=version.id)
    assert (item.state, item.number, item.level) == (ItemState.PUBLISHED, 1, SafetyLevel.MEMBERS)
    assert published.state is VersionState.PUBLISHED
    assert published.seal == seals.seal(published, [])


async def test_nobody_reviews_or_checks_their_own_text() -> None:
    who = await make_reviewers()
    version = await make_draft(who.first)
    await writing.submit(who.first, version, version.item)

    with pytest.raises(Forbidden):
        await reviewing.pass_review(who.first, version, version.item)
    await reviewing.pass_review(who.second, version, version.item)
    with pytest.raises(Forbidden):
        await reviewing.publish(who.first, version, version.item)


async def test_one_editor_is_enough_for_members_but_not_for_everybody() -> None:
    who = await make_reviewers()
    author = await actor(await make_member(await make_centre()))
    members = await make_draft(author)
    public = await make_draft(author, level=SafetyLevel.PUBLIC)
    for version in (members, public):
        await writing.submit(author, version, version.item)
        await reviewing.pass_review(who.first, version, version.item)

    await reviewing.publish(who.first, members, members.item)
    with pytest.raises(Forbidden):
        await reviewing.publish(who.first, public, public.item)
    await reviewing.publish(who.focal, public, public.item)

    assert (await stored(public.item_id)).level is SafetyLevel.PUBLIC


async def test_lowering_a_level_needs_a_second_person() -> None:
    author = await actor(await make_member(await make_centre()))
    who = await make_reviewers()
    item = await make_item(author, level=SafetyLevel.NAMED, readers=(author.centre_ids, ()))
    version = await writing.new_draft(author, item)
    values = {"level": SafetyLevel.MEMBERS}
    await writing.save(author, version, item, version.version, values)
    await writing.submit(author, version, item)
    await reviewing.pass_review(who.first, version, item)

    with pytest.raises(Forbidden):
        await reviewing.publish(who.first, version, item)
    await reviewing.publish(who.second, version, item)

    assert (await stored(item.id)).level is SafetyLevel.MEMBERS


async def test_a_draft_behind_the_published_version_changes_nothing_until_it_is_published() -> None:
    author = await actor(await make_member(await make_centre()))
    item = await make_item(author)
    draft = await writing.new_draft(author, item)
    await writing.save(author, draft, item, draft.version, {"title": "Another title"})

    same = await writing.new_draft(author, item)
    seen = await Version.get(item_id=item.id, state=VersionState.PUBLISHED)

    assert (same.id, seen.number, seen.title) == (draft.id, 1, "Graded exercise for chronic pain")
    await publish(await Version.get(id=draft.id), author)
    now = await Version.get(item_id=item.id, state=VersionState.PUBLISHED)
    assert (now.number, now.title, (await stored(item.id)).number) == (2, "Another title", 2)
    assert (await Version.get(id=seen.id)).state is VersionState.REPLACED


async def test_what_is_missing_is_named_field_by_field() -> None:
    author = await actor(await make_member(await make_centre()))
    version = await make_draft(author, kind="KT-ADAP", sources="", topics=[])

    with pytest.raises(Invalid) as told:
        await writing.submit(author, version, version.item)

    assert set(told.value.fields) == {"sources", "topics", "from_method", "changed", "failed"}


async def test_public_research_needs_a_word_on_its_ethics() -> None:
    author = await actor(await make_member(await make_centre()))
    version = await make_draft(author, kind="KT-RES", level=SafetyLevel.PUBLIC)

    with pytest.raises(Invalid) as told:
        await writing.submit(author, version, version.item)

    assert set(told.value.fields) == {"ethics"}


async def test_a_text_in_review_is_not_written_on_until_it_is_taken_back() -> None:
    author = await actor(await make_member(await make_centre()))
    version = await make_draft(author)
    await writing.submit(author, version, version.item)

    with pytest.raises(Conflict):
        await writing.save(author, version, version.item, version.version, {"title": "New"})
    await writing.take_back(author, version, version.item)
    await writing.save(author, version, version.item, version.version, {"title": "New"})

    assert (await Version.get(id=version.id)).title == "New"


async def test_of_a_discarded_first_draft_nothing_stays() -> None:
    author = await actor(await make_member(await make_centre()))
    version = await make_draft(author)

    await writing.discard(author, version, version.item)

    assert await Item.filter(id=version.item_id).count() == 0
