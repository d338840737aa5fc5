"""Who may train others after a training of trainers (/workshops/{id}/trainers)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, moments, taxonomy
from network.kernel.errors import NotFound
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import completing
from network.workshops.forms.courses import AccreditForm
from network.workshops.models.registrations import TrainerAccreditation
from network.workshops.queries import afterwards, named, registrations, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import accreditation
from network.workshops.vocabulary import RegState


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who may train others, in what and until when."""

    id: UUID
    name: str
    competency: str
    days: str
    is_valid: bool
    is_revoked: bool


async def _seen(request: Request) -> Seen:
    """A training that makes trainers; of other workshops there is no such page."""
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    if seen.workshop.kind not in accreditation.KINDS:
        raise NotFound
    return seen


async def show(request: Request) -> Response:
    seen = await _seen(request)
    return await _page(request, seen, await _form(request, seen))


async def _form(request: Request, seen: Seen, *, is_posted: bool = False) -> AccreditForm | None:
    """Those who were there the whole time, to choose from; for those who run it."""
    actor = actor_of(request)
    if not policy.can_accredit(actor, *seen):
        return None
    rows = await registrations.registrations_of(actor, seen, [RegState.ATTENDED])
    called = await named.names(actor, [row.person_id for row in rows])
    form = AccreditForm(form_of(request) if is_posted else None)
    return form.offer([(row.id, called[row.person_id].name) for row in rows])


async def _page(
    request: Request, seen: Seen, form: AccreditForm | None, status: int = 200
) -> Response:
    return render(
        request,
        "workshops/trainers.html",
        status,
        workshop=seen.workshop,
        form=form,
        lines=await _lines(request, seen),
        months=accreditation.MONTHS,
    )


async def _lines(request: Request, seen: Seen) -> list[Line]:
    """Those who may train now; who could before is for themselves and those who run it."""
    actor, today = actor_of(request), clock.now().date()
    rows = await afterwards.accreditations_in(seen.workshop.id)
    can_run = policy.can_accredit(actor, *seen)
    shown = [
        row
        for row in rows
        if policy.can_see_accreditation(actor, row)
        and (can_run or row.person_id == actor.person_id or row.revoked_at is None)
    ]
    called = await named.names(actor, [row.person_id for row in shown])
    return [
        Line(
            row.id,
            called[row.person_id].name,
            taxonomy.label(row.competency),
            moments.period(row.from_on, row.until_on),
            _is_valid(row, today),
            row.revoked_at is not None,
        )
        for row in shown
    ]


def _is_valid(row: TrainerAccreditation, today: date) -> bool:
    is_revoked = row.revoked_at is not None
    return accreditation.is_valid(row.from_on, row.until_on, today, is_revoked=is_revoked)


async def accredit(request: Request) -> Response:
    seen = await _seen(request)
    form = await _form(request, seen, is_posted=True)
    if form is None:
        raise NotFound
    if not form.validate():
        return await _page(request, seen, form, 422)
    key = UUID(form.person.data)
    await completing.accredit(actor_of(request), seen.workshop, key, form.competency.data)
    flash(request, _("Noted. They are told."))
    return see_other("workshops:trainers", id=seen.workshop.id)


async def revoke(request: Request) -> Response:
    seen = await _seen(request)
    actor = actor_of(request)
    if not policy.can_accredit(actor, *seen):
        raise NotFound
    key = id_in(request, "accreditation")
    await completing.revoke_accreditation(actor, seen.workshop, key)
    flash(request, _("Taken back. They are told."))
    return see_other("workshops:trainers", id=seen.workshop.id)


_BASE = "/workshops/{id:uuid}/trainers"
routes = [
    get(_BASE, show, "workshops:trainers"),
    post(_BASE, accredit, "workshops:accredit"),
    post(_BASE + "/{accreditation:uuid}/end", revoke, "workshops:revoke-accreditation"),
]
