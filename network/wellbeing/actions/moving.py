"""The one way a round changes its state: opened and released by time, cancelled by the office."""

import logging
from functools import partial
from typing import Any
from uuid import UUID

from network import events, outbox
from network.adapters import lock_files
from network.db import after_commit, traces, transaction
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import Conflict, Stale, require
from network.kernel.i18n import _
from network.wellbeing import policy
from network.wellbeing.actions import opening, releasing
from network.wellbeing.models.rounds import (
    ONLY,
    Asked,
    CheckInRound,
    RoundCentre,
    RoundRelease,
    SealedBallot,
)
from network.wellbeing.queries import rounds
from network.wellbeing.rules import rounds as rules
from network.wellbeing.vocabulary import Move, RoundState

log = logging.getLogger(__name__)


async def cancel(actor: Actor, one: CheckInRound) -> CheckInRound:
    """Take a round back: its ballots are destroyed unread, and nothing is told."""
    require(policy.can_steward(actor))
    return await move(actor, one, Move.CANCEL)


async def open_due() -> int:
    """Open the round whose first day has come."""
    due = await CheckInRound.filter(state=RoundState.PLANNED, opens_on__lte=rounds.today())
    open_still = [one for one in due if rounds.window_of(one).is_open(rounds.today())]
    for one in open_still:
        await move(SYSTEM, one, Move.OPEN)
    return len(open_still)


async def release_due() -> int:
    """Release the round whose last day is over."""
    due = await CheckInRound.filter(state=RoundState.OPEN, closes_on__lt=rounds.today())
    for one in due:
        await move(SYSTEM, one, Move.RELEASE)
    return len(due)


async def tell_coordinators() -> int:
    """Tell coordinators and the secretariat of a release, three days after staff."""
    due = await RoundRelease.filter(
        are_coordinators_told=False, coordinators_on__lte=rounds.today()
    )
    for one in due:
        async with transaction():
            told = RoundRelease.filter(id=one.id, are_coordinators_told=False)
            if await told.update(are_coordinators_told=True):
                await outbox.record(SYSTEM, await releasing.fact_for_coordinators(one))
    return len(due)


async def move(actor: Actor, one: CheckInRound, what: Move) -> CheckInRound:
    """Make a move of a round; the round as it is then. Raises Conflict or Stale."""
    async with transaction():
        await CheckInRound.select_for_update().get_or_none(id=one.id)
        stored = await rounds.fresh(one.id)
        if stored.state is not one.state:
            raise Stale(_("Somebody changed this round a moment ago."), stored)
        code = rules.refusal(stored.state, what, rounds.window_of(stored), rounds.today())
        target = rules.target(stored.state, what)
        if code or target is None:
            raise Conflict(str(rules.TEXTS[code or rules.Code.NOT_FROM_HERE]))
        fact, changes = await _EFFECTS[what](stored)
        live = ONLY if target is RoundState.OPEN else None
        if not await stored.store(stored.version, state=target, live=live, **changes):
            raise Stale(_("Somebody changed this round a moment ago."), stored)
        await outbox.record(actor, fact)
        if target is not RoundState.OPEN:
            after_commit(("scrub", one.id), partial(_scrub, one.id))
    return stored


async def _opened(one: CheckInRound) -> tuple[events.Event, dict[str, Any]]:
    asked = await opening.draw_up(one)
    fact = events.CheckInRoundOpened(round_id=one.id, closes_on=one.closes_on, told=asked)
    return fact, {"lock": opening.lock_for(one)}


async def _released(one: CheckInRound) -> tuple[events.Event, dict[str, Any]]:
    release = await releasing.release(one)
    await SealedBallot.filter(round_id=one.id).delete()
    return await releasing.fact_for_staff(release), {"lock": None}


async def _cancelled(one: CheckInRound) -> tuple[events.Event, dict[str, Any]]:
    told = [row.person_id for row in await Asked.filter(round_id=one.id)]
    await SealedBallot.filter(round_id=one.id).delete()
    await Asked.filter(round_id=one.id).delete()
    await RoundCentre.filter(round_id=one.id).delete()
    return events.CheckInRoundCancelled(round_id=one.id, told=tuple(sorted(told))), {"lock": None}


_EFFECTS = {Move.OPEN: _opened, Move.RELEASE: _released, Move.CANCEL: _cancelled}


async def _scrub(round_id: UUID) -> None:
    """What was deleted shall not be found in files either."""
    lock_files.destroy(round_id)
    await traces.wipe()
