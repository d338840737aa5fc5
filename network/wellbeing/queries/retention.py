"""When what is kept of somebody goes, for the page that says so."""

from dataclasses import dataclass
from datetime import date

from network.kernel.actor import Actor
from network.wellbeing.models.histories import History
from network.wellbeing.models.rounds import Asked, RoundRelease
from network.wellbeing.rules import timing


@dataclass(frozen=True, slots=True)
class Retention:
    """The last day of each thing; None for what there is nothing of.

    `flag_goes_on` is when, at the latest, goes whether somebody took part in the last round: the
    next release takes it earlier.
    """

    months: int
    history_goes_on: date | None
    leaving_on: date | None
    flag_goes_on: date | None


async def when_it_goes(actor: Actor) -> Retention:
    history = await History.get_or_none(person_id=actor.person_id)
    last = await RoundRelease.all().order_by("-released_on", "-id").first()
    is_asked = last is not None and await Asked.exists(
        round_id=last.round_id, person_id=actor.person_id
    )
    left_on = history.left_on if history else None
    return Retention(
        months=history.months if history else timing.HISTORY_MONTHS,
        history_goes_on=history.goes_on if history else None,
        leaving_on=timing.leavers_history_goes_on(left_on) if left_on else None,
        flag_goes_on=timing.flags_go_on(last.released_on) if last and is_asked else None,
    )
