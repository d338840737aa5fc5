"""Reading entries and feeds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

from tortoise.expressions import Q
from tortoise.functions import Max

from network.calendars import policy
from network.calendars.models.feeds import (
    Channel,
    Detail,
    Entry,
    Feed,
    FeedMonth,
    PersonalCalendar,
    Purpose,
    Reach,
    Status,
)
from network.calendars.queries import invites
from network.calendars.rules import feeds as rules
from network.calendars.rules import invites as invite_rules
from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.db import connection, is_postgres, plain, raw, read_instant
from network.kernel import clock, i18n, languages, taxonomy
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.people import queries as people

# By hand, since they are asked whenever a device looks, or of thousands of entries when one of them
# changed. The bounds stand behind NOT so that no index on them is taken for the right one.
_STATES = """
    SELECT month, COUNT(*) AS n, SUM(change) AS total, MAX(change) AS last FROM entry
    WHERE person_id = {0} AND purpose = {1} AND NOT last_on < {2} AND NOT first_on > {3}
        AND (status = 'CONFIRMED' OR changed_at >= {4})
    GROUP BY month ORDER BY month
"""
_MONTH = """
    SELECT entry.id AS id, entry_text.content AS content FROM entry
    LEFT JOIN entry_text ON entry_text.entry_id = entry.id
        AND entry_text.change = entry.change AND detail = {0} AND language = {1}
    WHERE person_id = {2} AND purpose = {3} AND NOT last_on < {4} AND NOT first_on > {5}
        AND (status = 'CONFIRMED' OR changed_at >= {6}) AND month = {7}
    ORDER BY first_on, starts_at IS NOT NULL, starts_at, uid
"""
_STAND = """
    SELECT feed.id AS feed_id, feed.person_id AS person_id, purpose, feed.detail AS detail,
        reach, alarm, revoked_at, is_disabled, language, channel, changes
    FROM feed JOIN person ON person.id = feed.person_id
    LEFT JOIN personal_calendar ON personal_calendar.person_id = feed.person_id
    WHERE token_hash = {0}
"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which bytes are meant: whose, for what, how much they say, in which language, how far they
    reach and how many minutes before an entry they ring.
    """

    person_id: UUID
    purpose: Purpose
    detail: Detail
    language: str
    reach: Reach
    alarm: int

    def months(self) -> Q:
        return Q(
            person_id=self.person_id,
            purpose=self.purpose,
            detail=self.detail,
            language=self.language,
            reach=self.reach,
            alarm=self.alarm,
        )


class Month(NamedTuple):
    """A month of a feed as it is stored."""

    state: str
    digest: str
    content: bytes
    deflated: bytes


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
    rows = await _rows(_STAND, token_hash)
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


async def has_fetched(person_id: UUID, purpose: Purpose, change: int) -> bool:
    """Whether one of a person's devices has fetched a change."""
    query = Feed.filter(person_id=person_id, purpose=purpose, revoked_at=None)
    return await query.filter(served__gte=change).exists()


async def has_feed(person_id: UUID, purpose: Purpose) -> bool:
    return await Feed.filter(person_id=person_id, purpose=purpose, revoked_at=None).exists()


# who has seen it ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """How many calendars should show an entry, and how many of them fetched its last change."""

    calendars: int
    current: int

    @property
    def behind(self) -> int:
        return self.calendars - self.current


@dataclass(frozen=True, slots=True)
class Standing:
    """How one's entry stands in one's calendars: which of them have it, and for who leads, how many
    of the others' do. `channel` is how their calendar program learns of things, if it does,
    `has_feed` tells whether there is a feed for it at all, `is_read` whether a device ever looked
    at one; only such are counted.
    """

    entry_id: UUID
    own: Seen
    channel: Channel | None
    has_feed: bool
    is_read: bool
    others: Seen | None


async def standings(
    actor: Actor, source_kind: str, source_ids: Iterable[UUID], *, leads: bool = False
) -> dict[UUID, Standing]:
    """How the actor's entries of these things stand, by the things; see policy.can_count for the
    calendars of others, which are counted with `leads`: the caller knows who does.
    """
    whose = Q() if leads else policy.visible_to(actor)
    rows = await Entry.filter(whose, source_kind=source_kind, source_id__in=list(source_ids))
    channels, feeds = await _feeds_of({row.person_id for row in rows})
    by_source: dict[UUID, list[Entry]] = {}
    for row in rows:
        by_source.setdefault(row.source_id, []).append(row)
    found = {}
    for source_id, entries in by_source.items():
        own = next((e for e in entries if e.person_id == actor.person_id), None)
        if own is not None:
            found[source_id] = _standing(own, [e for e in entries if e is not own], feeds, channels)
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """What is asked of a feed here."""

    person_id: UUID
    purpose: Purpose
    reach: Reach
    was_read: bool
    served: int


async def _feeds_of(people_ids: set[UUID]) -> tuple[dict[UUID, Channel], list[_Look]]:
    """How these people's programs learn of things, and the feeds that hold something, at once."""
    names = ("purpose", "reach", "was_read", "served", "revoked_at")
    rows: list[dict[str, Any]] = await PersonalCalendar.filter(
        person_id__in=list(people_ids)
    ).values("person_id", "channel", *(f"person__feeds__{name}" for name in names))
    channels: dict[UUID, Channel] = {}
    feeds = []
    for row in rows:
        purpose, reach, was_read, served, revoked_at = (row[f"person__feeds__{n}"] for n in names)
        person_id, channel = row["person_id"], Channel(row["channel"])
        is_feed = purpose is not None and revoked_at is None
        if is_feed or channel is Channel.MAIL:
            channels[person_id] = channel
        if is_feed and channel is Channel.FEED:  # the others' stay empty
            look = _Look(person_id, Purpose(purpose), Reach(reach), bool(was_read), served)
            feeds.append(look)
    return channels, feeds


def _standing(
    own: Entry, others: list[Entry], feeds: list[_Look], channels: dict[UUID, Channel]
) -> Standing:
    mine = [f for f in feeds if f.person_id == own.person_id and f.purpose is own.purpose]
    showing = [f for f in mine if _shows(f, own)]
    seen = Seen(len(showing), sum(f.served >= own.change for f in showing))
    is_read = any(feed.was_read for feed in mine)
    channel, counted = channels.get(own.person_id), _counted(others, feeds)
    return Standing(own.id, seen, channel, bool(mine), is_read, counted)


def _counted(others: list[Entry], feeds: list[_Look]) -> Seen | None:
    """People, not devices: somebody's calendar is right once one of their devices fetched it."""
    calendars = current = 0
    for entry in others:
        served = [f.served for f in feeds if f.person_id == entry.person_id and _shows(f, entry)]
        calendars += bool(served)
        current += any(change >= entry.change for change in served)
    return Seen(calendars, current) if policy.can_count(calendars) else None


def _shows(feed: _Look, entry: Entry) -> bool:
    is_kind = feed.purpose is entry.purpose
    return is_kind and feed.was_read and rules.reaches(feed.reach, entry.days, clock.now())


# what a feed holds -------------------------------------------------------------------------------


async def month_states(shelf: Shelf) -> dict[int, str]:
    """For each month with entries, in order, a sign of how they stand."""
    rows = await _rows(_STATES, raw(shelf.person_id), shelf.purpose.value, *_frame(shelf))
    return {
        int(row["month"]): rules.state_of(int(row["n"]), int(row["total"]), int(row["last"]))
        for row in rows
    }


async def stored_months(shelf: Shelf) -> dict[int, Month]:
    """The months as they were stored last."""
    query = FeedMonth.filter(shelf.months())
    rows = await query.values_list("month", "state", "digest", "content", "deflated")
    return {
        int(str(month)): Month(str(state), str(digest), bytes(content), bytes(packed))
        for month, state, digest, content, packed in rows
    }


async def month_texts(shelf: Shelf, month: int) -> list[bytes | UUID]:
    """The entries of a month in order: their bytes, or their key if these have to be made anew."""
    key, language = raw(shelf.person_id), shelf.language
    values = (shelf.detail.value, language, key, shelf.purpose.value, *_frame(shelf), month)
    rows = await _rows(_MONTH, *values)
    return [
        UUID(str(row["id"])) if row["content"] is None else bytes(row["content"]) for row in rows
    ]


def _frame(shelf: Shelf) -> tuple[date, date, datetime]:
    frame = rules.window(clock.now(), shelf.reach)
    return frame.first, frame.last, frame.cancelled_since


async def _rows(sql: str, *values: Any) -> list[dict[str, Any]]:
    sign = "$" if is_postgres() else "?"
    told = sql.format(*(f"{sign}{n}" for n in range(1, len(values) + 1)))
    return list(await connection().execute_query_dict(told, list(values)))


async def entries_by_id(ids: Iterable[UUID]) -> dict[UUID, Entry]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = await plain.records(Entry, f"WHERE id IN ({plain.marks(wanted)})", *wanted)
    return {row.id: row for row in rows}


def _place(entry: Entry) -> tuple[date, float, str]:
    return entry.first_on, entry.starts_at.timestamp() if entry.starts_at else 0.0, entry.uid


# the calendar in the portal ----------------------------------------------------------------------


async def own_entries(actor: Actor, first: date, last: date) -> list[Entry]:
    """The actor's entries that touch these days in UTC, cancelled ones too, in order."""
    query = Entry.filter(policy.visible_to(actor), first_on__lte=last, last_on__gte=first)
    return sorted(await query, key=_place)


async def next_entry(actor: Actor, day: date) -> Entry | None:
    """The actor's first entry after a day that stands."""
    query = Entry.filter(policy.visible_to(actor), first_on__gt=day, status=Status.CONFIRMED)
    return await query.order_by("first_on", "starts_at").first()


async def get_entry(actor: Actor, entry_id: UUID) -> Entry:
    """An entry of the actor's own."""
    return await Entry.filter(policy.visible_to(actor)).get_or_none(id=entry_id) or _absent()


async def entries_of(source_kind: str, source_id: UUID) -> list[Entry]:
    """Everybody's entries of one thing."""
    which = "WHERE source_kind = $1 AND source_id = $2"
    return await plain.records(Entry, which, source_kind, source_id)


async def late_entries(limit: int = 500) -> list[Entry]:
    """Entries whose late change has had its time to be fetched, earliest first."""
    query = Entry.filter(alert_at__lte=clock.now()).order_by("first_on", "starts_at")
    return await query.limit(limit)


# names -------------------------------------------------------------------------------------------


async def titles(entries: Iterable[Entry], detail: Detail, language: str) -> dict[UUID, str]:
    """What entries of one person show at a level, in a language, by their keys."""
    rows = list(entries)
    with i18n.speaking(language):
        others = {row.other_id for row in rows if row.other_id} if detail is Detail.FULL else set()
        names = await _names(rows[0].person_id, others) if others else {}
        return {row.id: _title(row, detail, names) for row in rows}


def _title(entry: Entry, detail: Detail, names: dict[UUID, str]) -> str:
    other = names.get(entry.other_id, "") if entry.other_id else ""
    found = rules.title(detail, entry.purpose, entry.number, entry.kind, other)
    return i18n.gettext("Cancelled: %(title)s", title=found) if entry.is_cancelled else found


async def _names(reader_id: UUID, ids: set[UUID]) -> dict[UUID, str]:
    """People as a reader may know them; nobody of a centre at high risk is named at all."""
    reader = await centres.actor_of(reader_id)
    exposed = await centres.at_high_risk(ids)
    found = await people.people_of(ids - exposed)
    work = await centres.centres_of(found)
    named = {}
    for key, person in found.items():
        centre = next(iter(work.get(key, [])), None)
        place = centre_policy.shown_name(reader, centre) if centre else ""
        region = taxonomy.label(centre.region) if centre else ""
        named[key] = people.shown_name(person, place, region)
    return named


def _absent() -> NoReturn:
    raise NotFound
