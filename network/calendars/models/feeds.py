"""Entries of people's calendars, and the feeds by which their devices read them."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record

if TYPE_CHECKING:
    from network.people.models import Person


class Purpose(StrEnum):
    """What a feed is for; an entry belongs to one."""

    SESSIONS = "sessions"
    VISITS = "visits"
    WORKSHOPS = "workshops"
    CENTRE = "centre"
    NETWORK = "network"
    DEADLINES = "deadlines"


class Detail(StrEnum):
    """How much a calendar program is told."""

    BUSY = "busy"
    NEUTRAL = "neutral"
    FULL = "full"


class Reach(StrEnum):
    """How far back and ahead a feed goes."""

    NEAR = "near"
    FAR = "far"


class Channel(StrEnum):
    """How somebody's calendar learns of what can come by invitations; never both ways at once."""

    FEED = "feed"
    MAIL = "mail"


class Status(StrEnum):
    """As calendar programs know it (RFC 5545 section 3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class PersonalCalendar(Record):
    """One row per person: the number of the last change to their entries, and how many there were.

    Every change gets the next number; a feed remembers the highest it served. `detail` is how much
    invitations by mail say, where `channel` asks for them.
    """

    person: fields.OneToOneRelation["Person"] = fields.OneToOneField(
        "network.Person", related_name="calendar", on_delete=fields.CASCADE
    )
    changes = fields.BigIntField(default=0)
    named = fields.IntField(default=0)
    channel = fields.CharEnumField(Channel, max_length=4, default=Channel.FEED)
    detail = fields.CharEnumField(Detail, max_length=10, default=Detail.NEUTRAL)

    person_id: UUID

    class Meta:
        table = "personal_calendar"


class Entry(Record):
    """One dated thing in one person's calendar, made from events.

    `uid` is random and stays for ever. `sequence` counts changes of time or status (RFC 5545
    SEQUENCE, for feeds and mail alike), `revision` is that of the source, `change` the number of
    the person's last change here, and `changed_at` when anything visible last changed. Timed
    entries have instants; all others fill the days from `first_on` to `last_on`. For timed ones
    these are the days in UTC. `number` tells entries apart where they may say nothing else, and
    `other_id` is whom one meets alone, `part_of_id` whose page tells of what has none of its own.
    `alert_at` is when a late change has to be told to somebody
    whose calendar has not fetched it.
    """

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="entries", on_delete=fields.CASCADE
    )
    purpose = fields.CharEnumField(Purpose, max_length=12)
    source_kind = fields.CharField(max_length=20)
    source_id = fields.UUIDField()
    kind = fields.CharField(max_length=30)
    other_id = fields.UUIDField(null=True)
    part_of_id = fields.UUIDField(null=True)
    number = fields.IntField()
    uid = fields.CharField(max_length=36, unique=True)
    sequence = fields.IntField(default=0)
    revision = fields.IntField()
    status = fields.CharEnumField(Status, max_length=10, default=Status.CONFIRMED)
    starts_at = InstantField(null=True)
    ends_at = InstantField(null=True)
    first_on = fields.DateField()
    last_on = fields.DateField()
    month = fields.IntField()
    change = fields.BigIntField()
    changed_at = InstantField()
    alert_at = InstantField(null=True)

    person_id: UUID

    class Meta:
        table = "entry"
        unique_together = (("person", "source_kind", "source_id"),)

    @property
    def is_all_day(self) -> bool:
        return self.starts_at is None

    @property
    def is_cancelled(self) -> bool:
        return self.status is Status.CANCELLED

    @property
    def days(self) -> tuple[date, date]:
        return self.first_on, self.last_on


class EntryText(Record):
    """The bytes of an entry at one level in one language, as of a change."""

    entry: fields.ForeignKeyRelation[Entry] = fields.ForeignKeyField(
        "network.Entry", related_name="texts", on_delete=fields.CASCADE
    )
    detail = fields.CharEnumField(Detail, max_length=10)
    language = fields.CharField(max_length=10)
    change = fields.BigIntField()
    content = fields.BinaryField()

    entry_id: UUID

    class Meta:
        table = "entry_text"
        unique_together = (("entry", "detail", "language"),)


class FeedMonth(Record):
    """One month of a feed: its entries joined, and deflated so that months can be joined again.

    `state` changes whenever an entry comes, goes or changes; `digest` is the hash of `content`.
    """

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="feed_months", on_delete=fields.CASCADE
    )
    purpose = fields.CharEnumField(Purpose, max_length=12)
    detail = fields.CharEnumField(Detail, max_length=10)
    language = fields.CharField(max_length=10)
    reach = fields.CharEnumField(Reach, max_length=4, default=Reach.NEAR)
    alarm = fields.IntField(default=0)
    month = fields.IntField()
    state = fields.CharField(max_length=80)
    digest = fields.CharField(max_length=64)
    content = fields.BinaryField()
    deflated = fields.BinaryField()

    person_id: UUID

    class Meta:
        table = "feed_month"
        unique_together = (("person", "purpose", "detail", "language", "reach", "alarm", "month"),)


class Feed(Record):
    """What one device may read for one purpose, by a secret address kept as its hash alone.

    `served` is the number of its owner's last change when its device looked; there is no time of
    it. `etag` is of the bytes it got last, and `changed_at` when they became others. `alarm` is how
    many minutes before each entry the device rings, 0 for not at all.
    """

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="feeds", on_delete=fields.CASCADE
    )
    token_hash = fields.CharField(max_length=64, unique=True)
    label = fields.CharField(max_length=40)
    purpose = fields.CharEnumField(Purpose, max_length=12)
    detail = fields.CharEnumField(Detail, max_length=10)
    reach = fields.CharEnumField(Reach, max_length=4, default=Reach.NEAR)
    alarm = fields.IntField(default=0)
    served = fields.BigIntField(default=0)
    was_read = fields.BooleanField(default=False)
    etag = fields.CharField(max_length=64, default="")
    changed_at = InstantField(null=True)
    revoked_at = InstantField(null=True)

    person_id: UUID

    class Meta:
        table = "feed"
