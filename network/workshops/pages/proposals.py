"""Proposals for the agenda: sent, decided, and told all together (/workshops/{id}/proposals)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.errors import Conflict, Invalid
from network.kernel.i18n import _, ngettext
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import proposing as actions
from network.workshops.forms.proposals import ACCEPT, DecisionForm, ProposalForm
from network.workshops.models.agenda import Proposal
from network.workshops.queries import agenda, named, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules.names import PROPOSALS
from network.workshops.rules.states_table import TAKES_SEATS
from network.workshops.vocabulary import ProposalState

_LOOKS = {
    ProposalState.ACCEPTED: "done",
    ProposalState.CONFIRMED: "done",
    ProposalState.SUBMITTED: "wait",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as its reader may know it; a decision is quiet until all are told."""

    row: Proposal
    person: str
    state: str
    mood: str
    is_quiet: bool
    can_withdraw: bool
    can_decide: bool


async def show_proposals(request: Request) -> Response:
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    return await _page(request, seen, ProposalForm())


async def propose(request: Request) -> Response:
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    form = ProposalForm(form_of(request))
    form.written_in = seen.workshop.lang
    if not form.validate():
        return await _page(request, seen, form, 422)
    title, about, minutes = form.title.data, form.about.data, form.minutes.data or 0
    try:
        await actions.propose(actor, seen.workshop, title, about, minutes)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, seen, form, 409)
    flash(request, _("Sent to the organisers. You read here what they decide."))
    return see_other("workshops:proposals", id=seen.workshop.id)


async def withdraw(request: Request) -> Response:
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    await actions.withdraw(actor_of(request), seen.workshop, id_in(request, "proposal"))
    flash(request, _("Taken back."))
    return see_other("workshops:proposals", id=seen.workshop.id)


async def decide(request: Request) -> Response:
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    form = DecisionForm(form_of(request))
    if not form.validate():
        raise Invalid(_("Choose one of the list."))
    proposal_id, is_accepted = id_in(request, "proposal"), form.decision.data == ACCEPT
    await actions.decide(actor, seen.workshop, proposal_id, is_accepted=is_accepted)
    flash(request, _("Noted. Nobody else learns of it until you tell all decisions."))
    return see_other("workshops:proposals", id=seen.workshop.id)


async def tell(request: Request) -> Response:
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    count = await actions.tell_decisions(actor_of(request), seen.workshop)
    told = ngettext("%(n)s decision was told.", "%(n)s decisions were told.", count)
    flash(request, told, "done" if count else "info")
    return see_other("workshops:proposals", id=seen.workshop.id)


async def _page(request: Request, seen: Seen, form: ProposalForm, status: int = 200) -> Response:
    actor = actor_of(request)
    rows = await agenda.proposals_of(actor, seen)
    runs = policy.can_run(actor, *seen)
    people = await named.names(actor, {row.person_id for row in rows})
    shown = [
        _shown(row, people[row.person_id].name, policy.shown_decision(actor, *seen, row), runs=runs)
        for row in rows
    ]
    return render(
        request,
        "workshops/proposals.html",
        status,
        workshop=seen.workshop,
        form=form,
        mine=[one for one in shown if one.row.person_id == actor.person_id],
        others=[one for one in shown if one.row.person_id != actor.person_id],
        runs=runs,
        quiet=sum(one.is_quiet for one in shown) if runs else 0,
        can_propose=policy.can_propose(actor, *seen),
        is_open=seen.workshop.state in TAKES_SEATS,
    )


def _shown(row: Proposal, person: str, state: ProposalState, *, runs: bool) -> Shown:
    is_decided = state in (ProposalState.ACCEPTED, ProposalState.REJECTED)
    is_quiet = is_decided and not row.is_told
    is_sent = state is ProposalState.SUBMITTED
    return Shown(
        row=row,
        person=person,
        state=str(PROPOSALS[state]),
        mood=_LOOKS.get(state, ""),
        is_quiet=is_quiet,
        can_withdraw=is_sent or is_quiet,
        can_decide=runs and (is_sent or is_quiet),
    )


_PROPOSAL = "/workshops/{id:uuid}/proposals/{proposal:uuid}"
routes = [
    get("/workshops/{id:uuid}/proposals", show_proposals, "workshops:proposals"),
    post("/workshops/{id:uuid}/proposals", propose, "workshops:propose"),
    post("/workshops/{id:uuid}/proposals/decisions", tell, "workshops:tell-decisions"),
    post(f"{_PROPOSAL}/decision", decide, "workshops:decide-proposal"),
    post(f"{_PROPOSAL}/withdrawal", withdraw, "workshops:withdraw-proposal"),
]
