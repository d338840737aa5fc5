"""Late changes that no calendar fetched, told at once; calendars elsewhere that fail."""

from network import events
from network.notifications import actions, mailing, queries, rules
from network.notifications.models import Channel
from network.notifications.reactions.telling import tell
from network.outbox import Reactions
from network.people import queries as people
from network.web.routing import path_for

_KIND = "entry_unseen"


async def entry_unseen(fact: events.EntryUnseen) -> None:
    """Say it by mail at once; who has no calendar here and was told by mail already knows."""
    chosen = (await queries.channels_of(fact.person_id))[rules.TOPIC_OF[_KIND]]
    person = (await people.people_of([fact.person_id])).get(fact.person_id)
    if person is None or (chosen is Channel.MAIL and not fact.has_feed):
        return
    facts = {"at": fact.starts_at.isoformat(), "n": str(fact.count)}
    path = path_for("calendar:open", id=fact.entry_id)
    notice, _channel = await actions.tell(person.id, _KIND, fact.entry_id, path, facts)
    await actions.queue_mail(person.id, _KIND, mailing.notice_letter(person, notice))


async def outside_failed(fact: events.OutsideCalendarFailed) -> None:
    path = path_for("outside:list")
    await tell([fact.person_id], "outside_failed", fact.calendar_id, path)


async def outside_closed(fact: events.OutsideCalendarClosed) -> None:
    path = path_for("outside:list")
    await tell([fact.person_id], "outside_closed", fact.calendar_id, path)


REACTIONS: Reactions = {
    events.EntryUnseen: entry_unseen,
    events.OutsideCalendarFailed: outside_failed,
    events.OutsideCalendarClosed: outside_closed,
}
