"""Inviting people, and reminding those who have not answered."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel import clock, moments
from network.kernel.errors import Conflict, NotFound
from network.kernel.i18n import _, ngettext
from network.web.paging import page_of
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of, visit_of
from network.workshops import policy
from network.workshops.actions import inviting as actions
from network.workshops.forms.inviting import ChosenForm
from network.workshops.models.registrations import WorkshopInvitation
from network.workshops.pages import invited
from network.workshops.pages.people_shown import Menu
from network.workshops.queries import named, people, registrations, workshops
from network.workshops.queries.named import Named
from network.workshops.queries.workshops import Seen
from network.workshops.rules import names, reminders
from network.workshops.vocabulary import InvitationState, WorkshopState

SIZE = 50
_LONGEST_WORDS = 100


@dataclass(frozen=True, slots=True)
class InvitedRow:
    """Somebody invited, what they answered, and whether they can be reminded now."""

    id: UUID
    name: str
    centre: str
    look: str
    state: str
    is_pending: bool
    can_remind: bool
    asked: str


async def show(request: Request) -> Response:
    return await _page(request, await _run_by_me(request))


async def invite(request: Request) -> Response:
    """Invite those ticked among the people found by the words that were looked for."""
    seen = await _run_by_me(request)
    found = await named.findable(actor_of(request), _words(request))
    form = ChosenForm(form_of(request)).offer(found)
    if not form.validate() or not form.chosen.data:
        form.notices.append(_("Tick somebody first."))
        return await _page(request, seen, form, 422)
    try:
        count = await actions.invite(actor_of(request), seen.workshop, form.chosen.data)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, seen, form, 409)
    flash(request, _invited(count, is_open=_is_open(seen)), "done" if count else "info")
    return see_other("workshops:invitations", id=seen.workshop.id)


async def remind(request: Request) -> Response:
    """Remind those ticked who have not answered."""
    seen = await _run_by_me(request)
    rows = await registrations.invitations_of(actor_of(request), seen)
    form = ChosenForm(form_of(request)).offer([row.id for row in rows])
    if not form.validate() or not form.chosen.data:
        form.notices.append(_("Tick somebody first."))
        return await _page(request, seen, form, 422)
    try:
        count = await actions.remind(actor_of(request), seen.workshop, form.chosen.data)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, seen, form, 409)
    flash(request, _reminded(count), "done" if count else "info")
    return see_other("workshops:invitations", id=seen.workshop.id)


async def take_back(request: Request) -> Response:
    seen = await _run_by_me(request)
    try:
        await actions.take_back(actor_of(request), seen.workshop, id_in(request, "invitation"))
    except Conflict as error:
        form = ChosenForm()
        form.notices.append(error.message)
        return await _page(request, seen, form, 409)
    flash(request, _("The invitation is taken back."))
    return see_other("workshops:invitations", id=seen.workshop.id)


# for who runs it ---------------------------------------------------------------------------------


async def _run_by_me(request: Request) -> Seen:
    """A workshop that the actor runs; to others its invitations do not exist."""
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    if not policy.can_run(actor_of(request), *seen):
        raise NotFound
    return seen


async def _page(
    request: Request, seen: Seen, form: ChosenForm | None = None, status: int = 200
) -> Response:
    actor, workshop = actor_of(request), seen.workshop
    rows = await registrations.invitations_of(actor, seen)
    wanted = request.query_params.get("state", "")[:20]
    fitting = [row for row in rows if not wanted or row.state == wanted]
    page = page_of(request, len(fitting), SIZE)
    part = fitting[page.first : page.last]
    words = _words(request)
    new = await _new_ones(request, seen, rows, words)
    known = await named.names(actor, [*(row.person_id for row in part), *new])
    return render(
        request,
        "workshops/invitations.html",
        status,
        workshop=workshop,
        form=form or ChosenForm(),
        rows=[_row(request, seen, row, known) for row in part],
        total=len(rows),
        menus=_menus(wanted),
        page=page,
        link=lambda number: path_for(
            "workshops:invitations", id=workshop.id, state=wanted, page=number
        ),
        words=words,
        found=[known[key] for key in new],
        is_open=_is_open(seen),
        may_invite=workshop.state in actions.MAY_INVITE,
    )


async def _new_ones(
    request: Request, seen: Seen, rows: list[WorkshopInvitation], words: str
) -> list[UUID]:
    """People found by some words who are neither invited nor registered."""
    found = await named.findable(actor_of(request), words)
    if not found:
        return []
    there = set(await people.registered_ids(seen.workshop.id))
    there |= {row.person_id for row in rows if row.state is not InvitationState.WITHDRAWN}
    return [key for key in found if key not in there]


def _row(
    request: Request, seen: Seen, row: WorkshopInvitation, known: dict[UUID, Named]
) -> InvitedRow:
    where, one = visit_of(request).where, known[row.person_id]
    is_pending = row.state is InvitationState.PENDING
    is_due = reminders.may_ask_again(row.reminded_at, row.created_at, clock.now())
    return InvitedRow(
        id=row.id,
        name=one.name,
        centre=one.centre,
        look=invited.LOOKS.get(row.state, ""),
        state=str(names.INVITATIONS[row.state]),
        is_pending=is_pending,
        can_remind=is_pending and is_due and seen.workshop.state is WorkshopState.OPEN,
        asked=_asked_on(row, where),
    )


def _asked_on(row: WorkshopInvitation, where: Any) -> str:
    if row.reminded_at is not None:
        day = moments.short_day(moments.local_day(row.reminded_at, where))
        return _("Reminded on %(day)s", day=day)
    day = moments.short_day(moments.local_day(row.created_at, where))
    return _("Invited on %(day)s", day=day)


def _menus(wanted: str) -> list[Menu]:
    options = [(str(state), str(names.INVITATIONS[state])) for state in InvitationState]
    return [Menu("state", _("Answer"), wanted, options)]


def _invited(count: int, *, is_open: bool) -> str:
    if is_open:
        return ngettext(
            "%(n)s person is invited and told at once.",
            "%(n)s people are invited and told at once.",
            count,
        )
    return ngettext(
        "%(n)s person is invited and told when registration opens.",
        "%(n)s people are invited and told when registration opens.",
        count,
    )


def _reminded(count: int) -> str:
    if not count:
        return _("Nobody was reminded: each is asked at most every three days.")
    return ngettext("%(n)s person is reminded.", "%(n)s people are reminded.", count)


def _words(request: Request) -> str:
    return request.query_params.get("q", "").strip()[:_LONGEST_WORDS]


def _is_open(seen: Seen) -> bool:
    return seen.workshop.state is WorkshopState.OPEN


routes: list[Route] = [
    get("/workshops/{id:uuid}/invitations", show, "workshops:invitations"),
    post("/workshops/{id:uuid}/invitations", invite, "workshops:invite"),
    post("/workshops/{id:uuid}/invitations/reminders", remind, "workshops:remind"),
    post(
        "/workshops/{id:uuid}/invitations/{invitation:uuid}/withdrawal",
        take_back,
        "workshops:take-back",
    ),
    *invited.routes,
]
