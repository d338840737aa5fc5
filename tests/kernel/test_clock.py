"""The one clock: set for a test, shifted for a demonstration, aware in any case."""

from datetime import UTC, datetime, timedelta, timezone

from network.kernel import clock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_stopped_clock_shows_its_instant_in_utc() -> None:
    lima = NOON.astimezone(timezone(timedelta(hours=-5)))

    with clock.at(lima):
        assert clock.now() == NOON
        assert clock.now().utcoffset() == timedelta(0)


def test_a_clock_set_within_another_goes_back_to_it() -> None:
    with clock.at(NOON):
        with clock.at(NOON + timedelta(days=1)):
            pass

        assert clock.now() == NOON


def test_a_shifted_clock_goes_on_from_another_time() -> None:
    clock.shift(timedelta(days=365))
    try:
        ahead = clock.now() - datetime.now(UTC)
    finally:
        clock.shift(timedelta(0))

    assert timedelta(days=364) < ahead < timedelta(days=366)
