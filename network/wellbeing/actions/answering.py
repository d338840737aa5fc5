"""Ballots: handed in once, taken back as long as the round is open, and linked to nobody.

A ballot's key follows from the person's own, so only they find it again. That somebody took part
is marked beside, so that a second key gives no second ballot. See docs/adr/0026.
"""

from collections.abc import Sequence

from network.adapters import sealing
from network.db import after_commit, traces, transaction
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound
from network.kernel.i18n import _
from network.wellbeing.actions.ballot_boxes import locked
from network.wellbeing.models.rounds import Asked, CheckInRound, SealedBallot
from network.wellbeing.queries import histories, rounds
from network.wellbeing.queries.rounds import MyRound
from network.wellbeing.rules import ballots, pulse
from network.wellbeing.rules.instruments import Answers, OffScale
from network.wellbeing.vocabulary import RoundState


async def hand_in(actor: Actor, key: bytes | None, answers: Answers) -> None:
    """Put ten answers into the open round. Without a key they cannot be taken back.

    Raises NotFound for who is not asked, Invalid for too few answers, and Conflict for a second
    ballot or a round that has closed.
    """
    mine = await rounds.my_round(actor)
    if mine is None:
        raise NotFound
    given = _countable(answers)
    ballot_id = histories.ballot_key(key or sealing.new_key(), mine.round.id)
    content = ballots.packed(mine.centre_id, mine.family, given)
    async with transaction():
        held = await _hold(mine)
        await _mark(actor, held, took_part=True)
        await SealedBallot.create(
            id=ballot_id, round_id=held.id, box=locked(held, ballot_id, content)
        )
        after_commit("wipe", traces.wipe)  # the journal holds mark and ballot side by side


async def withdraw(actor: Actor, key: bytes) -> None:
    """Take the own ballot back while the round is open. Raises NotFound or Conflict."""
    if not await withdraw_if_there(actor, key):
        raise NotFound


async def withdraw_if_there(actor: Actor, key: bytes) -> bool:
    """The same; says whether there was one."""
    mine = await rounds.my_round(actor)
    if mine is None:
        return False
    async with transaction():
        held = await _hold(mine)
        ballot_id = histories.ballot_key(key, held.id)
        if not await SealedBallot.filter(id=ballot_id, round_id=held.id).delete():
            return False
        await _mark(actor, held, took_part=False)
        after_commit("wipe", traces.wipe)
    return True


def _countable(answers: Answers) -> Sequence[int | None]:
    """Ten answers of which enough are given for all to count."""
    try:
        outcome = pulse.outcome(answers)
    except OffScale:
        raise Invalid(_("Choose one of the answers, or leave it out.")) from None
    if outcome.strain is None:
        raise Invalid(_("A round counts check-ins with at least eight answers."))
    return [answers.get(number) for number in pulse.QUESTIONS]


async def _hold(mine: MyRound) -> CheckInRound:
    """The round, which cannot close before this transaction ends."""
    held = await CheckInRound.select_for_update().get_or_none(
        id=mine.round.id, state=RoundState.OPEN
    )
    if held is None:
        raise Conflict(_("The round has closed. A later check-in counts in the next one."))
    return held


async def _mark(actor: Actor, held: CheckInRound, *, took_part: bool) -> None:
    row = Asked.filter(round_id=held.id, person_id=actor.person_id, took_part=not took_part)
    if not await row.update(took_part=took_part):
        raise Conflict(_("You have given a ballot to this round already."))
