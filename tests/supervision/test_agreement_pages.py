"""The pages of agreements: who sees them, what they keep when something is refused."""

from dataclasses import replace
from typing import Any

import pytest

from network.centres.actions import finding
from network.supervision.actions import agreements as actions
from network.supervision.models import Agreement, AgreementState, Kind
from network.supervision.rules import agreements as rules
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.supervision.agreement_world import (
    World,
    active,
    active_group,
    asked,
    elements,
    fresh,
    given_to_sign,
    in_days,
    in_state,
    make_group,
    make_supervisor,
    make_world,
    signed,
)

pytestmark = pytest.mark.anyio

S = AgreementState
BASE = "/supervision/agreements"


@pytest.fixture
async def world(browser: Browser) -> World:
    return await make_world()


def typed(**given: Any) -> dict[str, str]:
    """A whole agreement as a form sends it."""
    plain = {
        "minutes": "60",
        "cancel_hours": "24",
        "starts_on": in_days(0).isoformat(),
        "ends_on": in_days(200).isoformat(),
        "review_on": in_days(100).isoformat(),
    }
    return plain | {name: f"Words on {name}" for name in rules.TERMS} | given


async def test_from_asking_to_a_signed_agreement(browser: Browser, world: World) -> None:
    ask = f"/supervision/{world.supervisor.person_id}/agreements/new"
    await browser.sign_in_as(world.people["supervisee"])
    sent = await browser.submit(await browser.get(ask), note="In French, please")
    mine = await browser.follow(sent)
    address = sent.headers["location"]

    await browser.sign_in_as(world.people["supervisor"])
    request = await browser.get(address)
    taken = await browser.submit(request, "/acceptance")
    form = await browser.follow(taken)
    given = await browser.submit(form, "", act="send", **typed())
    await browser.submit(await browser.follow(given), "/signature")

    await browser.sign_in_as(world.people["supervisee"])
    done = await browser.follow(await browser.submit(await browser.get(address), "/signature"))

    assert "In French, please" in mine.text
    assert "In French, please" in request.text
    assert "The agreement is active" in done.text
    assert (await Agreement.all().first()).state is S.ACTIVE  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["coordinator", "their_coordinator", "colleague", "secretariat"])
@pytest.mark.parametrize("path", ["", "/edit"])
async def test_others_cannot_tell_that_it_exists(
    who: str, path: str, browser: Browser, world: World
) -> None:
    agreement = await active(world)
    await browser.sign_in_as(world.people[who])

    page = await browser.get(f"{BASE}/{agreement.id}{path}")
    listed = await browser.get(BASE)

    assert page.status_code == 404
    assert str(agreement.id) not in listed.text


ACTS = (
    "acceptance",
    "refusal",
    "declaration",
    "signature",
    "old-edition",
    "pause",
    "resumption",
    "end",
    "departure",
    "edit",
)


@pytest.mark.parametrize("act", ACTS)
async def test_others_act_on_nothing(act: str, browser: Browser, world: World) -> None:
    agreement = await active(world)
    await browser.sign_in_as(world.people["coordinator"])

    answer = await browser.post(f"{BASE}/{agreement.id}/{act}", {"edition": "1"})

    assert answer.status_code == 404
    assert (await fresh(agreement)).version == agreement.version


async def test_an_old_page_signs_nothing_and_shows_what_is_different(
    browser: Browser, world: World
) -> None:
    agreement = await given_to_sign(world)
    await browser.sign_in_as(world.people["supervisee"])
    old = await browser.get(f"{BASE}/{agreement.id}")
    await actions.revise(
        await world.act("supervisor"), agreement, agreement.version, elements(minutes=95)
    )

    refused = await browser.submit(old, "/signature")
    again = await browser.submit(refused, "/signature")

    assert refused.status_code == 409
    assert "60 minutes" in refused.text
    assert "95 minutes" in refused.text
    assert again.status_code == 303


async def test_of_two_tabs_the_second_keeps_its_words(browser: Browser, world: World) -> None:
    agreement = await in_state(world, S.DRAFTING)
    await browser.sign_in_as(world.people["supervisor"])
    one = await browser.get(f"{BASE}/{agreement.id}/edit")
    two = await browser.get(f"{BASE}/{agreement.id}/edit")
    await browser.submit(one, "", act="save", **typed(goals="First tab"))

    refused = await browser.submit(two, "", act="save", **typed(goals="Second tab"))
    saved = await browser.submit(refused, "", act="save")

    assert refused.status_code == 409
    assert "First tab" in refused.text
    assert "Second tab" in refused.text
    assert saved.status_code == 303
    assert (await fresh(agreement)).terms["goals"] == "Second tab"


async def test_what_is_missing_is_named_and_what_is_typed_kept(
    browser: Browser, world: World
) -> None:
    agreement = await in_state(world, S.DRAFTING)
    await browser.sign_in_as(world.people["supervisor"])
    form = await browser.get(f"{BASE}/{agreement.id}/edit")

    page = await browser.submit(form, "", act="send", **typed(limits="", goals="Calm days"))

    assert page.status_code == 422
    assert 'href="#limits"' in page.text
    assert "Calm days" in page.text


async def test_a_first_draft_proposes_words_on_confidentiality_and_its_limits(
    browser: Browser, world: World
) -> None:
    agreement = await in_state(world, S.DRAFTING)
    await browser.sign_in_as(world.people["supervisor"])

    page = await browser.get(f"{BASE}/{agreement.id}/edit")

    assert "Confidentiality ends with a serious risk to life" in page.text


async def test_who_was_declined_sees_who_else_has_room(browser: Browser, world: World) -> None:
    other = await make_supervisor(name="Olga Other")
    agreement = await asked(world)
    await actions.decline(await world.act("supervisor"), agreement, "full")
    await browser.sign_in_as(world.people["supervisee"])

    page = await browser.get(f"{BASE}/{agreement.id}")

    assert "The supervisor has no room now." in page.text
    assert f"/supervision/{other.person_id}/agreements/new" in page.text


async def test_the_waiver_page_shows_the_fact_and_no_more(browser: Browser, world: World) -> None:
    await asked(world, is_line_manager=True, note="Words for few")
    await browser.sign_in_as(world.people["secretariat"])

    page = await browser.get("/desk/waivers")
    await browser.submit(page, "/permission")

    assert "Vera Supervisor" in page.text
    assert [w for w in ("Words for few", "Sam Supervisee") if w in page.text] == []
    assert (await Agreement.all().first()).waived_by_id == world.people["secretariat"].id  # type: ignore[union-attr]


async def test_the_waiver_page_is_the_secretariats(browser: Browser, world: World) -> None:
    await asked(world, is_line_manager=True)
    await browser.sign_in_as(world.people["their_coordinator"])

    page = await browser.get("/desk/waivers")

    assert page.status_code == 404


async def test_a_supervisor_starts_a_group_finds_people_and_invites_them(
    browser: Browser, world: World
) -> None:
    await finding.index_person(world.people["colleague"].id)
    await browser.sign_in_as(world.people["supervisor"])
    form = await browser.get(f"{BASE}/new")
    made = await browser.submit(form, "", kind="group", title="Garden group", most_members="5")
    address = made.headers["location"]

    found = await browser.get(f"{address}?q=colin")
    invited = await browser.submit(
        found, f"/members/{world.people['colleague'].id}", **{"as": "member"}
    )

    page = await browser.follow(invited)
    assert "Colin Colleague" in found.text
    assert "Colin Colleague" in page.text
    assert (await Agreement.all().first()).most_members == 5  # type: ignore[union-attr]


async def test_members_cannot_search_people_through_a_group(browser: Browser, world: World) -> None:
    agreement = await active_group(world)
    await finding.index_person(world.people["colleague"].id)
    await browser.sign_in_as(world.people["Ada"])

    page = await browser.get(f"{BASE}/{agreement.id}?q=colin")

    assert "Colin" not in page.text


async def test_staff_who_supervise_nobody_start_only_peer_groups(
    browser: Browser, world: World
) -> None:
    await browser.sign_in_as(world.people["colleague"])

    page = await browser.get(f"{BASE}/new")
    refused = await browser.submit(page, "", kind="group", title="Group", most_members="5")
    made = await browser.submit(page, "", kind="peer", title="Peers", most_members="5")

    assert (refused.status_code, made.status_code) == (422, 303)


async def test_leaving_leads_back_to_the_list_without_the_group(
    browser: Browser, world: World
) -> None:
    agreement = await active_group(world)
    await browser.sign_in_as(world.people["Ada"])
    page = await browser.get(f"{BASE}/{agreement.id}")

    left = await browser.follow(await browser.submit(page, "/departure"))

    assert "You have left" in left.text
    assert "Garden group" not in left.text


@pytest.mark.parametrize("state", S, ids=str)
@pytest.mark.parametrize("who", ["supervisor", "supervisee"])
async def test_every_state_has_a_page_for_both(
    state: AgreementState, who: str, browser: Browser, world: World
) -> None:
    agreement = await in_state(world, state)
    await browser.sign_in_as(world.people[who])

    page = await browser.get(f"{BASE}/{agreement.id}")
    listed = await browser.get(BASE)

    assert (page.status_code, listed.status_code) == (200, 200)
    assert f'href="{BASE}/{agreement.id}"' in listed.text


async def test_a_change_shows_what_would_be_different_to_both(
    browser: Browser, world: World
) -> None:
    agreement = await active(world)
    await actions.revise(
        await world.act("supervisee"), agreement, agreement.version, elements(minutes=95)
    )
    await browser.sign_in_as(world.people["supervisor"])

    page = await browser.get(f"{BASE}/{agreement.id}")

    assert "Edition 2 is proposed" in page.text
    assert "95 minutes" in page.text
    assert page.text.count('name="edition" value="2"') == 1


async def test_the_reason_of_a_pause_in_a_group_is_for_who_leads(
    browser: Browser, world: World
) -> None:
    agreement = await active_group(world)
    await browser.sign_in_as(world.people["supervisor"])
    page = await browser.get(f"{BASE}/{agreement.id}")
    await browser.submit(page, "/pause", **{"pause-reason": "Tired", "pause-coming": "keep"})
    own = await browser.get(f"{BASE}/{agreement.id}")

    await browser.sign_in_as(world.people["Ada"])
    members = await browser.get(f"{BASE}/{agreement.id}")

    assert ("Tired" in own.text, "Tired" in members.text) == (True, False)


async def test_a_bad_edition_number_signs_nothing(browser: Browser, world: World) -> None:
    agreement = await given_to_sign(world)
    await browser.sign_in_as(world.people["supervisee"])
    page = await browser.get(f"{BASE}/{agreement.id}")

    answers = [
        (await browser.submit(page, "/signature", edition=bad)).status_code
        for bad in ("", "x", "٣", "99999999", "-1")
    ]

    assert answers == [409] * 5


async def test_the_page_of_a_full_supervisor_names_others(browser: Browser) -> None:
    world = await make_world(most_supervisees=0)
    other = await make_supervisor(name="Olga Other")
    await browser.sign_in_as(world.people["supervisee"])

    page = await browser.get(f"/supervision/{world.supervisor.person_id}/agreements/new")

    assert "has no room now" in page.text
    assert f"/supervision/{other.person_id}/agreements/new" in page.text


async def test_my_agreements_cost_the_same_for_one_and_for_three(
    browser: Browser, world: World
) -> None:
    counts = []
    for n in range(3):
        await make_group(world, (f"A{n}", f"B{n}"))
        await browser.sign_in_as(world.people["supervisor"])
        await browser.get(BASE)
        with statements() as found:
            await browser.get(BASE)
        counts.append(len(found))

    assert counts == [counts[0]] * 3
    assert counts[0] <= 8


async def test_the_page_of_an_agreement_costs_at_most_ten_queries(
    browser: Browser, world: World
) -> None:
    agreement = await signed(world, await given_to_sign(world), "supervisor")
    await browser.sign_in_as(world.people["supervisee"])
    await browser.get(f"{BASE}/{agreement.id}")

    with statements() as found:
        await browser.get(f"{BASE}/{agreement.id}")

    assert len(found) <= 10, found


async def test_a_group_is_written_with_its_size_and_name(browser: Browser, world: World) -> None:
    agreement = await make_group(world)
    await browser.sign_in_as(world.people["supervisor"])
    form = await browser.get(f"{BASE}/{agreement.id}/edit")

    small = await browser.submit(
        form, "", act="send", **typed(title="Harvest group", most_members="2")
    )
    right = await browser.submit(
        small, "", act="send", **typed(title="Harvest group", most_members="4")
    )

    assert (small.status_code, right.status_code) == (422, 303)
    found = await fresh(agreement)
    assert (found.title, found.most_members, found.kind) == ("Harvest group", 4, Kind.GROUP)


async def test_the_list_says_who_acts_next(browser: Browser, world: World) -> None:
    agreement = await active(world)
    newer = replace(elements(minutes=95), ends_on=in_days(190))
    await actions.revise(await world.act("supervisor"), agreement, agreement.version, newer)
    await browser.sign_in_as(world.people["supervisee"])

    page = await browser.get(BASE)

    assert "Waits for your signature." in page.text
