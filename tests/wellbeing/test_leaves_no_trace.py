"""Nothing about anybody's check-in lies anywhere: not in a table, a file, a log, a fact, a mail."""

import logging
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from tortoise import Tortoise

from network.db import connection
from network.kernel import clock
from network.kernel.actor import Actor
from network.notifications.models import Notice, QueuedMail
from network.outbox import RecordedEvent
from network.people.models import Person
from network.site.middleware import journal
from network.wellbeing.actions import (
    answering,
    ballot_boxes,
    forgetting,
    keeping,
    moving,
    opening_history,
)
from network.wellbeing.models.rounds import Asked
from tests.browser_client import Browser
from tests.factories import actor, make_centre
from tests.wellbeing.check_in_world import (
    BROWSER,
    CARRYING,
    FIRST,
    MIDDLING,
    PASSPHRASE,
    READS_FILES,
    answer,
    at_noon,
    everything_written,
    make_staff,
    make_worker,
    make_writer,
    open_round,
    release,
    rows_naming,
)

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("portal")]
MARK = "Zibelinenmond"
AFTER = FIRST + timedelta(days=14)


@pytest.fixture(autouse=True)
def _all_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


async def whole_life(who: Actor) -> tuple[bytes, str]:
    """Somebody does all there is to do; their key and code."""
    with clock.at(at_noon(FIRST)):
        begun = await opening_history.begin(who, PASSPHRASE, BROWSER)
        await keeping.check_in(who, begun.key, f"form {MARK}", CARRYING, MARK)
        await keeping.note(who, begun.key, "note", MARK)
        await answering.hand_in(who, begun.key, CARRYING)
        await answering.withdraw(who, begun.key)
        await answering.hand_in(who, begun.key, CARRYING)
        await ballot_boxes.mix_all()
    return begun


async def test_neither_words_nor_answers_nor_keys_are_in_any_file_or_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    who = await make_writer()
    one = await open_round()

    key, code = await whole_life(who)

    answers = bytes(value or 0 for value in CARRYING.values())
    secrets = [MARK.encode(), key, key.hex().encode(), code.encode(), PASSPHRASE.encode(), answers]
    for _moment in ("open", "released"):
        written = everything_written(tmp_path)
        assert [secret for secret in secrets if secret in written] == []
        if _moment == "open":
            await release(one)
    assert MARK not in caplog.text
    assert str(who.person_id) not in caplog.text


@READS_FILES
async def test_no_journal_holds_a_ballot_beside_the_mark_of_who_gave_it(tmp_path: Path) -> None:
    who = await make_writer()
    await open_round()

    with clock.at(at_noon(FIRST)):
        await answering.hand_in(who, b"k" * 32, MIDDLING)

    assert [path.stat().st_size for path in tmp_path.rglob("*-wal")] == [0]


async def test_no_line_of_the_log_says_when_somebody_was_there(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    await browser.sign_in_as(await make_worker(await make_centre()))

    page = await browser.get("/check-in")
    sent = await browser.submit(page, to="see", q1="3")
    gone = await browser.get(f"/check-in/together/{uuid4()}")

    lines = [vars(line).get("route") for line in caplog.records if line.name == "network.requests"]
    assert (sent.status_code, gone.status_code) == (200, 404)
    assert [route for route in lines if route and "check" in route] == []


async def test_what_fails_is_logged_without_saying_on_which_of_the_pages(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scope = {"method": "POST", "route": SimpleNamespace(name="check_in.answer")}

    journal.note(scope, "1", 500, 0)

    (line,) = [vars(one) for one in caplog.records if one.name == "network.requests"]
    assert (line["route"], line["status"]) == ("check_in", 500)


async def test_facts_tell_of_rounds_and_never_of_who_did_anything() -> None:
    who = await make_writer()
    one = await open_round()
    before = {row.id for row in await RecordedEvent.all()}

    await whole_life(who)
    during = [row.name for row in await RecordedEvent.all() if row.id not in before]
    await release(one)

    assert during == []
    told = [row for row in await RecordedEvent.all() if row.name.startswith("CheckIn")]
    assert sorted(row.name for row in told) == ["CheckInReleased", "CheckInRoundOpened"]
    assert [row.actor_id for row in told] == [None, None]


async def test_who_answered_and_who_did_not_are_told_alike_everywhere() -> None:
    """In every table but the one that marks taking part, and the history, they look the same."""
    centre = await make_centre()
    answered, silent = await make_writer(centre), await make_writer(centre)
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        await answering.hand_in(answered, b"k" * 32, CARRYING)
    await release(one)

    found = [await rows_naming(who.person_id) for who in (answered, silent) if who.person_id]

    assert found[0] == found[1]
    assert found[0]["check_in_asked"] == 1
    assert "sealed_ballot" not in found[0]


async def test_the_mark_of_taking_part_goes_with_the_next_release() -> None:
    centre = await make_centre()
    people = await make_staff(centre, 3)
    one = await open_round()
    await answer(people[:1], CARRYING)
    await release(one)
    marked = await Asked.filter(took_part=True).count()

    await release(await open_round(FIRST + timedelta(days=84)))

    assert (marked, await Asked.filter(took_part=True).count()) == (1, 0)


async def test_notices_are_the_same_for_all_and_no_mail_goes_out() -> None:
    people = await make_staff(await make_centre(), 4)
    one = await open_round()
    await answer(people[:2], MIDDLING)
    await release(one)
    with clock.at(at_noon(AFTER)):
        await forgetting.forget_due()
        await moving.tell_coordinators()

    rows = await Notice.filter(person_id__in=[person.id for person in people])

    kinds = {
        person.id: sorted(r.kind for r in rows if r.person_id == person.id) for person in people
    }
    assert set(map(tuple, kinds.values())) == {("check_in_opened", "check_in_released")}
    assert await QueuedMail.all().count() == 0


async def test_answering_changes_nothing_anybody_could_compare() -> None:
    """Apart from the ballot and its mark, the database stays as it was, for every table."""
    who = await actor((await make_staff(await make_centre(), 1))[0])
    await open_round()
    before = await _shape()

    with clock.at(at_noon(FIRST)):
        await answering.hand_in(who, b"k" * 32, CARRYING)

    after = await _shape()
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"check_in_asked", "sealed_ballot"}


async def test_the_person_itself_is_not_touched() -> None:
    who = await make_writer()
    await open_round()
    before = await Person.get(id=who.person_id)

    await whole_life(who)

    after = await Person.get(id=who.person_id)
    assert (before.version, before.changed_at) == (after.version, after.changed_at)


async def _shape() -> dict[str, list[str]]:
    tables = sorted(model._meta.db_table for model in Tortoise.apps["network"].values())
    ask = connection().execute_query_dict
    return {name: sorted(map(str, await ask(f'SELECT * FROM "{name}"'))) for name in tables}  # noqa: S608
