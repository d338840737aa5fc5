"""An offered place: how long it is kept, and never into the night."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.kernel.wall_times import wall_of
from network.workshops.rules import offers

NOON = datetime(2027, 6, 1, 8, tzinfo=UTC)  # 12 o'clock in Tbilisi
ZONES = ("Asia/Tbilisi", "America/Santiago", "Asia/Kathmandu", "Africa/Cairo", "Europe/Belgrade")


@pytest.mark.parametrize(
    ("left", "lasts"),
    [
        (timedelta(days=60), timedelta(hours=48)),
        (timedelta(days=8), timedelta(hours=48)),
        (timedelta(days=4), timedelta(hours=24)),
        (timedelta(hours=20), timedelta(hours=5)),
    ],
)
def test_an_offer_is_kept_for_two_days_or_a_quarter_of_the_time_left(
    left: timedelta, lasts: timedelta
) -> None:
    assert offers.offered_until(NOON, NOON + left, "Asia/Tbilisi") == NOON + lasts


def test_an_end_in_the_night_moves_to_the_evening_before() -> None:
    late = datetime(2027, 6, 1, 20, tzinfo=UTC)  # midnight there

    found = offers.offered_until(late, late + timedelta(days=60), "Asia/Tbilisi")

    assert found == datetime(2027, 6, 3, 18, tzinfo=UTC)


def test_an_offer_made_in_the_night_lasts_until_the_morning() -> None:
    late = datetime(2027, 6, 1, 20, tzinfo=UTC)

    found = offers.offered_until(late, late + timedelta(hours=12), "Asia/Tbilisi")

    assert found == datetime(2027, 6, 2, 4, tzinfo=UTC)


def test_nothing_is_offered_when_there_is_no_hour_left_to_answer() -> None:
    late = datetime(2027, 6, 1, 20, tzinfo=UTC)

    assert offers.offered_until(late, late + timedelta(hours=3), "Asia/Tbilisi") is None
    assert offers.offered_until(late, late, "Asia/Tbilisi") is None


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC)),
    st.timedeltas(timedelta(minutes=1), timedelta(days=400)),
    st.sampled_from(ZONES),
)
def test_no_offer_ends_in_the_night_nor_after_the_start(
    now: datetime, left: timedelta, zone: str
) -> None:
    found = offers.offered_until(now, now + left, zone)

    if found is not None:
        assert now < found <= now + left
        assert time(8) <= wall_of(found, zone).time() <= time(22)
