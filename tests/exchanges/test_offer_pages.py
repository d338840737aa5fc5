"""Offers of days as members find them, and as coordinators write them."""

import re
from typing import Any

import httpx
import pytest

from network.centres import queries as centres
from network.centres.models import CentreState, Listing
from network.exchanges.models.offers import ExchangeWindow, WindowState
from network.exchanges.models.visits import Visit
from network.exchanges.vocabulary import VisitState
from network.expertise.models import Kind
from network.kernel import moments
from network.kernel.actor import Role
from tests.architecture.test_lists import statements
from tests.browser_client import Browser, forms_of
from tests.exchanges.visit_world import World, in_days, make_window
from tests.factories import (
    actor,
    make_admin,
    make_centre,
    make_coordinator,
    make_listing,
    make_member,
)

pytestmark = pytest.mark.anyio

NEW = "/visits/offers/new"


def days(first: int, last: int) -> str:
    return moments.period(in_days(first), in_days(last))


async def given(browser: Browser, **changes: Any) -> httpx.Response:
    """A new offer with what is needed, sent from the form."""
    page = await browser.get(NEW)
    wanted: dict[str, Any] = {"title": "Pain groups", "purposes": ["EX-SHADOW"]}
    return await browser.submit(page, NEW, **(wanted | changes))


def titles_in(page: httpx.Response) -> list[str]:
    """The offers of the list, in their order."""
    found = page.text.split('id="found"')[1].split("</ul>")[0]
    return re.findall(r'href="/visits/offers/[^"]+"[^>]*>([^<]+)</a>', found)


async def actor_centres(person: Any) -> list[Any]:
    return await centres.own_centres(await actor(person))


async def make_host(**centre: Any) -> tuple[Any, Any]:
    """A centre and its coordinator."""
    host = await make_centre(**centre)
    return host, await make_coordinator(host)


# writing -----------------------------------------------------------------------------------------


async def test_a_coordinator_offers_days_in_four_clicks(browser: Browser) -> None:
    await browser.sign_in_as(await make_coordinator())
    today = await browser.get("/today")
    assert 'href="/visits"' in today.text
    visits = await browser.get("/visits")
    assert f'href="{NEW}"' in visits.text

    draft = await browser.follow(await given(browser))
    stored = await ExchangeWindow.get()
    published = await browser.follow(await browser.submit(draft, "/publication"))

    assert stored.state is WindowState.DRAFT
    assert "Only your centre sees it" in draft.text
    assert "Published. Members see it and can apply." in published.text
    assert (await ExchangeWindow.get()).state is WindowState.PUBLISHED


async def test_what_was_typed_is_kept_with_a_message_at_each_field(browser: Browser) -> None:
    await browser.sign_in_as(await make_coordinator())

    answer = await given(
        browser,
        title="",
        purposes=["EX-NOTHING"],
        first_on="31/02/2027",
        last_on="someday",
        least_days="many",
        places="0",
        conditions="Bring warm clothes.",
    )

    assert answer.status_code == 422
    assert "Bring warm clothes." in answer.text
    for field in ("title", "purposes", "first_on", "last_on", "least_days", "places"):
        assert f'<a href="#{field}">' in answer.text, field
    for typed in ("31/02/2027", "someday", "many"):
        assert f'value="{typed}"' in answer.text
    assert await ExchangeWindow.all().count() == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"first_on": "2027-05-10", "last_on": "2027-05-01"}, "The last day is before the first."),
        ({"first_on": "2027-05-10", "last_on": "2031-05-01"}, "at most three years"),
        (
            {"first_on": "2027-05-10", "last_on": "2027-05-11", "least_days": "5"},
            "A visit has to fit",
        ),
        ({"least_days": "5", "most_days": "4"}, "shorter than the shortest"),
        ({"themes": ["TH-NOTHING"]}, "Choose from the list."),
        ({"payer": "the king"}, "Choose one of the list."),
        ({"languages": ["xx"], "languages_level": ["B2"]}, "Choose from the list."),
        ({"conditions": "x" * 3_001}, "Use at most 3,000 characters."),
        ({"title": "x" * 121}, "Use at most 120 characters."),
        ({"centre": "0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e"}, "Choose one of the list."),
    ],
)
async def test_what_cannot_be_is_refused_in_words(
    browser: Browser, changes: dict[str, Any], said: str
) -> None:
    await browser.sign_in_as(await make_coordinator())

    answer = await given(browser, **changes)

    assert answer.status_code == 422
    assert said in answer.text
    assert await ExchangeWindow.all().count() == 0


async def test_words_about_a_client_are_refused(browser: Browser) -> None:
    await browser.sign_in_as(await make_coordinator())

    answer = await given(
        browser, conditions="Our client Mr Agron Berisha, born 12.03.1981, joins the group."
    )

    assert answer.status_code == 422
    assert "Agron Berisha" in answer.text


async def test_a_form_sent_twice_makes_one_offer(browser: Browser) -> None:
    await browser.sign_in_as(await make_coordinator())
    page = await browser.get(NEW)
    wanted = {"title": "Pain groups", "purposes": ["EX-SHADOW"]}

    first = await browser.submit(page, NEW, **wanted)
    second = await browser.submit(page, NEW, **wanted)

    assert first.headers["location"] == second.headers["location"]
    assert await ExchangeWindow.all().count() == 1


async def test_the_last_one_is_copied_and_days_that_are_over_are_not(browser: Browser) -> None:
    host, person = await make_host()
    last = await make_window(await actor(person), host, title="Groups", themes=["TH-PAIN"])
    await ExchangeWindow.filter(id=last.id).update(first_on=in_days(-40), last_on=in_days(-10))
    await browser.sign_in_as(person)

    new = await browser.get(NEW)
    copied = await browser.get(f"{NEW}?copy={last.id}")
    answer = await browser.submit(copied, NEW)

    assert f'href="{NEW}?copy={last.id}"' in new.text
    assert answer.status_code == 303
    window = await ExchangeWindow.exclude(id=last.id).get()
    assert (window.title, window.themes, window.purposes) == ("Groups", ["TH-PAIN"], ["EX-SHADOW"])
    assert window.first_on == in_days(84)


async def test_an_offer_of_another_centre_is_not_copied(browser: Browser) -> None:
    host, person = await make_host()
    window = await make_window(await actor(person), host, title="Groups of others")
    await browser.sign_in_as(await make_coordinator())

    page = await browser.get(f"{NEW}?copy={window.id}")
    odd = await browser.get(f"{NEW}?copy=no-key&sample=nothing")

    assert (page.status_code, odd.status_code) == (200, 200)
    assert "Groups of others" not in page.text


async def test_three_samples_help_to_begin(browser: Browser) -> None:
    await browser.sign_in_as(await make_coordinator())

    page = await browser.get(NEW)
    sample = await browser.submit(await browser.get(f"{NEW}?sample=study"), NEW)

    assert page.text.count(f'href="{NEW}?sample=') == 3
    assert sample.status_code == 303
    assert (await ExchangeWindow.get()).purposes == ["EX-STUDY"]


async def test_only_coordinators_write_offers(browser: Browser) -> None:
    host, person = await make_host()
    window = await make_window(await actor(person), host)
    staff, others = await make_member(host), await make_coordinator()

    codes = {}
    for name, who in (("staff", staff), ("others", others), ("secretariat", await make_admin())):
        await browser.sign_in_as(who)
        codes[name] = [
            (await browser.get(f"/visits/offers/{window.id}/edit")).status_code,
            (await browser.post(f"/visits/offers/{window.id}/edit")).status_code,
            (await browser.post(f"/visits/offers/{window.id}/withdrawal")).status_code,
            (await browser.post(f"/visits/offers/{window.id}/publication")).status_code,
        ]
    await browser.sign_in_as(staff)
    new = await browser.get(NEW)

    assert codes == dict.fromkeys(codes, [403] * 4)
    assert new.status_code == 403
    assert (await ExchangeWindow.get()).state is WindowState.PUBLISHED


async def test_a_draft_and_one_that_is_absent_look_the_same(browser: Browser) -> None:
    host, person = await make_host()
    await browser.sign_in_as(person)
    draft = await browser.follow(await given(browser, title="Secret plans"))
    path = draft.url.path
    absent = "/visits/offers/0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e"
    colleague = await make_member(host)

    answers = {}
    for name, who in (("member", await make_coordinator()), ("secretariat", await make_admin())):
        await browser.sign_in_as(who)
        answers[name] = [
            ((await browser.get(f"{base}{rest}")).status_code)
            for base in (path, absent)
            for rest in ("", "/edit")
        ] + [
            (await browser.post(f"{base}/{act}")).status_code
            for base in (path, absent)
            for act in ("publication", "withdrawal", "edit")
        ]
        assert "Secret plans" not in (await browser.get("/visits")).text
    await browser.sign_in_as(colleague)

    assert answers == dict.fromkeys(answers, [404] * 10)
    assert (await browser.get(path)).status_code == 200


async def test_who_saves_second_sees_what_is_stored_and_keeps_the_words(browser: Browser) -> None:
    host, person = await make_host()
    window = await make_window(await actor(person), host, places=1)
    await browser.sign_in_as(person)
    path = f"/visits/offers/{window.id}/edit"
    page = await browser.get(path)
    await browser.submit(page, path, title="Groups in spring", form_key="a" * 22)

    late = await browser.submit(page, path, places="3", payer="host", form_key="b" * 22)
    again = await browser.submit(late, path)

    assert late.status_code == 409
    assert "Groups in spring" in late.text
    assert "The host" in late.text
    assert 'value="3"' in late.text
    assert again.status_code == 303
    stored = await ExchangeWindow.get()
    assert (stored.places, stored.title, stored.version) == (3, "Pain groups", 3)


async def test_a_published_offer_keeps_a_purpose(browser: Browser) -> None:
    host, person = await make_host()
    window = await make_window(await actor(person), host)
    await browser.sign_in_as(person)
    path = f"/visits/offers/{window.id}/edit"

    answer = await browser.submit(await browser.get(path), path, purposes=[])

    assert answer.status_code == 422
    assert (await ExchangeWindow.get()).purposes == ["EX-SHADOW"]


async def test_days_that_are_over_are_not_published_and_the_form_says_so(browser: Browser) -> None:
    host, person = await make_host()
    window = await make_window(await actor(person), host)
    await browser.sign_in_as(person)
    page = await browser.get(f"/visits/offers/{window.id}")
    taken = await browser.follow(await browser.submit(page, "/withdrawal"))
    await ExchangeWindow.all().update(first_on=in_days(-9), last_on=in_days(-2))

    answer = await browser.submit(taken, "/publication")

    assert "Taken back" in taken.text
    assert answer.status_code == 422
    assert "These days are over." in answer.text


async def test_a_centre_that_is_not_confirmed_publishes_nothing(browser: Browser) -> None:
    await browser.sign_in_as(await make_coordinator(await make_centre(state=CentreState.DRAFT)))
    draft = await browser.follow(await given(browser))

    answer = await browser.submit(draft, "/publication")

    assert answer.status_code == 422
    assert "Confirm the entry of your centre first" in answer.text
    assert (await ExchangeWindow.get()).state is WindowState.DRAFT


# finding -----------------------------------------------------------------------------------------


async def test_filters_are_in_the_address_and_change_nothing(browser: Browser) -> None:
    host, person = await make_host(languages={"en": "native"})
    coordinator = await actor(person)
    await make_window(coordinator, host, title="Pain", themes=["TH-PAIN"])
    await make_window(
        coordinator, host, title="Teaching", purposes=["EX-TRAINER"], languages={"fr": "C1"}
    )
    later = in_days(300)
    await make_window(coordinator, host, title="Later", first_on=later, last_on=in_days(330))
    await browser.sign_in_as(await make_member())

    async def shown(query: str) -> list[str]:
        return titles_in(await browser.get(f"/visits?{query}"))

    assert await shown("") == ["Pain", "Teaching", "Later"]
    assert await shown("theme=TH-PAIN") == ["Pain"]
    assert await shown("purpose=EX-TRAINER") == ["Teaching"]
    assert await shown("language=fr") == ["Teaching"]
    assert await shown("language=en") == ["Pain", "Later"]
    assert await shown(f"when={later:%Y-%m}") == ["Later"]
    assert await shown("theme=TH-PAIN&language=fr") == []
    assert await shown("theme=nothing&when=2027-99&language=xx&page=-1") == [
        "Pain",
        "Teaching",
        "Later",
    ]


async def test_nothing_found_has_a_way_on(browser: Browser) -> None:
    host, person = await make_host(languages={"en": "native"})
    await make_window(await actor(person), host, themes=["TH-PAIN"])
    await browser.sign_in_as(await make_coordinator())

    page = await browser.get("/visits?theme=TH-PAIN&language=fr")

    assert "Look in every language (1)" in page.text
    assert 'href="/visits?theme=TH-PAIN"' in page.text
    assert "/expertise/new?kind=need&amp;about=TH-PAIN" in page.text


async def test_an_empty_list_says_how_to_begin(browser: Browser) -> None:
    await browser.sign_in_as(await make_coordinator())

    page = await browser.get("/visits")

    assert "No centre offers days at the moment" in page.text
    assert 'href="/visits/new"' in page.text


async def test_an_unlisted_centre_is_not_named_nor_placed(browser: Browser) -> None:
    hidden = {"name": "Sycamore", "listing": Listing.UNLISTED, "country": "EG", "region": "MENA"}
    host, person = await make_host(town="Cairo", zone="Africa/Cairo", weekend=[5, 6], **hidden)
    coordinator = await actor(person)
    window = await make_window(coordinator, host, place="Garden house, Cairo", least_days=1)
    path = f"/visits/offers/{window.id}"
    await browser.sign_in_as(await make_member())

    pages = [await browser.get("/visits"), await browser.get(path)]
    await browser.sign_in_as(person)
    own = await browser.get(path)

    for page in pages:
        assert "Member centre, Middle East and North Africa" in page.text
        for word in ("Sycamore", "Cairo", "Egypt", "Garden house", "Public holidays"):
            assert word not in page.text, word
        assert days(90, 150) in page.text  # one stretch: no weekend tells the country
    assert "Garden house, Cairo" in own.text


async def test_free_days_leave_out_other_visits_and_full_quarters(
    browser: Browser, world: World
) -> None:
    host, window = world.hosts[0], world.windows[0]
    await ExchangeWindow.filter(id=window.id).update(least_days=5)
    taken = await Visit.create(
        visitor=world.people["outsider"],
        home_centre=world.home,
        host_centre=host,
        state=VisitState.CONFIRMED,
        first_on=in_days(110),
        last_on=in_days(119),
    )
    await browser.sign_in_as(world.people["visitor"])
    path = f"/visits/offers/{window.id}"

    one = await browser.get(path)
    await ExchangeWindow.filter(id=window.id).update(places=2)
    two = await browser.get(path)
    await Visit.filter(id=taken.id).update(first_on=in_days(90), last_on=in_days(150))
    await ExchangeWindow.filter(id=window.id).update(places=1)
    full = await browser.get(path)

    assert days(90, 109) in one.text
    assert days(120, 150) in one.text
    assert days(90, 150) in two.text
    assert "All days are taken for now." in full.text
    assert f"/visits/new?offer={window.id}" not in full.text
    assert f"/visits/new?offer={window.id}" in one.text
    assert f'href="/visits/offers/{world.windows[1].id}"' in full.text


async def test_free_days_leave_out_those_on_which_the_centre_is_closed(
    browser: Browser, world: World
) -> None:
    await ExchangeWindow.filter(id=world.windows[0].id).update(least_days=5)
    closed = [in_days(110).isoformat(), in_days(119).isoformat()]
    await world.hosts[0].filter(id=world.hosts[0].id).update(closures=[closed])
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/offers/{world.windows[0].id}")

    assert days(90, 109) in page.text
    assert days(120, 150) in page.text


async def test_the_button_that_is_off_says_why(browser: Browser) -> None:
    host, person = await make_host()
    window = await make_window(await actor(person), host)
    path = f"/visits/offers/{window.id}"

    said = {}
    people = {
        "own": await make_member(host),
        "secretariat": await make_admin(),
        "guest": await make_member(role=Role.GUEST),
        "member": await make_member(),
    }
    for name, who in people.items():
        await browser.sign_in_as(who)
        page = await browser.get(path)
        has_button = f"/visits/new?offer={window.id}" in page.text
        said[name] = (
            has_button,
            "your own centre" in page.text,
            "People who work at a" in page.text,
        )

    assert said == {
        "own": (False, True, False),
        "secretariat": (False, False, True),
        "guest": (False, False, True),
        "member": (True, False, False),
    }


async def test_forty_offers_cost_as_few_queries_as_one(browser: Browser) -> None:
    reader = await make_coordinator()
    await make_listing((await actor_centres(reader))[0], kind=Kind.NEED, codes=["EX-SHADOW"])
    counts = []
    for n in (1, 39):
        for _more in range(n):
            host, person = await make_host()
            await make_window(await actor(person), host, title=f"Offer {_more} of {n}")
        await browser.sign_in_as(reader)
        await browser.get("/visits")
        with statements() as found:
            first = await browser.get("/visits")
        counts.append(len(found))
    second = await browser.get("/visits?page=2")

    assert counts == [counts[0]] * 2
    assert counts[0] <= 12
    assert len({*titles_in(first), *titles_in(second)}) == 40
    assert len(first.content) < 50_000


async def test_an_offer_costs_few_queries(browser: Browser, world: World) -> None:
    path = f"/visits/offers/{world.windows[0].id}"
    counts = {}
    for who in ("visitor", "host", "mentor"):
        await browser.sign_in_as(world.people[who])
        await browser.get(path)
        with statements() as found:
            await browser.get(path)
        counts[who] = len(found)

    assert max(counts.values()) <= 12, counts


async def test_every_form_of_the_pages_carries_a_token(browser: Browser) -> None:
    host, person = await make_host()
    window = await make_window(await actor(person), host)
    await browser.sign_in_as(person)

    for path in ("/visits", NEW, f"/visits/offers/{window.id}", f"/visits/offers/{window.id}/edit"):
        page = await browser.get(path)
        posts = [form for form in forms_of(page) if form.method == "post"]
        assert all("csrf" in dict(form.fields) for form in posts), path
