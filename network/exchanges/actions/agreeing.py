"""The host agreement in editions with signatures, Plan B, safety ratings, and confirming."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import asking, checklist
from network.exchanges.actions.moving import held, move
from network.exchanges.models.agreeing import AgreementEdition, VisitSignature
from network.exchanges.models.visits import Visit
from network.exchanges.pieces import CLAUSES, open_clauses
from network.exchanges.queries import agreements, visits
from network.exchanges.rules import clauses
from network.exchanges.rules.reminders import What
from network.exchanges.vocabulary import Move, Part, Side, VisitState
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale, require
from network.kernel.i18n import _

RATED_IN = (
    VisitState.HOST_ACCEPTED,
    VisitState.CONFIRMED,
    VisitState.POSTPONED,
    VisitState.IN_PROGRESS,
)

_SIGNERS = (Part.VISITOR, Part.HOME, Part.HOST)
_TOLD_OF_RED = (*_SIGNERS, Part.FOCAL_POINT)
_COUNTED_ON = (VisitState.CONFIRMED, VisitState.IN_PROGRESS)


class Rating(StrEnum):
    """How safe a visit is, as a centre sees it."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


async def write_edition(
    actor: Actor,
    visit: Visit,
    terms: Mapping[str, str],
    what_changed: str = "",
    after: int | None = None,
) -> AgreementEdition:
    """Put an agreement to sign, on the days and in the form the visit has now.

    What was signed before does not count for it. `after` is the number of the edition it was
    written from, 0 for none. Raises Invalid while a clause says nothing, Conflict when nothing
    would change, and Stale with the newest edition when that is another one.
    """
    require(policy.can_write_agreement(actor, visit))
    if missing := open_clauses(terms):
        raise Invalid(**{name: _("Say what holds.") for name in missing})
    async with transaction():
        stored = await _being_agreed(visit)
        if stored.first_on is None:
            raise Conflict(_("The days are not settled yet. Ask everybody which suit."))
        last = await agreements.newest_edition(visit.id)
        _check_follows(last, stored, terms, after)
        edition = await AgreementEdition.create(
            visit_id=stored.id,
            number=last.number + 1 if last else 1,
            first_on=stored.first_on,
            last_on=stored.last_on,
            is_virtual=stored.is_virtual,
            terms={name: terms[name].strip() for name in CLAUSES},
            what_changed=what_changed,
            author_id=actor.person_id,
        )
        await asking.ask(actor, stored, What.SIGN, _SIGNERS)
        return edition


async def sign(actor: Actor, visit: Visit, number: int, side: Side) -> None:
    """Sign an edition for a side, or on its behalf, which everybody sees.

    Raises Conflict when there is a newer edition, or this side signed already.
    """
    require(policy.can_sign(actor, visit, side))
    async with transaction():
        stored = await _being_agreed(visit)
        edition = await agreements.newest_edition(stored.id)
        if edition is None or edition.number != number or edition.voided_at:
            raise Conflict(_("The agreement was changed. Please read the new edition."))
        if not clauses.is_current(edition, stored):
            raise Conflict(_("The visit has changed since. A new edition is needed first."))
        if any(one.side is side for one in edition.signatures):
            raise Conflict(_("This side has signed already."))
        await VisitSignature.create(
            edition_id=edition.id,
            side=side,
            person_id=actor.person_id,
            on_behalf=Part(side) not in policy.parts_in(actor, stored),
        )


def _check_follows(
    last: AgreementEdition | None, visit: Visit, terms: Mapping[str, str], after: int | None
) -> None:
    standing = last if last and not last.voided_at else None
    if after is not None and after != (standing.number if standing else 0):
        raise Stale(_("Somebody wrote a new edition meanwhile."), standing)
    if standing and not clauses.differs(standing, visit, terms):
        raise Conflict(_("This says the same as the edition before."))


async def confirm(actor: Actor, visit: Visit) -> Visit:
    """Confirm a visit once everybody signed; raises Refused while something is in the way."""
    return await move(actor, visit, Move.CONFIRM)


async def keep_plan_b(
    actor: Actor, visit: Visit, version: int, virtual: str, first_on: date, last_on: date
) -> None:
    """Keep what happens if it cannot be as planned: how it would be online, and on which other
    days it could be. The further hosts are those ranked.
    """
    require(policy.can_keep_plan_b(actor, visit))
    if not virtual.strip():
        raise Invalid(virtual=_("Say in a few words how it would be online."))
    if last_on < first_on:
        raise Invalid(last_on=_("The last day is before the first."))
    if first_on < clock.now().date():
        raise Invalid(first_on=_("The first day is over already."))
    plan = {
        "virtual": virtual.strip(),
        "first_on": first_on.isoformat(),
        "last_on": last_on.isoformat(),
    }
    await _store(visit, version, plan_b=plan)


async def rate_safety(actor: Actor, visit: Visit, rating: Rating) -> None:
    """Rate the safety of a visit for the own centre; red keeps it from being confirmed or begun.

    Why is not asked and not stored. From two weeks before the journey on a rating also settles
    its item of the checklist. When a confirmed visit becomes red, those in it are asked to look.
    """
    sides = policy.rates_for(actor, visit)
    if not sides:
        raise Forbidden
    today = clock.now().date()
    changes: dict[str, Any] = {}
    for side in sides:
        changes |= {f"{side}_rating": str(rating), f"{side}_rated_on": today}
    async with transaction():
        stored = await held(visit)
        if stored.state not in RATED_IN:
            raise Conflict(_("The safety of a visit is rated from a host's yes to its last day."))
        was_red = _is_red(stored)
        await _store(stored, stored.version, **changes)
        if _is_red(stored) and not was_red and stored.state in _COUNTED_ON:
            await asking.ask(actor, stored, What.LOOK, _TOLD_OF_RED)
        for side in sides:
            await checklist.note_rating(actor, stored, side, allows=rating is not Rating.RED)


def _is_red(visit: Visit) -> bool:
    return Rating.RED in (visit.home_rating, visit.host_rating)


async def _being_agreed(visit: Visit) -> Visit:
    stored = await held(visit)
    if stored.state is not VisitState.HOST_ACCEPTED:
        raise Conflict(_("Nothing is to be signed at this step."))
    return stored


async def _store(visit: Visit, version: int, **changes: Any) -> None:
    async with transaction():
        if not await visit.store(version, **changes):
            stored = await visits.fresh(visit.id)
            raise Stale(_("Somebody changed this visit a moment ago."), stored)
