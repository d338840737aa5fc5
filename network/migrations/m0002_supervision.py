"""Supervision: supervisors, agreements, sessions, polls and hours; and the claims on time."""

from network.migrations import Sql

_TABLES = (
    """
    CREATE TABLE supervisor (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        version INT NOT NULL,
        changed_at {instant} NOT NULL,
        state VARCHAR(20) NOT NULL,
        verified_at {instant},
        verified_by_id {uuid},
        asked_back TEXT NOT NULL,
        reminded_at {instant},
        licence_body VARCHAR(120) NOT NULL,
        licence_country VARCHAR(2) NOT NULL,
        licence_checked_on DATE,
        practice_years INT NOT NULL,
        survivor_years INT NOT NULL,
        training_hours INT NOT NULL,
        own_supervision VARCHAR(200) NOT NULL,
        conflicts TEXT NOT NULL,
        about TEXT NOT NULL,
        codes {json} NOT NULL,
        languages {json} NOT NULL,
        kinds {json} NOT NULL,
        audience VARCHAR(20) NOT NULL,
        most_supervisees INT NOT NULL,
        most_groups INT NOT NULL,
        is_open {bool} NOT NULL,
        takes_urgent {bool} NOT NULL,
        needs_confirming {bool} NOT NULL,
        zone VARCHAR(64) NOT NULL,
        weekly {json} NOT NULL,
        breaks {json} NOT NULL,
        step INT NOT NULL,
        minutes INT NOT NULL,
        before INT NOT NULL,
        after INT NOT NULL,
        notice INT NOT NULL,
        window_days INT NOT NULL,
        recovery INT NOT NULL,
        limits {json} NOT NULL,
        quiet_until {instant},
        person_id {uuid} NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE supervisor_dates (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        kind VARCHAR(10) NOT NULL,
        first_on DATE NOT NULL,
        last_on DATE NOT NULL,
        start INT NOT NULL,
        until INT NOT NULL,
        reason VARCHAR(120) NOT NULL,
        stand_in_id {uuid} REFERENCES supervisor (id) ON DELETE SET NULL,
        supervisor_id {uuid} NOT NULL REFERENCES supervisor (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE agreement (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        version INT NOT NULL,
        changed_at {instant} NOT NULL,
        kind VARCHAR(20) NOT NULL,
        title VARCHAR(120) NOT NULL,
        state VARCHAR(20) NOT NULL,
        edition INT NOT NULL,
        in_force INT NOT NULL,
        editions {json} NOT NULL,
        terms {json} NOT NULL,
        starts_on DATE,
        ends_on DATE,
        review_on DATE,
        minutes INT NOT NULL,
        most_members INT NOT NULL,
        hides_members {bool} NOT NULL,
        cancel_hours INT NOT NULL,
        note TEXT NOT NULL,
        reason VARCHAR(200) NOT NULL,
        is_line_manager {bool} NOT NULL,
        waived_by_id {uuid},
        asked_by_id {uuid},
        previous_id {uuid},
        warned {json} NOT NULL,
        settled_at {instant},
        supervisor_id {uuid} REFERENCES supervisor (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE party (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        role VARCHAR(20) NOT NULL,
        state VARCHAR(20) NOT NULL,
        signed_edition INT NOT NULL,
        signed_at {instant},
        agreement_id {uuid} NOT NULL REFERENCES agreement (id) ON DELETE CASCADE,
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        UNIQUE (agreement_id, person_id)
    )
    """,
    """
    CREATE TABLE series (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        first_on DATE NOT NULL,
        at INT NOT NULL,
        zone VARCHAR(64) NOT NULL,
        every VARCHAR(20) NOT NULL,
        interval INT NOT NULL,
        count INT NOT NULL,
        minutes INT NOT NULL,
        agreement_id {uuid} NOT NULL REFERENCES agreement (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE supervision_session (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        version INT NOT NULL,
        changed_at {instant} NOT NULL,
        kind VARCHAR(20) NOT NULL,
        state VARCHAR(30) NOT NULL,
        starts_at {instant} NOT NULL,
        minutes INT NOT NULL,
        before INT NOT NULL,
        after INT NOT NULL,
        zone VARCHAR(64) NOT NULL,
        wall VARCHAR(16) NOT NULL,
        is_second {bool} NOT NULL,
        tz_version VARCHAR(20) NOT NULL,
        revision INT NOT NULL,
        seats INT NOT NULL,
        modality VARCHAR(20) NOT NULL,
        place VARCHAR(300) NOT NULL,
        asked_by_id {uuid},
        expires_at {instant},
        reason VARCHAR(200) NOT NULL,
        cancelled_by_id {uuid},
        is_late {bool} NOT NULL,
        is_urgent {bool} NOT NULL,
        is_heavy {bool} NOT NULL,
        held_minutes INT,
        themes {json} NOT NULL,
        restorative INT NOT NULL,
        recorded_at {instant},
        verified_at {instant},
        nagged_at {instant},
        warned_at {instant},
        agreement_id {uuid} REFERENCES agreement (id) ON DELETE CASCADE,
        leader_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        series_id {uuid} REFERENCES series (id) ON DELETE SET NULL
    )
    """,
    """
    CREATE TABLE seat (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        state VARCHAR(20) NOT NULL,
        offered_until {instant},
        queued_at {instant},
        note TEXT NOT NULL,
        attendance VARCHAR(20),
        missed_minutes INT NOT NULL,
        reflection TEXT NOT NULL,
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        session_id {uuid} NOT NULL REFERENCES supervision_session (id) ON DELETE CASCADE,
        UNIQUE (session_id, person_id)
    )
    """,
    """
    CREATE TABLE session_move (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        from_at {instant} NOT NULL,
        to_at {instant} NOT NULL,
        by_id {uuid},
        reason VARCHAR(200) NOT NULL,
        session_id {uuid} NOT NULL REFERENCES supervision_session (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE urgent_request (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        languages {json} NOT NULL,
        state VARCHAR(20) NOT NULL,
        ends_at {instant} NOT NULL,
        session_id {uuid},
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE poll (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        version INT NOT NULL,
        changed_at {instant} NOT NULL,
        organiser_id {uuid} NOT NULL,
        state VARCHAR(20) NOT NULL,
        minutes INT NOT NULL,
        closes_at {instant} NOT NULL,
        required {json} NOT NULL,
        reminded_at {instant},
        session_id {uuid},
        agreement_id {uuid} NOT NULL REFERENCES agreement (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE poll_option (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        starts_at {instant} NOT NULL,
        poll_id {uuid} NOT NULL REFERENCES poll (id) ON DELETE CASCADE,
        UNIQUE (poll_id, starts_at)
    )
    """,
    """
    CREATE TABLE poll_vote (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        person_id {uuid} NOT NULL,
        answer VARCHAR(10) NOT NULL,
        option_id {uuid} NOT NULL REFERENCES poll_option (id) ON DELETE CASCADE,
        UNIQUE (option_id, person_id)
    )
    """,
    """
    CREATE TABLE hours_entry (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        role VARCHAR(10) NOT NULL,
        kind VARCHAR(20) NOT NULL,
        held_on DATE NOT NULL,
        minutes INT NOT NULL,
        people INT NOT NULL,
        restorative INT NOT NULL,
        corrects_id {uuid},
        recorded_by_id {uuid},
        session_id {uuid} NOT NULL REFERENCES supervision_session (id) ON DELETE CASCADE,
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE statement (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        month DATE NOT NULL,
        rule_set VARCHAR(20) NOT NULL,
        fingerprint VARCHAR(64) NOT NULL,
        signed_at {instant} NOT NULL,
        countersigned_by_id {uuid},
        countersigned_at {instant},
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        UNIQUE (person_id, month, rule_set)
    )
    """,
    """
    CREATE TABLE certificate (
        id {uuid} NOT NULL PRIMARY KEY,
        created_at {instant} NOT NULL,
        code VARCHAR(40) NOT NULL UNIQUE,
        name VARCHAR(120) NOT NULL,
        centre VARCHAR(200) NOT NULL,
        supervisor VARCHAR(200) NOT NULL,
        first_on DATE NOT NULL,
        last_on DATE NOT NULL,
        rule_set VARCHAR(20) NOT NULL,
        rule_version VARCHAR(20) NOT NULL,
        seconds {json} NOT NULL,
        language VARCHAR(10) NOT NULL,
        withdrawn_at {instant},
        person_id {uuid} NOT NULL REFERENCES person (id) ON DELETE CASCADE
    )
    """,
)

_CLAIMS = """
    CREATE TABLE time_claim (
        resource VARCHAR(40) NOT NULL,
        cell BIGINT NOT NULL,
        holder_id {uuid} NOT NULL,
        PRIMARY KEY (resource, cell)
    )
"""

_INDEXES = (
    "CREATE INDEX time_claim_holder ON time_claim (holder_id)",
    "CREATE INDEX supervisor_dates_supervisor ON supervisor_dates (supervisor_id, last_on)",
    "CREATE INDEX agreement_supervisor ON agreement (supervisor_id)",
    "CREATE INDEX agreement_ends ON agreement (state, ends_on)",
    "CREATE INDEX party_person ON party (person_id)",
    "CREATE INDEX series_agreement ON series (agreement_id)",
    "CREATE INDEX supervision_session_leader ON supervision_session (leader_id, starts_at)",
    "CREATE INDEX supervision_session_agreement ON supervision_session (agreement_id)",
    "CREATE INDEX supervision_session_series ON supervision_session (series_id)",
    "CREATE INDEX supervision_session_state ON supervision_session (state, starts_at)",
    "CREATE INDEX seat_person ON seat (person_id)",
    "CREATE INDEX seat_offered ON seat (offered_until) WHERE offered_until IS NOT NULL",
    "CREATE INDEX session_move_session ON session_move (session_id)",
    "CREATE INDEX urgent_request_open ON urgent_request (state, ends_at)",
    "CREATE UNIQUE INDEX urgent_request_one ON urgent_request (person_id) WHERE state = 'open'",
    "CREATE INDEX poll_agreement ON poll (agreement_id)",
    "CREATE INDEX poll_open ON poll (state, closes_at)",
    "CREATE INDEX hours_entry_person ON hours_entry (person_id, held_on)",
    "CREATE INDEX hours_entry_session ON hours_entry (session_id)",
    "CREATE INDEX certificate_person ON certificate (person_id)",
)


async def up(sql: Sql) -> None:
    await sql(*_TABLES, _CLAIMS, *_INDEXES)
