"""Reading exchange windows and calls, as far as the actor may see them, and when there is room."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NoReturn
from uuid import UUID

from network.centres import policy as centres
from network.exchanges import policy
from network.exchanges.models.offers import ExchangeCall, ExchangeWindow
from network.exchanges.queries import hosts
from network.exchanges.rules import dates, offers
from network.exchanges.rules.dates import Span
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound

_MOST = 500


@dataclass(frozen=True, slots=True)
class Offered:
    """A window with the days on which its host has room for a visit."""

    window: ExchangeWindow
    free: tuple[Span, ...]


async def get_window(actor: Actor, window_id: UUID) -> ExchangeWindow:
    """A window with its centre, if the actor may see it."""
    found = await ExchangeWindow.get_or_none(id=window_id).select_related("centre")
    is_seen = found is not None and policy.can_see_window(actor, found, today())
    return found if found and is_seen else _absent()


async def windows_for(actor: Actor, purpose: str = "") -> list[ExchangeWindow]:
    """The windows the actor sees with their centres, for one purpose or any, soonest first."""
    query = ExchangeWindow.filter(policy.windows_visible_to(actor, today()))
    found = await query.order_by("first_on", "id").limit(_MOST).select_related("centre")
    return [one for one in found if not purpose or purpose in one.purposes]


async def open_windows(actor: Actor, purpose: str = "") -> list[ExchangeWindow]:
    """The offers that stand and the actor sees, with their centres, soonest first."""
    return [one for one in await windows_for(actor, purpose) if offers.is_out(one, today())]


async def latest_window(actor: Actor) -> ExchangeWindow | None:
    """The window last written for a centre the actor coordinates."""
    own = ExchangeWindow.filter(centre_id__in=list(actor.coordinated_ids))
    return await own.order_by("-created_at").first()


async def with_room(actor: Actor, windows: Iterable[ExchangeWindow]) -> list[Offered]:
    """Windows with the days on which there is room: places, visits a quarter, weekends, closures.

    The weekend of a centre that is not named to the actor counts for nothing, so that its free
    days do not tell where it is.
    """
    found = list(windows)
    booked = await hosts.booked_at({one.centre_id for one in found}) if found else {}
    return [Offered(one, _free(actor, one, booked[one.centre_id])) for one in found]


def today() -> date:
    return clock.now().date()


def _free(actor: Actor, window: ExchangeWindow, booked: list[Span]) -> tuple[Span, ...]:
    left = offers.left_of(window, today())
    if left is None:
        return ()
    week = hosts.open_week(window.centre)
    if not centres.can_view(actor, window.centre):
        week = replace(week, weekend=frozenset())
    host = dates.Host(week=week, at_once=window.places, booked=tuple(booked))
    return tuple(offers.stretches(left, window.least_days, host))


async def get_call(actor: Actor, call_id: UUID) -> ExchangeCall:
    """A call, if the actor may see it."""
    found = await ExchangeCall.get_or_none(id=call_id)
    return found if found and policy.can_see_call(actor, found) else _absent()


async def calls_for(actor: Actor) -> list[ExchangeCall]:
    """The calls the actor sees, those that close last on top."""
    query = ExchangeCall.filter(policy.calls_visible_to(actor))
    return await query.order_by("-closes_on", "id").limit(_MOST)


async def open_calls(actor: Actor) -> list[ExchangeCall]:
    """The calls that take applications today, those that close first on top."""
    query = ExchangeCall.filter(policy.calls_visible_to(actor), closes_on__gte=today())
    found = await query.order_by("closes_on", "id").limit(_MOST)
    return [call for call in found if offers.takes(call, today())]


def _absent() -> NoReturn:
    raise NotFound
