"""Changing a centre's profile: what is kept, what is refused, and two people at once."""

from typing import Any

import pytest

from network.centres.actions import profile
from network.centres.models import Centre
from network.kernel.actor import Role
from network.kernel.errors import Forbidden, Stale
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


async def _profile_of(centre: Centre, browser: Browser) -> str:
    await browser.sign_in_as(await make_coordinator(centre))
    return f"/centre/{centre.id}/profile"


async def test_what_a_coordinator_saves_is_stored_and_shown(browser: Browser) -> None:
    centre = await make_centre(name="Old Name", slug="old")
    page = await browser.get(await _profile_of(centre, browser))

    saved = await browser.submit(
        page,
        name="Maison du Fleuve",
        town="Kisumu",
        website="https://fleuve.example",
        codes=["SV-MED", "TH-PAIN"],
        spoken=["fr", "sw"],
        spoken_level=["native", "B2"],
        weekend=["5", "6"],
    )

    stored = await Centre.get(id=centre.id)
    shown = await browser.get("/centres/old")
    assert saved.status_code == 303
    assert (stored.name, stored.name_key) == ("Maison du Fleuve", "maison du fleuve")
    assert (stored.town, stored.website) == ("Kisumu", "https://fleuve.example")
    assert (stored.codes, stored.weekend) == (["SV-MED", "TH-PAIN"], [5, 6])
    assert stored.languages == {"fr": "native", "sw": "B2"}
    assert "Maison du Fleuve" in shown.text


async def test_a_new_name_is_found_at_once_and_the_old_one_no_more(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House")
    page = await browser.get(await _profile_of(centre, browser))

    await browser.submit(page, name="Maison du Fleuve")

    old, new = await browser.get("/centres?q=harbour"), await browser.get("/centres?q=fleuve")
    assert "0 of 1 centres" in old.text
    assert "Maison du Fleuve" in new.text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Fill this in."),
        ("name", "x" * 201, "Use at most 200 characters."),
        ("name", "Har\u202ebour", "There are invisible signs in this text."),
        ("town", "Kisumu\nKenya", "This has to be one line."),
        ("country", "XX", "Choose one of the list."),
        ("region", "MOON", "Choose one of the list."),
        ("zone", "Mars/Base", "Choose one of the list."),
        ("website", "javascript:alert(1)", "Write a web address"),
        ("website", 'https://a.example/"><b>', "Write a web address"),
        ("mailbox", "nobody", "Write an e-mail address"),
        ("codes", ["NO-SUCH"], "Choose from the list."),
        ("weekend", ["8"], "Choose from the list."),
        ("weekend", ["x"], "Choose from the list."),
        ("spoken", ["klingon"], "Choose from the list."),
    ],
)
async def test_what_cannot_be_is_refused_at_the_field_and_changes_nothing(
    field: str, value: object, message: str, browser: Browser
) -> None:
    centre = await make_centre(name="Harbour House", acronym="HH")
    page = await browser.get(await _profile_of(centre, browser))

    changes: dict[str, Any] = {"acronym": "typed and kept", field: value}
    refused = await browser.submit(page, **changes)

    stored = await Centre.get(id=centre.id)
    assert refused.status_code == 422
    assert message in refused.text
    assert 'value="typed and kept"' in refused.text
    assert (stored.name, stored.acronym, stored.version) == ("Harbour House", "HH", centre.version)


async def test_of_two_people_the_second_sees_both_versions_and_can_still_save(
    browser: Browser,
) -> None:
    centre = await make_centre(name="Harbour House", slug="harbour")
    page = await browser.get(await _profile_of(centre, browser))
    await browser.submit(page, name="First Name")

    clash = await browser.submit(page, name="Second Name")
    between = await Centre.get(id=centre.id)
    again = await browser.submit(clash)

    assert clash.status_code == 409
    assert '<td dir="auto">First Name</td><td dir="auto">Second Name</td>' in clash.text
    assert between.name == "First Name"
    assert again.status_code == 303
    assert (await Centre.get(id=centre.id)).name == "Second Name"


async def test_a_stale_choice_of_who_sees_what_conflicts_too(browser: Browser) -> None:
    centre = await make_centre()
    await browser.sign_in_as(await make_coordinator(centre))
    page = await browser.get(f"/centre/{centre.id}/visibility")
    await browser.submit(page, town="only_me")

    clash = await browser.submit(page, town="public")

    assert clash.status_code == 409
    assert (await Centre.get(id=centre.id)).visibility["town"] == "only_me"


async def test_a_version_that_was_never_there_conflicts(db: object) -> None:
    centre = await make_centre(name="Harbour House")
    coordinator = await coordinator_of(centre)

    with pytest.raises(Stale) as caught:
        await profile.edit_profile(coordinator, centre, centre.version + 1, name="Other")

    stored = caught.value.stored
    assert isinstance(stored, Centre)
    assert stored.name == "Harbour House"


async def test_an_unknown_level_of_visibility_is_refused(browser: Browser) -> None:
    centre = await make_centre(visibility={"town": "only_me"})
    await browser.sign_in_as(await make_coordinator(centre))
    page = await browser.get(f"/centre/{centre.id}/visibility")

    refused = await browser.submit(page, town="everybody")

    assert refused.status_code == 422
    assert (await Centre.get(id=centre.id)).visibility == {"town": "only_me"}


@pytest.mark.parametrize(
    "page", ["", "/profile", "/visibility", "/people", "/texts/en", "/history"]
)
async def test_the_desk_is_a_404_for_everybody_who_does_not_manage_the_centre(
    page: str, browser: Browser
) -> None:
    centre = await make_centre(name="Harbour House")
    people = [
        await make_member(centre),
        await make_member(centre, Role.SUPERVISOR),
        await make_coordinator(),
    ]

    found = []
    for person in people:
        await browser.sign_in_as(person)
        found.append((await browser.get(f"/centre/{centre.id}{page}")).status_code)

    assert found == [404, 404, 404]


async def test_staff_cannot_change_the_profile_even_by_the_action(db: object) -> None:
    centre = await make_centre(name="Harbour House")
    staff = await actor(await make_member(centre))

    with pytest.raises(Forbidden):
        await profile.edit_profile(staff, centre, centre.version, name="Taken over")
    with pytest.raises(Forbidden):
        await profile.write_text(staff, centre, "en", "Taken over")

    assert (await Centre.get(id=centre.id)).name == "Harbour House"


async def test_a_text_is_written_per_language_and_shown_in_the_readers(browser: Browser) -> None:
    centre = await make_centre(slug="harbour")
    await browser.sign_in_as(await make_coordinator(centre))
    for language, text in (("en", "A house by the sea."), ("fr", "Une maison en mer.")):
        page = await browser.get(f"/centre/{centre.id}/texts/{language}")
        await browser.submit(page, text=text)

    english = await browser.get("/centres/harbour")
    await browser.sign_in_as(await make_member(language="fr"))
    french = await browser.get("/centres/harbour")

    assert "A house by the sea." in english.text
    assert "Une maison en mer." in french.text
    assert "A house by the sea." not in french.text


async def test_an_empty_text_removes_its_language_only(db: object) -> None:
    centre = await make_centre(texts={"en": "A house.", "fr": "Une maison."})
    coordinator = await coordinator_of(centre)

    await profile.write_text(coordinator, centre, "fr", "")

    assert (await Centre.get(id=centre.id)).texts == {"en": "A house."}


async def test_what_a_centre_says_is_never_read_as_html(browser: Browser) -> None:
    text = "<script>alert(1)</script><b>bold</b>"
    await make_centre(name="<i>Harbour</i>", slug="harbour", texts={"en": text})
    await browser.sign_in_as(await make_member())

    pages = [await browser.get("/centres/harbour"), await browser.get("/centres?q=harbour")]

    assert [page.status_code for page in pages] == [200, 200]
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<i>Harbour" not in page.text
        assert "&lt;i&gt;Harbour" in page.text


async def test_the_secretariat_may_mend_a_profile_but_not_confirm_it(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House", state="draft", listing="unlisted")
    await browser.sign_in_as(await make_admin())
    page = await browser.get(f"/centre/{centre.id}/profile")

    saved = await browser.submit(page, name="Harbour Home")
    form = await browser.get(f"/centre/{centre.id}/confirmation")
    refused = await browser.submit(form, listing="public")

    stored = await Centre.get(id=centre.id)
    assert (saved.status_code, refused.status_code) == (303, 403)
    assert (stored.name, stored.state) == ("Harbour Home", "draft")
