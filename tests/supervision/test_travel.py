"""Travel in supervision: hours and fairness follow, nothing arranged moves, nobody learns where."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from network.kernel import clock
from network.people.actions import travel as travel_actions
from network.people.actions.travel import NewStay
from network.people.models import Person
from network.settings import Settings
from network.supervision.actions import booking
from network.supervision.models import Kind, Modality, SupervisionSession, Supervisor
from network.supervision.queries import agreements, people, supervisors
from network.supervision.queries import polls as group
from network.supervision.rules import fairness
from tests.browser_client import Browser
from tests.factories import actor
from tests.supervision.poll_world import make_placed
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)  # a Monday
OFFICE = [[day, 9 * 60, 17 * 60] for day in range(1, 6)]
AWAY = date(2027, 3, 10), date(2027, 3, 11)
WITHIN = datetime(2027, 3, 10, 12, tzinfo=UTC)
TOKYO, NEPAL = "Asia/Tokyo", "Asia/Kathmandu"


async def travel(person: Person, zone: str = TOKYO, *, is_shared: bool = True) -> None:
    new = NewStay(first_on=AWAY[0], last_on=AWAY[1], zone=zone, is_shared=is_shared)
    with clock.at(NOW):
        await travel_actions.add_stay(person.id, new)


async def make_pair(zone: str = "Europe/Belgrade") -> tuple[Supervisor, Person, Person]:
    """A supervisor of Berlin with office hours, as a person, and who has an agreement with them."""
    leader = await make_placed("Europe/Berlin", name="Ada Berliner")
    supervisor = await make_supervisor(leader, weekly=OFFICE, step=60)
    member = await make_placed(zone, name="Mira Member")
    await make_agreement(supervisor, member, minutes=60)
    return await Supervisor.get(id=supervisor.id), leader, member


async def book(supervisor: Supervisor, member: Person, at: datetime) -> SupervisionSession:
    agreement = await agreements.active_between(member.id, supervisor.id, at.date())
    assert agreement is not None
    wish = booking.Wish(starts_at=at, minutes=60, modality=Modality.VIDEO, note="")
    with clock.at(NOW):
        return await booking.book(await actor(member), supervisor, agreement, wish)


async def read(browser: Browser, person: Person, path: str) -> str:
    """A page as somebody reads it, without what differs every time."""
    with clock.at(NOW):
        await browser.sign_in_as(person)
        page = await browser.get(path)
    assert page.status_code == 200, path
    return re.sub(r'(name="(?:csrf|form_key)" value=")[^"]*', r"\1", page.text)


async def free_hours(supervisor: Supervisor, *days: int) -> list[list[str]]:
    """The first and last free start of days of the supervisor's, in UTC."""
    found = []
    with clock.at(NOW):
        for day in days:
            on = date(2027, 3, day)
            starts = [s.starts_at for s in await supervisors.slots(supervisor, on, on, 60)]
            found.append([f"{at:%d %H:%M}" for at in (starts[0], starts[-1])])
    return found


async def test_hours_are_taken_on_the_clocks_of_where_the_supervisor_is(db: Settings) -> None:
    del db
    supervisor, leader, _member = await make_pair()
    await travel(leader)

    assert await free_hours(supervisor, 9, 10, 11, 12) == [
        ["09 08:00", "09 14:00"],  # at 15:00 the 10th begins in Tokyo
        ["10 00:00", "10 07:00"],
        ["11 00:00", "11 15:00"],  # at 15:00 the 11th is over there, and goes on at home
        ["12 08:00", "12 15:00"],
    ]


async def test_hours_stay_those_of_home_when_nobody_may_notice(db: Settings) -> None:
    del db
    supervisor, leader, _member = await make_pair()
    await travel(leader, is_shared=False)

    assert await free_hours(supervisor, 10) == [["10 08:00", "10 15:00"]]


async def test_a_session_booked_for_a_journey_is_kept_on_the_clock_of_home(db: Settings) -> None:
    del db
    supervisor, leader, member = await make_pair()
    await travel(leader)

    session = await book(supervisor, member, datetime(2027, 3, 10, 5, tzinfo=UTC))

    assert (session.zone, session.wall) == ("Europe/Berlin", "2027-03-10T06:00")


async def test_what_is_arranged_does_not_move(db: Settings) -> None:
    del db
    supervisor, leader, member = await make_pair()
    session = await book(supervisor, member, WITHIN)

    await travel(leader)
    await travel(member, NEPAL)

    stored = await SupervisionSession.get(id=session.id)
    assert (stored.starts_at, stored.wall, stored.zone) == (
        WITHIN,
        "2027-03-10T13:00",
        "Europe/Berlin",
    )


# what the one who travels sees -------------------------------------------------------------------


async def test_sessions_on_a_journey_are_pointed_out_to_who_travels(browser: Browser) -> None:
    supervisor, leader, member = await make_pair()
    session = await book(supervisor, member, WITHIN)
    home = await book(supervisor, member, WITHIN + timedelta(days=7))
    with clock.at(NOW):
        await browser.sign_in_as(leader)
        page = await browser.get("/account/travel")
        given = {"first_on": "2027-03-10", "last_on": "2027-03-11", "zone": TOKYO}
        done = await browser.submit(page, "/account/travel", is_shared="y", **given)
        saved = (await browser.follow(done)).text

    shown = await read(browser, leader, f"/supervision/sessions/{session.id}")
    later = await read(browser, leader, f"/supervision/sessions/{home.id}")
    listed = await read(browser, leader, "/supervision/sessions")
    others = await read(browser, member, f"/supervision/sessions/{session.id}")

    assert "1 session falls into these days" in saved
    assert "Wednesday, 10 March 2027, 21:00 (Tokyo, UTC+9)" in saved
    assert "Early or late" in saved
    assert f"/supervision/sessions/{home.id}" not in saved
    assert "While you are in Tokyo this session is at 21:00 for you." in shown
    assert "Wednesday, 10 March 2027, 21:00–22:00" in shown
    assert "While you are" not in later + others
    assert "21:00–22:00" in listed
    assert "Tokyo" in listed


async def test_the_booking_page_shows_each_time_on_the_clock_that_holds_then(
    browser: Browser,
) -> None:
    supervisor, _leader, member = await make_pair()
    await travel(member, NEPAL, is_shared=False)

    page = await read(browser, member, f"/supervision/{supervisor.person_id}?week=2027-03-08")
    faces = re.findall(r'value="2027-03-(09|10)T10:00Z".*?<b>([\d:]+).*?</b>(.*?)</label>', page)

    assert [(day, time, "Kathmandu" in rest) for day, time, rest in faces] == [
        ("09", "11:00", False),
        ("10", "15:45", True),
    ]


async def test_who_travels_sees_their_own_free_times_where_they_are(browser: Browser) -> None:
    _supervisor, leader, _member = await make_pair()
    await travel(leader)

    page = await read(browser, leader, "/supervision/availability")

    assert "09:00 Tokyo" in page
    assert "01:00 Tokyo" not in page


# what others see ---------------------------------------------------------------------------------

PATHS = (
    "/supervision",
    "/supervision/{leader}",
    "/supervision/{leader}?week=2027-03-08",
    "/supervision/{leader}/slots.json?from=2027-03-09&to=2027-03-12",
    "/supervision/sessions",
    "/supervision/sessions/{session}",
    "/people/{leader}",
    "/calendar",
)


async def test_who_keeps_a_journey_to_themselves_changes_nothing_for_others(
    browser: Browser,
) -> None:
    supervisor, leader, member = await make_pair()
    session = await book(supervisor, member, WITHIN)
    paths = [path.format(leader=leader.id, session=session.id) for path in PATHS[:-1]]
    before = [await read(browser, member, path) for path in paths]

    await travel(leader, is_shared=False)

    assert [await read(browser, member, path) for path in paths] == before


async def test_nobody_learns_where_somebody_is(browser: Browser) -> None:
    supervisor, leader, member = await make_pair()
    session = await book(supervisor, member, WITHIN)
    paths = [path.format(leader=leader.id, session=session.id) for path in PATHS[:-1]]
    before = await read(browser, member, paths[5])

    await travel(leader)
    pages = [await read(browser, member, path) for path in paths]

    assert "Tokyo" not in "".join(pages)
    assert "UTC+9" not in "".join(pages)
    assert "Berlin" not in pages[5].replace("Ada Berliner", "")
    assert "21:00" not in pages[5]
    assert before == pages[5]  # one hour, so there was no clock beside it before either


async def test_no_clock_stands_beside_the_name_of_who_travels(browser: Browser) -> None:
    supervisor, leader, member = await make_pair("America/Chicago")
    session = await book(supervisor, member, WITHIN)
    path = f"/supervision/sessions/{session.id}"
    before = await read(browser, member, path)

    await travel(leader)
    after = await read(browser, member, path)

    assert "13:00 Berlin" in before
    assert not re.search(r"13:00|21:00|Berlin\b(?!er)|Tokyo", after)


async def test_others_are_named_without_the_zone_of_their_journey(db: Settings) -> None:
    del db
    _supervisor, leader, member = await make_pair()
    await travel(leader)
    readers = [await actor(one) for one in (member, leader)]

    other, own = [(await people.names(one, [leader.id]))[leader.id] for one in readers]

    assert other.zone == own.zone == "Europe/Berlin"
    assert [stretch.zone for stretch in other.travel] == [""]
    assert [stretch.zone for stretch in own.travel] == [TOKYO]


# groups ------------------------------------------------------------------------------------------


async def test_an_hour_costs_what_it_costs_where_the_member_is(db: Settings) -> None:
    del db
    _supervisor, _leader, member = await make_pair()
    before = (await group.clocks_of([member.id]))[member.id]
    await travel(member)
    after = (await group.clocks_of([member.id]))[member.id]
    hours = [WITHIN + timedelta(days=n) for n in (-1, 0, 2)]

    assert [fairness.cost(before, at, 60) for at in hours] == [0, 0, 0]
    assert [fairness.cost(after, at, 60) for at in hours] == [0, 4, 0]


async def test_the_planner_knows_the_hour_but_tells_nobody_where(browser: Browser) -> None:
    leader = await make_placed("Europe/Berlin", name="Ada Lead")
    supervisor = await make_supervisor(leader, weekly=[[3, 10 * 60, 12 * 60]], step=60)
    members = [await make_placed("Europe/Berlin", name=f"Member {n}") for n in range(3)]
    agreement = await make_agreement(supervisor, *members, kind=Kind.GROUP, minutes=60)
    path = f"/supervision/agreements/{agreement.id}/planner"
    before = await read(browser, leader, path)

    await travel(members[0], "America/Chicago")
    after = await read(browser, leader, path)
    with clock.at(NOW):
        wanted = group.Wanted(first_on=date(2027, 3, 2), last_on=date(2027, 3, 20))
        found = (await group.good_starts(agreement, wanted)).found

    absent = {one.starts_at.date(): members[0].id in one.missing for one in found}
    assert absent == {date(2027, 3, 3): False, date(2027, 3, 10): True, date(2027, 3, 17): False}
    assert "Chicago" not in after
    assert "UTC\u22126" not in after
    assert before.count("Berlin") > after.count("Berlin")


async def test_a_peer_group_meets_in_the_working_day_of_where_each_is(db: Settings) -> None:
    del db
    peers = [await make_placed("Europe/Berlin") for _ in range(2)]
    agreement = await make_agreement(None, *peers, kind=Kind.PEER, minutes=60)
    wanted = group.Wanted(first_on=AWAY[0], last_on=AWAY[0], fewest=2)
    await travel(peers[0], NEPAL)

    with clock.at(NOW):
        found = (await group.good_starts(agreement, wanted)).found

    hours = sorted(f"{one.starts_at:%H:%M}" for one in found)
    assert (hours[0], hours[-1]) == ("07:00", "12:15")  # 08:00 in Berlin, to 19:00 in Kathmandu


async def test_over_the_date_line_no_start_is_offered_twice(db: Settings) -> None:
    del db
    leader = await make_placed("Pacific/Auckland")
    supervisor = await make_supervisor(leader, zone="Pacific/Auckland", step=60)
    with clock.at(NOW):
        for days, zone in (((8, 9), "America/Los_Angeles"), ((10, 11), "Pacific/Kiritimati")):
            new = NewStay(
                first_on=date(2027, 3, days[0]), last_on=date(2027, 3, days[1]), zone=zone
            )
            await travel_actions.add_stay(leader.id, new)

        supervisor = await Supervisor.get(id=supervisor.id)
        found = await supervisors.slots(supervisor, date(2027, 3, 6), date(2027, 3, 14), 60)

    starts = [slot.start for slot in found]
    assert starts == sorted(set(starts))
    assert all(later - earlier >= 60 for earlier, later in pairwise(starts))
