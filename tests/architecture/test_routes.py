"""Every route there is: closed to visitors unless listed here, and to forged forms."""

import re
from uuid import uuid4

import pytest
from starlette.routing import Route

from network.routes import routes
from tests.browser_client import Browser
from tests.factories import make_coordinator, make_member

pytestmark = [pytest.mark.anyio, pytest.mark.one_engine]

PUBLIC = {
    "static",
    "site:health",
    "site:ready",
    "site:start",
    "site:help",
    "site:privacy",
    "site:accessibility",
    "site:language",
    "site:exit",
    "site:month",
    "site:gallery",
    "site:mails",
    "site:security",
    "certificates:check",
    "visits:certificate-check",
    "workshops:list",
    "workshops:show",
    "directory:list",
    "directory:show",
    "people:sign-in",
    "people:do-sign-in",
    "people:sign-in-as",
    "people:code",
    "people:give-code",
    "people:sign-out",
    "people:ask-reset",
    "people:do-ask-reset",
    "people:reset",
    "people:do-reset",
    "people:invitation",
    "people:join",
    "knowledge:export",
    "knowledge:feed",
    "knowledge:file",
    "knowledge:list",
    "knowledge:show",
    "knowledge:show-in",
    "knowledge:watched-feed",
    "notices:unsubscribe",
    "notices:do-unsubscribe",
    "feeds:read",
    "feeds:subscribe",
    "site:robots",
}
WITHOUT_TOKEN = {"notices:do-unsubscribe"}  # one click in a mail program
ALL = [route for route in routes if isinstance(route, Route)]
READING = [r for r in ALL if "GET" in (r.methods or ()) and r.name not in PUBLIC]
ACTING = [r for r in ALL if "POST" in (r.methods or ()) and r.name not in WITHOUT_TOKEN]


def path_of(route: Route) -> str:
    """An address of this route, of a record that does not exist."""

    def fill(found: re.Match[str]) -> str:
        if found[2] == "int":
            return "3"
        return "fr" if found[1] == "language" else "nothing" if found[1] == "slug" else str(uuid4())

    return re.sub(r"{(\w+)(?::(\w+))?}", fill, route.path)


def test_every_route_was_made_by_the_helpers_that_guard_it() -> None:
    unguarded = [r.name for r in ALL if r.name != "static" and not hasattr(r.endpoint, "is_public")]

    assert unguarded == []


def test_the_public_routes_are_the_ones_listed() -> None:
    public = {r.name for r in ALL if r.name == "static" or getattr(r.endpoint, "is_public", False)}

    assert public == PUBLIC


def test_route_names_are_unique() -> None:
    names = [route.name for route in ALL]

    assert sorted(names) == sorted(set(names))


async def test_a_visitor_is_sent_to_sign_in(browser: Browser) -> None:
    answers = {route.name: await browser.get(path_of(route)) for route in READING}

    assert {name: a.status_code for name, a in answers.items() if a.status_code != 303} == {}
    ways = {name: answer.headers["location"] for name, answer in answers.items()}
    assert {n: way for n, way in ways.items() if not way.startswith("/sign-in?next=")} == {}


async def test_a_form_without_a_right_token_is_refused(browser: Browser) -> None:
    await browser.sign_in_as(await make_coordinator())
    async with Browser(browser.portal) as other:
        await other.sign_in_as(await make_member())
        foreign = await other.token()

    missing = await _posted_everywhere(browser, {"x": "1"})
    wrong = await _posted_everywhere(browser, {"csrf": foreign})

    assert missing == dict.fromkeys(missing, 403)
    assert wrong == dict.fromkeys(missing, 403)


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_a_form_from_elsewhere_is_refused_even_with_a_right_token(
    headers: dict[str, str], browser: Browser
) -> None:
    await browser.sign_in_as(await make_coordinator())
    token = await browser.token()

    answers = await _posted_everywhere(browser, {"csrf": token}, headers)

    assert answers == dict.fromkeys(answers, 403)


async def _posted_everywhere(
    browser: Browser, data: dict[str, str], headers: dict[str, str] | None = None
) -> dict[str, int]:
    """What every route that acts says to a form, by the route's name."""
    return {
        route.name: (
            await browser.client.post(path_of(route), data=data, headers=headers)
        ).status_code
        for route in ACTING
    }


async def test_an_act_cannot_be_done_by_a_link(browser: Browser) -> None:
    await browser.sign_in_as(await make_coordinator())
    also_reads = {r.path for r in ALL if "GET" in (r.methods or ())}
    only_acts = [route for route in ACTING if route.path not in also_reads]

    answers = {r.name: (await browser.get(path_of(r))).status_code for r in only_acts}

    assert {name: code for name, code in answers.items() if code not in (404, 405)} == {}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT"])
async def test_other_methods_are_refused(method: str, browser: Browser) -> None:
    token = await browser.token()

    answer = await browser.client.request(method, "/centres", data={"csrf": token})

    assert answer.status_code == 405
