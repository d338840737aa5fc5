"""Saying when one could speak, and forgetting it with who speaks no more."""

from collections.abc import Mapping
from uuid import UUID

from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _
from network.workshops import policy
from network.workshops.actions import moving
from network.workshops.models.agenda import SpeakerTime
from network.workshops.models.workshops import Workshop, WorkshopSession
from network.workshops.queries import people, workshops
from network.workshops.queries import speaker_times as queries
from network.workshops.rules import speaker_times as rules
from network.workshops.rules.speaker_times import Span


async def say_times(
    actor: Actor, workshop: Workshop, said: Mapping[UUID, Span | None], was: str
) -> None:
    """Say when one could in each coming session: from when until when, or None for not at all.

    One that is not named is a session of which one could all. Raises Stale where the sessions, or
    what one said of them, are no more what `was` is the mark of.
    """
    async with transaction():
        seen = await moving.held_for(actor, workshop)
        require(policy.can_say_times(actor, *seen))
        sessions = await workshops.sessions_of(seen.workshop.id)
        own = await queries.own_times(actor, seen.workshop.id)
        if rules.mark(sessions, own) != was:
            raise Stale(_("The times changed a moment ago. Look once more, then save."), own)
        coming = rules.asked(seen.workshop.state, sessions, clock.now())
        if not coming:
            raise Conflict(_("This workshop is over and stays as it is."))
        for session in coming:
            await _keep(actor, session, said.get(session.id, rules.span_of(session)))


async def forget_gone(workshop: Workshop) -> None:
    """What those said who speak in nothing of a workshop any more goes with them."""
    rows = SpeakerTime.filter(workshop_id=workshop.id)
    said: set[UUID] = set(await rows.values_list("person_id", flat=True))  # type: ignore[arg-type]
    gone = said and said.difference(await people.speaker_ids(workshop.id))
    if gone:
        await rows.filter(person_id__in=gone).delete()


async def _keep(actor: Actor, session: WorkshopSession, span: Span | None) -> None:
    """All of a session is what goes without saying, so nothing is stored of it."""
    whole = rules.span_of(session)
    await SpeakerTime.filter(session_id=session.id, person_id=actor.person_id).delete()
    if span == whole:
        return
    if span and not whole.since <= span.since < span.until <= whole.until:
        raise Invalid(_("This is not within the session."))
    await SpeakerTime.create(
        workshop_id=session.workshop_id,
        session_id=session.id,
        person_id=actor.person_id,
        starts_at=session.starts_at,
        minutes=session.minutes,
        from_at=span.since if span else None,
        until_at=span.until if span else None,
    )
