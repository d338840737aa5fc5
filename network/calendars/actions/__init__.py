"""Everything that changes calendars."""
