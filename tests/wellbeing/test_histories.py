"""An own history: opened by its person alone, added to, looked back on, and deleted."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, TooMany
from network.people import passphrases
from network.people.actions import passphrases as passphrase_actions
from network.people.actions import sessions
from network.people.models import Person
from network.wellbeing.actions import keeping, opening_history
from network.wellbeing.models.histories import History
from network.wellbeing.queries import histories
from network.wellbeing.rules.histories import as_csv
from network.wellbeing.rules.pulse import Part, Prompt
from tests.wellbeing.check_in_world import (
    BROWSER,
    CARRYING,
    FIRST,
    MIDDLING,
    NEW_PASSPHRASE,
    PASSPHRASE,
    READS_FILES,
    STEADY,
    at_noon,
    begin,
    everything_written,
    make_writer,
)

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
MARK = "Zibelinenmond over the quiet ward"


@pytest.fixture
async def writer() -> Actor:
    return await make_writer()


async def change_passphrase(who: Actor, old: str, new: str) -> None:
    person = await Person.get(id=who.person_id)
    begun = await sessions.begin_open_session(person, BROWSER)
    await passphrase_actions.change_passphrase(begun.session, old, new, BROWSER)


# opening ------------------------------------------------------------------------------------------


async def test_the_passphrase_opens_the_history_again(writer: Actor) -> None:
    key = await begin(writer)

    assert await opening_history.open_history(writer, PASSPHRASE, BROWSER) == key


async def test_nobody_begins_one_under_a_passphrase_that_is_not_theirs(writer: Actor) -> None:
    with pytest.raises(Invalid):
        await opening_history.begin(writer, "something else entirely", BROWSER)

    assert not await histories.has_history(writer)


async def test_a_second_history_is_refused(writer: Actor) -> None:
    key = await begin(writer)
    await keeping.note(writer, key, "a", "First words")

    with pytest.raises(Conflict):
        await opening_history.begin(writer, PASSPHRASE, BROWSER)

    assert [one.words for one in (await histories.read(writer, key)).history.entries] == [
        "First words"
    ]


async def test_guessing_the_passphrase_is_slowed(writer: Actor) -> None:
    await begin(writer)

    for number in range(10):
        with pytest.raises(Invalid):
            await opening_history.open_history(writer, f"guess {number}", BROWSER)
    with pytest.raises(TooMany):
        await opening_history.open_history(writer, PASSPHRASE, BROWSER)


async def test_the_recovery_code_opens_it_however_it_is_typed(writer: Actor) -> None:
    begun = await opening_history.begin(writer, PASSPHRASE, BROWSER)
    typed = f" {begun.code.lower().replace('-', ' ')} ".replace("0", "o").replace("1", "l")

    key = await opening_history.open_by_code(writer, typed, PASSPHRASE, BROWSER)

    assert key == begun.key


async def test_a_wrong_recovery_code_opens_nothing(writer: Actor) -> None:
    await begin(writer)
    other = (await opening_history.begin(await make_writer(), PASSPHRASE, BROWSER)).code

    with pytest.raises(Invalid):
        await opening_history.open_by_code(writer, other, PASSPHRASE, BROWSER)


async def test_a_new_recovery_code_replaces_the_old_one(writer: Actor) -> None:
    begun = await opening_history.begin(writer, PASSPHRASE, BROWSER)

    code = await opening_history.renew_code(writer, begun.key)

    assert await opening_history.open_by_code(writer, code, PASSPHRASE, BROWSER) == begun.key
    with pytest.raises(Invalid):
        await opening_history.open_by_code(writer, begun.code, PASSPHRASE, BROWSER)


async def test_a_changed_passphrase_opens_the_history(writer: Actor) -> None:
    key = await begin(writer)

    await change_passphrase(writer, PASSPHRASE, NEW_PASSPHRASE)

    assert await opening_history.open_history(writer, NEW_PASSPHRASE, BROWSER) == key


async def test_after_a_forgotten_passphrase_only_the_recovery_code_opens_it(
    writer: Actor,
) -> None:
    begun = await opening_history.begin(writer, PASSPHRASE, BROWSER)
    forgotten = await passphrases.hashed(NEW_PASSPHRASE)
    await Person.filter(id=writer.person_id).update(passphrase_hash=forgotten)

    with pytest.raises(opening_history.NeedsCode):
        await opening_history.open_history(writer, NEW_PASSPHRASE, BROWSER)
    await opening_history.open_by_code(writer, begun.code, NEW_PASSPHRASE, BROWSER)

    assert await opening_history.open_history(writer, NEW_PASSPHRASE, BROWSER) == begun.key


async def test_another_persons_key_opens_nothing(writer: Actor) -> None:
    other = await make_writer()
    key = await begin(other)
    await begin(writer)
    await keeping.note(other, key, "a", MARK)

    with pytest.raises(NotFound):
        await histories.read(writer, key)


async def test_a_history_put_in_another_persons_place_does_not_open(writer: Actor) -> None:
    key = await begin(writer)
    other = await make_writer()
    await begin(other)
    row = await History.get(person_id=writer.person_id)
    await History.filter(person_id=other.person_id).update(
        box=row.box, by_passphrase=row.by_passphrase
    )

    with pytest.raises(NotFound):
        await histories.read(other, key)
    with pytest.raises(opening_history.NeedsCode):
        await opening_history.open_history(other, PASSPHRASE, BROWSER)


# between two pages --------------------------------------------------------------------------------


async def test_a_key_is_carried_through_one_session_for_twenty_minutes(db: object) -> None:
    key, session = b"k" * 32, uuid4()
    with clock.at(at_noon(FIRST)):
        cookie = histories.carried(key, session)

    with clock.at(at_noon(FIRST) + timedelta(minutes=19)):
        assert histories.key_carried(cookie, session) == key
        assert histories.key_carried(cookie, uuid4()) is None
        assert histories.key_carried(cookie[:-4] + "AAAA", session) is None
        assert histories.key_carried("forged", session) is None
    with clock.at(at_noon(FIRST) + timedelta(minutes=21)):
        assert histories.key_carried(cookie, session) is None


# writing ------------------------------------------------------------------------------------------


async def test_check_ins_are_kept_with_their_scores_and_words(writer: Actor) -> None:
    key = await begin(writer)

    with clock.at(at_noon(FIRST)):
        await keeping.check_in(writer, key, "a", CARRYING, "A hard week")
        kept = (await histories.read(writer, key)).history

    (entry,) = kept.entries
    assert (entry.on, entry.instrument, entry.version) == (FIRST, "pulse10", "1")
    assert (entry.answers, entry.words) == (CARRYING, "A hard week")
    assert entry.scores[Part.STRAIN] == 100.0


async def test_the_own_trend_is_there_oldest_first(writer: Actor) -> None:
    key = await begin(writer)
    for days, answers in ((0, STEADY), (30, MIDDLING), (60, CARRYING)):
        with clock.at(at_noon(FIRST + timedelta(days=days))):
            await keeping.check_in(writer, key, f"form {days}", answers)

    with clock.at(at_noon(FIRST + timedelta(days=61))):
        kept = (await histories.read(writer, key)).history

    assert kept.strains() == [0.0, 50.0, 100.0]
    assert Prompt.RISE in kept.outcome(kept.entries[-1]).prompts
    assert kept.outcome(kept.entries[0]).prompts == ()
    assert kept.strains(before="form 60") == [0.0, 50.0]


async def test_a_form_sent_twice_is_kept_once(writer: Actor) -> None:
    key = await begin(writer)

    await keeping.check_in(writer, key, "same", STEADY)
    await keeping.check_in(writer, key, "same", STEADY)

    assert len((await histories.read(writer, key)).history.entries) == 1


async def test_answers_that_cannot_be_are_refused(writer: Actor) -> None:
    key = await begin(writer)

    with pytest.raises(Invalid) as refused:
        await keeping.check_in(writer, key, "a", {**STEADY, 3: 5, 11: 0})

    assert set(refused.value.fields) == {"q3", "q11"}
    assert (await histories.read(writer, key)).history.entries == ()


async def test_every_question_may_be_skipped(writer: Actor) -> None:
    key = await begin(writer)

    entry = await keeping.check_in(writer, key, "a", dict.fromkeys(range(1, 11)))

    assert set(entry.scores.values()) == {None}


async def test_words_are_changed_and_entries_taken_out(writer: Actor) -> None:
    key = await begin(writer)
    await keeping.note(writer, key, "a", "one")
    await keeping.note(writer, key, "b", "two")

    await keeping.reword(writer, key, "a", "uno")
    await keeping.drop(writer, key, "b")

    assert [one.words for one in (await histories.read(writer, key)).history.entries] == ["uno"]


async def test_what_another_tab_wrote_meanwhile_stays(writer: Actor) -> None:
    key = await begin(writer)
    opened = await histories.read(writer, key)
    await keeping.note(writer, key, "a", "from the other tab")

    stored = await keeping._store(writer, key, opened.history, opened.version)

    assert not stored
    assert len((await histories.read(writer, key)).history.entries) == 1


async def test_a_download_holds_everything_and_no_formulas(writer: Actor) -> None:
    key = await begin(writer)
    with clock.at(at_noon(FIRST)):
        await keeping.check_in(writer, key, "a", {1: 4}, "=cmd()")
        kept = (await histories.read(writer, key)).history

    lines = as_csv(kept.entries).splitlines()

    assert lines[:2] == ["on,instrument,version,what,value", "2026-03-02,pulse10,1,1,4"]
    assert lines[-1] == "2026-03-02,pulse10,1,words,'=cmd()"


async def test_deleting_everything_leaves_no_row(writer: Actor) -> None:
    key = await begin(writer)
    await keeping.note(writer, key, "a", MARK)

    await keeping.erase(writer, key)

    assert await History.all().count() == 0
    with pytest.raises(NotFound):
        await opening_history.open_history(writer, PASSPHRASE, BROWSER)


# what the portal knows of it ----------------------------------------------------------------------


@READS_FILES
async def test_nothing_of_a_history_can_be_read_in_any_file(writer: Actor, tmp_path: Path) -> None:
    key = await begin(writer)
    await keeping.check_in(writer, key, "form-key-of-mine", CARRYING, MARK)

    written = everything_written(tmp_path)

    assert str(writer.person_id).encode() in written  # the row is there
    for told in (MARK.encode(), b"pulse10", b"form-key-of-mine", key, key.hex().encode()):
        assert told not in written


async def test_the_size_and_the_version_do_not_tell_how_often_somebody_wrote(
    writer: Actor,
) -> None:
    key, other = await begin(writer), await make_writer()
    await begin(other)

    await keeping.check_in(writer, key, "a", STEADY)
    await keeping.check_in(writer, key, "b", CARRYING, "short")

    rows = {row.person_id: row for row in await History.all()}
    mine, theirs = (row for _person, row in sorted(rows.items()))
    assert len(mine.box) == len(theirs.box)
    assert mine.version != 3


async def test_the_row_has_no_time_finer_than_a_month(writer: Actor) -> None:
    key = await begin(writer)
    with clock.at(at_noon(FIRST)):
        await keeping.check_in(writer, key, "a", STEADY)

    row = await History.get(person_id=writer.person_id)

    assert row.goes_on.isoformat() == "2027-03-31"
    assert [name for name in History._meta.fields_map if name.endswith("_at")] == []
