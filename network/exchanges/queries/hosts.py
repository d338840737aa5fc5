"""The ranked hosts of a visit: who could take the visitor, and until when one may answer."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from network.centres import policy as centres
from network.centres import queries as every_centre
from network.db import plain
from network.exchanges.models.offers import ExchangeWindow, WindowState
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.rules import dates, selection
from network.exchanges.rules.dates import Span
from network.exchanges.vocabulary import OfferState, VisitState
from network.kernel import clock, holidays

if TYPE_CHECKING:
    from network.centres.models import Centre

TAKES_ROOM = (VisitState.HOST_ACCEPTED, VisitState.CONFIRMED, VisitState.IN_PROGRESS)


def choices_of(visit_id: UUID) -> plain.Question[list[HostChoice]]:
    """The hosts of a visit with their centres and windows, as they are ranked."""
    which = "WHERE host_choice.visit_id = $1 ORDER BY host_choice.rank"
    return plain.records(HostChoice, which, visit_id, related=("centre", "window"))


async def current_choice(visit_id: UUID) -> HostChoice | None:
    """The host that is asked now, or said yes."""
    taken = (OfferState.ASKED, OfferState.ACCEPTED)
    query = HostChoice.filter(visit_id=visit_id, state__in=taken)
    return await query.first().select_related("centre", "window")


def current_of(choices: Iterable[HostChoice]) -> HostChoice | None:
    """The same, among those that were read already."""
    taken = (OfferState.ASKED, OfferState.ACCEPTED)
    return next((one for one in choices if one.state in taken), None)


def possible_among(
    visit: Visit, choices: Iterable[HostChoice], booked: Mapping[UUID, list[Span]]
) -> frozenset[UUID]:
    """The hosts not asked yet that could take this visitor: confirmed, open then, with room.

    `booked` are the days on which the centres have other visitors.
    """
    waiting = (one for one in choices if _may_be_asked(visit, one))
    return frozenset(one.id for one in waiting if _has_days(visit, one, booked))


async def clashes_at(choice: HostChoice, span: Span, visit_id: UUID) -> list[dates.Clash]:
    """Why a visit cannot be on these days at a host that has other visits; empty if it can."""
    booked = await booked_at([choice.centre_id], visit_id)
    return dates.clashes(span, _host(choice.centre, choice.window, booked[choice.centre_id]))


async def both_centres(visit: Visit) -> "list[Centre]":
    """The home centre and the host, as far as there is one."""
    ids = [key for key in (visit.home_centre_id, visit.host_centre_id) if key]
    return list((await every_centre.centres_by_id(ids)).values())


async def booked_at(
    centre_ids: Iterable[UUID], without: UUID | None = None
) -> dict[UUID, list[Span]]:
    """The days on which centres have visitors, but for one visit."""
    found: dict[UUID, list[Span]] = {key: [] for key in centre_ids}
    busy = Visit.filter(host_centre_id__in=list(found), state__in=TAKES_ROOM)
    for row in await (busy.exclude(id=without) if without else busy):
        if row.host_centre_id and row.first_on and row.last_on:
            found[row.host_centre_id].append(Span(row.first_on, row.last_on))
    return found


def answer_until(choice: HostChoice, asked_at: datetime) -> datetime:
    """Until when a host may answer, by its own weekends and public holidays."""
    zone = choice.centre.zone or "UTC"
    return selection.expires_at(asked_at, zone, working_week(choice.centre, asked_at.date()))


def working_week(centre: "Centre", around: date) -> dates.Week:
    """When a centre does not work, this year and the next: weekend, closures, public holidays."""
    days_off = holidays.days_off(centre.country, around.year, around.year + 1)
    free = tuple(Span(on, on) for on in sorted(days_off))
    week = open_week(centre)
    return dates.Week(weekend=week.weekend, closures=(*week.closures, *free))


def open_week(centre: "Centre") -> dates.Week:
    """When a centre can have nobody. Public holidays are marked to people, and refuse nothing."""
    closures = tuple(Span(*days) for days in every_centre.closures_of(centre))
    return dates.Week(weekend=frozenset(centre.weekend), closures=closures)


def _may_be_asked(visit: Visit, choice: HostChoice) -> bool:
    if choice.state is not OfferState.RANKED or choice.centre_id == visit.home_centre_id:
        return False
    is_open = choice.window is None or choice.window.state is WindowState.PUBLISHED
    return is_open and centres.is_confirmed(choice.centre)


def _has_days(visit: Visit, choice: HostChoice, booked: Mapping[UUID, list[Span]]) -> bool:
    """Whether a host has free days of the wanted length; without wanted days nobody can say."""
    if visit.from_on is None or visit.until_on is None or visit.days < 1:
        return True
    flexible = Span(max(visit.from_on, clock.now().date()), visit.until_on)
    host = _host(choice.centre, choice.window, booked.get(choice.centre_id, []))
    return dates.has_free_span(flexible, visit.days, host)


def _host(centre: "Centre", window: ExchangeWindow | None, booked: list[Span]) -> dates.Host:
    """A host as the rules see it."""
    return dates.Host(
        windows=(Span(window.first_on, window.last_on),) if window else (),
        week=open_week(centre),
        at_once=window.places if window else 1,
        booked=tuple(booked),
    )
