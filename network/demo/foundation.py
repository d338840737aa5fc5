"""Brings the demonstration network into an empty database, by the same actions people use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import pyotp

from network.centres import queries as centre_queries
from network.centres.actions import finding, importing, profile, staff
from network.centres.models import Centre, Listing, Risk
from network.demo import story
from network.demo.story import DemoCentre, DemoListing, DemoPerson
from network.expertise import actions as expertise
from network.expertise import queries as expertise_queries
from network.expertise.models import Kind
from network.kernel.actor import SYSTEM, Actor
from network.notifications.models import Notice
from network.people import passphrases
from network.people.actions import accounts as account_actions
from network.people.actions import second_factors
from network.people.models import Person
from network.web.routing import path_for

Tell = Callable[[str], None]


@dataclass(slots=True)
class Loaded:
    """What was loaded, by the story's keys."""

    centres: dict[str, Centre] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    listings: dict[str, UUID] = field(default_factory=dict)
    objects: list[dict[str, str]] = field(default_factory=list)
    feeds: list[dict[str, str]] = field(default_factory=list)

    def note(self, kind: str, path: str, owner: str) -> None:
        """Remember an object and whose it is."""
        email = self.people[owner].email
        self.objects.append({"kind": kind, "url": path, "owner": email})


async def load(tell: Tell) -> Loaded:
    """Load centres, people and what they offer, telling each step."""
    found = Loaded()
    tell("centres")
    for centre in story.CENTRES:
        await _centre(found, centre)
    tell("people")
    stored = await passphrases.hashed(story.PASSPHRASE)
    for person in story.PEOPLE:
        await _person(found, person, stored)
    for centre in story.CENTRES:
        await _confirm(found, centre)
    tell("offers and needs")
    for listing in story.LISTINGS:
        await _listing(found, listing)
    tell("requests and answers")
    await _requests(found)
    await _answers(found)
    tell("a file waiting to be brought in")
    await _import(found)
    return found


async def _centre(found: Loaded, given: DemoCentre) -> None:
    centre = await profile.create_centre(
        SYSTEM,
        given.name,
        acronym=given.acronym,
        town=given.town,
        country=given.country,
        region=given.region,
        zone=given.zone,
        weekend=list(given.weekend),
        website=f"https://www.{given.domain}",
        mailbox=f"exchange@{given.domain}",
        codes=given.codes.split(),
        languages=given.languages,
        visibility=given.visibility,
    )
    for language, text in given.texts.items():
        await profile.write_text(SYSTEM, centre, language, text)
    if given.is_high_risk:
        await profile.set_risk(SYSTEM, centre, Risk.HIGH)
    found.centres[given.key] = centre


async def _person(found: Loaded, given: DemoPerson, stored: str) -> None:
    prefix = given.key.split("-")[0]
    centre_key = story.WORKS_AT.get(prefix, prefix)
    centre = found.centres.get(centre_key)
    domain = next((c.domain for c in story.CENTRES if c.key == prefix), "secretariat.example")
    person = await account_actions.open_account(
        f"{given.key.lower()}@{domain}",
        given.name or given.key,
        stored,
        position=given.position,
        called=given.key,
        code_name=given.code_name,
        display_mode=given.display_mode,
        conduct_version=1,
        profession=given.profession,
        language=given.language,
        languages=[{"code": code} for code in given.languages],
        zone=centre.zone if centre else "Europe/Copenhagen",
    )
    for role in given.roles:
        await staff.take_up_role(person.id, centre.id if centre else None, role)
    actor = await centre_queries.actor_of(person.id)
    if actor.needs_second_factor:
        secret = pyotp.random_base32()
        await second_factors.install_second_factor(person.id, secret)
        found.secrets[given.key] = secret
    found.people[given.key] = person
    await finding.index_person(person.id)
    found.note("person", path_for("site:person", id=person.id), given.key)


async def _confirm(found: Loaded, given: DemoCentre) -> None:
    key = f"{given.key}-1"
    actor = await actor_of(found, key)
    centre = await centre_queries.get_centre_by_id(actor, found.centres[given.key].id)
    await profile.confirm(actor, centre, Listing(given.listing))
    found.centres[given.key] = await centre_queries.get_centre_by_id(actor, centre.id)
    found.note("centre", path_for("directory:show", slug=centre.slug), key)
    found.note("centre_desk", path_for("centres:desk", id=centre.id), key)


async def actor_of(found: Loaded, key: str) -> Actor:
    return await centre_queries.actor_of(found.people[key].id)


async def _listing(found: Loaded, given: DemoListing) -> None:
    owner = f"{given.centre}-1"
    actor = await actor_of(found, owner)
    listing = await expertise.draft_listing(
        actor,
        found.centres[given.centre],
        Kind(given.kind),
        codes=given.codes.split(),
        languages=given.spoken,
        language=given.language,
        title=given.title,
        summary=given.summary,
        level=given.level,
        capacity=given.capacity,
        from_on=given.from_on,
        until_on=given.until_on,
        near=given.near,
    )
    for language, (title, summary) in given.translations.items():
        await expertise.translate(actor, listing, language, title, summary)
    await expertise.publish(actor, listing)
    found.listings[given.key] = listing.id
    found.note(f"listing_{given.kind}", path_for("expertise:show", id=listing.id), owner)


async def _requests(found: Loaded) -> None:
    """One request accepted, one waiting, one to a centre that does not show its name."""
    accepted = await _ask(found, "LUM-1", "LAK-net", "May our young psychologist join you?")
    lak = await actor_of(found, "LAK-1")
    request = await expertise_queries.get_request(lak, accepted)
    await expertise.accept_request(lak, request, "With pleasure. Let us talk about September.")
    await _ask(found, "HIM-1", "MTA-pain", "Two of us would come in April, for two weeks.")
    await _ask(found, "LUM-1", "SYC-care", "Your need fits what we do. Shall we talk?")


async def _ask(found: Loaded, author: str, listing_key: str, text: str) -> UUID:
    actor = await actor_of(found, author)
    listing = await expertise_queries.get_listing(actor, found.listings[listing_key])
    by_id = await centre_queries.centres_by_id([listing.centre_id])
    own = found.centres[author.split("-", maxsplit=1)[0]].id
    request = await expertise.ask_contact(actor, own, by_id[listing.centre_id], listing, text)
    found.note("contact_request", path_for("requests:show", id=request.id), author)
    return request.id


async def _answers(found: Loaded) -> None:
    actor = await actor_of(found, "MTA-1")
    need = await expertise_queries.get_listing(actor, found.listings["HIM-pain"])
    await expertise.answer_need(
        actor,
        need,
        found.centres["MTA"].id,
        text="Come for the last two weeks of April. Our physiotherapist has time for you then.",
        from_on=date(2027, 4, 19),
        until_on=date(2027, 4, 30),
    )
    found.note("answer", path_for("expertise:show", id=need.id), "MTA-1")


async def _import(found: Loaded) -> None:
    admin = await actor_of(found, "NET-1")
    batch = await importing.prepare_import(admin, "new-centres.csv", story.IMPORT_FILE.encode())
    found.note("import", path_for("imports:show", id=batch.id), "NET-1")


async def note_notices(found: Loaded) -> None:
    keys = {person.id: key for key, person in found.people.items()}
    for notice in await Notice.all().limit(20):
        found.note("notice", path_for("notices:open", id=notice.id), keys[notice.person_id])


def accounts(found: Loaded) -> list[dict[str, Any]]:
    """Every account, as var/demo.json lists it."""
    listed = []
    for given in story.PEOPLE:
        prefix = given.key.split("-")[0]
        centre = found.centres.get(story.WORKS_AT.get(prefix, prefix))
        listed.append(
            {
                "email": found.people[given.key].email,
                "passphrase": story.PASSPHRASE,
                "totp_secret": found.secrets.get(given.key),
                "centre": centre.name if centre else "",
                "roles": [str(role) for role in given.roles],
            }
        )
    return listed
