"""Lists cost the same for one row and for three, and no page more than eight queries."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from network.centres import actions as centre_actions
from network.centres.models import Centre
from network.expertise import actions as expertise_actions
from network.expertise.models import Kind, Listing
from network.people.models import Person
from tests.browser_client import Browser
from tests.factories import (
    actor,
    coordinator_of,
    make_admin,
    make_centre,
    make_coordinator,
    make_listing,
    make_member,
)

pytestmark = pytest.mark.anyio

MOST = 8


class _Statements(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage().strip()
        if text[:6].upper() in ("SELECT", "UPDATE", "INSERT", "DELETE"):
            self.found.append(text[:160])


@contextmanager
def statements() -> Iterator[list[str]]:
    """All statements sent to the database meanwhile."""
    log, handler = logging.getLogger("tortoise.db_client"), _Statements()
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        yield handler.found
    finally:
        log.setLevel(before)
        log.removeHandler(handler)


@dataclass
class World:
    """A reader with a centre, an offer and a need of its own."""

    reader: Person
    admin: Person
    centre: Centre
    offer: Listing
    need: Listing


async def _world() -> World:
    centre = await make_centre()
    reader = await make_coordinator(centre)
    owner = await actor(reader)
    offer = await make_listing(centre, owner=owner, capacity=50)
    need = await make_listing(centre, owner=owner, kind=Kind.NEED)
    return World(reader, await make_admin(), centre, offer, need)


async def _add_centre(world: World) -> None:
    centre = await make_centre(name="Garden house", codes=["SV-PSY", "TH-PAIN"])
    await make_coordinator(centre)


async def _add_listing(world: World) -> None:
    await make_listing(title="Physiotherapy for chronic pain", summary="Groups and walks")


async def _add_to_centre(world: World) -> None:
    await make_member(world.centre, profession="PR-PSY")
    await make_listing(world.centre, owner=await actor(world.reader))


async def _add_person(world: World) -> None:
    person = await make_member(position="Gardener")
    await centre_actions.index_person(person.id)


async def _add_request(world: World) -> None:
    other = await make_centre()
    await expertise_actions.ask_contact(
        await coordinator_of(other), other.id, world.centre, world.offer, "Hello"
    )


async def _add_answer(world: World) -> None:
    other = await make_centre()
    await expertise_actions.answer_need(
        await coordinator_of(other),
        world.need,
        other.id,
        text="We can",
        from_on=None,
        until_on=None,
    )


async def _add_import(world: World) -> None:
    table = b"name,country\nMaison du Baobab,SN\n"
    await centre_actions.prepare_import(await actor(world.admin), "a.csv", table)


Add = Callable[[World], Awaitable[None]]
PAGES: dict[str, Add] = {
    "/centres": _add_centre,
    "/centres?q=garden": _add_centre,
    "/centres?q=gardn&about=TH-PAIN": _add_centre,
    "/expertise": _add_listing,
    "/expertise?q=physiotherapy": _add_listing,
    "/expertise?q=physioterapy": _add_listing,
    "/centres/{slug}": _add_to_centre,
    "/expertise/{offer}": _add_listing,
    "/expertise/{need}": _add_answer,
    "/people?q=gardener": _add_person,
    "/requests": _add_request,
    "/notices": _add_request,
    "/today": _add_request,
    "/centre/{centre}": _add_to_centre,
    "/centre/{centre}/people": _add_to_centre,
    "/centre/{centre}/history": _add_to_centre,
}
DESK: dict[str, Add] = {
    "/desk": _add_centre,
    "/desk/centres": _add_centre,
    "/desk/imports": _add_import,
    "/desk/mail": _add_request,
}
CASES = [(url, add, False) for url, add in PAGES.items()]
CASES += [(url, add, True) for url, add in DESK.items()]


async def _cost(browser: Browser, url: str) -> list[str]:
    await browser.get(url)  # what a process learns once is no cost of a page
    with statements() as found:
        page = await browser.get(url)
    assert page.status_code == 200
    return list(found)


@pytest.mark.parametrize(("url", "add", "is_desk"), CASES, ids=[case[0] for case in CASES])
async def test_a_list_costs_the_same_for_one_row_and_for_three(
    url: str, add: Add, is_desk: bool, browser: Browser
) -> None:
    world = await _world()
    await browser.sign_in_as(world.admin if is_desk else world.reader)
    address = url.format(
        slug=world.centre.slug,
        centre=world.centre.id,
        offer=world.offer.id,
        need=world.need.id,
    )
    await add(world)
    one = await _cost(browser, address)

    await add(world)
    await add(world)
    three = await _cost(browser, address)

    assert len(three) == len(one), (one, three)
    assert len(three) <= MOST, three
