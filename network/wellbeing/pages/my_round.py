"""The open round as its people are told of it before they answer."""

from datetime import date
from typing import NamedTuple

from network.centres import queries as centres
from network.kernel.actor import Actor
from network.wellbeing.queries import histories, rounds
from network.wellbeing.rules import timing, trees


class Told(NamedTuple):
    """What holds for a round, and whether the opened history has answers in it.

    `is_in` is false while the history is shut: the portal then shows nobody who took part.
    """

    centre: str
    family: str
    k: int
    network_k: int
    closes_on: date
    staff_on: date
    coordinators_on: date
    is_in: bool


async def told(actor: Actor, key: bytes | None) -> Told | None:
    """The open round in which the actor is asked, if there is one."""
    mine = await rounds.my_round(actor)
    if mine is None:
        return None
    own = await centres.centres_by_id([mine.centre_id])
    staff_on = timing.release_day(rounds.window_of(mine.round))
    return Told(
        centre=own[mine.centre_id].name if mine.centre_id in own else "",
        family=str(trees.FAMILY_WORDS[mine.family]),
        k=mine.k,
        network_k=mine.round.network_k,
        closes_on=mine.round.closes_on,
        staff_on=staff_on,
        coordinators_on=timing.coordinators_day(staff_on),
        is_in=key is not None and await histories.has_ballot(key, mine.round.id),
    )
