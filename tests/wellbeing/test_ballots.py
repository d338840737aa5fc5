"""Ballots: one each, taken back at will while the round is open, sealed, and linked to nobody."""

import asyncio
from datetime import timedelta

import pytest

from network.adapters import lock_files
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound
from network.wellbeing.actions import answering, ballot_boxes, keeping, moving
from network.wellbeing.models.rounds import Asked, CheckInRound, SealedBallot
from network.wellbeing.queries import histories, rounds
from network.wellbeing.rules.tallies import Ballot
from network.wellbeing.rules.trees import Family
from tests.factories import actor, make_admin, make_centre
from tests.wellbeing.check_in_world import (
    CARRYING,
    FIRST,
    MIDDLING,
    STEADY,
    answer,
    at_noon,
    begin,
    key_of,
    make_staff,
    make_writer,
    open_round,
    release,
)

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


@pytest.fixture
async def writer() -> Actor:
    return await make_writer()


async def opened(one: CheckInRound) -> list[Ballot]:
    """What is in the ballots, as only who has the file beside the database can know."""
    key = key_of(one)
    assert key is not None
    return list(await ballot_boxes.unsealed(one, key))


def contents(ballots: list[Ballot]) -> list[list[int | None]]:
    return sorted(list(one.answers) for one in ballots)


# one each -----------------------------------------------------------------------------------------


async def test_a_ballot_holds_where_it_counts_and_ten_answers(writer: Actor) -> None:
    one, (centre_id,) = await open_round(), writer.centre_ids

    with clock.at(at_noon(FIRST)):
        await answering.hand_in(writer, b"k" * 32, {**CARRYING, 4: None})

    assert await opened(one) == [
        Ballot(str(centre_id), Family.CLINICAL, [0, 0, 4, None, 0, 0, 4, 4, 4, 0])
    ]


async def test_nobody_gives_two_ballots_with_any_number_of_keys(writer: Actor) -> None:
    one = await open_round()

    with clock.at(at_noon(FIRST)):
        await answering.hand_in(writer, b"k" * 32, STEADY)
        for key in (b"k" * 32, b"l" * 32, None):
            with pytest.raises(Conflict):
                await answering.hand_in(writer, key, CARRYING)

    assert contents(await opened(one)) == [list(STEADY.values())]


async def test_of_ten_ballots_at_the_same_moment_one_counts(writer: Actor) -> None:
    one = await open_round()

    with clock.at(at_noon(FIRST)):
        tries = [answering.hand_in(writer, bytes([n]) * 32, STEADY) for n in range(10)]
        came = await asyncio.gather(*tries, return_exceptions=True)

    assert sorted(type(result).__name__ for result in came) == ["Conflict"] * 9 + ["NoneType"]
    assert len(await opened(one)) == 1


async def test_a_ballot_that_comes_while_the_round_closes_is_refused(writer: Actor) -> None:
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        mine = await rounds.my_round(writer)
    assert mine is not None
    await release(one)

    with pytest.raises(Conflict):
        await answering._hold(mine)


async def test_a_ballot_is_taken_back_and_given_anew(writer: Actor) -> None:
    one, key = await open_round(), b"k" * 32

    with clock.at(at_noon(FIRST)):
        await answering.hand_in(writer, key, STEADY)
        await answering.withdraw(writer, key)
        gone = await SealedBallot.all().count()
        await answering.hand_in(writer, key, CARRYING)

    assert gone == 0
    assert contents(await opened(one)) == [list(CARRYING.values())]


async def test_nobody_takes_back_a_ballot_with_another_key(writer: Actor) -> None:
    other = await make_writer()
    await open_round()
    with clock.at(at_noon(FIRST)):
        await answering.hand_in(writer, b"k" * 32, STEADY)

        with pytest.raises(NotFound):
            await answering.withdraw(other, b"l" * 32)
        with pytest.raises(NotFound):
            await answering.withdraw(writer, b"l" * 32)

    assert await SealedBallot.all().count() == 1


async def test_deleting_everything_takes_the_ballot_back(writer: Actor) -> None:
    key = await begin(writer)
    await open_round()
    with clock.at(at_noon(FIRST)):
        await answering.hand_in(writer, key, STEADY)

        await keeping.erase(writer, key)

    assert await SealedBallot.all().count() == 0
    assert [row.took_part for row in await Asked.all()] == [False]


async def test_only_who_is_asked_gives_a_ballot(writer: Actor) -> None:
    await open_round()
    late = await make_writer()
    office = await actor(await make_admin())

    with clock.at(at_noon(FIRST)):
        for outsider in (late, office):
            with pytest.raises(NotFound):
                await answering.hand_in(outsider, None, STEADY)
            assert await rounds.my_round(outsider) is None


@pytest.mark.parametrize(
    "answers", [{**MIDDLING, 1: None, 2: None, 3: None}, {**MIDDLING, 1: 5}, {}]
)
async def test_what_would_not_count_is_not_taken(
    writer: Actor, answers: dict[int, int | None]
) -> None:
    await open_round()

    with clock.at(at_noon(FIRST)), pytest.raises(Invalid):
        await answering.hand_in(writer, None, answers)

    assert await SealedBallot.all().count() == 0
    assert [row.took_part for row in await Asked.all()] == [False]


async def test_who_is_asked_sees_what_is_fixed_before_answering(writer: Actor) -> None:
    one = await open_round()

    with clock.at(at_noon(FIRST)):
        mine = await rounds.my_round(writer)

    assert mine is not None
    assert (mine.round.closes_on, mine.k, mine.family) == (one.closes_on, 8, Family.CLINICAL)


# the close ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [14, 15, 60])
async def test_a_late_answer_waits_for_the_next_round(writer: Actor, days: int) -> None:
    await open_round()

    with clock.at(at_noon(FIRST + timedelta(days=days))), pytest.raises(NotFound):
        await answering.hand_in(writer, None, STEADY)

    assert await SealedBallot.all().count() == 0


async def test_after_the_close_nothing_can_be_taken_back(writer: Actor) -> None:
    one, key = await open_round(), b"k" * 32
    with clock.at(at_noon(FIRST)):
        await answering.hand_in(writer, key, STEADY)
    await release(one)

    with clock.at(at_noon(FIRST + timedelta(days=15))), pytest.raises(NotFound):
        await answering.withdraw(writer, key)


async def test_ballots_and_their_key_are_destroyed_at_the_close(writer: Actor) -> None:
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        await answering.hand_in(writer, b"k" * 32, STEADY)
    key = key_of(one)

    await release(one)

    assert key is not None
    assert await SealedBallot.all().count() == 0
    assert key_of(one) is None


async def test_without_its_key_a_round_is_not_counted_and_stays(writer: Actor) -> None:
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        await answering.hand_in(writer, b"k" * 32, STEADY)
    lock_files.destroy(one.id)

    with clock.at(at_noon(one.closes_on + timedelta(days=1))), pytest.raises(Conflict):
        await moving.release_due()

    assert await SealedBallot.all().count() == 1


# sealed and unlinked ------------------------------------------------------------------------------


async def test_mixing_seals_anew_and_changes_nothing_else(writer: Actor) -> None:
    people = await make_staff(await make_centre(), 6)
    one = await open_round()
    await answer(people, MIDDLING)
    with clock.at(at_noon(FIRST)):
        await answering.hand_in(writer, b"k" * 32, CARRYING)
    before = {row.id: row.box for row in await SealedBallot.all()}
    told = contents(await opened(one))

    mixed = [await ballot_boxes.mix_all(), await ballot_boxes.mix_all()]

    after = {row.id: row.box for row in await SealedBallot.all()}
    assert mixed == [7, 0]
    assert (set(after), contents(await opened(one))) == (set(before), told)
    assert [key for key in after if after[key] == before[key]] == []


async def test_a_mixed_ballot_is_still_its_givers_to_take_back(writer: Actor) -> None:
    await open_round()
    with clock.at(at_noon(FIRST)):
        await answering.hand_in(writer, b"k" * 32, CARRYING)
        await ballot_boxes.mix_all()

        await answering.withdraw(writer, b"k" * 32)

    assert await SealedBallot.all().count() == 0


async def test_a_ballot_opens_only_in_its_own_place_and_round(writer: Actor) -> None:
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        await answering.hand_in(writer, b"k" * 32, CARRYING)
    (row,) = await SealedBallot.all()
    await SealedBallot.create(id="0" * 64, round_id=one.id, box=row.box)
    await SealedBallot.create(id="1" * 64, round_id=one.id, box=b"\1 no box")
    await SealedBallot.create(id="2" * 64, round_id=one.id, box=b"")

    assert contents(await opened(one)) == [list(CARRYING.values())]


async def test_all_ballots_look_alike(writer: Actor) -> None:
    people = await make_staff(await make_centre(), 4, Family.SUPPORT)
    await open_round()
    await answer(people[:2], MIDDLING)
    await answer(people[2:], {**STEADY, 1: None})

    assert len({len(row.box) for row in await SealedBallot.all()}) == 1


async def test_neither_key_nor_order_of_ballots_follows_people_or_time() -> None:
    """The same people answer in the same order in two rounds; their ballots lie in other orders."""
    people = [await make_writer() for _ in range(12)]
    keys = [bytes([number]) * 32 for number in range(12)]
    orders = []
    for days in (0, 84):
        one = await open_round(FIRST + timedelta(days=days))
        with clock.at(at_noon(one.opens_on)):
            for who, key in zip(people, keys, strict=True):
                await answering.hand_in(who, key, MIDDLING)
            await ballot_boxes.mix_all()
        stored = [row.id for row in await SealedBallot.all()]
        orders.append([stored.index(histories.ballot_key(key, one.id)) for key in keys])
        await release(one)

    assert orders[0] != orders[1]
    assert list(range(12)) not in orders


async def test_ballots_have_no_columns_that_could_link_them() -> None:
    assert set(SealedBallot._meta.db_fields) == {"id", "round_id", "box"}
    assert [name for name in Asked._meta.db_fields if name.endswith(("_at", "_on"))] == []
