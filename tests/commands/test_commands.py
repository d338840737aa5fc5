"""The `network` command as an operator uses it: exit statuses, words, and what is left behind."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import httpx
import pytest

from network.commands import describing
from tests.databases import SECRET
from tests.servers import portal_server

pytestmark = pytest.mark.process

ROOT = Path(__file__).parents[2]


def _run(folder: Path, *words: str, given: str = "", **settings: str) -> tuple[int, str, str]:
    environment = {
        **os.environ,
        "NETWORK_VAR_DIR": str(folder),
        "NETWORK_DATABASE_URL": f"sqlite://{folder}/network.db",
        "NETWORK_SECRET_KEY": SECRET,
        **{f"NETWORK_{name.upper()}": value for name, value in settings.items()},
    }
    done = subprocess.run(
        [sys.executable, "-m", "network", *words],
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def _count(path: Path, table: str) -> int:
    db = sqlite3.connect(path)
    try:
        return int(db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608
    finally:
        db.close()


# refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"smtp_port": "many"}, "NETWORK_SMTP_PORT is 'many', but has to be a whole number"),
        ({"base_url": "portal"}, "NETWORK_BASE_URL has to be an address"),
        ({"workers": "2"}, "NETWORK_WORKERS has to be 1 with SQLite"),
        ({"demo": "perhaps"}, "NETWORK_DEMO is 'perhaps', but has to be true or false"),
    ],
)
def test_a_wrong_setting_is_told_in_words(
    settings: dict[str, str], words: str, tmp_path: Path
) -> None:
    status, out, err = _run(tmp_path, "migrate", **settings)

    assert (status, out) == (2, "")
    assert err.startswith(words)
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"demo": "true"}, "Demonstration mode is for `network demo` only."),
        ({"secret_key": "short"}, "NETWORK_SECRET_KEY needs at least 32 characters."),
    ],
)
def test_serving_is_refused_with_a_reason(
    settings: dict[str, str], words: str, tmp_path: Path
) -> None:
    status, _out, err = _run(tmp_path, "serve", **settings)

    assert status == 2
    assert err.startswith(words)


# schema, documents, accounts ---------------------------------------------------------------------


def test_migrating_twice_does_it_once(tmp_path: Path) -> None:
    first, second = _run(tmp_path, "migrate"), _run(tmp_path, "migrate")

    assert first[0] == second[0] == 0
    assert first[1].startswith("applied m0001")
    assert second[1] == "The schema is up to date.\n"


def test_check_says_what_to_mind_and_what_stops(tmp_path: Path) -> None:
    _run(tmp_path, "migrate")

    fine = _run(tmp_path, "check", base_url="https://portal.test")
    bad = _run(tmp_path, "check", secret_key="short")

    assert fine[0] == 0
    assert all(line.startswith("mind  ") for line in fine[1].splitlines())
    assert bad[0] == 1
    assert bad[1].startswith("STOP  NETWORK_SECRET_KEY")


def test_documents_are_written_as_they_are_kept(tmp_path: Path) -> None:
    status, _out, _err = _run(tmp_path, "docs", "--folder", str(tmp_path))

    assert status == 0
    assert (tmp_path / "permissions.md").read_text() == describing.permissions()
    assert (tmp_path / "events.md").read_text() == describing.events()


def test_the_first_account_needs_a_good_passphrase(tmp_path: Path) -> None:
    words = ("create-admin", "first@example.org", "--name", "First")

    weak = _run(tmp_path, *words, given="password\n")
    good = _run(tmp_path, *words, given="seven slow herons over the weir\n")
    again = _run(tmp_path, *words, given="seven slow herons over the weir\n")

    assert (weak[0], good[0], again[0]) == (1, 0, 1)
    assert _count(tmp_path / "network.db", "person") == 1
    assert "herons" not in good[1] + good[2]


# import ------------------------------------------------------------------------------------------

ROWS = "name,city,country,region\nHouse One,Nairobi,KE,SSA\nHouse Two,Kampala,UG,SSA\n"
BROKEN = ROWS + "House Three,Nowhere,XX,SSA\n"


def test_a_dry_run_changes_nothing_and_an_import_can_be_undone(tmp_path: Path) -> None:
    file, db = tmp_path / "centres.csv", tmp_path / "network.db"
    file.write_text(ROWS)

    dry = _run(tmp_path, "import", "centres", str(file), "--dry-run")
    after_dry = _count(db, "centre")
    real = _run(tmp_path, "import", "centres", str(file))
    after_real = _count(db, "centre")
    undone = _run(tmp_path, "import", "undo", real[1].split()[-1])

    assert (dry[0], real[0], undone[0]) == (0, 0, 0)
    assert (after_dry, after_real, _count(db, "centre")) == (0, 2, 0)


def test_a_file_with_a_broken_row_changes_nothing_until_told_to(tmp_path: Path) -> None:
    file, db, errors = tmp_path / "centres.csv", tmp_path / "network.db", tmp_path / "errors.csv"
    file.write_text(BROKEN)

    refused = _run(tmp_path, "import", "centres", str(file), "--errors", str(errors))
    before = _count(db, "centre")
    taken = _run(tmp_path, "import", "centres", str(file), "--leave-out-broken")

    assert (refused[0], before) == (1, 0)
    assert [line.split(",")[0] for line in errors.read_text("utf-8-sig").splitlines()] == [
        "name",
        "House Three",
    ]
    assert (taken[0], _count(db, "centre")) == (0, 2)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\0\xff", b"foo,bar\n1,2\n"])
def test_a_file_that_is_no_list_of_centres_is_refused_in_words(
    content: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "centres.csv"
    file.write_bytes(content)

    status, _out, err = _run(tmp_path, "import", "centres", str(file))

    assert status in (1, 2)
    assert "Traceback" not in err


# copies, and a real server -----------------------------------------------------------------------


def test_a_copy_taken_under_load_is_whole_and_comes_back_without_its_mail(tmp_path: Path) -> None:
    live, copy = tmp_path / "live", tmp_path / "copy.db"
    live.mkdir()
    stop = threading.Event()
    sent: list[int] = []

    with portal_server(live, secret_key=SECRET, jobs_inside="false") as server:

        def ask() -> None:
            with httpx.Client(base_url=server.url) as client:
                while not stop.is_set():
                    token = client.get("/sign-in/reset").text.split('name="csrf" value="')[1]
                    data = {"csrf": token.split('"')[0], "email": f"a{len(sent)}@example.org"}
                    sent.append(client.post("/sign-in/reset", data=data).status_code)

        load = threading.Thread(target=ask)
        load.start()
        time.sleep(0.5)
        taken = _run(live, "backup", str(copy))
        again = _run(live, "backup", str(copy))
        stop.set()
        load.join()

    back = tmp_path / "back"
    restored = _run(back, "restore", str(copy))
    refused = _run(back, "restore", str(copy))
    assert (taken[0], again[0], restored[0], refused[0]) == (0, 2, 0, 2)
    assert max(sent) < 500
    assert "Mails held back" in restored[1]
    assert _count(back / "network.db", "schema_step") == _count(live / "network.db", "schema_step")


def test_a_damaged_copy_leaves_what_is_there(tmp_path: Path) -> None:
    _run(tmp_path, "migrate")
    before = (tmp_path / "network.db").read_bytes()
    (tmp_path / "copy.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5_000)

    status, _out, err = _run(tmp_path, "restore", str(tmp_path / "copy.db"), "--replace")

    assert status == 1
    assert "nothing was changed" in err
    assert (tmp_path / "network.db").read_bytes() == before


def test_a_server_told_to_stop_ends_by_itself_and_soon(tmp_path: Path) -> None:
    with portal_server(tmp_path, secret_key=SECRET) as server:
        answered = httpx.get(f"{server.url}/sign-in").status_code
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        status = server.process.wait(20)
        took = time.monotonic() - began

    log = (tmp_path / "server.log").read_text()
    assert answered == 200
    assert status in (0, -signal.SIGTERM)
    assert took < 15
    assert "Traceback" not in log
    assert all(line.startswith("{") for line in log.splitlines())


def test_a_server_keeps_secrets_and_typed_words_out_of_its_log(tmp_path: Path) -> None:
    with portal_server(tmp_path, secret_key=SECRET, log_level="debug") as server:
        httpx.get(f"{server.url}/reset/secret-token?q=private-words")
        httpx.get(f"{server.url}/%ff", headers={"Cookie": "session=secret-cookie"})
        httpx.post(f"{server.url}/sign-in", data={"email": "private@example.org"})

    log = (tmp_path / "server.log").read_text()
    found = [word for word in ("secret-", "private", SECRET, "127.0.0.1") if word in log]
    assert found == []
    assert "people:reset" in [json.loads(line).get("route") for line in log.splitlines()]


# the wheel ---------------------------------------------------------------------------------------


def test_a_wheel_holds_templates_words_and_styles(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir"]
    done = subprocess.run(
        [*command, str(tmp_path), str(ROOT)], capture_output=True, text=True, check=False
    )
    if (
        "No module named" in done.stderr
        or "ERROR Missing dependencies" in done.stderr + done.stdout
    ):
        pytest.skip("the build tools are not installed")

    assert done.returncode == 0, done.stderr[-2_000:]
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    endings = (
        "templates/layouts/base.html",
        "static/css/tokens.css",
        "static/icons.svg",
        "locales/fr/LC_MESSAGES/messages.mo",
        "locales/ar/LC_MESSAGES/messages.mo",
        "network/kernel/places/towns.csv",
        "network/kernel/taxonomy/themes.csv",
        "network/people/well_known.txt",
    )
    assert [end for end in endings if not any(name.endswith(end) for name in names)] == []
    assert [n for n in names if n.startswith(("tests/", "var/", "bench/")) or ".db" in n] == []
