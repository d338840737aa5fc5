"""Setting a new passphrase by a link: to the stored address only, once, and soon."""

import asyncio
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from network.kernel import clock
from network.kernel.errors import DomainError, TooMany
from network.kernel.ids import hash_token
from network.notifications.actions import Letter, opened
from network.notifications.models import QueuedMail
from network.people import passphrases, queries
from network.people.actions import passphrases as passphrase_actions
from network.people.actions import second_factors, sessions
from network.people.actions.sessions import Browser as From
from network.people.models import Person, Reset, Session, Stage
from network.settings import Settings
from tests.browser_client import Browser
from tests.factories import make_centre, make_coordinator, make_member

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OLD = "a quiet garden behind the old mill"
NEW = "every third heron sings before breakfast"
HERE = From(address="192.0.2.7")


async def ask(email: str, address: str = "192.0.2.7") -> None:
    await passphrase_actions.ask_reset(email, From(address=address))
    await passphrase_actions.settle_resets()


async def letters() -> list[Letter]:
    rows = await QueuedMail.filter(kind="reset").order_by("created_at", "id")
    return [letter for row in rows if (letter := opened(row))]


async def last_reset() -> Reset:
    return await Reset.all().order_by("-created_at", "-id").first().select_related("person")  # type: ignore[return-value]


async def attempt(reset: Reset, passphrase: str = NEW) -> str:
    try:
        found = await queries.reset_behind(queries.link_token(reset))
        await passphrase_actions.reset_passphrase(found, passphrase)
    except DomainError as error:
        return type(error).__name__
    return "set"


async def test_a_link_comes_by_mail_and_sets_the_new_passphrase(browser: Browser) -> None:
    person = await make_member(passphrase_hash=await passphrases.hashed(OLD))
    page = await browser.get("/sign-in/reset")
    await browser.submit(page, "/sign-in/reset", email=person.email)
    await passphrase_actions.settle_resets()
    (letter,) = await letters()
    path = f"/reset/{queries.link_token(await last_reset())}"

    page = await browser.get(path)
    done = await browser.submit(page, passphrase=NEW)

    stored = (await Person.get(id=person.id)).passphrase_hash
    assert (letter.to, letter.subject) == (person.email, "The link you asked for")
    assert f"https://portal.test{path}" in letter.text
    assert person.name not in letter.text + letter.html
    assert done.headers["location"] == "/sign-in"
    assert await passphrases.matches(stored, NEW)
    assert not await passphrases.matches(stored, OLD)


async def test_known_unknown_and_shut_accounts_get_the_same_page(browser: Browser) -> None:
    known = await make_member(email="known@example.org", email_key="known@example.org")
    shut = await make_member(is_disabled=True)

    page = await browser.get("/sign-in/reset")
    answers = [
        await browser.submit(page, "/sign-in/reset", email=email)
        for email in (known.email, "nobody@example.org", shut.email)
    ]
    await passphrase_actions.settle_resets()

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.headers.get("set-cookie") for answer in answers}) == 1
    assert all("@example.org" not in answer.text for answer in answers)
    assert [letter.to for letter in await letters()] == [known.email]
    assert await Reset.all().count() == 1


async def test_the_request_itself_looks_nobody_up(db: Settings) -> None:
    del db
    person = await make_member()

    await passphrase_actions.ask_reset(person.email, HERE)
    await passphrase_actions.ask_reset("nobody@example.org", HERE)

    assert await Reset.filter(person_id=None).count() == 2
    assert await letters() == []


async def test_the_mail_goes_to_the_stored_address_not_to_the_typed_one(db: Settings) -> None:
    del db
    person = await make_member(email="Amal@example.org", email_key="amal@example.org")

    await ask("ＡＭＡＬ@example.org")

    assert [letter.to for letter in await letters()] == [person.email]


async def test_a_link_works_once(db: Settings) -> None:
    del db
    person = await make_member()
    await ask(person.email)
    reset = await last_reset()

    assert [await attempt(reset), await attempt(reset)] == ["set", "NotFound"]


async def test_a_link_used_twice_at_the_same_moment_sets_one_passphrase(db: Settings) -> None:
    del db
    person = await make_member()
    await ask(person.email)
    reset = await last_reset()

    done = await asyncio.gather(attempt(reset, NEW), attempt(reset, f"{NEW} again"))

    assert sorted(done) == ["NotFound", "set"]


async def test_a_link_ends_after_half_an_hour(db: Settings) -> None:
    del db
    person = await make_member()
    with clock.at(NOON):
        await ask(person.email)
    reset = await last_reset()

    with clock.at(NOON + timedelta(minutes=30)):
        late = await attempt(reset)
    with clock.at(NOON + timedelta(minutes=29)):
        in_time = await attempt(reset)

    assert (late, in_time) == ("NotFound", "set")


async def test_a_newer_link_replaces_the_older_one(db: Settings) -> None:
    del db
    person = await make_member()
    await ask(person.email)
    older = await last_reset()
    await ask(person.email)
    newer = await last_reset()

    assert (await attempt(older), await attempt(newer)) == ("NotFound", "set")


async def test_only_the_hash_of_the_link_is_stored(db: Settings) -> None:
    del db
    person = await make_member()
    await ask(person.email)
    reset = await last_reset()

    token = queries.link_token(reset)

    assert len(token) == 43
    assert reset.token_hash == hash_token(token)
    assert token not in str(await Reset.filter(id=reset.id).values())
    assert token not in (await QueuedMail.get(kind="reset")).sealed


async def test_all_sessions_end_with_a_new_passphrase(db: Settings) -> None:
    del db
    person, other = await make_member(), await make_member()
    for owner in (person, person, other):
        await sessions.begin_session(owner, HERE, Stage.OPEN)
    await ask(person.email)

    await attempt(await last_reset())

    assert [row.person_id for row in await Session.all()] == [other.id]


async def test_the_owner_hears_of_the_new_passphrase_by_mail(db: Settings) -> None:
    del db
    person = await make_member()
    await ask(person.email)

    await attempt(await last_reset())

    told = [opened(row) for row in await QueuedMail.filter(kind="passphrase_changed")]
    assert [letter.to for letter in told if letter] == [person.email]


async def test_a_guessable_passphrase_leaves_the_link_and_the_sessions_as_they_are(
    db: Settings,
) -> None:
    del db
    person = await make_member()
    await sessions.begin_session(person, HERE, Stage.OPEN)
    await ask(person.email)
    reset = await last_reset()

    assert await attempt(reset, "password password") == "Invalid"
    assert await Session.all().count() == 1
    assert await attempt(reset) == "set"


async def test_a_shut_account_cannot_use_a_link_it_asked_for_before(db: Settings) -> None:
    del db
    person = await make_member()
    await ask(person.email)
    await Person.filter(id=person.id).update(is_disabled=True)

    assert await attempt(await last_reset()) == "NotFound"


async def test_a_link_does_not_pass_by_the_second_factor(browser: Browser) -> None:
    person = await make_coordinator()
    await second_factors.install_second_factor(person.id, pyotp.random_base32())
    await ask(person.email)
    await attempt(await last_reset())

    page = await browser.get("/sign-in")
    done = await browser.submit(page, "/sign-in", email=person.email, passphrase=NEW)

    assert done.headers["location"] == "/sign-in/code"
    assert (await browser.get("/today")).status_code == 303


async def test_asking_again_and_again_is_slowed_down(browser: Browser) -> None:
    person = await make_member()
    for _ in range(10):
        await ask(person.email)

    page = await browser.get("/sign-in/reset")
    refused = await browser.submit(page, "/sign-in/reset", email=person.email)
    await passphrase_actions.settle_resets()

    assert refused.status_code == 429
    assert len(await letters()) == 10
    with pytest.raises(TooMany):
        await ask(person.email)
    await ask(person.email, "198.51.100.9")


async def test_unknown_used_and_old_links_get_the_same_answer(browser: Browser) -> None:
    used, old, newer = [await make_member() for _ in range(3)]
    with clock.at(NOON - timedelta(days=300)):
        await ask(old.email)
    old_path = f"/reset/{queries.link_token(await last_reset())}"
    await ask(used.email)
    used_reset = await last_reset()
    await attempt(used_reset)
    await ask(newer.email)

    paths = [old_path, f"/reset/{queries.link_token(used_reset)}", "/reset/nonsense"]
    shown = [(await browser.get(path)).status_code for path in paths]
    posted = [(await browser.post(path, {"passphrase": NEW})).status_code for path in paths]

    assert (shown, posted) == ([404] * 3, [404] * 3)


async def test_the_name_of_one_s_centre_is_no_passphrase(db: Settings) -> None:
    del db
    person = await make_member(await make_centre(name="Quxtable Vornimsk"))
    await ask(person.email)
    reset = await last_reset()

    tried = [await attempt(reset, text) for text in ("quxtable vornimsk", "zolvarik prembuth")]

    assert tried == ["Invalid", "set"]


async def test_after_too_many_asks_the_form_says_when_to_come_back(browser: Browser) -> None:
    page = await browser.get("/sign-in/reset")

    answers = [
        await browser.submit(page, "/sign-in/reset", email="amal@example.org") for _ in range(11)
    ]

    refused = answers[-1]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert "Too many tries. Wait a little" in refused.text
    assert 'value="amal@example.org"' in refused.text
