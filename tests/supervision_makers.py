"""Makers of supervisors, agreements and sessions for tests."""

from datetime import date
from typing import Any

from network.kernel.actor import Role
from network.people.models import Person
from network.supervision.models import (
    Agreement,
    AgreementState,
    Kind,
    Party,
    PartyRole,
    PartyState,
    Supervisor,
    SupervisorState,
)
from tests.factories import make_member

ALL_WEEK = [[day, 0, 24 * 60] for day in range(1, 8)]


async def make_supervisor(person: Person | None = None, **given: Any) -> Supervisor:
    """A verified supervisor who can be booked at any hour, from a minute before."""
    person = person or await make_member(role=Role.SUPERVISOR)
    plain: dict[str, Any] = {
        "state": SupervisorState.VERIFIED,
        "zone": "Europe/Berlin",
        "weekly": ALL_WEEK,
        "languages": {"en": "native"},
        "kinds": list(Kind),
        "notice": 0,
        "after": 0,
        "practice_years": 8,
        "survivor_years": 4,
        "training_hours": 80,
        "own_supervision": "monthly",
    }
    return await Supervisor.create(person=person, **(plain | given))


async def make_agreement(
    supervisor: Supervisor | None, *members: Person, kind: Kind = Kind.INDIVIDUAL, **given: Any
) -> Agreement:
    """An active agreement that everybody has signed; without a supervisor the first leads."""
    plain: dict[str, Any] = {
        "state": AgreementState.ACTIVE,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2028, 12, 31),
        "most_members": 1 if kind is Kind.INDIVIDUAL else 8,
    }
    agreement = await Agreement.create(supervisor=supervisor, kind=kind, **(plain | given))
    roles = {}
    if supervisor is not None:
        roles[supervisor.person_id] = PartyRole.SUPERVISOR
    elif members:
        roles[members[0].id] = PartyRole.FACILITATOR
    for member in members:
        roles.setdefault(member.id, PartyRole.SUPERVISEE)
    for person_id, role in roles.items():
        await Party.create(
            agreement=agreement,
            person_id=person_id,
            role=role,
            state=PartyState.SIGNED,
            signed_edition=1,
        )
    return await Agreement.get(id=agreement.id).prefetch_related("parties", "supervisor")
