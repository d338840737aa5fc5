"""Invitations get through once and in order, whatever fails on the way."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from network import events, outbox
from network.calendars.actions import entries, invites
from network.calendars.models.feeds import Channel, Detail, Entry
from network.calendars.models.invites import Invite
from network.calendars.reactions import supervision as reactions
from network.kernel import clock
from network.notifications import actions as notifications
from network.notifications import jobs
from network.notifications.models import MailState, Notice, QueuedMail
from network.outbox import Delivery, RecordedEvent
from network.people.actions import accounts
from network.people.models import Person
from network.site import inviting
from tests.calendar_makers import HOUR, book, cancelled, make_pair, moved
from tests.factories import actor, make_admin
from tests.mailbox import Mailbox, Taken

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
START = datetime(2027, 3, 20, 14, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def pair(mailbox: Mailbox) -> tuple[Person, Person]:
    """Two people of whom the second gets invitations."""
    found = await make_pair()
    await invites.choose(await actor(found[1]), Channel.MAIL, Detail.NEUTRAL)
    return found


async def move(session_id: UUID, pair: tuple[Person, Person], hours: int) -> None:
    to = START + hours * HOUR
    await reactions.session_moved(moved(session_id, *pair, at=START, to=to, revision=hours))


def steps(mails: list[Taken]) -> list[tuple[str, int]]:
    return [(mail.gist[0], mail.gist[2]) for mail in mails]


async def test_while_the_server_is_away_all_waits_and_then_leaves_once_and_in_order(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    mailbox.answer = "451 not now"
    with clock.at(NOW):
        session_id, other_id = await book(*pair, at=START), await book(*pair, at=START + 9 * HOUR)
        await mailbox.send()
        await move(session_id, pair, 1)
        end = cancelled(session_id, *pair, at=START, revision=2)
        await reactions.session_cancelled(end)
        await mailbox.send()
    mailbox.answer = ""

    mails = await mailbox.send_later(HOUR, NOW)
    later = await mailbox.send_later(20 * HOUR, NOW)

    by_uid: dict[str, list[Taken]] = {}
    for mail in mails:
        by_uid.setdefault(str(mail.event["UID"]), []).append(mail)
    uids = {e.source_id: e.uid for e in await Entry.filter(person=pair[1])}
    assert {uid: steps(found) for uid, found in by_uid.items()} == {
        uids[session_id]: [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)],
        uids[other_id]: [("REQUEST", 0)],
    }
    assert later == []


async def test_a_change_does_not_wait_until_the_one_before_is_tried_again(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    mailbox.answer = "451 not now"
    with clock.at(NOW):
        session_id = await book(*pair, at=START)
    for hour in range(5):
        with clock.at(NOW + hour * HOUR):
            await mailbox.send()
    mailbox.answer = ""

    with clock.at(NOW + 4 * HOUR + MINUTE):
        too_early = await mailbox.send()
        await move(session_id, pair, 1)
        mails = await mailbox.send()

    assert too_early == []
    assert steps(mails) == [("REQUEST", 0), ("REQUEST", 1)]


async def test_workers_at_the_same_moment_send_each_once_and_in_order(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        ids = [await book(*pair, at=START + n * 24 * HOUR) for n in range(6)]
        for session_id in ids:
            await move(session_id, pair, 1)
        for _ in range(4):
            await asyncio.gather(*(_work(mailbox) for _ in range(4)))

    by_uid: dict[str, list[Taken]] = {}
    for mail in mailbox.taken:
        by_uid.setdefault(str(mail.event["UID"]), []).append(mail)
    assert [steps(found) for found in by_uid.values()] == [[("REQUEST", 0), ("REQUEST", 1)]] * 6


async def _work(mailbox: Mailbox) -> None:
    await jobs.send_mail(mailbox.sender, mailbox.settings.mail_from)


async def test_a_fact_that_is_delivered_again_is_no_second_mail(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        await book(*pair, at=START)
        fact = await _due_fact()
        await inviting.invite_due(fact)
        mails = await mailbox.send()
        await inviting.invite_due(fact)

        assert await mailbox.send() == []
    assert steps(mails) == [("REQUEST", 0)]


async def _due_fact(number: int = 1) -> events.InviteDue:
    entry = await Entry.get(invite__id__isnull=False)
    return events.InviteDue(
        entry_id=entry.id, person_id=entry.person_id, method="REQUEST", sequence=0, number=number
    )


async def test_what_was_cut_off_before_it_was_queued_is_made_up_for(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        await book(*pair, at=START)
        await QueuedMail.all().delete()  # as if killed between the change and its reaction
        await Delivery.filter(reaction="site.InviteDue").update(done_at=None)
        await outbox.deliver_owed()
        mails = await mailbox.send()

    assert steps(mails) == [("REQUEST", 0)]


async def test_what_comes_to_be_queued_after_a_newer_one_is_dropped(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        session_id = await book(*pair, at=START)
        await QueuedMail.all().delete()  # its reaction failed, and is tried again later
        await move(session_id, pair, 1)
        await inviting.invite_due(await _due_fact(number=1))
        mails = await mailbox.send()

    assert steps(mails) == [("REQUEST", 1)]
    assert mails[0].event["DTSTART"].dt == START + HOUR


async def test_a_mail_that_failed_for_good_holds_up_none_and_is_never_sent_late(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    admin = await actor(await make_admin())
    with clock.at(NOW):
        session_id = await book(*pair, at=START)
        mailbox.answer = "550 no such mailbox"
        await mailbox.send()
        mailbox.answer = ""
        await move(session_id, pair, 1)
        mails = await mailbox.send()
        failed = await QueuedMail.get(kind="calendar", state=MailState.FAILED)
        await notifications.send_again(admin, failed)
        late = await mailbox.send()

    assert steps(mails) == [("REQUEST", 1)]
    assert late == []
    assert [mail.state for mail in await QueuedMail.filter(kind="calendar")] == ["sent"]


async def test_after_a_failure_for_good_the_next_that_waited_leaves(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    mailbox.answer = "550 no such mailbox"
    with clock.at(NOW):
        session_id = await book(*pair, at=START)
        await move(session_id, pair, 1)
        behind = await QueuedMail.filter(state=MailState.BEHIND).count()
        tried = await jobs.send_mail(mailbox.sender, mailbox.settings.mail_from)
        mailbox.answer = ""
        mails = await mailbox.send()

    assert (behind, tried) == (1, 1)
    assert steps(mails) == [("REQUEST", 1)]


async def test_a_worker_that_died_while_sending_leaves_the_order_as_it_was(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        session_id = await book(*pair, at=START)
        await notifications.lease_mails()
        await move(session_id, pair, 1)
        at_once = await mailbox.send()

    later = await mailbox.send_later(6 * MINUTE, NOW)

    assert at_once == []
    assert steps(later) == [("REQUEST", 0), ("REQUEST", 1)]


async def test_a_restored_copy_holds_all_of_them_back(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    admin = await actor(await make_admin())
    with clock.at(NOW):
        session_id = await book(*pair, at=START)
        await move(session_id, pair, 1)
        held = await notifications.hold_all()
        nothing = await mailbox.send()
        for mail in await QueuedMail.all().order_by("-rank"):
            await notifications.send_again(admin, mail)
            await mailbox.send()

    assert (held, nothing) == (2, [])
    assert steps(mailbox.taken) == [("REQUEST", 1)]


async def test_a_mail_on_its_way_to_an_account_that_was_shut_is_dropped(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    admin = await actor(await make_admin())
    with clock.at(NOW):
        await book(*pair, at=START)
        await accounts.disable(admin, pair[1], None)

        assert await mailbox.send() == []
    assert await QueuedMail.filter(kind="calendar").count() == 0


async def test_a_mailed_change_is_not_told_as_one_that_no_calendar_fetched(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        await book(*pair, at=NOW + 3 * HOUR)
    with clock.at(NOW + 6 * MINUTE):
        await entries.tell_unseen()

    assert {n.person_id for n in await Notice.filter(kind="entry_unseen")} <= {pair[0].id}


async def test_neither_the_facts_nor_the_queue_tell_what_is_in_a_mail(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    await invites.choose(await actor(pair[1]), Channel.MAIL, Detail.FULL)
    with clock.at(NOW):
        await book(*pair, at=START)
    stored = str(await RecordedEvent.filter(name="InviteDue").values())
    stored += str(await QueuedMail.all().values()) + str(await Invite.all().values())

    secrets = ("Ana", "supervision", "Meeting", pair[1].email, "BEGIN", "2027-03-20")
    assert [secret for secret in secrets if secret in stored] == []


async def test_two_changes_in_one_second_have_stamps_of_their_own(
    mailbox: Mailbox, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        session_id = await book(*pair, at=START)
        for hours in (1, 2, 3):
            await move(session_id, pair, hours)
        mails = await mailbox.send()

    keys = [(mail.gist[2], mail.event["DTSTAMP"].dt) for mail in mails]
    assert keys == [(n, NOW + timedelta(seconds=n)) for n in range(4)]
