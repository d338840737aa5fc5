"""From facts of workshops to entries: one for each session, and what is due when.

An entry never says what a workshop is about, nor where: that is read on its page.
"""

from datetime import date, timedelta
from uuid import UUID

from network import events
from network.calendars.actions import entries
from network.calendars.actions.entries import Planned, Source
from network.calendars.models.feeds import Purpose
from network.kernel import clock
from network.outbox import Reactions

_SHORTEST = timedelta(minutes=5)
_KINDS = {  # what a deadline is called here
    "workshop_outcome": "workshop_outcome",
    "workshop_registration": "workshop_closing",
}
_EACH_ALONE = ("workshop_closing",)  # who has answered is done, while others still may


async def session_moved(fact: events.WorkshopSessionMoved) -> None:
    source = Source(kind="workshop_session", id=fact.session_id, revision=fact.revision)
    planned = Planned(
        purpose=Purpose.WORKSHOPS,
        kind=fact.kind,
        starts=fact.starts_at,
        ends=fact.starts_at + max(timedelta(minutes=fact.minutes), _SHORTEST),
        part_of=fact.workshop_id,
    )
    if not fact.is_removed:
        members = dict.fromkeys(fact.members)
        await entries.put(source, planned, members, is_whole=fact.is_whole)
        return
    await entries.cancel(source, planned, fact.members)
    if fact.is_whole:
        await entries.cancel_all(source)


async def deadline_set(fact: events.WorkshopDeadlineSet) -> None:
    kind = _KINDS[fact.what]
    source = Source(kind=kind, id=fact.workshop_id, revision=fact.revision)
    planned = _due(kind, fact.due_on, fact.workshop_id)
    if fact.due_on is None:
        await entries.settle_each(source, planned, fact.told)
        return
    if kind not in _EACH_ALONE:
        if await entries.is_outdated(source):
            return
        await entries.settle(source, but=fact.told)
    await entries.put(source, planned, dict.fromkeys(fact.told), is_whole=False)


async def action_moved(fact: events.OutcomeActionMoved) -> None:
    """What was agreed is in the calendar of who sees to it, until it is done."""
    source = Source(kind="workshop_action", id=fact.action_id, revision=fact.revision)
    planned = _due(source.kind, fact.due_on, fact.workshop_id)
    owners = [fact.owner_id] if fact.owner_id and fact.due_on else []
    if owners and await entries.is_outdated(source):
        return
    await entries.settle(source, but=owners)
    others = {fact.owner_id, *fact.told} - {None, *owners}
    await entries.settle_each(source, planned, [key for key in others if key])
    await entries.put(source, planned, dict.fromkeys(owners), is_whole=False)


def _due(kind: str, day: date | None, workshop_id: UUID) -> Planned:
    shown = day or clock.now().date()
    return Planned(
        purpose=Purpose.DEADLINES, kind=kind, starts=shown, ends=shown, part_of=workshop_id
    )


REACTIONS: Reactions = {
    events.WorkshopSessionMoved: session_moved,
    events.WorkshopDeadlineSet: deadline_set,
    events.OutcomeActionMoved: action_moved,
}
