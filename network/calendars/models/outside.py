"""Calendars people have elsewhere: where they are, sealed, and when they keep somebody busy."""

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record

if TYPE_CHECKING:
    from network.people.models import Person


class OutsideCalendar(Record):
    """A calendar elsewhere, read by its secret address.

    `read_at` is when its busy times were last taken over, `seen_at` when it was last known to be
    unchanged since. From `closes_at` on they are no longer believed: all time counts as busy.
    `turn` counts tries and changes, so that a late answer is recognised; `told` says of which
    failure the owner knows, `told_at` when they heard of the last one. `asked` tells for which zone
    and address the tag `etag` holds.
    """

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="outside_calendars", on_delete=fields.CASCADE
    )
    address_sealed = fields.TextField()
    blocks_all_day = fields.BooleanField(default=True)
    etag = fields.CharField(max_length=200, default="")
    asked = fields.CharField(max_length=64, default="")
    reason = fields.CharField(max_length=20, default="")
    notices = fields.JSONField[list[str]](default=list)
    failures = fields.IntField(default=0)
    told = fields.CharField(max_length=10, default="")
    told_at = InstantField(null=True)
    turn = fields.IntField(default=0)
    read_at = InstantField(null=True)
    seen_at = InstantField(null=True)
    due_at = InstantField()
    closes_at = InstantField()

    person_id: UUID

    class Meta:
        table = "outside_calendar"


class BusyTime(Record):
    """Stretches of time that begin in one month; nothing of what happens in them.

    `times` is JSON, seconds since 1970 from and until. They count from `counts_from` on: one row
    of each calendar covers all time and counts from when the others are no longer believed.
    """

    calendar: fields.ForeignKeyRelation[OutsideCalendar] = fields.ForeignKeyField(
        "network.OutsideCalendar", related_name="times", on_delete=fields.CASCADE
    )
    starts_at = InstantField()
    ends_at = InstantField()
    counts_from = InstantField()
    is_guard = fields.BooleanField(default=False)
    times = fields.TextField()

    calendar_id: UUID

    class Meta:
        table = "busy_time"
