"""Pages of what rounds told: for whom and from when, in figures that point to nobody."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, timedelta

import httpx
import pytest

from network.centres.models import Centre, Membership
from network.kernel import clock
from network.kernel.actor import Role
from network.people.models import Person
from network.wellbeing.models.rounds import CheckInRound, RoundRelease, WillChange
from network.wellbeing.rules import stored
from network.wellbeing.rules.pulse import Part
from network.wellbeing.rules.release import Figure, Kept, Release
from network.wellbeing.rules.rounding import Bound, Coarse, Size
from network.wellbeing.rules.tallies import PARTS
from network.wellbeing.rules.trees import (
    NETWORK,
    Family,
    Place,
    centre_place,
    family_place,
    region_place,
)
from network.wellbeing.vocabulary import RoundState
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import make_admin, make_centre, make_coordinator, make_person
from tests.wellbeing.check_in_world import (
    CARRYING,
    FIRST,
    MIDDLING,
    answer,
    at_noon,
    make_staff,
    make_worker,
    open_round,
    release,
)

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("portal")]
NOT_TOLD = "Not enough answers to say anything."
MOST, LARGEST = 12, 50_000


@dataclass
class World:
    """Three centres after a round: a large one, and two of which nothing is told."""

    large: Centre
    few: Centre
    silent: Centre
    made: RoundRelease

    @property
    def path(self) -> str:
        return f"/check-in/together/{self.made.id}"

    def day(self, days: int = 0) -> date:
        return self.made.released_on + timedelta(days=days)


@pytest.fixture
async def world() -> World:
    """Most people at one centre carry a lot, three at another answer, at the third nobody."""
    large = await make_centre(name="House of Elms", region="EUR")
    few = await make_centre(name="Small House", region="MENA")
    silent = await make_centre(name="Other House", region="SSA")
    there = [await make_centre(region="ASIA"), await make_centre(region="LAC")]
    people = await make_staff(large, 18) + await make_staff(large, 8, Family.LEGAL)
    three = (await make_staff(few, 9))[:3]
    await make_staff(silent, 9)
    others = [one for centre in there for one in await make_staff(centre, 12)]
    one = await open_round()
    await answer(people, CARRYING)
    await answer([*three, *others], MIDDLING)
    return World(large, few, silent, await release(one))


async def read(browser: Browser, person: Person, path: str, on: date) -> httpx.Response:
    with clock.at(at_noon(on)):
        await browser.sign_in_as(person)
        return await browser.get(path)


# who reads it, and when ---------------------------------------------------------------------------


async def test_staff_read_the_figures_of_their_centre_at_once(
    browser: Browser, world: World
) -> None:
    person = await make_worker(world.large)

    listed = await read(browser, person, "/check-in/together", world.day())
    page = await read(browser, person, world.path, world.day())

    assert world.path in listed.text
    assert page.status_code == 200
    assert "House of Elms" in page.text
    assert "Strain, from 0 to 100: 90 or more." in page.text
    assert "25 to 49 answers" in page.text


async def test_every_bar_has_its_words_and_an_alternative(browser: Browser, world: World) -> None:
    page = await read(browser, await make_worker(world.large), world.path, world.day())

    bars = re.findall(r'<svg class="band" role="img" aria-label="between ([\d.]+) and', page.text)
    assert len(bars) >= 12
    assert page.text.count("<title>") == 1
    assert "<title>My check-in" in page.text


async def test_coordinators_read_it_three_days_later(browser: Browser, world: World) -> None:
    for person in (await make_coordinator(world.large), await make_admin()):
        early = await read(browser, person, world.path, world.day(2))
        later = await read(browser, person, world.path, world.day(3))

        assert (early.status_code, later.status_code) == (404, 200)


async def test_until_then_the_list_is_as_if_nothing_had_been_told(
    browser: Browser, world: World
) -> None:
    person = await make_coordinator(world.large)

    told = await read(browser, person, "/check-in/together", world.day(2))
    await CheckInRound.all().delete()
    nothing = await read(browser, person, "/check-in/together", world.day(2))

    assert plain(told) == plain(nothing)
    assert "No round was told yet." in told.text


async def test_every_address_of_it_is_absent_before_its_day(browser: Browser, world: World) -> None:
    person = await make_coordinator(world.large)
    inside = [f"/{place}/{act}" for place in places(world) for act in ("change", "library")]

    with clock.at(at_noon(world.day(2))):
        await browser.sign_in_as(person)
        read = [await browser.get(world.path + path) for path in ("", ".csv", *inside)]
        sent = [await browser.post(world.path + path, {"text": "More rest"}) for path in inside]

    assert {page.status_code for page in [*read, *sent]} == {404}
    assert await WillChange.all().count() == 0


def places(world: World) -> list[str]:
    return ["network", str(world.large.id), str(world.few.id)]


async def test_the_secretariat_reads_of_no_centre(browser: Browser, world: World) -> None:
    page = await read(browser, await make_admin(), world.path, world.day(3))
    table = await read(browser, await make_admin(), f"{world.path}.csv", world.day(3))

    assert ["House of Elms" in one.text for one in (page, table)] == [False, False]
    assert ["The network as a whole" in one.text for one in (page, table)] == [True, True]


async def test_other_centres_read_nothing_of_a_centre(browser: Browser, world: World) -> None:
    person = await make_worker(world.silent)
    page = await read(browser, person, world.path, world.day())
    table = await read(browser, person, f"{world.path}.csv", world.day())

    assert ["House of Elms" in one.text for one in (page, table)] == [False, False]
    assert ["Legal work" in one.text for one in (page, table)] == [True, True]  # of their own
    assert [one.text.count("or more") for one in (page, table)].count(0) == 0


async def test_a_centre_of_others_is_absent_also_for_coordinators(
    browser: Browser, world: World
) -> None:
    person = await make_coordinator(world.silent)
    inside = f"{world.path}/{world.large.id}"

    with clock.at(at_noon(world.day(3))):
        await browser.sign_in_as(person)
        read = [await browser.get(f"{inside}/{act}") for act in ("change", "library")]
        sent = [
            await browser.post(f"{inside}/{act}", {"text": "Mine"}) for act in ("change", "library")
        ]

    assert {page.status_code for page in [*read, *sent]} == {404}
    assert await WillChange.all().count() == 0


async def test_a_guest_reads_nothing_of_the_centre(browser: Browser, world: World) -> None:
    guest = await make_worker(world.large, role=Role.GUEST)

    page = await read(browser, guest, world.path, world.day())
    table = await read(browser, guest, f"{world.path}.csv", world.day())
    change = await read(browser, guest, f"{world.path}/{world.large.id}/change", world.day())

    assert ["House of Elms" in one.text for one in (page, table)] == [False, False]
    assert change.status_code == 404


async def test_who_works_nowhere_reads_nothing(browser: Browser, world: World) -> None:
    stranger = await make_person()

    found = [
        await read(browser, stranger, path, world.day(9))
        for path in ("/check-in/together", world.path, f"{world.path}.csv")
    ]

    assert [page.status_code for page in found] == [404, 404, 404]


async def test_answers_are_kept_nowhere_on_the_way(browser: Browser, world: World) -> None:
    person = await make_worker(world.large)

    found = [
        await read(browser, person, path, world.day())
        for path in ("/check-in/together", world.path, f"{world.path}.csv", f"{world.path}0")
    ]

    kept = [(page.headers["cache-control"], page.headers["referrer-policy"]) for page in found[:3]]
    assert kept == [("no-store", "origin")] * 3
    assert found[3].status_code == 404


# what is not told ---------------------------------------------------------------------------------


async def test_hidden_and_empty_look_the_same(browser: Browser, world: World) -> None:
    """Byte for byte, but for the name of the centre and the tokens of its reader."""
    person = await make_worker(world.few)
    hidden = await read(browser, person, world.path, world.day())
    hidden_table = await read(browser, person, f"{world.path}.csv", world.day())
    await Membership.filter(person=person).update(centre_id=world.silent.id)
    empty = await read(browser, person, world.path, world.day())
    empty_table = await read(browser, person, f"{world.path}.csv", world.day())

    assert plain(hidden).replace("Small House", "Other House") == plain(empty)
    renamed = hidden_table.text.replace("Small House", "Other House")
    assert renamed == empty_table.text
    assert empty.text.count(NOT_TOLD) == hidden.text.count(NOT_TOLD) >= 4


def plain(page: httpx.Response) -> str:
    """A page without what is new on each."""
    return re.sub(r'name="(csrf|form_key)" value="[^"]*"', "", page.text)


# what will change ---------------------------------------------------------------------------------


async def test_coordinators_say_what_will_change_and_staff_read_it(
    browser: Browser, world: World
) -> None:
    coordinator, staff = await make_coordinator(world.large), await make_worker(world.large)
    inside = f"{world.path}/{world.large.id}/change"

    form = await read(browser, coordinator, inside, world.day(3))
    with clock.at(at_noon(world.day(3))):
        sent = await browser.submit(form, text="No meetings on Fridays.")
        shown = await browser.follow(sent)
    for_staff = await read(browser, staff, world.path, world.day(3))
    elsewhere = await read(browser, await make_worker(world.few), world.path, world.day(3))

    seen = ["No meetings on Fridays." in one.text for one in (shown, for_staff, elsewhere)]
    assert seen == [True, True, False]


async def test_the_words_can_be_changed_and_an_empty_one_is_refused(
    browser: Browser, world: World
) -> None:
    coordinator = await make_coordinator(world.large)
    inside = f"{world.path}/{world.large.id}/change"

    first = await read(browser, coordinator, inside, world.day(3))
    with clock.at(at_noon(world.day(3))):
        await browser.submit(first, text="No meetings on Fridays.")
        again = await browser.get(inside)
        empty = await browser.submit(again, text="  ")
        await browser.submit(again, text="No meetings on Mondays.")

    assert empty.status_code == 422
    assert (await WillChange.get()).text == "No meetings on Mondays."


async def test_who_writes_second_sees_what_the_first_wrote(browser: Browser, world: World) -> None:
    coordinator = await make_coordinator(world.large)
    inside = f"{world.path}/{world.large.id}/change"

    one = await read(browser, coordinator, inside, world.day(3))
    with clock.at(at_noon(world.day(3))):
        other = await browser.get(inside)
        await browser.submit(one, text="No meetings on Fridays.")
        late = await browser.submit(other, text="A quiet room.")
        kept = await WillChange.get()
        forced = await browser.submit(late, text="A quiet room.")

    assert (late.status_code, forced.status_code) == (409, 303)
    assert ["No meetings on Fridays." in late.text, "A quiet room." in late.text] == [True, True]
    assert (kept.text, (await WillChange.get()).text) == (
        "No meetings on Fridays.",
        "A quiet room.",
    )


async def test_staff_see_no_way_to_write_and_have_none(browser: Browser, world: World) -> None:
    staff = await make_worker(world.large)

    page = await read(browser, staff, world.path, world.day())
    codes = [
        (await read(browser, staff, f"{world.path}/{place}/{act}", world.day())).status_code
        for place in ("network", world.large.id)
        for act in ("change", "library")
    ]

    assert ["/change" in page.text, "/library" in page.text] == [False, False]
    assert codes == [403, 403, 403, 403]


@pytest.mark.parametrize("place", ["elsewhere", "0", "00000000-0000-0000-0000-000000000000", "%20"])
async def test_a_place_there_is_not_is_absent(browser: Browser, world: World, place: str) -> None:
    coordinator = await make_coordinator(world.large)

    page = await read(browser, coordinator, f"{world.path}/{place}/change", world.day(3))

    assert page.status_code == 404


# the table ----------------------------------------------------------------------------------------


async def test_the_table_says_what_the_page_says(browser: Browser, world: World) -> None:
    person = await make_worker(world.large)

    page = await read(browser, person, world.path, world.day())
    table = await read(browser, person, f"{world.path}.csv", world.day())

    rows = rows_of(table)
    figures = [row for row in rows if row["Group"].startswith("House of Elms: The centre")]
    words = [(row["Scale"], row["Figure"]) for row in figures]
    spans = [f'aria-label="between {row["From"]}' for row in figures if row["From"]]
    assert len(words) == 9  # six scales, and three words for parts of the group
    assert all(what in page.text and figure in page.text for what, figure in words)
    assert all(span in page.text for span in spans)
    told = sum(row["Scale"] == "Strain, all together" for row in rows)
    assert told == page.text.count("Strain, from 0 to 100") + regions_told(page)
    assert sum(row["Answers"] == NOT_TOLD for row in rows) == page.text.count(NOT_TOLD)


def regions_told(page: httpx.Response) -> int:
    _before, regions = page.text.split('id="regions"')
    return regions.count("<summary>")


def rows_of(page: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff"))))


async def test_a_name_like_a_formula_stays_a_name(browser: Browser, world: World) -> None:
    await Centre.filter(id=world.large.id).update(name='=HYPERLINK("http://a.example")')

    table = await read(browser, await make_worker(world.large), f"{world.path}.csv", world.day())

    starts = {row["Group"][:2] for row in rows_of(table) if "HYPERLINK" in row["Group"]}
    assert starts == {"'="}


# what it costs ------------------------------------------------------------------------------------


async def test_forty_releases_of_two_hundred_centres_cost_little(browser: Browser) -> None:
    centres = [await make_centre(region="EUR") for _ in range(200)]
    person = await make_worker(centres[0], role=Role.COORDINATOR)
    for centre in centres[1:3]:
        await Membership.create(person=person, centre=centre, role=Role.STAFF)
    last = [await make_release(centres, n) for n in range(40)][-1]
    costs = {}

    with clock.at(at_noon(last.released_on + timedelta(days=3))):
        await browser.sign_in_as(person)
        inside = f"/check-in/together/{last.id}"
        share = f"{inside}/{centres[0].id}/library"
        for path in ("/check-in/together", inside, f"{inside}.csv", share):
            with statements() as found:
                page = await browser.get(path)
            costs[path] = (page.status_code, len(found), len(page.content))

    assert {status for status, _count, _size in costs.values()} == {200}
    assert max(count for _status, count, _size in costs.values()) <= MOST, costs
    assert max(size for _status, _count, size in costs.values()) <= LARGEST, costs


async def make_release(centres: list[Centre], number: int) -> RoundRelease:
    """A release in which every centre, every family and every region is told."""
    opens_on = FIRST + timedelta(days=84 * number)
    one = await CheckInRound.create(
        state=RoundState.RELEASED,
        opens_on=opens_on,
        closes_on=opens_on + timedelta(days=13),
        k=8,
        network_k=11,
        live=None,
    )
    keys = [str(centre.id) for centre in centres]
    told = [NETWORK, *map(centre_place, keys)]
    told += [family_place(key, family) for key in keys for family in Family]
    regions = [region_place(code) for code in ("ASIA", "EUR", "LAC", "MENA", "NAM", "PAC", "SSA")]
    made = Release(
        figures={place: figure() for place in [*told, *regions]},
        pools={place: figure() for place in regions},
        kept=Kept(),
    )
    day = opens_on + timedelta(days=14)
    return await RoundRelease.create(
        round=one,
        released_on=day,
        coordinators_on=day + timedelta(days=3),
        goes_on=day + timedelta(days=3650),
        kept_goes_on=day,
        told=stored.plain(made),
    )


def figure() -> Figure:
    means: dict[Part, Coarse] = {part: Coarse(45) for part in PARTS}
    return Figure(
        size=Size.TO_24, strain=Coarse(20, Bound.AT_MOST), parts=means, is_comparable=True
    )


async def test_the_time_before_stands_beside_what_may_be_compared(browser: Browser) -> None:
    centres = [await make_centre(region="EUR")]
    _first, last = [await make_release(centres, n) for n in range(2)]
    place: Place = centre_place(str(centres[0].id))

    page = await read(
        browser, await make_worker(centres[0]), f"/check-in/together/{last.id}", last.released_on
    )

    assert stored.release_of(last.told).figures[place].is_comparable
    assert page.text.count("The time before</th>") == 5  # network, centre, three kinds of work
    assert "The time before: 20 or less" in page.text
