"""Places for groups, questions and reminders by their pages."""

from typing import Any

import httpx
import pytest

from network.workshops.actions import conditions, organising
from network.workshops.actions.conditions import Asked, Share
from network.workshops.models.workshops import (
    Quota,
    Workshop,
    WorkshopQuestion,
    WorkshopReminder,
)
from network.workshops.queries import workshops
from network.workshops.vocabulary import Anchor, Axis, Limit, QuestionKind
from tests.browser_client import Browser
from tests.factories import make_centre
from tests.workshops.workshop_world import (
    World,
    came,
    crowd,
    in_days,
    make_world,
    opened,
    states_of,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(portal: object) -> World:
    del portal
    return await make_world()


def page_of(workshop: Workshop) -> str:
    return f"/workshops/{workshop.id}/conditions"


async def sent(browser: Browser, path: str, **given: Any) -> httpx.Response:
    return await browser.submit(await browser.get(path), path, **given)


# capacity ----------------------------------------------------------------------------------------


async def test_lowering_the_capacity_evicts_nobody(browser: Browser, world: World) -> None:
    workshop = await opened(world, capacity=2)
    for person in await crowd(3):
        await came(workshop, person)
    await browser.sign_in_as(world.people["organiser"])

    done = await browser.submit(await browser.get(page_of(workshop)), "/conditions", capacity="1")
    page = await browser.follow(done)

    assert await states_of(workshop) == ["confirmed", "confirmed", "waitlisted"]
    assert "Nobody lost a place." in page.text
    assert "2 of 1 places are taken." in page.text


async def test_raising_the_capacity_offers_the_place_to_who_waits(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world, capacity=1)
    for person in await crowd(3):
        await came(workshop, person)
    await browser.sign_in_as(world.people["organiser"])

    await browser.submit(await browser.get(page_of(workshop)), "/conditions", capacity="2")

    assert await states_of(workshop) == ["confirmed", "offered", "waitlisted"]


async def test_two_who_set_the_capacity_at_once_see_both_numbers(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world, capacity=10)
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(page_of(workshop))
    await organising.edit(await world.act("host"), workshop, workshop.version, capacity=20)

    clash = await browser.submit(page, "/conditions", capacity="30")

    assert clash.status_code == 409
    assert '<td dir="auto">20</td><td dir="auto">30</td>' in clash.text
    assert (await workshops.fresh(workshop.id)).capacity == 20


# quotas ------------------------------------------------------------------------------------------

SENTENCES: list[tuple[str, dict[str, Any], str]] = [
    ("centre", {"places": "2"}, "At most 2 places for each centre."),
    (
        "profession",
        {"places": "3", "keys": ["PR-LAW", "PR-PAR"], "name": "legal professions"},
        "At most 3 places for legal professions.",
    ),
    ("region", {"places": "1", "keys": ["SSA"], "kind": "kept"}, "1 place is kept for"),
]


@pytest.mark.parametrize(("axis", "given", "told"), SENTENCES)
async def test_a_quota_is_told_in_a_sentence(
    axis: str, given: dict[str, Any], told: str, browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])
    path = f"/workshops/{workshop.id}/quotas/new/{axis}"

    done = await sent(browser, path, **given)
    page = await browser.follow(done)

    assert told in page.text


async def test_kept_places_need_to_be_for_somebody(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])

    refused = await sent(
        browser, f"/workshops/{workshop.id}/quotas/new/region", kind="kept", places="2"
    )

    assert refused.status_code == 422
    assert "Say for whom the places are kept." in refused.text
    assert await Quota.all().count() == 0


async def test_places_are_kept_until_the_end_of_a_day_at_the_host(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])

    await sent(
        browser,
        f"/workshops/{workshop.id}/quotas/new/region",
        kind="kept",
        places="2",
        keys=["SSA"],
        kept_on=str(in_days(20)),
    )
    quota = await Quota.get()
    page = await browser.get(f"/workshops/{workshop.id}/quotas/{quota.id}")

    assert quota.kept_until is not None
    assert quota.kept_until.isoformat() == f"{in_days(20)}T20:00:00+00:00"
    assert f'value="{in_days(20)}"' in page.text


async def test_who_changes_a_quota_keeps_centres_they_do_not_know(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    secret = await make_centre(name="Secret Centre", listing="unlisted")
    share = Share(axis=Axis.CENTRE, kind=Limit.MOST, places=2, keys=(str(secret.id),))
    quota = await conditions.add_quota(await world.act("organiser"), workshop, share)
    await browser.sign_in_as(world.people["organiser"])
    path = f"/workshops/{workshop.id}/quotas/{quota.id}"

    listed = await browser.get(page_of(workshop))
    done = await sent(browser, path, keys=[str(world.host.id)], places="1")
    after = await Quota.get()

    assert "Secret Centre" not in listed.text
    assert done.status_code == 303
    assert after.keys == sorted([str(world.host.id), str(secret.id)])


async def test_two_who_change_a_quota_at_once_see_both(browser: Browser, world: World) -> None:
    workshop, share = await opened(world), Share(axis=Axis.CENTRE, kind=Limit.MOST, places=2)
    host = await world.act("host")
    quota = await conditions.add_quota(host, workshop, share)
    await browser.sign_in_as(world.people["organiser"])
    path = f"/workshops/{workshop.id}/quotas/{quota.id}"
    page = await browser.get(path)
    other = Share(axis=Axis.CENTRE, kind=Limit.MOST, places=4)
    await conditions.change_quota(host, workshop, quota.id, quota.version, other)

    clash = await browser.submit(page, path, places="3")
    again = await browser.submit(clash, path)

    assert clash.status_code == 409
    assert again.status_code == 303
    assert (await Quota.get()).places == 3


async def test_taking_a_quota_away_offers_the_place_to_who_waited(
    browser: Browser, world: World
) -> None:
    workshop, share = await opened(world), Share(axis=Axis.CENTRE, kind=Limit.MOST, places=1)
    await conditions.add_quota(await world.act("organiser"), workshop, share)
    for person in await crowd(2):
        await came(workshop, person)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(page_of(workshop))
    await browser.submit(page, "/removal")

    assert "The fullest has 1 of 1." in page.text
    assert await states_of(workshop) == ["confirmed", "offered"]


async def test_the_quota_of_another_workshop_is_not_found(browser: Browser, world: World) -> None:
    mine, other = await opened(world), await opened(world)
    share = Share(axis=Axis.CENTRE, kind=Limit.MOST, places=1)
    quota = await conditions.add_quota(await world.act("organiser"), other, share)
    await browser.sign_in_as(world.people["organiser"])

    path = f"/workshops/{mine.id}/quotas/{quota.id}"
    codes = [
        (await browser.get(path)).status_code,
        (await browser.post(path)).status_code,
        (await browser.post(f"{path}/removal")).status_code,
        (await browser.get(f"/workshops/{mine.id}/quotas/new/age")).status_code,
    ]

    assert codes == [404, 404, 404, 404]
    assert await Quota.all().count() == 1


# questions ---------------------------------------------------------------------------------------


async def test_a_question_with_a_list_is_asked(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])

    done = await sent(
        browser,
        f"/workshops/{workshop.id}/questions/new",
        label="Which lunch?",
        kind="choice",
        choices="Vegan\n\nAny\nVegan",
        is_required="y",
        reopens="y",
    )
    page, row = await browser.follow(done), await WorkshopQuestion.get()

    assert (row.kind, row.choices, row.is_required, row.reopens) == (
        QuestionKind.CHOICE,
        ["Vegan", "Any"],
        True,
        True,
    )
    assert "A changed answer is approved again." in page.text


async def test_a_list_without_choices_is_sent_back(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])

    refused = await sent(
        browser, f"/workshops/{workshop.id}/questions/new", label="Which?", kind="choice"
    )

    assert refused.status_code == 422
    assert "Write down at least one choice." in refused.text


async def test_a_question_is_changed_and_taken_away(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    row = await conditions.add_question(
        await world.act("organiser"), workshop, Asked(label="What?")
    )
    await browser.sign_in_as(world.people["organiser"])
    path = f"/workshops/{workshop.id}/questions/{row.id}"

    await sent(browser, path, label="What else?")
    changed = (await WorkshopQuestion.get()).label
    await browser.submit(await browser.get(page_of(workshop)), f"{row.id}/removal")
    gone = await browser.get(path)

    assert changed == "What else?"
    assert await workshops.questions_of(workshop.id) == []
    assert gone.status_code == 404


# reminders ---------------------------------------------------------------------------------------


async def test_a_reminder_is_planned_from_the_end(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(page_of(workshop))
    given = {"audience": "speakers", "number": "3", "unit": "hours", "side": "after end"}

    done = await browser.follow(await browser.submit(page, "/reminders", **given))
    row = await WorkshopReminder.get(minutes=180)

    assert (row.anchor, row.audience) == (Anchor.END, "speakers")
    assert "3 hours after it ended: Speakers" in done.text
    assert "7 days before it begins: Everybody with a place" in done.text


async def test_a_reminder_too_far_away_is_sent_back(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(page_of(workshop))

    refused = await browser.submit(page, "/reminders", number="61", unit="days")

    assert refused.status_code == 422
    assert "Choose a time within sixty days." in refused.text


async def test_a_reminder_is_taken_away(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await WorkshopReminder.filter(workshop_id=workshop.id).exclude(anchor=Anchor.END).delete()
    row = await WorkshopReminder.get(workshop_id=workshop.id)
    await browser.sign_in_as(world.people["organiser"])

    await browser.submit(await browser.get(page_of(workshop)), f"{row.id}/removal")

    assert await WorkshopReminder.filter(workshop_id=workshop.id).count() == 0
