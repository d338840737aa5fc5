"""Who registered, for the organisers, and who has a place, for those who meet them."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.centres import queries as centres
from network.kernel import tables
from network.kernel.errors import NotFound
from network.kernel.i18n import _, ngettext
from network.web.paging import Page, page_of
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import deciding
from network.workshops.actions.deciding import Decided
from network.workshops.forms.people import DecideForm
from network.workshops.models.registrations import Registration
from network.workshops.pages import people_shown as shown
from network.workshops.pages import person
from network.workshops.pages.people_shown import Asked, PersonRow
from network.workshops.queries import named, registrations, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import limit_words, names
from network.workshops.vocabulary import RegMove, RegState

SIZE = 50


async def show(request: Request) -> Response:
    """Everybody for who runs the workshop; for others with a place those who are listed."""
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    if policy.can_see_registrations(actor_of(request), *seen):
        return await _list_page(request, seen)
    if policy.can_see_people(actor_of(request), *seen):
        return await _participants(request, seen)
    raise NotFound


async def decide(request: Request) -> Response:
    """Approve, refuse or take out those who are ticked."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    rows = await registrations.registrations_of(actor, seen, RegState)
    form = DecideForm(form_of(request)).offer([row.id for row in rows])
    if not form.validate():
        return await _list_page(request, seen, form, 422)
    if not form.chosen.data:
        form.notices.append(_("Tick somebody first."))
        return await _list_page(request, seen, form, 422)
    move = RegMove(form.move.data)
    note = form.note.data or ""
    decided = await deciding.decide(actor, seen.workshop, form.chosen.data, move, note)
    flash(request, _said(decided), "done" if decided.done else "info")
    return see_other("workshops:people", id=seen.workshop.id)


async def export_csv(request: Request) -> Response:
    """The list as a table: no answers, since they may be about health or diet."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    if not policy.can_download(seen.workshop):
        raise NotFound
    every = shown.as_they_are(await registrations.registrations_of(actor, seen, RegState))
    rows = [row for row in every if _asked(request).fits(row)]
    groups = await workshops.groups_of(seen.workshop.id)
    found = await _rows(request, rows, shown.line_in(seen.workshop, every, groups))
    columns = (_("Name"), _("Centre"), _("Profession"), _("State"), _("Place in the line"))
    table = tables.as_csv(
        columns, ((r.name, r.centre, r.profession, r.state, r.position or "") for r in found)
    )
    headers = {
        "Content-Disposition": 'attachment; filename="registrations.csv"',
        "Cache-Control": "private, no-store",
    }
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


# the pages ---------------------------------------------------------------------------------------


async def _list_page(
    request: Request, seen: Seen, form: DecideForm | None = None, status: int = 200
) -> Response:
    workshop, asked = seen.workshop, _asked(request)
    rows = await registrations.registrations_of(actor_of(request), seen, RegState)
    every = shown.as_they_are(rows)
    fitting = [row for row in every if asked.fits(row)]
    page = page_of(request, len(fitting), SIZE)
    groups = await workshops.groups_of(workshop.id)
    line = shown.line_in(workshop, every, groups)
    return render(
        request,
        "workshops/people.html",
        status,
        workshop=workshop,
        menus=shown.menus(asked, every),
        rows=await _rows(request, fitting[page.first : page.last], line),
        page=page,
        link=lambda number: asked.link(workshop, number),
        form=form or DecideForm(),
        seated=sum(row.is_seated for row in every),
        csv=_csv_link(seen, asked),
        limits=_limits(every, groups),
    )


def _csv_link(seen: Seen, asked: Asked) -> str:
    """Where the table is; nowhere for what only named people may know."""
    if not policy.can_download(seen.workshop):
        return ""
    given = {"state": asked.state, "profession": asked.profession, "region": asked.region}
    return path_for("workshops:people-csv", id=seen.workshop.id, **given)


async def _rows(request: Request, rows: list[Registration], line: shown.Line) -> list[PersonRow]:
    actor = actor_of(request)
    known = await named.names(actor, [row.person_id for row in rows])
    found = await centres.centres_by_id({row.centre_id for row in rows if row.centre_id})
    places: dict[UUID | None, str] = dict(shown.centre_names(actor, found).items())
    return [
        shown.person_row(row, known[row.person_id], places.get(row.centre_id, ""), line)
        for row in rows
    ]


def _limits(rows: list[Registration], groups: list[Any]) -> list[tuple[str, str, int, int]]:
    """Every limit with what it is, how many places it has and how many of them are taken."""
    seated = [registrations.seeker_of(row) for row in rows if row.is_seated]
    return [
        (
            limit_words.group_name(group),
            str(names.LIMITS[group.kind]),
            group.places,
            sum(group.holds(who) for who in seated) if group.keys else -1,
        )
        for group in groups
    ]


async def _participants(request: Request, seen: Seen) -> Response:
    """Names only, in no order that tells who came first; nobody who waits is among them."""
    rows = await registrations.shown_to_others(actor_of(request), seen)
    known = await named.names(actor_of(request), [row.person_id for row in rows])
    found = sorted(known.values(), key=lambda one: one.name.casefold())
    page: Page = page_of(request, len(found), SIZE)
    workshop = seen.workshop
    return render(
        request,
        "workshops/participants.html",
        workshop=workshop,
        people=found[page.first : page.last],
        page=page,
        link=lambda number: path_for("workshops:people", id=workshop.id, page=number),
    )


def _asked(request: Request) -> Asked:
    given = request.query_params
    return Asked(
        given.get("state", "")[:20], given.get("profession", "")[:20], given.get("region", "")[:10]
    )


def _said(decided: Decided) -> str:
    """What became of those chosen, state by state."""
    parts = []
    for state in RegState:
        count = sum(row.state is state for row in decided.done)
        if count:
            parts.append(f"{names.REGISTRATIONS[state]}: {count}.")
    if decided.left:
        left = decided.left
        parts.append(
            ngettext(
                "%(n)s registration could not be changed now and stays as it is.",
                "%(n)s registrations could not be changed now and stay as they are.",
                left,
            )
        )
    return " ".join(parts)


routes: list[Route] = [
    get("/workshops/{id:uuid}/people", show, "workshops:people"),
    post("/workshops/{id:uuid}/people", decide, "workshops:decide"),
    get("/workshops/{id:uuid}/people.csv", export_csv, "workshops:people-csv"),
    *person.routes,
]
