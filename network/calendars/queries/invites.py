"""Reading who gets invitations by mail, and what was last mailed about which entry."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q

from network.calendars import policy
from network.calendars.models.feeds import Channel, Detail, Entry, Feed, PersonalCalendar, Purpose
from network.calendars.models.invites import Invite
from network.calendars.rules import invites as rules
from network.db import plain
from network.kernel import clock
from network.kernel.actor import Actor

_BY_MAIL = "SELECT person_id FROM personal_calendar WHERE channel = $1 AND person_id IN ({})"
_INVITED = Q(purpose__in=rules.BY_MAIL, person__is_disabled=False)


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody's calendar learns of sessions, and how much invitations say if it is by mail."""

    channel: Channel = Channel.FEED
    detail: Detail = Detail.NEUTRAL


async def wish_of(actor: Actor) -> Wish:
    """What the actor chose."""
    found = await PersonalCalendar.get_or_none(policy.visible_to(actor))
    return Wish(found.channel, found.detail) if found else Wish()


async def by_mail(person_id: UUID) -> Collection[Purpose]:
    """What a person gets by invitations, so that no feed may show it."""
    own = PersonalCalendar.filter(person_id=person_id, channel=Channel.MAIL)
    return rules.BY_MAIL if await own.exists() else ()


async def is_by_mail(person_id: UUID, purpose: Purpose) -> bool:
    """Whether a person gets this by invitations."""
    return purpose in rules.BY_MAIL and purpose in await by_mail(person_id)


async def count_emptied(actor: Actor) -> int:
    """How many of the actor's feeds stay empty while invitations are chosen."""
    query = Feed.filter(policy.visible_to(actor), revoked_at=None, purpose__in=rules.BY_MAIL)
    return await query.count()


async def invited_to(kind: str, source_id: UUID, people: Iterable[UUID]) -> list[Entry]:
    """The entries of one thing that these people learn of by mail."""
    wanted = list(people)
    which = _BY_MAIL.format(plain.marks(wanted, 2))
    rows = await plain.rows(which, Channel.MAIL.value, *wanted) if wanted else []
    if not rows:
        return []
    query = Entry.filter(_INVITED, source_kind=kind, source_id=source_id)
    return await query.filter(person_id__in=[row["person_id"] for row in rows]).order_by(
        "person_id"
    )


async def coming(person_id: UUID) -> list[Entry]:
    """What of a person's may come by mail and is not over, cancelled ones too, in order."""
    now = clock.now()
    is_ahead = Q(ends_at__gt=now) | Q(ends_at__isnull=True, last_on__gte=now.date())
    query = Entry.filter(_INVITED, is_ahead, person_id=person_id)
    return await query.order_by("first_on", "starts_at", "uid")


async def readers_of(people: Iterable[UUID]) -> list[UUID]:
    """Those of these people who get invitations, and those who get some that may name them."""
    ids = list(people)
    invited = PersonalCalendar.filter(channel=Channel.MAIL)
    rows = invited.filter(Q(person_id__in=ids) | Q(person__entries__other_id__in=ids)).distinct()
    return sorted(await rows.values_list("person_id", flat=True))  # type: ignore[arg-type]


async def everybody() -> list[UUID]:
    """Who gets invitations, but for accounts that are shut."""
    rows = PersonalCalendar.filter(channel=Channel.MAIL, person__is_disabled=False)
    return list(await rows.order_by("person_id").values_list("person_id", flat=True))  # type: ignore[arg-type]


async def last_invites(entries: Iterable[Entry]) -> dict[UUID, Invite]:
    """What was last mailed, by the entries."""
    rows = await Invite.filter(entry_id__in=[entry.id for entry in entries])
    return {row.entry_id: row for row in rows}


async def hold(person_id: UUID) -> PersonalCalendar | None:
    """A person's calendar, held until the transaction ends."""
    return await PersonalCalendar.filter(person_id=person_id).select_for_update().get_or_none()


async def newest_invite(entry_id: UUID, number: int) -> Invite | None:
    """The mail of this number, held until the transaction ends; None once there is a newer one."""
    query = Invite.filter(entry_id=entry_id, number=number).select_for_update()
    return await query.get_or_none()
