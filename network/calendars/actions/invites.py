"""Invitations by mail: chosen instead of a feed, owed for every change, each said once.

What is owed is decided with the change itself, in its transaction; whoever sends takes the words
by the number of the mail, and gets none for a number that a newer mail has overtaken.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from network import events, outbox
from network.calendars.actions import serving
from network.calendars.actions.changes import next_change
from network.calendars.models.feeds import (
    Channel,
    Detail,
    Entry,
    PersonalCalendar,
    Status,
)
from network.calendars.models.invites import Invite, Method
from network.calendars.queries import feeds as feed_queries
from network.calendars.queries import invites as queries
from network.calendars.queries import titles as title_queries
from network.calendars.rules import feeds as feed_rules
from network.calendars.rules import ics
from network.calendars.rules import invites as rules
from network.db import transaction
from network.kernel import clock, i18n, links
from network.kernel.actor import Actor
from network.kernel.errors import Forbidden, Invalid
from network.kernel.i18n import _

if TYPE_CHECKING:
    from network.people.models import Person

_SYSTEM = Actor()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A mail about an entry: its calendar part, and a title that any mailbox may show.

    With `is_withdrawn` the session takes place, but another way was chosen to learn of it.
    """

    person: "Person"
    title: str
    content: str
    method: str
    is_withdrawn: bool


async def choose(actor: Actor, channel: Channel, detail: Detail) -> int:
    """Choose how the actor's calendar learns of sessions; returns how many mails that takes.

    To mail: an invitation for all that is to come. To a feed: these are taken back. Raises Invalid
    for a level the actor's centre does not allow.
    """
    if actor.person_id is None:
        raise Forbidden
    if detail not in await feed_queries.details_for(actor):
        raise Invalid(detail=_("Your centre's risk level allows only “Busy”."))
    async with transaction():
        await next_change(actor.person_id)
        own = PersonalCalendar.filter(person_id=actor.person_id)
        await own.update(channel=channel, detail=detail)
        return await follow_person(actor.person_id)


async def follow(kind: str, source_id: UUID, concerned: Iterable[UUID]) -> None:
    """Owe these people a mail about a thing that changed, in the transaction of the change."""
    for entry in await queries.invited_to(kind, source_id, concerned):
        await _follow(await PersonalCalendar.get(person_id=entry.person_id), [entry])


async def follow_person(person_id: UUID) -> int:
    """Owe a person all that their calendar does not know yet; returns how many mails."""
    async with transaction():
        calendar = await queries.hold(person_id)
        return await _follow(calendar, await queries.coming(person_id)) if calendar else 0


async def follow_readers(named: Iterable[UUID]) -> None:
    """Owe mails to whom another level, or another name of these people, is to be shown now."""
    for person_id in await queries.readers_of(named):
        await follow_person(person_id)


async def follow_everybody() -> int:
    """Owe what is missing, such as after an account was opened again; returns how many mails."""
    return sum([await follow_person(person_id) for person_id in await queries.everybody()])


async def say_again(person_id: UUID) -> None:
    """Forget what was said of what is to come, as the mails may not have left: whose account is
    shut gets none. Once it is open again all is said anew.
    """
    today = clock.now().astimezone(UTC).date()
    ahead = Entry.filter(person_id=person_id, last_on__gte=today)
    ids = await ahead.values_list("id", flat=True)
    await Invite.filter(entry_id__in=list(ids)).update(digest="")


async def _follow(calendar: PersonalCalendar, entries: list[Entry]) -> int:
    detail = await _level(calendar)
    titles = await title_queries.titles(entries, detail, i18n.SOURCE)
    last = await queries.last_invites(entries)
    owed = [
        await _owe(calendar.channel, entry, last.get(entry.id), (titles[entry.id], detail))
        for entry in entries
    ]
    return sum(owed)


async def _level(calendar: PersonalCalendar) -> Detail:
    at_high_risk = await feed_queries.is_at_high_risk(calendar.person_id)
    return feed_rules.capped(calendar.detail, at_high_risk=at_high_risk)


async def _owe(
    channel: Channel, entry: Entry, last: Invite | None, named: tuple[str, Detail]
) -> bool:
    """Record that a mail is due, unless the one before said the same."""
    method = rules.next_method(
        rules.Wanted(
            channel=channel,
            status=entry.status,
            is_over=_is_over(entry, clock.now()),
            last=last.method if last else None,
        )
    )
    if method is None:
        return False
    current = await _risen(entry, last, method)
    digest = rules.digest(method, _said(current, method, *named))
    if last is not None and last.digest == digest:
        return False
    await _record(current, last, method, digest)
    return True


def _is_over(entry: Entry, now: datetime) -> bool:
    return entry.ends_at <= now if entry.ends_at else entry.last_on < now.astimezone(UTC).date()


async def _risen(entry: Entry, last: Invite | None, method: Method) -> Entry:
    """The entry, with a higher SEQUENCE where only the person's choice changed its status."""
    if last is None or last.method is method or entry.sequence > last.sequence:
        return entry
    await Entry.filter(id=entry.id).update(
        sequence=last.sequence + 1,
        change=await next_change(entry.person_id),
        changed_at=clock.now(),
    )
    return await Entry.get(id=entry.id)


def _said(entry: Entry, method: Method, title: str, detail: Detail) -> ics.Shown:
    shown = serving.shown_of(entry, title, detail)
    if method is Method.CANCEL:
        return replace(shown, status=Status.CANCELLED, takes_time=False)
    return shown


async def _record(entry: Entry, last: Invite | None, method: Method, digest: str) -> None:
    row = last or Invite(entry_id=entry.id, number=0)
    row.number += 1
    row.method, row.digest, row.sequence = method, digest, entry.sequence
    row.stamped_at = rules.next_stamp(clock.now(), last.stamped_at if last else None)
    await row.save()
    fact = events.InviteDue(
        entry_id=entry.id,
        person_id=entry.person_id,
        method=method.value,
        sequence=entry.sequence,
        number=row.number,
    )
    await outbox.record(_SYSTEM, fact)


# sending -----------------------------------------------------------------------------------------


async def take(entry_id: UUID, number: int) -> Outgoing | None:
    """The words of the mail of this number, in the transaction that queues it.

    None if a newer mail is owed already, or the account is shut; then it is owed again once the
    account is open.
    """
    invite = await queries.newest_invite(entry_id, number)
    if invite is None:
        return None
    entry = await Entry.get(id=entry_id).select_related("person")
    if entry.person.is_disabled:
        await Invite.filter(id=invite.id).update(digest="")
        return None
    return await _outgoing(entry, invite)


async def _outgoing(entry: Entry, invite: Invite) -> Outgoing:
    detail = await _level(await PersonalCalendar.get(person_id=entry.person_id))
    plain = Detail.NEUTRAL if detail is Detail.FULL else detail
    language = i18n.known(entry.person.language) or i18n.SOURCE
    title = (await title_queries.titles([entry], detail, language))[entry.id]
    subject = (await title_queries.titles([entry], plain, language))[entry.id]
    said = replace(_said(entry, invite.method, title, detail), sequence=invite.sequence)
    to = entry.person.email
    return Outgoing(
        person=entry.person,
        title=subject,
        content=rules.content(invite.method, said, invite.stamped_at, sender=links.sender(), to=to),
        method=invite.method.value,
        is_withdrawn=invite.method is Method.CANCEL and not entry.is_cancelled,
    )
