"""Planning a workshop by its pages: beginning, changing, copying it, and who organises it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from network.kernel import clock
from network.kernel.errors import Invalid
from network.people.models import Person
from network.workshops.actions import conditions, organising
from network.workshops.actions.conditions import Asked, Share
from network.workshops.models.workshops import (
    Quota,
    Workshop,
    WorkshopOrganiser,
    WorkshopQuestion,
    WorkshopReader,
    WorkshopReminder,
    WorkshopSource,
)
from network.workshops.queries import workshops
from network.workshops.rules import cloning
from network.workshops.vocabulary import Axis, Level, Limit, WorkshopState
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges import visit_world
from tests.factories import make_centre, make_member
from tests.workshops.workshop_world import (
    World,
    checked,
    drafted,
    in_days,
    make_world,
    opened,
    sessions_of,
)

pytestmark = pytest.mark.anyio

NEW = "/workshops/new"
ABSENT = UUID("0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e")


@pytest.fixture
async def world(portal: object) -> World:
    del portal
    return await make_world()


async def begun(browser: Browser, **changes: Any) -> httpx.Response:
    wanted: dict[str, Any] = {
        "title": "Pain in groups",
        "neutral_title": "Spring course",
        "kind": "WT-TOT",
        "themes": ["TH-PAIN"],
        "first_on": str(in_days(40)),
        "last_on": str(in_days(41)),
        "closes_on": str(in_days(30)),
        "capacity": "12",
    }
    return await browser.submit(await browser.get(NEW), NEW, **(wanted | changes))


# beginning ---------------------------------------------------------------------------------------


async def test_an_organiser_plans_a_workshop_that_nobody_else_sees(
    browser: Browser, world: World
) -> None:
    await browser.sign_in_as(world.people["organiser"])

    done = await begun(browser)
    stored = await Workshop.get()
    await browser.sign_in_as(world.people["member"])
    hidden = await browser.get(f"/workshops/{stored.id}/edit")

    assert done.status_code == 303
    assert (stored.state, stored.title, stored.capacity) == (
        WorkshopState.DRAFT,
        "Pain in groups",
        12,
    )
    assert (stored.zone, stored.centre_id) == ("Asia/Tbilisi", world.host.id)
    assert await workshops.organiser_ids(stored.id) == [world.people["organiser"].id]
    assert hidden.status_code == 404


async def test_the_last_day_to_register_still_counts_on_the_clocks_of_the_host(
    browser: Browser, world: World
) -> None:
    await browser.sign_in_as(world.people["organiser"])

    await begun(browser)
    stored = await Workshop.get()
    page = await browser.get(f"/workshops/{stored.id}/edit")

    assert stored.closes_at is not None
    assert stored.closes_at.isoformat() == f"{in_days(30)}T20:00:00+00:00"
    assert f'value="{in_days(30)}"' in page.text


@pytest.mark.parametrize("neutral", ["About pain", "Douleur 2", "Pain in groups", "Torture"])
async def test_a_neutral_title_does_not_name_the_theme(
    neutral: str, browser: Browser, world: World
) -> None:
    await browser.sign_in_as(world.people["organiser"])

    refused = await begun(browser, neutral_title=neutral)

    assert refused.status_code == 422
    assert "says what the workshop is about" in refused.text
    assert await Workshop.all().count() == 0


async def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    browser: Browser, world: World
) -> None:
    await browser.sign_in_as(world.people["organiser"])

    refused = await begun(browser, last_on=str(in_days(20)), capacity="many", place="Main hall")

    assert refused.status_code == 422
    assert "The last day is before the first." in refused.text
    assert 'value="many"' in refused.text
    assert 'value="Main hall"' in refused.text


async def test_a_form_sent_twice_plans_one_workshop(browser: Browser, world: World) -> None:
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(NEW)
    given = {"title": "Once", "kind": "WT-WEB"}

    first = await browser.submit(page, NEW, **given)
    second = await browser.submit(page, NEW, **given)

    assert (first.status_code, second.status_code) == (303, 303)
    assert await Workshop.all().count() == 1


async def test_who_prepares_nothing_anywhere_plans_no_workshop(
    browser: Browser, world: World
) -> None:
    await browser.sign_in_as(world.people["staff"])

    page, sent = await browser.get(NEW), await browser.post(NEW, {"title": "Mine"})
    await browser.sign_in_as(world.people["organiser"])
    elsewhere = await begun(browser, centre=str((await make_centre()).id))

    assert (page.status_code, sent.status_code) == (403, 403)
    assert elsewhere.status_code == 422
    assert await Workshop.all().count() == 0


async def test_the_secretariat_plans_for_any_centre(browser: Browser, world: World) -> None:
    await browser.sign_in_as(world.people["secretariat"])

    done = await begun(browser, centre=str(world.host.id))

    assert done.status_code == 303
    assert (await Workshop.get()).centre_id == world.host.id


# changing ----------------------------------------------------------------------------------------


async def test_saving_an_untouched_form_changes_nothing(browser: Browser, world: World) -> None:
    closes_at = clock.now() + timedelta(days=50)
    workshop = await drafted(world, closes_at=closes_at, cancel_hours=None, about="Two days.")
    await browser.sign_in_as(world.people["organiser"])
    path = f"/workshops/{workshop.id}/edit"
    moving = {"version", "changed_at"}

    done = await browser.submit(await browser.get(path), path)
    after = await workshops.fresh(workshop.id)
    changed = {
        name
        for name in workshop._meta.db_fields
        if name not in moving and getattr(after, name) != getattr(workshop, name)
    }

    assert done.status_code == 303
    assert changed == set()


async def test_two_who_change_at_once_see_both_versions(browser: Browser, world: World) -> None:
    workshop = await drafted(world)
    organiser = world.people["organiser"]
    await browser.sign_in_as(organiser)
    path = f"/workshops/{workshop.id}/edit"
    page = await browser.get(path)
    await organising.edit(
        await world.act("host"), workshop, workshop.version, title="By somebody else"
    )

    clash = await browser.submit(page, path, title="By me")
    again = await browser.submit(clash, path)

    assert clash.status_code == 409
    assert "By somebody else" in clash.text
    assert 'value="By me"' in clash.text
    assert again.status_code == 303
    assert (await workshops.fresh(workshop.id)).title == "By me"


async def test_what_was_checked_is_shown_but_not_asked_again(
    browser: Browser, world: World
) -> None:
    workshop = await checked(world)
    await browser.sign_in_as(world.people["organiser"])
    path = f"/workshops/{workshop.id}/edit"
    page = await browser.get(path)

    done = await browser.submit(page, path, neutral_title="Other", kind="WT-CONF", title="New")
    after = await workshops.fresh(workshop.id)

    assert "Both were checked." in page.text
    assert 'name="level" value="S0"' not in page.text
    assert done.status_code == 303
    assert (after.title, after.neutral_title, after.kind) == ("New", "Meeting 7", "WT-REG")


@pytest.mark.parametrize("path", ["edit", "copy", "conditions", "organisers", "sources"])
async def test_pages_of_organisers_tell_nothing_to_others(
    path: str, browser: Browser, world: World
) -> None:
    shown, hidden = await opened(world), await drafted(world)

    await browser.sign_in_as(world.people["member"])
    codes = [
        (
            (await browser.get(f"/workshops/{key}/{path}")).status_code,
            (await browser.post(f"/workshops/{key}/{path}")).status_code,
        )
        for key in (shown.id, hidden.id, ABSENT)
    ]

    assert codes == [(403, 403), (404, 404), (404, 404)]


# copies ------------------------------------------------------------------------------------------


async def full(world: World) -> Workshop:
    """A workshop with something of every part."""
    workshop, organiser = await drafted(world, level=Level.NAMED), await world.act("organiser")
    share = Share(axis=Axis.CENTRE, kind=Limit.MOST, places=2)
    await conditions.add_quota(organiser, workshop, share)
    await conditions.add_question(organiser, workshop, Asked(label="Which method do you use?"))
    await organising.add_organiser(organiser, workshop, world.people["staff"].id)
    await organising.name_audience(organiser, workshop, [world.host.id])
    return await workshops.fresh(workshop.id)


async def test_a_copy_with_every_part_equals_its_source(browser: Browser, world: World) -> None:
    source = await full(world)
    await browser.sign_in_as(world.people["organiser"])
    path = f"/workshops/{source.id}/copy"
    page = await browser.get(path)

    done = await browser.submit(
        page, path, first_on=str(in_days(160)), parts=[str(part) for part in cloning.Part]
    )
    copy = await Workshop.exclude(id=source.id).get()

    def plain(one: Workshop) -> dict[str, Any]:
        return {name: getattr(one, name) for name in cloning.ALWAYS}

    async def beside(one: Workshop) -> list[Any]:
        return [
            [(s.minutes, s.zone, s.wall[11:]) for s in await sessions_of(one)],
            sorted(await Quota.filter(workshop_id=one.id).values_list("axis", "kind", "places")),
            await WorkshopQuestion.filter(workshop_id=one.id).values_list("label", flat=True),
            sorted(
                await WorkshopReminder.filter(workshop_id=one.id).values_list(
                    "anchor", "minutes", "audience"
                )
            ),
            sorted(await workshops.organiser_ids(one.id)),
            await WorkshopReader.filter(workshop_id=one.id).values_list("centre_id", flat=True),
        ]

    assert done.headers["location"] == f"/workshops/{copy.id}/edit"
    assert plain(copy) == plain(source)
    assert await beside(copy) == await beside(source)
    assert (copy.state, copy.first_on, copy.last_on) == (
        WorkshopState.DRAFT,
        in_days(160),
        in_days(162),
    )


async def test_a_copy_takes_over_only_what_was_chosen(browser: Browser, world: World) -> None:
    source = await full(world)
    await browser.sign_in_as(world.people["organiser"])
    path = f"/workshops/{source.id}/copy"

    await browser.submit(
        await browser.get(path), path, first_on=str(in_days(160)), parts=["questions"]
    )
    copy = await Workshop.exclude(id=source.id).get()

    assert await WorkshopQuestion.filter(workshop_id=copy.id).count() == 1
    assert await Quota.filter(workshop_id=copy.id).count() == 0
    assert await sessions_of(copy) == []
    assert await workshops.organiser_ids(copy.id) == [world.people["organiser"].id]


# organisers and audience -------------------------------------------------------------------------


async def added(browser: Browser, workshop: Workshop, person: Person, q: str = "") -> int:
    given = {"person": str(person.id), "q": q}
    return (await browser.post(f"/workshops/{workshop.id}/organisers", given)).status_code


async def test_organisers_are_added_from_the_host_or_as_they_are_found(
    browser: Browser, world: World
) -> None:
    workshop, hidden = await drafted(world), await make_member(world.host, name="Hana Host")
    far = await make_member(name="Far Away", is_findable=False)
    await browser.sign_in_as(world.people["organiser"])
    path = f"/workshops/{workshop.id}/organisers"

    page = await browser.get(path)
    codes = (
        await added(browser, workshop, hidden),
        await added(browser, workshop, far, "Far Away"),
    )
    found = await browser.get(path, params={"q": "Far Away"})

    assert "Hana Host" in page.text
    assert codes == (303, 404)
    assert "Nobody you can find is called this." in found.text
    assert sorted(await workshops.organiser_ids(workshop.id)) == sorted(
        [world.people["organiser"].id, hidden.id]
    )


async def test_the_last_organiser_stays(browser: Browser, world: World) -> None:
    workshop, organiser = await drafted(world), world.people["organiser"]
    await browser.sign_in_as(organiser)
    path = f"/workshops/{workshop.id}/organisers"

    refused = await browser.submit(await browser.get(path), f"/{organiser.id}/removal")

    assert refused.status_code == 409
    assert "Add another one first." in refused.text
    assert await WorkshopOrganiser.filter(workshop_id=workshop.id).count() == 1


async def test_centres_are_named_for_a_closed_workshop(browser: Browser, world: World) -> None:
    workshop, other = await drafted(world, level=Level.NAMED), await make_centre()
    await browser.sign_in_as(world.people["organiser"])
    path = f"/workshops/{workshop.id}/organisers"

    done = await browser.submit(await browser.get(path), "/audience", centres=[str(other.id)])

    assert done.status_code == 303
    readers = WorkshopReader.filter(workshop_id=workshop.id)
    assert await readers.values_list("centre_id", "person_id") == [(other.id, None)]


async def test_a_workshop_for_members_has_no_list_of_readers(
    browser: Browser, world: World
) -> None:
    workshop = await drafted(world)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(f"/workshops/{workshop.id}/organisers")
    sent = await browser.post(f"/workshops/{workshop.id}/audience", {"people": []})

    assert "All members of the network." in page.text
    assert sent.status_code == 404


async def test_a_workshop_hangs_below_the_training_it_came_of(
    browser: Browser, world: World
) -> None:
    training = await opened(world, kind="WT-TOT", title="Train the trainers")
    workshop = await drafted(world, kind="WT-CASC")
    await browser.sign_in_as(world.people["organiser"])
    path = f"/workshops/{workshop.id}/organisers"
    page = await browser.get(path)

    empty = await browser.submit(page, "/parent")
    done = await browser.submit(page, "/parent", parent=str(training.id))
    after = await workshops.fresh(workshop.id)
    circle = await browser.post(f"/workshops/{training.id}/parent", {"parent": str(workshop.id)})

    assert "Train the trainers" in page.text
    assert empty.status_code == 422
    assert done.status_code == 303
    assert (after.parent_id, after.root_id) == (training.id, training.id)
    assert circle.status_code == 409
    assert "That would be a circle" in circle.text


# visits it came of -------------------------------------------------------------------------------


async def test_a_visit_is_linked_by_who_sees_it_and_by_nobody_else(
    browser: Browser, world: World
) -> None:
    other = await visit_world.make_world()
    visit = await visit_world.confirmed(other)
    workshop = await drafted(world)
    visitor = other.people["visitor"]
    await organising.add_organiser(await world.act("organiser"), workshop, visitor.id)
    path = f"/workshops/{workshop.id}/sources"

    await browser.sign_in_as(world.people["organiser"])
    unseen = await browser.get(path, params={"visit": str(visit.id)})
    refused = await browser.post(path, {"visit": str(visit.id)})
    await browser.sign_in_as(visitor)
    page = await browser.get(path, params={"visit": str(visit.id)})
    done = await browser.submit(page, "/sources", visit=str(visit.id))

    assert str(visit.id) not in unseen.text
    assert refused.status_code == 404
    assert done.status_code == 303
    rows = WorkshopSource.filter(workshop_id=workshop.id)
    assert await rows.values_list("source_kind", "source_id") == [("visit", visit.id)]


async def test_a_workshop_begun_at_a_visit_goes_on_to_link_it(
    browser: Browser, world: World
) -> None:
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(NEW, params={"visit": str(ABSENT)})

    done = await browser.submit(page, NEW, title="Passed on", kind="WT-REG")

    workshop = await Workshop.get()
    assert done.headers["location"] == f"/workshops/{workshop.id}/sources?visit={ABSENT}"
    assert await WorkshopSource.all().count() == 0


# speed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["edit", "copy", "conditions", "organisers", "sources"])
async def test_pages_of_organisers_ask_little(path: str, browser: Browser, world: World) -> None:
    workshop = await full(world)
    await browser.sign_in_as(world.people["organiser"])
    await browser.get(f"/workshops/{workshop.id}/{path}")

    with statements() as asked:
        page = await browser.get(f"/workshops/{workshop.id}/{path}")

    assert page.status_code == 200
    assert len(asked) <= 12, asked
    assert len(page.content) <= 50_000


async def test_the_form_of_a_new_workshop_is_small(browser: Browser, world: World) -> None:
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(NEW)

    assert len(page.content) <= 50_000


# until when a place is given up ------------------------------------------------------------------


@pytest.mark.parametrize("hours", ["25", "99999999", "99999999999999999999"])
async def test_hours_that_nobody_offered_are_refused(
    hours: str, browser: Browser, world: World
) -> None:
    workshop = await drafted(world)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(f"/workshops/{workshop.id}/edit")
    refused = await browser.submit(page, "/edit", cancel_hours=hours)

    assert refused.status_code == 422
    assert (await workshops.fresh(workshop.id)).cancel_hours == 24


async def test_hours_that_are_stored_can_be_kept(browser: Browser, world: World) -> None:
    workshop = await drafted(world, cancel_hours=36)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(f"/workshops/{workshop.id}/edit")
    done = await browser.submit(page, "/edit", place="Upstairs")

    assert done.status_code == 303
    assert (await workshops.fresh(workshop.id)).cancel_hours == 36


async def test_a_place_is_not_given_up_more_than_a_year_before(world: World) -> None:
    with pytest.raises(Invalid):
        await drafted(world, cancel_hours=24 * 365 + 1)
