"""After a copy was brought back: ballots are in no copy, so an open round takes them anew."""

from network.db import transaction
from network.wellbeing.actions import opening
from network.wellbeing.models.rounds import Asked, CheckInRound, SealedBallot
from network.wellbeing.vocabulary import RoundState


async def begin_again() -> int:
    """Let everybody asked in an open round answer again, under a new lock; says how many rounds."""
    found = await CheckInRound.filter(state=RoundState.OPEN)
    for one in found:
        async with transaction():
            await SealedBallot.filter(round_id=one.id).delete()
            await Asked.filter(round_id=one.id).update(took_part=False)
            await CheckInRound.filter(id=one.id).update(lock=opening.lock_for(one))
    return len(found)
