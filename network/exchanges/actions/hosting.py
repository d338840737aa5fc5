"""Offering days for visits, asking hosts one after the other, and what a host answers."""

from datetime import date
from typing import Any
from uuid import UUID

from network import events, outbox
from network.centres import queries as centres
from network.centres.policy import is_confirmed
from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import moving, room
from network.exchanges.models.offers import ExchangeWindow, WindowState
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.queries import visits, windows
from network.exchanges.rules import offers
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, OfferState, Part, Reason
from network.kernel import clock, languages, taxonomy
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale, require
from network.kernel.i18n import _

_DAYS = ("first_on", "last_on", "least_days", "most_days")

# windows -----------------------------------------------------------------------------------------


async def draft_window(actor: Actor, centre_id: UUID, **values: Any) -> ExchangeWindow:
    """Write days on which a centre would have visitors; only its own people see a draft."""
    require(policy.can_offer(actor, centre_id))
    _check_window(values)
    async with transaction():
        return await ExchangeWindow.create(centre_id=centre_id, author_id=actor.person_id, **values)


async def edit_window(actor: Actor, window: ExchangeWindow, version: int, **values: Any) -> None:
    """Change a window. Raises Stale with what is stored if it changed meanwhile."""
    require(policy.can_offer(actor, window.centre_id))
    _check_window({name: getattr(window, name) for name in _DAYS} | values)
    if window.state is WindowState.PUBLISHED:
        _check_ready(window, values)
    async with transaction():
        if not await window.store(version, **values):
            stored = await windows.get_window(actor, window.id)
            raise Stale(_("Somebody changed this while you were writing."), stored)


async def publish_window(actor: Actor, window: ExchangeWindow) -> None:
    """Show a window to members.

    Raises Invalid without a purpose, when its days are over, and for a centre nobody confirmed,
    whose offers others would not see.
    """
    require(policy.can_offer(actor, window.centre_id))
    _check_ready(window, {})
    centre = (await centres.centres_by_id([window.centre_id]))[window.centre_id]
    if not is_confirmed(centre):
        raise Invalid(_("Confirm the entry of your centre first: others see only confirmed ones."))
    await _move_window(actor, window, WindowState.PUBLISHED)


async def withdraw_window(actor: Actor, window: ExchangeWindow) -> None:
    """Take a window back; visits agreed in it stand."""
    require(policy.can_offer(actor, window.centre_id))
    await _move_window(actor, window, WindowState.WITHDRAWN)


async def _move_window(actor: Actor, window: ExchangeWindow, target: WindowState) -> None:
    async with transaction():
        moved = ExchangeWindow.filter(id=window.id).exclude(state=target)
        if not await moved.update(state=target, changed_at=clock.now()):
            raise Conflict(_("Somebody did this already."))
        window.state = target
        fact = events.WindowMoved(
            window_id=window.id, centre_id=window.centre_id, state=str(target)
        )
        await outbox.record(actor, fact)


def _check_window(values: dict[str, Any]) -> None:
    """Raise Invalid with a message for each field that cannot be."""
    span = Span(values["first_on"], values["last_on"])
    least, most = values.get("least_days", 1), values.get("most_days", 0)
    wrong = {
        field: _("Choose from the list.")
        for field in ("purposes", "themes")
        if not set(values.get(field, ())) <= taxonomy.codes(field)
    }
    if not all(map(languages.is_language, values.get("languages", {}))):
        wrong["languages"] = _("Choose from the list.")
    if not 1 <= values.get("places", 1) <= offers.MOST_PLACES:
        wrong["places"] = _("At least one place is needed.")
    wrong |= _wrong_days(span, least, most)
    if wrong:
        raise Invalid(**wrong)


def _check_ready(window: ExchangeWindow, values: dict[str, Any]) -> None:
    """Raise Invalid when others could do nothing with what is shown to them."""
    if not values.get("purposes", window.purposes):
        raise Invalid(purposes=_("Choose at least one purpose, so that others find it."))
    if values.get("last_on", window.last_on) < clock.now().date():
        raise Invalid(last_on=_("These days are over."))


def _wrong_days(span: Span, least: int, most: int) -> dict[str, str]:
    if span.last_on < span.first_on:
        return {"last_on": _("The last day is before the first.")}
    if span.days > offers.MOST_DAYS:
        return {"last_on": _("Offer at most three years at once.")}
    if not 1 <= least <= span.days:
        return {"least_days": _("A visit has to fit between the first and the last day.")}
    if most and most < least:
        return {"most_days": _("The longest visit is shorter than the shortest.")}
    return {}


# asking and answering ----------------------------------------------------------------------------


async def ask_hosts(actor: Actor, visit: Visit) -> Visit:
    """Ask the first ranked host that could take the visitor; the others follow by themselves."""
    return await moving.move(actor, visit, Move.ASK_HOSTS)


async def accept(
    actor: Actor, visit: Visit, mentor_id: UUID, lang: str, days: tuple[date, date]
) -> Visit:
    """Say yes as the host: with a mentor of the own centre, a language, and first and last day.

    Raises Invalid for days on which the host has no room.
    """
    host = visit.host_centre_id
    if host is None or Part.HOST not in policy.parts_in(actor, visit):
        raise Forbidden
    staff = {m.person.id for m in await centres.members_of(host)}
    if mentor_id not in staff:
        raise Invalid(mentor=_("Choose somebody of your centre."))
    given = Request(starts_on=days[0], ends_on=days[1])
    with_whom = {"mentor_id": mentor_id, "lang": lang}
    async with transaction():
        moved = await moving.move(actor, visit, Move.ACCEPT, given, **with_whom)
        await room.check(moved, Span(*days), as_offered=True)
    return moved


async def decline(actor: Actor, visit: Visit, reason: Reason) -> Visit:
    """Say no as the host; the next one is asked at once. Visitors never learn who, or why."""
    async with transaction():
        stored = await moving.held(visit)
        require(Part.HOST in policy.parts_in(actor, stored))
        asked = HostChoice.filter(
            visit_id=stored.id,
            centre_id=stored.host_centre_id,
            state=OfferState.ASKED,
            expires_at__gt=clock.now(),
        )
        answered = await asked.update(
            state=OfferState.DECLINED,
            reason=str(reason),
            answered_at=clock.now(),
            answered_by_id=actor.person_id,
        )
        if not answered:
            raise Conflict(_("The time to answer is over, or this host was not asked."))
        await moving.catch_up(stored, actor)
    return await visits.fresh(visit.id)


async def withdraw_host(actor: Actor, visit: Visit, reason: Reason) -> Visit:
    """Take a host's yes back; another host is asked if there is one."""
    given = Request(reason=reason)
    async with transaction():
        moved = await moving.move(actor, visit, Move.HOST_WITHDRAWS, given)
        await moving.catch_up(moved)
    return await visits.fresh(visit.id)
