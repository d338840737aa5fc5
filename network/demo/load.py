"""Brings the whole demonstration network into an empty database."""

from network.demo import (
    calendars,
    foundation,
    knowledge,
    supervision,
    travel,
    visits,
    wellbeing,
    workshops,
)
from network.demo.foundation import Loaded, Tell, accounts

__all__ = ["Loaded", "accounts", "load"]


async def load(tell: Tell) -> Loaded:
    """Load everything, telling each step."""
    found = await foundation.load(tell)
    tell("supervision")
    await supervision.load(found)
    tell("calendars")
    await calendars.load(found)
    await travel.load(found)
    tell("knowledge")
    await knowledge.load(found)
    tell("visits")
    await visits.load(found)
    tell("workshops")
    await workshops.load(found)
    tell("check-ins")
    await wellbeing.load(found)
    await foundation.note_notices(found)
    return found
