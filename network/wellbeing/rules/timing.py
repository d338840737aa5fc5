"""When a round is open, when its results are told, and on which day everything goes.

Domain reference, section 5.4. All days are dates of the network; nothing here is finer than a day.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

OPEN_FOR = timedelta(days=14)
APART = timedelta(days=84)  # quarterly, with room for holidays; never more often
COORDINATORS_AFTER = timedelta(days=3)
BALLOTS_FOR = timedelta(days=90)
COUNTERS_FOR = timedelta(days=180)
HISTORY_MONTHS = 12
MOST_HISTORY_MONTHS = 120
LEAVER_HISTORY_FOR = timedelta(days=30)
AGGREGATE_MONTHS = 120
SIGNPOST_MONTHS = 12  # then somebody looks whether a signpost is still right


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day on which a round takes answers."""

    opens_on: date
    closes_on: date

    def is_open(self, today: date) -> bool:
        return self.opens_on <= today <= self.closes_on

    def is_over(self, today: date) -> bool:
        return today > self.closes_on


def window(opens_on: date) -> Window:
    return Window(opens_on, opens_on + OPEN_FOR - timedelta(days=1))


def earliest_opening(last: Window | None, today: date) -> date:
    """The first day on which the next round may open; an opening lies never in the past."""
    return today if last is None else max(today, last.opens_on + APART)


def round_of(windows: Iterable[Window], answered_on: date) -> Window | None:
    """The round an answer counts in: the one that is open, never one that has closed."""
    return next((one for one in windows if one.is_open(answered_on)), None)


def next_round(windows: Iterable[Window], today: date) -> Window | None:
    """The round that a late answer waits for."""
    later = [one for one in windows if one.opens_on > today]
    return min(later, key=lambda one: one.opens_on, default=None)


def release_day(one: Window) -> date:
    """The first day on which a round may be released to staff: the one after its last."""
    return one.closes_on + timedelta(days=1)


def coordinators_day(released_on: date) -> date:
    """The day on which coordinators see what staff have seen for three days."""
    return released_on + COORDINATORS_AFTER


# the day on which it has to be gone --------------------------------------------------------------


def ballots_go_on(released_on: date) -> date:
    """Ballots are destroyed at the release already; what could not be goes on this day."""
    return released_on + BALLOTS_FOR


def counters_go_on(released_on: date, next_released_on: date | None = None) -> date:
    """Exact counters, and what a release kept for the next: with that release, or after a while."""
    latest = released_on + COUNTERS_FOR
    return latest if next_released_on is None else min(latest, next_released_on)


def flags_go_on(released_on: date, next_released_on: date | None = None) -> date:
    """Who took part, without answers: only as long as it takes to count the turnover."""
    return counters_go_on(released_on, next_released_on)


def history_goes_on(written_on: date, months: int = HISTORY_MONTHS) -> date:
    """A check-in of one's own: after a year, or as long as the person chose."""
    return months_after(written_on, min(max(months, HISTORY_MONTHS), MOST_HISTORY_MONTHS))


def leavers_history_goes_on(left_on: date) -> date:
    return left_on + LEAVER_HISTORY_FOR


def aggregates_go_on(released_on: date) -> date:
    return months_after(released_on, AGGREGATE_MONTHS)


def is_to_be_checked(checked_on: date, today: date) -> bool:
    """Whether nobody has looked at a signpost for a year."""
    return checked_on <= last_good_check(today)


def last_good_check(today: date) -> date:
    """A signpost looked at on this day or before is to be looked at again."""
    return months_after(today, -SIGNPOST_MONTHS)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
