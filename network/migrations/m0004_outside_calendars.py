"""Calendars elsewhere, and when they keep their owners busy."""

from network.migrations import Sql

_TABLES = (
    """
    CREATE TABLE outside_calendar (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        address_sealed TEXT NOT NULL,
        blocks_all_day {bool} NOT NULL,
        etag VARCHAR(200) NOT NULL,
        asked VARCHAR(64) NOT NULL,
        reason VARCHAR(20) NOT NULL,
        notices {json} NOT NULL,
        failures INT NOT NULL,
        told VARCHAR(10) NOT NULL,
        told_at {instant},
        turn INT NOT NULL,
        read_at {instant},
        seen_at {instant},
        due_at {instant} NOT NULL,
        closes_at {instant} NOT NULL,
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE busy_time (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        starts_at {instant} NOT NULL,
        ends_at {instant} NOT NULL,
        counts_from {instant} NOT NULL,
        is_guard {bool} NOT NULL,
        times TEXT NOT NULL,
        calendar_id {uuid} NOT NULL REFERENCES outside_calendar (id) ON DELETE CASCADE
    )
    """,
)

_INDEXES = (
    "CREATE INDEX outside_calendar_person ON outside_calendar (person_id)",
    "CREATE INDEX outside_calendar_due ON outside_calendar (due_at)",
    "CREATE INDEX busy_time_calendar ON busy_time (calendar_id, ends_at)",
)


async def up(sql: Sql) -> None:
    await sql(*_TABLES, *_INDEXES)
