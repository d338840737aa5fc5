"""Mail is discreet: neutral subjects, no names, a link, and nothing that another could use."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest

from network.db import transaction
from network.events import RoleGranted
from network.kernel import clock
from network.kernel.actor import SYSTEM
from network.kernel.i18n import LANGUAGES
from network.kernel.ids import uuid7
from network.notifications import actions, mailing, queries, rules
from network.notifications.models import Notice, QueuedMail
from network.outbox import record
from network.people.models import Person
from network.settings import Settings
from tests.factories import make_centre, make_member, make_person

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECRETS = ("Zubaida", "Khoury", "Cedar", "coordinator", "Coordinator", "torture", "Kenya")


async def somebody(**given: Any) -> Person:
    return await make_member(await make_centre(name="Cedar House"), name="Zubaida Khoury", **given)


async def letter_of(person: Person, kind: str) -> actions.Letter:
    notice, _channel = await actions.tell(person.id, kind, uuid7(), "/today", {})
    return mailing.notice_letter(person, notice)


async def test_every_notice_gives_the_same_mail_but_for_its_link(db: Settings) -> None:
    del db
    person = await somebody()

    letters = {kind: await letter_of(person, kind) for kind in sorted(rules.TOPIC_OF)}

    for kind, letter in letters.items():
        notice = await Notice.get(person=person, kind=kind)
        assert letter.subject == "There is something new for you", kind
        assert f"https://portal.test/notices/{notice.id}" in letter.text, kind
        assert f"https://portal.test/notices/{notice.id}" in letter.html, kind
        for secret in (*SECRETS, kind, str(notice.subject_id), str(person.id), person.email):
            assert secret not in letter.subject + letter.text + letter.html, (kind, secret)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_mail_is_in_the_reader_s_language_and_direction(db: Settings, language: str) -> None:
    del db
    person = await somebody(language=language)

    letter = await letter_of(person, "match_found")

    assert (letter.subject == "There is something new for you") is (language == "en")
    assert f'lang="{language}"' in letter.html
    assert ('dir="rtl"' in letter.html) is (language == "ar")


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 new thing waits for you"), (7, "7 new things wait for you")]
)
async def test_a_digest_says_how_many_and_nothing_else(
    db: Settings, count: int, words: str
) -> None:
    del db
    person = await somebody()

    letter = mailing.digest_letter(person, count)

    assert letter.subject == "Your morning summary"
    assert words in letter.text
    assert words in letter.html
    assert "https://portal.test/notices\n" in letter.text
    for secret in SECRETS:
        assert secret not in letter.text + letter.html


async def test_nothing_in_a_mail_is_loaded_from_anywhere(db: Settings) -> None:
    del db

    letter = await letter_of(await somebody(), "match_found")

    for sign in ("<img", "<script", "src=", "url(", "<link", "@import"):
        assert sign not in letter.html


async def test_the_message_has_both_forms_and_one_click_unsubscribing(db: Settings) -> None:
    del db
    person = await somebody()
    await actions.queue_mail(person.id, "x", await letter_of(person, "match_found"))
    mail = await QueuedMail.get()
    letter = actions.opened(mail)
    assert letter is not None

    with clock.at(NOON):
        sent = mailing.message(mail, letter, "Portal <portal@portal.test>")

    read = message_from_bytes(sent.as_bytes(), policy=policy.default)
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert (read["To"], read["From"]) == (person.email, "Portal <portal@portal.test>")
    assert read["Message-ID"] == mail.message_id
    assert read["Date"] == "Mon, 23 Nov 2026 12:00:00 +0000"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read["List-Unsubscribe"].startswith("<https://portal.test/unsubscribe/")
    assert read["Auto-Submitted"] == "auto-generated"


async def test_mail_about_one_s_own_access_cannot_be_unsubscribed(db: Settings) -> None:
    del db

    letter = await letter_of(await somebody(), "passphrase_changed")

    assert letter.unsubscribe == ""
    assert "unsubscribe" not in letter.text + letter.html


async def test_a_queued_mail_is_sealed_and_a_sent_one_empty(db: Settings) -> None:
    del db
    person = await somebody()
    await actions.queue_mail(person.id, "x", await letter_of(person, "match_found"))
    queued = await QueuedMail.get()

    await actions.mark_sent(queued)

    stored = str(await QueuedMail.all().values())
    assert "portal.test" not in queued.sealed
    assert person.email not in queued.sealed
    assert (await QueuedMail.get()).sealed == ""
    assert person.email not in stored
    assert "https://" not in stored


async def test_a_fact_gives_one_notice_and_one_mail_to_whom_it_concerns(db: Settings) -> None:
    del db
    person, other = await make_person(), await make_person()
    centre = await make_centre()

    async with transaction():
        fact = RoleGranted(person_id=person.id, centre_id=centre.id, granted="guest")
        await record(SYSTEM, fact)

    (notice,) = await Notice.all()
    (mail,) = await QueuedMail.all()
    assert (notice.person_id, notice.kind, mail.person_id) == (person.id, "role_granted", person.id)
    assert notice.facts == {"centre_id": str(centre.id), "role": "guest"}
    assert await queries.unread_count(other.id) == 0


async def test_an_act_that_fails_tells_nobody(db: Settings) -> None:
    del db
    person = await make_person()

    with pytest.raises(LookupError):
        await _grant_and_fail(person)

    assert (await Notice.all().count(), await QueuedMail.all().count()) == (0, 0)


async def _grant_and_fail(person: Person) -> None:
    async with transaction():
        await record(SYSTEM, RoleGranted(person_id=person.id, centre_id=None, granted="guest"))
        raise LookupError


async def test_accounts_that_are_shut_are_told_nothing(db: Settings) -> None:
    del db
    person = await make_person(is_disabled=True)

    async with transaction():
        await record(SYSTEM, RoleGranted(person_id=person.id, centre_id=None, granted="guest"))

    assert (await Notice.all().count(), await QueuedMail.all().count()) == (0, 0)
