"""Other calendar programs read the demonstration's feeds as they are meant, for all of 2027.

The programs: vdirsyncer with khal over HTTP, vobject, and ical.js where there is Node.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers import Server, demo_server

pytestmark = pytest.mark.process

FIRST, LAST = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
NODE = shutil.which("node")
SCRIPT = Path(__file__).parents[1] / "engines" / "occurrences.mjs"
Occurrence = tuple[datetime, datetime]
Read = dict[str, set[Occurrence]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with demo_server(tmp_path_factory.mktemp("feeds")) as found:
        yield found


@pytest.fixture(scope="module")
def meant(server: Server) -> Read:
    """What the portal itself keeps for each feed, by its address."""
    with sqlite3.connect(server.folder / "network.db") as database:
        rows = database.execute(
            "SELECT person.email, purpose, starts_at, ends_at, first_on, last_on FROM entry "
            "JOIN person ON person.id = entry.person_id WHERE status = 'CONFIRMED'"
        ).fetchall()
    return {
        feed["url"]: {
            found
            for email, purpose, *times in rows
            if (email, purpose) == (feed["owner"], feed["purpose"])
            and FIRST <= (found := _kept(*times))[0] < LAST
        }
        for feed in server.demo["feeds"]
    }


def _kept(starts: str | None, ends: str | None, first: str, last: str) -> Occurrence:
    if starts and ends:
        return datetime.fromisoformat(starts), datetime.fromisoformat(ends)
    return _midnight(first), _midnight(last) + timedelta(days=1)


def _midnight(day: str | date) -> datetime:
    value = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


def test_there_are_feeds_of_every_level_for_the_people_of_the_story(
    server: Server, meant: Read
) -> None:
    feeds = server.demo["feeds"]

    assert {feed["level"] for feed in feeds} == {"busy", "neutral", "full"}
    assert {feed["owner"] for feed in feeds} == {a["email"] for a in server.demo["accounts"]}
    assert sum(map(len, meant.values())) > 300


def test_vobject_reads_what_is_meant(meant: Read) -> None:
    read = {url: _by_vobject(httpx.get(url).text) for url in meant}

    assert read == meant


def _by_vobject(text: str) -> set[Occurrence]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import vobject  # noqa: PLC0415 (it warns while it is imported)

        events = vobject.readOne(text).contents.get("vevent", [])
        found = {(_aware(e.dtstart.value), _aware(e.dtend.value)) for e in events}
    return {one for one in found if FIRST <= one[0] < LAST}


def _aware(value: datetime | date) -> datetime:
    return value.astimezone(UTC) if isinstance(value, datetime) else _midnight(value)


@pytest.mark.skipif(NODE is None, reason="ical.js needs Node")
def test_ical_js_reads_what_is_meant(meant: Read) -> None:
    read = {url: _by_ical_js(httpx.get(url).content) for url in meant}

    assert read == meant


def _by_ical_js(content: bytes) -> set[Occurrence]:
    done = subprocess.run(
        [str(NODE), str(SCRIPT)], input=content, capture_output=True, check=True, timeout=30
    )
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    found = {(_told(start), _told(end)) for start, end, *_rest in rows}
    return {one for one in found if FIRST <= one[0] < LAST}


def _told(text: str) -> datetime:
    assert len(text) == 10 or text.endswith("Z"), text  # a day or an instant, nothing floating
    return _midnight(text) if len(text) == 10 else datetime.fromisoformat(text)


def test_khal_shows_what_vdirsyncer_fetched(meant: Read, tmp_path: Path) -> None:
    names = {f"c{n:03}": url for n, url in enumerate(meant)}
    _vdirsyncer(tmp_path, names)

    shown = _khal(tmp_path, names)

    assert {url: shown[name] for name, url in names.items()} == meant


def _vdirsyncer(folder: Path, names: dict[str, str]) -> None:
    lines = ["[general]", f'status_path = "{folder}/status"']
    for name, url in names.items():
        (folder / name).mkdir()
        lines += [f"[pair {name}]", f'a = "{name}_far"', f'b = "{name}_near"', "collections = null"]
        lines += [f"[storage {name}_far]", 'type = "http"', f'url = "{url}"']
        lines += [f"[storage {name}_near]", 'type = "filesystem"', 'fileext = ".ics"']
        lines += [f'path = "{folder}/{name}"']
    (folder / "vdirsyncer.conf").write_text("\n".join(lines))
    for step in ("discover", "sync"):
        _run(folder, "vdirsyncer", "-c", f"{folder}/vdirsyncer.conf", step)


def _khal(folder: Path, names: dict[str, str]) -> dict[str, set[Occurrence]]:
    lines = ["[calendars]"]
    for name in names:
        lines += [f"[[{name}]]", f"path = {folder}/{name}", "readonly = True"]
    lines += ["[locale]", "timeformat = %H:%M", "dateformat = %Y-%m-%d"]
    lines += ["longdateformat = %Y-%m-%d", "datetimeformat = %Y-%m-%dT%H:%M"]
    lines += ["longdatetimeformat = %Y-%m-%dT%H:%M"]
    lines += ["default_timezone = UTC", "local_timezone = UTC"]
    lines += ["[sqlite]", f"path = {folder}/khal.db"]
    (folder / "khal.conf").write_text("\n".join(lines))
    shape = "{calendar} {all-day} {start-long-full} {end-long-full}"
    options = ("-c", f"{folder}/khal.conf", "list", "--day-format", "", "--notstarted")
    text = _run(folder, "khal", *options, "--format", shape, "2027-01-01", "365d")
    found: dict[str, set[Occurrence]] = {name: set() for name in names}
    for line in filter(None, text.splitlines()):
        name, is_all_day, start, end = line.split()
        found[name].add(_shown(start, end, is_all_day == "True"))
    return found


def _shown(start: str, end: str, is_all_day: bool) -> Occurrence:
    """khal names the last day of whole days, not the one after."""
    first, last = (datetime.fromisoformat(f"{text}+00:00") for text in (start, end))
    return first, last + timedelta(days=is_all_day)


def _run(folder: Path, command: str, *arguments: str) -> str:
    """Run a program that is installed beside this Python, with a home of its own."""
    program = Path(sys.executable).with_name(command)
    own = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "LC_ALL": "C.UTF-8"}
    done: Any = subprocess.run(
        [str(program), *arguments],
        capture_output=True,
        text=True,
        env=os.environ | own,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return str(done.stdout)
