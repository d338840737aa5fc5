"""Asking for an agreement, starting a group, and writing what is agreed."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.supervision import policy
from network.supervision.actions import agreement_groups as groups
from network.supervision.actions import agreements as actions
from network.supervision.actions.agreement_groups import NewGroup
from network.supervision.actions.agreements import Ask
from network.supervision.forms.agreements import (
    SECTIONS,
    AgreementForm,
    AskForm,
    StartForm,
    given,
)
from network.supervision.models import Agreement, AgreementState, Kind, Supervisor
from network.supervision.pages import agreement_views as views
from network.supervision.pages.agreement_views import Change
from network.supervision.queries import agreements as queries
from network.supervision.queries import people, supervisors
from network.supervision.rules import agreements as rules
from network.supervision.rules.agreements import Elements
from network.supervision.rules.names import KIND_NAMES
from network.web.differing import take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

S = AgreementState
Write = Callable[[Actor, Agreement, int, Elements], Awaitable[None]]


# asking ------------------------------------------------------------------------------------------


async def show_ask(request: Request) -> Response:
    supervisor = await _asked(request)
    form = AskForm().offer(await _kinds(actor_of(request), supervisor))
    return await _ask_page(request, supervisor, form)


async def _asked(request: Request) -> Supervisor:
    found = await supervisors.get_supervisor(actor_of(request), id_in(request))
    if not policy.can_ask_agreement(actor_of(request), found):
        raise NotFound
    return found


async def _kinds(actor: Actor, supervisor: Supervisor) -> list[Kind]:
    """What the reader may ask this supervisor for; supervision of supervisors as one of them."""
    supervises = await supervisors.supervisor_of(actor.person_id) is not None
    wanted = [Kind.INDIVIDUAL, Kind.SUPERVISORS] if supervises else [Kind.INDIVIDUAL]
    return [kind for kind in wanted if rules.offers(supervisor, kind)] or [Kind.INDIVIDUAL]


async def _ask_page(
    request: Request, supervisor: Supervisor, form: AskForm, status: int = 200
) -> Response:
    actor = actor_of(request)
    open_one = await queries.open_with(actor.person_id, supervisor.id)
    kind = Kind(form.kind.choices[0][0])
    is_full = not rules.offers(supervisor, kind) or not await queries.has_room(supervisor, kind)
    fitting = await queries.fitting(actor, supervisor, kind) if is_full else []
    wanted = [supervisor.person_id, *(one.person_id for one in fitting)]
    names = await people.names(actor, wanted)
    return render(
        request,
        "supervision/agreement_ask.html",
        status,
        form=form,
        supervisor=supervisor,
        name=names[supervisor.person_id],
        open_id=open_one.id if open_one else None,
        is_full=is_full,
        others=[(one.person_id, names[one.person_id].name) for one in fitting],
    )


async def ask(request: Request) -> Response:
    actor, supervisor = actor_of(request), await _asked(request)
    form = AskForm(form_of(request)).offer(await _kinds(actor, supervisor))
    if not form.validate():
        return await _ask_page(request, supervisor, form, 422)
    wanted = Ask(
        kind=Kind(form.kind.data),
        note=form.note.data,
        is_line_manager=form.is_line_manager.data,
    )
    try:
        made = await actions.ask(actor, supervisor, wanted)
    except Conflict as error:
        form.notices.append(error.message)
        return await _ask_page(request, supervisor, form, 409)
    flash(request, _("Your request is sent. You are told as soon as there is an answer."))
    return see_other("agreements:show", id=made.id)


# starting a group --------------------------------------------------------------------------------


async def _startable(actor: Actor) -> tuple[Supervisor | None, list[Kind]]:
    """The reader's own profile, and the kinds of group they may start."""
    own = await supervisors.supervisor_of(actor.person_id)
    wanted = (Kind.GROUP, Kind.TEAM, Kind.SUPERVISORS, Kind.PEER)
    kinds = [kind for kind in wanted if policy.can_start(actor, kind, own)]
    if not kinds:
        raise NotFound
    return own, kinds


async def show_start(request: Request) -> Response:
    _own, kinds = await _startable(actor_of(request))
    known = await queries.groups_of(actor_of(request))
    form = StartForm(data={"kind": request.query_params.get("kind"), "most_members": 6})
    return _start_page(request, form.offer(kinds, known))


def _start_page(request: Request, form: StartForm, status: int = 200) -> Response:
    return render(request, "supervision/agreement_start.html", status, form=form)


async def start(request: Request) -> Response:
    own, kinds = await _startable(actor_of(request))
    known = await queries.groups_of(actor_of(request))
    form = StartForm(form_of(request)).offer(kinds, known)
    if not form.validate():
        return _start_page(request, form, 422)
    group = NewGroup(
        kind=Kind(form.kind.data),
        title=form.title.data,
        most_members=form.most_members.data or 0,
        hides_members=form.hides_members.data,
        follows=UUID(form.follows.data) if form.follows.data else None,
    )
    try:
        made = await groups.start(actor_of(request), own, group)
    except Invalid as error:
        form.refuse(error)
        return _start_page(request, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return _start_page(request, form, 409)
    flash(request, _("The group is a draft. Invite its members, and write the agreement."))
    return see_other("agreements:show", id=made.id)


# writing -----------------------------------------------------------------------------------------


async def _writable(request: Request) -> Agreement:
    actor = actor_of(request)
    found = await queries.get_agreement(actor, id_in(request))
    state = rules.state_at(found, clock.now())
    may = policy.leads if state is S.DRAFTING else policy.can_settle_agreement
    if not may(actor, found):
        raise NotFound
    if state not in rules.WRITABLE:
        raise Conflict(_("This agreement cannot be changed now."))
    return found


def _form(found: Agreement, form: AgreementForm) -> AgreementForm:
    form.qualification.flags.required = found.kind is not Kind.PEER
    return form.between_two() if rules.is_alone(found) else form


async def show_edit(request: Request) -> Response:
    found = await _writable(request)
    newest = rules.elements_in(found, found.edition)
    written = given(found, newest, clock.now().date())
    return await _edit_page(request, found, _form(found, AgreementForm(data=written)))


async def _edit_page(
    request: Request,
    found: Agreement,
    form: AgreementForm,
    status: int = 200,
    differences: list[Change] | None = None,
) -> Response:
    actor = actor_of(request)
    names = await people.names(actor, views.names_needed(actor, found))
    return render(
        request,
        "supervision/agreement_form.html",
        status,
        form=form,
        agreement=found,
        title=views.title(actor, found, names),
        kind=str(KIND_NAMES[found.kind]),
        sections=[(head, [n for n in names_ if n in form]) for head, names_ in SECTIONS],
        is_draft=found.state is S.DRAFTING,
        stands=found.in_force > 0,
        differences=[(c.label, c.before, c.after) for c in differences or []],
    )


async def edit(request: Request) -> Response:
    found = await _writable(request)
    form = _form(found, AgreementForm(form_of(request)))
    if not form.validate():
        return await _edit_page(request, found, form, 422)
    sends = form_of(request).get("act") == "send"
    try:
        await _write(found, sends=sends)(
            actor_of(request), found, form.version.data, form.elements()
        )
    except Invalid as error:
        form.refuse(error)
        return await _edit_page(request, found, form, 422)
    except Stale as error:
        return await _meanwhile(request, form, error)
    except Conflict as error:
        form.notices.append(error.message)
        return await _edit_page(request, found, form, 409)
    flash(request, _words(found, sends=sends))
    return see_other("agreements:show", id=found.id)


def _write(found: Agreement, *, sends: bool) -> Write:
    if found.state is not S.DRAFTING:
        return actions.revise
    return actions.send if sends else actions.save_draft


async def _meanwhile(request: Request, form: AgreementForm, error: Stale) -> Response:
    """Both versions, with everything typed still in the form."""
    stored = take_up(form, error, Agreement)
    newest = rules.elements_in(stored, stored.edition)
    return await _edit_page(request, stored, form, 409, views.changes(newest, form.elements()))


def _words(found: Agreement, *, sends: bool) -> str:
    if found.in_force:
        return _("The change waits for everybody's signature. Until then the old edition stands.")
    if sends or found.state is S.SIGNING:
        return _("Everybody is asked to sign. You sign here too.")
    return _("The draft is saved. Nobody is asked to sign yet.")


routes = [
    get("/supervision/{id:uuid}/agreements/new", show_ask, "agreements:ask"),
    post("/supervision/{id:uuid}/agreements/new", ask, "agreements:do-ask"),
    get("/supervision/agreements/new", show_start, "agreements:new"),
    post("/supervision/agreements/new", start, "agreements:start"),
    get("/supervision/agreements/{id:uuid}/edit", show_edit, "agreements:show-edit"),
    post("/supervision/agreements/{id:uuid}/edit", edit, "agreements:edit"),
]
