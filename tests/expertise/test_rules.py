"""What holds for offers and needs whoever asks, as tables."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.expertise import rules
from network.expertise.models import Kind, Listing, ListingState
from network.expertise.rules import Match, Reason, Side

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
DRAFT, PUBLISHED, WITHDRAWN = ListingState


def _match(need: dict[str, Any], offer: dict[str, Any], *, paired: bool = False) -> Match:
    """The match of two sides that share one theme."""
    theme = {"codes": frozenset({"TH-PAIN"})}
    found = rules.match(Side(**(theme | need)), Side(**(theme | offer)), paired_before=paired)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("state", "targets"),
    [(DRAFT, {PUBLISHED, WITHDRAWN}), (PUBLISHED, {WITHDRAWN}), (WITHDRAWN, {PUBLISHED})],
)
def test_each_state_leads_to_these(state: ListingState, targets: set[ListingState]) -> None:
    assert {t for t in ListingState if rules.can_become(state, t)} == targets


@pytest.mark.parametrize(
    ("confirmed_at", "is_due", "is_hidden"),
    [
        (None, False, False),
        (NOW, False, False),
        (NOW - rules.FRESH + timedelta(seconds=1), False, False),
        (NOW - rules.FRESH, True, False),
        (NOW - rules.HIDDEN_AFTER + timedelta(seconds=1), True, False),
        (NOW - rules.HIDDEN_AFTER, True, True),
    ],
)
def test_a_listing_is_asked_about_after_six_months_and_hidden_after_nine(
    confirmed_at: datetime | None, is_due: bool, is_hidden: bool
) -> None:
    listing = Listing(confirmed_at=confirmed_at)

    assert (rules.is_due(listing, NOW), rules.is_hidden(listing, NOW)) == (is_due, is_hidden)


@pytest.mark.parametrize(
    ("confirmed_at", "until_on", "hides_at"),
    [
        (NOW, None, NOW + rules.HIDDEN_AFTER),
        (NOW, date(2026, 5, 31), datetime(2026, 6, 1, tzinfo=UTC)),
        (NOW, date(2028, 5, 31), NOW + rules.HIDDEN_AFTER),
    ],
)
def test_others_see_a_listing_until_its_last_day_ends_or_it_is_too_long_unconfirmed(
    confirmed_at: datetime, until_on: date | None, hides_at: datetime
) -> None:
    assert rules.hides_at(confirmed_at, until_on) == hides_at


@pytest.mark.parametrize(
    ("until_on", "is_over"),
    [(None, False), (date(2026, 5, 3), True), (date(2026, 5, 4), False)],
)
def test_a_listing_is_over_after_its_last_day(until_on: date | None, is_over: bool) -> None:
    assert rules.is_over(Listing(until_on=until_on), NOW.date()) is is_over


@pytest.mark.parametrize(
    ("capacity", "waiting", "is_full"),
    [(1, 2, False), (1, 3, True), (3, 3, True), (5, 4, False), (5, 5, True)],
)
def test_a_listing_takes_as_many_open_requests_as_it_has_room_and_at_least_three(
    capacity: int, waiting: int, is_full: bool
) -> None:
    assert rules.is_full(capacity, waiting) is is_full


def test_an_offer_answers_needs_and_a_need_offers() -> None:
    assert [rules.opposite(kind) for kind in Kind] == [Kind.NEED, Kind.OFFER]


@pytest.mark.parametrize(
    ("need", "offer", "score"),
    [
        (["TH-PAIN"], ["TH-PAIN"], 3),
        (["AP-EMDR"], ["AP-EMDR"], 3),
        (["SV-LEG"], ["SV-LEG"], 2),
        (["CG-CHI"], ["CG-CHI"], 2),
        (["EX-STUDY"], ["EX-STUDY"], 1),
        (["TH-PAIN", "SV-LEG", "SV-MED"], ["TH-PAIN", "SV-LEG"], 5),
        (["TH-PAIN"], ["TH-CHI"], None),
        ([], ["TH-CHI"], None),
    ],
)
def test_what_both_are_about_counts_by_its_list(
    need: list[str], offer: list[str], score: int | None
) -> None:
    found = rules.match(
        Side(codes=frozenset(need)), Side(codes=frozenset(offer)), paired_before=False
    )

    assert (found.score if found else None) == score


@pytest.mark.parametrize(
    ("need", "offer", "points", "good", "bad"),
    [
        (
            {"languages": {"fr": "B2"}},
            {"languages": {"fr": "native", "ar": "native"}},
            4,
            [Reason("language", ("fr",))],
            [],
        ),
        (
            {"languages": {"fr": "B1"}},
            {"languages": {"fr": "native"}},
            -6,
            [],
            [Reason("language_weak", ("fr",))],
        ),
        (
            {"languages": {"fr": "native"}},
            {"languages": {"ar": "native"}},
            -6,
            [],
            [Reason("no_language")],
        ),
        ({"languages": {"fr": "native"}}, {}, 0, [], []),
        (
            {"from_on": date(2026, 5, 1), "until_on": date(2026, 6, 30)},
            {"from_on": date(2026, 6, 1)},
            2,
            [Reason("dates", ("2026-06-01", "2026-06-30"))],
            [],
        ),
        (
            {"until_on": date(2026, 5, 31)},
            {"from_on": date(2026, 6, 1)},
            -4,
            [],
            [Reason("no_dates")],
        ),
        (
            {"until_on": date(2026, 6, 1)},
            {"from_on": date(2026, 6, 1)},
            2,
            [Reason("dates", ("2026-06-01", "2026-06-01"))],
            [],
        ),
        ({"from_on": date(2026, 5, 1)}, {}, 0, [], []),
        ({"near": "SSA"}, {"region": "SSA"}, 2, [Reason("region", ("SSA",))], []),
        ({"near": "SSA"}, {"region": "LAC"}, -1, [], [Reason("other_region", ("LAC",))]),
        ({"near": ""}, {"region": "LAC"}, 0, [], []),
        ({}, {"is_accepting": False}, -8, [], [Reason("closed")]),
        ({}, {"is_full": True}, -3, [], [Reason("full")]),
        ({}, {"is_stale": True}, -2, [], [Reason("stale")]),
    ],
)
def test_every_reason_for_and_against_is_told_and_counts(
    need: dict[str, Any],
    offer: dict[str, Any],
    points: int,
    good: list[Reason],
    bad: list[Reason],
) -> None:
    found = _match(need, offer)

    shared = Reason("codes", ("TH-PAIN",))
    assert found == Match(3 + points, (shared, *good), tuple(bad))


def test_an_earlier_good_pairing_is_favoured_but_a_busy_centre_is_not() -> None:
    paired, busy = _match({}, {}, paired=True), _match({}, {"is_full": True}, paired=True)

    assert paired == Match(5, (Reason("codes", ("TH-PAIN",)), Reason("paired")), ())
    assert busy.score < _match({}, {}).score


_sides = st.builds(
    Side,
    codes=st.frozensets(st.sampled_from(["TH-PAIN", "SV-LEG", "CG-CHI", "EX-STUDY"])),
    languages=st.dictionaries(st.sampled_from(["en", "fr", "ar"]), st.sampled_from(["B1", "B2"])),
    region=st.sampled_from(["", "SSA", "LAC"]),
    near=st.sampled_from(["", "SSA", "LAC"]),
    from_on=st.none() | st.dates(),
    until_on=st.none() | st.dates(),
    is_accepting=st.booleans(),
    is_full=st.booleans(),
    is_stale=st.booleans(),
)


@given(_sides, _sides, st.booleans())
def test_two_sides_match_only_when_they_share_something_and_then_say_what(
    need: Side, offer: Side, paired: bool
) -> None:
    found = rules.match(need, offer, paired_before=paired)

    shared = tuple(sorted(need.codes & offer.codes))
    assert (found is not None) is bool(shared)
    if found:
        assert found.reasons_for[0] == Reason("codes", shared)
        assert not set(found.reasons_for) & set(found.reasons_against)


@given(_sides, _sides)
def test_being_closed_full_or_stale_never_raises_a_match(need: Side, offer: Side) -> None:
    free = Side(codes=offer.codes, languages=offer.languages, region=offer.region)
    busy = Side(
        codes=offer.codes,
        languages=offer.languages,
        region=offer.region,
        is_accepting=False,
        is_full=True,
        is_stale=True,
    )

    best = rules.match(need, free, paired_before=False)
    worst = rules.match(need, busy, paired_before=False)

    assert (best is None) is (worst is None)
    if best and worst:
        assert worst.score == best.score - 13
