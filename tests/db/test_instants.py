"""Instants in the database: always aware, equal whatever zone they are written in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from network.kernel.ids import uuid7
from network.people.models import Throttle
from network.settings import Settings

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIMA, KATHMANDU = timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=45))
NAIVE = NOON.replace(tzinfo=None)


async def make(at: datetime) -> Throttle:
    return await Throttle.create(key=str(uuid7()), count=1, ends_at=at)


@pytest.mark.parametrize("zone", [UTC, LIMA, KATHMANDU])
async def test_an_instant_is_the_same_whatever_zone_it_is_written_and_asked_in(
    db: Settings, zone: timezone
) -> None:
    del db
    row = await make(NOON.astimezone(zone))
    await make(NOON + timedelta(minutes=1))

    for asked in (NOON, NOON.astimezone(LIMA), NOON.astimezone(KATHMANDU)):
        assert [found.key for found in await Throttle.filter(ends_at=asked)] == [row.key]
        assert [found.key for found in await Throttle.filter(ends_at__lte=asked)] == [row.key]
        assert [found.key for found in await Throttle.filter(ends_at__in=[asked])] == [row.key]


async def test_an_instant_comes_back_aware_and_equal(db: Settings) -> None:
    del db
    row = await make((NOON + timedelta(microseconds=7)).astimezone(LIMA))

    found = await Throttle.get(key=row.key)

    assert found.ends_at == NOON + timedelta(microseconds=7)
    assert found.ends_at.utcoffset() is not None


async def test_order_is_the_order_of_time(db: Settings) -> None:
    del db
    rows = [
        await make((NOON + timedelta(hours=n)).astimezone(zone))
        for n, zone in enumerate((KATHMANDU, LIMA, UTC, LIMA, KATHMANDU))
    ]

    found = await Throttle.all().order_by("ends_at")

    assert [row.key for row in found] == [row.key for row in rows]


async def test_an_instant_is_updated_and_saved_in_utc_too(db: Settings) -> None:
    del db
    updated, saved = await make(NOON), await make(NOON)
    later = NOON + timedelta(hours=1)

    await Throttle.filter(key=updated.key).update(ends_at=later.astimezone(LIMA))
    saved.ends_at = later.astimezone(KATHMANDU)
    await saved.save()

    assert await Throttle.filter(ends_at=later).count() == 2


async def test_an_instant_without_a_zone_is_refused_everywhere(db: Settings) -> None:
    del db
    row = await make(NOON)

    with pytest.raises(ValueError, match="aware instant"):
        await make(NAIVE)
    with pytest.raises(ValueError, match="aware instant"):
        await Throttle.filter(key=row.key).update(ends_at=NAIVE)
    with pytest.raises(ValueError, match="aware instant"):
        await Throttle.filter(ends_at__lte=NAIVE)

    assert [found.ends_at for found in await Throttle.all()] == [NOON]


@pytest.mark.parametrize("value", ["2026-11-23T12:00:00+00:00", 7, NOON.date()])
async def test_anything_that_is_no_instant_is_refused(db: Settings, value: object) -> None:
    del db
    await make(NOON)

    with pytest.raises(ValueError, match="aware instant"):
        await Throttle.all().update(ends_at=value)

    assert [found.ends_at for found in await Throttle.all()] == [NOON]
