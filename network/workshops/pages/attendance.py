"""Who was there, noted by the organisers, many at once (/workshops/{id}/attendance)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from network.db import transaction
from network.kernel.actor import Actor
from network.kernel.errors import Invalid
from network.kernel.i18n import ngettext
from network.web.paging import Page, page_of
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of
from network.workshops.actions import attending
from network.workshops.forms.attendance import ABSENT, EXCUSED, WHOLE, MarkForm, SpentForm
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import WorkshopSession
from network.workshops.pages import presence
from network.workshops.pages.presence import session_words
from network.workshops.queries import named, registrations, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import attending as rules
from network.workshops.rules import names
from network.workshops.rules.registering import COMING
from network.workshops.vocabulary import RegState, WorkshopState

SIZE = 50
_MARKED_IN = (
    WorkshopState.RUNNING,
    WorkshopState.OUTCOMES_DUE,
    WorkshopState.OUTCOMES_PUBLISHED,
)
_LOOKS = {RegState.ATTENDED: "done", RegState.PARTLY: "move", RegState.CONFIRMED: "wait"}


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody with a place, and what is noted of them."""

    id: UUID
    name: str
    centre: str
    state: str
    look: str
    minutes: int


class Listed(NamedTuple):
    """What the page reads: the workshop, all with a place, those of this page, the sessions."""

    seen: Seen
    rows: Sequence[Registration]
    page: Page
    sessions: Sequence[WorkshopSession]

    @property
    def shown(self) -> Sequence[Registration]:
        return self.rows[self.page.first : self.page.last]


async def _listed(request: Request) -> Listed:
    """Everybody with a place, for those who run the workshop."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    rows = await registrations.registrations_of(actor, seen, COMING)
    sessions = await workshops.sessions_of(seen.workshop.id)
    return Listed(seen, rows, page_of(request, len(rows), SIZE), sessions)


async def show(request: Request) -> Response:
    listed = await _listed(request)
    form = MarkForm(data={"what": WHOLE}).offer(row.id for row in listed.shown)
    return await _page(request, listed, form, _spent(listed))


async def mark(request: Request) -> Response:
    listed, posted = await _listed(request), form_of(request)
    form = MarkForm(posted).offer(row.id for row in listed.rows)
    spent = _spent(listed, posted)
    is_right = form.validate() and (form.what.data in _WITHOUT_MINUTES or _are_right(spent))
    if not is_right:
        return await _page(request, listed, form, spent, 422)
    try:
        await _note(actor_of(request), listed, form, spent)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, listed, form, spent, 422)
    n = len(form.people.data)
    flash(request, ngettext("Noted for %(n)s person.", "Noted for %(n)s people.", n))
    return see_other("workshops:attendance", id=listed.seen.workshop.id, page=listed.page.number)


_WITHOUT_MINUTES = (WHOLE, ABSENT, EXCUSED)


def _are_right(spent: Mapping[UUID, SpentForm]) -> bool:
    return sum(not one.validate() for one in spent.values()) == 0


async def _note(
    actor: Actor, listed: Listed, form: MarkForm, spent: Mapping[UUID, SpentForm]
) -> None:
    """Note the same of everybody who was ticked, or of nobody."""
    workshop, what = listed.seen.workshop, form.what.data
    minutes = {one.id: one.minutes for one in listed.sessions}
    if what not in _WITHOUT_MINUTES:
        minutes = {key: one.minutes.data or 0 for key, one in spent.items()}
    async with transaction():
        for key in form.people.data:
            if what in (ABSENT, EXCUSED):
                await attending.mark_away(actor, workshop, key, is_excused=what == EXCUSED)
            else:
                await attending.mark(actor, workshop, key, minutes)


# what the page shows -----------------------------------------------------------------------------


def _spent(listed: Listed, posted: FormData | None = None) -> dict[UUID, SpentForm]:
    """Minutes to fill in for each session, all of them to begin with."""
    return {
        one.id: SpentForm(posted, prefix=f"s{n}-", data={"minutes": one.minutes}).ask(
            session_words(one), one.minutes
        )
        for n, one in enumerate(listed.sessions)
    }


async def _page(
    request: Request,
    listed: Listed,
    form: MarkForm,
    spent: Mapping[UUID, SpentForm],
    status: int = 200,
) -> Response:
    workshop = listed.seen.workshop
    return render(
        request,
        "workshops/attendance.html",
        status,
        workshop=workshop,
        form=form,
        spent=list(spent.values()),
        lines=await _lines(request, listed),
        page=listed.page,
        link=lambda n: path_for("workshops:attendance", id=workshop.id, page=n),
        planned=sum(one.minutes for one in listed.sessions),
        sessions=[(one.id, session_words(one)) for one in listed.sessions],
        can_mark=workshop.state in _MARKED_IN,
    )


async def _lines(request: Request, listed: Listed) -> list[Line]:
    shown = listed.shown
    called = await named.names(actor_of(request), [row.person_id for row in shown])
    minutes = await registrations.minutes_of(row.id for row in shown)
    planned = {one.id: one.minutes for one in listed.sessions}
    return [
        Line(
            row.id,
            called[row.person_id].name,
            called[row.person_id].centre,
            str(names.REGISTRATIONS[row.state]),
            _LOOKS.get(row.state, "plain"),
            rules.credited(minutes[row.id], planned),
        )
        for row in shown
    ]


routes = [
    get("/workshops/{id:uuid}/attendance", show, "workshops:attendance"),
    post("/workshops/{id:uuid}/attendance", mark, "workshops:mark-attendance"),
    *presence.routes,
]
