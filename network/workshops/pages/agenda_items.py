"""Writing the draft of an agenda: items, and who speaks in them (/workshops/{id}/agenda/…)."""

from datetime import datetime, timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import wall_times
from network.kernel.errors import Conflict, Invalid, Stale
from network.kernel.i18n import _, series
from network.web.differing import Difference, differences, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of
from network.workshops.actions import programming as actions
from network.workshops.actions.programming import Item
from network.workshops.forms.agenda import ItemForm, SpeakersForm, VersionForm, as_typed
from network.workshops.models.agenda import AgendaItem
from network.workshops.models.workshops import Workshop, WorkshopSession
from network.workshops.pages import agenda_shown, speaking
from network.workshops.queries import agenda, workshops


async def show_new(request: Request) -> Response:
    workshop = await speaking.run_by(request)
    given = {"session": request.query_params.get("session", "")[:36]}
    return await _page(request, workshop, ItemForm(data=given))


async def add(request: Request) -> Response:
    workshop = await speaking.run_by(request)
    sessions = await workshops.sessions_of(workshop.id)
    form = ItemForm(form_of(request)).offer(_named(sessions))
    if not form.validate():
        return await _page(request, workshop, form, 422)
    try:
        row = await actions.add_item(actor_of(request), workshop, _item(form, sessions))
    except Invalid as error:
        _refuse(form, error)
        return await _page(request, workshop, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, workshop, form, 409)
    flash(request, _("Added to the draft. Say who speaks, or release the agenda when it is ready."))
    return see_other("workshops:agenda-item", id=workshop.id, item=row.id)


async def show_item(request: Request) -> Response:
    workshop = await speaking.run_by(request)
    item = await agenda.get_item(workshop.id, id_in(request, "item"))
    sessions = await workshops.sessions_of(workshop.id)
    form = ItemForm(data=as_typed(item, _begins(item, sessions)))
    return await _page(request, workshop, form, item=item)


async def change(request: Request) -> Response:
    workshop = await speaking.run_by(request)
    item = await agenda.get_item(workshop.id, id_in(request, "item"))
    sessions = await workshops.sessions_of(workshop.id)
    form = ItemForm(form_of(request)).offer(_named(sessions))
    if not form.validate():
        return await _page(request, workshop, form, 422, item=item)
    actor, version = actor_of(request), int(form.version.data)
    try:
        await actions.change_item(actor, workshop, item.id, version, _item(form, sessions))
    except Invalid as error:
        _refuse(form, error)
        return await _page(request, workshop, form, 422, item=item)
    except Stale as error:
        return await _meanwhile(request, workshop, form, error)
    flash(request, _("Saved in the draft. Others see it once the agenda is released."))
    return see_other("workshops:agenda-draft", id=workshop.id)


async def remove(request: Request) -> Response:
    workshop = await speaking.run_by(request)
    version = int(VersionForm(form_of(request)).version.data)
    await actions.remove_item(actor_of(request), workshop, id_in(request, "item"), version)
    flash(request, _("Taken out of the draft. Others see it once the agenda is released."))
    return see_other("workshops:agenda-draft", id=workshop.id)


async def set_speakers(request: Request) -> Response:
    workshop = await speaking.run_by(request)
    item = await agenda.get_item(workshop.id, id_in(request, "item"))
    form = await speaking.posted(request, workshop, item)
    sessions = await workshops.sessions_of(workshop.id)
    own = ItemForm(data=as_typed(item, _begins(item, sessions)))
    if form.notices:
        return await _page(request, workshop, own, 409, item=item, speakers=form)
    if not form.validate():
        return await _page(request, workshop, own, 422, item=item, speakers=form)
    try:
        wanted = form.ticked | await speaking.behind(form)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, workshop, own, 422, item=item, speakers=form)
    await actions.set_speakers(actor_of(request), workshop, item.id, wanted)
    flash(request, _("Saved. Whoever is new to it is asked, and says yes or no here."))
    return see_other("workshops:agenda-item", id=workshop.id, item=item.id)


async def _meanwhile(
    request: Request, workshop: Workshop, form: ItemForm, error: Stale
) -> Response:
    """Both versions, with everything typed still in the form."""
    item = take_up(form, error, AgendaItem)
    if item.removed_at:
        raise error
    sessions = await workshops.sessions_of(workshop.id)
    found = differences(form, as_typed(item, _begins(item, sessions)))
    return await _page(request, workshop, form, 409, item=item, found=found)


async def _page(  # noqa: PLR0913
    request: Request,
    workshop: Workshop,
    form: ItemForm,
    status: int = 200,
    *,
    item: AgendaItem | None = None,
    speakers: SpeakersForm | None = None,
    found: list[Difference] | None = None,
) -> Response:
    sessions = await workshops.sessions_of(workshop.id)
    asked = await speaking.asked(request, workshop, item, speakers) if item else None
    return render(
        request,
        "workshops/agenda_item.html",
        status,
        workshop=workshop,
        form=form.offer(_named(sessions)),
        item=item,
        asked=asked,
        differences=found or [],
        action=_action(workshop, item),
    )


def _action(workshop: Workshop, item: AgendaItem | None) -> str:
    if item is None:
        return path_for("workshops:agenda-add", id=workshop.id)
    return path_for("workshops:agenda-change", id=workshop.id, item=item.id)


def _named(sessions: list[WorkshopSession]) -> list[tuple[UUID, str]]:
    return [(one.id, series((one.title, one.day, one.since))) for one in _headings(sessions)]


def _headings(sessions: list[WorkshopSession]) -> list[agenda_shown.Heading]:
    return agenda_shown.headings(sessions, "UTC", knows_town=True)


def _item(form: ItemForm, sessions: list[WorkshopSession]) -> Item:
    session = next((row for row in sessions if row.id == form.session_id), None)
    return Item(
        title=form.title.data,
        about=form.about.data,
        minutes=form.minutes.data or 0,
        session_id=session.id if session else None,
        starts_after=_starts_after(form, session) if session else 0,
    )


def _starts_after(form: ItemForm, session: WorkshopSession) -> int:
    """Minutes from the beginning of a session to a time on its clocks, also past midnight."""
    if form.at.value is None:
        return 0
    begins = datetime.fromisoformat(session.wall)
    wall = datetime.combine(begins.date(), form.at.value)
    if wall < begins:
        wall += timedelta(days=1)
    at = wall_times.kept_instant(wall, session.zone, second=session.is_second)
    return int((at - session.starts_at).total_seconds() // 60)


def _begins(item: AgendaItem, sessions: list[WorkshopSession]) -> str:
    session = next((row for row in sessions if row.id == item.session_id), None)
    return agenda_shown.clock_text(session, item.starts_after) if session else ""


def _refuse(form: ItemForm, error: Invalid) -> None:
    """Show what is wrong with the minutes after a session's beginning at the time typed."""
    renamed = {"at" if name == "starts_after" else name: m for name, m in error.fields.items()}
    form.refuse(Invalid(error.message, **renamed))


_ITEM = "/workshops/{id:uuid}/agenda/{item:uuid}"
routes = [
    get("/workshops/{id:uuid}/agenda/new", show_new, "workshops:agenda-new"),
    post("/workshops/{id:uuid}/agenda/new", add, "workshops:agenda-add"),
    get(_ITEM, show_item, "workshops:agenda-item"),
    post(_ITEM, change, "workshops:agenda-change"),
    post(f"{_ITEM}/removal", remove, "workshops:agenda-remove"),
    post(f"{_ITEM}/speakers", set_speakers, "workshops:agenda-speakers"),
]
