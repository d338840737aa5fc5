"""Lists of centres to download: what the filters say, and no formulas."""

import csv
import io

import pytest

from network.centres.models import Listing
from tests.browser_client import Browser
from tests.factories import make_centre, make_member

pytestmark = pytest.mark.anyio


def _names(text: str) -> list[str]:
    return [row["name"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
async def test_no_cell_of_a_table_is_a_formula(start: str, browser: Browser) -> None:
    hostile = f'{start}HYPERLINK("http://x.example","A name")'
    await make_centre(name=hostile, town=hostile)
    await browser.sign_in_as(await make_member(await make_centre(name="Own", town="Own")))

    table = await browser.get("/centres.csv")
    plain = await browser.get("/centres.json")

    rows = csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"), newline=""))
    hostile_row = next(row for row in rows if row["name"] != "Own")
    assert (hostile_row["name"], hostile_row["town"]) == (f"'{hostile}",) * 2
    assert hostile in [one["name"] for one in plain.json()["centres"]]


async def test_downloads_follow_the_filters_and_words_of_the_address(browser: Browser) -> None:
    await make_centre(name="Harbour House", codes=["SV-LEG"])
    await make_centre(name="Harbour Hill", codes=["SV-MED"])
    await browser.sign_in_as(await make_member(await make_centre(name="Own", codes=["SV-LEG"])))

    filtered = await browser.get("/centres.csv?does=SV-LEG")
    searched = await browser.get("/centres.csv?q=harbour")
    both = await browser.get("/centres.json?q=harbour&does=SV-LEG")

    assert sorted(_names(filtered.text)) == ["Harbour House", "Own"]
    assert sorted(_names(searched.text)) == ["Harbour Hill", "Harbour House"]
    assert [one["name"] for one in both.json()["centres"]] == ["Harbour House"]


async def test_visitors_download_nothing(browser: Browser) -> None:
    await make_centre(name="Harbour House", listing=Listing.PUBLIC)

    answers = [await browser.get(f"/centres.{kind}") for kind in ("csv", "json")]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert ["Harbour House" in answer.text for answer in answers] == [False, False]
