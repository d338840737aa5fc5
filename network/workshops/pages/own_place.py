"""One's own place in a workshop in words: where it stands, and what can be done now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request

from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.i18n import _
from network.kernel.travel import Where
from network.web.state import actor_of, visit_of
from network.workshops import policy
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop, WorkshopSession
from network.workshops.pages import shown
from network.workshops.queries import named, places, registrations, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import limit_words, names, offers, registering
from network.workshops.rules.registering import Code
from network.workshops.rules.seats import Block
from network.workshops.vocabulary import Part, Phase, RegMove, RegState, WorkshopState

LOOKS = {
    RegState.APPLIED: "wait",
    RegState.CONFIRMED: "done",
    RegState.WAITLISTED: "wait",
    RegState.OFFERED: "move",
    RegState.ATTENDED: "done",
    RegState.PARTLY: "done",
}
_ASIDE = (WorkshopState.POSTPONED, WorkshopState.CANCELLED)
_ASK_ORGANISERS = {Code.CANCEL_OFF, Code.CANCEL_LATE}


@dataclass(frozen=True, slots=True)
class When:
    """Something at a time: when it is for the reader, and on the clocks of where it is."""

    title: str
    mine: str
    there: str
    place: str = ""


def when_of(actor: Actor, seen: Seen, where: Where) -> list[When]:
    """Start and end of the whole, each with the clocks it is said on."""
    workshop, moment = seen.workshop, _moment_for(actor, seen)
    if workshop.state is WorkshopState.POSTPONED:
        return []
    found = [(_("Begins"), workshop.starts_at), (_("Ends"), workshop.ends_at)]
    return [
        When(title, *_clocks(at, where, moment(at, workshop.zone))) for title, at in found if at
    ]


def sessions_in_words(
    actor: Actor, seen: Seen, sessions: Iterable[WorkshopSession], where: Where
) -> list[When]:
    """Every session with the clocks it is said on: never a time without its zone, and none while
    new days are open.
    """
    if seen.workshop.state is WorkshopState.POSTPONED:
        return []
    moment, knows_place = _moment_for(actor, seen), shown.knows_place(actor, seen)
    return [
        When(
            one.title or _("Session"),
            *_clocks(one.starts_at, where, moment(one.starts_at, one.zone)),
            one.place if knows_place else "",
        )
        for one in sessions
    ]


async def place_words(request: Request, seen: Seen, row: Registration) -> dict[str, Any]:
    """Everything the page of one's own place says."""
    actor, workshop, where = actor_of(request), seen.workshop, visit_of(request).where
    sessions = await workshops.sessions_of(workshop.id)
    state = registering.state_now(row, clock.now())
    hindered = withdrawal_codes(row, workshop)
    until = registering.cancels_until(workshop)
    is_placed = state in registering.COMING or (row.is_seated and state is RegState.APPLIED)
    return {
        "state": state,
        "state_name": str(names.REGISTRATIONS[state]),
        "look": LOOKS.get(state, ""),
        "sessions": sessions_in_words(actor, seen, sessions, where),
        "line": await _line(workshop, row, state),
        "offered_until": _moment(row.offered_until, where) if state is RegState.OFFERED else "",
        "is_last_offer": row.lapses + 1 >= offers.LAPSES,
        "withdrawal_off": [registering.text(code) for code in hindered],
        "withdraw_until": _moment(until, where) if is_placed and not hindered else "",
        "ask": await _whom_to_ask(actor, workshop, hindered),
        "edits_off": [registering.text(code) for code in edit_codes(workshop)],
        "edits_until": _moment(workshop.edits_until or workshop.starts_at, where),
        "has_more_questions": await _has_follow_up(workshop, state),
        "is_placed": is_placed,
        "aside": str(names.STATES[workshop.state]) if workshop.state in _ASIDE else "",
    }


def withdrawal_codes(row: Registration, workshop: Workshop) -> list[Code]:
    """Why somebody cannot leave here now; who only waits always can."""
    return registering.refusals(RegMove.WITHDRAW, row, workshop, Part.PERSON, clock.now())


def edit_codes(workshop: Workshop) -> list[Code]:
    """Why answers cannot be changed now."""
    return registering.cannot_edit(workshop, clock.now())


def told_blocks(blocks: Iterable[Block], own_centre: str = "") -> list[str]:
    """The limits that are full, each once."""
    return list(dict.fromkeys(limit_words.told_block(block, own_centre) for block in blocks))


def told_to_reader(blocks: Iterable[Block]) -> list[str]:
    """The same, to whom they stop."""
    return told_blocks(blocks, _("your centre"))


async def _line(workshop: Workshop, row: Registration, state: RegState) -> dict[str, Any]:
    """For who waits: the place in the line, and which limit is in the way."""
    if state is not RegState.WAITLISTED or row.state is not RegState.WAITLISTED:
        return {}
    return {
        "number": await registrations.position_of(row),
        "limits": told_to_reader(await places.blocks_of(workshop, row)),
    }


async def _whom_to_ask(actor: Actor, workshop: Workshop, codes: Iterable[Code]) -> list[str]:
    if _ASK_ORGANISERS.isdisjoint(codes):
        return []
    ids = await workshops.organiser_ids(workshop.id)
    found = await named.names(actor, ids)
    return sorted(found[key].name for key in ids)


async def _has_follow_up(workshop: Workshop, state: RegState) -> bool:
    if state not in registering.COMING:
        return False
    return bool(await workshops.questions_of(workshop.id, Phase.FOLLOW_UP))


def _moment_for(actor: Actor, seen: Seen) -> Callable[[datetime, str], str]:
    """How a time on the clocks of a workshop is written, as far as the reader may know where."""
    return moments.moment if policy.knows_town(actor, *seen) else moments.moment_nowhere


def _clocks(at: datetime, where: Where, there: str) -> tuple[str, str]:
    """For the reader, and there where that is said otherwise."""
    mine = moments.moment(at, where)
    return mine, "" if mine == there else there


def _moment(at: datetime | None, where: Where) -> str:
    return moments.moment(at, where) if at else ""
