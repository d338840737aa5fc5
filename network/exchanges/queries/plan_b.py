"""Checking Plan B: which ranked hosts have room on the other days that were kept."""

from dataclasses import dataclass
from uuid import UUID

from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.queries import hosts
from network.exchanges.rules import dates, plan_b
from network.exchanges.rules.dates import Span
from network.exchanges.vocabulary import OfferState
from network.kernel import clock


@dataclass(frozen=True, slots=True)
class Checked:
    """A host of the list, with the first days it has free within the plan."""

    choice: HostChoice
    free: Span | None


async def checked_hosts(visit: Visit, *, shows_asking: bool = True) -> list[Checked]:
    """The hosts that could still take the visit, the present one first, then as ranked.

    Who may not know how far asking went gets the whole list, as it would be before.
    """
    wanted = (OfferState.RANKED, OfferState.ASKED, OfferState.ACCEPTED)
    choices = await hosts.choices_of(visit.id)
    choices = [one for one in choices if one.state in wanted or not shows_asking]
    plan = plan_b.plan_of(visit)
    if plan is None or not choices:
        return [Checked(one, None) for one in choices]
    booked = await hosts.booked_at({one.centre_id for one in choices}, visit.id)
    return [Checked(one, _free(visit, one, plan.days, booked[one.centre_id])) for one in choices]


def present(found: list[Checked], host_centre_id: UUID | None) -> Checked | None:
    """The host that is asked, or said yes."""
    return next((one for one in found if one.choice.centre_id == host_centre_id), None)


def _free(visit: Visit, choice: HostChoice, days: Span, booked: list[Span]) -> Span | None:
    window = choice.window
    host = dates.Host(
        windows=(Span(window.first_on, window.last_on),) if window else (),
        week=hosts.open_week(choice.centre),
        at_once=window.places if window else 1,
        booked=tuple(booked),
    )
    length = plan_b.length_of(visit, days)
    return plan_b.first_free(days, length, host, clock.now().date())
