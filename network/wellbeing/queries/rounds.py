"""Rounds, and what is fixed about them; never who answered, or how many."""

from dataclasses import dataclass
from datetime import date
from typing import NoReturn
from uuid import UUID

from network.db import plain
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.wellbeing import policy
from network.wellbeing.models.rounds import Asked, CheckInRound
from network.wellbeing.rules import timing
from network.wellbeing.rules.terms import Terms
from network.wellbeing.rules.timing import Window
from network.wellbeing.rules.trees import Family
from network.wellbeing.vocabulary import RoundState

_MINE = """WHERE check_in_asked.person_id = $1 AND "round".state = $2
    AND "round".opens_on <= $3 AND "round".closes_on >= $3"""


@dataclass(frozen=True, slots=True)
class MyRound:
    """The open round as somebody sees who is asked in it, before answering."""

    round: CheckInRound
    centre_id: UUID
    family: Family
    took_part: bool

    @property
    def k(self) -> int:
        """How many answers it takes before anything of their centre is told."""
        return terms_of(self.round).k_of(str(self.centre_id))


def today() -> date:
    """The day of the network, by which rounds open and close."""
    return clock.now().date()


def terms_of(one: CheckInRound) -> Terms:
    return Terms(k=one.k, network_k=one.network_k, own=one.own)


def window_of(one: CheckInRound) -> Window:
    return Window(one.opens_on, one.closes_on)


async def my_round(actor: Actor) -> MyRound | None:
    """The open round in which the actor is asked, if there is one."""
    if actor.person_id is None:
        return None
    rows = await plain.records(
        Asked, _MINE, actor.person_id, RoundState.OPEN, today(), related=("round",)
    )
    if not rows:
        return None
    found = rows[0]
    return MyRound(found.round, found.centre_id, Family(found.family), found.took_part)


async def next_opening() -> date | None:
    """The day from which a late answer counts, if a round is planned."""
    found = await CheckInRound.filter(state=RoundState.PLANNED).first()
    return found.opens_on if found else None


async def earliest_opening() -> date:
    """The first day on which a round may open that is planned now."""
    last = await CheckInRound.exclude(state=RoundState.CANCELLED).order_by("-opens_on").first()
    return timing.earliest_opening(window_of(last) if last else None, today())


async def rounds(actor: Actor) -> list[CheckInRound]:
    """All rounds, for who plans them, newest first. Raises NotFound for others."""
    if not policy.can_steward(actor):
        _absent()
    return await CheckInRound.all().order_by("-opens_on", "-id").limit(50)


async def rounds_near(actor: Actor) -> list[CheckInRound]:
    """What a coordinator may raise: the round planned or open, if it asks a centre of theirs."""
    if not actor.coordinated_ids:
        _absent()
    live = await CheckInRound.filter(state__in=[RoundState.PLANNED, RoundState.OPEN])
    return [one for one in live if policy.own_centres_in(actor, one)]


async def get_round(actor: Actor, round_id: UUID) -> CheckInRound:
    """A round, for who plans them or may raise their centre's k in it."""
    found = await CheckInRound.get_or_none(id=round_id)
    if found is None or not policy.can_view_round(actor, found):
        _absent()
    return found


async def fresh(round_id: UUID) -> CheckInRound:
    return await CheckInRound.get(id=round_id)


def _absent() -> NoReturn:
    raise NotFound
