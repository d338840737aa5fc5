"""What is hidden stays hidden: in pages, lists to download, searches, counts, mail and logs."""

import email
import email.policy
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from network.centres.actions import finding, staff
from network.exchanges.actions import moving
from network.exchanges.models.visits import Visit
from network.exchanges.rules import names
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason
from network.kernel import clock
from network.kernel.actor import Role
from network.logs import JsonLines
from network.notifications.models import Notice, QueuedMail
from network.people.models import Person
from network.settings import Settings
from network.supervision.actions import booking, polls, waiting
from network.supervision.models import Answer, Kind, Party, PartyRole, PartyState
from network.supervision.queries import polls as poll_queries
from network.supervision.queries import sessions
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_coordinator, make_member
from tests.supervision_makers import make_agreement, make_supervisor
from tests.surface.conftest import Network
from tests.surface.walking import walk, walk_with

pytestmark = pytest.mark.anyio

HIDDEN = "Sycamore"
# pages with lists of all time zones
_ZONES = re.compile(
    r"/account/travel|/(profile|settings|availability)$|^/workshops/.+/(edit|sessions/.+)"
)
SEARCHES = (  # pages repeat what the reader typed; a name that leaks is spelt as it is stored
    "/centres?q=SYCAMORE",
    "/centres?q=sycamor",
    "/centres.json?q=SYCAMORE",
    "/centres.csv",
    "/centres.json",
    "/expertise.csv",
    "/expertise.json",
    "/expertise?q=SYCAMORE",
    "/people?q=SYCAMORE",
    "/people?language=ar",
    "/search?q=SYCAMORE",
    "/search?q=sycamor",
    "/search?kind=centre",
    "/search?language=ar",
    "/knowledge",
    "/knowledge/feed.atom",
    "/visits",
    "/visits/mine",
    "/visits/balance",
    "/visits/readiness",
    "/visits/readiness.csv",
)
_NAMED_BY = {"LUM-2": "SYC-1"}  # who is named for a workshop of the hidden centre
_TOGETHER = {"LUM-2": "SYC-2", "MTA-1": "SYC-3"}  # who takes part in a visit of the hidden centre


@pytest.mark.parametrize(
    "reader", ["", "LUM-2", "LUM-3", "MTA-1", "MTA-4", "ARO-2", "NET-2", "GUE-1"]
)
async def test_an_unlisted_centre_is_named_to_nobody_else(reader: str, network: Network) -> None:
    browser = await network.as_(reader)

    pages = {url: page.text for url, page in (await walk(network, reader)).items()}
    pages |= {url: (await browser.get(url)).text for url in SEARCHES}
    slug = network.loaded.centres["SYC"].slug
    shared = {url for url in pages if url.startswith(_shared(network, reader))}

    named = {url for url, text in pages.items() if HIDDEN in text}
    assert named - shared == set()
    assert bool(named) == bool(shared)
    assert {url for url, text in pages.items() if f"/centres/{slug}" in text} == set()
    told = {url for url, text in pages.items() if "Cairo" in text and not _ZONES.search(url)}
    assert told - shared == set()
    assert all("/workshops/" in url for url in told)  # for who has a place in one there


def _shared(network: Network, reader: str) -> tuple[str, ...]:
    """The pages of a visit whose two sides know each other, once the host said yes, and of the
    hidden centre's workshop for who was named for it.
    """
    known = {"visit": _TOGETHER.get(reader), "workshop": _NAMED_BY.get(reader)}
    found = ((kind.partition("_")[0], url, owner) for kind, url, owner in network.addresses())
    return tuple(url for kind, url, owner in found if owner == known.get(kind, ""))


async def test_the_owner_and_the_secretariat_do_read_its_name(network: Network) -> None:
    for reader in ("SYC-2", "NET-1"):
        browser = await network.as_(reader)
        page = await browser.get("/centres?q=Sycamore")
        assert f"/centres/{network.loaded.centres['SYC'].slug}" in page.text, reader


async def test_hidden_centres_change_no_count_and_no_download(browser: Browser) -> None:
    await make_centre(name="Open House")
    reader = await make_member()
    await browser.sign_in_as(reader)
    urls = ("/centres", "/centres.csv", "/centres.json", "/centres?q=centre", "/people?q=person")
    before = [_plain((await browser.get(url)).text) for url in urls]

    hidden = await make_centre(name="Hidden centre", listing="unlisted")
    draft = await make_centre(name="Unready centre", state="draft", confirmed_at=None)
    await make_coordinator(hidden)
    await make_coordinator(draft)

    assert [_plain((await browser.get(url)).text) for url in urls] == before


def _plain(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf" not in line)


async def test_code_names_replace_names_wherever_others_look(network: Network) -> None:
    person = network.loaded.people["SYC-1"]
    person.name = "Nadia Realname"
    await person.save()
    await finding.index_person(person.id)

    for reader in ("LUM-1", "LUM-2", "MTA-1", "NET-2"):
        browser = await network.as_(reader)
        pages = {url: page.text for url, page in (await walk_with(browser)).items()}
        for url in ("/people?q=Realname", "/people?q=Reed", f"/people/{person.id}"):
            pages[url] = (await browser.get(url)).text.replace('value="Realname"', "")
        assert {url for url, text in pages.items() if "Realname" in text} == set(), reader


# visits ------------------------------------------------------------------------------------------


async def test_a_reason_of_safety_is_read_by_the_visitor_and_focal_points_alone(
    network: Network,
) -> None:
    people = network.loaded.people
    visit = await Visit.get(visitor_id=people["LAK-3"].id, state="confirmed")
    safety = Request(reason=Reason.SAFETY)
    await moving.move(await actor(people["NET-3"]), visit, Move.END_EARLY, safety)
    reason = f">{names.REASONS[Reason.SAFETY]}<"

    read = {
        reader: reason in await _of_visit(network, reader, f"/visits/{visit.id}")
        for reader in ("LAK-3", "NET-3", "LAK-1", "ARO-1", "ARO-3", "NET-1")
    }

    assert {reader for reader, is_read in read.items() if is_read} == {"LAK-3", "NET-3"}


async def _of_visit(network: Network, reader: str, url: str) -> str:
    browser = await network.as_(reader)
    pages = [await browser.get(url + part) for part in ("", "/messages")]
    assert {page.status_code for page in pages} == {200}
    return "".join(page.text for page in pages)


@pytest.mark.parametrize("reader", ["LUM-2", "MTA-3", "NET-1", "NET-2", "NET-3"])
async def test_needs_are_read_by_nobody_but_visitors_and_coordinators(
    reader: str, network: Network
) -> None:
    pages = await walk(network, reader)
    own = {url for kind, url, key in network.addresses() if key == reader}

    told = {url for url, page in pages.items() if _NEED in page.text}

    assert {url for url in told if not url.startswith(tuple(own))} == set()
    assert len([url for url in pages if url.startswith("/visits/")]) > 3


async def test_a_coordinator_reads_the_needs_of_who_goes(network: Network) -> None:
    (url,) = (found[1] for found in network.addresses() if found[0] == "visit_submitted")
    browser = await network.as_("HIM-1")

    page = await browser.get(f"{url}/endorsement")

    assert _NEED in page.text


_NEED = "A room on the ground floor"


async def test_members_of_a_group_that_hides_them_are_in_no_page_and_no_count(
    browser: Browser,
) -> None:
    with clock.at(clock.now()):  # Today draws the hour
        reader, add = await _quiet_group()
        await browser.sign_in_as(reader)
        before = await _walked(browser)

        await add("Amaryllis")
        await add("Begonia")
        after = await _walked(browser)

    assert len([url for url in before if url.startswith("/supervision/")]) > 8
    assert {u for u, text in after.items() if re.search("Amaryllis|Begonia", text)} == set()
    counts = {u for u in before | after if u.startswith(("/supervision", "/today", "/notices"))}
    assert {u for u in counts if before.get(u) != after.get(u)} == set()


async def _quiet_group() -> tuple[Person, Callable[[str], Awaitable[None]]]:
    """Somebody of a hidden group with a session and a poll, and how others join and answer."""
    supervisor = await make_supervisor()
    reader = await make_member()
    agreement = await make_agreement(supervisor, reader, kind=Kind.GROUP, hides_members=True)
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=9)
    leader = await actor(await supervisor.person)
    wish = booking.GroupWish(starts_at=start, minutes=60, zone="Europe/Berlin")
    session = await booking.plan_group(leader, agreement, wish)
    starts = [start + timedelta(days=n) for n in (1, 2)]
    new = polls.NewPoll(starts=starts, closes_at=clock.now() + timedelta(days=3))
    poll = await polls.open_poll(leader, agreement, new)

    async def add(name: str) -> None:
        person = await make_member(name=name, is_findable=False)
        signed: Any = {"role": PartyRole.SUPERVISEE, "state": PartyState.SIGNED}
        await Party.create(agreement=agreement, person=person, signed_edition=1, **signed)
        other = await actor(person)
        await waiting.join(other, await sessions.fresh(session.id))
        asked = await poll_queries.fresh(poll.id)
        await polls.answer(other, asked, {one.id: Answer.YES for one in asked.options})

    return reader, add


async def _walked(browser: Browser) -> dict[str, str]:
    pages = await walk_with(browser)
    return {url: _same(page.text) for url, page in pages.items() if "/dev/" not in url}


def _same(page: str) -> str:
    return re.sub(r'(name="(?:csrf|form_key)" value="|data-clock="[^"]*">)[^"<]*', r"\1", page)


async def test_mail_names_nobody_and_tells_no_subject(network: Network, settings: Settings) -> None:
    sent = replace(settings, mail_from="Portal <portal@portal.test>")
    secret = await actor(network.loaded.people["SYC-1"])
    await staff.invite(
        secret,
        email="newcomer@example.org",
        centre_id=network.loaded.centres["SYC"].id,
        role=Role.STAFF,
        language="en",
    )

    mails = await _written(sent)

    names = [c.name for c in network.loaded.centres.values()]
    names += [p.name for p in network.loaded.people.values()] + ["Cairo", "Reed", "staff"]
    assert len(mails) == await QueuedMail.all().count()
    assert await Notice.all().count() > 0
    for text in mails:
        assert [name for name in names if name in text] == []


async def _written(settings: Settings) -> list[str]:
    """Everything readable of every mail that is due, but for the address it goes to."""
    from network.adapters.mail import mailer, written  # noqa: PLC0415
    from network.notifications import jobs  # noqa: PLC0415

    while await jobs.send_mail(mailer(settings), settings.mail_from):
        pass
    texts = []
    for path in written(settings.mail_dir):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        parts = [str(message["Subject"]), str(message["From"])]
        parts += [
            part.get_content()
            for part in message.walk()
            if part.get_content_type() != "multipart/alternative"
        ]
        texts.append("\n".join(parts))
    return texts


# logs --------------------------------------------------------------------------------------------


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """What the portal would write to its log, at its most talkative."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith("httpx"):  # the browser of the tests
                lines.append(JsonLines().format(record))

    handler, root = Kept(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(handler)
    root.setLevel(before)


async def test_logs_hold_no_secret_no_address_and_nothing_typed(
    network: Network, logged: list[str]
) -> None:
    browser = await network.as_("")
    person = network.loaded.people["LUM-3"]
    typed = {"email": person.email, "passphrase": "a wrong but private passphrase"}
    page = await browser.get("/sign-in?next=/requests/secret-target")
    await browser.submit(page, "/sign-in", **typed)
    await browser.submit(page, "/sign-in", email=person.email, passphrase=_PASSPHRASE)
    token = browser.client.cookies["__Host-session"]
    csrf = await browser.token()
    await browser.get("/centres?q=private+words")
    await browser.get("/invitation/secret-link")
    await browser.get("/reset/secret-link")
    await browser.get("/today", headers={"User-Agent": 'private agent\n{"forged": 1}'})
    await browser.client.post("/account", data={"csrf": csrf, "about": "private words"})
    await browser.client.post("/account", content=b"\xff", headers={"Content-Type": "x/private"})

    text = "\n".join(logged)
    secrets = [
        token,
        csrf,
        "private",
        "secret-",
        person.email,
        person.name,
        "192.0.2.7",
        _PASSPHRASE,
    ]
    assert [secret for secret in secrets if secret in text] == []
    assert len(logged) >= 10


_PASSPHRASE = "a quiet garden behind the old mill"
