"""Plain SQL gives what the ORM gives, on either engine."""

from datetime import timedelta

import pytest
from tortoise.exceptions import OperationalError

from network.centres.models import Membership
from network.db import Record, plain, transaction
from network.exchanges.models.visits import Visit
from network.kernel import clock
from network.people.models import Person
from network.settings import Settings
from tests.factories import make_centre, make_member

pytestmark = pytest.mark.anyio


async def test_records_are_those_of_the_orm(db: Settings) -> None:
    person = await make_member(languages=[{"code": "fr", "level": "C1"}])
    await make_member()

    (found,) = await plain.records(Person, "WHERE person.id = $1", person.id)

    assert _fields(found) == _fields(await Person.get(id=person.id))


async def test_records_come_with_those_they_belong_to(db: Settings) -> None:
    centre = await make_centre(codes=["SV-PSY"])
    person = await make_member(centre)
    await make_member()

    which = "WHERE membership.person_id = $1"
    (found,) = await plain.records(Membership, which, person.id, related=("centre", "person"))

    stored = await Membership.get(id=found.id).select_related("centre", "person")
    assert _fields(found) == _fields(stored)
    assert _fields(found.centre) == _fields(stored.centre)
    assert _fields(found.person) == _fields(stored.person)


async def test_two_relations_of_one_kind_stay_apart_and_may_be_empty(db: Settings) -> None:
    home, host = await make_centre(), await make_centre()
    visitor = await make_member(home)
    whole = await Visit.create(visitor=visitor, home_centre=home, host_centre=host)
    half = await Visit.create(visitor=visitor, home_centre=home)

    relations = ("home_centre", "host_centre")
    which = f"WHERE visit.id IN ({plain.marks((whole, half))}) ORDER BY visit.created_at"
    found = await plain.records(Visit, which, whole.id, half.id, related=relations)

    sides = [(one.home_centre, one.host_centre) for one in found]
    assert sides == [(home, host), (home, None)]
    assert found[1].host_centre_id is None


async def test_keys_and_instants_are_compared_as_they_are_stored(db: Settings) -> None:
    people = [await make_member() for _ in range(3)]
    await Person.filter(id=people[0].id).update(changed_at=clock.now() - timedelta(days=1))
    keys = [person.id for person in people[:2]]

    which = f"WHERE changed_at > $1 AND id IN ({plain.marks(keys, 2)})"
    found = await plain.records(Person, which, clock.now() - timedelta(hours=1), *keys)

    assert [person.id for person in found] == [people[1].id]


async def test_a_transaction_reads_what_it_has_written(db: Settings) -> None:
    person = await make_member()

    async with transaction():
        await Person.filter(id=person.id).update(called="Nino")
        rows = await plain.rows("SELECT called FROM person WHERE id = $1", person.id)

    assert rows == [{"called": "Nino"}]


async def test_questions_asked_together_have_each_its_own_answer(db: Settings) -> None:
    person = await make_member(called="Nino")
    named = plain.rows("SELECT called FROM person WHERE id = $1", person.id)
    records = plain.records(Person, "WHERE person.id = $1", person.id)
    count = plain.rows("SELECT COUNT(*) AS n FROM person").then(lambda found: found[0]["n"])

    assert await plain.together(named, records, count) == ([{"called": "Nino"}], [person], 1)


async def test_questions_asked_together_in_a_transaction_see_what_it_has_written(
    db: Settings,
) -> None:
    person = await make_member()
    named = plain.rows("SELECT called FROM person WHERE id = $1", person.id)
    count = plain.rows("SELECT COUNT(*) AS n FROM person WHERE called = 'Nino'")

    async with transaction():
        await Person.filter(id=person.id).update(called="Nino")
        told = await plain.together(named, count)

    assert told == ([{"called": "Nino"}], [{"n": 1}])


async def test_one_wrong_question_fails_all_and_the_next_are_answered(db: Settings) -> None:
    right, wrong = plain.rows("SELECT 1 AS n"), plain.rows("SELECT n FROM nowhere")

    for _ in range(5):
        with pytest.raises(OperationalError):
            await plain.together(right, wrong)

    assert await plain.together(right, right) == ([{"n": 1}], [{"n": 1}])


async def test_what_a_writing_statement_returns_is_read(db: Settings) -> None:
    person = await make_member()
    renaming = "UPDATE person SET called = 'Nino' WHERE id = $1 RETURNING called"

    assert await plain.returned(renaming, person.id) == [{"called": "Nino"}]


def _fields(record: Record) -> dict[str, object]:
    return {name: getattr(record, name) for name in record._meta.db_fields}
