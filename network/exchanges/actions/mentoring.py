"""Another mentor for a visit whose host said yes: in calendars, in the programme, by a notice."""

from dataclasses import replace
from uuid import UUID

from network import outbox
from network.centres import queries as centres
from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import deadlines, following
from network.exchanges.actions.moving import fact_of, held
from network.exchanges.models.agreeing import DatePoll, DatePollState
from network.exchanges.models.visits import Visit
from network.exchanges.queries import people
from network.exchanges.rules import programmes
from network.exchanges.vocabulary import Part, VisitState
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _
from network.kernel.moves import Calendar

_CALENDARS = {  # what the change does there, in the states in which there is one
    VisitState.HOST_ACCEPTED: Calendar.TENTATIVE,
    VisitState.CONFIRMED: Calendar.MOVED,
    VisitState.IN_PROGRESS: Calendar.MOVED,
    VisitState.POSTPONED: Calendar.NONE,
}
CHANGED_IN = tuple(_CALENDARS)
_MOVE, _FORMER = "change_mentor", "former"
_ALL = (Part.VISITOR, Part.HOME, Part.HOST, Part.MENTOR)


async def change_mentor(actor: Actor, visit: Visit, version: int, mentor_id: UUID) -> None:
    """Let somebody else of the host look after the visitor from now on; both are told.

    Raises Invalid for who does not work at the host, Conflict before a host said yes and once the
    visit is over, and Stale with what is stored when the visit changed meanwhile.
    """
    require(policy.can_change_mentor(actor, visit))
    async with transaction():
        stored = await held(visit)
        if stored.state not in CHANGED_IN:
            raise Conflict(_("A mentor changes once a host said yes, until the visit is over."))
        await _check_mentor(stored, mentor_id)
        former, calendar = stored.mentor_id, _CALENDARS[stored.state]
        revision = stored.revision + (calendar is not Calendar.NONE)
        if not await stored.store(version, mentor_id=mentor_id, revision=revision):
            raise Stale(_("Somebody changed this visit a moment ago."), stored)
        await _tell(actor, stored, former, calendar)
        await _let_entries_follow(actor, stored)


async def _check_mentor(visit: Visit, mentor_id: UUID) -> None:
    if visit.host_centre_id is None:
        raise Conflict(_("No host has said yes."))
    staff = {member.person.id for member in await centres.members_of(visit.host_centre_id)}
    if mentor_id not in staff - {visit.visitor_id}:
        raise Invalid(mentor=_("Choose somebody of your centre."))
    if mentor_id == visit.mentor_id:
        raise Invalid(mentor=_("They look after this visit already."))


async def _tell(actor: Actor, visit: Visit, former: UUID | None, calendar: Calendar) -> None:
    """Who was the mentor is told as such: they may not see the visit any more."""
    told = await people.parts_told(visit, _ALL, None, actor.person_id)
    parts = {person_id: str(part) for person_id, part in told.items()}
    if former is not None and former != actor.person_id:
        parts = {former: _FORMER} | parts
    fact = replace(
        fact_of(visit, _MOVE, calendar, told),
        centre_id=visit.host_centre_id or visit.home_centre_id,
        told=tuple(sorted(parts)),
        told_as=tuple(parts[person_id] for person_id in sorted(parts)),
    )
    await outbox.record(actor, fact)


async def _let_entries_follow(actor: Actor, visit: Visit) -> None:
    """The programme, and until when everybody says which days suit, are the new mentor's too."""
    if visit.state in programmes.ANNOUNCED_IN:
        await following.announce_programme(actor, visit)
    poll = await DatePoll.get_or_none(visit_id=visit.id, state=DatePollState.OPEN)
    if poll is not None:
        await deadlines.set_poll(actor, visit, poll.closes_on)
