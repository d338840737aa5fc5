"""In which zone somebody is: by instants, also where a local date comes twice or not at all."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.kernel import clock, moments, travel, zones
from network.kernel.travel import Days, Itinerary, Stretch

HOME = "Europe/Belgrade"
NAIROBI = Days(date(2027, 3, 1), date(2027, 3, 5), "Africa/Nairobi")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2027-02-28T20:59", HOME),
        ("2027-02-28T21:00", "Africa/Nairobi"),  # midnight in Nairobi, not at home
        ("2027-03-05T20:59", "Africa/Nairobi"),
        ("2027-03-05T21:00", HOME),
    ],
)
def test_a_stay_lasts_from_midnight_to_midnight_there(at: str, expected: str) -> None:
    assert travel.zone_at(HOME, [NAIROBI], utc(at)) == expected


@pytest.mark.parametrize(
    ("days", "since", "until"),
    [
        # Berlin's clocks change on the first and on the last day
        (Days(date(2027, 3, 28), date(2027, 3, 28), "Europe/Berlin"), "27T23:00", "28T22:00"),
        # in Cairo midnight of the first day does not exist
        (Days(date(2027, 4, 30), date(2027, 4, 30), "Africa/Cairo"), "29T22:00", "30T21:00"),
    ],
)
def test_a_day_on_which_the_clocks_change_has_its_true_length(
    days: Days, since: str, until: str
) -> None:
    month = f"{days.first_on:%Y-%m}-"

    (found,) = travel.stretches([days])

    assert found == Stretch(utc(month + since), utc(month + until), days.zone)


def local_dates(home: str, days: list[Days], since: str, hours: int) -> list[str]:
    """The local dates somebody lives, in order, with how many hours of each."""
    found: list[tuple[str, int]] = []
    for n in range(hours):
        at = utc(since) + timedelta(hours=n)
        day = f"{at.astimezone(zones.zone(travel.zone_at(home, days, at))):%m-%d}"
        if found and found[-1][0] == day:
            found[-1] = (day, found[-1][1] + 1)
        else:
            found.append((day, 1))
    return [f"{day}: {count}" for day, count in found]


def test_eastwards_over_the_date_line_a_local_date_is_cut_short() -> None:
    days = [
        Days(date(2027, 5, 8), date(2027, 5, 10), "America/Los_Angeles"),
        Days(date(2027, 5, 11), date(2027, 5, 12), "Pacific/Auckland"),
    ]

    found = local_dates("Europe/Belgrade", days, "2027-05-09T07:00", 29 + 24)

    assert found == ["05-09: 24", "05-10: 5", "05-11: 24"]


def test_westwards_over_the_date_line_a_local_date_is_lived_for_longer() -> None:
    days = [
        Days(date(2027, 5, 8), date(2027, 5, 10), "Pacific/Auckland"),
        Days(date(2027, 5, 11), date(2027, 5, 12), "America/Los_Angeles"),
    ]

    found = local_dates("Europe/Belgrade", days, "2027-05-09T12:00", 24 + 19 + 24)

    assert found == ["05-10: 24", "05-11: 43"]


def test_home_again_over_the_date_line_a_local_date_comes_twice() -> None:
    days = [Days(date(2027, 5, 11), date(2027, 5, 12), "Pacific/Auckland")]

    found = local_dates("America/Los_Angeles", days, "2027-05-11T12:00", 24 + 19 + 24)

    assert found == ["05-12: 43", "05-13: 24"]  # the 12th in Auckland, then most of it at home


def test_a_whole_local_date_can_be_left_out() -> None:
    days = [Days(date(2027, 5, 11), date(2027, 5, 12), "Pacific/Kiritimati")]

    found = local_dates("Pacific/Pago_Pago", days, "2027-05-09T11:00", 23 + 24)

    assert found == ["05-09: 23", "05-11: 24"]


def test_between_stays_that_touch_nobody_is_at_home() -> None:
    days = [
        Days(date(2027, 5, 8), date(2027, 5, 10), "Pacific/Auckland"),
        Days(date(2027, 5, 11), date(2027, 5, 12), "America/Los_Angeles"),
    ]

    in_the_air = utc("2027-05-10T20:00")  # the 11th in Auckland, the 10th in Los Angeles

    assert travel.zone_at(HOME, days, in_the_air) == "Pacific/Auckland"
    assert travel.zone_at(HOME, days[:1], in_the_air) == HOME


@st.composite
def journeys(draw: st.DrawFn) -> list[Days]:
    names = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo", "America/Santiago")
    on, found = date(2027, 3, 20), []
    for _ in range(draw(st.integers(0, 5))):
        first = on + timedelta(days=draw(st.integers(0, 3)))
        last = first + timedelta(days=draw(st.integers(0, 4)))
        found.append(Days(first, last, draw(st.sampled_from(names))))
        on = last + timedelta(days=1)
    return draw(st.permutations(found))


@given(journeys())
def test_stretches_are_in_order_and_never_overlap(days: list[Days]) -> None:
    found = travel.stretches(days)

    ends = [bound for one in found for bound in (one.since, one.until)]
    assert ends == sorted(ends)
    assert all(one.since < one.until for one in found)


@given(journeys(), st.integers(0, 60 * 24))
def test_each_instant_of_a_stay_is_on_its_days_or_on_the_way(days: list[Days], hours: int) -> None:
    at = utc("2027-03-15T00:00") + timedelta(hours=hours)
    zone = travel.zone_at(HOME, days, at)
    on = at.astimezone(zones.zone(zone)).date()

    stays = [one for one in days if one.zone == zone]
    if zone != HOME:
        assert any(one.first_on <= on <= one.last_on + timedelta(days=2) for one in stays)


def test_times_are_written_on_the_clocks_that_hold_then_with_their_town() -> None:
    where = travel.where(HOME, travel.stretches([NAIROBI]))
    there, after = utc("2027-03-02T12:00"), utc("2027-03-10T12:00")

    with clock.at(utc("2027-02-01T12:00")):
        written = [
            (moments.time(at, where), moments.place_apart(at, where)) for at in (there, after)
        ]
        whole = moments.moment(there, where)
    with clock.at(there):
        on_the_way = [moments.place_apart(at, where) for at in (there, after)]

    assert written == [("15:00", "Nairobi"), ("13:00", "")]
    assert whole == "Tuesday, 2 March 2027, 15:00 (Nairobi, UTC+3)"
    assert on_the_way == ["Nairobi", "Belgrade"]


def test_others_see_no_zone_while_somebody_travels() -> None:
    stretches = travel.hidden(travel.stretches([NAIROBI]))
    where = travel.where(HOME, stretches)

    assert travel.zone_of(where, utc("2027-03-02T12:00")) == ""
    assert travel.zone_of(where, utc("2027-03-10T12:00")) == HOME
    assert "Nairobi" not in repr(where)


def test_who_does_not_travel_just_has_a_zone() -> None:
    assert travel.where(HOME, ()) == HOME
    assert travel.home_of(HOME) == travel.home_of(Itinerary(HOME, ())) == HOME
    assert moments.place_apart(utc("2027-03-02T12:00"), HOME) == ""
