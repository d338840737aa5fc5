"""A supervisor's profile: proposed, checked by the secretariat, and checked again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Forbidden, Stale
from network.outbox import RecordedEvent
from network.settings import Settings
from network.supervision.actions import supervisors as actions
from network.supervision.models import Supervisor, SupervisorState
from network.supervision.rules import supervisors as rules
from network.supervision.rules.supervisors import Missing
from tests.browser_client import Browser
from tests.factories import actor, make_admin, make_centre, make_member
from tests.supervision_makers import make_supervisor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
WHOLE: dict[str, Any] = {
    "licence_body": "Chamber of psychotherapists",
    "licence_country": "DE",
    "practice_years": 5,
    "survivor_years": 2,
    "training_hours": 40,
    "own_supervision": "Monthly",
    "languages": {"en": "B2"},
    "kinds": ["individual"],
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"practice_years": 4}, [Missing.PRACTICE]),
        ({"survivor_years": 1}, [Missing.SURVIVORS]),
        ({"training_hours": 0}, [Missing.TRAINING]),
        ({"own_supervision": ""}, [Missing.OWN_SUPERVISION]),
        ({"languages": {"en": "B1"}}, [Missing.LANGUAGES]),
        ({"licence_body": ""}, [Missing.LICENCE]),
        ({"licence_country": ""}, [Missing.LICENCE]),
        ({"kinds": []}, [Missing.KINDS]),
    ],
)
def test_a_profile_says_what_it_lacks(given: dict[str, Any], expected: list[Missing]) -> None:
    assert rules.missing(Supervisor(**(WHOLE | given))) == expected


async def _proposed(**given: Any) -> Supervisor:
    return await make_supervisor(**({"state": SupervisorState.PROPOSED} | WHOLE | given))


async def _told() -> list[str]:
    rows = await RecordedEvent.filter(name="SupervisorMoved").order_by("created_at")
    return [row.payload["state"] for row in rows]


async def test_the_secretariat_verifies_a_whole_profile_and_its_supervisor_is_told(
    db: Settings,
) -> None:
    supervisor, admin = await _proposed(), await actor(await make_admin())

    with clock.at(NOW):
        await actions.verify(admin, supervisor, date(2027, 2, 28))

    stored = await Supervisor.get(id=supervisor.id)
    assert (stored.state, stored.verified_at, stored.verified_by_id, stored.licence_checked_on) == (
        SupervisorState.VERIFIED,
        NOW,
        admin.person_id,
        date(2027, 2, 28),
    )
    assert await _told() == ["verified"]


async def test_a_profile_that_lacks_something_is_not_verified(db: Settings) -> None:
    supervisor = await _proposed(practice_years=4)

    with pytest.raises(Conflict):
        await actions.verify(await actor(await make_admin()), supervisor, date(2026, 1, 1))

    assert (await Supervisor.get(id=supervisor.id)).state is SupervisorState.PROPOSED
    assert await _told() == []


async def test_nobody_verifies_themselves(db: Settings) -> None:
    admin = await make_admin()
    supervisor = await make_supervisor(admin, state=SupervisorState.PROPOSED, **_without_defaults())

    with pytest.raises(Forbidden):
        await actions.verify(await actor(admin), supervisor, date(2026, 1, 1))


def _without_defaults() -> dict[str, Any]:
    return dict(WHOLE)


async def test_of_two_who_verify_at_once_from_one_page_the_second_conflicts(db: Settings) -> None:
    supervisor, admin = await _proposed(), await actor(await make_admin())
    second = await Supervisor.get(id=supervisor.id)
    await actions.verify(admin, supervisor, date(2026, 1, 1))

    with pytest.raises(Conflict):
        await actions.pause(admin, second, "Waits")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"licence_body": "Another body"}, SupervisorState.PROPOSED),
        ({"licence_country": "FR"}, SupervisorState.PROPOSED),
        ({"practice_years": 9}, SupervisorState.PROPOSED),
        ({"survivor_years": 9}, SupervisorState.PROPOSED),
        ({"licence_body": WHOLE["licence_body"]}, SupervisorState.VERIFIED),
        ({"about": "I work slowly."}, SupervisorState.VERIFIED),
    ],
)
async def test_what_was_checked_is_checked_again_when_it_changes(
    change: dict[str, Any], state: SupervisorState, db: Settings
) -> None:
    supervisor = await make_supervisor(**WHOLE)
    owner = await actor(await supervisor.person)

    await actions.edit_profile(owner, supervisor, supervisor.version, **change)

    assert (await Supervisor.get(id=supervisor.id)).state is state
    assert await _told() == (["proposed"] if state is SupervisorState.PROPOSED else [])


async def test_an_old_page_does_not_overwrite(db: Settings) -> None:
    supervisor = await make_supervisor()
    owner = await actor(await supervisor.person)
    await actions.edit_profile(owner, supervisor, 1, about="First")

    with pytest.raises(Stale):
        await actions.edit_profile(owner, supervisor, 1, about="Second")

    assert (await Supervisor.get(id=supervisor.id)).about == "First"


async def test_somebody_else_changes_nothing(db: Settings) -> None:
    supervisor, other = await make_supervisor(), await actor(await make_member())

    with pytest.raises(Forbidden):
        await actions.edit_profile(other, supervisor, 1, about="Hello")
    with pytest.raises(Forbidden):
        await actions.set_availability(other, supervisor, 1, weekly=[])
    with pytest.raises(Forbidden):
        await actions.be_quiet(other, supervisor, None)


async def test_after_two_years_everybody_concerned_is_told_once(db: Settings) -> None:
    await make_supervisor(verified_at=NOW)
    young = NOW + rules.VERIFIED_FOR - timedelta(days=1)

    with clock.at(young):
        early = await actions.remind_due()
    with clock.at(young + timedelta(days=1)):
        counts = [early, await actions.remind_due(), await actions.remind_due()]

    assert counts == [0, 1, 0]
    assert await _told() == ["due"]


# pages -------------------------------------------------------------------------------------------


async def test_a_profile_goes_from_its_supervisor_to_the_secretariat_and_back(
    browser: Browser,
) -> None:
    person = await make_member(role=Role.SUPERVISOR, zone="Europe/Berlin")
    await browser.sign_in_as(person)
    page = await browser.get("/supervision/profile")
    filled = {k: str(v) for k, v in WHOLE.items() if k not in ("languages", "kinds")}
    sent = await browser.submit(
        page, "", **filled, spoken=["en"], spoken_level=["B2"], kinds=["individual"]
    )
    proposed = await browser.follow(sent)
    await browser.sign_in_as(await make_admin())
    supervisor = await Supervisor.get(person_id=person.id)
    desk = await browser.get("/desk/supervisors")
    check = await browser.get(f"/desk/supervisors/{supervisor.id}")

    verified = await browser.submit(check, "/verification", is_checked="y")

    assert "Waits for the secretariat" in proposed.text
    assert (person.name in desk.text, "Ready to check" in desk.text) == (True, True)
    assert verified.headers["location"] == "/desk/supervisors"
    assert (await Supervisor.get(id=supervisor.id)).state is SupervisorState.VERIFIED


async def test_a_question_of_the_secretariat_stands_on_the_profile_until_it_is_saved(
    browser: Browser,
) -> None:
    supervisor = await _proposed()
    await browser.sign_in_as(await make_admin())
    check = await browser.get(f"/desk/supervisors/{supervisor.id}")
    await browser.submit(check, "/question", note="Which chamber is it?")
    await browser.sign_in_as(await supervisor.person)
    page = await browser.get("/supervision/profile")

    after = await browser.follow(await browser.submit(page, ""))

    assert "Which chamber is it?" in page.text
    assert "Which chamber is it?" not in after.text
    assert await _told() == ["asked_back", "proposed"]


async def test_the_desk_and_the_profile_do_not_exist_for_others(browser: Browser) -> None:
    supervisor = await _proposed()
    await browser.sign_in_as(await make_member(await make_centre()))

    answers = [
        (await browser.get(url)).status_code
        for url in (
            "/desk/supervisors",
            f"/desk/supervisors/{supervisor.id}",
            "/supervision/profile",
            "/supervision/availability",
            "/supervision/away",
            "/supervision/why",
            f"/supervision/{supervisor.person_id}/slots.json",
        )
    ]

    assert answers == [404] * 7


async def test_a_wrong_profile_keeps_what_was_typed(browser: Browser) -> None:
    supervisor = await make_supervisor()
    await browser.sign_in_as(await supervisor.person)
    page = await browser.get("/supervision/profile")

    answer = await browser.submit(page, "", practice_years="many", about="Typed with care")

    assert answer.status_code == 422
    assert ("many" in answer.text, "Typed with care" in answer.text) == (True, True)
