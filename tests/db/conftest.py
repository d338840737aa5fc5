"""A database that nothing has touched yet, and plain SQL on either engine."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import aiosqlite
import asyncpg
import pytest

from network.db.setup import sqlite_path
from network.settings import Settings
from tests.conftest import POSTGRES
from tests.databases import sqlite_settings


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings of a database without any schema."""
    settings = sqlite_settings(tmp_path, tmp_path / "fresh.db")
    if not POSTGRES:
        yield settings
        return
    name = f"fresh_{uuid4().hex}"
    await _on_server(f'CREATE DATABASE "{name}" TEMPLATE template0')
    parts = urlsplit(POSTGRES)
    yield replace(settings, database_url=urlunsplit((*parts[:2], f"/{name}", "", "")))
    await _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


async def _on_server(statement: str) -> None:
    server = await asyncpg.connect(POSTGRES)
    await server.execute(statement)
    await server.close()


async def run_sql(settings: Settings, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements outside the ORM; returns the rows of the last one."""
    rows: list[Any] = []
    if settings.is_sqlite:
        async with aiosqlite.connect(sqlite_path(settings), isolation_level=None) as db:
            await db.execute("PRAGMA foreign_keys=ON")
            for statement in statements:
                rows = list(await db.execute_fetchall(statement))
    else:
        server = await asyncpg.connect(settings.database_url)
        for statement in statements:
            rows = await server.fetch(statement)
        await server.close()
    return [tuple(row) for row in rows]
