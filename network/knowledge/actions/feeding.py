"""Private feeds: making and revoking them. An address is told once; only its hash is kept."""

import secrets
from datetime import timedelta
from uuid import UUID

from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden
from network.kernel.i18n import _
from network.kernel.ids import hash_token
from network.knowledge.models import ReadingFeed

_TOKEN_BYTES = 16  # 128 bits, 22 signs
_MOST = 10
UNREAD_KEPT = timedelta(days=90)


async def open_feed(actor: Actor, label: str) -> str:
    """Make a feed for a program; returns its token, which nobody can read again.

    Raises Conflict with ten feeds.
    """
    if actor.person_id is None:
        raise Forbidden
    async with transaction():
        if await ReadingFeed.filter(person_id=actor.person_id).count() >= _MOST:
            raise Conflict(_("You have ten addresses. Revoke one first."))
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        await ReadingFeed.create(
            person_id=actor.person_id,
            token_hash=hash_token(token),
            label=label,
            read_on=clock.now().date(),
        )
        return token


async def revoke(actor: Actor, feed_id: UUID) -> None:
    """Shut an address at once; it is then like one that never was."""
    async with transaction():
        await ReadingFeed.filter(id=feed_id, person_id=actor.person_id).delete()


async def close_all(person_id: UUID) -> None:
    """Shut all addresses of somebody whose account was shut."""
    async with transaction():
        await ReadingFeed.filter(person_id=person_id).delete()


async def note_read(feed: ReadingFeed) -> None:
    """Remember the day, and no more, on which a program looked."""
    today = clock.now().date()
    if feed.read_on != today:
        await ReadingFeed.filter(id=feed.id).update(read_on=today)


async def purge() -> int:
    """Shut addresses at which nobody looked for 90 days."""
    before = clock.now().date() - UNREAD_KEPT
    return await ReadingFeed.filter(read_on__lt=before).delete()
