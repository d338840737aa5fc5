"""Saying when one could speak: kept by session, void once it moves, gone with its speaker."""

from datetime import datetime, timedelta

import pytest

from network.kernel import clock
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from network.outbox import RecordedEvent
from network.people.models import Person
from network.settings import Settings
from network.workshops.actions import (
    cloning,
    moving,
    programming,
    proposing,
    saying_times,
    sessions,
)
from network.workshops.actions.programming import Item
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.agenda import AgendaItem, SpeakerTime
from network.workshops.models.workshops import Workshop, WorkshopSession
from network.workshops.queries import programme, speaker_times, workshops
from network.workshops.rules import speaker_times as rules
from network.workshops.rules.cloning import Part
from network.workshops.rules.facts import Request
from network.workshops.rules.speaker_times import Span
from network.workshops.vocabulary import Move, Reason
from tests.factories import actor
from tests.workshops.test_agenda import released
from tests.workshops.workshop_world import (
    ZONE,
    World,
    afterwards,
    during,
    in_days,
    make_world,
    opened,
    sessions_of,
    wall,
)

pytestmark = pytest.mark.anyio


def hours(session: WorkshopSession, since: float, until: float) -> Span:
    """From so many hours after a session began until so many."""
    return Span(*(session.starts_at + timedelta(hours=n) for n in (since, until)))


async def mark_of(workshop: Workshop, person: Person) -> str:
    """The mark of what somebody has before their eyes now."""
    own = await speaker_times.own_times(await actor(person), workshop.id)
    return rules.mark(await sessions_of(workshop), own)


async def say(workshop: Workshop, person: Person, *spans: Span | str | None) -> None:
    """Say something of each session in their order; "whole" for all of it."""
    rows = await sessions_of(workshop)
    said = {row.id: span for row, span in zip(rows, spans, strict=False) if span != "whole"}
    was = await mark_of(workshop, person)
    await saying_times.say_times(await actor(person), workshop, said, was)  # type: ignore[arg-type]


async def kept(workshop: Workshop, person: Person) -> list[tuple[datetime | None, datetime | None]]:
    rows = SpeakerTime.filter(workshop_id=workshop.id, person_id=person.id)
    return [(row.from_at, row.until_at) for row in await rows.order_by("starts_at")]


async def spoken(world: World) -> tuple[Workshop, list[AgendaItem], Person, Person]:
    """A workshop with two sessions and a speaker in each."""
    workshop, items, (ana, ben) = await released(world)
    return workshop, items, ana, ben


async def test_a_part_and_not_at_all_are_kept_and_the_whole_goes_without_saying(
    db: Settings,
) -> None:
    workshop, _items, ana, ben = await spoken(await make_world())
    first = (await sessions_of(workshop))[0]
    part = hours(first, 1, 2)

    await say(workshop, ana, part, None)
    await say(workshop, ben, rules.span_of(first), "whole")

    assert await kept(workshop, ana) == [tuple(part), (None, None)]
    assert await kept(workshop, ben) == []


async def test_what_was_said_is_said_anew_and_taken_back(db: Settings) -> None:
    workshop, _items, ana, _ben = await spoken(await make_world())
    first = (await sessions_of(workshop))[0]
    await say(workshop, ana, hours(first, 1, 2), None)

    await say(workshop, ana, hours(first, 0, 2), "whole")
    once = await kept(workshop, ana)
    await say(workshop, ana)

    assert once == [tuple(hours(first, 0, 2))]
    assert await kept(workshop, ana) == []


@pytest.mark.parametrize(("since", "until"), [(-1, 1), (2, 4), (2, 1), (1, 1)])
async def test_hours_that_are_none_of_the_session_are_refused(
    since: float, until: float, db: Settings
) -> None:
    workshop, _items, ana, _ben = await spoken(await make_world())
    first = (await sessions_of(workshop))[0]
    await say(workshop, ana, "whole", None)

    with pytest.raises(Invalid):
        await say(workshop, ana, hours(first, since, until), "whole")

    assert await kept(workshop, ana) == [(None, None)]


async def test_two_windows_do_not_overwrite_each_other(db: Settings) -> None:
    workshop, _items, ana, _ben = await spoken(await make_world())
    first = (await sessions_of(workshop))[0]
    was = await mark_of(workshop, ana)
    await say(workshop, ana, None)

    with pytest.raises(Stale):
        await saying_times.say_times(
            await actor(ana), workshop, {first.id: hours(first, 1, 2)}, was
        )

    assert await kept(workshop, ana) == [(None, None)]


async def test_nothing_is_said_of_hours_that_moved_meanwhile(db: Settings) -> None:
    world = await make_world()
    workshop, _items, ana, _ben = await spoken(world)
    first = (await sessions_of(workshop))[0]
    was = await mark_of(workshop, ana)
    await move(world, workshop, 14)

    with pytest.raises(Stale):
        await saying_times.say_times(await actor(ana), workshop, {first.id: None}, was)

    assert await kept(workshop, ana) == []


async def move(world: World, workshop: Workshop, hour: int) -> None:
    """Move the first session to another hour of its day."""
    first = (await sessions_of(workshop))[0]
    plan = Sitting(wall=wall(60, hour), minutes=180, zone=ZONE)
    await sessions.change_session(
        await world.act("organiser"), workshop, first.id, first.version, plan
    )


async def test_a_session_that_moves_is_asked_again_and_one_that_moves_back_is_not(
    db: Settings,
) -> None:
    world = await make_world()
    workshop, _items, ana, _ben = await spoken(world)
    await say(workshop, ana, None)

    found = []
    for hour in (14, 10):
        await move(world, workshop, hour)
        own = await speaker_times.own_times(await actor(ana), workshop.id)
        rows = await sessions_of(workshop)
        found.append((rules.ask_again(rows, own), rules.could(own[rows[0].id], rows[0])))

    assert found[0] == (
        True,
        rules.span_of(rows[0])._replace(
            since=rows[0].starts_at + timedelta(hours=4),
            until=rows[0].starts_at + timedelta(hours=7),
        ),
    )
    assert found[1] == (False, None)


# who ---------------------------------------------------------------------------------------------


async def test_nobody_but_who_speaks_says_when_they_could(db: Settings) -> None:
    world = await make_world()
    workshop, _items, _ana, _ben = await spoken(world)

    for who in ("organiser", "member", "secretariat"):
        with pytest.raises(Forbidden):
            await say(workshop, world.people[who], None)

    assert await SpeakerTime.all().count() == 0


async def test_of_a_workshop_that_is_not_seen_nothing_is_said(db: Settings) -> None:
    world = await make_world()
    workshop, _items, ana, _ben = await spoken(world)
    await Workshop.filter(id=workshop.id).update(state="draft")

    with pytest.raises(NotFound):
        await say(workshop, ana, None)


async def test_only_those_who_run_the_workshop_read_it_beside_the_draft(db: Settings) -> None:
    world = await make_world()
    workshop, _items, ana, _ben = await spoken(world)
    await say(workshop, ana, None)
    await Workshop.filter(id=workshop.id).update(state="checked")

    read = {}
    for who in ("organiser", "host", "secretariat", "editor", "focal_point"):
        seen = await workshops.get_workshop(await world.act(who), workshop.id)
        read[who] = len((await programme.draft(await world.act(who), seen)).said)

    assert read == {"organiser": 1, "host": 1, "secretariat": 1, "editor": 0, "focal_point": 0}


async def test_no_fact_tells_what_was_said(db: Settings) -> None:
    workshop, _items, ana, _ben = await spoken(await make_world())
    before = await RecordedEvent.all().count()

    await say(workshop, ana, None, None)

    assert await RecordedEvent.all().count() == before


# until when --------------------------------------------------------------------------------------


async def test_what_was_said_of_a_session_that_is_over_stays(db: Settings) -> None:
    workshop, _items, ana, _ben = await spoken(await make_world())
    await say(workshop, ana, None, None)

    with clock.at(during(workshop, 10)):
        await say(workshop, ana)

    assert await kept(workshop, ana) == [(None, None)]
    assert (await SpeakerTime.get()).session_id == (await sessions_of(workshop))[0].id


async def test_when_the_workshop_is_over_nothing_is_said_any_more(db: Settings) -> None:
    workshop, _items, ana, _ben = await spoken(await make_world())

    with clock.at(afterwards(workshop)), pytest.raises(Conflict):
        await say(workshop, ana, None)


async def test_postponing_and_cancelling_leave_what_was_said(db: Settings) -> None:
    world = await make_world()
    workshop, _items, ana, _ben = await spoken(world)
    await say(workshop, ana, None)
    organiser = await world.act("organiser")

    for what in (Move.POSTPONE, Move.CANCEL):
        given = Request(reason=Reason.SPEAKERS)
        workshop = await moving.move(organiser, workshop, what, given)

    assert await kept(workshop, ana) == [(None, None)]


# what goes with it -------------------------------------------------------------------------------


async def test_it_goes_with_who_is_no_speaker_any_more(db: Settings) -> None:
    world = await make_world()
    workshop, items, ana, ben = await spoken(world)
    await say(workshop, ana, None)
    await say(workshop, ben, None)
    organiser = await world.act("organiser")

    await programming.set_speakers(organiser, workshop, items[0].id, [ben.id])

    assert await kept(workshop, ana) == []
    assert await kept(workshop, ben) == [(None, None)]


async def test_it_goes_with_who_cannot_come(db: Settings) -> None:
    workshop, items, ana, _ben = await spoken(await make_world())
    await say(workshop, ana, None)

    await programming.withdraw_speaking(await actor(ana), workshop, items[0].id)

    assert await kept(workshop, ana) == []


async def test_it_goes_with_the_only_item_somebody_speaks_in(db: Settings) -> None:
    world = await make_world()
    workshop, items, ana, _ben = await spoken(world)
    await say(workshop, ana, None)

    await programming.remove_item(
        await world.act("organiser"), workshop, items[0].id, items[0].version
    )

    assert await kept(workshop, ana) == []


async def test_it_stays_with_who_speaks_in_another_item(db: Settings) -> None:
    world = await make_world()
    workshop, items, ana, ben = await spoken(world)
    organiser = await world.act("organiser")
    await programming.set_speakers(organiser, workshop, items[1].id, [ana.id, ben.id])
    await say(workshop, ana, None)

    await programming.withdraw_speaking(await actor(ana), workshop, items[0].id)

    assert await kept(workshop, ana) == [(None, None)]


async def test_whose_proposal_was_accepted_says_when_they_could(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    organiser, member = await world.act("organiser"), world.people["member"]
    row = await proposing.propose(await actor(member), workshop, "Mine")
    await proposing.decide(organiser, workshop, row.id, is_accepted=True)
    await proposing.tell_decisions(organiser, workshop)

    await say(workshop, member, None)

    assert await kept(workshop, member) == [(None, None)]


async def test_it_goes_with_the_session_and_with_the_account(db: Settings) -> None:
    world = await make_world()
    workshop, _items, ana, ben = await spoken(world)
    for person in (ana, ben):
        await say(workshop, person, None, None)
    first = (await sessions_of(workshop))[0]

    await sessions.remove_session(await world.act("organiser"), workshop, first.id, first.version)
    await Person.filter(id=ana.id).delete()

    assert [row.person_id for row in await SpeakerTime.all()] == [ben.id]


async def test_a_copy_of_a_workshop_copies_nothing_of_it(db: Settings) -> None:
    world = await make_world()
    workshop, _items, ana, _ben = await spoken(world)
    await say(workshop, ana, None, None)

    copy = await cloning.clone(await world.act("organiser"), workshop, in_days(90), list(Part))

    assert len(await sessions_of(copy)) == 2
    assert await SpeakerTime.filter(workshop_id=copy.id).count() == 0


async def test_an_item_put_elsewhere_is_held_against_the_words_of_its_new_session(
    db: Settings,
) -> None:
    world = await make_world()
    workshop, items, ana, _ben = await spoken(world)
    last = (await sessions_of(workshop))[1]
    await say(workshop, ana, "whole", None)
    organiser = await world.act("organiser")
    seen = await workshops.get_workshop(organiser, workshop.id)
    before = await programme.draft(organiser, seen)

    there = Item(title="Groups", minutes=60, session_id=last.id)
    await programming.change_item(organiser, workshop, items[0].id, items[0].version, there)

    after = await programme.draft(organiser, seen)
    found = [rules.misfits(one.slots, one.sessions, one.said) for one in (before, after)]
    assert [list(one) for one in found] == [[], [items[0].id]]
