"""Reading feeds."""

from dataclasses import dataclass
from datetime import date
from typing import NoReturn
from uuid import UUID

from tortoise.functions import Max

from network.calendars import policy
from network.calendars.models.feeds import (
    Channel,
    Detail,
    Entry,
    Feed,
    Purpose,
    Reach,
)
from network.calendars.queries import invites
from network.calendars.rules import feeds as rules
from network.calendars.rules import invites as invite_rules
from network.centres import queries as centres
from network.db import plain, read_instant
from network.kernel import clock, i18n, languages
from network.kernel.actor import Actor
from network.kernel.errors import NotFound

# By hand, since it is asked whenever a device looks.
_STAND = """
    SELECT feed.id AS feed_id, feed.person_id AS person_id, purpose, feed.detail AS detail,
        reach, alarm, revoked_at, is_disabled, language, channel, changes
    FROM feed JOIN person ON person.id = feed.person_id
    LEFT JOIN personal_calendar ON personal_calendar.person_id = feed.person_id
    WHERE token_hash = $1
"""


@dataclass(frozen=True, slots=True)
class Stand:
    """All that the bytes of a feed follow from: while it is the same, so are they."""

    feed_id: UUID
    person_id: UUID
    purpose: Purpose
    detail: Detail
    reach: Reach
    alarm: int
    language: str
    changes: int
    is_closed: bool
    is_by_mail: bool
    is_at_high_risk: bool
    day: date


@dataclass(frozen=True, slots=True)
class Card:
    """A feed as its owner sees it; `detail` is the level it is served at, in which language.

    With `is_emptied` it shows nothing while invitations come by mail instead.
    """

    feed: Feed
    detail: Detail
    language: str
    is_current: bool
    is_emptied: bool


async def is_at_high_risk(person_id: UUID) -> bool:
    return bool(await centres.at_high_risk([person_id]))


async def details_for(actor: Actor) -> list[Detail]:
    """The levels the actor may choose for a feed."""
    if actor.person_id is None:
        raise NotFound
    return rules.allowed(at_high_risk=await is_at_high_risk(actor.person_id))


async def feed_behind(token_hash: str) -> Feed | None:
    """A feed by its address, with its person; a revoked one for 30 days."""
    found = await Feed.get_or_none(token_hash=token_hash).select_related("person")
    return None if found is None or rules.is_gone(found.revoked_at, clock.now()) else found


async def stand_of(token_hash: str) -> Stand | None:
    """How a feed stands now, by its address; see feed_behind."""
    rows = await plain.rows(_STAND, token_hash)
    if not rows:
        return None
    row, now = rows[0], clock.now()
    revoked_at = read_instant(row["revoked_at"]) if row["revoked_at"] else None
    if rules.is_gone(revoked_at, now):
        return None
    purpose, person_id = Purpose(row["purpose"]), UUID(str(row["person_id"]))
    return Stand(
        feed_id=UUID(str(row["feed_id"])),
        person_id=person_id,
        purpose=purpose,
        detail=Detail(row["detail"]),
        reach=Reach(row["reach"]),
        alarm=row["alarm"],
        language=row["language"],
        changes=row["changes"] or 0,
        is_closed=revoked_at is not None or bool(row["is_disabled"]),
        is_by_mail=row["channel"] == Channel.MAIL and purpose in invite_rules.BY_MAIL,
        is_at_high_risk=await is_at_high_risk(person_id),
        day=now.date(),
    )


async def is_open(token_hash: str) -> bool:
    """Whether somebody may still subscribe by this address."""
    found = await feed_behind(token_hash)
    return found is not None and found.revoked_at is None and not found.person.is_disabled


async def own_feeds(actor: Actor) -> list[Card]:
    """The actor's feeds that are not revoked, oldest first."""
    query = Feed.filter(policy.visible_to(actor), revoked_at=None).order_by("created_at")
    rows = await query.select_related("person")
    if not rows or actor.person_id is None:
        return []
    newest = await _newest_changes(actor.person_id)
    by_mail = await invites.by_mail(actor.person_id)
    at_high_risk = await is_at_high_risk(actor.person_id)
    return [
        Card(
            row,
            rules.capped(row.detail, at_high_risk=at_high_risk),
            languages.name(i18n.known(row.person.language) or i18n.SOURCE),
            row.served >= newest.get(row.purpose, 0),
            row.purpose in by_mail,
        )
        for row in rows
    ]


async def count_feeds(person_id: UUID) -> int:
    return await Feed.filter(person_id=person_id, revoked_at=None).count()


async def get_feed(actor: Actor, feed_id: UUID) -> Feed:
    """A feed of the actor's own that is not revoked."""
    query = Feed.filter(policy.visible_to(actor), revoked_at=None)
    return await query.get_or_none(id=feed_id) or _absent()


async def _newest_changes(person_id: UUID) -> dict[str, int]:
    """The number of the last change to a person's entries, by purpose."""
    rows = (
        await Entry.filter(person_id=person_id)
        .annotate(last=Max("change"))
        .group_by("purpose")
        .values_list("purpose", "last")
    )
    return {str(purpose): int(str(last)) for purpose, last in rows}


def _absent() -> NoReturn:
    raise NotFound
