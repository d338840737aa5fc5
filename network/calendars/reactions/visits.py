"""From facts of exchange visits to entries: whole days, programmes, and what is due when.

An entry never says why, nor where: who may know that reads it on the visit's page.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from network import events
from network.calendars.actions import entries
from network.calendars.actions.entries import Planned, Source
from network.calendars.models.feeds import Purpose, Status
from network.centres import queries as centres
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.moves import Calendar
from network.outbox import Reactions

_STATUS: dict[str, Status] = {
    Calendar.TENTATIVE: Status.TENTATIVE,
    Calendar.CONFIRMED: Status.CONFIRMED,
    Calendar.MOVED: Status.CONFIRMED,
}
_CENTRES = {"visit_home": "visit_away", "visit_host": "visit_here"}
_DUE_IN = {  # the states of a visit in which there is still something to do
    "visit_answer": ("host_pending",),
    "visit_dates": ("host_pending", "host_accepted", "postponed"),
    "visit_report": ("report_due", "ended_early"),
    "visit_reading": ("report_review",),
    "visit_follow_3": ("sharing",),
    "visit_follow_6": ("sharing",),
}


# visits ------------------------------------------------------------------------------------------


async def visit_moved(fact: events.VisitMoved) -> None:
    if fact.calendar in _STATUS and _days(fact) is not None:
        await _show(fact, _STATUS[fact.calendar])
    elif fact.calendar in (Calendar.CANCELLED, *_STATUS):
        await _cancel(fact)
    over = [kind for kind, states in _DUE_IN.items() if fact.state not in states]
    await entries.settle_kinds(over, fact.visit_id, fact.version)


def _days(fact: events.VisitMoved) -> tuple[date, date] | None:
    """The days agreed; None without any, and for a visit that ended before it began."""
    if fact.first_on is None or fact.last_on is None or fact.last_on < fact.first_on:
        return None
    return fact.first_on, fact.last_on


async def _show(fact: events.VisitMoved, status: Status) -> None:
    kind = "virtual_visit" if fact.is_virtual else "visit"
    planned = _planned(fact, Purpose.VISITS, kind, status)
    await entries.put(_source("visit", fact), planned, _meeting(fact))
    for name, people in (await _offices(fact)).items():
        shown = "visit_online" if fact.is_virtual else _CENTRES[name]
        planned = _planned(fact, Purpose.CENTRE, shown, status)
        await entries.put(_source(name, fact), planned, dict.fromkeys(people))


async def _cancel(fact: events.VisitMoved) -> None:
    planned = _planned(fact, Purpose.VISITS, "visit", Status.CANCELLED)
    await entries.cancel(_source("visit", fact), planned, fact.members)
    for name in _CENTRES:
        await entries.cancel_all(_source(name, fact))


def _source(name: str, fact: events.VisitMoved) -> Source:
    return Source(kind=name, id=fact.visit_id, revision=fact.revision)


def _planned(fact: events.VisitMoved, purpose: Purpose, kind: str, status: Status) -> Planned:
    today = clock.now().date()
    first_on, last_on = _days(fact) or (today, today)
    return Planned(purpose=purpose, kind=kind, starts=first_on, ends=last_on, status=status)


def _meeting(fact: events.VisitMoved) -> Mapping[UUID, UUID | None]:
    """The visitor meets the mentor, the others the visitor."""
    found: dict[UUID, UUID | None] = dict.fromkeys(fact.members, fact.visitor_id)
    if fact.visitor_id in found:
        found[fact.visitor_id] = fact.mentor_id
    return found


async def _offices(fact: events.VisitMoved) -> dict[str, list[UUID]]:
    """Who coordinates the centre somebody leaves, and the one where they arrive."""
    ids = {"visit_home": fact.home_centre_id, "visit_host": fact.host_centre_id}
    return {
        name: await centres.holders_of(centre_id, Role.COORDINATOR)
        for name, centre_id in ids.items()
        if centre_id is not None
    }


# programmes --------------------------------------------------------------------------------------


async def programme_item_moved(fact: events.ProgrammeItemMoved) -> None:
    source = Source(kind="programme", id=fact.item_id, revision=fact.revision)
    planned = Planned(
        purpose=Purpose.VISITS,
        kind="programme",
        starts=fact.starts_at,
        ends=fact.starts_at + timedelta(minutes=fact.minutes),
        part_of=fact.visit_id,
    )
    if fact.is_removed:
        await entries.cancel(source, planned, fact.members)
        await entries.cancel_all(source)
    else:
        await entries.put(source, planned, dict.fromkeys(fact.members))


# deadlines ---------------------------------------------------------------------------------------


async def deadline_set(fact: events.VisitDeadlineSet) -> None:
    source = Source(kind=fact.what, id=fact.visit_id, revision=fact.revision)
    day = fact.due_on or clock.now().date()
    planned = _due(Purpose.DEADLINES, fact.what, day)
    if fact.due_on is None:
        await entries.settle_for(source, planned, fact.told)
    elif not await entries.is_outdated(source):
        await entries.settle(source)
        await entries.put(source, planned, dict.fromkeys(fact.told), is_whole=False)


async def call_moved(fact: events.CallMoved) -> None:
    """The last day of a call, for those who help others to apply."""
    source = Source(kind="call", id=fact.call_id, revision=fact.revision)
    if fact.state == "closed" or fact.closes_on is None:
        await entries.settle(source)
    else:
        planned = _due(Purpose.NETWORK, "call", fact.closes_on)
        await entries.put(source, planned, dict.fromkeys(await centres.coordinator_ids()))


def _due(purpose: Purpose, kind: str, day: date) -> Planned:
    return Planned(purpose=purpose, kind=kind, starts=day, ends=day)


REACTIONS: Reactions = {
    events.VisitMoved: visit_moved,
    events.ProgrammeItemMoved: programme_item_moved,
    events.VisitDeadlineSet: deadline_set,
    events.CallMoved: call_moved,
}
