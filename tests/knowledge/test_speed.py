"""What a page of the library asks of the database."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from network.kernel import clock
from network.knowledge.actions import keeping, marking
from network.knowledge.models import Result
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_member
from tests.knowledge.makers import make_draft, make_item, publish

pytestmark = pytest.mark.anyio

MOST = 10


class _Statements(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(record.getMessage())


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements run inside, but for those that only begin or end a transaction."""
    log, handler = logging.getLogger("tortoise.db_client"), _Statements()
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        yield handler.seen
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


async def test_the_page_of_an_item_asks_the_database_at_most_ten_times(browser: Browser) -> None:
    centre = await make_centre()
    person = await make_member(centre, languages=[{"code": "fr", "level": "C1"}])
    owner = await actor(person)
    item = await make_item(owner)
    await publish(
        await make_draft(
            owner,
            kind="KT-ADAP",
            details={"from_item": str(item.id), "changed": "Shorter", "failed": "Evenings"},
        ),
        owner,
    )
    await marking.tell_trial(owner, item, centre.id, Result.WORKED, "", clock.now().date())
    await keeping.ask_reading(owner, item, asks=True)
    await marking.make_collection(owner, "Mine", "", is_shared=False)
    await browser.sign_in_as(person)
    await browser.get(f"/knowledge/{item.id}")

    with statements() as found:
        page = await browser.get(f"/knowledge/{item.id}")

    assert page.status_code == 200
    assert len(found) <= MOST, found
