"""What holds for centres whoever asks, as tables."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.centres import rules
from network.centres.models import Centre, CentreState, Listing, Risk
from network.kernel.actor import Level, Standing

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
VISITOR, MEMBER, CONTACT, OWN = Standing


@pytest.mark.parametrize(
    ("state", "listing", "seen_by"),
    [
        (CentreState.CONFIRMED, Listing.PUBLIC, [VISITOR, MEMBER, CONTACT, OWN]),
        (CentreState.CONFIRMED, Listing.MEMBERS, [MEMBER, CONTACT, OWN]),
        (CentreState.CONFIRMED, Listing.UNLISTED, [CONTACT, OWN]),
        (CentreState.DRAFT, Listing.PUBLIC, [OWN]),
        (CentreState.DRAFT, Listing.MEMBERS, [OWN]),
        (CentreState.DRAFT, Listing.UNLISTED, [OWN]),
        (CentreState.CLOSED, Listing.PUBLIC, [OWN]),
        (CentreState.CLOSED, Listing.MEMBERS, [OWN]),
        (CentreState.CLOSED, Listing.UNLISTED, [OWN]),
    ],
)
def test_state_and_listing_say_who_may_know_of_a_centre(
    state: CentreState, listing: Listing, seen_by: list[Standing]
) -> None:
    centre = Centre(name="Harbour House", state=state, listing=listing)

    assert [s for s in Standing if rules.is_seen_from(centre, s)] == seen_by


@pytest.mark.parametrize(
    ("chosen", "level"),
    [
        ({}, Level.MEMBERS),
        ({"town": "only_me"}, Level.ONLY_ME),
        ({"town": "contacts"}, Level.CONTACTS),
        ({"town": "members"}, Level.MEMBERS),
        ({"town": "public"}, Level.PUBLIC),
        ({"town": "everybody"}, Level.ONLY_ME),
        ({"town": ""}, Level.ONLY_ME),
        ({"website": "public"}, Level.MEMBERS),
    ],
)
def test_a_field_is_shown_as_chosen_and_to_nobody_when_the_choice_is_unknown(
    chosen: dict[str, str], level: Level
) -> None:
    assert rules.level_of(Centre(visibility=chosen), "town") is level


def test_a_mailbox_is_for_contacts_unless_the_centre_says_otherwise() -> None:
    assert rules.level_of(Centre(visibility={}), "mailbox") is Level.CONTACTS
    assert rules.level_of(Centre(visibility={"mailbox": "public"}), "mailbox") is Level.PUBLIC


@pytest.mark.parametrize(
    ("region", "standing", "name"),
    [
        ("LAC", VISITOR, "Member centre, Latin America and the Caribbean"),
        ("LAC", MEMBER, "Member centre, Latin America and the Caribbean"),
        ("", MEMBER, "Member centre"),
        ("LAC", CONTACT, "Harbour House"),
        ("LAC", OWN, "Harbour House"),
    ],
)
def test_an_unlisted_centre_is_named_by_its_region_only(
    region: str, standing: Standing, name: str
) -> None:
    centre = Centre(
        name="Harbour House",
        region=region,
        state=CentreState.CONFIRMED,
        listing=Listing.UNLISTED,
    )

    assert rules.shown_name(centre, standing) == name


@pytest.mark.parametrize(
    ("risk", "allowed"),
    [
        (Risk.NORMAL, (Listing.UNLISTED, Listing.MEMBERS, Listing.PUBLIC)),
        (Risk.HIGH, (Listing.UNLISTED,)),
    ],
)
def test_a_centre_at_high_risk_can_only_be_unlisted(
    risk: Risk, allowed: tuple[Listing, ...]
) -> None:
    assert rules.listings_allowed(Centre(risk=risk)) == allowed


@pytest.mark.parametrize(
    ("confirmed_at", "is_due"),
    [
        (None, True),
        (NOW - rules.FRESH + timedelta(seconds=1), False),
        (NOW - rules.FRESH, True),
        (NOW - timedelta(days=900), True),
        (NOW, False),
    ],
)
def test_a_profile_is_due_six_months_after_it_was_confirmed(
    confirmed_at: datetime | None, is_due: bool
) -> None:
    assert rules.is_due(confirmed_at, NOW) is is_due


@pytest.mark.parametrize(
    ("missing", "fields"),
    [
        ({}, []),
        ({"country": ""}, ["country"]),
        ({"region": "", "zone": ""}, ["region", "zone"]),
        (
            {"name": "", "country": "", "region": "", "zone": ""},
            ["name", *["country", "region", "zone"]],
        ),
    ],
)
def test_confirming_needs_name_country_region_and_zone(
    missing: dict[str, str], fields: list[str]
) -> None:
    whole = {"name": "Harbour", "country": "KE", "region": "SSA", "zone": "Africa/Nairobi"}

    assert rules.missing_for_confirmation(Centre(**(whole | missing))) == fields


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("Harbour House", "harbour-house", "harbour-house-2"),
        ("Éducation & Santé", "education-sante", "education-sante-2"),
        ("Центр", "tsentr", "tsentr-2"),
        ("!!!", "centre", "centre-2"),
        ("../../etc/passwd", "etc-passwd", "etc-passwd-2"),
    ],
)
def test_addresses_are_plain_and_there_is_always_a_next_one(
    name: str, first: str, second: str
) -> None:
    assert rules.slugs(name)[:2] == [first, second]


@given(st.text(max_size=300))
def test_any_name_gives_an_address_that_fits_a_path(name: str) -> None:
    found = rules.slugs(name)

    assert all(0 < len(slug) <= 80 for slug in found)
    assert all(set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for slug in found)
    assert len(set(found)) == len(found)


@given(st.text(max_size=300))
def test_the_key_of_a_name_is_its_own_key(name: str) -> None:
    key = rules.name_key(name)

    assert rules.name_key(key) == key
    assert len(key) <= 200
