"""Rounds, for who plans them and who may raise a number in them (/check-in/rounds)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.expertise import queries as expertise
from network.kernel import moments, taxonomy
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of
from network.wellbeing import policy
from network.wellbeing.actions import planning
from network.wellbeing.forms.rounds import PlanForm
from network.wellbeing.models.rounds import CheckInRound
from network.wellbeing.pages import rounds_shown
from network.wellbeing.queries import rounds
from network.wellbeing.rules.words import ROUNDS
from network.wellbeing.vocabulary import RoundState

_LOOKS = {
    RoundState.PLANNED: "wait",
    RoundState.OPEN: "move",
    RoundState.RELEASED: "done",
    RoundState.CANCELLED: "plain",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A round in the list: what is fixed of it, and nothing else."""

    id: UUID
    days: str
    look: str
    state: str


async def show_list(request: Request) -> Response:
    """All rounds for who plans them; for coordinators the one in which they may raise a number."""
    actor = actor_of(request)
    can_plan = policy.can_steward(actor)
    found = await (rounds.rounds(actor) if can_plan else rounds.rounds_near(actor))
    is_taken = any(one.live for one in found)
    earliest = await rounds.earliest_opening() if can_plan and not is_taken else None
    return render(
        request,
        "wellbeing/rounds.html",
        rows=[_row(one) for one in found],
        can_plan=can_plan,
        earliest=moments.day(earliest) if earliest else "",
    )


def _row(one: CheckInRound) -> Row:
    days = moments.period(one.opens_on, one.closes_on)
    return Row(one.id, days, _LOOKS[one.state], str(ROUNDS[one.state]))


# planning ----------------------------------------------------------------------------------------


async def show_new(request: Request) -> Response:
    actor = _steward(request)
    earliest = await rounds.earliest_opening()
    form = PlanForm(data={"opens_on": earliest}).offer(await _centres(actor))
    if any(one.live for one in await rounds.rounds(actor)):
        form.notices.append(_("Another round is planned or open. It has to be over first."))
    return _form(request, form, earliest)


async def plan(request: Request) -> Response:
    actor = _steward(request)
    form = PlanForm(form_of(request)).offer(await _centres(actor))
    earliest = await rounds.earliest_opening()
    if not form.validate():
        return _form(request, form, earliest, 422)
    try:
        made = await planning.plan(
            actor,
            form.opens_on.data,
            k=form.k.data or 0,
            network_k=form.network_k.data or 0,
            centre_ids=[UUID(key) for key in form.centres.data],
        )
    except (Invalid, Conflict) as error:
        return _refused(request, form, error, earliest)
    flash(request, _("The round is planned. It opens by itself on its first day."))
    return see_other("check_in.round", id=made.id)


def _steward(request: Request) -> Actor:
    actor = actor_of(request)
    if not policy.can_steward(actor):
        raise NotFound
    return actor


async def _centres(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """The centres somebody knows, by region and name."""
    view = (await expertise.directory()).centres.view(actor)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in sorted(view.rows(view.seen()), key=lambda entry: entry.name.casefold()):
        found[taxonomy.label(entry.region)].append((str(entry.id), entry.name))
    return sorted(found.items())


def _refused(
    request: Request, form: PlanForm, error: Invalid | Conflict, earliest: date
) -> Response:
    """Both kinds at the form, with everything typed still in it."""
    if isinstance(error, Invalid):
        form.refuse(error)
        return _form(request, form, earliest, 422)
    form.notices.append(error.message)
    return _form(request, form, earliest, 409)


def _form(request: Request, form: PlanForm, earliest: date, status: int = 200) -> Response:
    return render(
        request,
        "wellbeing/rounds_plan.html",
        status,
        form=form,
        earliest=moments.day(earliest),
    )


routes = [
    get("/check-in/rounds", show_list, "check_in.rounds"),
    get("/check-in/rounds/new", show_new, "check_in.round-new"),
    post("/check-in/rounds", plan, "check_in.round-plan"),
    *rounds_shown.routes,
]
