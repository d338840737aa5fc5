"""My hours, statements and certificates (/supervision/hours, /certificates/check)."""

from datetime import date
from fractions import Fraction
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.adapters import pdf
from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.kernel import clock, i18n, links, moments
from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _, lazy
from network.people import queries as accounts
from network.supervision.actions import hours as actions
from network.supervision.forms.hours import CertificateForm, CodeForm
from network.supervision.models import Certificate, HoursRole, Kind
from network.supervision.queries import hours as queries
from network.supervision.queries import people
from network.supervision.rules import hours as rules
from network.supervision.rules.hours import Reason, Why
from network.supervision.rules.names import KIND_NAMES
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of, visit_of
from network.web.templating import format_number

_MONTHS_SHOWN = 12
_WHY = {
    Why.NO_CONTACT: lazy("No session in this time."),
    Why.SHORT: lazy("%(hours)s h are missing."),
    Why.RESTORATIVE_SHORT: lazy("%(hours)s h for support and recovery are missing."),
    Why.FEW_SESSIONS: lazy("Sessions missing: %(count)s."),
    Why.GAP: lazy("Sessions were too far apart."),
    Why.AVERAGED: lazy("Met together with the months before."),
    Why.NOT_COUNTED: lazy("%(hours)s h do not count here, for example in a group too large."),
}


def hours_of(minutes: Fraction | int) -> str:
    """Hours with at most two decimals, in the reader's numbers."""
    return format_number(float(rules.as_hours(Fraction(minutes))))


async def show_hours(request: Request) -> Response:
    actor = actor_of(request)
    month = _month(request)
    log, post_held = await queries.own_log(actor), await queries.post_of(actor)
    statements = {(s.month, s.rule_set): s for s in await queries.statements_of(actor)}
    mark = actions.fingerprint(log, month)
    return render(
        request,
        "supervision/hours.html",
        month=month,
        months=_months(),
        is_over=month < queries.this_month(),
        rows=[
            _standing_row(one, statements.get((month, one.rule_set.code)), mark)
            for one in queries.months_of(log, month, post_held)
        ],
        lines=[
            {
                "day": moments.short_day(entry.held.on),
                "kind": KIND_NAMES[entry.held.kind],
                "given": entry.held.role is HoursRole.GIVEN,
                "minutes": entry.held.minutes,
                "people": entry.held.people,
                "is_corrected": entry.corrects is not None,
            }
            for entry in queries.of_month(log, month)
        ],
        certificates=await queries.certificates_of(actor),
        countersign=await _to_countersign(request),
    )


def _standing_row(one: queries.Month, signed: Any, mark: str) -> dict[str, Any]:
    standing = one.standing
    return {
        "code": one.rule_set.code,
        "name": one.rule_set.name,
        "version": one.rule_set.version,
        "credited": hours_of(standing.credited),
        "needed": hours_of(standing.needed),
        "is_met": standing.is_met,
        "reasons": [_reason(reason) for reason in standing.reasons],
        "signed": signed,
        "is_changed": signed is not None and signed.fingerprint != mark,
    }


def _reason(reason: Reason) -> str:
    text = str(_WHY[reason.why])
    values = {"hours": hours_of(reason.minutes), "count": reason.count}
    return text % values if "%(" in text else text


def _month(request: Request) -> date:
    """The month asked for, at most two years back; the present one otherwise."""
    try:
        asked = date.fromisoformat(request.query_params.get("month", "")[:10]).replace(day=1)
    except ValueError:
        return queries.this_month()
    return asked if asked in _months(24) else queries.this_month()


def _months(count: int = _MONTHS_SHOWN) -> list[date]:
    now = queries.this_month()
    number = now.year * 12 + now.month - 1
    return [date((number - n) // 12, (number - n) % 12 + 1, 1) for n in range(count)]


async def _to_countersign(request: Request) -> list[Any]:
    actor = actor_of(request)
    waiting = await queries.statements_to_countersign(actor)
    named = await people.names(actor, [row.person_id for row in waiting])
    return [(row, named[row.person_id].name, moments.month(row.month)) for row in waiting]


async def sign(request: Request) -> Response:
    month = _month(request)
    await actions.sign_month(actor_of(request), month, request.path_params["rule_set"])
    flash(request, _("Signed. A supervisor of this month can sign below it."))
    return see_other("hours:show", month=month)


async def countersign(request: Request) -> Response:
    statement = await queries.get_statement(actor_of(request), id_in(request))
    await actions.countersign(actor_of(request), statement)
    flash(request, _("Signed."))
    return see_other("hours:show")


# certificates ------------------------------------------------------------------------------------


async def show_new(request: Request) -> Response:
    today = clock.now().date()
    given = {"first_on": today.replace(month=1, day=1), "last_on": today, "rule_set": "network"}
    form = CertificateForm(data=given).offer(await _names(request))
    form.name.data = form.name.choices[0][0]
    return render(request, "supervision/certificate_form.html", form=form)


async def _names(request: Request) -> list[str]:
    person = await accounts.get_own(actor_of(request))
    return [person.name, person.called, person.code_name, person.position]


async def issue(request: Request) -> Response:
    actor = actor_of(request)
    form = CertificateForm(form_of(request)).offer(await _names(request))
    if not form.validate():
        return render(request, "supervision/certificate_form.html", 422, form=form)
    wanted = actions.Wanted(
        name=str(form.name.data),
        centre=await _centre(request) if form.with_centre.data else "",
        supervisor=form.supervisor.data or "",
        first_on=form.first_on.data,
        last_on=form.last_on.data,
        rule_set=str(form.rule_set.data),
    )
    try:
        found = await actions.issue(actor, wanted)
    except Invalid as error:
        form.refuse(error)
        return render(request, "supervision/certificate_form.html", 422, form=form)
    return see_other("certificates:show", id=found.id)


async def _centre(request: Request) -> str:
    actor = actor_of(request)
    own = await centres.own_centres(actor)
    return centre_policy.shown_name(actor, own[0]) if own else ""


async def show_certificate(request: Request) -> Response:
    found = await queries.get_certificate(actor_of(request), id_in(request))
    return render(request, "supervision/certificate.html", certificate=found, **_words(found))


def _words(found: Certificate) -> dict[str, Any]:
    rows = [
        (KIND_NAMES[Kind(kind)], role == "given", hours_of(Fraction(seconds, 60)))
        for role in ("received", "given")
        for kind, seconds in found.seconds.get(role, {}).items()
    ]
    total = sum(found.seconds.get("received", {}).values())
    return {
        "rows": rows,
        "total": hours_of(Fraction(total, 60)),
        "rule_set": rules.versions(found.rule_set)[-1].name,
        "period": moments.period(found.first_on, found.last_on),
    }


async def withdraw(request: Request) -> Response:
    found = await queries.get_certificate(actor_of(request), id_in(request))
    await actions.withdraw(actor_of(request), found)
    flash(request, _("Taken back. Its code says so from now on."))
    return see_other("hours:show")


async def check(request: Request) -> Response:
    """What a code proves: that it is valid, the period and the hours. No name, no centre."""
    typed = request.query_params.get("code", "")[:60]
    form = CodeForm(data={"code": typed})
    found = await queries.certificate_by_code(typed) if typed else None
    return render(
        request,
        "supervision/certificate_check.html",
        form=form,
        typed=typed,
        certificate=found,
        zone=visit_of(request).where,
        **(_words(found) if found else {}),
    )


# papers ------------------------------------------------------------------------------------------

_CODES = {
    Kind.INDIVIDUAL: "SM-IND",
    Kind.GROUP: "SM-GRP",
    Kind.PEER: "SM-PEER",
    Kind.TEAM: "SM-TEAM",
    Kind.SUPERVISORS: "SM-SOS",
}


async def certificate_paper(request: Request) -> Response:
    found = await queries.get_certificate(actor_of(request), id_in(request))
    if found.withdrawn_at is not None:
        raise NotFound
    paper = pdf.Certificate(
        name=found.name,
        first_on=found.first_on,
        last_on=found.last_on,
        received=_minutes(found, "received"),
        given=_minutes(found, "given"),
        rule_set=f"{rules.versions(found.rule_set)[-1].name} {found.rule_version}",
        issued_on=found.created_at.date(),
        code=found.code,
        address=links.absolute(path_for("certificates:check", code=found.code)),
        language=found.language,
        supervisor=found.supervisor,
        centre=found.centre,
    )
    return _download(await pdf.certificate(paper), f"certificate-{found.code[:4]}.pdf")


def _minutes(found: Certificate, role: str) -> dict[str, Fraction]:
    amounts = found.seconds.get(role, {})
    return {_CODES[Kind(kind)]: Fraction(seconds, 60) for kind, seconds in amounts.items()}


async def statement_paper(request: Request) -> Response:
    """A month to print and sign, under every rule-set."""
    actor, month = actor_of(request), _month(request)
    log = await queries.own_log(actor)
    standings = queries.months_of(log, month, await queries.post_of(actor))
    person = await accounts.get_own(actor)
    paper = pdf.Statement(
        name=person.name,
        month=month,
        sessions=[
            pdf.Counted(
                entry.held.on,
                _CODES[entry.held.kind],
                entry.held.minutes,
                [rules.credit(one.rule_set, entry.held) for one in standings],
            )
            for entry in queries.of_month(log, month)
            if entry.held.role is HoursRole.RECEIVED
        ],
        verdicts=[
            pdf.Verdict(
                one.rule_set.name,
                one.standing.credited,
                one.standing.needed,
                one.standing.is_met,
            )
            for one in standings
        ],
        issued_on=clock.now().date(),
        language=i18n.language(),
    )
    return _download(await pdf.statement(paper), f"hours-{month:%Y-%m}.pdf")


def _download(content: bytes, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/pdf", headers=headers)


routes = [
    get("/supervision/hours", show_hours, "hours:show"),
    post("/supervision/hours/{rule_set}/signature", sign, "hours:sign"),
    post("/supervision/statements/{id:uuid}/signature", countersign, "hours:countersign"),
    get("/supervision/certificates/new", show_new, "certificates:new"),
    post("/supervision/certificates", issue, "certificates:issue"),
    get("/supervision/certificates/{id:uuid}", show_certificate, "certificates:show"),
    get("/supervision/certificates/{id:uuid}/pdf", certificate_paper, "certificates:pdf"),
    get("/supervision/hours/pdf", statement_paper, "hours:pdf"),
    post("/supervision/certificates/{id:uuid}/withdrawal", withdraw, "certificates:withdraw"),
    get("/certificates/check", check, "certificates:check", public=True),
]
