"""What each engine has to be like: safe against power loss, and fair to several writers."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import textwrap

import pytest

from network.db import connection, transaction
from network.db.setup import sqlite_path
from network.db.sqlite import PRAGMAS
from network.people.models import Person, Throttle
from network.settings import Settings
from tests.conftest import POSTGRES
from tests.databases import SECRET
from tests.db.conftest import run_sql
from tests.factories import make_person

pytestmark = pytest.mark.anyio
only_sqlite = pytest.mark.skipif(bool(POSTGRES), reason="about SQLite")
only_postgres = pytest.mark.skipif(not POSTGRES, reason="about PostgreSQL")

WRITER = """
    import asyncio
    from network.db import F, transaction
    from network.db.setup import close_database, open_database
    from network.people.models import Throttle
    from network.settings import read

    async def once():
        async with transaction():
            row = await Throttle.get(key="shared")
            await Throttle.filter(key=row.key).update(count=F("count") + 1)

    async def main():
        await open_database(read())
        for _ in range(10):
            await asyncio.gather(*(once() for _ in range(5)))
        await close_database()

    asyncio.run(main())
"""


@only_sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", PRAGMAS["busy_timeout"]),
    ],
)
async def test_the_writing_connection_is_set_up_for_safety(
    db: Settings, pragma: str, value: object
) -> None:
    del db
    await make_person()

    async with transaction():
        rows = await connection().execute_query_dict(f"PRAGMA {pragma}")

    assert [list(row.values()) for row in rows] == [[value]]


@only_sqlite
async def test_reading_connections_cannot_write(db: Settings) -> None:
    del db
    await make_person()
    await Person.all()

    for reader in connection()._readers:  # type: ignore[attr-defined]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await reader.execute("DELETE FROM person")

    assert await Person.all().count() == 1


@only_sqlite
async def test_what_is_deleted_is_gone_from_the_file(db: Settings) -> None:
    person = await make_person(about="a sentence that must not stay behind" * 50)
    path = sqlite_path(db)
    await run_sql(db, "PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes().count(b"must not stay behind")

    await person.delete()
    await run_sql(db, "PRAGMA wal_checkpoint(TRUNCATE)")

    assert before >= 50
    assert path.read_bytes().count(b"must not stay behind") == 0


@only_postgres
@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
async def test_the_server_of_the_tests_is_as_safe_as_the_one_we_ask_for(
    db: Settings, setting: str
) -> None:
    assert await run_sql(db, f"SHOW {setting}") == [("on",)]


@pytest.mark.process
async def test_reading_then_writing_from_several_processes_never_fails_and_loses_nothing(
    db: Settings,
) -> None:
    now = (await make_person()).created_at
    await Throttle.create(key="shared", count=0, ends_at=now)
    environment = {
        **os.environ,
        "NETWORK_DATABASE_URL": db.database_url,
        "NETWORK_SECRET_KEY": SECRET,
        "NETWORK_VAR_DIR": str(db.var_dir),
    }
    command = [sys.executable, "-c", textwrap.dedent(WRITER)]

    running = [
        await asyncio.create_subprocess_exec(*command, env=environment, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [(await asyncio.wait_for(process.communicate(), 120))[1] for process in running]

    assert said == [b"", b""]
    assert [process.returncode for process in running] == [0, 0]
    assert (await Throttle.get(key="shared")).count == 100
