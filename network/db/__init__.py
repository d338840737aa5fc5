"""The base record, the transaction that delivers events, and writes that notice other people's."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError
from tortoise.expressions import Expression, F
from tortoise.models import Model
from tortoise.transactions import in_transaction

from network.db.instants import InstantField
from network.kernel import clock
from network.kernel.errors import Conflict, Repeated
from network.kernel.i18n import _
from network.kernel.ids import uuid7

Hook: TypeAlias = Callable[[], Awaitable[object]]

__all__ = [
    "ClosedForm",
    "Expression",
    "F",
    "Hook",
    "InstantField",
    "IntegrityError",
    "Record",
    "Versioned",
    "after_commit",
    "claim_form",
    "connection",
    "is_postgres",
    "raw",
    "read_instant",
    "refuse_repeated",
    "transaction",
]

_after_commit: ContextVar[dict[Any, Hook] | None] = ContextVar("after_commit", default=None)
_claim: ContextVar["ClosedForm | None"] = ContextVar("claim", default=None)


class Record(Model):
    """Base of every table: a key that sorts by time, and the instant it was made."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    created_at = InstantField(default=clock.now)

    class Meta:
        abstract = True


class Versioned(Record):
    """A record that people edit: its version tells a form whether it is still up to date."""

    version = fields.IntField(default=1)
    changed_at = InstantField(default=clock.now)

    class Meta:
        abstract = True

    async def store(self, version: int, **changes: Any) -> bool:
        """Save changes if nobody saved others since `version`; False when somebody did."""
        changed = await self.filter(id=self.id, version=version).update(
            **changes, version=version + 1, changed_at=clock.now()
        )
        if changed:
            self.update_from_dict({**changes, "version": version + 1})
        return bool(changed)


class ClosedForm(Model):
    """A form that was acted on: its key can act only once, in the transaction of the act."""

    key = fields.CharField(max_length=64, primary_key=True)
    fingerprint = fields.CharField(max_length=64)
    location = fields.CharField(max_length=500, null=True)
    created_at = InstantField(default=clock.now)

    class Meta:
        table = "closed_form"


def connection() -> BaseDBAsyncClient:
    """The connection of the running transaction, or the shared one."""
    return get_connection("default")


def is_postgres(db: BaseDBAsyncClient | None = None) -> bool:
    return (db or connection()).capabilities.dialect == "postgres"


def raw(key: UUID) -> UUID | str:
    """A key as the engine's own SQL wants it."""
    return key if is_postgres() else str(key)


def read_instant(value: datetime | str) -> datetime:
    """An instant as the engine's own SQL gives it: SQLite's is a text with its zone."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Run a block as one transaction, then its after-commit hooks. Nested blocks join.

    The first outermost transaction of a form's request also closes the form, so that the form and
    its effect are stored together or not at all. Raises Repeated when it was closed before.
    """
    if _after_commit.get() is not None:
        yield
        return
    hooks: dict[Any, Hook] = {}
    token = _after_commit.set(hooks)
    try:
        async with in_transaction():
            await _close_form()
            yield
    finally:
        _after_commit.reset(token)
    for hook in hooks.values():
        await hook()


def after_commit(key: object, hook: Hook) -> None:
    """Run a hook when the surrounding transaction has committed; one per key."""
    hooks = _after_commit.get()
    if hooks is None:
        message = "after_commit needs a surrounding transaction"
        raise RuntimeError(message)
    hooks.setdefault(key, hook)


@asynccontextmanager
async def claim_form(form: ClosedForm) -> AsyncIterator[None]:
    """Let the first transaction of this block close a form."""
    token = _claim.set(form)
    try:
        yield
    finally:
        _claim.reset(token)


async def refuse_repeated() -> None:
    """Raise Repeated when the form of this request was acted on before.

    For whatever would refuse without a transaction: a form sent twice has to be answered alike.
    """
    form = _claim.get()
    if form is None:
        return
    earlier = await ClosedForm.get_or_none(key=form.key, fingerprint=form.fingerprint)
    if earlier is not None:
        raise Repeated(earlier.location)


async def _close_form() -> None:
    form = _claim.get()
    if form is None:
        return
    _claim.set(None)
    try:
        async with in_transaction():
            await form.save(force_create=True)
    except IntegrityError:
        earlier = await ClosedForm.get(key=form.key)
        if earlier.fingerprint != form.fingerprint:
            raise Conflict(_("This form was sent before with other content.")) from None
        raise Repeated(earlier.location) from None
