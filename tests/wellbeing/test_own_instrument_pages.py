"""Other instruments, filled in for oneself: what is offered, asked, scored, and kept readable."""

import json
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from network.kernel import clock
from network.kernel.actor import Actor
from network.wellbeing.actions import instruments, keeping
from network.wellbeing.models.help import InstrumentFile
from tests.browser_client import Browser
from tests.wellbeing.check_in_world import FIRST, at_noon, make_writer
from tests.wellbeing.test_history_pages import HISTORY, MARK, entries, opened_by
from tests.wellbeing.test_instrument_files import FOLDER, complete, office

pytestmark = pytest.mark.anyio
MINE = "/check-in/instruments-of-mine"


async def in_use(key: str = "who5", **changes: Any) -> InstrumentFile:
    admin = await office()
    file = await instruments.bring_in(admin, complete(key, **changes), "Letter of 3 May 2026")
    await instruments.use(admin, file)
    return file


async def fill_in(
    browser: Browser, file: InstrumentFile, **given: Any
) -> tuple[httpx.Response, httpx.Response]:
    """The form of an instrument, and the answer to sending it."""
    page = await browser.get(f"{MINE}/{file.id}/new")
    return page, await browser.submit(page, str(file.id), **given)


def facts(text: str) -> list[tuple[str, str]]:
    """What a result says, as text."""
    plain = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text)
    return [(_bare(name), _bare(told)) for name, told in plain]


def _bare(text: str) -> str:
    return " ".join(re.sub("<.*?>", " ", text).split())


async def keep_answers(who: Actor, key: bytes, file: InstrumentFile, *values: int) -> None:
    """Each question answered with the same value, a week apart."""
    for number, value in enumerate(values):
        with clock.at(at_noon(FIRST + timedelta(days=7 * number))):
            await keeping.keep_other(
                who,
                key,
                f"form-of-week-{number:06}",
                file,
                answers=dict.fromkeys(range(1, 6), value),
            )


async def test_only_those_in_use_are_offered(browser: Browser) -> None:
    await opened_by(browser, await make_writer())
    bare = await browser.get(MINE)
    admin = await office()
    waiting = await instruments.bring_in(admin, complete("k6", title="Zibeline scale"), "proof")
    await in_use()

    page = await browser.get(MINE)

    assert "No other scale is offered yet." in bare.text
    assert "WHO-5 Well-Being Index" in page.text
    assert "Zibeline scale" not in page.text
    for path in (f"{MINE}/{waiting.id}", f"{MINE}/{waiting.id}/new"):
        assert (await browser.get(path)).status_code == 404
    sent = await browser.post(f"{MINE}/{waiting.id}", {"q1": "1"})
    assert sent.status_code == 404


async def test_answers_are_scored_and_put_in_words_with_whose_words_they_are(
    browser: Browser,
) -> None:
    writer, file = await make_writer(), await in_use()
    with clock.at(at_noon(FIRST)):
        key = await opened_by(browser, writer)
        given = {f"q{number}": "2" for number in range(1, 6)}
        page, sent = await fill_in(browser, file, **given, words=MARK)
        shown = await browser.follow(sent)

    assert "Question 3" in page.text
    assert "Step 5" in page.text
    assert "Leave out" in page.text
    assert facts(shown.text)[0] == (
        "Well-being",
        "reduced (40) for orientation only; line of Topp 2015",
    )
    assert MARK in shown.text
    (entry,) = await entries(writer, key)
    assert (entry.instrument, entry.version, entry.scores) == ("who5", "1 en", {"wellbeing": 40})


async def test_every_question_may_be_left_out(browser: Browser) -> None:
    writer, file = await make_writer(), await in_use()
    key = await opened_by(browser, writer)

    _page, sent = await fill_in(browser, file)
    shown = await browser.follow(sent)

    assert facts(shown.text)[0] == ("Well-being", "no score")
    assert (await entries(writer, key))[0].scores == {"wellbeing": None}


async def test_a_form_sent_twice_is_kept_once_and_a_wrong_one_not_at_all(
    browser: Browser,
) -> None:
    writer, file = await make_writer(), await in_use()
    key = await opened_by(browser, writer)
    page = await browser.get(f"{MINE}/{file.id}/new")

    wrong = await browser.submit(page, str(file.id), q1="9", words=MARK)
    forged = await browser.submit(page, str(file.id), q1="1", form="?")
    before = await entries(writer, key)
    for _time in range(2):
        await browser.submit(page, str(file.id), q1="1")

    assert (wrong.status_code, forged.status_code, before) == (422, 422, ())
    assert MARK in wrong.text
    assert len(await entries(writer, key)) == 1


async def test_of_some_only_totals_are_entered(browser: Browser) -> None:
    writer, file = await make_writer(), await in_use("mbi_hss")
    key = await opened_by(browser, writer)

    page, wrong = await fill_in(browser, file, t_ee="55", t_dp="many")
    _page, sent = await fill_in(browser, file, t_ee="27", t_pa="31,5")
    shown = await browser.follow(sent)

    assert 'type="radio"' not in page.text
    assert "from 0 to 54" in page.text
    assert wrong.status_code == 422
    assert (await entries(writer, key))[0].scores == {"ee": 27.0, "dp": None, "pa": 31.5}
    assert facts(shown.text) == [
        ("Emotional exhaustion", "27"),
        ("Depersonalisation", "no score"),
        ("Personal accomplishment", "31.5"),
    ]


async def test_a_total_beyond_the_scale_is_refused(browser: Browser) -> None:
    writer, file = await make_writer(), await in_use("mbi_hss")
    key = await opened_by(browser, writer)

    _page, sent = await fill_in(browser, file, t_ee="55")

    assert sent.status_code == 422
    assert await entries(writer, key) == ()


async def test_each_score_has_its_trend(browser: Browser) -> None:
    writer, file = await make_writer(), await in_use()
    with clock.at(at_noon(FIRST + timedelta(days=30))):
        key = await opened_by(browser, writer)
        empty = await browser.get(f"{MINE}/{file.id}")
        await keep_answers(writer, key, file, 1, 3)

        page = await browser.get(f"{MINE}/{file.id}")
        history = await browser.get(HISTORY)

    assert "You have not filled this in yet." in empty.text
    assert 'class="trend' not in empty.text
    assert "at first 20, at most 60, at least 20, now 60, of 100. Higher is better." in page.text
    assert page.text.count('<svg class="trend') == 1
    assert "very low" in page.text
    assert '<svg class="trend' not in history.text  # the trend there is that of the check-in
    assert history.text.count("WHO-5 Well-Being Index") == 2


async def test_an_instrument_speaks_its_own_language(browser: Browser) -> None:
    file = await in_use(language="ar")
    await opened_by(browser, await make_writer())

    for path in (MINE, f"{MINE}/{file.id}", f"{MINE}/{file.id}/new"):
        page = await browser.get(path)

        assert 'lang="ar" dir="rtl">WHO-5 Well-Being Index' in page.text
    assert '<legend lang="ar" dir="rtl">Question 1</legend>' in page.text
    assert '<span lang="en" dir="ltr">Leave out</span>' in page.text


async def test_what_was_kept_stays_readable_when_it_is_offered_no_longer(
    browser: Browser,
) -> None:
    writer, file = await make_writer(), await in_use()
    with clock.at(at_noon(FIRST + timedelta(days=30))):
        key = await opened_by(browser, writer)
        await keep_answers(writer, key, file, 2)
        await instruments.retire(await office(), file)

        listed = await browser.get(MINE)
        page = await browser.get(f"{MINE}/{file.id}")
        form = await browser.get(f"{MINE}/{file.id}/new")
        history = await browser.get(HISTORY)

    assert "no longer offered" in listed.text
    assert "reduced" in page.text
    assert f"{MINE}/{file.id}/new" not in page.text
    assert form.status_code == 404
    assert "WHO-5 Well-Being Index" in history.text


async def test_others_do_not_see_an_instrument_that_was_retired(browser: Browser) -> None:
    file = await in_use()
    await instruments.retire(await office(), file)
    await opened_by(browser, await make_writer())

    assert (await browser.get(f"{MINE}/{file.id}")).status_code == 404


@pytest.mark.parametrize("key", ["proqol5", "bat23", "cbi"])
async def test_the_longest_forms_are_light(browser: Browser, key: str) -> None:
    file = await in_use(key)
    await opened_by(browser, await make_writer())

    page = await browser.get(f"{MINE}/{file.id}/new")

    items = json.loads((FOLDER / f"{key}.und.json").read_text())["items"]
    assert page.text.count("<fieldset") == len(items)
    assert len(page.content) < 50_000
