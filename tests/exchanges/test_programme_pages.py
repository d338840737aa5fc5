"""The programme of a visit on its pages, on paper and as a file, and for whom it is not there."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest

from network.exchanges.actions import programming
from network.exchanges.models.staying import ProgrammeItem
from network.exchanges.models.visits import Visit
from network.exchanges.rules.programmes import Kind, Level
from network.kernel import clock
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges.test_programme import plan
from tests.exchanges.visit_world import World, accepted, asked, confirmed, in_days
from tests.factories import make_admin

pytestmark = pytest.mark.anyio


async def test_the_programme_is_written_and_read_on_its_page(
    browser: Browser, world: World
) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people["visitor"])

    form = await browser.get(f"/visits/{visit.id}/programme/new?on={in_days(106)}")
    wrong = await browser.submit(form, "/programme/new", at="25:00", title="Team talk")
    page = await browser.follow(
        await browser.submit(wrong, "/programme/new", at="09:30", kind="team")
    )

    assert wrong.status_code == 422
    assert "Team talk" in wrong.text
    assert "09:30–10:30" in page.text
    assert "Team talk" in page.text
    assert "local in Nairobi (UTC+3)" in page.text
    assert "Draft" in page.text


def days_on_visit_page(text: str) -> list[tuple[bool, list[str]]]:
    """The days of the programme on the page of a visit: whether each is open, and its times."""
    box = re.search(r'aria-labelledby="programme".*?</section>', text, re.DOTALL)
    days = re.findall(r"<details(.*?)>(.*?)</details>", box.group() if box else "", re.DOTALL)
    return [("open" in how, re.findall(r"<bdi>(.*?)–", items)) for how, items in days]


async def fourteen_items(world: World) -> Visit:
    """A confirmed visit with seven things on each of its first two days."""
    visit = await confirmed(world)
    host = await world.act("host")
    for day in (105, 106):
        for hour in range(9, 16):
            await programming.add_item(host, visit, plan(day=day, hour=hour))
    return visit


HOURS = [f"{hour:02}:00" for hour in range(9, 16)]


async def test_the_page_of_a_visit_holds_its_programme_with_the_first_day_open(
    browser: Browser, world: World
) -> None:
    visit = await fourteen_items(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}")

    assert days_on_visit_page(page.text) == [(True, HOURS), (False, HOURS)]


async def test_on_the_way_the_page_of_a_visit_has_the_present_day_open(
    browser: Browser, world: World
) -> None:
    visit = await fourteen_items(world)
    assert visit.first_on is not None
    second = datetime.combine(visit.first_on + timedelta(days=1), time(12), UTC)

    with clock.at(second):
        await browser.sign_in_as(world.people["visitor"])
        page = await browser.get(f"/visits/{visit.id}")

    assert days_on_visit_page(page.text) == [(False, HOURS), (True, HOURS)]


async def test_a_short_programme_is_open_as_a_whole(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    for day in (105, 106):
        await programming.add_item(await world.act("host"), visit, plan(day=day, hour=9))
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}")

    assert days_on_visit_page(page.text) == [(True, ["09:00"]), (True, ["09:00"])]


async def test_the_page_of_a_visit_keeps_closed_what_only_those_in_it_may_know(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    closed = plan(title="Pain group", place="Room 3", level=Level.S3)
    await programming.add_item(await world.act("host"), visit, closed)

    pages = {}
    for who in ("visitor", "secretariat"):
        await browser.sign_in_as(world.people[who])
        pages[who] = (await browser.get(f"/visits/{visit.id}")).text

    assert "Pain group" in pages["visitor"]
    assert "Part of the programme" in pages["secretariat"]
    assert "Pain group" not in pages["secretariat"]
    assert "Room 3" not in pages["secretariat"]


async def test_a_repeated_submit_adds_once(browser: Browser, world: World) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people["host"])
    form = await browser.get(f"/visits/{visit.id}/programme/new?on={in_days(106)}")

    for _again in range(2):
        await browser.submit(form, "/programme/new", at="09:30", kind="team")

    assert await ProgrammeItem.all().count() == 1


async def test_words_about_a_client_are_refused(browser: Browser, world: World) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people["host"])
    form = await browser.get(f"/visits/{visit.id}/programme/new?on={in_days(106)}")

    answer = await browser.submit(
        form, "/programme/new", at="09:30", title="Session with case no. 4711/23, born 3.4.1989"
    )

    assert answer.status_code == 422
    assert await ProgrammeItem.all().count() == 0


async def test_the_later_of_two_sees_both_versions(browser: Browser, world: World) -> None:
    visit = await accepted(world)
    host = await world.act("host")
    item = await programming.add_item(host, visit, plan(title="First words"))
    await browser.sign_in_as(world.people["visitor"])
    form = await browser.get(f"/visits/{visit.id}/programme/{item.id}")
    await programming.change_item(host, visit, item, 1, plan(title="Words of the host"))

    answer = await browser.submit(form, str(item.id), title="Words of the visitor")
    saved = await browser.submit(answer, str(item.id))

    assert answer.status_code == 409
    assert "Words of the host" in answer.text
    assert 'value="Words of the visitor"' in answer.text
    assert saved.status_code == 303


async def test_the_proposal_takes_one_click(browser: Browser, world: World) -> None:
    visit = await accepted(world)
    await Visit.filter(id=visit.id).update(last_on=in_days(116))
    await browser.sign_in_as(world.people["mentor"])

    page = await browser.get(f"/visits/{visit.id}/programme")
    filled = await browser.follow(await browser.submit(page, "/programme/template"))

    assert "Welcome" in filled.text
    assert "Goodbye" in filled.text
    assert "At the same time as another" not in filled.text


async def test_what_lies_over_another_is_marked_and_not_refused(
    browser: Browser, world: World
) -> None:
    visit = await accepted(world)
    host = await world.act("host")
    await programming.add_item(host, visit, plan(hour=9))
    await programming.add_item(host, visit, plan(hour=9, kind=Kind.METHOD))
    await browser.sign_in_as(world.people["host"])

    page = await browser.get(f"/visits/{visit.id}/programme")

    assert page.text.count("At the same time as another") == 2


@pytest.mark.parametrize("who", ["outsider", "next_host", "colleague", "editor"])
async def test_for_others_there_is_no_programme(who: str, browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    item = await programming.add_item(await world.act("host"), visit, plan(title="Pain group"))
    await browser.sign_in_as(world.people[who])
    base = f"/visits/{visit.id}/programme"

    seen = [base, f"{base}/print", f"{base}.html", f"{base}.pdf", f"{base}/new"]
    codes = [(await browser.get(path)).status_code for path in [*seen, f"{base}/{item.id}"]]
    acts = ["template", "copies", "new", f"{item.id}", f"{item.id}/removal", f"{item.id}/consent"]
    codes += [(await browser.post(f"{base}/{act}")).status_code for act in acts]

    assert codes == [404] * 12


async def test_who_only_reads_it_may_not_write_it(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    item = await programming.add_item(await world.act("host"), visit, plan(title="Pain group"))
    await browser.sign_in_as(world.people["secretariat"])
    base = f"/visits/{visit.id}/programme"

    page = await browser.get(base)
    acts = ["template", "copies", "new", f"{item.id}", f"{item.id}/removal", f"{item.id}/consent"]
    codes = [
        (await browser.post(f"{base}/{act}", {"on": str(in_days(107))})).status_code for act in acts
    ]

    assert "Pain group" in page.text
    assert f"{item.id}" not in page.text
    assert codes == [403] * 6


async def test_need_to_know_is_for_those_in_it_and_in_no_copy(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    secret = plan(title="Talk about the move of the house", level=Level.S3, place="Room 9")
    await programming.add_item(await world.act("host"), visit, secret)
    base = f"/visits/{visit.id}/programme"

    await browser.sign_in_as(world.people["visitor"])
    page, file = await browser.get(base), await browser.get(f"{base}.html")
    await browser.sign_in_as(world.people["secretariat"])
    other = await browser.get(base)

    assert "move of the house" in page.text
    for text in (file.text, other.text):
        assert "move of the house" not in text
        assert "Room 9" not in text
        assert "09:00–10:00" in text


async def test_the_saved_copy_needs_nothing_else(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    await programming.fill_template(await world.act("host"), visit)
    await browser.sign_in_as(world.people["visitor"])

    file = await browser.get(f"/visits/{visit.id}/programme.html")

    assert file.headers["content-disposition"] == 'attachment; filename="programme.html"'
    assert "Welcome" in file.text
    for outside in ("<script", "<link", "src=", "href=", "http:", "https:"):
        assert outside not in file.text


async def test_the_pdf_is_one(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    await programming.fill_template(await world.act("host"), visit)
    await browser.sign_in_as(world.people["visitor"])

    file = await browser.get(f"/visits/{visit.id}/programme.pdf")

    assert file.headers["content-type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")


async def test_a_full_programme_is_a_light_page(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    host = await world.act("host")
    for number in range(80):
        wanted = plan(105 + number % 5, 8 + number // 10, title=f"Part {number}")
        await programming.add_item(host, visit, wanted)
    await browser.sign_in_as(world.people["visitor"])
    await browser.get("/help")

    with statements() as found:
        page = await browser.get(f"/visits/{visit.id}/programme")

    assert page.status_code == 200
    assert len(page.content) < 50_000
    assert len(found) <= 12


async def test_before_there_is_a_host_the_page_says_what_comes_first(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}/programme")

    assert "once a host said yes" in page.text


async def test_the_secretariat_reads_every_programme(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(await make_admin())

    page = await browser.get(f"/visits/{visit.id}/programme/print")

    assert page.status_code == 200
