"""Sending: through a real mail server, each mail once, and none lost when it fails or dies."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from network.adapters.mail import FolderMailer, Mailer, mailer
from network.kernel import clock, keys
from network.notifications import actions, jobs, queries
from network.notifications.models import MailState, Notice, QueuedMail
from network.settings import Settings
from tests.factories import actor, make_admin, make_person

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SENDER = "Portal <portal@portal.test>"


@dataclass
class Server:
    """A mail server that takes mail, or answers something else."""

    port: int = 0
    answer: str = ""
    taken: list[Message] = field(default_factory=list)

    async def handle_DATA(self, *given: Any) -> str:  # noqa: N802 (the name aiosmtpd calls)
        if not self.answer:
            self.taken.append(message_from_bytes(given[-1].content))
        return self.answer or "250 OK"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    handler = Server()
    loop = asyncio.get_running_loop()
    running = await loop.create_server(
        lambda: SMTP(handler, loop=loop, hostname="mail.test"), "127.0.0.1", 0
    )
    handler.port = running.sockets[0].getsockname()[1]
    yield handler
    running.close()


@pytest.fixture
def sender(db: Settings, server: Server) -> Mailer:
    return mailer(replace(db, smtp_host="127.0.0.1", smtp_port=server.port, smtp_tls="none"))


async def queue(to: str = "amal@example.org") -> QueuedMail:
    person = await make_person(email=to)
    letter = actions.Letter(to=to, subject="There is something new", text="Hello\n", html="<p>Hi")
    await actions.queue_mail(person.id, "notice", letter)
    return await QueuedMail.get(person=person)


async def test_what_is_due_is_taken_by_the_server_once(sender: Mailer, server: Server) -> None:
    mail = await queue()

    tried = [await jobs.send_mail(sender, SENDER) for _ in range(2)]

    stored = await QueuedMail.get()
    assert tried == [1, 0]
    assert [message["To"] for message in server.taken] == ["amal@example.org"]
    assert server.taken[0]["Message-ID"] == mail.message_id
    assert (stored.state, stored.sealed) == (MailState.SENT, "")


async def test_workers_at_the_same_moment_send_each_mail_once(
    sender: Mailer, server: Server
) -> None:
    for n in range(12):
        await queue(f"person{n}@example.org")

    await asyncio.gather(*(jobs.send_mail(sender, SENDER) for _ in range(4)))
    await jobs.send_mail(sender, SENDER)

    ids = [message["Message-ID"] for message in server.taken]
    assert (len(ids), len(set(ids))) == (12, 12)


async def test_a_worker_that_died_leaves_the_mail_to_others_with_the_same_name(
    sender: Mailer, server: Server
) -> None:
    mail = await queue()
    with clock.at(NOON + timedelta(days=300)):
        leased = await actions.lease_mails()
        at_once = await jobs.send_mail(sender, SENDER)
    with clock.at(NOON + timedelta(days=300, minutes=5)):
        later = await jobs.send_mail(sender, SENDER)

    assert ([row.id for row in leased], at_once, later) == ([mail.id], 0, 1)
    assert [message["Message-ID"] for message in server.taken] == [mail.message_id]


async def test_a_server_that_cannot_now_is_asked_again_later(
    sender: Mailer, server: Server
) -> None:
    await queue()
    now = NOON + timedelta(days=300)
    server.answer = "451 try again later"
    with clock.at(now):
        await jobs.send_mail(sender, SENDER)
    failed = await QueuedMail.get()
    server.answer = ""

    with clock.at(now + timedelta(minutes=1)):
        too_early = await jobs.send_mail(sender, SENDER)
    with clock.at(now + timedelta(minutes=2)):
        await jobs.send_mail(sender, SENDER)

    assert (failed.state, failed.attempts, failed.failure) == ("queued", 1, "server said 451")
    assert too_early == 0
    assert len(server.taken) == 1


async def test_a_server_that_never_will_is_not_asked_again_and_the_secretariat_hears(
    sender: Mailer, server: Server
) -> None:
    admin = await make_admin()
    await queue()
    server.answer = "550 no such mailbox"

    await jobs.send_mail(sender, SENDER)

    (failed,) = await QueuedMail.filter(kind="notice")
    assert (failed.state, failed.failure) == (MailState.FAILED, "server said 550")
    assert await queries.is_stuck()
    assert [n.person_id for n in await Notice.filter(kind="mail_failed")] == [admin.id]


async def test_after_eight_tries_a_mail_is_given_up_and_can_be_sent_again(
    sender: Mailer, server: Server
) -> None:
    admin = await actor(await make_admin())
    mail = await queue()
    server.answer = "451 try again later"
    for day in range(1, 10):
        with clock.at(NOON + timedelta(days=300 + day)):
            await jobs.send_mail(sender, SENDER)
    given_up = await QueuedMail.get(id=mail.id)
    server.answer = ""

    await actions.send_again(admin, given_up)
    with clock.at(NOON + timedelta(days=400)):
        await jobs.send_mail(sender, SENDER)

    assert (given_up.state, given_up.attempts) == (MailState.FAILED, 8)
    assert [message["Message-ID"] for message in server.taken] == [mail.message_id]


async def test_a_server_that_is_away_loses_nothing(db: Settings, server: Server) -> None:
    away = mailer(replace(db, smtp_host="127.0.0.1", smtp_port=1, smtp_tls="none"))
    await queue()

    await jobs.send_mail(away, SENDER)

    stored = await QueuedMail.get()
    assert (stored.state, stored.attempts, server.taken) == (MailState.QUEUED, 1, [])
    assert actions.opened(stored) is not None


async def test_a_server_without_tls_gets_nothing_unless_the_operator_said_so(
    db: Settings, server: Server
) -> None:
    strict = mailer(replace(db, smtp_host="127.0.0.1", smtp_port=server.port))
    await queue()

    await jobs.send_mail(strict, SENDER)

    assert server.taken == []
    assert (await QueuedMail.get()).sent_at is None


async def test_a_restored_copy_sends_nothing_until_it_is_told_to(
    sender: Mailer, server: Server
) -> None:
    admin = await actor(await make_admin())
    mail = await queue()

    held = await actions.hold_all()
    tried = await jobs.send_mail(sender, SENDER)
    await actions.send_again(admin, mail)
    await jobs.send_mail(sender, SENDER)

    assert (held, tried, len(server.taken)) == (1, 0, 1)


async def test_a_mail_sealed_under_another_secret_is_shown_as_failed(
    sender: Mailer, server: Server
) -> None:
    await queue()
    keys.use_secret("another secret, another secret, another secret")

    await jobs.send_mail(sender, SENDER)

    assert server.taken == []
    assert (await QueuedMail.get()).state == MailState.FAILED


async def test_without_a_server_mail_is_a_file_in_a_folder(
    db: Settings,
) -> None:
    await queue()
    folder = FolderMailer(db.mail_dir)
    await jobs.send_mail(folder, SENDER)

    assert [path.suffix for path in db.mail_dir.iterdir()] == [".eml"]
    assert isinstance(mailer(db), FolderMailer)


async def test_the_log_of_a_failed_mail_tells_no_address(
    sender: Mailer, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    await queue()
    server.answer = "550 amal@example.org is unknown here"

    with caplog.at_level(logging.DEBUG, logger="network"):
        await jobs.send_mail(sender, SENDER)

    told = [str(record.__dict__) for record in caplog.records if record.name[:7] == "network"]
    assert len(told) > 0
    assert not any("amal@" in line for line in told)
    assert "amal" not in (await QueuedMail.get()).failure


async def test_old_mail_and_read_notices_are_deleted_and_unread_ones_stay(db: Settings) -> None:
    del db
    mail, person = await queue(), await make_person()
    await actions.mark_sent(mail)
    for kind in ("match_found", "centre_due"):
        await actions.tell(person.id, kind, person.id, "/", {})
    await Notice.filter(kind="match_found").update(read_at=clock.now())

    with clock.at(clock.now() + timedelta(days=89)):
        early = await actions.purge()
    with clock.at(clock.now() + timedelta(days=91)):
        late = await actions.purge()

    assert (early, late) == (0, 2)
    assert [row.kind for row in await Notice.all()] == ["centre_due"]
