"""Networks of any size, written straight into the database, with a fixed seed."""

import random
from itertools import islice
from typing import TypeVar

from tortoise.models import Model

from network.centres.actions import profile
from network.centres.models import Centre, CentreState, Listing, Membership, Revision
from network.expertise.models import Kind, ListingState
from network.expertise.models import Listing as Offer
from network.kernel import clock, taxonomy
from network.kernel.actor import Role
from network.people.models import Person

Row = TypeVar("Row", bound=Model)
_PLACES = (
    ("Nairobi", "KE", "SSA", "Africa/Nairobi"),
    ("Tbilisi", "GE", "EUR", "Asia/Tbilisi"),
    ("Lima", "PE", "LAC", "America/Lima"),
    ("Amman", "JO", "MENA", "Asia/Amman"),
    ("Kathmandu", "NP", "ASIA", "Asia/Kathmandu"),
    ("Chicago", "US", "NAM", "America/Chicago"),
    ("Sydney", "AU", "PAC", "Australia/Sydney"),
)
_LANGUAGES = ("en", "fr", "es", "ar", "ru", "ka", "sw", "ne", "pt", "sq")
_WORDS = (
    "pain", "sleep", "groups", "families", "court", "forest", "garden", "village", "school",
    "letters", "bread", "river",
)  # fmt: skip


async def build(centres: int, listings: int) -> Person:
    """Fill an empty database; returns a coordinator to read as."""
    chance = random.Random(7)
    codes = [t.code for n in ("services", "themes", "approaches") for t in taxonomy.terms(n)]
    rows = [_centre(n, chance, codes) for n in range(centres)]
    await _store(Centre, rows)
    offers = [_listing(n, chance.choice(rows), chance, codes) for n in range(listings)]
    await _store(Offer, offers)
    await Revision.filter(id=1).update(number=centres)
    for centre in rows[:160]:
        await profile.reindex(centre.id)
    return await _reader(rows[0])


async def _store(model: type[Row], rows: list[Row]) -> None:
    rest = iter(rows)
    while chunk := list(islice(rest, 500)):
        await model.bulk_create(chunk)


def _centre(n: int, chance: random.Random, codes: list[str]) -> Centre:
    town, country, region, zone = chance.choice(_PLACES)
    name = f"House of {chance.choice(_WORDS).title()} {n}"
    return Centre(
        slug=f"house-{n}",
        name=name,
        name_key=name.lower(),
        town=town,
        country=country,
        region=region,
        zone=zone,
        state=CentreState.CONFIRMED,
        listing=chance.choice((Listing.MEMBERS, Listing.PUBLIC)),
        codes=chance.sample(codes, 8),
        languages=dict.fromkeys(chance.sample(_LANGUAGES, 2), "native"),
        confirmed_at=clock.now(),
        revision=n + 1,
    )


def _listing(n: int, centre: Centre, chance: random.Random, codes: list[str]) -> Offer:
    words = " ".join(chance.sample(_WORDS, 4))
    return Offer(
        centre_id=centre.id,
        kind=chance.choice(tuple(Kind)),
        state=ListingState.PUBLISHED,
        language="en",
        title=f"Working with {words} {n}",
        summary=f"We show {words}, and what went wrong.",
        codes=chance.sample(codes, 3),
        confirmed_at=clock.now(),
    )


async def _reader(centre: Centre) -> Person:
    person = await Person.create(
        email="reader@example.org",
        email_key="reader@example.org",
        name="Reader",
        zone="Africa/Nairobi",
        conduct_version=1,
    )
    await Membership.create(person_id=person.id, centre_id=centre.id, role=Role.COORDINATOR)
    return person
