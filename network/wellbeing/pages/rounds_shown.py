"""One round: what is fixed for it, raising a number, and taking it back (/check-in/rounds/{id}).

Nothing on these pages depends on who answered, or on how many did.
"""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.expertise import queries as expertise
from network.expertise.finder import Finder
from network.expertise.pages import naming
from network.kernel import moments
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.web.differing import Difference, differences, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.wellbeing import policy
from network.wellbeing.actions import moving, planning
from network.wellbeing.forms.rounds import OwnForm, RaiseForm
from network.wellbeing.models.rounds import CheckInRound
from network.wellbeing.queries import rounds
from network.wellbeing.rules.words import ROUNDS
from network.wellbeing.vocabulary import RoundState


class Named(NamedTuple):
    """A centre by its name, with how many answers it needs."""

    id: UUID
    name: str
    k: int


@dataclass(slots=True)
class Own:
    """The number of a centre that the reader coordinates, and the form that raises it."""

    centre: Named
    form: OwnForm


@dataclass(slots=True)
class Sent:
    """A form that came back, for the page that shows it again."""

    raising: RaiseForm | None = None
    own: OwnForm | None = None
    centre_id: UUID | None = None
    found: list[Difference] | None = None


async def show(request: Request) -> Response:
    return await _page(request, await _round(request), Sent())


async def _round(request: Request) -> CheckInRound:
    return await rounds.get_round(actor_of(request), id_in(request))


async def raise_terms(request: Request) -> Response:
    actor, one = actor_of(request), await _round(request)
    if not policy.can_steward(actor):
        raise NotFound
    form = RaiseForm(form_of(request)).limit(one)
    try:
        if not _is_right(form, one):
            return await _page(request, one, Sent(raising=form), 422)
        k, network_k = form.k.data or 0, form.network_k.data or 0
        await planning.raise_terms(actor, one, form.version.data, k=k, network_k=network_k)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, one, Sent(raising=form), 422)
    except Stale as error:
        stored = take_up(form, error, CheckInRound)
        found = differences(form, {"k": stored.k, "network_k": stored.network_k})
        return await _page(request, stored, Sent(raising=form, found=found), 409)
    return _raised(request, one)


async def raise_own(request: Request) -> Response:
    """For a centre of one's own; of others there is no such address."""
    actor, one, centre_id = actor_of(request), await _round(request), id_in(request, "centre")
    if centre_id not in policy.own_centres_in(actor, one):
        raise NotFound
    form = OwnForm(form_of(request)).limit(_k_of(one, centre_id))
    try:
        if not _is_right(form, one):
            return await _page(request, one, Sent(own=form, centre_id=centre_id), 422)
        await planning.raise_own(actor, one, form.version.data, centre_id, form.k.data or 0)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, one, Sent(own=form, centre_id=centre_id), 422)
    except Stale as error:
        stored = take_up(form, error, CheckInRound)
        found = differences(form, {"k": _k_of(stored, centre_id)})
        return await _page(request, stored, Sent(None, form, centre_id, found), 409)
    return _raised(request, one)


def _is_right(form: RaiseForm | OwnForm, one: CheckInRound) -> bool:
    """Raises Stale for a form that was filled from another version, whatever its numbers."""
    is_right = bool(form.validate())
    if one.live and form.version.data != one.version:
        raise Stale(_("Somebody changed this round a moment ago."), one)
    return is_right


def _raised(request: Request, one: CheckInRound) -> Response:
    flash(request, _("Saved. It holds for this round, and cannot be lowered again."))
    return see_other("check_in.round", id=one.id)


# taking it back ----------------------------------------------------------------------------------


async def ask_cancel(request: Request) -> Response:
    """What taking it back means, before anything is done."""
    one = await _round(request)
    if not policy.can_steward(actor_of(request)):
        raise NotFound
    return render(
        request,
        "wellbeing/rounds_cancel.html",
        round=one,
        days=moments.period(one.opens_on, one.closes_on),
        state=str(ROUNDS[one.state]),
        is_open=one.state is RoundState.OPEN,
        is_over=not one.live,
    )


async def cancel(request: Request) -> Response:
    """Raises Stale where the round has moved on since the reader saw it."""
    actor, one = actor_of(request), await _round(request)
    if not policy.can_steward(actor):
        raise NotFound
    if form_of(request).get("seen") != str(one.state):
        raise Conflict(
            _("The round has moved on since. It is now: %(state)s.", state=str(ROUNDS[one.state]))
        )
    await moving.cancel(actor, one)
    flash(request, _("The round is cancelled. Nothing of it is told."))
    return see_other("check_in.rounds")


# showing -----------------------------------------------------------------------------------------


async def _page(request: Request, one: CheckInRound, sent: Sent, status: int = 200) -> Response:
    actor, index = actor_of(request), await expertise.directory()
    can_plan = policy.can_steward(actor)
    is_live = one.live is not None
    raising = sent.raising or RaiseForm(obj=one).limit(one)
    return render(
        request,
        "wellbeing/rounds_shown.html",
        status,
        round=one,
        days=moments.period(one.opens_on, one.closes_on),
        state=str(ROUNDS[one.state]),
        is_open=one.state is RoundState.OPEN,
        is_live=is_live,
        can_plan=can_plan,
        asked=_asked(one, index, actor) if can_plan else [],
        stricter=_stricter(one, index, actor) if can_plan else [],
        raising=raising if can_plan and is_live else None,
        own=[_own(one, centre, sent) for centre in _own_centres(one, index, actor)],
        differences=sent.found or [],
    )


def _asked(one: CheckInRound, index: Finder, actor: Actor) -> list[str]:
    """The centres a round names; none where it asks all."""
    return sorted(naming.centre_name(UUID(key), index, actor) for key in one.centre_ids)


def _stricter(one: CheckInRound, index: Finder, actor: Actor) -> list[Named]:
    """The centres that need more answers than the network asks for."""
    named = [_named(one, UUID(key), index, actor) for key in one.own]
    return sorted((found for found in named if found.k > one.k), key=lambda found: found.name)


def _own_centres(one: CheckInRound, index: Finder, actor: Actor) -> list[Named]:
    named = [_named(one, key, index, actor) for key in policy.own_centres_in(actor, one)]
    return sorted(named, key=lambda found: found.name)


def _named(one: CheckInRound, centre_id: UUID, index: Finder, actor: Actor) -> Named:
    return Named(centre_id, naming.centre_name(centre_id, index, actor), _k_of(one, centre_id))


def _k_of(one: CheckInRound, centre_id: UUID) -> int:
    return rounds.terms_of(one).k_of(str(centre_id))


def _own(one: CheckInRound, centre: Named, sent: Sent) -> Own:
    if sent.own is not None and sent.centre_id == centre.id:
        return Own(centre, sent.own)
    return Own(centre, OwnForm(data={"version": one.version, "k": centre.k}))


_ROUND = "/check-in/rounds/{id:uuid}"
routes = [
    get(_ROUND, show, "check_in.round"),
    post(f"{_ROUND}/terms", raise_terms, "check_in.round-raise"),
    post(f"{_ROUND}/centres/{{centre:uuid}}", raise_own, "check_in.round-raise-own"),
    get(f"{_ROUND}/cancellation", ask_cancel, "check_in.round-ask-cancel"),
    post(f"{_ROUND}/cancellation", cancel, "check_in.round-cancel"),
]
