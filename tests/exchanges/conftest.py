"""What every test of visits may ask for: a morning at work, and the world of a visit."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest

from network.app import Portal
from network.kernel import clock
from network.settings import Settings
from tests.browser_client import Browser
from tests.exchanges.visit_world import World, make_world

OpenAs: TypeAlias = Callable[[str], Awaitable[Browser]]
MORNING = datetime(2026, 11, 18, 10, tzinfo=UTC)  # a Wednesday


@pytest.fixture(autouse=True)
def _in_the_morning() -> Iterator[None]:
    """It is a working day, far from midnight in most places; time goes on."""
    clock.shift(MORNING - datetime.now(UTC))
    yield
    clock.shift(timedelta(0))


@pytest.fixture
def opened(request: pytest.FixtureRequest, settings: Settings) -> None:
    """The database: in the portal, where reactions act, if a test or its whole file asks for it."""
    del settings  # named here so that what opens a database can be told from what does not
    asks = not {"portal", "browser"}.isdisjoint(request.fixturenames)
    is_in_portal = asks or getattr(request.module, "IN_PORTAL", False)
    request.getfixturevalue("portal" if is_in_portal else "db")


@pytest.fixture
async def world(opened: None) -> World:
    return await make_world()


@pytest.fixture
async def as_(portal: Portal, world: World) -> AsyncIterator[OpenAs]:
    """Browsers of their own for several people of the world."""
    async with AsyncExitStack() as stack:

        async def open_as(who: str) -> Browser:
            browser = await stack.enter_async_context(Browser(portal))
            return await browser.sign_in_as(world.people[who])

        yield open_as
