"""What was agreed at a workshop: who does what by when (/workshops/actions, …/{id}/actions/…)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.web.differing import meanwhile
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import concluding
from network.workshops.actions.concluding import Agreed
from network.workshops.forms.outcome import ActionForm, SettleForm
from network.workshops.models.outcomes import OutcomeAction
from network.workshops.queries import afterwards, named, outcomes, people, registrations, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import names
from network.workshops.rules import outcomes as rules
from network.workshops.vocabulary import ActionState, WorkshopState

AGREED_IN = (
    WorkshopState.RUNNING,
    WorkshopState.OUTCOMES_DUE,
    WorkshopState.OUTCOMES_PUBLISHED,
    WorkshopState.ARCHIVED,
)
_LOOKS = {ActionState.DONE: "done", ActionState.DROPPED: "plain", ActionState.DOING: "move"}
_FIELDS = ("text", "owner_role", "due_on")


@dataclass(frozen=True, slots=True)
class ActionRow:
    """Something that was agreed, as a list shows it."""

    text: str
    lang: str
    link: str
    owner: str
    due: str
    is_late: bool
    state: str
    look: str
    workshop: str = ""


async def action_rows(actor: Actor, seen: Seen) -> list[ActionRow]:
    """What was agreed at one workshop."""
    rows = await outcomes.actions_of(seen.workshop.id)
    called = await named.names(actor, [row.owner_id for row in rows if row.owner_id])
    lang = seen.workshop.lang
    return [_row(row, lang, called[row.owner_id].name if row.owner_id else "") for row in rows]


def _row(row: OutcomeAction, lang: str, owner: str, workshop: str = "") -> ActionRow:
    is_open = rules.is_action_open(row.state)
    return ActionRow(
        text=row.text,
        lang=lang,
        link=path_for("workshops:action", id=row.workshop_id, action=row.id),
        owner=", ".join(filter(None, (row.owner_role, owner))),
        due=moments.short_day(row.due_on) if row.due_on else "",
        is_late=is_open and row.due_on is not None and row.due_on < clock.now().date(),
        state=str(names.ACTIONS[row.state]),
        look=_LOOKS.get(row.state, "wait"),
        workshop=workshop,
    )


async def list_own(request: Request) -> Response:
    """What the reader sees to, in all workshops that they still may see."""
    actor = actor_of(request)
    rows = await outcomes.own_actions(actor)
    seen = await afterwards.visible_among(actor, {row.workshop_id for row in rows})
    shown = [row for row in rows if row.workshop_id in seen]
    return render(
        request,
        "workshops/actions.html",
        rows=[_row(row, row.workshop.lang, "", row.workshop.title) for row in shown],
    )


# one action --------------------------------------------------------------------------------------


async def show(request: Request) -> Response:
    seen, row = await _one(request)
    form = await _filled(request, seen, row)
    return await _page(request, seen, row, form)


async def _one(request: Request) -> tuple[Seen, OutcomeAction]:
    """An action of the address, for those who took part and for who sees to it."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    row = await afterwards.get_action(seen.workshop.id, id_in(request, "action"))
    if row.owner_id != actor.person_id and not policy.can_see_actions(actor, *seen):
        raise NotFound
    return seen, row


async def _filled(request: Request, seen: Seen, row: OutcomeAction) -> ActionForm | None:
    if not policy.can_write_outcome(actor_of(request), *seen):
        return None
    given = {name: getattr(row, name) for name in ("version", *_FIELDS)}
    form = ActionForm(data={**given, "owner": str(row.owner_id or "")})
    return form.offer(await _owners(actor_of(request), seen, row.owner_id))


async def _page(
    request: Request,
    seen: Seen,
    row: OutcomeAction,
    form: ActionForm | None,
    status: int = 200,
    **more: Any,
) -> Response:
    actor = actor_of(request)
    called = await named.names(actor, [row.owner_id] if row.owner_id else [])
    owner = called[row.owner_id].name if row.owner_id else ""
    can_settle = policy.can_settle_action(actor, *seen, row)
    settle = SettleForm(data={"version": row.version, "state": str(row.state)})
    return render(
        request,
        "workshops/action.html",
        status,
        workshop=seen.workshop,
        action=row,
        row=_row(row, seen.workshop.lang, owner),
        settle=settle if can_settle else None,
        form=form,
        differences=more.get("differences", []),
    )


async def settle(request: Request) -> Response:
    seen, row = await _one(request)
    form = SettleForm(form_of(request))
    if not form.validate():
        raise Invalid(_("Choose from the list."))
    actor = actor_of(request)
    await concluding.settle_action(actor, seen.workshop, row.id, form.version.data, form.chosen)
    flash(request, _("Noted."))
    return see_other("workshops:action", id=seen.workshop.id, action=row.id)


async def change(request: Request) -> Response:
    seen, row = await _one(request)
    actor = actor_of(request)
    form = ActionForm(form_of(request)).offer(await _owners(actor, seen, row.owner_id))
    if not form.validate():
        return await _page(request, seen, row, form, 422)
    try:
        await concluding.change_action(
            actor, seen.workshop, row.id, form.version.data, _agreed(form)
        )
    except Stale as error:
        found = meanwhile(form, error, _FIELDS)
        return await _page(request, seen, row, form, 409, differences=found)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, seen, row, form, 422)
    flash(request, _("Saved."))
    return see_other("workshops:action", id=seen.workshop.id, action=row.id)


# a new one ---------------------------------------------------------------------------------------


async def show_new(request: Request) -> Response:
    seen = await _writing(request)
    form = ActionForm(data={"owner": ""}).offer(await _owners(actor_of(request), seen))
    return _new_page(request, seen, form)


async def add(request: Request) -> Response:
    seen = await _writing(request)
    form = ActionForm(form_of(request)).offer(await _owners(actor_of(request), seen))
    if not form.validate():
        return _new_page(request, seen, form, 422)
    try:
        await concluding.add_action(actor_of(request), seen.workshop, _agreed(form))
    except Invalid as error:
        form.refuse(error)
        return _new_page(request, seen, form, 422)
    flash(request, _("Noted. Who sees to it is told."))
    return see_other("workshops:outcome", id=seen.workshop.id)


def _new_page(request: Request, seen: Seen, form: ActionForm, status: int = 200) -> Response:
    return render(request, "workshops/action_new.html", status, workshop=seen.workshop, form=form)


async def _writing(request: Request) -> Seen:
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    if not policy.can_write_outcome(actor, *seen):
        raise NotFound
    if seen.workshop.state not in AGREED_IN:
        raise Conflict(_("The workshop has not begun yet."))
    return seen


async def _owners(actor: Actor, seen: Seen, now: UUID | None = None) -> dict[str, str]:
    """Who can see to something: those who took part, as far as the writer knows them."""
    if policy.can_run(actor, *seen):
        ids = set(await people.members_of(seen.workshop))
    else:
        listed = await registrations.shown_to_others(actor, seen)
        ids = {row.person_id for row in listed}
    ids |= {key for key in (actor.person_id, now) if key}
    called = await named.names(actor, ids)
    return {str(key): one.name for key, one in called.items()}


def _agreed(form: ActionForm) -> Agreed:
    return Agreed(
        text=form.text.data or "",
        owner_role=form.owner_role.data or "",
        owner_id=UUID(form.owner.data) if form.owner.data else None,
        due_on=form.due_on.data,
    )


routes = [
    get("/workshops/actions", list_own, "workshops:actions"),
    get("/workshops/{id:uuid}/actions/new", show_new, "workshops:new-action"),
    post("/workshops/{id:uuid}/actions/new", add, "workshops:add-action"),
    get("/workshops/{id:uuid}/actions/{action:uuid}", show, "workshops:action"),
    post("/workshops/{id:uuid}/actions/{action:uuid}", change, "workshops:change-action"),
    post("/workshops/{id:uuid}/actions/{action:uuid}/state", settle, "workshops:settle-action"),
]
