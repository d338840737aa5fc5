"""SQLite as an engine for a server: writers wait instead of failing, readers never wait.

Three repairs to the stock engine: transactions begin as IMMEDIATE, so a read followed by a write
cannot fail for somebody else's write; a task cancelled while it begins or writes many rows leaves
no lock behind; and reads outside a transaction go to connections of their own.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any

import aiosqlite
from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
    translate_exceptions,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

PRAGMAS: dict[str, str | int] = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "busy_timeout": 10_000,
    "cache_size": -16_000,
    "temp_store": "MEMORY",
    "journal_size_limit": 67_108_864,
}
_READER_PRAGMAS = ("busy_timeout", "cache_size", "temp_store")
_READERS = 2


class _Transaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error


class _TransactionContext(SqliteTransactionContext):
    async def __aenter__(self) -> Any:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            await self._abandon()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def _abandon(self) -> None:
        """BEGIN may or may not have run in its thread, so a rollback is queued behind it."""
        try:
            if self.connection._connection is not None:  # noqa: SLF001
                await asyncio.shield(self.connection._connection.rollback())  # noqa: SLF001
        finally:
            self._trxlock.release()


class Client(SqliteClient):
    def __init__(self, file_path: str, **credentials: Any) -> None:
        super().__init__(file_path, **{**PRAGMAS, **credentials})
        self._idle_readers: asyncio.LifoQueue[aiosqlite.Connection] | None = None
        self._readers: list[aiosqlite.Connection] = []

    async def create_connection(self, with_db: bool) -> None:  # noqa: FBT001
        if self._connection:
            return
        await super().create_connection(with_db)
        idle: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        for _ in range(_READERS):
            reader = await self._open_reader()
            self._readers.append(reader)
            idle.put_nowait(reader)
        self._idle_readers = idle

    async def _open_reader(self) -> aiosqlite.Connection:
        reader = await aiosqlite.connect(self.filename, isolation_level=None)
        reader.row_factory = sqlite3.Row
        settings = [f"{name}={self.pragmas[name]}" for name in _READER_PRAGMAS]
        for setting in (*settings, "query_only=ON"):
            cursor = await reader.execute(f"PRAGMA {setting}")
            await cursor.close()
        return reader

    async def close(self) -> None:
        for reader in self._readers:
            await reader.close()
        self._readers, self._idle_readers = [], None
        await super().close()

    def _in_transaction(self) -> TransactionContext:
        return _TransactionContext(_Transaction(self), self._lock)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        async with self._in_transaction() as inner:
            await inner.execute_many(query, values)

    @translate_exceptions
    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[Any]]:
        if query.lstrip()[:6].upper() != "SELECT":
            changed, rows = await super().execute_query(query, values)
            return changed, rows
        [found] = await self._read([(query, values)])
        return len(found), found

    @translate_exceptions
    async def execute_queries(self, asked: Sequence[tuple[str, list[Any]]]) -> list[Sequence[Any]]:
        """The rows of several SELECTs, in one piece of work for one reader."""
        return await self._read(asked)

    async def _read(self, asked: Sequence[tuple[str, list[Any] | None]]) -> list[Sequence[Any]]:
        if self._idle_readers is None:
            async with self._lock:
                await self.create_connection(with_db=True)
        assert self._idle_readers is not None  # noqa: S101 (create_connection filled it)
        for one in asked:
            self.log.debug("%s: %s", *one)
        reader = await self._idle_readers.get()
        try:
            work = reader._execute(_answers, reader._conn, asked)  # type: ignore[no-untyped-call]  # noqa: SLF001
            found: list[Sequence[Any]] = await work
            return found
        finally:
            self._idle_readers.put_nowait(reader)

    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        if query.lstrip()[:6].upper() == "SELECT":
            _, rows = await self.execute_query(query, values)
            return [dict(row) for row in rows]
        return list(await super().execute_query_dict(query, values))


def _answers(
    reader: sqlite3.Connection, asked: Sequence[tuple[str, list[Any] | None]]
) -> list[Sequence[Any]]:
    """In the reader's thread."""
    return [reader.execute(query, values or ()).fetchall() for query, values in asked]


client_class = Client
