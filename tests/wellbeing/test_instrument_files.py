"""Files of instruments: brought in by the office, refused with a reason, used when complete."""

import json
from pathlib import Path
from typing import Any

import pytest

from network.__main__ import main
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from network.wellbeing.actions import instruments, keeping
from network.wellbeing.models.help import InstrumentFile
from network.wellbeing.queries import help as queries
from network.wellbeing.queries import histories
from tests.factories import actor, make_admin, make_centre, make_member
from tests.wellbeing.check_in_world import begin, make_writer

FOLDER = Path("network/wellbeing/instruments")
UNFINISHED = FOLDER / "proqol_health.und.json"  # which item is of which subscale, its sheet says
COMPLETE = sorted(set(FOLDER.glob("*.json")) - {UNFINISHED})


def complete(key: str = "who5", **changes: Any) -> bytes:
    """A file with every text in it, as somebody with a licence would upload it."""
    found = json.loads((FOLDER / f"{key}.und.json").read_text())
    found |= {"language": "en", "version": "1", **changes}
    for item in found.get("items", []):
        item["text"] = f"Question {item['no']}"
    for steps in found.get("scales", {}).values():
        for step in steps:
            step["label"] = f"Step {step['value']}"
    return json.dumps(found).encode()


async def office() -> Actor:
    return await actor(await make_admin())


@pytest.mark.anyio
@pytest.mark.usefixtures("db")
class TestFiles:
    async def test_a_structure_is_not_used_before_its_wording_and_licence_are_there(self) -> None:
        admin = await office()
        bare = (FOLDER / "who5.und.json").read_bytes()
        file = await instruments.bring_in(admin, bare)

        with pytest.raises(Conflict) as refused:
            await instruments.use(admin, file)

        assert "The wording is missing" in refused.value.message
        assert "The proof of the licence is missing" in refused.value.message

    async def test_a_complete_file_with_proof_is_used(self) -> None:
        admin = await office()
        member = await actor(await make_member(await make_centre()))
        file = await instruments.bring_in(admin, complete())
        with pytest.raises(NotFound):
            await queries.get_instrument(member, file.id)
        await instruments.prove(admin, file, 1, "Letter of 3 May 2026, kept in the office")

        await instruments.use(admin, file)

        assert [one.key for one in await queries.instruments(member)] == ["who5"]

    async def test_one_version_of_a_language_is_in_use(self) -> None:
        admin = await office()
        first = await instruments.bring_in(admin, complete(), "proof")
        second = await instruments.bring_in(admin, complete(version="2"), "proof")
        await instruments.use(admin, first)

        with pytest.raises(Conflict):
            await instruments.use(admin, second)
        await instruments.retire(admin, first)
        await instruments.use(admin, second)

        states = {one.edition: str(one.state) for one in await InstrumentFile.all()}
        assert states == {"1": "retired", "2": "in_use"}

    @pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b"x" * 300_000, b'{"key": 1}'])
    async def test_what_is_no_definition_is_refused(self, content: bytes) -> None:
        with pytest.raises(Invalid):
            await instruments.bring_in(await office(), content)

        assert await InstrumentFile.all().count() == 0

    async def test_the_maslach_inventory_is_not_brought_in_with_its_questions(self) -> None:
        found = json.loads(complete()) | {"key": "mbi_hss"}

        with pytest.raises(Invalid) as refused:
            await instruments.bring_in(await office(), json.dumps(found).encode(), "A letter")

        assert refused.value.fields == {
            "file": "Its questions may not be shown here: only totals are entered."
        }
        assert await InstrumentFile.all().count() == 0

    async def test_no_file_says_itself_that_it_needs_no_proof(self) -> None:
        found = json.loads(complete("stss"))
        found["licence"]["proof_required"] = False

        with pytest.raises(Invalid) as refused:
            await instruments.bring_in(await office(), json.dumps(found).encode())

        assert refused.value.fields == {
            "file": "Its licence asks for a proof: proof_required has to be true."
        }

    async def test_members_bring_in_nothing(self) -> None:
        member = await actor(await make_member(await make_centre()))

        with pytest.raises(Forbidden):
            await instruments.bring_in(member, complete())

    async def test_answers_are_kept_with_the_version_of_the_file(self) -> None:
        file = await instruments.bring_in(await office(), complete(), "proof")
        who = await make_writer()
        key = await begin(who)

        await keeping.keep_other(who, key, "a", file, answers=dict.fromkeys(range(1, 6), 4))

        (entry,) = (await histories.read(who, key)).history.entries
        assert (entry.instrument, entry.version) == ("who5", "1 en")
        assert entry.scores == {"wellbeing": 80}

    async def test_totals_are_kept_where_questions_may_not_be_shown(self) -> None:
        file = await instruments.bring_in(await office(), complete("mbi_hss"), "proof")
        who = await make_writer()
        key = await begin(who)

        await keeping.keep_other(who, key, "a", file, totals={"ee": 30, "dp": 4, "pa": None})
        with pytest.raises(Invalid) as refused:
            await keeping.keep_other(who, key, "b", file, totals={"ee": 55})

        (entry,) = (await histories.read(who, key)).history.entries
        assert (entry.scores, set(refused.value.fields)) == (
            {"ee": 30, "dp": 4, "pa": None},
            {"t_ee"},
        )


# the command --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", COMPLETE, ids=lambda path: path.stem)
def test_every_structure_we_ship_has_no_problems_and_cannot_be_used_yet(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["instruments", "check", str(path)])

    told = capsys.readouterr().out
    assert status == 0
    assert "No problems." in told
    assert "Before it is used:" in told


def test_a_structure_without_its_sheet_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["instruments", "check", str(UNFINISHED)]) == 1
    assert "The subscale support has no items" in capsys.readouterr().out


def test_the_command_says_where_the_problems_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(complete(entry="guesses", items=[{"no": 0}]).replace(b'"text"', b'"txt"'))

    status = main(["instruments", "check", str(path)])

    assert status == 1
    assert "entry has a value that cannot be." in capsys.readouterr().out


def test_the_command_says_what_a_licence_forbids(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mbi.json"
    path.write_text(json.dumps(json.loads(complete()) | {"key": "mbi_hss"}))

    status = main(["instruments", "check", str(path)])

    assert status == 1
    assert "Its questions may not be shown here" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"{", b"[" * 5_000_000])
def test_the_command_refuses_what_it_cannot_read(
    tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.json"
    if content is not None:
        path.write_bytes(content)

    assert main(["instruments", "check", str(path)]) == 2
    assert capsys.readouterr().err != ""
