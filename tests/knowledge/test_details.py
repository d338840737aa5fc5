"""What only some kinds of items have: in every language, in exports, and found by search."""

import pytest

from network.adapters import search
from network.kernel.actor import Actor
from network.kernel.errors import Invalid
from network.knowledge.actions import writing
from network.knowledge.models import Item, Version
from network.people.models import Person
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_member
from tests.knowledge.makers import make_draft, publish

pytestmark = pytest.mark.anyio

DETAILS = {
    "from_method": "AP-NET",
    "context": "A tented clinic beside the motorway",
    "changed": "Half the sessions, and outdoors",
    "failed": "Evenings, when generators hum",
}


async def adaptation(browser: Browser) -> Item:
    person = await make_member(await make_centre())
    owner = await actor(person)
    await browser.sign_in_as(person)
    return await publish(await make_draft(owner, kind="KT-ADAP", details=dict(DETAILS)), owner)


async def test_what_did_not_work_is_in_every_export_and_found(browser: Browser) -> None:
    item = await adaptation(browser)
    path = f"/knowledge/{item.id}"

    pages = [(await browser.get(path)).text]
    pages += [(await browser.get(f"{path}/export/{form}")).text for form in ("html", "md")]
    asked = search.Asked(query="generators", audiences=[search.MEMBERS], kinds=["knowledge"])
    found = await search.search(asked)

    for page in pages:
        for words in ("tented clinic", "Half the sessions", "generators hum", "Narrative Exposure"):
            assert words in page
    assert [one.object_id for one in found.found] == [item.id]


async def test_a_translation_says_in_its_language_what_changed_and_what_did_not_work(
    browser: Browser,
) -> None:
    item = await adaptation(browser)
    begun = await browser.post(f"/knowledge/{item.id}/translation", {"lang": "fr"})
    page = await browser.follow(begun)
    text = await Version.get(item_id=item.id, lang="fr")
    owner = await owner_of(item)
    words = {"title": "T", "summary": "R", "body": "B", "changed": "Dehors", "failed": "Le soir"}

    with pytest.raises(Invalid) as told:
        await writing.submit(owner, text, item)
    saved = await browser.submit(page, "/edit", **words)
    stored = await Version.get(id=text.id)
    await publish(stored, owner)
    shown = await browser.get(f"/knowledge/{item.id}/in/fr")

    assert {"changed", "failed"} <= set(told.value.fields)
    assert saved.status_code == 303
    assert stored.details == {"from_method": "AP-NET", "changed": "Dehors", "failed": "Le soir"}
    for there in ("Dehors", "Le soir", "Narrative Exposure"):
        assert there in shown.text
    assert "generators" not in shown.text


async def owner_of(item: Item) -> Actor:
    return await actor(await Person.get(id=item.owner_id))


async def test_the_address_of_an_outside_resource_stays_with_its_translations(
    browser: Browser,
) -> None:
    person = await make_member(await make_centre())
    owner = await actor(person)
    url = "https://example.org/manual"
    item = await publish(await make_draft(owner, kind="KT-LINK", details={"url": url}), owner)
    text = await writing.translate(owner, item, "fr")
    words = {"title": "Manuel", "summary": "R", "body": "B"}
    await writing.save(owner, text, item, text.version, words)
    await publish(await Version.get(id=text.id), owner)
    await browser.sign_in_as(person)

    page = await browser.get(f"/knowledge/{item.id}/in/fr")
    export = await browser.get(f"/knowledge/{item.id}/export/md", params={"lang": "fr"})

    assert f'href="{url}"' in page.text
    assert f"<{url}>" in export.text


async def test_research_says_for_which_part_partners_are_looked_for(browser: Browser) -> None:
    person = await make_member(await make_centre())
    owner = await actor(person)
    details = {"design": "Cohort", "ethics": "Approved", "partners": "Two centres until June"}
    item = await publish(await make_draft(owner, kind="KT-RES", details=details), owner)
    await browser.sign_in_as(person)

    page = await browser.get(f"/knowledge/{item.id}")

    assert "Looking for partners" in page.text
    assert "Two centres until June" in page.text
