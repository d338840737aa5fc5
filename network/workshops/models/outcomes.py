"""What came of a workshop, and who does what about it by when."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Versioned
from network.workshops.vocabulary import ActionState

if TYPE_CHECKING:
    from network.workshops.models.workshops import Workshop


class Outcome(Versioned):
    """The record of what came of a workshop; once published it is the knowledge item `item_id`.

    `counts` are how many took part by profession, region and centre, frozen when it is sent.
    """

    workshop: fields.OneToOneRelation["Workshop"] = fields.OneToOneField(
        "network.Workshop", related_name="outcome", on_delete=fields.CASCADE
    )
    due_on = fields.DateField()
    parts = fields.JSONField[dict[str, str]](default=dict)
    lessons = fields.JSONField[list[str]](default=list)
    counts = fields.JSONField[dict[str, Any]](default=dict)
    lang = fields.CharField(max_length=10)
    level = fields.CharField(max_length=2, default="")
    review_on = fields.DateField(null=True)
    submitted_at = InstantField(null=True)
    submitted_by_id = fields.UUIDField(null=True)
    returned_note = fields.TextField(default="")
    published_at = InstantField(null=True)
    published_by_id = fields.UUIDField(null=True)
    item_id = fields.UUIDField(null=True)
    reminded_step = fields.IntField(default=0)

    workshop_id: UUID

    class Meta:
        table = "workshop_outcome"


class OutcomeAction(Versioned):
    """Something that was agreed on: what, who sees to it, by when, and how far it is."""

    workshop: fields.ForeignKeyRelation["Workshop"] = fields.ForeignKeyField(
        "network.Workshop", related_name="outcome_actions", on_delete=fields.CASCADE
    )
    text = fields.CharField(max_length=300)
    owner_role = fields.CharField(max_length=80, default="")
    owner_id = fields.UUIDField(null=True)
    due_on = fields.DateField(null=True)
    state = fields.CharEnumField(ActionState, max_length=10, default=ActionState.OPEN)
    revision = fields.IntField(default=0)
    reminded_for = fields.DateField(null=True)

    workshop_id: UUID

    class Meta:
        table = "outcome_action"
