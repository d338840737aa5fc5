"""From facts of check-ins to notices: the same for everybody who was asked, whatever they did."""

from network import events
from network.notifications.reactions.telling import tell
from network.outbox import Reactions

_MINE, _TOGETHER, _WISHES = "/check-in", "/check-in/together", "/check-in/wishes"


async def opened(fact: events.CheckInRoundOpened) -> None:
    await tell(fact.told, "check_in_opened", fact.round_id, _MINE)


async def cancelled(fact: events.CheckInRoundCancelled) -> None:
    await tell(fact.told, "check_in_cancelled", fact.round_id, _MINE)


async def released(fact: events.CheckInReleased) -> None:
    await tell(fact.told, "check_in_released", fact.release_id, _TOGETHER)


async def contact_wished(fact: events.ContactWished) -> None:
    await tell(fact.told, "contact_wished", fact.wish_id, _WISHES)


REACTIONS: Reactions = {
    events.CheckInRoundOpened: opened,
    events.CheckInRoundCancelled: cancelled,
    events.CheckInReleased: released,
    events.ContactWished: contact_wished,
}
