"""Reading a learning report: own coordinator, host, editor (/visits/{id}/outcome/…)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import moving, report_reading
from network.exchanges.actions import reporting as actions
from network.exchanges.forms.reporting import ClearForm, PassageForm, ReleaseForm, ReturnForm
from network.exchanges.models.learning import LearningReport
from network.exchanges.models.visits import Visit
from network.exchanges.pages.outcome import outcome_page
from network.exchanges.queries import reports, visits
from network.exchanges.queries.labels import labels_for
from network.exchanges.rules import report_words as words
from network.exchanges.rules.facts import Request as Given
from network.exchanges.vocabulary import Move, VisitState
from network.kernel import moments
from network.kernel.errors import Conflict, Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

Passages = list[tuple[str, PassageForm]]


async def pass_to_host(request: Request) -> Response:
    visit = await visits.get_visit(actor_of(request), id_in(request))
    await report_reading.pass_to_host(actor_of(request), visit)
    flash(request, _("Thank you. The host hears that it is its turn."))
    return see_other("visits:outcome", id=visit.id)


async def give_back(request: Request) -> Response:
    """Return the report to its writer with a note."""
    visit = await visits.get_visit(actor_of(request), id_in(request))
    form = ReturnForm(form_of(request))
    if not form.validate():
        return await outcome_page(request, visit, form, 422)
    given = Given(note=form.note.data or "")
    await moving.move(actor_of(request), visit, Move.RETURN_REPORT, given)
    flash(request, _("Returned with your note. The visitor writes on."))
    return see_other("visits:outcome", id=visit.id)


# the host ----------------------------------------------------------------------------------------


async def _hosted(request: Request) -> tuple[Visit, LearningReport]:
    """A report that the host has to read."""
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    if not policy.can_clear_report(actor, visit):
        raise NotFound
    report = await reports.report_of(visit.id)
    if report is None or visit.state is not VisitState.REPORT_REVIEW:
        raise Conflict(_("There is no report to read at this step."))
    return visit, report


async def show_clearing(request: Request) -> Response:
    visit, report = await _hosted(request)
    given = {"version": report.version, "from_host": report.parts.get(actions.FROM_HOST, "")}
    form = ClearForm(data=given)
    return _clearing_page(request, visit, report, form, _passages(report))


def _passages(report: LearningReport, posted: Any = None) -> Passages:
    """The parts that say something, each as a field to take out from."""
    asked = {**words.PARTS, **words.EXTRAS}
    found = []
    for name, one in asked.items():
        if not report.parts.get(name):
            continue
        form = PassageForm(posted, prefix=f"{name}-", data={"text": report.parts[name]})
        form.text.label.text = one.label
        found.append((name, form))
    return found


def _clearing_page(
    request: Request,
    visit: Visit,
    report: LearningReport,
    form: ClearForm,
    passages: Passages,
    status: int = 200,
) -> Response:
    return render(
        request,
        "exchanges/report_clear.html",
        status,
        id=visit.id,
        report=report,
        form=form,
        passages=[one for _name, one in passages],
        due_on=report.host_due_on,
    )


async def clear(request: Request) -> Response:
    """Take out what must not be shared, and say that the rest may be."""
    visit, report = await _hosted(request)
    posted = form_of(request)
    form, passages = ClearForm(posted), _passages(report, posted)
    is_right = [one.validate() for _name, one in passages]
    if not form.validate() or not all(is_right):
        return _clearing_page(request, visit, report, form, passages, 422)
    sent = [(name, one.text) for name, one in passages if one.text.name in posted]
    kept = {name: text.data or "" for name, text in sent}
    try:
        await actions.clear_report(
            actor_of(request), visit, form.version.data, kept, form.from_host.data or ""
        )
    except Invalid as error:
        for name, one in passages:
            if name in error.fields:
                one.refuse(Invalid(text=error.fields[name]))
        return _clearing_page(request, visit, report, form, passages, 422)
    except Stale as error:
        form.notices.append(error.message)
        form.version.data = report.version
        return _clearing_page(request, visit, report, form, _passages(report), 409)
    flash(request, _("Thank you. What you took out is gone. An editor goes on with the rest."))
    return see_other("visits:outcome", id=visit.id)


# the editor --------------------------------------------------------------------------------------


async def release(request: Request) -> Response:
    """Say who may read the report, and let it go on to the library."""
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    form = ReleaseForm(form_of(request))
    if not form.validate():
        return await outcome_page(request, visit, ReturnForm(), 422, form)
    try:
        async with transaction():
            await actions.set_level(actor, visit, form.version.data, form.level.data)
            await actions.release(actor, visit)
    except Invalid as error:
        form.refuse(error)
        return await outcome_page(request, visit, ReturnForm(), 422, form)
    flash(request, _("Released. It comes into the library, and can be passed on."))
    return see_other("visits:outcome", id=visit.id)


async def show_thanks(request: Request) -> Response:
    """The host's words as a letter to print, once the report was read."""
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    report = await reports.report_of(visit.id)
    told = report.parts.get(actions.FROM_HOST) if report else ""
    if report is None or not told or not policy.can_read_report(actor, visit, report):
        raise NotFound
    labels = await labels_for(actor, [visit])
    return render(
        request,
        "exchanges/outcome_thanks.html",
        id=visit.id,
        told=told,
        lang=report.lang,
        days=moments.period(visit.first_on, visit.ended_on or visit.last_on),
        is_virtual=visit.is_virtual,
        host=labels.host(visit),
        visitor=labels.person(visit.visitor_id),
    )


routes = [
    post("/visits/{id:uuid}/outcome/reading", pass_to_host, "visits:pass-to-host"),
    post("/visits/{id:uuid}/outcome/return", give_back, "visits:return-report"),
    get("/visits/{id:uuid}/outcome/host", show_clearing, "visits:host-review"),
    post("/visits/{id:uuid}/outcome/host", clear, "visits:clear-report"),
    post("/visits/{id:uuid}/outcome/release", release, "visits:release-report"),
    get("/visits/{id:uuid}/outcome/thanks", show_thanks, "visits:thanks"),
]
