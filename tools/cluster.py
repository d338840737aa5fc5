"""Runs a command beside a PostgreSQL server of its own: private folder, loopback, no root.

    python -m tools.cluster pytest …

The command finds the server's address in NETWORK_TEST_POSTGRES.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools.check import postgres_programs

_SETTINGS = (
    "fsync=on",
    "full_page_writes=on",
    "synchronous_commit=on",
    "max_connections=200",
    "listen_addresses=127.0.0.1",
)


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """A running server; yields its address."""
    programs = postgres_programs()
    if programs is None:
        sys.exit("PostgreSQL is not installed.")
    folder = Path(tempfile.mkdtemp(prefix="network-postgres-"))
    owner = _owner()
    if owner:
        shutil.chown(folder, owner)
    port = _free_port()
    data = folder / "data"

    def run(*command: object) -> None:
        words = [str(word) for word in command]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, user=owner, cwd=folder)

    init = [programs / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8"]
    run(*init, "--locale=C.UTF-8")
    options = " ".join(f"-c {setting}" for setting in _SETTINGS)
    control = [programs / "pg_ctl", "-D", data, "-w"]
    log = ["-l", folder / "log", "-o", f"-p {port} -k {folder} {options}"]
    run(*control, *log, "start")
    try:
        yield f"postgres://tests@127.0.0.1:{port}/postgres"
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> str | None:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def main() -> int:
    with cluster() as url:
        environment = {**os.environ, "NETWORK_TEST_POSTGRES": url}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
