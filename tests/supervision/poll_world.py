"""A group with a supervisor and members in several zones, and polls it is asked."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from network.people.models import Person
from network.supervision.actions import polls as actions
from network.supervision.models import Agreement, Answer, Kind, Poll, Supervisor
from network.supervision.queries import polls as queries
from tests.factories import actor, make_centre, make_member
from tests.supervision_makers import make_agreement, make_supervisor

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)  # a Monday
STARTS = [datetime(2027, 3, day, 13, tzinfo=UTC) for day in (9, 10, 11)]
YES, MAYBE, NO = Answer.YES, Answer.MAYBE, Answer.NO


async def make_group(
    size: int = 3, *, zone: str = "Europe/Berlin", **given: Any
) -> tuple[Supervisor, Agreement, list[Person]]:
    """A supervisor, the agreement of their group, and its members."""
    supervisor = await make_supervisor()
    members = [await make_placed(zone, name=f"Member {n}") for n in range(1, size + 1)]
    agreement = await make_agreement(supervisor, *members, kind=Kind.GROUP, **given)
    return supervisor, agreement, members


async def make_placed(zone: str, **given: Any) -> Person:
    """Somebody of a centre that shows its town, living by the clocks of a zone."""
    centre = await make_centre(
        zone=zone, country="DE", visibility={"town": "public"}, weekend=[6, 7]
    )
    return await make_member(centre, zone=zone, **given)


async def make_poll(supervisor: Supervisor, agreement: Agreement, **given: Any) -> Poll:
    """An open poll of the supervisor, with three starts in the afternoon."""
    plain: dict[str, Any] = {"starts": STARTS, "closes_at": NOW + timedelta(days=3)}
    leader = await actor(await supervisor.person)
    poll = await actions.open_poll(leader, agreement, actions.NewPoll(**(plain | given)))
    return await queries.fresh(poll.id)


async def say(person: Person, poll: Poll, *answers: Answer) -> None:
    """Answer the options in order of time; what is left out stays out."""
    options = sorted(poll.options, key=lambda option: option.starts_at)
    said = {option.id: answer for option, answer in zip(options, answers, strict=False)}
    await actions.answer(await actor(person), poll, said)


def option_at(poll: Poll, start: datetime) -> UUID:
    return next(option.id for option in poll.options if option.starts_at == start)
