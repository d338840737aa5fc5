"""Who has no right to an object cannot tell that it exists: every route, every object, everybody.

What somebody may see is told by `addresses` in the words of the domain, not by the policies.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from network.db import connection
from tests.browser_client import Browser
from tests.surface import addresses
from tests.surface.addresses import ABSENT, ROUTES, SECRET_LINKS, Thing, World
from tests.surface.conftest import Network

pytestmark = pytest.mark.anyio

READERS = (
    *("LUM-1", "LUM-2", "LUM-3", "MTA-1", "MTA-4", "LAK-2", "SYC-1", "SYC-2", "HIM-2", "HIM-4"),
    *("GUE-1", "NET-1", "NET-2", "NET-3"),
)
READING = [r for r in ROUTES if "GET" in (r.methods or ()) and r.name not in SECRET_LINKS]
ACTING = [r for r in ROUTES if "POST" in (r.methods or ()) and r.name not in SECRET_LINKS]
_OWN_HEADERS = {"x-request-id", "content-length", "set-cookie"}
_KEPT = [
    "centre",
    "membership",
    "network_role",
    "contact",
    "import_batch",
    "import_row",
    "listing",
    "answer",
    "contact_request",
    "person",
    "second_factor",
    "recovery_code",
    "invitation",
    "stay",
    "notice",
    "preference",
    "queued_mail",
    "recorded_event",
    "supervisor",
    "supervisor_dates",
    "agreement",
    "party",
    "series",
    "supervision_session",
    "seat",
    "session_move",
    "urgent_request",
    "poll",
    "poll_option",
    "poll_vote",
    "hours_entry",
    "statement",
    "certificate",
    "knowledge_item",
    "knowledge_version",
    "knowledge_reader",
    "knowledge_step",
    "knowledge_hold",
    "knowledge_edge",
    "knowledge_trial",
    "knowledge_citation",
    "knowledge_collection",
    "knowledge_collected",
    "knowledge_watch",
    "knowledge_confirmation",
    "knowledge_wish",
    "knowledge_feed",
    "knowledge_request",
    "saved_search",
]


def _cases(world: World, routes: list[Route]) -> Iterator[tuple[Route, tuple[Thing, ...]]]:
    for route in routes:
        kinds = addresses.kinds_in(route)
        if not kinds:
            continue  # told by the last test of this file
        pools = [[t for t in world.things if t.kind.partition("_")[0] == kind] for kind in kinds]
        yield from ((route, things) for things in product(*pools))


def _missing(route: Route, things: tuple[Thing, ...], *, known: int) -> tuple[str, list[str]]:
    """The same address with the objects from `known` on replaced by ones that do not exist."""
    nothing = ["no-such-centre" if t.kind == "slug" else str(ABSENT) for t in things]
    ids = [t.id for t in things[:known]] + nothing[known:]
    return addresses.filled(route, *ids), ids


def _masked(answer: httpx.Response, ids: list[str]) -> tuple[int, dict[str, str], str]:
    """An answer without what differs every time: tokens, keys, the time, and the ids asked for."""

    def hide(text: str) -> str:
        text = re.sub(r'(name="(?:csrf|form_key)" value="|data-clock="[^"]*">)[^"<]*', r"\1", text)
        for known in ids:
            text = text.replace(known, "ID")
        return text

    headers = {k: hide(v) for k, v in answer.headers.items() if k not in _OWN_HEADERS}
    return answer.status_code, headers, hide(answer.text)


async def _read(browser: Browser, url: str) -> httpx.Response:
    return _forgetting(browser, await browser.get(url, params={"language": "fr"}))


async def _act(browser: Browser, url: str, token: str) -> httpx.Response:
    return _forgetting(browser, await browser.post(url, {"csrf": token}))


def _forgetting(browser: Browser, answer: httpx.Response) -> httpx.Response:
    """What one act leaves to be said belongs to the next page, not to the next comparison."""
    if "__Host-flash" in browser.client.cookies:
        browser.client.cookies.delete("__Host-flash")
    return answer


async def _stored() -> dict[str, list[Any]]:
    """Everything that people made, as it stands in the database."""
    found = {}
    for table in _KEPT:
        rows = await connection().execute_query_dict(f'SELECT * FROM "{table}"')  # noqa: S608
        found[table] = sorted(repr(sorted(dict(row).items())) for row in rows)
    return found


@pytest.mark.parametrize("reader", READERS)
async def test_pages_one_has_no_right_to_look_like_pages_that_do_not_exist(
    reader: str, network: Network
) -> None:
    world = await addresses.furnish(network)
    browser = await network.as_(reader)
    told, shut, seen = [], [], 0

    for route, things in _cases(world, READING):
        url = addresses.filled(route, *(t.id for t in things))
        answer = await _read(browser, url)
        if addresses.uses(reader, route, things[0], world):
            seen += 1
            fine = (200, 303, 409, addresses.REFUSED.get(route.name))  # 409: but too late
            if answer.status_code not in fine:
                shut.append((route.name, things, answer.status_code))
        else:
            missing, ids = _missing(route, things, known=0)
            other = await _read(browser, missing)
            if _masked(answer, [t.id for t in things]) != _masked(other, ids):
                told.append((route.name, things, answer.status_code, other.status_code))

    assert told == []
    assert shut == []
    assert seen > 0


@pytest.mark.parametrize("reader", READERS)
async def test_acts_one_has_no_right_to_tell_nothing_and_change_nothing(
    reader: str, network: Network
) -> None:
    world = await addresses.furnish(network)
    browser = await network.as_(reader)
    token = await browser.token()
    before = await _stored()
    told, done = [], []

    for route, things in _cases(world, ACTING):
        hidden = [n for n, t in enumerate(things) if not addresses.sees(reader, t, world)]
        if not hidden and addresses.acts(reader, route, things, world):
            continue
        url = addresses.filled(route, *(t.id for t in things))
        answer = await _act(browser, url, token)
        if hidden:
            missing, ids = _missing(route, things, known=hidden[0])
            other = await _act(browser, missing, token)
            if _masked(answer, [t.id for t in things]) != _masked(other, ids):
                told.append((route.name, things, answer.status_code, other.status_code))
        elif answer.status_code not in (403, 404, 409, 422):
            done.append((route.name, things, answer.status_code))

    assert told == []
    assert done == []
    assert await _stored() == before


async def test_visitors_are_sent_to_sign_in_or_told_that_there_is_nothing(
    network: Network,
) -> None:
    world = await addresses.furnish(network)
    browser = await network.as_("")
    told, seen = [], []

    for route, things in _cases(world, READING):
        url = addresses.filled(route, *(t.id for t in things))
        answer = await _read(browser, url)
        if addresses.uses("", route, things[0], world):
            seen.append(answer.status_code)
            continue
        missing, ids = _missing(route, things, known=0)
        other = await _read(browser, missing)
        is_shut = answer.status_code in (303, 404)
        if not is_shut or _masked(answer, [t.id for t in things]) != _masked(other, ids):
            told.append((route.name, things, answer.status_code, other.status_code))

    assert told == []
    assert set(seen) == {200}


async def test_acts_of_visitors_tell_nothing_and_change_nothing(network: Network) -> None:
    world = await addresses.furnish(network)
    browser = await network.as_("")
    token = await browser.token()
    before = await _stored()
    told = []

    for route, things in _cases(world, ACTING):
        url = addresses.filled(route, *(t.id for t in things))
        answer = await _act(browser, url, token)
        missing, ids = _missing(route, things, known=0)
        other = await _act(browser, missing, token)
        is_shut = answer.status_code in (401, 404)
        if not is_shut or _masked(answer, [t.id for t in things]) != _masked(other, ids):
            told.append((route.name, things, answer.status_code, other.status_code))

    assert told == []
    assert await _stored() == before


def test_every_route_with_an_object_in_its_address_is_in_this_matrix() -> None:
    unlisted = [r.path for r in (*READING, *ACTING) if not addresses.kinds_in(r)]

    assert unlisted == []
