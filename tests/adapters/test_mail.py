"""Mail through a real SMTP server and into a folder: whole, discreet, refusals told apart."""

import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from network.adapters.mail import FolderMailer, MailError, SmtpMailer, read, written
from network.db import transaction
from network.notifications import actions, jobs, mailing
from network.notifications.actions import Letter
from network.notifications.models import MailState, QueuedMail
from network.settings import Settings
from tests.factories import make_member
from tests.servers import free_port

pytestmark = pytest.mark.anyio

LETTER = Letter(
    to="Reader <reader@example.org>".partition("<")[2].rstrip(">"),
    subject="خبر جديد — neuf",
    text="Une ligne.\n.\nمرحبا\n",
    html="<p>مرحبا</p>",
    unsubscribe="https://portal.test/unsubscribe/x",
)


@dataclass
class Server:
    """A mail server that answers as told."""

    says: dict[str, str] = field(default_factory=dict)
    taken: list[Any] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if "RCPT" in self.says:
            return self.says["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if "DATA" in self.says:
            return self.says["DATA"]
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server(port=free_port())
    controller = Controller(found, hostname="127.0.0.1", port=found.port, enable_SMTPUTF8=True)
    controller.start()
    yield found
    controller.stop()


def _settings(port: int) -> Settings:
    return Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none")


def _message(**given: Any) -> EmailMessage:
    mail = QueuedMail(message_id="<0123@example.org>", kind="notice", sealed="")
    return mailing.message(mail, replace(LETTER, **given), "Portal <portal@portal.test>")


async def test_a_mail_arrives_whole_in_any_script(server: Server) -> None:
    await SmtpMailer(_settings(server.port)).send(_message())

    envelope = server.taken[0]
    found = BytesParser(policy=email.policy.default).parsebytes(envelope.content)
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert (envelope.mail_from, envelope.rcpt_tos) == ("portal@portal.test", ["reader@example.org"])
    assert found["Subject"] == LETTER.subject
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().strip() == LETTER.html


async def test_a_mail_shows_only_what_it_has_to(server: Server) -> None:
    await SmtpMailer(_settings(server.port)).send(_message())

    found = BytesParser(policy=email.policy.default).parsebytes(server.taken[0].content)
    assert {name.lower() for name in found.keys()} <= {  # noqa: SIM118 (headers, not a dict)
        "from", "to", "subject", "message-id", "date", "auto-submitted", "mime-version",
        "list-unsubscribe", "list-unsubscribe-post", "content-type", "x-peer", "x-mailfrom",
        "x-rcptto",
    }  # fmt: skip
    assert found["Message-ID"] == "<0123@example.org>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("header", ["subject", "to", "unsubscribe"])
def test_no_text_can_become_a_header_of_its_own(header: str) -> None:
    injected = "x@example.org\r\nBcc: everybody@example.org"

    with pytest.raises(ValueError, match=r"linefeed|newline|carriage"):
        _message(**{header: injected}).as_bytes()


@pytest.mark.parametrize(
    ("command", "reply", "is_final"),
    [
        ("RCPT", "550 No such user", True),
        ("RCPT", "451 Try later", False),
        ("DATA", "554 Refused", True),
        ("DATA", "421 Busy", False),
        ("DATA", "452 Full", False),
    ],
)
async def test_what_may_pass_is_told_from_what_will_not(
    command: str, reply: str, is_final: bool, server: Server
) -> None:
    server.says[command] = reply

    with pytest.raises(MailError) as caught:
        await SmtpMailer(_settings(server.port)).send(_message())

    assert caught.value.is_final is is_final
    assert "reader@example.org" not in str(caught.value)
    assert server.taken == []


async def test_a_server_that_is_away_is_tried_again() -> None:
    with pytest.raises(MailError) as caught:
        await SmtpMailer(_settings(free_port())).send(_message())

    assert caught.value.is_final is False


async def test_without_tls_where_tls_is_asked_nothing_is_sent(server: Server) -> None:
    strict = replace(_settings(server.port), smtp_tls="starttls")

    with pytest.raises(MailError):
        await SmtpMailer(strict).send(_message())

    assert server.taken == []


# the queue and a real server ---------------------------------------------------------------------


async def _queue(*addresses: str) -> None:
    person = await make_member()
    async with transaction():
        for address in addresses:
            await actions.queue_mail(person.id, "notice", replace(LETTER, to=address))


async def test_a_mail_refused_for_now_arrives_once_with_the_same_id(
    db: Settings, server: Server
) -> None:
    await _queue("reader@example.org")
    server.says["DATA"] = "451 Try later"
    mailer = SmtpMailer(_settings(server.port))

    await jobs.send_mail(mailer, db.mail_from)
    waiting = await QueuedMail.get()
    server.says.clear()
    await QueuedMail.all().update(due_at=waiting.created_at)
    while await jobs.send_mail(mailer, db.mail_from):
        pass

    sent = await QueuedMail.get()
    assert (waiting.state, waiting.attempts, sent.state) == (MailState.QUEUED, 1, MailState.SENT)
    assert len(server.taken) == 1
    assert waiting.message_id.encode() in server.taken[0].content


async def test_a_mail_refused_for_good_is_given_up_and_shown(db: Settings, server: Server) -> None:
    await _queue("reader@example.org")
    server.says["RCPT"] = "550 No such user"

    await jobs.send_mail(SmtpMailer(_settings(server.port)), db.mail_from)

    mail = await QueuedMail.get()
    assert (mail.state, mail.failure) == (MailState.FAILED, "recipient refused")


@pytest.mark.parametrize(
    "address",
    [
        "é@example.org",
        "x@exämple.org",
        ".@example.org",
        "a..b@example.org",
        "x@-.example",
        "💌@💌.example",
    ],
)
async def test_an_odd_address_holds_up_nobody_elses_mail(
    address: str, db: Settings, server: Server
) -> None:
    await _queue(address, "reader@example.org")

    await jobs.send_mail(SmtpMailer(_settings(server.port)), db.mail_from)

    assert "reader@example.org" in [to for e in server.taken for to in e.rcpt_tos]


# the folder --------------------------------------------------------------------------------------


async def test_a_repeated_mail_is_one_file(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path / "mail")

    await mailer.send(_message())
    await mailer.send(_message())

    files = written(tmp_path / "mail")
    assert [path.name for path in files] == ["0123.eml"]
    assert read(files[0])["subject"] == LETTER.subject
    assert read(files[0])["text"].replace("\r\n", "\n") == LETTER.text


async def test_a_full_or_missing_disk_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")

    with pytest.raises(MailError) as caught:
        await FolderMailer(tmp_path / "mail").send(_message())

    assert caught.value.is_final is False
