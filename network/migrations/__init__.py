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
        "key": "INTEGER PRIMARY KEY",
        "bytes": "BLOB",
        "by_key": "WITHOUT ROWID",
        "by_letter": "",
    },
    "postgres": {
        "uuid": "UUID",
        "instant": "TIMESTAMPTZ",
        "json": "JSONB",
        "bool": "BOOL",
        "serial": "BIGSERIAL PRIMARY KEY",
        "key": "BIGINT PRIMARY KEY",
        "bytes": "BYTEA",
        "by_key": "",
        "by_letter": 'COLLATE "C"',
    },
}


@dataclass(frozen=True)
class Sql:
    """What a step gets: run statements, and know which engine listens.

    Types that differ are written `{uuid}`, `{instant}`, `{json}`, `{bool}`, `{bytes}`, `{serial}`,
    `{key}`; `{by_key}` after a table says that its rows are kept in the order of their key, and
    `{by_letter}` after a text that it is ordered by its characters, in no language's order.
    """

    dialect: str
    execute: Callable[[str], Awaitable[Any]]

    async def __call__(self, *statements: str) -> None:
        for statement in statements:
            await self.execute(statement.format(**_TYPES[self.dialect]))
