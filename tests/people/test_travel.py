"""Noting where one will be: what is taken, what is refused, who sees it, when it is forgotten."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tortoise.exceptions import IntegrityError

from network.db import transaction
from network.kernel import clock
from network.kernel.errors import Forbidden, Invalid, NotFound
from network.kernel.travel import zone_of
from network.people import queries
from network.people.actions import accounts, travel
from network.people.actions.travel import NewStay
from network.people.models import Person, Source, Stay
from network.settings import Settings
from tests.browser_client import Browser
from tests.factories import actor, make_member

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
NAIROBI = {"zone": "Africa/Nairobi", "is_shared": "y"}


def stay(first: int, last: int, **given: Any) -> NewStay:
    """Days of March 2027."""
    plain: dict[str, Any] = {"zone": "Africa/Nairobi"}
    return NewStay(first_on=date(2027, 3, first), last_on=date(2027, 3, last), **(plain | given))


@pytest.fixture
async def person(db: Settings) -> Person:
    del db
    return await make_member(zone="Europe/Belgrade")


# what is stored ----------------------------------------------------------------------------------


async def test_the_clocks_of_a_person_follow_their_stays(person: Person) -> None:
    with clock.at(NOW):
        await travel.add_stay(person.id, stay(8, 12))

    where = await queries.where_is(await Person.get(id=person.id))

    at_noon = [datetime(2027, 3, day, 12, tzinfo=UTC) for day in (7, 8, 12, 13)]
    assert [zone_of(where, at) for at in at_noon] == [
        "Europe/Belgrade",
        "Africa/Nairobi",
        "Africa/Nairobi",
        "Europe/Belgrade",
    ]


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (stay(12, 8), "last_on"),
        (NewStay(first_on=date(2027, 2, 1), last_on=date(2027, 2, 28), zone="UTC"), "last_on"),
        (NewStay(first_on=date(2029, 2, 1), last_on=date(2029, 3, 2), zone="UTC"), "last_on"),
        (NewStay(first_on=date(2020, 1, 1), last_on=date(2027, 3, 2), zone="UTC"), "first_on"),
        (stay(8, 12, zone="Mars/Olympus"), "zone"),
        (stay(8, 12, zone=""), "zone"),
    ],
)
async def test_days_that_make_no_sense_are_refused_at_their_field(
    person: Person, new: NewStay, field: str
) -> None:
    with clock.at(NOW), pytest.raises(Invalid) as refused:
        await travel.add_stay(person.id, new)

    assert list(refused.value.fields) == [field]
    assert await Stay.all().count() == 0


async def test_two_years_ahead_and_days_that_began_are_taken(person: Person) -> None:
    with clock.at(NOW):
        await travel.add_stay(
            person.id, NewStay(first_on=date(2027, 2, 20), last_on=date(2027, 3, 1), zone="UTC")
        )
        await travel.add_stay(
            person.id, NewStay(first_on=date(2029, 2, 1), last_on=date(2029, 3, 1), zone="UTC")
        )

    assert await Stay.all().count() == 2


OVERLAPS = [(1, 8), (12, 20), (9, 10), (1, 31), (8, 12)]


@pytest.mark.parametrize(("first", "last"), OVERLAPS)
async def test_days_on_which_one_is_elsewhere_already_are_refused(
    person: Person, first: int, last: int
) -> None:
    with clock.at(NOW):
        await travel.add_stay(person.id, stay(8, 12))
        with pytest.raises(Invalid) as refused:
            await travel.add_stay(person.id, stay(first, last, zone="Asia/Tokyo"))

    assert list(refused.value.fields) == ["first_on"]


@pytest.mark.parametrize(("first", "last"), OVERLAPS)
async def test_the_database_itself_refuses_overlaps(person: Person, first: int, last: int) -> None:
    given: dict[str, Any] = {"person_id": person.id, "zone": "Africa/Nairobi"}
    await Stay.create(first_on=date(2027, 3, 8), last_on=date(2027, 3, 12), **given)
    apart = await Stay.create(first_on=date(2027, 4, 1), last_on=date(2027, 4, 2), **given)
    days: dict[str, Any] = {
        "first_on": date(2027, 3, first),
        "last_on": date(2027, 3, last),
    }

    with pytest.raises(IntegrityError):
        await Stay.create(**days, **given)
    with pytest.raises(IntegrityError):
        await Stay.filter(id=apart.id).update(**days)
    with pytest.raises(IntegrityError):
        await Stay.create(first_on=date(2028, 3, 2), last_on=date(2028, 3, 1), **given)

    assert await Stay.all().count() == 2


async def test_stays_that_touch_and_those_of_others_do_not_overlap(person: Person) -> None:
    other = await make_member()
    with clock.at(NOW):
        for who, days in (
            (person, (8, 12)),
            (person, (13, 14)),
            (person, (7, 7)),
            (other, (8, 12)),
        ):
            await travel.add_stay(who.id, stay(*days))

    assert await Stay.all().count() == 4


async def test_of_ten_at_once_one_is_stored(person: Person) -> None:
    async def add(n: int) -> bool:
        try:
            await travel.add_stay(person.id, stay(8 + n % 3, 12))
        except Invalid:
            return False
        return True

    with clock.at(NOW):
        done = await asyncio.gather(*(add(n) for n in range(10)))

    assert sorted(done) == [False] * 9 + [True]
    assert await Stay.all().count() == 1


async def test_a_stay_is_moved_within_itself_and_keeps_its_source(person: Person) -> None:
    own, visit = await actor(person), uuid4()
    with clock.at(NOW):
        made = await travel.add_stay(person.id, stay(8, 12, source=Source.VISIT, source_id=visit))
        await travel.change_stay(own, made, stay(9, 13, is_shared=False))
        (found,) = await queries.stays_of(own)
        await travel.remove_stay(own, found)

    assert (found.first_on, found.last_on) == (date(2027, 3, 9), date(2027, 3, 13))
    assert (found.source, found.source_id, found.is_shared) == (Source.VISIT, visit, False)
    assert await queries.stays_of(own) == []


async def test_a_stay_is_nobody_elses(person: Person) -> None:
    other = await actor(await make_member())
    with clock.at(NOW):
        made = await travel.add_stay(person.id, stay(8, 12))

        with pytest.raises(NotFound):
            await queries.get_stay(other, made.id)
        with pytest.raises(Forbidden):
            await travel.change_stay(other, made, stay(9, 13))
        with pytest.raises(Forbidden):
            await travel.remove_stay(other, made)


async def test_only_what_is_shared_is_planned_with(person: Person) -> None:
    with clock.at(NOW):
        await travel.add_stay(person.id, stay(8, 12))
        await travel.add_stay(person.id, stay(20, 22, is_shared=False))

    planned = (await queries.travel_of([person.id]))[person.id]
    own = (await queries.travel_of([person.id], all_of=[person.id]))[person.id]

    assert (len(planned), len(own)) == (1, 2)


async def test_a_month_after_the_last_day_it_is_forgotten(person: Person) -> None:
    with clock.at(NOW):
        await travel.add_stay(person.id, stay(8, 12))
    left = []

    for day in (date(2027, 4, 11), date(2027, 4, 12)):
        with clock.at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
            await accounts.purge()
            left.append(await Stay.all().count())

    assert left == [1, 0]


async def test_there_is_an_end_to_how_much_is_kept(person: Person) -> None:
    with clock.at(NOW):
        async with transaction():
            for n in range(50):
                on = date(2027, 4, 1) + timedelta(days=n)
                await Stay.create(person_id=person.id, first_on=on, last_on=on, zone="UTC")

        with pytest.raises(Invalid):
            await travel.add_stay(person.id, stay(8, 12))


# the page ----------------------------------------------------------------------------------------


async def add(browser: Browser, **fields: str) -> Any:
    page = await browser.get("/account/travel")
    given = {"first_on": "2027-03-08", "last_on": "12/03/2027"} | NAIROBI
    return await browser.submit(page, "/account/travel", **(given | fields))


async def test_travel_is_noted_changed_and_removed_without_scripts(browser: Browser) -> None:
    person = await make_member(zone="Europe/Belgrade")
    with clock.at(NOW):
        await browser.sign_in_as(person)

        saved = await browser.follow(await add(browser))
        (made,) = await Stay.all()
        form = await browser.get(f"/account/travel/{made.id}")
        changed = await browser.submit(form, str(made.id), last_on="2027-03-14")
        (stored,) = await Stay.all()
        listed = await browser.follow(changed)
        removed = await browser.submit(listed, "/removal")

    assert "Saved. Your times follow you on these days." in saved.text
    assert "Nairobi" in saved.text
    assert (stored.first_on, stored.last_on) == (date(2027, 3, 8), date(2027, 3, 14))
    assert (stored.zone, stored.is_shared, stored.source) == ("Africa/Nairobi", True, "hand")
    assert removed.headers["location"] == "/account/travel"
    assert await Stay.all().count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"first_on": ""},
        {"last_on": "soon"},
        {"last_on": "2027-03-07"},
        {"last_on": "2031-03-07"},
        {"first_on": "0001-01-01"},
        {"zone": ""},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"zone": '"><script>alert(1)</script>'},
        {"first_on": '"><script>alert(1)</script>'},
        {"last_on": "9" * 5_000},
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    browser: Browser, fields: dict[str, str]
) -> None:
    with clock.at(NOW):
        await browser.sign_in_as(await make_member())

        refused = await add(browser, **fields)

    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert any(f'id="{name}-error"' in refused.text for name in (*fields, "last_on"))
    assert "<script>alert" not in refused.text
    assert await Stay.all().count() == 0


async def test_an_overlap_is_said_at_the_field(browser: Browser) -> None:
    with clock.at(NOW):
        await browser.sign_in_as(await make_member())
        await add(browser)

        refused = await add(browser, zone="Asia/Tokyo")

    assert refused.status_code == 422
    assert 'id="first_on-error"' in refused.text
    assert await Stay.all().count() == 1


async def test_a_day_that_is_skipped_at_the_date_line_breaks_no_page(browser: Browser) -> None:
    with clock.at(NOW):
        await browser.sign_in_as(await make_member())
        pago = {"first_on": "2027-03-08", "last_on": "2027-03-08", "zone": "Pacific/Pago_Pago"}
        await add(browser, **pago)
        await add(browser, first_on="2027-03-09", last_on="2027-03-09", zone="Pacific/Kiritimati")

        page = await browser.get("/account/travel")

    assert page.status_code == 200
    assert "Kiritimati" in page.text


async def test_fields_besides_are_never_stored(browser: Browser) -> None:
    person, victim = await make_member(), await make_member()
    with clock.at(NOW):
        await browser.sign_in_as(person)
        await add(browser, person_id=str(victim.id), source="visit", source_id=str(victim.id))

    (stored,) = await Stay.all()
    assert (stored.person_id, stored.source, stored.source_id) == (person.id, "hand", None)


async def test_every_page_is_on_the_clocks_of_today(browser: Browser) -> None:
    person = await make_member(zone="Europe/Belgrade")
    with clock.at(NOW):
        await travel.add_stay(person.id, stay(8, 12))
    seen = []

    for day in (7, 9, 13):
        with clock.at(datetime(2027, 3, day, 12, tzinfo=UTC)):
            await browser.sign_in_as(person)
            page = await browser.get("/today")
            seen.append([zone in page.text for zone in ('data-zone="Africa/Nairobi"', "15:00")])

    assert seen == [[False, False], [True, True], [False, False]]
