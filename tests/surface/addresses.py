"""Every address of every route for every object of the demonstration, and who has a right to it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from uuid import UUID

from starlette.routing import Route

from network import outbox
from network.calendars.actions import outside
from network.calendars.models.feeds import Entry, Feed
from network.calendars.models.outside import BusyTime, OutsideCalendar
from network.centres.actions import staff
from network.centres.models import Contact, ImportBatch
from network.expertise import actions as expertise
from network.expertise import queries as listings
from network.expertise.models import Answer, ContactRequest, Kind, Listing
from network.kernel import clock
from network.kernel.actor import Role
from network.knowledge.models import ReadingFeed
from network.notifications.models import Notice, QueuedMail
from network.people.models import Invitation, Person, Session, Stay
from network.routes import routes
from network.searches.models import SavedSearch
from network.supervision.models import (
    Agreement,
    Certificate,
    PartyState,
    Poll,
    SeatState,
    Statement,
    SupervisionSession,
    Supervisor,
    SupervisorDates,
    UrgentRequest,
)
from network.supervision.models import (
    Kind as SupervisionKind,
)
from network.wellbeing.queries.releases import WHOLE
from tests.factories import actor
from tests.surface import check_ins, library, visits, workshops
from tests.surface.conftest import Network

WORDS = frozenset({WHOLE})  # names of objects that are words of any text too
ABSENT = UUID("0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e")
COORDINATORS = {key: f"{key}-1" for key in ("LUM", "MTA", "SYC", "ARO", "LAK", "HIM")}
_FIXED = {  # parts that are no object
    "language": "fr",
    "rule_set": "network",
    "act": "pause",
    "lang": "fr",
    "format": "md",
    "topic": "TH-PAIN",
    "months": "3",
    "move": "endorse",
    "piece": "content",
    "part": "summary",
    "axis": "centre",
}
_FIXED_IN = {
    "visits:select": {"act": "waiting"},
    "visits:desk-state": {"state": "confirmed"},
    "workshops:move": {"move": "cancel"},
    "workshops:make-move": {"move": "cancel"},
    "workshops:decide-one": {"move": "remove"},
    "workshops:outcome-part": {"part": "purpose"},
    "workshops:save-outcome-part": {"part": "purpose"},
}


def _fixed(route: Route) -> dict[str, str]:
    return _FIXED | _FIXED_IN.get(route.name, {})


def _names_an_object(route: Route) -> bool:
    return any(name not in _fixed(route) for name in re.findall(r"{(\w+)", route.path))


ROUTES = [r for r in routes if isinstance(r, Route) and _names_an_object(r)]


@dataclass(frozen=True, slots=True)
class Thing:
    """An object with the centre it belongs to, and the people and centres it concerns.

    Of supervision: who leads, who may know of it, and who has a seat. Of visits and workshops:
    the one that this is a part of.
    """

    kind: str
    id: str
    centre: str = ""
    reach: str = ""
    people: frozenset[str] = field(default_factory=frozenset)
    lead: str = ""
    seated: frozenset[str] = field(default_factory=frozenset)
    of: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """All objects, and which centres are in contact."""

    things: list[Thing]
    contacts: frozenset[frozenset[str]]

    def of(self, kind: str) -> list[Thing]:
        return [thing for thing in self.things if thing.kind == kind]


async def furnish(network: Network) -> World:
    """Add what only few may see, then list everything there is."""
    people, by_id = network.loaded.people, {c.id: k for k, c in network.loaded.centres.items()}
    keys = {person.id: key for key, person in people.items()}
    await Person.filter(id=people["SYC-4"].id).update(is_findable=False)
    for key in ("SYC", "LUM"):
        owner = await actor(people[COORDINATORS[key]])
        await _draft(owner, network.loaded.centres[key])
        await _for_contacts(owner, network.loaded.centres[key])
        await staff.invite(
            owner,
            email=f"newcomer@{key.lower()}.example",
            centre_id=network.loaded.centres[key].id,
            role=Role.STAFF,
            language="en",
        )
    for key in ("SYC-1", "MTA-1"):
        await network.as_(key)
    await Supervisor.create(person=people["LUM-3"], zone="Europe/Belgrade")
    await library.furnish(people)
    await visits.furnish(people, network.loaded.centres)
    await workshops.furnish(people)
    await check_ins.furnish()
    await _elsewhere(people["LUM-4"])
    while await outbox.deliver_owed():
        pass
    return World(
        [thing async for thing in _things(network, by_id, keys)],
        frozenset(
            frozenset({by_id[row.one_id], by_id[row.other_id]}) for row in await Contact.all()
        ),
    )


async def _draft(owner: Any, centre: Any) -> None:
    await expertise.draft_listing(owner, centre, Kind.NEED, **_WORDS, level="members")


async def _elsewhere(person: Person) -> None:
    """A calendar elsewhere that was read and holds nothing."""
    address = "https://calendar.example/a.ics"
    await outside.add(await actor(person), address, blocks_all_day=True)
    await BusyTime.all().delete()


async def _for_contacts(owner: Any, centre: Any) -> None:
    listing = await expertise.draft_listing(owner, centre, Kind.OFFER, **_WORDS, level="contacts")
    await expertise.publish(owner, await listings.get_listing(owner, listing.id))


_WORDS: dict[str, Any] = {
    "language": "en",
    "title": "Quiet words for few",
    "summary": "",
    "codes": ["TH-CFC"],
    "languages": {"en": "C1"},
    "capacity": 1,
}


async def _things(network: Network, by_id: dict[UUID, str], keys: dict[UUID, str]) -> Any:
    for key, centre in network.loaded.centres.items():
        yield Thing("centre", str(centre.id), key, str(centre.listing))
        yield Thing("slug", centre.slug, key, str(centre.listing))
    for row in await Listing.all():
        reach = str(row.level) if row.state == "published" else "draft"
        yield Thing(f"listing_{row.kind}", str(row.id), by_id[row.centre_id], reach)
    parts = (
        _between_centres(by_id, keys),
        _of_people(by_id, keys),
        _of_supervision(keys),
        _of_sessions(keys),
        _of_knowledge(keys),
        _of_visits(by_id, keys),
        _of_workshops(by_id, keys),
        _of_check_ins(network.loaded.centres, keys),
    )
    for part in parts:
        async for thing in part:
            yield thing


async def _of_knowledge(keys: dict[UUID, str]) -> Any:
    async for kind, key, reach, seen_by, lead, keepers in library.things(keys):
        yield Thing(kind, key, "", reach, frozenset(seen_by), lead, frozenset(keepers))
    for feed in await ReadingFeed.all():
        yield Thing("subscription", str(feed.id), lead=keys[feed.person_id])
    for search in await SavedSearch.all():
        yield Thing("saved", str(search.id), lead=keys[search.person_id])


async def _of_visits(by_id: dict[UUID, str], keys: dict[UUID, str]) -> Any:
    async for given in visits.things(by_id, keys):
        yield Thing(**given)


async def _of_workshops(by_id: dict[UUID, str], keys: dict[UUID, str]) -> Any:
    async for given in workshops.things(by_id, keys):
        yield Thing(**given)


async def _of_check_ins(found: dict[str, Any], keys: dict[UUID, str]) -> Any:
    async for given in check_ins.things(found, keys):
        yield Thing(**given)


async def _between_centres(by_id: dict[UUID, str], keys: dict[UUID, str]) -> Any:
    for answer in await Answer.all().select_related("listing"):
        both = {by_id[answer.centre_id], by_id[answer.listing.centre_id]}
        yield Thing("answer", str(answer.id), people=frozenset(COORDINATORS[c] for c in both))
    for request in await ContactRequest.all():
        both = {by_id[request.centre_id], by_id[request.asked_centre_id]}
        concerned = {keys[request.author_id], *(COORDINATORS[c] for c in both)}  # type: ignore[index]
        yield Thing("request", str(request.id), people=frozenset(concerned))
    for batch in await ImportBatch.all():
        yield Thing("import", str(batch.id))
    for mail in await QueuedMail.all():
        yield Thing("mail", str(mail.id))


async def _of_people(by_id: dict[UUID, str], keys: dict[UUID, str]) -> Any:
    for person in await Person.all():
        yield Thing("person", str(person.id), reach="" if person.is_findable else keys[person.id])
    for invitation in await Invitation.exclude(centre_id=None):
        yield Thing("invitation", str(invitation.id), by_id[invitation.centre_id])  # type: ignore[index]
    for notice in await Notice.all():
        yield Thing("notice", str(notice.id), people=frozenset({keys[notice.person_id]}))
    for session in await Session.all():
        yield Thing("session", str(session.id), people=frozenset({keys[session.person_id]}))
    for stay in await Stay.all():
        yield Thing("stay", str(stay.id), lead=keys[stay.person_id])
    async for thing in _of_calendars(keys):
        yield thing


async def _of_calendars(keys: dict[UUID, str]) -> Any:
    for feed in await Feed.filter(purpose="sessions", detail="busy"):
        yield Thing("feed", str(feed.id), lead=keys[feed.person_id])
    for calendar in await OutsideCalendar.all():
        yield Thing("outside", str(calendar.id), lead=keys[calendar.person_id])
    for entry in await Entry.filter(number=1):
        yield Thing("entry", str(entry.id), lead=keys[entry.person_id])


# supervision -------------------------------------------------------------------------------------

_ALONE = (SupervisionKind.INDIVIDUAL, SupervisionKind.SUPERVISORS)
_HELPED = ("LUM-2", "LAK-2", "ARO-3")  # everybody who supervises speaks English and has room


async def _of_supervision(keys: dict[UUID, str]) -> Any:
    for row in await Supervisor.all():
        key, state = keys[row.person_id], str(row.state)
        yield Thing("supervisor", str(row.person_id), reach=state, lead=key)
        yield Thing("profile", str(row.id), lead=key)
    for dates in await SupervisorDates.all().select_related("supervisor"):
        yield Thing("dates", str(dates.id), lead=keys[dates.supervisor.person_id])
    for agreement in await Agreement.all().prefetch_related("parties"):
        yield _agreement(agreement, keys)
        if agreement.is_line_manager:
            yield Thing("waiver", str(agreement.id))
    for request in await UrgentRequest.all():
        yield Thing("urgent", str(request.id), lead=keys[request.person_id])


def _agreement(row: Agreement, keys: dict[UUID, str]) -> Thing:
    kind = "agreement_alone" if row.kind in _ALONE else "agreement_group"
    lead = next(keys[p.person_id] for p in row.parties if p.role in ("supervisor", "facilitator"))
    people = frozenset(keys[p.person_id] for p in row.parties if p.state is not PartyState.LEFT)
    return Thing(kind, str(row.id), people=people, lead=lead)


async def _of_sessions(keys: dict[UUID, str]) -> Any:
    first_of = set[UUID]()  # one session of a series stands for all
    for row in await SupervisionSession.all().prefetch_related("places", "agreement__parties"):
        if row.series_id not in first_of:
            yield _meeting(row, keys)
        first_of |= {row.series_id} if row.series_id else set()
    for poll in await Poll.all().prefetch_related("options", "agreement__parties"):
        of = _agreement(poll.agreement, keys)
        yield Thing("poll", str(poll.id), people=of.people, lead=of.lead)
        for option in poll.options:
            yield Thing("option", str(option.id), people=of.people, lead=of.lead)
    for paper in await Certificate.all():
        yield Thing("certificate", str(paper.id), lead=keys[paper.person_id])
    for month in await Statement.all():
        yield Thing("statement", str(month.id), people=frozenset({keys[month.person_id], "LAK-2"}))


def _meeting(row: SupervisionSession, keys: dict[UUID, str]) -> Thing:
    kind = "meeting_alone" if row.kind in _ALONE else "meeting_group"
    lead, reach = keys[row.leader_id], "over" if row.starts_at < clock.now() else "coming"
    seated = {keys[s.person_id] for s in row.places if s.state is SeatState.TAKEN}
    people = {lead, *(keys[s.person_id] for s in row.places)}
    if row.agreement and row.kind not in _ALONE:
        people |= _agreement(row.agreement, keys).people
    return Thing(kind, str(row.id), "", reach, frozenset(people), lead, frozenset(seated))


# which objects an address holds ------------------------------------------------------------------

_KINDS = (
    ("/centres/{slug}", ("slug",)),
    ("/centre/{id:uuid}/invitations/{", ("centre", "invitation")),
    ("/centre/{id:uuid}/people/{", ("centre", "person")),
    ("/centre/{", ("centre",)),
    ("/desk/centres/{", ("centre",)),
    ("/desk/people/{", ("person",)),
    ("/desk/imports/{", ("import",)),
    ("/desk/mail/{", ("mail",)),
    ("/people/{", ("person",)),
    ("/sign-in/as/{", ("person",)),
    ("/requests/{", ("request",)),
    ("/answers/{", ("answer",)),
    ("/notices/{", ("notice",)),
    ("/account/sessions/{", ("session",)),
    ("/feeds/{", ("feed",)),
    ("/account/calendars/{", ("outside",)),
    ("/account/travel/{", ("stay",)),
    ("/calendar/{", ("entry",)),
    ("/expertise/{", ("listing",)),
    ("/supervision/agreements/{id:uuid}/members/{", ("agreement", "person")),
    ("/supervision/agreements/{", ("agreement",)),
    ("/supervision/sessions/{id:uuid}/waiting/{", ("meeting", "person")),
    ("/supervision/sessions/{", ("meeting",)),
    ("/supervision/polls/{id:uuid}/options/{", ("poll", "option")),
    ("/supervision/polls/{", ("poll",)),
    ("/supervision/urgent/{", ("urgent",)),
    ("/supervision/dates/{", ("dates",)),
    ("/supervision/statements/{", ("statement",)),
    ("/supervision/certificates/{", ("certificate",)),
    ("/supervision/{", ("supervisor",)),
    ("/desk/supervisors/{", ("profile",)),
    ("/desk/waivers/{", ("waiver",)),
    ("/search/saved/{", ("saved",)),
    ("/knowledge/watching/feeds/{", ("subscription",)),
    ("/knowledge/texts/{", ("text",)),
    ("/knowledge/collections/{id:uuid}/items/{", ("collection", "item")),
    ("/knowledge/collections/{", ("collection",)),
    ("/knowledge/{id:uuid}/files/{", ("item", "file")),
    ("/knowledge/{id:uuid}/requests/{", ("item", "wish")),
    ("/knowledge/{", ("item",)),
    ("/visits/offers/{", ("offer",)),
    ("/visits/calls/{id:uuid}/selection/{", ("call", "visit")),
    ("/visits/calls/{", ("call",)),
    ("/visits/reviews/{", ("review",)),
    ("/visits/{id:uuid}/reviewers/{", ("visit", "asked")),
    ("/visits/{id:uuid}/apply/goals/{", ("visit", "goal")),
    ("/visits/{id:uuid}/tasks/{", ("visit", "task")),
    ("/visits/{id:uuid}/budget/{", ("visit", "line")),
    ("/visits/{id:uuid}/programme/{", ("visit", "planned")),
    ("/visits/{id:uuid}/travel/{", ("visit", "check")),
    ("/visits/{id:uuid}/dates/polls/{", ("visit", "days")),
    ("/visits/{id:uuid}/dates/changes/{", ("visit", "change")),
    ("/visits/{id:uuid}", ("visit",)),
    ("/workshops/{id:uuid}/quotas/{", ("workshop", "quota")),
    ("/workshops/{id:uuid}/questions/{", ("workshop", "question")),
    ("/workshops/{id:uuid}/reminders/{", ("workshop", "reminder")),
    ("/workshops/{id:uuid}/organisers/{", ("workshop", "organiser")),
    ("/workshops/{id:uuid}/people/{", ("workshop", "place")),
    ("/workshops/{id:uuid}/invitations/{", ("workshop", "bidden")),
    ("/workshops/{id:uuid}/sessions/{", ("workshop", "sitting")),
    ("/workshops/{id:uuid}/code/{", ("workshop", "sitting")),
    ("/workshops/{id:uuid}/agenda/{", ("workshop", "slot")),
    ("/workshops/{id:uuid}/proposals/{", ("workshop", "proposal")),
    ("/workshops/{id:uuid}/materials/{material:uuid}/files/{", ("workshop", "paper", "attached")),
    ("/workshops/{id:uuid}/materials/{", ("workshop", "paper")),
    ("/workshops/{id:uuid}/trainers/{", ("workshop", "trainer")),
    ("/workshops/{id:uuid}/actions/{", ("workshop", "agreed")),
    ("/workshops/{id:uuid}/sources/{", ("workshop", "origin")),
    ("/workshops/{id:uuid}", ("workshop",)),
    *check_ins.KINDS,
)
SECRET_LINKS = {"people:invitation", "people:join", "people:reset", "people:do-reset"}
SECRET_LINKS |= {"notices:unsubscribe", "notices:do-unsubscribe", "static"}
SECRET_LINKS |= {"feeds:read", "feeds:subscribe", "knowledge:watched-feed"}


def kinds_in(route: Route) -> tuple[str, ...]:
    """The kinds of objects an address of this route names; none for a route nobody listed."""
    for beginning, kinds in _KINDS:
        if route.path.startswith(beginning):
            return kinds
    return ()


def filled(route: Route, *ids: str) -> str:
    """An address of this route."""
    given = iter(ids)

    def value(found: re.Match[str]) -> str:
        return _fixed(route).get(found[1]) or next(given)

    return re.sub(r"{(\w+)(?::\w+)?}", value, route.path)


# who has a right -------------------------------------------------------------------------------

SECRETARIAT = "NET-1"
NETWORK = {"NET-1", "NET-2", "NET-3"}


def centre_of(reader: str) -> str:
    """The centre somebody of the demonstration works at; empty for the secretariat."""
    prefix = reader.partition("-")[0]
    return {"GUE": "MTA", "NET": ""}.get(prefix, prefix)


def _coordinates(reader: str, centre: str) -> bool:
    return COORDINATORS.get(centre) == reader


def sees(reader: str, thing: Thing, world: World) -> bool:
    """Whether somebody may know that an object exists, told by the words of domain.md alone."""
    if not reader:
        is_open = thing.kind in ("centre", "slug") and thing.reach == "public"
        is_open |= thing.kind == "workshop" and _sees_workshop("", thing, world)
        return is_open or "" in thing.people
    return _SEES[thing.kind.partition("_")[0]](reader, thing, world)


def _sees_reach(reader: str, thing: Thing, world: World) -> bool:
    own = centre_of(reader)
    if own == thing.centre:
        return True
    if reader == SECRETARIAT:
        return thing.reach != "draft"
    in_contact = frozenset({own, thing.centre}) in world.contacts
    return thing.reach in ("public", "members") or (thing.reach != "draft" and in_contact)


def _concerns(reader: str, thing: Thing, world: World) -> bool:
    del world
    return reader in thing.people


def _sees_person(reader: str, thing: Thing, world: World) -> bool:
    del world
    return thing.reach in ("", reader) or reader == SECRETARIAT


def _finds_person(reader: str, thing: Thing, world: World) -> bool:
    del world
    return thing.reach in ("", reader)


def _manages(reader: str, thing: Thing, world: World) -> bool:
    del world
    return reader == SECRETARIAT or _coordinates(reader, thing.centre)


def _secretariat(reader: str, thing: Thing, world: World) -> bool:
    del thing, world
    return reader == SECRETARIAT


def _own_coordinator(reader: str, thing: Thing, world: World) -> bool:
    del world
    return _coordinates(reader, thing.centre)


def _other_centre(reader: str, thing: Thing, world: World) -> bool:
    own = centre_of(reader)
    return bool(own) and own != thing.centre and sees(reader, thing, world)


def _other_coordinator(reader: str, thing: Thing, world: World) -> bool:
    can = reader in COORDINATORS.values() and thing.kind == "listing_need"
    return can and thing.reach != "draft" and _other_centre(reader, thing, world)


def _nobody(reader: str, thing: Thing, world: World) -> bool:
    del reader, thing, world
    return False


# supervision


def _sees_supervisor(reader: str, thing: Thing, world: World) -> bool:
    del world
    return thing.reach == "verified" or reader in (thing.lead, SECRETARIAT)


def _asks_agreement(reader: str, thing: Thing, world: World) -> bool:
    del world
    return thing.reach == "verified" and bool(centre_of(reader)) and reader != thing.lead


def _leads(reader: str, thing: Thing, world: World) -> bool:
    del world
    return reader == thing.lead


def _books(reader: str, thing: Thing, world: World) -> bool:
    """Whoever has an agreement of their own with the supervisor."""
    return any(
        reader in a.people and reader != a.lead == thing.lead for a in world.of("agreement_alone")
    )


def _leads_group(reader: str, thing: Thing, world: World) -> bool:
    return thing.kind.endswith("group") and _leads(reader, thing, world)


def _settles(reader: str, thing: Thing, world: World) -> bool:
    """One to one both decide; in a group who leads it."""
    alone = thing.kind == "agreement_alone" and reader in thing.people
    return alone or _leads(reader, thing, world)


def _leaves(reader: str, thing: Thing, world: World) -> bool:
    del world
    return thing.kind == "agreement_group" and reader in thing.people - {thing.lead}


def _moves(reader: str, thing: Thing, world: World) -> bool:
    alone = thing.kind == "meeting_alone" and reader in thing.seated
    return alone or _leads(reader, thing, world)


def _comes(reader: str, thing: Thing, world: World) -> bool:
    del world
    return reader == thing.lead or reader in thing.seated


def _has_seat(reader: str, thing: Thing, world: World) -> bool:
    del world
    return reader in thing.seated


def _joins(reader: str, thing: Thing, world: World) -> bool:
    del world
    return thing.kind == "meeting_group" and reader in thing.people - {thing.lead}


def _records(reader: str, thing: Thing, world: World) -> bool:
    return thing.reach == "over" and _leads(reader, thing, world)


def _reflects(reader: str, thing: Thing, world: World) -> bool:
    del world
    return thing.reach == "over" and reader in thing.seated


def _helps(reader: str, thing: Thing, world: World) -> bool:
    del world
    return reader in _HELPED and reader != thing.lead


def _asked_or_helps(reader: str, thing: Thing, world: World) -> bool:
    return _leads(reader, thing, world) or _helps(reader, thing, world)


def _supervised_then(reader: str, thing: Thing, world: World) -> bool:
    del world
    return reader in _HELPED and reader in thing.people


# knowledge


def _keeps(reader: str, thing: Thing, world: World) -> bool:
    del world
    return reader in thing.seated


def _holds(reader: str, thing: Thing, world: World) -> bool:
    return library.is_published(thing.reach) and sees(reader, thing, world)


def _clears(reader: str, thing: Thing, world: World) -> bool:
    clears = library.may_clear(reader, thing.reach, thing.lead)
    return clears and sees(reader, thing, world)


def _withdraws(reader: str, thing: Thing, world: World) -> bool:
    withdraws = library.may_withdraw(reader, thing.reach, thing.lead)
    return withdraws and sees(reader, thing, world)


def _gives(reader: str, thing: Thing, world: World) -> bool:
    return _keeps(reader, thing, world) and library.may_give(reader, thing.lead)


def _cites(reader: str, thing: Thing, world: World) -> bool:
    return _keeps(reader, thing, world) or (library.may_cite(reader) and sees(reader, thing, world))


def _works_somewhere(reader: str, thing: Thing, world: World) -> bool:
    return bool(centre_of(reader)) and sees(reader, thing, world)


def _reviews(reader: str, thing: Thing, world: World) -> bool:
    del world
    return library.may_review(reader, thing.reach)


def _checks(reader: str, thing: Thing, world: World) -> bool:
    del world
    return library.may_check(reader, thing.reach)


def _returns(reader: str, thing: Thing, world: World) -> bool:
    del world
    return library.may_return(reader, thing.reach)


# visits


def _sees_visit(reader: str, thing: Thing, world: World) -> bool:
    del world
    return visits.sees(reader, thing.of or thing.id)


def _judges(reader: str, thing: Thing, world: World) -> bool:
    """Who was asked to review an application reads it as long as it is reviewed."""
    return thing.reach == "reviewed" and _leads(reader, thing, world)


def _sees_offer(reader: str, thing: Thing, world: World) -> bool:
    del world
    return thing.reach == "out" or centre_of(reader) == thing.centre


def _sees_call(reader: str, thing: Thing, world: World) -> bool:
    del world
    return thing.reach != "draft" or reader == SECRETARIAT


def _asks_reviewers(reader: str, thing: Thing, world: World) -> bool:
    del thing, world
    return reader == SECRETARIAT


# workshops


def _sees_workshop(reader: str, thing: Thing, world: World) -> bool:
    del world
    return workshops.sees(reader, thing.kind, thing.of or thing.id, thing)


# check-ins


def _sees_check_in(reader: str, thing: Thing, world: World) -> bool:
    del world
    return check_ins.sees(reader, thing)


def belong(things: tuple[Thing, ...]) -> bool:
    """Whether each object is a part of the one before, as far as it is one of anything."""
    return all(part.of in ("", whole.id) for whole, part in pairwise(things))


Right = Callable[[str, Thing, World], bool]
_SEES: dict[str, Right] = {
    "centre": _sees_reach,
    "slug": _sees_reach,
    "listing": _sees_reach,
    "answer": _concerns,
    "request": _concerns,
    "notice": _concerns,
    "session": _concerns,
    "person": _sees_person,
    "invitation": _manages,
    "import": _secretariat,
    "mail": _secretariat,
    "supervisor": _sees_supervisor,
    "profile": _secretariat,
    "dates": _leads,
    "agreement": _concerns,
    "waiver": _secretariat,
    "meeting": _concerns,
    "poll": _concerns,
    "option": _concerns,
    "urgent": _asked_or_helps,
    "statement": _concerns,
    "certificate": _leads,
    "item": _concerns,
    "text": _concerns,
    "collection": _concerns,
    "wish": _concerns,
    "subscription": _leads,
    "saved": _leads,
    "feed": _leads,
    "outside": _leads,
    "stay": _leads,
    "entry": _leads,
    "visit": _sees_visit,
    "goal": _sees_visit,
    "task": _sees_visit,
    "line": _sees_visit,
    "planned": _sees_visit,
    "check": _sees_visit,
    "days": _sees_visit,
    "change": _sees_visit,
    "asked": _asks_reviewers,
    "review": _leads,
    "offer": _sees_offer,
    "call": _sees_call,
    "workshop": _sees_workshop,
    "quota": _sees_workshop,
    "question": _sees_workshop,
    "reminder": _sees_workshop,
    "organiser": _sees_workshop,
    "place": _sees_workshop,
    "bidden": _sees_workshop,
    "sitting": _sees_workshop,
    "slot": _sees_workshop,
    "proposal": _sees_workshop,
    "paper": _sees_workshop,
    "attached": _sees_workshop,
    "trainer": _sees_workshop,
    "agreed": _sees_workshop,
    "origin": _sees_workshop,
    "round": _sees_check_in,
    "release": _sees_check_in,
    "spot": _sees_check_in,
    "structure": _sees_check_in,
    "instrument": _sees_check_in,
    "scale": _sees_check_in,
    "signpost": _sees_check_in,
    "contact": _sees_check_in,
    "own": _sees_check_in,
}
_USES: dict[str, Right] = {
    "directory:show": sees,
    "requests:ask-centre": _other_centre,
    "expertise:show": sees,
    "requests:ask": _other_centre,
    "answers:new": _other_coordinator,
    "requests:show": sees,
    "site:person": _finds_person,
    "notices:open": sees,
    "people:sign-in-as": _nobody,
    "agreements:ask": _asks_agreement,
    "agreements:show": sees,
    "agreements:show-edit": _settles,
    "sessions:show-move": _moves,
    "sessions:show-cancel": _comes,
    "records:new": _records,
    "planner:show": _leads_group,
    "urgent:show": _helps,
    "knowledge:edit": _keeps,
    "knowledge:changes": _nobody,  # there is only one version of each
    "knowledge:level": _keeps,
    "knowledge:owner": _gives,
    "knowledge:requests": _keeps,
    "knowledge:successor": _keeps,
    "knowledge:show-hold": _holds,
    "knowledge:show-withdrawal": _withdraws,
    "knowledge:trial": _works_somewhere,
    "knowledge:citation": _cites,
    "knowledge:figures-csv": _nobody,  # none of these came of a check-in
    "knowledge:files": _nobody,  # needs the language of an open text
    "visits:offer": sees,
    "visits:show-edit-offer": _own_coordinator,
    "visits:call": sees,
    "visits:show-edit-call": _secretariat,
    "visits:selection": _secretariat,
    "visits:review": _judges,
}
REFUSED = {"knowledge:export": 403}  # who reads it is told that it stays here
_USES_BY_SLICE: dict[str, Right] = {
    "centres": _manages,
    "site": _manages,
    "desk": _secretariat,
    "imports": _secretariat,
    "expertise": _own_coordinator,
    "supervision": sees,
    "sessions": sees,
    "waiting": sees,
    "polls": sees,
    "certificates": sees,
    "waivers": _secretariat,
    "agreements": _leads,
    "series": _leads,
    "planner": _leads_group,
    "records": _leads,
    "knowledge": sees,
    "calendar": _leads,
    "feeds": _leads,
    "travel": _leads,
}


_FOR_VISITORS = ("directory:show", "knowledge:show", "knowledge:show-in", "knowledge:export")


def _named(route: Route) -> tuple[str, str]:
    """The slice of a route, and what it is called there."""
    slice_name, page = re.split("[.:]", route.name, maxsplit=1)
    return slice_name, page


def uses(reader: str, route: Route, things: tuple[Thing, ...], world: World) -> bool:
    """Whether a page of this route is for somebody, when it is about these objects."""
    thing = things[0]
    if not belong(things):
        return False
    slice_name, page = _named(route)
    if slice_name == "check_in":
        return check_ins.uses(reader, page, things)
    if slice_name == "workshops":
        return workshops.uses(reader, page, *(one.id for one in things[:2]))
    if not reader:
        return route.name in _FOR_VISITORS and sees(reader, thing, world)
    if slice_name == "visits" and route.name not in _USES:
        return visits.uses(reader, page, thing.id)
    found = _USES.get(route.name) or _USES_BY_SLICE[route.name.partition(":")[0]]
    return found(reader, thing, world)


def is_told(reader: str, route: Route, things: tuple[Thing, ...], world: World) -> bool:
    """Whether somebody who sees all that an address names may be told that it is not for them."""
    is_ours = _named(route)[0] in ("visits", "workshops", "check_in")
    return is_ours and belong(things) and all(sees(reader, thing, world) for thing in things)


_ACTS: dict[str, Right] = {
    "requests:do-ask-centre": _other_centre,
    "requests:do-ask": _other_centre,
    "answers:create": _other_coordinator,
    "answers:pick": sees,
    "answers:decline": sees,
    "answers:withdraw": sees,
    "requests:accept": sees,
    "requests:decline": sees,
    "requests:withdraw": sees,
    "notices:read": sees,
    "account:end-session": sees,
    "feeds:change": _leads,
    "feeds:rotate": _leads,
    "feeds:revoke": _leads,
    "outside:check": _leads,
    "outside:believe": _leads,
    "outside:remove": _leads,
    "travel:change": _leads,
    "travel:remove": _leads,
    "people:sign-in-as": _nobody,
    "supervision:book": _books,
    "agreements:do-ask": _asks_agreement,
    "agreements:declare": sees,
    "agreements:edit": _settles,
    "agreements:sign": sees,
    "agreements:pause": _settles,
    "agreements:resume": _settles,
    "agreements:end": _settles,
    "agreements:leave": _leaves,
    "polls:create": _leads_group,
    "polls:answer": sees,
    "polls:decide": _leads,
    "polls:remind": _leads,
    "polls:withdraw": _leads,
    "sessions:confirm": _leads,
    "sessions:decline": _leads,
    "sessions:place": _leads,
    "sessions:move": _moves,
    "sessions:cancel": _comes,
    "records:agree": _has_seat,
    "records:reflect": _reflects,
    "waiting:join": _joins,
    "waiting:accept": _joins,
    "waiting:decline": _joins,
    "waiting:reorder": _leads,
    "urgent:take": _helps,
    "urgent:withdraw": _leads,
    "hours:countersign": _supervised_then,
    "knowledge:save": _keeps,
    "knowledge:autosave": _keeps,
    "knowledge:take-back": _keeps,
    "knowledge:discard": _keeps,
    "knowledge:renew-source": _keeps,
    "knowledge:pass-review": _reviews,
    "knowledge:publish": _checks,
    "knowledge:send-back": _returns,
    "knowledge:draft": _keeps,
    "knowledge:still-valid": _keeps,
    "knowledge:ask-reading": _keeps,
    "knowledge:raise-level": _keeps,
    "knowledge:give": _gives,
    "knowledge:supersede": _keeps,
    "knowledge:archive": _keeps,
    "knowledge:restore": _keeps,
    "knowledge:hold": _holds,
    "knowledge:clear": _clears,
    "knowledge:withdraw": _withdraws,
    "knowledge:cite": _cites,
    "knowledge:adapt": _works_somewhere,
    "knowledge:tell-trial": _works_somewhere,
    "knowledge:change-collection": _keeps,
    "knowledge:remove-collection": _keeps,
    "knowledge:take-out": _keeps,
    "knowledge:let-in": _keeps,
    "knowledge:dismiss": _keeps,
    "knowledge:revoke-feed": _leads,
    "site:forget-search": _leads,
    "visits:edit-offer": _own_coordinator,
    "visits:publish-offer": _own_coordinator,
    "visits:withdraw-offer": _own_coordinator,
    "visits:edit-call": _secretariat,
    "visits:open-call": _secretariat,
    "visits:close-call": _secretariat,
    "visits:select": _secretariat,
    "visits:score": _judges,
    "visits:declare-conflict": _judges,
    "visits:release-reviewer": _secretariat,
}


def acts(reader: str, route: Route, things: tuple[Thing, ...], world: World) -> bool:
    """Whether an act of this route is for somebody, when it is about these objects."""
    slice_name, act = _named(route)
    if not belong(things):
        return False
    if slice_name == "check_in":
        return check_ins.acts(reader, act, things)
    if slice_name == "workshops":
        return workshops.acts(reader, act, things[0].id)
    if slice_name == "visits" and route.name not in _ACTS:
        return visits.acts(reader, act, things[0].id)
    found = _ACTS.get(route.name) or _USES_BY_SLICE[route.name.partition(":")[0]]
    return found(reader, things[0], world)
