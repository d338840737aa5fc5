"""Reviews in the browser: asked, read without a name, scored, declined, a third, the median."""

from collections.abc import Mapping

import html5lib
import httpx
import pytest

from network.centres.models import Membership
from network.exchanges.actions import reviewing
from network.exchanges.models.visits import Application, ApplicationReview, ReviewState, Visit
from network.exchanges.queries import reviews, visits
from network.exchanges.rules.selection import WEIGHTS
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Invalid
from network.outbox import RecordedEvent
from network.people.models import Person
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges.visit_world import World, asked, endorsed, in_days
from tests.factories import actor, make_centre, make_coordinator, make_member

pytestmark = pytest.mark.anyio
IN_PORTAL = True

SECRETS = ("Vic Visitor", "a room on the ground floor", "My line manager agrees")


async def review_by(world: World, visit: Visit, person: Person) -> ApplicationReview:
    secretariat = await world.act("secretariat")
    return await reviewing.ask_review(secretariat, visit, person.id, in_days(10))


async def give(
    browser: Browser, visit: Visit, world: World, points: Mapping[str, int | str]
) -> httpx.Response:
    """A review of somebody of a centre of their own, given in the browser."""
    person = await make_coordinator()
    review = await review_by(world, await visits.fresh(visit.id), person)
    await browser.sign_in_as(person)
    page = await browser.get(f"/visits/reviews/{review.id}")
    given = {name: str(n) for name, n in points.items()}
    return await browser.submit(page, f"/{review.id}", **given)


def points(each: int, **other: int) -> dict[str, int]:
    return dict.fromkeys(WEIGHTS, each) | other


# asking ------------------------------------------------------------------------------------------


async def test_two_reviewers_of_different_centres_are_proposed_and_asked(
    browser: Browser, world: World
) -> None:
    one, two = await make_coordinator(name="Rita"), await make_coordinator(name="Rolf")
    visit = await endorsed(world)
    await browser.sign_in_as(world.people["secretariat"])
    page = await browser.get(f"/visits/{visit.id}/reviewers")

    sent = await browser.submit(
        page, "/reviewers", reviewers=[str(one.id), str(two.id)], due_on=in_days(9).isoformat()
    )

    facts = await RecordedEvent.filter(name="ReviewAsked")
    assert sent.status_code == 303
    assert {fact.payload["told"][0] for fact in facts} == {str(one.id), str(two.id)}
    assert page.text.count("checked") == 2


async def test_who_has_a_stake_is_not_offered(browser: Browser, world: World) -> None:
    await make_coordinator(name="Free to judge")
    for who in ("home", "host", "next_host"):
        await Person.filter(id=world.people[who].id).update(name=f"Barred {who}")
    visit = await endorsed(world)
    await browser.sign_in_as(world.people["secretariat"])

    page = await browser.get(f"/visits/{visit.id}/reviewers")

    assert "Free to judge" in page.text
    assert "Barred" not in page.text


async def test_two_of_one_centre_do_not_decide(world: World) -> None:
    centre = await make_centre()
    both = [await make_coordinator(centre), await make_coordinator(centre)]
    visit = await endorsed(world)

    with pytest.raises(Invalid):
        await reviewing.ask_reviews(
            await world.act("secretariat"), visit, [one.id for one in both], in_days(9)
        )

    assert await ApplicationReview.all().count() == 0


async def test_nobody_is_asked_without_need(world: World) -> None:
    visit = await endorsed(world)
    for _number in range(2):
        await review_by(world, visit, await make_member())

    with pytest.raises(Conflict):
        await review_by(world, visit, await make_member())


async def test_who_does_not_answer_is_released_and_another_is_asked(
    browser: Browser, world: World
) -> None:
    visit = await endorsed(world)
    slow = await make_coordinator()
    review = await review_by(world, visit, slow)
    await review_by(world, visit, await make_coordinator())
    await browser.sign_in_as(world.people["secretariat"])
    full = await browser.get(f"/visits/{visit.id}/reviewers")

    await browser.submit(full, f"{review.id}/release")
    other = await review_by(world, visit, await make_coordinator())
    await browser.sign_in_as(slow)
    gone = await browser.get(f"/visits/reviews/{review.id}")

    assert "Enough people are asked." in full.text
    assert (await ApplicationReview.get(id=review.id)).state is ReviewState.WITHDRAWN
    assert other.state is ReviewState.ASKED
    assert gone.status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 403), ("home", 403), ("host", 404), ("outsider", 404), ("colleague", 404)],
)
async def test_only_the_secretariat_asks(
    who: str, status: int, browser: Browser, world: World
) -> None:
    visit = await endorsed(world)
    person = await make_coordinator()
    await browser.sign_in_as(world.people[who])

    shown = await browser.get(f"/visits/{visit.id}/reviewers")
    sent = await browser.post(f"/visits/{visit.id}/reviewers", {"reviewers": str(person.id)})

    assert (shown.status_code, sent.status_code) == (status, status)
    assert await ApplicationReview.all().count() == 0


async def test_bad_input_is_said_and_nobody_is_asked(browser: Browser, world: World) -> None:
    person = await make_coordinator()
    visit = await endorsed(world)
    await browser.sign_in_as(world.people["secretariat"])
    base = f"/visits/{visit.id}/reviewers"

    answers = [
        await browser.post(base, {"reviewers": "x", "due_on": "2027-01-01"}),
        await browser.post(base, {"reviewers": str(world.people["host"].id), "due_on": "never"}),
        await browser.post(base, {"reviewers": str(person.id), "due_on": "2001-01-01"}),
        await browser.post(base, {"due_on": in_days(5).isoformat()}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert await ApplicationReview.all().count() == 0


# reading and scoring -----------------------------------------------------------------------------


async def test_a_reviewer_finds_it_and_reads_no_name_centre_or_needs(
    browser: Browser, world: World
) -> None:
    visit = await endorsed(world)
    person = await make_coordinator()
    review = await review_by(world, visit, person)
    await browser.sign_in_as(person)

    listed = await browser.get("/visits/reviews")
    page = await browser.get(f"/visits/reviews/{review.id}")

    assert f"/visits/reviews/{review.id}" in listed.text
    assert "Few of us know how to teach about pain." in page.text
    assert "Run two groups" in page.text
    for text in (*SECRETS, world.home.name, str(world.people["visitor"].id), str(visit.id)):
        assert text not in page.text
        assert text not in listed.text


async def test_of_respite_the_category_is_all_that_is_read(browser: Browser, world: World) -> None:
    visit = await endorsed(world)
    await Visit.filter(id=visit.id).update(purpose="EX-RESP")
    person = await make_coordinator()
    review = await review_by(world, await visits.fresh(visit.id), person)
    await browser.sign_in_as(person)

    page = await browser.get(f"/visits/reviews/{review.id}")

    assert "Respite for staff at risk" in page.text
    for text in (
        *SECRETS,
        "Few of us know",
        "Run two groups",
        "our team",
        "Physiotherapist",
        "Sub-Saharan",
        "English",
    ):
        assert text not in page.text.split("<main")[1].split("</main>")[0]


async def test_380_and_260_ask_for_a_third_and_320_is_the_result(
    browser: Browser, world: World
) -> None:
    visit = await endorsed(world)
    await give(browser, visit, world, points(4, need=3))
    await give(browser, visit, world, points(3, need=1))
    await browser.sign_in_as(world.people["secretariat"])
    between = await browser.get(f"/visits/{visit.id}/reviewers")
    none_yet = (await visits.fresh(visit.id)).score

    await give(browser, visit, world, points(3, need=4))
    await browser.sign_in_as(world.people["secretariat"])
    after = await browser.get(f"/visits/{visit.id}/reviewers")

    assert none_yet is None
    assert "Ask one more" in between.text
    assert ("380 of 500 points" in between.text, "260 of 500 points" in between.text) == (
        True,
        True,
    )
    assert (await visits.fresh(visit.id)).score == 320
    assert "Result: 320" in after.text


async def test_a_question_without_points_is_said_and_the_rest_kept(
    browser: Browser, world: World
) -> None:
    visit = await endorsed(world)
    given = points(4)
    given.pop("equity")

    refused = await give(browser, visit, world, given)

    assert refused.status_code == 422
    assert "Choose 0 to 5 points." in refused.text
    assert refused.text.count("checked") == 5


@pytest.mark.parametrize("value", ["6", "-1", "four", ""])
async def test_points_out_of_range_are_refused(value: str, browser: Browser, world: World) -> None:
    visit = await endorsed(world)

    refused = await give(browser, visit, world, {**points(3), "need": value})

    assert refused.status_code == 422
    assert (await ApplicationReview.get(visit_id=visit.id)).state is ReviewState.ASKED


async def test_a_review_sent_from_two_tabs_counts_once(browser: Browser, world: World) -> None:
    visit = await endorsed(world)
    person = await make_coordinator()
    review = await review_by(world, visit, person)
    await browser.sign_in_as(person)
    address = f"/visits/reviews/{review.id}"
    one, two = await browser.get(address), await browser.get(address)
    given = dict.fromkeys(WEIGHTS, "4")
    await browser.submit(one, f"/{review.id}", **given)

    refused = await browser.submit(two, f"/{review.id}", **(given | {"need": "0"}))

    assert refused.status_code == 409
    assert (await ApplicationReview.get(id=review.id)).total == 400


async def test_whoever_cannot_judge_says_so_and_reads_no_more(
    browser: Browser, world: World
) -> None:
    visit = await endorsed(world)
    person = await make_coordinator()
    review = await review_by(world, visit, person)
    await browser.sign_in_as(person)
    page = await browser.get(f"/visits/reviews/{review.id}")

    await browser.submit(page, "/conflict")
    gone = await browser.get(f"/visits/reviews/{review.id}")
    listed = await browser.get("/visits/reviews")
    await browser.sign_in_as(world.people["secretariat"])
    again = await browser.get(f"/visits/{visit.id}/reviewers")

    assert gone.status_code == 404
    assert str(review.id) not in listed.text
    assert "Ask 2 people" in again.text
    assert "Cannot judge" in again.text


async def test_who_came_to_work_at_a_side_meanwhile_reads_no_more(
    browser: Browser, world: World
) -> None:
    visit = await endorsed(world)
    person = await make_coordinator()
    review = await review_by(world, visit, person)
    await Membership.create(person=person, centre=world.hosts[0], role=Role.STAFF)
    await browser.sign_in_as(person)

    page = await browser.get(f"/visits/reviews/{review.id}")
    listed = await browser.get("/visits/reviews")

    assert page.status_code == 404
    assert str(review.id) not in listed.text


async def test_a_review_is_hidden_from_everybody_else(browser: Browser, world: World) -> None:
    visit = await endorsed(world)
    review = await review_by(world, visit, await make_coordinator())

    for who in world.people:
        await browser.sign_in_as(world.people[who])
        base = f"/visits/reviews/{review.id}"
        found = [(await browser.get(base)).status_code]
        found += [(await browser.post(path)).status_code for path in (base, f"{base}/conflict")]
        assert found == [404, 404, 404], who

    assert (await ApplicationReview.get(id=review.id)).state is ReviewState.ASKED


async def test_once_hosts_are_asked_nobody_reviews_any_more(browser: Browser, world: World) -> None:
    visit = await asked(world)
    person = await make_coordinator()
    review = await ApplicationReview.create(visit_id=visit.id, reviewer_id=person.id)
    await browser.sign_in_as(person)

    page = await browser.get(f"/visits/reviews/{review.id}")

    assert page.status_code == 404


async def test_reviewers_judge_equity_by_what_names_nobody(world: World) -> None:
    visit = await endorsed(world)
    stored = await Application.get(visit_id=visit.id)
    await Application.filter(id=stored.id).update(gates=stored.gates | {"is_small": True})
    person = await make_member()
    review = await review_by(world, visit, person)

    about = (await reviews.get_reading(await actor(person), review.id)).about

    assert (about.profession, about.region) == ("PR-PHY", "SSA")
    assert (about.is_first, about.is_small) == (True, True)


async def test_the_pages_ask_little_of_the_database(browser: Browser, world: World) -> None:
    visit = await endorsed(world)
    person = await make_coordinator()
    review = await review_by(world, visit, person)
    addresses = {
        "reviewer": ("/visits/reviews", f"/visits/reviews/{review.id}"),
        "secretariat": (f"/visits/{visit.id}/reviewers",),
    }

    for who, found in addresses.items():
        await browser.sign_in_as(world.people.get(who, person))
        for address in found:
            await browser.get(address)
            with statements() as made:
                page = await browser.get(address)
            assert page.status_code == 200
            assert len(made) <= 12, (address, len(made))
            html5lib.HTMLParser(strict=True).parse(page.text)
