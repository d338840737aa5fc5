"""Writing mail: neutral, short, in the reader's language, with a link and no names.

A mailbox may be read by others, so neither subject nor text tells what a notice is about.
"""

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
    return found
