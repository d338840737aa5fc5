"""`network backup` and `network restore`: consistent copies, checked when they come back."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from network.app import configure
from network.db.migrate import migrate
from network.db.setup import close_database, open_database, postgres_credentials, sqlite_path
from network.notifications import actions as notifications
from network.settings import Settings
from network.wellbeing.actions import beginning_again

_LEFT_OUT = ("sealed_ballot",)  # two copies side by side would tell who answered in between


def backup(settings: Settings, target: Path) -> int:
    """Copy the database while the portal runs; never overwrites a file."""
    if target.exists():
        print(f"{target} exists already. Choose another name.", file=sys.stderr)
        return 2
    target.parent.mkdir(parents=True, exist_ok=True)
    if settings.is_sqlite:
        _copy(sqlite_path(settings), target)
        print(f"{target}: {_count(target)} rows, {target.stat().st_size} bytes, checked")
        return 0
    leave_out = [f"--exclude-table-data={table}" for table in _LEFT_OUT]
    return _postgres(["pg_dump", "--format=custom", f"--file={target}", *leave_out], settings)


def restore(settings: Settings, source: Path, *, replace: bool) -> int:
    """Bring a copy back, check it, and hold back its mail so that nothing is sent twice."""
    if not source.exists():
        print(f"{source} does not exist.", file=sys.stderr)
        return 2
    if settings.is_sqlite:
        status = _restore_sqlite(sqlite_path(settings), source, replace=replace)
    else:
        options = ["--clean", "--if-exists"] if replace else []
        command = ["pg_restore", "--single-transaction", "--no-owner", *options]
        status = _postgres([*command, "--dbname", _name(settings), str(source)], settings)
    if status == 0:
        asyncio.run(_settle(settings))
    return status


def _restore_sqlite(path: Path, source: Path, *, replace: bool) -> int:
    if path.exists() and not replace:
        print(f"{path} exists. Say --replace to put the copy in its place.", file=sys.stderr)
        return 2
    fresh = path.with_suffix(".restoring")
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, fresh)
    problem = _problem(fresh)
    if problem:
        fresh.unlink()
        print(f"The copy is damaged, nothing was changed: {problem}", file=sys.stderr)
        return 1
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    fresh.replace(path)
    print(f"{path}: {_count(path)} rows, checked")
    return 0


async def _settle(settings: Settings) -> None:
    done = await migrate(settings)
    configure(settings)
    await open_database(settings)
    try:
        held = await notifications.hold_all()
        await beginning_again.begin_again()
    finally:
        await close_database()
    print(f"Schema steps applied: {', '.join(done) or 'none'}. Mails held back: {held}.")


def _copy(source: Path, target: Path) -> None:
    """SQLite's own backup: consistent whatever is written meanwhile."""
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)
        _leave_out(new)
    old.close()
    new.close()
    problem = _problem(target)
    if problem:
        target.unlink()
        message = f"the copy is not sound: {problem}"
        raise RuntimeError(message)


def _leave_out(copy: sqlite3.Connection) -> None:
    there = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    copy.execute("PRAGMA secure_delete=ON")
    for table in there.intersection(_LEFT_OUT):
        copy.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
    copy.commit()


def _problem(path: Path) -> str:
    """What is wrong with a database file; empty when nothing is."""
    try:
        db = sqlite3.connect(path)
        try:
            result = db.execute("PRAGMA integrity_check").fetchone()[0]
            broken = db.execute("PRAGMA foreign_key_check").fetchall()
            db.execute("SELECT name FROM schema_step").fetchall()
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if result == "ok" and not broken else f"{result}, {len(broken)} broken rows"


def _count(path: Path) -> int:
    """Rows in all tables, to compare a copy with its source."""
    db = sqlite3.connect(path)
    try:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        names = [row[0] for row in db.execute(query)]
        plain = [name for name in names if not name.startswith("search_index")]
        return sum(db.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in plain)  # noqa: S608
    finally:
        db.close()


def _name(settings: Settings) -> str:
    return str(postgres_credentials(settings)["database"])


def _postgres(command: list[str], settings: Settings) -> int:
    if shutil.which(command[0]) is None:
        print(f"{command[0]} is missing. Install PostgreSQL's client programs.", file=sys.stderr)
        return 2
    found = postgres_credentials(settings)
    environment = {
        "PGHOST": found["host"],
        "PGPORT": str(found["port"]),
        "PGUSER": found["user"],
        "PGPASSWORD": found["password"],
        "PGDATABASE": found["database"],
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603
