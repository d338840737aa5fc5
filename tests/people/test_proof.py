"""Showing the passphrase again before something sensitive, and changing it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from network.centres.models import Membership
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Conflict
from network.kernel.ids import hash_token
from network.people import passphrases, queries
from network.people.actions import sessions, signing_in
from network.people.actions.sessions import Browser as From
from network.people.models import Person, RecoveryCode, Session, Stage
from network.settings import Settings
from tests.browser_client import Browser
from tests.factories import make_centre, make_member

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RIGHT = "a quiet garden behind the old mill"
HERE = From(address="192.0.2.7")
NEW = "every third heron sings before breakfast"


async def signed_in(browser: Browser, *, minutes_ago: int = 0) -> Person:
    """Somebody who gave their passphrase so long ago, and is using the portal now."""
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))
    await browser.sign_in_as(person, second_factor=False)
    long_ago = clock.now() - timedelta(minutes=minutes_ago)
    await Session.filter(person=person).update(proved_at=long_ago)
    return person


async def test_something_sensitive_asks_for_the_passphrase_first_and_then_goes_on(
    browser: Browser,
) -> None:
    await signed_in(browser, minutes_ago=16)

    asked = await browser.get("/account/second-factor")
    page = await browser.follow(asked)
    done = await browser.submit(page, "/account/proof", passphrase=RIGHT)

    assert asked.headers["location"] == "/account/proof?next=%2Faccount%2Fsecond-factor"
    assert done.headers["location"] == "/account/second-factor"
    assert (await browser.get("/account/second-factor")).status_code == 200


async def test_a_fresh_proof_is_not_asked_for_again(browser: Browser) -> None:
    await signed_in(browser, minutes_ago=14)

    assert (await browser.get("/account/second-factor")).status_code == 200


@pytest.mark.parametrize("path", ["/account/second-factor", "/account/recovery-codes"])
async def test_without_a_proof_nothing_sensitive_is_done(browser: Browser, path: str) -> None:
    person = await signed_in(browser, minutes_ago=16)
    await RecoveryCode.create(person=person, code_hash="kept")

    refused = await browser.post(path, {"code": "123456"})

    assert refused.status_code == 303
    assert refused.headers["location"].startswith("/account/proof?next=")
    assert [row.code_hash for row in await RecoveryCode.all()] == ["kept"]


async def test_a_wrong_passphrase_proves_nothing_and_is_slowed_down(browser: Browser) -> None:
    await signed_in(browser, minutes_ago=16)

    answers = [await browser.post("/account/proof", {"passphrase": "wrong"}) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert (await browser.get("/account/second-factor")).status_code == 303


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/account/proof", {"passphrase": "wrong"}),
        ("/account/passphrase", {"current": "wrong", "passphrase": NEW}),
    ],
)
async def test_after_too_many_tries_the_form_says_when_to_come_back(
    browser: Browser, path: str, fields: dict[str, str]
) -> None:
    await signed_in(browser)

    answers = [await browser.post(path, fields) for _ in range(11)]

    refused = answers[-1]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert "Too many tries. Wait a little" in refused.text
    assert 'type="password"' in refused.text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/account/proof", {"passphrase": RIGHT}),
        ("/account/passphrase", {"current": RIGHT, "passphrase": NEW}),
    ],
)
async def test_a_proof_gives_a_new_token_and_the_old_one_dies(
    browser: Browser, path: str, fields: dict[str, str]
) -> None:
    await signed_in(browser, minutes_ago=16)
    old = browser.client.cookies["__Host-session"]
    before = await Session.get()

    await browser.post(path, fields)

    after = await Session.get()
    new = browser.client.cookies["__Host-session"]
    assert await queries.session_of(old) is None
    assert after.token_hash == hash_token(new)
    assert (after.id, after.ends_at) == (before.id, before.ends_at)
    assert (await browser.get("/account/second-factor")).status_code == 200


async def test_a_refused_proof_keeps_the_token(browser: Browser) -> None:
    await signed_in(browser)
    old = browser.client.cookies["__Host-session"]

    await browser.post("/account/proof", {"passphrase": "wrong"})
    await browser.post("/account/passphrase", {"current": RIGHT, "passphrase": "short"})

    assert await queries.session_of(old) is not None
    assert (await browser.get("/today")).status_code == 200


async def test_of_two_proofs_at_the_same_moment_one_renews_the_session(db: Settings) -> None:
    del db
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))
    new = await sessions.begin_session(person, HERE, Stage.OPEN)
    both = [await queries.session_of(new.token) for _ in range(2)]

    done = await asyncio.gather(
        *(signing_in.prove(one, RIGHT, HERE) for one in both if one), return_exceptions=True
    )

    (renewed,) = [one for one in done if isinstance(one, sessions.NewSession)]
    assert [type(one) for one in done if one is not renewed] == [Conflict]
    assert await queries.session_of(renewed.token) is not None


async def test_the_new_token_of_one_s_own_device_outlives_the_browser(browser: Browser) -> None:
    await signed_in(browser)
    await Session.all().update(is_own_device=True)

    done = await browser.post("/account/proof", {"passphrase": RIGHT})

    cookie = next(c for c in done.headers.get_list("set-cookie") if "-session=" in c)
    assert "Max-Age=43200" in cookie


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
async def test_a_proof_leads_nowhere_else(browser: Browser, target: str) -> None:
    await signed_in(browser, minutes_ago=16)

    done = await browser.post("/account/proof", {"passphrase": RIGHT, "next": target})

    assert (done.status_code, done.headers["location"]) == (303, "/account/security")


async def test_the_passphrase_is_changed_and_other_sessions_end(browser: Browser) -> None:
    person = await signed_in(browser)
    await sessions.begin_session(person, From(address="192.0.2.99"), Stage.OPEN)

    page = await browser.get("/account/passphrase")
    done = await browser.submit(page, "", current=RIGHT, passphrase=NEW)

    stored = (await Person.get(id=person.id)).passphrase_hash
    assert done.headers["location"] == "/account/security"
    assert await passphrases.matches(stored, NEW)
    assert await Session.all().count() == 1
    assert (await browser.get("/today")).status_code == 200


@pytest.mark.parametrize(
    ("current", "new"),
    [("wrong", NEW), ("", NEW), (RIGHT, "short"), (RIGHT, ""), (RIGHT, "aaaaaaaaaaaaaaaaaaaa")],
)
async def test_the_passphrase_stays_when_one_of_the_two_is_not_right(
    browser: Browser, current: str, new: str
) -> None:
    person = await signed_in(browser)
    await sessions.begin_session(person, From(address="192.0.2.99"), Stage.OPEN)

    refused = await browser.post("/account/passphrase", {"current": current, "passphrase": new})

    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    assert (await Person.get(id=person.id)).passphrase_hash == person.passphrase_hash
    assert await Session.all().count() == 2


async def test_no_passphrase_is_ever_shown_again(browser: Browser) -> None:
    await signed_in(browser)

    refused = await browser.post("/account/passphrase", {"current": "wrong one", "passphrase": NEW})

    assert "wrong one" not in refused.text
    assert NEW not in refused.text


async def test_the_name_of_one_s_centre_is_no_passphrase(browser: Browser) -> None:
    person = await signed_in(browser)
    await make_centre(name="Zolvarik Prembuth")
    own = await make_centre(name="Quxtable Vornimsk")
    await Membership.create(person=person, centre=own, role=Role.STAFF)

    refused = await browser.post(
        "/account/passphrase", {"current": RIGHT, "passphrase": "quxtable vornimsk"}
    )
    taken = await browser.post(
        "/account/passphrase", {"current": RIGHT, "passphrase": "zolvarik prembuth"}
    )

    assert (refused.status_code, taken.status_code) == (422, 303)
    assert "easy to guess" in refused.text
