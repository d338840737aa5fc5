"""Plain SQL for what every page asks: to build a statement costs the ORM more than to run it.

Values stand at $1, $2 and so on, for either engine.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Generic, TypeVar, overload
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import MetaInfo, Model

from network.db import connection, is_postgres, sqlite

Found = TypeVar("Found", bound=Model)
T = TypeVar("T")
U = TypeVar("U")
V = TypeVar("V")
_Rows = Sequence[Any]
_AS_STORED = {"_partial": False, "_saved_in_db": True}


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """A statement with its values, and what is made of its rows. Await it for the answer, or ask
    several `together`.
    """

    sql: str
    values: Sequence[Any]
    read: Callable[[_Rows], T]

    def __await__(self) -> Generator[Any, None, T]:
        return self._answer().__await__()

    def then(self, made: Callable[[T], U]) -> "Question[U]":
        """The same question, of whose answer something is made."""
        read = self.read
        return Question(self.sql, self.values, lambda found: made(read(found)))

    async def _answer(self) -> T:
        db = connection()
        return self.read((await db.execute_query(*_spoken(db, self.sql, self.values)))[1])


@overload
async def together(one: Question[T], other: Question[U], /) -> tuple[T, U]: ...
@overload
async def together(
    one: Question[T], other: Question[U], third: Question[V], /
) -> tuple[T, U, V]: ...
async def together(*asked: Question[Any]) -> tuple[Any, ...]:
    """The answers to questions that do not wait for each other.

    In SQLite they go to its thread at once: the way there costs more than most answers.
    """
    db = connection()
    told = [_spoken(db, one.sql, one.values) for one in asked]
    if isinstance(db, sqlite.Client):
        answers = await db.execute_queries(told)
    else:
        answers = [(await db.execute_query(*one))[1] for one in told]
    return tuple(one.read(found) for one, found in zip(asked, answers, strict=True))


def marks(values: Iterable[object], first: int = 1) -> str:
    """The places of several values, for a list: $1, $2."""
    return ", ".join(f"${n}" for n, _ in enumerate(values, first))


def rows(sql: str, *values: Any) -> Question[list[dict[str, Any]]]:
    """The rows of a SELECT, as the engine gives them."""
    return Question(sql, values, _as_dicts)


async def returned(sql: str, *values: Any) -> list[dict[str, Any]]:
    """The rows after RETURNING in a statement that writes."""
    db = connection()
    return list(await db.execute_query_dict(*_spoken(db, sql, values)))


def records(
    model: type[Found], rest: str, *values: Any, related: tuple[str, ...] = ()
) -> Question[list[Found]]:
    """Records with those they belong to, from what follows FROM and its joins in a statement.

    A relation stands there under its own name; one that may be empty is None where it is. What
    several belong to is made once.
    """

    def read(found: _Rows) -> list[Found]:
        made: dict[tuple[str, Any], Model] = {}
        return [_record(model, row, related, made) for row in found]

    return Question(f"{_select(model, related)} {rest}", values, read)


def ends(
    link: type[Model], rest: str, *values: Any, related: tuple[str, ...]
) -> Question[list[tuple[Any, ...]]]:
    """What records of a table link, without the links themselves; each end is made once."""
    after = len(_columns(link))

    def read(found: _Rows) -> list[tuple[Any, ...]]:
        made: dict[tuple[str, Any], Model] = {}
        return [
            tuple(_belongings(link, tuple(row)[after:], related, made).values()) for row in found
        ]

    return Question(f"{_select(link, related)} {rest}", values, read)


def _as_dicts(found: _Rows) -> list[dict[str, Any]]:
    return [dict(row) for row in found]


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
