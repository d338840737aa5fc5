"""Reading polls, and computing good times for a group from the one slot engine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

from network.centres import queries as centres
from network.kernel import clock, zones
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.kernel.holidays import days_off
from network.kernel.travel import Itinerary, Where, home_of, where, zone_of
from network.people import queries as people
from network.supervision import policy
from network.supervision.models import (
    Agreement,
    Poll,
    PollState,
    SeatState,
    SupervisionSession,
    Supervisor,
)
from network.supervision.queries import supervisors
from network.supervision.rules import fairness, groups
from network.supervision.rules import polls as rules
from network.supervision.rules import sessions as session_rules
from network.supervision.rules.fairness import Meeting, Member
from network.supervision.rules.polls import Candidate, Question
from network.supervision.rules.slots import Busy, Diary, Hours, Terms, free, to_minute

if TYPE_CHECKING:
    from network.centres.models import Centre

_USUAL_WEEKEND = (6, 7)
_HOURS = ((8, 19), (6, 22))  # of a peer group's members: their working day, or else a longer one
_PEER_STEP = 15  # minutes, so that clocks a quarter of an hour apart can meet
_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Between which days a group looks for a time, who has to come, and how many at least."""

    first_on: date
    last_on: date
    required: frozenset[UUID] = frozenset()
    fewest: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """Good starts, best first, with everybody's clocks and what they bore so far.

    `is_wide` when nothing fits into everybody's working day and longer days were looked at.
    """

    found: list[Candidate]
    clocks: Mapping[UUID, Member]
    sums: Mapping[UUID, int]
    is_wide: bool = False


# polls -------------------------------------------------------------------------------------------


async def get_poll(actor: Actor, poll_id: UUID) -> Poll:
    """A poll with its agreement, options and votes, if the actor may see the agreement."""
    found = await fresh(poll_id)
    return found if policy.can_see_agreement(actor, found.agreement) else _absent()


async def fresh(poll_id: UUID) -> Poll:
    """A poll as it is stored now, for those who were let in before."""
    query = Poll.get_or_none(id=poll_id).select_related("agreement__supervisor")
    found = await query.prefetch_related("options__votes")
    if found is None:
        return _absent()
    await found.agreement.fetch_related("parties")
    return found


async def polls_of(actor: Actor) -> list[Poll]:
    """Polls of the actor's groups: open ones first to close, then the latest settled ones."""
    agreements = await Agreement.filter(policy.agreements_visible_to(actor)).values_list(
        "id", flat=True
    )
    rows = (
        await Poll.filter(agreement_id__in=list(agreements))
        .order_by("-created_at")
        .limit(_MOST)
        .select_related("agreement__supervisor")
        .prefetch_related("options__votes")
    )
    await Agreement.fetch_for_list([row.agreement for row in rows], "parties")
    is_over = {row.id: row.state is not PollState.OPEN for row in rows}
    return sorted(rows, key=lambda row: (is_over[row.id], row.closes_at))


async def open_polls() -> list[UUID]:
    """Every poll that is not settled yet, first to close first."""
    rows = await Poll.filter(state=PollState.OPEN).order_by("closes_at").only("id")
    return [row.id for row in rows]


async def question_of(poll: Poll) -> Question:
    """What a poll asks, its options weighed by what they cost the group."""
    clocks = await clocks_of(groups.asked_of(poll.agreement))
    sums = await sums_of(poll.agreement_id, clocks)
    starts = [option.starts_at for option in poll.options]
    costs = {at: rules.weight(at, poll.minutes, clocks.values(), sums) for at in starts}
    return rules.question_of(poll, costs)


# clocks and what everybody bore ------------------------------------------------------------------


async def clocks_of(person_ids: Iterable[UUID]) -> dict[UUID, Member]:
    """By which clocks people live; never to be shown but through `people.names`."""
    wanted = list(person_ids)
    work = await centres.workers_of(wanted)
    rest = [who for who in wanted if who not in work]
    others = await people.people_of(rest) if rest else {}
    clocks = {who: person.zone for who, (person, _at) in work.items()}
    clocks |= {who: person.zone for who, person in others.items()}
    persons = [*(person for person, _at in work.values()), *others.values()]
    travel = await people.travel_of(person.id for person in persons if people.travels(person))
    centre = {who: rows[0] for who, (_person, rows) in work.items()}
    return {
        who: _member(who, where(clocks[who], travel.get(who, ())), centre.get(who))
        for who in wanted
        if who in clocks
    }


def _member(who: UUID, zone: Where, centre: "Centre | None") -> Member:
    year = clock.now().year
    return Member(
        id=who,
        zone=zone,
        weekend=frozenset((centre.weekend if centre else ()) or _USUAL_WEEKEND),
        days_off=days_off(centre.country, year - 1, year + 2) if centre else frozenset(),
    )


async def sums_of(agreement_id: UUID, clocks: Mapping[UUID, Member]) -> dict[UUID, int]:
    """What the sessions of a group cost each member so far, those to come included."""
    rows = await SupervisionSession.filter(
        agreement_id=agreement_id, state__in=session_rules.TAKES_TIME
    ).prefetch_related("places")
    sums = fairness.ledger(_meeting(row, clocks) for row in rows)
    least = min(sums.values(), default=0)
    return {who: sums.get(who, least) for who in clocks}


def _meeting(session: SupervisionSession, clocks: Mapping[UUID, Member]) -> Meeting:
    seated = [s.person_id for s in session.places if s.state is SeatState.TAKEN]
    came = [clocks[who] for who in (session.leader_id, *seated) if who in clocks]
    return Meeting(session.starts_at, session.minutes, came)


async def busy_at(person_ids: Iterable[UUID], starts_at: datetime, minutes: int) -> set[UUID]:
    """Who of some people has something else at a time."""
    ends_at = starts_at + timedelta(minutes=minutes)
    diaries = await supervisors.diaries_of(person_ids, starts_at, ends_at + _AROUND)
    start = to_minute(starts_at)
    return {who for who, diary in diaries.items() if _meets(diary, start, start + minutes)}


_AROUND = timedelta(hours=6)  # the longest buffer before something


def _meets(diary: Iterable[Busy], start: int, end: int) -> bool:
    return any(b.start - b.before < end and start < b.end + b.after for b in diary)


# good starts -------------------------------------------------------------------------------------


async def good_starts(agreement: Agreement, wanted: Wanted) -> Plan:
    """Starts at which a group could meet, the fairest first.

    Within the hours of its supervisor; a peer group meets within everybody's own working day.
    """
    clocks = await clocks_of(groups.asked_of(agreement))
    sums = await sums_of(agreement.id, clocks)
    leader = agreement.supervisor.person_id if agreement.supervisor else None
    diaries = await supervisors.diaries_between(
        [*clocks, *([leader] if leader else [])], wanted.first_on, wanted.last_on
    )
    if agreement.supervisor is not None:
        own = diaries.pop(agreement.supervisor.person_id)
        absent = await _beside_supervisor(
            agreement.supervisor, agreement.minutes, wanted, own, diaries
        )
        found = _weighed(absent, agreement.minutes, wanted, (clocks, sums))
        return Plan(found, clocks, sums)
    found = []
    for hours in _HOURS:
        absent = _among_peers(agreement.minutes, wanted, (clocks, diaries), hours)
        found = _weighed(absent, agreement.minutes, wanted, (clocks, sums))
        if any(not one.missing for one in found):
            return Plan(found, clocks, sums, is_wide=hours != _HOURS[0])
    return Plan(found, clocks, sums, is_wide=True)


async def _beside_supervisor(
    supervisor: Supervisor,
    minutes: int,
    wanted: Wanted,
    own: list[Busy],
    diaries: Mapping[UUID, list[Busy]],
) -> dict[datetime, set[UUID]]:
    """The supervisor's free starts, each with the members who have something else then."""
    diary = Diary(own, [diaries[who] for who in wanted.required if who in diaries])
    terms = await supervisors.terms_of(supervisor)
    slots = free(terms, diary, wanted.first_on, wanted.last_on, minutes, clock.now())
    return {
        slot.starts_at: {
            who
            for who, diary in diaries.items()
            if _meets(diary, slot.start, slot.start + slot.minutes)
        }
        for slot in slots
    }


def _among_peers(
    minutes: int,
    wanted: Wanted,
    members: tuple[Mapping[UUID, Member], Mapping[UUID, list[Busy]]],
    hours: tuple[int, int],
) -> dict[datetime, set[UUID]]:
    """Every start within somebody's day, each with those whose day or diary does not hold it."""
    clocks, diaries = members
    able = {
        who: {
            slot.starts_at
            for slot in free(
                _working_day(own, hours),
                Diary(diaries[who]),
                wanted.first_on,
                wanted.last_on,
                minutes,
                clock.now(),
            )
        }
        for who, own in clocks.items()
    }
    starts = set[datetime]().union(*able.values())
    return {start: {who for who in able if start not in able[who]} for start in starts}


def _working_day(own: Member, hours: tuple[int, int]) -> Terms:
    days = [day for day in range(1, 8) if day not in own.weekend]
    return Terms(
        zone=home_of(own.zone),
        travel=own.zone.stretches if isinstance(own.zone, Itinerary) else (),
        weekly=[Hours(day, hours[0] * 60, hours[1] * 60) for day in days],
        step=_PEER_STEP,
        after=0,
        window_days=365,
    )


def _weighed(
    absent: Mapping[datetime, set[UUID]],
    minutes: int,
    wanted: Wanted,
    members: tuple[Mapping[UUID, Member], Mapping[UUID, int]],
) -> list[Candidate]:
    """Starts to which enough people and all required ones can come, the fairest first."""
    clocks, sums = members
    weighed = (
        rules.candidate(start, minutes, missing, clocks.values(), sums)
        for start, missing in absent.items()
    )
    found = [
        one
        for one in weighed
        if not one.missing & wanted.required and len(clocks) - len(one.missing) >= wanted.fewest
    ]
    return rules.by_fairness(found)


def today_in(where: Where) -> date:
    """The day it is on somebody's clocks."""
    now = clock.now()
    return now.astimezone(zones.zone(zone_of(where, now))).date()


def _absent() -> NoReturn:
    raise NotFound
