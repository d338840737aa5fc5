"""Databases for tests: a file per test with SQLite, an emptied database with PostgreSQL."""

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from network.db.migrate import migrate
from network.settings import Settings

SECRET = "tests only, tests only, tests only, tests only"


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
    """A database of its own for each test process, emptied between tests."""

    def __init__(self, server: str) -> None:
        self.server = server
        name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}_{os.getpid()}"
        parts = urlsplit(server)
        self.name, self.kept = name, f"{name}_kept"
        self.url = urlunsplit((parts.scheme, parts.netloc, f"/{name}", "", ""))
        self._clear = ""

    async def prepare(self) -> None:
        admin = await asyncpg.connect(self.server)
        await admin.execute(f'CREATE DATABASE "{self.name}" TEMPLATE template0')
        await admin.close()
        settings = Settings(secret_key=SECRET, database_url=self.url)
        await migrate(settings)
        db = await asyncpg.connect(self.url)
        rows = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        await db.close()
        tables = [r["tablename"] for r in rows if r["tablename"] != "schema_step"]
        deletes = "; ".join(f'DELETE FROM "{table}"' for table in tables)  # noqa: S608
        self._clear = (
            f"SET session_replication_role = replica; {deletes};"  # noqa: S608 (our own names)
            " INSERT INTO directory_revision (id, number) VALUES (1, 0)"
        )

    async def empty(self) -> None:
        db = await asyncpg.connect(self.url)
        await db.execute(self._clear)
        await db.close()

    async def keep(self) -> None:
        """Remember the database as it is now."""
        await self._copy(self.name, self.kept)

    async def bring_back(self) -> None:
        """Make the database what it was when it was kept."""
        await self._copy(self.kept, self.name)

    async def _copy(self, source: str, target: str) -> None:
        admin = await asyncpg.connect(self.server)
        await admin.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        await admin.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        await admin.close()

    async def drop(self) -> None:
        admin = await asyncpg.connect(self.server)
        for name in (self.name, self.kept):
            await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await admin.close()
