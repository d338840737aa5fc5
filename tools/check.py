"""Everything that has to hold, in order; one line for each step, all output of what fails.

What is missing on the machine is installed with apt when this runs as root. Otherwise the exact
command is said, the part that needs it is skipped, and the skip is counted.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)
_BROWSER = "tests/browser"
_ROOM = 3 * 1024**3
_PACKAGES = {
    "chromium": ("chromium", "fonts-noto-core"),
    "postgres": ("postgresql", "postgresql-client"),
}


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    command: Sequence[str]
    needs: str = ""


def postgres_programs() -> Path | None:
    """Where Debian keeps the server's programs, the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def chromium() -> str | None:
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def _has(need: str) -> bool:
    if need == "chromium":
        return chromium() is not None
    return postgres_programs() is not None if need == "postgres" else True


def _provide(need: str) -> bool:
    """Make sure something is there; True if it is afterwards."""
    if _has(need):
        return True
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *_PACKAGES[need]]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"  missing: {need}. Install it with: sudo {' '.join(command)}", flush=True)
        return False
    print(f"  installing {' '.join(_PACKAGES[need])} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for one in (["apt-get", "update"], command):
        done = subprocess.run(one, env=quiet, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout[-2_000:], done.stderr[-2_000:], flush=True)
    return _has(need)


def steps() -> list[Step]:
    workers = str(max(2, os.cpu_count() or 2))
    pytest = [PYTHON, "-m", "pytest", "-q", "-n", workers, "--dist", "worksteal", "--durations=20"]
    return [
        Step("format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
        Step("lint", [PYTHON, "-m", "ruff", "check", "--quiet", "."]),
        Step("types", [PYTHON, "-m", "mypy"]),
        Step("imports", [str(Path(PYTHON).parent / "lint-imports"), "--no-logo"]),
        Step("tests on SQLite", [*pytest, f"--ignore={_BROWSER}"]),
        Step(
            "tests on PostgreSQL",
            [PYTHON, "-m", "tools.cluster", *pytest, f"--ignore={_BROWSER}"],
            "postgres",
        ),
        Step("tests in Chromium", [*pytest, _BROWSER], "chromium"),
    ]


@contextlib.contextmanager
def scratch() -> Iterator[dict[str, str]]:
    """The environment of the tests: their databases lie in memory where there is room for them.

    Each test waits for its writes to reach the disk; thousands of them would wait for an hour.
    Modules are compiled once and kept, as hundreds of processes are started.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < _ROOM:
        yield environment
        return
    with tempfile.TemporaryDirectory(prefix="network-tests-", dir=MEMORY) as folder:
        Path(folder).chmod(0o711)  # the database server runs as somebody else
        yield {**environment, "TMPDIR": folder}


def main() -> int:
    with scratch() as environment:
        return check(environment)


def check(environment: dict[str, str]) -> int:
    """Run every step in this environment; 0 when all that could run went well."""
    failed: list[str] = []
    skipped: list[str] = []
    for step in steps():
        print(f"{step.name} …", flush=True)
        if step.needs and not _provide(step.needs):
            skipped.append(step.name)
            continue
        began = time.monotonic()
        done = subprocess.run(step.command, check=False, env=environment)
        seconds = time.monotonic() - began
        word = "FAILED" if done.returncode else "ok"
        print(f"{step.name}: {word} ({seconds:.0f} s)", flush=True)
        if done.returncode:
            failed.append(step.name)
    print()
    for name in skipped:
        print(f"SKIPPED: {name}")
    for name in failed:
        print(f"FAILED: {name}")
    total = len(steps())
    print(f"{total - len(failed) - len(skipped)} ok, {len(failed)} failed, {len(skipped)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
