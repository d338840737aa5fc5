"""Everything that changes offers, needs, answers and requests."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import Q

from network import events, outbox
from network.adapters import search
from network.centres import queries as centre_queries
from network.centres.actions import profile
from network.db import IntegrityError, transaction
from network.expertise import policy, queries, rules
from network.expertise.models import (
    Answer,
    AnswerState,
    ContactRequest,
    Kind,
    Listing,
    ListingState,
    RequestState,
    UnansweredSearch,
)
from network.kernel import clock, taxonomy
from network.kernel.actor import Actor, Level
from network.kernel.errors import Conflict, Invalid, NotFound, Stale, require
from network.kernel.i18n import _
from network.kernel.words import fold

if TYPE_CHECKING:
    from network.centres.models import Centre

_GOOD_MATCH = 6
_MOST_TOLD = 5
_NOBODY = Actor()


# listings ----------------------------------------------------------------------------------------


async def draft_listing(actor: Actor, centre: "Centre", kind: Kind, **values: Any) -> Listing:
    """Write a new offer or need as a draft that only the own centre sees."""
    require(policy.can_write(actor, centre))
    async with transaction():
        return await Listing.create(
            centre_id=centre.id, kind=kind, author_id=actor.person_id, **values
        )


async def edit_listing(actor: Actor, listing: Listing, version: int, **values: Any) -> None:
    """Change a listing. Raises Stale with what is stored if it changed meanwhile."""
    require(policy.can_edit(actor, listing))
    async with transaction():
        if not await listing.store(version, **values):
            stored = await queries.get_listing(actor, listing.id)
            raise Stale(_("Somebody changed this while you were writing."), stored)
        await _reindex(listing.id)
        await outbox.record(actor, _fact(events.ListingChanged, listing))


async def publish(actor: Actor, listing: Listing) -> None:
    """Show a listing to whom its level says, and tell centres whom it fits.

    Raises Conflict if it is published already or its centre is closed, Invalid without any code
    to find it by or when its last day has passed.
    """
    require(policy.can_edit(actor, listing))
    await _check_none_closed(listing.centre_id)
    async with transaction():
        now = clock.now()
        if not listing.codes:
            raise Invalid(codes=_("Choose at least one subject, so that others find it."))
        if rules.is_over(listing, now.date()):
            raise Invalid(until_on=_("The last day has passed. Choose a later one."))
        await _move(listing, ListingState.PUBLISHED, confirmed_at=now, reminded_at=None)
        await _reindex(listing.id)
        await outbox.record(actor, _fact(events.ListingPublished, listing))


async def withdraw(actor: Actor, listing: Listing) -> None:
    """Take a listing back; it stays with the centre and can be published again."""
    require(policy.can_edit(actor, listing))
    async with transaction():
        await _move(listing, ListingState.WITHDRAWN)
        await _reindex(listing.id)
        await outbox.record(actor, _fact(events.ListingWithdrawn, listing))


async def still_right(actor: Actor, listing: Listing) -> None:
    """Say that a published listing is still right; it is asked again in six months."""
    require(policy.can_edit(actor, listing))
    async with transaction():
        changed = await Listing.filter(id=listing.id, state=ListingState.PUBLISHED).update(
            confirmed_at=clock.now(), reminded_at=None
        )
        if not changed:
            raise Conflict(_("This is not published any more."))
        await _reindex(listing.id)
        await outbox.record(actor, _fact(events.ListingStillRight, listing))


async def set_accepting(actor: Actor, listing: Listing, *, is_accepting: bool) -> None:
    """Say "not now" or "open again", without a reason."""
    require(policy.can_edit(actor, listing))
    async with transaction():
        await Listing.filter(id=listing.id).update(is_accepting=is_accepting)
        await _reindex(listing.id)
        await outbox.record(actor, _fact(events.ListingChanged, listing))


async def translate(
    actor: Actor, listing: Listing, language: str, title: str, summary: str
) -> None:
    """Give a listing words in a further language; an empty title removes them."""
    require(policy.can_edit(actor, listing))
    if language == listing.language:
        raise Invalid(language=_("The listing is written in this language already."))
    async with transaction():
        stored = await Listing.select_for_update().get(id=listing.id)
        texts = {**stored.translations, language: {"title": title, "summary": summary}}
        await Listing.filter(id=listing.id).update(
            translations={code: text for code, text in texts.items() if text["title"]}
        )
        await _reindex(listing.id)
        await outbox.record(actor, _fact(events.ListingChanged, listing))


async def tell_matches(listing_id: UUID) -> None:
    """Record which published listings of others a new one fits, so that they are told."""
    listing = await Listing.get(id=listing_id)
    if Level(listing.level) is Level.CONTACTS:
        return
    await queries.directory()
    everybody = Actor(roles={listing.centre_id: frozenset()})
    async with transaction():
        for row in (await queries.matches_for(everybody, listing))[:_MOST_TOLD]:
            if row.match.score >= _GOOD_MATCH:
                fact = events.MatchFound(
                    listing_id=row.entry.id,
                    centre_id=row.entry.centre_id,
                    found_id=listing.id,
                )
                await outbox.record(_NOBODY, fact)


async def remind_due() -> int:
    """Ask whether old listings are still right; once each time."""
    due = await queries.due_listings()
    for listing in due:
        async with transaction():
            await Listing.filter(id=listing.id).update(reminded_at=clock.now())
            await outbox.record(_NOBODY, _fact(events.ListingDue, listing))
    return len(due)


async def _move(listing: Listing, target: ListingState, **changes: Any) -> None:
    """Compare and set, so of two simultaneous moves one happens and one conflicts."""
    if not rules.can_become(listing.state, target):
        raise Conflict(_("This was done already."))
    moved = await Listing.filter(id=listing.id, state=listing.state).update(state=target, **changes)
    if not moved:
        raise Conflict(_("Somebody changed this a moment ago."))
    listing.state = target


async def _reindex(listing_id: UUID) -> None:
    """Bring the directory and the search up to date with a listing."""
    listing = await Listing.get(id=listing_id)
    await profile.touch(listing.centre_id)
    await search.put("listing", listing.id, listing.centre_id, _documents(listing))


async def search_entries(after: UUID | None, most: int) -> list[search.Entry]:
    """What the search keeps of the listings that follow one, for building it anew."""
    query = Listing.filter(state=ListingState.PUBLISHED, confirmed_at__isnull=False)
    rows = await (query.filter(id__gt=after) if after else query).order_by("id").limit(most)
    return [search.Entry("listing", row.id, row.centre_id, _documents(row)) for row in rows]


async def forget_hidden() -> None:
    """Take listings whose time has run out from the search."""
    now = clock.now()
    over = Q(confirmed_at__lte=now - rules.HIDDEN_AFTER) | Q(until_on__lt=now.date())
    hidden = await Listing.filter(over, state=ListingState.PUBLISHED).only("id")
    for key in await search.kept([listing.id for listing in hidden]):
        await search.remove("listing", key)


def _documents(listing: Listing) -> list[search.Document]:
    if listing.state is not ListingState.PUBLISHED:
        return []
    labels = [label for code in listing.codes for label in taxonomy.label_in_every_language(code)]
    texts = [(listing.language, listing.title, listing.summary)]
    texts += [(c, t["title"], t["summary"]) for c, t in listing.translations.items()]
    return [
        search.Document(
            audiences=_audiences(listing),
            language=language,
            title=title,
            body=summary,
            keywords="\n".join(labels),
            codes=listing.codes,
            facets=[f"type:{listing.kind}"],
        )
        for language, title, summary in texts
    ]


def _audiences(listing: Listing) -> list[str]:
    near = [search.own(listing.centre_id), search.contacts_of(listing.centre_id)]
    wider = {Level.MEMBERS: [search.MEMBERS], Level.PUBLIC: [search.MEMBERS, search.PUBLIC]}
    return [*near, search.SECRETARIAT, *wider.get(Level(listing.level), [])]


def _fact(event: type[Any], listing: Listing) -> Any:
    return event(listing_id=listing.id, centre_id=listing.centre_id)


# getting in touch --------------------------------------------------------------------------------


async def ask_contact(
    actor: Actor, from_id: UUID, asked: "Centre", listing: Listing | None, text: str
) -> ContactRequest:
    """Ask a centre to get in touch, on behalf of one's own.

    Raises Conflict while an earlier request is open, or when the listing or a centre is closed,
    or the listing full.
    """
    require(policy.can_ask(actor, asked.id) and actor.works_at(from_id))
    await _check_none_closed(from_id, asked.id)
    try:
        async with transaction():
            if listing is not None:
                await _check_open(listing.id)
            request = await ContactRequest.create(
                centre_id=from_id,
                asked_centre_id=asked.id,
                listing_id=listing.id if listing else None,
                author_id=actor.person_id,
                text=text,
            )
            fact = events.ContactAsked(
                request_id=request.id, centre_id=from_id, asked_centre_id=asked.id
            )
            await outbox.record(actor, fact)
    except IntegrityError:
        raise Conflict(_("Your centre has asked already and waits for an answer.")) from None
    return request


async def _check_none_closed(*centre_ids: UUID) -> None:
    if await centre_queries.closed_of(centre_ids):
        raise Conflict(_("The secretariat has closed this centre."))


async def _check_open(listing_id: UUID) -> None:
    """Lock a listing, so that of simultaneous requests no more get in than there is room for."""
    listing = await Listing.select_for_update().get(id=listing_id)
    _check_shown(listing)
    if not listing.is_accepting:
        raise Conflict(_("This centre does not take requests for this now."))
    busy = await queries.open_requests([listing.id])
    if rules.is_full(listing.capacity, busy[listing.id]):
        raise Conflict(_("Several requests wait for this centre. Try again later."))


def _check_shown(listing: Listing) -> None:
    if listing.state is not ListingState.PUBLISHED or rules.is_hidden(listing, clock.now()):
        raise Conflict(_("This is over or was taken back."))


async def accept_request(actor: Actor, request: ContactRequest, reply: str) -> None:
    """Accept a request; from now on both centres see each other and each other's contact fields."""
    require(policy.can_settle_request(actor, request))
    async with transaction():
        await _settle(actor, request, RequestState.ACCEPTED, reply=reply)
        await profile.connect(request.centre_id, request.asked_centre_id)


async def decline_request(actor: Actor, request: ContactRequest, reason: str, reply: str) -> None:
    """Decline a request with a reason of the list or own words."""
    require(policy.can_settle_request(actor, request))
    if reason not in rules.REASONS:
        raise Invalid(reason=_("Choose a reason."))
    async with transaction():
        await _settle(actor, request, RequestState.DECLINED, reason=reason, reply=reply)


async def withdraw_request(actor: Actor, request: ContactRequest) -> None:
    """Take a request back before it was answered."""
    require(policy.can_withdraw_request(actor, request))
    async with transaction():
        await _settle(actor, request, RequestState.WITHDRAWN)


async def lapse_requests() -> int:
    """Close requests that nobody answered for thirty days."""
    lapsing = await queries.lapsing_requests()
    for request in lapsing:
        async with transaction():
            await _settle(_NOBODY, request, RequestState.LAPSED)
    return len(lapsing)


async def _settle(
    actor: Actor, request: ContactRequest, state: RequestState, **changes: Any
) -> None:
    settled = await ContactRequest.filter(id=request.id, state=RequestState.ASKED).update(
        state=state, settled_by_id=actor.person_id, settled_at=clock.now(), **changes
    )
    if not settled:
        raise Conflict(_("This request was answered or taken back already."))
    fact = events.ContactSettled(
        request_id=request.id,
        centre_id=request.centre_id,
        asked_centre_id=request.asked_centre_id,
        state=state,
    )
    await outbox.record(actor, fact)


# answering needs ---------------------------------------------------------------------------------


async def answer_need(
    actor: Actor,
    need: Listing,
    centre_id: UUID,
    *,
    text: str,
    from_on: date | None,
    until_on: date | None,
) -> Answer:
    """Offer one's centre, with dates, for a published need.

    Raises Conflict while an earlier answer is open, or when the need is over or a centre closed.
    """
    require(policy.can_answer(actor, need) and actor.coordinates(centre_id))
    if centre_id == need.centre_id:
        raise NotFound
    _check_shown(need)
    await _check_none_closed(centre_id, need.centre_id)
    try:
        async with transaction():
            answer = await Answer.create(
                listing_id=need.id,
                centre_id=centre_id,
                author_id=actor.person_id,
                text=text,
                from_on=from_on,
                until_on=until_on,
            )
            fact = events.NeedAnswered(
                answer_id=answer.id,
                listing_id=need.id,
                centre_id=centre_id,
                asking_centre_id=need.centre_id,
            )
            await outbox.record(actor, fact)
    except IntegrityError:
        raise Conflict(_("Your centre has answered already.")) from None
    return answer


async def pick_answer(actor: Actor, answer: Answer, need: Listing) -> None:
    """Pick an answer; the two centres are in contact from now on."""
    require(policy.can_pick(actor, need))
    async with transaction():
        await _settle_answer(actor, answer, need, AnswerState.PICKED)
        await profile.connect(answer.centre_id, need.centre_id)


async def decline_answer(actor: Actor, answer: Answer, need: Listing) -> None:
    """Decline an answer."""
    require(policy.can_pick(actor, need))
    async with transaction():
        await _settle_answer(actor, answer, need, AnswerState.DECLINED)


async def withdraw_answer(actor: Actor, answer: Answer, need: Listing) -> None:
    """Take one's answer back before it was picked or declined."""
    require(policy.can_withdraw_answer(actor, answer))
    async with transaction():
        await _settle_answer(actor, answer, need, AnswerState.WITHDRAWN)


async def _settle_answer(actor: Actor, answer: Answer, need: Listing, state: AnswerState) -> None:
    settled = await Answer.filter(id=answer.id, state=AnswerState.OPEN).update(
        state=state, settled_at=clock.now()
    )
    if not settled:
        raise Conflict(_("This answer was settled already."))
    fact = events.AnswerSettled(
        answer_id=answer.id,
        listing_id=need.id,
        centre_id=answer.centre_id,
        asking_centre_id=need.centre_id,
        state=state,
    )
    await outbox.record(actor, fact)


# searches that found nothing ---------------------------------------------------------------------


async def note_unanswered(actor: Actor, query: str) -> None:
    """Remember that somebody searched for this and found nothing; once per person and words."""
    words = fold(query)[:120]
    if words and actor.person_id:
        row = UnansweredSearch(words=words, person_id=actor.person_id)
        await UnansweredSearch.bulk_create([row], ignore_conflicts=True)
