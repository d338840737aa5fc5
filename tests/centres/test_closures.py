"""The days on which a centre is closed: noted by its coordinator, kept in order."""

from datetime import UTC, date, datetime

import pytest

from network.centres import queries, rules
from network.centres.actions import closures
from network.centres.models import Centre
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Forbidden, Invalid
from network.outbox import RecordedEvent
from network.settings import Settings
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_member

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
TODAY = NOW.date()
SUMMER = date(2027, 7, 5), date(2027, 7, 16)


@pytest.mark.parametrize(
    ("known", "new", "kept"),
    [
        ([], SUMMER, [SUMMER]),
        ([SUMMER], SUMMER, [SUMMER]),
        ([SUMMER], (date(2027, 7, 17), date(2027, 7, 18)), [(SUMMER[0], date(2027, 7, 18))]),
        ([SUMMER], (date(2027, 7, 18),) * 2, [SUMMER, (date(2027, 7, 18),) * 2]),
        ([SUMMER], (date(2027, 4, 2),) * 2, [(date(2027, 4, 2),) * 2, SUMMER]),
        ([(date(2026, 7, 6), date(2026, 7, 17))], SUMMER, [SUMMER]),
    ],
)
def test_closures_are_kept_in_order_without_what_is_long_over(
    known: list[rules.Closure], new: rules.Closure, kept: list[rules.Closure]
) -> None:
    assert rules.closures(rules.with_closure(known, new, TODAY)) == kept


async def test_a_coordinator_adds_days_once_and_takes_them_out(db: Settings) -> None:
    centre = await make_centre()
    coordinator = await actor(await make_member(centre, Role.COORDINATOR))
    changes = RecordedEvent.filter(name="CentreChanged")
    before = await changes.count()

    with clock.at(NOW):
        await closures.add_closure(coordinator, centre, *SUMMER)
        await closures.add_closure(coordinator, centre, *SUMMER)
        there = queries.closures_of(await Centre.get(id=centre.id))
        await closures.remove_closure(coordinator, centre, *SUMMER)
        await closures.remove_closure(coordinator, centre, *SUMMER)

    assert there == [SUMMER]
    assert queries.closures_of(await Centre.get(id=centre.id)) == []
    assert await changes.count() == before + 2


@pytest.mark.parametrize(
    ("first_on", "last_on", "field"),
    [
        (date(2027, 7, 16), date(2027, 7, 5), "last_on"),
        (date(2027, 2, 1), date(2027, 2, 28), "last_on"),
    ],
)
async def test_days_out_of_order_or_over_are_refused(
    db: Settings, first_on: date, last_on: date, field: str
) -> None:
    centre = await make_centre()
    coordinator = await actor(await make_member(centre, Role.COORDINATOR))

    with clock.at(NOW), pytest.raises(Invalid) as refused:
        await closures.add_closure(coordinator, centre, first_on, last_on)

    assert list(refused.value.fields) == [field]


async def test_a_centre_keeps_so_many_and_no_more(db: Settings) -> None:
    many = [[f"2027-{4 + n // 14:02}-{1 + n % 14 * 2:02}"] * 2 for n in range(rules.MOST_CLOSURES)]
    centre = await make_centre(closures=many)
    coordinator = await actor(await make_member(centre, Role.COORDINATOR))

    with clock.at(NOW), pytest.raises(Invalid):
        await closures.add_closure(coordinator, centre, *SUMMER)


async def test_staff_and_other_centres_change_nothing(db: Settings) -> None:
    centre = await make_centre()
    others = [await make_member(centre), await make_member(await make_centre(), Role.COORDINATOR)]

    for person in others:
        with pytest.raises(Forbidden):
            await closures.add_closure(await actor(person), centre, *SUMMER)


async def test_days_are_noted_and_taken_out_on_a_page(browser: Browser) -> None:
    centre = await make_centre()
    coordinator = await make_member(centre, Role.COORDINATOR)
    page = f"/centre/{centre.id}/closures"
    days = {"first_on": "5/7/2027", "last_on": "16/7/2027"}

    with clock.at(NOW):
        await browser.sign_in_as(coordinator)
        wrong = await browser.post(page, {**days, "last_on": "1/7/2027"})
        await browser.post(page, days)
        with_days = await browser.get(page)
        await browser.post(f"{page}/removal", {"first_on": "2027-07-05", "last_on": "2027-07-16"})
        without = await browser.get(page)

    assert wrong.status_code == 422
    assert "The last day is before the first." in wrong.text
    assert "5 Jul 2027 to 16 Jul 2027" in with_days.text
    assert "No days are noted." in without.text
