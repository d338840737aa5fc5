"""What is written of a workshop, by the names of its columns."""

from network.workshops.rules import windows

PLAIN = (
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
    "partners",
    "zone",
    "place",
    "join_page",
    "first_on",
    "last_on",
    "capacity",
    "needs_approval",
)
WRITTEN = frozenset({*PLAIN, *windows.COLUMNS, "cancel_hours", "outcome_owner_id"})
CHECKED = ("neutral_title", "kind")  # what calendars show stays as it was checked
