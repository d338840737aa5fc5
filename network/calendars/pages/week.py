"""One's own calendar by the week (/today/week?w=2027-W11), and single entries for download."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from network.calendars.actions import serving
from network.calendars.models.feeds import Detail, Entry
from network.calendars.queries import entries as queries
from network.calendars.queries.titles import titles as titles_of
from network.calendars.rules import feeds as rules
from network.kernel import clock, i18n, moments, zones
from network.kernel.actor import Actor
from network.kernel.travel import Where, zone_of
from network.web.responses import render
from network.web.routing import get, id_in, path_for
from network.web.state import actor_of, visit_of

_WEEK = re.compile(r"(\d{4})-W(\d\d)")
_FIRST, _LAST = 2000, 2100
_DAY = timedelta(days=1)
_EARLIEST, _LATEST = 8, 19  # the hours a week shows at least
_QUARTER = 15
_SHORTEST = 3  # quarters an entry is drawn with at least, so that its words have room
_MOST_ROWS = 6  # of whole days that are kept level
_SOURCES = {  # the page behind an entry
    "session": "sessions:show",
    "agreement_review": "agreements:show",
    "agreement_end": "agreements:show",
    "record": "records:new",
    "visit": "visits:show",
    "visit_home": "visits:show",
    "visit_host": "visits:show",
    "visit_answer": "visits:show",
    "visit_dates": "visits:dates",
    "visit_report": "visits:show",
    "visit_reading": "visits:show",
    "visit_follow_3": "visits:show",
    "visit_follow_6": "visits:show",
    "programme": "visits:programme",
    "call": "visits:call",
    "workshop_session": "workshops:show",
    "workshop_closing": "workshops:invitation",
    "workshop_outcome": "workshops:outcome",
}
_LISTS = {"series_end": "sessions:list", "workshop_action": "workshops:actions"}


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry on the reader's clock, and on one of their days. `start` and `end` are minutes since
    that day's midnight, cut where it begins or ends elsewhere; None for whole days.
    """

    entry: Entry
    title: str
    times: str
    start: int | None
    end: int | None

    @property
    def href(self) -> str:
        return _page_of(self.entry)

    def place(self, first_hour: int) -> str:
        """The classes that put it into the grid, in quarters of an hour."""
        if self.start is None or self.end is None:
            return ""
        row = self.start // _QUARTER - first_hour * 60 // _QUARTER
        last = -(-self.end // _QUARTER) - first_hour * 60 // _QUARTER
        length = max(last - row, _SHORTEST)
        return f"r{row} n{length}"


async def show_week(request: Request) -> Response:
    visit, actor = visit_of(request), actor_of(request)
    today = moments.local_day(clock.now(), visit.zone)
    monday = _monday(request.query_params.get("w", ""), today)
    rows = await queries.own_entries(actor, monday - _DAY, monday + 7 * _DAY)
    titles = await titles_of(rows, Detail.FULL, i18n.language()) if rows else {}
    days = {
        day: [s for row in rows if (s := _shown(row, titles[row.id], day, visit.where))]
        for day in (monday + n * _DAY for n in range(7))
    }
    return render(
        request,
        "calendars/week.html",
        days=days,
        hours=_hours([s for shown in days.values() for s in shown]),
        level=min(_MOST_ROWS, max(sum(s.start is None for s in d) for d in days.values())),
        next_on=None if rows else await _next_on(actor, monday + 6 * _DAY),
        today=today,
        this_week=_week(today),
        before=_week(monday - _DAY),
        after=_week(monday + 7 * _DAY),
        week_of=_week,
        zone=visit.zone,
    )


async def _next_on(actor: Actor, sunday: date) -> date | None:
    found = await queries.next_entry(actor, sunday)
    return found.first_on if found else None


def _monday(asked: str, today: date) -> date:
    """The first day of the week asked for; of this one when there is no such week."""
    found = _WEEK.fullmatch(asked)
    try:
        if found and _FIRST <= int(found[1]) <= _LAST:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    return today - timedelta(days=today.weekday())


def _week(day: date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year:04}-W{week:02}"


def _hours(shown: list[Shown]) -> range:
    """The hours of the grid: working hours, and whatever else something is in."""
    starts = [s.start // 60 for s in shown if s.start is not None]
    ends = [-(-s.end // 60) for s in shown if s.end is not None]
    return range(min([_EARLIEST, *starts]), max([_LATEST, *ends]))


def _shown(entry: Entry, title: str, day: date, where: Where) -> Shown | None:
    """An entry as it is on a day of the reader's; None if it is not on that day."""
    if entry.starts_at is None or entry.ends_at is None:
        is_on = entry.first_on <= day <= entry.last_on
        return Shown(entry, title, "", None, None) if is_on else None
    first = moments.local_day(entry.starts_at, where)
    last = moments.local_day(entry.ends_at - timedelta(microseconds=1), where)
    if not first <= day <= last:
        return None
    start = _minute(entry.starts_at, where) if first == day else 0
    end = _minute(entry.ends_at - timedelta(minutes=1), where) + 1 if last == day else 24 * 60
    return Shown(entry, title, _times(entry.starts_at, entry.ends_at, where), start, end)


def _minute(at: datetime, where: Where) -> int:
    wall = at.astimezone(zones.zone(zone_of(where, at)))
    return wall.hour * 60 + wall.minute


def _times(starts_at: datetime, ends_at: datetime, where: Where) -> str:
    span = f"{moments.time(starts_at, where)}–{moments.time(ends_at, where)}"
    return f"{span} {moments.place_apart(starts_at, where)}".rstrip()


def _page_of(entry: Entry) -> str:
    if entry.source_kind in _SOURCES:
        return path_for(_SOURCES[entry.source_kind], id=entry.part_of_id or entry.source_id)
    return path_for(_LISTS.get(entry.source_kind, "calendar:week"))


async def open_entry(request: Request) -> Response:
    """From a notice to what an entry is about."""
    entry = await queries.get_entry(actor_of(request), id_in(request))
    return RedirectResponse(_page_of(entry), 303)


async def download(request: Request) -> Response:
    """One entry as a file, with the name it has in feeds; neutral unless more is asked for."""
    entry = await queries.get_entry(actor_of(request), id_in(request))
    asked = request.query_params.get("detail", "")
    detail = Detail(asked) if asked in set(Detail) else Detail.NEUTRAL
    headers = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    body = await serving.single(actor_of(request), entry, detail)
    return Response(body, headers=headers, media_type="text/calendar; charset=utf-8")


routes = [
    get("/today/week", show_week, "calendar:week"),
    get(rules.OPEN_ENTRY.replace("{id}", "{id:uuid}"), open_entry, "calendar:open"),
    get("/calendar/{id:uuid}/meeting.ics", download, "calendar:download"),
]
