"""Opening and closing the database named by the settings."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tortoise import Tortoise
from tortoise.connection import get_connection

from network.db import commits
from network.settings import Settings

MODELS = [
    "network.db",
    "network.outbox",
    "network.people.models",
    "network.centres.models",
    "network.expertise.models",
    "network.searches.models",
    "network.files.models",
    "network.knowledge.models",
    "network.exchanges.models.offers",
    "network.exchanges.models.visits",
    "network.exchanges.models.agreeing",
    "network.exchanges.models.staying",
    "network.exchanges.models.learning",
    "network.workshops.models.workshops",
    "network.workshops.models.registrations",
    "network.workshops.models.agenda",
    "network.workshops.models.outcomes",
    "network.supervision.models",
    "network.wellbeing.models.rounds",
    "network.wellbeing.models.histories",
    "network.wellbeing.models.help",
    "network.notifications.models",
    "network.calendars.models.feeds",
    "network.calendars.models.invites",
    "network.calendars.models.outside",
]
# Compiling a statement takes longer than any page of ours asks it to run.
_SERVER = {"jit": "off"}


async def open_database(settings: Settings) -> None:
    """Connect to the database; one per process. PostgreSQL may be away and come later.

    SQLite is opened here, since a task cancelled while it opens would leave it half open.
    """
    await Tortoise.init(config=config(settings), _enable_global_fallback=True)
    if settings.is_sqlite:
        await get_connection("default").create_connection(with_db=True)
        commits.watch(sqlite_path(settings))


async def close_database() -> None:
    commits.unwatch()
    await Tortoise.close_connections()


def config(settings: Settings) -> dict[str, Any]:
    """What the ORM wants to know."""
    return {
        "connections": {"default": _engine(settings)},
        "apps": {"network": {"models": MODELS, "default_connection": "default"}},
        "use_tz": True,
        "timezone": "UTC",
    }


def sqlite_path(settings: Settings) -> Path:
    """The file behind an address such as sqlite://var/network.db or sqlite:////srv/network.db."""
    return Path(settings.database_url.removeprefix("sqlite://").split("?")[0])


def postgres_credentials(settings: Settings) -> dict[str, Any]:
    parts = urlsplit(settings.database_url)
    return {
        "host": parts.hostname or "127.0.0.1",
        "port": parts.port or 5432,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "database": parts.path.lstrip("/"),
    }


def _engine(settings: Settings) -> dict[str, Any]:
    if settings.is_sqlite:
        path = sqlite_path(settings)
        path.parent.mkdir(parents=True, exist_ok=True)
        return {"engine": "network.db.sqlite", "credentials": {"file_path": str(path)}}
    pool = {"minsize": 1, "maxsize": settings.pool_size, "server_settings": _SERVER}
    return {
        "engine": "network.db.postgres",
        "credentials": postgres_credentials(settings) | pool,
    }
