"""The pages of the host agreement and of safety: who sees, writes, signs and rates."""

from typing import Any

import pytest

from network import guard
from network.exchanges.actions import agreeing, hosting, moving
from network.exchanges.actions.agreeing import Rating
from network.exchanges.models.agreeing import AgreementEdition, VisitSignature
from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.models.visits import Application, Visit
from network.exchanges.pieces import CLAUSES
from network.exchanges.queries import agreements, visits
from network.exchanges.rules import clauses
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason, Side
from network.kernel import clock
from network.kernel.actor import Role
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges.visit_world import (
    World,
    accepted,
    at_noon,
    confirmed,
    signed,
)
from tests.factories import make_member

pytestmark = pytest.mark.anyio
IN_PORTAL = True

SECRET = "Nothing is filmed in the garden."


def of(visit: Visit, rest: str = "agreement") -> str:
    return f"/visits/{visit.id}/{rest}"


def terms(**given: str) -> dict[str, str]:
    return dict.fromkeys(CLAUSES, "As usual here.") | given


async def sides_signed(number: int) -> list[tuple[str, bool]]:
    rows = await VisitSignature.filter(edition__number=number).order_by("id")
    return [(str(row.side), row.on_behalf) for row in rows]


async def test_an_agreement_is_written_from_a_proposed_wording_and_signed_by_all(
    browser: Browser, world: World
) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people["host"])
    form = await browser.get(of(visit, "agreement/edit"))
    written = await browser.submit(form, "", hours=f"Nine to four. {SECRET}")

    for who in ("host", "home", "visitor"):
        await browser.sign_in_as(world.people[who])
        page = await browser.get(of(visit))
        await browser.submit(page, "/signature")
    done = await browser.get(of(visit))

    assert written.status_code == 303
    assert "Notes are on method and organisation only" in form.text
    assert SECRET in done.text
    assert "Everybody has signed this edition." in done.text
    assert await sides_signed(1) == [("host", False), ("home", False), ("visitor", False)]


@pytest.mark.parametrize("who", ["colleague", "next_host", "outsider", "editor"])
@pytest.mark.parametrize("path", ["agreement", "agreement/edit", "safety", "tasks"])
async def test_others_cannot_tell_that_there_is_an_agreement(
    who: str, path: str, browser: Browser, world: World
) -> None:
    visit = await signed(world, Side.HOST)
    await browser.sign_in_as(world.people[who])

    page = await browser.get(of(visit, path))
    act = await browser.post(of(visit, "agreement/signature"), {"edition": "1", "side": "host"})

    assert (page.status_code, act.status_code) == (404, 404)


async def test_a_visitor_reads_and_signs_but_does_not_write(browser: Browser, world: World) -> None:
    visit = await signed(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(of(visit))
    edit = await browser.get(of(visit, "agreement/edit"))
    forged = await browser.post(of(visit, "agreement/signature"), {"edition": "1", "side": "host"})

    assert "I agree and sign" in page.text
    assert "Write a new edition" not in page.text
    assert (edit.status_code, forged.status_code) == (403, 403)
    assert await VisitSignature.all().count() == 0


async def test_signing_on_behalf_is_said_to_everybody(browser: Browser, world: World) -> None:
    visit = await signed(world)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(of(visit))
    await browser.post(of(visit, "agreement/signature"), {"edition": "1", "side": "visitor"})

    await browser.sign_in_as(world.people["mentor"])
    seen = await browser.get(of(visit))

    assert "Sign on behalf of the visitor" in page.text
    assert f"On behalf, by {world.people['home'].name} (Home coordinator)" in seen.text
    assert await sides_signed(1) == [("visitor", True)]


async def test_who_signed_before_is_shown_only_what_changed(browser: Browser, world: World) -> None:
    visit = await signed(world, Side.VISITOR)
    changed = terms(costs="The host pays for the meals.")
    await agreeing.write_edition(await world.act("host"), visit, changed, "Meals")

    edition = await agreements.newest_edition(visit.id)
    first = await AgreementEdition.get(visit_id=visit.id, number=1)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(of(visit))

    assert edition is not None
    assert clauses.changes(first, edition) == [
        clauses.Change("Costs", "As usual here.", "The host pays for the meals.")
    ]
    assert "Only this has changed since" in page.text
    assert "Still to sign: Visitor, Home coordinator and Host coordinator." in page.text


async def test_online_the_form_is_all_that_is_signed_again(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    given = Request(reason=Reason.VISA_REFUSED)
    visit = await moving.move(await world.act("visitor"), visit, Move.GO_VIRTUAL, given)
    await browser.sign_in_as(world.people["home"])
    before = await browser.get(of(visit))
    await browser.submit(await browser.get(of(visit, "agreement/edit")), "")
    edition = await agreements.newest_edition(visit.id)
    first = await AgreementEdition.get(visit_id=visit.id, number=1)

    assert "The visit has changed since this edition" in before.text
    assert edition is not None
    assert clauses.changes(first, edition) == [clauses.Change("Form", "At the host", "Online")]


async def test_an_edition_that_says_the_same_is_not_put_to_sign(
    browser: Browser, world: World
) -> None:
    visit = await signed(world, Side.HOST)
    await browser.sign_in_as(world.people["home"])

    form = await browser.get(of(visit, "agreement/edit"))
    refused = await browser.submit(form, "")

    assert refused.status_code == 409
    assert "This says the same as the edition before." in refused.text
    assert await AgreementEdition.all().count() == 1


async def test_two_who_write_at_once_see_both_versions(browser: Browser, world: World) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people["home"])
    form = await browser.get(of(visit, "agreement/edit"))
    await agreeing.write_edition(await world.act("host"), visit, terms(costs="The host pays."))

    late = await browser.submit(form, "", costs="The home centre pays.")
    again = await browser.submit(late, "")

    assert late.status_code == 409
    assert "The host pays." in late.text
    assert "The home centre pays." in late.text
    assert again.status_code == 303
    newest = await agreements.newest_edition(visit.id)
    assert newest is not None
    assert (newest.number, newest.terms["costs"]) == (2, "The home centre pays.")


async def test_a_signature_under_an_older_edition_is_refused(
    browser: Browser, world: World
) -> None:
    visit = await signed(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(of(visit))
    await agreeing.write_edition(await world.act("host"), visit, terms(costs="Otherwise."))

    late = await browser.submit(page, "/signature")

    assert late.status_code == 409
    assert "The agreement was changed. Please read the new edition." in late.text
    assert await VisitSignature.all().count() == 0


async def test_a_form_sent_twice_signs_once(browser: Browser, world: World) -> None:
    visit = await signed(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(of(visit))

    first = await browser.submit(page, "/signature")
    second = await browser.submit(page, "/signature")

    assert (first.status_code, second.status_code) == (303, 303)
    assert await VisitSignature.all().count() == 1


async def test_what_points_to_a_client_stays_out_and_the_rest_stays_typed(
    browser: Browser, world: World
) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people["host"])
    form = await browser.get(of(visit, "agreement/edit"))

    refused = await browser.submit(
        form, "", records="Call the client at +254 712 345678.", costs="The host pays."
    )

    assert refused.status_code == 422
    assert "The host pays." in refused.text
    assert await AgreementEdition.all().count() == 0


@pytest.mark.parametrize("name", CLAUSES)
def test_the_proposed_wording_passes_the_detector(name: str) -> None:
    found = guard.check(clauses.proposed("en")[name], "en", clock.now().date())

    assert found.verdict is guard.Verdict.NONE


async def test_the_next_host_learns_nothing_of_what_the_first_agreed_on(
    browser: Browser, world: World
) -> None:
    visit = await accepted(world)
    first = world.hosts[0].name
    await agreeing.write_edition(await world.act("host"), visit, terms(hours=SECRET))
    visit = await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)
    await browser.sign_in_as(world.people["next_host"])

    page = await browser.get(of(visit))

    assert page.status_code == 200
    assert SECRET not in page.text
    assert first not in page.text


async def test_days_that_come_too_early_are_said(browser: Browser, world: World) -> None:
    visit = await signed(world)
    application = await Application.get(visit_id=visit.id)
    practical: dict[str, Any] = application.parts["practical"] | {"visa": "yes"}
    await Application.filter(visit_id=visit.id).update(
        parts=application.parts | {"practical": practical}
    )
    await browser.sign_in_as(world.people["home"])

    in_time = await browser.get(of(visit))
    await Visit.filter(id=visit.id).update(first_on=at_noon(40).date())
    early = await browser.get(of(visit))

    assert "can realistically begin" not in in_time.text
    assert "Counting 30 days for the visa" in early.text


async def test_the_page_of_an_agreement_costs_few_statements(
    browser: Browser, world: World
) -> None:
    visit = await signed(world, Side.HOST, Side.VISITOR)
    await agreeing.write_edition(await world.act("host"), visit, terms(costs="Otherwise."))
    await browser.sign_in_as(world.people["home"])
    await browser.get(of(visit))

    with statements() as found:
        page = await browser.get(of(visit))

    assert page.status_code == 200
    assert len(found) <= 12, found


# safety ------------------------------------------------------------------------------------------


async def test_a_rating_near_the_journey_settles_its_item_and_stores_no_reason(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    with clock.at(at_noon(95)):
        await browser.sign_in_as(world.people["host"])
        page = await browser.get(of(visit, "safety"))
        saved = await browser.submit(page, "/safety", rating="amber")
        seen = await browser.follow(saved)

    item = await ChecklistItem.get(visit_id=visit.id, code="rating_host")
    stored = await visits.fresh(visit.id)
    assert "Counts for the journey" in seen.text
    assert (item.state, item.done_role) == (TaskState.DONE, "host")
    assert (stored.host_rating, stored.home_rating) == ("amber", "")
    assert "Only the colour and the day are stored" in page.text


async def test_an_early_rating_leaves_the_item_open_and_red_opens_it_again(world: World) -> None:
    visit = await confirmed(world)
    home = await world.act("home")

    await agreeing.rate_safety(home, visit, Rating.GREEN)
    early = await ChecklistItem.get(visit_id=visit.id, code="rating_home")
    with clock.at(at_noon(95)):
        await agreeing.rate_safety(home, await visits.fresh(visit.id), Rating.GREEN)
        done = await ChecklistItem.get(visit_id=visit.id, code="rating_home")
        await agreeing.rate_safety(home, await visits.fresh(visit.id), Rating.RED)
    red = await ChecklistItem.get(visit_id=visit.id, code="rating_home")

    assert [early.state, done.state, red.state] == [TaskState.OPEN, TaskState.DONE, TaskState.OPEN]


async def test_only_coordinators_and_focal_points_rate(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    focal = await make_member(world.home, Role.FOCAL_POINT)

    await browser.sign_in_as(world.people["visitor"])
    by_visitor = await browser.post(of(visit, "safety"), {"rating": "green"})
    await browser.sign_in_as(focal)
    by_focal = await browser.post(of(visit, "safety"), {"rating": "red"})

    stored = await visits.fresh(visit.id)
    assert (by_visitor.status_code, by_focal.status_code) == (403, 303)
    assert (stored.home_rating, stored.host_rating) == ("red", "")
