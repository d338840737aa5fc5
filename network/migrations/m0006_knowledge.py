"""Knowledge: items, versions, review, the learning trail, and readers' marks."""

from network.migrations import Sql

_BASE = "id {uuid} NOT NULL PRIMARY KEY, created_at {instant} NOT NULL"
_EDITED = "version INT NOT NULL, changed_at {instant} NOT NULL"
_ITEM = "item_id {uuid} NOT NULL REFERENCES knowledge_item (id) ON DELETE CASCADE"

_TABLES = (
    f"""
    CREATE TABLE knowledge_item (
        {_BASE},
        {_EDITED},
        kind VARCHAR(12) NOT NULL,
        lang VARCHAR(10) NOT NULL,
        level VARCHAR(2) NOT NULL,
        state VARCHAR(12) NOT NULL,
        number INT NOT NULL,
        topics {{json}} NOT NULL,
        year INT NOT NULL,
        centre_id {{uuid}} REFERENCES centre (id) ON DELETE SET NULL,
        owner_id {{uuid}},
        is_held {{bool}} NOT NULL,
        asks_reading {{bool}} NOT NULL,
        successor_id {{uuid}} REFERENCES knowledge_item (id) ON DELETE SET NULL,
        withdrawn_for VARCHAR(20) NOT NULL,
        review_on DATE,
        reminded_days INT,
        published_at {{instant}}
    )
    """,
    f"""
    CREATE TABLE knowledge_version (
        {_BASE},
        {_EDITED},
        {_ITEM},
        lang VARCHAR(10) NOT NULL,
        number INT NOT NULL,
        source_number INT,
        state VARCHAR(12) NOT NULL,
        kind VARCHAR(12) NOT NULL,
        level VARCHAR(2) NOT NULL,
        topics {{json}} NOT NULL,
        year INT NOT NULL,
        title VARCHAR(200) NOT NULL,
        summary TEXT NOT NULL,
        body TEXT NOT NULL,
        sources TEXT NOT NULL,
        authors VARCHAR(300) NOT NULL,
        licence VARCHAR(20) NOT NULL,
        details {{json}} NOT NULL,
        what_changed VARCHAR(300) NOT NULL,
        embargo_until {{instant}},
        external_id VARCHAR(120) NOT NULL,
        author_id {{uuid}},
        submitted_at {{instant}},
        reviewed_by_id {{uuid}},
        checked_by_id {{uuid}},
        returned_note TEXT NOT NULL,
        published_at {{instant}},
        seal VARCHAR(64) NOT NULL,
        UNIQUE (item_id, lang, number)
    )
    """,
    f"""
    CREATE TABLE knowledge_reader (
        {_BASE},
        {_ITEM},
        centre_id {{uuid}} REFERENCES centre (id) ON DELETE CASCADE,
        person_id {{uuid}} REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE knowledge_step (
        {_BASE},
        {_ITEM},
        act VARCHAR(16) NOT NULL,
        lang VARCHAR(10) NOT NULL,
        number INT NOT NULL,
        person_id {{uuid}},
        note TEXT NOT NULL
    )
    """,
    f"""
    CREATE TABLE knowledge_hold (
        {_BASE},
        {_ITEM},
        person_id {{uuid}},
        reason VARCHAR(20) NOT NULL,
        note TEXT NOT NULL,
        first_cleared_by_id {{uuid}},
        cleared_by_id {{uuid}},
        cleared_at {{instant}}
    )
    """,
    f"""
    CREATE TABLE knowledge_edge (
        {_BASE},
        {_ITEM},
        relation VARCHAR(10) NOT NULL,
        source_kind VARCHAR(20) NOT NULL,
        source_id {{uuid}} NOT NULL,
        person_id {{uuid}},
        UNIQUE (item_id, relation, source_kind, source_id)
    )
    """,
    f"""
    CREATE TABLE knowledge_trial (
        {_BASE},
        {_ITEM},
        centre_id {{uuid}} NOT NULL REFERENCES centre (id) ON DELETE CASCADE,
        person_id {{uuid}},
        result VARCHAR(10) NOT NULL,
        text TEXT NOT NULL,
        lang VARCHAR(10) NOT NULL,
        tried_on DATE NOT NULL,
        UNIQUE (item_id, centre_id)
    )
    """,
    f"""
    CREATE TABLE knowledge_citation (
        {_BASE},
        {_ITEM},
        source_body VARCHAR(200) NOT NULL,
        document VARCHAR(300) NOT NULL,
        cited_on DATE NOT NULL,
        what TEXT NOT NULL,
        url VARCHAR(500) NOT NULL,
        person_id {{uuid}}
    )
    """,
    f"""
    CREATE TABLE knowledge_collection (
        {_BASE},
        {_EDITED},
        title VARCHAR(150) NOT NULL,
        about TEXT NOT NULL,
        lang VARCHAR(10) NOT NULL,
        owner_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        is_shared {{bool}} NOT NULL
    )
    """,
    f"""
    CREATE TABLE knowledge_collected (
        {_BASE},
        {_ITEM},
        collection_id {{uuid}} NOT NULL REFERENCES knowledge_collection (id) ON DELETE CASCADE,
        position INT NOT NULL,
        UNIQUE (collection_id, item_id)
    )
    """,
    f"""
    CREATE TABLE knowledge_watch (
        {_BASE},
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        item_id {{uuid}} REFERENCES knowledge_item (id) ON DELETE CASCADE,
        topic VARCHAR(20) NOT NULL,
        level VARCHAR(8) NOT NULL
    )
    """,
    f"""
    CREATE TABLE knowledge_confirmation (
        {_BASE},
        {_ITEM},
        number INT NOT NULL,
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        centre_id {{uuid}} REFERENCES centre (id) ON DELETE SET NULL,
        UNIQUE (item_id, number, person_id)
    )
    """,
    f"""
    CREATE TABLE knowledge_wish (
        {_BASE},
        {_ITEM},
        lang VARCHAR(10) NOT NULL,
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        granted_at {{instant}},
        UNIQUE (item_id, lang, person_id)
    )
    """,
    f"""
    CREATE TABLE knowledge_feed (
        {_BASE},
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        token_hash VARCHAR(64) NOT NULL UNIQUE,
        label VARCHAR(40) NOT NULL,
        read_on DATE NOT NULL
    )
    """,
    f"""
    CREATE TABLE knowledge_request (
        {_BASE},
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        asked_id {{uuid}} NOT NULL,
        why TEXT NOT NULL,
        reply VARCHAR(10) NOT NULL,
        UNIQUE (asked_id, person_id)
    )
    """,
)

_INDEXES = (
    "CREATE INDEX knowledge_item_state ON knowledge_item (state, published_at)",
    "CREATE INDEX knowledge_item_owner ON knowledge_item (owner_id)",
    "CREATE INDEX knowledge_item_centre ON knowledge_item (centre_id)",
    "CREATE INDEX knowledge_item_review ON knowledge_item (review_on) WHERE review_on IS NOT NULL",
    "CREATE INDEX knowledge_item_successor ON knowledge_item (successor_id)",
    "CREATE UNIQUE INDEX knowledge_version_open ON knowledge_version (item_id, lang) WHERE state IN ('draft', 'in_review', 'safety_check')",
    "CREATE UNIQUE INDEX knowledge_version_out ON knowledge_version (item_id, lang) WHERE state = 'published'",
    "CREATE INDEX knowledge_version_state ON knowledge_version (state, submitted_at)",
    "CREATE INDEX knowledge_version_author ON knowledge_version (author_id)",
    "CREATE INDEX knowledge_version_external ON knowledge_version (external_id) WHERE external_id <> ''",
    "CREATE INDEX knowledge_reader_item ON knowledge_reader (item_id)",
    "CREATE INDEX knowledge_reader_person ON knowledge_reader (person_id)",
    "CREATE INDEX knowledge_reader_centre ON knowledge_reader (centre_id)",
    "CREATE INDEX knowledge_step_item ON knowledge_step (item_id, created_at)",
    "CREATE INDEX knowledge_hold_item ON knowledge_hold (item_id)",
    "CREATE INDEX knowledge_edge_source ON knowledge_edge (source_id)",
    "CREATE INDEX knowledge_citation_item ON knowledge_citation (item_id)",
    "CREATE INDEX knowledge_collection_owner ON knowledge_collection (owner_id)",
    "CREATE INDEX knowledge_collected_item ON knowledge_collected (item_id)",
    "CREATE UNIQUE INDEX knowledge_watch_item ON knowledge_watch (item_id, person_id) WHERE item_id IS NOT NULL",
    "CREATE UNIQUE INDEX knowledge_watch_topic ON knowledge_watch (topic, person_id) WHERE topic <> ''",
    "CREATE INDEX knowledge_watch_person ON knowledge_watch (person_id)",
    "CREATE INDEX knowledge_request_person ON knowledge_request (person_id, created_at)",
    "CREATE INDEX knowledge_feed_person ON knowledge_feed (person_id)",
)


async def up(sql: Sql) -> None:
    await sql(*_TABLES, *_INDEXES)
