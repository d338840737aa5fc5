"""Check-ins of the demonstration: who is let in where, and what no other page tells of them."""

import re

import pytest

from network.demo.check_in_story import HISTORIES
from tests.surface import check_ins
from tests.surface.conftest import Network
from tests.surface.walking import walk

pytestmark = pytest.mark.anyio

OPENED = check_ins.OPENED
READERS = ("", "LUM-1", "LUM-2", OPENED, "GUE-1", "NET-1", "NET-2")
_MEMBERS = READERS[1:]
PAGES = {  # pages that name no object, and who gets them
    "/check-in": _MEMBERS,
    "/check-in/privacy": _MEMBERS,
    "/check-in/contact": _MEMBERS,
    "/check-in/together": _MEMBERS,
    "/check-in/signposts": _MEMBERS,
    "/check-in/wishes": _MEMBERS,
    "/check-in/done": (OPENED,),
    "/check-in/history": (OPENED,),
    "/check-in/history/kept": (OPENED,),
    "/check-in/history/erase": (OPENED,),
    "/check-in/history/download.csv": (OPENED,),
    "/check-in/history/download.json": (OPENED,),
    "/check-in/instruments-of-mine": (OPENED,),
    "/check-in/signposts/new": ("LUM-1", "NET-1"),
    "/check-in/rounds": ("LUM-1", "NET-1"),
    "/check-in/rounds/new": ("NET-1",),
    "/check-in/instruments": ("NET-1",),
    "/check-in/instruments/new": ("NET-1",),
}
_NOT_YET = ("/check-in/done", "/check-in/history", "/check-in/instruments-of-mine")
_WORDS = [said for _day, _given, said in HISTORIES[OPENED] if said]


async def test_every_address_of_check_ins_opens_for_who_it_was_noted_for(network: Network) -> None:
    known = [row for row in network.addresses() if row[1].startswith("/check-in/")]

    answers = {
        kind: (await (await network.as_(owner)).get(address)).status_code
        for kind, address, owner in known
    }

    assert answers == dict.fromkeys(
        (
            *("signpost", "instrument", "instrument_uploaded", "instrument_in_use"),
            *("check_in_released", "check_in_cancelled", "check_in_open", "check_in_release"),
        ),
        200,
    )


@pytest.mark.parametrize("reader", READERS)
async def test_pages_of_check_ins_are_for_whom_they_are_meant(
    reader: str, network: Network
) -> None:
    browser = await network.as_(reader)

    answers = {url: await browser.get(url) for url in PAGES}
    nothing = await browser.get("/check-in/nothing-there")

    got = {url for url, answer in answers.items() if answer.status_code == 200}
    assert got == {url for url, readers in PAGES.items() if reader in readers}
    shut = {url: answer for url, answer in answers.items() if url not in got}
    sent_on = {url for url, answer in shut.items() if answer.status_code == 303}
    ask = set(PAGES) if not reader else {url for url in PAGES if url.startswith(_NOT_YET)}
    assert sent_on == (ask - got) - ({"/check-in/history/erase"} if reader else set())
    for url in shut.keys() - sent_on:
        assert (shut[url].status_code, _plain(shut[url].text)) == (404, _plain(nothing.text)), url


def _plain(page: str) -> str:
    """Without what differs every time, and without the address itself."""
    page = re.sub(r'(name="(?:csrf|form_key)" value="|data-clock="[^"]*">)[^"<]*', r"\1", page)
    return re.sub(r"(/|%2F)check-in[\w./%-]*", "HERE", page)


@pytest.mark.parametrize("reader", ["LUM-2", OPENED, "NET-1"])
async def test_no_answer_of_check_ins_is_kept_or_told_of_on_the_way(
    reader: str, network: Network
) -> None:
    found = {u: p for u, p in (await walk(network, reader)).items() if u.startswith("/check-in")}

    assert len(found) >= 10
    assert {page.headers["cache-control"] for page in found.values()} == {"no-store"}
    assert {page.headers["referrer-policy"] for page in found.values()} == {"origin"}
    titles = {t for page in found.values() for t in re.findall("<title>(.*?)</title>", page.text)}
    assert len(titles) == 1


@pytest.mark.parametrize("reader", ["MTA-1", "LUM-1", "NET-1", "NET-3"])
async def test_nobody_else_reads_a_word_of_a_history(reader: str, network: Network) -> None:
    own = await (await network.as_(OPENED)).get("/check-in/history/download.json")
    pages = await walk(network, reader)

    assert [said for said in _WORDS if said not in own.text] == []
    told = {url for url, page in pages.items() if any(said in page.text for said in _WORDS)}
    assert told == set()


async def test_its_person_meets_it_nowhere_but_in_their_history(network: Network) -> None:
    pages = await walk(network, OPENED)

    told = {url for url, page in pages.items() if any(said in page.text for said in _WORDS)}

    assert {re.sub("[0-9a-f]{20}.*", "", url) for url in told if "?" not in url} == {
        *("/check-in/history", "/check-in/history/entries/"),
        *("/check-in/history/download.csv", "/check-in/history/download.json"),
    }


@pytest.mark.parametrize("reader", ["LUM-1", "LUM-2", "MTA-1", OPENED, "NET-1", "NET-2"])
async def test_of_a_release_everybody_reads_their_own_centre_alone(
    reader: str, network: Network
) -> None:
    releases = [url for kind, url, _key in network.addresses() if kind == "check_in_release"]
    names = {key: centre.name for key, centre in network.loaded.centres.items()}
    browser = await network.as_(reader)

    page = await browser.get(releases[-1])
    table = await browser.get(f"{releases[-1]}.csv")

    own = {reader.partition("-")[0]} & names.keys()
    content = re.sub("(?s)^.*<main|</main>.*$", "", page.text)
    assert {key for key, name in names.items() if name in content} == own
    assert {key for key, name in names.items() if name in table.text} == own
