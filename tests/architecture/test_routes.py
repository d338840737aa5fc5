"""Every route there is: closed to visitors unless listed here, and to forged forms."""

import re
from uuid import uuid4

import pytest
from starlette.routing import Route

from network.routes import routes
from tests.browser_client import Browser
from tests.factories import make_coordinator, make_member

pytestmark = pytest.mark.anyio

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


@pytest.mark.parametrize("route", READING, ids=lambda r: r.name)
async def test_a_visitor_is_sent_to_sign_in(route: Route, browser: Browser) -> None:
    answer = await browser.get(path_of(route))

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("route", ACTING, ids=lambda r: r.name)
async def test_a_form_without_a_right_token_is_refused(route: Route, browser: Browser) -> None:
    await browser.sign_in_as(await make_coordinator())
    async with Browser(browser.portal) as other:
        await other.sign_in_as(await make_member())
        foreign = await other.token()

    missing = await browser.client.post(path_of(route), data={"x": "1"})
    wrong = await browser.client.post(path_of(route), data={"csrf": foreign})

    assert (missing.status_code, wrong.status_code) == (403, 403)


@pytest.mark.parametrize("route", ACTING, ids=lambda r: r.name)
async def test_a_form_from_elsewhere_is_refused_even_with_a_right_token(
    route: Route, browser: Browser
) -> None:
    await browser.sign_in_as(await make_coordinator())
    token = await browser.token()

    by_origin = await browser.client.post(
        path_of(route), data={"csrf": token}, headers={"Origin": "https://evil.example"}
    )
    by_site = await browser.client.post(
        path_of(route), data={"csrf": token}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert (by_origin.status_code, by_site.status_code) == (403, 403)


@pytest.mark.parametrize("route", ACTING, ids=lambda r: r.name)
async def test_an_act_cannot_be_done_by_a_link(route: Route, browser: Browser) -> None:
    await browser.sign_in_as(await make_coordinator())
    also_reads = {r.path for r in ALL if "GET" in (r.methods or ())}
    if route.path in also_reads:
        return

    answer = await browser.get(path_of(route))

    assert answer.status_code in (404, 405)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT"])
async def test_other_methods_are_refused(method: str, browser: Browser) -> None:
    token = await browser.token()

    answer = await browser.client.request(method, "/centres", data={"csrf": token})

    assert answer.status_code == 405
