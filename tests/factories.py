"""Makers of stored records: every argument optional, every default plain."""

from itertools import count
from typing import Any

from network.centres import queries as centre_queries
from network.centres import rules as centre_rules
from network.centres.actions import profile
from network.centres.models import Centre, CentreState, Listing, Membership, NetworkRole
from network.expertise import actions as expertise_actions
from network.expertise import queries as expertise_queries
from network.expertise.models import Kind
from network.expertise.models import Listing as Offer
from network.kernel import clock
from network.kernel.actor import SYSTEM, Actor, Role
from network.people.models import Person

_numbers = count(1)


async def make_person(**given: Any) -> Person:
    """Somebody with an account and no roles."""
    n = next(_numbers)
    plain: dict[str, Any] = {
        "email": f"person{n}@example.org",
        "email_key": f"person{n}@example.org",
        "name": f"Person {n}",
        "conduct_version": 1,
    }
    return await Person.create(**(plain | given))


async def make_centre(**given: Any) -> Centre:
    """A confirmed centre that members see, known to the directory and the search."""
    n = next(_numbers)
    codes = given.pop("codes", ())
    spoken = given.pop("languages", {"en": "native"})
    plain: dict[str, Any] = {
        "name": f"Centre {n}",
        "slug": f"centre-{n}",
        "country": "KE",
        "region": "SSA",
        "zone": "Africa/Nairobi",
        "town": "Nairobi",
        "state": CentreState.CONFIRMED,
        "listing": Listing.MEMBERS,
        "confirmed_at": clock.now(),
    }
    values = plain | given
    values.setdefault("name_key", centre_rules.name_key(values["name"]))
    centre = await Centre.create(**values)
    await profile.edit_profile(SYSTEM, centre, centre.version, codes=codes, languages=spoken)
    return centre


async def make_member(
    centre: Centre | None = None, role: Role = Role.STAFF, **given: Any
) -> Person:
    """Somebody who works at a centre."""
    person = await make_person(**given)
    centre = centre or await make_centre()
    await Membership.create(person=person, centre=centre, role=role)
    return person


async def make_coordinator(centre: Centre | None = None, **given: Any) -> Person:
    return await make_member(centre, Role.COORDINATOR, **given)


async def make_admin(**given: Any) -> Person:
    """Somebody of the secretariat."""
    person = await make_person(**given)
    await NetworkRole.create(person=person, role=Role.NETWORK_ADMIN)
    return person


async def actor(person: Person) -> Actor:
    """The person as they act right now."""
    return await centre_queries.actor_of(person.id)


async def coordinator_of(centre: Centre) -> Actor:
    return await actor(await make_coordinator(centre))


async def make_listing(centre: Centre | None = None, **given: Any) -> Offer:
    """A published offer (or need) with everything others need to find it."""
    centre = centre or await make_centre()
    owner = given.pop("owner", None) or await coordinator_of(centre)
    is_draft = given.pop("is_draft", False)
    kind = given.pop("kind", Kind.OFFER)
    plain: dict[str, Any] = {
        "language": "en",
        "title": f"Listing {next(_numbers)}",
        "summary": "",
        "codes": ["TH-PAIN"],
        "languages": {},
        "level": "members",
        "capacity": 1,
    }
    listing = await expertise_actions.draft_listing(owner, centre, kind, **(plain | given))
    if not is_draft:
        await expertise_actions.publish(owner, listing)
    return await expertise_queries.get_listing(owner, listing.id)
