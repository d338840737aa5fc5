"""Reading when speakers could: their own words, and beside the draft those of all who speak."""

from collections import defaultdict
from typing import Any, NamedTuple
from uuid import UUID

from network.db import plain, read_instant
from network.kernel.actor import Actor
from network.workshops.models.agenda import AgendaSpeaker, SpeakerTime
from network.workshops.vocabulary import SpeakerState

# who speaks in the items of $1, each with what they said of the session of the item
_SPEAKERS = """
SELECT s.id, s.item_id, s.person_id, s.state, i.session_id,
    t.starts_at, t.minutes, t.from_at, t.until_at
    FROM agenda_speaker s JOIN agenda_item i ON i.id = s.item_id
    LEFT JOIN speaker_time t ON t.session_id = i.session_id AND t.person_id = s.person_id
    WHERE i.workshop_id = $1 AND i.removed_at IS NULL AND s.state <> 'withdrawn' ORDER BY s.id
"""


class Speaking(NamedTuple):
    """Who speaks by item, and what was said by session and person."""

    speakers: dict[UUID, list[AgendaSpeaker]]
    said: dict[tuple[UUID, UUID], SpeakerTime]


async def own_times(actor: Actor, workshop_id: UUID) -> dict[UUID, SpeakerTime]:
    """What the actor said, by session."""
    rows = SpeakerTime.filter(workshop_id=workshop_id, person_id=actor.person_id)
    return {row.session_id: row for row in await rows}


async def speaking_in(workshop_id: UUID) -> Speaking:
    """Who speaks and did not withdraw, with when they could, in one statement."""
    found = Speaking(defaultdict(list), {})
    for row in await plain.rows(_SPEAKERS, workshop_id):
        speaker = _speaker(row)
        found.speakers[speaker.item_id].append(speaker)
        if row["starts_at"] is not None:
            session_id = UUID(str(row["session_id"]))
            found.said[session_id, speaker.person_id] = _time(row, session_id, speaker)
    return found


def _speaker(row: dict[str, Any]) -> AgendaSpeaker:
    keys = {name: UUID(str(row[name])) for name in ("id", "item_id", "person_id")}
    return AgendaSpeaker(**keys, state=SpeakerState(row["state"]))


def _time(row: dict[str, Any], session_id: UUID, speaker: AgendaSpeaker) -> SpeakerTime:
    instants = {name: row[name] for name in ("starts_at", "from_at", "until_at")}
    return SpeakerTime(
        session_id=session_id,
        person_id=speaker.person_id,
        minutes=row["minutes"],
        **{name: read_instant(at) if at else None for name, at in instants.items()},
    )
