"""Plain SQL for what every page asks: to build a statement costs the ORM more than to run it.

Values stand at $1, $2 and so on, for either engine.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import MetaInfo, Model

from network.db import connection, is_postgres

Found = TypeVar("Found", bound=Model)


def marks(values: Iterable[object], first: int = 1) -> str:
    """The places of several values, for a list: $1, $2."""
    return ", ".join(f"${n}" for n, _ in enumerate(values, first))


async def rows(sql: str, *values: Any) -> list[dict[str, Any]]:
    """The rows of a SELECT, or of what follows RETURNING, as the engine gives them."""
    db = connection()
    return list(await db.execute_query_dict(*_spoken(db, sql, values)))


async def records(
    model: type[Found], rest: str, *values: Any, related: tuple[str, ...] = ()
) -> list[Found]:
    """Records with those they belong to, from what follows FROM and its joins in a statement."""
    db = connection()
    told = _spoken(db, f"{_select(model, related)} {rest}", values)
    return [_record(model, row, related) for row in (await db.execute_query(*told))[1]]


def _spoken(db: BaseDBAsyncClient, sql: str, values: Iterable[Any]) -> tuple[str, list[Any]]:
    """A statement and its values as an engine takes them."""
    if is_postgres(db):
        return sql, list(values)
    return sql.replace("$", "?"), [_as_text(value) for value in values]


def _as_text(value: object) -> object:
    """A key, an instant or a day as SQLite keeps it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ")
    return str(value) if isinstance(value, UUID | date) else value


@cache
def _select(model: type[Model], related: tuple[str, ...]) -> str:
    own = _meta(model).db_table
    joins, columns = "", [f"{own}.{name}" for name in _columns(model)]
    for relation in related:
        other = _related(model, relation)
        table, source = _meta(other).db_table, _meta(model).fields_map[relation].source_field
        joins += f" JOIN {table} ON {table}.id = {own}.{source}"
        columns += [f"{table}.{name}" for name in _columns(other)]
    return f"SELECT {', '.join(columns)} FROM {own}{joins}"  # noqa: S608 (our own names)


def _record(model: type[Found], row: Iterable[Any], related: tuple[str, ...]) -> Found:
    values = iter(row)
    made = _next(model, values)
    for relation in related:
        setattr(made, relation, _next(_related(model, relation), values))
    return made


def _next(model: type[Found], values: Iterator[Any]) -> Found:
    """A record of the next values of a row; those of the record after it are left."""
    own = dict(zip(_columns(model), values, strict=False))
    return model._init_from_db(**own)  # noqa: SLF001 (as the ORM makes them)


@cache
def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(_meta(model).fields_db_projection.values())


def _related(model: type[Model], relation: str) -> type[Model]:
    return _meta(model).fields_map[relation].related_model  # type: ignore[attr-defined, no-any-return]


def _meta(model: type[Model]) -> MetaInfo:
    return model._meta  # noqa: SLF001 (nowhere else are the columns told)
