"""`network demo`: the demonstration network, on this machine only."""

import asyncio
import json
import secrets
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import uvicorn

from network import logs
from network.app import configure, create_app
from network.centres import queries as centres
from network.db.migrate import migrate
from network.db.setup import close_database, open_database, sqlite_path
from network.demo import load, story
from network.people.models import Person
from network.settings import SECRET_FILE, Settings

_HOST = "127.0.0.1"
_FILES = ("network.db", "network.db-wal", "network.db-shm", "demo.json", "mail", "locks")


@dataclass(frozen=True, slots=True)
class DemoPersonShown:
    """One button on the demonstration's sign-in page."""

    id: UUID
    label: str


def run(given: Settings, port: int, *, reset: bool, load_only: bool) -> int:
    """Load what is missing, say where it is and who to sign in as, and serve it."""
    settings = _settings(given, port)
    if not settings.is_sqlite:
        print("The demonstration uses SQLite only.", file=sys.stderr)
        return 2
    if reset:
        _remove(settings)
    is_new = not sqlite_path(settings).exists()
    asyncio.run(_prepare(settings, is_new=is_new))
    _tell(settings)
    if not load_only:
        logs.set_up("warning")
        app = create_app(settings, _demo_people)
        uvicorn.run(
            app, host=_HOST, port=port, access_log=False, log_config=None, server_header=False
        )
    return 0


def _settings(given: Settings, port: int) -> Settings:
    given.var_dir.mkdir(parents=True, exist_ok=True)
    kept = given.var_dir / SECRET_FILE
    if not kept.exists():
        kept.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        kept.chmod(0o600)
    return replace(
        given,
        demo=True,
        base_url=f"http://{_HOST}:{port}",
        allowed_hosts=("localhost", _HOST),
        secret_key=given.secret_key or kept.read_text(encoding="utf-8").strip(),
        workers=1,
        jobs_inside=True,
    )


def _remove(settings: Settings) -> None:
    for name in _FILES:
        path = settings.var_dir / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


async def _prepare(settings: Settings, *, is_new: bool) -> None:
    path = sqlite_path(settings)
    if is_new:
        print("Loading the demonstration network (fictional):", flush=True)
        fresh = replace(settings, database_url=f"sqlite://{path}.loading")
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}.loading{suffix}").unlink(missing_ok=True)
        await migrate(fresh)
        configure(fresh)
        await open_database(fresh)
        found = await load.load(lambda step: print(f"  {step} …", flush=True))
        _write(settings, found)
        await close_database()
        Path(f"{path}.loading").rename(path)
    await migrate(settings)
    _set_address(settings)


def _write(settings: Settings, found: load.Loaded) -> None:
    listing = {
        "base_url": settings.base_url,
        "accounts": load.accounts(found),
        "objects": found.objects,
        "feeds": found.feeds,
    }
    _save(settings.var_dir / "demo.json", listing)


def _set_address(settings: Settings) -> None:
    """Addresses in var/demo.json follow the port."""
    path = settings.var_dir / "demo.json"
    if not path.exists():
        return
    listing = json.loads(path.read_text(encoding="utf-8"))
    for one in [*listing["objects"], *listing["feeds"]]:
        one["url"] = settings.base_url + "/" + one["url"].removeprefix("http://").partition("/")[2]
    listing["base_url"] = settings.base_url
    _save(path, listing)


def _save(path: Path, listing: object) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(listing, indent=2, ensure_ascii=False), encoding="utf-8")
    part.replace(path)


async def _demo_people() -> list[DemoPersonShown]:
    """The people of the story, the secretariat last."""
    rows = await Person.filter(is_disabled=False).order_by("email_key").limit(60)
    work = await centres.centres_of(row.id for row in rows)
    shown = []
    for row in rows:
        at = work.get(row.id, [])
        place = at[0].name if at else "Secretariat"
        shown.append(DemoPersonShown(row.id, f"{row.name}: {row.position}, {place}"))
    return sorted(shown, key=lambda person: (person.label.startswith("NET"), person.label))


def _tell(settings: Settings) -> None:
    print(f"\n  {settings.base_url}/\n", flush=True)
    print("Sign in as one of these, or with a click on the sign-in page:")
    for key in ("LUM-1", "HIM-1", "SYC-1", "NET-1"):
        given = next(p for p in story.PEOPLE if p.key == key)
        domain = next(
            (c.domain for c in story.CENTRES if key.startswith(c.key)), "secretariat.example"
        )
        print(f"  {key.lower()}@{domain:<22} {given.position}")
    print(f"Passphrase of all: {story.PASSPHRASE}")
    print(f"All accounts, with the secrets of their second factors: {settings.var_dir}/demo.json")
    print("Mail is not sent; it is shown at /dev/mail. Stop with Ctrl+C.\n", flush=True)
