"""The one way times and dates are written: pages, mail and calendars all call this.

A time is never shown without saying whose clock it is on; a date is never converted. Zones are
named by a town and an offset, never by an abbreviation.
"""

from datetime import UTC, date, datetime

from babel.dates import format_date, format_datetime, format_skeleton, get_timezone_location

from network.kernel import clock, zones
from network.kernel.i18n import _, locale, ngettext


def day(value: date) -> str:
    """Monday 23 November 2026."""
    return format_date(value, "full", locale=locale())


def short_day(value: date) -> str:
    """23 Nov 2026."""
    return format_date(value, "medium", locale=locale())


def month(value: date) -> str:
    """November 2026."""
    return format_skeleton("yMMMM", value, locale=locale())


def period(first: date | None, last: date | None) -> str:
    """A span of days, open at either end."""
    if first and last:
        return _("%(first)s to %(last)s", first=short_day(first), last=short_day(last))
    if first:
        return _("from %(first)s", first=short_day(first))
    return _("until %(last)s", last=short_day(last)) if last else ""


def time(at: datetime, zone_name: str) -> str:
    """17:00, on the clocks of a zone; 24 hours in every language."""
    return format_datetime(at, "HH:mm", tzinfo=zones.zone(zone_name), locale=locale())


def place(zone_name: str) -> str:
    """The town a zone is named after, in the reader's language."""
    if not zones.is_zone(zone_name) or zone_name == "UTC":
        return "UTC"
    town = get_timezone_location(zones.zone(zone_name), locale=locale(), return_city=True)
    return town.rpartition("/")[2]


def offset(at: datetime, zone_name: str) -> str:
    """UTC+4, UTC+5:45, UTC−3."""
    minutes = int(zones.offset(at, zone_name).total_seconds() // 60)
    if minutes == 0:
        return "UTC"
    sign = "+" if minutes > 0 else "\u2212"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


def local_day(at: datetime, zone_name: str) -> date:
    """The calendar day of an instant on the clocks of a zone."""
    return at.astimezone(zones.zone(zone_name)).date()


def moment(at: datetime, zone_name: str) -> str:
    """Monday 23 November 2026, 17:00 (Tbilisi, UTC+4)."""
    return _(
        "%(day)s, %(time)s (%(place)s, %(offset)s)",
        day=day(local_day(at, zone_name)),
        time=time(at, zone_name),
        place=place(zone_name),
        offset=offset(at, zone_name),
    )


def ago(at: datetime) -> str:
    """How many days ago an instant was, coarse on purpose: an hour tells too much."""
    days = (clock.now().astimezone(UTC).date() - at.astimezone(UTC).date()).days
    if days <= 0:
        return _("today")
    return ngettext("yesterday", "%(n)s days ago", days)
