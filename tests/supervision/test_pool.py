"""Whoever of several supervisors is free gives the session, in turn."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from network.kernel import clock
from network.settings import Settings
from network.supervision.actions import booking
from network.supervision.queries import pool as queries
from network.supervision.rules.pool import Candidate, pick
from tests.factories import actor, make_member
from tests.supervision_makers import make_agreement, make_supervisor

ONE, OTHER = UUID(int=1), UUID(int=2)
NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
TEN = datetime(2027, 3, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ([], None),
        ([Candidate(ONE, 3, 8), Candidate(OTHER, 2, 8)], OTHER),
        ([Candidate(ONE, 3, 8), Candidate(OTHER, 2, 4)], ONE),
        ([Candidate(ONE, 0, 8, priority=1), Candidate(OTHER, 9, 8)], OTHER),
        ([Candidate(ONE, 1, 8, NOW), Candidate(OTHER, 1, 8, TEN)], ONE),
        ([Candidate(ONE, 0, 8), Candidate(OTHER, 0, 8)], ONE),
    ],
)
def test_the_least_loaded_goes_first_then_who_waited_longest(
    candidates: list[Candidate], expected: UUID | None
) -> None:
    chosen = pick(candidates)

    assert (chosen.id if chosen else None) == expected


@pytest.mark.anyio
async def test_turns_go_round_and_only_the_free_are_asked(db: Settings) -> None:
    member = await make_member()
    one, other = await make_supervisor(), await make_supervisor()
    for supervisor in (one, other):
        await make_agreement(supervisor, member)
    stranger = await make_supervisor()
    me = await actor(member)

    given = []
    with clock.at(NOW):
        for day in range(4):
            at = TEN + timedelta(days=day)
            own = await queries.own_supervisors(me)
            supervisor, agreement = (await queries.ranked(me, own, at))[0]
            wish = booking.Wish(starts_at=at, minutes=60)
            given.append((await booking.book(me, supervisor, agreement, wish)).leader_id)
        taken = await queries.ranked(me, await queries.own_supervisors(me), TEN)

    assert given[:2] == [one.person_id, other.person_id]
    assert sorted(given) == sorted([one.person_id, other.person_id] * 2)
    assert stranger.person_id not in given
    assert taken == []
