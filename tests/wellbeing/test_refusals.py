"""What is refused, or comes to nothing, at the edges of check-ins."""

from datetime import timedelta
from uuid import uuid4

import pytest

from network.adapters import lock_files
from network.kernel import clock
from network.kernel.actor import SYSTEM
from network.kernel.errors import Forbidden, Invalid, NotFound, Stale
from network.wellbeing.actions import (
    ballot_boxes,
    following_up,
    instruments,
    keeping,
    opening_history,
    signposting,
)
from network.wellbeing.actions.signposting import Post
from network.wellbeing.models.help import Signpost
from network.wellbeing.models.histories import History
from network.wellbeing.models.rounds import SealedBallot
from network.wellbeing.queries import help as queries
from network.wellbeing.queries import histories, releases, rounds
from network.wellbeing.rules.ballots import LENGTH, packed, unpacked
from network.wellbeing.rules.histories import MOST_WORDS
from network.wellbeing.rules.trees import Family
from network.wellbeing.vocabulary import SignpostKind
from tests.factories import actor, coordinator_of, make_admin, make_centre
from tests.wellbeing.check_in_world import (
    BROWSER,
    CARRYING,
    FIRST,
    MIDDLING,
    NEW_PASSPHRASE,
    PASSPHRASE,
    answer,
    at_noon,
    begin,
    make_staff,
    make_writer,
    open_round,
    plan,
    release,
)
from tests.wellbeing.test_instrument_files import complete


@pytest.mark.parametrize(
    "content",
    [
        b"",
        bytes(LENGTH - 1),
        bytes(LENGTH + 1),
        bytes(16) + bytes([9]) + bytes(10),
        bytes(17) + bytes([5] * 10),
    ],
)
def test_what_was_never_a_ballot_is_none(content: bytes) -> None:
    assert unpacked(content) is None


def test_a_ballot_comes_back_as_it_was() -> None:
    centre_id, answers = uuid4(), [0, 1, 2, 3, 4, None, 0, 1, 2, 3]

    found = unpacked(packed(centre_id, Family.LEGAL, answers))

    assert found is not None
    assert (found.centre, found.family, found.answers) == (str(centre_id), Family.LEGAL, answers)


@pytest.mark.anyio
@pytest.mark.usefixtures("db")
class TestRefusals:
    async def test_words_have_an_end(self) -> None:
        who = await make_writer()
        key = await begin(who)
        await keeping.note(who, key, "a", "x" * MOST_WORDS)

        with pytest.raises(Invalid):
            await keeping.note(who, key, "b", "x" * (MOST_WORDS + 1))
        with pytest.raises(Invalid):
            await keeping.reword(who, key, "a", "x" * (MOST_WORDS + 1))

        assert len((await histories.read(who, key)).history.entries) == 1

    async def test_nobody_opens_a_history_that_is_not_there(self) -> None:
        who = await make_writer()

        with pytest.raises(NotFound):
            await opening_history.open_history(who, PASSPHRASE, BROWSER)
        with pytest.raises(Forbidden):
            await opening_history.begin(SYSTEM, PASSPHRASE, BROWSER)
        with pytest.raises(NotFound):
            await keeping.note(SYSTEM, b"k" * 32, "a", "words")

    async def test_a_changed_passphrase_touches_no_history_it_does_not_open(self) -> None:
        who = await make_writer()
        assert who.person_id is not None
        await opening_history.rewrap(who.person_id, PASSPHRASE, NEW_PASSPHRASE)
        key = await begin(who)
        before = await History.get(person_id=who.person_id)

        await opening_history.rewrap(who.person_id, "not the one", NEW_PASSPHRASE)

        after = await History.get(person_id=who.person_id)
        assert after.by_passphrase == before.by_passphrase
        assert await opening_history.open_history(who, PASSPHRASE, BROWSER) == key

    async def test_erasing_without_the_key_leaves_the_ballot_where_nobody_finds_it(self) -> None:
        who = await make_writer()
        await begin(who)

        await keeping.erase(who)

        assert not await histories.has_history(who)

    async def test_a_ballot_that_somebody_changed_is_not_mixed_and_not_counted(self) -> None:
        people = await make_staff(await make_centre(), 2)
        one = await open_round()
        await answer(people, CARRYING)
        (first, _second) = await SealedBallot.all()
        await SealedBallot.filter(id=first.id).update(box=first.box[:-1] + b"\0\0")

        mixed = await ballot_boxes.mix_all()

        key = lock_files.find(one.id)
        assert key is not None
        assert (mixed, len(list(await ballot_boxes.unsealed(one, key)))) == (1, 1)

    async def test_without_the_key_nothing_is_mixed(self) -> None:
        people = await make_staff(await make_centre(), 2)
        one = await open_round()
        await answer(people, MIDDLING)
        lock_files.destroy(one.id)

        assert await ballot_boxes.mix_all() == 0

    @pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
    async def test_what_will_change_is_said_in_some_words(self, text: str) -> None:
        centre = await make_centre()
        coordinator = await coordinator_of(centre)
        made = await release(await open_round())
        with clock.at(at_noon(made.coordinators_on)):
            shown = await releases.get_release(coordinator, made.id)

        with pytest.raises(Invalid):
            await following_up.say_what_changes(coordinator, shown, centre.id, text, "en")

    async def test_two_who_prove_a_licence_at_once_see_what_is_stored(self) -> None:
        admin = await actor(await make_admin())
        file = await instruments.bring_in(admin, complete())
        await instruments.prove(admin, file, 1, "in the office")

        with pytest.raises(Stale):
            await instruments.prove(admin, file, 1, "in the archive")

    async def test_a_signpost_that_no_longer_helps_is_taken_down(self) -> None:
        coordinator = await coordinator_of(await make_centre(country="KE"))
        post = Post(kind=SignpostKind.PEER, country="KE", lang="en", title="Peers")
        found = await signposting.put_up(coordinator, post)

        await signposting.take_down(coordinator, found)

        assert await Signpost.all().count() == 0
        with pytest.raises(NotFound):
            await queries.get_signpost(coordinator, found.id)

    async def test_an_absent_instrument_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            await queries.get_instrument(await actor(await make_admin()), uuid4())

    async def test_the_office_sees_its_rounds_and_members_when_the_next_opens(self) -> None:
        one = await plan(FIRST + timedelta(days=3))
        admin = await actor(await make_admin())

        assert [each.id for each in await rounds.rounds(admin)] == [one.id]
        assert (await rounds.get_round(admin, one.id)).id == one.id
        assert await rounds.next_opening() == one.opens_on
