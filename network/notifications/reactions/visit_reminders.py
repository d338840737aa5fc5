"""From what people in a visit are asked to notices: what it is about in general, never why."""

from network import events
from network.notifications.reactions.telling import tell
from network.outbox import Reactions
from network.web.routing import path_for

_ROUTES = {  # everything else is on the visit's own page
    "report": "visits:outcome",
    "host_reads": "visits:outcome",
    "host_silent": "visits:outcome",
    "poll": "visits:dates",
    "poll_over": "visits:dates",
    "unread": "visits:messages",
    "items": "visits:tasks",
    "readiness": "visits:tasks",
    "look": "visits:safety",
    "welfare": "visits:tasks",
    "partner": "visits:pair",
    "paired": "visits:pair",
    "place": "visits:place",
    "take_over": "visits:apply",
    "sign": "visits:agreement",
    "pass_on": "visits:passing-on",
}


async def reminded(fact: events.VisitReminded) -> None:
    path = path_for(_ROUTES.get(fact.what, "visits:show"), id=fact.visit_id)
    days = {"first_on": fact.due_on, "last_on": fact.due_on} if fact.due_on else {}
    await tell(fact.told, f"visit_due_{fact.what}", fact.visit_id, path, **days)


REACTIONS: Reactions = {events.VisitReminded: reminded}
