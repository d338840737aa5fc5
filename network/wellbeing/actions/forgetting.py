"""What goes, on its day and without a trace: ballots, flags, what releases kept, histories."""

from datetime import date
from uuid import UUID

from network.adapters import lock_files
from network.centres import queries as centres
from network.db import traces, transaction
from network.people import queries as people
from network.wellbeing.models.help import ContactWish
from network.wellbeing.models.histories import FadingKey, History
from network.wellbeing.models.rounds import (
    Asked,
    CheckInRound,
    RoundCentre,
    RoundRelease,
    SealedBallot,
)
from network.wellbeing.queries.rounds import today
from network.wellbeing.rules import timing
from network.wellbeing.vocabulary import RoundState

_OVER = (RoundState.RELEASED, RoundState.CANCELLED)


async def forget_due() -> None:
    """Let everything go whose day has come; run again, it changes nothing."""
    day = today()
    await _forget_rounds(day)
    await _forget_histories(day)
    await ContactWish.filter(goes_on__lte=day).delete()
    await traces.wipe()


async def _forget_rounds(day: date) -> None:
    async with transaction():
        over = [one.id for one in await CheckInRound.filter(state__in=_OVER)]
        await SealedBallot.filter(round_id__in=over).delete()
        await RoundRelease.filter(kept_goes_on__lte=day).update(kept=None)
        late = [one.round_id for one in await RoundRelease.filter(kept_goes_on__lte=day)]
        await Asked.filter(round_id__in=late).delete()
        await RoundCentre.filter(round_id__in=late).delete()
        old = [one.round_id for one in await RoundRelease.filter(goes_on__lte=day)]
        await CheckInRound.filter(id__in=old).delete()
    for round_id in over:
        lock_files.destroy(round_id)


async def _forget_histories(day: date) -> None:
    """Entries go with the half of their key, whole histories with their last entry."""
    async with transaction():
        await FadingKey.filter(goes_on__lt=day.isoformat()).delete()
        await History.filter(goes_on__lt=day).delete()
        await _note_leavers(day)
        await History.filter(left_on__lte=day - timing.LEAVER_HISTORY_FOR).delete()


async def _note_leavers(day: date) -> None:
    """Whoever left has thirty days; whoever came back in time keeps everything."""
    rows = await History.all().values_list("person_id", "left_on")
    here = await _here([person_id for person_id, _left in rows])
    gone = [person_id for person_id, left in rows if left is None and person_id not in here]
    back = [person_id for person_id, left in rows if left is not None and person_id in here]
    await History.filter(person_id__in=gone).update(left_on=day)
    await History.filter(person_id__in=back).update(left_on=None)


async def _here(person_ids: list[UUID]) -> set[UUID]:
    """Those who still belong to a centre or the network, with an account that is open."""
    working = set(await centres.workers_of(person_ids))
    office = await people.people_of(set(await centres.network_roles()) & set(person_ids))
    return working | {person.id for person in office.values() if not person.is_disabled}
