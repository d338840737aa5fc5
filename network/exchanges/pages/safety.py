"""How safe both centres think a visit is, and what the visitor agreed to (/visits/{id}/safety)."""

from datetime import date
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import agreeing as actions
from network.exchanges.actions.agreeing import Rating
from network.exchanges.forms.agreeing import RATINGS, RatingForm
from network.exchanges.models.visits import Visit
from network.exchanges.pages.preparing import GUARDING, head_of, visit_in
from network.exchanges.queries import visits
from network.exchanges.rules import checklists
from network.exchanges.vocabulary import Side
from network.kernel.errors import Conflict, Forbidden
from network.kernel.i18n import _, lazy
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of

_RATED_BY = {Side.HOME: lazy("The home centre"), Side.HOST: lazy("The host")}
_CONSENTS = {
    "line_manager": lazy("The line manager agrees"),
    "conduct": lazy("Code of conduct"),
    "confidentiality": lazy("Confidentiality"),
    "safeguarding": lazy("Safeguarding"),
    "photo": lazy("Photos of the visitor"),
}


class Rated(NamedTuple):
    """What one centre said, and whether it is fresh enough for the journey."""

    label: str
    words: str
    on: date | None
    is_fresh: bool
    is_red: bool


async def show(request: Request) -> Response:
    return await _page(request, await visit_in(request, GUARDING), RatingForm())


async def _page(request: Request, visit: Visit, form: RatingForm, status: int = 200) -> Response:
    actor = actor_of(request)
    head = await head_of(request, visit)
    application = await visits.get_application(actor, visit)
    given = application.parts.get("consents", {})
    rated = [_rated(visit, side) for side in (Side.HOME, Side.HOST)]
    rates = policy.rates_for(actor, visit) if visit.state in actions.RATED_IN else frozenset()
    return render(
        request,
        "exchanges/safety.html",
        status,
        head=head,
        visit_row=visit,
        rated=rated,
        is_red=any(one.is_red for one in rated),
        counts_from=checklists.rates_from(visit.first_on) if visit.first_on else None,
        can_rate=bool(rates),
        form=form,
        consents=[(str(label), given.get(name) is True) for name, label in _CONSENTS.items()],
    )


def _rated(visit: Visit, side: Side) -> Rated:
    rating, on = {
        Side.HOME: (visit.home_rating, visit.home_rated_on),
        Side.HOST: (visit.host_rating, visit.host_rated_on),
    }[side]
    is_fresh = bool(on and visit.first_on and on >= checklists.rates_from(visit.first_on))
    words = str(RATINGS[Rating(rating)]) if rating else ""
    return Rated(str(_RATED_BY[side]), words, on, is_fresh, rating == Rating.RED)


async def rate(request: Request) -> Response:
    visit, form = await visit_in(request, GUARDING), RatingForm(form_of(request))
    if not policy.rates_for(actor_of(request), visit):
        raise Forbidden
    if not form.validate():
        return await _page(request, visit, form, 422)
    try:
        await actions.rate_safety(actor_of(request), visit, Rating(form.rating.data))
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, await visit_in(request, GUARDING), form, 409)
    flash(request, _words(Rating(form.rating.data)))
    return see_other("visits:safety", id=visit.id)


def _words(rating: Rating) -> str:
    if rating is Rating.RED:
        return _("Noted. The visit is not confirmed and does not begin while this stands.")
    return _("Noted. You can rate again at any time.")


routes = [
    get("/visits/{id:uuid}/safety", show, "visits:safety"),
    post("/visits/{id:uuid}/safety", rate, "visits:rate"),
]
