"""What follows when a visit does not go on as planned: money, places, partners, welfare."""

from datetime import date, timedelta

from tortoise.expressions import Q

from network.exchanges.actions import alternates, asking, checklist
from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.models.visits import Visit, VisitMove
from network.exchanges.queries import travelling
from network.exchanges.rules import budget, checklists, going_wrong, guards, reports
from network.exchanges.rules.facts import Facts
from network.exchanges.rules.reminders import What
from network.exchanges.vocabulary import Move, Part, Reason, VisitState
from network.kernel import clock
from network.kernel.actor import Actor

_ENDS = (Move.CANCEL, Move.WITHDRAW, Move.DECLINE, Move.EXPIRE)


async def when_ended(actor: Actor, visit: Visit, move: Move, reason: Reason | None) -> None:
    """A visit was cancelled, withdrawn, declined, or ran out of time; one that closes is done."""
    if move not in _ENDS:
        return
    if reason is Reason.REPLACED:
        await _release_all(visit)
        return
    if move is Move.CANCEL:
        await ask_money_back(visit)
        await alternates.offer_place(actor, visit)
    await _ask_partner(actor, visit)


async def when_cut_short(actor: Actor, visit: Visit, today: date) -> None:
    """A visit ended early: money is asked back, and somebody asks how the visitor is."""
    await ask_money_back(visit)
    due_on = today + reports.CONTACT_WITHIN
    position = len(checklists.TEMPLATE)
    await checklist.write(visit, checklists.WELFARE, due_on=due_on, position=position)
    helpers = await travelling.helpers_of(visit)
    await asking.ask_people(actor, visit, What.WELFARE, helpers.ids - {actor.person_id}, due_on)


async def when_host_left(actor: Actor, visit: Visit, facts: Facts) -> None:
    """A host took its yes back: money is asked back, and shortly before somebody has to hurry."""
    await ask_money_back(visit)
    if going_wrong.is_shortly_before(facts.starts_on, guards.today(facts, clock.now())):
        due_on = clock.now().date() + timedelta(days=1)
        await asking.ask(actor, visit, What.FIND_HOST, (Part.SECRETARIAT,), due_on)


async def when_reopened(visit: Visit) -> None:
    """The journey is made after all: what its cancellation asked back is not asked back any more.

    A host that left before may owe money of its own, so after that people say what is settled.
    """
    if visit.state is not VisitState.CANCELLED:
        return
    if not await VisitMove.filter(visit_id=visit.id, move=Move.HOST_WITHDRAWS).exists():
        await BudgetLine.filter(visit_id=visit.id).update(is_refund_due=False)


async def ask_money_back(visit: Visit) -> None:
    """Flag what was given out for a journey that is not made, or is cut short."""
    paid = Q(committed__gt=0) | Q(actual__gt=0)
    lines = BudgetLine.filter(paid, visit_id=visit.id, kind__in=list(budget.TRAVELLING))
    await lines.update(is_refund_due=True)


async def _release_all(visit: Visit) -> None:
    """Somebody else goes instead: the plan is copied, and what was spent is asked back."""
    spent = BudgetLine.filter(visit_id=visit.id, actual__gt=0, kind__in=list(budget.TRAVELLING))
    await spent.update(is_refund_due=True)
    await BudgetLine.filter(visit_id=visit.id).update(is_released=True)


async def _ask_partner(actor: Actor, visit: Visit) -> None:
    """One visit of a pair never ends the other: those in it are asked whether they keep it."""
    if visit.paired_id is None:
        return
    partner = await Visit.get_or_none(id=visit.paired_id)
    if partner is not None:
        await asking.ask(actor, partner, What.PARTNER, (Part.VISITOR, Part.HOME, Part.HOST))
