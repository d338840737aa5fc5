"""The host agreement in its editions (/visits/{id}/agreement)."""

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import agreeing as actions
from network.exchanges.models.visits import Visit
from network.exchanges.pages import agreement_views as views
from network.exchanges.pages.preparing import (
    GUARDING,
    PREPARING,
    SEES_PLAN,
    Head,
    head_of,
    visit_in,
)
from network.exchanges.queries import agreements, checklists
from network.exchanges.rules import clauses
from network.exchanges.vocabulary import Part, Side, VisitState
from network.kernel.errors import Conflict, Forbidden
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of

_MOST_NUMBER = 6


# reading -----------------------------------------------------------------------------------------


async def show(request: Request) -> Response:
    return await _page(request, await visit_in(request, GUARDING))


async def _page(request: Request, visit: Visit, status: int = 200, notice: str = "") -> Response:
    editions = await agreements.standing_editions(visit.id)
    head = await head_of(request, visit, views.people_in(visit, editions))
    newest = editions[0] if editions else None
    is_agreeing = visit.state is VisitState.HOST_ACCEPTED
    actor = actor_of(request)
    signers = views.signers(request, head, editions)
    return render(
        request,
        "exchanges/agreement.html",
        status,
        head=head,
        visit_row=visit,
        newest=newest,
        is_current=newest is not None and clauses.is_current(newest, visit),
        is_agreeing=is_agreeing,
        sections=clauses.sections(newest.terms) if newest else [],
        mentor=head.labels.person(visit.mentor_id, visit),
        signers=signers,
        missing=[one.label for one in signers if not one.signed],
        own=[one for one in signers if not one.signed and one.is_own],
        behalf=[one for one in signers if not one.signed and one.behalf],
        history=views.history(head, editions),
        can_write=is_agreeing and policy.can_write_agreement(actor, visit),
        can_confirm=is_agreeing and not head.parts.isdisjoint({Part.VISITOR, Part.HOME}),
        early=await _too_early(head) if is_agreeing else None,
        notice_text=notice,
        sees_more=not head.parts.isdisjoint(PREPARING),
        sees_plan=not head.parts.isdisjoint(SEES_PLAN),
    )


async def _too_early(head: Head) -> checklists.Earliest | None:
    """The earliest realistic first day, where the days agreed on lie before it."""
    visa = await checklists.visa_of(head.visit)
    earliest = checklists.earliest_with(head.visit, visa, head.labels.centres.values())
    first_on = head.visit.first_on
    return earliest if first_on is not None and first_on < earliest.on else None


# signing -----------------------------------------------------------------------------------------


async def sign(request: Request) -> Response:
    visit, typed = await visit_in(request, GUARDING), form_of(request)
    side = str(typed.get("side", ""))
    if side not in set(Side):
        raise Forbidden
    try:
        await actions.sign(actor_of(request), visit, _number(typed.get("edition")), Side(side))
    except Conflict as error:
        fresh = await visit_in(request, GUARDING)
        return await _page(request, fresh, 409, error.message)
    flash(request, _("You have signed. Everybody in this visit sees it."))
    return see_other("visits:agreement", id=visit.id)


def _number(value: object) -> int:
    text = value if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_NUMBER else 0


routes = [
    get("/visits/{id:uuid}/agreement", show, "visits:agreement"),
    post("/visits/{id:uuid}/agreement/signature", sign, "visits:sign"),
]
