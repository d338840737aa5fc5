"""Who comes to a workshop: registrations, answers, invitations, attendance and evaluation."""

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from tortoise import fields

from network.db import InstantField, Record, Versioned
from network.workshops.vocabulary import InvitationState, Part, RegMove, RegState

if TYPE_CHECKING:
    from network.centres.models import Centre
    from network.people.models import Person
    from network.workshops.models.workshops import Workshop, WorkshopQuestion, WorkshopSession


class Registration(Versioned):
    """One person's place in a workshop, or in the line for one.

    `number` is the order of arrival; going to the end of the line gives a new one. Whoever is
    `is_seated` takes a place, also while their changed answers are looked at again. Profession,
    region and centre are those of the day they registered. `lapses` counts offers that ran out.
    """

    workshop: fields.ForeignKeyRelation["Workshop"] = fields.ForeignKeyField(
        "network.Workshop", related_name="registrations", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="registrations", on_delete=fields.CASCADE
    )
    centre: fields.ForeignKeyNullableRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="registrations", null=True, on_delete=fields.SET_NULL
    )
    profession = fields.CharField(max_length=20, default="")
    region = fields.CharField(max_length=10, default="")
    state = fields.CharEnumField(RegState, max_length=12, default=RegState.APPLIED)
    number = fields.IntField()
    is_seated = fields.BooleanField(default=False)
    is_approved = fields.BooleanField(default=False)
    offered_until = InstantField(null=True)
    lapses = fields.IntField(default=0)
    is_listed = fields.BooleanField(default=False)
    has_evaluated = fields.BooleanField(default=False)

    workshop_id: UUID
    person_id: UUID
    centre_id: UUID | None
    answers: fields.ReverseRelation["RegistrationAnswer"]

    class Meta:
        table = "workshop_registration"
        unique_together = (("workshop_id", "person_id"), ("workshop_id", "number"))


class RegistrationAnswer(Record):
    """What somebody answered to one question."""

    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "network.Registration", related_name="answers", on_delete=fields.CASCADE
    )
    question: fields.ForeignKeyRelation["WorkshopQuestion"] = fields.ForeignKeyField(
        "network.WorkshopQuestion", related_name="answers", on_delete=fields.CASCADE
    )
    value = fields.TextField(default="")

    registration_id: UUID
    question_id: UUID

    class Meta:
        table = "workshop_answer"
        unique_together = (("registration_id", "question_id"),)


class RegistrationMove(Record):
    """One change of a registration: who did it, and in which part."""

    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "network.Registration", related_name="moves", on_delete=fields.CASCADE
    )
    move = fields.CharEnumField(RegMove, max_length=12)
    before = fields.CharEnumField(RegState, max_length=12, null=True)
    after = fields.CharEnumField(RegState, max_length=12)
    person_id = fields.UUIDField(null=True)
    part = fields.CharEnumField(Part, max_length=12)
    note = fields.TextField(default="")

    registration_id: UUID

    class Meta:
        table = "workshop_registration_move"


class WorkshopInvitation(Versioned):
    """Somebody was asked to come; an invitation keeps no place."""

    workshop: fields.ForeignKeyRelation["Workshop"] = fields.ForeignKeyField(
        "network.Workshop", related_name="invitations", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="workshop_invitations", on_delete=fields.CASCADE
    )
    state = fields.CharEnumField(InvitationState, max_length=10, default=InvitationState.PENDING)
    invited_by_id = fields.UUIDField(null=True)
    answered_at = InstantField(null=True)
    reminded_at = InstantField(null=True)

    workshop_id: UUID
    person_id: UUID

    class Meta:
        table = "workshop_invitation"
        unique_together = (("workshop_id", "person_id"),)


class WorkshopAttendance(Record):
    """How long somebody was in one session. `tries` counts wrong codes."""

    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "network.Registration", related_name="attendances", on_delete=fields.CASCADE
    )
    session: fields.ForeignKeyRelation["WorkshopSession"] = fields.ForeignKeyField(
        "network.WorkshopSession", related_name="attendances", on_delete=fields.CASCADE
    )
    minutes = fields.IntField(default=0)
    is_by_code = fields.BooleanField(default=False)
    tries = fields.IntField(default=0)

    registration_id: UUID
    session_id: UUID

    class Meta:
        table = "workshop_attendance"
        unique_together = (("registration_id", "session_id"),)


class WorkshopEvaluation(Record):
    """What one participant thought of a workshop; nothing here says who, nor at what time of day.

    The key does not sort by time, so that the order of answers tells nothing either.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    workshop: fields.ForeignKeyRelation["Workshop"] = fields.ForeignKeyField(
        "network.Workshop", related_name="evaluations", on_delete=fields.CASCADE
    )
    usefulness = fields.IntField()
    parts = fields.JSONField[dict[str, Any]](default=dict)

    workshop_id: UUID

    class Meta:
        table = "workshop_evaluation"


class CourseModule(Record):
    """One part of a course that has to be completed for its certificate."""

    workshop: fields.ForeignKeyRelation["Workshop"] = fields.ForeignKeyField(
        "network.Workshop", related_name="modules", on_delete=fields.CASCADE
    )
    position = fields.IntField()
    title = fields.CharField(max_length=150)

    workshop_id: UUID

    class Meta:
        table = "course_module"
        unique_together = (("workshop_id", "position"),)


class Completion(Record):
    """Somebody completed one module."""

    module: fields.ForeignKeyRelation[CourseModule] = fields.ForeignKeyField(
        "network.CourseModule", related_name="completions", on_delete=fields.CASCADE
    )
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "network.Registration", related_name="completions", on_delete=fields.CASCADE
    )
    completed_on = fields.DateField()
    noted_by_id = fields.UUIDField(null=True)

    module_id: UUID
    registration_id: UUID

    class Meta:
        table = "course_completion"
        unique_together = (("module_id", "registration_id"),)


class TrainerAccreditation(Record):
    """Somebody may train others in a competency between two days, both included."""

    workshop: fields.ForeignKeyRelation["Workshop"] = fields.ForeignKeyField(
        "network.Workshop", related_name="accreditations", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="accreditations", on_delete=fields.CASCADE
    )
    competency = fields.CharField(max_length=20)
    from_on = fields.DateField()
    until_on = fields.DateField()
    given_by_id = fields.UUIDField(null=True)
    revoked_at = InstantField(null=True)

    workshop_id: UUID
    person_id: UUID

    class Meta:
        table = "trainer_accreditation"
        unique_together = (("workshop_id", "person_id", "competency"),)
