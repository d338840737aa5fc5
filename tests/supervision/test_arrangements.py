"""The secretariat ends what a supervisor cannot go on with, without seeing who is in it."""

from datetime import UTC, datetime

import pytest

from network.kernel import clock
from network.kernel.errors import NotFound
from network.outbox import RecordedEvent
from network.settings import Settings
from network.supervision.actions import agreement_groups as groups
from network.supervision.actions import booking
from network.supervision.actions.agreement_groups import NewGroup
from network.supervision.models import Agreement, AgreementState, Kind, SessionState, Supervisor
from network.supervision.models import SupervisionSession as Session
from tests.browser_client import Browser
from tests.factories import actor, make_admin, make_member
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)


async def make_busy() -> tuple[Supervisor, list[Agreement], list[Session]]:
    """A supervisor with two agreements, and a coming session under each."""
    supervisor = await make_supervisor(await make_member(name="Lena"))
    agreements, coming = [], []
    for day, name in ((9, "Arta"), (10, "Besa")):
        member = await make_member(name=name)
        agreement = await make_agreement(supervisor, member, title=name)
        wish = booking.Wish(starts_at=datetime(2027, 3, day, 13, tzinfo=UTC), minutes=60)
        with clock.at(NOW):
            coming.append(await booking.book(await actor(member), supervisor, agreement, wish))
        agreements.append(agreement)
    return supervisor, agreements, coming


async def test_the_secretariat_sees_kinds_and_times_but_nobody_supervised(
    browser: Browser,
) -> None:
    supervisor, _agreements, _coming = await make_busy()

    with clock.at(NOW):
        await browser.sign_in_as(await make_admin())
        page = await browser.get(f"/desk/supervisors/{supervisor.id}/arrangements")

    assert "Lena" in page.text
    assert [name for name in ("Arta", "Besa") if name in page.text] == []


async def test_what_is_ticked_ends_and_the_rest_stays(browser: Browser) -> None:
    supervisor, agreements, coming = await make_busy()
    admin = await make_admin()

    with clock.at(NOW):
        await browser.sign_in_as(admin)
        answer = await browser.post(
            f"/desk/supervisors/{supervisor.id}/arrangements",
            {"agreements": str(agreements[0].id), "reason": "ill"},
        )

    states = [(await Agreement.get(id=one.id)).state for one in agreements]
    sessions = [(await Session.get(id=one.id)).state for one in coming]
    fact = await RecordedEvent.get(name="SessionCancelled")
    assert answer.status_code == 303
    assert states == [AgreementState.ENDED, AgreementState.ACTIVE]
    assert sessions == [SessionState.CANCELLED_BY_SUPERVISOR, SessionState.CONFIRMED]
    assert fact.actor_id == admin.id


async def test_one_session_is_cancelled_and_its_agreement_stays(browser: Browser) -> None:
    supervisor, agreements, coming = await make_busy()

    with clock.at(NOW):
        await browser.sign_in_as(await make_admin())
        await browser.post(
            f"/desk/supervisors/{supervisor.id}/arrangements", {"sessions": str(coming[1].id)}
        )

    assert (await Session.get(id=coming[1].id)).state is SessionState.CANCELLED_BY_SUPERVISOR
    assert (await Agreement.get(id=agreements[1].id)).state is AgreementState.ACTIVE


async def test_agreements_of_others_cannot_be_slipped_in(browser: Browser) -> None:
    supervisor, _agreements, _coming = await make_busy()
    _other, others, _theirs = await make_busy()

    with clock.at(NOW):
        await browser.sign_in_as(await make_admin())
        answer = await browser.post(
            f"/desk/supervisors/{supervisor.id}/arrangements", {"agreements": str(others[0].id)}
        )

    assert answer.status_code == 422
    assert (await Agreement.get(id=others[0].id)).state is AgreementState.ACTIVE


# a group that changes its supervisor -------------------------------------------------------------


async def test_the_agreement_of_a_new_supervisor_leads_to_the_one_before(browser: Browser) -> None:
    old = await make_supervisor()
    deputy = await make_supervisor()
    person = await deputy.person
    before = await make_agreement(old, person, kind=Kind.GROUP, title="Tuesday group")
    wish = {"title": "Tuesday group", "kind": "group", "most_members": "6"}

    await browser.sign_in_as(person)
    await browser.post("/supervision/agreements/new", wish | {"follows": str(before.id)})

    made = await Agreement.get(supervisor_id=deputy.id)
    page = await browser.get(f"/supervision/agreements/{made.id}")
    assert made.previous_id == before.id
    assert f"/supervision/agreements/{before.id}" in page.text


async def test_nobody_follows_a_group_they_cannot_see(db: Settings) -> None:
    before = await make_agreement(await make_supervisor(), await make_member(), kind=Kind.GROUP)
    own = await make_supervisor()
    new = NewGroup(kind=Kind.GROUP, title="New", most_members=4, follows=before.id)

    with pytest.raises(NotFound):
        await groups.start(await actor(await own.person), own, new)
