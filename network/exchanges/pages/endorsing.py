"""The home coordinator reads an application (/visits/{id}/endorsement)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import applying as actions
from network.exchanges.forms.application_parts import LEVELS
from network.exchanges.forms.endorsing import GATES, EndorseForm, ReturnForm
from network.exchanges.models.visits import Application, Visit
from network.exchanges.pages import application_views as views
from network.exchanges.queries import gates as gate_queries
from network.exchanges.queries import hosts, labels, visits
from network.exchanges.rules import gates as rules
from network.exchanges.rules.gates import Known
from network.exchanges.rules.selection import Gate, gate_text
from network.exchanges.vocabulary import Part, VisitState
from network.kernel import languages
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale
from network.kernel.i18n import _, ngettext, series
from network.web.differing import take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


@dataclass(frozen=True, slots=True)
class GateRow:
    """A condition with what is known about it; one that is known not to be met cannot be ticked."""

    gate: Gate
    label: str
    known: str
    is_possible: bool


async def _waiting(request: Request) -> Visit:
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    if Part.HOME not in policy.parts_in(actor, visit):
        raise Forbidden
    return visit


async def show(request: Request) -> Response:
    visit = await _waiting(request)
    if visit.state is not VisitState.SUBMITTED:
        return see_other("visits:apply", id=visit.id)
    application = await visits.get_application(actor_of(request), visit)
    form = EndorseForm(data={"version": application.version})
    return await _page(request, visit, application, form, ReturnForm())


async def _page(
    request: Request,
    visit: Visit,
    application: Application,
    form: EndorseForm,
    note: ReturnForm,
    status: int = 200,
) -> Response:
    actor, choices = actor_of(request), await hosts.choices_of(visit.id)
    known = await gate_queries.known_of(visit, application, is_small=bool(form.is_small.data))
    named = await labels.labels_for(actor, [visit])
    levels = dict(LEVELS)
    return render(
        request,
        "exchanges/endorse.html",
        status,
        exchange=visit,
        name=named.person(visit.visitor_id, visit),
        form=form,
        note=note,
        gates=gate_rows(known),
        ticked={str(gate) for gate in form.gates.data or []},
        sections=views.sections(actor, visit, application),
        goals=[
            (goal.specific, views.goal_answers(goal, levels))
            for goal in await visits.goals_of(visit)
        ],
        hosts=views.wanted(actor, visit, choices),
    )


async def endorse(request: Request) -> Response:
    visit, form = await _waiting(request), EndorseForm(form_of(request))
    application = await visits.get_application(actor_of(request), visit)
    if not form.validate():
        return await _page(request, visit, application, form, ReturnForm(), 422)
    try:
        await _endorse(request, visit, form)
    except Stale as error:
        take_up(form, error, Application)
        form.notices.append(error.message)
        return await _page(request, visit, application, form, ReturnForm(), 409)
    except Conflict as error:
        if visit.state is not VisitState.SUBMITTED:
            raise
        form.notices.append(error.message)
        return await _page(request, visit, application, form, ReturnForm(), 409)
    flash(request, _("The application is endorsed. The visitor and the secretariat are told."))
    return see_other("visits:apply", id=visit.id)


async def _endorse(request: Request, visit: Visit, form: EndorseForm) -> None:
    await actions.endorse(
        actor_of(request),
        visit,
        form.gates.data or [],
        form.cover.data,
        is_small=form.is_small.data,
        version=form.version.data,
    )


async def give_back(request: Request) -> Response:
    visit, note = await _waiting(request), ReturnForm(form_of(request))
    if not note.validate():
        return await _refused_note(request, visit, note)
    try:
        await actions.give_back(actor_of(request), visit, note.note.data)
    except Invalid as error:
        note.refuse(error)
        return await _refused_note(request, visit, note)
    flash(request, _("The application is back with the visitor, with your word."))
    return see_other("visits:apply", id=visit.id)


async def _refused_note(request: Request, visit: Visit, note: ReturnForm) -> Response:
    application = await visits.get_application(actor_of(request), visit)
    form = EndorseForm(data={"version": application.version})
    return await _page(request, visit, application, form, note, 422)


# what is known of the conditions -----------------------------------------------------------------


def gate_rows(known: Known) -> list[GateRow]:
    """Every condition with the facts that decide it."""
    best = rules.held(replace(known, is_small=True))  # a tick beside may say so
    return [
        GateRow(gate, str(label), _KNOWN[gate](known), best[gate] is not False)
        for gate, label in GATES.items()
    ]


def _in_post(known: Known) -> str:
    months = rules.months_in_post(known)
    if months is None:
        return _("The application does not say since when. You know.")
    return ngettext("In post for %(n)s month.", "In post for %(n)s months.", months)


def _language(known: Known) -> str:
    shared = rules.shared_languages(known)
    if shared:
        spoken = series(languages.name(code) for code in shared)
        return _("Shared with one of the hosts: %(languages)s.", languages=spoken)
    if known.has_interpreter:
        return _("An interpreter is in the budget.")
    if rules.held(known)[Gate.LANGUAGE] is False:
        return gate_text(Gate.LANGUAGE)
    return _("No host is chosen yet, or its languages are not known. You judge.")


def _safety(known: Known) -> str:
    if known.rating == "red":
        return gate_text(Gate.SAFETY)
    if known.rating:
        return _("It was rated for your centre, and not red.")
    return _("Nobody rated it yet. What the visitor feels stands above.")


def _declared(gate: Gate) -> Callable[[Known], str]:
    def words(known: Known) -> str:
        if rules.held(known)[gate] is False:
            return gate_text(gate)
        return _("Declared in the application.")

    return words


_KNOWN: Mapping[Gate, Callable[[Known], str]] = {
    Gate.TIME_IN_POST: _in_post,
    Gate.EMPLOYER: _declared(Gate.EMPLOYER),
    Gate.LANGUAGE: _language,
    Gate.SAFEGUARDING: _declared(Gate.SAFEGUARDING),
    Gate.CONFIDENTIALITY: _declared(Gate.CONFIDENTIALITY),
    Gate.SAFETY: _safety,
    Gate.CONFLICT: lambda _known: _("Nothing here can know this. You judge."),
}


routes = [
    get("/visits/{id:uuid}/endorsement", show, "visits:endorse"),
    post("/visits/{id:uuid}/endorsement", endorse, "visits:do-endorse"),
    post("/visits/{id:uuid}/return", give_back, "visits:give-back"),
]
