"""Plain SQL for what every page asks: to build a statement costs the ORM more than to run it.

Values stand at $1, $2 and so on, for either engine.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import MetaInfo, Model

from network.db import connection, is_postgres

Found = TypeVar("Found", bound=Model)
_AS_STORED = {"_partial": False, "_saved_in_db": True}


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
    """Records with those they belong to, from what follows FROM and its joins in a statement.

    A relation stands there under its own name; one that may be empty is None where it is. What
    several belong to is made once.
    """
    db = connection()
    told = _spoken(db, f"{_select(model, related)} {rest}", values)
    made: dict[tuple[str, Any], Model] = {}
    return [_record(model, row, related, made) for row in (await db.execute_query(*told))[1]]


async def ends(
    link: type[Model], rest: str, *values: Any, related: tuple[str, ...]
) -> list[tuple[Any, ...]]:
    """What records of a table link, without the links themselves; each end is made once."""
    db = connection()
    told = _spoken(db, f"{_select(link, related)} {rest}", values)
    made: dict[tuple[str, Any], Model] = {}
    after = len(_columns(link))
    return [
        tuple(_belongings(link, tuple(row)[after:], related, made).values())
        for row in (await db.execute_query(*told))[1]
    ]


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
        other, field = _related(model, relation), _meta(model).fields_map[relation]
        kind, table = "LEFT JOIN" if field.null else "JOIN", _meta(other).db_table
        joins += f' {kind} {table} AS "{relation}" ON "{relation}".id = {own}.{field.source_field}'
        columns += [f'"{relation}".{name}' for name in _columns(other)]
    return f"SELECT {', '.join(columns)} FROM {own}{joins}"  # noqa: S608 (our own names)


def _record(
    model: type[Found],
    row: Iterable[Any],
    related: tuple[str, ...],
    made: dict[tuple[str, Any], Model],
) -> Found:
    values = tuple(row)
    found, rest = _made(model, values), values[len(_columns(model)) :]
    for relation, other in _belongings(model, rest, related, made).items():
        setattr(found, relation, other)
    return found


def _belongings(
    model: type[Model],
    values: Sequence[Any],
    related: tuple[str, ...],
    made: dict[tuple[str, Any], Model],
) -> dict[str, Model | None]:
    """What a record belongs to, from the values after its own; what is known is not read again."""
    found, at = {}, 0
    for relation in related:
        other = _related(model, relation)
        key = (relation, values[at + _place_of_key(other)])
        if key[1] is not None and key not in made:
            made[key] = _made(other, values[at:])
        found[relation] = made.get(key)
        at += len(_columns(other))
    return found


def _made(model: type[Found], values: Sequence[Any]) -> Found:
    """A record from its own values, which come first, as the ORM makes it but in fewer steps."""
    found, meta = model.__new__(model), _meta(model)
    own = found.__dict__
    own.update(_AS_STORED, _await_when_save={})
    own["_custom_generated_pk"] = meta.db_pk_column not in meta.generated_db_fields
    own.update(zip(_names(model), values, strict=False))
    for _column, name, field in meta.db_default_fields:
        if own[name] is not None:
            own[name] = field.field_type(own[name])
    for _column, name, field in meta.db_complex_fields:
        own[name] = field.to_python_value(own[name])
    return found


@cache
def _place_of_key(model: type[Model]) -> int:
    return _columns(model).index("id")


@cache
def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(_meta(model).fields_db_projection.values())


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(_meta(model).fields_db_projection)


@cache
def _related(model: type[Model], relation: str) -> type[Model]:
    return _meta(model).fields_map[relation].related_model  # type: ignore[attr-defined, no-any-return]


def _meta(model: type[Model]) -> MetaInfo:
    return model._meta  # noqa: SLF001 (nowhere else are the columns told)
