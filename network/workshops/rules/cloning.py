"""What a copy of a workshop takes over; people, marks and what came of it never."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from network.workshops.models.workshops import Workshop
from network.workshops.rules import windows
from network.workshops.rules.columns import WRITTEN


class Part(StrEnum):
    """What somebody may choose to take over."""

    SESSIONS = "sessions"
    QUOTAS = "quotas"
    QUESTIONS = "questions"
    AGENDA = "agenda"
    MATERIALS = "materials"
    REMINDERS = "reminders"
    MODULES = "modules"
    ORGANISERS = "organisers"
    AUDIENCE = "audience"


_NEW = {"join_page", "first_on", "last_on", *windows.COLUMNS}  # each time
ALWAYS = ("centre_id", *sorted(WRITTEN - _NEW))


def columns(source: Workshop) -> dict[str, Any]:
    """What every copy has of its source."""
    return {name: getattr(source, name) for name in ALWAYS}


def shift(source: Workshop, first_on: date) -> timedelta:
    """By how many days a copy is later than its source; none for a source without days."""
    return first_on - source.first_on if source.first_on else timedelta(0)
