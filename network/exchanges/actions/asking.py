"""Asking people in a visit for something, or reminding them: the fact that notices come from."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from network import events, outbox
from network.exchanges.models.visits import Visit
from network.exchanges.queries import people
from network.exchanges.rules.reminders import What
from network.exchanges.vocabulary import Part
from network.kernel.actor import Actor


async def ask(
    actor: Actor, visit: Visit, what: What, parts: Iterable[Part], due_on: date | None = None
) -> None:
    """Ask those behind some parts, except who acts; call it in the transaction that causes it."""
    found = await people.told_of(visit, parts, None)
    await ask_people(actor, visit, what, set(found) - {actor.person_id}, due_on)


async def ask_people(
    actor: Actor, visit: Visit, what: What, told: Iterable[UUID], due_on: date | None = None
) -> None:
    """The same for people who are known already; nothing is recorded where there is nobody."""
    who = tuple(sorted(told))
    if who:
        fact = events.VisitReminded(visit_id=visit.id, what=str(what), due_on=due_on, told=who)
        await outbox.record(actor, fact)
