"""Addresses: where visitors are sent to, where nobody is sent to, and how paths are made."""

from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Match, Mount, Route

from network.people import passphrases
from network.routes import routes
from network.web.routing import Paths, Signpost, is_own_path
from tests.browser_client import Browser, forms_of
from tests.factories import make_member

pytestmark = pytest.mark.one_engine

RIGHT = "a quiet garden behind the old mill"
FOREIGN = [
    "",
    "evil.example",
    "https://evil.example/",
    "HTTPS://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " /today",
    "/today\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "/javascript:alert(1)",
    "data:text/html,x",
    "https:evil.example",
    "http:/evil.example",
    "/@evil.example",
    "//user:pass@evil.example",
    "/to\\day",
    "/／evil.example",
    "?next=/today",
    "#/today",
]
OWN = ["/", "/today", "/centres?q=a&page=2", "/people?q=%C3%A9", "/centres#list", "/a/../b"]


@pytest.mark.parametrize("target", FOREIGN)
def test_nobody_is_sent_anywhere_but_to_a_path_of_this_portal(target: str) -> None:
    assert not is_own_path(target)


@pytest.mark.parametrize("target", OWN)
def test_paths_of_this_portal_may_be_gone_to(target: str) -> None:
    assert is_own_path(target)


@given(st.text(alphabet="/\\:@.?#% \t\n\r\x00aé／", max_size=8))
def test_whatever_may_be_gone_to_stays_on_this_host(rest: str) -> None:
    target = f"/{rest}"

    if is_own_path(target):
        gone = urlsplit(urljoin("https://portal.test/sign-in", target))
        assert (gone.scheme, gone.netloc) == ("https", "portal.test")


def test_values_that_a_path_does_not_take_become_its_query() -> None:
    async def handler(request: Any) -> Any: ...

    paths = Paths(
        [
            Route("/things/{id:uuid}", handler, name="things:show"),
            Mount("/under", routes=[Route("/{slug}", handler, name="under:show")]),
        ]
    )

    assert paths("things:show", id="7", q="a&b=é", page=None, empty="") == (
        "/things/7?q=a%26b%3D%C3%A9"
    )
    assert paths("things:show", id="7", code=["x", "y"]) == "/things/7?code=x&code=y"
    assert paths("under:show", slug="s") == "/under/s"
    assert paths.names() == ["things:show", "under:show"]
    with pytest.raises(KeyError):
        paths("things:unknown")


def test_every_route_has_its_own_name_and_one_purpose() -> None:
    named = [route for route in routes if isinstance(route, Route)]

    assert len({route.name for route in named}) == len(named)
    assert {frozenset(route.methods or ()) - {"HEAD"} for route in named} == {
        frozenset({"GET"}),
        frozenset({"POST"}),
    }


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_the_signpost_finds_what_a_walk_past_every_route_finds(method: str) -> None:
    key = "01a200f6-6a01-7f28-a8c1-ecf8c9ccd7b8"
    paths = [route.path.replace("{id:uuid}", key) for route in routes] + ["/", "//", "/nowhere"]
    asked = [{"type": "http", "method": method, "path": path} for path in paths]
    signpost = Signpost(routes)

    found = [signpost.matches(scope) for scope in asked]

    for scope, (match, values) in zip(asked, found, strict=True):
        tried = [(route.matches(scope)[0], route) for route in routes]
        best = max((one.value for one, _route in tried), default=0)
        first = next(route for one, route in tried if one.value == best)
        assert match.value == best
        assert values.get("route") is (first if match is not Match.NONE else None)


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/today", "/people?q=a%26b&profession=x", "/account/security"])
async def test_visitors_sign_in_first_and_then_come_to_where_they_wanted(
    browser: Browser, path: str
) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))

    sent = await browser.get(path)
    page = await browser.follow(sent)
    done = await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)

    asked = urlsplit(sent.headers["location"])
    assert (asked.netloc, asked.path, parse_qs(asked.query)) == ("", "/sign-in", {"next": [path]})
    assert done.headers["location"] == path
    assert (await browser.follow(done)).status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize("target", FOREIGN[:15])
async def test_signing_in_leads_nowhere_else(browser: Browser, target: str) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))
    fields = {"email": person.email, "passphrase": RIGHT, "next": target}

    page = await browser.client.get("/sign-in", params={"next": target})
    done = await browser.post("/sign-in", fields)

    form = next(f for f in forms_of(page) if f.action == "/sign-in")
    assert ("next", "") in form.fields
    assert "evil.example" not in page.text
    assert (done.status_code, done.headers["location"]) == (303, "/today")


@pytest.mark.anyio
@pytest.mark.parametrize("target", FOREIGN[15:])
async def test_choosing_a_language_leads_nowhere_else(browser: Browser, target: str) -> None:
    done = await browser.post("/language", {"language": "fr", "next": target})

    assert (done.status_code, done.headers["location"]) == (303, "/")


@pytest.mark.anyio
async def test_an_act_of_a_visitor_is_refused_and_not_remembered(browser: Browser) -> None:
    refused = await browser.post("/account", {"name": "Amal"})

    assert refused.status_code == 401
    assert "location" not in refused.headers


@pytest.mark.anyio
@pytest.mark.parametrize(
    "path",
    ["/nothing", "/today/", "//today", "/TODAY", "/people/not-a-key", "/static/../network/app.py"],
)
async def test_an_address_that_leads_nowhere_is_a_page_that_says_so(
    browser: Browser, path: str
) -> None:
    await browser.sign_in_as(await make_member())

    page = await browser.client.get(f"https://portal.test{path}")

    assert page.status_code == 404
    assert "<h1" in page.text


@pytest.mark.anyio
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
async def test_only_reading_and_posting_are_known(browser: Browser, method: str) -> None:
    await browser.sign_in_as(await make_member())

    answer = await browser.client.request(method, "/account", data={"csrf": await browser.token()})

    assert answer.status_code in (403, 405, 415)
    assert answer.status_code != 500
