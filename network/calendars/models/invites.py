"""Calendar invitations by mail: what somebody's calendar program was last told of an entry."""

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record

if TYPE_CHECKING:
    from network.calendars.models.feeds import Entry


class Method(StrEnum):
    """What a mail asks of a calendar program (RFC 5546 section 3.2)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Invite(Record):
    """The last mail owed about an entry; the person's channel decides whether there is one.

    `number` counts the mails about the entry. `sequence` is the entry's at that mail, `stamped_at`
    its DTSTAMP, later with every mail. `digest` is of what it says, whatever the language; empty
    when it has to be said again.
    """

    entry: fields.OneToOneRelation["Entry"] = fields.OneToOneField(
        "network.Entry", related_name="invite", on_delete=fields.CASCADE
    )
    method = fields.CharEnumField(Method, max_length=10)
    number = fields.IntField()
    sequence = fields.IntField()
    stamped_at = InstantField()
    digest = fields.CharField(max_length=64)

    entry_id: UUID

    class Meta:
        table = "invite"
