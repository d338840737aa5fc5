"""Lists cost the same for one row and for three, and most pages at most eight queries."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from network.centres.actions import finding, importing
from network.centres.models import Centre
from network.expertise import actions as expertise_actions
from network.expertise.models import Kind, Listing
from network.kernel import clock
from network.knowledge.actions import marking
from network.knowledge.models import Collection, Item, Result
from network.people.models import Person
from network.supervision.actions import booking, hours, polls, recording, urgent, waiting
from network.supervision.models import (
    Agreement,
    AgreementState,
    Answer,
    Attendance,
    DatesKind,
    HoursEntry,
    Party,
    PartyRole,
    PartyState,
    Poll,
    Statement,
    SupervisionSession,
    Supervisor,
    SupervisorDates,
    SupervisorState,
)
from network.supervision.models import Kind as SupervisionKind
from network.supervision.queries import agreements as agreement_queries
from network.supervision.queries import polls as poll_queries
from network.supervision.queries import sessions
from network.supervision.rules.records import Presence, Report
from tests.browser_client import Browser
from tests.factories import (
    actor,
    coordinator_of,
    make_admin,
    make_centre,
    make_coordinator,
    make_listing,
    make_member,
)
from tests.knowledge.makers import make_draft, make_item
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

MOST = 8
MOST_OF = {
    # free times look at diaries, at calendars elsewhere and at dates out of the usual
    "/supervision": 9,
    "/supervision?language=en": 9,
    "/supervision/{supervisor}": 9,
    "/supervision/why": 9,
    # whose calendars have seen a session
    "/supervision/sessions": 9,
    "/supervision/sessions/{session}": 10,
    # these compute from everybody's diaries, sessions and clocks
    "/supervision/hours": 10,
    "/supervision/agreements/{group}/planner": 13,
    "/supervision/polls/{poll}": 13,
    "/supervision/urgent": 12,
    # a word that nobody wrote is looked for among those that are near
    "/search?q=exersise": 9,
    # today asks every slice what waits, at most once
    "/today": 12,
    "/today?sessions": 12,
    "/today?polls": 12,
    "/today?hours": 12,
    "/today?urgent": 12,
    # an item has a trail, citations, files and the reader's marks
    "/knowledge/{item}": 10,
    "/knowledge/{item}/versions": 9,
}


class _Statements(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage().strip()
        if text.upper().startswith(("SELECT", "WITH", "UPDATE", "INSERT", "DELETE")):
            self.found.append(text[:160])


@contextmanager
def statements() -> Iterator[list[str]]:
    """All statements sent to the database meanwhile."""
    log, handler = logging.getLogger("tortoise.db_client"), _Statements()
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        yield handler.found
    finally:
        log.setLevel(before)
        log.removeHandler(handler)


@dataclass
class World:
    """A reader with a centre, an offer and a need of its own."""

    reader: Person
    admin: Person
    centre: Centre
    offer: Listing
    need: Listing


async def _world() -> World:
    centre = await make_centre()
    reader = await make_coordinator(centre)
    owner = await actor(reader)
    offer = await make_listing(centre, owner=owner, capacity=50)
    need = await make_listing(centre, owner=owner, kind=Kind.NEED)
    return World(reader, await make_admin(), centre, offer, need)


async def _add_centre(world: World) -> None:
    centre = await make_centre(name="Garden house", codes=["SV-PSY", "TH-PAIN"])
    await make_coordinator(centre)


async def _add_listing(world: World) -> None:
    await make_listing(title="Physiotherapy for chronic pain", summary="Groups and walks")


async def _add_to_centre(world: World) -> None:
    await make_member(world.centre, profession="PR-PSY")
    await make_listing(world.centre, owner=await actor(world.reader))


async def _add_person(world: World) -> None:
    person = await make_member(position="Gardener")
    await finding.index_person(person.id)


async def _add_request(world: World) -> None:
    other = await make_centre()
    await expertise_actions.ask_contact(
        await coordinator_of(other), other.id, world.centre, world.offer, "Hello"
    )


async def _add_answer(world: World) -> None:
    other = await make_centre()
    await expertise_actions.answer_need(
        await coordinator_of(other),
        world.need,
        other.id,
        text="We can",
        from_on=None,
        until_on=None,
    )


async def _add_import(world: World) -> None:
    table = b"name,country\nMaison du Baobab,SN\n"
    await importing.prepare_import(await actor(world.admin), "a.csv", table)


# supervision -------------------------------------------------------------------------------------

_A_DAY = timedelta(days=1)


async def _supervisor_of(world: World) -> Supervisor:
    """The reader as a supervisor."""
    found = await Supervisor.get_or_none(person=world.reader)
    return found or await make_supervisor(world.reader, takes_urgent=True)


def _at(days: float) -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0) + days * _A_DAY


async def _add_supervisor(world: World) -> None:
    del world
    await make_supervisor(codes=["AP-GROUP"])


async def _add_proposed(world: World) -> None:
    del world
    await make_supervisor(state=SupervisorState.PROPOSED)
    await make_supervisor(verified_at=clock.now())


async def _add_agreement(world: World) -> None:
    own = await _supervisor_of(world)
    await make_agreement(own, await make_member(), kind=SupervisionKind.INDIVIDUAL)
    await make_agreement(await make_supervisor(), world.reader, await make_member())


async def _add_waiver(world: World) -> None:
    del world
    asked: dict[str, Any] = {"state": AgreementState.REQUESTED, "is_line_manager": True}
    await make_agreement(await make_supervisor(), await make_member(), **asked)


async def _add_session(world: World) -> None:
    """One to lead, one to go to, one asked for and one to record."""
    member, n = await make_member(), await SupervisionSession.all().count() + 2
    own, other = await _supervisor_of(world), await make_supervisor()
    mine = await make_agreement(own, member)
    theirs = await make_agreement(other, world.reader)
    await _book(own, mine, member, _at(n))
    await _book(other, theirs, world.reader, _at(n + 0.5))
    own.needs_confirming = True
    await _book(own, mine, member, _at(n + 0.25))
    with clock.at(clock.now() - timedelta(days=n + 9)):
        own.needs_confirming = False
        await _book(own, mine, member, _at(1))
        await _book(other, theirs, world.reader, _at(2))


async def _book(
    supervisor: Supervisor, agreement: Agreement, member: Person, start: datetime
) -> SupervisionSession:
    wish = booking.Wish(starts_at=start, minutes=60)
    return await booking.book(await actor(member), supervisor, agreement, wish)


async def _add_hours(world: World) -> None:
    """A session recorded and signed, one signed by somebody the reader supervised."""
    await _add_session(world)
    own, now = await _supervisor_of(world), clock.now()
    for session in await SupervisionSession.filter(starts_at__lt=now, recorded_at=None):
        await _record(session)
    await _certify(world)
    entries = await HoursEntry.filter(session__leader_id=own.person_id, role="received")
    for entry in entries:
        month = entry.held_on.replace(day=1)
        key: dict[str, Any] = {"person_id": entry.person_id, "month": month, "rule_set": "network"}
        plain: dict[str, Any] = {"fingerprint": "x", "signed_at": now}
        await Statement.get_or_create(plain, **key)


async def _record(session: SupervisionSession) -> None:
    stored = await sessions.fresh(session.id)
    present = {seat.person_id: Presence(Attendance.PRESENT) for seat in stored.places}
    report = Report(minutes=60, presences=present, restorative=0, themes=["ST-BOUND"])
    leader = await Person.get(id=session.leader_id)
    await recording.record(await actor(leader), stored, report)


async def _certify(world: World) -> None:
    today = clock.now().date()
    span: dict[str, Any] = {"first_on": today - 60 * _A_DAY, "last_on": today}
    wanted = hours.Wanted(name="Somebody", rule_set="network", **span)
    await hours.issue(await actor(world.reader), wanted)


async def _add_poll(world: World) -> None:
    supervisor = await make_supervisor()
    agreement = await _group_of(supervisor, world.reader)
    await _ask_time(agreement)
    await _ask_time(await _group_of(await _supervisor_of(world), await make_member()))


async def _group_of(supervisor: Supervisor, *members: Person) -> Agreement:
    return await make_agreement(supervisor, *members, kind=SupervisionKind.GROUP)


async def _ask_time(agreement: Agreement) -> None:
    assert agreement.supervisor is not None
    leader = await actor(await Person.get(id=agreement.supervisor.person_id))
    starts = [_at(9), _at(10)]
    new = polls.NewPoll(starts=starts, closes_at=_at(4))
    await polls.open_poll(leader, agreement, new)


async def _add_member(world: World) -> None:
    """One more in the reader's group, with a seat, an answer to its poll, or on the list."""
    agreement = await _own_group(world)
    member = await make_member()
    plain: dict[str, Any] = {"role": PartyRole.SUPERVISEE, "state": PartyState.SIGNED}
    await Party.create(agreement=agreement, person=member, signed_edition=1, **plain)
    agreement = await agreement_queries.fresh(agreement.id)
    if not await SupervisionSession.filter(agreement_id=agreement.id).exists():
        wish = booking.GroupWish(starts_at=_at(9), minutes=60, zone="Europe/Berlin")
        await booking.plan_group(await actor(world.reader), agreement, wish)
        await _ask_time(agreement)
        return
    session = await SupervisionSession.get(agreement_id=agreement.id)
    await waiting.join(await actor(member), await sessions.fresh(session.id))
    poll = await poll_queries.fresh((await Poll.get(agreement_id=agreement.id)).id)
    await polls.answer(await actor(member), poll, {o.id: Answer.YES for o in poll.options})


async def _own_group(world: World) -> Agreement:
    own = await _supervisor_of(world)
    found = await Agreement.get_or_none(supervisor=own, kind=SupervisionKind.GROUP)
    given: dict[str, Any] = {"kind": SupervisionKind.GROUP, "most_members": 2}
    return found or await make_agreement(own, await make_member(), **given)


async def _add_dates(world: World) -> None:
    own, n = await _supervisor_of(world), await SupervisorDates.all().count()
    on = (clock.now() + timedelta(days=20 + n)).date()
    await _add_session(world)
    for kind in (DatesKind.AWAY, DatesKind.CLOSED):
        await SupervisorDates.create(supervisor=own, kind=kind, first_on=on, last_on=on)


async def _add_urgent(world: World) -> None:
    await _supervisor_of(world)
    member = await make_member()
    await urgent.ask(await actor(member), ["en"])


async def _add_item(world: World) -> None:
    """Items of the reader and of others, the first with an adaptation, a trial and a citation."""
    own = await actor(world.reader)
    item = await Item.filter(owner_id=world.reader.id, kind="KT-GUID").order_by("id").first()
    item = item or await make_item(own)
    other = await actor(await make_member())
    details = {"from_item": str(item.id), "changed": "Shorter", "failed": "Evenings"}
    await make_item(other, kind="KT-ADAP", details=details)
    await make_item(own, kind="KT-LESS")
    await make_draft(own)
    today, centre_id = clock.now().date(), next(iter(other.centre_ids))
    await marking.tell_trial(other, item, centre_id, Result.WORKED, "", today)
    await marking.cite(own, item, marking.Source("A ministry", "A report", today))
    made = await marking.make_collection(own, "Pain", "", is_shared=True)
    first = await Collection.all().order_by("id").first()
    for one in await Item.filter(state="published"):
        await marking.collect(own, first or made, one)


Add = Callable[[World], Awaitable[None]]
PAGES: dict[str, Add] = {
    "/centres": _add_centre,
    "/centres?q=garden": _add_centre,
    "/centres?q=gardn&about=TH-PAIN": _add_centre,
    "/expertise": _add_listing,
    "/expertise?q=physiotherapy": _add_listing,
    "/expertise?q=physioterapy": _add_listing,
    "/centres/{slug}": _add_to_centre,
    "/expertise/{offer}": _add_listing,
    "/expertise/{need}": _add_answer,
    "/people?q=gardener": _add_person,
    "/requests": _add_request,
    "/notices": _add_request,
    "/today": _add_request,
    "/centre/{centre}": _add_to_centre,
    "/centre/{centre}/people": _add_to_centre,
    "/centre/{centre}/history": _add_to_centre,
}
SUPERVISION: dict[str, Add] = {
    "/today?sessions": _add_session,
    "/today?polls": _add_poll,
    "/today?hours": _add_hours,
    "/today?urgent": _add_urgent,
    "/notices?sessions": _add_session,
    "/supervision": _add_supervisor,
    "/supervision?language=en": _add_supervisor,
    "/supervision/{supervisor}": _add_session,
    "/supervision/{reader}/slots.json": _add_session,
    "/supervision/sessions": _add_session,
    "/supervision/sessions?past=1": _add_session,
    "/supervision/sessions/{session}": _add_member,
    "/supervision/sessions/{session}/waiting": _add_member,
    "/supervision/sessions/{session}/cancellation": _add_member,
    "/supervision/sessions/{session}/move": _add_member,
    "/supervision/agreements": _add_agreement,
    "/supervision/agreements/{group}": _add_member,
    "/supervision/agreements/{group}/edit": _add_member,
    "/supervision/agreements/{group}/series": _add_member,
    "/supervision/agreements/{group}/planner": _add_member,
    "/supervision/hours": _add_hours,
    "/supervision/certificates/new": _add_hours,
    "/supervision/polls": _add_poll,
    "/supervision/polls/{poll}": _add_member,
    "/supervision/urgent": _add_urgent,
    "/supervision/availability": _add_dates,
    "/supervision/why": _add_dates,
    "/supervision/away": _add_dates,
    "/supervision/profile": _add_dates,
}
DESK: dict[str, Add] = {
    "/desk": _add_centre,
    "/desk/centres": _add_centre,
    "/desk/imports": _add_import,
    "/desk/mail": _add_request,
    "/desk/supervisors": _add_proposed,
    "/desk/waivers": _add_waiver,
}
KNOWLEDGE: dict[str, Add] = {
    "/knowledge": _add_item,
    "/knowledge?topic=TH-PAIN": _add_item,
    "/search": _add_item,
    "/search?q=exercise": _add_item,
    "/search?q=exersise": _add_item,
    "/search?q=exercise&kind=knowledge&language=en": _add_item,
    "/knowledge/mine": _add_item,
    "/knowledge/{item}": _add_item,
    "/knowledge/{item}/versions": _add_item,
    "/knowledge/collections": _add_item,
    "/knowledge/collections/{collection}": _add_item,
}
ALL = PAGES | SUPERVISION | KNOWLEDGE | DESK


async def _cost(browser: Browser, url: str) -> list[str]:
    await browser.get(url)  # what a process learns once is no cost of a page
    with statements() as found:
        page = await browser.get(url)
    assert page.status_code == 200
    return list(found)


@pytest.mark.parametrize("add", dict.fromkeys(ALL.values()), ids=lambda add: add.__name__)
async def test_lists_cost_the_same_for_one_row_and_for_three(add: Add, browser: Browser) -> None:
    world = await _world()
    async with Browser(browser.portal) as desk:
        await desk.sign_in_as(world.admin)
        await browser.sign_in_as(world.reader)
        await add(world)
        keys = await _keys(world)
        pages = {
            url: (desk if url in DESK else browser, url.format(**keys))
            for url, its_add in ALL.items()
            if its_add is add
        }
        one = {url: await _cost(*page) for url, page in pages.items()}

        await add(world)
        await add(world)
        three = {url: await _cost(*page) for url, page in pages.items()}

    assert {u: (one[u], found) for u, found in three.items() if len(found) != len(one[u])} == {}
    assert {u: found for u, found in three.items() if len(found) > MOST_OF.get(u, MOST)} == {}


async def _keys(world: World) -> dict[str, Any]:
    """What addresses name, as far as it is there."""
    other = await Supervisor.exclude(person=world.reader).first()
    group = await Agreement.filter(kind=SupervisionKind.GROUP).first()
    session = await SupervisionSession.first()
    poll = await Poll.first()
    item = await Item.filter(owner_id=world.reader.id, kind="KT-GUID").order_by("id").first()
    collection = await Collection.all().order_by("id").first()
    return {
        "slug": world.centre.slug,
        "centre": world.centre.id,
        "offer": world.offer.id,
        "need": world.need.id,
        "reader": world.reader.id,
        "supervisor": other and other.person_id,
        "group": group and group.id,
        "session": session and session.id,
        "poll": poll and poll.id,
        "item": item and item.id,
        "collection": collection and collection.id,
    }
