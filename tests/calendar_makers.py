"""Makers of entries and feeds for tests, by the facts and actions behind them."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from network import events
from network.calendars.actions import feeds
from network.calendars.models.feeds import Detail, Entry, PersonalCalendar, Purpose, Reach
from network.calendars.reactions import supervision as reactions
from network.calendars.rules import feeds as rules
from network.db import transaction
from network.kernel import clock
from network.people.models import Person
from tests.factories import actor, make_member


async def book(
    *people: Person, at: datetime, kind: str = "individual", minutes: int = 60, revision: int = 0
) -> UUID:
    """Deliver the fact that a session is booked; the first person leads it."""
    session_id = uuid4()
    fact = booked(session_id, *people, at=at, kind=kind, minutes=minutes, revision=revision)
    await reactions.session_booked(fact)
    return session_id


def booked(
    session_id: UUID,
    *people: Person,
    at: datetime,
    kind: str = "individual",
    minutes: int = 60,
    revision: int = 0,
) -> events.SessionBooked:
    return events.SessionBooked(
        session_id=session_id,
        revision=revision,
        starts_at=at,
        minutes=minutes,
        kind=kind,
        leader_id=people[0].id,
        told=tuple(person.id for person in people),
    )


def moved(
    session_id: UUID, *people: Person, at: datetime, to: datetime, revision: int
) -> events.SessionMoved:
    return events.SessionMoved(
        session_id=session_id,
        revision=revision,
        from_at=at,
        to_at=to,
        minutes=60,
        kind="individual",
        leader_id=people[0].id,
        told=tuple(person.id for person in people),
    )


def cancelled(
    session_id: UUID, *people: Person, at: datetime, revision: int
) -> events.SessionCancelled:
    return events.SessionCancelled(
        session_id=session_id,
        revision=revision,
        starts_at=at,
        told=tuple(person.id for person in people),
    )


async def open_feed(
    person: Person,
    detail: Detail = Detail.NEUTRAL,
    purpose: Purpose = Purpose.SESSIONS,
    reach: Reach = Reach.FAR,
    alarm: int = 0,
) -> str:
    """The token of a new feed."""
    reader = await actor(person)
    return await feeds.open_feed(reader, purpose, detail, "My telephone", reach, alarm)


async def make_entries(person: Person, count: int, first: datetime, step: timedelta) -> list[UUID]:
    """Give somebody so many sessions of an hour at once; the keys of the sessions."""
    starts = ((first + step * n).replace(second=0, microsecond=0) for n in range(count))
    rows = [_entry(person, n, at) for n, at in enumerate(starts, start=1)]
    async with transaction():
        await PersonalCalendar.create(person_id=person.id, changes=count, named=count)
        await Entry.bulk_create(rows, batch_size=500)
    return [row.source_id for row in rows]


def _entry(person: Person, number: int, at: datetime) -> Entry:
    first_on, last_on = rules.days_of(at, at + HOUR)
    return Entry(
        person_id=person.id,
        purpose=Purpose.SESSIONS,
        source_kind="session",
        source_id=uuid4(),
        kind="group",
        number=number,
        uid=str(uuid4()),
        revision=0,
        starts_at=at,
        ends_at=at + HOUR,
        first_on=first_on,
        last_on=last_on,
        month=rules.month_number(first_on),
        change=number,
        changed_at=clock.now(),
    )


async def make_pair() -> tuple[Person, Person]:
    """A supervisor and somebody they supervise, at two centres."""
    return await make_member(name="Ana Leader"), await make_member(name="Ben Guest")


HOUR = timedelta(hours=1)
