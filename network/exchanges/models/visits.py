"""Visits with their applications, reviews, hosts and moves."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record, Versioned
from network.exchanges.models.offers import ExchangeCall, ExchangeWindow
from network.exchanges.vocabulary import Move, OfferState, Part, VisitState

if TYPE_CHECKING:
    from network.centres.models import Centre
    from network.people.models import Person


class Visit(Versioned):
    """One exchange visit of one person, from the draft of its application on.

    Dates are dates and never converted; `zone` is the host's, for the programme. `from_on` and
    `until_on` are the days between which it could be, `first_on` and `last_on` those agreed.
    `revision` counts changes that calendars show (RFC 5545, SEQUENCE). `host_centre` is who is
    asked now, and later who agreed. `reason` is the code of the last move; safety is never shown.
    `came_from` is the state before a final one, settled at `settled_at`; `nobody_came_at` when
    both focal points were told that nobody arrived. Nobody but the visitor knows of a draft
    before `submitted_at`.
    """

    state = fields.CharEnumField(VisitState, max_length=16, default=VisitState.DRAFT)
    revision = fields.IntField(default=0)
    reason = fields.CharField(max_length=30, default="")
    came_from = fields.CharEnumField(VisitState, max_length=16, null=True)
    submitted_at = InstantField(null=True)
    moved_at = InstantField(null=True)
    settled_at = InstantField(null=True)
    reopened_at = InstantField(null=True)
    nobody_came_at = InstantField(null=True)
    report_due_on = fields.DateField(null=True)
    ended_for = fields.CharField(max_length=30, default="")
    call: fields.ForeignKeyNullableRelation[ExchangeCall] = fields.ForeignKeyField(
        "network.ExchangeCall", related_name="visits", null=True, on_delete=fields.SET_NULL
    )
    home_centre: fields.ForeignKeyRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="visits_sent", on_delete=fields.CASCADE
    )
    host_centre: fields.ForeignKeyNullableRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="visits_hosted", null=True, on_delete=fields.SET_NULL
    )
    visitor: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="visits", on_delete=fields.CASCADE
    )
    mentor: fields.ForeignKeyNullableRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="visits_mentored", null=True, on_delete=fields.SET_NULL
    )
    home_coordinator_id = fields.UUIDField(null=True)
    host_coordinator_id = fields.UUIDField(null=True)
    purpose = fields.CharField(max_length=20, default="")
    themes = fields.JSONField[list[str]](default=list)
    lang = fields.CharField(max_length=10, default="")
    is_virtual = fields.BooleanField(default=False)
    from_on = fields.DateField(null=True)
    until_on = fields.DateField(null=True)
    days = fields.IntField(default=0)
    first_on = fields.DateField(null=True)
    last_on = fields.DateField(null=True)
    arrived_on = fields.DateField(null=True)
    ended_on = fields.DateField(null=True)
    zone = fields.CharField(max_length=64, default="")
    plan_b = fields.JSONField[dict[str, Any]](default=dict)
    score = fields.IntField(null=True)
    rank = fields.IntField(null=True)
    home_rating = fields.CharField(max_length=6, default="")
    host_rating = fields.CharField(max_length=6, default="")
    home_rated_on = fields.DateField(null=True)
    host_rated_on = fields.DateField(null=True)
    replaces_id = fields.UUIDField(null=True)
    paired_id = fields.UUIDField(null=True)
    waived_sharing = fields.TextField(default="")
    waived_by_id = fields.UUIDField(null=True)

    call_id: UUID | None
    home_centre_id: UUID
    host_centre_id: UUID | None
    visitor_id: UUID
    mentor_id: UUID | None
    choices: fields.ReverseRelation["HostChoice"]
    reviews: fields.ReverseRelation["ApplicationReview"]

    class Meta:
        table = "visit"


class Application(Versioned):
    """What somebody writes to apply: pieces by name, each with its values, saved one at a time.

    `parts` never holds numbers of documents, and what only coordinators read is in `private`.
    """

    visit: fields.OneToOneRelation[Visit] = fields.OneToOneField(
        "network.Visit", related_name="application", on_delete=fields.CASCADE
    )
    parts = fields.JSONField[dict[str, Any]](default=dict)
    private = fields.JSONField[dict[str, Any]](default=dict)
    gates = fields.JSONField[dict[str, bool]](default=dict)
    cover = fields.TextField(default="")
    returned_note = fields.TextField(default="")
    endorsed_at = InstantField(null=True)
    endorsed_by_id = fields.UUIDField(null=True)

    visit_id: UUID

    class Meta:
        table = "visit_application"


class ReviewState(StrEnum):
    ASKED = "asked"
    DONE = "done"
    BARRED = "barred"
    WITHDRAWN = "withdrawn"


class ApplicationReview(Versioned):
    """What one reviewer of another centre thinks of an application; `total` is of 500."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="reviews", on_delete=fields.CASCADE
    )
    reviewer: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="application_reviews", on_delete=fields.CASCADE
    )
    state = fields.CharEnumField(ReviewState, max_length=10, default=ReviewState.ASKED)
    scores = fields.JSONField[dict[str, int]](default=dict)
    total = fields.IntField(null=True)
    note = fields.TextField(default="")
    due_on = fields.DateField(null=True)
    done_at = InstantField(null=True)

    visit_id: UUID
    reviewer_id: UUID

    class Meta:
        table = "visit_review"
        unique_together = (("visit_id", "reviewer_id"),)


class HostChoice(Record):
    """A centre that could be the host; asked in the order of `rank`, at most one at a time."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="choices", on_delete=fields.CASCADE
    )
    centre: fields.ForeignKeyRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="host_choices", on_delete=fields.CASCADE
    )
    window: fields.ForeignKeyNullableRelation[ExchangeWindow] = fields.ForeignKeyField(
        "network.ExchangeWindow", related_name="choices", null=True, on_delete=fields.SET_NULL
    )
    rank = fields.IntField()
    state = fields.CharEnumField(OfferState, max_length=10, default=OfferState.RANKED)
    first_on = fields.DateField(null=True)
    last_on = fields.DateField(null=True)
    asked_at = InstantField(null=True)
    expires_at = InstantField(null=True)
    answered_at = InstantField(null=True)
    answered_by_id = fields.UUIDField(null=True)
    reason = fields.CharField(max_length=30, default="")

    visit_id: UUID
    centre_id: UUID
    window_id: UUID | None

    class Meta:
        table = "host_choice"
        unique_together = (("visit_id", "rank"),)


class VisitMove(Record):
    """One change of a visit's state: who, in which part, why, and under which revision.

    `on_behalf` says that somebody stood in for the coordinator who looks after the visit.
    """

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="moves", on_delete=fields.CASCADE
    )
    move = fields.CharEnumField(Move, max_length=20)
    before = fields.CharEnumField(VisitState, max_length=16)
    after = fields.CharEnumField(VisitState, max_length=16)
    person_id = fields.UUIDField(null=True)
    part = fields.CharEnumField(Part, max_length=12)
    on_behalf = fields.BooleanField(default=False)
    reason = fields.CharField(max_length=30, default="")
    note = fields.TextField(default="")
    revision = fields.IntField()

    visit_id: UUID

    class Meta:
        table = "visit_move"


class PlaceOffer(Record):
    """A place of a call that `freed_by` left, offered to somebody on the waiting list."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="place_offers", on_delete=fields.CASCADE
    )
    freed_by_id = fields.UUIDField()
    expires_at = InstantField()
    answered_at = InstantField(null=True)
    is_taken = fields.BooleanField(null=True)

    visit_id: UUID

    class Meta:
        table = "visit_place_offer"
        unique_together = (("freed_by_id", "visit_id"),)


class VisitReminder(Record):
    """Something people in a visit were reminded of: `step` of `what` about `about_id`, once."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="reminders", on_delete=fields.CASCADE
    )
    what = fields.CharField(max_length=20)
    about_id = fields.UUIDField()
    step = fields.IntField(default=0)

    visit_id: UUID

    class Meta:
        table = "visit_reminder"
        unique_together = (("about_id", "what", "step"),)
