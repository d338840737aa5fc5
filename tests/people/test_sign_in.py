"""Signing in: one door, one answer for everybody who has no right to come in."""

import pyotp
import pytest

from network.kernel.ids import hash_token
from network.people import passphrases
from network.people.actions import install_second_factor
from network.people.models import Session
from tests.browser_client import Browser
from tests.factories import make_coordinator, make_member

pytestmark = pytest.mark.anyio

RIGHT = "a quiet garden behind the old mill"


async def test_the_right_passphrase_opens_a_session(browser: Browser) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))

    page = await browser.get("/sign-in")
    done = await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)

    assert done.headers["location"] == "/today"
    assert (await browser.get("/today")).status_code == 200


async def test_a_wrong_passphrase_and_an_unknown_address_get_the_same_answer(
    browser: Browser,
) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))

    page = await browser.get("/sign-in")
    known = await browser.submit(page, "/sign-in", email=person.email, passphrase="wrong")
    unknown = await browser.submit(page, "/sign-in", email="nobody@example.org", passphrase="wrong")

    assert (known.status_code, unknown.status_code) == (422, 422)
    assert "do not fit together" in known.text
    assert "do not fit together" in unknown.text


async def test_a_coordinator_gives_a_code_and_each_code_works_once(browser: Browser) -> None:
    person = await make_coordinator(passphrase_hash=await passphrases.hashed(RIGHT))
    secret = pyotp.random_base32()
    await install_second_factor(person.id, secret)
    code = pyotp.TOTP(secret).now()

    page = await browser.get("/sign-in")
    first = await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)
    asked = await browser.follow(first)
    before = await browser.get("/today")
    done = await browser.submit(asked, "/sign-in/code", code=code)

    assert before.status_code == 303
    assert done.headers["location"] == "/today"
    assert (await browser.get("/today")).status_code == 200

    async with Browser(browser.portal) as other:
        page = await other.get("/sign-in")
        first = await other.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)
        again = await other.submit(await other.follow(first), "/sign-in/code", code=code)
        assert again.status_code == 422


async def test_signing_in_gives_a_new_session_each_time_and_stores_only_its_hash(
    browser: Browser,
) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))
    tokens = []

    for _ in range(2):
        browser.client.cookies.clear()
        page = await browser.get("/sign-in")
        await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)
        tokens.append(browser.client.cookies["__Host-session"])

    stored = {row.token_hash for row in await Session.all()}
    assert stored == {hash_token(token) for token in tokens}
    assert len(stored) == 2
