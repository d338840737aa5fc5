"""What every test may ask for: a real database, the real app, a clock, a mailbox."""

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from tortoise import Tortoise
from tortoise.apps import Apps

from network.app import Portal, configure, create_app
from network.db.migrate import migrate
from network.db.setup import MODELS, close_database, open_database
from network.kernel import i18n
from network.settings import Settings
from tests.browser_client import Browser
from tests.databases import Postgres, sqlite_settings

# Relations resolve, so tests of rules and policies can build records without a database.
Tortoise.init_models(MODELS, "network")

_build_querysets = Apps._build_initial_querysets
_built_for: list[Any] = []


def _build_querysets_once(apps: Apps) -> None:
    """Each test opens the same models on the same engine; what follows from both is made once."""
    engine = next(iter(apps.apps["network"].values()))._meta.db.query_class
    if _built_for != [engine]:
        _build_querysets(apps)
        _built_for[:] = [engine]


Apps._build_initial_querysets = _build_querysets_once  # type: ignore[assignment]

# A busy machine is no reason to fail.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

# Rubbish is looked for seldom: in a heap of thousands of tests it costs a tenth of all.
gc.set_threshold(20_000, 20, 20)

POSTGRES = os.environ.get("NETWORK_TEST_POSTGRES", "")
_DATABASES = {"template", "fresh"}  # the fixtures that open one, on either engine
_SURFACE = Path(__file__).parent / "surface"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long comes first, so that no core waits for another at the end.

    On PostgreSQL only what the engine can decide is run: the rest is the same on both.
    """
    items.sort(key=lambda item: _SURFACE not in item.path.parents)
    if not POSTGRES:
        return
    opens = [item for item in items if _opens_database(item) and not _is_for_one_engine(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(opens)])
    items[:] = opens


def pytest_collection_finish() -> None:
    """What stands until the end is no more looked through for rubbish."""
    gc.collect()
    gc.freeze()


def _opens_database(item: pytest.Item) -> bool:
    return not _DATABASES.isdisjoint(getattr(item, "fixturenames", ()))


def _is_for_one_engine(item: pytest.Item) -> bool:
    """Whether many requests would only repeat what the pages' own tests ask this engine."""
    return any(item.iter_markers("one_engine"))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with i18n.speaking("en"):
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path | Postgres]:
    """A migrated database to copy, or to empty, for each test."""
    folder = tmp_path_factory.mktemp("template")
    if POSTGRES:
        server = Postgres(POSTGRES)
        server.prepare()
        yield server
        server.drop()
        return
    path = folder / "template.db"
    asyncio.run(migrate(sqlite_settings(folder, path)))
    yield path


@pytest.fixture
def settings(template: Path | Postgres, tmp_path: Path) -> Settings:
    """Settings of a portal with an empty, migrated database of its own."""
    if isinstance(template, Postgres):
        template.empty()
        return replace(sqlite_settings(tmp_path, tmp_path / "x"), database_url=template.url)
    path = tmp_path / "network.db"
    shutil.copy(template, path)
    return sqlite_settings(tmp_path, path)


@pytest.fixture
async def db(settings: Settings) -> AsyncIterator[Settings]:
    """The database alone, with everything a process needs."""
    configure(settings)
    await open_database(settings)
    yield settings
    await close_database()


@pytest.fixture
async def portal(settings: Settings) -> AsyncIterator[Portal]:
    """The whole portal, running."""
    app = create_app(settings)
    async with app.inner.router.lifespan_context(app.inner):
        yield app


@pytest.fixture
async def browser(portal: Portal) -> AsyncIterator[Browser]:
    """A visitor of the running portal who can sign in as anybody."""
    async with Browser(portal) as found:
        yield found
