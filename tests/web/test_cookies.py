"""Cookies and what middleware learns: bound to the host, hidden from scripts, of bounded life."""

import re

import pytest

from network.kernel import keys
from network.web import cookies
from tests.browser_client import Browser
from tests.factories import make_member


def sent(name: str, value: str, max_age: int | None, *, is_https: bool) -> str:
    message = {"headers": []}  # type: ignore[var-annotated]
    cookies.send(message, {name: {"value": value, "max_age": max_age}}, is_https=is_https)
    ((header, found),) = message["headers"]
    assert header == b"set-cookie"
    return str(found.decode("latin-1"))


@pytest.mark.parametrize(
    ("is_https", "max_age", "header"),
    [
        (True, None, "__Host-session=v; HttpOnly; Path=/; SameSite=Lax; Secure"),
        (True, 60, "__Host-session=v; HttpOnly; Max-Age=60; Path=/; SameSite=Lax; Secure"),
        (True, 0, "__Host-session=v; HttpOnly; Max-Age=0; Path=/; SameSite=Lax; Secure"),
        (False, None, "session=v; HttpOnly; Path=/; SameSite=Lax"),
    ],
)
def test_a_cookie_is_bound_to_this_host_and_out_of_scripts_reach(
    is_https: bool, max_age: int | None, header: str
) -> None:
    assert sent("session", "v", max_age, is_https=is_https) == header


@pytest.mark.parametrize("value", ["a; Domain=evil.example", "a\r\nX-Evil: 1", "é\u202e", 'a"b'])
def test_a_value_cannot_add_attributes_or_headers(value: str) -> None:
    try:
        header = sent("flash", value, None, is_https=True)
    except (ValueError, UnicodeEncodeError):
        return

    assert "\r" not in header
    assert "\n" not in header
    attributes = re.sub(r'"(?:[^"\\]|\\.)*"', "", header)
    assert "Domain" not in attributes


@pytest.mark.anyio
async def test_a_visitor_who_only_reads_gets_no_cookie(browser: Browser) -> None:
    page = await browser.get("/privacy")

    assert [c for c in page.headers.get_list("set-cookie") if "session" in c] == []


@pytest.mark.anyio
async def test_every_cookie_of_the_portal_is_bound_and_hidden(browser: Browser) -> None:
    member = await make_member()
    answers = [await browser.get("/sign-in"), await browser.post("/language", {"language": "fr"})]
    await browser.sign_in_as(member)
    answers += [await browser.post("/notices/reading"), await browser.post("/sign-out")]

    found = [header for answer in answers for header in answer.headers.get_list("set-cookie")]

    assert {header.split("=")[0] for header in found} == {
        "__Host-visitor",
        "__Host-language",
        "__Host-flash",
        "__Host-session",
    }
    for header in found:
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=Lax"} <= set(header.split("; "))
        assert "Domain" not in header


@pytest.mark.anyio
async def test_a_message_is_shown_once_on_the_next_page(browser: Browser) -> None:
    await browser.sign_in_as(await make_member())
    await browser.post("/notices/reading")

    texts = [(await browser.get("/notices")).text for _ in range(2)]

    assert ["All notices are marked as read." in text for text in texts] == [True, False]


@pytest.mark.anyio
@pytest.mark.parametrize("value", ["nonsense", "", "é", "x" * 4_000])
async def test_a_message_that_was_not_signed_here_is_not_shown(
    browser: Browser, value: str
) -> None:
    page = await browser.get("/help", headers={"cookie": f"__Host-flash={value}".encode()})

    assert page.status_code == 200
    assert "nonsense" not in page.text


@pytest.mark.anyio
async def test_a_message_with_markup_is_shown_as_text(browser: Browser) -> None:
    signed = keys.sign("flash", ["done", "<script>alert(1)</script>"])

    page = await browser.get("/help", headers={"cookie": f"__Host-flash={signed}"})

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script>alert" not in page.text


@pytest.mark.anyio
@pytest.mark.parametrize("value", ["tlh", "../../etc", "é", "fr; path=/x", "x" * 2_000])
async def test_a_language_nobody_speaks_here_is_not_taken(browser: Browser, value: str) -> None:
    for page in (
        await browser.get("/help", headers={"cookie": f"__Host-language={value}".encode()}),
        await browser.client.get("/help", params={"lang": value}),
        await browser.get("/help", headers={"accept-language": value.encode()}),
    ):
        assert page.status_code == 200
        assert page.headers["content-language"] in ("en", "fr")


@pytest.mark.anyio
async def test_a_cookie_without_the_prefix_is_no_session(browser: Browser) -> None:
    await browser.sign_in_as(await make_member())
    token = browser.client.cookies["__Host-session"]
    browser.client.cookies.clear()

    page = await browser.get("/today", headers={"cookie": f"session={token}"})

    assert page.status_code == 303
