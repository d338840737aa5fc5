"""Migrations: all or nothing, once, in order, without harm to what is stored."""

import asyncio
import importlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from network import migrations
from network.db.migrate import MigrationError, migrate, missing, steps
from network.db.setup import sqlite_path
from network.settings import Settings
from tests.databases import SECRET, sqlite_settings
from tests.db.conftest import run_sql

pytestmark = pytest.mark.anyio

ALL = [step.name for step in steps()]
PARENT_AND_CHILD = '''
"""A parent whose rows others hang on."""

async def up(sql):
    await sql(
        "CREATE TABLE parent (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)",
        """CREATE TABLE child (id INT PRIMARY KEY, n INT NOT NULL,
           parent_id INT NOT NULL REFERENCES parent (id) ON DELETE CASCADE,
           UNIQUE (parent_id, n))""",
        "CREATE INDEX child_n ON child (n)",
        "CREATE INDEX parent_name ON parent (name)",
        """CREATE TRIGGER child_added AFTER INSERT ON child BEGIN
           UPDATE parent SET name = 'touched' WHERE id = new.parent_id; END""",
    )
'''
REBUILT = '''
"""The parent built anew, as SQLite cannot change a column in place."""

async def up(sql):
    await sql(
        "CREATE TABLE parent_new (id INT PRIMARY KEY, name VARCHAR(80) NOT NULL, age INT NOT NULL)",
        "INSERT INTO parent_new SELECT id, name, 7 FROM parent",
        "DROP TABLE parent",
        "ALTER TABLE parent_new RENAME TO parent",
        "CREATE INDEX parent_name ON parent (name)",
    )
'''
FAILING = '''
"""A step that stumbles after its first statement."""

async def up(sql):
    await sql("CREATE TABLE half (id INT PRIMARY KEY)", "INSERT INTO no_such_table VALUES (1)")
'''
ORPHANING = '''
"""A step that forgets the children."""

async def up(sql):
    await sql("DELETE FROM parent")
'''


@contextmanager
def more_steps(folder: Path, **bodies: str) -> Iterator[None]:
    """A later version of the portal, with further steps."""
    folder.mkdir()
    for name, body in bodies.items():
        (folder / f"{name}.py").write_text(body, encoding="utf-8")
    importlib.invalidate_caches()
    migrations.__path__.append(str(folder))
    try:
        yield
    finally:
        migrations.__path__.remove(str(folder))
        for name in bodies:
            sys.modules.pop(f"network.migrations.{name}", None)


async def test_an_empty_database_gets_every_step_in_order_and_a_second_run_none(
    fresh: Settings,
) -> None:
    before = await missing(fresh)
    first = await migrate(fresh)
    second = await migrate(fresh)

    assert (before, first, second) == (ALL, ALL, [])
    assert await missing(fresh) == []


async def test_asking_what_is_missing_creates_no_database(tmp_path: Path) -> None:
    settings = sqlite_settings(tmp_path, tmp_path / "none.db")

    assert await missing(settings) == ALL
    assert not sqlite_path(settings).exists()


async def test_three_migrators_at_once_apply_every_step_once(fresh: Settings) -> None:
    done = await asyncio.gather(*(migrate(fresh) for _ in range(3)))

    assert sorted(done, key=len) == [[], [], ALL]
    assert await run_sql(fresh, "SELECT count(*) FROM schema_step") == [(len(ALL),)]


@pytest.mark.process
async def test_three_processes_at_once_apply_every_step_once(fresh: Settings) -> None:
    environment = {
        **os.environ,
        "NETWORK_DATABASE_URL": fresh.database_url,
        "NETWORK_SECRET_KEY": SECRET,
        "NETWORK_VAR_DIR": str(fresh.var_dir),
    }
    command = [sys.executable, "-m", "network", "migrate"]

    running = [
        await asyncio.create_subprocess_exec(*command, env=environment, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    answers = [await asyncio.wait_for(process.communicate(), 120) for process in running]
    said = sorted(out.decode() for out, _ in answers)

    assert [process.returncode for process in running] == [0, 0, 0]
    up_to_date = "The schema is up to date.\n"
    assert said == [up_to_date, up_to_date, "".join(f"applied {name}\n" for name in ALL)]


async def test_a_failing_step_leaves_nothing_and_can_be_mended(
    fresh: Settings, tmp_path: Path
) -> None:
    await migrate(fresh)

    with (
        more_steps(tmp_path / "broken", m9001_half=FAILING),
        pytest.raises(Exception, match="no_such_table"),
    ):
        await migrate(fresh)

    assert await missing(fresh) == []
    assert await run_sql(fresh, "SELECT count(*) FROM schema_step") == [(len(ALL),)]
    with more_steps(tmp_path / "mended", m9001_half=FAILING.replace("no_such_table", "half")):
        assert await migrate(fresh) == ["m9001_half"]


async def test_a_failing_step_takes_back_the_steps_before_it(
    fresh: Settings, tmp_path: Path
) -> None:
    with (
        more_steps(tmp_path / "broken", m9001_half=FAILING),
        pytest.raises(Exception, match="no_such_table"),
    ):
        await migrate(fresh)

    assert await missing(fresh) == ALL


async def test_a_step_that_was_edited_after_it_was_applied_is_refused(fresh: Settings) -> None:
    await migrate(fresh)
    await run_sql(fresh, f"UPDATE schema_step SET checksum = 'x' WHERE name = '{ALL[0]}'")  # noqa: S608

    for refused in (migrate, missing):
        with pytest.raises(MigrationError, match=f"{ALL[0]} was edited"):
            await refused(fresh)


async def test_a_database_of_a_newer_version_is_refused_untouched(fresh: Settings) -> None:
    await migrate(fresh)
    await run_sql(fresh, "INSERT INTO schema_step VALUES ('m9999_future', 'x')")

    for refused in (migrate, missing):
        with pytest.raises(MigrationError, match="newer than this version; it has m9999_future"):
            await refused(fresh)

    names = await run_sql(fresh, "SELECT name FROM schema_step ORDER BY name")
    assert names == [*((name,) for name in ALL), ("m9999_future",)]


async def test_rebuilding_a_table_on_sqlite_keeps_its_children_indexes_and_triggers(
    tmp_path: Path,
) -> None:
    settings = sqlite_settings(tmp_path, tmp_path / "old.db")
    with more_steps(tmp_path / "first", m9001_family=PARENT_AND_CHILD):
        await migrate(settings)
    await run_sql(
        settings,
        "INSERT INTO parent VALUES (1, 'one'), (2, 'two')",
        "INSERT INTO child VALUES (10, 1, 1), (11, 2, 1), (12, 1, 2)",
    )

    with more_steps(tmp_path / "later", m9001_family=PARENT_AND_CHILD, m9002_rebuilt=REBUILT):
        assert await migrate(settings) == ["m9002_rebuilt"]

    assert await run_sql(settings, "SELECT id, parent_id FROM child ORDER BY id") == [
        (10, 1),
        (11, 1),
        (12, 2),
    ]
    assert await run_sql(settings, "SELECT id, age FROM parent ORDER BY id") == [(1, 7), (2, 7)]
    assert await _made(settings) == {
        ("index", "child_n"),
        ("index", "parent_name"),
        ("table", "child"),
        ("table", "parent"),
        ("trigger", "child_added"),
    }
    await run_sql(settings, "UPDATE parent SET name = 'x'", "INSERT INTO child VALUES (13, 3, 2)")
    assert await run_sql(settings, "SELECT name FROM parent WHERE id = 2") == [("touched",)]
    with pytest.raises(sqlite3.IntegrityError):
        await run_sql(settings, "INSERT INTO child VALUES (14, 4, 99)")


async def _made(settings: Settings) -> set[tuple[str, str]]:
    made = "name LIKE 'child%' OR name LIKE 'parent%'"
    rows = await run_sql(settings, f"SELECT type, name FROM sqlite_master WHERE {made}")  # noqa: S608
    return {(str(kind), str(name)) for kind, name in rows}


async def test_a_step_that_would_leave_orphans_on_sqlite_is_refused(tmp_path: Path) -> None:
    settings = sqlite_settings(tmp_path, tmp_path / "old.db")
    with more_steps(tmp_path / "first", m9001_family=PARENT_AND_CHILD):
        await migrate(settings)
    await run_sql(settings, "INSERT INTO parent VALUES (1, 'one')")
    await run_sql(settings, "INSERT INTO child VALUES (10, 1, 1)")

    later = more_steps(tmp_path / "later", m9001_family=PARENT_AND_CHILD, m9002_lost=ORPHANING)
    with later, pytest.raises(MigrationError, match="m9002_lost leaves rows without their parents"):
        await migrate(settings)

    assert await run_sql(settings, "SELECT id FROM parent") == [(1,)]
