"""From one state of a workshop to the next (/workshops/{id}/moves/{move})."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel import clock
from network.kernel.errors import Forbidden, Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.kernel.moves import Refused
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import moving
from network.workshops.forms.moving import move_form, request_of
from network.workshops.models.workshops import Workshop
from network.workshops.pages import meaning
from network.workshops.pages.hindering import hindrance
from network.workshops.queries import turns, workshops
from network.workshops.queries.turns import Turn
from network.workshops.queries.workshops import Seen
from network.workshops.rules import names, states
from network.workshops.rules.facts import Facts
from network.workshops.rules.guards import Code
from network.workshops.rules.states_table import RULES
from network.workshops.vocabulary import Move


@dataclass(frozen=True, slots=True)
class _Before:
    """A workshop with the turn its reader has in one move; without one it is past that step."""

    seen: Seen
    facts: Facts
    move: Move
    turn: Turn | None


async def show_move(request: Request) -> Response:
    before = await _before(request)
    if before.turn is None:
        return _page(request, before, 409, codes=[Code.NOT_FROM_HERE])
    form = _form(before)
    return _page(request, before, form=form, codes=list(before.turn.codes))


async def make_move(request: Request) -> Response:
    """Do it; whoever was quicker, or whatever is in the way, is said on the same page."""
    before, actor = await _before(request), actor_of(request)
    if before.turn is None or _is_outdated(request, before):
        return _page(request, before, 409, codes=[Code.NOT_FROM_HERE], is_stale=True)
    form = _form(before, form_of(request))
    if not form.validate():
        return _page(request, before, 422, form=form, codes=list(before.turn.codes))
    version = form["version"].data if before.move is Move.CHECK else None
    workshop = before.seen.workshop
    try:
        moved = await moving.move(actor, workshop, before.move, request_of(form), version=version)
    except (Invalid, Refused, Stale) as error:
        return await _not_made(request, before, form, error)
    flash(request, _done(before.turn))
    if policy.can_view(actor, moved, before.seen.ties):
        return see_other("workshops:show", id=moved.id)
    return see_other("workshops:list")


def _done(turn: Turn) -> str:
    if turn.rule.tells:
        return _("%(what)s. Those who have to know were told.", what=names.DONE[turn.move])
    return _("%(what)s.", what=names.DONE[turn.move])


async def _not_made(
    request: Request, before: _Before, form: PortalForm, error: Invalid | Refused[Code] | Stale
) -> Response:
    if isinstance(error, Invalid):
        form.refuse(error)
        return _page(request, before, 422, form=form, codes=[])
    if isinstance(error, Refused):
        return _page(request, before, 409, codes=list(error.codes))
    return _page(request, await _before(request), 409, codes=[Code.NOT_FROM_HERE], is_stale=True)


async def _before(request: Request) -> _Before:
    """Raises NotFound for who does not see it, Forbidden for who never makes this move."""
    actor, asked = actor_of(request), str(request.path_params["move"])
    seen = await workshops.get_workshop(actor, id_in(request))
    if asked not in set(Move):
        raise NotFound
    move = Move(asked)
    if not RULES.could_ever(policy.parts_in(actor, *seen), move):
        raise Forbidden
    facts = await workshops.facts_of(seen.workshop)
    mine = turns.turns(actor, seen, facts, clock.now())
    turn = next((one for one in mine if one.move is move), None)
    return _Before(seen, facts, move, turn)


def _form(before: _Before, posted: Any = None) -> PortalForm:
    needs = before.turn.rule.needs if before.turn else ()
    given = {"version": before.seen.workshop.version}
    return move_form(before.move, needs, states.reasons_for(before.move), posted, data=given)


def _is_outdated(request: Request, before: _Before) -> bool:
    """Whether the form was opened before the workshop came to where it is."""
    state = str(before.facts.state)
    return str(form_of(request).get("seen", state)) != state


def _page(
    request: Request, before: _Before, status: int = 200, *, codes: list[Code], **more: Any
) -> Response:
    actor, workshop = actor_of(request), before.seen.workshop
    context: dict[str, Any] = {"form": None, "is_stale": False, **more}
    return render(
        request,
        "workshops/move.html",
        status,
        workshop=workshop,
        move=before.move,
        title=str(names.MOVES[before.move]),
        seen=str(before.facts.state),
        state=names.STATES[before.facts.state],
        hindrances=[hindrance(actor, before.seen, code) for code in codes],
        meaning=meaning.of(before.turn, before.facts.state) if before.turn else None,
        checked=_checked(workshop) if before.move is Move.CHECK else [],
        **context,
    )


def _checked(workshop: Workshop) -> list[tuple[str, str]]:
    """What whoever checks has to look at."""
    return [
        (_("Neutral title"), workshop.neutral_title),
        (_("Who may know of it?"), str(names.LEVELS[workshop.level])),
    ]


routes: list[Route] = [
    get("/workshops/{id:uuid}/moves/{move}", show_move, "workshops:move"),
    post("/workshops/{id:uuid}/moves/{move}", make_move, "workshops:make-move"),
]
