"""Who may see and do what: the table of the domain reference, section 5.4."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tortoise.expressions import Q

from network.kernel.actor import SYSTEM, VISITOR, Actor, Role
from network.wellbeing import policy
from network.wellbeing.models.rounds import RoundRelease
from network.wellbeing.rules.trees import NETWORK, Family, centre_place, family_place, region_place

CENTRE, ELSEWHERE = uuid4(), uuid4()
DAY = date(2026, 3, 16)
LATER = DAY + timedelta(days=3)


def at(*roles: Role, centre_id: UUID = CENTRE) -> Actor:
    return Actor(person_id=uuid4(), roles={centre_id: frozenset(roles)})


OFFICE = Actor(person_id=uuid4(), network_roles=frozenset({Role.NETWORK_ADMIN}))
FOCAL = Actor(person_id=uuid4(), network_roles=frozenset({Role.FOCAL_POINT}))
EVERYBODY = {
    "staff": at(Role.STAFF),
    "coordinator": at(Role.STAFF, Role.COORDINATOR),
    "guest": at(Role.GUEST),
    "elsewhere": at(Role.STAFF, centre_id=ELSEWHERE),
    "focal": FOCAL,
    "office": OFFICE,
    "visitor": VISITOR,
    "system": SYSTEM,
}


def released() -> RoundRelease:
    return RoundRelease(
        round_id=uuid4(),
        released_on=DAY,
        coordinators_on=LATER,
        goes_on=DAY,
        kept_goes_on=DAY,
        told={},
    )


@pytest.mark.parametrize(
    ("day", "readers"),
    [
        (DAY - timedelta(days=1), set()),
        (DAY, {"staff", "guest", "elsewhere", "focal"}),
        (LATER - timedelta(days=1), {"staff", "guest", "elsewhere", "focal"}),
        (LATER, {"staff", "guest", "elsewhere", "focal", "coordinator", "office"}),
    ],
)
def test_who_sees_a_release_on_which_day(day: date, readers: set[str]) -> None:
    seeing = {n for n, who in EVERYBODY.items() if policy.can_view_release(who, released(), day)}

    assert seeing == readers


@pytest.mark.parametrize("place", [NETWORK, region_place("SSA")])
def test_network_and_regions_are_for_everybody_who_sees_a_release(place: tuple[str]) -> None:
    assert all(policy.can_view_place(who, place) for who in EVERYBODY.values())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "place", [centre_place(str(CENTRE)), family_place(str(CENTRE), Family.LEGAL)]
)
def test_a_centre_is_for_its_staff_alone(place: tuple[str]) -> None:
    seeing = {n for n, who in EVERYBODY.items() if policy.can_view_place(who, place)}  # type: ignore[arg-type]

    assert seeing == {"staff", "coordinator"}


@pytest.mark.parametrize(
    ("rule", "who_may"),
    [
        (policy.can_steward, {"office", "system"}),
        (policy.can_keep_instruments, {"office", "system"}),
        (policy.can_check_in, {"staff", "coordinator", "guest", "elsewhere", "focal", "office"}),
        (lambda who: policy.can_raise_own(who, CENTRE), {"coordinator"}),
        (lambda who: policy.can_write_change(who, CENTRE), {"coordinator"}),
        (lambda who: policy.can_share(who, CENTRE), {"coordinator"}),
        (lambda who: policy.can_write_change(who, None), {"office", "system"}),
        (lambda who: policy.can_view_change(who, CENTRE), {"staff", "coordinator"}),
        (
            lambda who: policy.can_keep_signposts(who, "KE", ["KE"]),
            {"coordinator", "office", "system"},
        ),
        (lambda who: policy.can_keep_signposts(who, "GE", ["KE"]), {"office", "system"}),
    ],
)
def test_who_may_do_what(rule: object, who_may: set[str]) -> None:
    assert {name for name, who in EVERYBODY.items() if rule(who)} == who_may  # type: ignore[operator]


@given(name=st.sampled_from(sorted(EVERYBODY)), days=st.integers(-2, 6))
def test_lists_and_single_releases_agree(name: str, days: int) -> None:
    who, day, one = EVERYBODY[name], DAY + timedelta(days=days), released()

    which = policy.releases_visible_to(who, day)

    assert _holds(which, one) == policy.can_view_release(who, one, day)


def _holds(which: Q, one: RoundRelease) -> bool:
    ((name, value),) = which.filters.items()
    if name == "id__in":
        return False
    return bool(getattr(one, name.removesuffix("__lte")) <= value)
