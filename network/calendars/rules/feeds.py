"""What a feed holds, for how long, how much it says, and when somebody has to be told besides."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from network.calendars.models.feeds import Detail, Purpose, Reach, Status
from network.kernel import taxonomy
from network.kernel.i18n import _, lazy

PAST = {Reach.NEAR: timedelta(days=7), Reach.FAR: timedelta(days=90)}
AHEAD = timedelta(days=120)
MONTHS_AHEAD = 18
CANCELLED_KEPT = timedelta(days=30)
REVOKED_KEPT = timedelta(days=30)
LATE = timedelta(hours=48)
PATIENCE = timedelta(minutes=5)  # how long a calendar has to fetch a late change by itself
MOST_FEEDS = 20
FEWEST_COUNTED = 3  # calendars of others, so that a number does not tell whose
OPEN_ENTRY = "/calendar/{id}"  # leads on to what an entry is about

DETAILS = {
    Detail.BUSY: lazy("Busy: only that you are not free"),
    Detail.NEUTRAL: lazy(
        "Neutral: “Meeting 3” or the neutral title of a workshop, and nothing else"
    ),
    Detail.FULL: lazy("Full: what it is, and with whom"),
}
PURPOSES = {
    Purpose.SESSIONS: lazy("My sessions"),
    Purpose.VISITS: lazy("My visits"),
    Purpose.WORKSHOPS: lazy("My workshops"),
    Purpose.CENTRE: lazy("My centre"),
    Purpose.NETWORK: lazy("The network"),
    Purpose.DEADLINES: lazy("Deadlines"),
}
REACHES = {
    Reach.NEAR: lazy("From a week ago to four months ahead"),
    Reach.FAR: lazy("From three months ago to a year and a half ahead"),
}
ALARMS = {
    0: lazy("None"),
    10: lazy("10 minutes before"),
    60: lazy("An hour before"),
    1_440: lazy("A day before"),
}
_CALENDARS = {
    Purpose.SESSIONS: lazy("Meetings"),
    Purpose.VISITS: lazy("Trips"),
    Purpose.WORKSHOPS: lazy("Appointments"),
    Purpose.CENTRE: lazy("Dates"),
    Purpose.NETWORK: lazy("Events"),
    Purpose.DEADLINES: lazy("To do"),
}
_TITLES = {
    "individual": lazy("Individual supervision"),
    "group": lazy("Group supervision"),
    "peer": lazy("Peer group"),
    "team": lazy("Team supervision"),
    "supervisors": lazy("Supervision of supervisors"),
    "urgent": lazy("Individual supervision"),
    "agreement_review": lazy("Look at the agreement on supervision again"),
    "agreement_end": lazy("An agreement on supervision ends"),
    "series_end": lazy("The last session of a series: plan the next ones"),
    "record": lazy("Write down what became of a session"),
    "visit": lazy("Exchange visit"),
    "virtual_visit": lazy("Virtual exchange"),
    "visit_here": lazy("Somebody visits our centre"),
    "visit_away": lazy("Somebody of ours is on an exchange visit"),
    "visit_online": lazy("Somebody of ours is in a virtual exchange"),
    "programme": lazy("In the programme of a visit"),
    "visit_answer": lazy("Say whether you can host a visit"),
    "visit_dates": lazy("Say which days suit for a visit"),
    "visit_report": lazy("Write the report of a visit"),
    "visit_reading": lazy("Read the report of a visit"),
    "visit_follow_3": lazy("Say what changed three months after a visit"),
    "visit_follow_6": lazy("Say what changed six months after a visit"),
    "call": lazy("A call for exchange visits ends"),
    "workshop_closing": lazy("Registration for a workshop closes"),
    "workshop_outcome": lazy("Write what came of a workshop"),
    "workshop_action": lazy("See to what was agreed at a workshop"),
}
_WORKSHOP_TYPES = "workshop_types"  # the list whose terms name workshops
_ORDER = [Detail.BUSY, Detail.NEUTRAL, Detail.FULL]


@dataclass(frozen=True, slots=True)
class Window:
    """The days a feed covers, and until when a cancellation stays in it."""

    first: date
    last: date
    cancelled_since: datetime


def window(now: datetime, reach: Reach) -> Window:
    """As far as a feed goes; whole days in UTC, so that it moves once a day."""
    today = now.astimezone(UTC).date()
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    last = _months_on(today) if reach is Reach.FAR else today + AHEAD
    return Window(today - PAST[reach], last, midnight - CANCELLED_KEPT)


def _months_on(day: date) -> date:
    month = month_number(day) + MONTHS_AHEAD
    year, index = divmod(month, 12)
    return date(year, index + 1, min(day.day, calendar.monthrange(year, index + 1)[1]))


def month_number(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def days_of(starts_at: datetime, ends_at: datetime) -> tuple[date, date]:
    """The first and last day of a timed entry, in UTC."""
    last = max(starts_at, ends_at - timedelta(microseconds=1))
    return starts_at.astimezone(UTC).date(), last.astimezone(UTC).date()


def reaches(reach: Reach, days: tuple[date, date], now: datetime) -> bool:
    """Whether a feed goes as far as these days."""
    frame = window(now, reach)
    return days[1] >= frame.first and days[0] <= frame.last


# how much is said --------------------------------------------------------------------------------


def allowed(*, at_high_risk: bool) -> list[Detail]:
    """The levels somebody may choose: only the most discreet one at a centre of high risk."""
    return [Detail.BUSY] if at_high_risk else list(_ORDER)


def capped(detail: Detail, *, at_high_risk: bool) -> Detail:
    """The level a feed is served at, whatever was chosen before the risk rose."""
    return Detail.BUSY if at_high_risk else detail


def calendar_name(purpose: Purpose, detail: Detail) -> str:
    """How a calendar program names the whole feed; it tells nothing about the network."""
    return _("Busy") if detail is Detail.BUSY else str(_CALENDARS[purpose])


def title(
    detail: Detail, purpose: Purpose, number: int, kind: str, other: str, *, chosen: str = ""
) -> str:
    """The one line an entry shows at a level; `other` is whom one meets, if they may be named.

    `chosen` is what somebody called it so that any calendar may show it.
    """
    if detail is Detail.BUSY:
        return _("Busy")
    told = _told(kind)
    if detail is Detail.NEUTRAL or not told:
        return chosen or neutral(Purpose.SESSIONS if kind == "programme" else purpose, number)
    more = chosen or other
    return _("%(what)s: %(who)s", what=told, who=more) if more else told


def _told(kind: str) -> str:
    """What a kind of entry is; nothing for what has no word."""
    if kind in _TITLES:
        return str(_TITLES[kind])
    return taxonomy.label(kind) if taxonomy.taxonomy_of(kind) == _WORKSHOP_TYPES else ""


def neutral(purpose: Purpose, number: int) -> str:
    """A name that could stand in anybody's calendar; the number tells entries apart."""
    if purpose is Purpose.VISITS:
        return _("Trip %(n)s", n=str(number))
    if purpose is Purpose.DEADLINES:
        return _("Follow-up %(n)s", n=str(number))
    return _("Meeting %(n)s", n=str(number))


# late changes ------------------------------------------------------------------------------------


def alert_at(
    now: datetime, starts: Iterable[datetime | None], status: Status | None
) -> datetime | None:
    """When somebody has to be told of a change that their calendar has not fetched; None if never.

    `starts` are the start before and after. Late is what begins within 48 hours, and any
    cancellation of what has not begun; `status` is empty for what is new.
    """
    coming = [start for start in starts if start is not None and start > now]
    is_late = any(start - now <= LATE for start in coming)
    if coming and (is_late or status is Status.CANCELLED):
        return now + PATIENCE
    return None


def is_gone(revoked_at: datetime | None, now: datetime) -> bool:
    """Whether a revoked feed is as unknown as one that never was."""
    return revoked_at is not None and revoked_at + REVOKED_KEPT <= now


def state_of(count: int, total: int, last: int) -> str:
    """A sign that changes whenever one entry of a month comes, goes or changes."""
    return f"{count}.{total}.{last}"
