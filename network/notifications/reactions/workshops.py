"""From facts of workshops to notices: each reader in their part, and never why."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from network import events
from network.notifications import rules
from network.notifications.reactions.telling import tell
from network.outbox import Reactions
from network.web.routing import path_for

_ORGANISERS = "organisers"
_DAYS = ("first_on", "last_on")
_ALIKE = {"accept": "confirm"}  # moves of a registration that read the same
_ROUTES = {  # everything else is on the workshop's own page
    "workshop_open_invited": "workshops:invitation",
    "workshop_open_speakers": "workshops:agenda",
    "workshop_reopen_reg": "workshops:invitation",
    "workshop_end": "workshops:outcome",
    "workshop_return_outcome": "workshops:outcome",
    "workshop_clear_outcome": "workshops:outcome",
}
_PEOPLE = ("apply", "ask_again", "withdraw")  # those that lead to a list of the organisers


async def moved(fact: events.WorkshopMoved) -> None:
    days = {name: on for name in _DAYS if (on := getattr(fact, name)) is not None}
    for part, people in _by_part(fact.told, fact.told_as).items():
        kind = _kind(fact, part)
        if kind:
            await tell(people, kind, fact.workshop_id, _path(fact, kind), **days)


def _kind(fact: events.WorkshopMoved, part: str) -> str:
    """What somebody reads; nothing for who never heard of a workshop that did not open."""
    if fact.move == "cancel" and fact.calendar == "none":
        return "workshop_drop" if part == _ORGANISERS else ""
    kind = f"workshop_{fact.move}_{part}"
    return kind if kind in rules.TOPIC_OF else f"workshop_{fact.move}"


def _path(fact: events.WorkshopMoved, kind: str) -> str:
    return path_for(_ROUTES.get(kind, "workshops:show"), id=fact.workshop_id)


async def session_moved(fact: events.WorkshopSessionMoved) -> None:
    """Each one learns of another time; that somebody came or left is told elsewhere."""
    kind = "workshop_session_removed" if fact.is_removed else "workshop_session"
    path = path_for("workshops:show", id=fact.workshop_id)
    await tell(fact.told, kind, fact.workshop_id, path, at=fact.starts_at)


async def registration_moved(fact: events.RegistrationMoved) -> None:
    kind = f"workshop_reg_{_ALIKE.get(fact.move, fact.move)}"
    if not fact.told or kind not in rules.TOPIC_OF:
        return
    route = "workshops:people" if fact.move in _PEOPLE else "workshops:show"
    until = {"until": fact.until} if fact.until else {}
    path = path_for(route, id=fact.workshop_id)
    await tell(fact.told, kind, fact.workshop_id, path, **until)


async def invited(fact: events.WorkshopInvited) -> None:
    kind = "workshop_invited_again" if fact.is_reminder else "workshop_invited"
    path = path_for("workshops:invitation", id=fact.workshop_id)
    await tell(fact.told, kind, fact.workshop_id, path)


async def invitation_answered(fact: events.WorkshopInvitationAnswered) -> None:
    if fact.state == "declined":
        path = path_for("workshops:invitations", id=fact.workshop_id)
        await tell(fact.told, "workshop_declined", fact.workshop_id, path)


async def speaker_asked(fact: events.SpeakerAsked) -> None:
    path = path_for("workshops:agenda", id=fact.workshop_id)
    await tell(fact.told, "workshop_speak", fact.workshop_id, path)


async def speaker_withdrew(fact: events.SpeakerWithdrew) -> None:
    path = path_for("workshops:agenda", id=fact.workshop_id)
    for part, people in _by_part(fact.told, fact.told_as).items():
        is_theirs = part == _ORGANISERS
        kind = "workshop_speaker_left_organisers" if is_theirs else "workshop_speaker_left"
        await tell(people, kind, fact.workshop_id, path)


async def speaker_taken_out(fact: events.SpeakerTakenOut) -> None:
    path = path_for("workshops:show", id=fact.workshop_id)
    await tell(fact.told, "workshop_speaker_out", fact.workshop_id, path)


def _by_part(told: Iterable[UUID], told_as: Iterable[str]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = defaultdict(list)
    for person_id, part in zip(told, told_as, strict=True):
        found[part].append(person_id)
    return found


REACTIONS: Reactions = {
    events.WorkshopMoved: moved,
    events.WorkshopSessionMoved: session_moved,
    events.RegistrationMoved: registration_moved,
    events.WorkshopInvited: invited,
    events.WorkshopInvitationAnswered: invitation_answered,
    events.SpeakerAsked: speaker_asked,
    events.SpeakerWithdrew: speaker_withdrew,
    events.SpeakerTakenOut: speaker_taken_out,
}
