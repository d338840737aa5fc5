"""Calendar invitations as mail: calendars know what to say, notifications how it leaves."""

from network import events
from network.calendars.actions import invites
from network.notifications import actions, mailing
from network.outbox import Reactions
from network.web.routing import path_for


async def invite_due(fact: events.InviteDue) -> None:
    """Queue the mail with its words frozen, behind those about the same entry."""
    found = await invites.take(fact.entry_id, fact.number)
    if found is None:
        return
    letter = mailing.calendar_letter(
        found.person,
        mailing.CalendarPart(
            title=found.title,
            content=found.content,
            method=found.method,
            is_withdrawn=found.is_withdrawn,
        ),
        path_for("calendar:open", id=fact.entry_id),
    )
    await actions.queue_mail(
        found.person.id, "calendar", letter, thread=fact.entry_id, rank=fact.number
    )


REACTIONS: Reactions = {events.InviteDue: invite_due}
