"""From what a workshop brings along to notices: reminders, agenda, materials and what follows."""

from network import events
from network.kernel import clock
from network.notifications.reactions.telling import tell
from network.outbox import Reactions
from network.web.routing import path_for

_ROUTES = {  # everything else is on the workshop's own page
    "attended": "workshops:evaluation",
    "outcome": "workshops:outcome",
    "outcome_to_read": "workshops:outcome",
    "unanswered": "workshops:invitation",
}
_TOLD_PROPOSALS = ("submitted", "confirmed", "rejected")
_OPEN = ("open", "doing")


async def reminded(fact: events.WorkshopReminded) -> None:
    when = {"at": fact.at} if fact.at else {}
    days = {"first_on": fact.due_on, "last_on": fact.due_on} if fact.due_on else {}
    await tell(fact.told, _reminder(fact), fact.workshop_id, _path(fact), **when, **days)


def _path(fact: events.WorkshopReminded) -> str:
    """Who sees to something finds it among their own, also of a workshop they do not see."""
    if fact.what == "action":
        return path_for("workshops:actions")
    return path_for(_ROUTES.get(fact.what, "workshops:show"), id=fact.workshop_id)


def _reminder(fact: events.WorkshopReminded) -> str:
    is_late = fact.due_on is not None and fact.due_on < clock.now().date()
    late = "_late" if fact.what == "outcome" and is_late else ""
    return f"workshop_due_{fact.what}{late}"


async def agenda_released(fact: events.AgendaReleased) -> None:
    """Speakers hear of their own part, others of who speaks."""
    path = path_for("workshops:agenda", id=fact.workshop_id)
    told_as = zip(fact.told, fact.told_as, strict=False)
    coming = {who for who, part in told_as if part == "person"}
    speakers = [who for who in fact.told if who not in coming]
    await tell(speakers, "workshop_agenda", fact.workshop_id, path)
    await tell(sorted(coming), "workshop_agenda_person", fact.workshop_id, path)


async def proposal_moved(fact: events.ProposalMoved) -> None:
    if fact.state in _TOLD_PROPOSALS:
        path = path_for("workshops:proposals", id=fact.workshop_id)
        await tell(fact.told, f"workshop_proposal_{fact.state}", fact.proposal_id, path)


async def material_added(fact: events.MaterialAdded) -> None:
    path = path_for("workshops:materials", id=fact.workshop_id)
    await tell(fact.told, "workshop_material", fact.workshop_id, path)


async def action_moved(fact: events.OutcomeActionMoved) -> None:
    kind = "workshop_action" if fact.state in _OPEN else "workshop_action_settled"
    await tell(fact.told, kind, fact.action_id, path_for("workshops:actions"))


async def accredited(fact: events.TrainerAccredited) -> None:
    path = path_for("workshops:trainers", id=fact.workshop_id)
    if fact.is_revoked:
        await tell(fact.told, "workshop_trainer_revoked", fact.accreditation_id, path)
        return
    days = {"first_on": fact.until_on, "last_on": fact.until_on}
    await tell(fact.told, "workshop_trainer", fact.accreditation_id, path, **days)


REACTIONS: Reactions = {
    events.WorkshopReminded: reminded,
    events.AgendaReleased: agenda_released,
    events.ProposalMoved: proposal_moved,
    events.MaterialAdded: material_added,
    events.OutcomeActionMoved: action_moved,
    events.TrainerAccredited: accredited,
}
