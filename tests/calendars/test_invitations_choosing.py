"""By a feed or by mail: one way at a time, changed at any time, at a level that is allowed."""

from datetime import UTC, datetime, timedelta

import pytest

from network.calendars.actions import invites
from network.calendars.actions.feeds import open_feed as make_feed
from network.calendars.models.feeds import Channel, Detail, Entry, Feed, Purpose
from network.calendars.reactions import supervision as reactions
from network.centres.actions import profile
from network.centres.models import Risk
from network.kernel import clock
from network.kernel.actor import SYSTEM
from network.kernel.errors import Forbidden, Invalid
from network.notifications.models import QueuedMail
from network.people.actions import accounts
from network.people.models import Person
from tests.browser_client import Browser
from tests.calendar_makers import HOUR, book, cancelled, make_pair, moved, open_feed
from tests.factories import actor, make_admin, make_centre, make_member
from tests.mailbox import Mailbox

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
START = datetime(2027, 3, 20, 14, tzinfo=UTC)
DAY = timedelta(days=1)


async def choose(person: Person, channel: Channel, detail: Detail = Detail.NEUTRAL) -> int:
    return await invites.choose(await actor(person), channel, detail)


async def events_in(browser: Browser, token: str) -> int:
    return (await browser.get(f"/feed/{token}.ics")).text.count("BEGIN:VEVENT")


async def test_all_that_is_to_come_is_sent_and_nothing_that_is_over(mailbox: Mailbox) -> None:
    ana, ben = await make_pair()
    with clock.at(NOW):
        await book(ana, ben, at=NOW - DAY)
        await book(ana, ben, at=NOW - HOUR / 2)
        gone = await book(ana, ben, at=START)
        await reactions.session_cancelled(cancelled(gone, ana, ben, at=START, revision=1))
        await book(ana, ben, at=START + DAY)

        owed = await choose(ben, Channel.MAIL)
        mails = await mailbox.send()

    assert owed == 2
    assert [mail.event["DTSTART"].dt for mail in mails] == [NOW - HOUR / 2, START + DAY]
    assert {mail.gist for mail in mails} == {("REQUEST", ben.email, 0)}


async def test_with_invitations_feeds_of_sessions_are_empty_and_others_are_not(
    browser: Browser, portal_mailbox: Mailbox
) -> None:
    ana, ben = await make_pair()
    sessions = await open_feed(ben)
    deadlines = await open_feed(ben, purpose=Purpose.DEADLINES)
    other = await open_feed(ana)
    with clock.at(NOW):
        await book(ana, ben, at=START)
        before = [await events_in(browser, token) for token in (sessions, deadlines, other)]

        await choose(ben, Channel.MAIL)

        after = [await events_in(browser, token) for token in (sessions, deadlines, other)]
        mails = await portal_mailbox.send()
    assert (before, after) == ([1, 0, 1], [0, 0, 1])
    assert [mail.gist for mail in mails] == [("REQUEST", ben.email, 0)]


async def test_back_to_a_feed_invitations_are_taken_back_and_the_feed_fills(
    browser: Browser, portal_mailbox: Mailbox
) -> None:
    ana, ben = await make_pair()
    with clock.at(NOW):
        token = await open_feed(ben)
        await choose(ben, Channel.MAIL)
        await book(ana, ben, at=START)
        await book(ana, ben, at=NOW + HOUR)
        await portal_mailbox.send()
    with clock.at(NOW + DAY):
        owed = await choose(ben, Channel.FEED)
        mails = await portal_mailbox.send()
        feed = await browser.get(f"/feed/{token}.ics")

    [cancel] = mails
    assert owed == 1
    assert cancel.gist == ("CANCEL", ben.email, 1)
    assert (cancel.event["STATUS"], cancel.event["SUMMARY"]) == ("CANCELLED", "Meeting 1")
    assert cancel.message["Subject"] == "Removed: Meeting 1"
    assert "It still takes place." in cancel.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert (feed.text.count("BEGIN:VEVENT"), feed.text.count("STATUS:CONFIRMED")) == (2, 2)


async def test_there_and_back_again_the_sequence_only_rises(mailbox: Mailbox) -> None:
    ana, ben = await make_pair()
    with clock.at(NOW):
        session_id = await book(ana, ben, at=START)
        for channel in (Channel.MAIL, Channel.FEED, Channel.MAIL):
            await choose(ben, channel)
        change = moved(session_id, ana, ben, at=START, to=START + HOUR, revision=1)
        await reactions.session_moved(change)
        mails = await mailbox.send()

    assert [mail.gist[0::2] for mail in mails] == [
        ("REQUEST", 0),
        ("CANCEL", 1),
        ("REQUEST", 2),
        ("REQUEST", 3),
    ]
    assert (await Entry.get(person=ben)).sequence == 3
    assert (await Entry.get(person=ana)).sequence == 1


async def test_another_level_is_told_with_the_same_sequence_and_a_newer_stamp(
    mailbox: Mailbox,
) -> None:
    ana, ben = await make_pair()
    with clock.at(NOW):
        await choose(ben, Channel.MAIL, Detail.FULL)
        await book(ana, ben, at=START)
        owed = [await choose(ben, Channel.MAIL, level) for level in (Detail.BUSY, Detail.BUSY)]
        first, second = await mailbox.send()

    assert owed == [1, 0]
    assert [str(m.event["SUMMARY"]) for m in (first, second)] == [
        "Individual supervision: Ana Leader",
        "Busy",
    ]
    assert first.gist == second.gist
    assert first.event["DTSTAMP"].dt < second.event["DTSTAMP"].dt


async def test_what_changed_nothing_is_not_sent_again(mailbox: Mailbox) -> None:
    ana, ben = await make_pair()
    with clock.at(NOW):
        await choose(ben, Channel.MAIL)
        session_id = await book(ana, ben, at=START)
        again = moved(session_id, ana, ben, at=START, to=START, revision=1)
        await reactions.session_moved(again)
        await invites.follow_everybody()

    assert await QueuedMail.filter(kind="calendar").count() == 1


async def test_a_change_of_language_is_no_reason_to_write(mailbox: Mailbox) -> None:
    ana, ben = await make_pair()
    with clock.at(NOW):
        await choose(ben, Channel.MAIL)
        await book(ana, ben, at=START)
        await Person.filter(id=ben.id).update(language="fr")

        owed = await invites.follow_everybody()

    assert owed == 0


# people at risk, people who left -----------------------------------------------------------------


async def test_at_a_centre_of_high_risk_only_busy_can_be_chosen(mailbox: Mailbox) -> None:
    person = await make_member(await make_centre(risk=Risk.HIGH))

    for level in (Detail.NEUTRAL, Detail.FULL):
        with pytest.raises(Invalid):
            await choose(person, Channel.MAIL, level)

    assert await choose(person, Channel.MAIL, Detail.BUSY) == 0


async def test_when_the_risk_rises_what_was_said_is_taken_back_at_once(mailbox: Mailbox) -> None:
    centre, ana = await make_centre(), await make_member(name="Ana Leader")
    ben = await make_member(centre, name="Ben Guest")
    admin = await make_admin()
    with clock.at(NOW):
        for person in (ana, ben):
            await choose(person, Channel.MAIL, Detail.FULL)
        await book(ana, ben, at=START)
        before = await mailbox.send()

        await profile.set_risk(await actor(admin), centre, Risk.HIGH)
        after = await mailbox.send()

    told = {mail.recipients[0]: str(mail.event["SUMMARY"]) for mail in after}
    assert {str(mail.event["SUMMARY"]) for mail in before} == {
        "Individual supervision: Ana Leader",
        "Individual supervision: Ben Guest",
    }
    assert told == {ana.email: "Individual supervision", ben.email: "Busy"}


async def test_whose_account_is_shut_gets_nothing_until_it_is_open_again(
    mailbox: Mailbox,
) -> None:
    admin = await actor(await make_admin())
    ana, ben = await make_pair()
    with clock.at(NOW):
        await choose(ben, Channel.MAIL)
        await book(ana, ben, at=START)
        await accounts.disable(admin, ben, None)
        session_id = await book(ana, ben, at=START + DAY)
        shut = await mailbox.send()
        await reactions.session_cancelled(
            cancelled(session_id, ana, ben, at=START + DAY, revision=1)
        )
        await accounts.enable(admin, await Person.get(id=ben.id))
        await invites.follow_everybody()
        reopened = await mailbox.send()

    assert shut == []
    assert [mail.event["DTSTART"].dt for mail in reopened] == [START]


async def test_who_leaves_a_session_gets_a_cancellation_and_the_others_none(
    mailbox: Mailbox,
) -> None:
    lead, *group = [await make_member() for _ in range(3)]
    with clock.at(NOW):
        for person in group:
            await choose(person, Channel.MAIL)
        session_id = await book(lead, *group, at=START, kind="group")
        await mailbox.send()
        change = moved(session_id, lead, group[0], at=START, to=START, revision=1)
        await reactions.session_moved(change)
        mails = await mailbox.send()

    assert [mail.gist for mail in mails] == [("CANCEL", group[1].email, 1)]


# pages -------------------------------------------------------------------------------------------


async def test_the_page_of_calendars_offers_the_choice_and_says_what_it_means(
    browser: Browser, portal_mailbox: Mailbox
) -> None:
    ana, ben = await make_pair()
    await book(ana, ben, at=clock.now() + DAY)
    token = await open_feed(ben)
    await browser.sign_in_as(ben)

    page = await browser.get("/feeds")
    chosen = await browser.submit(page, "/feeds/channel", channel="mail", said="busy")
    told = await browser.follow(chosen)

    sentences = ("mail provider sees", "calendars that show sessions are empty", "nobody reads it")
    assert [text for text in sentences if text not in page.text] == []
    assert "1 mail is on its way." in told.text
    assert "come to your mailbox by invitations" in told.text
    assert await events_in(browser, token) == 0
    [mail] = await portal_mailbox.send()
    assert str(mail.event["SUMMARY"]) == "Busy"


async def test_with_invitations_no_new_feed_can_show_sessions(
    browser: Browser, portal_mailbox: Mailbox
) -> None:
    ben = await make_member()
    await choose(ben, Channel.MAIL)
    await browser.sign_in_as(ben)
    wish = {"purpose": "sessions", "detail": "neutral", "reach": "near", "alarm": "0", "label": "x"}

    asked = await browser.get("/feeds/new", params=wish)
    sent = await browser.post("/feeds/new", wish)
    other = await browser.post("/feeds/new", wish | {"purpose": "deadlines"})

    for answer in (asked, sent):
        assert answer.status_code == 422
        assert "Sessions come to your mailbox by invitations." in answer.text
    assert other.status_code == 200
    assert [feed.purpose for feed in await Feed.all()] == [Purpose.DEADLINES]
    with pytest.raises(Invalid):
        await make_feed(await actor(ben), Purpose.SESSIONS, Detail.BUSY, "x")


async def test_at_high_risk_the_page_offers_busy_alone(
    browser: Browser, portal_mailbox: Mailbox
) -> None:
    await browser.sign_in_as(await make_member(await make_centre(risk=Risk.HIGH)))

    page = await browser.get("/feeds")
    refused = await browser.post("/feeds/channel", {"channel": "mail", "said": "full"})

    assert page.text.count('name="said"') == 1
    assert (refused.status_code, "Choose one of the list." in refused.text) == (422, True)


async def test_a_wrong_choice_changes_nothing(browser: Browser) -> None:
    await browser.sign_in_as(await make_member())

    answer = await browser.post("/feeds/channel", {"channel": "both", "said": "busy"})

    assert answer.status_code == 422
    assert await QueuedMail.all().count() == 0


async def test_nobody_chooses_without_an_account(mailbox: Mailbox) -> None:
    with pytest.raises(Forbidden):
        await invites.choose(SYSTEM, Channel.MAIL, Detail.BUSY)
