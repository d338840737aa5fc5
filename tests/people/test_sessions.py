"""Sessions: kept on the server, ended at once, and never longer than promised."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Forbidden
from network.people import passphrases, queries, rules
from network.people.actions import accounts, sessions
from network.people.actions.sessions import Browser as From
from network.people.models import Person, Session, Stage
from network.settings import Settings
from tests.browser_client import Browser
from tests.factories import actor, make_admin, make_member, make_person

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = From(address="192.0.2.7")
RIGHT = "a quiet garden behind the old mill"


async def begin(person: Person, **given: Any) -> sessions.NewSession:
    return await sessions.begin_session(person, From(address="192.0.2.7", **given), Stage.OPEN)


async def is_alive(new: sessions.NewSession) -> bool:
    return await queries.session_of(new.token) is not None


async def test_a_session_ends_after_half_an_hour_without_use(db: Settings) -> None:
    del db
    with clock.at(NOON):
        new = await begin(await make_person())

    lives = []
    for minutes in (29, 30):
        with clock.at(NOON + timedelta(minutes=minutes)):
            lives.append(await is_alive(new))

    assert lives == [True, False]


async def test_use_renews_a_session_up_to_half_a_day(browser: Browser) -> None:
    person = await make_member()
    statuses = {}
    with clock.at(NOON):
        await browser.sign_in_as(person)

    for minutes in range(0, 12 * 60 + 1, 20):
        with clock.at(NOON + timedelta(minutes=minutes)):
            statuses[minutes] = (await browser.get("/account/security")).status_code

    assert statuses.pop(12 * 60) == 303
    assert set(statuses.values()) == {200}


async def test_a_session_that_ended_is_not_woken_by_its_use(browser: Browser) -> None:
    person = await make_member()
    with clock.at(NOON):
        await browser.sign_in_as(person)

    with clock.at(NOON + timedelta(minutes=31)):
        await browser.get("/today")
        again = await browser.get("/today")

    assert again.status_code == 303
    assert (await Session.get()).seen_at == NOON


async def test_use_is_noted_at_most_once_a_minute(db: Settings) -> None:
    del db
    with clock.at(NOON):
        new = await begin(await make_person())
    seen = []

    for seconds in (59, 60):
        with clock.at(NOON + timedelta(seconds=seconds)):
            await sessions.touch(new.session)
            seen.append((await Session.get()).seen_at - NOON)

    assert seen == [timedelta(0), timedelta(seconds=60)]


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 4000, "é"])
async def test_a_token_nobody_was_given_opens_nothing(db: Settings, token: str) -> None:
    del db
    await begin(await make_person())

    assert await queries.session_of(token) is None


async def test_the_stored_hash_is_no_token(db: Settings) -> None:
    del db
    new = await begin(await make_person())

    assert await is_alive(new)
    assert await queries.session_of((await Session.get()).token_hash) is None


async def test_shutting_an_account_ends_its_sessions_at_once(browser: Browser) -> None:
    person, admin = await make_member(), await make_admin()
    await browser.sign_in_as(person)
    before = await browser.get("/today")

    await accounts.disable(await actor(admin), person, None)

    assert before.status_code == 200
    assert (await browser.get("/today")).status_code == 303
    assert await Session.filter(person=person).count() == 0


async def test_a_shut_account_cannot_sign_in_until_it_is_opened(browser: Browser) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))
    admin = await actor(await make_admin())
    answers = []

    for act in (None, "disable", "enable"):
        if act == "disable":
            await accounts.disable(admin, person, None)
        if act == "enable":
            await accounts.enable(admin, person)
        browser.client.cookies.clear()
        page = await browser.get("/sign-in")
        done = await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)
        answers.append(done.status_code)

    assert answers == [303, 422, 303]


async def test_members_shut_nobody_s_account(db: Settings) -> None:
    del db
    person, member = await make_member(), await make_member()
    await begin(person)

    with pytest.raises(Forbidden):
        await accounts.disable(await actor(member), person, None)

    assert (await Person.get(id=person.id)).is_disabled is False
    assert await Session.filter(person=person).count() == 1


async def test_one_s_own_sessions_are_listed_with_the_device_and_nobody_else_s(
    browser: Browser,
) -> None:
    person, other = await make_member(), await make_member()
    await begin(person, device="Firefox, Android")
    await begin(other, device="Safari, iPhone")
    await browser.sign_in_as(person)

    page = await browser.get("/account/security")

    assert page.text.count("Firefox, Android") == 1
    assert "Safari, iPhone" not in page.text
    assert len(await queries.sessions_of(Actor(person_id=person.id))) == 2


async def test_sessions_that_ended_or_owe_their_code_are_not_listed(db: Settings) -> None:
    del db
    person = await make_person()
    with clock.at(NOON - timedelta(hours=1)):
        await begin(person)
    with clock.at(NOON):
        await sessions.begin_session(person, HERE, Stage.CODE)
        living = await begin(person)

        listed = await queries.sessions_of(Actor(person_id=person.id))

    assert [session.id for session in listed] == [living.session.id]


async def test_a_session_is_ended_from_another_device(browser: Browser) -> None:
    person = await make_member()
    await browser.sign_in_as(person)
    async with Browser(browser.portal, "192.0.2.99") as lost:
        await lost.sign_in_as(person)
        found = await Session.all().order_by("-created_at", "-id").first()
        assert found is not None

        await browser.post(f"/account/sessions/{found.id}/end")

        assert (await lost.get("/today")).status_code == 303
    assert (await browser.get("/today")).status_code == 200


async def test_all_other_sessions_are_ended_with_one_click(browser: Browser) -> None:
    person, other = await make_member(), await make_member()
    for owner in (person, person, other):
        await begin(owner)
    await browser.sign_in_as(person)

    page = await browser.get("/account/security")
    await browser.submit(page, "/account/sessions/end")

    assert (await browser.get("/today")).status_code == 200
    assert await Session.filter(person=person).count() == 1
    assert await Session.filter(person=other).count() == 1


async def test_nobody_ends_the_session_of_somebody_else(browser: Browser) -> None:
    other = await begin(await make_member())
    await browser.sign_in_as(await make_member())

    await browser.post(f"/account/sessions/{other.session.id}/end")

    assert await is_alive(other)


async def test_signing_in_does_not_keep_a_token_the_browser_brought_along(
    browser: Browser,
) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))
    planted = "planted-token-of-somebody-else-0123456789ab"
    browser.client.cookies.set("__Host-session", planted, domain="portal.test")

    page = await browser.get("/sign-in")
    done = await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)

    assert planted not in done.headers["set-cookie"]
    assert await queries.session_of(planted) is None
    assert await Session.all().count() == 1


@pytest.mark.parametrize(
    ("ticked", "lasting"), [({}, None), ({"own_device": "y"}, "Max-Age=43200")]
)
async def test_only_on_one_s_own_device_the_session_outlives_the_browser(
    browser: Browser, ticked: dict[str, str], lasting: str | None
) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))

    page = await browser.get("/sign-in")
    done = await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT, **ticked)

    cookies = done.headers.get_list("set-cookie")
    cookie = next(c for c in cookies if c.startswith("__Host-session="))
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert parts == {"HttpOnly", "Path=/", "SameSite=Lax", "Secure", *filter(None, [lasting])}


async def test_one_s_own_device_is_not_ticked_by_default(browser: Browser) -> None:
    page = await browser.get("/sign-in")

    assert '<input type="checkbox" name="own_device" id="own_device" value="y" ' in page.text
    assert " checked" not in page.text


async def test_what_is_kept_of_a_browser_is_coarse(browser: Browser) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(RIGHT))
    agent = "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"
    token = await browser.token()

    await browser.client.post(
        "/sign-in",
        data={"email": person.email, "passphrase": RIGHT, "csrf": token},
        headers={"user-agent": agent},
    )

    (session,) = await Session.all()
    assert session.device == "Firefox, Android"
    assert "192.0.2" not in str(await Session.all().values())


async def test_what_ended_is_deleted_and_what_lives_stays(db: Settings) -> None:
    del db
    person = await make_person()
    with clock.at(NOON - timedelta(hours=13)):
        await begin(person)
    with clock.at(NOON - rules.IDLE):
        await begin(person)
    with clock.at(NOON - rules.IDLE + timedelta(minutes=1)):
        living = await begin(person)

    with clock.at(NOON):
        gone = await accounts.purge()

    assert gone == 2
    assert [row.id for row in await Session.all()] == [living.session.id]
