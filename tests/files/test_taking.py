"""Files arrive whole or in parts, are looked at, and are kept or refused with a clear reason."""

from datetime import timedelta
from uuid import uuid4

import pytest

from network.files import queries, rules
from network.files.actions import looking, taking
from network.files.actions.taking import Place
from network.files.models import File, FilePage, FilePart, FileState
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, TooMany
from network.settings import Settings
from tests import hostile_files as hostile
from tests.factories import actor, make_member

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def somebody() -> Actor:
    return await actor(await make_member())


def somewhere() -> Place:
    return Place(uuid4(), "en")


async def state_of(file: File) -> FileState:
    return (await File.get(id=file.id)).state


async def whole(file: File) -> bytes:
    return b"".join([part async for part in queries.content(file.id)])


async def test_a_file_in_one_piece_is_cleaned_read_and_ready() -> None:
    place = somewhere()
    file = await taking.take_whole(
        await somebody(), place, "Plan.pdf", hostile.pdf("Breathe slowly", "Move gently")
    )
    assert file.state is FileState.WAITING

    assert await looking.look_at_waiting() == 1

    kept = await File.get(id=file.id)
    assert (kept.state, kept.pages, kept.is_read) == (FileState.READY, 2, True)
    assert kept.size == len(await whole(file))
    assert await queries.pages_of([file.id]) == {
        file.id: [(1, "Breathe slowly"), (2, "Move gently")]
    }


async def test_readers_have_a_file_once_it_is_let_out_and_until_it_is_taken_away() -> None:
    me, place = await somebody(), somewhere()
    file = await taking.take_whole(me, place, "a.txt", b"Calm words")
    await looking.look_at_waiting()
    assert await queries.attached(place.subject_id) == []

    assert [f.id for f in await taking.let_out(place.subject_id, "en")] == [file.id]
    assert [f.id for f in await queries.attached(place.subject_id)] == [file.id]

    await taking.take_away(await File.get(id=file.id))
    assert await queries.attached(place.subject_id) == []
    assert await File.filter(id=file.id).count() == 1


async def test_a_file_nobody_had_is_deleted_with_all_its_parts() -> None:
    me, place = await somebody(), somewhere()
    file = await taking.take_whole(me, place, "a.txt", b"Calm words")
    await looking.look_at_waiting()

    await taking.take_away(await File.get(id=file.id))

    assert await FilePart.all().count() + await FilePage.all().count() == 0


async def test_parts_may_come_in_any_order_and_twice_and_after_a_break() -> None:
    me, place = await somebody(), somewhere()
    content = hostile.png((300, 300)) + b"\0" * 600_000
    pieces = [content[at : at + rules.PART] for at in range(0, len(content), rules.PART)]
    file = await taking.begin(me, place, "a.png", len(content), "sign")

    assert await taking.take_part(me, file, 1, pieces[1]) == [1]
    assert await taking.take_part(me, file, 1, pieces[1]) == [1]

    again = await taking.begin(me, place, "a.png", len(content), "sign")
    assert again.id == file.id
    assert await queries.received(again.id) == [1]
    await taking.take_part(me, again, 0, pieces[0])
    assert await taking.take_part(me, again, 2, pieces[2]) == [0, 1, 2]
    assert await state_of(file) is FileState.WAITING
    assert await whole(file) == content


async def test_another_person_cannot_send_parts_of_my_file() -> None:
    file = await taking.begin(await somebody(), somewhere(), "a.txt", 3)

    with pytest.raises(Forbidden):
        await taking.take_part(await somebody(), file, 0, b"abc")


@pytest.mark.parametrize(("number", "content"), [(0, b"ab"), (0, b""), (1, b"abc"), (-1, b"abc")])
async def test_a_part_that_does_not_fit_is_refused(number: int, content: bytes) -> None:
    me = await somebody()
    file = await taking.begin(me, somewhere(), "a.txt", 3)

    with pytest.raises(Invalid):
        await taking.take_part(me, file, number, content)


async def test_a_part_with_other_content_is_refused() -> None:
    me = await somebody()
    file = await taking.begin(me, somewhere(), "a.txt", 3)
    await taking.take_part(me, file, 0, b"abc")

    with pytest.raises(Conflict):
        await taking.take_part(me, file, 0, b"xyz")


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("a.svg", 10),
        ("a.pdf", 0),
        ("a.pdf", 10_485_761),
        ("Client Ahmed Hassan born 12.03.1987.pdf", 10),
    ],
)
async def test_what_cannot_be_taken_is_refused_before_it_is_sent(name: str, size: int) -> None:
    with pytest.raises(Invalid):
        await taking.begin(await somebody(), somewhere(), name, size)


async def test_only_so_many_files_may_be_on_their_way() -> None:
    me, place = await somebody(), somewhere()
    for n in range(rules.MOST_WAITING):
        await taking.begin(me, place, f"{n}.txt", 3)

    with pytest.raises(TooMany):
        await taking.begin(me, place, "more.txt", 3)


async def test_a_refused_file_leaves_its_reason_and_no_bytes() -> None:
    file = await taking.take_whole(
        await somebody(), somewhere(), "a.docx", hostile.docx(word__vbaProject_dot_bin=b"x")
    )

    await looking.look_at_waiting()

    refused = await File.get(id=file.id)
    assert (refused.state, refused.reasons) == (FileState.REFUSED, ["can-run"])
    assert await FilePart.filter(file_id=file.id).count() == 0


async def test_a_file_about_a_client_is_refused_and_says_on_which_page() -> None:
    pages = ("A calm method", "My client Ahmed Hassan, born 12.03.1987, +383 44 123 456")
    file = await taking.take_whole(await somebody(), somewhere(), "a.pdf", hostile.pdf(*pages))

    await looking.look_at_waiting()

    refused = await File.get(id=file.id)
    assert refused.state is FileState.REFUSED
    assert refused.reasons[0] == "client-data"
    assert {reason.rpartition("@")[2] for reason in refused.reasons[1:]} == {"2"}
    assert await queries.pages_of([file.id]) == {}


async def test_a_file_in_doubt_waits_for_somebody_to_say_it_is_about_nobody() -> None:
    me = await somebody()
    file = await taking.take_whole(
        me, somewhere(), "a.txt", b"He was arrested on 12 February 2019."
    )
    await looking.look_at_waiting()
    assert await state_of(file) is FileState.DOUBTED

    await taking.clear(me, file)

    assert await state_of(file) is FileState.READY


async def test_a_name_in_doubt_makes_a_file_wait_too() -> None:
    file = await taking.take_whole(await somebody(), somewhere(), "12.03.1987.txt", b"Calm words")

    await looking.look_at_waiting()

    assert await state_of(file) is FileState.DOUBTED


async def test_a_process_killed_while_looking_is_followed_by_another(db: Settings) -> None:
    file = await taking.take_whole(await somebody(), somewhere(), "a.txt", b"Calm words")
    killed = await looking._lease()
    assert killed is not None
    assert await looking.look_at_waiting() == 0

    with clock.at(clock.now() + rules.LEASE + timedelta(seconds=1)):
        assert await looking.look_at_waiting() == 1

    assert await state_of(file) is FileState.READY


async def test_a_file_that_kills_who_looks_at_it_is_refused() -> None:
    file = await taking.take_whole(await somebody(), somewhere(), "a.txt", b"Calm words")
    await File.filter(id=file.id).update(attempts=rules.MOST_ATTEMPTS)

    await looking.look_at_waiting()

    assert await state_of(file) is FileState.REFUSED


async def test_files_never_finished_are_forgotten() -> None:
    await taking.begin(await somebody(), somewhere(), "a.txt", 3)

    with clock.at(clock.now() + rules.KEPT_UNFINISHED + timedelta(hours=1)):
        assert await taking.purge() == 1
