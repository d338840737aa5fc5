"""A real mail server for tests, which keeps what it is given, and the calendar part of a mail."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import icalendar
from aiosmtpd.smtp import SMTP

from network.adapters.mail import Mailer, mailer
from network.kernel import clock
from network.notifications import jobs
from network.settings import Settings


@dataclass(frozen=True)
class Taken:
    """A mail as the server took it."""

    sender: str
    recipients: Sequence[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def calendar(self) -> bytes:
        """The bytes of the alternative that calendar programs act on."""
        return part_of(self.message, "text/calendar")

    @property
    def event(self) -> Any:
        [event] = icalendar.Calendar.from_ical(self.calendar).walk("VEVENT")
        return event

    @property
    def gist(self) -> tuple[str, str, int]:
        """Method, recipient, SEQUENCE."""
        method = str(icalendar.Calendar.from_ical(self.calendar)["METHOD"])
        return method, self.recipients[0], int(self.event["SEQUENCE"])


def part_of(message: EmailMessage, kind: str) -> bytes:
    [part] = [part for part in message.walk() if part.get_content_type() == kind]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


@dataclass
class Mailbox:
    """A mail server that takes mail, or answers something else, and the way there."""

    settings: Settings
    port: int = 0
    answer: str = ""
    taken: list[Taken] = field(default_factory=list)

    async def handle_DATA(self, *given: Any) -> str:  # noqa: N802 (the name aiosmtpd calls)
        envelope = given[-1]
        if not self.answer:
            self.taken.append(Taken(envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.answer or "250 OK"

    @property
    def sender(self) -> Mailer:
        near = {"smtp_host": "127.0.0.1", "smtp_port": self.port, "smtp_tls": "none"}
        return mailer(replace(self.settings, **near))  # type: ignore[arg-type]

    async def send(self) -> list[Taken]:
        """Let everything leave that is due; returns what arrived."""
        before = len(self.taken)
        while await jobs.send_mail(self.sender, self.settings.mail_from):
            pass
        return self.taken[before:]

    async def send_later(self, after: timedelta, now: datetime) -> list[Taken]:
        with clock.at(now + after):
            return await self.send()


@contextlib.asynccontextmanager
async def open_mailbox(settings: Settings) -> AsyncIterator[Mailbox]:
    """A mail server on a free port."""
    mailbox = Mailbox(settings)
    loop = asyncio.get_running_loop()
    running = await loop.create_server(
        lambda: SMTP(mailbox, loop=loop, hostname="mail.test", enable_SMTPUTF8=True),
        "127.0.0.1",
        0,
    )
    mailbox.port = running.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        running.close()
