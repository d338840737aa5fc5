"""Asking for a session within 72 hours, and answering such a request first."""

from collections.abc import Sequence
from datetime import datetime

from network import events, outbox
from network.db import IntegrityError, transaction
from network.kernel import clock, languages
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, require
from network.kernel.i18n import _
from network.supervision import policy
from network.supervision.actions import booking
from network.supervision.models import (
    SupervisionSession,
    Supervisor,
    UrgentRequest,
    UrgentState,
)
from network.supervision.queries import urgent as queries
from network.supervision.rules import urgent as rules

_SYSTEM = Actor()


async def ask(actor: Actor, wanted: Sequence[str]) -> UrgentRequest:
    """Ask every supervisor with room and a common language for a session; no reason is asked.

    Raises Conflict while an earlier request is open, Invalid without a language.
    """
    require(policy.can_ask_urgent(actor) and actor.person_id is not None)
    if not wanted or not all(languages.is_language(code) for code in wanted):
        raise Invalid(spoken=_("Choose at least one language."))
    try:
        async with transaction():
            await expire_requests()
            request = await UrgentRequest.create(
                person_id=actor.person_id,
                languages=list(wanted),
                ends_at=rules.ends_at(clock.now()),
            )
            helpers = await queries.helpers_of(request.person_id, request.languages)
            told = tuple(one.person_id for one in helpers)
            await outbox.record(actor, events.UrgentAsked(request_id=request.id, told=told))
    except IntegrityError:
        raise Conflict(_("Your request is open already.")) from None
    return request


async def take(
    actor: Actor, supervisor: Supervisor, request: UrgentRequest, starts_at: datetime
) -> SupervisionSession:
    """Answer a request with a time; the first who does books the session.

    Raises Conflict when somebody was first, and SlotRefused when either has something else then.
    """
    require(policy.can_keep(actor, supervisor))
    helpers = await queries.helpers_of(request.person_id, request.languages)
    if supervisor.id not in {one.id for one in helpers}:
        raise NotFound
    if not rules.is_within(starts_at, request, clock.now()):
        raise Invalid(slot=_("Choose a time within the 72 hours."))
    async with transaction():
        await _move(request, UrgentState.TAKEN)
        session = await booking.book_urgent(
            actor, supervisor, request.person_id, starts_at, supervisor.minutes
        )
        await UrgentRequest.filter(id=request.id).update(session_id=session.id)
        fact = events.UrgentTaken(
            request_id=request.id,
            session_id=session.id,
            starts_at=starts_at,
            told=(request.person_id,),
        )
        await outbox.record(actor, fact)
    return session


async def withdraw(actor: Actor, request: UrgentRequest) -> None:
    """Take a request back; it needs no reason."""
    require(policy.can_withdraw_urgent(actor, request))
    async with transaction():
        await _move(request, UrgentState.WITHDRAWN)


async def expire_requests() -> int:
    """End requests nobody answered in time, and tell who asked where else to turn."""
    late = await queries.expiring()
    for request in late:
        async with transaction():
            ended = await UrgentRequest.filter(id=request.id, state=UrgentState.OPEN).update(
                state=UrgentState.EXPIRED
            )
            if ended:
                fact = events.UrgentExpired(request_id=request.id, told=(request.person_id,))
                await outbox.record(_SYSTEM, fact)
    return len(late)


async def _move(request: UrgentRequest, state: UrgentState) -> None:
    """Compare and set, so of two simultaneous answers one is first and one conflicts."""
    moved = await UrgentRequest.filter(
        id=request.id, state=UrgentState.OPEN, ends_at__gt=clock.now()
    ).update(state=state)
    if not moved:
        raise Conflict(_moved_already(state))


def _moved_already(state: UrgentState) -> str:
    if state is UrgentState.TAKEN:
        return _("Somebody answered this request already, or it is over. Thank you.")
    return _("This request was answered or is over already.")
