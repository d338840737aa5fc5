"""From somebody on the way to notices: words that tell nobody else what they are about."""

from network import events
from network.notifications.reactions.telling import tell
from network.outbox import Reactions
from network.web.routing import path_for


async def word_missed(fact: events.TravelWordMissed) -> None:
    kind = "visit_look_after" if fact.is_call else "visit_look"
    await tell(fact.told, kind, fact.visit_id, _path(fact))


async def arrival_unknown(fact: events.ArrivalUnknown) -> None:
    await tell(fact.told, "visit_look_after", fact.visit_id, _path(fact))


def _path(fact: events.TravelWordMissed | events.ArrivalUnknown) -> str:
    """Who stands in for focal points does not see what was agreed."""
    page = "visits:show" if fact.stand_in else "visits:travel"
    return path_for(page, id=fact.visit_id)


REACTIONS: Reactions = {
    events.TravelWordMissed: word_missed,
    events.ArrivalUnknown: arrival_unknown,
}
