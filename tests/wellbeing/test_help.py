"""Where help is, and asking for it: kept by the right people, and seen by nobody else."""

from datetime import date, timedelta

import pytest

from network.kernel import clock
from network.kernel.actor import VISITOR, Actor, Role
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from network.notifications.models import Notice
from network.outbox import RecordedEvent
from network.wellbeing.actions import asking, forgetting, signposting
from network.wellbeing.actions.signposting import Post
from network.wellbeing.models.help import ContactWish
from network.wellbeing.queries import help as queries
from network.wellbeing.vocabulary import Addressee, SignpostKind
from tests.factories import actor, coordinator_of, make_admin, make_centre, make_member
from tests.supervision_makers import make_agreement, make_supervisor
from tests.wellbeing.check_in_world import FIRST, at_noon

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("portal")]


def line(country: str = "KE", **given: str) -> Post:
    plain = {"lang": "en", "title": "A line that listens", "phone": "+000 000"}
    return Post(kind=SignpostKind.CRISIS_LINE, country=country, **(plain | given))  # type: ignore[arg-type]


# signposts ----------------------------------------------------------------------------------------


async def test_coordinators_keep_the_signposts_of_their_country_alone() -> None:
    coordinator = await coordinator_of(await make_centre(country="KE"))

    mine = await signposting.put_up(coordinator, line("KE"))
    for country in ("GE", ""):
        with pytest.raises(Forbidden):
            await signposting.put_up(coordinator, line(country))
    with pytest.raises(Forbidden):
        await signposting.change(coordinator, mine, 1, line("GE"))

    office = await actor(await make_admin())
    await signposting.put_up(office, line("GE"))
    await signposting.put_up(office, line(""))
    found = await queries.signposts(coordinator, await queries.countries_of(coordinator))
    assert sorted(one.country for one in found) == ["", "KE"]


async def test_members_see_signposts_and_do_not_change_them() -> None:
    centre = await make_centre(country="KE")
    found = await signposting.put_up(await coordinator_of(centre), line())
    member = await actor(await make_member(centre))

    shown = await queries.get_signpost(member, found.id)

    assert shown.title == "A line that listens"
    for act in (signposting.take_down, signposting.still_right):
        with pytest.raises(Forbidden):
            await act(member, shown)
    with pytest.raises(NotFound):
        await queries.signposts(VISITOR, ["KE"])


async def test_a_signpost_says_when_it_was_last_checked() -> None:
    coordinator = await coordinator_of(await make_centre(country="KE"))
    with clock.at(at_noon(FIRST)):
        found = await signposting.put_up(coordinator, line())
    with clock.at(at_noon(FIRST + timedelta(days=40))):
        await signposting.still_right(coordinator, found)

    stored = await queries.get_signpost(coordinator, found.id)

    assert (found.checked_on, stored.checked_on) == (FIRST, date(2026, 4, 11))


async def test_two_who_change_a_signpost_at_once_see_what_is_stored() -> None:
    coordinator = await coordinator_of(await make_centre(country="KE"))
    found = await signposting.put_up(coordinator, line())
    await signposting.change(coordinator, found, 1, line(title="Another"))

    with pytest.raises(Stale):
        await signposting.change(coordinator, found, 1, line(title="A third"))


@pytest.mark.parametrize("wrong", [{"title": " "}, {"website": "javascript:alert(1)"}])
async def test_a_signpost_has_a_name_and_a_safe_address(wrong: dict[str, str]) -> None:
    coordinator = await coordinator_of(await make_centre(country="KE"))

    with pytest.raises(Invalid):
        await signposting.put_up(coordinator, line(**wrong))


async def test_what_the_reader_reads_best_comes_first() -> None:
    coordinator = await coordinator_of(await make_centre(country="KE"))
    await signposting.put_up(coordinator, line(lang="en", title="English"))
    await signposting.put_up(coordinator, line(lang="fr", title="French"))

    found = await queries.signposts(coordinator, ["KE"], ["fr", "en"])

    assert [one.title for one in found] == ["French", "English"]


# asking somebody ----------------------------------------------------------------------------------


async def with_focal_point() -> tuple[Actor, Actor, Actor]:
    """Somebody, the focal point of their centre, and their coordinator."""
    centre = await make_centre()
    who = await actor(await make_member(centre))
    focal = await actor(await make_member(centre, Role.FOCAL_POINT))
    return who, focal, await coordinator_of(centre)


async def test_a_focal_point_is_asked_and_sees_who_asked_and_nothing_else() -> None:
    who, focal, coordinator = await with_focal_point()
    assert focal.person_id is not None

    wish = await asking.ask(who, focal.person_id)

    (seen,) = await queries.wishes(focal)
    assert (seen.person_id, seen.addressee) == (who.person_id, Addressee.FOCAL_POINT)
    columns = {"id", "person_id", "to_id", "addressee", "state", "goes_on", "live"}
    assert set(ContactWish._meta.db_fields) == columns
    assert await queries.wishes(coordinator) == []
    with pytest.raises(NotFound):
        await queries.get_wish(coordinator, wish.id)


async def test_only_whom_it_is_addressed_to_is_told_and_the_fact_names_nobody_else() -> None:
    who, focal, _coordinator = await with_focal_point()
    assert focal.person_id is not None

    await asking.ask(who, focal.person_id)

    assert [(n.person_id, n.kind) for n in await Notice.all()] == [
        (focal.person_id, "contact_wished")
    ]
    fact = await RecordedEvent.get(name="ContactWished")
    assert fact.actor_id is None
    assert str(who.person_id) not in str(fact.payload)


async def test_the_own_supervisor_may_be_asked() -> None:
    supervisor = await make_supervisor()
    member, former = await make_member(), await make_member()
    await make_agreement(supervisor, member)
    await make_agreement(supervisor, former, state="ended")

    found = await queries.companions_of(await actor(member))
    left = await queries.companions_of(await actor(former))

    assert [(one.person_id, one.addressee) for one in found] == [
        (supervisor.person_id, Addressee.SUPERVISOR)
    ]
    assert left == []


async def test_nobody_else_may_be_asked() -> None:
    who, _focal, coordinator = await with_focal_point()
    elsewhere = await make_member(await make_centre(), Role.FOCAL_POINT)
    assert who.person_id is not None
    assert coordinator.person_id is not None

    for person_id in (coordinator.person_id, elsewhere.id, who.person_id):
        with pytest.raises(NotFound):
            await asking.ask(who, person_id)

    assert await ContactWish.all().count() == 0


async def test_a_wish_is_asked_once_settled_once_and_gone_after_a_month() -> None:
    who, focal, _coordinator = await with_focal_point()
    assert focal.person_id is not None
    wish = await asking.ask(who, focal.person_id)

    with pytest.raises(Conflict):
        await asking.ask(who, focal.person_id)
    with pytest.raises(Forbidden):
        await asking.answered(who, wish)
    with pytest.raises(Forbidden):
        await asking.take_back(focal, wish)
    await asking.answered(focal, wish)
    with pytest.raises(Conflict):
        await asking.take_back(who, wish)
    await asking.ask(who, focal.person_id)

    with clock.at(clock.now() + timedelta(days=30)):
        await forgetting.forget_due()
    assert await ContactWish.all().count() == 0
