"""`network check`: what is misconfigured for production, in words."""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import aiosqlite
import asyncpg

from network.db.migrate import MigrationError, missing
from network.db.setup import postgres_credentials, sqlite_path
from network.settings import Settings

_SHORTEST_SECRET = 32
_OLDEST_SQLITE = (3, 35)
_SAFE_POSTGRES = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something not as it should be; `stops` when the portal must not run like this."""

    text: str
    stops: bool = False


def check(settings: Settings) -> int:
    """Print every finding; exit status 1 if one of them stops the portal."""
    findings = [*_settings(settings), *asyncio.run(_database(settings))]
    for finding in findings:
        print(("STOP  " if finding.stops else "mind  ") + finding.text)
    if not findings:
        print("Everything is as it should be.")
    return int(any(finding.stops for finding in findings))


def stop_if_unfit(settings: Settings) -> bool:
    """Say on standard error what forbids to start; True when nothing does."""
    findings = [*_settings(settings), *asyncio.run(_database(settings))]
    stops = [finding for finding in findings if finding.stops]
    for finding in stops:
        print(finding.text, file=sys.stderr)
    return not stops


def _settings(settings: Settings) -> Iterator[Finding]:
    if len(settings.secret_key) < _SHORTEST_SECRET:
        yield Finding(
            "NETWORK_SECRET_KEY needs at least 32 characters. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
            stops=True,
        )
    if not settings.is_https:
        yield Finding("NETWORK_BASE_URL is not https: passphrases would travel in the open.")
    if not settings.smtp_host:
        yield Finding("NETWORK_SMTP_HOST is not set: mail is written to files, nobody gets it.")
    elif settings.smtp_tls == "none":
        yield Finding("NETWORK_SMTP_TLS is none: mail travels in the open.")
    if not settings.contact:
        yield Finding("NETWORK_CONTACT is not set: nobody knows whom to tell of a weakness.")
    if not settings.jobs_inside:
        yield Finding("NETWORK_JOBS_INSIDE is false: `network worker` has to run beside.")


async def _database(settings: Settings) -> list[Finding]:
    try:
        found = await (_sqlite(settings) if settings.is_sqlite else _postgres(settings))
        behind = await missing(settings)
    except MigrationError as error:
        return [Finding(str(error), stops=True)]
    except (OSError, asyncpg.PostgresError, aiosqlite.Error) as error:
        return [Finding(f"The database cannot be opened: {type(error).__name__}", stops=True)]
    if behind:
        found.append(Finding(f"The database waits for `network migrate`: {', '.join(behind)}"))
    return found


async def _sqlite(settings: Settings) -> list[Finding]:
    if aiosqlite.sqlite_version_info < _OLDEST_SQLITE:
        return [Finding("SQLite is older than 3.35.", stops=True)]
    path = sqlite_path(settings)
    if not path.exists():
        return []
    async with aiosqlite.connect(path) as db:
        options = [row[0] for row in await db.execute_fetchall("PRAGMA compile_options")]
        if not any("FTS5" in option for option in options):
            return [Finding("SQLite was built without full-text search (FTS5).", stops=True)]
    return []


async def _postgres(settings: Settings) -> list[Finding]:
    db = await asyncpg.connect(**postgres_credentials(settings))
    try:
        shown = {name: await db.fetchval(f"SHOW {name}") for name in _SAFE_POSTGRES}
    finally:
        await db.close()
    return [
        Finding(f"PostgreSQL has {name} = {shown[name]}: a crash could lose bookings.", stops=True)
        for name, safe in _SAFE_POSTGRES.items()
        if shown[name] != safe
    ]
