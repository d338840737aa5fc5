"""The readiness board: who sees which visits, what is open, and what it costs to read."""

import csv
import io
from datetime import date, timedelta

import pytest

from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.models.visits import Visit
from network.exchanges.rules.checklists import Done, Entry, Ready
from network.exchanges.rules.readiness import Cell, Need, cells
from network.exchanges.vocabulary import Part, Side, VisitState
from network.kernel import clock
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges.visit_world import (
    World,
    at_noon,
    confirmed,
    make_world,
    signed,
)

pytestmark = pytest.mark.anyio
IN_PORTAL = True

BOARD = "/visits/readiness"
NEAR = 60  # days from now, when a visit of the world is watched


async def another(world: World, visit: Visit, days: int) -> Visit:
    """A confirmed visit of the same centres that begins some days after another."""
    assert visit.first_on is not None
    assert visit.last_on is not None
    later = timedelta(days=days)
    made = await Visit.create(
        state=VisitState.CONFIRMED,
        submitted_at=clock.now(),
        home_centre=world.home,
        host_centre=world.hosts[0],
        visitor=world.people["colleague"],
        first_on=visit.first_on + later,
        last_on=visit.last_on + later,
    )
    await ChecklistItem.create(
        visit_id=made.id,
        area="visa",
        code="visa",
        owner="visitor",
        offset_days=-14,
        due_on=visit.first_on,
        is_required=True,
    )
    return made


def entry(due_on: date, **given: object) -> Entry:
    values: dict[str, object] = {"code": "medical", "owner": Part.HOME, "due_on": due_on}
    return Entry(**(values | given))  # type: ignore[arg-type]


def test_a_cell_tells_what_is_due_first_and_with_whom() -> None:
    today = date(2027, 2, 1)
    rows = [
        entry(date(2027, 2, 20)),
        entry(date(2027, 2, 5), owner=Part.HOST, code="liability"),
        entry(date(2027, 1, 5), state=Done.DONE),
        entry(date(2027, 1, 5), is_required=False),
        entry(date(2027, 1, 5), is_before=False),
    ]

    found = cells({Need.INSURANCE: rows}, today)

    assert found[Need.INSURANCE] == Cell(Ready.SOON, 2, Part.HOST, date(2027, 2, 5))
    assert found[Need.VISA] == Cell(Ready.READY)


async def test_a_visit_is_watched_from_eight_weeks_before(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    seen = []
    for days in (48, 49, 109, 110):
        with clock.at(at_noon(days)):
            await browser.sign_in_as(world.people["home"])
            seen.append(str(visit.id) in (await browser.get(BOARD)).text)

    assert seen == [False, True, True, False]


async def test_the_board_shows_what_is_open_with_owner_and_day(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await ChecklistItem.filter(visit_id=visit.id, area="insurance").update(state=TaskState.DONE)
    with clock.at(at_noon(NEAR)):
        await browser.sign_in_as(world.people["host"])
        page = await browser.get(BOARD)

    assert "Vic Visitor visits" in page.text
    assert "Host coordinator, until" in page.text
    assert "Home coordinator, until" in page.text


@pytest.mark.parametrize(
    ("who", "sees"),
    [("home", True), ("host", True), ("secretariat", True), ("next_host", False)],
)
async def test_coordinators_see_their_own_visits_and_the_secretariat_all(
    who: str, sees: bool, browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    with clock.at(at_noon(NEAR)):
        await browser.sign_in_as(world.people[who])
        page = await browser.get(BOARD)
        table = await browser.get(f"{BOARD}.csv")

    assert page.status_code == 200
    assert (str(visit.id) in page.text, "Vic Visitor" in table.text) == (sees, sees)


@pytest.mark.parametrize("who", ["visitor", "mentor", "colleague", "editor"])
async def test_for_others_there_is_no_board(who: str, browser: Browser, world: World) -> None:
    await confirmed(world)
    with clock.at(at_noon(NEAR)):
        await browser.sign_in_as(world.people[who])
        pages = [await browser.get(BOARD), await browser.get(f"{BOARD}.csv")]

    assert [page.status_code for page in pages] == [404, 404]


async def test_who_has_not_signed_is_said(browser: Browser, world: World) -> None:
    await signed(world, Side.VISITOR, Side.HOST)
    with clock.at(at_noon(NEAR)):
        await browser.sign_in_as(world.people["secretariat"])
        rows = _table((await browser.get(f"{BOARD}.csv")).text)

    assert rows[0]["Host agreement"].startswith("1 open Home coordinator, until")
    assert rows[0]["Code of conduct"] == "Done"


def _table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


async def test_the_board_is_filtered_by_centre_and_week(browser: Browser, world: World) -> None:
    first = await confirmed(world)
    assert first.first_on is not None
    monday = first.first_on - timedelta(days=first.first_on.weekday())
    other_world = await make_world()
    other = await confirmed(other_world)
    with clock.at(at_noon(NEAR)):
        later = await another(world, first, -14)
        await browser.sign_in_as(world.people["secretariat"])
        by_centre = await browser.get(f"{BOARD}?centre={other_world.home.id}")
        by_week = await browser.get(f"{BOARD}?week={monday.isoformat()}")
        by_nonsense = await browser.get(f"{BOARD}?centre='&week=%22&page=x")

    ids = [first.id, other.id, later.id]
    assert [str(key) in by_centre.text for key in ids] == [False, True, False]
    assert [str(key) in by_week.text for key in ids] == [True, True, False]
    assert "No visit fits." in by_nonsense.text


async def test_the_board_costs_the_same_for_one_visit_and_for_many(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await signed(await make_world(), Side.HOST)
    counts = []
    with clock.at(at_noon(NEAR)):
        await browser.sign_in_as(world.people["secretariat"])
        await browser.get(BOARD)
        for _each in range(2):
            with statements() as found:
                page = await browser.get(BOARD)
            counts.append(len(found))
            for days in range(6):
                await another(world, visit, -days)

    assert page.status_code == 200
    assert counts[0] == counts[1]
    assert counts[0] <= 12


async def test_a_name_that_looks_like_a_formula_is_harmless_in_the_file(
    browser: Browser, world: World
) -> None:
    await confirmed(world)
    person = world.people["visitor"]
    await person.filter(id=person.id).update(name="=1+1")
    with clock.at(at_noon(NEAR)):
        await browser.sign_in_as(world.people["home"])
        table = await browser.get(f"{BOARD}.csv")

    assert table.headers["cache-control"] == "no-store"
    assert _table(table.text)[0]["Visit"].startswith("'=1+1 visits")
