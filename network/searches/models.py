"""Searches that people keep."""

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields

from network.db import Record

if TYPE_CHECKING:
    from network.people.models import Person


class SavedSearch(Record):
    """Words and filters; `seen` is the number of the newest text there was at the last look."""

    name = fields.CharField(max_length=120)
    query = fields.CharField(max_length=500)
    chosen = fields.JSONField[dict[str, list[str]]](default=dict)
    seen = fields.BigIntField(default=0)
    is_told = fields.BooleanField(default=True)
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="saved_searches", on_delete=fields.CASCADE
    )

    person_id: UUID

    class Meta:
        table = "saved_search"
