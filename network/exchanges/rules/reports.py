"""The days by which a visit is reported on, read by the host, passed on and followed up.

All from the domain reference, section 3, and the features, section 4.1.
"""

from collections.abc import Collection
from datetime import date, timedelta

from network.exchanges.rules import dates, goals
from network.exchanges.rules.dates import Week

REPORT_WITHIN = timedelta(days=21)
SHORT_REPORT_WITHIN = timedelta(days=14)
AGAIN_WITHIN = timedelta(days=14)  # at least, once a report came back
HOST_READS_DAYS = 10  # working days of the host
REMIND_LEFT = (14, 7, 3)  # days left to write the report
FOLLOW_UP_MONTHS = (3, 6)
REMIND_LATE = (0, 7, 21)  # days after a follow-up fell due; then the coordinator alone
SEMINAR_WITHIN = timedelta(days=30)
WORKSHOP_WITHIN_MONTHS = 6
CONTACT_WITHIN = timedelta(hours=24)


def report_due(ends_on: date, *, is_short: bool = False) -> date:
    """By when a visitor reports; after an early end a short report, and sooner."""
    return ends_on + (SHORT_REPORT_WITHIN if is_short else REPORT_WITHIN)


def due_again(due_on: date | None, today: date) -> date:
    """By when a report that came back is given again: never sooner than was said before."""
    return max(due_on or today, today + AGAIN_WITHIN)


def host_review_due(given_on: date, week: Week) -> date:
    """By when the host has read a report: ten of its own working days."""
    return dates.working_days_after(given_on, HOST_READS_DAYS, week)


def follow_ups_due(ends_on: date) -> tuple[date, date]:
    """When the questions after three and six months are asked."""
    third, sixth = FOLLOW_UP_MONTHS
    return goals.months_after(ends_on, third), goals.months_after(ends_on, sixth)


def reminders_due(due_on: date, sent: Collection[int], today: date) -> list[int]:
    """The reminders of a report that fell due and were not sent, all to be marked as sent.

    Only the last one is told, so a stopped worker catches up with one notice and not three.
    """
    left = (due_on - today).days
    return [days for days in REMIND_LEFT if 0 <= left <= days and days not in sent]


def late_reminders_due(due_on: date, sent: Collection[int], today: date) -> list[int]:
    """The reminders of an unanswered follow-up in days after it fell due; the last one is told."""
    late = (today - due_on).days
    return [days for days in REMIND_LATE if days <= late and days not in sent]


def passing_on_due(ends_on: date) -> tuple[date, date]:
    """By when a seminar at home is held, and by when a workshop or webinar."""
    return ends_on + SEMINAR_WITHIN, goals.months_after(ends_on, WORKSHOP_WITHIN_MONTHS)


def is_silent(host_due_on: date | None, today: date) -> bool:
    """Whether a host had its time to read a report, so that the secretariat decides."""
    return host_due_on is not None and today > host_due_on
