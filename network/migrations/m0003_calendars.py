"""Calendars: entries with their bytes, and the feeds by which devices read them."""

from network.migrations import Sql

_TABLES = (
    """
    CREATE TABLE personal_calendar (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        changes BIGINT NOT NULL,
        named INT NOT NULL,
        channel VARCHAR(4) NOT NULL,
        detail VARCHAR(10) NOT NULL,
        person_id {uuid} NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE entry (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        purpose VARCHAR(12) NOT NULL,
        source_kind VARCHAR(20) NOT NULL,
        source_id {uuid} NOT NULL,
        kind VARCHAR(30) NOT NULL,
        other_id {uuid},
        number INT NOT NULL,
        uid VARCHAR(36) NOT NULL UNIQUE,
        sequence INT NOT NULL,
        revision INT NOT NULL,
        status VARCHAR(10) NOT NULL,
        starts_at {instant},
        ends_at {instant},
        first_on DATE NOT NULL,
        last_on DATE NOT NULL,
        month INT NOT NULL,
        change BIGINT NOT NULL,
        changed_at {instant} NOT NULL,
        alert_at {instant},
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        UNIQUE (person_id, source_kind, source_id)
    )
    """,
    """
    CREATE TABLE invite (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        method VARCHAR(10) NOT NULL,
        number INT NOT NULL,
        sequence INT NOT NULL,
        stamped_at {instant} NOT NULL,
        digest VARCHAR(64) NOT NULL,
        entry_id {uuid} NOT NULL UNIQUE REFERENCES entry (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE entry_text (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        detail VARCHAR(10) NOT NULL,
        language VARCHAR(10) NOT NULL,
        change BIGINT NOT NULL,
        content {bytes} NOT NULL,
        entry_id {uuid} NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
        UNIQUE (entry_id, detail, language)
    )
    """,
    """
    CREATE TABLE feed_month (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        purpose VARCHAR(12) NOT NULL,
        detail VARCHAR(10) NOT NULL,
        language VARCHAR(10) NOT NULL,
        reach VARCHAR(4) NOT NULL,
        alarm INT NOT NULL,
        month INT NOT NULL,
        state VARCHAR(80) NOT NULL,
        digest VARCHAR(64) NOT NULL,
        content {bytes} NOT NULL,
        deflated {bytes} NOT NULL,
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        UNIQUE (person_id, purpose, detail, language, reach, alarm, month)
    )
    """,
    """
    CREATE TABLE feed (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        token_hash VARCHAR(64) NOT NULL UNIQUE,
        label VARCHAR(40) NOT NULL,
        purpose VARCHAR(12) NOT NULL,
        detail VARCHAR(10) NOT NULL,
        reach VARCHAR(4) NOT NULL,
        alarm INT NOT NULL,
        served BIGINT NOT NULL,
        was_read {bool} NOT NULL,
        etag VARCHAR(64) NOT NULL,
        changed_at {instant},
        revoked_at {instant},
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE
    )
    """,
)

_INDEXES = (
    "CREATE INDEX entry_window ON entry (person_id, purpose, month, change, first_on, last_on, status, changed_at)",
    "CREATE INDEX entry_days ON entry (person_id, first_on)",
    "CREATE INDEX entry_source ON entry (source_kind, source_id)",
    "CREATE INDEX entry_alert ON entry (alert_at) WHERE alert_at IS NOT NULL",
    "CREATE INDEX entry_other ON entry (other_id) WHERE other_id IS NOT NULL",
    "CREATE INDEX feed_person ON feed (person_id)",
    "CREATE INDEX feed_revoked ON feed (revoked_at) WHERE revoked_at IS NOT NULL",
)


_MAIL = (  # mails of one thread leave in order; a calendar entry is one
    "ALTER TABLE queued_mail ADD COLUMN thread {uuid}",
    "ALTER TABLE queued_mail ADD COLUMN rank INT NOT NULL DEFAULT 0",
    "CREATE INDEX queued_mail_thread ON queued_mail (thread, rank) WHERE thread IS NOT NULL",
)


async def up(sql: Sql) -> None:
    await sql(*_TABLES, *_INDEXES, *_MAIL)
