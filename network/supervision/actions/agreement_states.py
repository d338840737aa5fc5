"""Moving agreements from state to state: by those who sign, pause and end them, and by time."""

from typing import Any
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, require
from network.kernel.i18n import _
from network.supervision import policy
from network.supervision.actions import booking
from network.supervision.models import Agreement, AgreementState, PartyState
from network.supervision.queries import agreements as queries
from network.supervision.queries import sessions
from network.supervision.rules import agreements as rules

_SYSTEM = Actor()
S = AgreementState


# shared with the other actions on agreements -----------------------------------------------------


async def locked(agreement: Agreement) -> Agreement:
    """The agreement as it is now, held until the transaction ends."""
    await Agreement.select_for_update().get(id=agreement.id)
    return await queries.fresh(agreement.id)


async def change_state(agreement: Agreement, target: AgreementState, **changes: Any) -> None:
    """Compare and set, so of two simultaneous moves one happens and one conflicts."""
    if not rules.can_become(rules.state_at(agreement, clock.now()), target):
        raise Conflict(_("This agreement is past that step."))
    version = agreement.version
    moved = await Agreement.filter(id=agreement.id, state=agreement.state, version=version).update(
        state=target, version=version + 1, changed_at=clock.now(), **changes
    )
    if not moved:
        raise Conflict(_("Somebody changed this agreement a moment ago."))
    agreement.update_from_dict({"state": target, "version": version + 1, **changes})


async def tell(actor: Actor, agreement: Agreement, told: list[UUID] | None = None) -> None:
    """Record that an agreement moved, for everybody else in it unless others are named."""
    fact = events.AgreementMoved(
        agreement_id=agreement.id,
        state=agreement.state,
        told=tuple(others(actor, agreement) if told is None else told),
        revision=agreement.version,
        members=tuple(others(_SYSTEM, agreement)),
        review_on=agreement.review_on,
        ends_on=agreement.ends_on,
    )
    await outbox.record(actor, fact)


def others(actor: Actor, agreement: Agreement) -> list[UUID]:
    """Everybody in an agreement but the actor."""
    return [
        p.person_id
        for p in agreement.parties
        if p.state is not PartyState.LEFT and p.person_id != actor.person_id
    ]


async def settle_signatures(actor: Actor, agreement: Agreement) -> bool:
    """Bring the newest edition into force once enough have signed it; says whether it did."""
    if agreement.in_force == agreement.edition or not rules.is_signed(agreement):
        return False
    elements = rules.elements_in(agreement, agreement.edition)
    target = _state_under(agreement)
    changes = {
        **_columns(elements),
        "in_force": agreement.edition,
        "warned": [],
        "settled_at": clock.now(),
    }
    if target is agreement.state:
        await agreement.store(agreement.version, **changes)
    else:
        await change_state(agreement, target, **changes)
    await tell(actor, agreement)
    return True


def _state_under(agreement: Agreement) -> AgreementState:
    """What an agreement is once an edition came into force: a lapsed one is active again."""
    is_paused = rules.state_at(agreement, clock.now()) is S.PAUSED
    return S.PAUSED if is_paused else S.ACTIVE


def _columns(elements: rules.Elements) -> dict[str, Any]:
    return {name: getattr(elements, name) for name in rules.Elements.__dataclass_fields__}


# pausing and ending ------------------------------------------------------------------------------


async def pause(actor: Actor, agreement: Agreement, reason: str, *, cancels: bool) -> None:
    """Pause an agreement, with coming sessions kept or cancelled. The reason stays in it."""
    require(policy.can_settle_agreement(actor, agreement))
    async with transaction():
        await change_state(agreement, S.PAUSED, reason=reason)
        if cancels:
            await _cancel_sessions(actor, agreement)
        await tell(actor, agreement)


async def resume(actor: Actor, agreement: Agreement) -> None:
    """Go on with a paused agreement. Raises Conflict when it lapsed meanwhile."""
    require(policy.can_settle_agreement(actor, agreement))
    async with transaction():
        if rules.state_at(agreement, clock.now()) is not S.PAUSED:
            raise Conflict(_("This agreement is not paused."))
        await change_state(agreement, S.ACTIVE, reason="")
        await tell(actor, agreement)


async def end(actor: Actor, agreement: Agreement, reason: str = "") -> None:
    """End an agreement, or take a request back; coming sessions are cancelled."""
    require(policy.can_end(actor, agreement))
    async with transaction():
        await change_state(agreement, S.ENDED, reason=reason, settled_at=clock.now())
        await _cancel_sessions(actor, agreement)
        await tell(actor, agreement)


async def _cancel_sessions(actor: Actor, agreement: Agreement) -> None:
    for coming in await sessions.group_sessions(agreement.id):
        await booking.cancel_whole(actor, await sessions.fresh(coming.id))


# the passing of time -----------------------------------------------------------------------------


async def lapse_agreements() -> int:
    """Store that agreements ended by their date. Sessions stay, and say that one is needed."""
    rows = await queries.lapsing(clock.now().date())
    return sum([await _by_time(row, S.LAPSED, others(_SYSTEM, row)) for row in rows])


async def expire_requests() -> int:
    """Close requests that nobody answered for fourteen days, and tell who asked."""
    rows = await queries.expiring(clock.now())
    return sum([await _expire(row) for row in rows])


async def _expire(agreement: Agreement) -> bool:
    asked_by = [agreement.asked_by_id] if agreement.asked_by_id else []
    return await _by_time(agreement, S.EXPIRED, asked_by)


async def _by_time(agreement: Agreement, target: AgreementState, told: list[UUID]) -> bool:
    """Store what time did; False when somebody acted first."""
    async with transaction():
        moved = await Agreement.filter(
            id=agreement.id, state=agreement.state, version=agreement.version
        ).update(state=target, version=agreement.version + 1, settled_at=clock.now())
        if moved:
            agreement.state = target
            await tell(_SYSTEM, agreement, told)
    return bool(moved)


async def warn_ending() -> int:
    """Tell everybody in an agreement that it ends in 60, 30 or 7 days: once each, and once only
    for those that fell due while nobody looked.
    """
    today = clock.now().date()
    told = 0
    for agreement in await queries.ending(today + rules.FIRST_WARNING):
        if due := rules.warning_due(agreement, today):
            told += await _warn(agreement, due)
    return told


async def _warn(agreement: Agreement, due: list[int]) -> bool:
    days = (agreement.ends_on - clock.now().date()).days if agreement.ends_on else 0
    async with transaction():
        stored = await locked(agreement)
        if stored.warned != agreement.warned or stored.ends_on != agreement.ends_on:
            return False
        await Agreement.filter(id=stored.id).update(warned=[*stored.warned, *due])
        fact = events.AgreementEnding(
            agreement_id=stored.id, days=days, told=tuple(others(_SYSTEM, stored))
        )
        await outbox.record(_SYSTEM, fact)
    return True
