"""The days of a visit: asked of everybody before they are agreed, changed only when all accept."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from network import events, outbox
from network.centres import queries as centres
from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import checklist, clocks, deadlines, following, room
from network.exchanges.actions.moving import fact_of, held, move
from network.exchanges.models.agreeing import (
    AgreementEdition,
    DateAnswer,
    DateChange,
    DateChangeState,
    DateOption,
    DatePoll,
    DatePollState,
    Suits,
    VisitSignature,
)
from network.exchanges.models.visits import Visit
from network.exchanges.queries import agreements, people
from network.exchanges.rules import polls
from network.exchanges.rules.dates import DAY, Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Part, Side, VisitState
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale, require
from network.kernel.i18n import _
from network.kernel.moves import Calendar

MOST_OPTIONS = 8
_ASKED_IN = (VisitState.HOST_PENDING, VisitState.HOST_ACCEPTED, VisitState.POSTPONED)
_ALL = (Part.VISITOR, Part.HOME, Part.HOST, Part.MENTOR)


# asking everybody --------------------------------------------------------------------------------


async def open_poll(actor: Actor, visit: Visit, spans: Iterable[Span], days: int = 7) -> DatePoll:
    """Ask everybody in a visit which periods suit, for some days. Raises Conflict while they are
    asked already, Invalid without at least two periods that lie ahead.
    """
    require(policy.can_prepare(actor, visit))
    wanted = sorted(set(spans))[:MOST_OPTIONS]
    _check_spans(wanted)
    async with transaction():
        stored = await held(visit)
        if stored.state not in _ASKED_IN:
            raise Conflict(_("The days are not looked for at this step."))
        if await DatePoll.filter(visit_id=visit.id, state=DatePollState.OPEN).exists():
            raise Conflict(_("Everybody is being asked already."))
        closes_on = clock.now().date() + days * DAY
        poll = await DatePoll.create(
            visit_id=visit.id, closes_on=closes_on, author_id=actor.person_id
        )
        for span in wanted:
            await DateOption.create(poll_id=poll.id, **span._asdict())
        await _ask(actor, stored, is_change=False)
        await deadlines.set_poll(actor, stored, closes_on)
    return poll


async def answer_poll(
    actor: Actor, visit: Visit, poll: DatePoll, answers: Mapping[UUID, Suits]
) -> None:
    """Say which periods suit; answers given before are replaced."""
    require(policy.can_prepare(actor, visit) and poll.visit_id == visit.id)
    async with transaction():
        await _answerable(poll)
        own = {row.id for row in await DateOption.filter(poll_id=poll.id)}
        if not set(answers) <= own:
            raise Invalid(options=_("Choose from the list."))
        for option_id, suits in answers.items():
            await DateAnswer.update_or_create(
                option_id=option_id, person_id=actor.person_id, defaults={"suits": suits}
            )


async def answer_none(
    actor: Actor,
    visit: Visit,
    poll: DatePoll,
    nos: Mapping[UUID, Suits],
    instead: Span | None = None,
) -> None:
    """Say that nothing suits, and propose days that would, if somebody knows some."""
    async with transaction():
        await answer_poll(actor, visit, poll, nos)
        if instead is not None:
            await add_option(actor, visit, poll, instead)


async def add_option(actor: Actor, visit: Visit, poll: DatePoll, span: Span) -> DateOption:
    """Propose one more period to everybody, which suits oneself; what was answered stays."""
    require(policy.can_prepare(actor, visit) and poll.visit_id == visit.id)
    _check_span(span)
    async with transaction():
        await _answerable(poll)
        there = await DateOption.filter(poll_id=poll.id)
        if span in [Span(one.first_on, one.last_on) for one in there]:
            raise Invalid(first_on=_("These days are in the list already."))
        if len(there) >= MOST_OPTIONS:
            raise Conflict(_("There are enough periods to choose from."))
        option = await DateOption.create(poll_id=poll.id, **span._asdict())
        await DateAnswer.create(option_id=option.id, person_id=actor.person_id, suits=Suits.YES)
        await _ask(actor, visit, is_change=False)
    return option


async def settle_poll(actor: Actor, visit: Visit, poll: DatePoll, option_id: UUID | None) -> None:
    """Choose a period, or none, as the host.

    A host that is still asked takes it up when it accepts; one that said yes agrees to it by this,
    and what was signed for other days no longer counts.
    """
    require(policy.can_settle_dates(actor, visit) and poll.visit_id == visit.id)
    async with transaction():
        stored = await _open_poll(poll)
        option = await DateOption.get_or_none(id=option_id, poll_id=poll.id)
        if option_id and option is None:
            raise Invalid(options=_("Choose from the list."))
        if option is not None:
            await _take_up(actor, visit, option)
        state = DatePollState.SETTLED if option_id else DatePollState.CLOSED
        if not await stored.store(stored.version, state=state, chosen_id=option_id):
            raise Stale(_("Somebody changed this a moment ago."), stored)
        await deadlines.set_poll(actor, visit, None)


async def _open_poll(poll: DatePoll) -> DatePoll:
    stored = await DatePoll.select_for_update().get(id=poll.id)
    if stored.state is not DatePollState.OPEN:
        raise Conflict(_("The days were settled already."))
    return stored


async def _answerable(poll: DatePoll) -> None:
    stored = await _open_poll(poll)
    if polls.is_over(stored.closes_on, clock.now()):
        raise Conflict(_("The time to answer is over. The host decides now."))


async def _take_up(actor: Actor, visit: Visit, option: DateOption) -> None:
    """Let chosen days count at once where a host said yes to others."""
    stored = await held(visit)
    span = Span(option.first_on, option.last_on)
    _check_span(span)
    is_asked = stored.state is VisitState.HOST_PENDING
    await room.check(stored, span, "options", as_offered=is_asked)
    days = {"first_on": option.first_on, "last_on": option.last_on}
    if stored.state is not VisitState.HOST_ACCEPTED or _days(stored) == days:
        return
    before, revision = stored.first_on, stored.revision + 1
    if not await stored.store(stored.version, revision=revision, **days):
        raise Stale(_("Somebody changed this visit a moment ago."), stored)
    if before is None:
        await following.take_up(stored, option.first_on)
    else:
        await following.move_days(actor, stored, before)
    told = await people.parts_told(stored, _ALL, None, actor.person_id)
    await outbox.record(actor, fact_of(stored, "change_days", Calendar.TENTATIVE, told))


def _days(visit: Visit) -> dict[str, date | None]:
    return {"first_on": visit.first_on, "last_on": visit.last_on}


def _check_spans(spans: list[Span]) -> None:
    if len(spans) <= 1:
        raise Invalid(options=_("Give at least two periods to choose from."))
    for span in spans:
        _check_span(span)


def _check_span(span: Span) -> None:
    if span.last_on < span.first_on:
        raise Invalid(last_on=_("The last day is before the first."))
    if span.first_on < clock.now().date():
        raise Invalid(first_on=_("The first day is over already."))


# taking it up again after it was postponed -------------------------------------------------------


async def resume(
    actor: Actor, visit: Visit, mentor_id: UUID, lang: str, days: tuple[date, date]
) -> Visit:
    """Say yes again as the host of a postponed visit, on new days."""
    host = visit.host_centre_id
    if host is None or not policy.can_settle_dates(actor, visit):
        raise Forbidden
    if mentor_id not in {member.person.id for member in await centres.members_of(host)}:
        raise Invalid(mentor=_("Choose somebody of your centre."))
    given = Request(starts_on=days[0], ends_on=days[1])
    async with transaction():
        moved = await move(actor, visit, Move.RESUME, given, mentor_id=mentor_id, lang=lang)
        await room.check(moved, Span(*days), as_offered=False)
    return moved


# other days for a confirmed visit ----------------------------------------------------------------


async def propose_days(actor: Actor, visit: Visit, span: Span) -> DateChange:
    """Propose other days for a confirmed visit; the old ones stand until all sides accept."""
    sides = policy.sides_of(actor, visit)
    require(bool(sides))
    _check_span(span)
    async with transaction():
        stored = await _confirmed(visit)
        await room.check(stored, span, as_offered=False)
        if await DateChange.filter(visit_id=visit.id, state=DateChangeState.OPEN).exists():
            raise Conflict(_("Other days were proposed already. Answer those first."))
        change = await DateChange.create(
            visit_id=visit.id,
            author_id=actor.person_id,
            accepted=sorted(map(str, sides)),
            **span._asdict(),
        )
        await _ask(actor, stored, is_change=True)
    return change


async def accept_days(actor: Actor, visit: Visit, change: DateChange) -> bool:
    """Accept proposed days for one's side; says whether they count from now on."""
    sides = policy.sides_of(actor, visit)
    require(bool(sides) and change.visit_id == visit.id)
    async with transaction():
        stored = await _confirmed(visit)
        proposed = await _open_change(change)
        if proposed.first_on < clock.now().date():
            raise Conflict(_("The first of these days is over already."))
        accepted = sorted({*proposed.accepted, *map(str, sides)})
        is_agreed = set(accepted) == set(map(str, Side))
        state = DateChangeState.APPLIED if is_agreed else DateChangeState.OPEN
        await _keep(proposed, accepted=accepted, state=state)
        if is_agreed:
            span = Span(proposed.first_on, proposed.last_on)
            await room.check(stored, span, as_offered=False)
            await _apply(actor, stored, proposed)
    return is_agreed


async def refuse_days(actor: Actor, visit: Visit, change: DateChange) -> None:
    """Keep the days as they are, and tell the others; whoever proposed other days takes them back
    by this too.
    """
    require(bool(policy.sides_of(actor, visit)) and change.visit_id == visit.id)
    async with transaction():
        proposed = await _open_change(change)
        is_own = proposed.author_id == actor.person_id
        state = DateChangeState.WITHDRAWN if is_own else DateChangeState.REFUSED
        await _keep(proposed, state=state)
        if visit.state is VisitState.CONFIRMED:
            told = await _others(actor, visit)
            await outbox.record(actor, events.VisitDaysKept(visit_id=visit.id, told=told))


async def _confirmed(visit: Visit) -> Visit:
    stored = await held(visit)
    if stored.state is not VisitState.CONFIRMED:
        raise Conflict(_("Only the days of a confirmed visit are changed like this."))
    return stored


async def _open_change(change: DateChange) -> DateChange:
    stored = await DateChange.select_for_update().get(id=change.id)
    if stored.state is not DateChangeState.OPEN:
        raise Conflict(_("This was settled already."))
    return stored


async def _keep(change: DateChange, **values: object) -> None:
    if not await change.store(change.version, **values):
        raise Stale(_("Somebody answered a moment ago."), change)


async def _apply(actor: Actor, visit: Visit, change: DateChange) -> None:
    """Let new days count: in calendars, in the agreement, and in the days of the checklists."""
    before = visit.first_on
    stored = await visit.store(
        visit.version,
        first_on=change.first_on,
        last_on=change.last_on,
        revision=visit.revision + 1,
        nobody_came_at=None,
    )
    if not stored:
        raise Stale(_("Somebody changed this visit a moment ago."), visit)
    await _sign_anew(visit)
    await checklist.lay_out(visit)
    await clocks.change(visit)
    if before is not None:
        await following.move_days(actor, visit, before)
    told = await people.parts_told(visit, _ALL, None, actor.person_id)
    await outbox.record(actor, fact_of(visit, "change_days", Calendar.MOVED, told))


async def _sign_anew(visit: Visit) -> None:
    """Who accepted the new days agreed to them: the same terms, signed by the same for those."""
    last = await agreements.newest_edition(visit.id)
    if last is None:
        return
    edition = await AgreementEdition.create(
        visit_id=visit.id,
        number=last.number + 1,
        first_on=visit.first_on,
        last_on=visit.last_on,
        is_virtual=visit.is_virtual,
        terms=last.terms,
        what_changed=_("Other days"),
        author_id=last.author_id,
    )
    for one in last.signatures:
        await VisitSignature.create(
            edition_id=edition.id, side=one.side, person_id=one.person_id, on_behalf=one.on_behalf
        )


async def _ask(actor: Actor, visit: Visit, *, is_change: bool) -> None:
    told = await _others(actor, visit)
    fact = events.VisitDatesAsked(visit_id=visit.id, is_change=is_change, told=told)
    await outbox.record(actor, fact)


async def _others(actor: Actor, visit: Visit) -> tuple[UUID, ...]:
    """Everybody in a visit but who acts."""
    return tuple(sorted(await people.parts_told(visit, _ALL, None, actor.person_id)))
