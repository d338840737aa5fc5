"""Answers to the questions of a registration: what is missing, and what has to be approved anew."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from network.workshops.models.workshops import WorkshopQuestion
from network.workshops.vocabulary import QuestionKind

LONGEST = 2000
YES, NO = "yes", "no"


def missing(questions: Iterable[WorkshopQuestion], given: Mapping[UUID, str]) -> list[UUID]:
    """The required questions without an answer, in their order."""
    return [q.id for q in questions if q.is_required and not given.get(q.id, "").strip()]


def wrong(questions: Iterable[WorkshopQuestion], given: Mapping[UUID, str]) -> list[UUID]:
    """The questions answered with something that is not among their choices, or too long."""
    return [q.id for q in questions if not _fits(q, given.get(q.id, ""))]


def reopens_approval(
    questions: Iterable[WorkshopQuestion], before: Mapping[UUID, str], after: Mapping[UUID, str]
) -> bool:
    """Whether a change has to be approved again: only where a marked answer is another one."""
    return any(
        q.reopens and before.get(q.id, "").strip() != after.get(q.id, "").strip() for q in questions
    )


def _fits(question: WorkshopQuestion, value: str) -> bool:
    if not value:
        return True
    if question.kind is QuestionKind.CHOICE:
        return value in question.choices
    if question.kind is QuestionKind.YES_NO:
        return value in (YES, NO)
    return len(value) <= LONGEST
