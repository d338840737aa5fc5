"""Wall times of all zones: every clock change from 2026 to 2030, there and back again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
import tzdata

from network.kernel import zones
from network.kernel.zones import DoubledTime, MissingTime, instant

SECOND = timedelta(seconds=1)
STEP = timedelta(hours=12)  # no zone changes its clocks twice within it


@dataclass(frozen=True)
class Change:
    """One moment at which the clocks of a zone are set."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta

    @property
    def old_wall(self) -> datetime:
        return (self.at + self.before).replace(tzinfo=None)

    @property
    def new_wall(self) -> datetime:
        return (self.at + self.after).replace(tzinfo=None)


@cache
def changes() -> tuple[Change, ...]:
    return tuple(change for name in sorted(zones.zone_names()) for change in _of(name))


def _of(name: str) -> Iterator[Change]:
    at, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
    before = zones.offset(at, name)
    while at < end:
        after = zones.offset(at + STEP, name)
        if after != before:
            yield Change(name, _exactly(name, at, at + STEP), before, after)
        at, before = at + STEP, after


def _exactly(name: str, before: datetime, after: datetime) -> datetime:
    old = zones.offset(before, name)
    while after - before > SECOND:
        middle = before + (after - before) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        if zones.offset(middle, name) == old:
            before = middle
        else:
            after = middle
    return after


def gaps() -> list[Change]:
    return [change for change in changes() if change.after > change.before]


def folds() -> list[Change]:
    return [change for change in changes() if change.after < change.before]


def test_there_are_clock_changes_of_both_kinds_to_look_at() -> None:
    assert len(gaps()) > 500
    assert len(folds()) > 500
    assert {c.zone for c in gaps()} >= {"Europe/Berlin", "Africa/Casablanca", "Australia/Lord_Howe"}


def test_every_instant_around_every_change_comes_back_from_its_wall_time() -> None:
    around = [timedelta(minutes=m) for m in (-150, -61, -60, -31, -1, 0, 1, 29, 30, 59, 60, 150)]
    for change in changes():
        rules = zones.zone(change.zone)
        for moment in (change.at + distance for distance in around):
            local = moment.astimezone(rules)
            wall = local.replace(tzinfo=None, fold=0)

            assert instant(wall, change.zone, second=bool(local.fold)) == moment, change


def test_a_day_is_steady_unless_the_clocks_change_around_it() -> None:
    days = [(c.zone, wall.date()) for c in changes() for wall in (c.old_wall, c.new_wall)]

    assert [(zone, on) for zone, on in days if zones.is_steady(on, zone)] == []
    assert zones.is_steady(date(2027, 1, 20), "Europe/Belgrade")


def test_a_time_that_the_clocks_jump_over_is_refused_with_the_first_valid_one_after_it() -> None:
    for change in gaps():
        length = change.after - change.before
        for wall in (change.old_wall, change.old_wall + length / 2, change.new_wall - SECOND):
            for second in (None, False, True):
                with pytest.raises(MissingTime) as refused:
                    instant(wall, change.zone, second=second)

                assert refused.value.next_valid == change.new_wall, change


def test_the_moments_at_both_edges_of_a_gap_exist() -> None:
    for change in gaps():
        assert instant(change.old_wall - SECOND, change.zone) == change.at - SECOND
        assert instant(change.new_wall, change.zone) == change.at


def test_a_time_that_the_clocks_show_twice_is_asked_back_and_then_taken_either_way() -> None:
    for change in folds():
        length = change.before - change.after
        for wall in (change.new_wall, change.new_wall + length / 2, change.old_wall - SECOND):
            with pytest.raises(DoubledTime):
                instant(wall, change.zone)

            first = instant(wall, change.zone, second=False)
            later = instant(wall, change.zone, second=True)
            assert first == wall.replace(tzinfo=UTC) - change.before
            assert later - first == length


def test_the_moments_at_both_edges_of_a_fold_are_plain() -> None:
    for change in folds():
        before = change.new_wall - SECOND
        assert instant(before, change.zone) == before.replace(tzinfo=UTC) - change.before
        assert instant(change.old_wall, change.zone) == (
            change.old_wall.replace(tzinfo=UTC) - change.after
        )


def test_which_of_two_equal_times_does_not_matter_on_a_plain_day() -> None:
    wall = datetime.fromisoformat("2026-11-23T17:00")

    found = {instant(wall, "Asia/Tbilisi", second=second) for second in (None, False, True)}

    assert found == {datetime(2026, 11, 23, 13, tzinfo=UTC)}


@pytest.mark.parametrize(
    "name",
    ["", "Europe", "europe/berlin", "../../etc/passwd", "/etc/localtime", "x" * 5000, "EST", "\0"],
)
def test_a_name_that_is_no_zone_is_utc_and_never_an_error(name: str) -> None:
    assert not zones.is_zone(name)
    assert zones.zone(name).key == "UTC"
    assert zones.offset(datetime(2026, 7, 1, tzinfo=UTC), name) == timedelta(0)


def test_the_rules_come_from_the_package_that_is_shipped() -> None:
    assert tzdata.IANA_VERSION == zones.TZ_VERSION


@pytest.mark.parametrize(
    ("country", "weekend"), [("DE", (6, 7)), ("EG", (5, 6)), ("NP", (6,)), ("??", (6, 7))]
)
def test_weekends_differ_between_countries(country: str, weekend: tuple[int, ...]) -> None:
    assert zones.weekend_of(country) == weekend


def test_every_zone_of_every_country_can_be_chosen() -> None:
    offered = {name for country in zones.country_codes() for name in zones.zones_of(country)}

    assert offered - zones.zone_names() == set()


@pytest.mark.parametrize(
    ("country", "capital"),
    [("KE", "Africa/Nairobi"), ("GE", "Asia/Tbilisi"), ("BR", "America/Sao_Paulo"), ("??", None)],
)
def test_the_zone_of_the_capital_comes_first(country: str, capital: str | None) -> None:
    assert next(iter(zones.zones_of(country)), None) == capital
