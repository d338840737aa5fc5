"""Files: what they are, their bytes in parts, and their words by page."""

from network.migrations import Sql


async def up(sql: Sql) -> None:
    await sql(
        """
        CREATE TABLE file (
            id {uuid} NOT NULL PRIMARY KEY,
            created_at {instant} NOT NULL,
            subject_id {uuid} NOT NULL,
            is_out {bool} NOT NULL,
            removed_at {instant},
            name VARCHAR(120) NOT NULL,
            kind VARCHAR(8) NOT NULL,
            language VARCHAR(10) NOT NULL,
            size INT NOT NULL,
            sign VARCHAR(64) NOT NULL,
            digest VARCHAR(64) NOT NULL,
            state VARCHAR(12) NOT NULL,
            reasons {json} NOT NULL,
            is_read {bool} NOT NULL,
            pages INT NOT NULL,
            author_id {uuid},
            cleared_by_id {uuid},
            attempts INT NOT NULL,
            leased_until {instant}
        )
        """,
        """
        CREATE TABLE file_part (
            id {uuid} NOT NULL PRIMARY KEY,
            created_at {instant} NOT NULL,
            file_id {uuid} NOT NULL REFERENCES file (id) ON DELETE CASCADE,
            number INT NOT NULL,
            content {bytes} NOT NULL,
            UNIQUE (file_id, number)
        )
        """,
        """
        CREATE TABLE file_page (
            id {uuid} NOT NULL PRIMARY KEY,
            created_at {instant} NOT NULL,
            file_id {uuid} NOT NULL REFERENCES file (id) ON DELETE CASCADE,
            place INT NOT NULL,
            number INT NOT NULL,
            text TEXT NOT NULL,
            UNIQUE (file_id, place)
        )
        """,
        "CREATE INDEX file_subject ON file (subject_id)",
        "CREATE INDEX file_state ON file (state, created_at)",
        "CREATE INDEX file_author ON file (author_id)",
    )
