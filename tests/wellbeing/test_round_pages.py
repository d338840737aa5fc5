"""Pages of rounds: planned by the secretariat, raised by coordinators, and silent about answers."""

from datetime import timedelta

import httpx
import pytest

from network.kernel import clock
from network.people.models import Person
from network.wellbeing.actions import moving
from network.wellbeing.models.rounds import CheckInRound
from network.wellbeing.vocabulary import RoundState
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import make_admin, make_centre, make_coordinator, make_member
from tests.wellbeing.check_in_world import (
    FIRST,
    STEADY,
    answer,
    at_noon,
    make_staff,
    open_round,
    plan,
    release,
)

pytestmark = pytest.mark.anyio
LIST = "/check-in/rounds"


async def signed_in(browser: Browser, person: Person | None = None) -> Browser:
    """By default somebody of the secretariat."""
    return await browser.sign_in_as(person or await make_admin())


async def plan_page(browser: Browser) -> httpx.Response:
    return await browser.get(f"{LIST}/new")


# planning ----------------------------------------------------------------------------------------


async def test_the_secretariat_plans_a_round_of_chosen_centres(browser: Browser) -> None:
    here, _there = await make_centre(name="Here"), await make_centre(name="Elsewhere")
    with clock.at(at_noon(FIRST)):
        await signed_in(browser)
        page = await plan_page(browser)
        sent = await browser.submit(page, LIST, opens_on="2026-03-09", centres=[str(here.id)])
        shown = await browser.follow(sent)
        listed = await browser.get(LIST)

    one = await CheckInRound.get()
    assert (one.k, one.network_k, one.centre_ids) == (8, 11, [str(here.id)])
    assert one.closes_on - one.opens_on == timedelta(days=13)
    assert ("Here" in shown.text, "Elsewhere" in shown.text) == (True, False)
    assert f"{LIST}/{one.id}" in listed.text
    assert "Plan a round" not in listed.text


async def test_the_same_form_sent_twice_plans_one_round(browser: Browser) -> None:
    with clock.at(at_noon(FIRST)):
        await signed_in(browser)
        page = await plan_page(browser)
        first = await browser.submit(page, LIST)
        second = await browser.submit(page, LIST)

    assert second.headers["location"] == first.headers["location"]
    assert await CheckInRound.all().count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("k", "7", "Write a number from 8 to 20."),
        ("network_k", "10", "Write a number from 11 to 20."),
        ("opens_on", "2026-03-01", "The next opens in twelve weeks."),
        ("opens_on", "some day", "Write a date such as"),
        ("centres", "0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e", "Choose from the list."),
    ],
)
async def test_what_cannot_be_planned_is_said_at_its_field(
    browser: Browser, field: str, typed: str, told: str
) -> None:
    with clock.at(at_noon(FIRST)):
        await signed_in(browser)
        refused = await browser.submit(await plan_page(browser), LIST, **{field: typed})

    assert (refused.status_code, told in refused.text) == (422, True)
    assert await CheckInRound.all().count() == 0


async def test_a_second_round_at_once_is_refused_with_what_was_typed(browser: Browser) -> None:
    with clock.at(at_noon(FIRST)):
        await signed_in(browser)
        page = await plan_page(browser)
    await plan(FIRST)
    with clock.at(at_noon(FIRST)):
        refused = await browser.submit(page, LIST, opens_on="2026-08-03", k="12")

    assert refused.status_code == 409
    assert 'value="12"' in refused.text
    assert "Another round is planned or open." in refused.text


# who sees what -----------------------------------------------------------------------------------


async def test_members_find_no_rounds(browser: Browser) -> None:
    centre = await make_centre()
    one = await open_round()
    given = {"version": one.version, "k": 12, "network_k": 12, "seen": "open"}
    with clock.at(at_noon(FIRST)):
        await signed_in(browser, await make_member(centre))
        read = [await browser.get(path) for path in (LIST, f"{LIST}/new", f"{LIST}/{one.id}")]
        tried = [
            await browser.post(f"{LIST}/{one.id}{act}", given)
            for act in ("/terms", "/cancellation", f"/centres/{centre.id}")
        ]

    assert {page.status_code for page in (*read, *tried)} == {404}
    stored = await CheckInRound.get()
    assert (stored.k, stored.own, stored.state) == (8, {}, RoundState.OPEN)


async def test_an_open_round_looks_the_same_however_many_answered(browser: Browser) -> None:
    people = await make_staff(await make_centre(), 12)
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        await signed_in(browser)
        before = await browser.get(f"{LIST}/{one.id}")
    await answer(people, STEADY)
    with clock.at(at_noon(FIRST)):
        after = await browser.get(f"{LIST}/{one.id}")
        listed = await browser.get(LIST)

    assert _visible(before) == _visible(after)
    assert "12" not in _visible(listed)


def _visible(page: httpx.Response) -> list[str]:
    """What a page says, without the tokens of its forms."""
    text = page.text.split("<main", 1)[1].split("</main>", 1)[0]
    return [line for line in text.splitlines() if "csrf" not in line]


async def test_coordinators_see_the_round_and_the_number_of_their_own_centre_alone(
    browser: Browser,
) -> None:
    mine, other = await make_centre(name="Our centre"), await make_centre(name="Strict centre")
    one = await open_round()
    await CheckInRound.filter(id=one.id).update(own={str(other.id): 17})
    with clock.at(at_noon(FIRST)):
        await signed_in(browser, await make_coordinator(mine))
        listed = await browser.get(LIST)
        shown = await browser.get(f"{LIST}/{one.id}")
        own_only = [
            await browser.post(f"{LIST}/{one.id}/terms", {"version": 2, "k": 12, "network_k": 12}),
            await browser.post(f"{LIST}/{one.id}/cancellation", {"seen": "open"}),
            await browser.post(f"{LIST}/{one.id}/centres/{other.id}", {"version": 2, "k": 19}),
            await browser.get(f"{LIST}/{one.id}/cancellation"),
            await browser.get(f"{LIST}/new"),
        ]

    assert f"{LIST}/{one.id}" in listed.text
    assert "Our centre" in shown.text
    assert ("Strict centre" in shown.text, "17" in _visible(shown)) == (False, False)
    assert {page.status_code for page in own_only} == {404}


async def test_a_round_that_does_not_ask_their_centre_is_hidden_from_coordinators(
    browser: Browser,
) -> None:
    asked, left_out = await make_centre(), await make_centre()
    one = await open_round()
    await CheckInRound.filter(id=one.id).update(centre_ids=[str(asked.id)])
    with clock.at(at_noon(FIRST)):
        await signed_in(browser, await make_coordinator(left_out))
        listed, shown = await browser.get(LIST), await browser.get(f"{LIST}/{one.id}")

    assert (listed.status_code, str(one.id) in listed.text, shown.status_code) == (200, False, 404)


# raising -----------------------------------------------------------------------------------------


async def test_the_secretariat_raises_and_is_told_the_limit_when_it_lowers(
    browser: Browser,
) -> None:
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        await signed_in(browser)
        page = await browser.get(f"{LIST}/{one.id}")
        page = await browser.follow(await browser.submit(page, "/terms", k="12", network_k="14"))
        refused = await browser.submit(page, "/terms", k="11", network_k="13")

    stored = await CheckInRound.get()
    assert (stored.k, stored.network_k) == (12, 14)
    assert refused.status_code == 422
    assert "Write a number from 12 to 20." in refused.text
    assert "Write a number from 14 to 20." in refused.text


async def test_an_old_page_raises_nothing_and_shows_what_is_stored(browser: Browser) -> None:
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        await signed_in(browser)
        old = await browser.get(f"{LIST}/{one.id}")
        await browser.submit(await browser.get(f"{LIST}/{one.id}"), "/terms", k="12")
        stale = await browser.submit(old, "/terms", k="15")
        again = await browser.submit(stale, "/terms", network_k="15")

    assert (stale.status_code, "Stored now" in stale.text) == (409, True)
    assert ">12<" in stale.text
    assert again.status_code == 303
    assert (await CheckInRound.get()).k == 15


async def test_a_coordinator_raises_the_number_of_their_centre(browser: Browser) -> None:
    mine = await make_centre()
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        await signed_in(browser, await make_coordinator(mine))
        old, page = [await browser.get(f"{LIST}/{one.id}") for _again in range(2)]
        page = await browser.follow(await browser.submit(page, f"/centres/{mine.id}", k="13"))
        lower = await browser.submit(page, f"/centres/{mine.id}", k="12")
        stale = await browser.submit(old, f"/centres/{mine.id}", k="14")

    assert (await CheckInRound.get()).own == {str(mine.id): 13}
    assert "fewer than 13 answers" in page.text
    assert (lower.status_code, "Write a number from 13 to 20." in lower.text) == (422, True)
    assert (stale.status_code, ">13<" in stale.text) == (409, True)


async def test_after_the_release_nothing_can_be_raised(browser: Browser) -> None:
    centre = await make_centre()
    await make_staff(centre, 1)
    one = await open_round()
    await release(one)
    with clock.at(at_noon(FIRST + timedelta(days=20))):
        await signed_in(browser)
        shown = await browser.get(f"{LIST}/{one.id}")
        tried = await browser.post(
            f"{LIST}/{one.id}/terms", {"version": 3, "k": 20, "network_k": 20}
        )

    assert "stays as it is" in shown.text
    assert "/terms" not in shown.text
    assert tried.status_code == 409
    assert (await CheckInRound.get()).k == 8


# taking it back ----------------------------------------------------------------------------------


async def test_a_round_is_cancelled_after_a_page_that_says_what_it_means(browser: Browser) -> None:
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        await signed_in(browser)
        asked = await browser.get(f"{LIST}/{one.id}/cancellation")
        still = (await CheckInRound.get()).state
        first = await browser.submit(asked, "/cancellation")
        again = await browser.submit(asked, "/cancellation")

    assert "destroyed unread" in asked.text
    assert (still, (await CheckInRound.get()).state) == (RoundState.OPEN, RoundState.CANCELLED)
    assert (first.status_code, again.status_code) == (303, 303)


async def test_a_page_from_before_the_opening_cancels_no_open_round(browser: Browser) -> None:
    one = await plan(FIRST)
    with clock.at(at_noon(FIRST)):
        await signed_in(browser)
        old = await browser.get(f"{LIST}/{one.id}/cancellation")
        await moving.open_due()
        refused = await browser.submit(old, "/cancellation")

    assert (refused.status_code, "It is now: Open for answers." in refused.text) == (409, True)
    assert (await CheckInRound.get()).state is RoundState.OPEN


# every page --------------------------------------------------------------------------------------


async def test_pages_are_kept_nowhere_and_their_titles_say_nothing(browser: Browser) -> None:
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        await signed_in(browser)
        pages = [
            await browser.get(f"{LIST}{path}")
            for path in ("", "/new", f"/{one.id}", f"/{one.id}/cancellation")
        ]

    for page in pages:
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "origin"
        assert "<title>My check-in" in page.text


async def test_pages_cost_few_statements_and_stay_light(browser: Browser) -> None:
    centres = [await make_centre(name=f"A centre with a rather long name, {n}") for n in range(60)]
    one = await open_round()
    await CheckInRound.filter(id=one.id).update(
        centre_ids=[str(centre.id) for centre in centres],
        own={str(centre.id): 9 for centre in centres},
    )
    with clock.at(at_noon(FIRST)):
        await signed_in(browser)
        for path in ("", "/new", f"/{one.id}", f"/{one.id}/cancellation"):
            with statements() as seen:
                page = await browser.get(f"{LIST}{path}")

            assert page.status_code == 200
            assert len(page.content) < 50_000
            assert len(seen) <= 12, (path, len(seen))
