"""Pages of instruments: brought in by the secretariat, refused with every reason in words."""

import json
from typing import Any

import httpx
import pytest

from network.wellbeing.models.help import InstrumentFile
from tests.architecture.test_lists import statements
from tests.browser_client import Browser, forms_of
from tests.factories import make_admin, make_centre, make_coordinator, make_member
from tests.wellbeing.test_instrument_files import FOLDER, complete

pytestmark = pytest.mark.anyio
LIST = "/check-in/instruments"
PROOF = "Letter of 3 May 2026, in the office"


async def office(browser: Browser) -> Browser:
    return await browser.sign_in_as(await make_admin())


async def bring(
    browser: Browser, content: bytes, proof: str = "", page: httpx.Response | None = None
) -> httpx.Response:
    """Send a file through the form."""
    page = page or await browser.get(f"{LIST}/new")
    form = next(one for one in forms_of(page) if one.action == LIST)
    fields = dict(form.fields) | {"proof": proof}
    file = {"file": ("who5.json", content, "application/json")}
    return await browser.client.post(LIST, data=fields, files=file)


async def brought(browser: Browser, content: bytes, proof: str = "") -> httpx.Response:
    """The page of a file that was taken."""
    return await browser.follow(await bring(browser, content, proof))


# the list ----------------------------------------------------------------------------------------


async def test_structures_are_listed_as_without_wording_and_can_be_taken(browser: Browser) -> None:
    await office(browser)
    page = await browser.get(LIST)
    taken = await browser.get(f"{LIST}/structures/who5")
    unknown = await browser.get(f"{LIST}/structures/../who5")

    assert page.text.count("Without wording") == len(list(FOLDER.glob("*.json")))
    assert "people enter totals only" in page.text
    assert taken.content == (FOLDER / "who5.und.json").read_bytes()
    assert taken.headers["content-disposition"] == 'attachment; filename="who5.json"'
    assert unknown.status_code == 404


async def test_nobody_but_the_secretariat_finds_these_pages(browser: Browser) -> None:
    await office(browser)
    page = await brought(browser, complete(), PROOF)
    await browser.submit(page, "/use")
    one = await InstrumentFile.get()
    answers = []
    for person in (await make_member(), await make_coordinator(await make_centre())):
        await browser.sign_in_as(person)
        answers += [
            await browser.get(f"{LIST}{path}")
            for path in ("", "/new", f"/{one.id}", "/structures/who5")
        ]
        answers += [
            await browser.post(f"{LIST}{path}", {"version": 1, "proof": "x"})
            for path in ("", f"/{one.id}/use", f"/{one.id}/retirement", f"/{one.id}/proof")
        ]

    assert {page.status_code for page in answers} == {404}
    stored = await InstrumentFile.get()
    assert (str(stored.state), stored.proof) == ("in_use", PROOF)


# bringing in -------------------------------------------------------------------------------------


async def test_a_file_is_proved_taken_into_use_and_retired(browser: Browser) -> None:
    await office(browser)
    page = await brought(browser, complete())
    bare = page.text
    page = await browser.follow(await browser.submit(page, "/proof", proof=PROOF))
    page = await browser.follow(await browser.submit(page, "/use"))
    used = str((await InstrumentFile.get()).state)
    page = await browser.follow(await browser.submit(page, "/retirement"))

    assert "The proof of the licence is missing." in bare
    assert "Take it into use" not in bare
    assert used == "in_use"
    assert str((await InstrumentFile.get()).state) == "retired"


async def test_a_structure_is_refused_until_wording_and_proof_are_there(browser: Browser) -> None:
    await office(browser)
    page = await brought(browser, (FOLDER / "who5.und.json").read_bytes())
    one = await InstrumentFile.get()
    refused = await browser.post(f"{LIST}/{one.id}/use")

    for told in ("The wording is missing", "does not say its language", "proof of the licence"):
        assert (told in page.text, told in refused.text) == (True, True)
    assert refused.status_code == 409
    assert str((await InstrumentFile.get()).state) == "uploaded"


async def test_one_version_of_a_language_is_in_use(browser: Browser) -> None:
    await office(browser)
    await browser.submit(await brought(browser, complete(), PROOF), "/use")
    refused = await browser.submit(await brought(browser, complete(version="2"), PROOF), "/use")

    assert (refused.status_code, "Retire it first." in refused.text) == (409, True)


async def test_the_same_form_sent_twice_brings_in_one_file(browser: Browser) -> None:
    await office(browser)
    page = await browser.get(f"{LIST}/new")
    first = await bring(browser, complete(), PROOF, page)
    second = await bring(browser, complete(), PROOF, page)

    assert first.headers["location"] == second.headers["location"]
    assert await InstrumentFile.all().count() == 1


def circle() -> bytes:
    """Totals that are made of each other."""
    plain = {"direction": "high_bad", "method": "sum"}
    pairs = (("first", "second"), ("second", "first"))
    totals = [{"key": key, "label": key, "of": [of], **plain} for key, of in pairs]
    return complete(totals=totals)


def crowded(count: int) -> bytes:
    return complete(items=[{"no": n, "scale": "time", "subscales": []} for n in range(count)])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (circle(), ["The total first is made of itself.", "The total second is made of itself."]),
        (crowded(1_000), ["items has a value that cannot be."]),
        (crowded(100_000), ["The file is larger than 256 KB."]),
        (b"x" * 5_000_000, ["The file is larger than 256 KB."]),
        (b"{", ["The file is not valid JSON."]),
        (b"\xff\xfe{", ["The file is not valid JSON."]),
        (b"[" * 100_000, ["nested too deeply."]),
        (b'{"key": 1, "key": 2}', ["says something twice"]),
        (b"[1]", ["this is not an object."]),
        (b"", ["The file is not valid JSON."]),
        (
            complete(entry="guesses", language=7),
            ["entry has a value that cannot be.", "language has a value that cannot be."],
        ),
    ],
    ids=lambda value: value[0][:30] if isinstance(value, list) else f"{len(value)} bytes",
)
async def test_a_wrong_file_is_refused_at_its_field_with_every_reason(
    browser: Browser, content: bytes, told: list[str]
) -> None:
    await office(browser)
    refused = await bring(browser, content, PROOF)

    assert refused.status_code == 422
    for line in told:
        assert f'<a href="#file">File: {line}</a>' in refused.text or line in refused.text
    assert 'aria-describedby="file-hint file-error" aria-invalid="true"' in refused.text
    assert PROOF in refused.text
    assert await InstrumentFile.all().count() == 0


async def test_all_problems_of_a_file_are_listed_each_on_its_own(browser: Browser) -> None:
    await office(browser)
    refused = await bring(browser, json.dumps({"key": 1, "surplus": 2}).encode())

    lines = refused.text.count('<a href="#file">File: ')
    assert lines > 5
    assert '<a href="#file">File: surplus is not known.</a>' in refused.text


async def test_a_form_without_a_file_says_so(browser: Browser) -> None:
    await office(browser)
    refused = await browser.submit(await browser.get(f"{LIST}/new"), LIST)

    assert (refused.status_code, "Fill this in." in refused.text) == (422, True)


async def test_two_who_write_the_proof_at_once_see_both(browser: Browser) -> None:
    await office(browser)
    await brought(browser, complete())
    one = await InstrumentFile.get()
    mine, theirs = [await browser.get(f"{LIST}/{one.id}") for _both in range(2)]
    await browser.submit(theirs, "/proof", proof="Their letter")
    stale = await browser.submit(mine, "/proof", proof="My letter")

    assert stale.status_code == 409
    assert ("Their letter" in stale.text, "My letter" in stale.text) == (True, True)
    assert (await InstrumentFile.get()).proof == "Their letter"


async def test_what_a_file_says_is_shown_as_text(browser: Browser) -> None:
    found: dict[str, Any] = json.loads(complete())
    found["title"] = "<script>alert(1)</script>"
    found["items"][0]["text"] = "<b>bold</b>"
    await office(browser)
    page = await brought(browser, json.dumps(found).encode())

    assert ("<script>alert" in page.text, "<b>bold" in page.text) == (False, False)
    assert "&lt;b&gt;bold" in page.text


async def test_pages_cost_few_statements_and_stay_light(browser: Browser) -> None:
    await office(browser)
    await brought(browser, complete("bat23"), PROOF)
    one = await InstrumentFile.get()

    for path in ("", "/new", f"/{one.id}"):
        with statements() as seen:
            page = await browser.get(f"{LIST}{path}")

        assert page.status_code == 200
        assert page.headers["referrer-policy"] == "origin"
        assert "<title>My check-in" in page.text
        assert len(page.content) < 50_000
        assert len(seen) <= 12, (path, len(seen))
