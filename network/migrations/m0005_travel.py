"""The days people are elsewhere; nobody is in two places on one day."""

from network.migrations import Sql

_TABLE = """
    CREATE TABLE stay (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        first_on DATE NOT NULL,
        last_on DATE NOT NULL,
        zone VARCHAR(64) NOT NULL,
        is_shared {bool} NOT NULL,
        source VARCHAR(20) NOT NULL,
        source_id {uuid},
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        CHECK (first_on <= last_on)
    )
"""
_INDEXES = (
    "ALTER TABLE person ADD COLUMN away_until DATE",
    "CREATE INDEX stay_person ON stay (person_id, last_on)",
    "CREATE INDEX stay_source ON stay (source_id)",
)
_MEETS = """EXISTS (
        SELECT 1 FROM stay WHERE person_id = new.person_id AND id <> new.id
        AND first_on <= new.last_on AND new.first_on <= last_on
    )"""
_SQLITE = tuple(
    f"""
    CREATE TRIGGER stay_apart_{act} BEFORE {act} ON stay WHEN {_MEETS} BEGIN
        SELECT RAISE(ABORT, 'stays of one person overlap');
    END
    """
    for act in ("insert", "update")
)
# Two at once wait for each other at the person's row, so that the later sees the earlier.
_POSTGRES = (
    f"""
    CREATE FUNCTION stay_apart() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM person WHERE id = new.person_id FOR NO KEY UPDATE;
        IF {_MEETS} THEN
            RAISE EXCEPTION 'stays of one person overlap' USING ERRCODE = 'exclusion_violation';
        END IF;
        RETURN new;
    END $$
    """,
    """
    CREATE TRIGGER stay_apart BEFORE INSERT OR UPDATE ON stay
        FOR EACH ROW EXECUTE FUNCTION stay_apart()
    """,
)


async def up(sql: Sql) -> None:
    await sql(_TABLE, *_INDEXES, *(_POSTGRES if sql.dialect == "postgres" else _SQLITE))
