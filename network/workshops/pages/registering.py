"""Registering, changing one's answers, taking an offered place, withdrawing."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.centres import queries as centres
from network.kernel import clock, taxonomy
from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _
from network.kernel.moves import Refused
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of
from network.workshops import policy
from network.workshops.actions import registering as actions
from network.workshops.actions.registering import Given, Placed
from network.workshops.forms.registering import answers_in, register_form
from network.workshops.models.registrations import Registration
from network.workshops.pages import answering, own_place
from network.workshops.queries import places, registrations, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import names, registering
from network.workshops.rules.seats import Room
from network.workshops.vocabulary import RegMove, RegState, Tie


async def show(request: Request) -> Response:
    """The form for who is not registered, and their own place for who is."""
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    row = await registrations.own_registration(actor_of(request), seen.workshop.id)
    if row is not None and _is_live(row):
        return await _place_page(request, seen, row)
    return await _form_page(request, seen, row)


async def register(request: Request) -> Response:
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    questions = await workshops.questions_of(seen.workshop.id)
    form = register_form(questions, await _centre_names(request), form_of(request))
    if not form.validate():
        return await _form_page(request, seen, None, form, 422)
    chosen = form["centre_id"].data if "centre_id" in form else None
    given = Given(
        centre_id=next((key for key in actor.centre_ids if str(key) == chosen), None),
        answers=answers_in(form, questions),
        is_listed=bool(form["is_listed"].data),
    )
    try:
        placed = await actions.register(actor, seen.workshop, given)
    except Invalid as error:
        form.refuse(error)
        return await _form_page(request, seen, None, form, 422)
    except Refused:
        return await _refused(request)
    flash(request, await _said(placed))
    return see_other("workshops:register", id=seen.workshop.id)


async def take_offer(request: Request) -> Response:
    seen = await _own(request)
    try:
        await actions.accept_offer(actor_of(request), seen.workshop)
    except Refused:
        return await _refused(request)
    flash(request, _("You have a place. The sessions are in your calendar."))
    return see_other("workshops:register", id=seen.workshop.id)


async def show_withdraw(request: Request) -> Response:
    """Asks once before a place is given up."""
    seen = await _own(request)
    row = await registrations.own_registration(actor_of(request), seen.workshop.id)
    if row is None or not _is_live(row):
        return see_other("workshops:register", id=seen.workshop.id)
    words = await own_place.place_words(request, seen, row)
    return render(request, "workshops/withdraw.html", workshop=seen.workshop, **words)


async def withdraw(request: Request) -> Response:
    seen = await _own(request)
    try:
        await actions.withdraw(actor_of(request), seen.workshop)
    except Refused:
        return await _refused(request)
    flash(request, _("You are not registered any more. The organisers see it."))
    return await _to_what_is_seen(request)


# the pages ---------------------------------------------------------------------------------------


async def _own(request: Request) -> Seen:
    """A workshop in which the actor has a registration of their own, whatever became of it."""
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    if await registrations.own_registration(actor_of(request), seen.workshop.id) is None:
        raise NotFound
    return seen


async def _refused(request: Request) -> Response:
    """The page as it stands now, with what is in the way."""
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    row = await registrations.own_registration(actor_of(request), seen.workshop.id)
    if row is not None and _is_live(row):
        return await _place_page(request, seen, row, 409)
    return await _form_page(request, seen, row, status=409)


async def _to_what_is_seen(request: Request) -> Response:
    """Back to the workshop's registration, or home for those to whom it is closed now."""
    try:
        await workshops.get_workshop(actor_of(request), id_in(request))
    except NotFound:
        return see_other("site:today")
    return see_other("workshops:register", id=id_in(request))


async def _place_page(
    request: Request, seen: Seen, row: Registration, status: int = 200
) -> Response:
    words = await own_place.place_words(request, seen, row)
    return render(
        request,
        "workshops/own_place.html",
        status,
        workshop=seen.workshop,
        is_late=status != 200,  # noqa: PLR2004
        **words,
    )


async def _form_page(
    request: Request,
    seen: Seen,
    row: Registration | None,
    form: PortalForm | None = None,
    status: int = 200,
) -> Response:
    if row is not None:
        row.state = registering.state_now(row, clock.now())
    workshop, off = seen.workshop, _hindrances(request, seen, row)
    context: dict[str, Any] = {"limits": [], "next_number": 0, "profession": "", "form": None}
    if not off:
        context = await _offered(request, seen, form)
    return render(
        request,
        "workshops/register.html",
        status,
        workshop=workshop,
        when=own_place.when_of(actor_of(request), seen, visit_of(request).where),
        off=off,
        before=str(names.REGISTRATIONS[row.state]) if row else "",
        note=await _note(row),
        is_invited=Tie.INVITED in seen.ties,
        waits_for_approval=workshop.needs_approval and Tie.INVITED not in seen.ties,
        **context,
    )


async def _offered(request: Request, seen: Seen, form: PortalForm | None) -> dict[str, Any]:
    """The form, and what can be said before it is sent: who one is here, which limit is full."""
    own = await centres.own_centres(actor_of(request))
    if form is None:
        questions = await workshops.questions_of(seen.workshop.id)
        form = register_form(questions, [(str(one.id), one.name) for one in own])
    profession = _profession(request)
    limits = _limits(await places.room_now(seen.workshop), profession, own)
    return {
        "form": form,
        "profession": taxonomy.label(profession) if profession else "",
        "limits": limits,
        "next_number": await places.waiting_count(seen.workshop.id) + 1 if limits else 0,
    }


def _limits(room: Room, profession: str, own: list[Any]) -> list[str]:
    """The full limits for each centre somebody may come for."""
    sides = [(one.region, str(one.id), one.name) for one in own] or [("", "", "")]
    found = {
        name: own_place.told_to_reader(places.blocks_for(room, profession, region, key))
        for region, key, name in sides
    }
    if len(found) == 1:
        return next(iter(found.values()))
    return [
        _("For %(centre)s: %(limit)s", centre=name, limit=limit)
        for name, limits in found.items()
        for limit in limits
    ]


def _hindrances(request: Request, seen: Seen, row: Registration | None) -> list[str]:
    """Why the reader cannot register now."""
    if not policy.can_register(actor_of(request), *seen):
        return [_("Members of the centres register here, and guests whom the organisers invited.")]
    is_invited = Tie.INVITED in seen.ties
    found = registering.cannot_apply(seen.workshop, row, clock.now(), is_invited=is_invited)
    return [registering.text(code) for code in found]


async def _note(row: Registration | None) -> str:
    """What the organisers wrote to somebody whom they refused or took out."""
    if row is None or row.state not in (RegState.REFUSED, RegState.WITHDRAWN):
        return ""
    last = (await registrations.history_of(row.id))[-1]
    return last.note if last.move in (RegMove.REFUSE, RegMove.REMOVE) else ""


async def _said(placed: Placed) -> str:
    row = placed.registration
    if row.state is RegState.CONFIRMED:
        return _("You have a place. The sessions are in your calendar.")
    if row.state is RegState.APPLIED:
        return _("Sent. The organisers look at it, and you are told what they say.")
    number = await registrations.position_of(row)
    limits = " ".join(own_place.told_to_reader(placed.blocks))
    return _("%(limits)s You are number %(n)s on the waiting list.", limits=limits, n=number)


def _is_live(row: Registration) -> bool:
    return registering.state_now(row, clock.now()) in registering.LIVE


def _profession(request: Request) -> str:
    session = visit_of(request).session
    return session.person.profession if session else ""


async def _centre_names(request: Request) -> list[tuple[str, str]]:
    own = await centres.own_centres(actor_of(request))
    return [(str(one.id), one.name) for one in own]


routes: list[Route] = [
    get("/workshops/{id:uuid}/registration", show, "workshops:register"),
    post("/workshops/{id:uuid}/registration", register, "workshops:do-register"),
    get("/workshops/{id:uuid}/registration/place", show, "workshops:offer"),
    post("/workshops/{id:uuid}/registration/place", take_offer, "workshops:take-offer"),
    get("/workshops/{id:uuid}/registration/withdrawal", show_withdraw, "workshops:withdraw"),
    post("/workshops/{id:uuid}/registration/withdrawal", withdraw, "workshops:do-withdraw"),
    *answering.routes,
]
