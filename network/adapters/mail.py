"""Sending mail: through an SMTP server with TLS, or into a folder when none is set."""

import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP as SMTP_POLICY
from email.policy import default as default_policy
from pathlib import Path
from typing import Protocol

import aiosmtplib

from network.settings import Settings

_TIMEOUT = 20.0


class MailError(Exception):
    """A mail was not taken; `is_final` when trying again cannot help (RFC 5321 section 4.2.1)."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


class Mailer(Protocol):
    """Whatever takes mail. Raises MailError if it does not."""

    async def send(self, message: EmailMessage) -> None: ...


class SmtpMailer:
    """Hands mail to an SMTP server, over TLS unless the operator switched it off."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def send(self, message: EmailMessage) -> None:
        settings = self._settings
        try:
            await aiosmtplib.send(
                message,
                hostname=settings.smtp_host,
                port=settings.smtp_port,
                username=settings.smtp_user or None,
                password=settings.smtp_password or None,
                use_tls=settings.smtp_tls == "tls",
                start_tls=settings.smtp_tls == "starttls",
                tls_context=None if settings.smtp_tls == "none" else ssl.create_default_context(),
                timeout=_TIMEOUT,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refusal.code for refusal in error.recipients]
            raise MailError("recipient refused", is_final=min(codes, default=0) >= 500) from error  # noqa: PLR2004
        except aiosmtplib.SMTPResponseException as error:
            raise MailError(f"server said {error.code}", is_final=error.code >= 500) from error  # noqa: PLR2004
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailError(type(error).__name__, is_final=False) from error


class FolderMailer:
    """Writes each mail to a file named by its Message-ID, so that a repeated mail is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: EmailMessage) -> None:
        name = str(message["Message-ID"]).strip("<>").split("@")[0]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part = self._folder / f"{name}.part"
            part.write_bytes(message.as_bytes(policy=SMTP_POLICY))
            part.rename(self._folder / f"{name}.eml")
        except OSError as error:
            raise MailError(type(error).__name__, is_final=False) from error


def mailer(settings: Settings) -> Mailer:
    """The way mail leaves this portal."""
    return SmtpMailer(settings) if settings.smtp_host else FolderMailer(settings.mail_dir)


def written(folder: Path) -> Sequence[Path]:
    """Mails in a folder, newest first."""
    return sorted(folder.glob("*.eml"), key=lambda path: -path.stat().st_mtime)


def read(path: Path) -> dict[str, str]:
    """A written mail's head and plain text, for the demonstration."""
    message = BytesParser(policy=default_policy).parsebytes(path.read_bytes())
    body = message.get_body(("plain",))
    return {
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "text": body.get_content() if body else "",
    }
