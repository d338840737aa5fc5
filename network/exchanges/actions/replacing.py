"""Somebody else goes instead: a visit of their own, which they apply for, with the same host."""

from typing import Any
from uuid import UUID

from network.centres import queries as centres
from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import asking, moving
from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.visits import Application, HostChoice, Visit
from network.exchanges.queries import hosts, visits
from network.exchanges.rules.facts import Request
from network.exchanges.rules.reminders import What
from network.exchanges.vocabulary import Move, OfferState, Reason
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, require
from network.kernel.i18n import _

_PLAN = ("call_id", "home_centre_id", "purpose", "themes", "lang", "is_virtual", "days")
_GOAL = ("position", "specific", "measure", "how", "relevance", "by_on", "competency")


async def replace_visitor(actor: Actor, visit: Visit, person_id: UUID) -> Visit:
    """Cancel a visit and begin one for somebody else of the same centre, with goals, plan of the
    budget and hosts. The host that agreed stands first, as asked already.

    It is a draft of theirs, and nobody else's before they send it. Raises Invalid for who does not
    work there, Conflict when the visit cannot be cancelled any more.
    """
    require(policy.can_replace_visitor(actor, visit))
    await _check_person(visit, person_id)
    async with transaction():
        given = Request(reason=Reason.REPLACED, is_replaced=True)
        before = await visits.fresh(visit.id)
        lines = await BudgetLine.filter(visit_id=visit.id).order_by("created_at", "id")
        await moving.move(actor, visit, Move.CANCEL, given)
        made = await _begin(before, person_id)
        await _copy_goals(before, made)
        await _copy_budget(lines, made)
        await _copy_hosts(before, made)
        await _take_over_pair(before, made)
        await asking.ask_people(actor, made, What.TAKE_OVER, {person_id} - {actor.person_id})
    return made


async def _check_person(visit: Visit, person_id: UUID) -> None:
    staff = await centres.members_of(visit.home_centre_id)
    able = {m.person.id for m in staff if policy.can_go(m.roles)} - {visit.visitor_id}
    if person_id not in able:
        raise Invalid(person=_("Choose somebody else of your centre."))
    if await Visit.filter(replaces_id=visit.id).exists():
        raise Conflict(_("Somebody goes instead already."))


async def _begin(before: Visit, person_id: UUID) -> Visit:
    """The draft, with what the plan of the visit says; the rest is for its writer."""
    made = await Visit.create(
        visitor_id=person_id,
        replaces_id=before.id,
        from_on=before.from_on,
        until_on=before.until_on,
        **{name: getattr(before, name) for name in _PLAN},
    )
    await Application.create(visit_id=made.id, parts=_parts(before))
    return made


def _parts(before: Visit) -> dict[str, Any]:
    content = {"purpose": before.purpose, "themes": before.themes, "lang": before.lang}
    practical = {
        "from_on": before.from_on.isoformat() if before.from_on else "",
        "until_on": before.until_on.isoformat() if before.until_on else "",
        "days": before.days,
        "is_virtual": before.is_virtual,
    }
    return {"content": content, "practical": practical}


async def _copy_goals(before: Visit, made: Visit) -> None:
    """The goals as they are written; nobody rates them for somebody else."""
    for goal in await visits.goals_of(before):
        values = {name: getattr(goal, name) for name in _GOAL}
        await LearningGoal.create(visit_id=made.id, **values)


async def _copy_budget(lines: list[BudgetLine], made: Visit) -> None:
    """The plan of the budget: nothing is committed, spent or allowed yet."""
    for line in lines:
        if not line.is_released:
            await BudgetLine.create(
                visit_id=made.id,
                kind=line.kind,
                payer=line.payer,
                currency=line.currency,
                planned=line.planned,
                report_currency=line.report_currency,
                rate=line.rate,
                rate_on=line.rate_on,
            )


async def _copy_hosts(before: Visit, made: Visit) -> None:
    """The host that agreed is asked; its days to answer begin when the application gets there."""
    choices = await hosts.choices_of(before.id)
    agreed = [one for one in choices if one.state is OfferState.ACCEPTED]
    others = [one for one in choices if one.state is OfferState.RANKED]
    for rank, one in enumerate((*agreed, *others), 1):
        is_asked = one.state is OfferState.ACCEPTED
        await HostChoice.create(
            visit_id=made.id,
            centre_id=one.centre_id,
            window_id=one.window_id,
            rank=rank,
            state=OfferState.ASKED if is_asked else OfferState.RANKED,
            asked_at=clock.now() if is_asked else None,
        )


async def _take_over_pair(before: Visit, made: Visit) -> None:
    """The visit in return is in return for the new one."""
    if before.paired_id is None:
        return
    await Visit.filter(id=made.id).update(paired_id=before.paired_id)
    await Visit.filter(id=before.paired_id).update(paired_id=made.id)
    await Visit.filter(id=before.id).update(paired_id=None)
    made.paired_id = before.paired_id
