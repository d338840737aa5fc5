"""What there is to do on a workshop: by whom, by when, and whether it is late."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from network.workshops.rules import guards
from network.workshops.rules.facts import Facts
from network.workshops.rules.states_table import FINAL, TAKES_SEATS
from network.workshops.vocabulary import Part, WorkshopState

SOON = timedelta(days=14)  # so near to its start what is open is at risk
PREPARED_BY = timedelta(days=28)  # so long before, registration should be open


class Do(StrEnum):
    """What there is to do."""

    WRITE = "write"
    CHECK = "check"
    OPEN = "open"
    SET_DAYS = "set_days"
    APPROVE = "approve"
    FIND_SPEAKER = "find_speaker"
    DECIDE = "decide"
    WRITE_OUTCOME = "write_outcome"
    READ_OUTCOME = "read_outcome"
    ANSWER_INVITATION = "answer_invitation"
    SAY_SPEAKING = "say_speaking"
    TAKE_OFFER = "take_offer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """How much is open beside a workshop."""

    applied: int = 0
    offered: int = 0
    invited: int = 0
    asked_speakers: int = 0
    without_speaker: int = 0
    proposed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing to do: by which part; none stands for those who were asked themselves."""

    do: Do
    part: Part | None
    count: int = 0
    due_on: date | None = None
    is_late: bool = False


def due(facts: Facts, opened: Open, now: datetime) -> list[Due]:
    """Everything there is to do on a workshop now, by anybody."""
    if facts.state in FINAL:
        return []
    return [*_by_state(facts, now), *_by_count(facts, opened, now)]


def _by_state(facts: Facts, now: datetime) -> Iterator[Due]:
    make = _STATES.get(facts.state)
    if make is not None:
        yield make(facts, now)


def _draft(facts: Facts, now: datetime) -> Due:
    do, part = Do.WRITE, Part.ORGANISER
    if facts.is_asked:
        do, part = Do.CHECK, Part.FOCAL_POINT
    late = _is_near(facts, now, PREPARED_BY)
    return Due(do=do, part=part, due_on=_open_by(facts), is_late=late)


def _checked(facts: Facts, now: datetime) -> Due:
    late = _is_near(facts, now, PREPARED_BY)
    return Due(do=Do.OPEN, part=Part.ORGANISER, due_on=_open_by(facts), is_late=late)


def _postponed(facts: Facts, now: datetime) -> Due:
    del facts, now
    return Due(do=Do.SET_DAYS, part=Part.ORGANISER)


def _outcome(facts: Facts, now: datetime) -> Due:
    if facts.is_outcome_sent:
        return Due(do=Do.READ_OUTCOME, part=Part.EDITOR)
    on = facts.outcome_due_on
    late = on is not None and guards.today(facts, now) > on
    return Due(do=Do.WRITE_OUTCOME, part=Part.ORGANISER, due_on=on, is_late=late)


_STATES: dict[WorkshopState, Callable[[Facts, datetime], Due]] = {
    WorkshopState.DRAFT: _draft,
    WorkshopState.CHECKED: _checked,
    WorkshopState.POSTPONED: _postponed,
    WorkshopState.OUTCOMES_DUE: _outcome,
}


def _by_count(facts: Facts, opened: Open, now: datetime) -> Iterator[Due]:
    if facts.state not in TAKES_SEATS:
        return
    late = _is_near(facts, now, SOON)
    rows = (
        (Do.APPROVE, Part.ORGANISER, opened.applied),
        (Do.FIND_SPEAKER, Part.ORGANISER, opened.without_speaker),
        (Do.DECIDE, Part.ORGANISER, opened.proposed),
        (Do.SAY_SPEAKING, None, opened.asked_speakers),
        (Do.ANSWER_INVITATION, None, opened.invited),
    )
    for do, part, count in rows:
        if count:
            yield Due(do=do, part=part, count=count, due_on=facts.first_on, is_late=late)
    if opened.offered:
        yield Due(do=Do.TAKE_OFFER, part=None, count=opened.offered)


def _open_by(facts: Facts) -> date | None:
    return facts.first_on - PREPARED_BY if facts.first_on else None


def _is_near(facts: Facts, now: datetime, span: timedelta) -> bool:
    return facts.starts_at is not None and now >= facts.starts_at - span
