"""Getting in touch: /requests, and the form behind "get in touch"."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.expertise import actions, policy, queries
from network.expertise.forms import REASONS, AcceptForm, DeclineForm, RequestForm
from network.expertise.models import ContactRequest, Listing, RequestState
from network.kernel.errors import Conflict, NotFound
from network.kernel.i18n import _, lazy
from network.people import queries as people
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

STATE_NAMES = {
    RequestState.ASKED: lazy("Waiting for an answer"),
    RequestState.ACCEPTED: lazy("Accepted"),
    RequestState.DECLINED: lazy("Declined"),
    RequestState.WITHDRAWN: lazy("Taken back"),
    RequestState.LAPSED: lazy("Closed without an answer"),
}


async def list_requests(request: Request) -> Response:
    actor = actor_of(request)
    found = await queries.requests_seen(actor)
    return render(
        request,
        "requests/list.html",
        requests=[
            {
                "request": row,
                "from": centre_policy.shown_name(actor, row.centre),
                "to": centre_policy.shown_name(actor, row.asked_centre),
                "is_mine": policy.can_settle_request(actor, row)
                and row.state is RequestState.ASKED,
            }
            for row in found
        ],
        states=STATE_NAMES,
    )


async def show_request(request: Request) -> Response:
    return await _page(request, AcceptForm(prefix="accept-"), DeclineForm(prefix="decline-"))


async def _page(
    request: Request, accept: AcceptForm, decline: DeclineForm, status: int = 200
) -> Response:
    actor = actor_of(request)
    found = await queries.get_request(actor, id_in(request))
    is_open = found.state is RequestState.ASKED
    return render(
        request,
        "requests/show.html",
        status,
        found=found,
        from_name=centre_policy.shown_name(actor, found.centre),
        from_slug=found.centre.slug if centre_policy.can_view(actor, found.centre) else "",
        to_name=centre_policy.shown_name(actor, found.asked_centre),
        to_slug=(
            found.asked_centre.slug if centre_policy.can_view(actor, found.asked_centre) else ""
        ),
        author=await _author(found),
        states=STATE_NAMES,
        reasons=dict(REASONS),
        accept=accept,
        decline=decline,
        can_settle=is_open and policy.can_settle_request(actor, found),
        can_withdraw=is_open and policy.can_withdraw_request(actor, found),
    )


async def _author(found: ContactRequest) -> str:
    """Who wrote the request, as they are shown to others; not beside a centre they hide."""
    if found.author_id is None:
        return ""
    person = (await people.people_of([found.author_id])).get(found.author_id)
    if person is None or not people.shows_centre(person):
        return ""
    return people.shown_name(person, "", "")


async def show_ask(request: Request) -> Response:
    listing, form = await _asked_listing(request), await _form(request)
    return await _ask_page(request, listing, form)


async def _asked_listing(request: Request) -> Listing:
    listing = await queries.get_listing(actor_of(request), id_in(request))
    if not policy.can_ask(actor_of(request), listing.centre_id):
        raise NotFound
    return listing


async def _form(request: Request) -> RequestForm:
    own = await centres.own_centres(actor_of(request))
    return RequestForm(form_of(request) or None).offer(own)


async def _ask_page(
    request: Request, listing: Listing, form: RequestForm, status: int = 200
) -> Response:
    centre = (await centres.centres_by_id([listing.centre_id]))[listing.centre_id]
    name = centre_policy.shown_name(actor_of(request), centre)
    is_seen = centre_policy.can_view(actor_of(request), centre)
    return render(
        request,
        "requests/ask.html",
        status,
        listing=listing,
        centre_name=name,
        is_unlisted=not is_seen,
        form=form,
        back=None,
    )


async def ask(request: Request) -> Response:
    listing, form = await _asked_listing(request), await _form(request)
    if not form.validate():
        return await _ask_page(request, listing, form, 422)
    centre = (await centres.centres_by_id([listing.centre_id]))[listing.centre_id]
    try:
        made = await actions.ask_contact(
            actor_of(request), UUID(form.centre.data), centre, listing, form.text.data
        )
    except Conflict as error:
        form.notices.append(error.message)
        return await _ask_page(request, listing, form, 409)
    flash(request, _("Sent. The coordinators there are told."))
    return see_other("requests:show", id=made.id)


async def show_ask_centre(request: Request) -> Response:
    actor = actor_of(request)
    centre = await centres.get_centre(actor, request.path_params["slug"])
    if not policy.can_ask(actor, centre.id):
        raise NotFound
    form = await _form(request)
    return render(request, "requests/ask_centre.html", centre=centre, form=form)


async def ask_centre(request: Request) -> Response:
    actor = actor_of(request)
    centre = await centres.get_centre(actor, request.path_params["slug"])
    form = await _form(request)
    if not form.validate():
        return render(request, "requests/ask_centre.html", 422, centre=centre, form=form)
    try:
        made = await actions.ask_contact(
            actor, UUID(form.centre.data), centre, None, form.text.data
        )
    except Conflict as error:
        form.notices.append(error.message)
        return render(request, "requests/ask_centre.html", 409, centre=centre, form=form)
    flash(request, _("Sent. The coordinators there are told."))
    return see_other("requests:show", id=made.id)


async def accept(request: Request) -> Response:
    form = AcceptForm(form_of(request), prefix="accept-")
    if not form.validate():
        return await _page(request, form, DeclineForm(prefix="decline-"), 422)
    found = await queries.get_request(actor_of(request), id_in(request))
    await actions.accept_request(actor_of(request), found, form.reply.data)
    flash(request, _("You are now in contact. Both centres see each other's contact fields."))
    return see_other("requests:show", id=found.id)


async def decline(request: Request) -> Response:
    form = DeclineForm(form_of(request), prefix="decline-")
    if not form.validate():
        return await _page(request, AcceptForm(prefix="accept-"), form, 422)
    found = await queries.get_request(actor_of(request), id_in(request))
    await actions.decline_request(actor_of(request), found, form.reason.data, form.reply.data)
    flash(request, _("Declined. They are told politely, with your reason."))
    return see_other("requests:show", id=found.id)


async def withdraw(request: Request) -> Response:
    found = await queries.get_request(actor_of(request), id_in(request))
    await actions.withdraw_request(actor_of(request), found)
    flash(request, _("Your request is taken back."))
    return see_other("requests:show", id=found.id)


routes = [
    get("/requests", list_requests, "requests:list"),
    get("/requests/{id:uuid}", show_request, "requests:show"),
    post("/requests/{id:uuid}/acceptance", accept, "requests:accept"),
    post("/requests/{id:uuid}/refusal", decline, "requests:decline"),
    post("/requests/{id:uuid}/withdrawal", withdraw, "requests:withdraw"),
    get("/expertise/{id:uuid}/contact", show_ask, "requests:ask"),
    post("/expertise/{id:uuid}/contact", ask, "requests:do-ask"),
    get("/centres/{slug}/contact", show_ask_centre, "requests:ask-centre"),
    post("/centres/{slug}/contact", ask_centre, "requests:do-ask-centre"),
]
