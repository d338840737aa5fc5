"""What came of a workshop as the pages do it: writing, sending, returning, publishing, agreeing."""

import pytest

from network.kernel import clock
from network.kernel.errors import Forbidden
from network.kernel.moves import Refused
from network.workshops.actions import concluding, moving
from network.workshops.actions.concluding import Agreed, Written
from network.workshops.models.outcomes import Outcome, OutcomeAction
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop, WorkshopOrganiser
from network.workshops.queries import workshops
from network.workshops.rules.facts import Request
from network.workshops.vocabulary import ActionState, Move, RegState, WorkshopState
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.workshops.after_world import (
    LESSONS,
    WORDS,
    attended,
    published,
    sent,
    with_members,
    written,
)
from tests.workshops.workshop_world import afterwards, crowd, in_days, make_world

pytestmark = pytest.mark.anyio


# writing -----------------------------------------------------------------------------------------


async def test_it_is_written_part_by_part_and_sent(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    outcome = f"/workshops/{workshop.id}/outcome"

    with clock.at(afterwards(workshop, days=2)):
        await attended(world, workshop)
        await browser.sign_in_as(world.people["organiser"])
        frame = await browser.get(f"{outcome}/frame")
        saved = await browser.submit(frame, level="S1", then="next")
        for name, text in WORDS.items():
            page = await browser.get(f"{outcome}/parts/{name}")
            saved = await browser.submit(page, text=text, then="next")
        lessons = await browser.get(f"{outcome}/lessons")
        told = {"lesson_1": LESSONS[0], "lesson_4": LESSONS[1]}
        shown = await browser.follow(await browser.submit(lessons, then="back", **told))
        done = await browser.follow(await browser.submit(shown, "/outcome"))

    row = await Outcome.get(workshop_id=workshop.id)
    assert saved.headers["location"] == outcome
    assert {name: row.parts[name] for name in WORDS} == WORDS
    assert (row.lessons, row.level, row.submitted_at is None) == (LESSONS, "S1", False)
    assert "An editor reads it next" in done.text
    assert "1 person took part." in done.text


async def test_what_is_missing_is_named_with_the_way_to_it(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)

    with clock.at(afterwards(workshop, days=2)):
        await written(world, workshop, purpose="")
        await browser.sign_in_as(world.people["organiser"])
        page = await browser.get(f"/workshops/{workshop.id}/outcome")
        refused = await browser.submit(page, "/outcome")

    assert refused.status_code == 422
    assert "What it was for: please fill this in." in refused.text
    assert "What was agreed: please fill this in." not in refused.text


async def test_a_text_that_points_to_a_client_is_not_kept(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    typed = "Write to anna.meier@example.org about her case."

    with clock.at(afterwards(workshop, days=2)):
        await browser.sign_in_as(world.people["organiser"])
        page = await browser.get(f"/workshops/{workshop.id}/outcome/parts/purpose")
        refused = await browser.submit(page, text=typed)
        lessons = await browser.get(f"/workshops/{workshop.id}/outcome/lessons")
        again = await browser.submit(lessons, lesson_3=typed)

    assert (refused.status_code, again.status_code) == (422, 422)
    assert typed in refused.text
    assert [row.parts for row in await Outcome.all()] in ([], [{}])


async def test_two_who_write_at_once_see_each_others_words(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)

    with clock.at(afterwards(workshop, days=2)):
        await browser.sign_in_as(world.people["organiser"])
        page = await browser.get(f"/workshops/{workshop.id}/outcome/parts/purpose")
        theirs = Written(parts={"purpose": "Theirs."})
        await concluding.write_outcome(await world.act("host"), workshop, 1, theirs)
        stale = await browser.submit(page, text="Mine.")
        again = await browser.submit(stale)

    row = await Outcome.get(workshop_id=workshop.id)
    assert stale.status_code == 409
    assert ("Theirs." in stale.text, "Mine." in stale.text) == (True, True)
    assert (again.status_code, row.parts["purpose"]) == (303, "Mine.")


async def test_it_cannot_be_for_more_people_than_the_workshop_was(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)

    with clock.at(afterwards(workshop, days=2)):
        await browser.sign_in_as(world.people["organiser"])
        page = await browser.get(f"/workshops/{workshop.id}/outcome/frame")
        refused = await browser.submit(page, level="S0")

    assert 'value="S0"' not in page.text
    assert refused.status_code == 422


# who reads it ------------------------------------------------------------------------------------


async def test_before_it_is_published_others_read_nothing(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    found = {}

    with clock.at(afterwards(workshop, days=2)):
        await sent(world, workshop)
        for who in ("organiser", "editor", "member", "other"):
            await browser.sign_in_as(world.people[who])
            page = await browser.get(f"/workshops/{workshop.id}/outcome")
            part = await browser.get(f"/workshops/{workshop.id}/outcome/parts/purpose")
            found[who] = (WORDS["purpose"] in page.text, part.status_code)

    assert found == {
        "organiser": (True, 409),
        "editor": (True, 404),
        "member": (False, 404),
        "other": (False, 404),
    }


async def test_what_is_for_participants_stays_with_them_in_a_workshop_for_all(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop = await with_members(world)
    found = {}

    with clock.at(afterwards(workshop, days=2)):
        await attended(world, workshop)
        await published(world, workshop, "S2")
        for who in ("member", "other"):
            await browser.sign_in_as(world.people[who])
            page = await browser.get(f"/workshops/{workshop.id}/outcome")
            found[who] = WORDS["agreements"] in page.text

    assert found == {"member": True, "other": False}


async def test_groups_of_fewer_than_five_are_not_named(browser: Browser) -> None:
    world = await make_world()
    people = [*await crowd(5, profession="PR-PHY"), *await crowd(2, profession="PR-LAW")]
    workshop = await with_members(world, *people)
    await Registration.filter(workshop_id=workshop.id).update(state=RegState.ATTENDED)

    with clock.at(afterwards(workshop, days=2)):
        await sent(world, workshop)
        await browser.sign_in_as(world.people["organiser"])
        page = await browser.get(f"/workshops/{workshop.id}/outcome")

    assert "8 people took part." in page.text
    assert ("Physiotherapist" in page.text, "Lawyer" in page.text) == (True, False)


# the editors -------------------------------------------------------------------------------------


async def test_an_editor_returns_it_with_a_note_then_publishes_it(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    outcome = f"/workshops/{workshop.id}/outcome"

    with clock.at(afterwards(workshop, days=2)):
        await sent(world, workshop)
        await browser.sign_in_as(world.people["editor"])
        page = await browser.get(outcome)
        await browser.submit(page, "/outcome/return", note="Say how long it takes.")
        stale = await browser.submit(page, "/outcome/publication")
        await browser.sign_in_as(world.people["organiser"])
        back = await browser.get(outcome)
        await browser.follow(await browser.submit(back, "/outcome"))
        await browser.sign_in_as(world.people["editor"])
        done = await browser.submit(await browser.get(outcome), "/outcome/publication")

    assert stale.status_code in (404, 409)
    assert "Say how long it takes." in back.text
    assert done.status_code == 303
    assert (await workshops.fresh(workshop.id)).state is WorkshopState.OUTCOMES_PUBLISHED


async def test_who_runs_it_does_not_publish_it(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)

    with clock.at(afterwards(workshop, days=2)):
        await sent(world, workshop)
        await browser.sign_in_as(world.people["organiser"])
        page = await browser.get(f"/workshops/{workshop.id}/outcome")
        tried = await browser.post(f"/workshops/{workshop.id}/outcome/publication", {"version": 9})

    assert "/outcome/publication" not in page.text
    assert tried.status_code in (403, 409)
    assert (await workshops.fresh(workshop.id)).state is WorkshopState.OUTCOMES_DUE


async def test_the_secretariat_does_not_publish_what_it_ran_itself(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    secretariat = world.people["secretariat"]
    await WorkshopOrganiser.create(workshop_id=workshop.id, person_id=secretariat.id)

    with clock.at(afterwards(workshop, days=2)):
        await sent(world, workshop)
        await browser.sign_in_as(secretariat)
        page = await browser.get(f"/workshops/{workshop.id}/outcome")
        stored = await workshops.fresh(workshop.id)
        with pytest.raises(Forbidden):
            await moving.move(await world.act("secretariat"), stored, Move.PUBLISH)

    assert "/outcome/publication" not in page.text


async def test_what_is_for_everybody_is_read_by_two_people(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world, level="S0")
    outcome = f"/workshops/{workshop.id}/outcome"
    version = {"version": 0}

    with clock.at(afterwards(workshop, days=2)):
        await sent(world, workshop, "S0")
        stored = await workshops.fresh(workshop.id)
        with pytest.raises(Refused):
            await moving.move(await world.act("editor"), stored, Move.PUBLISH)
        await browser.sign_in_as(world.people["editor"])
        first = await browser.get(outcome)
        again = await browser.follow(await browser.submit(first, "/outcome/reading"))
        version["version"] = (await workshops.fresh(workshop.id)).version
        alone = await browser.post(f"{outcome}/publication", version)
        await browser.sign_in_as(world.people["secretariat"])
        done = await browser.submit(await browser.get(outcome), "/outcome/publication")

    assert "/outcome/publication" not in first.text
    assert "One of them says first that it is sound." in first.text
    assert "Somebody else publishes what everybody may read." in again.text
    assert (alone.status_code, done.status_code) == (409, 303)
    assert (await workshops.fresh(workshop.id)).state is WorkshopState.OUTCOMES_PUBLISHED


async def test_what_was_found_sound_and_came_back_is_read_by_two_people_again(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop = await with_members(world, level="S0")
    editor, secretariat = await world.act("editor"), await world.act("secretariat")

    with clock.at(afterwards(workshop, days=2)):
        row = await sent(world, workshop, "S0")
        await moving.move(editor, await workshops.fresh(workshop.id), Move.CLEAR_OUTCOME)
        stored = await workshops.fresh(workshop.id)
        await moving.move(secretariat, stored, Move.RETURN_OUTCOME, Request(note="Say more."))
        organiser = await world.act("organiser")
        await concluding.submit_outcome(organiser, workshop, row.version + 1)
        with pytest.raises(Refused):
            await moving.move(secretariat, await workshops.fresh(workshop.id), Move.PUBLISH)


async def test_who_wrote_it_does_not_publish_it_as_an_editor(browser: Browser) -> None:
    world = await make_world()
    editor = world.people["editor"]
    workshop = await with_members(world, outcome_owner_id=editor.id)

    with clock.at(afterwards(workshop, days=2)):
        await sent(world, workshop)
        await browser.sign_in_as(editor)
        page = await browser.get(f"/workshops/{workshop.id}/outcome")
        stored = await workshops.fresh(workshop.id)
        with pytest.raises(Refused):
            await moving.move(await world.act("editor"), stored, Move.PUBLISH)

    assert "/outcome/publication" not in page.text


# what was agreed ---------------------------------------------------------------------------------


async def test_an_action_has_somebody_who_sees_to_it_and_settles_it(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    member = world.people["member"]

    with clock.at(afterwards(workshop, days=2)):
        await browser.sign_in_as(world.people["organiser"])
        page = await browser.get(f"/workshops/{workshop.id}/actions/new")
        nobody = await browser.submit(page, text="Write a manual")
        given = {"owner": str(member.id), "due_on": in_days(-1).isoformat()}
        noted = await browser.submit(nobody, text="Write a manual", **given)
        await browser.sign_in_as(member)
        own = await browser.get("/workshops/actions")
        row = await OutcomeAction.get(workshop_id=workshop.id)
        page = await browser.get(f"/workshops/{workshop.id}/actions/{row.id}")
        await browser.submit(page, "/state", state="done")
        left = await browser.get("/workshops/actions")

    assert (nobody.status_code, noted.status_code) == (422, 303)
    assert ("Write a manual" in own.text, "The day is over" in own.text) == (True, True)
    assert (await OutcomeAction.get(id=row.id)).state is ActionState.DONE
    assert "Nothing waits for you." in left.text


async def test_others_see_no_action_and_settle_none(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)

    with clock.at(afterwards(workshop, days=2)):
        agreed = Agreed(text="Write a manual", owner_role="Training team")
        row = await concluding.add_action(await world.act("organiser"), workshop, agreed)
        address = f"/workshops/{workshop.id}/actions/{row.id}"
        await browser.sign_in_as(world.people["other"])
        page = await browser.get(f"/workshops/{workshop.id}/outcome")
        hidden = [await browser.get(address), await browser.post(f"{address}/state")]
        await browser.sign_in_as(world.people["member"])
        seen = await browser.get(address)
        tried = await browser.post(f"{address}/state", {"version": 1, "state": "dropped"})
        made = await browser.post(f"/workshops/{workshop.id}/actions/new", {"text": "x"})

    assert "Write a manual" not in page.text
    assert [answer.status_code for answer in hidden] == [404, 404]
    assert (seen.status_code, tried.status_code, made.status_code) == (200, 403, 404)
    assert "/state" not in seen.text


async def test_an_own_action_of_a_workshop_that_is_hidden_now_is_not_listed(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop = await with_members(world)

    with clock.at(afterwards(workshop, days=2)):
        agreed = Agreed(text="Write a manual", owner_id=world.people["other"].id)
        await concluding.add_action(await world.act("organiser"), workshop, agreed)
        await Workshop.filter(id=workshop.id).update(level="S3")
        await browser.sign_in_as(world.people["other"])
        page = await browser.get("/workshops/actions")

    assert "Write a manual" not in page.text


async def test_the_page_costs_the_same_for_many_actions(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)

    with clock.at(afterwards(workshop, days=2)):
        await attended(world, workshop)
        await published(world, workshop)
        await _agree(workshop, world.people["member"].id, 1)
        await browser.sign_in_as(world.people["member"])
        with statements() as few:
            await browser.get(f"/workshops/{workshop.id}/outcome")
        await _agree(workshop, world.people["member"].id, 20)
        with statements() as many:
            await browser.get(f"/workshops/{workshop.id}/outcome")

    assert len(many) == len(few)
    assert len(many) <= 12


async def _agree(workshop: Workshop, owner_id: object, count: int) -> None:
    for n in range(count):
        await OutcomeAction.create(workshop_id=workshop.id, text=f"Step {n}", owner_id=owner_id)
