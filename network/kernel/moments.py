"""The one way times and dates are written: pages, mail and calendars all call this.

A time is never shown without saying whose clock it is on; a date is never converted. Zones are
named by a town and an offset, never by an abbreviation. Whose clocks change by travelling sees
each instant on those that hold then.
"""

from datetime import UTC, date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_skeleton, get_timezone_location

from network.kernel import clock, zones
from network.kernel.i18n import _, language, locale_of, ngettext
from network.kernel.travel import Where, zone_of


def day(value: date) -> str:
    """Monday 23 November 2026."""
    return _date("full", value, language())


def short_day(value: date) -> str:
    """23 Nov 2026."""
    return _date("medium", value, language())


def weekday(value: date) -> str:
    """Mon, as short as the language has it."""
    return _date("EEE", value, language())


def near_day(value: date) -> str:
    """Mon, 23 Nov: a day not far away, where the year is plain."""
    return _skeleton("MMMEd", value, language())


def day_month(value: date) -> str:
    """23 Nov."""
    return _skeleton("MMMd", value, language())


def month(value: date) -> str:
    """November 2026."""
    return _skeleton("yMMMM", value, language())


def short_month(value: date) -> str:
    """Nov 2026."""
    return _skeleton("yMMM", value, language())


def period(first: date | None, last: date | None) -> str:
    """A span of days, open at either end; one day is said once."""
    if first and first == last:
        return short_day(first)
    if first and last:
        return _("%(first)s to %(last)s", first=short_day(first), last=short_day(last))
    if first:
        return _("from %(first)s", first=short_day(first))
    return _("until %(last)s", last=short_day(last)) if last else ""


def time(at: datetime, where: Where) -> str:
    """17:00, on the clocks of a zone; 24 hours in every language."""
    return wall_time(at.astimezone(zones.zone(zone_of(where, at))))


def wall_time(wall: datetime) -> str:
    """17:00, as a clock shows it already."""
    return _time(wall.hour, wall.minute, language())


def place(zone_name: str) -> str:
    """The town a zone is named after, in the reader's language."""
    if not zones.is_zone(zone_name) or zone_name == "UTC":
        return "UTC"
    return _town(zone_name, language())


def offset(at: datetime, zone_name: str) -> str:
    """UTC+4, UTC+5:45, UTC−3."""
    minutes = int(zones.offset(at, zone_name).total_seconds() // 60)
    if minutes == 0:
        return "UTC"
    sign = "+" if minutes > 0 else "\u2212"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


def local_day(at: datetime, where: Where) -> date:
    """The calendar day of an instant on the clocks of a zone."""
    return at.astimezone(zones.zone(zone_of(where, at))).date()


def place_apart(at: datetime, where: Where) -> str:
    """The town to say beside a time, for whose clocks change by travelling; mostly empty.

    A page names one zone at its head, that of today. It goes without saying only where that is
    the one at home, and holds at the instant as well.
    """
    if isinstance(where, str):
        return ""
    zone_name = zone_of(where, at)
    is_plain = zone_name == where.home == zone_of(where, clock.now())
    return place(zone_name) if zone_name and not is_plain else ""


def moment(at: datetime, where: Where) -> str:
    """Monday 23 November 2026, 17:00 (Tbilisi, UTC+4)."""
    zone_name = zone_of(where, at)
    on, clocks = day(local_day(at, zone_name)), time(at, zone_name)
    town, from_utc = place(zone_name), offset(at, zone_name)
    if town == from_utc:
        return _("%(day)s, %(time)s (%(place)s)", day=on, time=clocks, place=town)
    return _(
        "%(day)s, %(time)s (%(place)s, %(offset)s)",
        day=on,
        time=clocks,
        place=town,
        offset=from_utc,
    )


def moment_nowhere(at: datetime, zone_name: str) -> str:
    """Monday 23 November 2026, 17:00 (UTC+4): for who may not know the town."""
    return _(
        "%(day)s, %(time)s (%(place)s)",
        day=day(local_day(at, zone_name)),
        time=time(at, zone_name),
        place=offset(at, zone_name),
    )


def ago(at: datetime) -> str:
    """How many days ago an instant was, coarse on purpose: an hour tells too much."""
    days = (clock.now().astimezone(UTC).date() - at.astimezone(UTC).date()).days
    if days <= 0:
        return _("today")
    return ngettext("yesterday", "%(n)s days ago", days)


# A page shows hundreds of times, mostly those of the page before; Babel writes each one slowly.


@lru_cache(4096)
def _date(form: str, value: date, code: str) -> str:
    return format_date(value, form, locale=locale_of(code))


@lru_cache(4096)
def _skeleton(skeleton: str, value: date, code: str) -> str:
    return format_skeleton(skeleton, value, locale=locale_of(code))


@lru_cache(4096)
def _time(hour: int, minute: int, code: str) -> str:
    return format_datetime(datetime(2000, 1, 1, hour, minute), "HH:mm", locale=locale_of(code))  # noqa: DTZ001 (a wall time)


@lru_cache(4096)
def _town(zone_name: str, code: str) -> str:
    zone = zones.zone(zone_name)
    town = get_timezone_location(zone, locale=locale_of(code), return_city=True)
    return town.rpartition("/")[2]
