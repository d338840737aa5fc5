"""The demonstration network, loaded, and everybody in it with a browser."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest

from network.app import Portal, configure, create_app
from network.db.setup import close_database, open_database
from network.demo import load
from network.demo.load import Loaded
from network.settings import Settings
from tests.browser_client import Browser
from tests.databases import Postgres, sqlite_settings
from tests.surface import check_ins

Demonstration: TypeAlias = tuple[Loaded, Path]
Walked: TypeAlias = dict[str, dict[str, httpx.Response]]


@dataclass(slots=True)
class Network:
    """The portal with the demonstration network in it."""

    portal: Portal
    loaded: Loaded
    stack: AsyncExitStack
    walked: Walked
    readers: dict[str, Browser] = field(default_factory=dict)

    async def as_(self, key: str) -> Browser:
        """Somebody's browser, signed in; a visitor's for no key."""
        if key not in self.readers:
            browser = await self.stack.enter_async_context(Browser(self.portal))
            if key:
                await browser.sign_in_as(self.loaded.people[key])
            if key == check_ins.OPENED:
                await check_ins.open_history(browser)
            self.readers[key] = browser
        return self.readers[key]

    def addresses(self) -> list[tuple[str, str, str]]:
        """Kind, address and owner's key of every object that was noted."""
        keys = {person.email: key for key, person in self.loaded.people.items()}
        return [(o["kind"], o["url"], keys[o["owner"]]) for o in self.loaded.objects]


async def _load(settings: Settings) -> Loaded:
    configure(settings)
    await open_database(settings)
    try:
        return await load.load(lambda _step: None)
    finally:
        await close_database()


@pytest.fixture(scope="session")
def loaded(template: Path | Postgres, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """The network, loaded once into a database to copy."""
    folder = tmp_path_factory.mktemp("demonstration")
    path = folder / "network.db"
    settings = sqlite_settings(folder, path)
    if isinstance(template, Postgres):
        template.empty()
        found = asyncio.run(_load(replace(settings, database_url=template.url)))
        template.keep()
    else:
        shutil.copy(template, path)
        found = asyncio.run(_load(settings))
    return found, path


@pytest.fixture(scope="session")
def walked() -> Walked:
    """The pages that readers reach in the network as it was loaded."""
    return {}


@pytest.fixture
def furnished(
    settings: Settings, loaded: Demonstration, template: Path | Postgres, tmp_path: Path
) -> Settings:
    """Settings of a portal with the network in its database, as it was loaded."""
    if isinstance(template, Postgres):
        template.bring_back()
    else:
        shutil.copy(loaded[1], tmp_path / "network.db")
    return settings


@pytest.fixture
async def network(
    furnished: Settings, loaded: Demonstration, walked: Walked
) -> AsyncIterator[Network]:
    app = create_app(furnished)
    async with app.inner.router.lifespan_context(app.inner), AsyncExitStack() as stack:
        yield Network(app, loaded[0], stack, walked)
