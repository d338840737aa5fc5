"""Who sees what, and asking somebody to get in touch: the pages that go with a check-in."""

from collections.abc import Iterator

import pytest

from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.people.models import Person
from network.wellbeing import policy
from network.wellbeing.actions import keeping, opening_history
from network.wellbeing.models.help import ContactWish
from network.wellbeing.rules.trees import Level, Place, centre_place
from tests.browser_client import Browser
from tests.factories import (
    actor,
    make_admin,
    make_centre,
    make_coordinator,
    make_member,
    make_person,
)
from tests.wellbeing.check_in_world import (
    BROWSER,
    CARRYING,
    FIRST,
    PASSPHRASE,
    answer,
    at_noon,
    make_staff,
    make_writer,
    open_round,
    release,
)

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _on_a_day_of_the_round() -> Iterator[None]:
    with clock.at(at_noon(FIRST)):
        yield


# asking somebody ----------------------------------------------------------------------------------


async def with_focal_point(browser: Browser) -> tuple[Person, Person]:
    """Somebody who is signed in, and the focal point of their centre."""
    centre = await make_centre()
    who, focal = await make_member(centre), await make_member(centre, Role.FOCAL_POINT)
    await browser.sign_in_as(who)
    return who, focal


async def test_a_focal_point_is_asked_with_one_button_that_tells_nothing(
    browser: Browser,
) -> None:
    who, focal = await with_focal_point(browser)
    page = await browser.get("/check-in/contact")

    sent = await browser.submit(page, "/check-in/contact")
    after = await browser.follow(sent)

    (wish,) = await ContactWish.all()
    assert (wish.person_id, wish.to_id) == (who.id, focal.id)
    assert f"Ask {focal.name}" in page.text
    assert f"Ask {focal.name}" not in after.text
    assert 'href="/check-in/wishes"' in after.text


async def test_asking_twice_says_so_and_asks_once(browser: Browser) -> None:
    await with_focal_point(browser)
    page = await browser.get("/check-in/contact")

    await browser.submit(page, "/check-in/contact")
    again = await browser.submit(page, "/check-in/contact")

    assert (again.status_code, await ContactWish.all().count()) == (409, 1)
    assert "You have asked already." in again.text


async def test_somebody_who_may_not_be_asked_looks_absent(browser: Browser) -> None:
    await with_focal_point(browser)
    elsewhere = await make_member(await make_centre(), Role.FOCAL_POINT)

    for person in (str(elsewhere.id), "", "nobody", "00000000-0000-0000-0000-000000000000"):
        answer = await browser.post("/check-in/contact", {"person": person})
        assert answer.status_code == 404

    assert await ContactWish.all().count() == 0


async def test_where_nobody_can_be_asked_the_page_leads_on(browser: Browser) -> None:
    await browser.sign_in_as(await make_member(await make_centre()))

    page = await browser.get("/check-in/contact")

    assert "There is no supervisor of yours" in page.text
    assert 'href="/check-in/signposts"' in page.text


# who sees what ------------------------------------------------------------------------------------


async def test_the_page_names_the_days_on_which_things_go(browser: Browser) -> None:
    who = await make_writer()
    await browser.sign_in_as(await Person.get(id=who.person_id))
    key = (await opening_history.begin(who, PASSPHRASE, BROWSER)).key
    await keeping.check_in(who, key, "a", CARRYING)

    page = await browser.get("/check-in/privacy")

    assert "The last one you have goes on Wednesday, 31 March 2027." in page.text
    assert "goes after 30 days" in page.text
    assert "fewer than 8 answers" in page.text
    assert "fewer than 11" in page.text


@pytest.mark.usefixtures("portal")
async def test_the_table_is_what_the_rules_let_people_see() -> None:
    """Each cell about releases, as the policy answers it."""
    centre, other = await make_centre(), await make_centre()
    people = await make_staff(centre, 1)
    round_ = await open_round()
    await answer(people, CARRYING)
    one = await release(round_)
    staff = await actor(await make_member(centre))
    coordinator = await actor(await make_coordinator(centre))
    focal = await actor(await make_member(centre, Role.FOCAL_POINT))
    elsewhere = await actor(await make_member(other))
    office = await actor(await make_admin())
    own, whole = centre_place(str(centre.id)), Place(Level.NETWORK)
    first, later = one.released_on, one.coordinators_on

    def sees(who: Actor, place: Place) -> list[bool]:
        seen = policy.can_view_place(who, place)
        return [seen and policy.can_view_release(who, one, day) for day in (first, later)]

    assert [sees(staff, own), sees(focal, own)] == [[True, True], [True, True]]
    assert sees(coordinator, own) == [False, True]
    assert [sees(elsewhere, own), sees(office, own)] == [[False, False], [False, False]]
    assert [sees(staff, whole), sees(elsewhere, whole)] == [[True, True], [True, True]]
    assert [sees(coordinator, whole), sees(office, whole)] == [[False, True], [False, True]]
    assert (later - first).days == 3


async def test_who_is_not_of_the_network_finds_no_check_ins(browser: Browser) -> None:
    await browser.sign_in_as(await make_person())

    for rest in ("", "/begin", "/open", "/done", "/privacy", "/contact"):
        assert (await browser.get(f"/check-in{rest}")).status_code == 404, rest
    for rest in ("", "/begin", "/open", "/close", "/withdraw", "/contact"):
        assert (await browser.post(f"/check-in{rest}")).status_code == 404, rest


async def test_the_way_in_is_in_the_bar_and_under_more(browser: Browser) -> None:
    await browser.sign_in_as(await make_member(await make_centre()))

    for path in ("/today", "/more"):
        assert 'href="/check-in"' in (await browser.get(path)).text
