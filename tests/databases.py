"""Databases for tests: a file per test with SQLite, an emptied database with PostgreSQL."""

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from network.db.migrate import migrate
from network.settings import Settings

SECRET = "tests only, tests only, tests only, tests only"
Answer = TypeVar("Answer")


def sqlite_settings(folder: Path, path: Path) -> Settings:
    return Settings(
        base_url="https://portal.test",
        secret_key=SECRET,
        database_url=f"sqlite://{path}",
        var_dir=folder,
        jobs_inside=False,
        pool_size=5,
    )


class Postgres:
    """A database of its own for each test process, emptied between tests.

    It is emptied over one connection that stays, in an event loop of its own: a new one would
    first have to read what all the tables look like.
    """

    def __init__(self, server: str) -> None:
        self.server = server
        name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}_{os.getpid()}"
        parts = urlsplit(server)
        self.name, self.kept = name, f"{name}_kept"
        self.url = urlunsplit((parts.scheme, parts.netloc, f"/{name}", "", ""))
        self._loop = asyncio.new_event_loop()
        self._db: Any = None

    def prepare(self) -> None:
        self._run(self._on_server(f'CREATE DATABASE "{self.name}" TEMPLATE template0'))
        self._run(migrate(Settings(secret_key=SECRET, database_url=self.url)))
        self._run(self._learn_to_empty())

    def empty(self) -> None:
        self._run(self._empty())

    def keep(self) -> None:
        """Remember the database as it is now."""
        self._run(self._copy(self.name, self.kept))

    def bring_back(self) -> None:
        """Make the database what it was when it was kept."""
        self._run(self._copy(self.kept, self.name))

    def drop(self) -> None:
        self._run(self._leave())
        for name in (self.name, self.kept):
            self._run(self._on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return self._loop.run_until_complete(work)

    async def _learn_to_empty(self) -> None:
        """A function of the database, so that its statements are planned once."""
        db = await asyncpg.connect(self.url)
        rows = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [r["tablename"] for r in rows if r["tablename"] != "schema_step"]
        deletes = "; ".join(f'DELETE FROM "{table}"' for table in tables)  # noqa: S608
        await db.execute(
            f"CREATE FUNCTION test_empty() RETURNS void LANGUAGE plpgsql"  # noqa: S608
            f" SET session_replication_role = replica AS $$ BEGIN {deletes};"
            " INSERT INTO directory_revision (id, number) VALUES (1, 0); END $$"
        )
        await db.close()

    async def _empty(self) -> None:
        if self._db is None:
            self._db = await asyncpg.connect(self.url)
        await self._db.execute("SELECT test_empty()")

    async def _copy(self, source: str, target: str) -> None:
        await self._leave()
        await self._on_server(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        await self._on_server(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    async def _leave(self) -> None:
        """A database that somebody is connected to can be neither copied nor dropped."""
        if self._db is not None:
            await self._db.close()
            self._db = None

    async def _on_server(self, statement: str) -> None:
        admin = await asyncpg.connect(self.server)
        await admin.execute(statement)
        await admin.close()
