"""Transactional outbox: facts are stored with the change that caused them, then told onwards.

`record` writes the fact and one owed delivery per subscriber into the causing transaction. After
its commit the deliveries run at once, each in a transaction of its own that first marks it done:
two workers cannot both act, and a reaction that fails stays owed and is tried again later by
`deliver_owed`. The facts themselves stay as the audit trail.
"""

import dataclasses
import functools
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias, get_type_hints
from uuid import UUID

from tortoise import fields

from network.db import ClosedForm, InstantField, Record, after_commit, transaction
from network.events import EVENTS, Event
from network.kernel import clock
from network.kernel.actor import Actor

log = logging.getLogger(__name__)

Reaction: TypeAlias = Callable[[Any], Awaitable[None]]
Reactions: TypeAlias = Mapping[type[Event], Reaction]

_LONGEST_WAIT = timedelta(hours=1)
_KEPT = timedelta(days=365)
_FORMS_KEPT = timedelta(days=2)


class RecordedEvent(Record):
    """One fact: what happened to what, and in which role somebody did it."""

    name = fields.CharField(max_length=60)
    payload = fields.JSONField[dict[str, Any]]()
    actor_id = fields.UUIDField(null=True)
    role = fields.CharField(max_length=40, default="")
    subject_kind = fields.CharField(max_length=40)
    subject_id = fields.UUIDField()
    centre_id = fields.UUIDField(null=True)

    class Meta:
        table = "recorded_event"


class Delivery(Record):
    """One reaction owed to one fact."""

    event: fields.ForeignKeyRelation[RecordedEvent] = fields.ForeignKeyField(
        "network.RecordedEvent", related_name="deliveries", on_delete=fields.CASCADE
    )
    reaction = fields.CharField(max_length=120)
    attempts = fields.IntField(default=0)
    due_at = InstantField(default=clock.now)
    done_at = InstantField(null=True)

    event_id: UUID

    class Meta:
        table = "delivery"
        unique_together = (("event", "reaction"),)


_reactions: dict[str, tuple[type[Event], Reaction]] = {}


def subscribe(slice_name: str, reactions: Reactions) -> None:
    """Let a slice react to facts; called once by the composition root."""
    for event_type, reaction in reactions.items():
        _reactions[f"{slice_name}.{event_type.__name__}"] = (event_type, reaction)


def subscriptions() -> dict[str, type[Event]]:
    """Who reacts to what, for the documentation."""
    return {name: event_type for name, (event_type, _) in _reactions.items()}


async def record(actor: Actor, event: Event) -> None:
    """Store a fact and what it owes; call it inside the transaction that makes it true."""
    centre_id = getattr(event, "centre_id", None)
    row = await RecordedEvent.create(
        name=type(event).__name__,
        payload={one.name: _plain(getattr(event, one.name)) for one in dataclasses.fields(event)},
        actor_id=actor.person_id,
        role=actor.role_at(centre_id) or "",
        subject_kind=event.subject.removesuffix("_id"),
        subject_id=getattr(event, event.subject),
        centre_id=centre_id,
    )
    owed = [name for name, (event_type, _) in _reactions.items() if event_type is type(event)]
    await Delivery.bulk_create([Delivery(event_id=row.id, reaction=name) for name in owed])
    if owed:
        after_commit(row.id, functools.partial(_deliver_all, Delivery.filter(event_id=row.id)))


async def deliver_owed(limit: int = 100) -> int:
    """Run deliveries that failed or were cut off before; returns how many were tried."""
    due = Delivery.filter(done_at=None, due_at__lte=clock.now())
    return await _deliver_all(due.order_by("due_at", "id").limit(limit))


async def replay(slice_name: str, kinds: Iterable[type[Event]]) -> int:
    """Let a slice react again to all stored facts of these kinds, in order; returns how many.

    Only for reactions that ignore what they know already.
    """
    names = [kind.__name__ for kind in kinds]
    rows = await RecordedEvent.filter(name__in=names).order_by("created_at", "id")
    for row in rows:
        event_type, reaction = _reactions[f"{slice_name}.{row.name}"]
        async with transaction():
            await reaction(_event(event_type, row.payload))
    return len(rows)


async def _deliver_all(query: Any) -> int:
    deliveries = await query.filter(done_at=None).select_related("event")
    for delivery in deliveries:
        try:
            await _deliver(delivery)
        except Exception:
            log.exception("reaction failed", extra={"reaction": delivery.reaction})
            await _postpone(delivery)
    return len(deliveries)


async def _deliver(delivery: Delivery) -> None:
    event_type, reaction = _reactions[delivery.reaction]
    async with transaction():
        if await Delivery.filter(id=delivery.id, done_at=None).update(done_at=clock.now()):
            await reaction(_event(event_type, delivery.event.payload))


async def _postpone(delivery: Delivery) -> None:
    wait = min(timedelta(seconds=2 ** (delivery.attempts + 1)), _LONGEST_WAIT)
    await Delivery.filter(id=delivery.id).update(
        attempts=delivery.attempts + 1, due_at=clock.now() + wait
    )


async def purge() -> int:
    """Forget facts older than twelve months, and form keys older than two days."""
    now = clock.now()
    gone = await RecordedEvent.filter(created_at__lte=now - _KEPT).delete()
    return gone + await ClosedForm.filter(created_at__lte=now - _FORMS_KEPT).delete()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return str(value) if isinstance(value, UUID | date) else value


def _event(event_type: type[Event], payload: Mapping[str, Any]) -> Event:
    hints = get_type_hints(event_type)
    return event_type(**{name: _revive(hints[name], value) for name, value in payload.items()})


def _revive(hint: Any, value: Any) -> Any:
    if value is not None and hint in (UUID, UUID | None):
        return UUID(value)
    if value is not None and hint in (date, date | None):
        return date.fromisoformat(value)
    if value is not None and hint in (datetime, datetime | None):
        return datetime.fromisoformat(value)
    if hint == tuple[UUID, ...]:
        return tuple(map(UUID, value))
    if hint == tuple[str, ...]:
        return tuple(value)
    return value


def event_named(name: str) -> type[Event] | None:
    """The class of a stored fact, if this version still knows it."""
    return EVENTS.get(name)
