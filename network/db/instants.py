"""Fields that keep what they promise on both engines."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from tortoise import fields

if TYPE_CHECKING:
    from tortoise.models import Model


Instant = TypeVar("Instant", datetime, datetime | None)


class InstantField(fields.DatetimeField[Instant]):
    """An instant, stored in UTC; a naive value is refused.

    SQLite compares instants as text, so one spelling of each instant has to be stored.
    """

    def to_python_value(self, value: Any) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            self._require_zone(value)
        return super().to_python_value(value)

    def to_db_value(self, value: Any, instance: "type[Model] | Model") -> Any:
        if value is not None:
            self._require_zone(value)
            value = value.astimezone(UTC)
        return super().to_db_value(value, instance)

    def _require_zone(self, value: Any) -> None:
        if not isinstance(value, datetime) or value.tzinfo is None:
            message = f"{self.model_field_name} needs an aware instant, not {value!r}"
            raise ValueError(message)
