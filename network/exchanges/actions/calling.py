"""Calls for exchange visits: written, opened and closed by the secretariat."""

from datetime import date
from typing import Any

from network import events, outbox
from network.db import transaction
from network.exchanges import policy
from network.exchanges.models.offers import CallState, ExchangeCall
from network.exchanges.pieces import PIECES
from network.exchanges.queries import windows
from network.kernel import clock, taxonomy
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _


async def draft_call(
    actor: Actor, title: str, lang: str, opens_on: date, closes_on: date, **values: Any
) -> ExchangeCall:
    """Write a call as a draft that only the secretariat sees."""
    require(policy.can_call(actor))
    dated: dict[str, Any] = {
        "title": title,
        "lang": lang,
        "opens_on": opens_on,
        "closes_on": closes_on,
    }
    _check({**dated, **values})
    async with transaction():
        return await ExchangeCall.create(author_id=actor.person_id, **dated, **values)


async def edit_call(actor: Actor, call: ExchangeCall, version: int, **values: Any) -> None:
    """Change a call. Raises Stale with what is stored if it changed meanwhile."""
    require(policy.can_call(actor))
    _check({"opens_on": call.opens_on, "closes_on": call.closes_on, **values})
    if call.state is CallState.OPEN:
        _check_ready(values.get("places", call.places), values.get("closes_on", call.closes_on))
    async with transaction():
        if not await call.store(version, **values):
            stored = await windows.get_call(actor, call.id)
            raise Stale(_("Somebody changed this while you were writing."), stored)
        if call.state is CallState.OPEN:
            await _record(actor, call, "changed")


async def open_call(actor: Actor, call: ExchangeCall) -> None:
    """Show a call to members. Raises Invalid without places, or when its last day is over."""
    require(policy.can_call(actor))
    _check_ready(call.places, call.closes_on)
    await _move(actor, call, CallState.OPEN, CallState.DRAFT, CallState.CLOSED)


async def close_call(actor: Actor, call: ExchangeCall) -> None:
    """Take no more applications; those that are there go on. A draft has none to close."""
    require(policy.can_call(actor))
    await _move(actor, call, CallState.CLOSED, CallState.OPEN)


async def _move(actor: Actor, call: ExchangeCall, target: CallState, *before: CallState) -> None:
    async with transaction():
        moved = ExchangeCall.filter(id=call.id, state__in=before)
        if not await moved.update(state=target, changed_at=clock.now()):
            raise Conflict(_("Somebody did this already."))
        call.state = target
        await _record(actor, call, str(target))


async def _record(actor: Actor, call: ExchangeCall, what: str) -> None:
    fact = events.CallMoved(
        call_id=call.id, state=what, closes_on=call.closes_on, revision=call.version
    )
    await outbox.record(actor, fact)


def _check_ready(places: int, closes_on: date) -> None:
    if places < 1:
        raise Invalid(places=_("At least one place is needed."))
    if closes_on < clock.now().date():
        raise Invalid(closes_on=_("The last day is over."))


def _check(values: dict[str, Any]) -> None:
    if values["closes_on"] < values["opens_on"]:
        raise Invalid(closes_on=_("The last day is before the first."))
    for field in ("purposes", "themes"):
        if not set(values.get(field, ())) <= taxonomy.codes(field):
            raise Invalid(**{field: _("Choose from the list.")})
    if not set(values.get("parts", ())) <= set(PIECES):
        raise Invalid(parts=_("Choose from the list."))
