"""Planning rounds: when, whom, and how many answers it takes; later that can only be raised."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from network.db import IntegrityError, transaction
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale, require
from network.kernel.i18n import _
from network.wellbeing import policy
from network.wellbeing.models.rounds import CheckInRound
from network.wellbeing.queries import rounds
from network.wellbeing.rules import terms as rules
from network.wellbeing.rules import timing
from network.wellbeing.rules.terms import Refused, Terms
from network.wellbeing.vocabulary import RoundState

_FIXED = (RoundState.PLANNED, RoundState.OPEN)


async def plan(
    actor: Actor,
    opens_on: date,
    *,
    k: int = rules.K,
    network_k: int = rules.NETWORK_K,
    centre_ids: Collection[UUID] = (),
) -> CheckInRound:
    """Plan the next round, of all centres or of these. Raises Invalid or Conflict."""
    require(policy.can_steward(actor))
    fixed = _checked(Terms(k=k, network_k=network_k))
    try:
        async with transaction():
            earliest = await rounds.earliest_opening()
            if opens_on < earliest:
                raise Invalid(opens_on=_("Rounds are quarterly. The next opens in twelve weeks."))
            return await CheckInRound.create(
                opens_on=opens_on,
                closes_on=timing.window(opens_on).closes_on,
                k=fixed.k,
                network_k=fixed.network_k,
                centre_ids=sorted(map(str, centre_ids)),
            )
    except IntegrityError:
        raise Conflict(_("Another round is planned or open. It has to be over first.")) from None


async def raise_terms(
    actor: Actor, one: CheckInRound, version: int, *, k: int, network_k: int
) -> None:
    """Ask for more answers before anything is told. Raises Invalid for fewer, Conflict or Stale."""
    require(policy.can_steward(actor))
    await _set(one, version, Terms(k=k, network_k=network_k, own=one.own))


async def raise_own(actor: Actor, one: CheckInRound, version: int, centre_id: UUID, k: int) -> None:
    """Ask for more answers before one's own centre is told of. Raises as `raise_terms`."""
    if not policy.can_raise_own(actor, centre_id):
        raise Forbidden
    if k < rounds.terms_of(one).k_of(str(centre_id)):
        raise Invalid(k=_("A number that was set can only be raised."))
    own = {**one.own, str(centre_id): k}
    await _set(one, version, Terms(k=one.k, network_k=one.network_k, own=own))


async def _set(one: CheckInRound, version: int, wanted: Terms) -> None:
    if one.state not in _FIXED:
        raise Conflict(_("The round is past this step."))
    new = _checked(wanted, rounds.terms_of(one))
    async with transaction():
        held = await CheckInRound.select_for_update().get(id=one.id)
        changes = {"k": new.k, "network_k": new.network_k, "own": dict(new.own)}
        if held.state not in _FIXED or not await one.store(version, **changes):
            raise Stale(_("Somebody changed this round a moment ago."), held)


def _checked(wanted: Terms, now: Terms | None = None) -> Terms:
    try:
        return rules.raised_terms(now, wanted) if now else rules.checked(wanted)
    except Refused as error:
        texts = {
            rules.Refusal.OUT_OF_RANGE: _("Choose a number from 5 to 20."),
            rules.Refusal.LOWERED: _("A number that was set can only be raised."),
        }
        raise Invalid(k=texts[error.why]) from None
