"""Quotas, questions and reminders one by one, and how far quotas are taken."""

from collections import Counter
from typing import NoReturn, TypeAlias
from uuid import UUID

from network.db import plain
from network.kernel.errors import NotFound
from network.workshops.models.workshops import Quota, WorkshopQuestion, WorkshopReminder
from network.workshops.vocabulary import Axis

Taken: TypeAlias = Counter[tuple[Axis, str]]

_SEATED = """
SELECT profession, region, COALESCE(CAST(centre_id AS VARCHAR(36)), '') AS centre, COUNT(*) AS n
FROM workshop_registration WHERE workshop_id = $1 AND is_seated
GROUP BY profession, region, centre_id
"""


async def taken_places(workshop_id: UUID) -> Taken:
    """How many of each profession, region and centre have a place; all of them under no key."""
    found: Taken = Counter()
    for row in await plain.rows(_SEATED, workshop_id):
        for axis in Axis:
            found[(axis, row[str(axis)])] += row["n"]
    return found


def taken_of(quota: Quota, taken: Taken) -> int:
    """How many of a quota's group have a place; without keys, of the fullest one."""
    if quota.keys:
        return sum(taken[(quota.axis, key)] for key in quota.keys)
    return max((n for (axis, key), n in taken.items() if axis is quota.axis and key), default=0)


async def get_quota(workshop_id: UUID, quota_id: UUID) -> Quota:
    return await Quota.get_or_none(id=quota_id, workshop_id=workshop_id) or _absent()


async def get_question(workshop_id: UUID, question_id: UUID) -> WorkshopQuestion:
    rows = WorkshopQuestion.filter(workshop_id=workshop_id, removed_at=None)
    return await rows.get_or_none(id=question_id) or _absent()


async def all_questions(workshop_id: UUID) -> list[WorkshopQuestion]:
    """The questions of both phases in their order, without those taken away."""
    rows = WorkshopQuestion.filter(workshop_id=workshop_id, removed_at=None)
    return await rows.order_by("position", "id")


async def get_reminder(workshop_id: UUID, reminder_id: UUID) -> WorkshopReminder:
    found = await WorkshopReminder.get_or_none(id=reminder_id, workshop_id=workshop_id)
    return found or _absent()


def _absent() -> NoReturn:
    raise NotFound
