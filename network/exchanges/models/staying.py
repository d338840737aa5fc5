"""Checklists, programme, check-ins on the way and messages of a visit."""

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record, Versioned
from network.exchanges.models.visits import (
    Visit,
)

if TYPE_CHECKING:
    from network.people.models import Person


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"
    NOT_NEEDED = "not_needed"


class ChecklistItem(Versioned):
    """Something to do before a visit, by whom, and how many days before (or after) it begins.

    `code` names one of our own lists, whose words are translated; one that people add has `text`.
    """

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="checklist", on_delete=fields.CASCADE
    )
    area = fields.CharField(max_length=12)
    code = fields.CharField(max_length=30, default="")
    text = fields.CharField(max_length=200, default="")
    owner = fields.CharField(max_length=20)
    offset_days = fields.IntField(default=0)
    due_on = fields.DateField(null=True)
    is_required = fields.BooleanField(default=False)
    position = fields.IntField(default=0)
    state = fields.CharEnumField(TaskState, max_length=12, default=TaskState.OPEN)
    done_by_id = fields.UUIDField(null=True)
    done_role = fields.CharField(max_length=30, default="")
    done_at = InstantField(null=True)
    note = fields.CharField(max_length=300, default="")

    visit_id: UUID

    class Meta:
        table = "checklist_item"


class ProgrammeItem(Versioned):
    """One thing of a day's programme. `wall` is what was agreed, in `zone`; `starts_at` the instant
    that it means under the zone rules `tz_version`.
    """

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="programme", on_delete=fields.CASCADE
    )
    wall = fields.CharField(max_length=16)
    zone = fields.CharField(max_length=64)
    is_second = fields.BooleanField(default=False)
    tz_version = fields.CharField(max_length=20)
    starts_at = InstantField()
    minutes = fields.IntField()
    kind = fields.CharField(max_length=20)
    title = fields.CharField(max_length=150)
    place = fields.CharField(max_length=100, default="")
    mentor_id = fields.UUIDField(null=True)
    level = fields.CharField(max_length=2, default="S1")
    asks_consent = fields.BooleanField(default=False)
    has_consent = fields.BooleanField(default=False)
    revision = fields.IntField(default=0)
    removed_at = InstantField(null=True)

    visit_id: UUID

    class Meta:
        table = "programme_item"


class TravelCheckState(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class TravelCheck(Record):
    """By when the visitor says that all is well. `asked` counts who was asked so far."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="travel_checks", on_delete=fields.CASCADE
    )
    kind = fields.CharField(max_length=12)
    due_at = InstantField()
    zone = fields.CharField(max_length=64)
    state = fields.CharEnumField(TravelCheckState, max_length=10, default=TravelCheckState.PLANNED)
    asked = fields.IntField(default=0)
    done_at = InstantField(null=True)

    visit_id: UUID

    class Meta:
        table = "travel_check"


class Message(Record):
    """Words about a visit between those involved; its moves stand between them."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="messages", on_delete=fields.CASCADE
    )
    author_id = fields.UUIDField(null=True)
    text = fields.TextField()

    visit_id: UUID

    class Meta:
        table = "visit_message"


class ReadMark(Record):
    """Until when somebody has read a visit's messages, and which they were reminded of."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="read_marks", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="visit_read_marks", on_delete=fields.CASCADE
    )
    read_at = InstantField(null=True)
    reminded_at = InstantField(null=True)

    visit_id: UUID
    person_id: UUID

    class Meta:
        table = "visit_read_mark"
        unique_together = (("visit_id", "person_id"),)
