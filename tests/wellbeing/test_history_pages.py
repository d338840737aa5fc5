"""The pages of an own history: read, changed, taken along and deleted by its person alone."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from network.kernel import clock
from network.kernel.actor import Actor
from network.people.models import Person
from network.wellbeing.actions import answering, keeping, opening_history
from network.wellbeing.models.histories import History
from network.wellbeing.models.rounds import SealedBallot
from network.wellbeing.queries import histories
from network.wellbeing.rules.histories import Entry
from network.wellbeing.rules.instruments import Answers
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import make_person
from tests.wellbeing.check_in_world import (
    BROWSER,
    CARRYING,
    FIRST,
    MIDDLING,
    PASSPHRASE,
    STEADY,
    at_noon,
    begin,
    make_writer,
    open_round,
)

pytestmark = pytest.mark.anyio
HISTORY = "/check-in/history"
MARK = "Zibelinenmond over the quiet ward"
NOW = at_noon(FIRST + timedelta(days=100))


async def opened_by(browser: Browser, who: Actor) -> bytes:
    """A new history of somebody, open in the browser."""
    key = await begin(who)
    await browser.sign_in_as(await Person.get(id=who.person_id))
    page = await browser.get("/check-in/open")
    done = await browser.submit(page, "/open", passphrase=PASSPHRASE)
    assert done.status_code == 303
    return key


async def keep(who: Actor, key: bytes, *given: Answers, apart: int = 30, words: str = "") -> None:
    """Check-ins some days apart, from the first day on."""
    for number, answers in enumerate(given):
        with clock.at(at_noon(FIRST + timedelta(days=apart * number))):
            await keeping.check_in(who, key, f"form-of-day-{number:08}", answers, words)


async def entries(who: Actor, key: bytes) -> tuple[Entry, ...]:
    return (await histories.read(who, key)).history.entries


def entry_links(text: str) -> list[str]:
    return re.findall(rf'href="({HISTORY}/entries/[0-9a-f]+)"', text)


# reading -----------------------------------------------------------------------------------------


async def test_a_closed_history_asks_to_be_opened(browser: Browser) -> None:
    writer = await make_writer()
    key = await begin(writer)
    await keeping.note(writer, key, "form-of-a-note-000", MARK)
    await browser.sign_in_as(await Person.get(id=writer.person_id))

    for path in ("", "/kept", "/download.csv", "/download.json"):
        found = await browser.get(HISTORY + path)

        assert found.status_code == 303
        assert found.headers["location"].startswith("/check-in/open?next=")
        assert MARK not in found.text


async def test_an_empty_history_is_one_sentence_without_a_chart(browser: Browser) -> None:
    await opened_by(browser, await make_writer())

    page = await browser.get(HISTORY)

    assert "Nothing is kept here yet." in page.text
    assert 'class="trend' not in page.text


async def test_the_trend_is_a_sentence_a_chart_and_a_list(browser: Browser) -> None:
    writer = await make_writer()
    with clock.at(NOW):
        key = await opened_by(browser, writer)
        await keep(writer, key, STEADY, MIDDLING, CARRYING, words=MARK)

        page = await browser.get(HISTORY)

    assert "fairly steady, worth a closer look, carrying a lot" in page.text
    assert "The last one is clearly heavier than your usual before it." in page.text
    assert (
        'aria-label="Strain from 2 Mar 2026 to 1 May 2026: at first 0, at most 100, at least 0,'
        ' now 100, of 100. Higher is heavier."'
    ) in page.text
    assert "It has not been validated" in page.text
    assert len(entry_links(page.text)) == page.text.count(MARK) == 3


@pytest.mark.parametrize(("count", "lines"), [(1, 0), (2, 1), (60, 1)])
async def test_a_chart_of_any_length(browser: Browser, count: int, lines: int) -> None:
    writer = await make_writer()
    with clock.at(NOW):
        key = await opened_by(browser, writer)
        await keep(writer, key, *[MIDDLING] * count, apart=1)

        page = await browser.get(HISTORY)

    assert page.text.count('<polyline class="line"') == lines
    path = re.search(r'<path class="pt" d="([^"]*)"', page.text)
    assert path is not None
    assert path[1].count("M") == count


async def test_a_chart_runs_from_the_right_where_one_reads_so(browser: Browser) -> None:
    writer = await make_writer()
    with clock.at(NOW):
        key = await opened_by(browser, writer)
        await keep(writer, key, STEADY, CARRYING)

        page = await browser.get(f"{HISTORY}?lang=ar")

    assert 'points="100.0,100.0 0.0,0.0 "' in page.text
    assert 'x="100%" y=' in page.text


async def test_a_long_history_is_light_and_costs_few_statements(browser: Browser) -> None:
    writer = await make_writer()
    with clock.at(NOW):
        key = await opened_by(browser, writer)
        await _keep_many(writer, key, 120)

        with statements() as found:
            page = await browser.get(HISTORY)
        last = await browser.get(f"{HISTORY}?page=6")

    assert len(page.content) < 50_000
    assert len(found) <= 12
    assert (len(entry_links(page.text)), len(entry_links(last.text))) == (20, 20)
    assert "Page 6 of 6" in last.text


async def _keep_many(who: Actor, key: bytes, count: int) -> None:
    """Written at once, as writing each would take a while."""
    with clock.at(at_noon(FIRST)):
        one = await keeping.check_in(who, key, "form-of-first-day", MIDDLING, MARK * 20)
    many = [
        replace(one, key=f"form-of-day-{n:08}", on=FIRST + timedelta(days=n * 100 // count))
        for n in range(count)
    ]
    read = await histories.read(who, key)
    changed = replace(read.history, entries=tuple(many))
    assert await keeping._store(who, key, changed, read.version)


async def test_every_page_has_the_same_title_and_stays_nowhere(browser: Browser) -> None:
    writer = await make_writer()
    with clock.at(NOW):
        key = await opened_by(browser, writer)
        await keep(writer, key, STEADY)
        (link,) = entry_links((await browser.get(HISTORY)).text)

        paths = (HISTORY, link, f"{link}/drop", f"{HISTORY}/kept", f"{HISTORY}/erase")
        for path in (*paths, "/check-in/instruments-of-mine"):
            page = await browser.get(path)

            assert page.status_code == 200
            assert "<title>My check-in | Exchange</title>" in page.text
            assert page.headers["cache-control"] == "no-store"
            assert page.headers["referrer-policy"] == "origin"
            assert 'name="form_key"' not in page.text


# others ------------------------------------------------------------------------------------------


async def test_another_person_reads_nothing_of_it(browser: Browser) -> None:
    writer, other = await make_writer(), await make_writer()
    with clock.at(NOW):
        key = await begin(writer)
        await keep(writer, key, CARRYING, words=MARK)
        mine = await opened_by(browser, other)
        await keep(other, mine, STEADY)
        (own,) = entry_links((await browser.get(HISTORY)).text)
        await keeping.note(writer, key, "form-of-one-note", MARK)

        for path in ("", "/kept", "/download.csv", "/download.json"):
            page = await browser.get(HISTORY + path)
            assert (page.status_code, MARK in page.text) == (200, False)
        theirs = own[:-1] + ("0" if own[-1] != "0" else "1")
        for answer in (
            await browser.get(theirs),
            await browser.get(f"{theirs}/drop"),
            await browser.post(theirs, {"words": "mine", "seen": ""}),
            await browser.post(f"{theirs}/drop"),
        ):
            assert answer.status_code == 404

    assert len(await entries(writer, key)) == 2


async def test_a_key_carried_in_another_session_opens_nothing(browser: Browser) -> None:
    writer = await make_writer()
    await opened_by(browser, writer)
    other = await make_writer()

    await browser.sign_in_as(await Person.get(id=other.person_id))
    page = await browser.get(HISTORY)

    assert page.status_code == 303


async def test_who_is_no_member_finds_no_history(browser: Browser) -> None:
    await browser.sign_in_as(await make_person())

    for path in (HISTORY, f"{HISTORY}/kept", f"{HISTORY}/erase", "/check-in/instruments-of-mine"):
        assert (await browser.get(path)).status_code == 404


# writing -----------------------------------------------------------------------------------------


async def test_a_note_sent_twice_is_kept_once(browser: Browser) -> None:
    writer = await make_writer()
    key = await opened_by(browser, writer)
    page = await browser.get(HISTORY)

    for _time in range(2):
        shown = await browser.follow(await browser.submit(page, "/notes", words=MARK))

    assert [one.words for one in await entries(writer, key)] == [MARK]
    assert "Your note is kept." in shown.text
    assert 'class="trend' not in shown.text


async def test_an_empty_or_forged_note_is_refused(browser: Browser) -> None:
    writer = await make_writer()
    key = await opened_by(browser, writer)
    page = await browser.get(HISTORY)

    empty = await browser.submit(page, "/notes", words=" ")
    forged = await browser.submit(page, "/notes", words=MARK, form="x")

    assert (empty.status_code, forged.status_code) == (422, 422)
    assert MARK in forged.text
    assert await entries(writer, key) == ()


async def test_a_note_sent_after_closing_is_given_back_to_copy(browser: Browser) -> None:
    writer = await make_writer()
    key = await opened_by(browser, writer)
    page = await browser.get(HISTORY)
    await browser.submit(page, "/close")

    answer = await browser.submit(page, "/notes", words=MARK)

    assert answer.status_code == 409
    assert MARK in answer.text
    assert await entries(writer, key) == ()


async def test_an_entry_shows_its_answers_and_takes_other_words(browser: Browser) -> None:
    writer = await make_writer()
    with clock.at(NOW):
        key = await opened_by(browser, writer)
        await keep(writer, key, {**STEADY, 3: None}, words="first")
        (link,) = entry_links((await browser.get(HISTORY)).text)
        page = await browser.get(link)
        shown = await browser.follow(await browser.submit(page, link, words=MARK))

    assert "I slept well enough to feel rested." in page.text
    assert "I had more work than I could do well." not in page.text
    assert "This entry goes by itself after 31 Mar 2027." in page.text
    assert MARK in shown.text
    assert [one.words for one in await entries(writer, key)] == [MARK]


async def test_a_stale_tab_overwrites_nothing(browser: Browser) -> None:
    writer = await make_writer()
    key = await opened_by(browser, writer)
    await keeping.note(writer, key, "form-of-one-note", "first")
    (link,) = entry_links((await browser.get(HISTORY)).text)
    stale = await browser.get(link)
    await browser.submit(await browser.get(link), link, words="from the other tab")

    answer = await browser.submit(stale, link, words=MARK)
    again = await browser.submit(answer, link, words=MARK)

    assert answer.status_code == 409
    assert "from the other tab" in answer.text
    assert MARK in answer.text
    assert again.status_code == 303
    assert [one.words for one in await entries(writer, key)] == [MARK]


async def test_an_entry_is_taken_out_after_a_question(browser: Browser) -> None:
    writer = await make_writer()
    key = await opened_by(browser, writer)
    await keeping.note(writer, key, "form-of-one-note", MARK)
    await keeping.note(writer, key, "form-of-two-note", "stays")
    first, second = entry_links((await browser.get(HISTORY)).text)
    link = first if MARK in (await browser.get(first)).text else second

    asked = await browser.get(f"{link}/drop")
    before = len(await entries(writer, key))
    await browser.submit(asked, "/drop")
    again = await browser.submit(asked, "/drop")

    assert before == 2
    assert [one.words for one in await entries(writer, key)] == ["stays"]
    assert again.status_code == 404


# how it is kept ----------------------------------------------------------------------------------


async def test_one_chooses_how_long_it_stays(browser: Browser) -> None:
    writer = await make_writer()
    with clock.at(NOW):
        key = await opened_by(browser, writer)
        await keep(writer, key, STEADY)
        page = await browser.get(f"{HISTORY}/kept")
        shown = await browser.follow(await browser.submit(page, "/kept", months="60"))
        wrong = await browser.submit(page, "/kept", months="1")

    assert "your oldest after 31 Mar 2027" in page.text
    assert "your oldest after 31 Mar 2031" in shown.text
    assert wrong.status_code == 422
    assert (await History.get(person_id=writer.person_id)).months == 60


async def test_a_new_recovery_code_is_shown_once_and_opens_it(browser: Browser) -> None:
    writer = await make_writer()
    key = await opened_by(browser, writer)

    page = await browser.submit(await browser.get(f"{HISTORY}/kept"), "/code")

    shown = re.search(r"<code>([0-9A-Z-]{35})</code>", page.text)
    assert shown is not None
    assert page.headers["cache-control"] == "no-store"
    assert await opening_history.open_by_code(writer, shown[1], PASSPHRASE, BROWSER) == key


async def test_everything_can_be_taken_along(browser: Browser) -> None:
    writer = await make_writer()
    with clock.at(NOW):
        key = await opened_by(browser, writer)
        await keep(writer, key, CARRYING, words=MARK)

        table = await browser.get(f"{HISTORY}/download.csv")
        plain = await browser.get(f"{HISTORY}/download.json")

    assert table.headers["content-disposition"] == 'attachment; filename="my-own.csv"'
    assert table.headers["cache-control"] == plain.headers["cache-control"] == "no-store"
    assert table.content.startswith("\ufeffon,instrument,version,what,value\r\n".encode())
    assert f"2026-03-02,pulse10,1,words,{MARK}" in table.text
    kept = json.loads(plain.text)
    assert (kept["months"], len(kept["entries"])) == (12, 1)
    assert (kept["entries"][0]["words"], kept["entries"][0]["scores"]["strain"]) == (MARK, 100.0)
    assert "form-of-day" not in plain.text


async def test_deleting_needs_a_tick_and_leaves_nothing(browser: Browser) -> None:
    writer = await make_writer()
    key = await opened_by(browser, writer)
    await keeping.note(writer, key, "form-of-one-note", MARK)
    page = await browser.get(f"{HISTORY}/erase")

    hasty = await browser.submit(page, "/erase")
    kept = await History.all().count()
    await browser.submit(page, "/erase", sure="y")
    again = await browser.submit(page, "/erase", sure="y")

    assert (hasty.status_code, kept) == (422, 1)
    assert await History.all().count() == 0
    assert again.status_code == 404
    assert (await browser.get(HISTORY)).status_code == 303


async def test_deleting_takes_the_ballot_back_where_the_key_is_there(browser: Browser) -> None:
    writer = await make_writer()
    one = await open_round()
    with clock.at(at_noon(FIRST)):
        key = await opened_by(browser, writer)
        await answering.hand_in(writer, key, MIDDLING)
        page = await browser.get(f"{HISTORY}/erase")
        before = await SealedBallot.filter(round_id=one.id).count()
        await browser.submit(page, "/erase", sure="y")

    assert "they are taken back too" in page.text
    assert (before, await SealedBallot.filter(round_id=one.id).count()) == (1, 0)


async def test_a_closed_history_can_be_deleted_and_says_what_stays(browser: Browser) -> None:
    writer = await make_writer()
    await begin(writer)
    await browser.sign_in_as(await Person.get(id=writer.person_id))
    page = await browser.get(f"{HISTORY}/erase")

    await browser.submit(page, "/erase", sure="y")

    assert "they stay in it, because only your key finds them" in page.text
    assert await History.all().count() == 0
