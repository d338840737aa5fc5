"""Materials on their pages: for those they are for, one by one and in one file, early or late."""

import io
import zipfile

import httpx
import pytest

from network.files.actions import looking
from network.files.models import File, FileState
from network.people.models import Person
from network.workshops.actions import materials, receiving
from network.workshops.actions.materials import Paper
from network.workshops.models.agenda import AgendaItem, Material
from network.workshops.models.workshops import Workshop
from network.workshops.vocabulary import Access, Level
from tests import hostile_files as hostile
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import actor
from tests.workshops.test_agenda import released
from tests.workshops.workshop_world import (
    World,
    came,
    drafted,
    facts,
    make_world,
    opened,
)

pytestmark = pytest.mark.anyio


async def shelf(world: World, workshop: Workshop, *named: Person) -> None:
    """A material of each kind of access, each a file with its own words."""
    organiser = await world.act("organiser")
    for access in Access:
        paper = Paper(
            title=f"For {access}",
            access=access,
            lang="en",
            reader_ids=tuple(person.id for person in named) if access is Access.NAMED else (),
        )
        if access is Access.NAMED and not named:
            continue
        words = f"Words for {access}\n".encode()
        await receiving.add_with_file(organiser, workshop, paper, f"{access}.txt", words)
    await looking.look_at_waiting()


async def send(
    browser: Browser, workshop: Workshop, name: str, content: bytes, **fields: str
) -> httpx.Response:
    given = {"title": "Slides", "access": "confirmed", "lang": "en", "item": "", **fields}
    address = f"/workshops/{workshop.id}/materials"
    return await browser.post(address, given, files={"file": (name, content, "text/plain")})


def inside(response: httpx.Response) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(response.content)) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


async def test_a_file_is_sent_looked_at_and_then_told_and_had(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    await browser.sign_in_as(world.people["organiser"])

    waiting = await browser.follow(await send(browser, workshop, "Plan.txt", b"Calm words\n"))
    early = await facts("MaterialAdded")
    await looking.look_at_waiting()
    await browser.sign_in_as(world.people["member"])
    page = await browser.get(f"/workshops/{workshop.id}/materials")
    row = await Material.get()
    file = await browser.get(f"/workshops/{workshop.id}/materials/{row.id}/file")

    assert "Being looked at" in waiting.text
    assert early == []
    assert [f["told"] for f in await facts("MaterialAdded")] == [[str(world.people["member"].id)]]
    assert "Slides" in page.text
    assert file.content == b"Calm words\n"
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["x-content-type-options"] == "nosniff"


async def test_everybody_has_what_is_for_them_and_in_the_pack_nothing_else(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    await shelf(world, workshop, world.people["other"])
    address = f"/workshops/{workshop.id}/materials"

    packs = {}
    for who in ("organiser", "member", "other"):
        await browser.sign_in_as(world.people[who])
        packs[who] = inside(await browser.get(f"{address}.zip"))

    assert packs == {
        "organiser": {
            "material-01.txt": b"Words for registered\n",
            "material-02.txt": b"Words for confirmed\n",
            "material-03.txt": b"Words for organisers\n",
            "material-04.txt": b"Words for named\n",
        },
        "member": {
            "material-01.txt": b"Words for registered\n",
            "material-02.txt": b"Words for confirmed\n",
        },
        "other": {"material-01.txt": b"Words for named\n"},
    }


async def test_what_is_closed_is_not_there_on_any_address(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    await shelf(world, workshop, world.people["other"])
    closed = await Material.filter(access__in=[Access.ORGANISERS, Access.NAMED])
    await browser.sign_in_as(world.people["member"])
    address = f"/workshops/{workshop.id}/materials"

    page = await browser.get(address)
    found = {(await browser.get(f"{address}/{row.id}/file")).status_code for row in closed}
    acts = ("", "/files", "/removal")
    sent = {
        (await browser.post(f"{address}/{row.id}{end}")).status_code
        for row in closed
        for end in acts
    }

    assert "For registered" in page.text
    assert "For organisers" not in page.text
    assert "For named" not in page.text
    assert (found, sent) == ({404}, {403})
    assert await Material.filter(removed_at=None).count() == 4


async def test_who_has_no_place_has_no_pack_and_a_hidden_workshop_no_page(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, hidden = await opened(world), await drafted(world)
    await shelf(world, workshop)
    await shelf(world, hidden)
    row = await Material.filter(workshop_id=hidden.id).first()
    assert row is not None
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(f"/workshops/{workshop.id}/materials")
    pack = await browser.get(f"/workshops/{workshop.id}/materials.zip")
    ends = ("", ".zip", "/new", f"/{row.id}", f"/{row.id}/file")
    barred = {
        (await browser.get(f"/workshops/{hidden.id}/materials{end}")).status_code for end in ends
    }
    sent = {
        (await browser.post(f"/workshops/{hidden.id}/materials{end}")).status_code
        for end in ("", f"/{row.id}", f"/{row.id}/files", f"/{row.id}/removal")
    }

    assert "For registered" not in page.text
    assert pack.status_code == 404
    assert (barred, sent) == ({404}, {404})


async def test_of_what_only_named_people_may_know_there_is_no_pack(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    await shelf(world, workshop)
    await Workshop.filter(id=workshop.id).update(level=Level.STRICT)
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(f"/workshops/{workshop.id}/materials")
    pack = await browser.get(f"/workshops/{workshop.id}/materials.zip")

    assert "What only named people may know is not taken away as one file." in page.text
    assert "All in one file" not in page.text
    assert pack.status_code == 403


async def test_a_refused_file_reaches_nobody_and_says_why(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    await browser.sign_in_as(world.people["organiser"])

    await send(browser, workshop, "Plan.docx", hostile.docx(word__vbaProject_dot_bin=b"x"))
    await looking.look_at_waiting()
    own = await browser.get(f"/workshops/{workshop.id}/materials")
    await browser.sign_in_as(world.people["member"])
    page = await browser.get(f"/workshops/{workshop.id}/materials")

    assert "It holds a program or macros. Save it without them." in own.text
    assert "Slides" not in page.text
    assert await facts("MaterialAdded") == []


async def test_a_newer_file_takes_the_place_of_the_one_before(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])
    await send(browser, workshop, "Plan.txt", b"Old words\n")
    await looking.look_at_waiting()
    row = await Material.get()
    address = f"/workshops/{workshop.id}/materials/{row.id}"

    given = {"file": ("New.txt", b"New words\n", "text/plain")}
    await browser.post(f"{address}/files", files=given)
    before = await browser.get(f"{address}/file")
    await looking.look_at_waiting()
    after = await browser.get(f"{address}/file")

    assert (before.content, after.content) == (b"Old words\n", b"New words\n")
    assert await File.all().count() == 1


async def test_a_material_taken_away_is_gone_with_its_file(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])
    await send(browser, workshop, "Plan.txt", b"Calm words\n")
    await looking.look_at_waiting()
    row = await Material.get()
    address = f"/workshops/{workshop.id}/materials/{row.id}"

    page = await browser.get(address)
    await browser.submit(page, "/removal")

    assert (await browser.get(f"{address}/file")).status_code == 404
    assert await File.all().count() == 0


async def speaks(world: World) -> tuple[Workshop, list[AgendaItem], Person]:
    workshop, items, speakers = await released(world)
    return workshop, items, speakers[0]


async def test_a_speaker_adds_to_their_own_item_for_those_with_a_place(browser: Browser) -> None:
    world = await make_world()
    workshop, items, speaker = await speaks(world)
    await browser.sign_in_as(speaker)
    form = await browser.get(f"/workshops/{workshop.id}/materials/new?item={items[0].id}")

    own = await browser.submit(
        form, "/materials", title="Slides", link="https://example.org/slides"
    )
    other = await browser.submit(
        form, "/materials", title="Not mine", item=str(items[1].id), link="https://example.org/x"
    )
    closed = await browser.submit(
        form, "/materials", title="Mine", access="organisers", link="https://example.org/y"
    )

    assert [own.status_code, other.status_code, closed.status_code] == [303, 422, 422]
    assert [row.title for row in await Material.all()] == ["Slides"]


async def test_named_people_are_named_by_their_addresses(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])
    form = await browser.get(f"/workshops/{workshop.id}/materials/new")
    given = {"title": "Draft", "access": "named", "link": "https://example.org/draft"}

    empty = await browser.submit(form, "/materials", **given)
    wrong = await browser.submit(form, "/materials", **given, readers="nobody@example.org")
    sent = await browser.submit(form, "/materials", **given, readers=world.people["member"].email)

    assert "Say for whom this is." in empty.text
    assert "Nobody here has the address nobody@example.org." in wrong.text
    assert [empty.status_code, wrong.status_code, sent.status_code] == [422, 422, 303]
    assert (await facts("MaterialAdded"))[-1]["told"] == [str(world.people["member"].id)]


async def test_a_link_and_a_file_at_once_or_neither_is_asked_back(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])
    form = await browser.get(f"/workshops/{workshop.id}/materials/new")

    neither = await browser.submit(form, "/materials", title="Slides")
    both = await send(browser, workshop, "a.txt", b"a", link="https://example.org/a")

    assert (neither.status_code, both.status_code) == (422, 422)
    assert "Give a link or a file, one of the two." in neither.text
    assert (await Material.all().count(), await File.all().count()) == (0, 0)


async def test_a_file_of_another_kind_leaves_nothing_behind(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])

    page = await send(browser, workshop, "evil.html", b"<script>alert(1)</script>")

    assert page.status_code == 422
    assert "Choose a file of one of these kinds" in page.text
    assert (await Material.all().count(), await File.all().count()) == (0, 0)


async def test_a_file_of_ten_megabytes_arrives(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])

    fits = await send(browser, workshop, "a.txt", b"a" * 10 * 1024 * 1024)

    assert fits.status_code == 303
    assert (await File.get()).state is FileState.WAITING


async def test_who_was_slower_with_a_material_sees_both_versions(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    organiser = await actor(world.people["organiser"])
    paper = Paper(title="Before", access=Access.CONFIRMED, link="https://example.org/a", lang="en")
    row = await materials.add_material(organiser, workshop, paper)
    await browser.sign_in_as(world.people["organiser"])
    form = await browser.get(f"/workshops/{workshop.id}/materials/{row.id}")
    theirs = Paper(title="Theirs", access=Access.CONFIRMED, link=paper.link, lang="en")
    await materials.change_material(organiser, workshop, row.id, row.version, theirs)

    page = await browser.submit(form, str(row.id), title="Mine")
    again = await browser.submit(page, str(row.id))

    assert page.status_code == 409
    assert "Theirs" in page.text
    assert again.status_code == 303
    assert (await Material.get()).title == "Mine"


async def test_many_materials_are_one_page_with_few_statements(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await shelf(world, workshop)
    await came(workshop, world.people["member"])
    await browser.sign_in_as(world.people["member"])
    address = f"/workshops/{workshop.id}/materials"
    await browser.get(address)

    with statements() as asked:
        await browser.get(address)

    assert len(asked) <= 12
