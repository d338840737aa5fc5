"""Who may see and do what with accounts, as tables."""

from uuid import UUID

import pytest

from network.kernel.actor import SYSTEM, VISITOR, Actor, Level, Role, Standing
from network.people import policy
from network.people.models import Invitation, Person

ME, YOU, HERE, THERE, NEAR = (UUID(int=n) for n in range(1, 6))
STAFF = frozenset({Role.STAFF})
COLLEAGUE = Actor(person_id=ME, roles={HERE: STAFF}, contact_ids=frozenset({NEAR}))
COORDINATOR = Actor(person_id=ME, roles={HERE: frozenset({Role.COORDINATOR})})
SUPERVISOR = Actor(person_id=ME, roles={HERE: frozenset({Role.SUPERVISOR})})
ADMIN = Actor(person_id=ME, network_roles=frozenset({Role.NETWORK_ADMIN}))
EDITOR = Actor(person_id=ME, network_roles=frozenset({Role.EDITOR}))
WITHOUT_ROLE = Actor(person_id=ME)


@pytest.mark.parametrize(
    ("actor", "person_id", "works_at", "standing"),
    [
        (COLLEAGUE, ME, {THERE}, Standing.OWN),
        (WITHOUT_ROLE, ME, set(), Standing.OWN),
        (COLLEAGUE, YOU, {HERE}, Standing.CONTACT),
        (COLLEAGUE, YOU, {NEAR}, Standing.CONTACT),
        (COLLEAGUE, YOU, {THERE}, Standing.MEMBER),
        (COLLEAGUE, YOU, set(), Standing.MEMBER),
        (ADMIN, YOU, {HERE}, Standing.MEMBER),
        (WITHOUT_ROLE, YOU, {HERE}, Standing.VISITOR),
        (VISITOR, YOU, {HERE}, Standing.VISITOR),
    ],
)
def test_how_near_a_reader_stands_to_a_person(
    actor: Actor, person_id: UUID, works_at: set[UUID], standing: Standing
) -> None:
    assert policy.standing_to(actor, Person(id=person_id), frozenset(works_at)) is standing


@pytest.mark.parametrize(
    ("level", "seen_by"),
    [
        (Level.ONLY_ME, [Standing.OWN]),
        (Level.CONTACTS, [Standing.CONTACT, Standing.OWN]),
        (Level.MEMBERS, [Standing.MEMBER, Standing.CONTACT, Standing.OWN]),
        (Level.PUBLIC, list(Standing)),
    ],
)
def test_a_field_is_seen_by_its_level_and_by_whoever_stands_nearer(
    level: Level, seen_by: list[Standing]
) -> None:
    person = Person(visibility={"about": level.value})

    assert [s for s in Standing if policy.can_see_field(s, person, "about")] == seen_by


@pytest.mark.parametrize(
    ("actor", "person_id", "allowed"),
    [
        (COLLEAGUE, ME, True),
        (COLLEAGUE, YOU, False),
        (COORDINATOR, YOU, False),
        (ADMIN, YOU, False),
        (SYSTEM, YOU, False),
        (VISITOR, ME, False),
    ],
)
def test_only_oneself_edits_a_profile(actor: Actor, person_id: UUID, allowed: bool) -> None:
    assert policy.can_edit(actor, Person(id=person_id)) is allowed


@pytest.mark.parametrize(
    ("actor", "person_id", "allowed"),
    [
        (ADMIN, YOU, True),
        (ADMIN, ME, False),
        (EDITOR, YOU, False),
        (COORDINATOR, YOU, False),
        (WITHOUT_ROLE, YOU, False),
        (VISITOR, YOU, False),
    ],
)
def test_only_the_secretariat_shuts_accounts_and_never_its_own(
    actor: Actor, person_id: UUID, allowed: bool
) -> None:
    assert policy.can_disable(actor, Person(id=person_id)) is allowed


@pytest.mark.parametrize(
    ("actor", "centre_id", "allowed"),
    [
        (COORDINATOR, HERE, True),
        (COORDINATOR, THERE, False),
        (COORDINATOR, None, False),
        (SUPERVISOR, HERE, False),
        (COLLEAGUE, HERE, False),
        (ADMIN, HERE, True),
        (ADMIN, None, True),
        (EDITOR, None, False),
        (VISITOR, HERE, False),
    ],
)
def test_invitations_are_taken_back_by_the_secretariat_and_the_centre_s_coordinators(
    actor: Actor, centre_id: UUID | None, allowed: bool
) -> None:
    assert policy.can_revoke(actor, Invitation(centre_id=centre_id)) is allowed
