"""Throttling: guessing is slowed down, and the owner of an account still gets in."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from tortoise.exceptions import OperationalError

from network.db import connection
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, TooMany
from network.people import passphrases, throttle
from network.people.actions import accounts, second_factors, sessions, signing_in
from network.people.actions.sessions import Browser as From
from network.people.models import Session, Stage, Throttle
from network.settings import Settings
from tests.browser_client import Browser
from tests.factories import make_member, make_person

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RIGHT = "a quiet garden behind the old mill"
ACCOUNT = "amal@example.org"
HERE = From(address="192.0.2.7")


async def outcome(call: Awaitable[object]) -> str:
    try:
        await call
    except TooMany:
        return "too many"
    except Invalid:
        return "wrong"
    return "ok"


async def tries(account: str, address: str, number: int) -> list[str]:
    return [await outcome(throttle.count_try(account, address)) for _ in range(number)]


async def test_ten_failures_from_one_place_are_answered_and_the_eleventh_is_not(
    db: Settings,
) -> None:
    del db

    assert await tries(ACCOUNT, "192.0.2.1", 12) == ["ok"] * 10 + ["too many"] * 2


async def test_tries_sent_at_the_same_moment_are_all_counted(db: Settings) -> None:
    del db

    done = await asyncio.gather(
        *(outcome(throttle.count_try(ACCOUNT, "192.0.2.1")) for _ in range(25))
    )

    assert Counter(done) == {"ok": 10, "too many": 15}


async def test_wrong_passphrases_sent_at_the_same_moment_get_ten_answers(db: Settings) -> None:
    del db
    stored = await passphrases.hashed(RIGHT)
    person = await make_person(passphrase_hash=stored)
    place = From(address="192.0.2.1")

    done = await asyncio.gather(
        *(outcome(signing_in.sign_in(person.email, "wrong", place)) for _ in range(14))
    )

    assert Counter(done) == {"wrong": 10, "too many": 4}
    assert await Session.all().count() == 0


async def test_the_owner_elsewhere_still_signs_in_while_somebody_guesses(db: Settings) -> None:
    del db
    person = await make_person(passphrase_hash=await passphrases.hashed(RIGHT))
    guesser, owner = From(address="192.0.2.1"), From(address="198.51.100.9")
    await tries(person.email_key, guesser.address, 11)

    assert await outcome(signing_in.sign_in(person.email, RIGHT, guesser)) == "too many"
    assert await outcome(signing_in.sign_in(person.email, RIGHT, owner)) == "ok"


async def test_twenty_failures_from_one_place_shut_it_for_every_account(db: Settings) -> None:
    del db
    for n in range(20):
        assert await tries(f"person{n}@example.org", "192.0.2.1", 1) == ["ok"]

    assert await tries("another@example.org", "192.0.2.1", 1) == ["too many"]
    assert await tries("another@example.org", "192.0.2.2", 1) == ["ok"]


async def test_an_account_is_shut_after_a_hundred_failures_from_everywhere(db: Settings) -> None:
    del db
    for n in range(100):
        assert await tries(ACCOUNT, f"192.0.2.{n}", 1) == ["ok"]

    assert await tries(ACCOUNT, "198.51.100.9", 1) == ["too many"]
    assert await tries("another@example.org", "198.51.100.9", 1) == ["ok"]


async def test_a_success_clears_what_the_pair_failed_before(db: Settings) -> None:
    del db
    await tries(ACCOUNT, "192.0.2.1", 9)

    await throttle.forget(ACCOUNT, "192.0.2.1")

    assert await tries(ACCOUNT, "192.0.2.1", 10) == ["ok"] * 10


async def test_own_successes_do_not_clear_what_a_place_failed_with_other_accounts(
    db: Settings,
) -> None:
    del db
    for n in range(20):
        await tries(f"person{n}@example.org", "192.0.2.1", 1)
        if n % 5 == 3:
            await throttle.count_try("mine@example.org", "192.0.2.1")
            await throttle.forget("mine@example.org", "192.0.2.1")

    assert await tries("mine@example.org", "192.0.2.1", 1) == ["too many"]


async def test_many_successes_in_a_row_are_no_failures(db: Settings) -> None:
    del db

    for _ in range(120):
        await throttle.count_try(ACCOUNT, "192.0.2.1")
        await throttle.forget(ACCOUNT, "192.0.2.1")

    assert {row.count for row in await Throttle.all()} == {0}


async def test_the_wait_is_told_and_ends_after_an_hour(db: Settings) -> None:
    del db
    with clock.at(NOON):
        await tries(ACCOUNT, "192.0.2.1", 10)

    with clock.at(NOON + timedelta(minutes=45)), pytest.raises(TooMany) as refused:
        await throttle.count_try(ACCOUNT, "192.0.2.1")
    with clock.at(NOON + timedelta(hours=1)):
        afterwards = await tries(ACCOUNT, "192.0.2.1", 11)

    assert refused.value.retry_after == 15 * 60
    assert afterwards == ["ok"] * 10 + ["too many"]


async def test_refused_tries_do_not_make_the_wait_longer(db: Settings) -> None:
    del db
    with clock.at(NOON):
        await tries(ACCOUNT, "192.0.2.1", 10)
    with clock.at(NOON + timedelta(minutes=59)):
        await tries(ACCOUNT, "192.0.2.1", 50)

    with clock.at(NOON + timedelta(hours=1)):
        assert await tries(ACCOUNT, "192.0.2.1", 1) == ["ok"]


async def test_the_counters_tell_neither_accounts_nor_addresses(db: Settings) -> None:
    del db
    await tries(ACCOUNT, "192.0.2.1", 1)

    keys = [row.key for row in await Throttle.all()]

    assert [len(key) for key in keys] == [64, 64, 64]
    assert not any("amal" in key or "192.0.2" in key for key in keys)


async def test_after_an_hour_the_counters_are_deleted(db: Settings) -> None:
    del db
    with clock.at(NOON):
        await tries(ACCOUNT, "192.0.2.1", 1)
    with clock.at(NOON + timedelta(minutes=30)):
        await tries("another@example.org", "192.0.2.2", 1)

    with clock.at(NOON + timedelta(hours=1)):
        await accounts.purge()

    assert await Throttle.all().count() == 3


async def test_the_page_says_when_to_come_back_and_keeps_the_address(browser: Browser) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))
    await tries(person.email_key, "192.0.2.7", 10)

    page = await browser.get("/sign-in")
    refused = await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)

    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert f'value="{person.email}"' in refused.text
    assert RIGHT not in refused.text


async def test_an_unknown_address_is_slowed_down_just_as_a_known_one(db: Settings) -> None:
    del db
    person = await make_person(passphrase_hash=await passphrases.hashed(RIGHT))

    known, unknown = [
        [await outcome(signing_in.sign_in(email, "wrong", From(address=place))) for _ in range(11)]
        for email, place in ((person.email, "192.0.2.1"), ("nobody@example.org", "192.0.2.2"))
    ]

    assert known == unknown == ["wrong"] * 10 + ["too many"]


async def test_a_forwarded_address_of_an_untrusted_sender_is_not_believed(
    browser: Browser,
) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))
    await tries(person.email_key, "192.0.2.7", 10)
    token = await browser.token()

    refused = await browser.post(
        "/sign-in",
        {"email": person.email, "passphrase": RIGHT, "csrf": token},
        headers={"x-forwarded-for": "203.0.113.50", "forwarded": "for=203.0.113.50"},
    )

    assert refused.status_code == 429


@asynccontextmanager
async def without_counters() -> AsyncIterator[None]:
    """The table of counters is away for a while."""
    await connection().execute_script("ALTER TABLE throttle RENAME TO elsewhere")
    try:
        yield
    finally:
        await connection().execute_script("ALTER TABLE elsewhere RENAME TO throttle")


async def test_without_counters_nobody_comes_in_and_with_them_everybody_does(
    browser: Browser,
) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))
    page = await browser.get("/sign-in")

    async with without_counters():
        refused = await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)
        opened = await Session.all().count()
    allowed = await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)

    assert (refused.status_code, opened) == (500, 0)
    assert "__Host-session" not in refused.headers.get("set-cookie", "")
    assert (allowed.status_code, await Session.all().count()) == (303, 1)


async def test_without_counters_no_code_and_no_proof_counts(db: Settings) -> None:
    del db
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))
    (recovery, *_rest) = await second_factors.renew_recovery_codes(Actor(person_id=person.id))
    owing = await sessions.begin_session(person, HERE, Stage.CODE)
    before = await Session.all().values()

    async with without_counters():
        for act in (
            signing_in.give_code(owing.session, recovery, HERE),
            signing_in.prove(owing.session, RIGHT, HERE),
        ):
            with pytest.raises(OperationalError):
                await act

    assert await Session.all().values() == before
