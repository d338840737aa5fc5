"""Releases: made once of a round that is over, seen by staff first, and frozen for ever."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from network.centres.models import Centre
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from network.outbox import RecordedEvent
from network.people.models import Person
from network.wellbeing.actions import ballot_boxes, following_up, moving
from network.wellbeing.models.rounds import (
    Asked,
    CheckInRound,
    RoundCentre,
    RoundRelease,
    SealedBallot,
)
from network.wellbeing.queries import kept, releases
from network.wellbeing.queries.releases import Shown
from network.wellbeing.rules import stored
from network.wellbeing.rules.differencing import Turnover
from network.wellbeing.rules.instruments import Answers
from network.wellbeing.rules.trees import NETWORK, Family, Level, Place, centre_place, family_place
from network.wellbeing.vocabulary import Move
from tests.factories import actor, coordinator_of, make_admin, make_centre, make_member
from tests.wellbeing.check_in_world import (
    CARRYING,
    FIRST,
    MIDDLING,
    STEADY,
    answer,
    at_noon,
    make_staff,
    make_worker,
    open_round,
    release,
)

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
STORY = {
    "LUM": {Family.CLINICAL: 11, Family.LEGAL: 6, Family.SUPPORT: 4},
    "MTA": {Family.CLINICAL: 13, Family.LEGAL: 6},
    "SYC": {Family.CLINICAL: 6},
    "ARO": {Family.CLINICAL: 7},
    "LAK": {Family.CLINICAL: 26},
    "HIM": {Family.CLINICAL: 12},
}


@dataclass
class Network:
    """Centres by name, and who works at each."""

    centres: dict[str, Centre] = field(default_factory=dict)
    staff: dict[str, list[Person]] = field(default_factory=dict)

    async def add(self, name: str, **families: int) -> None:
        centre = await make_centre(region=f"R-{name}"[:10])
        self.centres[name] = centre
        self.staff[name] = [
            person
            for family, size in families.items()
            for person in await make_staff(centre, size, Family(family))
        ]

    def place(self, name: str) -> Place:
        return centre_place(str(self.centres[name].id))

    def family(self, name: str, family: Family) -> Place:
        return family_place(str(self.centres[name].id), family)

    def everybody(self) -> list[Person]:
        return [person for people in self.staff.values() for person in people]

    def told(self, places: Iterable[Place]) -> set[str]:
        """Places by their names in the story."""
        names = {str(centre.id): name for name, centre in self.centres.items()}
        return {
            f"{names.get(place.name, place.name)} {place.family}".strip() or "network"
            for place in places
        }


@pytest.fixture
async def network() -> Network:
    """The demonstration's network, with as many people as answer in the story."""
    found = Network()
    for name, families in STORY.items():
        await found.add(name, **{family.value: size for family, size in families.items()})
    return found


@pytest.fixture
async def small() -> Network:
    """Three centres of nine."""
    found = Network()
    for name in ("A", "B", "C"):
        await found.add(name, clinical=9)
    return found


async def run_round(
    network: Network, answers: Answers = MIDDLING, opens_on: date = FIRST
) -> RoundRelease:
    one = await open_round(opens_on)
    await answer(network.everybody(), answers, opens_on)
    return await release(one)


async def seen_by(who: Actor, made: RoundRelease, days: int = 0) -> Shown:
    with clock.at(at_noon(made.released_on + timedelta(days=days))):
        return await releases.get_release(who, made.id)


# what is told -------------------------------------------------------------------------------------


async def test_the_story_of_the_demonstration_is_told_as_it_says(network: Network) -> None:
    made = await run_round(network)

    told = set(stored.release_of(made.told).figures)
    inside = {place for place in told if place.level in {Level.CENTRE, Level.FAMILY}}
    whole = {"LUM", "MTA", "LAK", "HIM"}  # LAK and HIM have one family, which is the centre
    assert network.told(inside) == whole | {"LUM clinical", "LAK clinical", "HIM clinical"}
    assert NETWORK in told


async def test_a_release_says_nothing_in_numbers_of_people(network: Network) -> None:
    made = await run_round(network)

    (told,) = [one for one in made.told["figures"] if one["place"][0] == "network"]
    assert told["size"] == "from_50"
    assert told["strain"][0] % 5 == 0


async def test_hidden_and_empty_centres_look_the_same(small: Network) -> None:
    await small.add("D", clinical=9)
    silent, few = small.staff["D"], small.staff["C"]
    one = await open_round()
    answering = [p for p in small.everybody() if p not in silent and p not in few[4:]]
    await answer(answering, MIDDLING)
    made = await release(one)

    views = [await seen_by(await actor(people[0]), made) for people in (silent, few)]

    assert views[0].figures == views[1].figures
    assert small.told(views[0].figures) & {"C", "D"} == set()


async def test_new_accounts_do_not_help_a_centre_over_its_k(small: Network) -> None:
    await small.add("D", clinical=7)
    recent = at_noon(FIRST - timedelta(days=2))
    small.staff["D"] += [await make_worker(small.centres["D"], since=recent) for _ in range(3)]

    made = await run_round(small)

    assert "D" not in small.told(stored.release_of(made.told).figures)


async def test_ballots_put_in_beside_people_make_their_place_count_nothing(
    small: Network,
) -> None:
    one = await open_round()
    await answer(small.everybody()[:-1], STEADY)
    forged = ballot_boxes.locked(
        one,
        "f" * 64,
        small.centres["A"].id.bytes + bytes([0]) + bytes(value or 0 for value in CARRYING.values()),
    )
    await SealedBallot.create(id="f" * 64, round_id=one.id, box=forged)

    made = await release(one)

    assert "A" not in small.told(stored.release_of(made.told).figures)


# what is stored -----------------------------------------------------------------------------------


async def test_counters_of_families_are_never_stored(small: Network) -> None:
    """The only one of her kind in her centre: a counter of it would be her answers."""
    await small.add("D", clinical=9, legal=1)

    made = await run_round(small, CARRYING)

    alone = ["family", str(small.centres["D"].id), "legal"]
    assert alone in made.kept["hidden"]  # type: ignore[index]
    assert [one for one in made.kept["seen"] if one["families"] == [alone]] == []  # type: ignore[index]
    assert await SealedBallot.all().count() == 0


async def test_what_one_release_kept_goes_with_the_next(small: Network) -> None:
    first = await run_round(small)
    second = await run_round(small, opens_on=FIRST + timedelta(days=84))

    assert (await RoundRelease.get(id=first.id)).kept is None
    assert second.kept is not None
    assert {row.round_id for row in await Asked.all()} == {second.round_id}
    assert {row.round_id for row in await RoundCentre.all()} == {second.round_id}


async def test_a_release_is_frozen_whoever_leaves_later(small: Network) -> None:
    made = await run_round(small)
    await Person.filter(id__in=[p.id for p in small.staff["A"]]).update(is_disabled=True)

    with clock.at(at_noon(made.released_on + timedelta(days=40))):
        await moving.release_due()

    assert (await RoundRelease.get(id=made.id)).told == made.told
    assert await RoundRelease.all().count() == 1


async def test_one_person_more_in_the_next_round_is_not_told_as_a_change(small: Network) -> None:
    await run_round(small, STEADY)
    newcomer = await make_worker(small.centres["A"])
    one = await open_round(FIRST + timedelta(days=84))
    await answer(small.everybody(), STEADY, one.opens_on)
    await answer([newcomer], CARRYING, one.opens_on)

    made = await release(one)

    figure = stored.release_of(made.told).figures[small.place("A")]
    assert (figure.is_two_rounds, figure.is_comparable) == (True, False)


async def test_the_same_people_again_are_told_as_a_change(small: Network) -> None:
    await run_round(small, STEADY)

    made = await run_round(small, CARRYING, FIRST + timedelta(days=84))

    figure = stored.release_of(made.told).figures[small.place("A")]
    assert (figure.is_two_rounds, figure.is_comparable) == (False, True)


# who sees it, and when ----------------------------------------------------------------------------


async def test_nothing_is_told_while_a_round_is_open(small: Network) -> None:
    one = await open_round()
    await answer(small.everybody(), MIDDLING)

    with clock.at(at_noon(one.closes_on)):
        await moving.release_due()
        shown = await releases.releases(await actor(small.everybody()[0]))

    assert shown == []


async def test_staff_see_it_first_and_coordinators_three_days_later(small: Network) -> None:
    coordinator = await coordinator_of(small.centres["A"])
    office = await actor(await make_admin())
    made = await run_round(small)
    staff = await actor(small.staff["A"][0])

    first = small.told((await seen_by(staff, made)).figures)
    for later in (coordinator, office):
        with pytest.raises(NotFound):
            await seen_by(later, made, days=2)

    assert "A" in first
    assert "A" in small.told((await seen_by(coordinator, made, days=3)).figures)
    assert "network" in small.told((await seen_by(office, made, days=3)).figures)


async def test_a_centre_is_told_of_to_its_own_staff_alone(small: Network) -> None:
    """Neither guests, nor others, nor the secretariat."""
    made = await run_round(small)
    readers = {
        "own": await actor(small.staff["A"][0]),
        "other": await actor(small.staff["B"][0]),
        "guest": await actor(await make_member(small.centres["A"], Role.GUEST)),
        "office": await actor(await make_admin()),
    }

    seen = {
        name: small.told((await seen_by(who, made, days=3)).figures) & {"A", "B", "C"}
        for name, who in readers.items()
    }

    assert seen == {"own": {"A"}, "other": {"B"}, "guest": set(), "office": set()}


async def test_who_is_told_does_not_depend_on_who_answered(small: Network) -> None:
    coordinator = await make_worker(small.centres["A"], role=Role.COORDINATOR)
    office = await make_admin()
    one = await open_round()
    await answer(small.staff["A"], MIDDLING)
    made = await release(one)
    with clock.at(at_noon(made.coordinators_on)):
        await moving.tell_coordinators()
        await moving.tell_coordinators()

    facts = await RecordedEvent.filter(name="CheckInReleased").order_by("created_at")

    admins = {str(row.id) for row in await Person.filter(network_roles__role="network_admin")}
    everybody = {str(person.id) for person in small.everybody()}
    assert [set(fact.payload["told"]) for fact in facts] == [
        everybody,
        {str(coordinator.id), str(office.id)} | admins,
    ]


# what people do about it --------------------------------------------------------------------------


async def test_coordinators_say_what_they_will_change(small: Network) -> None:
    coordinator = await coordinator_of(small.centres["A"])
    made = await run_round(small)
    shown = await seen_by(coordinator, made, days=3)

    change = await following_up.say_what_changes(
        coordinator, shown, small.centres["A"].id, "Nobody works alone at night.", "en"
    )
    await following_up.reword_change(coordinator, change, 1, "Nobody works alone after six.")

    own = await seen_by(await actor(small.staff["A"][0]), made)
    other = await seen_by(await actor(small.staff["B"][0]), made)
    assert [one.text for one in own.changes.values()] == ["Nobody works alone after six."]
    assert other.changes == {}


async def test_two_who_write_at_once_see_what_is_stored(small: Network) -> None:
    coordinator = await coordinator_of(small.centres["A"])
    made = await run_round(small)
    shown, centre_id = await seen_by(coordinator, made, days=3), small.centres["A"].id
    change = await following_up.say_what_changes(coordinator, shown, centre_id, "One.", "en")

    with pytest.raises(Stale) as first:
        await following_up.say_what_changes(coordinator, shown, centre_id, "Two.", "en")
    await following_up.reword_change(coordinator, change, 1, "Three.")
    with pytest.raises(Stale):
        await following_up.reword_change(coordinator, change, 1, "Four.")

    assert first.value.stored.text == "One."  # type: ignore[attr-defined]


async def test_figures_are_given_to_the_library_once_by_their_own_people(small: Network) -> None:
    coordinator = await coordinator_of(small.centres["A"])
    made = await run_round(small)
    shown, centre_id = await seen_by(coordinator, made, days=3), small.centres["A"].id

    with pytest.raises(Invalid):
        await following_up.share(coordinator, shown, centre_id, level="S0", lang="en")
    share = await following_up.share(coordinator, shown, centre_id, level="S2", lang="en")
    with pytest.raises(Conflict):
        await following_up.share(coordinator, shown, centre_id, level="S2", lang="en")

    given = await releases.shared(share.id)
    assert given is not None
    assert small.told(given.figures) == {"A"}
    fact = await RecordedEvent.get(name="CheckInReleaseShared")
    assert fact.payload["share_id"] == str(share.id)


async def test_all_members_read_of_a_centre_only_what_the_k_of_the_network_lets_through(
    small: Network,
) -> None:
    await small.add("E", clinical=15, legal=9)
    made = await run_round(small)
    e, b = await coordinator_of(small.centres["E"]), await coordinator_of(small.centres["B"])
    by_e, by_b = await seen_by(e, made, days=3), await seen_by(b, made, days=3)
    large, eight = small.centres["E"].id, small.centres["B"].id

    wide = await following_up.share(e, by_e, large, level="S1", lang="en")
    with pytest.raises(Invalid):
        await following_up.share(b, by_b, eight, level="S1", lang="en")
    own = await following_up.share(b, by_b, eight, level="S2", lang="en")

    for_all, for_own = await releases.shared(wide.id), await releases.shared(own.id)
    assert for_all is not None
    assert for_own is not None
    assert small.told(by_e.figures) >= {"E", "E clinical", "E legal"}
    assert small.told(for_all.figures) == {"E"}
    assert small.told(for_own.figures) >= {"B"}


async def test_nobody_gives_figures_of_others_or_such_as_were_not_told(small: Network) -> None:
    await small.add("D", clinical=3)
    a, d = await coordinator_of(small.centres["A"]), await coordinator_of(small.centres["D"])
    made = await run_round(small)
    by_a, by_d = await seen_by(a, made, days=3), await seen_by(d, made, days=3)

    with pytest.raises(Forbidden):
        await following_up.share(a, by_a, small.centres["B"].id, level="S1", lang="en")
    with pytest.raises(Forbidden):
        await following_up.share(a, by_a, None, level="S1", lang="en")
    with pytest.raises(NotFound):
        await following_up.share(d, by_d, small.centres["D"].id, level="S1", lang="en")


async def test_an_old_round_object_cannot_be_released_again(small: Network) -> None:
    made = await run_round(small)

    with clock.at(at_noon(made.released_on)), pytest.raises(Conflict):
        await moving.move(Actor(), await CheckInRound.get(id=made.round_id), Move.RELEASE)


async def test_turnover_is_counted_by_place_from_who_took_part(small: Network) -> None:
    first = await run_round(small)
    left = small.staff["A"].pop()
    small.staff["A"] += await make_staff(small.centres["A"], 2)
    later = await open_round(FIRST + timedelta(days=84))
    await answer(small.everybody(), MIDDLING, later.opens_on)

    found = await kept.turnovers(first.round_id, later.id, await kept.answered(later.id))

    assert left not in small.everybody()
    changed = {place.name: change for place, change in found.items()}
    assert changed == {
        str(small.centres["A"].id): Turnover(stayed=8, joined=2, left=1),
        str(small.centres["B"].id): Turnover(stayed=9),
        str(small.centres["C"].id): Turnover(stayed=9),
    }
