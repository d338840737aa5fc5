"""Checking in, in one's own browser: asked, kept, looked at, put into a round, taken back."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from network.kernel import clock
from network.kernel.actor import Actor
from network.people import passphrases
from network.people.models import Person
from network.wellbeing.actions import answering, keeping, opening_history
from network.wellbeing.models.help import Signpost
from network.wellbeing.models.histories import History
from network.wellbeing.models.rounds import Asked, SealedBallot
from network.wellbeing.queries import histories
from network.wellbeing.rules.instruments import Answers
from network.wellbeing.vocabulary import SignpostKind
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import make_centre
from tests.guard.test_forms import CERTAIN, LIKELY
from tests.wellbeing.check_in_world import (
    BROWSER,
    CARRYING,
    FIRST,
    MIDDLING,
    NEW_PASSPHRASE,
    PASSPHRASE,
    STEADY,
    at_noon,
    make_writer,
    open_round,
)

pytestmark = pytest.mark.anyio
MARK = "Zibelinenmond over the quiet ward"
KEEP, SEE = {"to": "keep"}, {"to": "see"}
JOIN = {"join": "y"}
MOST = 12


@pytest.fixture(autouse=True)
def _on_a_day_of_the_round() -> Iterator[None]:
    with clock.at(at_noon(FIRST)):
        yield


@pytest.fixture
async def writer(browser: Browser) -> Actor:
    """Somebody with a passphrase, signed in, without a history."""
    who = await make_writer()
    await browser.sign_in_as(await Person.get(id=who.person_id))
    return who


def said(answers: Answers) -> dict[str, str]:
    return {f"q{number}": str(value) for number, value in answers.items()}


async def check_in(browser: Browser, answers: Answers, **more: str) -> httpx.Response:
    page = await browser.get("/check-in")
    return await browser.submit(page, "/check-in", **(said(answers) | more))


async def opened(browser: Browser, passphrase: str = PASSPHRASE) -> httpx.Response:
    page = await browser.get("/check-in/open")
    return await browser.submit(page, "/check-in/open", passphrase=passphrase)


async def begun(browser: Browser, who: Actor) -> bytes:
    """A history that is open in this browser."""
    key = (await opening_history.begin(who, PASSPHRASE, BROWSER)).key
    await opened(browser)
    return key


async def kept(who: Actor, key: bytes) -> list[tuple[Answers, str]]:
    history = (await histories.read(who, key)).history
    return [(one.answers, one.words) for one in history.entries]


def cookie_of(answer: httpx.Response) -> str:
    return next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-opened="))


def forget_cookie(browser: Browser) -> None:
    for cookie in [c for c in browser.client.cookies.jar if c.name == "__Host-opened"]:
        browser.client.cookies.jar.clear(cookie.domain, cookie.path, cookie.name)


async def key_by_passphrase(who: Actor) -> bytes:
    return await opening_history.open_history(who, PASSPHRASE, BROWSER)


async def took_part(who: Actor) -> bool:
    return (await Asked.get(person_id=who.person_id)).took_part


# looking ------------------------------------------------------------------------------------------


async def test_the_page_is_honest_before_it_asks(browser: Browser, writer: Actor) -> None:
    page = await browser.get("/check-in")

    asking = page.text.index("I had enough energy for my working day.")
    for told in ("has not been validated", "nobody watches them live", "/check-in/privacy"):
        assert page.text.index(told) < asking
    assert page.text.count(">Not today</a>") == 2


async def test_looking_makes_and_marks_nothing(browser: Browser, writer: Actor) -> None:
    await open_round()

    with statements() as seen:
        await browser.get("/check-in")

    writing = [one for one in seen if not one.lstrip().upper().startswith(("SELECT", "BEGIN"))]
    assert [one for one in writing if "check_in" in one or "own_history" in one] == []
    assert not await took_part(writer)


async def test_each_question_is_a_set_that_may_be_left_out(browser: Browser, writer: Actor) -> None:
    page = await browser.get("/check-in")

    assert page.text.count("<fieldset") == 10
    assert page.text.count("Leave out") == 10
    assert " checked>" not in page.text


@pytest.mark.parametrize(
    "path", ["/check-in", "/check-in/begin", "/check-in/privacy", "/check-in/contact"]
)
async def test_a_page_is_stored_nowhere_tells_nobody_and_has_one_title(
    browser: Browser, writer: Actor, path: str
) -> None:
    page = await browser.get(path)

    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "origin"
    assert "<title>My check-in | Exchange</title>" in page.text


async def test_what_is_not_there_is_as_quiet(browser: Browser, writer: Actor) -> None:
    missing = await browser.post("/check-in/contact", {"person": "nobody"})

    assert missing.status_code == 404
    assert missing.headers["referrer-policy"] == "origin"


async def test_signposts_of_the_country_are_there_and_elsewhere_ones_in_the_own_language(
    browser: Browser, writer: Actor
) -> None:
    for country, lang, title in (
        ("KE", "sw", "Msaada"),
        ("DE", "de", "Hilfe"),
        ("", "en", "Everywhere"),
        ("", "ar", "Anywhere"),
    ):
        await Signpost.create(
            kind=SignpostKind.COUNSELLOR,
            country=country,
            lang=lang,
            title=title,
            checked_on=FIRST,
            website="https://help.example",
        )

    page = await browser.get("/check-in")

    found = [title for title in ("Msaada", "Hilfe", "Everywhere", "Anywhere") if title in page.text]
    assert found == ["Msaada", "Everywhere"]
    assert page.text.count('rel="noreferrer noopener"') == 2


async def test_a_page_costs_few_statements(browser: Browser, writer: Actor) -> None:
    await open_round()
    await begun(browser, writer)
    await check_in(browser, CARRYING, **KEEP, **JOIN)

    for path in ("/check-in", "/check-in/done", "/check-in/privacy", "/check-in/contact"):
        with statements() as seen:
            page = await browser.get(path)
        assert page.status_code == 200
        assert len(page.content) < 50_000
        assert len(seen) <= MOST, (path, len(seen))


# see it, keep nothing -----------------------------------------------------------------------------


async def test_it_can_be_seen_and_nothing_kept(browser: Browser, writer: Actor) -> None:
    page = await check_in(browser, CARRYING, words=MARK, **SEE)

    assert page.status_code == 200
    assert "carrying a lot – please talk with someone (100 of 100" in page.text
    assert "It is kept nowhere." in page.text
    assert MARK not in page.text
    assert "set-cookie" not in page.headers
    assert await History.all().count() == 0


async def test_prompts_follow_the_answers_and_help_is_always_there(
    browser: Browser, writer: Actor
) -> None:
    steady = await check_in(browser, STEADY, **SEE)
    echoing = await check_in(browser, {**STEADY, 7: 3}, **SEE)

    assert "fairly steady (0 of 100" in steady.text
    assert ("came back when you did not want them" in steady.text) is False
    assert "came back when you did not want them" in echoing.text
    assert "Book a restorative session" in echoing.text
    assert "Pause hosting" not in echoing.text
    assert ("Where help is" in steady.text, "Where help is" in echoing.text) == (True, True)


async def test_leaving_out_too_much_says_so(browser: Browser, writer: Actor) -> None:
    page = await check_in(browser, {1: 4}, q2="-", **SEE)

    assert "Too many questions were left out" in page.text


# the first history --------------------------------------------------------------------------------


async def test_what_can_be_lost_is_said_before_anything_is_written(
    browser: Browser, writer: Actor
) -> None:
    page = await check_in(browser, CARRYING, words=MARK, **KEEP)

    assert "If you lose both, it is lost for good." in page.text
    assert await History.all().count() == 0
    assert "set-cookie" not in page.headers
    assert "?" not in str(page.url)


async def test_a_first_history_keeps_what_was_answered_on_the_way(
    browser: Browser, writer: Actor
) -> None:
    asked = await check_in(browser, CARRYING, words=f"{MARK}\nand more", **KEEP)
    code = await browser.submit(asked, "/check-in/begin", understood="y", passphrase=PASSPHRASE)
    after = await browser.get("/check-in/done")

    assert "I have written it down" in code.text
    assert (code.headers["cache-control"], code.status_code) == ("no-store", 200)
    key = await key_by_passphrase(writer)
    assert await kept(writer, key) == [(CARRYING, f"{MARK}\nand more")]
    assert "please talk with someone" in after.text
    assert MARK in after.text


async def test_a_wrong_passphrase_begins_nothing_and_loses_nothing(
    browser: Browser, writer: Actor
) -> None:
    asked = await check_in(browser, CARRYING, words=MARK, **KEEP)

    wrong = await browser.submit(
        asked, "/check-in/begin", understood="y", passphrase="another thing altogether"
    )
    right = await browser.submit(wrong, "/check-in/begin", passphrase=PASSPHRASE)

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert "This is not your passphrase." in wrong.text
    assert await kept(writer, await key_by_passphrase(writer)) == [(CARRYING, MARK)]


async def test_without_the_tick_no_history_is_begun(browser: Browser, writer: Actor) -> None:
    page = await browser.get("/check-in/begin")

    answer = await browser.submit(page, "/check-in/begin", passphrase=PASSPHRASE)

    assert answer.status_code == 422
    assert await History.all().count() == 0


async def test_the_recovery_code_is_shown_once(browser: Browser, writer: Actor) -> None:
    page = await browser.get("/check-in/begin")

    code = await browser.submit(page, "/check-in/begin", understood="y", passphrase=PASSPHRASE)
    again = await browser.submit(page, "/check-in/begin", understood="y", passphrase=PASSPHRASE)

    assert code.text.count("<code>") == 1
    assert (again.status_code, again.text.count("<code>")) == (409, 0)
    assert "You have a history already." in again.text


# opening it ---------------------------------------------------------------------------------------


async def test_the_passphrase_opens_it_and_what_was_answered_comes_along(
    browser: Browser, writer: Actor
) -> None:
    key = (await opening_history.begin(writer, PASSPHRASE, BROWSER)).key

    asked = await check_in(browser, MIDDLING, words=MARK, **KEEP)
    wrong = await browser.submit(asked, "/check-in/open", passphrase="not the one at all")
    sent = await browser.submit(wrong, "/check-in/open", passphrase=PASSPHRASE)
    done = await browser.follow(sent)

    assert (asked.status_code, wrong.status_code) == (200, 422)
    assert await kept(writer, key) == [(MIDDLING, MARK)]
    assert "worth a closer look (50 of 100" in done.text
    cookie = cookie_of(sent)
    assert "Max-Age=1200" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" in cookie
    assert str(done.url).endswith("/check-in/done")


async def test_after_a_forgotten_passphrase_the_code_opens_it(
    browser: Browser, writer: Actor
) -> None:
    code = (await opening_history.begin(writer, PASSPHRASE, BROWSER)).code
    new = NEW_PASSPHRASE
    await _forget(writer, new)

    asked = await check_in(browser, MIDDLING, words=MARK, **KEEP)
    needs = await browser.submit(asked, "/check-in/open", passphrase=new)
    wrong = await browser.submit(needs, "/check-in/open", passphrase=new, code="AAAAA")
    sent = await browser.submit(wrong, "/check-in/open", passphrase=new, code=code.lower())

    assert "Recovery code" not in asked.text
    assert (needs.status_code, wrong.status_code, sent.status_code) == (422, 422, 303)
    assert "Recovery code" in needs.text
    assert "This is not the recovery code of your history." in wrong.text
    key = await opening_history.open_history(writer, new, BROWSER)
    assert await kept(writer, key) == [(MIDDLING, MARK)]


async def test_guessing_is_slowed(browser: Browser, writer: Actor) -> None:
    await opening_history.begin(writer, PASSPHRASE, BROWSER)

    for number in range(10):
        await opened(browser, f"guess number {number}")
    answer = await opened(browser)

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/check-in",
        "//evil.example",
        "/today",
        "/check-inn",
        "/check-in/../today?x",
    ],
)
async def test_opening_leads_to_pages_of_check_ins_alone(
    browser: Browser, writer: Actor, target: str
) -> None:
    await opening_history.begin(writer, PASSPHRASE, BROWSER)
    page = await browser.get("/check-in/open", params={"next": target})

    sent = await browser.submit(page, "/check-in/open", passphrase=PASSPHRASE)
    forged = await browser.post("/check-in/open", {"next": target, "passphrase": PASSPHRASE})

    places = {sent.headers["location"], forged.headers["location"]}
    assert places == {"/check-in"}


async def test_after_twenty_minutes_it_is_shut_and_what_was_typed_waits(
    browser: Browser, writer: Actor
) -> None:
    key = await begun(browser, writer)
    page = await browser.get("/check-in")

    with clock.at(at_noon(FIRST) + timedelta(minutes=21)):
        asked = await browser.submit(page, "/check-in", **said(CARRYING), words=MARK, **KEEP)
        sent = await browser.submit(asked, "/check-in/open", passphrase=PASSPHRASE)

    assert "Open my history" in asked.text
    assert sent.status_code == 303
    assert await kept(writer, key) == [(CARRYING, MARK)]


async def test_another_persons_cookie_opens_nothing(browser: Browser, writer: Actor) -> None:
    await begun(browser, writer)
    stolen = browser.client.cookies["__Host-opened"]
    other = await make_writer()
    await opening_history.begin(other, PASSPHRASE, BROWSER)

    async with Browser(browser.portal) as elsewhere:
        await elsewhere.sign_in_as(await Person.get(id=other.person_id))
        for cookie in (stolen, "forged", stolen[:-6] + "AAAAAA"):
            forget_cookie(elsewhere)
            elsewhere.client.cookies.set("__Host-opened", cookie, domain="portal.test")
            done = await elsewhere.get("/check-in/done")
            assert (done.status_code, done.headers["location"]) == (
                303,
                "/check-in/open?next=%2Fcheck-in%2Fdone",
            )


async def test_a_key_of_a_history_that_is_gone_opens_nothing(
    browser: Browser, writer: Actor
) -> None:
    key = await begun(browser, writer)
    await keeping.erase(writer, key)

    page = await check_in(browser, CARRYING, **KEEP)

    assert "Please read this first." in page.text


async def test_it_can_be_shut_before_its_time(browser: Browser, writer: Actor) -> None:
    await begun(browser, writer)
    page = await browser.get("/check-in")

    sent = await browser.submit(page, "/check-in/close")

    assert "Max-Age=0" in cookie_of(sent)
    assert (await browser.get("/check-in/done")).status_code == 303


# keeping it ---------------------------------------------------------------------------------------


async def test_own_words_name_no_client_either(browser: Browser, writer: Actor) -> None:
    await begun(browser, writer)

    refused = await check_in(browser, STEADY, words=CERTAIN, **KEEP)
    doubted = await check_in(browser, STEADY, words=LIKELY, **KEEP)
    kept = await browser.submit(doubted, words_about_nobody="exact-date", **KEEP)

    assert (refused.status_code, doubted.status_code, kept.status_code) == (422, 422, 303)
    assert CERTAIN in refused.text


async def test_the_tick_that_they_name_nobody_comes_along(browser: Browser, writer: Actor) -> None:
    await opening_history.begin(writer, PASSPHRASE, BROWSER)
    doubted = await check_in(browser, STEADY, words=LIKELY, **KEEP)

    detour = await browser.submit(doubted, words_about_nobody="exact-date", **KEEP)
    kept = await browser.submit(detour, "/check-in/open", passphrase=PASSPHRASE)

    assert kept.headers["location"] == "/check-in/done"


async def test_a_form_sent_twice_is_kept_once(browser: Browser, writer: Actor) -> None:
    key = await begun(browser, writer)
    page = await browser.get("/check-in")

    first = await browser.submit(page, "/check-in", **said(MIDDLING), **KEEP)
    second = await browser.submit(page, "/check-in", **said(MIDDLING), **KEEP)

    assert (first.status_code, second.status_code) == (303, 303)
    assert await kept(writer, key) == [(MIDDLING, "")]


async def test_a_form_sent_again_with_other_answers_is_asked_about(
    browser: Browser, writer: Actor
) -> None:
    key = await begun(browser, writer)
    page = await browser.get("/check-in")
    await browser.submit(page, "/check-in", **said(MIDDLING), **KEEP)

    other = await browser.submit(page, "/check-in", **said(CARRYING), **KEEP)
    sent = await browser.submit(other, "/check-in", **KEEP)

    assert (other.status_code, sent.status_code) == (409, 303)
    assert [answers for answers, _words in await kept(writer, key)] == [MIDDLING, CARRYING]


async def test_two_tabs_keep_both(browser: Browser, writer: Actor) -> None:
    key = await begun(browser, writer)
    one, two = await browser.get("/check-in"), await browser.get("/check-in")

    await browser.submit(one, "/check-in", **said(STEADY), **KEEP)
    await browser.submit(two, "/check-in", **said(CARRYING), **KEEP)

    assert [answers for answers, _words in await kept(writer, key)] == [STEADY, CARRYING]


@pytest.mark.parametrize(
    "wrong",
    [
        {"q3": "5"},
        {"q3": "-1"},
        {"q3": "²"},
        {"q3": "1.5"},
        {"q11": "0"},
        {"q0": "0"},
        {"words": "x" * 4001},
        {"words": "a\u202eb"},
        {"form": ""},
        {"form": "../../x"},
        {"form": "a" * 500},
    ],
    ids=str,
)
@pytest.mark.parametrize("to", ["keep", "see"])
async def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    browser: Browser, writer: Actor, wrong: dict[str, str], to: str
) -> None:
    await open_round()
    key = await begun(browser, writer)

    page = await check_in(browser, MIDDLING, **({"to": to, "words": MARK, **JOIN} | wrong))

    assert page.status_code == 422
    assert "Please look at this again" in page.text
    assert page.text.count(" checked>") >= 9
    assert await kept(writer, key) == []
    assert not await took_part(writer)


async def test_a_refused_form_can_be_sent_again(browser: Browser, writer: Actor) -> None:
    key = await begun(browser, writer)

    refused = await check_in(browser, MIDDLING, form="made up", words=MARK, **KEEP)
    sent = await browser.submit(refused, "/check-in", **KEEP)

    assert sent.status_code == 303
    assert await kept(writer, key) == [(MIDDLING, MARK)]


async def test_forged_answers_on_the_way_are_refused_there(browser: Browser, writer: Actor) -> None:
    await opening_history.begin(writer, PASSPHRASE, BROWSER)
    asked = await check_in(browser, MIDDLING, words=MARK, **KEEP)

    page = await browser.submit(asked, "/check-in/open", passphrase=PASSPHRASE, q4="9")

    assert page.status_code == 422
    assert 'id="q4-error"' in page.text
    assert MARK in page.text


# the round ----------------------------------------------------------------------------------------


async def test_what_holds_for_a_round_is_told_before_the_questions(
    browser: Browser, writer: Actor
) -> None:
    one = await open_round(k=9)
    page = await browser.get("/check-in")

    text, asking = page.text, page.text.index("I had enough energy for my working day.")
    for told in (
        "at least 9 people of it answered",
        "from 11 answers on",
        "closes after Sunday, 15 March 2026",
    ):
        assert text.index(told) < asking
    assert 'name="join"' in text
    assert one.closes_on.isoformat() == "2026-03-15"


async def test_answers_join_the_round_and_come_out_again(browser: Browser, writer: Actor) -> None:
    await open_round()
    key = await begun(browser, writer)

    done = await browser.follow(await check_in(browser, CARRYING, words=MARK, **KEEP, **JOIN))
    was_in = (await took_part(writer), await SealedBallot.all().count())
    out = await browser.submit(done, "/check-in/withdraw")
    again = await browser.submit(done, "/check-in/withdraw")

    assert was_in == (True, 1)
    assert "Answers of yours are in the round, without your words." in done.text
    assert "Your answers are out of the round." in out.text
    assert "There are no answers of yours" in again.text
    assert (await took_part(writer), await SealedBallot.all().count()) == (False, 0)
    assert len(await kept(writer, key)) == 1


async def test_without_the_tick_nothing_joins(browser: Browser, writer: Actor) -> None:
    await open_round()
    await begun(browser, writer)

    await check_in(browser, CARRYING, **KEEP)

    assert (await took_part(writer), await SealedBallot.all().count()) == (False, 0)


async def test_answers_join_through_the_first_history(browser: Browser, writer: Actor) -> None:
    await open_round()

    asked = await check_in(browser, CARRYING, **KEEP, **JOIN)
    await browser.submit(asked, "/check-in/begin", understood="y", passphrase=PASSPHRASE)
    page = await browser.get("/check-in")

    assert "Your answers are in the round." in page.text
    assert 'name="join"' not in page.text


async def test_a_ballot_without_a_history_is_said_to_be_for_good(
    browser: Browser, writer: Actor
) -> None:
    await open_round()

    page = await check_in(browser, CARRYING, **SEE, **JOIN)

    assert "they cannot be taken back" in page.text
    assert (await took_part(writer), await SealedBallot.all().count()) == (True, 1)


async def test_a_second_ballot_is_refused_and_nothing_kept_unasked(
    browser: Browser, writer: Actor
) -> None:
    await open_round()
    key = await begun(browser, writer)
    await answering.hand_in(writer, None, STEADY)

    page = await check_in(browser, CARRYING, words=MARK, **KEEP, **JOIN)

    assert page.status_code == 409
    assert "You have given a ballot to this round already." in page.text
    assert MARK in page.text
    assert await kept(writer, key) == []
    assert await SealedBallot.all().count() == 1


async def test_a_form_with_a_ballot_sent_twice_is_no_second_one(
    browser: Browser, writer: Actor
) -> None:
    await open_round()
    key = await begun(browser, writer)
    page = await browser.get("/check-in")

    for _time in range(2):
        sent = await browser.submit(page, "/check-in", **said(CARRYING), **KEEP, **JOIN)
        assert sent.status_code == 303

    assert await SealedBallot.all().count() == 1
    assert len(await kept(writer, key)) == 1


async def test_too_few_answers_do_not_count_in_a_round(browser: Browser, writer: Actor) -> None:
    await open_round()
    key = await begun(browser, writer)

    page = await check_in(browser, {1: 2, 2: 2}, **KEEP, **JOIN)

    assert page.status_code == 422
    assert "at least eight answers" in page.text
    assert (await took_part(writer), await kept(writer, key)) == (False, [])


async def test_a_round_that_closed_meanwhile_takes_nothing(browser: Browser, writer: Actor) -> None:
    one = await open_round()
    page = await browser.get("/check-in")

    with clock.at(at_noon(one.closes_on + timedelta(days=1))):
        await browser.sign_in_as(await Person.get(id=writer.person_id))
        answer = await browser.submit(
            page, "/check-in", **said(CARRYING), **SEE, **JOIN, csrf=await browser.token()
        )

    assert answer.status_code == 409
    assert "No round is open for you now." in answer.text
    assert await SealedBallot.all().count() == 0


async def test_a_shut_history_shows_nobody_whether_one_took_part(
    browser: Browser, writer: Actor
) -> None:
    await open_round()
    key = await begun(browser, writer)
    before = await _shut_page(browser)

    await answering.hand_in(writer, key, CARRYING)

    assert await _shut_page(browser) == before


async def test_nobody_else_is_asked_in_a_round(browser: Browser, writer: Actor) -> None:
    await open_round()
    new = await make_writer(await make_centre())
    await browser.sign_in_as(await Person.get(id=new.person_id))

    page = await browser.get("/check-in")
    forged = await check_in(browser, CARRYING, **SEE, **JOIN)

    assert 'name="join"' not in page.text
    assert forged.status_code == 409
    assert await SealedBallot.all().count() == 0


# helpers ------------------------------------------------------------------------------------------


async def _shut_page(browser: Browser) -> list[str]:
    """The page without what differs each time, as a shut history shows it."""
    forget_cookie(browser)
    page = await browser.get("/check-in")
    return [line for line in page.text.splitlines() if "csrf" not in line]


async def _forget(who: Actor, new: str) -> None:
    """A passphrase set anew by a link, which nobody's history hears of."""
    await Person.filter(id=who.person_id).update(passphrase_hash=await passphrases.hashed(new))
