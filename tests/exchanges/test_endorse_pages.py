"""The home coordinator reads an application, stands behind it, or returns it."""

from datetime import date
from typing import Any

import html5lib
import pytest

from network.exchanges.actions import applying
from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.models.visits import Application, Visit
from network.exchanges.queries import visits
from network.exchanges.rules.gates import Known, contradicted, held
from network.exchanges.rules.selection import Gate
from network.exchanges.vocabulary import Payer, VisitState
from network.kernel.errors import Stale
from network.kernel.moves import Refused
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges.visit_world import (
    World,
    endorsed,
    in_days,
    pieces,
    submitted,
    written,
)

pytestmark = pytest.mark.anyio
IN_PORTAL = True

S = VisitState
EVERY_GATE = {"gates": [str(gate) for gate in Gate], "cover": "Colleagues share it."}


async def waiting(browser: Browser, world: World, **person: Any) -> Visit:
    """An application that waits for the home coordinator, who is signed in."""
    visit = await submitted(world)
    if person:
        stored = await Application.get(visit_id=visit.id)
        parts = stored.parts | {"person": stored.parts["person"] | person}
        await Application.filter(id=stored.id).update(parts=parts)
    await browser.sign_in_as(world.people["home"])
    return visit


async def test_an_application_is_endorsed_with_every_condition_and_cover(
    browser: Browser, world: World
) -> None:
    visit = await waiting(browser, world)
    page = await browser.get(f"/visits/{visit.id}/endorsement")

    sent = await browser.submit(page, "/endorsement", **EVERY_GATE)

    stored = await Application.get(visit_id=visit.id)
    assert sent.status_code == 303
    assert stored.cover == "Colleagues share it."
    assert all(stored.gates[gate] for gate in Gate)
    assert stored.endorsed_by_id == world.people["home"].id
    assert (await visits.fresh(visit.id)).state is S.ENDORSED


async def test_the_coordinator_reads_it_whole_with_the_needs(
    browser: Browser, world: World
) -> None:
    visit = await waiting(browser, world)

    page = await browser.get(f"/visits/{visit.id}/endorsement")

    for text in (
        "Vic Visitor",
        "Few of us know how to teach about pain.",
        "Run two groups",
        "a room on the ground floor",
        "My line manager agrees to this visit",
    ):
        assert text in page.text


async def test_without_a_condition_it_stays_and_the_words_are_kept(
    browser: Browser, world: World
) -> None:
    visit = await waiting(browser, world)
    page = await browser.get(f"/visits/{visit.id}/endorsement")
    some = [str(gate) for gate in Gate if gate is not Gate.CONFLICT]

    refused = await browser.submit(page, "/endorsement", gates=some, cover="Colleagues share it.")

    assert refused.status_code == 409
    assert "A condition of the exchange is not met yet." in refused.text
    assert "Colleagues share it." in refused.text
    assert (await visits.fresh(visit.id)).state is S.SUBMITTED


async def test_nobody_to_cover_is_said_at_the_field(browser: Browser, world: World) -> None:
    visit = await waiting(browser, world)
    page = await browser.get(f"/visits/{visit.id}/endorsement")

    refused = await browser.submit(page, "/endorsement", **(EVERY_GATE | {"cover": " "}))

    assert refused.status_code == 422
    assert 'id="cover-error"' in refused.text


@pytest.mark.parametrize(
    ("months", "is_small", "state"),
    [(13, "", S.ENDORSED), (8, "", S.SUBMITTED), (8, "y", S.ENDORSED), (3, "y", S.SUBMITTED)],
)
async def test_months_in_post_decide_with_the_size_of_the_centre(
    months: int, is_small: str, state: VisitState, browser: Browser, world: World
) -> None:
    since = in_days(-31 * months).isoformat()
    visit = await waiting(browser, world, in_post_since=since)
    page = await browser.get(f"/visits/{visit.id}/endorsement")

    await browser.submit(page, "/endorsement", is_small=is_small, **EVERY_GATE)

    assert (await visits.fresh(visit.id)).state is state


async def test_a_shared_language_is_needed_or_an_interpreter(
    browser: Browser, world: World
) -> None:
    visit = await waiting(browser, world, languages={"en": "A2", "fr": "native"})
    page = await browser.get(f"/visits/{visit.id}/endorsement")
    refused = await browser.submit(page, "/endorsement", **EVERY_GATE)

    await BudgetLine.create(
        visit_id=visit.id,
        kind="interpretation",
        payer=Payer.NETWORK,
        currency="EUR",
        planned=40_000,
    )
    page = await browser.get(f"/visits/{visit.id}/endorsement")
    sent = await browser.submit(page, "/endorsement", **EVERY_GATE)

    assert refused.status_code == 409
    assert "No shared language at level B2" in refused.text
    assert "An interpreter is in the budget." in page.text
    assert sent.status_code == 303


async def test_red_is_not_endorsed_whatever_is_ticked(browser: Browser, world: World) -> None:
    visit = await waiting(browser, world)
    await Visit.filter(id=visit.id).update(home_rating="red")

    with pytest.raises(Refused):
        await applying.endorse(await world.act("home"), visit, Gate, "Colleagues share it.")

    assert (await visits.fresh(visit.id)).state is S.SUBMITTED


async def test_it_is_returned_with_a_word(browser: Browser, world: World) -> None:
    visit = await waiting(browser, world)
    page = await browser.get(f"/visits/{visit.id}/endorsement")

    empty = await browser.submit(page, "/return", note=" ")
    sent = await browser.submit(page, "/return", note="Say more about the goals.")

    assert empty.status_code == 422
    assert sent.status_code == 303
    assert (await visits.fresh(visit.id)).state is S.DRAFT
    assert (await Application.get(visit_id=visit.id)).returned_note == "Say more about the goals."


async def test_what_was_written_anew_since_it_was_read_is_not_endorsed(
    browser: Browser, world: World
) -> None:
    visit = await waiting(browser, world)
    home, visitor = await world.act("home"), await world.act("visitor")
    page = await browser.get(f"/visits/{visit.id}/endorsement")
    draft = await applying.give_back(home, visit, "Which days?")
    version = (await Application.get(visit_id=visit.id)).version
    changed = pieces()["content"] | {"problem": "Something else"}
    await applying.save_piece(visitor, draft, "content", version, changed)
    await applying.submit(visitor, await visits.fresh(visit.id))

    refused = await browser.submit(page, "/endorsement", **EVERY_GATE)

    assert refused.status_code == 409
    assert "Something else" in refused.text
    assert (await visits.fresh(visit.id)).state is S.SUBMITTED


async def test_of_two_coordinators_the_second_reads_that_it_moved(
    browser: Browser, world: World
) -> None:
    visit = await waiting(browser, world)
    page = await browser.get(f"/visits/{visit.id}/endorsement")
    await applying.give_back(await world.act("home"), visit, "Which days?")

    refused = await browser.submit(page, "/endorsement", **EVERY_GATE)

    assert refused.status_code == 409
    assert (await visits.fresh(visit.id)).state is S.DRAFT


async def test_endorsing_twice_acts_once(browser: Browser, world: World) -> None:
    visit = await waiting(browser, world)
    page = await browser.get(f"/visits/{visit.id}/endorsement")

    await browser.submit(page, "/endorsement", **EVERY_GATE)
    again = await browser.submit(page, "/endorsement", **EVERY_GATE)

    assert again.status_code == 303
    assert (await visits.fresh(visit.id)).state is S.ENDORSED


async def test_the_action_asks_for_the_version_that_was_read(world: World) -> None:
    visit = await submitted(world)

    with pytest.raises(Stale):
        await applying.endorse(await world.act("home"), visit, Gate, "Shared.", version=1)


ADDRESS = {
    "visitor": (403, 403),
    "colleague": (404, 404),
    "host": (404, 404),
    "mentor": (404, 404),
    "outsider": (404, 404),
    "editor": (404, 404),
    "secretariat": (403, 403),
}


@pytest.mark.parametrize("who", list(ADDRESS))
async def test_nobody_else_endorses_or_returns(who: str, browser: Browser, world: World) -> None:
    visit = await submitted(world)
    await browser.sign_in_as(world.people[who])

    shown = await browser.get(f"/visits/{visit.id}/endorsement")
    sent = await browser.post(f"/visits/{visit.id}/endorsement", EVERY_GATE)
    returned = await browser.post(f"/visits/{visit.id}/return", {"note": "No."})

    assert (shown.status_code, sent.status_code) == ADDRESS[who]
    assert returned.status_code == ADDRESS[who][0]
    assert "a room on the ground floor" not in shown.text
    assert (await visits.fresh(visit.id)).state is S.SUBMITTED


async def test_a_draft_is_hidden_from_the_own_coordinator(browser: Browser, world: World) -> None:
    visit = await written(world)
    await browser.sign_in_as(world.people["home"])

    page = await browser.get(f"/visits/{visit.id}/endorsement")

    assert page.status_code == 404


async def test_later_the_application_is_read_and_not_judged_again(
    browser: Browser, world: World
) -> None:
    visit = await endorsed(world)
    await browser.sign_in_as(world.people["home"])

    page = await browser.get(f"/visits/{visit.id}/endorsement")

    assert page.headers["location"] == f"/visits/{visit.id}/apply"


async def test_the_page_asks_little_of_the_database(browser: Browser, world: World) -> None:
    visit = await waiting(browser, world)
    await browser.get(f"/visits/{visit.id}/endorsement")

    with statements() as made:
        page = await browser.get(f"/visits/{visit.id}/endorsement")

    assert page.status_code == 200
    assert len(made) <= 12
    html5lib.HTMLParser(strict=True).parse(page.text)


# what is known ------------------------------------------------------------------------------------


def known(**given: Any) -> Known:
    plain: dict[str, Any] = {
        "today": in_days(0),
        "languages": {"en": "C1"},
        "hosts": ({"en": "native"},),
        "consents": dict.fromkeys(("line_manager", "confidentiality", "safeguarding"), True),
    }
    return Known(**(plain | given))


def test_what_nobody_wrote_down_is_left_to_the_coordinator() -> None:
    found = held(known(languages={}, hosts=()))

    left = [gate for gate, is_held in found.items() if is_held is None]
    assert left == [Gate.TIME_IN_POST, Gate.LANGUAGE, Gate.SAFETY, Gate.CONFLICT]


@pytest.mark.parametrize(
    ("given", "gate"),
    [
        ({"in_post_since": date(2026, 10, 9)}, Gate.TIME_IN_POST),
        ({"consents": {"confidentiality": True, "safeguarding": True}}, Gate.EMPLOYER),
        ({"consents": {"line_manager": True, "safeguarding": True}}, Gate.CONFIDENTIALITY),
        ({"consents": {"line_manager": True, "confidentiality": True}}, Gate.SAFEGUARDING),
        ({"languages": {"en": "B1"}}, Gate.LANGUAGE),
        ({"rating": "red"}, Gate.SAFETY),
    ],
)
def test_what_is_known_counts_more_than_a_tick(given: dict[str, Any], gate: Gate) -> None:
    assert contradicted(known(**given)) == [gate]


def test_when_everything_known_fits_nothing_is_in_the_way() -> None:
    assert contradicted(known(rating="green", in_post_since=in_days(-400))) == []
