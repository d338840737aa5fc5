"""Somebody else goes instead; visits in return (/visits/{id}/replacement, /visits/{id}/pair)."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import queries as centres
from network.exchanges import policy
from network.exchanges.actions import pairing, replacing
from network.exchanges.forms.replacing import PairForm, ReplacementForm
from network.exchanges.models.visits import Visit
from network.exchanges.queries import labels, pairs, visits
from network.exchanges.queries.labels import Labels
from network.exchanges.rules import names
from network.exchanges.rules.states_table import RULES
from network.exchanges.vocabulary import Move
from network.kernel import moments
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

_OPEN_TO = {state for rule in RULES if rule.move is Move.CANCEL for state in rule.sources}


# somebody else -----------------------------------------------------------------------------------


async def show_replacement(request: Request) -> Response:
    return await _replacement(request, await _replaceable(request), None)


async def replace(request: Request) -> Response:
    visit, actor = await _replaceable(request), actor_of(request)
    form = ReplacementForm(form_of(request))
    form.person.choices = await _colleagues(actor, visit)
    if not form.validate():
        return await _replacement(request, visit, form, 422)
    try:
        await replacing.replace_visitor(actor, visit, UUID(form.person.data))
    except Invalid as error:
        form.refuse(error)
        return await _replacement(request, visit, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _replacement(request, await visits.fresh(visit.id), form, 409)
    flash(request, _("They have a draft now, and are told. The host hears that somebody changes."))
    return see_other("visits:show", id=visit.id)


async def _replaceable(request: Request) -> Visit:
    visit = await visits.get_visit(actor_of(request), id_in(request))
    require(policy.can_replace_visitor(actor_of(request), visit))
    return visit


async def _replacement(
    request: Request, visit: Visit, form: ReplacementForm | None, status: int = 200
) -> Response:
    actor = actor_of(request)
    shown = form or ReplacementForm()
    if form is None:
        shown.person.choices = await _colleagues(actor, visit)
    words = await labels.labels_for(actor, [visit])
    return render(
        request,
        "exchanges/replacement.html",
        status,
        exchange=visit,
        title=words.title(visit),
        state=str(names.STATES[visit.state]),
        form=shown,
        is_open=visit.state in _OPEN_TO,
    )


async def _colleagues(actor: Actor, visit: Visit) -> list[tuple[str, str]]:
    """Those who could go instead, by name."""
    staff = await centres.members_of(visit.home_centre_id)
    able = [one.person.id for one in staff if policy.can_go(one.roles)]
    words = await labels.labels_for(actor, [visit], able)
    found = [(str(key), words.person(key, visit)) for key in able if key != visit.visitor_id]
    return sorted(found, key=lambda row: row[1])


# visits in return --------------------------------------------------------------------------------


async def show_pair(request: Request) -> Response:
    visit = await _pairable(request)
    return await _pair(request, visit, PairForm(data={"version": visit.version}))


async def link(request: Request) -> Response:
    visit, actor = await _pairable(request), actor_of(request)
    form = PairForm(form_of(request))
    possible = await pairs.possible_pairs(actor, visit)
    form.other.choices = [(str(one.id), "") for one in possible]
    if not form.validate():
        return await _pair(request, visit, form, 422)
    try:
        await pairing.pair(actor, visit, UUID(form.other.data), form.version.data)
    except Invalid as error:
        form.refuse(error)
        return await _pair(request, visit, form, 422)
    except Conflict as error:
        return await _pair_meanwhile(request, form, error)
    flash(request, _("The two visits are in return for each other. Each goes on by itself."))
    return see_other("visits:pair", id=visit.id)


async def keep_alone(request: Request) -> Response:
    visit, form = await _pairable(request), PairForm(form_of(request))
    form.version.validate(form)
    try:
        await pairing.keep_alone(actor_of(request), visit, form.version.data)
    except Conflict as error:
        return await _pair_meanwhile(request, form, error)
    flash(request, _("This visit goes on by itself."))
    return see_other("visits:show", id=visit.id)


async def _pairable(request: Request) -> Visit:
    visit = await visits.get_visit(actor_of(request), id_in(request))
    require(policy.can_pair(actor_of(request), visit))
    return visit


async def _pair_meanwhile(request: Request, form: PairForm, error: Conflict) -> Response:
    """What is stored, with what was chosen still chosen."""
    stored = error.stored if isinstance(error, Stale) else None
    visit = stored if isinstance(stored, Visit) else await visits.fresh(id_in(request))
    form.notices.append(error.message)
    form.version.data = visit.version
    return await _pair(request, visit, form, 409)


async def _pair(request: Request, visit: Visit, form: PortalForm, status: int = 200) -> Response:
    actor = actor_of(request)
    partner = await pairs.partner_of(visit)
    seen = partner if partner and policy.can_view(actor, partner) else None
    possible = [] if visit.paired_id else await pairs.possible_pairs(actor, visit)
    words = await labels.labels_for(actor, [visit, *([seen] if seen else []), *possible])
    form["other"].choices = [(str(one.id), _named(words, one)) for one in possible]
    return render(
        request,
        "exchanges/pair.html",
        status,
        exchange=visit,
        title=words.title(visit),
        form=form,
        is_paired=visit.paired_id is not None,
        partner=seen,
        partner_title=words.title(seen) if seen else "",
        partner_state=str(names.STATES[seen.state]) if seen else "",
        is_off=pairs.is_off(partner),
    )


def _named(words: Labels, visit: Visit) -> str:
    """A visit in a list to choose from; its days where they are agreed."""
    if visit.first_on is None or visit.last_on is None:
        return words.title(visit)
    days = moments.period(visit.first_on, visit.last_on)
    return _("%(visit)s: %(days)s", visit=words.title(visit), days=days)


_VISIT = "/visits/{id:uuid}"
routes = [
    get(f"{_VISIT}/replacement", show_replacement, "visits:replacement"),
    post(f"{_VISIT}/replacement", replace, "visits:replace"),
    get(f"{_VISIT}/pair", show_pair, "visits:pair"),
    post(f"{_VISIT}/pair", link, "visits:link-pair"),
    post(f"{_VISIT}/pair/end", keep_alone, "visits:keep-alone"),
]
