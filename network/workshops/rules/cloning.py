"""What a copy of a workshop takes over; people, marks and what came of it never."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from network.workshops.models.workshops import Workshop


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


ALWAYS = (
    "title",
    "neutral_title",
    "about",
    "lang",
    "kind",
    "scope",
    "region",
    "themes",
    "mode",
    "languages",
    "interpreted",
    "level",
    "centre_id",
    "partners",
    "zone",
    "place",
    "cancel_hours",
    "capacity",
    "needs_approval",
    "outcome_owner_id",
)
_INSTANTS = ("opens_at", "closes_at", "edits_until")


def columns(source: Workshop) -> dict[str, Any]:
    """What every copy has of its source; the page to join is new each time."""
    return {name: getattr(source, name) for name in ALWAYS}


def shift(source: Workshop, first_on: date) -> timedelta:
    """By how many days a copy is later than its source; none for a source without days."""
    return first_on - source.first_on if source.first_on else timedelta(0)


def shifted(source: Workshop, days: timedelta) -> dict[str, datetime | None]:
    """The instants around registration, as many days later."""
    return {name: (at + days if (at := getattr(source, name)) else None) for name in _INSTANTS}
