"""My agreements and one agreement: read, sign, pause, end (/supervision/agreements)."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale
from network.kernel.i18n import _, lazy
from network.supervision import policy
from network.supervision.actions import agreement_groups as groups
from network.supervision.actions import agreement_states as states
from network.supervision.actions import agreements as actions
from network.supervision.forms.agreements import (
    DeclineForm,
    EndForm,
    PauseForm,
)
from network.supervision.models import Agreement, AgreementState, Kind, Supervisor
from network.supervision.pages import agreement_views as views
from network.supervision.queries import agreements as queries
from network.supervision.queries import people
from network.supervision.rules import agreements as rules
from network.supervision.rules.names import KIND_NAMES
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

S = AgreementState
_CLOSED_FOR = {
    "full": lazy("The supervisor has no room now."),
    "times": lazy("The times of both do not meet."),
    "language": lazy("There is no language in common."),
    "fit": lazy("The supervisor thinks that somebody else can help better with this."),
    "line_manager": lazy("The secretariat did not allow a line manager to supervise."),
}


async def list_agreements(request: Request) -> Response:
    actor = actor_of(request)
    found = await queries.agreements_of(actor)
    wanted = {key for row in found for key in views.names_needed(actor, row)}
    names = await people.names(actor, wanted)
    rows = [views.row(actor, row, names) for row in found]
    return render(
        request,
        "supervision/agreements.html",
        waiting=[row for row in rows if row.is_mine],
        standing=[row for row in rows if not row.is_mine and not row.is_over],
        over=[row for row in rows if row.is_over],
        can_start=policy.can_start(actor, Kind.PEER, None),
    )


# one agreement -----------------------------------------------------------------------------------


async def show_agreement(request: Request) -> Response:
    found = await queries.get_agreement(actor_of(request), id_in(request))
    return await page(request, found)


async def page(
    request: Request,
    found: Agreement,
    status: int = 200,
    *,
    form: PortalForm | None = None,
    **context: Any,
) -> Response:
    """The page of an agreement; `form` is one that has to be looked at again."""
    actor = actor_of(request)
    invitees = await _invitees(request, found)
    wanted = views.names_needed(actor, found) | set(invitees)
    names = await people.names(actor, wanted)
    step, is_mine = views.next_step(actor, found, names)
    forms = {"decline": DeclineForm(prefix="decline-"), "pause": PauseForm(prefix="pause-")}
    forms["end"] = EndForm(prefix="end-")
    if form is not None:
        forms[next(key for key, one in forms.items() if type(one) is type(form))] = form
    values = {
        "agreement": found,
        "title": views.title(actor, found, names),
        "kind": str(KIND_NAMES[found.kind]),
        "step": step,
        "is_mine": is_mine,
        "signers": views.signers(actor, found, names),
        "invitees": [names[key] for key in invitees],
        "others": await _others(actor, found),
        "query": request.query_params.get("q", "")[:100],
        "stale": [],
        "notices": [],
        "open_form": type(form).__name__ if form else "",
        **forms,
        **_state_of(found),
        **_words_of(actor, found),
        **_rights_of(actor, found),
        **await _linked(actor, found),
        **context,
    }
    return render(request, "supervision/agreement.html", status, **values)


def _state_of(found: Agreement) -> dict[str, Any]:
    state = rules.state_at(found, clock.now())
    return {
        "state": state,
        "state_name": str(views.STATE_NAMES[state]),
        "look": views.look(state),
        "closed_for": str(_CLOSED_FOR[found.reason]) if found.reason in _CLOSED_FOR else "",
        "is_alone": rules.is_alone(found),
        "has_change": rules.has_change(found),
    }


def _words_of(actor: Actor, found: Agreement) -> dict[str, Any]:
    """What the agreement says, and what a new edition would change."""
    shown, wanted = views.editions_seen(actor, found)
    elements = rules.elements_in(found, shown)
    newest = rules.elements_in(found, found.edition)
    is_lead = policy.leads(actor, found)
    own = is_lead or actor.person_id == found.asked_by_id
    return {
        "shown": shown,
        "to_sign": wanted,
        "sections": views.sections(found, elements),
        "changes": views.changes(elements, newest) if rules.has_change(found) else [],
        "zone": found.terms.get(rules.ZONE, ""),
        "note": found.note if own else "",
        "private": found.reason if is_lead or rules.is_alone(found) else "",
    }


def _rights_of(actor: Actor, found: Agreement) -> dict[str, bool]:
    """What this reader can do here now."""
    state, is_lead = rules.state_at(found, clock.now()), policy.leads(actor, found)
    settles = policy.can_settle_agreement(actor, found)
    is_group = not rules.is_alone(found)
    is_before = state in rules.BEFORE_FORCE
    waits = rules.needs_waiver(found)
    return {
        "is_lead": is_lead,
        "can_answer": is_lead and state is S.REQUESTED,
        "can_accept": is_lead and state is S.REQUESTED and not waits,
        "can_declare": is_before and found.supervisor_id is not None and not found.is_line_manager,
        "can_write": is_lead and state is S.DRAFTING,
        "can_revise": settles and state in (S.SIGNING, *rules.STANDS),
        "can_drop": settles and rules.has_change(found) and state in rules.STANDS,
        "can_pause": settles and state is S.ACTIVE,
        "can_resume": settles and state is S.PAUSED,
        "can_end": settles and state in rules.OPEN and not (is_lead and state is S.REQUESTED),
        "can_leave": policy.can_leave(actor, found) and state in rules.OPEN,
        "can_invite": is_lead and is_group and state in groups.INVITING,
        "can_plan": is_lead and is_group and state is S.ACTIVE,
        "can_book": rules.is_alone(found) and not is_lead and state is S.ACTIVE,
    }


async def _invitees(request: Request, found: Agreement) -> list[UUID]:
    """People to invite by the words in the address, without those who are in it already."""
    actor, words = actor_of(request), request.query_params.get("q", "")[:100]
    if not words or not policy.leads(actor, found):
        return []
    present = {p.person_id for p in queries.seen_parties(actor, found)} | {actor.person_id}
    return [key for key in await queries.findable(actor, words) if key not in present]


async def _others(actor: Actor, found: Agreement) -> list[tuple[UUID, str]]:
    """After a refusal: supervisors who could fit instead, for who asked."""
    closed = rules.state_at(found, clock.now()) in (S.DECLINED, S.EXPIRED)
    if not closed or found.supervisor is None or actor.person_id != found.asked_by_id:
        return []
    fitting = await queries.fitting(actor, found.supervisor, found.kind)
    names = await people.names(actor, [one.person_id for one in fitting])
    return [(one.person_id, names[one.person_id].name) for one in fitting]


async def _linked(actor: Actor, found: Agreement) -> dict[str, Any]:
    """The agreement before this one, for who had it, and whose calendar to book in."""
    previous = await queries.seen_or_none(actor, found.previous_id)
    supervisor: Supervisor | None = found.supervisor
    return {
        "previous": previous.id if previous else None,
        "supervisor_id": supervisor.person_id if supervisor else None,
    }


# acts --------------------------------------------------------------------------------------------


async def _agreement(request: Request) -> Agreement:
    return await queries.get_agreement(actor_of(request), id_in(request))


def _edition_in(request: Request) -> int:
    text = str(form_of(request).get("edition", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0  # noqa: PLR2004


async def accept(request: Request) -> Response:
    found = await _agreement(request)
    try:
        await actions.accept(actor_of(request), found)
    except Conflict as error:
        fresh = await _agreement(request)
        return await page(request, fresh, 409, notices=[error.message])
    flash(request, _("You take it up. Write the agreement now; they read and sign it then."))
    return see_other("agreements:show-edit", id=found.id)


async def decline(request: Request) -> Response:
    found = await _agreement(request)
    form = DeclineForm(form_of(request), prefix="decline-")
    if not form.validate():
        return await page(request, found, 422, form=form)
    await actions.decline(actor_of(request), found, form.reason.data)
    flash(request, _("Declined. They are told, and see who else could help."))
    return see_other("agreements:show", id=found.id)


async def declare(request: Request) -> Response:
    found = await _agreement(request)
    await actions.declare_line_manager(actor_of(request), found)
    flash(request, _("The secretariat is asked. It learns nothing but this."))
    return see_other("agreements:show", id=found.id)


async def sign(request: Request) -> Response:
    found, seen = await _agreement(request), _edition_in(request)
    try:
        is_in_force = await actions.sign(actor_of(request), found, seen)
    except Stale as error:
        stored = error.stored
        assert isinstance(stored, Agreement)  # noqa: S101 (what `sign` says it carries)
        _shown, wanted = views.editions_seen(actor_of(request), stored)
        newest = rules.elements_in(stored, wanted or stored.edition)
        stale = views.changes(rules.elements_in(stored, seen), newest)
        return await page(request, stored, 409, stale=stale, notices=[error.message])
    flash(request, _signed_words(found, is_in_force=is_in_force))
    return see_other("agreements:show", id=found.id)


def _signed_words(found: Agreement, *, is_in_force: bool) -> str:
    if not is_in_force:
        return _("You have signed.")
    if found.in_force:
        return _("You have signed. The new edition is in force.")
    return _("You have signed. The agreement is active, and sessions can be booked.")


async def drop_change(request: Request) -> Response:
    found = await _agreement(request)
    await actions.drop_change(actor_of(request), found)
    flash(request, _("The change is taken back."))
    return see_other("agreements:show", id=found.id)


async def pause(request: Request) -> Response:
    found = await _agreement(request)
    form = PauseForm(form_of(request), prefix="pause-")
    if not form.validate():
        return await page(request, found, 422, form=form)
    cancels = form.coming.data == "cancel"
    await states.pause(actor_of(request), found, form.reason.data, cancels=cancels)
    flash(request, _("The agreement is paused. You can go on whenever you like."))
    return see_other("agreements:show", id=found.id)


async def resume(request: Request) -> Response:
    found = await _agreement(request)
    await states.resume(actor_of(request), found)
    flash(request, _("The agreement is active again."))
    return see_other("agreements:show", id=found.id)


async def end(request: Request) -> Response:
    found = await _agreement(request)
    form = EndForm(form_of(request), prefix="end-")
    if not form.validate():
        return await page(request, found, 422, form=form)
    was_asked = found.state is S.REQUESTED
    await states.end(actor_of(request), found, form.reason.data)
    words = _("Your request is taken back.") if was_asked else _("The agreement has ended.")
    flash(request, words)
    return see_other("agreements:show", id=found.id)


async def leave(request: Request) -> Response:
    found = await _agreement(request)
    await groups.leave(actor_of(request), found)
    flash(request, _("You have left. Only who leads the group is told."))
    return see_other("agreements:list")


# members -----------------------------------------------------------------------------------------


async def invite(request: Request) -> Response:
    found = await _agreement(request)
    try:
        await groups.invite(
            actor_of(request),
            found,
            id_in(request, "person"),
            is_deputy=form_of(request).get("as") == "deputy",
        )
    except (Conflict, Invalid) as error:
        return await page(request, found, 409, notices=[error.message])
    flash(request, _("Invited. The seat is theirs until they sign or say no."))
    return see_other("agreements:show", id=found.id)


async def uninvite(request: Request) -> Response:
    found = await _agreement(request)
    await groups.uninvite(actor_of(request), found, id_in(request, "person"))
    flash(request, _("The invitation is taken back."))
    return see_other("agreements:show", id=found.id)


routes = [
    get("/supervision/agreements", list_agreements, "agreements:list"),
    get("/supervision/agreements/{id:uuid}", show_agreement, "agreements:show"),
    post("/supervision/agreements/{id:uuid}/acceptance", accept, "agreements:accept"),
    post("/supervision/agreements/{id:uuid}/refusal", decline, "agreements:decline"),
    post("/supervision/agreements/{id:uuid}/declaration", declare, "agreements:declare"),
    post("/supervision/agreements/{id:uuid}/signature", sign, "agreements:sign"),
    post("/supervision/agreements/{id:uuid}/old-edition", drop_change, "agreements:drop-change"),
    post("/supervision/agreements/{id:uuid}/pause", pause, "agreements:pause"),
    post("/supervision/agreements/{id:uuid}/resumption", resume, "agreements:resume"),
    post("/supervision/agreements/{id:uuid}/end", end, "agreements:end"),
    post("/supervision/agreements/{id:uuid}/departure", leave, "agreements:leave"),
    post("/supervision/agreements/{id:uuid}/members/{person:uuid}", invite, "agreements:invite"),
    post(
        "/supervision/agreements/{id:uuid}/members/{person:uuid}/removal",
        uninvite,
        "agreements:uninvite",
    ),
]
