"""A mail server for the tests of invitations."""

from collections.abc import AsyncIterator

import pytest

from network.settings import Settings
from tests.mailbox import Mailbox, open_mailbox


@pytest.fixture
async def mailbox(db: Settings) -> AsyncIterator[Mailbox]:
    async with open_mailbox(db) as found:
        yield found


@pytest.fixture
async def portal_mailbox(settings: Settings) -> AsyncIterator[Mailbox]:
    """The same beside a running portal."""
    async with open_mailbox(settings) as found:
        yield found
