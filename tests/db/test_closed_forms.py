"""A form acts once: however often, however simultaneously it is sent."""

import asyncio
from datetime import timedelta

import pytest

from network import outbox
from network.db import ClosedForm, IntegrityError, claim_form, transaction
from network.kernel import clock
from network.kernel.errors import Conflict, Repeated
from network.people.models import Person
from network.settings import Settings
from tests.factories import make_person

pytestmark = pytest.mark.anyio


async def act(key: str = "k", content: str = "a", *, fails: bool = False) -> str:
    """What a handler does: one act within a claimed form; returns how it ended."""
    try:
        async with claim_form(ClosedForm(key=key, fingerprint=content)), transaction():
            person = await make_person()
            if fails:
                await make_person(email_key=person.email_key)
    except Repeated as error:
        return f"repeated {error.location}"
    except Conflict:
        return "conflict"
    except IntegrityError:
        return "failed"
    return "done"


async def people() -> int:
    return await Person.all().count()


async def test_a_form_sent_twice_acts_once(db: Settings) -> None:
    del db

    assert [await act(), await act()] == ["done", "repeated None"]
    assert await people() == 1


async def test_a_form_sent_many_times_at_once_acts_once(db: Settings) -> None:
    del db

    done = await asyncio.gather(*(act() for _ in range(10)))

    assert sorted(done) == ["done", *["repeated None"] * 9]
    assert await people() == 1


async def test_a_repeated_form_is_led_where_the_first_was(db: Settings) -> None:
    del db
    await act()
    await ClosedForm.filter(key="k").update(location="/today")

    assert await act() == "repeated /today"


async def test_the_same_key_with_other_content_is_a_conflict(db: Settings) -> None:
    del db
    await act(content="a")

    assert await act(content="b") == "conflict"
    assert await people() == 1


async def test_other_content_at_the_same_time_is_a_conflict_too(db: Settings) -> None:
    del db

    done = await asyncio.gather(act(content="a"), act(content="b"))

    assert sorted(done) == ["conflict", "done"]
    assert await people() == 1


async def test_another_key_acts_again(db: Settings) -> None:
    del db

    assert [await act("one"), await act("two")] == ["done", "done"]
    assert await people() == 2


async def test_an_act_that_failed_leaves_its_key_unused(db: Settings) -> None:
    del db

    assert [await act(fails=True), await act(content="b")] == ["failed", "done"]
    assert await people() == 1


async def test_only_the_first_transaction_of_a_request_closes_the_form(db: Settings) -> None:
    del db

    async with claim_form(ClosedForm(key="k", fingerprint="a")):
        for _ in range(3):
            async with transaction():
                await make_person()

    assert await ClosedForm.all().count() == 1
    assert await people() == 3


async def test_a_form_that_changed_nothing_stays_open(db: Settings) -> None:
    del db

    async with claim_form(ClosedForm(key="k", fingerprint="a")):
        await people()

    assert await act() == "done"


async def test_acts_without_a_form_are_not_counted(db: Settings) -> None:
    del db

    async with transaction():
        await make_person()

    assert await ClosedForm.all().count() == 0


async def test_a_key_is_kept_for_two_days(db: Settings) -> None:
    del db
    await act()
    now = clock.now()

    with clock.at(now + timedelta(hours=47)):
        await outbox.purge()
        after_47_hours = await act()
    with clock.at(now + timedelta(hours=49)):
        await outbox.purge()
        after_49_hours = await act()

    assert (after_47_hours, after_49_hours) == ("repeated None", "done")
