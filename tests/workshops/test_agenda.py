"""The agenda: a draft and what was released, speakers who cannot come, proposals, minutes."""

from datetime import timedelta

import pytest

from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from network.people.models import Person
from network.settings import Settings
from network.workshops import policy
from network.workshops.actions import materials, programming, proposing, sessions
from network.workshops.actions.materials import Paper
from network.workshops.actions.programming import Item
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.agenda import AgendaItem, AgendaNoteRevision
from network.workshops.models.workshops import Workshop
from network.workshops.queries import agenda, workshops
from network.workshops.rules.agenda import What, changes_from_stored
from network.workshops.vocabulary import Access, ProposalState
from tests.factories import actor
from tests.workshops.workshop_world import (
    ZONE,
    World,
    came,
    crowd,
    facts,
    last_fact,
    make_world,
    opened,
    sessions_of,
    wall,
)

pytestmark = pytest.mark.anyio


async def released(world: World) -> tuple[Workshop, list[AgendaItem], list[Person]]:
    """A workshop with two items, each with a speaker, released once."""
    workshop = await opened(world)
    organiser = await world.act("organiser")
    first, last = await sessions_of(workshop)
    speakers = await crowd(2)
    items = []
    for session, speaker in zip((first, last), speakers, strict=True):
        item = Item(title="Groups", minutes=60, session_id=session.id)
        items.append(await programming.add_item(organiser, workshop, item))
        await programming.set_speakers(organiser, workshop, items[-1].id, [speaker.id])
    await programming.release(organiser, workshop, 0)
    return workshop, items, speakers


async def test_others_see_the_released_agenda_and_not_the_draft(db: Settings) -> None:
    world = await make_world()
    workshop, items, _speakers = await released(world)
    changed = Item(title="Other", minutes=30)

    await programming.change_item(
        await world.act("organiser"), workshop, items[0].id, items[0].version, changed
    )

    assert [s.title for s in await agenda.released_of(workshop.id)] == ["Groups", "Groups"]
    assert [s.title for s in await agenda.draft_of(workshop.id)] == ["Groups", "Other"]


async def test_only_the_speaker_whose_time_moved_is_told(db: Settings) -> None:
    world = await make_world()
    workshop, items, speakers = await released(world)
    organiser = await world.act("organiser")
    first = (await sessions_of(workshop))[0]
    later = Item(title="Groups", minutes=60, session_id=first.id, starts_after=60)
    await programming.change_item(organiser, workshop, items[0].id, items[0].version, later)

    release = await programming.release(organiser, workshop, 1)

    fact = await last_fact("AgendaReleased")
    assert (fact["number"], fact["told"]) == (2, [str(speakers[0].id)])
    assert [c.what for c in changes_from_stored(release.changes)] == [What.MOVED]


async def test_nothing_is_released_twice_nor_over_somebody_elses_release(db: Settings) -> None:
    world = await make_world()
    workshop, _items, _speakers = await released(world)
    organiser = await world.act("organiser")

    with pytest.raises(Conflict):
        await programming.release(organiser, workshop, 1)
    with pytest.raises(Stale):
        await programming.release(organiser, workshop, 0)


async def test_an_item_lies_within_its_session(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    first = (await sessions_of(workshop))[0]
    item = Item(title="Long", minutes=60, session_id=first.id, starts_after=121)

    with pytest.raises(Invalid):
        await programming.add_item(await world.act("organiser"), workshop, item)


async def test_when_a_session_moves_the_released_agenda_goes_along_with_a_line(
    db: Settings,
) -> None:
    world = await make_world()
    workshop, _items, _speakers = await released(world)
    first = (await sessions_of(workshop))[0]
    before = await agenda.released_of(workshop.id)
    plan = Sitting(wall=wall(60, 14), minutes=180, zone=ZONE)

    await sessions.change_session(
        await world.act("organiser"), workshop, first.id, first.version, plan
    )

    after = await agenda.released_of(workshop.id)
    log = await agenda.releases_of(workshop.id)
    assert before[0].starts_at is not None
    assert after[0].starts_at == before[0].starts_at + timedelta(hours=4)
    assert after[1] == before[1]
    assert [c.what for c in changes_from_stored(log[0].changes)] == [What.MOVED]


async def test_when_a_speaker_cannot_come_those_who_do_learn_of_it(db: Settings) -> None:
    world = await make_world()
    workshop, items, speakers = await released(world)
    await came(workshop, world.people["member"])

    await programming.withdraw_speaking(await actor(speakers[0]), workshop, items[0].id)

    fact = await last_fact("SpeakerWithdrew")
    told = dict(zip(fact["told"], fact["told_as"], strict=True))
    log = changes_from_stored((await agenda.releases_of(workshop.id))[0].changes)
    assert told == {
        str(world.people["member"].id): "person",
        str(world.people["organiser"].id): "organisers",
    }
    assert [c.what for c in log] == [What.SPEAKERS, What.NEEDS_REPLACEMENT]
    assert (await agenda.get_item(workshop.id, items[0].id)).needs_replacement


async def test_nobody_but_a_speaker_speaks_for_them(db: Settings) -> None:
    world = await make_world()
    workshop, items, _speakers = await released(world)

    with pytest.raises(NotFound):
        await programming.withdraw_speaking(await world.act("member"), workshop, items[0].id)


async def test_somebody_else_speaks_and_nobody_is_looked_for_any_more(db: Settings) -> None:
    world = await make_world()
    workshop, items, speakers = await released(world)
    await programming.withdraw_speaking(await actor(speakers[0]), workshop, items[0].id)

    await programming.set_speakers(
        await world.act("organiser"), workshop, items[0].id, [speakers[1].id]
    )

    assert not (await agenda.get_item(workshop.id, items[0].id)).needs_replacement
    assert (await last_fact("SpeakerAsked"))["told"] == [str(speakers[1].id)]


# proposals ---------------------------------------------------------------------------------------


async def test_decisions_on_proposals_are_told_all_together(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    organiser = await world.act("organiser")
    people = ["member", "other"]
    rows = [await proposing.propose(await world.act(who), workshop, f"By {who}") for who in people]
    await proposing.decide(organiser, workshop, rows[0].id, is_accepted=True)
    await proposing.decide(organiser, workshop, rows[1].id, is_accepted=False)
    quiet = await facts("ProposalMoved")

    told = await proposing.tell_decisions(organiser, workshop)
    again = await proposing.tell_decisions(organiser, workshop)

    loud = (await facts("ProposalMoved"))[len(quiet) :]
    assert {f["state"] for f in quiet} == {"submitted"}
    assert (told, again) == (2, 0)
    assert [(f["state"], f["told"]) for f in loud] == [
        ("confirmed", [str(world.people["member"].id)]),
        ("rejected", [str(world.people["other"].id)]),
    ]
    assert [slot.title for slot in await agenda.draft_of(workshop.id)] == ["By member"]


async def test_a_decision_that_was_not_told_is_not_seen(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    member = await world.act("member")
    row = await proposing.propose(member, workshop, "Mine")
    await proposing.decide(await world.act("organiser"), workshop, row.id, is_accepted=False)

    seen = await workshops.get_workshop(member, workshop.id)
    (shown,) = await agenda.proposals_of(member, seen)

    assert policy.shown_decision(member, *seen, shown) is ProposalState.SUBMITTED
    await proposing.withdraw(member, workshop, row.id)
    assert await proposing.tell_decisions(await world.act("organiser"), workshop) == 0


# minutes and materials ---------------------------------------------------------------------------


async def test_two_who_write_minutes_at_once_are_both_kept(db: Settings) -> None:
    world = await make_world()
    workshop, items, speakers = await released(world)
    organiser = await world.act("organiser")
    note = await programming.write_minutes(organiser, workshop, items[0].id, 0, "First")

    with pytest.raises(Stale):
        await programming.write_minutes(
            await actor(speakers[0]), workshop, items[0].id, 0, "Second"
        )
    await programming.write_minutes(
        await actor(speakers[0]), workshop, items[0].id, note.version, "First and second"
    )

    rows = await AgendaNoteRevision.filter(note_id=note.id).order_by("number")
    assert [row.text for row in rows] == ["First", "First and second"]


async def test_a_late_material_is_told_to_those_it_is_for(db: Settings) -> None:
    world = await make_world()
    workshop, items, speakers = await released(world)
    await came(workshop, world.people["member"])
    paper = Paper(
        title="Slides",
        access=Access.CONFIRMED,
        link="https://example.org/slides",
        item_id=items[0].id,
    )

    await materials.add_material(await actor(speakers[0]), workshop, paper)

    assert (await last_fact("MaterialAdded"))["told"] == [str(world.people["member"].id)]
    member = await world.act("member")
    shown = await agenda.materials_of(member, await workshops.get_workshop(member, workshop.id))
    other = await world.act("other")
    hidden = await agenda.materials_of(other, await workshops.get_workshop(other, workshop.id))
    assert ([row.title for row in shown], hidden) == (["Slides"], [])


async def test_a_speaker_adds_nothing_to_what_is_not_theirs(db: Settings) -> None:
    world = await make_world()
    workshop, items, speakers = await released(world)
    paper = Paper(
        title="Slides",
        access=Access.CONFIRMED,
        link="https://example.org/slides",
        item_id=items[1].id,
    )

    with pytest.raises(Forbidden):
        await materials.add_material(await actor(speakers[0]), workshop, paper)
