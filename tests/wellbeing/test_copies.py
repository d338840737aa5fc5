"""Backups hold no ballots, and a round goes on after a copy was brought back."""

import sqlite3
from pathlib import Path

import pytest

from network.commands import copies
from network.kernel import clock
from network.settings import Settings
from network.wellbeing.actions import answering, beginning_again
from network.wellbeing.models.rounds import Asked, CheckInRound, SealedBallot
from tests.conftest import POSTGRES
from tests.factories import actor, make_centre
from tests.wellbeing.check_in_world import (
    CARRYING,
    FIRST,
    MIDDLING,
    answer,
    at_noon,
    key_of,
    make_staff,
    open_round,
)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(bool(POSTGRES), reason="a copy of a file"),
]


async def test_a_copy_holds_no_ballot_and_no_byte_of_one(db: Settings, tmp_path: Path) -> None:
    people = await make_staff(await make_centre(), 9)
    await open_round()
    await answer(people, CARRYING)
    rows = await SealedBallot.all()

    copies.backup(db, tmp_path / "copy.db")

    copied = (tmp_path / "copy.db").read_bytes()
    assert [row.id for row in rows if row.box in copied or row.id.encode() in copied] == []
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT count(*) FROM check_in_round").fetchone() == (1,)
    copy.close()
    assert await SealedBallot.all().count() == 9


async def test_after_a_copy_came_back_everybody_answers_anew(db: Settings, tmp_path: Path) -> None:
    people = await make_staff(await make_centre(), 2)
    one = await open_round()
    await answer(people[:1], CARRYING)
    copies.backup(db, tmp_path / "copy.db")
    key = key_of(one)

    await beginning_again.begin_again()

    again = await CheckInRound.get(id=one.id)
    assert (again.lock == one.lock, key_of(one) == key) == (False, False)
    assert [row.took_part for row in await Asked.all()] == [False, False]
    with clock.at(at_noon(FIRST)):
        await answering.hand_in(await actor(people[0]), None, MIDDLING)
