"""Check-ins: rounds and what they told, own histories nobody else reads, and where help is."""

from network.migrations import Sql

_BASE = "id {uuid} NOT NULL PRIMARY KEY, created_at {instant} NOT NULL"
_EDITED = "version INT NOT NULL, changed_at {instant} NOT NULL"
_ROUND = "round_id {uuid} NOT NULL REFERENCES check_in_round (id) ON DELETE CASCADE"
_RELEASE = "release_id {uuid} NOT NULL REFERENCES check_in_release (id) ON DELETE CASCADE"

_ROUNDS = (
    f"""
    CREATE TABLE check_in_round (
        {_BASE},
        {_EDITED},
        state VARCHAR(10) NOT NULL,
        opens_on DATE NOT NULL,
        closes_on DATE NOT NULL,
        k INT NOT NULL,
        network_k INT NOT NULL,
        own {{json}} NOT NULL,
        centre_ids {{json}} NOT NULL,
        lock {{bytes}},
        live VARCHAR(3) UNIQUE
    )
    """,
    f"""
    CREATE TABLE check_in_centre (
        id {{uuid}} NOT NULL PRIMARY KEY,
        {_ROUND},
        centre_id {{uuid}} NOT NULL,
        region VARCHAR(10) NOT NULL,
        eligible {{json}} NOT NULL,
        is_withheld {{bool}} NOT NULL,
        UNIQUE (round_id, centre_id)
    ) {{by_key}}
    """,
    f"""
    CREATE TABLE check_in_asked (
        id {{uuid}} NOT NULL PRIMARY KEY,
        {_ROUND},
        person_id {{uuid}} NOT NULL,
        centre_id {{uuid}} NOT NULL,
        family VARCHAR(10) NOT NULL,
        is_new {{bool}} NOT NULL,
        took_part {{bool}} NOT NULL,
        UNIQUE (round_id, person_id)
    ) {{by_key}}
    """,
    f"""
    CREATE TABLE sealed_ballot (
        id VARCHAR(64) NOT NULL PRIMARY KEY,
        {_ROUND},
        box {{bytes}} NOT NULL
    ) {{by_key}}
    """,
    """
    CREATE TABLE check_in_release (
        id {uuid} NOT NULL PRIMARY KEY,
        round_id {uuid} NOT NULL UNIQUE REFERENCES check_in_round (id) ON DELETE CASCADE,
        released_on DATE NOT NULL,
        coordinators_on DATE NOT NULL,
        are_coordinators_told {bool} NOT NULL,
        goes_on DATE NOT NULL,
        told {json} NOT NULL,
        kept {json},
        kept_goes_on DATE NOT NULL
    )
    """,
    f"""
    CREATE TABLE check_in_change (
        {_BASE},
        {_EDITED},
        {_RELEASE},
        place VARCHAR(36) NOT NULL,
        text TEXT NOT NULL,
        lang VARCHAR(10) NOT NULL,
        author_id {{uuid}},
        UNIQUE (release_id, place)
    )
    """,
    f"""
    CREATE TABLE check_in_share (
        {_BASE},
        {_RELEASE},
        place VARCHAR(36) NOT NULL,
        level VARCHAR(2) NOT NULL,
        lang VARCHAR(10) NOT NULL,
        author_id {{uuid}},
        item_id {{uuid}},
        UNIQUE (release_id, place)
    )
    """,
    "CREATE INDEX sealed_ballot_round ON sealed_ballot (round_id)",
)

_HISTORIES = (
    """
    CREATE TABLE own_history (
        person_id {uuid} NOT NULL PRIMARY KEY,
        version INT NOT NULL,
        box {bytes} NOT NULL,
        by_passphrase {bytes} NOT NULL,
        by_code {bytes} NOT NULL,
        months INT NOT NULL,
        goes_on DATE NOT NULL,
        left_on DATE
    ) {by_key}
    """,
    """
    CREATE TABLE fading_key (
        goes_on VARCHAR(10) NOT NULL PRIMARY KEY,
        half {bytes} NOT NULL
    ) {by_key}
    """,
)

_HELP = (
    f"""
    CREATE TABLE signpost (
        {_BASE},
        {_EDITED},
        kind VARCHAR(12) NOT NULL,
        country VARCHAR(2) NOT NULL,
        lang VARCHAR(10) NOT NULL,
        spoken {{json}} NOT NULL,
        title VARCHAR(150) NOT NULL,
        about TEXT NOT NULL,
        phone VARCHAR(60) NOT NULL,
        website VARCHAR(200) NOT NULL,
        hours VARCHAR(150) NOT NULL,
        checked_on DATE NOT NULL
    )
    """,
    """
    CREATE TABLE contact_wish (
        id {uuid} NOT NULL PRIMARY KEY,
        person_id {uuid} NOT NULL,
        to_id {uuid} NOT NULL,
        addressee VARCHAR(12) NOT NULL,
        state VARCHAR(10) NOT NULL,
        goes_on DATE NOT NULL,
        live VARCHAR(75) UNIQUE
    ) {by_key}
    """,
    f"""
    CREATE TABLE instrument_file (
        {_BASE},
        {_EDITED},
        key VARCHAR(40) NOT NULL,
        edition VARCHAR(60) NOT NULL,
        lang VARCHAR(10) NOT NULL,
        state VARCHAR(10) NOT NULL,
        definition {{json}} NOT NULL,
        proof TEXT NOT NULL,
        in_use VARCHAR(51) UNIQUE,
        author_id {{uuid}}
    )
    """,
    "CREATE INDEX signpost_country ON signpost (country)",
    "CREATE INDEX contact_wish_to ON contact_wish (to_id)",
    "CREATE INDEX contact_wish_person ON contact_wish (person_id)",
)


async def up(sql: Sql) -> None:
    await sql(*_ROUNDS, *_HISTORIES, *_HELP)
