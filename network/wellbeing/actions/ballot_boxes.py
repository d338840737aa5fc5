"""How ballots are sealed until the close, and how they lose the hour they came in.

A ballot is locked with the round's lock as it comes. From time to time all that came are sealed
anew under one key, and all others are written again with them, so that nothing in the database
says which came when; and many of them open quickly at the close.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from anyio import to_thread

from network.adapters import lock_files, sealing
from network.db import after_commit, connection, is_postgres, plain, traces, transaction
from network.wellbeing.models.rounds import CheckInRound, SealedBallot
from network.wellbeing.rules.ballots import unpacked
from network.wellbeing.rules.tallies import Ballot
from network.wellbeing.vocabulary import RoundState

_LOCKED, _MIXED = b"\1", b"\2"
_BOXES = "SELECT id, box FROM sealed_ballot WHERE round_id = $1"
_ONE = "UPDATE sealed_ballot SET box = $1 WHERE id = $2"
_ALL = """
WITH gone AS (DELETE FROM sealed_ballot WHERE round_id = $1 RETURNING id, round_id, box)
INSERT INTO sealed_ballot (id, round_id, box) SELECT id, round_id, box FROM gone ORDER BY id
"""


def locked(one: CheckInRound, ballot_id: str, content: bytes) -> bytes:
    """A box that only the key beside the database opens; it opens nowhere else."""
    if one.lock is None:
        message = "an open round has a lock"
        raise ValueError(message)
    return _LOCKED + sealing.locked(one.lock, content, _about(one, ballot_id))


def quick_key(key: bytes) -> bytes:
    """The one key under which ballots lie once they were mixed."""
    return sealing.derived(key, b"mixed ballots")


def mixed(one: CheckInRound, quick: bytes, ballot_id: str, content: bytes) -> bytes:
    """The box of a ballot that was mixed."""
    return _MIXED + sealing.boxed(quick, content, _about(one, ballot_id))


async def unsealed(one: CheckInRound, key: bytes) -> Iterator[Ballot]:
    """All ballots of a round, in no order, each opened as it is read; what was none is left out."""
    return _unsealed(one, key, await plain.rows(_BOXES, one.id))


async def mix_all() -> int:
    """Seal anew what came in since the last time; says how many."""
    found = await CheckInRound.filter(state=RoundState.OPEN)
    return sum([await _mix(one) for one in found])


async def _mix(one: CheckInRound) -> int:
    key = lock_files.find(one.id)
    if key is None:
        return 0
    async with transaction():
        held = await CheckInRound.select_for_update().get_or_none(id=one.id, state=RoundState.OPEN)
        boxes = await SealedBallot.filter(round_id=one.id).values_list("id", "box")
        fresh = [(ballot_id, box) for ballot_id, box in boxes if box[:1] == _LOCKED]
        if held is None or not fresh:
            return 0
        again = await to_thread.run_sync(partial(_mixed, one, key, fresh))
        await _write(again)
        if is_postgres():  # it keeps rows as they came, and which transaction wrote each
            await connection().execute_query(_ALL, [one.id])
        after_commit("wipe", traces.wipe)
    return len(again)


async def _write(boxes: list[list[object]]) -> None:
    await connection().execute_many(_ONE if is_postgres() else _ONE.replace("$", "?"), boxes)


def _mixed(one: CheckInRound, key: bytes, boxes: Iterable[tuple[str, bytes]]) -> list[list[object]]:
    quick = quick_key(key)
    found: list[list[object]] = []
    for ballot_id, box in boxes:
        content = sealing.unlocked(key, box[1:], _about(one, ballot_id))
        if content is not None:
            found.append([mixed(one, quick, ballot_id, content), ballot_id])
    return found


def _unsealed(
    one: CheckInRound, key: bytes, boxes: Iterable[Mapping[str, Any]]
) -> Iterator[Ballot]:
    quick = quick_key(key)
    for row in boxes:
        ballot_id, box = row["id"], row["box"]
        about = _about(one, ballot_id)
        if box[:1] == _MIXED:
            content = sealing.unboxed(quick, box[1:], about)
        else:
            content = sealing.unlocked(key, box[1:], about)
        ballot = unpacked(content) if content is not None else None
        if ballot is not None:
            yield ballot


def _about(one: CheckInRound, ballot_id: str) -> bytes:
    return one.id.bytes + ballot_id.encode()
