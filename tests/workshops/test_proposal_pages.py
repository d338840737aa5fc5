"""Proposals on their pages: sent once, decided quietly, and told all together."""

import pytest

from network.workshops.actions import inviting, proposing
from network.workshops.models.agenda import Proposal
from network.workshops.queries import agenda
from network.workshops.vocabulary import ProposalState
from tests.browser_client import Browser
from tests.workshops.workshop_world import drafted, facts, make_world, opened

pytestmark = pytest.mark.anyio


async def test_a_member_proposes_once_however_often_it_is_sent(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["member"])
    form = await browser.get(f"/workshops/{workshop.id}/proposals")

    for _again in range(2):
        sent = await browser.submit(form, "/proposals", title="Walking group", minutes="40")
    page = await browser.follow(sent)

    (row,) = await Proposal.all()
    assert (row.title, row.minutes, row.state) == ("Walking group", 40, ProposalState.SUBMITTED)
    assert "Walking group" in page.text
    assert (await facts("ProposalMoved"))[-1]["told"] == [str(world.people["organiser"].id)]


async def test_a_proposal_that_points_to_a_client_is_not_sent(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["member"])
    form = await browser.get(f"/workshops/{workshop.id}/proposals")

    page = await browser.submit(
        form, "/proposals", title="Case", about="Our client Amina Haddad, born 12/03/1987"
    )

    assert page.status_code == 422
    assert "Case" in page.text
    assert await Proposal.all().count() == 0


async def test_a_decision_is_read_by_nobody_else_before_all_are_told(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    address = f"/workshops/{workshop.id}/proposals"
    row = await proposing.propose(await world.act("member"), workshop, "Walking group")
    other = await proposing.propose(await world.act("other"), workshop, "Sleep at night")
    await browser.sign_in_as(world.people["organiser"])
    desk = await browser.get(address)
    desk = await browser.follow(await browser.submit(desk, f"{row.id}/decision", decision="accept"))
    desk = await browser.follow(
        await browser.submit(desk, f"{other.id}/decision", decision="reject")
    )
    await browser.sign_in_as(world.people["member"])
    quiet = await browser.get(address)

    await browser.sign_in_as(world.people["organiser"])
    desk = await browser.get(address)
    for _again in range(2):
        await browser.submit(desk, "/decisions")
    await browser.sign_in_as(world.people["member"])
    told = await browser.get(address)

    assert "2 decisions are not told yet." in desk.text
    assert "Accepted" not in quiet.text
    assert "Sent" in quiet.text
    assert "On the agenda" in told.text
    assert "Sleep at night" not in told.text
    assert [slot.title for slot in await agenda.draft_of(workshop.id)] == ["Walking group"]


async def test_ones_own_proposal_is_taken_back_and_not_that_of_another(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    address = f"/workshops/{workshop.id}/proposals"
    row = await proposing.propose(await world.act("member"), workshop, "Walking group")

    await browser.sign_in_as(world.people["other"])
    barred = await browser.post(f"{address}/{row.id}/withdrawal")
    decided = await browser.post(f"{address}/{row.id}/decision", {"decision": "accept"})
    told = await browser.post(f"{address}/decisions")
    await browser.sign_in_as(world.people["member"])
    page = await browser.follow(await browser.submit(await browser.get(address), "/withdrawal"))

    assert [barred.status_code, decided.status_code, told.status_code] == [404, 403, 403]
    assert "Withdrawn" in page.text
    assert (await Proposal.get()).state is ProposalState.WITHDRAWN


async def test_a_hidden_workshop_takes_no_proposals(browser: Browser) -> None:
    world = await make_world()
    workshop = await drafted(world)
    await browser.sign_in_as(world.people["member"])
    address = f"/workshops/{workshop.id}/proposals"

    read = await browser.get(address)
    sent = await browser.post(address, {"title": "Walking group", "minutes": "30"})

    assert (read.status_code, sent.status_code) == (404, 404)
    assert await Proposal.all().count() == 0


async def test_a_draft_takes_no_proposals_and_says_so(browser: Browser) -> None:
    world = await make_world()
    workshop = await drafted(world)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(f"/workshops/{workshop.id}/proposals")

    assert "Nothing can be proposed for this workshop now." in page.text
    assert "<textarea" not in page.text


async def test_guests_propose_once_they_are_invited_and_read_so(browser: Browser) -> None:
    world = await make_world()
    workshop, guest = await opened(world), world.people["guest"]
    address = f"/workshops/{workshop.id}/proposals"
    await browser.sign_in_as(guest)

    agenda_page = await browser.get(f"/workshops/{workshop.id}/agenda")
    page = await browser.get(address)
    barred = await browser.post(address, {"title": "Walking group", "minutes": "30"})
    await inviting.invite(await world.act("organiser"), workshop, [guest.id])
    invited = await browser.get(f"/workshops/{workshop.id}/agenda")
    await browser.submit(await browser.get(address), "/proposals", title="Walking group")

    assert address not in agenda_page.text
    assert "guests once the organisers have invited them" in page.text
    assert barred.status_code == 403
    assert address in invited.text
    assert [row.title for row in await Proposal.all()] == ["Walking group"]
