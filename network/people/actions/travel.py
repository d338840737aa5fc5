"""Noting where somebody is for some days."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from network.db import IntegrityError, transaction
from network.kernel import clock, zones
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, require
from network.kernel.i18n import _
from network.kernel.travel import Days
from network.people import policy, rules
from network.people.models import Person, Source, Stay


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStay:
    """Days in a zone; with the visit they belong to, or noted by hand."""

    first_on: date
    last_on: date
    zone: str
    is_shared: bool = True
    source: Source = Source.HAND
    source_id: UUID | None = None


async def add_stay(person_id: UUID, new: NewStay) -> Stay:
    """Note where somebody will be. For the person themselves, and for what is arranged for them.

    Raises Invalid, by field, for days too far away, in the wrong order, or on which they are
    elsewhere already.
    """
    _check_stay(new)
    if await Stay.filter(person_id=person_id).count() >= rules.MOST_STAYS:
        raise Invalid(_("That is too much travelling to keep in mind. Remove what is over."))
    async with _apart():
        stay = await Stay.create(person_id=person_id, **asdict(new))
        await _note_last_day(person_id)
        return stay


async def change_stay(actor: Actor, stay: Stay, new: NewStay) -> None:
    """Correct where and when the actor will be; raises Invalid as `add_stay` does."""
    require(policy.can_keep_stay(actor, stay))
    _check_stay(new)
    values = asdict(new) | {"source": stay.source, "source_id": stay.source_id}
    async with _apart():
        await Stay.filter(id=stay.id).update(**values)
        await _note_last_day(stay.person_id)


async def remove_stay(actor: Actor, stay: Stay) -> None:
    """The actor will be at home after all."""
    require(policy.can_keep_stay(actor, stay))
    async with transaction():
        await Stay.filter(id=stay.id).delete()
        await _note_last_day(stay.person_id)


async def note_visit(person_id: UUID, visit_id: UUID, days: Days) -> None:
    """Note the days of a visit for the visitor. What they said themselves counts more: that they
    do not want it, or where they are on some of these days.
    """
    async with transaction():
        wants_it = await Person.filter(id=person_id, follows_visits=True).exists()
        same_days = Stay.filter(first_on__lte=days.last_on, last_on__gte=days.first_on)
        if wants_it and not await same_days.filter(person_id=person_id).exists():
            await Stay.create(
                person_id=person_id, source=Source.VISIT, source_id=visit_id, **days._asdict()
            )
            await _note_last_day(person_id)


async def forget_visit(person_id: UUID, visit_id: UUID) -> bool:
    """Take out the days of a visit; says whether they were there."""
    async with transaction():
        own = Stay.filter(person_id=person_id, source=Source.VISIT, source_id=visit_id)
        gone = await own.delete()
        await _note_last_day(person_id)
    return bool(gone)


async def follow_visits(actor: Actor, *, follows: bool) -> None:
    """Choose whether confirmed visits move the actor's clock; those noted before stay as they
    are, and can be removed one by one.
    """
    async with transaction():
        await Person.filter(id=actor.person_id).update(follows_visits=follows)


async def _note_last_day(person_id: UUID) -> None:
    """Keep the last day of all stays with the person, so that nobody else's are looked for."""
    last = await Stay.filter(person_id=person_id).order_by("-last_on").first()
    await Person.filter(id=person_id).update(away_until=last.last_on if last else None)


def _check_stay(new: NewStay) -> None:
    if not zones.is_zone(new.zone):
        raise Invalid(zone=_("Choose one of the list."))
    today = clock.now().astimezone(zones.zone(new.zone)).date()
    if new.last_on < new.first_on:
        raise Invalid(last_on=_("The last day is before the first."))
    if new.last_on < today:
        raise Invalid(last_on=_("These days are over."))
    if new.last_on > rules.latest_travel(today):
        raise Invalid(last_on=_("Choose days within the next two years."))
    if new.first_on < today - rules.TRAVEL_AHEAD:
        raise Invalid(first_on=_("Choose days within the last two years."))


@asynccontextmanager
async def _apart() -> AsyncIterator[None]:
    """The database refuses days on which the person is elsewhere already."""
    try:
        async with transaction():
            yield
    except IntegrityError:
        raise Invalid(
            first_on=_("You said already that you are elsewhere on some of these days.")
        ) from None
