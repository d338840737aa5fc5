"""The budget of a visit: amounts as people type them, overruns, refunds, and who sees money."""

from decimal import Decimal
from typing import Any

import pytest

from network.exchanges.actions import budgeting, hosting, moving
from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.models.visits import Visit
from network.exchanges.queries import money
from network.exchanges.rules.amounts import Signs, Unreadable, Why, read
from network.exchanges.rules.budget import Kind, Line
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Payer, Reason, Side
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Invalid
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges.visit_world import World, confirmed, in_days, make_world, signed
from tests.factories import make_member

pytestmark = pytest.mark.anyio
IN_PORTAL = True

ENGLISH, FRENCH, GERMAN = Signs(".", ","), Signs(",", "\u202f"), Signs(",", ".")


def of(visit: Visit, rest: str = "") -> str:
    return f"/visits/{visit.id}/budget{rest}"


def typed(**given: Any) -> dict[str, str]:
    plain = {
        "version": "0",
        "kind": "accommodation",
        "payer": "host",
        "currency": "EUR",
        "planned": "300",
        "committed": "",
        "actual": "",
        "rate": "",
        "rate_on": "",
        "note": "",
    }
    return plain | given


async def the_line(visit: Visit) -> BudgetLine:
    return await BudgetLine.get(visit_id=visit.id)


# reading amounts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "signs", "digits", "amount"),
    [
        ("1,234.50", ENGLISH, 2, "1234.50"),
        ("1.234,50", ENGLISH, 2, "1234.50"),
        ("1.234,50", GERMAN, 2, "1234.50"),
        ("1 234,50", FRENCH, 2, "1234.50"),
        ("1\u202f234,50", FRENCH, 2, "1234.50"),
        ("١٬٢٣٤٫٥٠", ENGLISH, 2, "1234.50"),
        ("۱۲۳۴", ENGLISH, 2, "1234"),
        ("1,234", ENGLISH, 2, "1234"),
        ("1.234", GERMAN, 2, "1234"),
        ("1.234", ENGLISH, 3, "1.234"),
        ("1,234,567", ENGLISH, 2, "1234567"),
        ("1.234.567", ENGLISH, 2, "1234567"),
        ("0.125", ENGLISH, 2, "0.125"),
        ("12.5", FRENCH, 2, "12.5"),
        ("1'234.50", ENGLISH, 2, "1234.50"),
    ],
)
def test_an_amount_is_read_as_people_write_it(
    text: str, signs: Signs, digits: int, amount: str
) -> None:
    assert read(text, signs, digits) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "signs", "why"),
    [
        ("1.234", ENGLISH, Why.AMBIGUOUS),
        ("1,234", FRENCH, Why.AMBIGUOUS),
        ("١٫٢٣٤", ENGLISH, Why.AMBIGUOUS),
        ("12.34.5", ENGLISH, Why.AMBIGUOUS),
        ("1,234.5,0", ENGLISH, Why.AMBIGUOUS),
        ("1,23,456", ENGLISH, Why.AMBIGUOUS),
        ("-5", ENGLISH, Why.NEGATIVE),
        ("9" * 13, ENGLISH, Why.TOO_LARGE),
        ("about 5", ENGLISH, Why.NONE),
        ("5.", ENGLISH, Why.NONE),
        (".5", ENGLISH, Why.NONE),
        ("", ENGLISH, Why.NONE),
    ],
)
def test_nobody_guesses_what_an_amount_means(text: str, signs: Signs, why: Why) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text, signs, 2)

    assert refused.value.why is why


# pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "amount"), [("en", "1,234.50"), ("fr", "1 234,50"), ("ar", "١٬٢٣٤٫٥٠")]
)
async def test_a_line_is_added_in_the_readers_own_numbers(
    language: str, amount: str, browser: Browser, world: World
) -> None:
    visit = await signed(world)
    person = world.people["home"]
    await person.filter(id=person.id).update(language=language)
    await browser.sign_in_as(person)
    page = await browser.get(of(visit, "/new"))

    added = await browser.submit(page, "/new", **typed(planned=amount))

    row = await BudgetLine.get(visit_id=visit.id, kind="accommodation")
    assert added.status_code == 303
    assert (row.planned, row.currency, row.payer) == (123450, "EUR", Payer.HOST)


async def test_an_ambiguous_amount_is_refused_and_stays_typed(
    browser: Browser, world: World
) -> None:
    visit = await signed(world)
    await browser.sign_in_as(world.people["home"])

    refused = await browser.post(of(visit, "/new"), typed(planned="1.234", note="Two rooms"))

    assert refused.status_code == 422
    assert "This could be two different amounts." in refused.text
    assert 'value="1.234"' in refused.text
    assert "Two rooms" in refused.text


async def test_a_line_in_another_currency_needs_its_rate_and_counts_in_both(
    browser: Browser, world: World
) -> None:
    visit = await signed(world)
    await browser.sign_in_as(world.people["host"])
    values = typed(currency="kes", planned="50,000")

    without = await browser.post(of(visit, "/new"), values)
    rated = values | {"rate": "0.0068", "rate_on": in_days(-1).isoformat()}
    added = await browser.post(of(visit, "/new"), rated)
    page = await browser.get(of(visit))

    assert (without.status_code, added.status_code) == (422, 303)
    assert "Give the rate to the currency of the report." in without.text
    assert "KES 50,000.00" in page.text
    assert "1 KES = 0.0068 EUR" in page.text
    assert "EUR 1,240.00" in page.text  # 900 and 340 together


@pytest.mark.parametrize("code", ["XXQ", "DEM", "E1"])
async def test_a_currency_that_is_not_in_use_is_refused(
    code: str, browser: Browser, world: World
) -> None:
    visit = await signed(world)
    await browser.sign_in_as(world.people["home"])

    refused = await browser.post(of(visit, "/new"), typed(currency=code))

    assert refused.status_code == 422
    assert await BudgetLine.all().count() == 1


async def test_an_overrun_waits_for_the_secretariat(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    row = await the_line(visit)
    line = money.line_of(row)
    await budgeting.change_line(
        await world.act("home"), visit, row, row.version, _with(line, committed=Decimal(1000))
    )
    act = of(visit, f"/{row.id}/approval")

    await browser.sign_in_as(world.people["home"])
    waiting = await browser.get(of(visit))
    by_home = await browser.post(act, {"version": "2"})
    await browser.sign_in_as(world.people["secretariat"])
    approved = await browser.follow(await browser.submit(await browser.get(of(visit)), "/approval"))

    assert "EUR 100.00 over the plan (11%)" in waiting.text
    assert "the secretariat approves it" in waiting.text
    assert "Approve the overrun" not in waiting.text
    assert by_home.status_code == 403
    assert "the secretariat approves it" not in approved.text
    assert (await the_line(visit)).approved == 10000


def _with(line: Line, **changes: Any) -> Line:
    values: dict[str, Any] = {"currency": line.currency, "planned": line.planned}
    return Line(kind=line.kind, **(values | changes))


async def test_the_plan_of_a_confirmed_visit_is_not_raised_to_hide_an_overrun(
    world: World,
) -> None:
    visit = await confirmed(world)
    row = await the_line(visit)
    higher = Line(kind=Kind.TRAVEL, currency="EUR", planned=Decimal(2000))

    with pytest.raises(Invalid) as refused:
        await budgeting.change_line(await world.act("home"), visit, row, row.version, higher)
    await budgeting.change_line(await world.act("secretariat"), visit, row, row.version, higher)

    assert list(refused.value.fields) == ["planned"]
    assert (await the_line(visit)).planned == 200000


async def test_a_line_added_to_a_confirmed_visit_has_no_plan_but_the_secretariats(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["home"])
    form = await browser.get(of(visit, "/new"))

    refused = await browser.post(of(visit, "/new"), typed(planned="9000", committed="9000"))
    added = await browser.submit(form, "/new", kind="visa", payer="home", committed="9000")
    page = await browser.follow(added)
    planned = Line(kind=Kind.VISA, currency="EUR", planned=Decimal(90))
    await budgeting.add_line(await world.act("secretariat"), visit, planned, Payer.NETWORK)

    assert refused.status_code == 422
    assert "only the secretariat plans something new" in refused.text
    assert "EUR 9,000.00 over the plan" in page.text
    assert "the secretariat approves it" in page.text
    assert await plans(visit) == [0, 9000, 90000]


async def plans(visit: Visit) -> list[int]:
    return sorted([row.planned for row in await BudgetLine.filter(visit_id=visit.id)])


async def test_promised_money_of_a_confirmed_visit_keeps_its_line(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    row = await the_line(visit)
    await browser.sign_in_as(world.people["home"])

    page = await browser.get(of(visit, f"/{row.id}"))
    refused = await browser.post(of(visit, f"/{row.id}/removal"), {"version": str(row.version)})

    assert "Take this line off" not in page.text
    assert refused.status_code == 409
    assert "Money is promised on this line, so it stays." in refused.text
    assert await plans(visit) == [90000]


async def test_a_line_whose_money_is_asked_back_stays_until_that_is_settled(world: World) -> None:
    visit, home = await confirmed(world), await world.act("home")
    visit = await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)
    row = await the_line(visit)

    with pytest.raises(Conflict):
        await budgeting.remove_line(home, visit, row, row.version)
    await budgeting.note_refund(home, visit, row, row.version)
    await budgeting.remove_line(home, visit, row, row.version)

    assert await plans(visit) == []


async def test_two_who_change_a_line_at_once_see_both_versions(
    browser: Browser, world: World
) -> None:
    visit = await signed(world)
    row = await the_line(visit)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(of(visit, f"/{row.id}"))
    other = Line(kind=Kind.TRAVEL, currency="EUR", planned=Decimal(700))
    await budgeting.change_line(await world.act("host"), visit, row, row.version, other)

    late = await browser.submit(page, str(row.id), planned="800")
    again = await browser.submit(late, str(row.id))

    assert (late.status_code, again.status_code) == (409, 303)
    assert '<td dir="auto">700</td><td dir="auto">800</td>' in late.text
    assert (await the_line(visit)).planned == 80000


async def test_a_line_comes_off_unless_something_was_spent(browser: Browser, world: World) -> None:
    visit = await signed(world)
    spent = Line(kind=Kind.VISA, currency="EUR", planned=Decimal(80), actual=Decimal(80))
    kept = await budgeting.add_line(await world.act("home"), visit, spent, Payer.HOME)
    row = await BudgetLine.get(visit_id=visit.id, kind="travel")
    await browser.sign_in_as(world.people["home"])

    refused = await browser.post(of(visit, f"/{kept.id}/removal"), {"version": "1"})
    stale = await browser.post(of(visit, f"/{row.id}/removal"), {"version": "7"})
    removed = await browser.submit(await browser.get(of(visit, f"/{row.id}")), "/removal")

    assert [refused.status_code, stale.status_code, removed.status_code] == [409, 409, 303]
    assert (await the_line(visit)).kind == "visa"


async def test_money_of_a_virtual_exchange_is_shown_as_released(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    given = Request(reason=Reason.VISA_REFUSED)
    await moving.move(await world.act("visitor"), visit, Move.GO_VIRTUAL, given)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(of(visit))

    assert "Released: nobody travels" in page.text


async def test_a_refund_is_settled_and_the_next_host_learns_nothing_of_it(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)

    await browser.sign_in_as(world.people["next_host"])
    by_next = await browser.get(of(visit))
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(of(visit))
    settled = await browser.submit(page, "/refund")

    assert by_next.status_code == 200
    assert "Money asked back" not in by_next.text
    assert "Money asked back" in page.text
    assert settled.status_code == 303
    assert not (await the_line(visit)).is_refund_due


async def test_a_visitor_reads_the_budget_and_changes_nothing(
    browser: Browser, world: World
) -> None:
    visit = await signed(world)
    row = await the_line(visit)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(of(visit))
    new = await browser.get(of(visit, "/new"))
    changed = await browser.post(of(visit, f"/{row.id}"), typed(planned="1"))

    assert "EUR 900.00" in page.text
    assert "Add a line" not in page.text
    assert (new.status_code, changed.status_code) == (403, 403)


@pytest.mark.parametrize("who", ["colleague", "next_host", "outsider", "editor", "focal"])
@pytest.mark.parametrize("rest", ["", "/new"])
async def test_others_cannot_tell_that_there_is_a_budget(
    who: str, rest: str, browser: Browser, world: World
) -> None:
    visit = await signed(world)
    focal = await make_member(world.home, Role.FOCAL_POINT)
    await browser.sign_in_as(world.people.get(who, focal))

    page = await browser.get(of(visit, rest))
    act = await browser.post(of(visit, "/new"), typed())

    assert (page.status_code, act.status_code) == (404, 404)


async def test_a_line_of_another_visit_is_not_there(browser: Browser, world: World) -> None:
    visit = await signed(world)
    other = await the_line(await signed(await make_world()))
    await browser.sign_in_as(world.people["home"])

    page = await browser.get(of(visit, f"/{other.id}"))
    act = await browser.post(of(visit, f"/{other.id}/removal"), {"version": "1"})

    assert (page.status_code, act.status_code) == (404, 404)


async def test_a_budget_costs_few_statements_however_many_lines(
    browser: Browser, world: World
) -> None:
    visit = await signed(world, *Side)
    home = await world.act("home")
    line = Line(kind=Kind.CARE, currency="EUR", planned=Decimal(10))
    for _each in range(5):
        await budgeting.add_line(home, visit, line, Payer.HOME)
    await browser.sign_in_as(world.people["home"])
    await browser.get(of(visit))

    with statements() as found:
        page = await browser.get(of(visit))

    assert page.status_code == 200
    assert len(found) <= 12, found
