"""What came of a workshop (/workshops/{id}/outcome), and its way through the editors' hands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, learning_trail
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import concluding, moving
from network.workshops.forms.outcome import PublishForm, ReturnForm
from network.workshops.models.outcomes import Outcome
from network.workshops.models.workshops import Workshop
from network.workshops.pages import agreed, outcome_writing
from network.workshops.pages.agreed import action_rows
from network.workshops.queries import outcomes, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import guards, names, numbers, states
from network.workshops.rules import outcomes as rules
from network.workshops.rules.facts import Request as Given
from network.workshops.rules.guards import Code
from network.workshops.rules.outcome_words import LESSONS
from network.workshops.vocabulary import Level, Move, Part, WorkshopState

_READERS = (Part.EDITOR, Part.SECRETARIAT)


@dataclass(frozen=True, slots=True)
class Row:
    """One part to write: its name, its words, and whether it is there or may stay empty."""

    name: str
    label: str
    is_there: bool
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What an editor can do with an outcome, and what is in the way."""

    form: ReturnForm
    can_return: bool
    can_clear: bool
    can_publish: bool
    reasons: list[str]


async def show(request: Request) -> Response:
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    return await _page(request, seen, ReturnForm())


async def _page(
    request: Request,
    seen: Seen,
    form: ReturnForm,
    status: int = 200,
    wrong: Mapping[str, str] | None = None,
) -> Response:
    actor, workshop = actor_of(request), seen.workshop
    row = await outcome_writing.readable(actor, seen)
    is_sent = row is not None and row.submitted_at is not None
    can_write = policy.can_write_outcome(actor, *seen)
    is_open = workshop.state is WorkshopState.OUTCOMES_DUE and not is_sent
    acts = await action_rows(actor, seen) if policy.can_see_actions(actor, *seen) else []
    return render(
        request,
        "workshops/outcome.html",
        status,
        workshop=workshop,
        outcome=row,
        rows=_rows(row) if can_write and is_open else [],
        is_over=workshop.state in outcome_writing.OVER,
        is_sent=is_sent,
        wrong=wrong or {},
        shown=_shown(row) if row is not None else [],
        lessons_label=LESSONS,
        level=names.LEVELS[Level(row.level)] if row and row.level else "",
        counts=_counts(row) if row is not None else None,
        reading=await _reading(actor, seen, row, form) if row is not None and is_sent else None,
        actions=acts,
        can_add=can_write and workshop.state in agreed.AGREED_IN,
        found=await _found(actor, workshop, row),
    )


def _rows(row: Outcome | None) -> list[Row]:
    parts = row.parts if row else {}
    found = [
        Row(name, str(label), bool(parts.get(name)), name in rules.ASKED)
        for name, label in rules.PARTS.items()
    ]
    found.insert(1, Row("lessons", str(LESSONS), bool(row and row.lessons), is_asked=True))
    return found


def _shown(row: Outcome) -> list[tuple[str, str]]:
    return [
        (str(label), row.parts[name]) for name, label in rules.PARTS.items() if row.parts.get(name)
    ]


def _counts(row: Outcome) -> dict[str, Any] | None:
    """How many took part; groups of fewer than five are not named."""
    if not row.counts:
        return None
    return {
        "all": int(row.counts.get("all", {}).get("", 0)),
        "profession": numbers.groups(row.counts.get("profession", {})),
        "region": numbers.groups(row.counts.get("region", {})),
    }


async def _found(actor: Actor, workshop: Workshop, row: Outcome | None) -> list[Any]:
    """The item it became in the library, for those who may read it there."""
    if row is None or row.item_id is None:
        return []
    stops = await learning_trail.results_of(actor, "workshop", workshop.id)
    return [stop for stop in stops if stop.kind == "item"]


async def _reading(actor: Actor, seen: Seen, row: Outcome, form: ReturnForm) -> Reading | None:
    """The buttons of editors: on, or off with the reason."""
    parts = [p for p in _READERS if p in policy.parts_in(actor, *seen)]
    is_writer = actor.person_id in (row.submitted_by_id, seen.workshop.outcome_owner_id)
    if not parts or is_writer or seen.workshop.state is not WorkshopState.OUTCOMES_DUE:
        return None
    facts = await workshops.facts_of(seen.workshop)
    offered = states.offered(facts, parts[0], clock.now())
    able = {rule.move for rule, codes in offered if not codes}
    hindered = [codes for rule, codes in offered if rule.move is Move.PUBLISH]
    is_same = facts.outcome_read_by is not None and facts.outcome_read_by == actor.person_id
    hindered += [[Code.SAME_READER]] if is_same else []
    return Reading(
        form,
        can_return=Move.RETURN_OUTCOME in able,
        can_clear=Move.CLEAR_OUTCOME in able and facts.outcome_read_by is None,
        can_publish=Move.PUBLISH in able and not is_same,
        reasons=[guards.text(code) for codes in hindered for code in codes],
    )


# sending, returning, publishing ------------------------------------------------------------------


async def submit(request: Request) -> Response:
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    form = PublishForm(form_of(request))
    try:
        await concluding.submit_outcome(actor, seen.workshop, form.version.data)
    except Invalid as error:
        return await _page(request, seen, ReturnForm(), 422, error.fields)
    flash(request, _("Sent. An editor reads it next, and publishes it or returns it with a note."))
    return see_other("workshops:outcome", id=seen.workshop.id)


async def send_back(request: Request) -> Response:
    actor, form = actor_of(request), ReturnForm(form_of(request))
    seen = await _sent(request)
    if not form.validate():
        return await _page(request, seen, form, 422)
    await moving.move(actor, seen.workshop, Move.RETURN_OUTCOME, Given(note=form.note.data))
    flash(request, _("Returned. Those who write it read your note."))
    return see_other("workshops:outcome", id=seen.workshop.id)


async def find_sound(request: Request) -> Response:
    """Say of what everybody will read that it is sound; somebody else publishes it."""
    actor, form = actor_of(request), PublishForm(form_of(request))
    seen = await _sent(request)
    await moving.move(actor, seen.workshop, Move.CLEAR_OUTCOME, version=form.version.data)
    flash(request, _("Noted. Somebody else reads it as well, and publishes it or returns it."))
    return see_other("workshops:outcome", id=seen.workshop.id)


async def publish(request: Request) -> Response:
    """Publish what was read: a version that was returned and sent again meanwhile is not it."""
    actor, form = actor_of(request), PublishForm(form_of(request))
    seen = await _sent(request)
    await moving.move(actor, seen.workshop, Move.PUBLISH, version=form.version.data)
    flash(request, _("Published. It is in the library, for those it is meant for."))
    return see_other("workshops:outcome", id=seen.workshop.id)


async def _sent(request: Request) -> Seen:
    """A workshop whose outcome the actor may read; the rest looks as if it was not there."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    row = await outcomes.get_outcome(actor, seen)
    if row.submitted_at is None:
        raise NotFound
    return seen


routes = [
    *agreed.routes,
    get("/workshops/{id:uuid}/outcome", show, "workshops:outcome"),
    post("/workshops/{id:uuid}/outcome", submit, "workshops:submit-outcome"),
    post("/workshops/{id:uuid}/outcome/return", send_back, "workshops:return-outcome"),
    post("/workshops/{id:uuid}/outcome/reading", find_sound, "workshops:clear-outcome"),
    post("/workshops/{id:uuid}/outcome/publication", publish, "workshops:publish-outcome"),
    *outcome_writing.routes,
]
