"""The tables of the foundation: people, centres, expertise, notices, the outbox and search."""

from network.migrations import Sql

_TABLES = (
    """
    CREATE TABLE closed_form (
        key VARCHAR(64) NOT NULL PRIMARY KEY,
        fingerprint VARCHAR(64) NOT NULL,
        location VARCHAR(500),
        created_at {instant} NOT NULL
    )
    """,
    """
    CREATE TABLE recorded_event (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        name VARCHAR(60) NOT NULL,
        payload {json} NOT NULL,
        actor_id {uuid},
        role VARCHAR(40) NOT NULL,
        subject_kind VARCHAR(40) NOT NULL,
        subject_id {uuid} NOT NULL,
        centre_id {uuid}
    )
    """,
    """
    CREATE TABLE delivery (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        reaction VARCHAR(120) NOT NULL,
        attempts INT NOT NULL,
        due_at {instant} NOT NULL,
        done_at {instant},
        event_id {uuid} NOT NULL REFERENCES recorded_event (id) ON DELETE CASCADE,
        UNIQUE (event_id, reaction)
    )
    """,
    """
    CREATE TABLE person (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        version INT NOT NULL,
        changed_at {instant} NOT NULL,
        email VARCHAR(254) NOT NULL,
        email_key VARCHAR(254) NOT NULL UNIQUE,
        name VARCHAR(120) NOT NULL,
        called VARCHAR(60) NOT NULL,
        code_name VARCHAR(60) NOT NULL,
        position VARCHAR(120) NOT NULL,
        display_mode VARCHAR(20) NOT NULL,
        is_findable {bool} NOT NULL,
        profession VARCHAR(20) NOT NULL,
        languages {json} NOT NULL,
        about TEXT NOT NULL,
        visibility {json} NOT NULL,
        language VARCHAR(10) NOT NULL,
        zone VARCHAR(64) NOT NULL,
        theme VARCHAR(10) NOT NULL,
        text_size VARCHAR(10) NOT NULL,
        passphrase_hash VARCHAR(200) NOT NULL,
        is_disabled {bool} NOT NULL,
        conduct_version INT NOT NULL
    )
    """,
    """
    CREATE TABLE recovery_code (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        code_hash VARCHAR(64) NOT NULL,
        used_at {instant},
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE reset (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        token_hash VARCHAR(64) NOT NULL UNIQUE,
        nonce VARCHAR(64) NOT NULL,
        email_key VARCHAR(254) NOT NULL,
        ends_at {instant} NOT NULL,
        used_at {instant},
        person_id {uuid} REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE second_factor (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        secret_sealed VARCHAR(300) NOT NULL,
        last_counter BIGINT NOT NULL,
        person_id {uuid} NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE session (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        token_hash VARCHAR(64) NOT NULL UNIQUE,
        stage VARCHAR(10) NOT NULL,
        is_own_device {bool} NOT NULL,
        device VARCHAR(60) NOT NULL,
        seen_at {instant} NOT NULL,
        ends_at {instant} NOT NULL,
        proved_at {instant},
        has_second_factor {bool} NOT NULL,
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE throttle (
        key VARCHAR(64) NOT NULL PRIMARY KEY,
        count INT NOT NULL,
        ends_at {instant} NOT NULL
    )
    """,
    """
    CREATE TABLE centre (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        version INT NOT NULL,
        changed_at {instant} NOT NULL,
        slug VARCHAR(80) NOT NULL UNIQUE,
        name VARCHAR(200) NOT NULL,
        name_key VARCHAR(200) NOT NULL,
        acronym VARCHAR(40) NOT NULL,
        kind VARCHAR(20) NOT NULL,
        state VARCHAR(20) NOT NULL,
        listing VARCHAR(20) NOT NULL,
        risk VARCHAR(20) NOT NULL,
        town VARCHAR(80) NOT NULL,
        country VARCHAR(2) NOT NULL,
        region VARCHAR(10) NOT NULL,
        zone VARCHAR(64) NOT NULL,
        weekend {json} NOT NULL,
        website VARCHAR(200) NOT NULL,
        mailbox VARCHAR(254) NOT NULL,
        networks VARCHAR(120) NOT NULL,
        codes {json} NOT NULL,
        languages {json} NOT NULL,
        texts {json} NOT NULL,
        visibility {json} NOT NULL,
        confirmed_at {instant},
        reminded_at {instant},
        revision BIGINT NOT NULL,
        batch_id {uuid}
    )
    """,
    """
    CREATE TABLE invitation (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        token_hash VARCHAR(64) NOT NULL UNIQUE,
        nonce VARCHAR(64) NOT NULL,
        email VARCHAR(254) NOT NULL,
        email_key VARCHAR(254) NOT NULL,
        role VARCHAR(40) NOT NULL,
        language VARCHAR(10) NOT NULL,
        invited_by_id {uuid},
        ends_at {instant} NOT NULL,
        accepted_at {instant},
        revoked_at {instant},
        centre_id {uuid} REFERENCES centre (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE column_mapping (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        header_key VARCHAR(64) NOT NULL UNIQUE,
        mapping {json} NOT NULL
    )
    """,
    """
    CREATE TABLE contact (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        one_id {uuid} NOT NULL REFERENCES centre (id) ON DELETE CASCADE,
        other_id {uuid} NOT NULL REFERENCES centre (id) ON DELETE CASCADE,
        UNIQUE (one_id, other_id)
    )
    """,
    """
    CREATE TABLE import_batch (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        filename VARCHAR(200) NOT NULL,
        header {json} NOT NULL,
        mapping {json} NOT NULL,
        duplicates VARCHAR(10) NOT NULL,
        state VARCHAR(20) NOT NULL,
        by_id {uuid},
        counts {json} NOT NULL,
        applied_at {instant}
    )
    """,
    """
    CREATE TABLE import_row (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        number INT NOT NULL,
        cells {json} NOT NULL,
        outcome VARCHAR(10) NOT NULL,
        messages {json} NOT NULL,
        centre_id {uuid},
        before {json},
        batch_id {uuid} NOT NULL REFERENCES import_batch (id) ON DELETE CASCADE,
        UNIQUE (batch_id, number)
    )
    """,
    """
    CREATE TABLE membership (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        role VARCHAR(40) NOT NULL,
        ends_at {instant},
        centre_id {uuid} NOT NULL REFERENCES centre (id) ON DELETE CASCADE,
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        UNIQUE (person_id, centre_id, role)
    )
    """,
    """
    CREATE TABLE network_role (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        role VARCHAR(40) NOT NULL,
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        UNIQUE (person_id, role)
    )
    """,
    """
    CREATE TABLE directory_revision (
        id INT NOT NULL PRIMARY KEY,
        number BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE listing (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        version INT NOT NULL,
        changed_at {instant} NOT NULL,
        kind VARCHAR(10) NOT NULL,
        state VARCHAR(20) NOT NULL,
        language VARCHAR(10) NOT NULL,
        title VARCHAR(120) NOT NULL,
        summary TEXT NOT NULL,
        translations {json} NOT NULL,
        codes {json} NOT NULL,
        languages {json} NOT NULL,
        level VARCHAR(20) NOT NULL,
        capacity INT NOT NULL,
        is_accepting {bool} NOT NULL,
        from_on DATE,
        until_on DATE,
        near VARCHAR(10) NOT NULL,
        author_id {uuid},
        confirmed_at {instant},
        reminded_at {instant},
        centre_id {uuid} NOT NULL REFERENCES centre (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE answer (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        author_id {uuid},
        text TEXT NOT NULL,
        from_on DATE,
        until_on DATE,
        state VARCHAR(20) NOT NULL,
        settled_at {instant},
        centre_id {uuid} NOT NULL REFERENCES centre (id) ON DELETE CASCADE,
        listing_id {uuid} NOT NULL REFERENCES listing (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE contact_request (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        author_id {uuid},
        text TEXT NOT NULL,
        state VARCHAR(20) NOT NULL,
        reason VARCHAR(20) NOT NULL,
        reply TEXT NOT NULL,
        settled_by_id {uuid},
        settled_at {instant},
        asked_centre_id {uuid} NOT NULL REFERENCES centre (id) ON DELETE CASCADE,
        centre_id {uuid} NOT NULL REFERENCES centre (id) ON DELETE CASCADE,
        listing_id {uuid} REFERENCES listing (id) ON DELETE SET NULL
    )
    """,
    """
    CREATE TABLE unanswered_search (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        words VARCHAR(120) NOT NULL,
        person_id {uuid} NOT NULL,
        UNIQUE (words, person_id)
    )
    """,
    """
    CREATE TABLE job_run (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        job VARCHAR(40) NOT NULL,
        period VARCHAR(40) NOT NULL,
        UNIQUE (job, period)
    )
    """,
    """
    CREATE TABLE notice (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        kind VARCHAR(40) NOT NULL,
        subject_id {uuid} NOT NULL,
        facts {json} NOT NULL,
        path VARCHAR(200) NOT NULL,
        read_at {instant},
        digest_on DATE,
        awaits_digest {bool} NOT NULL,
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE preference (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        topic VARCHAR(20) NOT NULL,
        channel VARCHAR(10) NOT NULL,
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        UNIQUE (person_id, topic)
    )
    """,
    """
    CREATE TABLE queued_mail (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        kind VARCHAR(40) NOT NULL,
        message_id VARCHAR(120) NOT NULL UNIQUE,
        sealed TEXT NOT NULL,
        state VARCHAR(10) NOT NULL,
        attempts INT NOT NULL,
        due_at {instant} NOT NULL,
        leased_until {instant},
        sent_at {instant},
        failure VARCHAR(200) NOT NULL,
        person_id {uuid} REFERENCES person (id) ON DELETE CASCADE
    )
    """,
)

_INDEXES = (
    "CREATE INDEX delivery_owed ON delivery (due_at) WHERE done_at IS NULL",
    "CREATE INDEX recorded_event_subject ON recorded_event (subject_kind, subject_id)",
    "CREATE INDEX recorded_event_centre ON recorded_event (centre_id)",
    "CREATE INDEX session_person ON session (person_id)",
    "CREATE INDEX recovery_code_person ON recovery_code (person_id)",
    "CREATE INDEX invitation_centre ON invitation (centre_id)",
    "CREATE INDEX invitation_email ON invitation (email_key)",
    "CREATE INDEX reset_waiting ON reset (created_at) WHERE person_id IS NULL",
    "CREATE INDEX centre_revision ON centre (revision)",
    "CREATE INDEX centre_name ON centre (name_key)",
    "CREATE INDEX centre_batch ON centre (batch_id)",
    "CREATE INDEX membership_centre ON membership (centre_id)",
    "CREATE INDEX contact_other ON contact (other_id)",
    "CREATE INDEX listing_centre ON listing (centre_id)",
    "CREATE INDEX listing_state ON listing (state, kind)",
    "CREATE INDEX answer_listing ON answer (listing_id)",
    "CREATE INDEX answer_centre ON answer (centre_id)",
    "CREATE UNIQUE INDEX answer_open ON answer (listing_id, centre_id) WHERE state = 'open'",
    "CREATE INDEX contact_request_centre ON contact_request (centre_id)",
    "CREATE INDEX contact_request_asked ON contact_request (asked_centre_id)",
    """CREATE UNIQUE INDEX contact_request_open ON contact_request (centre_id, asked_centre_id)
       WHERE state = 'asked'""",
    "CREATE INDEX notice_person ON notice (person_id, created_at)",
    "CREATE INDEX notice_unread ON notice (person_id) WHERE read_at IS NULL",
    "CREATE INDEX queued_mail_due ON queued_mail (due_at) WHERE state = 'queued'",
    "CREATE INDEX queued_mail_person ON queued_mail (person_id)",
)

_SEARCH = (
    "CREATE TABLE search_word (word VARCHAR(64) NOT NULL PRIMARY KEY)",
    """
    CREATE TABLE search_deletion (
        deletion VARCHAR(64) NOT NULL,
        word VARCHAR(64) NOT NULL,
        PRIMARY KEY (deletion, word)
    )
    """,
    """
    CREATE TABLE search_document (
        id {serial},
        kind VARCHAR(20) NOT NULL,
        object_id {uuid} NOT NULL,
        owner_id {uuid} NOT NULL,
        language VARCHAR(10) NOT NULL,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        title_words TEXT NOT NULL,
        body_words TEXT NOT NULL
    )
    """,
    "CREATE INDEX search_document_object ON search_document (kind, object_id)",
)

_SEARCH_SQLITE = (
    "ALTER TABLE search_document ADD COLUMN audience TEXT NOT NULL DEFAULT ''",
    """
    CREATE VIRTUAL TABLE search_index USING fts5(
        audience, title_words, body_words,
        content='search_document', content_rowid='id', tokenize='ascii', prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN
        INSERT INTO search_index (rowid, audience, title_words, body_words)
        VALUES (new.id, new.audience, new.title_words, new.body_words);
    END
    """,
    """
    CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN
        INSERT INTO search_index (search_index, rowid, audience, title_words, body_words)
        VALUES ('delete', old.id, old.audience, old.title_words, old.body_words);
    END
    """,
)

_SEARCH_POSTGRES = (
    "ALTER TABLE search_document ADD COLUMN audience TEXT[] NOT NULL",
    "ALTER TABLE search_document ADD COLUMN stored TSVECTOR NOT NULL",
    "CREATE INDEX search_document_stored ON search_document USING gin (stored)",
)


async def up(sql: Sql) -> None:
    await sql(*_TABLES, *_INDEXES, *_SEARCH)
    await sql(*(_SEARCH_SQLITE if sql.dialect == "sqlite" else _SEARCH_POSTGRES))
    await sql("INSERT INTO directory_revision (id, number) VALUES (1, 0)")
