"""Own histories: whether there is one, and what is in it for who holds its key."""

import base64
import json
from typing import NamedTuple
from uuid import UUID

from network.adapters import sealing
from network.db import plain
from network.kernel import clock, keys
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.wellbeing.models.histories import FadingKey, History
from network.wellbeing.models.rounds import SealedBallot
from network.wellbeing.queries.rounds import today
from network.wellbeing.rules.histories import Entry, OwnHistory, entry_of

CARRIED_SECONDS = 20 * 60
_HERE = "SELECT 1 AS here FROM own_history WHERE person_id = $1"
_PURPOSE = "own history, carried"


class Opened(NamedTuple):
    """A history and the version it was read at."""

    history: OwnHistory
    version: int


async def has_history(actor: Actor) -> bool:
    if actor.person_id is None:
        return False
    return bool(await plain.rows(_HERE, actor.person_id))


async def read(actor: Actor, key: bytes) -> Opened:
    """What is in the actor's own history; what its time took is not.

    Raises NotFound when there is none, or the key is that of another one.
    """
    row = await History.get_or_none(person_id=actor.person_id)
    content = sealing.unboxed(key, row.box, about(row.person_id)) if row else None
    if row is None or content is None:
        raise NotFound
    kept = json.loads(sealing.bare(content))
    halves = {one.goes_on: one.half for one in await FadingKey.all()}
    day = today().isoformat()
    entries = [
        _entry(key, halves[one["goes_on"]], one["box"])
        for one in kept["entries"]
        if one["goes_on"] in halves and one["goes_on"] >= day
    ]
    history = OwnHistory(tuple(filter(None, entries)), row.months)
    return Opened(history, row.version)


def about(person_id: UUID) -> bytes:
    """What a history's boxes belong to."""
    return b"own history of " + person_id.bytes


def entry_key(key: bytes, half: bytes) -> bytes:
    """What opens an entry: the person's key and the half that is destroyed in time."""
    return sealing.derived(key + half, b"entry")


def ballot_key(key: bytes, round_id: UUID) -> str:
    """Under which the ballot of a round lies; nobody without the person's key works it out."""
    return sealing.derived(key, b"ballot " + round_id.bytes).hex()


async def has_ballot(key: bytes, round_id: UUID) -> bool:
    """Whether the holder of this key has a ballot in a round."""
    return await SealedBallot.filter(id=ballot_key(key, round_id)).exists()


# between two pages --------------------------------------------------------------------------------


def carried(key: bytes, session_id: UUID) -> str:
    """A key as a cookie may carry it for a while: sealed, and of use in this session only."""
    until = clock.now().timestamp() + CARRIED_SECONDS
    text = json.dumps([base64.b64encode(key).decode(), str(session_id), until])
    return keys.seal(_PURPOSE, text)


def key_carried(cookie: str, session_id: UUID) -> bytes | None:
    """The key again; None for what was made up, is of another session, or too old."""
    text = keys.unseal(_PURPOSE, cookie)
    if text is None:
        return None
    key, session, until = json.loads(text)
    if session != str(session_id) or until < clock.now().timestamp():
        return None
    return base64.b64decode(key)


def _entry(key: bytes, half: bytes, box: str) -> Entry | None:
    content = sealing.unboxed(entry_key(key, half), base64.b64decode(box), b"entry")
    return entry_of(json.loads(content)) if content is not None else None
