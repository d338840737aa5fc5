"""One search over everything: the index in a new shape, filled anew by a job, and saved searches."""

from network.migrations import Sql

_OLD = (
    "DROP TABLE search_document",
    "DROP TABLE search_word",
    "DROP TABLE search_deletion",
)

_TABLES = (
    """
    CREATE TABLE search_document (
        id {serial},
        kind VARCHAR(20) NOT NULL,
        audience BIGINT NOT NULL,
        facets BIGINT NOT NULL,
        unit VARCHAR(40) NOT NULL
    )
    """,
    """
    CREATE TABLE search_text (
        id {key},
        object_id {uuid} NOT NULL,
        owner_id {uuid} NOT NULL,
        language VARCHAR(10) NOT NULL,
        words {bytes} NOT NULL,
        text {bytes} NOT NULL
    )
    """,
    "CREATE INDEX search_text_object ON search_text (object_id)",
    "CREATE TABLE search_facets (id {key}, marks TEXT NOT NULL)",
    """
    CREATE TABLE search_audience (
        name VARCHAR(40) NOT NULL,
        id BIGINT NOT NULL,
        PRIMARY KEY (name, id)
    ) {by_key}
    """,
    """
    CREATE TABLE search_word (
        word VARCHAR(64) {by_letter} NOT NULL,
        token VARCHAR(100) {by_letter} NOT NULL,
        PRIMARY KEY (word, token)
    ) {by_key}
    """,
    "CREATE INDEX search_word_token ON search_word (token)",
    """
    CREATE TABLE search_deletion (
        deletion VARCHAR(16) {by_letter} NOT NULL,
        beginning VARCHAR(16) {by_letter} NOT NULL,
        PRIMARY KEY (deletion, beginning)
    ) {by_key}
    """,
    """
    CREATE TABLE search_rebuild (
        id INT NOT NULL PRIMARY KEY,
        version INT NOT NULL,
        kind VARCHAR(20) NOT NULL,
        after VARCHAR(36) NOT NULL,
        done INT NOT NULL,
        whole INT NOT NULL DEFAULT 0
    )
    """,
    """
    CREATE TABLE saved_search (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        name VARCHAR(120) NOT NULL,
        query VARCHAR(500) NOT NULL,
        chosen {json} NOT NULL,
        seen BIGINT NOT NULL,
        is_told {bool} NOT NULL,
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX saved_search_person ON saved_search (person_id)",
    "INSERT INTO search_rebuild (id, version, kind, after, done) VALUES (1, 0, '', '', 0)",
)

TABLES = (
    "search_document",
    "search_text",
    "search_facets",
    "search_audience",
    "search_word",
    "search_deletion",
)
CREATE_INDEX = """
    CREATE VIRTUAL TABLE search_index USING fts5(
        marks, title, tags, summary, body, files,
        content='', tokenize="ascii tokenchars '=-:'"
    )
"""

_POSTGRES = (
    "ALTER TABLE search_document ADD COLUMN stored TSVECTOR NOT NULL",
    "CREATE INDEX search_document_stored ON search_document USING gin (stored)",
    # To compare a stored text costs far more than the planner thinks: it would rather read them all.
    """
    CREATE FUNCTION search_matching (asked TSQUERY)
    RETURNS TABLE (id BIGINT, kind VARCHAR, audience BIGINT, facets BIGINT, unit VARCHAR)
    LANGUAGE sql STABLE ROWS 2000 SET enable_seqscan = off AS $$
        SELECT d.id, d.kind, d.audience, d.facets, d.unit
        FROM search_document d WHERE d.stored @@ asked
    $$
    """,
)


async def up(sql: Sql) -> None:
    if sql.dialect == "sqlite":
        await sql("DROP TABLE search_index")
    await sql(*_OLD, *_TABLES, *((CREATE_INDEX,) if sql.dialect == "sqlite" else _POSTGRES))
