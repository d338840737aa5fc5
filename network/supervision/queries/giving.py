"""Hours of supervision by person, for those who look at what centres give each other."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from network.db import plain
from network.kernel.giving import Hours
from network.supervision.models import HoursRole

# A correction stands in the place of what it corrects.
_SUMS = f"""
    SELECT person_id, MAX(held_on) AS last_on,
        SUM(CASE WHEN role = '{HoursRole.GIVEN}' THEN minutes ELSE 0 END) AS given,
        SUM(CASE WHEN role = '{HoursRole.RECEIVED}' THEN minutes ELSE 0 END) AS received
    FROM hours_entry AS held
    WHERE NOT EXISTS (SELECT 1 FROM hours_entry AS newer WHERE newer.corrects_id = held.id)
    AND held_on < $1 {{}} GROUP BY person_id
"""  # noqa: S608 (our own words)


async def hours_by_person(people: Iterable[UUID] | None, before: date | None) -> dict[UUID, Hours]:
    """What people gave and received; of all of them where none are named."""
    wanted = None if people is None else list(people)
    if wanted == []:
        return {}
    whose = f"AND person_id IN ({plain.marks(wanted, 2)})" if wanted else ""
    rows = await plain.rows(_SUMS.format(whose), before or date.max, *(wanted or ()))
    return {UUID(str(row["person_id"])): _hours(row) for row in rows}


def _hours(row: dict[str, Any]) -> Hours:
    last_on = row["last_on"]
    on = last_on if isinstance(last_on, date) else date.fromisoformat(last_on)
    return Hours(row["given"] / 60, row["received"] / 60, on)
