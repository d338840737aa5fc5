"""Moving a visit: what a move does, what it needs, and doing it (/visits/{id}/moves/{move})."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import queries as centres
from network.exchanges import policy
from network.exchanges.actions import (
    agreeing,
    applying,
    dating,
    hosting,
    moving,
    reporting,
    selecting,
)
from network.exchanges.forms.moving import (
    ASKS_MENTOR,
    Asked,
    days_in,
    move_form,
    prefilled,
    request_of,
)
from network.exchanges.models.visits import Visit
from network.exchanges.pages import clashing, meaning
from network.exchanges.pages.turns import hindrance, label_of
from network.exchanges.queries import named, turns, visits, whole
from network.exchanges.queries.turns import Turn
from network.exchanges.queries.whole import Whole
from network.exchanges.rules import names, states
from network.exchanges.rules.guards import Code
from network.exchanges.rules.states_table import RULES
from network.exchanges.vocabulary import Move, Part, Reason, VisitState
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Forbidden, Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.kernel.moves import Need, Refused
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


@dataclass(frozen=True, slots=True)
class _Before:
    """A visit with the turn its reader has in one move; without a turn it is past that step."""

    whole: Whole
    move: Move
    turn: Turn | None
    asked: Asked


async def show_move(request: Request) -> Response:
    before = await _before(request)
    if before.turn is None:
        return await _refused(request, before, [Code.NOT_FROM_HERE])
    poll = before.whole.poll
    known = prefilled(before.whole.visit, before.move, poll.chosen if poll else None)
    known |= _wished(request)
    return await _page(request, before, move_form(before.asked, **known))


def _wished(request: Request) -> dict[str, date]:
    """Days that the page before has filled in, such as those of Plan B."""
    given = {name: _day_in(request.query_params.get(name, "")) for name in ("first_on", "last_on")}
    return {name: on for name, on in given.items() if on}


def _day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def make_move(request: Request) -> Response:
    """Do it; whoever was quicker, or whatever is in the way, is said on the same page."""
    before, actor = await _before(request), actor_of(request)
    if before.turn is None or _is_outdated(request, before):
        return await _stale(request, before)
    form = move_form(before.asked, form_of(request))
    if not form.validate():
        return await _page(request, before, form, 422)
    try:
        moved = await _ACTS.get(before.move, _plainly)(actor, before.whole.visit, form, before.move)
    except (Invalid, Refused, Stale) as error:
        return await _not_made(request, before, form, error)
    flash(request, _done(before.move))
    if policy.can_view(actor, moved):
        return see_other("visits:show", id=moved.id)
    return see_other("site:today")


async def _not_made(
    request: Request, before: _Before, form: PortalForm, error: Invalid | Refused[Code] | Stale
) -> Response:
    if isinstance(error, Invalid):
        form.refuse(error)
        return await _page(request, before, form, 422)
    if isinstance(error, Refused):
        return await _refused(request, before, list(error.codes))
    return await _stale(request, await _before(request))


async def _before(request: Request) -> _Before:
    """Raises NotFound for who does not see the visit, Forbidden for who never makes this move."""
    actor, asked = actor_of(request), str(request.path_params["move"])
    visit = await visits.get_with_centres(actor, id_in(request))
    if asked not in set(Move):
        raise NotFound
    move, parts = Move(asked), policy.parts_in(actor, visit)
    if not RULES.could_ever(parts, move):
        raise Forbidden
    found = await whole.whole_of(actor, visit)
    mine = turns.turns(actor, visit, found.facts, clock.now())
    turn = next((one for one in mine if one.move is move), None)
    return _Before(found, move, turn, await _asked(actor, found, move, turn))


async def _asked(actor: Actor, found: Whole, move: Move, turn: Turn | None) -> Asked:
    """What a move asks; a host that says no gives its reason as well."""
    visit = found.visit
    parts = policy.parts_in(actor, visit)
    needs = turn.rule.needs if turn else ()
    if move is Move.ASK_NEXT:
        needs = (Need.REASON,)
    reasons = _reasons(move, found, parts) if Need.REASON in needs else ()
    asks_mentor = move in ASKS_MENTOR and turn is not None
    return Asked(move, needs, reasons, await _staff(actor, visit) if asks_mentor else ())


def _reasons(move: Move, found: Whole, parts: frozenset[Part]) -> tuple[Reason, ...]:
    """The reasons to choose among: that nobody came is one once both focal points know."""
    asked = Move.DECLINE if move is Move.ASK_NEXT else move
    facts = found.facts
    able = parts if move is Move.ASK_NEXT else {p for p in parts if RULES.find(move, facts, p)}
    fitting = {reason for part in able for reason in states.reasons_for(asked, part)}
    is_missed = facts.state is VisitState.CONFIRMED and facts.no_show_since
    if not is_missed:
        fitting.discard(Reason.NO_SHOW)
    return tuple(reason for reason in Reason if reason in fitting)


async def _staff(actor: Actor, visit: Visit) -> tuple[tuple[str, str], ...]:
    """The host's people, for its coordinator to choose a mentor among."""
    if visit.host_centre_id is None:
        return ()
    ids = [one.person.id for one in await centres.members_of(visit.host_centre_id)]
    people = await named.people_in(actor, visit, ids)
    return tuple((str(key), people[key].name) for key in ids)


def _is_outdated(request: Request, before: _Before) -> bool:
    """Whether the form was opened before the visit came to where it is."""
    state = str(before.whole.facts.state)
    return str(form_of(request).get("seen", state)) != state


# doing it ----------------------------------------------------------------------------------------


async def _accept(actor: Actor, visit: Visit, form: PortalForm, _move: Move) -> Visit:
    mentor = UUID(form["mentor"].data)
    return await hosting.accept(actor, visit, mentor, form["lang"].data, days_in(form))


async def _ask_hosts(actor: Actor, visit: Visit, _form: PortalForm, _move: Move) -> Visit:
    """Of a call, the secretariat gives a place by this."""
    if visit.call_id is not None and policy.can_call(actor):
        return await selecting.give_place(actor, visit, visit.version)
    return await hosting.ask_hosts(actor, visit)


async def _put_on_list(actor: Actor, visit: Visit, _form: PortalForm, _move: Move) -> Visit:
    return await selecting.put_on_list(actor, visit, visit.version)


async def _resume(actor: Actor, visit: Visit, form: PortalForm, _move: Move) -> Visit:
    mentor = UUID(form["mentor"].data)
    return await dating.resume(actor, visit, mentor, form["lang"].data, days_in(form))


async def _say_no(actor: Actor, visit: Visit, form: PortalForm, _move: Move) -> Visit:
    return await hosting.decline(actor, visit, Reason(form["reason"].data))


async def _take_back(actor: Actor, visit: Visit, form: PortalForm, _move: Move) -> Visit:
    return await hosting.withdraw_host(actor, visit, Reason(form["reason"].data))


async def _give_back(actor: Actor, visit: Visit, form: PortalForm, _move: Move) -> Visit:
    return await applying.give_back(actor, visit, form["note"].data)


async def _confirm(actor: Actor, visit: Visit, _form: PortalForm, _move: Move) -> Visit:
    return await agreeing.confirm(actor, visit)


async def _report(actor: Actor, visit: Visit, _form: PortalForm, _move: Move) -> Visit:
    return await reporting.give_report(actor, visit)


async def _plainly(actor: Actor, visit: Visit, form: PortalForm, move: Move) -> Visit:
    return await moving.move(actor, visit, move, request_of(form))


_ACTS: dict[Move, Callable[[Actor, Visit, PortalForm, Move], Awaitable[Visit]]] = {
    Move.WAITLIST: _put_on_list,
    Move.ASK_HOSTS: _ask_hosts,
    Move.ACCEPT: _accept,
    Move.RESUME: _resume,
    Move.ASK_NEXT: _say_no,
    Move.HOST_WITHDRAWS: _take_back,
    Move.RETURN: _give_back,
    Move.CONFIRM: _confirm,
    Move.REPORT: _report,
}


def _done(move: Move) -> str:
    if move is Move.ASK_NEXT:
        return _("Your no was noted. The next host is asked, and nobody learns why.")
    return _("%(what)s. Those who have to know were told.", what=names.DONE[move])


# showing it --------------------------------------------------------------------------------------


async def _page(request: Request, before: _Before, form: PortalForm, status: int = 200) -> Response:
    turn = before.turn
    codes = list(turn.codes) if turn else [Code.NOT_FROM_HERE]
    return await _render(request, before, status, form=form, codes=codes)


async def _refused(request: Request, before: _Before, codes: list[Code]) -> Response:
    """What is in the way, with who can change it."""
    return await _render(request, before, 409, codes=codes)


async def _stale(request: Request, before: _Before) -> Response:
    """Somebody was quicker: nothing was done, and this is where the visit is now."""
    return await _render(request, before, 409, codes=[Code.NOT_FROM_HERE], is_stale=True)


async def _render(
    request: Request, before: _Before, status: int, *, codes: list[Code], **more: Any
) -> Response:
    actor, visit = actor_of(request), before.whole.visit
    people = await named.people_in(actor, visit, clashing.people_in(visit))
    context: dict[str, Any] = {"form": None, "is_stale": False, **more}
    turn = before.turn
    return render(
        request,
        "exchanges/move.html",
        status,
        exchange=visit,
        title=label_of(turn) if turn else str(names.MOVES[before.move]),
        move=before.move,
        seen=str(before.whole.facts.state),
        state=names.STATES[before.whole.facts.state],
        hindrances=[hindrance(actor, before.whole, code) for code in codes],
        meaning=meaning.of(before.whole, turn) if turn else None,
        clashes=await clashing.warnings(actor, visit, people)
        if before.move is Move.CONFIRM
        else [],
        **context,
    )


routes = [
    get("/visits/{id:uuid}/moves/{move}", show_move, "visits:move"),
    post("/visits/{id:uuid}/moves/{move}", make_move, "visits:make-move"),
]
