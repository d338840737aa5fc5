"""What holds for accounts whoever asks, as tables."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.kernel.actor import Level
from network.people import rules
from network.people.models import DisplayMode, Invitation, Person, Reset, Session

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HALF_AN_HOUR, HALF_A_DAY = timedelta(minutes=30), timedelta(hours=12)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("amal@example.org", "amal@example.org"),
        ("  Amal@Example.ORG\n", "amal@example.org"),
        ("STRASSE@example.org", "strasse@example.org"),
        ("straße@example.org", "strasse@example.org"),
        ("ａｍａｌ@example.org", "amal@example.org"),
        ("amal+news@example.org", "amal+news@example.org"),
        ("", ""),
    ],
)
def test_each_mailbox_has_one_spelling(typed: str, key: str) -> None:
    assert rules.email_key(typed) == key


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_the_spelling_of_an_address_does_not_change_when_taken_again(address: str) -> None:
    assert rules.email_key(rules.email_key(address)) == rules.email_key(address)


@pytest.mark.parametrize(
    ("idle", "age", "alive"),
    [
        (timedelta(0), timedelta(0), True),
        (HALF_AN_HOUR - SECOND, HALF_A_DAY - SECOND, True),
        (HALF_AN_HOUR, HALF_AN_HOUR, False),
        (timedelta(0), HALF_A_DAY - SECOND, True),
        (timedelta(0), HALF_A_DAY, False),
        (-SECOND, timedelta(0), True),
    ],
)
def test_a_session_lives_half_an_hour_idle_and_half_a_day_in_all(
    idle: timedelta, age: timedelta, alive: bool
) -> None:
    session = Session(seen_at=NOW - idle, ends_at=NOW - age + rules.ABSOLUTE)

    assert rules.is_alive(session, NOW) is alive


@pytest.mark.parametrize(
    ("proved_at", "lately"),
    [
        (None, False),
        (NOW, True),
        (NOW - rules.PROOF + SECOND, True),
        (NOW - rules.PROOF, False),
    ],
)
def test_a_proof_counts_for_a_quarter_of_an_hour(proved_at: datetime | None, lately: bool) -> None:
    assert rules.proved_lately(Session(proved_at=proved_at), NOW) is lately


@pytest.mark.parametrize(
    ("way_in", "is_open"),
    [
        (Invitation(ends_at=NOW + SECOND), True),
        (Invitation(ends_at=NOW), False),
        (Invitation(ends_at=NOW + SECOND, accepted_at=NOW - SECOND), False),
        (Invitation(ends_at=NOW + SECOND, revoked_at=NOW - SECOND), False),
        (Reset(ends_at=NOW + SECOND), True),
        (Reset(ends_at=NOW), False),
        (Reset(ends_at=NOW + SECOND, used_at=NOW - SECOND), False),
    ],
)
def test_a_way_in_is_open_until_it_is_used_taken_back_or_old(
    way_in: Invitation | Reset, is_open: bool
) -> None:
    assert rules.is_open(way_in, NOW) is is_open


@pytest.mark.parametrize(
    ("stored", "field", "level"),
    [
        ({}, "email", Level.CONTACTS),
        ({}, "profession", Level.MEMBERS),
        ({}, "about", Level.MEMBERS),
        ({"email": "members"}, "email", Level.MEMBERS),
        ({"about": "only_me"}, "about", Level.ONLY_ME),
        ({"about": "everybody!"}, "about", Level.ONLY_ME),
        ({"about": ""}, "about", Level.ONLY_ME),
    ],
)
def test_a_field_is_shown_to_whom_its_owner_chose_and_to_nobody_in_doubt(
    stored: dict[str, str], field: str, level: Level
) -> None:
    assert rules.level_of(Person(visibility=stored), field) is level


REAL, CALLED, AT_CENTRE, IN_REGION, CODE = DisplayMode


@pytest.mark.parametrize(
    ("mode", "called", "code_name", "position", "centre", "shown"),
    [
        (REAL, "Amal", "Heron", "psychologist", "Cedar House", "Amal Haddad"),
        (CALLED, "Amal", "", "psychologist", "Cedar House", "Amal, psychologist"),
        (CALLED, "Amal", "", "", "Cedar House", "Amal"),
        (CALLED, "", "", "psychologist", "Cedar House", "psychologist, Levant"),
        (AT_CENTRE, "Amal", "", "psychologist", "Cedar House", "psychologist, Cedar House"),
        (AT_CENTRE, "Amal", "", "", "Cedar House", "Cedar House"),
        (AT_CENTRE, "Amal", "", "psychologist", "", "psychologist, Levant"),
        (IN_REGION, "Amal", "", "psychologist", "Cedar House", "psychologist, Levant"),
        (IN_REGION, "Amal", "", "", "Cedar House", "Levant"),
        (CODE, "Amal", "Heron", "psychologist", "Cedar House", "Heron"),
        (CODE, "Amal", "", "psychologist", "Cedar House", "psychologist, Levant"),
    ],
)
def test_a_person_is_named_as_they_chose_and_never_by_more(
    mode: DisplayMode, called: str, code_name: str, position: str, centre: str, shown: str
) -> None:
    person = Person(
        name="Amal Haddad", display_mode=mode, called=called, code_name=code_name, position=position
    )

    assert rules.shown_name(person, position, centre, "Levant") == shown


@pytest.mark.parametrize(
    ("mode", "called", "code_name", "is_shown"),
    [
        (REAL, "", "", True),
        (CALLED, "Amal", "", True),
        (CALLED, "", "Heron", False),
        (AT_CENTRE, "", "", True),
        (IN_REGION, "Amal", "Heron", False),
        (CODE, "Amal", "Heron", False),
        (CODE, "Amal", "", False),
    ],
)
def test_the_centre_is_told_only_of_those_who_do_not_hide_it(
    mode: DisplayMode, called: str, code_name: str, is_shown: bool
) -> None:
    person = Person(name="Amal Haddad", display_mode=mode, called=called, code_name=code_name)

    assert rules.shows_centre(person) is is_shown


@given(
    mode=st.sampled_from([m for m in DisplayMode if m is not DisplayMode.REAL]),
    called=st.sampled_from(["", "Amal"]),
    code_name=st.sampled_from(["", "Heron"]),
    position=st.sampled_from(["", "psychologist"]),
    centre=st.sampled_from(["", "Cedar House"]),
    region=st.sampled_from(["", "Levant"]),
)
def test_no_choice_but_the_full_name_shows_the_full_name(
    mode: DisplayMode, called: str, code_name: str, position: str, centre: str, region: str
) -> None:
    person = Person(name="Zubaida", display_mode=mode, called=called, code_name=code_name)

    assert "Zubaida" not in rules.shown_name(person, position, centre, region)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Amal Haddad", "AH"),
        ("Amal", "A"),
        ("amal bint yusuf haddad", "AH"),
        ("Jean-Luc", "JL"),
        ("أمل حداد", "أح"),
        ("(Amal) Haddad", "H"),
        ("", ""),
        (" - ", ""),
    ],
)
def test_the_round_mark_has_at_most_two_letters(name: str, letters: str) -> None:
    assert rules.initials(name) == letters
