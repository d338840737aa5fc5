"""What a supervisor needs to be verified, which hours can be kept, and when days are odd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from network.kernel import languages, zones
from network.kernel.travel import zone_of
from network.supervision.models import Supervisor, SupervisorState
from network.supervision.rules.agreements import Load
from network.supervision.rules.slots import CELL, DAY, Terms

LEAST_YEARS = 5
LEAST_SURVIVOR_YEARS = 2
VERIFIED_FOR = timedelta(days=730)  # domain.md 4: checked again after 24 months
CHECKED = ("licence_body", "licence_country", "practice_years", "survivor_years")
PATTERN = [[2, 14 * 60, 16 * 60], [4, 14 * 60, 16 * 60]]  # what most supervisors begin with

S = SupervisorState
_MOVES = {S.PROPOSED: {S.VERIFIED, S.PAUSED}, S.VERIFIED: {S.PAUSED}, S.PAUSED: {S.VERIFIED}}


class Missing(StrEnum):
    """What stands between a proposed profile and being verified."""

    PRACTICE = "practice"
    SURVIVORS = "survivors"
    TRAINING = "training"
    OWN_SUPERVISION = "own_supervision"
    LANGUAGES = "languages"
    LICENCE = "licence"
    KINDS = "kinds"


def missing(supervisor: Supervisor) -> list[Missing]:
    """What a profile still needs before the secretariat can verify it."""
    working = [level for level in supervisor.languages.values() if _works_in(level)]
    checks = (
        (Missing.LICENCE, bool(supervisor.licence_body and supervisor.licence_country)),
        (Missing.PRACTICE, supervisor.practice_years >= LEAST_YEARS),
        (Missing.SURVIVORS, supervisor.survivor_years >= LEAST_SURVIVOR_YEARS),
        (Missing.TRAINING, supervisor.training_hours > 0),
        (Missing.OWN_SUPERVISION, bool(supervisor.own_supervision)),
        (Missing.LANGUAGES, bool(working)),
        (Missing.KINDS, bool(supervisor.kinds)),
    )
    return [code for code, holds in checks if not holds]


def _works_in(level: str) -> bool:
    return languages.is_working_level(level)


def can_become(state: SupervisorState, target: SupervisorState) -> bool:
    """Whether a profile may go from one state to another."""
    return target in _MOVES[state] or state is target is S.VERIFIED


def is_due(supervisor: Supervisor, now: datetime) -> bool:
    """Whether a verified profile has to be checked again."""
    is_verified = supervisor.state is S.VERIFIED and supervisor.verified_at is not None
    return is_verified and supervisor.verified_at + VERIFIED_FOR <= now


def changes_checked(supervisor: Supervisor, values: Mapping[str, Any]) -> bool:
    """Whether a change touches what the secretariat checked."""
    return any(name in values and values[name] != getattr(supervisor, name) for name in CHECKED)


# hours -------------------------------------------------------------------------------------------


class RowProblem(StrEnum):
    """What is wrong with one row of hours."""

    ORDER = "order"
    CELL = "cell"
    OVERLAP = "overlap"


def row_problems(rows: Sequence[Sequence[int]]) -> dict[int, RowProblem]:
    """Rows of weekday, start and end that cannot be kept, by their place."""
    found = {n: problem for n, row in enumerate(rows) if (problem := _shape(*row[1:]))}
    sound = sorted((row[0], row[1], row[2], n) for n, row in enumerate(rows) if n not in found)
    for before, after in pairwise(sound):
        if before[0] == after[0] and after[1] < before[2]:
            found[max(before[3], after[3])] = RowProblem.OVERLAP
    return found


def _shape(start: int, end: int) -> RowProblem | None:
    if start % CELL or end % CELL:
        return RowProblem.CELL
    return None if 0 <= start < end <= DAY else RowProblem.ORDER


@dataclass(frozen=True, slots=True)
class OddHours:
    """Hours that a clock change takes away, or shows twice, in minutes of the wall clock."""

    on: date
    start: int
    end: int
    is_missing: bool


def odd_hours(terms: Terms, first_on: date, last_on: date) -> list[OddHours]:
    """Which of a supervisor's hours do not exist, or exist twice, through changes of the clock."""
    days = (first_on + timedelta(days=n) for n in range((last_on - first_on).days + 1))
    found = []
    for on in days:
        noon = datetime.combine(on, time(12), zones.zone(terms.zone))
        for start, end, is_missing in _changes(on, zone_of(terms.where, noon)):
            for first, last in _hours_of(terms, on):
                if max(first, start) < min(last, end):
                    found.append(OddHours(on, max(first, start), min(last, end), is_missing))
    return found


def _hours_of(terms: Terms, on: date) -> list[tuple[int, int]]:
    weekly = [(h.start, h.end) for h in terms.weekly if h.weekday == on.isoweekday()]
    extra = [(h.start, h.end) for h in terms.extra if h.on == on]
    return sorted(set(weekly + extra))


def _changes(on: date, zone: str) -> list[tuple[int, int, bool]]:
    """Stretches of a day's wall clock that are skipped (True) or shown twice (False)."""
    noon = datetime.combine(on, time(12))
    before, after = (
        zones.offset(zones.instant(noon + timedelta(days=n), zone, second=False), zone)
        for n in (-1, 1)
    )
    if before == after:
        return []
    odd = [minute for minute in range(0, DAY, CELL) if _is_odd(on, minute, zone)]
    if not odd:
        return []
    return [(odd[0], odd[-1] + CELL, after > before)]


def _is_odd(on: date, minute: int, zone: str) -> bool:
    wall = datetime.combine(on, time(minute // 60, minute % 60))
    try:
        zones.instant(wall, zone)
    except (zones.MissingTime, zones.DoubledTime):
        return True
    return False


# why nobody can book -----------------------------------------------------------------------------


class Hindrance(StrEnum):
    """What keeps everybody from booking, whatever the day."""

    NOT_VERIFIED = "not_verified"
    PAUSED = "paused"
    NOT_OPEN = "not_open"
    FULL = "full"
    QUIET = "quiet"
    NO_HOURS = "no_hours"
    TOO_SHORT = "too_short"
    WINDOW = "window"


def hindrances(supervisor: Supervisor, terms: Terms, load: Load, now: datetime) -> list[Hindrance]:
    """Everything that keeps people from booking a supervisor at all."""
    hours = [(h.start, h.end) for h in terms.weekly] + [(h.start, h.end) for h in terms.extra]
    is_quiet = supervisor.quiet_until is not None and supervisor.quiet_until > now
    checks = (
        (Hindrance.NOT_VERIFIED, supervisor.state is S.PROPOSED),
        (Hindrance.PAUSED, supervisor.state is S.PAUSED),
        (Hindrance.NOT_OPEN, not supervisor.is_open),
        (Hindrance.FULL, is_full(supervisor, load)),
        (Hindrance.QUIET, is_quiet),
        (Hindrance.NO_HOURS, not hours),
        (Hindrance.TOO_SHORT, bool(hours) and _are_too_short(hours, supervisor.minutes)),
        (Hindrance.WINDOW, terms.window_days * DAY <= terms.notice),
    )
    return [code for code, holds in checks if holds]


def is_full(supervisor: Supervisor, load: Load) -> bool:
    """Whether a supervisor has no room for one more person, nor for one more group."""
    return load.supervisees >= supervisor.most_supervisees and load.groups >= supervisor.most_groups


def _are_too_short(hours: Sequence[tuple[int, int]], minutes: int) -> bool:
    return all(end - start < minutes for start, end in hours)
