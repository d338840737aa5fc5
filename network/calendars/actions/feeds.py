"""Making, renewing and revoking feeds. An address is told once; only its hash is kept."""

import secrets
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from network.calendars import policy
from network.calendars.actions import serving
from network.calendars.models.feeds import Detail, Feed, Purpose, Reach
from network.calendars.queries import feeds as queries
from network.calendars.queries import invites
from network.calendars.rules import feeds as rules
from network.db import after_commit, transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, require
from network.kernel.i18n import _
from network.kernel.ids import hash_token

_TOKEN_BYTES = 16  # 128 bits, 22 signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What a feed's owner may change: its name, how much it says, how far it goes, whether it
    rings, so many minutes before (0 for not).
    """

    label: str
    detail: Detail
    reach: Reach = Reach.NEAR
    alarm: int = 0

    def columns(self) -> dict[str, Any]:
        return asdict(self)


async def open_feed(
    actor: Actor,
    purpose: Purpose,
    detail: Detail,
    label: str,
    reach: Reach = Reach.NEAR,
    alarm: int = 0,
) -> str:
    """Make a feed for a device; returns its token, which nobody can read again.

    Raises Invalid for a level the actor's centre does not allow and for what comes by mail, and
    Conflict with 20 feeds.
    """
    if actor.person_id is None:
        raise Forbidden
    looks = Looks(label=label, detail=detail, reach=reach, alarm=alarm)
    await _check(actor, looks)
    await check_channel(actor.person_id, purpose)
    if await queries.count_feeds(actor.person_id) >= rules.MOST_FEEDS:
        raise Conflict(_("You have very many calendars here. Revoke one first."))
    async with transaction():
        return await _new(actor.person_id, purpose, looks)


async def _check(actor: Actor, looks: Looks) -> None:
    if looks.detail not in await queries.details_for(actor):
        raise Invalid(detail=_("Your centre's risk level allows only “Busy”."))


async def check_channel(person_id: UUID, purpose: Purpose) -> None:
    """Raise Invalid for what comes by invitations, as it would stand in the calendar twice."""
    if await invites.is_by_mail(person_id, purpose):
        told = _("Sessions come to your mailbox by invitations. Change that first.")
        raise Invalid(purpose=told)


async def _new(person_id: UUID, purpose: Purpose, looks: Looks) -> str:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    await Feed.create(
        person_id=person_id, token_hash=hash_token(token), purpose=purpose, **looks.columns()
    )
    return token


async def change(actor: Actor, feed: Feed, looks: Looks) -> None:
    """Change what a device is given; it shows it at its next look, at the same address.

    Raises Invalid for a level the actor's centre does not allow.
    """
    require(policy.is_own(actor, feed.person_id))
    await _check(actor, looks)
    async with transaction():
        await Feed.filter(id=feed.id, revoked_at=None).update(**looks.columns())
        _forget(feed.person_id)


async def rotate(actor: Actor, feed: Feed) -> str:
    """Give a feed a new address; the old one empties itself as if it were revoked."""
    require(policy.is_own(actor, feed.person_id))
    async with transaction():
        await _revoke(feed)
        looks = Looks(label=feed.label, detail=feed.detail, reach=feed.reach, alarm=feed.alarm)
        return await _new(feed.person_id, feed.purpose, looks)


async def revoke(actor: Actor, feed: Feed) -> None:
    """Empty the device's copy at its next look, and forget the feed after 30 days."""
    require(policy.is_own(actor, feed.person_id))
    async with transaction():
        await _revoke(feed)


async def _revoke(feed: Feed) -> None:
    if not await Feed.filter(id=feed.id, revoked_at=None).update(revoked_at=clock.now()):
        raise Conflict(_("This calendar was revoked already."))
    _forget(feed.person_id)


async def revoke_all(actor: Actor) -> int:
    """Revoke every feed of the actor's; returns how many there were."""
    return await close_all(actor.person_id) if actor.person_id else 0


async def close_all(person_id: UUID) -> int:
    """Revoke all feeds of somebody whose account was shut, or who asked for it."""
    async with transaction():
        _forget(person_id)
        open_ones = Feed.filter(person_id=person_id, revoked_at=None)
        return await open_ones.update(revoked_at=clock.now())


def _forget(person_id: UUID) -> None:
    after_commit(("calendar", person_id), lambda: serving.forget(person_id))


async def purge() -> int:
    """Delete feeds revoked more than 30 days ago."""
    return await Feed.filter(revoked_at__lte=clock.now() - rules.REVOKED_KEPT).delete()
