"""The readiness board of the coming eight weeks, as a page and as a file (/visits/readiness)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.exchanges.models.visits import Visit
from network.exchanges.queries import readiness as queries
from network.exchanges.queries.labels import Labels
from network.exchanges.queries.readiness import Row
from network.exchanges.rules.checklists import Ready
from network.exchanges.rules.names import PARTS
from network.exchanges.rules.readiness import NEEDS, READY, Cell
from network.kernel import moments, tables
from network.kernel.actor import Actor
from network.kernel.i18n import _, ngettext
from network.web.paging import page_of
from network.web.responses import render
from network.web.routing import get, path_for
from network.web.state import actor_of

_SIZE = 20
_WEEK = timedelta(days=7)
_LOOKS = {Ready.READY: "done", Ready.ON_TIME: "", Ready.SOON: "wait", Ready.LATE: "move"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A visit of the board in words; a cell is its look, its words and who is next."""

    id: UUID
    title: str
    days: str
    look: str
    ready: str
    cells: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which visits are wanted: of one centre, or that begin in one week."""

    centre: str
    week: str

    def fits(self, visit: Visit) -> bool:
        at = (str(visit.home_centre_id), str(visit.host_centre_id))
        return self.centre in ("", *at) and self.week in ("", _monday(visit).isoformat())


async def show(request: Request) -> Response:
    actor, asked = actor_of(request), _asked(request)
    every = await queries.watched(actor)
    wanted = [visit for visit in every if asked.fits(visit)]
    page = page_of(request, len(wanted), _SIZE)
    rows, words = await queries.rows_of(actor, wanted[page.first : page.last])
    return render(
        request,
        "exchanges/readiness.html",
        rows=[_shown(row, words) for row in rows],
        needs=[str(name) for name in NEEDS.values()],
        page=page,
        link=lambda n: path_for("visits:readiness", centre=asked.centre, week=asked.week, page=n),
        asked=asked,
        centres=await _centres(actor, every),
        weeks=_weeks(every),
    )


async def export_csv(request: Request) -> Response:
    actor, asked = actor_of(request), _asked(request)
    wanted = [visit for visit in await queries.watched(actor) if asked.fits(visit)]
    rows, words = await queries.rows_of(actor, wanted)
    needs = [str(name) for name in NEEDS.values()]
    columns = [_("Visit"), _("First day"), _("Last day"), _("Ready"), *needs]
    table = tables.as_csv(columns, (_cells(row, words) for row in rows))
    headers = {
        "Content-Disposition": 'attachment; filename="readiness.csv"',
        "Cache-Control": "no-store",
    }
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: Request) -> Asked:
    given = request.query_params
    return Asked(given.get("centre", "")[:40], given.get("week", "")[:10])


def _monday(visit: Visit) -> date:
    """The Monday of the week in which a visit begins."""
    first_on = visit.first_on or date.max
    return first_on - timedelta(days=first_on.weekday())


def _shown(row: Row, words: Labels) -> Shown:
    return Shown(
        id=row.visit.id,
        title=words.title(row.visit),
        days=moments.period(row.visit.first_on, row.visit.last_on),
        look=_LOOKS.get(row.ready, ""),
        ready=str(READY[row.ready]),
        cells=[(_LOOKS.get(c.ready, ""), *_said(c)) for c in row.cells.values()],
    )


def _cells(row: Row, words: Labels) -> list[object]:
    cells = (" ".join(filter(None, _said(cell))) for cell in row.cells.values())
    first_on, last_on = row.visit.first_on, row.visit.last_on
    return [words.title(row.visit), first_on, last_on, str(READY[row.ready]), *cells]


def _said(cell: Cell) -> tuple[str, str]:
    """How a need stands, and who is next until when."""
    if cell.owner is None or cell.due_on is None:
        return _("Done"), ""
    count = ngettext("%(n)s open", "%(n)s open", cell.items)
    day, part = moments.day_month(cell.due_on), str(PARTS[cell.owner])
    if cell.ready is Ready.LATE:
        return count, _("%(part)s, planned for %(day)s", part=part, day=day)
    return count, _("%(part)s, until %(day)s", part=part, day=day)


async def _centres(actor: Actor, visits: Iterable[Visit]) -> list[tuple[str, str]]:
    """The centres to choose among: those of the reader's own, or all on the board."""
    ids = {key for v in visits for key in (v.home_centre_id, v.host_centre_id) if key}
    if not actor.is_secretariat:
        ids &= actor.coordinated_ids
    found = await centres.centres_by_id(ids) if len(ids) > 1 else {}
    named = ((str(key), centre_policy.shown_name(actor, one)) for key, one in found.items())
    return sorted(named, key=lambda pair: pair[1])


def _weeks(visits: Iterable[Visit]) -> list[tuple[str, str]]:
    """The weeks in which visits begin."""
    mondays = sorted({_monday(visit) for visit in visits})
    return [(on.isoformat(), moments.period(on, on + _WEEK - timedelta(days=1))) for on in mondays]


routes = [
    get("/visits/readiness", show, "visits:readiness"),
    get("/visits/readiness.csv", export_csv, "visits:readiness-csv"),
]
