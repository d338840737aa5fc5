"""Certificates of attendance (/visits/{id}/certificate), and checking one."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from network.adapters.pdf.attendance import Attendance, attendance
from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.exchanges import policy
from network.exchanges.forms.certificates import CodeForm, NameForm
from network.exchanges.models.visits import Visit
from network.exchanges.queries import reports, visits
from network.kernel import clock, i18n, links, moments, proof_codes, proofs
from network.kernel.errors import NotFound
from network.kernel.i18n import _
from network.kernel.proofs import Proof
from network.people import queries as accounts
from network.web.responses import render
from network.web.routing import get, id_in, path_for
from network.web.state import actor_of

CODES = "visit-attendance"


async def _own(request: Request) -> Visit:
    """The visit of the address, for the visitor alone, who chooses the name on the paper."""
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    if not policy.can_write(actor, visit):
        raise NotFound
    return visit


async def show(request: Request) -> Response:
    visit = await _own(request)
    names = await _names(request)
    return render(
        request,
        "exchanges/certificate.html",
        id=visit.id,
        is_there=reports.has_attended(visit),
        can_name_host=bool(await _host(visit)),
        form=NameForm(data={"name": names[0]}).offer(names),
    )


async def _names(request: Request) -> list[str]:
    person = await accounts.get_own(actor_of(request))
    return [person.name, person.called, person.code_name]


async def _host(visit: Visit) -> str:
    """The host's name, for a host that others may know of."""
    key = visit.host_centre_id
    host = (await centres.centres_by_id([key])).get(key) if key else None
    is_listed = host is not None and centre_policy.is_named_to_others(host, in_contact=False)
    return host.name if host is not None and is_listed else ""


async def paper(request: Request) -> Response:
    visit = await _own(request)
    form = NameForm(FormData(request.query_params)).offer(await _names(request))
    if not reports.has_attended(visit) or not form.validate():
        raise NotFound
    first_on, last_on = reports.days_there(visit)
    proof, code = _proof(visit), proof_codes.code_of(CODES, visit.id)
    content = await attendance(
        Attendance(
            name=form.name.data,
            what=proof.what,
            first_on=first_on,
            last_on=last_on,
            form=proof.form,
            host=await _host(visit) if form.with_host.data else "",
            issued_on=clock.now().date(),
            code=code,
            page=links.absolute(path_for("visits:certificate-check")),
            link=links.absolute(path_for("visits:certificate-check", code=code)),
            promise=_("You will see whether it is valid and its days, and nothing else."),
            language=i18n.language(),
        )
    )
    headers = {"content-disposition": 'attachment; filename="attendance.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


async def check(request: Request) -> Response:
    """What a code proves: that it is valid, and the days. No name, no centre."""
    typed = request.query_params.get("code", "")[:80]
    visit = await reports.attended(proof_codes.key_behind(CODES, typed))
    proof = _proof(visit) if visit else await proofs.proof_behind(typed)
    return render(
        request,
        "exchanges/certificate_check.html",
        form=CodeForm(data={"code": typed}),
        typed=typed,
        proof=proof,
    )


def _proof(visit: Visit) -> Proof:
    return Proof(
        what=_("Took part in an exchange visit between centres"),
        days=moments.period(*reports.days_there(visit)),
        form=_("Online") if visit.is_virtual else _("In person"),
    )


routes = [
    get("/visits/{id:uuid}/certificate", show, "visits:certificate"),
    get("/visits/{id:uuid}/certificate/pdf", paper, "visits:certificate-pdf"),
    get("/certificates/attendance", check, "visits:certificate-check", public=True),
]
