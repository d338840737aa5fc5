"""What goes, on its day, with a clock that is set: nothing stays longer, nothing goes earlier."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from network.centres.models import Membership
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, NotFound
from network.people.models import Person
from network.wellbeing.actions import forgetting, keeping
from network.wellbeing.models.histories import FadingKey, History
from network.wellbeing.models.rounds import (
    Asked,
    CheckInRound,
    RoundCentre,
    RoundRelease,
    SealedBallot,
)
from network.wellbeing.queries import histories, retention
from network.wellbeing.queries.retention import Retention
from network.wellbeing.rules import timing
from network.wellbeing.vocabulary import RoundState
from tests.factories import make_centre
from tests.wellbeing.check_in_world import (
    CARRYING,
    FIRST,
    MIDDLING,
    READS_FILES,
    STEADY,
    answer,
    at_noon,
    begin,
    everything_written,
    key_of,
    make_staff,
    make_writer,
    open_round,
    release,
)

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
MARK = "Zibelinenmond"


@pytest.fixture
async def writer() -> Actor:
    return await make_writer()


async def forget_on(day: date) -> None:
    with clock.at(at_noon(day)):
        await forgetting.forget_due()


async def words_on(day: date, who: Actor, key: bytes) -> list[str]:
    with clock.at(at_noon(day)):
        return [one.words for one in (await histories.read(who, key)).history.entries]


# rounds -------------------------------------------------------------------------------------------


async def test_flags_and_what_a_release_kept_go_after_half_a_year() -> None:
    people = await make_staff(await make_centre(), 9)
    one = await open_round()
    await answer(people, MIDDLING)
    made = await release(one)
    last = made.released_on + timing.COUNTERS_FOR

    await forget_on(last - timedelta(days=1))
    before = (await Asked.all().count(), await RoundCentre.all().count())
    await forget_on(last)

    assert before == (9, 1)
    assert (await Asked.all().count(), await RoundCentre.all().count()) == (0, 0)
    stored = await RoundRelease.get(id=made.id)
    assert (stored.kept, stored.told) == (None, made.told)


async def test_releases_go_after_ten_years() -> None:
    made = await release(await open_round())

    await forget_on(date(2036, 3, 15))
    before = await RoundRelease.all().count()
    await forget_on(date(2036, 3, 16))

    assert (before, await RoundRelease.all().count(), await CheckInRound.all().count()) == (1, 0, 0)
    assert made.goes_on == date(2036, 3, 16)


async def test_a_ballot_left_behind_by_an_accident_goes_too() -> None:
    one = await open_round()
    await SealedBallot.create(id="0" * 64, round_id=one.id, box=b"left behind")
    await CheckInRound.filter(id=one.id).update(state=RoundState.CANCELLED, live=None)

    await forget_on(FIRST)

    assert await SealedBallot.all().count() == 0
    assert key_of(one) is None


async def test_an_open_round_loses_nothing() -> None:
    people = await make_staff(await make_centre(), 9)
    one = await open_round()
    await answer(people, MIDDLING)

    await forget_on(one.closes_on)

    assert (await SealedBallot.all().count(), await Asked.all().count()) == (9, 9)
    assert key_of(one) is not None


@READS_FILES
async def test_no_byte_of_a_ballot_is_left_in_any_file(tmp_path: Path) -> None:
    people = await make_staff(await make_centre(), 9)
    one = await open_round()
    await answer(people, CARRYING)
    rows, key = await SealedBallot.all(), key_of(one)
    before = everything_written(tmp_path)

    await release(one)

    after = everything_written(tmp_path)
    assert all(row.box in before and row.id.encode() in before for row in rows)
    assert [row.id for row in rows if row.box in after or row.id.encode() in after] == []
    assert key is not None
    assert (key in before, key in after) == (True, False)


async def test_the_privacy_page_can_say_when_everything_goes(writer: Actor) -> None:
    key, other = await begin(writer), await make_writer()
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        await keeping.note(writer, key, "a", "spring")
    await release(one)

    mine, theirs = await retention.when_it_goes(writer), await retention.when_it_goes(other)

    assert mine == Retention(12, date(2027, 3, 31), None, date(2026, 9, 12))
    assert theirs == Retention(12, None, None, date(2026, 9, 12))


# histories ----------------------------------------------------------------------------------------


async def test_each_entry_goes_a_year_after_it_was_written_by_the_end_of_its_month(
    writer: Actor,
) -> None:
    key = await begin(writer)
    for day, words in ((date(2026, 3, 2), "spring"), (date(2026, 5, 20), "summer")):
        with clock.at(at_noon(day)):
            await keeping.check_in(writer, key, words, STEADY, words)

    assert await words_on(date(2027, 3, 31), writer, key) == ["spring", "summer"]
    assert await words_on(date(2027, 4, 1), writer, key) == ["summer"]


async def test_what_has_gone_cannot_be_opened_by_its_own_person_even_if_the_clock_goes_back(
    writer: Actor,
) -> None:
    """The job cannot look for it, so it destroys the other half of the key."""
    key = await begin(writer)
    with clock.at(at_noon(FIRST)):
        await keeping.note(writer, key, "a", "spring")
    with clock.at(at_noon(FIRST + timedelta(days=200))):
        await keeping.note(writer, key, "b", "autumn")

    await forget_on(date(2027, 4, 1))

    assert await words_on(FIRST, writer, key) == ["autumn"]
    assert [one.goes_on for one in await FadingKey.all()] == ["2027-09-30"]


async def test_the_whole_row_goes_with_its_last_entry(writer: Actor) -> None:
    key = await begin(writer)
    with clock.at(at_noon(FIRST)):
        await keeping.note(writer, key, "a", "spring")

    await forget_on(date(2027, 3, 31))
    before = await History.all().count()
    await forget_on(date(2027, 4, 1))

    assert (before, await History.all().count()) == (1, 0)


async def test_who_wants_it_longer_has_it_longer(writer: Actor) -> None:
    key = await begin(writer)
    with clock.at(at_noon(FIRST)):
        await keeping.note(writer, key, "a", "spring")
        await keeping.keep_for(writer, key, 36)
        with pytest.raises(Invalid):
            await keeping.keep_for(writer, key, 200)

    await forget_on(date(2029, 3, 31))

    assert await words_on(date(2029, 3, 31), writer, key) == ["spring"]
    await forget_on(date(2029, 4, 1))
    with pytest.raises(NotFound):
        await words_on(date(2029, 4, 1), writer, key)


@pytest.mark.parametrize("how", ["disabled", "without a centre"])
async def test_the_history_of_who_left_goes_after_thirty_days(writer: Actor, how: str) -> None:
    staying = await make_writer()
    await begin(writer)
    await begin(staying)
    if how == "disabled":
        await Person.filter(id=writer.person_id).update(is_disabled=True)
    else:
        await Membership.filter(person_id=writer.person_id).delete()

    today = clock.now().date()
    await forget_on(today)
    await forget_on(today + timedelta(days=29))
    before = await History.all().count()
    await forget_on(today + timedelta(days=30))

    assert before == 2
    assert [row.person_id for row in await History.all()] == [staying.person_id]


async def test_who_comes_back_in_time_keeps_everything(writer: Actor) -> None:
    await begin(writer)
    today = clock.now().date()
    await Person.filter(id=writer.person_id).update(is_disabled=True)
    await forget_on(today)
    await Person.filter(id=writer.person_id).update(is_disabled=False)

    await forget_on(today + timedelta(days=20))
    await forget_on(today + timedelta(days=60))

    assert [row.left_on for row in await History.all()] == [None]


@READS_FILES
async def test_a_deleted_history_leaves_no_byte(writer: Actor, tmp_path: Path) -> None:
    key = await begin(writer)
    await keeping.note(writer, key, "a", MARK)
    row = await History.get(person_id=writer.person_id)
    before = everything_written(tmp_path)

    await keeping.erase(writer, key)

    after = everything_written(tmp_path)
    sample = row.box[100:200]
    assert (sample in before, sample in after) == (True, False)
    assert (row.by_passphrase in before, row.by_passphrase in after) == (True, False)
