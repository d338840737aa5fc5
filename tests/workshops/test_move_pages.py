"""Moving a workshop by its pages: what a move means, what it needs, and who is refused."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from network.kernel import clock
from network.workshops.actions import moving, organising
from network.workshops.models.workshops import Workshop, WorkshopMove
from network.workshops.queries import workshops
from network.workshops.rules.facts import Request
from network.workshops.vocabulary import Move, Reason, RegState, WorkshopState
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.workshops.workshop_world import (
    World,
    came,
    checked,
    crowd,
    drafted,
    during,
    in_days,
    last_fact,
    make_world,
    opened,
    states_of,
)

pytestmark = pytest.mark.anyio

S = WorkshopState
Step = Callable[[World], Awaitable[Workshop]]


@pytest.fixture
async def world(portal: object) -> World:
    del portal
    return await make_world()


def path(workshop: Workshop, move: Move | str) -> str:
    return f"/workshops/{workshop.id}/moves/{move}"


async def state_of(workshop: Workshop) -> WorkshopState:
    return (await workshops.fresh(workshop.id)).state


async def asked(world: World) -> Workshop:
    return await moving.move(await world.act("organiser"), await drafted(world), Move.ASK)


async def closed(world: World) -> Workshop:
    return await moving.move(await world.act("organiser"), await opened(world), Move.CLOSE_REG)


async def postponed(world: World) -> Workshop:
    given = Request(reason=Reason.VENUE)
    return await moving.move(
        await world.act("organiser"), await opened(world), Move.POSTPONE, given
    )


async def cancelled(world: World) -> Workshop:
    given = Request(reason=Reason.FUNDING)
    return await moving.move(await world.act("organiser"), await opened(world), Move.CANCEL, given)


# making it ---------------------------------------------------------------------------------------

GIVEN = {"reason": "funding", "note": "Something is missing", "first_on": str(in_days(120))}
MADE: list[tuple[Step, str, Move, WorkshopState]] = [
    (drafted, "organiser", Move.ASK, S.DRAFT),
    (asked, "focal_point", Move.CHECK, S.CHECKED),
    (asked, "editor", Move.RETURN, S.DRAFT),
    (checked, "host", Move.RETURN, S.DRAFT),
    (checked, "organiser", Move.OPEN, S.OPEN),
    (opened, "organiser", Move.CLOSE_REG, S.CLOSED_REG),
    (closed, "secretariat", Move.REOPEN_REG, S.OPEN),
    (opened, "organiser", Move.POSTPONE, S.POSTPONED),
    (postponed, "organiser", Move.RESUME, S.OPEN),
    (closed, "organiser", Move.CANCEL, S.CANCELLED),
    (drafted, "organiser", Move.CANCEL, S.CANCELLED),
    (cancelled, "secretariat", Move.REOPEN, S.OPEN),
]


@pytest.mark.parametrize(("step", "who", "move", "after"), MADE)
async def test_a_move_is_made_from_its_page(
    step: Step, who: str, move: Move, after: WorkshopState, browser: Browser, world: World
) -> None:
    workshop = await step(world)
    await browser.sign_in_as(world.people[who])
    page = await browser.get(path(workshop, move))
    names = set(re.findall(r'name="(\w+)"', page.text))

    done = await browser.submit(
        page, f"/{move}", **{name: value for name, value in GIVEN.items() if name in names}
    )

    assert done.status_code == 303
    assert await state_of(workshop) is after


async def test_a_workshop_is_ended_early_by_its_organiser(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    with clock.at(during(workshop)):
        await browser.sign_in_as(world.people["organiser"])

        page = await browser.get(path(workshop, Move.END))
        done = await browser.submit(page, "/end")

    assert "What came of it is due 14 days later." in page.text
    assert "What was still to come disappears from calendars." in page.text
    assert done.status_code == 303
    assert await state_of(workshop) is S.OUTCOMES_DUE


# what it means -----------------------------------------------------------------------------------


async def test_cancelling_names_who_is_told_and_what_happens_to_calendars_and_the_line(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world, capacity=1)
    people = await crowd(2)
    for person in people:
        await came(workshop, person)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(path(workshop, Move.CANCEL))
    await browser.submit(page, "/cancel", reason="too_few")
    fact = await last_fact("WorkshopMoved", move="cancel")

    assert "All sessions disappear from calendars." in page.text
    assert "Everybody registered, also on the waiting list" in page.text
    assert "The waiting list ends" in page.text
    assert {str(person.id) for person in people} <= set(fact["told"])
    assert await states_of(workshop) == [RegState.CONFIRMED, RegState.WAITLISTED]


async def test_postponing_says_that_registrations_stay(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(path(workshop, Move.POSTPONE))

    assert "Registrations and the waiting list stay as they are." in page.text
    assert "others only read that something changed" in page.text


async def test_a_draft_that_is_cancelled_leaves_calendars_alone(
    browser: Browser, world: World
) -> None:
    workshop = await drafted(world)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(path(workshop, Move.CANCEL))

    assert "Nothing changes in calendars." in page.text


async def test_new_days_move_every_session_along(browser: Browser, world: World) -> None:
    workshop = await postponed(world)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(path(workshop, Move.RESUME))
    past = await browser.submit(page, "/resume", first_on=str(in_days(-1)))
    await browser.submit(page, "/resume", first_on=str(in_days(90)))
    after = await workshops.fresh(workshop.id)

    assert past.status_code == 422
    assert "The first day is over already." in past.text
    assert (after.first_on, after.last_on) == (in_days(90), in_days(92))


# what it needs -----------------------------------------------------------------------------------


async def test_a_reason_is_needed_to_cancel(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])

    refused = await browser.submit(await browser.get(path(workshop, Move.CANCEL)), "/cancel")

    assert refused.status_code == 422
    assert "Choose one of the list." in refused.text
    assert await state_of(workshop) is S.OPEN


async def test_a_note_that_points_to_a_client_is_refused(browser: Browser, world: World) -> None:
    workshop = await asked(world)
    await browser.sign_in_as(world.people["focal_point"])
    page = await browser.get(path(workshop, Move.RETURN))

    refused = await browser.submit(page, "/return", note="The client Ana, born 12.03.1988.")

    assert refused.status_code == 422
    assert await WorkshopMove.filter(move=Move.RETURN).count() == 0


async def test_what_is_in_the_way_is_said_with_the_way_to_change_it(
    browser: Browser, world: World
) -> None:
    workshop = await drafted(world, neutral_title="", outcome_owner_id=None)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(path(workshop, Move.ASK))
    sent = await browser.post(path(workshop, Move.ASK))

    assert "There is no neutral title yet, the one that calendars show." in page.text
    assert f'href="/workshops/{workshop.id}/edit">You can change this</a>' in page.text
    assert f'action="{path(workshop, Move.ASK)}"' not in page.text
    assert sent.status_code == 409
    assert (await workshops.fresh(workshop.id)).asked_at is None


# who is refused ----------------------------------------------------------------------------------


async def test_the_check_is_not_made_by_who_prepares_it(browser: Browser, world: World) -> None:
    workshop = await asked(world)
    await browser.sign_in_as(world.people["organiser"])

    codes = (
        (await browser.get(path(workshop, Move.CHECK))).status_code,
        (await browser.post(path(workshop, Move.CHECK))).status_code,
    )

    assert codes == (403, 403)
    assert await state_of(workshop) is S.DRAFT


async def test_a_hidden_and_an_absent_workshop_look_the_same(
    browser: Browser, world: World
) -> None:
    hidden, shown = await drafted(world), await opened(world)
    absent = "0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e"
    await browser.sign_in_as(world.people["member"])

    codes = [
        (
            (await browser.get(f"/workshops/{key}/moves/{move}")).status_code,
            (await browser.post(f"/workshops/{key}/moves/{move}")).status_code,
        )
        for key, move in (
            (hidden.id, "cancel"),
            (absent, "cancel"),
            (shown.id, "explode"),
            (shown.id, "cancel"),
        )
    ]

    assert codes == [(404, 404), (404, 404), (404, 404), (403, 403)]
    assert await state_of(hidden) is S.DRAFT
    assert await state_of(shown) is S.OPEN


async def test_an_old_page_does_not_move_what_somebody_moved_since(
    browser: Browser, world: World
) -> None:
    workshop = await checked(world)
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(path(workshop, Move.CANCEL))
    await moving.move(await world.act("host"), workshop, Move.OPEN)

    late = await browser.submit(page, "/cancel", reason="venue")

    assert late.status_code == 409
    assert "Nothing of yours was done." in late.text
    assert await state_of(workshop) is S.OPEN


async def test_a_check_is_of_the_words_that_were_read(browser: Browser, world: World) -> None:
    workshop = await asked(world)
    await browser.sign_in_as(world.people["focal_point"])
    page = await browser.get(path(workshop, Move.CHECK))
    stored = await workshops.fresh(workshop.id)
    await organising.edit(
        await world.act("organiser"), stored, stored.version, neutral_title="Spring course"
    )

    late = await browser.submit(page, "/check")
    again = await browser.submit(await browser.get(path(workshop, Move.CHECK)), "/check")

    assert "Meeting 7" in page.text
    assert late.status_code == 409
    assert again.status_code == 303
    assert await state_of(workshop) is S.CHECKED


async def test_a_button_pressed_twice_moves_once(browser: Browser, world: World) -> None:
    workshop = await checked(world)
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(path(workshop, Move.OPEN))

    codes = [(await browser.submit(page, "/open")).status_code for _ in range(2)]

    assert codes == [303, 303]
    assert await WorkshopMove.filter(workshop_id=workshop.id, move=Move.OPEN).count() == 1


async def test_the_way_back_is_open_for_thirty_days(browser: Browser, world: World) -> None:
    workshop = await cancelled(world)
    with clock.at(clock.now() + timedelta(days=31)):
        await browser.sign_in_as(world.people["secretariat"])

        page = await browser.get(path(workshop, Move.REOPEN))

    assert "This can be opened again for thirty days only." in page.text


async def test_the_page_of_a_move_asks_little(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])

    with statements() as sent:
        page = await browser.get(path(workshop, Move.CANCEL))

    assert page.status_code == 200
    assert len(sent) <= 12, sent
