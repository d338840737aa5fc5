"""How the people of supervision are named: as they chose, without the place they hide."""

from typing import Any

import pytest

from network.people.models import DisplayMode
from network.settings import Settings
from network.supervision.queries import people
from network.supervision.queries.people import Named
from tests.factories import actor, make_centre, make_member, make_person

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"display_mode": DisplayMode.POSITION_REGION}, "psychologist, Sub-Saharan Africa"),
        ({"display_mode": DisplayMode.CODE, "code_name": "Heron"}, "Heron"),
        ({"display_mode": DisplayMode.CODE}, "psychologist, Sub-Saharan Africa"),
        ({"display_mode": DisplayMode.CALLED_POSITION}, "psychologist, Sub-Saharan Africa"),
    ],
)
async def test_who_hides_their_centre_is_named_without_it_and_without_its_zone(
    db: Settings, given: dict[str, Any], name: str
) -> None:
    del db
    centre = await make_centre(name="Cedar House", weekend=[5, 6])
    person = await make_member(centre, position="psychologist", zone="Africa/Nairobi", **given)
    others = [await actor(await make_member()), await actor(await make_member(centre))]

    seen = [(await people.names(reader, [person.id]))[person.id] for reader in others]
    own = (await people.names(await actor(person), [person.id]))[person.id]

    assert seen == [Named(person.id, name, "")] * 2
    assert own == Named(person.id, name, "Cedar House", "Africa/Nairobi", (5, 6), "KE")


async def test_who_shows_their_centre_is_named_with_it(db: Settings) -> None:
    del db
    centre = await make_centre(name="Cedar House", weekend=[5, 6])
    person = await make_member(centre, name="Amal Haddad", zone="Africa/Nairobi")

    found = await people.names(await actor(await make_member()), [person.id])

    named = Named(person.id, "Amal Haddad", "Cedar House", "Africa/Nairobi", (5, 6), "KE")
    assert found == {person.id: named}


async def test_who_hides_their_centre_and_has_none_lives_by_no_zone_either(db: Settings) -> None:
    del db
    person = await make_person(
        display_mode=DisplayMode.CODE, code_name="Heron", zone="Africa/Nairobi"
    )

    found = await people.names(await actor(await make_member()), [person.id])

    assert found == {person.id: Named(person.id, "Heron", "")}
