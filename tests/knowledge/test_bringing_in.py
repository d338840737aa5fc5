"""Archives of items come in once, whole, with their translations, and go out as they came."""

import json
from pathlib import Path
from typing import Any

import pytest

from network.commands.knowledge import export_knowledge, import_knowledge
from network.knowledge.actions import bringing_in
from network.knowledge.models import Item, Version, VersionState
from network.knowledge.queries import items
from tests.factories import actor, make_centre, make_member

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


def line(external_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "external_id": external_id,
        "lang": "en",
        "kind": "KT-GUID",
        "title": f"Item {external_id}",
        "summary": "A method.",
        "body": "We breathe **slowly**.",
        "topics": ["AP-NET"],
        "year": 2024,
        "centre": "",
        "translation_of": "",
        **changes,
    }


def written(folder: Path, *lines: dict[str, Any]) -> Path:
    path = folder / "items.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), "utf-8")
    return path


async def bring(path: Path, **given: Any) -> int:
    plain: dict[str, Any] = {"level": "S1", "dry_run": False, "errors": None}
    return await import_knowledge(path, **(plain | given))


async def test_items_are_published_sealed_and_read_by_members(tmp_path: Path) -> None:
    centre = await make_centre(name="House of Hills", slug="hills")

    status = await bring(written(tmp_path, line("A", centre="House of Hills"), line("B")))

    version = await Version.get(external_id="A").select_related("item")
    reader = await actor(await make_member())
    assert (status, version.state, len(version.seal)) == (0, VersionState.PUBLISHED, 64)
    assert version.item.centre_id == centre.id
    assert await items.count_items(reader, items.Narrowed("KT-GUID")) == 2


async def test_a_translation_joins_its_original_wherever_it_stands_in_the_file(
    tmp_path: Path,
) -> None:
    french = line("A-fr", lang="fr", title="Respirer", translation_of="A")

    assert await bring(written(tmp_path, french, line("A"))) == 0

    texts = await Version.all().order_by("lang")
    assert [(v.lang, v.source_number) for v in texts] == [("en", None), ("fr", 1)]
    assert await Item.all().count() == 1


async def test_a_second_run_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, line("A"), line("B"))
    await bring(path)

    assert await bring(path) == 0

    assert "added: 0, replaced: 0, as before: 2, broken: 0" in capsys.readouterr().out
    assert await Version.all().count() == 2


async def test_a_run_that_was_killed_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, *(line(f"A{n}") for n in range(7)))
    real, calls = bringing_in.bring_in, []

    async def killed_later(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return await real(*given)

    monkeypatch.setattr("network.commands.knowledge.SIZE", 2)
    monkeypatch.setattr("network.commands.knowledge.bring_in", killed_later)
    with pytest.raises(KeyboardInterrupt):
        await bring(path)
    assert await Version.all().count() == 4

    assert await bring(path) == 0
    assert await Version.all().count() == 7


async def test_a_changed_line_becomes_the_next_version(tmp_path: Path) -> None:
    await bring(written(tmp_path, line("A")))

    await bring(written(tmp_path, line("A", body="We breathe and walk.", topics=["TH-PAIN"])))

    versions = await Version.all().order_by("number").select_related("item")
    assert [(v.number, v.state) for v in versions] == [
        (1, VersionState.REPLACED),
        (2, VersionState.PUBLISHED),
    ]
    assert (versions[0].item.number, versions[0].item.topics) == (2, ["TH-PAIN"])


async def test_broken_lines_are_told_and_the_others_come_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(
        tmp_path,
        line("A"),
        line("B", title="x" * 5_000),
        line("C", kind="poem"),
        line("D", lang="fr", translation_of="missing"),
    )

    status = await bring(path, errors=tmp_path / "errors.jsonl")

    assert status == 1
    assert [v.external_id for v in await Version.all()] == ["A"]
    told = [json.loads(row) for row in (tmp_path / "errors.jsonl").read_text().splitlines()]
    assert [(row["line"], row["external_id"]) for row in told] == [(2, "B"), (3, "C"), (4, "D")]
    assert "line 3: C: kind 'poem' is no code of knowledge_types.csv." in capsys.readouterr().out


async def test_the_name_of_an_unknown_centre_is_kept_with_the_authors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = await bring(written(tmp_path, line("A", centre="Nowhere House")))

    assert status == 0
    assert (await Version.get()).authors == "Nowhere House"
    told = "line 1: mind: There is no centre 'Nowhere House'; its name stands with the authors."
    assert told in capsys.readouterr().err


async def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    assert await bring(written(tmp_path, line("A")), dry_run=True) == 0
    assert await Item.all().count() == 0


async def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert await bring(tmp_path / "none.jsonl") == 2


async def test_what_goes_out_comes_in_again_as_it_was(tmp_path: Path) -> None:
    lines = [line("A"), line("A-ar", lang="ar", title="التنفس", translation_of="A"), line("B")]
    await bring(written(tmp_path, *lines))
    out = tmp_path / "out.jsonl"

    assert await export_knowledge(out, levels=["S0", "S1"]) == 0

    found = [json.loads(row) for row in out.read_text("utf-8").splitlines()]
    assert sorted(found, key=lambda row: row["external_id"]) == sorted(
        lines, key=lambda row: str(row["external_id"])
    )
    assert await bring(out) == 0
    assert await Version.all().count() == 3
