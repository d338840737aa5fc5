"""Messages on a visit, between those involved in it."""

from network import events, outbox
from network.db import transaction
from network.exchanges import policy
from network.exchanges.models.staying import Message, ReadMark
from network.exchanges.models.visits import Visit
from network.exchanges.queries import people, visits
from network.exchanges.rules.states import FINAL
from network.exchanges.vocabulary import Part
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, require
from network.kernel.i18n import _

MOST = 4000
_ALL = (Part.VISITOR, Part.HOME, Part.HOST, Part.MENTOR)


async def write(actor: Actor, visit: Visit, text: str) -> Message:
    """Write to the others in a visit. Raises Invalid for nothing, or for too much, and Conflict
    once the visit is over.
    """
    require(policy.can_prepare(actor, visit) and visit.submitted_at is not None)
    words = text.strip()
    if not words or len(words) > MOST:
        raise Invalid(text=_("Write between one and %(most)s characters.", most=MOST))
    async with transaction():
        if (await visits.fresh(visit.id)).state in FINAL:
            raise Conflict(_("This visit is over. What was written stays here to read."))
        message = await Message.create(visit_id=visit.id, author_id=actor.person_id, text=words)
        told = await people.told_of(visit, _ALL, None) - {actor.person_id}
        fact = events.VisitMessageWritten(
            message_id=message.id, visit_id=visit.id, told=tuple(sorted(t for t in told if t))
        )
        await outbox.record(actor, fact)
        await _mark(actor, visit)
    return message


async def mark_read(actor: Actor, visit: Visit) -> None:
    """Remember that the actor has seen everything on a visit up to now."""
    require(policy.can_view(actor, visit))
    async with transaction():
        await _mark(actor, visit)


async def _mark(actor: Actor, visit: Visit) -> None:
    await ReadMark.update_or_create(
        visit_id=visit.id, person_id=actor.person_id, defaults={"read_at": clock.now()}
    )
