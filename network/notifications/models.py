"""Notices, people's choices about them, and mail on its way."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record

if TYPE_CHECKING:
    from network.people.models import Person


class Notice(Record):
    """Something a person should know. Its words are made when it is read, in their language."""

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="notices", on_delete=fields.CASCADE
    )
    kind = fields.CharField(max_length=40)
    subject_id = fields.UUIDField()
    facts = fields.JSONField[dict[str, Any]](default=dict)
    path = fields.CharField(max_length=200)
    read_at = InstantField(null=True)
    digest_on = fields.DateField(null=True)
    awaits_digest = fields.BooleanField(default=False)

    person_id: UUID

    class Meta:
        table = "notice"


class Channel(StrEnum):
    """How a person hears of a topic besides in the portal."""

    MAIL = "mail"
    DIGEST = "digest"
    PORTAL = "portal"


class Preference(Record):
    """A person's choice for one topic."""

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="preferences", on_delete=fields.CASCADE
    )
    topic = fields.CharField(max_length=20)
    channel = fields.CharEnumField(Channel, max_length=10)

    person_id: UUID

    class Meta:
        table = "preference"
        unique_together = (("person", "topic"),)


class MailState(StrEnum):
    """`behind`: an earlier mail of its thread has to leave first."""

    QUEUED = "queued"
    BEHIND = "behind"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"


class QueuedMail(Record):
    """A mail as it will be sent, sealed until then and emptied afterwards.

    Mails of one thread leave in the order of their rank, one at a time, or never.
    """

    person: fields.ForeignKeyNullableRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="mails", null=True, on_delete=fields.CASCADE
    )
    kind = fields.CharField(max_length=40)
    message_id = fields.CharField(max_length=120, unique=True)
    sealed = fields.TextField()
    state = fields.CharEnumField(MailState, max_length=10, default=MailState.QUEUED)
    attempts = fields.IntField(default=0)
    due_at = InstantField()
    leased_until = InstantField(null=True)
    sent_at = InstantField(null=True)
    failure = fields.CharField(max_length=200, default="")
    thread = fields.UUIDField(null=True)
    rank = fields.IntField(default=0)

    person_id: UUID | None

    class Meta:
        table = "queued_mail"


class JobRun(Record):
    """That a periodic job ran in a period, so that it runs once however many workers there are."""

    job = fields.CharField(max_length=40)
    period = fields.CharField(max_length=40)

    class Meta:
        table = "job_run"
        unique_together = (("job", "period"),)
