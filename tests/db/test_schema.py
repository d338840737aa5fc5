"""The schema that migrations make is the schema that the models believe in."""

from typing import Any

import pytest
from tortoise import Tortoise, fields
from tortoise.fields.base import Field

from network.db import is_postgres
from network.db.instants import InstantField
from network.settings import Settings
from tests.db.conftest import run_sql

pytestmark = pytest.mark.anyio

Shape = dict[str, tuple[str, bool, int | None]]  # column: kind, may be empty, longest text

KINDS: list[tuple[type[Field[Any]], str, str]] = [  # first fit: SQLite's type, PostgreSQL's type
    (InstantField, "TIMESTAMP", "timestamp with time zone"),
    (fields.UUIDField, "CHAR", "uuid"),
    (fields.JSONField, "JSON", "jsonb"),
    (fields.BooleanField, "INT", "boolean"),
    (fields.BigIntField, "BIGINT", "bigint"),
    (fields.IntField, "INT", "integer"),
    (fields.DateField, "DATE", "date"),
    (fields.BinaryField, "BLOB", "bytea"),
    (fields.TextField, "TEXT", "text"),
    (fields.CharField, "VARCHAR", "character varying"),
]


def models() -> dict[str, Any]:
    return {str(model._meta.db_table): model._meta for model in Tortoise.apps["network"].values()}


async def test_every_table_has_the_columns_of_its_model(db: Settings) -> None:
    wanted = {name: _modelled(meta) for name, meta in models().items()}

    found = {name: await _columns(db, name) for name in wanted}

    assert found == wanted


async def test_there_are_no_tables_besides(db: Settings) -> None:
    query = (
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        if is_postgres()
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    names = {row[0] for row in await run_sql(db, query)}

    besides = {name for name in names - set(models()) if not name.startswith("search_")}
    assert besides == {"schema_step", "time_claim"}


async def test_what_a_model_calls_unique_is_unique(db: Settings) -> None:
    wanted = {(name, columns) for name, meta in models().items() for columns in _unique(meta)}

    found = {(name, columns) for name in models() for columns in await _indexes(db, name)}

    assert wanted - found == set()


async def test_rows_go_or_stay_with_their_parents_as_the_model_says(db: Settings) -> None:
    wanted = {
        (name, relation.source_field, relation.related_model._meta.db_table, relation.on_delete)
        for name, meta in models().items()
        for relation in (meta.fields_map[field] for field in meta.fk_fields | meta.o2o_fields)
    }

    found = {(name, *key) for name in models() for key in await _foreign_keys(db, name)}

    assert found == {(a, str(b), c, str(d)) for a, b, c, d in wanted}


def _modelled(meta: Any) -> Shape:
    found: Shape = {}
    for name, column in meta.fields_db_projection.items():
        field = meta.fields_map[name]
        kind = next(k for k in KINDS if isinstance(field, k[0]))
        # A key of text has its own type; a UUID in SQLite is a text of 36 signs.
        longest = getattr(field, "max_length", None)
        if isinstance(field, fields.UUIDField):
            longest = None if is_postgres() else 36
        found[column] = (kind[2] if is_postgres() else kind[1], bool(field.null), longest)
    return found


async def _columns(settings: Settings, table: str) -> Shape:
    if is_postgres():
        rows = await run_sql(
            settings,
            "SELECT column_name, data_type, is_nullable, character_maximum_length"  # noqa: S608
            f" FROM information_schema.columns WHERE table_name = '{table}'",
        )
        return {name: (kind, null == "YES", longest) for name, kind, null, longest in rows}
    found: Shape = {}
    for _, name, declared, not_null, _, _ in await run_sql(settings, f"PRAGMA table_info({table})"):
        kind, _, longest = declared.rstrip(")").partition("(")
        found[name] = (kind, not not_null, int(longest) if longest else None)
    return found


def _unique(meta: Any) -> set[tuple[str, ...]]:
    single = {
        (meta.fields_db_projection[name],)
        for name in meta.fields_db_projection
        if meta.fields_map[name].unique or name == meta.pk_attr
    }
    together = {
        tuple(sorted(meta.fields_map[name].source_field or name for name in names))
        for names in meta.unique_together
    }
    return single | together


async def _indexes(settings: Settings, table: str) -> set[tuple[str, ...]]:
    """The columns of every unique index without a condition."""
    if is_postgres():
        rows = await run_sql(
            settings,
            "SELECT array_agg(a.attname ORDER BY a.attname) FROM pg_index i"  # noqa: S608
            " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
            f" WHERE i.indrelid = '{table}'::regclass AND i.indisunique AND i.indpred IS NULL"
            " GROUP BY i.indexrelid",
        )
        return {tuple(columns) for (columns,) in rows}
    found: set[tuple[str, ...]] = set()
    for _, name, is_unique, _, is_partial in await run_sql(settings, f"PRAGMA index_list({table})"):
        if is_unique and not is_partial:
            rows = await run_sql(settings, f"PRAGMA index_info('{name}')")
            found.add(tuple(sorted(column for _, _, column in rows)))
    rows = await run_sql(settings, f"PRAGMA table_info({table})")
    found.add(tuple(row[1] for row in rows if row[5]))
    return found


async def _foreign_keys(settings: Settings, table: str) -> set[tuple[str, str, str]]:
    if is_postgres():
        rules = {"c": "CASCADE", "n": "SET NULL", "r": "RESTRICT", "a": "NO ACTION"}
        rows = await run_sql(
            settings,
            "SELECT a.attname, c.confrelid::regclass::text, c.confdeltype::text"  # noqa: S608
            " FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            f" WHERE c.contype = 'f' AND c.conrelid = '{table}'::regclass",
        )
        return {(column, parent, rules[rule]) for column, parent, rule in rows}
    rows = await run_sql(settings, f"PRAGMA foreign_key_list({table})")
    return {(row[3], row[2], row[6]) for row in rows}
