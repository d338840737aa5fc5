"""Applying in the browser: piece by piece, sending, and from offers, calls and copies."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from network.exchanges.actions import applying
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.offers import CallState, ExchangeCall
from network.exchanges.models.visits import Application, HostChoice, Visit
from network.exchanges.queries import visits
from network.exchanges.vocabulary import VisitState
from tests.browser_client import Browser, forms_of
from tests.exchanges.visit_world import World, in_days, pieces, submitted, written

pytestmark = pytest.mark.anyio
IN_PORTAL = True

S = VisitState
NEEDS = "a room on the ground floor"
NOBODY = UUID(int=7)


async def begun(browser: Browser, world: World, query: str = "") -> Visit:
    """A draft that the visitor began in the browser."""
    await browser.sign_in_as(world.people["visitor"])
    await browser.submit(await browser.get(f"/visits/new{query}"), "/visits/new")
    return await Visit.get(visitor_id=world.people["visitor"].id)


def typed(name: str) -> dict[str, Any]:
    """A whole piece as its form sends it."""
    found: dict[str, Any] = {}
    for kept, value in pieces()[name].items():
        field = {"return": "way_back"}.get(kept, kept)
        if field == "languages":
            found |= {"languages": list(value), "languages_level": list(value.values())}
        elif value is True:
            found[field] = "y"
        else:
            found[field] = value if isinstance(value, list) else str(value)
    return found


async def fill(browser: Browser, visit: Visit, name: str, **given: Any) -> httpx.Response:
    page = await browser.get(f"/visits/{visit.id}/apply/{name}")
    return await browser.submit(page, f"/apply/{name}", **given)


async def parts_of(visit: Visit) -> dict[str, Any]:
    return (await Application.get(visit_id=visit.id)).parts


# from the first page to sending -------------------------------------------------------------------


async def test_from_nothing_to_a_sent_application(browser: Browser, world: World) -> None:
    visit = await begun(browser, world)

    for name in pieces():
        assert (await fill(browser, visit, name, **typed(name))).status_code == 303
    goal = await browser.get(f"/visits/{visit.id}/apply/goals/new")
    await browser.submit(goal, "/goals", specific="Run two groups", before="1")
    ready = await browser.get(f"/visits/{visit.id}/apply")
    sent = await browser.submit(ready, "/submission")

    stored = await Application.get(visit_id=visit.id)
    assert sent.status_code == 303
    assert {**stored.parts, **stored.private} == pieces()
    assert (await visits.fresh(visit.id)).state is S.SUBMITTED


async def test_sending_is_off_with_the_reasons_until_it_is_complete(
    browser: Browser, world: World
) -> None:
    visit = await begun(browser, world)

    page = await browser.get(f"/visits/{visit.id}/apply")
    sent = await browser.post(f"/visits/{visit.id}/apply/submission")

    assert "Parts of the application are still empty." in page.text
    assert "Write down at least one learning goal." in page.text
    assert "submission" not in [form.action.split("/")[-1] for form in forms_of(page)]
    assert sent.status_code == 409
    assert "Parts of the application are still empty." in sent.text
    assert (await visits.fresh(visit.id)).state is S.DRAFT


async def test_a_piece_is_kept_half_filled_in(browser: Browser, world: World) -> None:
    visit = await begun(browser, world)

    await fill(browser, visit, "person", years="4")
    await fill(browser, visit, "practical", days="")
    page = await browser.get(f"/visits/{visit.id}/apply")

    assert await parts_of(visit) == {"person": {"years": 4}, "practical": {}}
    assert "Begun" in page.text


async def test_keeping_a_piece_leads_to_the_next_open_one(browser: Browser, world: World) -> None:
    visit = await begun(browser, world)

    kept = await fill(browser, visit, "person", act="next", **typed("person"))

    assert kept.headers["location"] == f"/visits/{visit.id}/apply/content"


async def test_what_is_taken_out_of_a_piece_is_gone_from_lists(
    browser: Browser, world: World
) -> None:
    visit = await begun(browser, world)
    await fill(browser, visit, "practical", **typed("practical"), is_virtual="y")

    page = await browser.get(f"/visits/{visit.id}/apply/practical")
    fields = {**dict(next(f for f in forms_of(page) if "practical" in f.action).fields)}
    fields.pop("is_virtual")
    await browser.post(f"/visits/{visit.id}/apply/practical", {**fields, "from_on": ""})

    stored = await visits.fresh(visit.id)
    assert (stored.is_virtual, stored.from_on, stored.days) == (False, None, 5)


@pytest.mark.parametrize(
    ("piece", "field", "value"),
    [
        ("content", "problem", "My passport is AB1234567"),
        ("content", "purpose", "EX-HOLIDAY"),
        ("content", "motivation", "x" * 1501),
        ("practical", "document_until", "AB1234567"),
        ("practical", "from_on", "soon"),
        ("practical", "days", "9999"),
        ("person", "employment", "all of it"),
        ("person", "profession", "PR-KING"),
    ],
)
async def test_what_cannot_be_kept_is_said_at_its_field(
    piece: str, field: str, value: str, browser: Browser, world: World
) -> None:
    visit = await begun(browser, world)

    refused = await fill(browser, visit, piece, **{field: value})

    assert refused.status_code == 422
    assert f'id="{field}-error"' in refused.text
    assert await parts_of(visit) == {}


async def test_what_may_point_to_a_client_is_asked_about_and_nothing_is_lost(
    browser: Browser, world: World
) -> None:
    visit = await begun(browser, world)
    text = "Mr Hassan Karimi was born on 3 May 1987, file 2231/09."

    refused = await fill(browser, visit, "content", problem=text, gives="A talk")

    assert refused.status_code == 422
    assert text in refused.text
    assert "A talk" in refused.text


async def test_days_that_run_backwards_are_said_at_their_field(
    browser: Browser, world: World
) -> None:
    visit = await begun(browser, world)

    refused = await fill(
        browser, visit, "practical", from_on="2027-03-02", until_on="2027-03-01", days="3"
    )

    assert refused.status_code == 422
    assert "The last day is before the first." in refused.text


async def test_of_two_tabs_the_second_keeps_its_words(browser: Browser, world: World) -> None:
    visit = await begun(browser, world)
    address = f"/visits/{visit.id}/apply/content"
    one, two = await browser.get(address), await browser.get(address)
    await browser.submit(one, "/apply/content", problem="First tab")

    refused = await browser.submit(two, "/apply/content", problem="Second tab")
    saved = await browser.submit(refused, "/apply/content")

    assert refused.status_code == 409
    assert "First tab" in refused.text
    assert saved.status_code == 303
    assert (await parts_of(visit))["content"]["problem"] == "Second tab"


async def test_a_piece_there_is_not_is_absent(browser: Browser, world: World) -> None:
    visit = await begun(browser, world)

    page = await browser.get(f"/visits/{visit.id}/apply/clients")

    assert page.status_code == 404


# offers, calls, copies ----------------------------------------------------------------------------


async def test_an_offer_becomes_the_first_choice(browser: Browser, world: World) -> None:
    window = world.windows[0]

    visit = await begun(browser, world, f"?offer={window.id}")

    choice = await HostChoice.get(visit_id=visit.id)
    assert (choice.window_id, choice.rank) == (window.id, 1)
    assert (await parts_of(visit))["content"] == {"purpose": "EX-SHADOW", "lang": "en"}


@pytest.mark.parametrize("query", ["?offer=x", f"?offer={NOBODY}", f"?call={NOBODY}"])
async def test_what_there_is_not_cannot_be_applied_for(
    query: str, browser: Browser, world: World
) -> None:
    await browser.sign_in_as(world.people["visitor"])

    assert (await browser.get(f"/visits/new{query}")).status_code == 404


async def make_call(**given: Any) -> ExchangeCall:
    plain: dict[str, Any] = {
        "title": "Pain and trauma",
        "lang": "en",
        "state": CallState.OPEN,
        "places": 1,
        "opens_on": in_days(-2),
        "closes_on": in_days(30),
    }
    return await ExchangeCall.create(**(plain | given))


async def test_a_call_that_closed_meanwhile_takes_nothing(browser: Browser, world: World) -> None:
    call = await make_call()
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"/visits/new?call={call.id}")
    await ExchangeCall.filter(id=call.id).update(state=CallState.CLOSED)

    refused = await browser.submit(page, "/visits/new")

    assert refused.status_code == 409
    assert "This call does not take applications now." in refused.text
    assert await Visit.all().count() == 0


async def test_the_task_list_says_that_a_call_closed_and_offers_a_copy_without_it(
    browser: Browser, world: World
) -> None:
    visit = await written(world)
    call = await make_call(state=CallState.CLOSED)
    await Visit.filter(id=visit.id).update(call_id=call.id)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}/apply")
    late = await browser.post(f"/visits/{visit.id}/apply/submission", {})
    await browser.submit(page, f"/visits/{visit.id}/copy")

    copy = await Visit.exclude(id=visit.id).get(visitor_id=visit.visitor_id)
    assert "which does not take applications now" in page.text
    assert "It can be sent when this is done" not in page.text
    assert [form for form in forms_of(page) if form.action.endswith("/submission")] == []
    assert late.status_code == 409
    assert "This call does not take applications now." in late.text
    assert (await visits.fresh(visit.id)).state is S.DRAFT
    assert copy.call_id is None


async def test_a_call_says_which_pieces_it_needs(browser: Browser, world: World) -> None:
    call = await make_call(parts=["passing_on"])
    visitor = await world.act("visitor")
    visit = await applying.start(visitor, world.home.id, call)
    given = {name: values for name, values in pieces().items() if name != "safety"}
    for version, (name, values) in enumerate(given.items(), 1):
        await applying.save_piece(visitor, visit, name, version, values)
    await applying.write_goal(visitor, visit, applying.Goal(specific="Run two groups"))
    await browser.sign_in_as(world.people["visitor"])

    sent = await browser.submit(await browser.get(f"/visits/{visit.id}/apply"), "/submission")

    assert sent.status_code == 303
    assert (await visits.fresh(visit.id)).state is S.SUBMITTED


async def test_what_a_call_needs_keeps_an_application(browser: Browser, world: World) -> None:
    call = await make_call(parts=["safety"])
    visit = await written(world)
    await Visit.filter(id=visit.id).update(call_id=call.id)
    application = await Application.get(visit_id=visit.id)
    kept = {name: values for name, values in application.parts.items() if name != "safety"}
    await Application.filter(id=application.id).update(parts=kept)
    await browser.sign_in_as(world.people["visitor"])

    sent = await browser.post(f"/visits/{visit.id}/apply/submission")

    assert sent.status_code == 409


async def test_the_last_one_is_copied_without_days_and_consents(
    browser: Browser, world: World
) -> None:
    earlier = await submitted(world)
    await browser.sign_in_as(world.people["visitor"])

    await browser.submit(await browser.get("/visits/new"), "/copy")

    copy = await Visit.exclude(id=earlier.id).get()
    stored = await Application.get(visit_id=copy.id)
    goal = await LearningGoal.get(visit_id=copy.id)
    assert sorted(stored.parts) == ["content", "passing_on", "person", "practical"]
    assert stored.parts["practical"] == {"visa": "no", "days": 5}
    assert stored.private == {"needs": {"access": NEEDS}}
    assert (goal.specific, goal.before, copy.state) == ("Run two groups", None, S.DRAFT)


async def test_nobody_copies_the_application_of_somebody_else(
    browser: Browser, world: World
) -> None:
    earlier = await submitted(world)
    await browser.sign_in_as(world.people["home"])
    seen = await browser.post(f"/visits/{earlier.id}/copy")
    await browser.sign_in_as(world.people["outsider"])
    hidden = await browser.post(f"/visits/{earlier.id}/copy")

    assert (seen.status_code, hidden.status_code) == (403, 404)
    assert await Visit.all().count() == 1


async def test_the_secretariat_belongs_to_no_centre_and_cannot_apply(
    browser: Browser, world: World
) -> None:
    await browser.sign_in_as(world.people["secretariat"])

    page = await browser.get("/visits/new")

    assert "Your account belongs to none." in page.text
