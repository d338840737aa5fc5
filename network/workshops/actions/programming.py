"""The agenda: writing it, releasing it, and what happens when a speaker cannot come."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, Stale, require
from network.kernel.i18n import _
from network.workshops import policy
from network.workshops.actions import membership, moving, saying_times
from network.workshops.models.agenda import (
    AgendaItem,
    AgendaNote,
    AgendaNoteRevision,
    AgendaRelease,
    AgendaSpeaker,
)
from network.workshops.models.workshops import Workshop, WorkshopSession
from network.workshops.queries import agenda as queries
from network.workshops.queries import people
from network.workshops.rules import agenda
from network.workshops.rules.agenda import Slot
from network.workshops.rules.states_table import SHOWN
from network.workshops.vocabulary import SpeakerState, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What an item shall be; it begins `starts_after` minutes into its session."""

    title: str
    minutes: int
    session_id: UUID | None = None
    starts_after: int = 0
    about: str = ""
    lang: str = ""


async def add_item(actor: Actor, workshop: Workshop, item: Item) -> AgendaItem:
    """Put something into the draft of the agenda."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        if len(await queries.items_of(stored.id)) >= agenda.MOST_ITEMS:
            raise Conflict(_("An agenda holds at most 200 items."))
        return await AgendaItem.create(workshop_id=stored.id, **await _columns(stored, item))


async def change_item(
    actor: Actor, workshop: Workshop, item_id: UUID, version: int, item: Item
) -> AgendaItem:
    """Change an item of the draft; others see it once it is released."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await queries.get_item(stored.id, item_id)
        await _keep(row, version, **await _columns(stored, item))
    return row


async def remove_item(actor: Actor, workshop: Workshop, item_id: UUID, version: int) -> None:
    """Take something out of the draft."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await queries.get_item(stored.id, item_id)
        before = await people.members_of(stored)
        await _keep(row, version, removed_at=clock.now())
        await saying_times.forget_gone(stored)
        await membership.follow(actor, stored, before)
        await _tell_taken_out(actor, stored, row, await AgendaSpeaker.filter(item_id=row.id))


async def set_speakers(
    actor: Actor, workshop: Workshop, item_id: UUID, person_ids: Iterable[UUID]
) -> None:
    """Say who speaks in an item; those who are new to it are asked. The list is whole.

    They are told at once where others see the workshop, and else when it opens; so are, where
    others see it, those taken out.
    """
    wanted = set(person_ids)
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await queries.get_item(stored.id, item_id)
        before = await people.members_of(stored)
        there = {s.person_id: s for s in await AgendaSpeaker.filter(item_id=row.id)}
        new = sorted(wanted - {key for key, s in there.items() if _speaks(s)})
        await (
            AgendaSpeaker.filter(item_id=row.id).exclude(person_id__in=wanted or [row.id]).delete()
        )
        for person_id in new:
            await AgendaSpeaker.update_or_create(
                item_id=row.id, person_id=person_id, defaults={"state": SpeakerState.ASKED}
            )
        if wanted and row.needs_replacement:
            await row.store(row.version, needs_replacement=False)
        await saying_times.forget_gone(stored)
        await membership.follow(actor, stored, before)
        gone = [speaker for key, speaker in there.items() if key not in wanted]
        await _tell_taken_out(actor, stored, row, gone)
        told = tuple(key for key in new if key != actor.person_id)
        if told and stored.state in SHOWN:
            fact = events.SpeakerAsked(item_id=row.id, workshop_id=stored.id, told=told)
            await outbox.record(actor, fact)


async def confirm_speaking(actor: Actor, workshop: Workshop, item_id: UUID) -> None:
    """Say that one speaks in an item."""
    async with transaction():
        stored = await moving.held(workshop.id)
        row = await _own_speech(actor, stored, item_id)
        row.state = SpeakerState.CONFIRMED
        await row.save(update_fields=["state"])


async def withdraw_speaking(actor: Actor, workshop: Workshop, item_id: UUID) -> None:
    """Say that one cannot speak: the organisers look for another, and who comes learns of it.

    What was released of the agenda says at once that a speaker is being looked for.
    """
    async with transaction():
        stored = await moving.held(workshop.id)
        row = await _own_speech(actor, stored, item_id)
        before = await people.members_of(stored)
        row.state = SpeakerState.WITHDRAWN
        await row.save(update_fields=["state"])
        await saying_times.forget_gone(stored)
        await membership.follow(actor, stored, before)
        item = await queries.get_item(stored.id, item_id)
        await item.store(item.version, needs_replacement=True)
        is_public = await _mark_released(actor, stored, item_id)
        told = dict.fromkeys(await people.coming_ids(stored.id), "person") if is_public else {}
        found = await people.parts_told(stored, [Told.ORGANISERS], actor.person_id)
        told |= {key: str(part) for key, part in found.items()}
        told.pop(actor.person_id, None) if actor.person_id else None
        fact = events.SpeakerWithdrew(
            item_id=item_id,
            workshop_id=stored.id,
            told=tuple(sorted(told)),
            told_as=tuple(told[key] for key in sorted(told)),
        )
        await outbox.record(actor, fact)


async def release(actor: Actor, workshop: Workshop, number: int, note: str = "") -> AgendaRelease:
    """Let everybody who sees the workshop see the agenda as it is written now.

    `number` is the last release that was seen: Stale when there is another one. Told are only the
    speakers whose own time is another one, or whose item came or went, and those with a place where
    somebody else speaks.
    """
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        last = await queries.last_release(stored.id)
        before = agenda.from_stored(last.slots) if last else []
        draft = await queries.draft_of(stored.id)
        changes = agenda.changes(before, draft)
        if (last.number if last else 0) != number:
            raise Stale(_("Somebody released the agenda a moment ago."), last)
        if not changes:
            raise Conflict(_("Nothing has changed since the agenda was last released."))
        row = await _released(actor, stored, draft, changes, note)
        if moving.is_announced(stored):
            told = dict.fromkeys(agenda.concerned(before, draft), "speakers")
            if agenda.others_speak(changes):
                told = dict.fromkeys(await people.coming_ids(stored.id), "person") | told
            parts = sorted((key, part) for key, part in told.items() if key != actor.person_id)
            fact = events.AgendaReleased(
                workshop_id=stored.id,
                number=row.number,
                told=tuple(key for key, _part in parts),
                told_as=tuple(part for _key, part in parts),
            )
            await outbox.record(actor, fact)
    return row


async def write_minutes(
    actor: Actor, workshop: Workshop, item_id: UUID, version: int, text: str
) -> AgendaNote:
    """Write down what was said in an item; version 0 for the first words.

    Raises Stale with what is stored when somebody wrote meanwhile; every text is kept.
    """
    async with transaction():
        seen = await moving.held_for(actor, workshop)
        require(policy.can_write_minutes(actor, *seen))
        await queries.get_item(seen.workshop.id, item_id)
        row = await queries.note_of(item_id)
        if (row.version if row else 0) != version:
            raise Stale(_("Somebody wrote a moment ago."), row)
        columns: dict[str, Any] = {"text": text, "author_id": actor.person_id}
        if row is None:
            row = await AgendaNote.create(item_id=item_id, **columns)
        else:
            await row.store(version, **columns)
        await AgendaNoteRevision.create(note_id=row.id, number=row.version, **columns)
    return row


# what an item becomes ----------------------------------------------------------------------------


async def _columns(workshop: Workshop, item: Item) -> dict[str, Any]:
    if not agenda.LEAST_MINUTES <= item.minutes <= agenda.MOST_MINUTES:
        raise Invalid(minutes=_("Choose another length."))
    if item.session_id is not None:
        rows = WorkshopSession.filter(workshop_id=workshop.id, removed_at=None)
        session = await rows.get_or_none(id=item.session_id)
        if session is None:
            raise Invalid(session=_("Choose from the list."))
        if item.starts_after < 0 or item.starts_after + item.minutes > session.minutes:
            raise Invalid(starts_after=_("This is not within the session."))
    return {
        "title": item.title.strip(),
        "minutes": item.minutes,
        "session_id": item.session_id,
        "starts_after": item.starts_after if item.session_id else 0,
        "about": item.about.strip(),
        "lang": item.lang or workshop.lang,
    }


async def _keep(row: AgendaItem, version: int, **columns: Any) -> None:
    if not await row.store(version, **columns):
        told = _("Somebody changed this item a moment ago.")
        raise Stale(told, await AgendaItem.get(id=row.id))


def _speaks(row: AgendaSpeaker) -> bool:
    return row.state is not SpeakerState.WITHDRAWN


async def _tell_taken_out(
    actor: Actor, workshop: Workshop, item: AgendaItem, rows: Iterable[AgendaSpeaker]
) -> None:
    """Who withdrew knows it, and who was never asked need not."""
    told = sorted(r.person_id for r in rows if _speaks(r) and r.person_id != actor.person_id)
    if told and workshop.state in SHOWN:
        fact = events.SpeakerTakenOut(item_id=item.id, workshop_id=workshop.id, told=tuple(told))
        await outbox.record(actor, fact)


async def _own_speech(actor: Actor, workshop: Workshop, item_id: UUID) -> AgendaSpeaker:
    rows = AgendaSpeaker.filter(item__workshop_id=workshop.id, item__removed_at=None)
    row = await rows.get_or_none(item_id=item_id, person_id=actor.person_id)
    if actor.person_id is None or row is None:
        raise NotFound
    if not _speaks(row):
        raise Conflict(_("You said already that you cannot come."))
    return row


async def _released(
    actor: Actor,
    workshop: Workshop,
    slots: list[Slot],
    changes: list[agenda.Change],
    note: str = "",
) -> AgendaRelease:
    last = await queries.last_release(workshop.id)
    return await AgendaRelease.create(
        workshop_id=workshop.id,
        number=last.number + 1 if last else 1,
        slots=agenda.to_stored(slots),
        changes=agenda.changes_to_stored(changes),
        note=note.strip(),
        person_id=actor.person_id,
    )


async def _mark_released(actor: Actor, workshop: Workshop, item_id: UUID) -> bool:
    """Say in what was released that an item needs another speaker; False if it is not in it."""
    before = await queries.released_of(workshop.id)
    after = [
        replace(
            slot,
            needs_replacement=True,
            speakers=tuple(who for who in slot.speakers if who != actor.person_id),
        )
        if slot.item_id == item_id
        else slot
        for slot in before
    ]
    changes = agenda.changes(before, after)
    if changes:
        await _released(actor, workshop, after, changes)
    return bool(changes)
