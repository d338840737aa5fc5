"""The agenda as a draft, its releases and what changed in them (/workshops/{id}/agenda)."""

import hashlib
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, require
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of
from network.workshops import policy
from network.workshops.actions import programming as actions
from network.workshops.forms.agenda import ReleaseForm
from network.workshops.models.workshops import WorkshopSession
from network.workshops.pages import (
    agenda_items,
    agenda_shown,
    minutes,
    saying_times,
    speaking,
    times_shown,
)
from network.workshops.queries import agenda, named, programme, speaker_times, workshops
from network.workshops.queries.programme import Draft
from network.workshops.queries.workshops import Seen
from network.workshops.rules.agenda import changes_from_stored, changes_to_stored, from_stored
from network.workshops.rules.names import SPEAKERS
from network.workshops.rules.speaker_times import ask_again, asked
from network.workshops.rules.states_table import IN_CALENDARS


async def show_agenda(request: Request) -> Response:
    """The agenda as it was released, and the reader's own part in it."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    last = await agenda.last_release(seen.workshop.id)
    slots = from_stored(last.slots) if last else []
    sessions = await workshops.sessions_of(seen.workshop.id)
    spoken = {key for slot in slots for key in slot.speakers} if actor.is_member else set()
    people = await named.names(actor, spoken)
    zone = seen.workshop.zone or "UTC"
    return render(
        request,
        "workshops/agenda.html",
        workshop=seen.workshop,
        release=last,
        released_on=moments.local_day(last.created_at, zone) if last else None,
        blocks=agenda_shown.blocks(
            slots,
            sessions,
            people,
            visit_of(request).where,
            knows_town=policy.knows_town(actor, *seen),
        ),
        **await _own_part(actor, seen, sessions),
        speaker_states=SPEAKERS,
        can_read_minutes=policy.can_read_minutes(actor, *seen),
        can_see_draft=policy.can_see_draft_agenda(actor, *seen),
        can_propose=policy.can_propose(actor, *seen),
    )


async def _own_part(actor: Actor, seen: Seen, sessions: list[WorkshopSession]) -> dict[str, Any]:
    """The items the reader speaks in, and whether they are asked when they could."""
    own = await programme.own_parts(actor, seen.workshop.id)
    coming = asked(seen.workshop.state, sessions, clock.now()) if own else []
    said = await speaker_times.own_times(actor, seen.workshop.id) if coming else {}
    return {"own": own, "says_times": bool(coming), "asks_again": ask_again(coming, said)}


async def show_draft(request: Request) -> Response:
    seen = await _drafted(request)
    found = await programme.draft(actor_of(request), seen)
    return await _draft_page(request, seen, found, ReleaseForm(data={"number": found.number}))


async def release(request: Request) -> Response:
    """Release what was shown; whatever changed since is shown first."""
    seen = await _drafted(request)
    require(policy.can_run(actor_of(request), *seen))
    found = await programme.draft(actor_of(request), seen)
    form = ReleaseForm(form_of(request))
    if not form.validate():
        return await _draft_page(request, seen, found, form, 422)
    if found.changes and form_of(request).get("sign") != _sign(found):
        form.notices.append(_("The draft changed a moment ago. Look at it once more."))
        form.number.data = found.number
        return await _draft_page(request, seen, found, form, 409)
    try:
        number = int(form.number.data)
        await actions.release(actor_of(request), seen.workshop, number, form.note.data)
    except Conflict as error:
        form.notices.append(error.message)
        form.number.data = found.number
        return await _draft_page(request, seen, found, form, 409)
    flash(
        request,
        _("Released. Everybody with a place and speakers whose time changed are told.")
        if found.others_speak
        else _("Released. Speakers whose time changed are told."),
    )
    return see_other("workshops:agenda", id=seen.workshop.id)


async def show_changes(request: Request) -> Response:
    """The public log: every release with what changed in it."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    zone = seen.workshop.zone or "UTC"
    return render(
        request,
        "workshops/agenda_changes.html",
        workshop=seen.workshop,
        clocks=_clocks(actor, seen),
        releases=[
            (
                row,
                moments.local_day(row.created_at, zone),
                agenda_shown.change_lines(changes_from_stored(row.changes), zone),
            )
            for row in await agenda.releases_of(seen.workshop.id)
        ],
    )


async def _drafted(request: Request) -> Seen:
    """A workshop whose draft the reader may see; who only sees the workshop is told so."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    require(policy.can_see_draft_agenda(actor, *seen))
    return seen


async def _draft_page(
    request: Request, seen: Seen, found: Draft, form: ReleaseForm, status: int = 200
) -> Response:
    actor, workshop = actor_of(request), seen.workshop
    spoken = {row.person_id for rows in found.speakers.values() for row in rows}
    told = {key for key in found.concerned if key != actor.person_id}
    people = await named.names(actor, spoken | told)
    warnings = agenda_shown.warnings_of(found.slots, found.sessions, people)
    for item_id, said in times_shown.warnings_of(found, people).items():
        warnings.setdefault(item_id, []).extend(said)
    return render(
        request,
        "workshops/agenda_draft.html",
        status,
        workshop=workshop,
        form=form,
        sign=_sign(found),
        clocks=_clocks(actor, seen),
        blocks=agenda_shown.blocks(
            found.slots,
            found.sessions,
            people,
            visit_of(request).where,
            warnings,
            knows_town=policy.knows_town(actor, *seen),
        ),
        asked=agenda_shown.asked_in(found.speakers, people),
        changes=agenda_shown.change_lines(found.changes, workshop.zone),
        told=agenda_shown.names_in(told, people),
        others_speak=found.others_speak,
        is_first=found.last is None,
        is_announced=workshop.state in IN_CALENDARS,
        can_write=policy.can_run(actor, *seen),
    )


def _clocks(actor: Actor, seen: Seen) -> str:
    """Whose clocks all times of a page are on; by their offset where the town is not to be told."""
    zone = seen.workshop.zone or "UTC"
    if policy.knows_town(actor, *seen):
        return _("Times are local in %(place)s.", place=moments.place(zone))
    offset = moments.offset(seen.workshop.starts_at or clock.now(), zone)
    return _("Times are on the clocks of the host, at %(offset)s.", offset=offset)


def _sign(found: Draft) -> str:
    """Tells one set of changes from another, so that nothing unseen is released."""
    text = json.dumps(changes_to_stored(found.changes), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


routes = [
    get("/workshops/{id:uuid}/agenda", show_agenda, "workshops:agenda"),
    get("/workshops/{id:uuid}/agenda/draft", show_draft, "workshops:agenda-draft"),
    post("/workshops/{id:uuid}/agenda/releases", release, "workshops:agenda-release"),
    get("/workshops/{id:uuid}/agenda/changes", show_changes, "workshops:changes"),
    *agenda_items.routes,
    *speaking.routes,
    *saying_times.routes,
    *minutes.routes,
]
