"""Who asks: how near an actor stands to a centre, which levels that opens, which role speaks."""

import itertools
from uuid import UUID

import pytest

from network.kernel.actor import (
    CENTRE_ROLES,
    NETWORK_ROLES,
    SYSTEM,
    VISITOR,
    Actor,
    Level,
    Role,
    Standing,
)
from network.kernel.ids import uuid7

OWN, NEAR, FAR = uuid7(), uuid7(), uuid7()


def working(*roles: Role, at: UUID = OWN) -> Actor:
    return Actor(person_id=uuid7(), roles={at: frozenset(roles)}, contact_ids=frozenset({NEAR}))


@pytest.mark.parametrize(
    ("level", "shown_to"),
    [
        (Level.ONLY_ME, {Standing.OWN}),
        (Level.CONTACTS, {Standing.OWN, Standing.CONTACT}),
        (Level.MEMBERS, {Standing.OWN, Standing.CONTACT, Standing.MEMBER}),
        (Level.PUBLIC, set(Standing)),
    ],
)
def test_a_level_shows_a_field_to_its_standing_and_nearer_ones(
    level: Level, shown_to: set[Standing]
) -> None:
    assert {standing for standing in Standing if level.shows(standing)} == shown_to


@pytest.mark.parametrize(
    ("actor", "own", "near", "far"),
    [
        (VISITOR, Standing.VISITOR, Standing.VISITOR, Standing.VISITOR),
        (Actor(person_id=uuid7()), Standing.VISITOR, Standing.VISITOR, Standing.VISITOR),
        (working(Role.STAFF), Standing.OWN, Standing.CONTACT, Standing.MEMBER),
        (working(Role.GUEST), Standing.OWN, Standing.CONTACT, Standing.MEMBER),
        (working(Role.COORDINATOR), Standing.OWN, Standing.CONTACT, Standing.MEMBER),
        (SYSTEM, Standing.OWN, Standing.OWN, Standing.OWN),
        (
            Actor(person_id=uuid7(), network_roles=frozenset({Role.EDITOR})),
            Standing.MEMBER,
            Standing.MEMBER,
            Standing.MEMBER,
        ),
    ],
)
def test_how_near_an_actor_stands_to_a_centre(
    actor: Actor, own: Standing, near: Standing, far: Standing
) -> None:
    found = [actor.standing_to_centre(centre) for centre in (OWN, NEAR, FAR)]

    assert found == [own, near, far]


@pytest.mark.parametrize(
    ("role", "owes"),
    [
        (Role.STAFF, False),
        (Role.ORGANISER, False),
        (Role.GUEST, False),
        (Role.COORDINATOR, True),
        (Role.SUPERVISOR, True),
        (Role.FOCAL_POINT, True),
        (Role.EDITOR, True),
        (Role.NETWORK_ADMIN, True),
    ],
)
def test_which_roles_need_a_second_factor_at_a_centre_and_in_the_network(
    role: Role, *, owes: bool
) -> None:
    in_the_network = Actor(network_roles=frozenset({role}))

    assert working(Role.STAFF, role).needs_second_factor is owes
    assert in_the_network.needs_second_factor is owes


def test_every_role_has_a_place_where_it_can_be_held() -> None:
    assert {*CENTRE_ROLES, *NETWORK_ROLES} == set(Role)


def test_a_coordinator_coordinates_only_the_centres_where_they_are_one() -> None:
    actor = Actor(
        person_id=uuid7(),
        roles={OWN: frozenset({Role.COORDINATOR}), NEAR: frozenset({Role.STAFF})},
    )

    assert actor.coordinated_ids == {OWN}
    assert [actor.coordinates(centre) for centre in (OWN, NEAR, FAR)] == [True, False, False]
    assert [actor.works_at(centre) for centre in (OWN, NEAR, FAR)] == [True, True, False]


@pytest.mark.parametrize(
    ("actor", "centre", "role"),
    [
        (VISITOR, OWN, None),
        (working(Role.STAFF), OWN, Role.STAFF),
        (working(Role.STAFF, Role.COORDINATOR), OWN, Role.COORDINATOR),
        (working(Role.STAFF, Role.SUPERVISOR), OWN, Role.SUPERVISOR),
        (working(Role.COORDINATOR), FAR, None),
        (working(Role.COORDINATOR), None, None),
        (SYSTEM, OWN, Role.NETWORK_ADMIN),
        (SYSTEM, None, Role.NETWORK_ADMIN),
    ],
)
def test_the_role_that_explains_an_act_in_the_audit_trail(
    actor: Actor, centre: UUID | None, role: Role | None
) -> None:
    assert actor.role_at(centre) == role


def test_a_role_at_the_centre_explains_an_act_before_a_role_in_the_network() -> None:
    both = Actor(
        person_id=uuid7(),
        roles={OWN: frozenset({Role.STAFF})},
        network_roles=frozenset({Role.NETWORK_ADMIN}),
    )

    assert both.role_at(OWN) is Role.STAFF
    assert both.role_at(FAR) is Role.NETWORK_ADMIN


def test_a_nearer_standing_never_sees_less() -> None:
    for nearer, farther in itertools.pairwise(sorted(Standing, reverse=True)):
        seen_by_nearer = {level for level in Level if level.shows(nearer)}
        seen_by_farther = {level for level in Level if level.shows(farther)}

        assert seen_by_farther < seen_by_nearer
