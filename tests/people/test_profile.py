"""One's own account: what is changed by whom, and what others get to see of it."""

import re
from typing import Any

import pytest

from network.adapters import search
from network.centres.actions import finding
from network.centres.models import Centre
from network.centres.models import Listing as Reach
from network.people import queries
from network.people.actions import accounts
from network.people.models import DisplayMode, Person
from tests.browser_client import Browser
from tests.factories import actor, make_admin, make_centre, make_member, make_person

pytestmark = pytest.mark.anyio

ABOUT = "I keep bees behind the clinic."


async def shy(centre: Centre | None = None, **given: Any) -> Person:
    """Somebody with something in every field, known to the search."""
    plain: dict[str, Any] = {
        "name": "Zubaida Khoury",
        "called": "Marta",
        "code_name": "Heron",
        "position": "psychologist",
        "email": "zubaida@example.org",
        "email_key": "zubaida@example.org",
        "about": ABOUT,
        "languages": [{"code": "ka"}],
    }
    person = await make_member(centre or await make_centre(name="Cedar House"), **(plain | given))
    await finding.index_person(person.id)
    return person


async def save(browser: Browser, **changes: Any) -> Any:
    page = await browser.get("/account")
    return await browser.submit(page, "", **changes)


async def test_the_profile_is_saved_as_it_was_filled_in(browser: Browser) -> None:
    person = await make_member()
    await browser.sign_in_as(person)

    done = await save(
        browser,
        name="Amal <b>Haddad</b>",
        display_mode="code",
        code_name="Heron",
        about="First line\r\nsecond line",
        languages=["ar", "fr"],
        email_level="only_me",
        is_findable="y",
    )

    stored = await Person.get(id=person.id)
    assert done.headers["location"] == "/account"
    assert (stored.name, stored.code_name) == ("Amal <b>Haddad</b>", "Heron")
    assert stored.about == "First line\nsecond line"
    assert stored.display_mode is DisplayMode.CODE
    assert [entry["code"] for entry in stored.languages] == ["ar", "fr"]
    assert stored.visibility["email"] == "only_me"
    page = await browser.get("/account")
    assert "Amal &lt;b&gt;Haddad&lt;/b&gt;" in page.text
    assert "<b>Haddad" not in page.text


async def test_fields_that_are_not_in_the_form_are_never_stored(browser: Browser) -> None:
    person, victim = await make_member(), await make_member()
    await browser.sign_in_as(person)

    await save(
        browser,
        name="Amal",
        id=str(victim.id),
        email="thief@example.org",
        email_key="thief@example.org",
        is_disabled="y",
        passphrase_hash="x",
        conduct_version="99",
        role="network_admin",
    )

    stored = await Person.get(id=person.id)
    assert stored.name == "Amal"
    assert (stored.email, stored.email_key) == (person.email, person.email_key)
    assert (stored.is_disabled, stored.passphrase_hash, stored.conduct_version) == (False, "", 1)
    assert (await Person.get(id=victim.id)).name == victim.name


@pytest.mark.parametrize(
    "changes",
    [
        {"display_mode": "invisible"},
        {"email_level": "public"},
        {"profession": "TH-NOTHING"},
        {"languages": ["en", "klingon"]},
        {"name": ""},
        {"name": "x" * 121},
        {"name": "Amal\u202eevil"},
        {"about": "x" * 1001},
    ],
)
async def test_a_wrong_value_is_said_and_what_was_typed_is_kept(
    browser: Browser, changes: dict[str, Any]
) -> None:
    person = await make_member()
    await browser.sign_in_as(person)

    refused = await save(browser, **({"position": "beekeeper of note"} | changes))

    assert refused.status_code == 422
    assert 'value="beekeeper of note"' in refused.text
    assert 'role="alert"' in refused.text
    assert (await Person.get(id=person.id)).version == 1


async def test_a_stale_form_shows_both_versions_and_saves_neither_over_the_other(
    browser: Browser,
) -> None:
    person = await make_member()
    await browser.sign_in_as(person)
    page = await browser.get("/account")
    await browser.submit(page, "", about="the first window")

    refused = await browser.submit(page, "", about="the second window")
    again = await browser.submit(refused, "")

    assert refused.status_code == 409
    assert "the first window" in refused.text
    assert "the second window" in refused.text
    assert again.status_code == 303
    assert (await Person.get(id=person.id)).about == "the second window"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"language": "fr", "zone": "Asia/Kathmandu", "theme": "dark", "text_size": "large"}, 303),
        ({"language": "tlh", "zone": "UTC", "theme": "", "text_size": ""}, 422),
        ({"language": "en", "zone": "Mars/Olympus", "theme": "", "text_size": ""}, 422),
        ({"language": "en", "zone": "../../etc/passwd", "theme": "", "text_size": ""}, 422),
        ({"language": "en", "zone": "UTC", "theme": '"><script>', "text_size": ""}, 422),
    ],
)
async def test_settings_take_what_is_offered_and_nothing_else(
    browser: Browser, changes: dict[str, str], status: int
) -> None:
    person = await make_member()
    await browser.sign_in_as(person)

    done = await browser.post("/account/settings", changes)

    stored = await Person.get(id=person.id)
    expected = changes if status == 303 else {"language": "en", "zone": "UTC"}
    assert done.status_code == status
    assert "<script>" not in done.text
    assert {name: getattr(stored, name) for name in expected} == expected


async def test_who_has_not_accepted_the_code_of_conduct_reads_it_before_writing(
    browser: Browser,
) -> None:
    person = await make_member(conduct_version=0)
    await browser.sign_in_as(person)

    refused = await browser.post("/account", {"name": "Amal"})
    await browser.post("/account/conduct")
    afterwards = await save(browser, name="Amal")

    assert refused.headers["location"] == "/conduct"
    assert afterwards.headers["location"] == "/account"
    assert (await Person.get(id=person.id)).conduct_version == 1


# what others see ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "heading"),
    [
        ("real", "Zubaida Khoury"),
        ("called_position", "Marta, psychologist"),
        ("position_centre", "psychologist, Cedar House"),
        ("code", "Heron"),
    ],
)
async def test_pages_name_a_person_as_they_chose(browser: Browser, mode: str, heading: str) -> None:
    person = await shy(display_mode=DisplayMode(mode))
    await browser.sign_in_as(await make_member())

    page = await browser.get(f"/people/{person.id}")

    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text)
    assert found is not None
    assert found[1] == heading
    assert ("Khoury" in page.text) is (mode == "real")


HIDING = [
    {"display_mode": DisplayMode.POSITION_REGION},
    {"display_mode": DisplayMode.CODE},
    {"display_mode": DisplayMode.CODE, "code_name": ""},
    {"display_mode": DisplayMode.CALLED_POSITION, "called": ""},
]


@pytest.mark.parametrize("given", HIDING)
async def test_who_hides_their_centre_is_neither_shown_with_it_nor_found_by_it(
    browser: Browser, given: dict[str, Any]
) -> None:
    centre = await make_centre(name="Sycamore House", slug="sycamore")
    person = await shy(centre, **given)
    open_one = await shy(
        centre, name="Zubaida Open", email="o@example.org", email_key="o@example.org"
    )
    reader = await make_member()
    beside = []

    for one in (person, reader, await make_member(centre)):
        await browser.sign_in_as(one)
        page = await browser.get(f"/people/{person.id}")
        listed = await browser.get("/people?q=bees")
        found = await browser.get("/people?q=Sycamore")
        at_centre = await browser.get("/centres/sycamore")
        row = next(r for r in listed.text.split("<li ") if str(person.id) in r)
        beside.append("ycamore" in page.text + row)
        assert f"/people/{person.id}" not in found.text
        assert (f"/people/{person.id}" in at_centre.text) is (one.id == person.id)
        assert f"/people/{open_one.id}" in at_centre.text

    assert beside == [False, False, False]


@pytest.mark.parametrize(
    "mode", [DisplayMode.REAL, DisplayMode.CALLED_POSITION, DisplayMode.POSITION_CENTRE]
)
async def test_who_shows_their_centre_is_shown_with_it(browser: Browser, mode: DisplayMode) -> None:
    person = await shy(await make_centre(name="Cedar House", slug="cedar"), display_mode=mode)
    await browser.sign_in_as(await make_member())

    page = await browser.get(f"/people/{person.id}")
    at_centre = await browser.get("/centres/cedar")

    assert '<a href="/centres/cedar">Cedar House</a>' in page.text
    assert f"/people/{person.id}" in at_centre.text


@pytest.mark.parametrize("mode", [mode for mode in DisplayMode if mode is not DisplayMode.REAL])
async def test_who_hides_their_name_is_not_found_by_it(browser: Browser, mode: DisplayMode) -> None:
    await shy(display_mode=mode)
    await shy(name="Zubaida Open", email="o@example.org", email_key="o@example.org")
    await browser.sign_in_as(await make_member())

    page = await browser.get("/people?q=Zubaida")

    assert page.text.count('href="/people/') == 1
    assert "Zubaida Open" in page.text
    assert "Khoury" not in page.text


@pytest.mark.parametrize(
    ("level", "colleague_sees", "stranger_sees"),
    [("only_me", False, False), ("contacts", True, False), ("members", True, True)],
)
async def test_each_field_is_shown_to_whom_its_owner_chose(
    browser: Browser, level: str, colleague_sees: bool, stranger_sees: bool
) -> None:
    centre = await make_centre()
    levels = dict.fromkeys(("email", "about", "languages"), level)
    person = await shy(centre, visibility=levels)
    seen = []

    for reader in (await make_member(centre), await make_member(), await make_admin(), person):
        await browser.sign_in_as(reader)
        text = (await browser.get(f"/people/{person.id}")).text
        shown = {"zubaida@example.org" in text, "I keep bees" in text, "Georgian" in text}
        seen.append(shown)

    assert seen == [{colleague_sees}, {stranger_sees}, {stranger_sees}, {True}]


@pytest.mark.parametrize("level", ["only_me", "contacts"])
async def test_hidden_fields_find_nobody(browser: Browser, level: str) -> None:
    centre = await make_centre()
    await shy(centre, visibility=dict.fromkeys(("about", "languages", "email"), level))
    await browser.sign_in_as(await make_member())

    for question in ("q=bees", "language=ka", "q=zubaida@example.org"):
        page = await browser.get(f"/people?{question}")
        assert 'href="/people/' not in page.text, question


async def test_who_does_not_want_to_be_found_is_not_found(browser: Browser) -> None:
    person = await shy(is_findable=False)
    await browser.sign_in_as(await make_member())

    page = await browser.get(f"/people/{person.id}")
    absent = await browser.get("/people/0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e")
    listed = await browser.get("/people?q=Zubaida")

    assert (page.status_code, absent.status_code) == (404, 404)
    assert 'href="/people/' not in listed.text


async def test_hiding_acts_on_the_search_at_once(browser: Browser) -> None:
    person = await shy()
    reader = search.audiences_of(await actor(await make_member()))
    before = await search.find("bees", reader, ("person",))
    levels = {**person.visibility, "about": "only_me"}

    own = await actor(person)
    await accounts.edit_profile(own, await queries.get_own(own), 1, visibility=levels)

    after = await search.find("bees", reader, ("person",))
    assert ([hit.object_id for hit in before.hits], after.hits) == ([person.id], [])


async def test_the_centre_of_a_person_is_hidden_when_the_centre_is(browser: Browser) -> None:
    centre = await make_centre(name="Sycamore House", slug="sycamore", listing=Reach.UNLISTED)
    person = await shy(centre, display_mode=DisplayMode.POSITION_CENTRE)
    await browser.sign_in_as(await make_member())

    page = await browser.get(f"/people/{person.id}")
    listed = await browser.get("/people?q=psychologist")

    assert page.status_code == 200
    assert "ycamore" not in page.text + listed.text


async def test_an_account_that_is_shut_is_gone_for_others(browser: Browser) -> None:
    person = await shy()
    await browser.sign_in_as(await make_member())
    await accounts.disable(await actor(await make_admin()), person, None)

    assert (await browser.get(f"/people/{person.id}")).status_code == 404
    assert 'href="/people/' not in (await browser.get("/people?q=Zubaida")).text


async def test_who_has_no_role_sees_nobody(browser: Browser) -> None:
    person = await shy()
    await browser.sign_in_as(await make_person())

    statuses = [
        (await browser.get(path)).status_code
        for path in ("/people", "/people?q=Zubaida", f"/people/{person.id}")
    ]

    assert statuses == [404, 404, 404]


async def test_nobody_is_listed_until_something_is_asked(browser: Browser) -> None:
    await shy()
    await browser.sign_in_as(await make_member())

    assert 'href="/people/' not in (await browser.get("/people")).text
