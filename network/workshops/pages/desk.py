"""What waits for those who organise workshops (/workshops/desk)."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel import clock, moments
from network.kernel.errors import NotFound
from network.kernel.i18n import _, lazy
from network.web.responses import render
from network.web.routing import get, path_for
from network.web.state import actor_of
from network.workshops import policy
from network.workshops.queries import duties
from network.workshops.queries.duties import Desk, Duty, Group
from network.workshops.rules import duty_words, names
from network.workshops.vocabulary import WorkshopState

_MOST = 25  # of one group
_HEADINGS: dict[Group, Any] = {
    Group.FOR_ME: lazy("Waiting for you"),
    Group.FOR_OTHERS: lazy("Waiting for others"),
    Group.AT_RISK: lazy("At risk"),
}
_NOTHING: dict[Group, Any] = {
    Group.FOR_ME: lazy("Nothing waits for you."),
    Group.FOR_OTHERS: lazy("Nothing waits for others."),
    Group.AT_RISK: lazy("Nothing is late."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Something to do: on which workshop, who does it, and by when."""

    text: str
    link: str
    workshop: str
    who: str
    due: str


@dataclass(frozen=True, slots=True)
class Box:
    """One group of the desk; `more` counts what is left out."""

    name: str
    heading: str
    nothing: str
    rows: list[Row]
    more: int


async def show_desk(request: Request) -> Response:
    """Raises NotFound for who neither runs nor checks workshops."""
    actor = actor_of(request)
    if not duties.has_desk(actor) and not await duties.organises(actor):
        raise NotFound
    desk = await duties.desk_of(actor, clock.now())
    return render(
        request,
        "workshops/desk.html",
        boxes=[_box(desk, group) for group in Group],
        states=_states(desk),
        can_start=policy.can_start_somewhere(actor),
        is_office=actor.is_secretariat,
    )


def _states(desk: Desk) -> list[tuple[str, int]]:
    """How many workshops are at each step, in its order."""
    return [
        (str(names.STATES[state]), desk.states[state])
        for state in WorkshopState
        if desk.states[state]
    ]


def _box(desk: Desk, group: Group) -> Box:
    found = desk.of(group)
    rows = [_row(duty) for duty in found[:_MOST]]
    heading, nothing = str(_HEADINGS[group]), str(_NOTHING[group])
    return Box(str(group), heading, nothing, rows, max(0, len(found) - _MOST))


def _row(duty: Duty) -> Row:
    due, workshop = duty.due, duty.workshop
    return Row(
        text=duty_words.text(due),
        link=path_for(duty_words.LINKS[due.do], id=workshop.id),
        workshop=workshop.title,
        who="" if duty.is_mine else _who(duty),
        due=moments.near_day(due.due_on) if due.due_on else "",
    )


def _who(duty: Duty) -> str:
    return str(names.PARTS[duty.due.part]) if duty.due.part else _("Those who were asked")


routes: list[Route] = [get("/workshops/desk", show_desk, "workshops:desk")]
