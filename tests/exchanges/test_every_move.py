"""The whole graph, walked through the database: every state, every move, every part."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from network.centres.models import NetworkRole
from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import moving
from network.exchanges.models.learning import FollowUp, LearningGoal, LearningReport, PassingOn
from network.exchanges.models.offers import ExchangeCall
from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.models.visits import HostChoice, Visit, VisitMove
from network.exchanges.queries import visits
from network.exchanges.rules import states
from network.exchanges.rules.facts import Request
from network.exchanges.rules.states_table import FINAL, RULES, Rule
from network.exchanges.vocabulary import Move, OfferState, Part, Reason, VisitState
from network.kernel import clock
from network.kernel.actor import SYSTEM, Actor, Role
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale
from network.outbox import RecordedEvent
from network.settings import Settings
from tests.exchanges.conftest import OpenAs
from tests.exchanges.visit_world import World, asked, at_noon, confirmed, in_days, make_world
from tests.factories import make_person

pytestmark = pytest.mark.anyio

S, P, M = VisitState, Part, Move
NO_HOST_YET = (S.DRAFT, S.SUBMITTED, S.ENDORSED, S.WAITLISTED)
STARTS, ENDS, LATE = 105, 109, 330
MOMENTS = {S.CONFIRMED: STARTS, S.IN_PROGRESS: 106, S.REPORT_DUE: LATE, S.REPORT_REVIEW: LATE}


class Undone(Exception):
    """Takes back what was done in a test."""


@dataclass
class Walk:
    """A visit in one state for which every guard holds, and somebody in each part."""

    visit: Visit
    actors: dict[Part, Actor]


async def walk(state: VisitState) -> Walk:
    world = await make_world()
    focal = await make_person()
    await NetworkRole.create(person=focal, role=Role.FOCAL_POINT)
    world.people["focal_point"] = focal
    visit = await confirmed(world)
    await _bring_everything(visit)
    await _put(visit, state)
    actors = {part: await world.act(str(part)) for part in Part if part is not P.SYSTEM}
    return Walk(await visits.fresh(visit.id), actors | {P.SYSTEM: SYSTEM})


async def _bring_everything(visit: Visit) -> None:
    """All that any guard asks for, from checklists to answers after six months."""
    await ChecklistItem.filter(visit_id=visit.id).update(state=TaskState.DONE)
    await LearningGoal.filter(visit_id=visit.id).update(after=3, retrospect=0)
    await LearningReport.create(
        visit_id=visit.id,
        parts={"summary": "We learned much."},
        lang="en",
        level="S1",
        host_due_on=in_days(145),
        host_cleared_at=clock.now(),
    )
    await FollowUp.create(visit_id=visit.id, months=6, due_on=in_days(290))


async def _put(visit: Visit, state: VisitState) -> None:
    columns: dict[str, Any] = {
        "state": state,
        "report_due_on": in_days(130),
        "until_on": in_days(LATE + 60),
    }
    if state in NO_HOST_YET:
        columns |= {"host_centre_id": None, "first_on": None, "last_on": None, "mentor_id": None}
        await HostChoice.filter(visit_id=visit.id).update(state=OfferState.RANKED)
    if state is S.HOST_PENDING:
        until = clock.now() + timedelta(days=9)
        await HostChoice.filter(visit_id=visit.id, rank=1).update(
            state=OfferState.ASKED, asked_at=clock.now(), expires_at=until
        )
    if state is S.ENDED_EARLY:
        columns |= {"ended_for": str(Reason.HEALTH), "arrived_on": visit.first_on}
    if state in FINAL:
        columns |= {"settled_at": clock.now()}
    await Visit.filter(id=visit.id).update(**columns)


async def _arrange(visit: Visit, rule: Rule, part: Part) -> None:
    """What a move needs that stands in the way of others."""
    await _arrange_hosts(visit, rule, part)
    if rule.move is M.WAITLIST:
        await Visit.filter(id=visit.id).update(call_id=(await _full_call()).id)
    if rule.move is M.EXPIRE:
        past = in_days(-1)
        await Visit.filter(id=visit.id).update(until_on=past, last_on=past)
    if rule.move is M.CLOSE and S.SHARING in rule.sources:
        await PassingOn.create(visit_id=visit.id, kind="seminar", title="What we saw")
        await FollowUp.filter(visit_id=visit.id).update(answered_at=clock.now())
    if rule.move is M.CLOSE_UNFINISHED:
        await LearningReport.filter(visit_id=visit.id).update(parts={})
    if rule.move is M.REOPEN:
        await Visit.filter(id=visit.id).update(came_from=rule.target)


async def _arrange_hosts(visit: Visit, rule: Rule, part: Part) -> None:
    first = HostChoice.filter(visit_id=visit.id, rank=1)
    if rule.move in (M.ASK_NEXT, M.RUN_OUT):
        await first.update(expires_at=clock.now())
    if rule.move is M.LAPSE:
        await first.update(answered_at=clock.now() - timedelta(days=11))
    if rule.move is M.RUN_OUT or (rule.move is M.DECLINE and part is P.HOST):
        await HostChoice.filter(visit_id=visit.id, state=OfferState.RANKED).delete()


async def _full_call() -> ExchangeCall:
    return await ExchangeCall.create(
        title="Pain", lang="en", places=0, opens_on=in_days(0), closes_on=in_days(9)
    )


def moment(state: VisitState, rule: Rule | None = None, part: Part | None = None) -> datetime:
    """A time at which nothing but this move happens by itself."""
    if rule and rule.move is M.FINISH and part is P.SYSTEM:
        return at_noon(ENDS + 2)
    is_late = rule and (rule.move is M.CLOSE_UNFINISHED or part is P.SYSTEM)
    if is_late and state in (S.SHARING, S.ENDED_EARLY):
        return at_noon(LATE)
    return at_noon(MOMENTS.get(state, 1))


def given(move: Move, part: Part) -> Request:
    fitting = [r for r in states.reasons_for(move, part) if r is not Reason.NO_SHOW]
    reason = fitting[0] if fitting else None
    return Request(reason, "For this reason", _day(20), _day(24))


def _day(count: int) -> date:
    return clock.now().date() + timedelta(days=count)


def rules_of(state: VisitState, move: Move, part: Part) -> list[Rule]:
    return [r for r in RULES if r.move is move and state in r.sources and part in r.by]


async def _written(visit: Visit) -> tuple[object, ...]:
    stored = await visits.fresh(visit.id)
    moves = await VisitMove.filter(visit_id=visit.id).count()
    return stored.state, stored.version, moves, await RecordedEvent.all().count()


@pytest.mark.parametrize("state", VisitState)
async def test_whatever_the_table_lists_is_done(state: VisitState, db: Settings) -> None:
    found = await walk(state)
    listed = [(rule, part) for rule in RULES if state in rule.sources for part in rule.by]

    for rule, part in listed:
        actor = found.actors[part]
        if part not in policy.parts_in(actor, found.visit):
            continue
        with clock.at(moment(state, rule, part)), suppress(Undone):
            async with transaction():
                await _arrange(found.visit, rule, part)
                moved = await moving.move(actor, found.visit, rule.move, given(rule.move, part))
                last = await VisitMove.filter(visit_id=moved.id).order_by("-id").first()
                assert last is not None
                assert (moved.state, last.move, last.part) == (rule.target, rule.move, part)
                raise Undone


@pytest.mark.parametrize("state", VisitState)
async def test_whatever_the_table_does_not_list_is_refused(state: VisitState, db: Settings) -> None:
    found = await walk(state)
    with clock.at(moment(state)):
        before = await _written(found.visit)

        for move in Move:
            for part, actor in found.actors.items():
                if rules_of(state, move, part) and part in policy.parts_in(actor, found.visit):
                    continue
                with pytest.raises((Conflict, Forbidden, Invalid)):
                    await moving.move(actor, found.visit, move, given(move, part))

        assert await _written(found.visit) == before


async def test_a_visit_is_opened_again_only_to_where_it_was(db: Settings) -> None:
    found = await walk(S.CANCELLED)
    await Visit.filter(id=found.visit.id).update(came_from=S.POSTPONED)

    moved = await moving.move(
        found.actors[P.SECRETARIAT],
        await visits.fresh(found.visit.id),
        M.REOPEN,
        Request(note="It can take place after all"),
    )

    assert moved.state is S.POSTPONED


# two at once -------------------------------------------------------------------------------------


async def test_of_two_people_on_the_same_page_one_moves_the_visit(
    world: World, as_: OpenAs
) -> None:
    visit = await asked(world)
    both = [await as_(who) for who in ("visitor", "home")]
    path = f"/visits/{visit.id}/moves/withdraw"
    pages = [await one.get(path) for one in both]

    done = await asyncio.gather(
        *(
            one.submit(page, "/withdraw", reason="work")
            for one, page in zip(both, pages, strict=True)
        )
    )

    late = next(one for one in done if one.status_code != 303)
    assert sorted(one.status_code for one in done) == [303, 409]
    assert "Where it is now: Withdrawn" in late.text
    assert await VisitMove.filter(visit_id=visit.id, move=M.WITHDRAW).count() == 1


async def test_who_moves_a_visit_from_an_old_reading_learns_what_is_stored(world: World) -> None:
    stale = await asked(world)
    await _withdraw(world, await visits.fresh(stale.id), "home")

    with pytest.raises(Stale) as error:
        await _withdraw(world, stale, "visitor")

    stored = error.value.stored
    assert isinstance(stored, Visit)
    assert stored.state is S.WITHDRAWN


async def _withdraw(world: World, visit: Visit, who: str) -> None:
    await moving.move(await world.act(who), visit, M.WITHDRAW, Request(reason=Reason.WORK))
