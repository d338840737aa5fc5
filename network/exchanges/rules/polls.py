"""Choosing the days of a visit by asking all involved: yes, if needed, or no.

Answers are about all-day dates, so they mean the same to everybody, whatever the zone.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from network.exchanges.rules.dates import Span

_LAST_CLOCKS = timezone(timedelta(hours=-12))


class Answer(StrEnum):
    YES = "yes"
    IF_NEEDED = "if_needed"
    NO = "no"


def is_over(closes_on: date, now: datetime) -> bool:
    """Whether the last day to answer is over everywhere; until then somebody may still be in it."""
    return now.astimezone(_LAST_CLOCKS).date() > closes_on


class Standing(NamedTuple):
    """How proposed days stand; people who have not answered are counted apart, never as a no."""

    span: Span
    yes: int
    if_needed: int
    no: int
    silent: int


Answers = Mapping[UUID, Mapping[Span, Answer]]


def standing(span: Span, answers: Answers, asked: Iterable[UUID]) -> Standing:
    """The answers of those who were asked; anybody else's do not count."""
    given = [answers.get(person, {}).get(span) for person in set(asked)]
    return Standing(
        span,
        given.count(Answer.YES),
        given.count(Answer.IF_NEEDED),
        given.count(Answer.NO),
        given.count(None),
    )


def in_order(spans: Iterable[Span], answers: Answers, asked: Sequence[UUID]) -> list[Standing]:
    """Proposed days, best first: fewest noes, then most answers, most plain yeses, earliest."""
    rows = [standing(span, answers, asked) for span in set(spans)]
    return sorted(rows, key=lambda row: (row.no, row.silent, row.if_needed, row.span))
