"""Seats of a group's session: joining, waiting, and offers that pass on."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from network import claims, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden
from network.notifications.models import Notice
from network.outbox import RecordedEvent
from network.people.models import Person
from network.settings import Settings
from network.supervision.actions import booking
from network.supervision.actions import waiting as actions
from network.supervision.models import Kind, PartyState, Seat, SeatState, SupervisionSession
from network.supervision.queries import sessions as queries
from network.supervision.rules import waiting as rules
from network.supervision.rules.waiting import Place, Standing
from tests.factories import actor, make_member
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
STARTS = datetime(2027, 3, 9, 13, tzinfo=UTC)
HOURS = timedelta(hours=12)


@dataclass
class Full:
    """A session with two seats, both taken, and three members without one."""

    leader: Actor
    seated: list[Actor]
    others: list[Actor]
    session_id: object

    async def session(self) -> SupervisionSession:
        return await queries.fresh(self.session_id)  # type: ignore[arg-type]

    async def place(self, who: Actor) -> Place:
        return rules.place_of(await self.session(), who.person_id, clock.now())

    async def join(self, *people: Actor) -> None:
        for who in people:
            await actions.join(who, await self.session())


async def make_full() -> Full:
    supervisor = await make_supervisor()
    people: list[Person] = [await make_member() for _ in range(5)]
    agreement = await make_agreement(supervisor, *people, kind=Kind.GROUP, most_members=2)
    leader = await actor(await supervisor.person)
    wish = booking.GroupWish(
        starts_at=STARTS,
        minutes=90,
        zone="Europe/Berlin",
        without=frozenset(person.id for person in people[2:]),
    )
    with clock.at(NOW):
        async with transaction():
            session = await booking.plan_group(leader, agreement, wish)
    actors = [await actor(person) for person in people]
    return Full(leader, actors[:2], actors[2:], session.id)


async def take_time(who: Actor) -> None:
    """Let somebody have something else at the time of the session."""
    assert who.person_id is not None
    async with transaction():
        await claims.take(who.person_id, [(who.person_id, STARTS, STARTS + HOURS)])


async def test_who_finds_a_free_seat_takes_it_with_their_time(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        await booking.leave(full.seated[0], await full.session())
        standing = await actions.join(full.others[0], await full.session())

    assert standing is Standing.SEATED
    assert full.others[0].person_id in queries.people_in(await full.session())
    event = await RecordedEvent.get(name="SeatTaken")
    assert event.payload["person_id"] == str(full.others[0].person_id)
    with pytest.raises(claims.Taken):
        await take_time(full.others[0])


async def test_without_a_free_seat_one_waits_and_sees_ones_place(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        await full.join(*full.others)
        places = [await full.place(who) for who in full.others]

    assert places == [Place(Standing.WAITING, n) for n in (1, 2, 3)]
    assert await RecordedEvent.filter(name="SeatOffered").count() == 0


async def test_who_waits_is_no_participant_and_no_time_of_theirs_is_taken(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        await full.join(full.others[0])

    assert full.others[0].person_id not in queries.people_in(await full.session())
    await take_time(full.others[0])


@pytest.mark.parametrize("is_cancelled", [True, False])
async def test_who_waits_hears_when_the_session_moves_or_is_cancelled(
    db: Settings, is_cancelled: bool
) -> None:
    full = await make_full()

    with clock.at(NOW):
        await full.join(*full.others)
        session = await full.session()
        if is_cancelled:
            await booking.cancel(full.leader, session)
        else:
            await booking.move(full.leader, session, session.starts_at + timedelta(hours=1))
        await outbox.deliver_owed()

    told = {str(who.person_id) for who in full.others}
    event = await RecordedEvent.get(name="AwaitedSessionChanged")
    assert (set(event.payload["told"]), event.payload["is_cancelled"]) == (told, is_cancelled)
    kind = "awaited_cancelled" if is_cancelled else "awaited_moved"
    assert {str(n.person_id) for n in await Notice.filter(kind=kind)} == told


async def test_a_seat_that_is_left_is_kept_for_who_waits_longest(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        await full.join(*full.others)
        await booking.leave(full.seated[0], await full.session())
        places = [await full.place(who) for who in full.others]

    assert places == [
        Place(Standing.OFFERED, until=NOW + HOURS),
        Place(Standing.WAITING, 1),
        Place(Standing.WAITING, 2),
    ]
    event = await RecordedEvent.get(name="SeatOffered")
    assert event.payload["person_id"] == str(full.others[0].person_id)


async def test_a_kept_seat_is_not_free_for_others(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        await full.join(full.others[0])
        await booking.leave(full.seated[0], await full.session())
        standing = await actions.join(full.others[1], await full.session())
        with pytest.raises(Conflict, match="No seat is free yet"):
            await actions.accept(full.others[1], await full.session())

    assert standing is Standing.WAITING


async def test_an_offer_can_be_accepted_once_by_two_tabs(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        await full.join(full.others[0])
        await booking.leave(full.seated[0], await full.session())
        stored = await full.session()
        answers = await asyncio.gather(
            *(actions.accept(full.others[0], stored) for _ in range(4)), return_exceptions=True
        )

    assert sum(one is None for one in answers) == 1
    assert sum(isinstance(one, Conflict) for one in answers) == 3
    assert await RecordedEvent.filter(name="SeatTaken").count() == 1


async def test_simultaneous_joins_of_the_last_seat_seat_one_and_let_others_wait(
    db: Settings,
) -> None:
    full = await make_full()

    with clock.at(NOW):
        await booking.leave(full.seated[0], await full.session())
        stored = await full.session()
        answers = await asyncio.gather(*(actions.join(who, stored) for who in full.others))

    assert sorted(answers) == [Standing.SEATED, Standing.WAITING, Standing.WAITING]
    assert await Seat.filter(state=SeatState.TAKEN).count() == 2


async def test_who_has_something_else_is_told_so_and_keeps_the_offer(db: Settings) -> None:
    full = await make_full()
    who = full.others[0]

    with clock.at(NOW):
        await full.join(who)
        await booking.leave(full.seated[0], await full.session())
        await take_time(who)
        with pytest.raises(Conflict, match="something else"):
            await actions.accept(who, await full.session())
        place = await full.place(who)

    assert place.standing is Standing.OFFERED


async def test_a_declined_seat_goes_to_the_next(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        await full.join(*full.others)
        await booking.leave(full.seated[0], await full.session())
        await actions.decline(full.others[0], await full.session())
        places = [(await full.place(who)).standing for who in full.others]

    assert places == [Standing.OUTSIDE, Standing.OFFERED, Standing.WAITING]


async def test_an_offer_nobody_answers_passes_on_by_the_job_once_each(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        await full.join(*full.others)
        await booking.leave(full.seated[0], await full.session())
    with clock.at(NOW + HOURS):
        passed = [await actions.pass_on_offers(), await actions.pass_on_offers()]
        place = await full.place(full.others[1])

    assert passed == [1, 0]
    assert place == Place(Standing.OFFERED, until=NOW + 2 * HOURS)
    assert await RecordedEvent.filter(name="SeatOffered").count() == 2


async def test_with_the_job_off_for_days_the_next_sees_and_takes_the_seat(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        await full.join(*full.others)
        await booking.leave(full.seated[0], await full.session())
    with clock.at(NOW + timedelta(days=3)):
        first, second = await full.place(full.others[0]), await full.place(full.others[1])
        with pytest.raises(Conflict, match="not kept for you any more"):
            await actions.accept(full.others[0], await full.session())
        await actions.accept(full.others[1], await full.session())

    assert (first.standing, second.standing) == (Standing.OUTSIDE, Standing.OFFERED)
    assert full.others[1].person_id in queries.people_in(await full.session())


async def test_an_offer_never_lasts_past_the_start(db: Settings) -> None:
    full = await make_full()

    with clock.at(STARTS - timedelta(hours=3)):
        await full.join(full.others[0])
        await booking.leave(full.seated[0], await full.session())
        place = await full.place(full.others[0])

    assert place.until == STARTS


async def test_nobody_joins_what_has_begun_but_anybody_may_leave_the_list(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        await full.join(full.others[0])
    with clock.at(STARTS):
        with pytest.raises(Conflict):
            await full.join(full.others[1])
        await actions.decline(full.others[0], await full.session())
        with pytest.raises(Conflict):
            await actions.decline(full.others[0], await full.session())

    assert await Seat.filter(state=SeatState.WAITING).count() == 0


async def test_who_left_the_list_comes_back_to_its_end(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        await full.join(*full.others)
        await actions.decline(full.others[0], await full.session())
        await full.join(full.others[0])
        places = [(await full.place(who)).position for who in full.others]

    assert places == [3, 1, 2]


async def test_who_leads_changes_the_order_and_nobody_else(db: Settings) -> None:
    full = await make_full()
    last = full.others[2].person_id
    assert last is not None

    with clock.at(NOW):
        await full.join(*full.others)
        await actions.reorder(full.leader, await full.session(), last, is_up=True)
        await actions.reorder(full.leader, await full.session(), last, is_up=True)
        with pytest.raises(Conflict):
            await actions.reorder(full.leader, await full.session(), last, is_up=True)
        with pytest.raises(Forbidden):
            await actions.reorder(full.others[0], await full.session(), last, is_up=False)
        places = [(await full.place(who)).position for who in full.others]

    assert places == [2, 3, 1]


async def test_who_left_the_group_is_passed_over(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        await full.join(*full.others)
        agreement = (await full.session()).agreement
        assert agreement is not None
        party = next(p for p in agreement.parties if p.person_id == full.others[0].person_id)
        await party.update_from_dict({"state": PartyState.LEFT}).save()
        await booking.leave(full.seated[0], await full.session())
        place = await full.place(full.others[1])

    assert place.standing is Standing.OFFERED


async def test_outsiders_and_who_leads_cannot_join(db: Settings) -> None:
    full = await make_full()

    with clock.at(NOW):
        for who in (await actor(await make_member()), full.leader):
            with pytest.raises(Forbidden):
                await actions.join(who, await full.session())
        with pytest.raises(Conflict, match="already"):
            await full.join(full.seated[0])
