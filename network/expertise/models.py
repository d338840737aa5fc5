"""Offers and needs of centres, answers to needs, and requests to get in touch."""

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record, Versioned

if TYPE_CHECKING:
    from network.centres.models import Centre


class Kind(StrEnum):
    OFFER = "offer"
    NEED = "need"


class ListingState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Listing(Versioned):
    """What a centre offers to others, or looks for.

    `translations` holds title and summary by further language, `codes` entries of closed lists,
    `languages` those the work can be done in, with the level needed or had.
    """

    centre: fields.ForeignKeyRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="listings", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(Kind, max_length=10)
    state = fields.CharEnumField(ListingState, max_length=20, default=ListingState.DRAFT)
    language = fields.CharField(max_length=10)
    title = fields.CharField(max_length=120)
    summary = fields.TextField(default="")
    translations = fields.JSONField[dict[str, dict[str, str]]](default=dict)
    codes = fields.JSONField[list[str]](default=list)
    languages = fields.JSONField[dict[str, str]](default=dict)
    level = fields.CharField(max_length=20, default="members")
    capacity = fields.IntField(default=1)
    is_accepting = fields.BooleanField(default=True)
    from_on = fields.DateField(null=True)
    until_on = fields.DateField(null=True)
    near = fields.CharField(max_length=10, default="")
    author_id = fields.UUIDField(null=True)
    confirmed_at = InstantField(null=True)
    reminded_at = InstantField(null=True)

    centre_id: UUID

    class Meta:
        table = "listing"


class AnswerState(StrEnum):
    OPEN = "open"
    PICKED = "picked"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Answer(Record):
    """A centre's dated offer to help with one published need."""

    listing: fields.ForeignKeyRelation[Listing] = fields.ForeignKeyField(
        "network.Listing", related_name="answers", on_delete=fields.CASCADE
    )
    centre: fields.ForeignKeyRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="answers", on_delete=fields.CASCADE
    )
    author_id = fields.UUIDField(null=True)
    text = fields.TextField()
    from_on = fields.DateField(null=True)
    until_on = fields.DateField(null=True)
    state = fields.CharEnumField(AnswerState, max_length=20, default=AnswerState.OPEN)
    settled_at = InstantField(null=True)

    listing_id: UUID
    centre_id: UUID

    class Meta:
        table = "answer"


class RequestState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class ContactRequest(Record):
    """One centre asks another to get in touch, about a listing or in general."""

    centre: fields.ForeignKeyRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="requests_sent", on_delete=fields.CASCADE
    )
    asked_centre: fields.ForeignKeyRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="requests_received", on_delete=fields.CASCADE
    )
    listing: fields.ForeignKeyNullableRelation[Listing] = fields.ForeignKeyField(
        "network.Listing", related_name="requests", null=True, on_delete=fields.SET_NULL
    )
    author_id = fields.UUIDField(null=True)
    text = fields.TextField()
    state = fields.CharEnumField(RequestState, max_length=20, default=RequestState.ASKED)
    reason = fields.CharField(max_length=20, default="")
    reply = fields.TextField(default="")
    settled_by_id = fields.UUIDField(null=True)
    settled_at = InstantField(null=True)

    centre_id: UUID
    asked_centre_id: UUID
    listing_id: UUID | None

    class Meta:
        table = "contact_request"


class UnansweredSearch(Record):
    """Words that somebody searched for and found nothing; told only once many asked the same."""

    words = fields.CharField(max_length=120)
    person_id = fields.UUIDField()

    class Meta:
        table = "unanswered_search"
        unique_together = (("words", "person_id"),)
