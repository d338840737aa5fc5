"""Closing a round: ballots opened once, counted, coarsened, and what is told frozen for ever.

Counters are never stored: those of a family in which one person answered would be her answers.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from uuid import UUID

from anyio import to_thread

from network import events
from network.adapters import lock_files
from network.centres import queries as centres
from network.kernel.errors import Conflict
from network.kernel.i18n import _
from network.wellbeing.actions import ballot_boxes
from network.wellbeing.models.rounds import Asked, CheckInRound, RoundCentre, RoundRelease
from network.wellbeing.queries import kept, rounds
from network.wellbeing.queries.kept import Answered
from network.wellbeing.rules import release as rules
from network.wellbeing.rules import stored, tallies, timing, trees
from network.wellbeing.rules.tallies import Ballot, Tally
from network.wellbeing.rules.trees import Family, Place, family_place


async def release(one: CheckInRound) -> RoundRelease:
    """Make the release of a round that is over; what the last one left goes with it."""
    key = lock_files.find(one.id)
    if key is None:
        raise Conflict(_("The key of this round is not on this machine, so it cannot be counted."))
    there = await RoundCentre.filter(round_id=one.id)
    earlier = await kept.before()
    answered = await kept.answered(one.id)
    ballots = await ballot_boxes.unsealed(one, key)
    counted = await to_thread.run_sync(partial(_counted, ballots, answered))
    sizes = {place: tally.size for place, tally in counted.items()}
    root = trees.tree(_centres(there, answered), sizes, rounds.terms_of(one))
    turnovers = None
    if earlier.release and earlier.kept:
        turnovers = await kept.turnovers(earlier.release.round_id, one.id, answered)
    made = rules.release(root, counted, turnovers, earlier.kept)
    await _forget_before(one)
    return await _store(one, made)


async def fact_for_staff(release: RoundRelease) -> events.CheckInReleased:
    """All who were asked hear of it alike, but not yet those who see it later."""
    later = await _later()
    return _fact(release, (one for one in await kept.asked(release.round_id) if one not in later))


async def fact_for_coordinators(release: RoundRelease) -> events.CheckInReleased:
    return _fact(release, sorted(await _later()))


def _fact(release: RoundRelease, told: Iterable[UUID]) -> events.CheckInReleased:
    return events.CheckInReleased(
        release_id=release.id, round_id=release.round_id, told=tuple(told)
    )


async def _later() -> set[UUID]:
    return {*await centres.coordinator_ids(), *await centres.secretariat_ids()}


def _counted(ballots: Iterable[Ballot], answered: Mapping[Place, Answered]) -> dict[Place, Tally]:
    """Only places with no more ballots than people who took part: others were tampered with."""
    asked = {place.name for place in answered}
    found = tallies.fold((one for one in ballots if one.centre in asked), asked)
    return {
        place: tally
        for place, tally in found.items()
        if place in answered and tally.size <= answered[place].people
    }


def _centres(
    there: Iterable[RoundCentre], answered: Mapping[Place, Answered]
) -> list[trees.Centre]:
    return [
        trees.Centre(
            key=str(row.centre_id),
            region=row.region,
            eligible={Family(name): size for name, size in row.eligible.items()},
            uncounted={family: _new(answered, row, family) for family in Family},
            is_withheld=row.is_withheld,
        )
        for row in there
    ]


def _new(answered: Mapping[Place, Answered], row: RoundCentre, family: Family) -> int:
    found = answered.get(family_place(str(row.centre_id), family))
    return found.new if found else 0


async def _forget_before(one: CheckInRound) -> None:
    """What was kept of earlier rounds for this one."""
    await RoundRelease.exclude(kept=None).update(kept=None)
    await Asked.exclude(round_id=one.id).delete()
    await RoundCentre.exclude(round_id=one.id).delete()


async def _store(one: CheckInRound, made: rules.Release) -> RoundRelease:
    day = rounds.today()
    return await RoundRelease.create(
        round_id=one.id,
        released_on=day,
        coordinators_on=timing.coordinators_day(day),
        goes_on=timing.aggregates_go_on(day),
        told=stored.plain(made),
        kept=stored.plain_kept(made.kept),
        kept_goes_on=timing.counters_go_on(day),
    )
