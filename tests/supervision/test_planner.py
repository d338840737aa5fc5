"""Good times for a group: within hours and diaries, the fairest first, nobody's town told."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from network.kernel import clock, zones
from network.kernel.errors import Conflict
from network.people.models import Person
from network.settings import Settings
from network.supervision.actions import polls as actions
from network.supervision.models import Agreement, Kind, SupervisionSession
from network.supervision.queries import polls as queries
from network.supervision.queries import sessions
from network.supervision.rules import polls as rules
from network.supervision.rules.fairness import Member
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_member
from tests.supervision.poll_world import NOW, make_group, make_placed
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

WEEK = queries.Wanted(first_on=date(2027, 3, 2), last_on=date(2027, 3, 6))
TUESDAY = [[2, 13 * 60, 16 * 60]]


async def plan(agreement: Agreement, **given: object) -> queries.Plan:
    with clock.at(NOW):
        values = {"first_on": WEEK.first_on, "last_on": WEEK.last_on} | given
        return await queries.good_starts(agreement, queries.Wanted(**values))  # type: ignore[arg-type]


async def make_peers(*zones: str) -> tuple[Agreement, list[Person]]:
    people = [await make_placed(zone) for zone in zones]
    return await make_agreement(None, *people, kind=Kind.PEER, minutes=60), people


async def test_only_the_free_hours_of_the_supervisor_are_offered(db: Settings) -> None:
    supervisor = await make_supervisor(weekly=TUESDAY, zone="Europe/Berlin")
    members = [await make_placed("Europe/Berlin") for _ in range(3)]
    agreement = await make_agreement(supervisor, *members, kind=Kind.GROUP, minutes=90)

    found = (await plan(agreement)).found

    assert [one.starts_at for one in found] == [
        datetime(2027, 3, 2, 12, minute, tzinfo=UTC) + timedelta(hours=hour)
        for hour, minute in ((0, 0), (0, 30), (1, 0), (1, 30))
    ]


async def test_times_at_which_most_can_come_are_first_and_required_people_bind(
    db: Settings,
) -> None:
    supervisor = await make_supervisor(weekly=TUESDAY)
    members = [await make_placed("Europe/Berlin") for _ in range(3)]
    agreement = await make_agreement(supervisor, *members, kind=Kind.GROUP, minutes=60)
    other = await make_agreement(await make_supervisor(), members[0], kind=Kind.GROUP, minutes=60)
    at_one = datetime(2027, 3, 2, 12, tzinfo=UTC)

    with clock.at(NOW):
        busy = await actor(await other.supervisor.person)  # type: ignore[union-attr]
        await actions.plan_now(busy, other, at_one)
    found = (await plan(agreement)).found
    without = (await plan(agreement, required=frozenset({members[0].id}))).found
    everybody = (await plan(agreement, fewest=3)).found

    missing = {one.starts_at: one.missing for one in found}
    assert missing[at_one] == {members[0].id}
    assert found[-1].starts_at in (at_one, at_one + timedelta(minutes=30))
    assert at_one not in [one.starts_at for one in without]
    assert [one.starts_at for one in everybody] == [one.starts_at for one in without]


async def test_a_peer_group_meets_within_everybodys_working_day(db: Settings) -> None:
    agreement, people = await make_peers("Europe/Berlin", "Asia/Kathmandu", "Africa/Cairo")

    found = await plan(agreement, fewest=3)

    assert found.is_wide is False
    assert found.found
    for one in found.found:
        for person in people:
            local = one.starts_at.astimezone(zones.zone(person.zone))
            assert 8 <= local.hour < 19
            assert local.isoweekday() < 6


async def test_where_no_working_hour_is_shared_longer_days_are_looked_at(db: Settings) -> None:
    agreement, _ = await make_peers("Pacific/Honolulu", "Europe/Berlin", "Europe/Berlin")

    found = await plan(agreement, fewest=3)

    assert found.is_wide is True
    assert found.found


async def test_nobody_is_expected_at_night(db: Settings) -> None:
    supervisor = await make_supervisor(weekly=TUESDAY, zone="Europe/Berlin")
    members = [await make_placed("Europe/Berlin"), await make_placed("Pacific/Auckland")]
    agreement = await make_agreement(supervisor, *members, kind=Kind.GROUP, minutes=60)

    found = (await plan(agreement)).found

    assert found[0].missing == {members[1].id}
    assert (await plan(agreement, fewest=2)).found == []


async def test_who_bore_much_is_spared_next(db: Settings) -> None:
    early, late = "America/Santiago", "Asia/Tbilisi"
    supervisor = await make_supervisor(zone="Europe/Berlin")
    west, east = await make_placed(early), await make_placed(late)
    agreement = await make_agreement(supervisor, west, east, kind=Kind.GROUP, minutes=60)
    leader = await actor(await supervisor.person)
    at_seven_for_west = datetime(2027, 3, 3, 10, tzinfo=UTC)

    with clock.at(NOW):
        for week in range(2):
            await actions.plan_now(leader, agreement, at_seven_for_west + timedelta(weeks=week))
    found = await plan(agreement)

    assert found.sums[west.id] > found.sums[east.id]
    best = found.found[0]
    assert best.costs[west.id] == 0


async def test_planning_at_once_leaves_out_who_has_something_else(db: Settings) -> None:
    supervisor, agreement, members = await make_group()
    other = await make_agreement(await make_supervisor(), members[0], kind=Kind.GROUP)
    at = datetime(2027, 3, 9, 13, tzinfo=UTC)

    with clock.at(NOW):
        busy = await actor(await other.supervisor.person)  # type: ignore[union-attr]
        await actions.plan_now(busy, other, at)
        leader = await actor(await supervisor.person)
        session = await actions.plan_now(leader, agreement, at)
        with pytest.raises(Conflict):
            await actions.plan_now(leader, agreement, at)
        with pytest.raises(Conflict):
            await actions.plan_now(leader, agreement, NOW)

    assert set(sessions.people_in(await sessions.fresh(session.id))) == {
        supervisor.person_id,
        members[1].id,
        members[2].id,
    }


def test_the_best_of_each_day_are_spread_over_the_days() -> None:
    zone = "Europe/Berlin"
    starts = [datetime(2027, 3, day, hour, tzinfo=UTC) for day in (2, 3) for hour in (9, 10, 11)]
    member = Member(id=UUID(int=1), zone=zone)
    found = [rules.candidate(at, 60, (), [member], {}) for at in starts]

    kept = rules.spread(found, zone, most=3, a_day=2)

    assert [one.starts_at for one in kept] == [starts[0], starts[1], starts[3]]


# the pages ---------------------------------------------------------------------------------------


async def test_ticked_times_become_a_poll(browser: Browser) -> None:
    supervisor, agreement, _ = await make_group()
    await browser.sign_in_as(await supervisor.person)

    page = await browser.get(f"/supervision/agreements/{agreement.id}/planner")
    sent = await browser.submit(page, "/polls", days="1")
    poll = await browser.follow(sent)

    assert page.status_code == 200
    assert "0 of 3" in poll.text


async def test_what_was_ticked_stays_when_it_cannot_be_asked(browser: Browser) -> None:
    supervisor, agreement, _ = await make_group()
    await browser.sign_in_as(await supervisor.person)

    page = await browser.get(f"/supervision/agreements/{agreement.id}/planner")
    sent = await browser.submit(page, "/polls", starts=["2027-03-09T13:00Z"])

    assert sent.status_code == 422
    assert "Choose two to eight times." in sent.text


async def test_one_time_is_planned_without_asking(browser: Browser) -> None:
    supervisor, agreement, _ = await make_group()
    await browser.sign_in_as(await supervisor.person)
    start = (clock.now() + timedelta(days=9)).strftime("%Y-%m-%dT13:00Z")

    page = await browser.get(f"/supervision/agreements/{agreement.id}/planner")
    sent = await browser.submit(page, "/planner/session", start=start)
    again = await browser.submit(page, "/planner/session", start="nonsense")

    assert sent.status_code == 303
    assert await SupervisionSession.all().count() == 1
    assert again.status_code in (409, 422)


async def test_a_town_that_is_not_shown_is_told_by_no_time_no_place_and_no_points(
    browser: Browser,
) -> None:
    supervisor = await make_supervisor(zone="Europe/Berlin")
    hidden = await make_centre(zone="Africa/Cairo", town="Cairo", visibility={"town": "only_me"})
    secret = await make_member(hidden, zone="Africa/Cairo", name="Willow")
    members = [secret, await make_placed("Asia/Kathmandu"), await make_placed("Europe/Paris")]
    agreement = await make_agreement(supervisor, *members, kind=Kind.GROUP)
    await browser.sign_in_as(await supervisor.person)

    page = await browser.get(f"/supervision/agreements/{agreement.id}/planner")

    assert "Willow" in page.text
    assert "Kathmandu" in page.text
    assert "Cairo" not in page.text
    row = page.text.split("<tbody>")[1].split("Willow</span>")[1].split("</tr>")[0]
    assert "–" in row


async def test_members_do_not_plan_and_outsiders_find_nothing(browser: Browser) -> None:
    _, agreement, members = await make_group()
    address = f"/supervision/agreements/{agreement.id}/planner"

    await browser.sign_in_as(members[0])
    member = await browser.get(address)
    await browser.sign_in_as(await make_member())
    outsider = await browser.get(address)
    posted = await browser.post(f"/supervision/agreements/{agreement.id}/polls")

    assert [r.status_code for r in (member, outsider, posted)] == [404] * 3


@pytest.mark.parametrize("query", ["?weeks=99", "?fewest=x", "?required=nobody", "?weeks=8"])
async def test_the_address_of_the_planner_bears_any_words(browser: Browser, query: str) -> None:
    supervisor, agreement, _ = await make_group()
    await browser.sign_in_as(await supervisor.person)

    page = await browser.get(f"/supervision/agreements/{agreement.id}/planner{query}")

    assert page.status_code == 200
