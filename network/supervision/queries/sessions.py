"""Reading sessions, as far as the actor may see them."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import NoReturn
from uuid import UUID

from tortoise.expressions import Q
from tortoise.functions import Sum

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.supervision import policy
from network.supervision.models import (
    SeatState,
    SessionState,
    SupervisionSession,
)
from network.supervision.rules import sessions as rules

_WITH = ("places", "moves", "agreement__parties", "agreement__supervisor")
_MOST = 200
_LONGEST = timedelta(hours=12)
_BETWEEN = timedelta(days=100)  # from one session of a series to the next


async def get_session(actor: Actor, session_id: UUID) -> SupervisionSession:
    """A session with its seats, moves and agreement, if the actor may see it."""
    seen = SupervisionSession.filter(policy.sessions_visible_to(actor), id=session_id)
    rows = seen.distinct().select_related("agreement__supervisor")
    found = await rows.prefetch_related("places", "moves")
    if not found:
        return _absent()
    if found[0].agreement is not None:
        await found[0].agreement.fetch_related("parties")
    return found[0]


async def fresh(session_id: UUID) -> SupervisionSession:
    """A session as it is stored now, with all it needs; for actions that were let in before."""
    found = await SupervisionSession.get_or_none(id=session_id).prefetch_related(*_WITH)
    return found or _absent()


async def own_sessions(actor: Actor, *, past: bool = False) -> list[SupervisionSession]:
    """Sessions the actor leads or has a seat in: coming ones first to last, past ones back."""
    mine = Q(leader_id=actor.person_id) | Q(
        places__person_id=actor.person_id, places__state__not=SeatState.LEFT
    )
    now = clock.now()
    related = ("places", *(() if past else ("moves",)))
    query = SupervisionSession.filter(mine).distinct().prefetch_related(*related)
    if past:
        return await query.filter(starts_at__lt=now).order_by("-starts_at").limit(_MOST)
    rows = await query.filter(starts_at__gte=now - _LONGEST).order_by("starts_at").limit(_MOST)
    return [row for row in rows if rules.is_coming(row, now)]


async def group_sessions(agreement_id: UUID) -> list[SupervisionSession]:
    """Coming sessions under an agreement, first to last."""
    now = clock.now()
    rows = (
        await SupervisionSession.filter(
            agreement_id=agreement_id, state__in=rules.LIVE, starts_at__gt=now
        )
        .order_by("starts_at")
        .prefetch_related("places")
    )
    return [row for row in rows if rules.is_coming(row, now)]


async def led_by(person_id: UUID) -> list[SupervisionSession]:
    """Coming sessions that somebody leads, first to last."""
    now = clock.now()
    rows = SupervisionSession.filter(
        leader_id=person_id, state__in=rules.LIVE, starts_at__gt=now
    ).order_by("starts_at")
    return [row for row in await rows.prefetch_related(*_WITH) if rules.is_coming(row, now)]


async def of_series(series_id: UUID, since: datetime | None = None) -> list[SupervisionSession]:
    """The sessions of a series that can still change, from an instant on."""
    query = SupervisionSession.filter(series_id=series_id, state__in=rules.LIVE)
    if since is not None:
        query = query.filter(starts_at__gte=since)
    now = clock.now()
    rows = await query.order_by("starts_at").prefetch_related(*_WITH)
    return [row for row in rows if rules.can_change(row, now)]


async def revision_of(series_id: UUID) -> int:
    """A number that grows with every change to any session of a series."""
    rows = SupervisionSession.filter(series_id=series_id).annotate(total=Sum("version"))
    totals = await rows.group_by("series_id").values_list("total", flat=True)
    return int(str(totals[0])) if totals else 0


async def series_until(
    limit: datetime,
) -> list[tuple[SupervisionSession, SupervisionSession]]:
    """Coming sessions of series nobody was warned of, each with the one before it."""
    now = clock.now()
    rows = (
        await SupervisionSession.filter(
            series_id__not_isnull=True,
            state=SessionState.CONFIRMED,
            starts_at__gt=now - _BETWEEN,
            starts_at__lte=limit,
        )
        .order_by("series_id", "starts_at")
        .prefetch_related("places")
    )
    return [
        (before, after)
        for before, after in pairwise(rows)
        if before.series_id == after.series_id and after.starts_at > now and after.warned_at is None
    ]


async def under_other_rules(version: str) -> list[SupervisionSession]:
    """Coming sessions whose instant was made with another version of the zone rules."""
    return (
        await SupervisionSession.filter(
            state__in=rules.LIVE, starts_at__gt=clock.now(), tz_version__not=version
        )
        .order_by("starts_at")
        .prefetch_related(*_WITH)
    )


async def others_at(session: SupervisionSession, starts_at: datetime) -> list[SupervisionSession]:
    """Other sessions that would take somebody's time if this one were at another start."""
    people = people_in(session)
    ends = starts_at + timedelta(minutes=session.minutes)
    query = Q(leader_id__in=people) | Q(places__person_id__in=people, places__state=SeatState.TAKEN)
    rows = await SupervisionSession.filter(
        query,
        state__in=rules.TAKES_TIME,
        starts_at__gt=starts_at - _LONGEST,
        starts_at__lt=ends + _LONGEST,
    ).distinct()
    own = starts_at - timedelta(minutes=session.before), ends + timedelta(minutes=session.after)
    return [row for row in rows if row.id != session.id and _meets(rules.span(row), own)]


def _meets(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def people_in(session: SupervisionSession) -> list[UUID]:
    """Everybody who comes: who leads it, then those with a seat."""
    seated = [s.person_id for s in session.places if s.state is SeatState.TAKEN]
    return [session.leader_id, *seated]


def waiting_in(session: SupervisionSession) -> list[UUID]:
    """Those without a seat who would like one, or are being offered one."""
    waits = (SeatState.WAITING, SeatState.OFFERED)
    return [seat.person_id for seat in session.places if seat.state in waits]


def _absent() -> NoReturn:
    raise NotFound
