"""Who may see and do what with offers, needs, answers and requests, as tables."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from network.centres.models import Centre, CentreState
from network.expertise import policy, rules
from network.expertise.models import Answer, ContactRequest, Kind, Listing, ListingState
from network.kernel.actor import VISITOR, Actor, Role

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HERE, ELSEWHERE, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
ME, OTHER = UUID(int=11), UUID(int=12)
STAFF, COORDINATOR = frozenset({Role.STAFF}), frozenset({Role.COORDINATOR})
ACTORS = {  # the listing is of HERE, the answer and the request come from ELSEWHERE
    "visitor": VISITOR,
    "stranger": Actor(OTHER),
    "third": Actor(OTHER, {THIRD: COORDINATOR}),
    "contact": Actor(OTHER, {THIRD: STAFF}, contact_ids=frozenset({HERE})),
    "author": Actor(ME, {ELSEWHERE: STAFF}),
    "elsewhere": Actor(OTHER, {ELSEWHERE: COORDINATOR}),
    "staff": Actor(OTHER, {HERE: STAFF}),
    "coordinator": Actor(OTHER, {HERE: COORDINATOR}),
    "secretariat": Actor(OTHER, network_roles=frozenset({Role.NETWORK_ADMIN})),
}
MEMBERS = set(ACTORS) - {"visitor", "stranger"}


def _listing(**given: object) -> Listing:
    plain: dict[str, object] = {
        "centre_id": HERE,
        "kind": Kind.NEED,
        "state": ListingState.PUBLISHED,
        "level": "members",
        "confirmed_at": NOW,
    }
    return Listing(**(plain | given))


def _request() -> ContactRequest:
    return ContactRequest(centre_id=ELSEWHERE, asked_centre_id=HERE, author_id=ME)


def _answer() -> Answer:
    return Answer(centre_id=ELSEWHERE, author_id=ME)


def _may(verb: Callable[[Actor], bool]) -> set[str]:
    return {name for name, actor in ACTORS.items() if verb(actor)}


@pytest.mark.parametrize(
    ("given", "seen_by"),
    [
        ({"level": "public"}, set(ACTORS)),
        ({"level": "members"}, MEMBERS),
        ({"level": "contacts"}, {"contact", "staff", "coordinator", "secretariat"}),
        ({"level": "public", "state": ListingState.DRAFT}, {"staff", "coordinator"}),
        ({"level": "public", "state": ListingState.WITHDRAWN}, {"staff", "coordinator"}),
        (
            {"level": "public", "confirmed_at": NOW - rules.HIDDEN_AFTER},
            {"staff", "coordinator"},
        ),
        (
            {"confirmed_at": NOW - rules.HIDDEN_AFTER + timedelta(seconds=1)},
            MEMBERS,
        ),
        ({"centre": CentreState.CLOSED}, {"staff", "coordinator"}),
        ({"until_on": NOW.date()}, MEMBERS),
        ({"until_on": NOW.date() - timedelta(days=1)}, {"staff", "coordinator"}),
    ],
)
def test_a_listing_is_seen_by_these(given: dict[str, object], seen_by: set[str]) -> None:
    centre = Centre(id=HERE, state=given.pop("centre", CentreState.CONFIRMED))
    listing = _listing(**given)

    assert _may(lambda a: policy.can_view(a, listing, centre, NOW)) == seen_by


@pytest.mark.parametrize(
    ("verb", "may"),
    [
        (lambda a: policy.can_edit(a, _listing()), {"coordinator"}),
        (lambda a: policy.can_pick(a, _listing()), {"coordinator"}),
        (lambda a: policy.can_answer(a, _listing()), {"third", "elsewhere"}),
        (lambda a: policy.can_answer(a, _listing(kind=Kind.OFFER)), set()),
        (lambda a: policy.can_answer(a, _listing(state=ListingState.DRAFT)), set()),
        (lambda a: policy.can_answer(a, _listing(state=ListingState.WITHDRAWN)), set()),
        (lambda a: policy.can_see_answer(a, _answer(), _listing()), {"coordinator", "elsewhere"}),
        (lambda a: policy.can_withdraw_answer(a, _answer()), {"elsewhere"}),
        (lambda a: policy.can_ask(a, HERE), {"third", "contact", "author", "elsewhere"}),
        (
            lambda a: policy.can_see_request(a, _request()),
            {"author", "elsewhere", "coordinator"},
        ),
        (lambda a: policy.can_settle_request(a, _request()), {"coordinator"}),
        (lambda a: policy.can_withdraw_request(a, _request()), {"author", "elsewhere"}),
        (
            lambda a: policy.can_see_request(
                a, ContactRequest(centre_id=ELSEWHERE, asked_centre_id=HERE, author_id=None)
            ),
            {"elsewhere", "coordinator"},
        ),
    ],
)
def test_each_verb_is_for_these_and_nobody_else(
    verb: Callable[[Actor], bool], may: set[str]
) -> None:
    assert _may(verb) == may


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (CentreState.CONFIRMED, {"coordinator"}),
        (CentreState.DRAFT, set()),
        (CentreState.CLOSED, set()),
    ],
)
def test_only_coordinators_of_a_confirmed_centre_write_its_listings(
    state: CentreState, may: set[str]
) -> None:
    centre = Centre(id=HERE, state=state)

    assert _may(lambda a: policy.can_write(a, centre)) == may
