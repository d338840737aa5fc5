"""Notices and choices on their pages: one's own only, counted, and quiet with one click."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from network.kernel import clock, keys
from network.kernel.errors import Invalid
from network.kernel.ids import uuid7
from network.notifications import actions, mailing, queries, rules
from network.notifications.models import Channel, Notice, Preference, QueuedMail
from network.people.models import Person
from tests.browser_client import Browser
from tests.factories import actor, make_admin, make_centre, make_member

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ABSENT = UUID("0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e")


async def tell(person: Person, kind: str = "match_found", path: str = "/help") -> Notice:
    notice, _channel = await actions.tell(person.id, kind, uuid7(), path, {})
    return notice


async def channels(person: Person) -> dict[str, Channel]:
    return await queries.channels_of(person.id)


async def test_notices_are_one_s_own_and_counted_until_read(browser: Browser) -> None:
    me, other = await make_member(), await make_member()
    mine = [await tell(me), await tell(me, "centre_due")]
    await tell(other, "passphrase_changed")
    await browser.sign_in_as(me)

    before = (await browser.get("/notices")).text
    await browser.post(f"/notices/{mine[0].id}/reading")
    after = (await browser.get("/notices")).text

    assert before.count("/reading") == 3
    assert "Your passphrase was changed" not in before
    assert "2 unread notices" in before
    assert "1 unread notice<" in after


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_notice_of_somebody_else_is_nothing(browser: Browser, method: str) -> None:
    notice = await tell(await make_member())
    await browser.sign_in_as(await make_admin())
    answers = []

    for key in (notice.id, ABSENT):
        path = f"/notices/{key}"
        ask = browser.get(path) if method == "GET" else browser.post(f"{path}/reading")
        answers.append((await ask).status_code)

    assert answers == [404, 404]
    assert (await Notice.get(id=notice.id)).read_at is None


async def test_following_a_mail_s_link_leads_there_and_marks_nothing(browser: Browser) -> None:
    me = await make_member()
    notice = await tell(me, path="/centres")
    await browser.sign_in_as(me)

    opened = await browser.get(f"/notices/{notice.id}")
    unread = (await Notice.get(id=notice.id)).read_at
    read = await browser.post(f"/notices/{notice.id}/reading")

    assert (opened.status_code, opened.headers["location"]) == (303, "/centres")
    assert unread is None
    assert read.headers["location"] == "/centres"
    assert (await Notice.get(id=notice.id)).read_at is not None


async def test_a_mail_s_link_asks_a_visitor_to_sign_in_and_tells_nothing(
    browser: Browser,
) -> None:
    notice = await tell(await make_member(), path="/people?q=Zubaida")

    sent = await browser.get(f"/notices/{notice.id}")

    assert sent.headers["location"] == f"/sign-in?next=%2Fnotices%2F{notice.id}"


async def test_all_are_read_with_one_click_and_nobody_else_s(browser: Browser) -> None:
    me, other = await make_member(), await make_member()
    for person in (me, me, other):
        await tell(person)
    await browser.sign_in_as(me)

    page = await browser.get("/notices")
    await browser.submit(page, "/notices/reading")

    assert await Notice.filter(read_at=None).count() == 1
    assert "unread notice" not in (await browser.get("/notices")).text


async def test_reading_again_does_not_change_when_it_was_read(browser: Browser) -> None:
    me = await make_member()
    notice = await tell(me)
    await browser.sign_in_as(me)
    await browser.post(f"/notices/{notice.id}/reading")
    first = (await Notice.get(id=notice.id)).read_at

    await browser.post(f"/notices/{notice.id}/reading")

    assert (await Notice.get(id=notice.id)).read_at == first


async def test_the_newest_come_first_thirty_to_a_page(browser: Browser) -> None:
    me = await make_member()
    for n in range(31):
        with clock.at(NOON - timedelta(days=n)):
            await tell(me)
    await browser.sign_in_as(me)

    first, second = (
        (await browser.get("/notices")).text,
        (await browser.get("/notices?page=2")).text,
    )

    listed = [re.findall(r'action="/notices/([0-9a-f-]{36})/reading"', t) for t in (first, second)]
    rows = await Notice.all().order_by("-created_at")
    assert [*listed[0], *listed[1]] == [str(row.id) for row in rows]
    assert len(listed[0]) == 30


async def test_a_centre_the_reader_may_not_know_is_not_named(browser: Browser) -> None:
    hidden = await make_centre(name="Sycamore House", listing="unlisted")
    me = await make_member()
    facts = {"centre_id": str(hidden.id)}
    await actions.tell(me.id, "contact_asked", uuid7(), "/requests", facts)
    await browser.sign_in_as(me)

    page = await browser.get("/notices")

    assert "asks to get in touch" in page.text
    assert "Sycamore" not in page.text


# choices -----------------------------------------------------------------------------------------


async def test_choices_are_kept_and_shown(browser: Browser) -> None:
    me, other = await make_member(), await make_member()
    await browser.sign_in_as(me)
    page = await browser.get("/account/notices")

    changes = {"topic-matches": "mail", "topic-people": "digest"}
    done = await browser.submit(page, "", **changes)

    mine = await channels(me)
    assert done.status_code == 303
    assert (mine["matches"], mine["people"]) == (Channel.MAIL, Channel.DIGEST)
    assert (await channels(other))["matches"] is Channel.DIGEST
    assert 'value="mail" selected' in (await browser.get("/account/notices")).text


@pytest.mark.parametrize(
    "changes",
    [
        {"topic-requests": "portal"},
        {"topic-matches": "pigeon"},
        {"topic-matches": ""},
    ],
)
async def test_a_channel_a_topic_does_not_have_is_refused(
    browser: Browser, changes: dict[str, str]
) -> None:
    me = await make_member()
    await browser.sign_in_as(me)
    page = await browser.get("/account/notices")

    refused = await browser.submit(page, "", **changes)

    assert refused.status_code == 422
    assert await Preference.all().count() == 0


async def test_access_cannot_be_chosen_away(browser: Browser) -> None:
    me = await make_member()
    await browser.sign_in_as(me)
    page = await browser.get("/account/notices")

    await browser.submit(page, "", **{"topic-access": "portal", "access": "portal"})

    assert (await channels(me))["access"] is Channel.MAIL


@pytest.mark.parametrize(
    ("topic", "quiet"),
    [
        ("matches", {"matches": "portal"}),
        ("requests", {"requests": "digest"}),
        ("", {name: channels[-1] for name, channels in rules.CHOICES.items()}),
    ],
)
async def test_one_click_in_a_mail_program_makes_a_topic_quiet(
    browser: Browser, topic: str, quiet: dict[str, str]
) -> None:
    me, other = await make_member(), await make_member()
    link = mailing.unsubscribe_link(me.id, topic)
    normal = {name: rules.channel_for(name, None) for name in rules.CHOICES}

    looked = await browser.get(link)
    after_looking = await channels(me)
    done = await browser.client.post(link, data={"List-Unsubscribe": "One-Click"})

    assert (looked.status_code, done.status_code) == (200, 200)
    assert after_looking == normal
    assert await channels(me) == normal | {name: Channel(c) for name, c in quiet.items()}
    assert await channels(other) == normal
    assert me.name not in looked.text + done.text


async def test_an_unsubscribe_link_opens_nothing_else(browser: Browser) -> None:
    me = await make_member()

    await browser.get(mailing.unsubscribe_link(me.id, "matches"))

    assert (await browser.get("/notices")).status_code == 303


async def test_a_changed_unsubscribe_link_is_nothing(browser: Browser) -> None:
    me = await make_member()
    link = mailing.unsubscribe_link(me.id, "matches")
    other_purpose = keys.sign("flash", [str(me.id), "matches"])
    answers = []

    for bad in (link[:-2] + "xx", "/unsubscribe/nonsense", f"/unsubscribe/{other_purpose}"):
        answers.append((await browser.get(bad)).status_code)
        answers.append((await browser.client.post(bad)).status_code)

    assert answers == [404] * 6
    assert await Preference.all().count() == 0


# the mail queue on the secretariat's desk --------------------------------------------------------


async def test_failed_mail_is_seen_and_sent_again_by_the_secretariat_only(
    browser: Browser,
) -> None:
    person = await make_member(name="Zubaida Khoury", email="z@hidden.example")
    letter = mailing.notice_letter(person, await tell(person))
    await actions.queue_mail(person.id, "notice", letter)
    mail = await QueuedMail.get()
    await actions.mark_failed(mail, "server said 550", is_final=True)

    await browser.sign_in_as(await make_member())
    refused = [
        (await browser.get("/desk/mail")).status_code,
        (await browser.post(f"/desk/mail/{mail.id}/sending")).status_code,
    ]
    await browser.sign_in_as(await make_admin())
    page = await browser.get("/desk/mail")
    done = await browser.submit(page, f"/desk/mail/{mail.id}/sending")
    again = await browser.post(f"/desk/mail/{mail.id}/sending")

    assert refused == [404, 404]
    assert "server said 550" in page.text
    assert "/notices/" not in re.sub(r'href="/notices[^"]*"', "", page.text)
    assert (done.status_code, again.status_code) == (303, 409)
    assert ((await QueuedMail.get(id=mail.id)).state) == "queued"


@pytest.mark.parametrize("choice", [{"access": "portal"}, {"nonsense": "mail"}, {"matches": "x"}])
async def test_a_channel_a_topic_does_not_have_cannot_be_chosen_even_without_the_form(
    choice: dict[str, str], db: object
) -> None:
    person = await make_member()

    with pytest.raises(Invalid):
        await actions.choose(await actor(person), {"freshness": "portal", **choice})

    assert not await Preference.exists()
