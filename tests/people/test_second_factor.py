"""The second factor: codes from a phone and recovery codes, each once, set up for oneself only."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyotp
import pytest

from network.centres.models import Membership
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.kernel.errors import DomainError, NotFound
from network.notifications.models import QueuedMail
from network.people import passphrases, queries
from network.people.actions import second_factors, sessions, signing_in
from network.people.actions.sessions import Browser as From
from network.people.models import Person, RecoveryCode, SecondFactor, Session, Stage
from network.settings import Settings
from tests.browser_client import Browser, forms_of
from tests.factories import make_centre, make_coordinator, make_member

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = From(address="192.0.2.7")
RIGHT = "a quiet garden behind the old mill"


async def pending(person: Person) -> Session:
    """A session that gave its passphrase and owes its code."""
    new = await sessions.begin_session(person, HERE, Stage.CODE)
    return await Session.get(id=new.session.id).select_related("person")


async def attempt(person: Person, code: str) -> str:
    try:
        await signing_in.give_code(await pending(person), code, HERE)
    except DomainError as error:
        return type(error).__name__
    return "in"


async def with_factor() -> tuple[Person, pyotp.TOTP]:
    person, secret = await make_coordinator(), pyotp.random_base32()
    await second_factors.install_second_factor(person.id, secret)
    return person, pyotp.TOTP(secret)


@pytest.mark.parametrize(
    ("seconds", "result"),
    [(-90, "Invalid"), (-30, "in"), (0, "in"), (30, "in"), (90, "Invalid")],
)
async def test_a_code_counts_half_a_minute_early_or_late(
    db: Settings, seconds: int, result: str
) -> None:
    del db
    person, totp = await with_factor()
    code = totp.at(NOON + timedelta(seconds=seconds))

    with clock.at(NOON):
        assert await attempt(person, code) == result


async def test_a_code_works_once_even_at_the_same_moment(db: Settings) -> None:
    del db
    person, totp = await with_factor()

    with clock.at(NOON):
        code = totp.at(NOON)
        done = await asyncio.gather(*(attempt(person, code) for _ in range(5)))

    assert sorted(done) == ["Invalid"] * 4 + ["in"]


async def test_an_older_code_does_not_work_after_a_newer_one(db: Settings) -> None:
    del db
    person, totp = await with_factor()

    with clock.at(NOON):
        newer = await attempt(person, totp.at(NOON))
        older = await attempt(person, totp.at(NOON - timedelta(seconds=30)))

    assert (newer, older) == ("in", "Invalid")


@pytest.mark.parametrize(
    "code", ["", "0", "12345", "1234567", "１２３４５６", "12345a", "-12345", "a" * 40, "٠٠٠٠٠٠"]
)
async def test_what_is_no_code_is_refused(db: Settings, code: str) -> None:
    del db
    person, _totp = await with_factor()
    await second_factors.renew_recovery_codes(Actor(person_id=person.id))

    assert await attempt(person, code) == "Invalid"


async def test_the_code_of_somebody_else_is_refused(db: Settings) -> None:
    del db
    person, _own = await with_factor()
    _other, totp = await with_factor()

    with clock.at(NOON):
        assert await attempt(person, totp.at(NOON)) == "Invalid"


async def test_guessing_codes_is_slowed_down(db: Settings) -> None:
    del db
    person, totp = await with_factor()

    with clock.at(NOON):
        wrong = [await attempt(person, "000000") for _ in range(10)]
        right = await attempt(person, totp.at(NOON))

    assert wrong == ["Invalid"] * 10
    assert right == "TooMany"


async def test_after_too_many_codes_the_form_says_when_to_come_back(browser: Browser) -> None:
    person, _totp = await with_factor()
    await Person.filter(id=person.id).update(passphrase_hash=await passphrases.hashed(RIGHT))
    page = await browser.get("/sign-in")
    first = await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)
    asked = await browser.follow(first)

    answers = [await browser.submit(asked, "/sign-in/code", code="000000") for _ in range(11)]

    refused = answers[-1]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert "Too many tries. Wait a little" in refused.text
    assert 'action="/sign-in/code"' in refused.text


async def test_a_right_code_gives_a_new_session_and_the_old_one_dies(db: Settings) -> None:
    del db
    person, totp = await with_factor()
    old = await pending(person)

    with clock.at(NOON):
        new = await signing_in.give_code(old, totp.at(NOON), HERE)

    (session,) = await Session.all()
    assert session.id == new.session.id != old.id
    assert session.token_hash != old.token_hash
    assert (session.stage, session.has_second_factor) == (Stage.OPEN, True)


async def test_a_session_that_owes_its_code_lives_ten_minutes_and_opens_no_page(
    browser: Browser,
) -> None:
    person, _totp = await with_factor()
    await Person.filter(id=person.id).update(passphrase_hash=await passphrases.hashed(RIGHT))
    page = await browser.get("/sign-in")
    await browser.submit(page, "/sign-in", email=person.email, passphrase=RIGHT)

    inside = await browser.get("/account/security")
    (session,) = await Session.all()

    assert inside.status_code == 303
    assert inside.headers["location"].startswith("/sign-in?")
    assert session.ends_at - session.created_at <= timedelta(minutes=10, seconds=1)


async def test_recovery_codes_work_once_each_and_however_they_are_typed(db: Settings) -> None:
    del db
    person, _totp = await with_factor()
    first, second, *_rest = await second_factors.renew_recovery_codes(Actor(person_id=person.id))
    typed = second.replace("-", " ").upper()

    done = [await attempt(person, code) for code in (first, first, typed, second)]

    assert done == ["in", "Invalid", "in", "Invalid"]
    assert await RecoveryCode.filter(person_id=person.id, used_at=None).count() == 8


async def test_a_recovery_code_used_at_the_same_moment_opens_one_session(db: Settings) -> None:
    del db
    person, _totp = await with_factor()
    code, *_rest = await second_factors.renew_recovery_codes(Actor(person_id=person.id))

    done = await asyncio.gather(*(attempt(person, code) for _ in range(5)))

    assert sorted(done) == ["Invalid"] * 4 + ["in"]


async def test_the_owner_hears_that_a_recovery_code_was_used(db: Settings) -> None:
    del db
    person, _totp = await with_factor()
    code, *_rest = await second_factors.renew_recovery_codes(Actor(person_id=person.id))

    await attempt(person, code)

    mails = await QueuedMail.filter(kind="recovery_code_used")
    assert [mail.person_id for mail in mails] == [person.id]


async def test_the_recovery_codes_of_somebody_else_are_refused(db: Settings) -> None:
    del db
    person, _totp = await with_factor()
    other, _totp = await with_factor()
    code, *_rest = await second_factors.renew_recovery_codes(Actor(person_id=other.id))

    assert await attempt(person, code) == "Invalid"
    assert await attempt(other, code) == "in"


async def test_new_recovery_codes_replace_the_old_ones_and_only_hashes_are_stored(
    db: Settings,
) -> None:
    del db
    person, _totp = await with_factor()
    old, *_rest = await second_factors.renew_recovery_codes(Actor(person_id=person.id))
    new = await second_factors.renew_recovery_codes(Actor(person_id=person.id))

    hashes = {row.code_hash for row in await RecoveryCode.all()}

    assert (len(set(new)), len(hashes)) == (10, 10)
    assert not any(code in kept or code.replace("-", "") in kept for code in new for kept in hashes)
    assert await attempt(person, old) == "Invalid"


async def test_the_system_itself_has_no_recovery_codes(db: Settings) -> None:
    del db

    with pytest.raises(NotFound):
        await second_factors.renew_recovery_codes(Actor())


# setting it up -----------------------------------------------------------------------------------


async def test_setting_it_up_shows_ten_codes_once_and_ends_other_sessions(
    browser: Browser,
) -> None:
    person = await make_member()
    await sessions.begin_session(person, From(address="192.0.2.99"), Stage.OPEN)
    await browser.sign_in_as(person, second_factor=False)
    page = await browser.get("/account/second-factor")
    secret = _secret_of(page.text)

    done = await browser.submit(page, "/account/second-factor", code=pyotp.TOTP(secret).now())

    shown = re.findall(r"<code>([0-9a-f]{8}-[0-9a-f]{8})</code>", done.text)
    factor = await SecondFactor.get(person=person)
    assert (done.status_code, len(set(shown))) == (200, 10)
    assert secret not in factor.secret_sealed
    assert await Session.all().count() == 1
    assert shown[0] not in (await browser.get("/account/security")).text
    assert await attempt(person, shown[0]) == "in"


async def test_setting_it_up_gives_a_new_token_and_the_old_one_dies(browser: Browser) -> None:
    await browser.sign_in_as(await make_coordinator(), second_factor=False)
    old = browser.client.cookies["__Host-session"]
    page = await browser.get("/account/second-factor")
    code = pyotp.TOTP(_secret_of(page.text)).now()

    done = await browser.submit(page, "/account/second-factor", code=code)
    token = next(dict(form.fields)["csrf"] for form in forms_of(done) if form.method == "post")
    left = await browser.post("/sign-out", {"csrf": token})

    assert await queries.session_of(old) is None
    assert (await Session.all().count(), left.headers["location"]) == (0, "/sign-in")


def _secret_of(text: str) -> str:
    found = re.search(r'<p class="kept num" dir="ltr">([A-Z2-7 ]+)</p>', text)
    assert found is not None
    return found[1].replace(" ", "")


async def test_the_code_that_set_it_up_does_not_sign_in_again(browser: Browser) -> None:
    person = await make_member()
    await browser.sign_in_as(person, second_factor=False)
    page = await browser.get("/account/second-factor")
    with clock.at(NOON):
        code = pyotp.TOTP(_secret_of(page.text)).at(NOON)
        await Session.filter(person=person).update(proved_at=NOON, seen_at=NOON)

        await browser.submit(page, "/account/second-factor", code=code)

        assert await attempt(person, code) == "Invalid"


async def test_a_wrong_code_stores_nothing_and_keeps_the_same_key(browser: Browser) -> None:
    person = await make_member()
    await browser.sign_in_as(person, second_factor=False)
    page = await browser.get("/account/second-factor")

    refused = await browser.submit(page, "/account/second-factor", code="000000")

    assert refused.status_code == 422
    assert _secret_of(refused.text) == _secret_of(page.text)
    assert await SecondFactor.all().count() == 0


async def test_the_key_of_another_session_cannot_be_enrolled(browser: Browser) -> None:
    person, thief = await make_member(), await make_member()
    await browser.sign_in_as(person, second_factor=False)
    page = await browser.get("/account/second-factor")
    secret = _secret_of(page.text)
    form = next(f for f in forms_of(page) if f.action == "/account/second-factor")
    sealed = dict(form.fields)["secret"]

    async with Browser(browser.portal, "192.0.2.99") as other:
        await other.sign_in_as(thief, second_factor=False)
        refused = await other.post(
            "/account/second-factor", {"secret": sealed, "code": pyotp.TOTP(secret).now()}
        )

    assert refused.headers["location"] == "/account/second-factor"
    assert await SecondFactor.all().count() == 0


@pytest.mark.parametrize("sealed", ["", "nonsense", "x" * 500, "é"])
async def test_a_key_that_was_not_made_here_is_not_stored(browser: Browser, sealed: str) -> None:
    await browser.sign_in_as(await make_member(), second_factor=False)

    refused = await browser.post("/account/second-factor", {"secret": sealed, "code": "123456"})

    assert refused.headers["location"] == "/account/second-factor"
    assert await SecondFactor.all().count() == 0


async def test_ids_sent_along_enrol_nobody_else(browser: Browser) -> None:
    person, victim = await make_member(), await make_coordinator()
    await browser.sign_in_as(person, second_factor=False)
    page = await browser.get("/account/second-factor")
    code = pyotp.TOTP(_secret_of(page.text)).now()

    await browser.submit(
        page, "/account/second-factor", code=code, person=str(victim.id), person_id=str(victim.id)
    )

    assert [row.person_id for row in await SecondFactor.all()] == [person.id]


# roles that need it ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SUPERVISOR])
async def test_a_role_that_needs_it_counts_only_after_it(browser: Browser, role: Role) -> None:
    centre = await make_centre()
    person = await make_member(centre, role)
    await browser.sign_in_as(person, second_factor=False)

    pages = [await browser.get(path) for path in ("/today", f"/centre/{centre.id}", "/account")]
    act = await browser.post(f"/centre/{centre.id}/invitations", {"email": "a@example.org"})

    assert {page.headers.get("location") for page in (*pages, act)} == {"/account/second-factor"}


async def test_other_roles_work_without_it(browser: Browser) -> None:
    await browser.sign_in_as(await make_member(), second_factor=False)

    assert (await browser.get("/today")).status_code == 200


async def test_a_member_made_coordinator_owes_it_on_the_next_request(browser: Browser) -> None:
    centre: UUID = (await make_centre()).id
    person = await make_member()
    await browser.sign_in_as(person, second_factor=False)
    before = await browser.get("/today")

    await Membership.create(person=person, centre_id=centre, role=Role.COORDINATOR)
    after = await browser.get("/today")

    assert (before.status_code, after.status_code) == (200, 303)
    assert after.headers["location"] == "/account/second-factor"
