"""Whether visits move somebody's clock; what an entry belongs to, where its source has no page."""

from network.migrations import Sql

_STATEMENTS = (
    "ALTER TABLE person ADD COLUMN follows_visits {bool} NOT NULL DEFAULT TRUE",
    "ALTER TABLE entry ADD COLUMN part_of_id {uuid}",
)


async def up(sql: Sql) -> None:
    await sql(*_STATEMENTS)
