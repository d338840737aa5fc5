"""Leaving: signing out and the quick exit end the session and leave nothing behind."""

import pytest

from network.people import passphrases
from network.people.actions.second_factors import install_second_factor
from network.people.models import Session
from tests.browser_client import Browser, forms_of
from tests.factories import make_member

pytestmark = pytest.mark.anyio

RIGHT = "a quiet garden behind the old mill"
WAYS = [("/sign-out", "/sign-in"), ("/exit", "/month")]


@pytest.mark.parametrize(("way", "target"), WAYS)
async def test_leaving_ends_the_session_and_clears_the_browser(
    browser: Browser, way: str, target: str
) -> None:
    await browser.sign_in_as(await make_member())
    token = browser.client.cookies["__Host-session"]

    done = await browser.post(way)

    cookie = next(c for c in done.headers.get_list("set-cookie") if "session" in c)
    assert (done.status_code, done.headers["location"]) == (303, target)
    assert done.headers["clear-site-data"] == '"cache", "storage"'
    assert 'session=""' in cookie
    assert "Max-Age=0" in cookie
    assert await Session.all().count() == 0
    browser.client.cookies.set("__Host-session", token, domain="portal.test")
    assert (await browser.get("/today")).status_code == 303


@pytest.mark.parametrize(("way", "target"), WAYS)
async def test_leaving_ends_this_session_only(browser: Browser, way: str, target: str) -> None:
    person = await make_member()
    async with Browser(browser.portal, "192.0.2.99") as phone:
        await phone.sign_in_as(person)
        await browser.sign_in_as(person)

        done = await browser.post(way)

        assert done.headers["location"] == target
        assert (await phone.get("/today")).status_code == 200


@pytest.mark.parametrize(("way", "target"), WAYS)
async def test_whoever_is_not_signed_in_leaves_in_the_same_way(
    browser: Browser, way: str, target: str
) -> None:
    done = await browser.post(way)

    assert (done.status_code, done.headers["location"]) == (303, target)


@pytest.mark.parametrize(("way", "target"), WAYS)
async def test_no_link_and_no_foreign_page_signs_anybody_out(
    browser: Browser, way: str, target: str
) -> None:
    await browser.sign_in_as(await make_member())

    by_link = await browser.get(way)
    foreign = await browser.post(way, headers={"sec-fetch-site": "cross-site"})

    assert (by_link.status_code, foreign.status_code) == (405, 403), target
    assert (await browser.get("/today")).status_code == 200


async def test_the_quick_exit_stands_on_every_page_of_a_member(browser: Browser) -> None:
    await browser.sign_in_as(await make_member())

    for path in ("/today", "/help", "/account", "/account/security", "/notices", "/nothing-here"):
        page = await browser.get(path)
        assert [f.action for f in forms_of(page)].count("/exit") == 1, path


async def test_the_page_after_the_quick_exit_tells_nothing_of_the_portal(
    browser: Browser,
) -> None:
    person = await make_member(name="Zubaida Khoury")
    await browser.sign_in_as(person)
    await browser.get("/today")

    page = await browser.follow(await browser.post("/exit"))

    assert page.status_code == 200
    assert forms_of(page) == []
    for word in ("Zubaida", "centre", "Centre", "torture", "network", "Sign", 'href="/today"'):
        assert word not in page.text, word


async def test_after_leaving_the_private_page_before_is_not_shown_again(
    browser: Browser,
) -> None:
    await browser.sign_in_as(await make_member())
    private = await browser.get("/account")

    await browser.post("/sign-out")
    again = await browser.get("/account")

    assert private.headers["cache-control"] == "no-store"
    assert again.headers["location"] == "/sign-in?next=%2Faccount"


async def test_a_session_that_owes_its_code_is_ended_too(browser: Browser) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))
    await install_second_factor(person.id, "JBSWY3DPEHPK3PXP")
    page = await browser.get("/sign-in")
    await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)
    assert await Session.all().count() == 1

    await browser.post("/exit")

    assert await Session.all().count() == 0
