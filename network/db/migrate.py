"""Brings a database to the newest schema: numbered steps, each recorded with its effect.

Every step and its record commit together; two migrators at once wait for each other; on SQLite a
table may be rebuilt without emptying its children. See docs/adr/0006-own-migration-runner.md.
"""

import asyncio
import hashlib
import importlib
import pkgutil
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import aiosqlite
import asyncpg

from network import migrations
from network.db.setup import postgres_credentials, sqlite_path
from network.migrations import Sql
from network.settings import Settings

_LOCK = 727_001
_WAIT_SECONDS = 60
_PRAGMAS = (  # while a table is rebuilt, nothing may follow it or miss it
    "synchronous=FULL",
    "foreign_keys=OFF",
    "legacy_alter_table=ON",
)
_TABLE = """CREATE TABLE IF NOT EXISTS schema_step (
    name VARCHAR(100) PRIMARY KEY, checksum VARCHAR(64) NOT NULL)"""


class MigrationError(Exception):
    """The database cannot be brought to this version; the message says why."""


@dataclass(frozen=True)
class Step:
    name: str
    checksum: str
    module: ModuleType


def steps() -> list[Step]:
    """All steps of this version, in order."""
    found = []
    for info in sorted(pkgutil.iter_modules(migrations.__path__), key=lambda i: i.name):
        module = importlib.import_module(f"{migrations.__name__}.{info.name}")
        source = Path(str(module.__file__)).read_bytes()
        found.append(Step(info.name, hashlib.sha256(source).hexdigest(), module))
    return found


async def migrate(settings: Settings) -> list[str]:
    """Apply what is missing and return its names.

    Raises MigrationError, leaving the database as it was, if a step was edited after it was
    applied, the database is newer than this version, or a step breaks a foreign key.
    """
    if settings.is_sqlite:
        return await _migrate_sqlite(sqlite_path(settings))
    return await _migrate_postgres(settings)


async def missing(settings: Settings) -> list[str]:
    """Names of steps that were not applied yet; touches nothing."""
    applied = await (_read_sqlite(settings) if settings.is_sqlite else _read_postgres(settings))
    return [step.name for step in _outstanding(applied)]


def _outstanding(applied: dict[str, str]) -> list[Step]:
    known = {step.name: step for step in steps()}
    newer = set(applied) - set(known)
    if newer:
        message = f"The database is newer than this version; it has {', '.join(sorted(newer))}."
        raise MigrationError(message)
    for name, checksum in applied.items():
        if known[name].checksum != checksum:
            message = f"Step {name} was edited after it was applied."
            raise MigrationError(message)
    return [step for step in known.values() if step.name not in applied]


async def _migrate_sqlite(path: Path) -> list[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    async with aiosqlite.connect(path, isolation_level=None, timeout=_WAIT_SECONDS) as db:
        await _use_wal(db)
        for pragma in _PRAGMAS:
            await db.execute(f"PRAGMA {pragma}")
        await db.execute("BEGIN IMMEDIATE")
        try:
            done = await _apply_sqlite(db)
            await db.execute("COMMIT")
        except BaseException:
            await db.execute("ROLLBACK")
            raise
    return done


async def _use_wal(db: aiosqlite.Connection) -> None:
    """SQLite does not wait by itself while another migrator makes the same switch."""
    end = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            await db.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.05)
        else:
            return


async def _apply_sqlite(db: aiosqlite.Connection) -> list[str]:
    await db.execute(_TABLE)
    rows = await db.execute_fetchall("SELECT name, checksum FROM schema_step")
    outstanding = _outstanding({row[0]: row[1] for row in rows})
    for step in outstanding:
        await step.module.up(Sql("sqlite", db.execute))
        if broken := list(await db.execute_fetchall("PRAGMA foreign_key_check")):
            message = f"Step {step.name} leaves rows without their parents: {broken[:3]}"
            raise MigrationError(message)
        await db.execute("INSERT INTO schema_step VALUES (?, ?)", (step.name, step.checksum))
    return [step.name for step in outstanding]


async def _migrate_postgres(settings: Settings) -> list[str]:
    db = await asyncpg.connect(**postgres_credentials(settings))
    try:
        async with db.transaction():
            await db.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
            await db.execute(_TABLE)
            rows = await db.fetch("SELECT name, checksum FROM schema_step")
            outstanding = _outstanding({r["name"]: r["checksum"] for r in rows})
            for step in outstanding:
                await step.module.up(Sql("postgres", db.execute))
                await db.execute(
                    "INSERT INTO schema_step VALUES ($1, $2)", step.name, step.checksum
                )
    finally:
        await db.close()
    return [step.name for step in outstanding]


async def _read_sqlite(settings: Settings) -> dict[str, str]:
    path = sqlite_path(settings)
    if not path.exists():
        return {}
    async with aiosqlite.connect(path, timeout=_WAIT_SECONDS) as db:
        exists = await db.execute_fetchall("SELECT 1 FROM sqlite_master WHERE name = 'schema_step'")
        if not list(exists):
            return {}
        rows = await db.execute_fetchall("SELECT name, checksum FROM schema_step")
        return {row[0]: row[1] for row in rows}


async def _read_postgres(settings: Settings) -> dict[str, str]:
    db = await asyncpg.connect(**postgres_credentials(settings))
    try:
        if await db.fetchval("SELECT to_regclass('schema_step')") is None:
            return {}
        rows = await db.fetch("SELECT name, checksum FROM schema_step")
        return {r["name"]: r["checksum"] for r in rows}
    finally:
        await db.close()
