"""Bringing in files of centres: look first, all or nothing, the same file twice, and back again."""

import csv
import io

import httpx
import pytest

from network.centres.actions import importing, profile
from network.centres.models import (
    BatchState,
    Centre,
    CentreState,
    ImportBatch,
    ImportRow,
    Listing,
)
from network.kernel.actor import SYSTEM
from network.kernel.errors import Conflict, Forbidden
from tests.browser_client import Browser
from tests.factories import (
    actor,
    coordinator_of,
    make_admin,
    make_centre,
    make_coordinator,
    make_member,
)

pytestmark = pytest.mark.anyio

HEADER = "name,acronym,city,country_code,region,timezone,website,languages,expertise,network,kind\n"
HARBOUR = "Harbour House,HH,Kisumu,KE,SSA,Africa/Nairobi,,en;sw,SV-MED;SV-LEG,IRCT,centre\n"
HILL = "Hill House,,Quito,EC,LAC,America/Guayaquil,http://hill.example,es,SV-TRN,,centre\n"
BROKEN = "Broken House,,Nowhere,XX,LAC,,not a page,es,SV-NONE,,centre\n"


async def _prepare(content: str, filename: str = "centres.csv") -> ImportBatch:
    return await importing.prepare_import(SYSTEM, filename, content.encode())


async def _bring_in(content: str, duplicates: str = "skip") -> ImportBatch:
    batch = await _prepare(content)
    await importing.replan_import(SYSTEM, batch, batch.mapping, duplicates)
    await importing.apply_import(SYSTEM, batch, leave_out_broken=False)
    return await ImportBatch.get(id=batch.id)


async def _everything() -> list[dict[str, object]]:
    return await Centre.all().order_by("id").values()


async def _upload(browser: Browser, content: bytes, name: str = "centres.csv") -> httpx.Response:
    return await browser.post("/desk/imports", files={"file": (name, content, "text/csv")})


def _counts(**given: int) -> dict[str, int]:
    return dict.fromkeys(("add", "update", "fill", "skip", "error"), 0) | given


async def test_looking_at_a_file_changes_no_centre(browser: Browser) -> None:
    await make_centre(name="Harbour House")
    await browser.sign_in_as(await make_admin())
    before = await _everything()

    uploaded = await _upload(browser, (HEADER + HARBOUR + HILL + BROKEN).encode())
    plan = await browser.follow(uploaded)

    batch = await ImportBatch.get()
    assert batch.counts == _counts(add=1, skip=1, error=1)
    assert "“XX” is not a country code such as KE." in plan.text
    assert "“not a page” is not a web address." in plan.text
    assert "“SV-NONE” is not in the lists of expertise." in plan.text
    assert await _everything() == before


async def test_what_comes_in_is_an_unlisted_draft_that_nobody_meets(browser: Browser) -> None:
    await _bring_in(HEADER + HARBOUR + HILL)
    await browser.sign_in_as(await make_member())

    stored = await Centre.get(name="Harbour House")
    pages = [await browser.get(f"/centres{rest}") for rest in ("", "?q=harbour", ".csv", ".json")]

    assert (stored.state, stored.listing) == (CentreState.DRAFT, Listing.UNLISTED)
    assert (stored.town, stored.country, stored.region) == ("Kisumu", "KE", "SSA")
    assert (stored.codes, stored.languages) == (
        ["SV-MED", "SV-LEG"],
        {"en": "native", "sw": "native"},
    )
    assert [page.text.count("Harbour House") for page in pages] == [0, 0, 0, 0]
    assert (await browser.get(f"/centres/{stored.slug}")).status_code == 404


@pytest.mark.parametrize("duplicates", ["skip", "fill", "update"])
async def test_the_same_file_twice_changes_nothing_not_even_a_version(
    duplicates: str, db: object
) -> None:
    await _bring_in(HEADER + HARBOUR + HILL)
    before = await _everything()

    again = await _bring_in(HEADER + HARBOUR + HILL, duplicates)

    recorded = ImportRow.filter(batch_id=again.id, centre_id__isnull=False)
    assert await _everything() == before
    assert again.counts == _counts(**{duplicates: 2})
    assert not await recorded.exists()


async def test_an_application_sent_twice_acts_once(browser: Browser) -> None:
    await browser.sign_in_as(await make_admin())
    plan = await browser.follow(await _upload(browser, (HEADER + HARBOUR).encode()))

    first = await browser.submit(plan, "/application")
    second = await browser.submit(plan, "/application")

    assert (first.status_code, second.status_code) == (303, 409)
    assert await Centre.filter(name="Harbour House").count() == 1


async def test_broken_rows_keep_everything_out_until_somebody_says_so(browser: Browser) -> None:
    await browser.sign_in_as(await make_admin())
    plan = await browser.follow(await _upload(browser, (HEADER + HARBOUR + BROKEN).encode()))

    refused = await browser.submit(plan, "/application")
    nothing = await Centre.all().count()
    done = await browser.submit(plan, "/application", leave_out_broken="y")

    assert (refused.status_code, nothing) == (409, 0)
    assert "Some rows are broken." in refused.text
    assert done.status_code == 303
    assert await Centre.all().values_list("name") == [("Harbour House",)]


async def test_broken_rows_can_be_downloaded_mended_and_brought_in(browser: Browser) -> None:
    await browser.sign_in_as(await make_admin())
    plan = await browser.follow(await _upload(browser, (HEADER + HARBOUR + BROKEN).encode()))

    download = await browser.get(f"{plan.url.path}/errors.csv")
    rows = list(csv.reader(io.StringIO(download.text.removeprefix("\ufeff"))))
    mended = download.text.replace("XX", "EC").replace("not a page", "").replace("SV-NONE", "")
    again = await browser.follow(await _upload(browser, mended.encode()))

    assert rows[0] == [*HEADER.strip().split(","), "Problem"]
    assert [row[0] for row in rows[1:]] == ["Broken House"]
    assert "“XX” is not a country code such as KE." in rows[1][-1]
    assert download.headers["content-disposition"] == 'attachment; filename="centres-errors.csv"'
    assert "1 centre will be added or changed" in again.text


async def test_filling_in_keeps_what_stands_and_replacing_does_not(db: object) -> None:
    for town in ("", "Mombasa"):
        await make_centre(
            name=f"House {town or 'Bare'}",
            town=town,
            acronym="OLD",
            state="draft",
            listing="unlisted",
        )
    file = "name,city,acronym\nHouse Bare,Kisumu,NEW\nHouse Mombasa,Kisumu,NEW\n"

    await _bring_in(file, "fill")
    filled = await Centre.all().order_by("name").values_list("town", "acronym")
    await _bring_in(file, "update")
    updated = await Centre.all().order_by("name").values_list("town", "acronym")

    assert filled == [("Kisumu", "OLD"), ("Mombasa", "OLD")]
    assert updated == [("Kisumu", "NEW"), ("Kisumu", "NEW")]


async def test_an_empty_cell_never_empties_a_field_nor_does_a_guess_replace_one(
    db: object,
) -> None:
    await make_centre(
        name="Harbour House",
        acronym="HH",
        kind="network",
        zone="Africa/Kampala",
        state="draft",
        listing="unlisted",
    )

    await _bring_in("name,acronym,city,kind,country\nHarbour House,,Kisumu,,KE\n", "update")

    stored = await Centre.get(name="Harbour House")
    assert (stored.acronym, stored.town) == ("HH", "Kisumu")
    assert (stored.kind, stored.zone) == ("network", "Africa/Kampala")


async def test_a_centre_of_no_given_kind_comes_in_as_a_centre(db: object) -> None:
    await _bring_in("name,kind\nHarbour House,\n")

    assert (await Centre.get(name="Harbour House")).kind == "centre"


@pytest.mark.parametrize("duplicates", ["skip", "fill", "update"])
async def test_a_confirmed_entry_is_not_touched_by_any_file(duplicates: str, db: object) -> None:
    await make_centre(name="Harbour House", town="", acronym="")
    before = await _everything()

    await _bring_in("name,city,acronym\nHarbour House,Kisumu,NEW\n", duplicates)

    assert await _everything() == before


async def test_taking_back_removes_what_came_in_and_restores_what_was_changed(
    browser: Browser,
) -> None:
    await make_centre(name="Hill House", town="Loja", state="draft", listing="unlisted")
    await browser.sign_in_as(await make_admin())
    batch = await _bring_in("name,city\nHarbour House,Kisumu\nHill House,Quito\n", "update")
    changed = await Centre.all().order_by("name").values_list("name", "town")

    page = await browser.get(f"/desk/imports/{batch.id}")
    undone = await browser.submit(page, "/undoing")
    again = await browser.submit(page, "/undoing")

    assert changed == [("Harbour House", "Kisumu"), ("Hill House", "Quito")]
    assert await Centre.all().values_list("name", "town") == [("Hill House", "Loja")]
    assert (undone.status_code, again.status_code) == (303, 409)
    assert (await ImportBatch.get(id=batch.id)).state is BatchState.UNDONE


async def test_taking_back_leaves_alone_what_somebody_has_worked_with(db: object) -> None:
    batch = await _bring_in("name,city\nEdited,Kisumu\nJoined,Kisumu\nUntouched,Kisumu\n")
    edited, joined = await Centre.get(name="Edited"), await Centre.get(name="Joined")
    await profile.edit_profile(SYSTEM, edited, edited.version, town="Mombasa")
    await make_coordinator(joined)

    kept = await importing.undo_import(SYSTEM, batch)

    assert kept == 2
    assert await Centre.all().order_by("name").values_list("name", "town") == [
        ("Edited", "Mombasa"),
        ("Joined", "Kisumu"),
    ]


async def test_taking_back_keeps_later_changes_and_minds_no_centre_that_is_gone(
    db: object,
) -> None:
    await make_centre(name="Hill House", town="Loja", state="draft", listing="unlisted")
    batch = await _bring_in("name,city\nHarbour House,Kisumu\nHill House,Quito\n", "update")
    changed = await Centre.get(name="Hill House")
    await profile.edit_profile(SYSTEM, changed, changed.version, acronym="HH")
    await Centre.filter(name="Harbour House").delete()

    kept = await importing.undo_import(SYSTEM, batch)

    assert kept == 1
    assert await Centre.all().values_list("town", "acronym") == [("Quito", "HH")]


async def test_how_columns_were_understood_is_remembered_for_the_next_file(
    browser: Browser,
) -> None:
    await browser.sign_in_as(await make_admin())
    plan = await browser.follow(await _upload(browser, b"Haus,Stadt\nHaus am Fluss,Linz\n"))
    unread = (await ImportBatch.get()).counts

    looked = await browser.submit(plan, "/plan", column_0="name", column_1="town")
    await browser.submit(await browser.follow(looked), "/application")
    await browser.follow(await _upload(browser, b"Haus,Stadt\nHaus am See,Bregenz\n", "two.csv"))

    second = await ImportBatch.get(filename="two.csv")
    assert unread == _counts(error=1)
    assert await Centre.all().values_list("name", "town") == [("Haus am Fluss", "Linz")]
    assert second.mapping == {"0": "name", "1": "town"}
    assert second.counts == _counts(add=1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"column_0": "town", "column_1": "town"}, "Each field can be in one column only."),
        ({"column_0": "", "column_1": "town"}, "One column has to hold the name."),
        ({"duplicates": "destroy"}, "Choose one of the list."),
    ],
)
async def test_columns_that_cannot_be_are_refused(
    changes: dict[str, str], message: str, browser: Browser
) -> None:
    await browser.sign_in_as(await make_admin())
    plan = await browser.follow(await _upload(browser, b"name,city\nHarbour House,Kisumu\n"))

    refused = await browser.submit(plan, "/plan", **changes)

    assert refused.status_code == 422
    assert message in refused.text
    assert (await ImportBatch.get()).mapping == {"0": "name", "1": "town"}


@pytest.mark.parametrize(
    "content",
    [b"", b"\0\1\2", "name\nMaison".encode("utf-16"), b"name\nbad\x81byte"],
)
async def test_a_file_that_is_no_table_is_refused_at_its_field(
    content: bytes, browser: Browser
) -> None:
    await browser.sign_in_as(await make_admin())

    refused = await _upload(browser, content)

    assert refused.status_code == 422
    assert 'id="file-error"' in refused.text
    assert not await ImportBatch.exists()


async def test_a_hostile_file_is_shown_as_text_and_never_acts(browser: Browser) -> None:
    rows = '"<script>alert(1)</script>",KE\n"=HYPERLINK(""http://x.example"")",XX\n'
    await browser.sign_in_as(await make_admin())

    plan = await browser.follow(
        await _upload(browser, ("name,country\n" + rows).encode(), '../"><b>.csv')
    )
    download = await browser.get(f"{plan.url.path}/errors.csv")

    (_heading, row) = csv.reader(io.StringIO(download.text.removeprefix("\ufeff")))
    assert "<script>alert" not in plan.text
    assert "&lt;script&gt;alert(1)" in plan.text
    assert '"><b>' not in plan.text
    assert row[0] == '\'=HYPERLINK("http://x.example")'
    assert "/" not in download.headers["content-disposition"]


async def test_only_the_secretariat_imports(browser: Browser) -> None:
    batch = await _prepare(HEADER + HARBOUR)
    centre = await make_centre()
    await browser.sign_in_as(await make_coordinator(centre))
    coordinator = await coordinator_of(centre)

    answers = [
        await browser.get("/desk/imports"),
        await browser.get(f"/desk/imports/{batch.id}"),
        await browser.get(f"/desk/imports/{batch.id}/errors.csv"),
        await _upload(browser, (HEADER + HILL).encode()),
        await browser.post(f"/desk/imports/{batch.id}/application"),
    ]
    for act in (
        importing.prepare_import(coordinator, "a.csv", HILL.encode()),
        importing.apply_import(coordinator, batch, leave_out_broken=True),
        importing.undo_import(coordinator, batch),
    ):
        with pytest.raises(Forbidden):
            await act

    assert [answer.status_code for answer in answers] == [404] * 5
    assert not await Centre.exists(name="Harbour House")


async def test_a_file_cannot_be_understood_anew_once_it_is_in(db: object) -> None:
    batch = await _bring_in(HEADER + HARBOUR)
    admin = await actor(await make_admin())

    with pytest.raises(Conflict):
        await importing.replan_import(admin, batch, {"0": "town", "1": "name"}, "update")
    with pytest.raises(Conflict):
        await importing.apply_import(admin, batch, leave_out_broken=True)


async def test_centres_with_the_same_acronym_get_different_addresses(db: object) -> None:
    await _bring_in("name,acronym\nHarbour House,HH\nHill House,HH\n")

    slugs = await Centre.all().values_list("slug", flat=True)

    assert sorted(map(str, slugs)) == ["hh", "hh-2"]
