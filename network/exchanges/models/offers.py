"""When centres would have visitors, and calls for applications."""

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields

from network.db import Versioned
from network.exchanges.vocabulary import Payer

if TYPE_CHECKING:
    from network.centres.models import Centre
    from network.expertise.models import Listing


class WindowState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ExchangeWindow(Versioned):
    """Days on which a centre would have visitors, for what, and on which conditions.

    `places` is how many may come at the same time. The listing says in the directory what the
    centre offers; a window says when.
    """

    centre: fields.ForeignKeyRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="exchange_windows", on_delete=fields.CASCADE
    )
    listing: fields.ForeignKeyNullableRelation["Listing"] = fields.ForeignKeyField(
        "network.Listing", related_name="exchange_windows", null=True, on_delete=fields.SET_NULL
    )
    state = fields.CharEnumField(WindowState, max_length=12, default=WindowState.DRAFT)
    title = fields.CharField(max_length=120)
    lang = fields.CharField(max_length=10)
    purposes = fields.JSONField[list[str]](default=list)
    themes = fields.JSONField[list[str]](default=list)
    languages = fields.JSONField[dict[str, str]](default=dict)
    first_on = fields.DateField()
    last_on = fields.DateField()
    least_days = fields.IntField(default=1)
    most_days = fields.IntField(default=0)
    places = fields.IntField(default=1)
    place = fields.CharField(max_length=200, default="")
    conditions = fields.TextField(default="")
    payer = fields.CharEnumField(Payer, max_length=10, default=Payer.OPEN)
    is_virtual_possible = fields.BooleanField(default=False)
    author_id = fields.UUIDField(null=True)

    centre_id: UUID
    listing_id: UUID | None

    class Meta:
        table = "exchange_window"


class CallState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class ExchangeCall(Versioned):
    """The secretariat asks for applications until a day; `parts` are the pieces it requires."""

    state = fields.CharEnumField(CallState, max_length=10, default=CallState.DRAFT)
    title = fields.CharField(max_length=150)
    about = fields.TextField(default="")
    lang = fields.CharField(max_length=10)
    purposes = fields.JSONField[list[str]](default=list)
    themes = fields.JSONField[list[str]](default=list)
    parts = fields.JSONField[list[str]](default=list)
    places = fields.IntField(default=0)
    opens_on = fields.DateField()
    closes_on = fields.DateField()
    author_id = fields.UUIDField(null=True)

    class Meta:
        table = "exchange_call"
