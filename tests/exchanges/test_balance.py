"""Figures of the whole network that give nobody away, and what a centre gave and received."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from network.centres.models import Centre
from network.exchanges.models.visits import Visit
from network.exchanges.queries import equity
from network.exchanges.vocabulary import VisitState
from network.expertise import queries as expertise
from network.kernel import clock, zones
from network.people.models import Person
from network.settings import Settings
from network.supervision.models import HoursEntry, HoursRole, Kind, SessionState, SupervisionSession
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import make_admin, make_centre, make_coordinator, make_member

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 5, 20, 12, tzinfo=UTC)
BEFORE = date(2027, 3, 31)  # the last day that counts on the twentieth of May


async def went(
    visitor: Person, home: Centre, host: Centre, on: date | None = BEFORE, **given: Any
) -> Visit:
    """A visit that took place, or with no day one that did not."""
    plain: dict[str, Any] = {
        "state": VisitState.CLOSED if on else VisitState.CANCELLED,
        "first_on": on or BEFORE,
        "last_on": on or BEFORE,
        "arrived_on": on,
        "lang": "en",
    }
    return await Visit.create(
        visitor=visitor, home_centre=home, host_centre=host, **(plain | given)
    )


async def crowd(home: Centre, host: Centre, size: int, **given: Any) -> None:
    for _ in range(size):
        await went(await make_member(home, profession="PR-PSY"), home, host, **given)


def figures(page: httpx.Response, title: str) -> dict[str, str]:
    """The rows of one table: group and what is said about it."""
    table = page.text.split(f">{title}</h3>")[1].split("</table>")[0]
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="num">(.*?)</td>', table)
    return {name: re.sub("<[^>]+>", "", said) for name, said in rows}


async def test_small_groups_are_not_shown_and_cannot_be_worked_out(browser: Browser) -> None:
    with clock.at(NOW):
        africa, europe, pacific = [
            await make_centre(region=region) for region in ("SSA", "EUR", "PAC")
        ]
        await crowd(africa, europe, 9)
        await crowd(europe, africa, 8)
        await crowd(pacific, africa, 3)
        await browser.sign_in_as(await make_member())

        page = await browser.get("/visits/balance")

    shown = figures(page, "Region of the home centre")
    assert shown == {"Sub-Saharan Africa": "9", "Smaller groups together": "11", "All": "20"}
    assert "Pacific" not in page.text
    assert figures(page, "Profession") == {"Psychologist": "20", "All": "20"}


async def test_under_eight_people_not_even_the_total_is_told(browser: Browser) -> None:
    with clock.at(NOW):
        home, host = await make_centre(), await make_centre()
        await crowd(home, host, 7)
        await browser.sign_in_as(await make_member())

        page = await browser.get("/visits/balance")

    assert page.text.count("Too few people so far to show figures.") == 8
    for word in ("Psychologist", "Sub-Saharan Africa", "For the first time", ">7<"):
        assert word not in page.text, word


async def test_all_sides_have_one_total_so_that_none_tells_what_another_hides(
    db: Settings,
) -> None:
    del db
    with clock.at(NOW):
        home, host = await make_centre(), await make_centre(region="EUR")
        await crowd(home, host, 6)
        often = await make_member(home, profession="PR-PHY")
        for n, language in enumerate(("fr", "en", "ar", "es", "ru")):
            await went(often, home, host, BEFORE - timedelta(days=n), lang=language)
        both = await make_member(home)
        await went(both, host, home, BEFORE - timedelta(days=30))
        await went(both, home, host)

        found = await equity.board(NOW.date(), await expertise.directory())

    assert {side: released.total for side, released in found.sides.items()} == {
        "region": 8,
        "language": 8,
        "profession": 8,
        "is_first": 8,
        "is_small": 8,
    }
    assert found.sides["region"].groups == {"SSA": 8}
    assert found.sides["is_first"].groups == {"True": None, "False": None}


async def test_a_visit_of_this_quarter_does_not_move_the_figures(browser: Browser) -> None:
    home, host = await make_centre(), await make_centre()
    await crowd(home, host, 8)
    late = await make_member(home, profession="PR-PSY")
    await went(late, home, host, BEFORE + timedelta(days=1))
    await went(await make_member(home), home, host, None)
    await went(await make_member(home), home, host, None, state=VisitState.DRAFT)
    await went(await make_member(home), home, host, None, state=VisitState.CONFIRMED)
    reader = await make_member()

    totals = []
    for now in (NOW, NOW + timedelta(days=60)):
        with clock.at(now):
            await browser.sign_in_as(reader)
            page = await browser.get("/visits/balance")
            totals.append(figures(page, "Profession")["All"])

    assert totals == ["8", "9"]


async def test_a_centre_reads_its_own_balance_and_nobody_elses(browser: Browser) -> None:
    home, host = await make_centre(name="Casa Aromo"), await make_centre(name="Lakeshore")
    for _ in range(2):
        await went(await make_member(home), home, host, date(2020, 1, 1))
    await went(await make_member(home), home, host, None)
    said = {}
    for name, who in (
        ("home", await make_member(home)),
        ("host", await make_coordinator(host)),
        ("other", await make_member()),
    ):
        await browser.sign_in_as(who)
        page = await browser.get("/visits/balance")
        said[name] = (
            "Casa Aromo" in page.text,
            "Lakeshore" in page.text,
            "0 visits hosted · 2 visits made" in page.text,
            "Has given more than received so far." in page.text,
            "No exchange yet." in page.text,
            "twelve months" in page.text,
        )

    assert said == {
        "home": (True, False, True, False, False, False),
        "host": (False, True, False, True, False, False),
        "other": (False, False, False, False, True, False),
    }


async def test_the_secretariat_alone_sees_quiet_centres_in_the_order_of_names(
    browser: Browser,
) -> None:
    with clock.at(NOW):
        recent, old, never = [
            await make_centre(name=name) for name in ("Zefir", "Mimosa", "Anemone")
        ]
        await went(await make_member(recent), recent, recent, NOW.date() - timedelta(days=300))
        await went(await make_member(old), old, old, NOW.date() - timedelta(days=366))
        await browser.sign_in_as(await make_admin())

        page = await browser.get("/visits/balance?page=no")

    del never
    quiet = page.text.split("without an exchange for twelve months")[1]
    assert re.findall(r'<li dir="auto">([^<]+)</li>', quiet) == ["Anemone", "Mimosa"]
    everyone = page.text.split('id="everyone"')[1].split("</table>")[0]
    names = re.findall(r'<th scope="row" dir="auto">([^<]+)</th>', everyone)
    assert names == ["Anemone", "Mimosa", "Zefir"]


async def test_the_page_costs_few_queries(browser: Browser) -> None:
    home, host = await make_centre(), await make_centre()
    counts = []
    for size in (1, 12):
        await crowd(home, host, size)
        await browser.sign_in_as(await make_admin())
        await browser.get("/visits/balance")
        with statements() as found:
            await browser.get("/visits/balance")
        counts.append(len(found))

    assert counts == [counts[0]] * 2
    assert counts[0] <= 12


# hours of supervision -----------------------------------------------------------------------------


async def supervised(person: Person, giver: Person, on: date = BEFORE, minutes: int = 60) -> None:
    """Somebody's hours, as a session that was held leaves them."""
    session = await SupervisionSession.create(
        leader=giver,
        kind=Kind.INDIVIDUAL,
        state=SessionState.RECORDED,
        starts_at=datetime(on.year, on.month, on.day, 10, tzinfo=UTC),
        minutes=minutes,
        wall=f"{on}T10:00",
        zone="UTC",
        tz_version=zones.TZ_VERSION,
    )
    for who, role in ((person, HoursRole.RECEIVED), (giver, HoursRole.GIVEN)):
        await HoursEntry.create(
            session=session,
            person=who,
            role=role,
            kind=Kind.INDIVIDUAL,
            held_on=on,
            minutes=minutes,
            people=2,
        )


async def test_hours_of_supervision_count_as_given_and_received(browser: Browser) -> None:
    home, host = await make_centre(), await make_centre()
    giver, person = await make_member(host), await make_member(home)
    await supervised(person, giver, minutes=90)
    [first] = await HoursEntry.filter(person_id=person.id)
    await HoursEntry.create(
        session_id=first.session_id,
        person=person,
        role=first.role,
        kind=first.kind,
        held_on=first.held_on,
        minutes=120,
        people=2,
        corrects_id=first.id,
    )
    with clock.at(NOW):
        said = {}
        for who in (giver, person):
            await browser.sign_in_as(who)
            page = (await browser.get("/visits/balance")).text
            said[who.id] = re.findall(r"(\d+) hours? (?:of supervision given|received)", page)

    assert said == {giver.id: ["2", "0"], person.id: ["0", "2"]}


async def test_who_received_supervision_is_told_like_who_travelled(browser: Browser) -> None:
    with clock.at(NOW):
        home, host = await make_centre(region="SSA"), await make_centre(region="EUR")
        giver = await make_member(host)
        for _ in range(8):
            await supervised(await make_member(home, profession="PR-PSY"), giver)
        await supervised(await make_member(home), giver, BEFORE + timedelta(days=1))
        await browser.sign_in_as(await make_member())

        page = await browser.get("/visits/balance")

    shown = page.text.split('id="supervision"')[1]
    assert re.findall(r'<th scope="row">([^<]+)</th><td class="num">(\d+)</td>', shown)[:2] == [
        ("Sub-Saharan Africa", "8"),
        ("All", "8"),
    ]


async def test_a_centre_with_supervision_is_not_quiet(db: Settings) -> None:
    home, host = await make_centre(), await make_centre()
    await supervised(await make_member(home), await make_member(host))
    index = await expertise.directory()

    active = await equity.last_active(index, await equity.told_of([home.id, host.id]))

    assert active == {home.id: BEFORE, host.id: BEFORE}
