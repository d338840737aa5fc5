"""From a file of centres to two coordinators in touch, while whoever must stay hidden does."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pyotp
import pytest

from network.app import Portal
from network.centres.models import Centre, Listing, NetworkRole, Risk
from network.kernel.actor import Role
from network.people import passphrases
from network.people.actions.second_factors import install_second_factor
from network.people.models import Invitation, Person
from network.people.queries import link_token
from tests.browser_client import Browser
from tests.factories import make_centre, make_coordinator, make_listing

pytestmark = pytest.mark.anyio

PASSPHRASE = "a quiet garden behind the old mill"
FILE = """\
name,acronym,city,country_code,region,timezone,website,languages,expertise,network,kind
Centre Mosaïque de Kinshasa,CMK,Kinshasa,CD,SSA,Africa/Kinshasa,,fr;ln,SV-PSY;SV-PHY,IRCT,centre
Casa del Alba,CDA,Quito,EC,LAC,America/Guayaquil,http://www.alba.example,es,SV-MED;SV-TRN,,centre
Haus am Fluss,HAF,Linz,AT,EUR,Europe/Vienna,,de,SV-LEG,,centre
"""
HIDDEN = ("Casa del Alba", "Haus am Fluss", "Quiet House", "Guarded House")


@dataclass
class Travellers:
    """The browsers of the journey: who brings centres in, who joins, who looks."""

    importing: Browser
    joining: Browser
    looking: Browser


@pytest.fixture
async def travellers(portal: Portal) -> AsyncIterator[Travellers]:
    async with AsyncExitStack() as stack:
        yield Travellers(*[await stack.enter_async_context(Browser(portal)) for _ in range(3)])


async def _somebody_of_the_secretariat() -> tuple[Person, str]:
    """A coordinator who also works for the network, with a passphrase and a second factor."""
    person = await make_coordinator(passphrase_hash=await passphrases.hashed(PASSPHRASE))
    await NetworkRole.create(person=person, role=Role.NETWORK_ADMIN)
    secret = pyotp.random_base32()
    await install_second_factor(person.id, secret)
    return person, secret


async def _sign_in(browser: Browser, person: Person, secret: str) -> httpx.Response:
    door = await browser.get("/sign-in")
    half = await browser.submit(door, "/sign-in", email=person.email, passphrase=PASSPHRASE)
    code = await browser.follow(half)
    return await browser.submit(code, "/sign-in/code", code=pyotp.TOTP(secret).now())


async def _bring_in(browser: Browser, content: str) -> httpx.Response:
    uploaded = await browser.post(
        "/desk/imports", files={"file": ("centres.csv", content.encode(), "text/csv")}
    )
    plan = await browser.follow(uploaded)
    assert plan.text.count("centres will be added or changed") == 1
    return await browser.submit(plan, "/application")


async def _take_over(secretariat: Browser, joining: Browser, centre: Centre) -> None:
    """Invite a coordinator to a centre brought in, and let them join and confirm its entry."""
    desk = await secretariat.get(f"/desk/centres/{centre.id}")
    invited = await secretariat.submit(
        desk,
        f"/desk/centres/{centre.id}/invitations",
        email="mosaique@example.org",
        role="centre_coordinator",
    )
    invitation = await Invitation.get(email="mosaique@example.org")
    door = await joining.get(f"/invitation/{link_token(invitation)}")
    joined = await joining.submit(door, name="Amina Kabila", passphrase=PASSPHRASE, accepts="y")
    await joining.sign_in_as(await Person.get(email="mosaique@example.org"))
    page = await joining.get(f"/centre/{centre.id}/confirmation")
    confirmed = await joining.submit(page, listing="members")
    assert (invited.status_code, joined.status_code, confirmed.status_code) == (303, 303, 303)


async def _publish(browser: Browser) -> str:
    """Write an offer in French and publish it; returns its address."""
    form = await browser.get("/expertise/new")
    draft = await browser.submit(
        form,
        title="Groupes d'éducation à la douleur",
        summary="Dix séances avec des physiothérapeutes.",
        language="fr",
        codes=["TH-PAIN"],
    )
    address = draft.headers["location"]
    await browser.submit(await browser.follow(draft), "/publication")
    return str(address)


async def _what_is_seen(browser: Browser) -> str:
    """Everything lists, searches and downloads tell this reader."""
    asked = ["/centres", "/centres.csv", "/centres.json", "/expertise", "/expertise.csv"]
    asked += ["/expertise.json", "/today"]
    asked += ["/centres?q=house", "/centres?q=alba", "/centres?q=fluss", "/expertise?q=secret"]
    pages = [await browser.get(address) for address in asked]
    assert [page.status_code for page in pages] == [200] * len(asked)
    return "\n".join(page.text for page in pages)


async def _hide_two_centres() -> Centre:
    """One unlisted centre with an offer, and one that is public until its risk is set high."""
    quiet = await make_centre(name="Quiet House", listing=Listing.UNLISTED)
    await make_listing(quiet, title="Secret supper", codes=["TH-CHI"])
    return await make_centre(name="Guarded House", listing=Listing.PUBLIC)


async def _get_in_touch(browser: Browser, offer: str) -> str:
    """Find the offer by an English word, ask its centre; returns the request's address."""
    found = await browser.get("/expertise", params={"q": "pain"})
    assert offer in found.text
    assert "Centre Mosaïque de Kinshasa" in found.text
    form = await browser.get(f"{offer}/contact")
    asked = await browser.submit(form, text="May two of us visit in spring?")
    return str(asked.headers["location"])


async def test_a_centre_brought_in_publishes_and_another_gets_in_touch(
    travellers: Travellers,
) -> None:
    person, secret = await _somebody_of_the_secretariat()
    guarded = await _hide_two_centres()
    finder = await make_coordinator(await make_centre(name="Rift Valley Centre"), language="en")
    await travellers.looking.sign_in_as(finder)

    await _sign_in(travellers.importing, person, secret)
    risk_page = await travellers.importing.get(f"/desk/centres/{guarded.id}")
    await travellers.importing.submit(risk_page, "/risk", risk=Risk.HIGH)
    await _bring_in(travellers.importing, FILE)
    before = await _what_is_seen(travellers.looking)
    mosaic = await Centre.get(name="Centre Mosaïque de Kinshasa")
    await _take_over(travellers.importing, travellers.joining, mosaic)
    request = await _get_in_touch(travellers.looking, await _publish(travellers.joining))
    pages = [await b.get(request) for b in (travellers.looking, travellers.joining)]
    after = await _what_is_seen(travellers.looking)

    shown = ("Rift Valley Centre", "Centre Mosaïque de Kinshasa", "May two of us visit in spring?")
    assert [[text in page.text for text in shown] for page in pages] == [[True] * 3] * 2
    assert ("Secret supper" in before, "Secret supper" in after) == (True, True)
    assert ("Mosaïque" in before, "Mosaïque" in after) == (False, True)
    assert [name for name in HIDDEN if name in before + after] == []
    hidden = await Centre.filter(name__in=HIDDEN)
    gone = [(await travellers.looking.get(f"/centres/{c.slug}")).status_code for c in hidden]
    assert gone == [404] * 4
