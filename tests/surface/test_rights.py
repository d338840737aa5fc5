"""Who has no right to an object cannot tell that it exists: every route, every object, everybody.

What somebody may see is told by `addresses` in the words of the domain, not by the policies.
"""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any, TypeAlias

import httpx
import pytest
from starlette.routing import Route

from network.db import connection
from tests.browser_client import Browser
from tests.surface import addresses
from tests.surface.addresses import ABSENT, ROUTES, SECRET_LINKS, WORDS, Thing, World
from tests.surface.conftest import Network

pytestmark = [pytest.mark.anyio, pytest.mark.one_engine]

READERS = (
    *("LUM-1", "LUM-2", "LUM-3", "MTA-1", "MTA-4", "LAK-2", "SYC-1", "SYC-2", "HIM-2", "HIM-4"),
    *("ARO-1", "GUE-1", "NET-1", "NET-2", "NET-3"),
)
_ALIKE = 2
READING = [r for r in ROUTES if "GET" in (r.methods or ()) and r.name not in SECRET_LINKS]
ACTING = [r for r in ROUTES if "POST" in (r.methods or ()) and r.name not in SECRET_LINKS]
Masked: TypeAlias = tuple[int, dict[str, str], str]
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
    "exchange_window",
    "exchange_call",
    "visit",
    "visit_application",
    "visit_review",
    "host_choice",
    "visit_move",
    "visit_place_offer",
    "visit_reminder",
    "date_poll",
    "date_option",
    "date_answer",
    "visit_date_change",
    "visit_edition",
    "visit_signature",
    "budget_line",
    "checklist_item",
    "programme_item",
    "travel_check",
    "visit_message",
    "visit_read_mark",
    "learning_goal",
    "learning_report",
    "visit_passing_on",
    "visit_follow_up",
    "workshop",
    "workshop_session",
    "workshop_organiser",
    "workshop_reader",
    "workshop_source",
    "workshop_move",
    "workshop_quota",
    "workshop_question",
    "workshop_reminder",
    "workshop_registration",
    "workshop_answer",
    "workshop_registration_move",
    "workshop_invitation",
    "workshop_attendance",
    "workshop_evaluation",
    "course_module",
    "course_completion",
    "trainer_accreditation",
    "agenda_item",
    "agenda_speaker",
    "speaker_time",
    "agenda_release",
    "agenda_note",
    "workshop_proposal",
    "workshop_material",
    "workshop_material_reader",
    "file",
    "workshop_outcome",
    "outcome_action",
    "check_in_round",
    "check_in_centre",
    "check_in_asked",
    "sealed_ballot",
    "check_in_release",
    "check_in_change",
    "check_in_share",
    "own_history",
    "fading_key",
    "signpost",
    "contact_wish",
    "instrument_file",
]


def _cases(world: World, routes: list[Route]) -> Iterator[tuple[Route, tuple[Thing, ...]]]:
    for route in routes:
        kinds = addresses.kinds_in(route)
        if not kinds:
            continue  # told by the last test of this file
        pools = [_pool(world, kind, is_alone=len(kinds) == 1) for kind in kinds]
        yield from ((route, things) for things in product(*pools) if _is_worth(things))


def _pool(world: World, kind: str, *, is_alone: bool) -> list[Thing]:
    """The objects of a kind; of many who differ in nothing, and of people in pairs, only some."""
    found, alike = [], Counter[Any]()
    for thing in world.things:
        if thing.kind.partition("_")[0] != kind:
            continue
        group = replace(thing, id="") if is_alone or kind != "person" else thing.centre
        alike[group] += 1
        if alike[group] <= _ALIKE:
            found.append(thing)
    return found


def _is_worth(things: tuple[Thing, ...]) -> bool:
    """Parts under what they belong to, and under a few others where much is open."""
    much = ("host_accepted", "in_progress", "running")
    return addresses.belong(things) or things[0].reach in much


def _missing(route: Route, things: tuple[Thing, ...], *, known: int) -> tuple[str, list[str]]:
    """The same address with the objects from `known` on replaced by ones that do not exist."""
    nothing = ["no-such-centre" if t.kind == "slug" else str(ABSENT) for t in things]
    ids = [t.id for t in things[:known]] + nothing[known:]
    return addresses.filled(route, *ids), ids


def _masked(answer: httpx.Response, ids: list[str]) -> Masked:
    """An answer without what differs every time: tokens, keys, the time, and the ids asked for."""

    def hide(text: str) -> str:
        text = re.sub(r'(name="(?:csrf|form_key)" value="|data-clock="[^"]*">)[^"<]*', r"\1", text)
        for known in ids:
            for mark in ("/", "%2F") if known in WORDS else ("",):
                text = text.replace(mark + known, mark + "ID")
        return text

    headers = {k: hide(v) for k, v in answer.headers.items() if k not in _OWN_HEADERS}
    return answer.status_code, headers, hide(answer.text)


async def _read(browser: Browser, url: str) -> httpx.Response:
    return _forgetting(browser, await browser.get(url, params={"language": "fr"}))


def _known(reader: str, things: tuple[Thing, ...], world: World) -> int:
    """How many objects of an address stand when the others are taken away; none for all."""
    for number, thing in enumerate(things):
        if not addresses.belong(things[: number + 1]) or not addresses.sees(reader, thing, world):
            return number
    return 0


class _Absent:
    """What is said of objects that do not exist, asked once for each route."""

    def __init__(self, ask: Callable[[str], Awaitable[httpx.Response]]) -> None:
        self.ask = ask
        self.told: dict[tuple[str, tuple[Thing, ...]], Masked] = {}

    async def differs(
        self, answer: httpx.Response, route: Route, things: tuple[Thing, ...], known: int
    ) -> Masked | None:
        """What is said when only `known` of the objects exist, unless it is the same."""
        found = _masked(answer, [t.id for t in things])
        if self.told.get((route.name, things[:known])) == found:
            return None
        missing, ids = _missing(route, things, known=known)
        told = self.told[route.name, things[:known]] = _masked(await self.ask(missing), ids)
        return None if told == found else told


async def _act(browser: Browser, token: str, url: str) -> httpx.Response:
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
    read = partial(_read, await network.as_(reader))
    absent, told, shut, seen = _Absent(read), [], [], 0

    for route, things in _cases(world, READING):
        answer = await read(addresses.filled(route, *(t.id for t in things)))
        if addresses.uses(reader, route, things, world):
            seen += 1
            fine = (200, 303, 409, addresses.REFUSED.get(route.name))  # 409: but too late
            if answer.status_code not in fine:
                shut.append((route.name, things, answer.status_code))
        elif addresses.is_told(reader, route, things, world):
            if answer.status_code not in (403, 404):
                told.append((route.name, things, answer.status_code, 403))
        elif other := await absent.differs(answer, route, things, _known(reader, things, world)):
            told.append((route.name, things, answer.status_code, other[0]))

    assert told == []
    assert shut == []
    assert seen > 0


@pytest.mark.parametrize("reader", READERS)
async def test_acts_one_has_no_right_to_tell_nothing_and_change_nothing(
    reader: str, network: Network
) -> None:
    world = await addresses.furnish(network)
    browser = await network.as_(reader)
    act = partial(_act, browser, await browser.token())
    before = await _stored()
    absent, told, done = _Absent(act), [], []

    for route, things in _cases(world, ACTING):
        hidden = [n for n, t in enumerate(things) if not addresses.sees(reader, t, world)]
        if not hidden and addresses.acts(reader, route, things, world):
            continue
        answer = await act(addresses.filled(route, *(t.id for t in things)))
        if hidden:
            if other := await absent.differs(answer, route, things, hidden[0]):
                told.append((route.name, things, answer.status_code, other[0]))
        elif answer.status_code not in (403, 404, 409, 422):
            done.append((route.name, things, answer.status_code))

    assert told == []
    assert done == []
    assert await _stored() == before


async def test_visitors_are_sent_to_sign_in_or_told_that_there_is_nothing(
    network: Network,
) -> None:
    world = await addresses.furnish(network)
    read = partial(_read, await network.as_(""))
    absent, told, seen = _Absent(read), [], []

    for route, things in _cases(world, READING):
        answer = await read(addresses.filled(route, *(t.id for t in things)))
        if addresses.uses("", route, things, world):
            seen.append(answer.status_code)
            continue
        other = await absent.differs(answer, route, things, known=0)
        if other or answer.status_code not in (303, 404):
            told.append((route.name, things, answer.status_code, other))

    assert told == []
    assert set(seen) == {200}


async def test_acts_of_visitors_tell_nothing_and_change_nothing(network: Network) -> None:
    world = await addresses.furnish(network)
    browser = await network.as_("")
    act = partial(_act, browser, await browser.token())
    before = await _stored()
    absent, told = _Absent(act), []

    for route, things in _cases(world, ACTING):
        answer = await act(addresses.filled(route, *(t.id for t in things)))
        other = await absent.differs(answer, route, things, known=0)
        if other or answer.status_code not in (401, 404):
            told.append((route.name, things, answer.status_code, other))

    assert told == []
    assert await _stored() == before


def test_every_route_with_an_object_in_its_address_is_in_this_matrix() -> None:
    unlisted = [r.path for r in (*READING, *ACTING) if not addresses.kinds_in(r)]

    assert unlisted == []
