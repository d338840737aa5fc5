"""Who may do what with centres, as tables without a database."""

from uuid import UUID

import pytest

from network.centres import policy
from network.centres.models import Centre, CentreState, Listing
from network.kernel.actor import VISITOR, Actor, Role

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
ME, OTHER = UUID(int=11), UUID(int=12)
ACTORS = {
    "visitor": VISITOR,
    "stranger": Actor(person_id=ME),
    "other staff": Actor(ME, {ELSEWHERE: frozenset({Role.STAFF})}),
    "other coordinator": Actor(ME, {ELSEWHERE: frozenset({Role.COORDINATOR})}),
    "contact": Actor(ME, {ELSEWHERE: frozenset({Role.STAFF})}, contact_ids=frozenset({HERE})),
    "editor": Actor(ME, network_roles=frozenset({Role.EDITOR})),
    "staff": Actor(ME, {HERE: frozenset({Role.STAFF})}),
    "guest": Actor(ME, {HERE: frozenset({Role.GUEST})}),
    "supervisor": Actor(ME, {HERE: frozenset({Role.SUPERVISOR})}),
    "coordinator": Actor(ME, {HERE: frozenset({Role.COORDINATOR})}),
    "secretariat": Actor(ME, network_roles=frozenset({Role.NETWORK_ADMIN})),
}


def _centre(**given: object) -> Centre:
    plain: dict[str, object] = {
        "id": HERE,
        "name": "Harbour House",
        "state": CentreState.CONFIRMED,
        "listing": Listing.MEMBERS,
    }
    return Centre(**(plain | given))


@pytest.mark.parametrize(
    ("verb", "may"),
    [
        (lambda a: policy.can_edit(a, _centre()), {"coordinator", "secretariat"}),
        (lambda a: policy.can_see_people(a, _centre()), {"coordinator", "secretariat"}),
        (lambda a: policy.can_see_history(a, _centre()), {"coordinator", "secretariat"}),
        (lambda a: policy.can_confirm(a, _centre()), {"coordinator"}),
        (policy.can_import, {"secretariat"}),
        (policy.can_set_risk, {"secretariat"}),
        (policy.can_close, {"secretariat"}),
        (lambda a: policy.can_invite(a, HERE, Role.STAFF), {"coordinator", "secretariat"}),
        (lambda a: policy.can_invite(a, HERE, Role.COORDINATOR), {"coordinator", "secretariat"}),
        (lambda a: policy.can_invite(a, HERE, Role.NETWORK_ADMIN), set()),
        (lambda a: policy.can_invite(a, HERE, Role.EDITOR), set()),
        (lambda a: policy.can_invite(a, None, Role.EDITOR), {"secretariat"}),
        (lambda a: policy.can_invite(a, None, Role.FOCAL_POINT), {"secretariat"}),
        (lambda a: policy.can_invite(a, None, Role.NETWORK_ADMIN), set()),
        (lambda a: policy.can_invite(a, None, Role.COORDINATOR), set()),
        (
            lambda a: policy.can_change_role(a, HERE, OTHER, Role.COORDINATOR),
            {"coordinator", "secretariat"},
        ),
        (lambda a: policy.can_change_role(a, HERE, ME, Role.COORDINATOR), set()),
        (
            lambda a: policy.can_change_role(a, HERE, ME, Role.SUPERVISOR),
            {"coordinator", "secretariat"},
        ),
        (lambda a: policy.can_change_role(a, HERE, OTHER, Role.NETWORK_ADMIN), set()),
    ],
)
def test_each_verb_is_for_these_and_nobody_else(verb: object, may: set[str]) -> None:
    assert callable(verb)

    assert {name for name, actor in ACTORS.items() if verb(actor)} == may


@pytest.mark.parametrize(
    ("given", "hidden_from"),
    [
        ({"listing": Listing.PUBLIC}, set()),
        ({"listing": Listing.MEMBERS}, {"visitor", "stranger"}),
        (
            {"listing": Listing.UNLISTED},
            {"visitor", "stranger", "other staff", "other coordinator", "editor"},
        ),
        (
            {"listing": Listing.PUBLIC, "state": CentreState.DRAFT},
            {"visitor", "stranger", "other staff", "other coordinator", "editor", "contact"},
        ),
        (
            {"listing": Listing.PUBLIC, "state": CentreState.CLOSED},
            {"visitor", "stranger", "other staff", "other coordinator", "editor", "contact"},
        ),
    ],
)
def test_a_centre_is_hidden_from_these(given: dict[str, object], hidden_from: set[str]) -> None:
    centre = _centre(**given)

    found = {name for name, actor in ACTORS.items() if not policy.can_view(actor, centre)}

    assert found == hidden_from


@pytest.mark.parametrize(
    ("given", "named_to"),
    [
        ({"listing": Listing.PUBLIC}, {"members", "contacts"}),
        ({"listing": Listing.MEMBERS}, {"members", "contacts"}),
        ({"listing": Listing.UNLISTED}, {"contacts"}),
        ({"listing": Listing.PUBLIC, "state": CentreState.DRAFT}, set()),
    ],
)
def test_a_centre_is_named_to_these_of_other_centres(
    given: dict[str, object], named_to: set[str]
) -> None:
    found = {
        name
        for name, near in (("members", False), ("contacts", True))
        if policy.is_named_to_others(_centre(**given), in_contact=near)
    }

    assert found == named_to


@pytest.mark.parametrize(
    ("level", "seen_by"),
    [
        ("only_me", {"staff", "guest", "supervisor", "coordinator", "secretariat"}),
        ("contacts", {"staff", "guest", "supervisor", "coordinator", "secretariat", "contact"}),
        ("members", set(ACTORS) - {"visitor", "stranger"}),
        ("public", set(ACTORS)),
    ],
)
def test_a_field_is_seen_by_these(level: str, seen_by: set[str]) -> None:
    centre = _centre(visibility={"website": level})

    found = {name for name, a in ACTORS.items() if policy.can_see_field(a, centre, "website")}

    assert found == seen_by
