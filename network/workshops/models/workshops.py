"""A workshop, its sessions, who organises it, for whom it is, and what happened to it."""

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record, Versioned
from network.workshops.vocabulary import (
    Anchor,
    Audience,
    Axis,
    Level,
    Limit,
    Mode,
    Move,
    Part,
    Phase,
    QuestionKind,
    Scope,
    WorkshopState,
)

if TYPE_CHECKING:
    from network.centres.models import Centre
    from network.people.models import Person


class Workshop(Versioned):
    """One workshop, training, conference or course.

    `neutral_title` is all that calendars may show. `first_on` and `last_on` are days on the clocks
    of `zone`, the host's; `starts_at` and `ends_at` what its sessions make of them. Registration
    is open from `opens_at` until `closes_at`; answers may be changed until `edits_until`. A
    confirmed place is given up alone until `cancel_hours` before the start, and not at all where
    that is empty. `arrivals` counts registrations in the order in which they came. `revision`
    counts what calendars show (RFC 5545, SEQUENCE). `root` is the first one of a cascade.
    """

    state = fields.CharEnumField(WorkshopState, max_length=20, default=WorkshopState.DRAFT)
    revision = fields.IntField(default=0)
    reason = fields.CharField(max_length=20, default="")
    came_from = fields.CharEnumField(WorkshopState, max_length=20, null=True)
    asked_at = InstantField(null=True)
    moved_at = InstantField(null=True)
    settled_at = InstantField(null=True)
    title = fields.CharField(max_length=150)
    neutral_title = fields.CharField(max_length=80, default="")
    about = fields.TextField(default="")
    lang = fields.CharField(max_length=10)
    kind = fields.CharField(max_length=10)
    scope = fields.CharEnumField(Scope, max_length=10, default=Scope.THEMATIC)
    region = fields.CharField(max_length=10, default="")
    themes = fields.JSONField[list[str]](default=list)
    mode = fields.CharEnumField(Mode, max_length=10, default=Mode.ON_SITE)
    languages = fields.JSONField[list[str]](default=list)
    interpreted = fields.JSONField[list[str]](default=list)
    level = fields.CharEnumField(Level, max_length=2, default=Level.MEMBERS)
    centre: fields.ForeignKeyRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="workshops", on_delete=fields.CASCADE
    )
    partners = fields.CharField(max_length=300, default="")
    zone = fields.CharField(max_length=64, default="")
    place = fields.CharField(max_length=200, default="")
    join_page = fields.CharField(max_length=300, default="")
    first_on = fields.DateField(null=True)
    last_on = fields.DateField(null=True)
    starts_at = InstantField(null=True)
    ends_at = InstantField(null=True)
    opens_at = InstantField(null=True)
    closes_at = InstantField(null=True)
    edits_until = InstantField(null=True)
    cancel_hours = fields.IntField(null=True, default=24)
    capacity = fields.IntField(default=0)
    needs_approval = fields.BooleanField(default=False)
    arrivals = fields.IntField(default=0)
    outcome_owner_id = fields.UUIDField(null=True)
    author_id = fields.UUIDField(null=True)
    checked_by_id = fields.UUIDField(null=True)
    cloned_from_id = fields.UUIDField(null=True)
    parent: fields.ForeignKeyNullableRelation["Workshop"] = fields.ForeignKeyField(
        "network.Workshop", related_name="children", null=True, on_delete=fields.SET_NULL
    )
    root_id = fields.UUIDField(null=True)

    centre_id: UUID
    parent_id: UUID | None
    organisers: fields.ReverseRelation["WorkshopOrganiser"]
    quotas: fields.ReverseRelation["Quota"]

    class Meta:
        table = "workshop"


class WorkshopSession(Versioned):
    """One dated part of a workshop, in its own zone. `wall` is what was agreed there, `starts_at`
    what that means under the zone rules `tz_version`. `code_number` is 0 until a code for
    attending was first shown; a higher one makes a new code.
    """

    workshop: fields.ForeignKeyRelation[Workshop] = fields.ForeignKeyField(
        "network.Workshop", related_name="sessions", on_delete=fields.CASCADE
    )
    title = fields.CharField(max_length=150, default="")
    wall = fields.CharField(max_length=16)
    zone = fields.CharField(max_length=64)
    is_second = fields.BooleanField(default=False)
    tz_version = fields.CharField(max_length=20)
    starts_at = InstantField()
    minutes = fields.IntField()
    place = fields.CharField(max_length=200, default="")
    revision = fields.IntField(default=0)
    code_number = fields.IntField(default=0)
    removed_at = InstantField(null=True)

    workshop_id: UUID

    class Meta:
        table = "workshop_session"


class WorkshopOrganiser(Record):
    """Somebody who prepares a workshop."""

    workshop: fields.ForeignKeyRelation[Workshop] = fields.ForeignKeyField(
        "network.Workshop", related_name="organisers", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="workshops_organised", on_delete=fields.CASCADE
    )

    workshop_id: UUID
    person_id: UUID

    class Meta:
        table = "workshop_organiser"
        unique_together = (("workshop_id", "person_id"),)


class WorkshopReader(Record):
    """A centre or a person a workshop of level S2 is for, or a person for S3."""

    workshop: fields.ForeignKeyRelation[Workshop] = fields.ForeignKeyField(
        "network.Workshop", related_name="named", on_delete=fields.CASCADE
    )
    centre: fields.ForeignKeyNullableRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="named_workshops", null=True, on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyNullableRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="named_workshops", null=True, on_delete=fields.CASCADE
    )

    workshop_id: UUID
    centre_id: UUID | None
    person_id: UUID | None

    class Meta:
        table = "workshop_reader"


class WorkshopSource(Record):
    """Something that led to a workshop, such as an exchange visit."""

    workshop: fields.ForeignKeyRelation[Workshop] = fields.ForeignKeyField(
        "network.Workshop", related_name="sources", on_delete=fields.CASCADE
    )
    source_kind = fields.CharField(max_length=20)
    source_id = fields.UUIDField()
    person_id = fields.UUIDField(null=True)

    workshop_id: UUID

    class Meta:
        table = "workshop_source"
        unique_together = (("workshop_id", "source_kind", "source_id"),)


class WorkshopMove(Record):
    """One change of a workshop's state: who, in which part, why, and under which revision."""

    workshop: fields.ForeignKeyRelation[Workshop] = fields.ForeignKeyField(
        "network.Workshop", related_name="moves", on_delete=fields.CASCADE
    )
    move = fields.CharEnumField(Move, max_length=20)
    before = fields.CharEnumField(WorkshopState, max_length=20)
    after = fields.CharEnumField(WorkshopState, max_length=20)
    person_id = fields.UUIDField(null=True)
    part = fields.CharEnumField(Part, max_length=12)
    reason = fields.CharField(max_length=20, default="")
    note = fields.TextField(default="")
    revision = fields.IntField()

    workshop_id: UUID

    class Meta:
        table = "workshop_move"


# how one registers -------------------------------------------------------------------------------


class Quota(Versioned):
    """Places for a group. A limit lets in no more than `places` of it; kept places are held free
    for it until `kept_until`. Without `keys` a limit holds for each profession, region or centre
    alone.
    """

    workshop: fields.ForeignKeyRelation[Workshop] = fields.ForeignKeyField(
        "network.Workshop", related_name="quotas", on_delete=fields.CASCADE
    )
    axis = fields.CharEnumField(Axis, max_length=12)
    kind = fields.CharEnumField(Limit, max_length=6, default=Limit.MOST)
    keys = fields.JSONField[list[str]](default=list)
    name = fields.CharField(max_length=80, default="")
    places = fields.IntField()
    kept_until = InstantField(null=True)

    workshop_id: UUID

    class Meta:
        table = "workshop_quota"


class WorkshopQuestion(Versioned):
    """Something asked of those who register. A change of an answer that `reopens` has to be
    approved again.
    """

    workshop: fields.ForeignKeyRelation[Workshop] = fields.ForeignKeyField(
        "network.Workshop", related_name="questions", on_delete=fields.CASCADE
    )
    position = fields.IntField(default=0)
    phase = fields.CharEnumField(Phase, max_length=14, default=Phase.REGISTRATION)
    kind = fields.CharEnumField(QuestionKind, max_length=10, default=QuestionKind.TEXT)
    label = fields.CharField(max_length=200)
    choices = fields.JSONField[list[str]](default=list)
    is_required = fields.BooleanField(default=False)
    reopens = fields.BooleanField(default=False)
    removed_at = InstantField(null=True)

    workshop_id: UUID

    class Meta:
        table = "workshop_question"


class WorkshopReminder(Versioned):
    """Something people are told a while before or after the start or the end.

    `minutes` count from the anchor, negative before it. `sent_for` is the anchor's instant when it
    was sent or let go: another one makes it due again.
    """

    workshop: fields.ForeignKeyRelation[Workshop] = fields.ForeignKeyField(
        "network.Workshop", related_name="reminders", on_delete=fields.CASCADE
    )
    anchor = fields.CharEnumField(Anchor, max_length=6)
    minutes = fields.IntField()
    audience = fields.CharEnumField(Audience, max_length=12)
    due_at = InstantField(null=True)
    sent_for = InstantField(null=True)
    sent_at = InstantField(null=True)

    workshop_id: UUID

    class Meta:
        table = "workshop_reminder"
