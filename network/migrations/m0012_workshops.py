"""Workshops: registration, agenda, attendance, what came of them, and who passes it on."""

from network.migrations import Sql

_BASE = "id {uuid} NOT NULL PRIMARY KEY, created_at {instant} NOT NULL"
_EDITED = "version INT NOT NULL, changed_at {instant} NOT NULL"
_WORKSHOP = "workshop_id {uuid} NOT NULL REFERENCES workshop (id) ON DELETE CASCADE"

_TABLES = (
    f"""
    CREATE TABLE workshop (
        {_BASE},
        {_EDITED},
        state VARCHAR(20) NOT NULL,
        revision INT NOT NULL,
        reason VARCHAR(20) NOT NULL,
        came_from VARCHAR(20),
        asked_at {{instant}},
        moved_at {{instant}},
        settled_at {{instant}},
        title VARCHAR(150) NOT NULL,
        neutral_title VARCHAR(80) NOT NULL,
        about TEXT NOT NULL,
        lang VARCHAR(10) NOT NULL,
        kind VARCHAR(10) NOT NULL,
        scope VARCHAR(10) NOT NULL,
        region VARCHAR(10) NOT NULL,
        themes {{json}} NOT NULL,
        mode VARCHAR(10) NOT NULL,
        languages {{json}} NOT NULL,
        interpreted {{json}} NOT NULL,
        level VARCHAR(2) NOT NULL,
        partners VARCHAR(300) NOT NULL,
        zone VARCHAR(64) NOT NULL,
        place VARCHAR(200) NOT NULL,
        join_page VARCHAR(300) NOT NULL,
        first_on DATE,
        last_on DATE,
        starts_at {{instant}},
        ends_at {{instant}},
        opens_at {{instant}},
        closes_at {{instant}},
        edits_until {{instant}},
        cancel_hours INT,
        capacity INT NOT NULL,
        needs_approval {{bool}} NOT NULL,
        arrivals INT NOT NULL,
        outcome_owner_id {{uuid}},
        author_id {{uuid}},
        checked_by_id {{uuid}},
        cloned_from_id {{uuid}},
        root_id {{uuid}},
        centre_id {{uuid}} NOT NULL REFERENCES centre (id) ON DELETE CASCADE,
        parent_id {{uuid}} REFERENCES workshop (id) ON DELETE SET NULL
    )
    """,
    f"""
    CREATE TABLE workshop_session (
        {_BASE},
        {_EDITED},
        title VARCHAR(150) NOT NULL,
        wall VARCHAR(16) NOT NULL,
        zone VARCHAR(64) NOT NULL,
        is_second {{bool}} NOT NULL,
        tz_version VARCHAR(20) NOT NULL,
        starts_at {{instant}} NOT NULL,
        minutes INT NOT NULL,
        place VARCHAR(200) NOT NULL,
        revision INT NOT NULL,
        code_number INT NOT NULL,
        removed_at {{instant}},
        {_WORKSHOP}
    )
    """,
    f"""
    CREATE TABLE workshop_organiser (
        {_BASE},
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        {_WORKSHOP},
        UNIQUE (workshop_id, person_id)
    )
    """,
    f"""
    CREATE TABLE workshop_reader (
        {_BASE},
        centre_id {{uuid}} REFERENCES centre (id) ON DELETE CASCADE,
        person_id {{uuid}} REFERENCES person (id) ON DELETE CASCADE,
        {_WORKSHOP}
    )
    """,
    f"""
    CREATE TABLE workshop_source (
        {_BASE},
        source_kind VARCHAR(20) NOT NULL,
        source_id {{uuid}} NOT NULL,
        person_id {{uuid}},
        {_WORKSHOP},
        UNIQUE (workshop_id, source_kind, source_id)
    )
    """,
    f"""
    CREATE TABLE workshop_move (
        {_BASE},
        move VARCHAR(20) NOT NULL,
        before VARCHAR(20) NOT NULL,
        after VARCHAR(20) NOT NULL,
        person_id {{uuid}},
        part VARCHAR(12) NOT NULL,
        reason VARCHAR(20) NOT NULL,
        note TEXT NOT NULL,
        revision INT NOT NULL,
        {_WORKSHOP}
    )
    """,
    f"""
    CREATE TABLE workshop_quota (
        {_BASE},
        {_EDITED},
        axis VARCHAR(12) NOT NULL,
        kind VARCHAR(6) NOT NULL,
        keys {{json}} NOT NULL,
        name VARCHAR(80) NOT NULL,
        places INT NOT NULL,
        kept_until {{instant}},
        {_WORKSHOP}
    )
    """,
    f"""
    CREATE TABLE workshop_question (
        {_BASE},
        {_EDITED},
        position INT NOT NULL,
        phase VARCHAR(14) NOT NULL,
        kind VARCHAR(10) NOT NULL,
        label VARCHAR(200) NOT NULL,
        choices {{json}} NOT NULL,
        is_required {{bool}} NOT NULL,
        reopens {{bool}} NOT NULL,
        removed_at {{instant}},
        {_WORKSHOP}
    )
    """,
    f"""
    CREATE TABLE workshop_reminder (
        {_BASE},
        {_EDITED},
        anchor VARCHAR(6) NOT NULL,
        minutes INT NOT NULL,
        audience VARCHAR(12) NOT NULL,
        due_at {{instant}},
        sent_for {{instant}},
        sent_at {{instant}},
        {_WORKSHOP}
    )
    """,
    f"""
    CREATE TABLE workshop_registration (
        {_BASE},
        {_EDITED},
        profession VARCHAR(20) NOT NULL,
        region VARCHAR(10) NOT NULL,
        state VARCHAR(12) NOT NULL,
        number INT NOT NULL,
        is_seated {{bool}} NOT NULL,
        is_approved {{bool}} NOT NULL,
        offered_until {{instant}},
        lapses INT NOT NULL,
        is_listed {{bool}} NOT NULL,
        has_evaluated {{bool}} NOT NULL,
        centre_id {{uuid}} REFERENCES centre (id) ON DELETE SET NULL,
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        {_WORKSHOP},
        UNIQUE (workshop_id, person_id),
        UNIQUE (workshop_id, number)
    )
    """,
    f"""
    CREATE TABLE workshop_answer (
        {_BASE},
        value TEXT NOT NULL,
        question_id {{uuid}} NOT NULL REFERENCES workshop_question (id) ON DELETE CASCADE,
        registration_id {{uuid}} NOT NULL REFERENCES workshop_registration (id) ON DELETE CASCADE,
        UNIQUE (registration_id, question_id)
    )
    """,
    f"""
    CREATE TABLE workshop_registration_move (
        {_BASE},
        move VARCHAR(12) NOT NULL,
        before VARCHAR(12),
        after VARCHAR(12) NOT NULL,
        person_id {{uuid}},
        part VARCHAR(12) NOT NULL,
        note TEXT NOT NULL,
        registration_id {{uuid}} NOT NULL REFERENCES workshop_registration (id) ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE workshop_invitation (
        {_BASE},
        {_EDITED},
        state VARCHAR(10) NOT NULL,
        invited_by_id {{uuid}},
        answered_at {{instant}},
        reminded_at {{instant}},
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        {_WORKSHOP},
        UNIQUE (workshop_id, person_id)
    )
    """,
    f"""
    CREATE TABLE workshop_attendance (
        {_BASE},
        minutes INT NOT NULL,
        is_by_code {{bool}} NOT NULL,
        tries INT NOT NULL,
        registration_id {{uuid}} NOT NULL REFERENCES workshop_registration (id) ON DELETE CASCADE,
        session_id {{uuid}} NOT NULL REFERENCES workshop_session (id) ON DELETE CASCADE,
        UNIQUE (registration_id, session_id)
    )
    """,
    f"""
    CREATE TABLE workshop_evaluation (
        {_BASE},
        usefulness INT NOT NULL,
        parts {{json}} NOT NULL,
        {_WORKSHOP}
    )
    """,
    f"""
    CREATE TABLE course_module (
        {_BASE},
        position INT NOT NULL,
        title VARCHAR(150) NOT NULL,
        {_WORKSHOP},
        UNIQUE (workshop_id, position)
    )
    """,
    f"""
    CREATE TABLE course_completion (
        {_BASE},
        completed_on DATE NOT NULL,
        noted_by_id {{uuid}},
        module_id {{uuid}} NOT NULL REFERENCES course_module (id) ON DELETE CASCADE,
        registration_id {{uuid}} NOT NULL REFERENCES workshop_registration (id) ON DELETE CASCADE,
        UNIQUE (module_id, registration_id)
    )
    """,
    f"""
    CREATE TABLE trainer_accreditation (
        {_BASE},
        competency VARCHAR(20) NOT NULL,
        from_on DATE NOT NULL,
        until_on DATE NOT NULL,
        given_by_id {{uuid}},
        revoked_at {{instant}},
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        {_WORKSHOP},
        UNIQUE (workshop_id, person_id, competency)
    )
    """,
    f"""
    CREATE TABLE agenda_item (
        {_BASE},
        {_EDITED},
        starts_after INT NOT NULL,
        minutes INT NOT NULL,
        title VARCHAR(150) NOT NULL,
        about TEXT NOT NULL,
        lang VARCHAR(10) NOT NULL,
        needs_replacement {{bool}} NOT NULL,
        removed_at {{instant}},
        session_id {{uuid}} REFERENCES workshop_session (id) ON DELETE SET NULL,
        {_WORKSHOP}
    )
    """,
    f"""
    CREATE TABLE agenda_speaker (
        {_BASE},
        state VARCHAR(10) NOT NULL,
        item_id {{uuid}} NOT NULL REFERENCES agenda_item (id) ON DELETE CASCADE,
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        UNIQUE (item_id, person_id)
    )
    """,
    f"""
    CREATE TABLE speaker_time (
        {_BASE},
        starts_at {{instant}} NOT NULL,
        minutes INT NOT NULL,
        from_at {{instant}},
        until_at {{instant}},
        session_id {{uuid}} NOT NULL REFERENCES workshop_session (id) ON DELETE CASCADE,
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        {_WORKSHOP},
        UNIQUE (session_id, person_id)
    )
    """,
    f"""
    CREATE TABLE agenda_release (
        {_BASE},
        number INT NOT NULL,
        slots {{json}} NOT NULL,
        changes {{json}} NOT NULL,
        note VARCHAR(300) NOT NULL,
        person_id {{uuid}},
        {_WORKSHOP},
        UNIQUE (workshop_id, number)
    )
    """,
    f"""
    CREATE TABLE agenda_note (
        {_BASE},
        {_EDITED},
        text TEXT NOT NULL,
        author_id {{uuid}},
        item_id {{uuid}} NOT NULL UNIQUE REFERENCES agenda_item (id) ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE agenda_note_revision (
        {_BASE},
        number INT NOT NULL,
        text TEXT NOT NULL,
        author_id {{uuid}},
        note_id {{uuid}} NOT NULL REFERENCES agenda_note (id) ON DELETE CASCADE,
        UNIQUE (note_id, number)
    )
    """,
    f"""
    CREATE TABLE workshop_proposal (
        {_BASE},
        {_EDITED},
        title VARCHAR(150) NOT NULL,
        about TEXT NOT NULL,
        lang VARCHAR(10) NOT NULL,
        minutes INT NOT NULL,
        state VARCHAR(10) NOT NULL,
        is_told {{bool}} NOT NULL,
        item_id {{uuid}},
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        {_WORKSHOP}
    )
    """,
    f"""
    CREATE TABLE workshop_material (
        {_BASE},
        {_EDITED},
        title VARCHAR(150) NOT NULL,
        lang VARCHAR(10) NOT NULL,
        link VARCHAR(500) NOT NULL,
        file_id {{uuid}},
        access VARCHAR(12) NOT NULL,
        author_id {{uuid}},
        removed_at {{instant}},
        item_id {{uuid}} REFERENCES agenda_item (id) ON DELETE SET NULL,
        {_WORKSHOP}
    )
    """,
    f"""
    CREATE TABLE workshop_material_reader (
        {_BASE},
        material_id {{uuid}} NOT NULL REFERENCES workshop_material (id) ON DELETE CASCADE,
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        UNIQUE (material_id, person_id)
    )
    """,
    f"""
    CREATE TABLE workshop_outcome (
        {_BASE},
        {_EDITED},
        due_on DATE NOT NULL,
        parts {{json}} NOT NULL,
        lessons {{json}} NOT NULL,
        counts {{json}} NOT NULL,
        lang VARCHAR(10) NOT NULL,
        level VARCHAR(2) NOT NULL,
        review_on DATE,
        submitted_at {{instant}},
        submitted_by_id {{uuid}},
        returned_note TEXT NOT NULL,
        published_at {{instant}},
        published_by_id {{uuid}},
        item_id {{uuid}},
        reminded_step INT NOT NULL,
        workshop_id {{uuid}} NOT NULL UNIQUE REFERENCES workshop (id) ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE outcome_action (
        {_BASE},
        {_EDITED},
        text VARCHAR(300) NOT NULL,
        owner_role VARCHAR(80) NOT NULL,
        owner_id {{uuid}},
        due_on DATE,
        state VARCHAR(10) NOT NULL,
        revision INT NOT NULL,
        reminded_for DATE,
        {_WORKSHOP}
    )
    """,
)

_INDEXES = (
    "CREATE INDEX workshop_days ON workshop (state, first_on)",
    "CREATE INDEX workshop_centre ON workshop (centre_id, state)",
    "CREATE INDEX workshop_parent ON workshop (parent_id) WHERE parent_id IS NOT NULL",
    "CREATE INDEX workshop_root ON workshop (root_id) WHERE root_id IS NOT NULL",
    "CREATE INDEX workshop_session_workshop ON workshop_session (workshop_id, starts_at)",
    "CREATE INDEX workshop_session_zone ON workshop_session (tz_version, starts_at)",
    "CREATE INDEX workshop_organiser_person ON workshop_organiser (person_id)",
    "CREATE INDEX workshop_reader_workshop ON workshop_reader (workshop_id)",
    "CREATE INDEX workshop_reader_person ON workshop_reader (person_id) WHERE person_id IS NOT NULL",
    "CREATE INDEX workshop_reader_centre ON workshop_reader (centre_id) WHERE centre_id IS NOT NULL",
    "CREATE INDEX workshop_source_of ON workshop_source (source_kind, source_id)",
    "CREATE INDEX workshop_move_workshop ON workshop_move (workshop_id, created_at)",
    "CREATE INDEX workshop_quota_workshop ON workshop_quota (workshop_id)",
    "CREATE INDEX workshop_question_workshop ON workshop_question (workshop_id, position)",
    "CREATE INDEX workshop_reminder_workshop ON workshop_reminder (workshop_id)",
    "CREATE INDEX workshop_reminder_due ON workshop_reminder (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX workshop_registration_state ON workshop_registration (workshop_id, state, number)",
    "CREATE INDEX workshop_registration_seated ON workshop_registration (workshop_id, is_seated)",
    "CREATE INDEX workshop_registration_person ON workshop_registration (person_id, state)",
    "CREATE INDEX workshop_registration_centre ON workshop_registration (centre_id)",
    "CREATE INDEX workshop_registration_offered ON workshop_registration (offered_until) WHERE state = 'offered'",
    "CREATE INDEX workshop_answer_question ON workshop_answer (question_id)",
    "CREATE INDEX workshop_registration_move_of ON workshop_registration_move (registration_id, created_at)",
    "CREATE INDEX workshop_invitation_person ON workshop_invitation (person_id, state)",
    "CREATE INDEX workshop_attendance_session ON workshop_attendance (session_id)",
    "CREATE INDEX workshop_evaluation_workshop ON workshop_evaluation (workshop_id)",
    "CREATE INDEX course_completion_registration ON course_completion (registration_id)",
    "CREATE INDEX trainer_accreditation_person ON trainer_accreditation (person_id, until_on)",
    "CREATE INDEX agenda_item_workshop ON agenda_item (workshop_id)",
    "CREATE INDEX agenda_item_session ON agenda_item (session_id)",
    "CREATE INDEX agenda_speaker_person ON agenda_speaker (person_id, state)",
    "CREATE INDEX speaker_time_workshop ON speaker_time (workshop_id, person_id)",
    "CREATE INDEX speaker_time_person ON speaker_time (person_id)",
    "CREATE INDEX workshop_proposal_workshop ON workshop_proposal (workshop_id, state)",
    "CREATE INDEX workshop_proposal_person ON workshop_proposal (person_id)",
    "CREATE INDEX workshop_material_workshop ON workshop_material (workshop_id)",
    "CREATE INDEX workshop_material_item ON workshop_material (item_id)",
    "CREATE INDEX workshop_material_reader_person ON workshop_material_reader (person_id)",
    "CREATE INDEX workshop_outcome_due ON workshop_outcome (due_on) WHERE submitted_at IS NULL",
    "CREATE INDEX outcome_action_workshop ON outcome_action (workshop_id)",
    "CREATE INDEX outcome_action_due ON outcome_action (due_on) WHERE state IN ('open', 'doing')",
)


async def up(sql: Sql) -> None:
    await sql(*_TABLES, *_INDEXES)
