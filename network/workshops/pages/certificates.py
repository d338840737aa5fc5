"""The certificate of who was there, or completed a course (/workshops/{id}/certificate)."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from network.adapters.pdf.attendance import Attendance, attendance
from network.centres import policy as centre_policy
from network.kernel import clock, i18n, links, proof_codes
from network.kernel.errors import NotFound
from network.kernel.i18n import _
from network.people import queries as accounts
from network.web.responses import render
from network.web.routing import get, id_in, path_for
from network.web.state import actor_of
from network.workshops.forms.certificates import PaperForm
from network.workshops.models.workshops import Workshop
from network.workshops.queries import certificates, registrations, workshops
from network.workshops.queries.certificates import CODES, Certified
from network.workshops.queries.workshops import Seen
from network.workshops.rules.registering import COMING
from network.workshops.vocabulary import Level


async def _own(request: Request) -> tuple[Seen, Certified | None]:
    """The reader's own certificate; who has no place finds nothing here."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    row = await registrations.own_registration(actor, seen.workshop.id)
    if row is None or row.state not in COMING:
        raise NotFound
    return seen, await certificates.certified(row)


async def show(request: Request) -> Response:
    seen, found = await _own(request)
    names = await _names(request)
    return render(
        request,
        "workshops/certificate.html",
        workshop=seen.workshop,
        certified=found,
        can_title=bool(_title(seen.workshop)),
        can_host=bool(_host(seen.workshop)),
        form=PaperForm(data={"name": names[0]}).offer(names),
    )


async def _names(request: Request) -> list[str]:
    person = await accounts.get_own(actor_of(request))
    return [person.name, person.called, person.code_name]


def _title(workshop: Workshop) -> str:
    """The title, unless only some may know that there is such a workshop."""
    return workshop.title if workshop.level in (Level.PUBLIC, Level.MEMBERS) else ""


def _host(workshop: Workshop) -> str:
    """The host's name, for a host that others may know of."""
    is_known = centre_policy.is_named_to_others(workshop.centre, in_contact=False)
    return workshop.centre.name if is_known else ""


async def paper(request: Request) -> Response:
    seen, found = await _own(request)
    form = PaperForm(FormData(request.query_params)).offer(await _names(request))
    if found is None or not form.validate():
        raise NotFound
    code = proof_codes.code_of(CODES, found.registration_id)
    content = await attendance(
        Attendance(
            name=form.name.data,
            what=found.what,
            first_on=found.first_on,
            last_on=found.last_on,
            form=found.form,
            time=found.time,
            title=_title(seen.workshop) if form.with_title.data else "",
            host=_host(seen.workshop) if form.with_host.data else "",
            issued_on=clock.now().date(),
            code=code,
            page=links.absolute(path_for("visits:certificate-check")),
            link=links.absolute(path_for("visits:certificate-check", code=code)),
            promise=_("You will see whether it is valid, its days and hours, and no more."),
            language=i18n.language(),
        )
    )
    headers = {"content-disposition": 'attachment; filename="certificate.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


routes = [
    get("/workshops/{id:uuid}/certificate", show, "workshops:certificate"),
    get("/workshops/{id:uuid}/certificate/pdf", paper, "workshops:certificate-pdf"),
]
