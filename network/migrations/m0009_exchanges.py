"""Exchanges: windows, calls, visits with all that belongs to them, and what came of them."""

from network.migrations import Sql

_BASE = "id {uuid} NOT NULL PRIMARY KEY, created_at {instant} NOT NULL"
_EDITED = "version INT NOT NULL, changed_at {instant} NOT NULL"
_VISIT = "visit_id {uuid} NOT NULL REFERENCES visit (id) ON DELETE CASCADE"

_TABLES = (
    f"""
    CREATE TABLE exchange_window (
        {_BASE},
        {_EDITED},
        state VARCHAR(12) NOT NULL,
        title VARCHAR(120) NOT NULL,
        lang VARCHAR(10) NOT NULL,
        purposes {{json}} NOT NULL,
        themes {{json}} NOT NULL,
        languages {{json}} NOT NULL,
        first_on DATE NOT NULL,
        last_on DATE NOT NULL,
        least_days INT NOT NULL,
        most_days INT NOT NULL,
        places INT NOT NULL,
        place VARCHAR(200) NOT NULL,
        conditions TEXT NOT NULL,
        payer VARCHAR(10) NOT NULL,
        is_virtual_possible {{bool}} NOT NULL,
        author_id {{uuid}},
        centre_id {{uuid}} NOT NULL REFERENCES centre (id) ON DELETE CASCADE,
        listing_id {{uuid}} REFERENCES listing (id) ON DELETE SET NULL
    )
    """,
    f"""
    CREATE TABLE exchange_call (
        {_BASE},
        {_EDITED},
        state VARCHAR(10) NOT NULL,
        title VARCHAR(150) NOT NULL,
        about TEXT NOT NULL,
        lang VARCHAR(10) NOT NULL,
        purposes {{json}} NOT NULL,
        themes {{json}} NOT NULL,
        parts {{json}} NOT NULL,
        places INT NOT NULL,
        opens_on DATE NOT NULL,
        closes_on DATE NOT NULL,
        author_id {{uuid}}
    )
    """,
    f"""
    CREATE TABLE visit (
        {_BASE},
        {_EDITED},
        state VARCHAR(16) NOT NULL,
        revision INT NOT NULL,
        reason VARCHAR(30) NOT NULL,
        came_from VARCHAR(16),
        submitted_at {{instant}},
        moved_at {{instant}},
        settled_at {{instant}},
        reopened_at {{instant}},
        nobody_came_at {{instant}},
        report_due_on DATE,
        ended_for VARCHAR(30) NOT NULL,
        home_coordinator_id {{uuid}},
        host_coordinator_id {{uuid}},
        purpose VARCHAR(20) NOT NULL,
        themes {{json}} NOT NULL,
        lang VARCHAR(10) NOT NULL,
        is_virtual {{bool}} NOT NULL,
        from_on DATE,
        until_on DATE,
        days INT NOT NULL,
        first_on DATE,
        last_on DATE,
        arrived_on DATE,
        ended_on DATE,
        zone VARCHAR(64) NOT NULL,
        plan_b {{json}} NOT NULL,
        score INT,
        rank INT,
        home_rating VARCHAR(6) NOT NULL,
        host_rating VARCHAR(6) NOT NULL,
        home_rated_on DATE,
        host_rated_on DATE,
        replaces_id {{uuid}},
        paired_id {{uuid}},
        waived_sharing TEXT NOT NULL,
        waived_by_id {{uuid}},
        call_id {{uuid}} REFERENCES exchange_call (id) ON DELETE SET NULL,
        home_centre_id {{uuid}} NOT NULL REFERENCES centre (id) ON DELETE CASCADE,
        host_centre_id {{uuid}} REFERENCES centre (id) ON DELETE SET NULL,
        mentor_id {{uuid}} REFERENCES person (id) ON DELETE SET NULL,
        visitor_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE visit_application (
        {_BASE},
        {_EDITED},
        parts {{json}} NOT NULL,
        private {{json}} NOT NULL,
        gates {{json}} NOT NULL,
        cover TEXT NOT NULL,
        returned_note TEXT NOT NULL,
        endorsed_at {{instant}},
        endorsed_by_id {{uuid}},
        visit_id {{uuid}} NOT NULL UNIQUE REFERENCES visit (id) ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE visit_review (
        {_BASE},
        {_EDITED},
        state VARCHAR(10) NOT NULL,
        scores {{json}} NOT NULL,
        total INT,
        note TEXT NOT NULL,
        due_on DATE,
        done_at {{instant}},
        reviewer_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        {_VISIT},
        UNIQUE (visit_id, reviewer_id)
    )
    """,
    f"""
    CREATE TABLE host_choice (
        {_BASE},
        rank INT NOT NULL,
        state VARCHAR(10) NOT NULL,
        first_on DATE,
        last_on DATE,
        asked_at {{instant}},
        expires_at {{instant}},
        answered_at {{instant}},
        answered_by_id {{uuid}},
        reason VARCHAR(30) NOT NULL,
        centre_id {{uuid}} NOT NULL REFERENCES centre (id) ON DELETE CASCADE,
        {_VISIT},
        window_id {{uuid}} REFERENCES exchange_window (id) ON DELETE SET NULL,
        UNIQUE (visit_id, rank)
    )
    """,
    f"""
    CREATE TABLE visit_move (
        {_BASE},
        move VARCHAR(20) NOT NULL,
        before VARCHAR(16) NOT NULL,
        after VARCHAR(16) NOT NULL,
        person_id {{uuid}},
        part VARCHAR(12) NOT NULL,
        on_behalf {{bool}} NOT NULL,
        reason VARCHAR(30) NOT NULL,
        note TEXT NOT NULL,
        revision INT NOT NULL,
        {_VISIT}
    )
    """,
    f"""
    CREATE TABLE visit_place_offer (
        {_BASE},
        freed_by_id {{uuid}} NOT NULL,
        expires_at {{instant}} NOT NULL,
        answered_at {{instant}},
        is_taken {{bool}},
        {_VISIT},
        UNIQUE (freed_by_id, visit_id)
    )
    """,
    f"""
    CREATE TABLE visit_reminder (
        {_BASE},
        what VARCHAR(20) NOT NULL,
        about_id {{uuid}} NOT NULL,
        step INT NOT NULL,
        {_VISIT},
        UNIQUE (about_id, what, step)
    )
    """,
    f"""
    CREATE TABLE date_poll (
        {_BASE},
        {_EDITED},
        state VARCHAR(10) NOT NULL,
        closes_on DATE NOT NULL,
        chosen_id {{uuid}},
        author_id {{uuid}},
        {_VISIT}
    )
    """,
    f"""
    CREATE TABLE date_option (
        {_BASE},
        first_on DATE NOT NULL,
        last_on DATE NOT NULL,
        poll_id {{uuid}} NOT NULL REFERENCES date_poll (id) ON DELETE CASCADE,
        UNIQUE (poll_id, first_on, last_on)
    )
    """,
    f"""
    CREATE TABLE date_answer (
        {_BASE},
        suits VARCHAR(10) NOT NULL,
        option_id {{uuid}} NOT NULL REFERENCES date_option (id) ON DELETE CASCADE,
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        UNIQUE (option_id, person_id)
    )
    """,
    f"""
    CREATE TABLE visit_date_change (
        {_BASE},
        {_EDITED},
        state VARCHAR(10) NOT NULL,
        first_on DATE NOT NULL,
        last_on DATE NOT NULL,
        accepted {{json}} NOT NULL,
        author_id {{uuid}},
        {_VISIT}
    )
    """,
    f"""
    CREATE TABLE visit_edition (
        {_BASE},
        number INT NOT NULL,
        first_on DATE NOT NULL,
        last_on DATE NOT NULL,
        is_virtual {{bool}} NOT NULL,
        terms {{json}} NOT NULL,
        what_changed VARCHAR(300) NOT NULL,
        author_id {{uuid}},
        voided_at {{instant}},
        {_VISIT},
        UNIQUE (visit_id, number)
    )
    """,
    f"""
    CREATE TABLE visit_signature (
        {_BASE},
        side VARCHAR(10) NOT NULL,
        person_id {{uuid}},
        on_behalf {{bool}} NOT NULL,
        edition_id {{uuid}} NOT NULL REFERENCES visit_edition (id) ON DELETE CASCADE,
        UNIQUE (edition_id, side)
    )
    """,
    f"""
    CREATE TABLE budget_line (
        {_BASE},
        {_EDITED},
        kind VARCHAR(20) NOT NULL,
        payer VARCHAR(10) NOT NULL,
        currency VARCHAR(3) NOT NULL,
        planned BIGINT NOT NULL,
        committed BIGINT,
        actual BIGINT,
        report_currency VARCHAR(3) NOT NULL,
        rate BIGINT,
        rate_on DATE,
        approved BIGINT NOT NULL,
        approved_by_id {{uuid}},
        approved_at {{instant}},
        is_blocked {{bool}} NOT NULL,
        is_refund_due {{bool}} NOT NULL,
        is_released {{bool}} NOT NULL,
        note VARCHAR(300) NOT NULL,
        {_VISIT}
    )
    """,
    f"""
    CREATE TABLE checklist_item (
        {_BASE},
        {_EDITED},
        area VARCHAR(12) NOT NULL,
        code VARCHAR(30) NOT NULL,
        text VARCHAR(200) NOT NULL,
        owner VARCHAR(20) NOT NULL,
        offset_days INT NOT NULL,
        due_on DATE,
        is_required {{bool}} NOT NULL,
        position INT NOT NULL,
        state VARCHAR(12) NOT NULL,
        done_by_id {{uuid}},
        done_role VARCHAR(30) NOT NULL,
        done_at {{instant}},
        note VARCHAR(300) NOT NULL,
        {_VISIT}
    )
    """,
    f"""
    CREATE TABLE programme_item (
        {_BASE},
        {_EDITED},
        wall VARCHAR(16) NOT NULL,
        zone VARCHAR(64) NOT NULL,
        is_second {{bool}} NOT NULL,
        tz_version VARCHAR(20) NOT NULL,
        starts_at {{instant}} NOT NULL,
        minutes INT NOT NULL,
        kind VARCHAR(20) NOT NULL,
        title VARCHAR(150) NOT NULL,
        place VARCHAR(100) NOT NULL,
        mentor_id {{uuid}},
        level VARCHAR(2) NOT NULL,
        asks_consent {{bool}} NOT NULL,
        has_consent {{bool}} NOT NULL,
        revision INT NOT NULL,
        removed_at {{instant}},
        {_VISIT}
    )
    """,
    f"""
    CREATE TABLE travel_check (
        {_BASE},
        kind VARCHAR(12) NOT NULL,
        due_at {{instant}} NOT NULL,
        zone VARCHAR(64) NOT NULL,
        state VARCHAR(10) NOT NULL,
        asked INT NOT NULL,
        done_at {{instant}},
        {_VISIT}
    )
    """,
    f"""
    CREATE TABLE visit_message (
        {_BASE},
        author_id {{uuid}},
        text TEXT NOT NULL,
        {_VISIT}
    )
    """,
    f"""
    CREATE TABLE visit_read_mark (
        {_BASE},
        read_at {{instant}},
        reminded_at {{instant}},
        person_id {{uuid}} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        {_VISIT},
        UNIQUE (visit_id, person_id)
    )
    """,
    f"""
    CREATE TABLE learning_goal (
        {_BASE},
        {_EDITED},
        position INT NOT NULL,
        specific VARCHAR(300) NOT NULL,
        measure VARCHAR(300) NOT NULL,
        how VARCHAR(300) NOT NULL,
        relevance VARCHAR(300) NOT NULL,
        by_on DATE,
        competency VARCHAR(20) NOT NULL,
        before INT,
        after INT,
        retrospect INT,
        six_months INT,
        {_VISIT}
    )
    """,
    f"""
    CREATE TABLE learning_report (
        {_BASE},
        {_EDITED},
        parts {{json}} NOT NULL,
        lang VARCHAR(10) NOT NULL,
        level VARCHAR(2) NOT NULL,
        is_short {{bool}} NOT NULL,
        submitted_at {{instant}},
        home_read_at {{instant}},
        host_due_on DATE,
        host_cleared_at {{instant}},
        host_cleared_by_id {{uuid}},
        taken_out INT NOT NULL,
        item_id {{uuid}},
        visit_id {{uuid}} NOT NULL UNIQUE REFERENCES visit (id) ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE visit_passing_on (
        {_BASE},
        kind VARCHAR(20) NOT NULL,
        title VARCHAR(200) NOT NULL,
        held_on DATE,
        reach VARCHAR(10) NOT NULL,
        source_kind VARCHAR(20) NOT NULL,
        source_id {{uuid}},
        person_id {{uuid}},
        {_VISIT}
    )
    """,
    f"""
    CREATE TABLE visit_follow_up (
        {_BASE},
        {_EDITED},
        months INT NOT NULL,
        due_on DATE NOT NULL,
        answers {{json}} NOT NULL,
        answered_at {{instant}},
        {_VISIT},
        UNIQUE (visit_id, months)
    )
    """,
)

_INDEXES = (
    "CREATE INDEX exchange_window_centre ON exchange_window (centre_id)",
    "CREATE INDEX exchange_window_state ON exchange_window (state, last_on)",
    "CREATE INDEX exchange_window_listing ON exchange_window (listing_id)",
    "CREATE INDEX exchange_call_state ON exchange_call (state, closes_on)",
    "CREATE INDEX visit_visitor ON visit (visitor_id, state)",
    "CREATE INDEX visit_mentor ON visit (mentor_id)",
    "CREATE INDEX visit_home ON visit (home_centre_id, state, moved_at)",
    "CREATE INDEX visit_host ON visit (host_centre_id, state, moved_at, home_centre_id)",
    "CREATE INDEX visit_home_days ON visit (home_centre_id, state, first_on)",
    "CREATE INDEX visit_host_days ON visit (host_centre_id, state, first_on)",
    "CREATE INDEX visit_missed ON visit (nobody_came_at) WHERE nobody_came_at IS NOT NULL",
    "CREATE INDEX visit_moved ON visit (state, moved_at)",
    "CREATE INDEX visit_paired ON visit (paired_id) WHERE paired_id IS NOT NULL",
    "CREATE INDEX visit_call ON visit (call_id, state)",
    "CREATE INDEX visit_state ON visit (state, report_due_on)",
    "CREATE INDEX visit_days ON visit (state, first_on)",
    "CREATE INDEX visit_review_reviewer ON visit_review (reviewer_id, state)",
    "CREATE INDEX host_choice_centre ON host_choice (centre_id, state)",
    "CREATE INDEX host_choice_window ON host_choice (window_id)",
    "CREATE INDEX host_choice_expires ON host_choice (expires_at) WHERE state = 'asked'",
    "CREATE UNIQUE INDEX host_choice_one ON host_choice (visit_id) WHERE state IN ('asked', 'accepted')",
    "CREATE INDEX visit_move_visit ON visit_move (visit_id, created_at)",
    "CREATE INDEX visit_place_offer_visit ON visit_place_offer (visit_id)",
    "CREATE INDEX visit_reminder_visit ON visit_reminder (visit_id)",
    "CREATE UNIQUE INDEX date_poll_open ON date_poll (visit_id) WHERE state = 'open'",
    "CREATE INDEX date_poll_visit ON date_poll (visit_id)",
    "CREATE INDEX date_answer_person ON date_answer (person_id)",
    "CREATE UNIQUE INDEX visit_date_change_open ON visit_date_change (visit_id) WHERE state = 'open'",
    "CREATE INDEX budget_line_visit ON budget_line (visit_id)",
    "CREATE INDEX checklist_item_visit ON checklist_item (visit_id, position)",
    "CREATE INDEX checklist_item_due ON checklist_item (due_on) WHERE state = 'open'",
    "CREATE INDEX programme_item_visit ON programme_item (visit_id, starts_at)",
    "CREATE INDEX travel_check_visit ON travel_check (visit_id, due_at)",
    "CREATE INDEX travel_check_due ON travel_check (due_at) WHERE state = 'planned'",
    "CREATE INDEX visit_message_visit ON visit_message (visit_id, created_at)",
    "CREATE INDEX visit_read_mark_person ON visit_read_mark (person_id)",
    "CREATE INDEX learning_goal_visit ON learning_goal (visit_id, position)",
    "CREATE INDEX visit_passing_on_visit ON visit_passing_on (visit_id)",
    "CREATE INDEX visit_follow_up_due ON visit_follow_up (due_on) WHERE answered_at IS NULL",
)


async def up(sql: Sql) -> None:
    await sql(*_TABLES, *_INDEXES)
