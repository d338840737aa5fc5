"""Writing mail: neutral, short, in the reader's language, with a link and no names.

A mailbox may be read by others, so neither subject nor text tells what a notice is about.
"""

import hashlib
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING
from uuid import UUID

from network.kernel import clock, keys, links, moments
from network.kernel.i18n import speaking
from network.notifications import rules
from network.notifications.actions import Letter
from network.notifications.models import Channel, Notice, QueuedMail
from network.people import queries as people
from network.web.routing import path_for
from network.web.templating import render_text

if TYPE_CHECKING:
    from network.people.models import Invitation, Person, Reset


def notice_letter(person: "Person", notice: Notice) -> Letter:
    """Say that there is something new, with a link to it."""
    topic = rules.TOPIC_OF[notice.kind]
    link = links.absolute(path_for("notices:open", id=notice.id))
    return _letter("notice", person.email, person.language, topic, person.id, link=link)


def digest_letter(person: "Person", count: int) -> Letter:
    """Say how many new things there are, with a link to the list."""
    link = links.absolute(path_for("notices:list"))
    return _letter("digest", person.email, person.language, "", person.id, link=link, count=count)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPart:
    """What a mail says to a calendar program, with a title that any mailbox may show.

    With `is_withdrawn` it is taken out of the calendar although it takes place.
    """

    title: str
    content: str
    method: str
    is_withdrawn: bool


def calendar_letter(person: "Person", part: CalendarPart, path: str) -> Letter:
    """A date for a calendar program, or its end, with a link to it in the portal."""
    letter = _letter(
        "calendar",
        person.email,
        person.language,
        "",
        None,
        link=links.absolute(path),
        title=part.title,
        is_over=part.method == "CANCEL",
        is_withdrawn=part.is_withdrawn,
    )
    return replace(letter, calendar=part.content, method=part.method)


def invitation_letter(invitation: "Invitation") -> Letter:
    """A way in, good for three days."""
    link = links.absolute(path_for("people:invitation", token=people.link_token(invitation)))
    with speaking(invitation.language):
        until = moments.moment(invitation.ends_at, "UTC")
    return _letter(
        "invitation", invitation.email, invitation.language, "", None, link=link, until=until
    )


def reset_letter(reset: "Reset", person: "Person") -> Letter:
    """A way to set a new passphrase, good for half an hour."""
    link = links.absolute(path_for("people:reset", token=people.link_token(reset)))
    with speaking(person.language):
        until = moments.moment(reset.ends_at, person.zone)
    return _letter("reset", person.email, person.language, "", None, link=link, until=until)


def _letter(
    kind: str, to: str, language: str, topic: str, person_id: UUID | None, **values: object
) -> Letter:
    with speaking(language):
        context = {"lang": language, "unsubscribe": unsubscribe_link(person_id, topic), **values}
        return Letter(
            to=to,
            subject=render_text(f"mail/{kind}/subject.txt", context).strip(),
            text=render_text(f"mail/{kind}/body.txt", context).strip() + "\n",
            html=render_text(f"mail/{kind}/body.html", context),
            unsubscribe=str(context["unsubscribe"]),
        )


def unsubscribe_link(person_id: UUID | None, topic: str) -> str:
    """The address that one click in a mail program posts to (RFC 8058); empty where none fits."""
    if person_id is None or (topic and rules.quietest(topic) is Channel.MAIL):
        return ""
    token = keys.sign("unsubscribe", [str(person_id), topic])
    return links.absolute(path_for("notices:unsubscribe", token=token))


def message(mail: QueuedMail, letter: Letter, sender: str) -> EmailMessage:
    """The bytes to send: text and HTML, with the Message-ID the mail has had from the start."""
    found = EmailMessage()
    found["From"] = sender
    found["To"] = letter.to
    found["Subject"] = letter.subject
    found["Message-ID"] = mail.message_id
    found["Date"] = format_datetime(clock.now())
    found["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        found["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    found.set_content(letter.text)
    found.add_alternative(letter.html, subtype="html")
    if letter.calendar:
        _add_calendar(found, letter)
    return found


def _add_calendar(found: EmailMessage, letter: Letter) -> None:
    """The calendar part twice: as an alternative that programs act on, and as a file for those
    that only open files (RFC 6047 section 2.4). Its bytes travel as they are.
    """
    content = letter.calendar.encode()
    kind = {"method": letter.method, "charset": "UTF-8", "component": "VEVENT"}
    found.add_alternative(content, maintype="text", subtype="calendar", params=kind)
    found.add_attachment(content, maintype="application", subtype="ics", filename="invite.ics")
    seed = f"{found['Message-ID']}\n{letter.calendar}"
    for n, part in enumerate(p for p in found.walk() if p.is_multipart()):
        part.set_boundary(hashlib.sha256(f"{n}{seed}".encode()).hexdigest()[:32])
