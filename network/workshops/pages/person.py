"""One registration for the organisers: answers, history, and what they decide about it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.kernel import clock, moments, taxonomy
from network.kernel.errors import Conflict, NotFound
from network.kernel.i18n import _, lazy
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of
from network.workshops import policy
from network.workshops.actions import deciding, registering
from network.workshops.forms.people import NoteForm
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import WorkshopQuestion
from network.workshops.pages import own_place
from network.workshops.queries import named, places, registrations, workshops
from network.workshops.queries.named import Named
from network.workshops.queries.workshops import Seen
from network.workshops.rules import answers, names
from network.workshops.rules import registering as rules
from network.workshops.vocabulary import Part, Phase, QuestionKind, RegMove, RegState

_ACTS = {
    RegMove.APPROVE: lazy("Approve"),
    RegMove.OFFER: lazy("Offer a free place now"),
    RegMove.REFUSE: lazy("No place this time"),
    RegMove.REMOVE: lazy("Take out"),
}
DONE = {
    RegMove.APPLY: lazy("Registered"),
    RegMove.CONFIRM: lazy("Has a place"),
    RegMove.WAITLIST: lazy("Onto the waiting list"),
    RegMove.OFFER: lazy("A place was offered"),
    RegMove.ACCEPT: lazy("Took the place"),
    RegMove.APPROVE: lazy("Approved"),
    RegMove.LAPSE: lazy("The offer ran out, to the end of the line"),
    RegMove.DROP: lazy("The second offer ran out"),
    RegMove.WITHDRAW: lazy("Withdrew"),
    RegMove.REMOVE: lazy("Taken out"),
    RegMove.REFUSE: lazy("No place this time"),
    RegMove.ASK_AGAIN: lazy("Answers changed, to be looked at again"),
    RegMove.MARK: lazy("Attendance noted"),
}


async def show(request: Request) -> Response:
    seen, row = await _theirs(request)
    return await _page(request, seen, row, NoteForm())


async def decide(request: Request) -> Response:
    """One decision about one person; what is in the way is said on the same page."""
    seen, row = await _theirs(request)
    asked = str(request.path_params["move"])
    if asked not in set(map(str, _ACTS)):
        raise NotFound
    form = NoteForm(form_of(request))
    if not form.validate():
        return await _page(request, seen, row, form, 422)
    try:
        after = await _act(request, seen, row, RegMove(asked), form.note.data or "")
    except Conflict as error:
        form.notices.append(error.message)
        seen, row = await _theirs(request)
        return await _page(request, seen, row, form, 409)
    state = str(names.REGISTRATIONS[after.state])
    flash(request, _("Done. The registration stands so now: %(state)s", state=state))
    return see_other("workshops:person", id=seen.workshop.id, registration=row.id)


async def _theirs(request: Request) -> tuple[Seen, Registration]:
    """A registration, for who runs the workshop; one's own is on another page."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    if not policy.can_see_registrations(actor, *seen):
        raise NotFound
    row = await registrations.get_registration(actor, seen, id_in(request, "registration"))
    return seen, row


async def _act(
    request: Request, seen: Seen, row: Registration, move: RegMove, note: str
) -> Registration:
    actor, workshop = actor_of(request), seen.workshop
    if move is RegMove.OFFER:
        return await deciding.offer_by_hand(actor, workshop, row.id)
    if move is RegMove.APPROVE:
        return (await registering.approve(actor, workshop, row.id)).registration
    act = registering.refuse if move is RegMove.REFUSE else registering.remove
    return await act(actor, workshop, row.id, note)


async def _page(
    request: Request, seen: Seen, row: Registration, form: NoteForm, status: int = 200
) -> Response:
    actor, workshop, where = actor_of(request), seen.workshop, visit_of(request).where
    moves = await registrations.history_of(row.id)
    ids = {row.person_id, *(move.person_id for move in moves if move.person_id)}
    known = await named.names(actor, ids)
    given = await registrations.answers_of(row.id)
    state = rules.state_now(row, clock.now())
    until = row.offered_until
    return render(
        request,
        "workshops/person.html",
        status,
        workshop=workshop,
        row=row,
        person=known[row.person_id],
        centre=await _centre(request, row, known[row.person_id]),
        profession=taxonomy.label(row.profession) if row.profession else "",
        region=taxonomy.label(row.region) if row.region else "",
        state=str(names.REGISTRATIONS[state]),
        look=own_place.LOOKS.get(state, ""),
        offered_until=moments.moment(until, where) if until else "",
        answers=[(q.label, _answer(q, given.get(q.id, ""))) for q in await _asked(seen, row)],
        history=[
            (
                moments.moment(move.created_at, where),
                str(DONE[move.move]),
                _who(move.person_id, move.part, known),
                move.note,
            )
            for move in moves
        ],
        form=form,
        **await _line(seen, row),
        **_acts(seen, row),
    )


async def _asked(seen: Seen, row: Registration) -> list[WorkshopQuestion]:
    """What they were asked: who has no place is not asked what follows."""
    asked = await workshops.questions_of(seen.workshop.id)
    if row.state in rules.COMING:
        asked += await workshops.questions_of(seen.workshop.id, Phase.FOLLOW_UP)
    return asked


async def _centre(request: Request, row: Registration, person: Named) -> str:
    """For which centre they come, where they show it."""
    if row.centre_id is None or not person.centre:
        return ""
    found = await centres.centres_by_id([row.centre_id])
    centre = found.get(row.centre_id)
    return centre_policy.shown_name(actor_of(request), centre) if centre else ""


async def _line(seen: Seen, row: Registration) -> dict[str, Any]:
    if row.state is not RegState.WAITLISTED:
        return {"position": 0, "limits": []}
    blocks = await places.blocks_of(seen.workshop, row)
    return {
        "position": await registrations.position_of(row),
        "limits": own_place.told_blocks(blocks),
    }


def _acts(seen: Seen, row: Registration) -> dict[str, Any]:
    """What can be decided now, and what cannot, with the reason."""
    now, on, off = clock.now(), [], []
    for move, label in _ACTS.items():
        codes = rules.refusals(move, row, seen.workshop, Part.ORGANISER, now)
        if not codes:
            on.append((str(move), str(label)))
        elif rules.Code.NOT_FROM_HERE not in codes:
            off.append((str(label), " ".join(rules.text(code) for code in codes)))
    return {"acts": on, "acts_off": off}


def _answer(question: WorkshopQuestion, value: str) -> str:
    if question.kind is QuestionKind.YES_NO and value:
        return _("Yes") if value == answers.YES else _("No")
    return value


def _who(person_id: Any, part: Part, known: dict[Any, Named]) -> str:
    return known[person_id].name if person_id in known else str(names.PARTS[part])


routes: list[Route] = [
    get("/workshops/{id:uuid}/people/{registration:uuid}", show, "workshops:person"),
    post(
        "/workshops/{id:uuid}/people/{registration:uuid}/{move}",
        decide,
        "workshops:decide-one",
    ),
]
