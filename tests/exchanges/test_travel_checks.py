"""Words agreed on a journey: who sees them, who is asked when none comes, and once only."""

from datetime import date, datetime, time, timedelta

import pytest

from network.centres.models import Membership, NetworkRole
from network.exchanges.actions import dating, moving, travelling
from network.exchanges.models.staying import ChecklistItem, TaskState, TravelCheck, TravelCheckState
from network.exchanges.models.visits import Visit
from network.exchanges.queries import visits
from network.exchanges.rules import travelling as rules
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.rules.guards import Code
from network.exchanges.rules.travelling import Asked, Kind
from network.exchanges.vocabulary import Move, Reason, VisitState
from network.kernel import clock, zones
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Forbidden, Invalid
from network.kernel.moves import Refused
from network.notifications import actions as sending
from network.notifications.models import Notice, QueuedMail
from network.outbox import RecordedEvent
from network.settings import Settings
from tests.browser_client import Browser
from tests.exchanges.visit_world import World, accepted, confirmed, in_days, make_world
from tests.factories import actor, make_member, make_person

pytestmark = pytest.mark.anyio

ZONE = "Africa/Nairobi"


async def make_watched_world() -> World:
    """The usual people, and a focal point at home and at the host."""
    world = await make_world()
    world.people["home_focal"] = await make_member(world.home, Role.FOCAL_POINT, name="Fay Focal")
    world.people["host_focal"] = await make_member(world.hosts[0], Role.FOCAL_POINT)
    return world


@pytest.fixture
async def world(db: Settings) -> World:
    return await make_watched_world()


def noon(day: int = 105) -> datetime:
    return datetime.combine(in_days(day), time(12))


async def agreed(world: World, *walls: datetime) -> tuple[Visit, list[TravelCheck]]:
    visit = await confirmed(world)
    visitor = await world.act("visitor")
    found = [
        await travelling.agree_check(visitor, visit, Kind.ARRIVAL, wall, ZONE)
        for wall in walls or (noon(),)
    ]
    return visit, found


async def asked() -> list[tuple[str, bool, set[str]]]:
    """Who was asked so far: the name of each fact, whether to call, and whom."""
    names = ["TravelWordMissed", "ArrivalUnknown"]
    rows = await RecordedEvent.filter(name__in=names).order_by("id")
    return [(row.name, row.payload.get("is_call", True), set(row.payload["told"])) for row in rows]


def ids(world: World, *who: str) -> set[str]:
    return {str(world.people[name].id) for name in who}


# agreeing and giving a word ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["visitor", "home_focal", "host_focal"])
async def test_visitor_and_focal_points_agree_on_a_word(who: str, world: World) -> None:
    visit = await confirmed(world)

    check = await travelling.agree_check(await world.act(who), visit, Kind.ARRIVAL, noon(), ZONE)

    assert check.due_at == datetime.combine(in_days(105), time(9), zones.zone("UTC"))


@pytest.mark.parametrize(
    "who", ["home", "host", "mentor", "secretariat", "outsider", "colleague", "editor"]
)
async def test_nobody_else_does(who: str, world: World) -> None:
    visit, (check,) = await agreed(world)
    other = await world.act(who)

    with pytest.raises(Forbidden):
        await travelling.agree_check(other, visit, Kind.ARRIVAL, noon(), ZONE)
    with pytest.raises(Forbidden):
        await travelling.give_word(other, visit, check)
    with pytest.raises(Forbidden):
        await travelling.drop_check(other, visit, check)


async def test_nothing_is_agreed_before_the_visit_is_confirmed(world: World) -> None:
    visit = await accepted(world)

    with pytest.raises(Conflict):
        await travelling.agree_check(await world.act("visitor"), visit, Kind.ARRIVAL, noon(), ZONE)


async def test_for_an_exchange_online_nobody_travels(world: World) -> None:
    visit = await confirmed(world)
    await Visit.filter(id=visit.id).update(is_virtual=True)

    with pytest.raises(Conflict):
        await travelling.agree_check(await world.act("visitor"), visit, Kind.ARRIVAL, noon(), ZONE)


@pytest.mark.parametrize("day", [-1, 400])
async def test_the_time_lies_ahead_and_near_the_visit(day: int, world: World) -> None:
    visit = await confirmed(world)
    visitor = await world.act("visitor")

    with pytest.raises(Invalid):
        await travelling.agree_check(visitor, visit, Kind.ARRIVAL, noon(day), ZONE)


async def test_all_is_well_settles_what_was_due_before_and_saying_it_twice_is_no_harm(
    world: World,
) -> None:
    visit, checks = await agreed(world, noon(105), noon(106), noon(110))
    visitor = await world.act("visitor")

    for _again in range(2):
        await travelling.give_word(visitor, visit, checks[1])

    states = [row.state for row in await TravelCheck.all().order_by("due_at")]
    assert states == [TravelCheckState.DONE, TravelCheckState.DONE, TravelCheckState.PLANNED]


async def test_who_is_marked_as_arrived_need_not_say_so_again(world: World) -> None:
    visit, _checks = await agreed(world, noon(105), noon(110))
    await ChecklistItem.filter(visit_id=visit.id).update(state=TaskState.DONE)

    with clock.at(datetime.combine(in_days(105), time(11), zones.zone("UTC"))):
        await moving.move(await world.act("host"), visit, Move.ARRIVE)

    states = [row.state for row in await TravelCheck.all().order_by("due_at")]
    assert states == [TravelCheckState.DONE, TravelCheckState.PLANNED]


@pytest.mark.parametrize(
    ("move", "given"),
    [
        (Move.CANCEL, Request(reason=Reason.FUNDING)),
        (Move.GO_VIRTUAL, Request(reason=Reason.VISA_REFUSED)),
    ],
)
async def test_nobody_waits_for_who_does_not_travel(
    move: Move, given: Request, world: World
) -> None:
    visit, _checks = await agreed(world)

    await moving.move(await world.act("home"), visit, move, given)

    assert [row.state for row in await TravelCheck.all()] == [TravelCheckState.CANCELLED]


async def test_words_move_with_the_days_of_the_visit(world: World) -> None:
    visit, (check,) = await agreed(world)
    span = Span(in_days(119), in_days(123))
    change = await dating.propose_days(await world.act("visitor"), visit, span)
    for who in ("home", "host"):
        await dating.accept_days(await world.act(who), visit, change)

    after = await TravelCheck.get(id=check.id)

    assert after.due_at - check.due_at == timedelta(days=14)


# when none comes ---------------------------------------------------------------------------------

NOW = datetime(2027, 3, 1, 12, tzinfo=zones.zone("UTC"))


@pytest.mark.parametrize(
    ("minutes", "who"),
    [
        (119, Asked.NOBODY),
        (120, Asked.VISITOR),
        (359, Asked.VISITOR),
        (360, Asked.FOCAL_POINTS),
        (60 * 24 * 9, Asked.FOCAL_POINTS),
    ],
)
def test_two_hours_late_the_visitor_is_asked_and_six_hours_late_the_focal_points(
    minutes: int, who: Asked
) -> None:
    assert rules.asked_by(NOW - timedelta(minutes=minutes), NOW) is who


async def test_first_the_visitor_is_asked_then_both_focal_points(world: World) -> None:
    _visit, (check,) = await agreed(world)

    for hours in (1, 2, 3, 6, 7):
        with clock.at(check.due_at + timedelta(hours=hours)):
            await travelling.ask_after_travellers()

    assert await asked() == [
        ("TravelWordMissed", False, ids(world, "visitor")),
        ("TravelWordMissed", True, ids(world, "home_focal", "host_focal")),
    ]


async def test_after_nine_days_without_a_worker_each_is_asked_once(world: World) -> None:
    _visit, checks = await agreed(world, noon(105), noon(106), noon(107))

    for _again in range(2):
        with clock.at(checks[-1].due_at + timedelta(days=9)):
            await travelling.ask_after_travellers()

    assert await asked() == [
        ("TravelWordMissed", False, ids(world, "visitor")),
        ("TravelWordMissed", True, ids(world, "home_focal", "host_focal")),
    ]


async def test_nobody_is_asked_about_a_word_that_came(world: World) -> None:
    visit, (check,) = await agreed(world)
    await travelling.give_word(await world.act("visitor"), visit, check)

    with clock.at(check.due_at + timedelta(days=1)):
        await travelling.ask_after_travellers()

    assert await asked() == []


async def test_where_a_side_has_no_focal_point_those_of_the_network_help(world: World) -> None:
    await Membership.filter(person=world.people["host_focal"]).delete()
    helper = await make_person()
    await NetworkRole.create(person=helper, role=Role.FOCAL_POINT)
    _visit, (check,) = await agreed(world)

    with clock.at(check.due_at + timedelta(hours=6)):
        await travelling.ask_after_travellers()

    assert (await asked())[-1][2] == ids(world, "home_focal") | {str(helper.id)}


async def test_where_nobody_is_named_the_secretariat_is_asked_and_sees_no_word(
    browser: Browser,
) -> None:
    world = await make_world()
    visit, (check,) = await agreed(world)

    with clock.at(check.due_at + timedelta(hours=6)):
        await travelling.ask_after_travellers()

    notice = await Notice.get(kind="visit_look_after")
    assert notice.person_id == world.people["secretariat"].id
    assert notice.path == f"/visits/{visit.id}"


async def test_a_visitor_who_is_a_focal_point_is_not_asked_about_themselves(world: World) -> None:
    await Membership.create(
        person=world.people["visitor"], centre=world.home, role=Role.FOCAL_POINT
    )
    _visit, (check,) = await agreed(world)

    with clock.at(check.due_at + timedelta(hours=6)):
        await travelling.ask_after_travellers()

    assert (await asked())[-1][2] == ids(world, "home_focal", "host_focal")


# not marked as arrived ---------------------------------------------------------------------------


def evening(minute: int, zone: str = ZONE) -> datetime:
    """The evening of the first day at the host."""
    wall = datetime.combine(in_days(105), time(19, 30)) + timedelta(minutes=minute)
    return wall.replace(tzinfo=zones.zone(zone))


@pytest.mark.parametrize(("minute", "count"), [(29, 0), (30, 1)])
async def test_at_eight_in_the_evening_of_the_host_both_focal_points_are_asked(
    minute: int, count: int, world: World
) -> None:
    visit = await confirmed(world)

    with clock.at(evening(minute)):
        done = await travelling.ask_about_arrivals()

    stored = await visits.fresh(visit.id)
    told = [("ArrivalUnknown", True, ids(world, "home_focal", "host_focal"))]
    assert (done, stored.nobody_came_at is not None) == (count, bool(count))
    assert await asked() == told[:count]


async def test_nine_days_later_it_is_still_one_notice(world: World) -> None:
    await confirmed(world)
    late = evening(30) + timedelta(days=9)

    for hours in range(3):
        with clock.at(late + timedelta(hours=hours)):
            await travelling.ask_about_arrivals()

    assert len(await asked()) == 1


async def test_nobody_is_asked_about_who_arrived(world: World) -> None:
    visit = await confirmed(world)
    await ChecklistItem.filter(visit_id=visit.id).update(state=TaskState.DONE)
    with clock.at(evening(0)):
        await moving.move(await world.act("visitor"), visit, Move.ARRIVE)

    with clock.at(evening(60)):
        await travelling.ask_about_arrivals()

    assert await asked() == []


async def test_online_nobody_has_to_arrive(browser: Browser) -> None:
    world = await make_watched_world()
    visit = await confirmed(world)
    await Visit.filter(id=visit.id).update(is_virtual=True)
    await browser.sign_in_as(world.people["host_focal"])

    with clock.at(evening(60)):
        done = await travelling.ask_about_arrivals()
        page = await browser.get(f"/visits/{visit.id}/travel")

    assert (done, await asked()) == (0, [])
    assert (await visits.fresh(visit.id)).nobody_came_at is None
    assert "Nobody has said yet" not in page.text


async def test_asking_how_somebody_is_comes_before_saying_that_nobody_came(world: World) -> None:
    visit = await confirmed(world)
    host, no_show = await world.act("host"), Request(reason=Reason.NO_SHOW)
    evening_before = evening(31)
    with clock.at(evening_before):
        await travelling.ask_about_arrivals()

    with clock.at(evening_before + timedelta(hours=47)), pytest.raises(Refused) as early:
        await moving.move(host, await visits.fresh(visit.id), Move.END_EARLY, no_show)
    with clock.at(evening_before + timedelta(hours=48)):
        after = await moving.move(host, await visits.fresh(visit.id), Move.END_EARLY, no_show)

    assert early.value.codes == (Code.NO_SHOW_EARLY,)
    assert after.state is VisitState.ENDED_EARLY


async def test_new_days_begin_the_waiting_anew(world: World) -> None:
    visit = await confirmed(world)
    span, late = Span(in_days(119), in_days(123)), evening(31)
    with clock.at(late):
        await travelling.ask_about_arrivals()
        change = await dating.propose_days(await world.act("visitor"), visit, span)
        for who in ("home", "host"):
            await dating.accept_days(await world.act(who), visit, change)

    assert (await visits.fresh(visit.id)).nobody_came_at is None


def test_the_evening_is_the_hosts_on_every_side_of_the_world() -> None:
    first_on = date(2027, 3, 1)

    east = rules.arrival_deadline(first_on, "Pacific/Kiritimati")
    west = rules.arrival_deadline(first_on, "Pacific/Pago_Pago")

    assert west - east == timedelta(hours=25)


# pages, notices and what they do not say ---------------------------------------------------------


async def test_one_tap_says_that_all_is_well(browser: Browser) -> None:
    world = await make_watched_world()
    visit, _checks = await agreed(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}/travel")
    after = await browser.follow(await browser.submit(page, "/word"))

    assert "All is well" in page.text
    assert "Thank you." in after.text
    assert [row.state for row in await TravelCheck.all()] == [TravelCheckState.DONE]


async def test_a_word_is_agreed_on_the_page(browser: Browser) -> None:
    world = await make_watched_world()
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"/visits/{visit.id}/travel")

    wrong = await browser.submit(page, "/travel", at="noon", kind="return")
    after = await browser.follow(await browser.submit(wrong, "/travel", at="12:00"))

    assert wrong.status_code == 422
    assert 'value="noon"' in wrong.text
    assert "Back home" in after.text
    assert "12:00 (Nairobi, UTC+3)" in after.text


@pytest.mark.parametrize(
    "who", ["home", "host", "mentor", "secretariat", "outsider", "colleague", "editor"]
)
async def test_for_others_there_is_no_such_page(who: str, browser: Browser) -> None:
    world = await make_watched_world()
    visit, (check,) = await agreed(world)
    await browser.sign_in_as(world.people[who])
    base = f"/visits/{visit.id}/travel"

    seen = await browser.get(base)
    acts = ["", f"/{check.id}/word", f"/{check.id}/removal"]
    codes = [(await browser.post(f"{base}{act}")).status_code for act in acts]

    assert [seen.status_code, *codes] == [404] * 4


async def test_focal_points_read_what_helps_only_when_it_is_time(browser: Browser) -> None:
    world = await make_watched_world()
    visit, (check,) = await agreed(world)
    base, start = f"/visits/{visit.id}/travel", "Please find out how they are"

    pages = {}
    for hours in (1, 6):
        with clock.at(check.due_at + timedelta(hours=hours)):
            await browser.sign_in_as(world.people["host_focal"])
            pages[hours] = (await browser.get(base)).text
            await browser.sign_in_as(world.people["visitor"])
            pages[-hours] = (await browser.get(base)).text

    assert [start in pages[hours] for hours in (1, 6, -1, -6)] == [False, True, False, False]
    assert "Vic Visitor" in pages[6]


async def test_notices_and_mail_say_nothing_of_it(browser: Browser) -> None:
    world = await make_watched_world()
    visit, (check,) = await agreed(world)
    with clock.at(check.due_at + timedelta(hours=7)):
        await travelling.ask_after_travellers()

    with clock.at(check.due_at + timedelta(hours=7)):
        await browser.sign_in_as(world.people["home_focal"])
        notices = await browser.get("/notices")
    letters = map(sending.opened, await QueuedMail.filter(kind="visit_look_after"))

    assert "Please look at a visit soon. Its page says what helps." in notices.text
    texts = [text for one in letters if one for text in (one.subject, one.text, one.html)]
    assert len(texts) == 6
    assert "Vic" not in notices.text
    for text in texts:
        for word in ("Vic", "arriv", "Nairobi", str(visit.id), "well"):
            assert word not in text, word


async def test_the_focal_points_link_leads_to_the_page(world: World) -> None:
    visit, (check,) = await agreed(world)
    helper = await actor(world.people["home_focal"])

    with clock.at(check.due_at + timedelta(hours=7)):
        await travelling.ask_after_travellers()

    notice = await Notice.get(person_id=helper.person_id)
    assert notice.path == f"/visits/{visit.id}/travel"
