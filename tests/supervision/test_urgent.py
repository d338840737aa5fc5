"""A session within 72 hours: supervisors with room are told, nobody else; the first takes it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from network.outbox import RecordedEvent
from network.people.models import Person
from network.settings import Settings
from network.supervision.actions import booking
from network.supervision.actions import urgent as actions
from network.supervision.models import (
    SupervisionSession,
    Supervisor,
    SupervisorState,
    UrgentRequest,
    UrgentState,
)
from network.supervision.queries import sessions
from network.supervision.queries import urgent as queries
from tests.factories import actor, make_admin, make_centre, make_coordinator, make_member
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
SOON = NOW + timedelta(hours=24)


async def make_helper(person: Person | None = None, **given: Any) -> Supervisor:
    plain: dict[str, Any] = {"takes_urgent": True, "languages": {"en": "C1", "ar": "B1"}}
    return await make_supervisor(person, **(plain | given))


async def ask(person: Person, *spoken: str) -> UrgentRequest:
    return await actions.ask(await actor(person), list(spoken or ("en",)))


async def told() -> list[str]:
    event = await RecordedEvent.filter(name="UrgentAsked").order_by("-id").first()
    assert event is not None
    return list(event.payload["told"])


async def test_only_willing_verified_supervisors_with_room_and_a_language_are_told(
    db: Settings,
) -> None:
    person, helper = await make_member(), await make_helper()
    await make_helper(takes_urgent=False)
    await make_helper(state=SupervisorState.PAUSED)
    await make_helper(languages={"fr": "native"})
    await make_helper(languages={"en": "A2"})
    await make_helper(quiet_until=NOW + timedelta(days=1))
    await make_helper(audience="centre")
    full = await make_helper(most_supervisees=1)
    await make_agreement(full, await make_member())
    await make_coordinator()
    await make_admin()

    with clock.at(NOW):
        await ask(person)

    assert await told() == [str(helper.person_id)]


async def test_managers_are_never_told_even_if_they_supervise(db: Settings) -> None:
    centre = await make_centre()
    person = await make_member(centre)
    await make_helper(await make_member(centre, Role.COORDINATOR))
    line_manager = await make_helper()
    await make_agreement(line_manager, person, is_line_manager=True)

    with clock.at(NOW):
        request = await ask(person)

    assert await told() == []
    with clock.at(NOW), pytest.raises(NotFound):
        await queries.get_request(await actor(await line_manager.person), request.id)


async def test_the_first_who_offers_a_time_takes_it(db: Settings) -> None:
    person = await make_member()
    helpers = [await make_helper() for _ in range(6)]

    with clock.at(NOW):
        request = await ask(person)

        async def take(helper: Supervisor) -> object:
            return await actions.take(await actor(await helper.person), helper, request, SOON)

        answers = await asyncio.gather(*map(take, helpers), return_exceptions=True)

    booked = [one for one in answers if isinstance(one, SupervisionSession)]
    assert len(booked) == 1
    assert sum(isinstance(one, Conflict) for one in answers) == 5
    stored = await UrgentRequest.get(id=request.id)
    assert (stored.state, stored.session_id) == (UrgentState.TAKEN, booked[0].id)
    session = await sessions.fresh(booked[0].id)
    assert (session.is_urgent, person.id in sessions.people_in(session)) == (True, True)
    assert (await RecordedEvent.get(name="UrgentTaken")).payload["told"] == [str(person.id)]


async def test_a_time_that_is_taken_leaves_the_request_open_for_others(db: Settings) -> None:
    person, helper, other = await make_member(), await make_helper(), await make_helper()
    agreement = await make_agreement(other, person)

    with clock.at(NOW):
        request = await ask(person)
        wish = booking.Wish(starts_at=SOON, minutes=60)
        await booking.book(await actor(person), other, agreement, wish)
        with pytest.raises(booking.SlotRefused):
            await actions.take(await actor(await helper.person), helper, request, SOON)
        later = SOON + timedelta(hours=2)
        await actions.take(await actor(await helper.person), helper, request, later)

    assert (await UrgentRequest.get(id=request.id)).state is UrgentState.TAKEN


async def test_offered_times_are_free_for_both_and_soon_enough(db: Settings) -> None:
    person, helper, other = await make_member(), await make_helper(weekly=[]), await make_helper()
    agreement = await make_agreement(other, person)

    with clock.at(NOW):
        request = await ask(person)
        wish = booking.Wish(starts_at=SOON, minutes=60)
        await booking.book(await actor(person), other, agreement, wish)
        starts = [slot.starts_at for slot in await queries.times_for(helper, request)]

    assert SOON + timedelta(hours=1) in starts
    assert SOON not in starts
    assert all(NOW < start <= request.ends_at for start in starts)


@pytest.mark.parametrize(
    "start",
    [
        NOW - timedelta(hours=1),
        NOW + timedelta(hours=73),
        SOON + timedelta(minutes=3),
    ],
)
async def test_a_time_outside_the_72_hours_is_refused(db: Settings, start: datetime) -> None:
    person, helper = await make_member(), await make_helper()

    with clock.at(NOW):
        request = await ask(person)
        with pytest.raises(Invalid):
            await actions.take(await actor(await helper.person), helper, request, start)


async def test_one_person_has_one_open_request(db: Settings) -> None:
    person = await make_member()

    with clock.at(NOW):
        answers = await asyncio.gather(*(ask(person) for _ in range(5)), return_exceptions=True)

    assert sum(isinstance(one, UrgentRequest) for one in answers) == 1
    assert sum(isinstance(one, Conflict) for one in answers) == 4
    assert await UrgentRequest.all().count() == 1


async def test_after_72_hours_it_ends_once_and_the_person_is_told(db: Settings) -> None:
    person, helper = await make_member(), await make_helper()

    with clock.at(NOW):
        request = await ask(person)
    with clock.at(request.ends_at):
        assert await queries.to_help(await actor(await helper.person)) == []
        with pytest.raises(Invalid):
            await actions.take(await actor(await helper.person), helper, request, SOON)
        ended = [await actions.expire_requests(), await actions.expire_requests()]

    assert ended == [1, 0]
    assert (await RecordedEvent.get(name="UrgentExpired")).payload["told"] == [str(person.id)]


async def test_with_the_job_off_for_days_one_can_ask_again(db: Settings) -> None:
    person = await make_member()

    with clock.at(NOW):
        await ask(person)
    with clock.at(NOW + timedelta(days=9)):
        again = await ask(person)

    rows = await UrgentRequest.all().order_by("created_at")
    assert [row.state for row in rows] == [UrgentState.EXPIRED, UrgentState.OPEN]
    assert again.ends_at == NOW + timedelta(days=12)


async def test_it_can_be_taken_back_and_asked_anew(db: Settings) -> None:
    person, helper = await make_member(), await make_helper()

    with clock.at(NOW):
        request = await ask(person)
        await actions.withdraw(await actor(person), request)
        with pytest.raises(Conflict):
            await actions.withdraw(await actor(person), request)
        with pytest.raises(Conflict):
            await actions.take(await actor(await helper.person), helper, request, SOON)
        await ask(person)

    assert await UrgentRequest.filter(state=UrgentState.OPEN).count() == 1
    assert await SupervisionSession.all().count() == 0


async def test_nobody_else_sees_answers_or_takes_back_a_request(db: Settings) -> None:
    person, stranger = await make_member(), await actor(await make_member())
    admin = await actor(await make_admin())
    deaf = await make_helper(languages={"fr": "native"})

    with clock.at(NOW):
        request = await ask(person)
        for who in (stranger, admin, await actor(await deaf.person)):
            with pytest.raises(NotFound):
                await queries.get_request(who, request.id)
            with pytest.raises(NotFound):
                await queries.get_own(who, request.id)
        with pytest.raises(NotFound):
            await actions.take(await actor(await deaf.person), deaf, request, SOON)
        with pytest.raises(Forbidden):
            await actions.take(stranger, deaf, request, SOON)
        with pytest.raises(Forbidden):
            await actions.ask(admin, ["en"])


async def test_a_language_is_all_that_is_asked(db: Settings) -> None:
    person = await make_member()

    with clock.at(NOW):
        for wanted in ([], ["tlh-x"]):
            with pytest.raises(Invalid):
                await actions.ask(await actor(person), wanted)
