"""What somebody learns who has the database, copies of it, or the key file beside it."""

import time
from datetime import timedelta

import pytest

from network.adapters import sealing
from network.kernel import clock
from network.wellbeing.actions import answering, ballot_boxes, keeping
from network.wellbeing.models.histories import History
from network.wellbeing.models.rounds import Asked, CheckInRound, SealedBallot
from network.wellbeing.queries import histories
from network.wellbeing.rules.ballots import LENGTH
from network.wellbeing.rules.tallies import Ballot
from network.wellbeing.rules.trees import Family
from tests.factories import make_centre
from tests.wellbeing.check_in_world import (
    CARRYING,
    FIRST,
    MIDDLING,
    PASSPHRASE,
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


async def ballots_with(one: CheckInRound, key: bytes | None) -> list[Ballot]:
    """What opens with a key that somebody has."""
    return list(await ballot_boxes.unsealed(one, key or b""))


# the database alone -------------------------------------------------------------------------------


async def test_the_database_alone_opens_no_ballot() -> None:
    people = await make_staff(await make_centre(), 2)
    one = await open_round()
    await answer(people, CARRYING)

    assert one.lock is not None
    (row, _other) = await SealedBallot.all()
    about = one.id.bytes + row.id.encode()
    assert sealing.unlocked(one.lock, row.box[1:], about) is None
    assert sealing.unboxed(one.lock, row.box[1:], about) is None
    assert len(await ballots_with(one, key_of(one))) == 2


async def test_the_database_tells_who_was_asked_and_who_took_part() -> None:
    centre = await make_centre()
    answered, silent = await make_staff(centre, 2, Family.LEGAL)
    await open_round()
    await answer([answered], CARRYING)

    rows = {row.person_id: row for row in await Asked.all()}

    told = {key: (row.centre_id, row.family, row.took_part) for key, row in rows.items()}
    assert told == {
        answered.id: (centre.id, "legal", True),
        silent.id: (centre.id, "legal", False),
    }


async def test_the_database_tells_who_keeps_a_history_and_until_which_month() -> None:
    writer = await make_writer()
    key = await begin(writer)
    with clock.at(at_noon(FIRST)):
        await keeping.note(writer, key, "a", "Zibelinenmond")

    row = await History.get(person_id=writer.person_id)

    plain = {"person_id", "version", "months", "goes_on", "left_on"}
    assert set(History._meta.db_fields) == plain | {"box", "by_passphrase", "by_code"}
    assert (row.months, row.goes_on.day) == (12, 31)


async def test_what_a_release_keeps_is_of_enough_people() -> None:
    lonely = await make_centre()
    people = await make_staff(lonely, 1)
    for size in (9, 10, 11):
        people += await make_staff(await make_centre(), size)
    one = await open_round()
    await answer(people, MIDDLING)

    made = await release(one)

    kept = (made.kept or {})["seen"]
    assert min(seen["size"] for seen in kept) >= one.k
    named = [seen["families"] for seen in kept if len(seen["families"]) == 1]
    assert str(lonely.id) not in str(named)


async def test_each_guess_at_a_passphrase_costs_memory_and_time() -> None:
    writer = await make_writer()
    await begin(writer)
    row = await History.get(person_id=writer.person_id)
    about = histories.about(row.person_id)

    began = time.process_time()
    opened = await sealing.unwrapped(row.by_passphrase, "a guess", about)
    took = time.process_time() - began

    assert opened is None
    assert took > 0.005
    assert await sealing.unwrapped(row.by_passphrase, PASSPHRASE, about) is not None


# copies -------------------------------------------------------------------------------------------


async def test_two_copies_tell_who_took_part_in_between_and_not_what_they_said() -> None:
    people = await make_staff(await make_centre(), 3)
    one = await open_round()
    await answer(people[:1], CARRYING)
    before = {row.person_id for row in await Asked.filter(took_part=True)}
    await answer(people[1:2], MIDDLING)

    after = {row.person_id for row in await Asked.filter(took_part=True)}

    assert after - before == {people[1].id}
    assert await ballots_with(one, bytes(32)) == []


async def test_after_the_close_ballots_of_an_old_copy_stay_locked() -> None:
    people = await make_staff(await make_centre(), 2)
    one = await open_round()
    await answer(people, CARRYING)
    copied = [(row.id, row.box) for row in await SealedBallot.all()]
    await release(one)
    later = await open_round(FIRST + timedelta(days=84))

    for ballot_id, box in copied:
        await SealedBallot.create(id=ballot_id, round_id=one.id, box=box)

    assert key_of(one) is None
    assert await ballots_with(one, key_of(later)) == []


# the key file -------------------------------------------------------------------------------------


async def test_a_key_file_holds_a_key_and_opens_one_round() -> None:
    people = await make_staff(await make_centre(), 2)
    one = await open_round()
    await answer(people, CARRYING)
    key = key_of(one)
    await release(one)
    later = await open_round(FIRST + timedelta(days=84))
    await answer(people, CARRYING, later.opens_on)

    assert key is not None
    assert len(key) == sealing.KEY_BYTES
    assert await ballots_with(later, key) == []


async def test_with_the_key_file_ballots_open_and_name_nobody() -> None:
    centre = await make_centre()
    (person,) = await make_staff(centre, 1, Family.LEGAL)
    one = await open_round()
    await answer([person], CARRYING)

    (ballot,) = await ballots_with(one, key_of(one))

    said = [CARRYING[number] for number in range(1, 11)]
    assert ballot == Ballot(str(centre.id), Family.LEGAL, said)
    assert len(centre.id.bytes) + 1 + len(said) == LENGTH  # there is room for nothing else


async def test_who_looks_twice_with_the_key_file_finds_the_ballot_of_one_person() -> None:
    """A limit, told in docs/privacy.md: no server keeps this from whoever holds all of it."""
    people = await make_staff(await make_centre(), 2)
    one = await open_round()
    await answer(people[:1], MIDDLING)
    before = {row.id for row in await SealedBallot.all()}
    await answer(people[1:], CARRYING)
    await ballot_boxes.mix_all()

    new = {row.id for row in await SealedBallot.all()} - before
    await SealedBallot.filter(id__in=before).delete()

    (ballot,) = await ballots_with(one, key_of(one))
    assert len(new) == 1
    assert list(ballot.answers) == [CARRYING[number] for number in range(1, 11)]


async def test_the_key_file_opens_no_history() -> None:
    writer = await make_writer()
    key = await begin(writer)
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        await answering.hand_in(writer, key, CARRYING)

    row = await History.get(person_id=writer.person_id)

    about = histories.about(row.person_id)
    found = key_of(one)
    assert found is not None
    assert sealing.unboxed(found, row.box, about) is None
    assert sealing.unboxed(key, row.box, about) is not None
