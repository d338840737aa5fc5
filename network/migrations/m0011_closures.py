"""On which days a centre is closed."""

from network.migrations import Sql

_STATEMENTS = ("ALTER TABLE centre ADD COLUMN closures {json} NOT NULL DEFAULT '[]'",)


async def up(sql: Sql) -> None:
    await sql(*_STATEMENTS)
