"""The steps from an empty database to today's schema. A step that was released is never edited."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

_TYPES = {
    "sqlite": {
        "uuid": "CHAR(36)",
        "instant": "TIMESTAMP",
        "json": "JSON",
        "bool": "INT",
        "serial": "INTEGER PRIMARY KEY AUTOINCREMENT",
        "bytes": "BLOB",
    },
    "postgres": {
        "uuid": "UUID",
        "instant": "TIMESTAMPTZ",
        "json": "JSONB",
        "bool": "BOOL",
        "serial": "BIGSERIAL PRIMARY KEY",
        "bytes": "BYTEA",
    },
}


@dataclass(frozen=True)
class Sql:
    """What a step gets: run statements, and know which engine listens.

    Types that differ are written `{uuid}`, `{instant}`, `{json}`, `{bool}`, `{bytes}`, `{serial}`.
    """

    dialect: str
    execute: Callable[[str], Awaitable[Any]]

    async def __call__(self, *statements: str) -> None:
        for statement in statements:
            await self.execute(statement.format(**_TYPES[self.dialect]))
