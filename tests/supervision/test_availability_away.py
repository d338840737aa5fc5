"""Going away: every session booked then gets its fate, and all is saved at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from network.kernel import clock
from network.kernel.errors import Conflict, Invalid
from network.settings import Settings
from network.supervision.actions import booking
from network.supervision.actions import supervisors as actions
from network.supervision.actions.supervisors import Choice, Dated, Fate
from network.supervision.models import (
    DatesKind,
    SessionState,
    SupervisionSession,
    Supervisor,
    SupervisorDates,
    SupervisorState,
)
from network.supervision.queries import availability as queries
from network.supervision.rules.slots import Closed
from tests.browser_client import Browser
from tests.factories import actor, make_member
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
FIRST = datetime(2027, 3, 9, 10, tzinfo=UTC)
AWAY = Dated(kind=DatesKind.AWAY, first_on=date(2027, 3, 8), last_on=date(2027, 3, 12))


async def _booked(supervisor: Supervisor, *starts: datetime) -> list[SupervisionSession]:
    found = []
    for at in starts:
        member = await make_member()
        agreement = await make_agreement(supervisor, member)
        wish = booking.Wish(starts_at=at, minutes=60)
        found.append(await booking.book(await actor(member), supervisor, agreement, wish))
    return found


async def _state(session: SupervisionSession) -> tuple[SessionState, datetime]:
    stored = await SupervisionSession.get(id=session.id)
    return stored.state, stored.starts_at


async def test_each_session_is_kept_moved_or_cancelled_as_was_chosen(db: Settings) -> None:
    supervisor = await make_supervisor()
    owner = await actor(await supervisor.person)
    with clock.at(NOW):
        kept, moved, called_off = await _booked(
            supervisor, *(FIRST + timedelta(hours=2 * n) for n in range(3))
        )
        later = FIRST + timedelta(days=7)
        choices = {
            kept.id: Choice(Fate.KEEP),
            moved.id: Choice(Fate.MOVE, later),
            called_off.id: Choice(Fate.CANCEL),
        }

        await actions.go_away(owner, supervisor, AWAY, choices)

    assert await _state(kept) == (SessionState.CONFIRMED, kept.starts_at)
    assert await _state(moved) == (SessionState.CONFIRMED, later)
    assert (await _state(called_off))[0] is SessionState.CANCELLED_BY_SUPERVISOR
    assert await SupervisorDates.filter(kind=DatesKind.AWAY).count() == 1


async def test_a_request_that_waits_is_declined(db: Settings) -> None:
    supervisor = await make_supervisor(needs_confirming=True)
    owner = await actor(await supervisor.person)
    with clock.at(NOW):
        (asked,) = await _booked(supervisor, FIRST)

        await actions.go_away(owner, supervisor, AWAY, {asked.id: Choice(Fate.CANCEL)})

    assert (await _state(asked))[0] is SessionState.DECLINED


async def test_nothing_is_saved_while_a_session_has_no_fate(db: Settings) -> None:
    supervisor = await make_supervisor()
    owner = await actor(await supervisor.person)
    with clock.at(NOW):
        first, second = await _booked(supervisor, FIRST, FIRST + timedelta(hours=2))

        with pytest.raises(actions.Undecided) as refusal:
            await actions.go_away(owner, supervisor, AWAY, {first.id: Choice(Fate.CANCEL)})

    assert [s.id for s in refusal.value.sessions] == [second.id]
    assert (await _state(first))[0] is SessionState.CONFIRMED
    assert await SupervisorDates.all().count() == 0


async def test_when_a_chosen_time_is_taken_everything_stays_as_it_was(db: Settings) -> None:
    supervisor = await make_supervisor()
    owner = await actor(await supervisor.person)
    with clock.at(NOW):
        taken = FIRST + timedelta(days=7)
        first, second, _other = await _booked(supervisor, FIRST, FIRST + timedelta(hours=2), taken)
        choices = {first.id: Choice(Fate.CANCEL), second.id: Choice(Fate.MOVE, taken)}

        with pytest.raises(Conflict):
            await actions.go_away(owner, supervisor, AWAY, choices)

    assert (await _state(first))[0] is SessionState.CONFIRMED
    assert await _state(second) == (SessionState.CONFIRMED, second.starts_at)
    assert await SupervisorDates.all().count() == 0


async def test_only_sessions_on_those_days_of_the_supervisor_clash(db: Settings) -> None:
    supervisor = await make_supervisor(zone="Pacific/Auckland")
    with clock.at(NOW):
        before, inside = await _booked(
            supervisor,
            datetime(2027, 3, 7, 9, tzinfo=UTC),  # 22:00 on 7 March in Auckland
            datetime(2027, 3, 7, 11, tzinfo=UTC),  # midnight there
        )

        found = await queries.clashes(supervisor, AWAY.first_on, AWAY.last_on)

    assert [s.id for s in found] == [inside.id]
    assert before.id not in [s.id for s in found]


async def test_other_times_suit_everybody_and_lie_outside_the_days_away(db: Settings) -> None:
    supervisor = await make_supervisor(weekly=[[2, 660, 780]], step=60)
    with clock.at(NOW):
        await _booked(supervisor, FIRST)
        (session,) = await queries.clashes(supervisor, AWAY.first_on, AWAY.last_on)
        away = Closed(AWAY.first_on, AWAY.last_on)

        times = await queries.other_times(supervisor, away, [session])

    assert [slot.starts_at for slot in times[session.id]][:3] == [
        datetime(2027, 3, 2, 10, tzinfo=UTC),
        datetime(2027, 3, 2, 11, tzinfo=UTC),
        datetime(2027, 3, 16, 10, tzinfo=UTC),
    ]


async def test_only_another_verified_supervisor_stands_in(db: Settings) -> None:
    supervisor = await make_supervisor()
    owner = await actor(await supervisor.person)
    waiting = await make_supervisor(state=SupervisorState.PROPOSED)
    other = await make_supervisor()

    for wrong in (supervisor, waiting):
        dated = replace(AWAY, stand_in=wrong)
        with pytest.raises(Invalid):
            await actions.go_away(owner, supervisor, dated, {})
    await actions.go_away(owner, supervisor, replace(AWAY, stand_in=other), {})

    found = await queries.stand_in_on(supervisor.person_id, date(2027, 3, 10))
    assert found is not None
    assert found.id == other.id
    assert await queries.stand_in_on(supervisor.person_id, date(2027, 3, 13)) is None


async def test_the_page_lists_every_clash_before_it_saves(browser: Browser) -> None:
    supervisor = await make_supervisor()
    with clock.at(NOW):
        first, second = await _booked(supervisor, FIRST, FIRST + timedelta(hours=2))
        await browser.sign_in_as(await supervisor.person)
        page = await browser.get("/supervision/away")
        period = {"first_on": "2027-03-08", "last_on": "2027-03-12"}

        listed = await browser.submit(page, "/away", **period)
        unclear = await browser.submit(listed, "/away", **{f"fate_{first.id}": "cancel"})
        saved = await browser.submit(
            unclear, "/away", **{f"fate_{first.id}": "cancel", f"fate_{second.id}": "keep"}
        )

    assert (listed.status_code, "2 sessions are booked then" in listed.text) == (200, True)
    assert unclear.status_code == 422
    assert f'name="fate_{first.id}" value="cancel" checked' in unclear.text
    assert saved.status_code == 303
    assert (await _state(first))[0] is SessionState.CANCELLED_BY_SUPERVISOR
    assert (await _state(second))[0] is SessionState.CONFIRMED


async def test_closing_a_day_with_sessions_leads_to_the_page_of_clashes(browser: Browser) -> None:
    supervisor = await make_supervisor()
    with clock.at(NOW):
        await _booked(supervisor, FIRST)
        await browser.sign_in_as(await supervisor.person)
        page = await browser.get("/supervision/availability")

        answer = await browser.submit(page, "/dates", kind="closed", first_on="2027-03-09")

    assert answer.headers["location"] == (
        "/supervision/away?first_on=2027-03-09&last_on=2027-03-09"
    )
    assert await SupervisorDates.all().count() == 0
