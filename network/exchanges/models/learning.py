"""What a visit was for, and what came of it."""

from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record, Versioned
from network.exchanges.models.visits import Visit


class LearningGoal(Versioned):
    """What the visitor wants to be able to do; rated 0 to 4 up to four times."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="goals", on_delete=fields.CASCADE
    )
    position = fields.IntField(default=0)
    specific = fields.CharField(max_length=300)
    measure = fields.CharField(max_length=300, default="")
    how = fields.CharField(max_length=300, default="")
    relevance = fields.CharField(max_length=300, default="")
    by_on = fields.DateField(null=True)
    competency = fields.CharField(max_length=20, default="")
    before = fields.IntField(null=True)
    after = fields.IntField(null=True)
    retrospect = fields.IntField(null=True)
    six_months = fields.IntField(null=True)

    visit_id: UUID

    class Meta:
        table = "learning_goal"


class LearningReport(Versioned):
    """What the visitor brought back. The host may take passages out before anybody else reads it;
    once cleared it becomes the knowledge item `item_id`.
    """

    visit: fields.OneToOneRelation[Visit] = fields.OneToOneField(
        "network.Visit", related_name="report", on_delete=fields.CASCADE
    )
    parts = fields.JSONField[dict[str, str]](default=dict)
    lang = fields.CharField(max_length=10)
    level = fields.CharField(max_length=2, default="")
    is_short = fields.BooleanField(default=False)
    submitted_at = InstantField(null=True)
    home_read_at = InstantField(null=True)
    host_due_on = fields.DateField(null=True)
    host_cleared_at = InstantField(null=True)
    host_cleared_by_id = fields.UUIDField(null=True)
    taken_out = fields.IntField(default=0)
    item_id = fields.UUIDField(null=True)

    visit_id: UUID

    class Meta:
        table = "learning_report"


class PassingOn(Record):
    """How what was learned is passed on: a seminar, a workshop, an item of knowledge."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="passed_on", on_delete=fields.CASCADE
    )
    kind = fields.CharField(max_length=20)
    title = fields.CharField(max_length=200)
    held_on = fields.DateField(null=True)
    reach = fields.CharField(max_length=10, default="")
    source_kind = fields.CharField(max_length=20, default="")
    source_id = fields.UUIDField(null=True)
    person_id = fields.UUIDField(null=True)

    visit_id: UUID

    class Meta:
        table = "visit_passing_on"


class FollowUp(Versioned):
    """What changed at home three and six months after a visit."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="follow_ups", on_delete=fields.CASCADE
    )
    months = fields.IntField()
    due_on = fields.DateField()
    answers = fields.JSONField[dict[str, str]](default=dict)
    answered_at = InstantField(null=True)

    visit_id: UUID

    class Meta:
        table = "visit_follow_up"
        unique_together = (("visit_id", "months"),)
