"""What fits whom: reasons, room at the host, and who comes first among equals."""

from datetime import date
from typing import Any

import pytest

from network.centres.models import Centre, Listing
from network.exchanges.models.offers import ExchangeWindow
from network.exchanges.models.visits import Visit
from network.exchanges.queries import matching, windows
from network.exchanges.rules.dates import Host, Span, Week
from network.exchanges.rules.offers import Days, Fit, Why, Wish, fit, stretches
from network.exchanges.vocabulary import VisitState
from network.expertise import queries as expertise
from network.expertise.models import Kind
from network.kernel.actor import Actor
from network.settings import Settings
from tests.browser_client import Browser
from tests.exchanges.visit_world import in_days, make_window
from tests.factories import actor, coordinator_of, make_centre, make_coordinator, make_listing

anyio = pytest.mark.anyio
MARCH = Span(date(2027, 3, 1), date(2027, 3, 31))
SIX_WEEKS = Span(date(2027, 3, 1), date(2027, 4, 11))


# room --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("least", "host", "found"),
    [
        (5, Host(), [MARCH]),
        (31, Host(), [MARCH]),
        (32, Host(), []),
        (
            5,
            Host(booked=(Span(date(2027, 3, 8), date(2027, 3, 14)),)),
            [
                Span(date(2027, 3, 1), date(2027, 3, 7)),
                Span(date(2027, 3, 15), date(2027, 3, 31)),
            ],
        ),
        # what is left before the other visit is too short
        (
            8,
            Host(booked=(Span(date(2027, 3, 8), date(2027, 3, 14)),)),
            [Span(date(2027, 3, 15), date(2027, 3, 31))],
        ),
        (5, Host(booked=(Span(date(2027, 3, 8), date(2027, 3, 14)),), at_once=2), [MARCH]),
        # two visits begin in this quarter already, wherever they are in it
        (5, Host(booked=(Span(date(2027, 1, 4), date(2027, 1, 8)),) * 2), []),
        # a weekend alone is no visit, and parts nothing
        (
            1,
            Host(week=Week(weekend=frozenset({6, 7}))),
            [Span(date(2027, 3, 1), date(2027, 3, 31))],
        ),
        (1, Host(week=Week(weekend=frozenset(range(1, 8)))), []),
    ],
)
def test_stretches_are_the_days_in_which_a_visit_fits(
    least: int, host: Host, found: list[Span]
) -> None:
    assert stretches(MARCH, least, host) == found


def test_a_full_quarter_ends_a_stretch_and_the_next_begins_with_its_first_day() -> None:
    booked = (Span(date(2027, 1, 4), date(2027, 1, 8)),) * 2

    found = stretches(SIX_WEEKS, 5, Host(booked=booked))

    assert found == [Span(date(2027, 4, 1), date(2027, 4, 11))]


# reasons -----------------------------------------------------------------------------------------

WISH = Wish(
    codes=frozenset({"TH-PAIN", "EX-SHADOW", "SV-PHY"}),
    languages={"en": "B2", "sq": "native"},
    from_on=date(2027, 3, 10),
    until_on=date(2027, 3, 20),
)
OFFER = Days(
    codes=frozenset({"TH-PAIN", "EX-SHADOW", "TH-SUPV"}),
    languages={"en": "C1", "ka": "native"},
    free=(Span(date(2027, 3, 1), date(2027, 3, 5)), Span(date(2027, 3, 15), date(2027, 3, 31))),
    least=5,
)


def changed(one: Any, **values: Any) -> Any:
    return type(one)(**{name: getattr(one, name) for name in one.__slots__} | values)


def test_a_match_says_theme_purpose_language_and_days() -> None:
    assert fit(WISH, OFFER) == Fit(
        10,
        (
            Why("codes", ("EX-SHADOW", "TH-PAIN")),
            Why("language", ("en",)),
            Why("dates", ("2027-03-15", "2027-03-20")),
        ),
        (),
    )


@pytest.mark.parametrize(
    ("wish", "offer", "against"),
    [
        ({"languages": {"en": "B1"}}, {}, Why("language_weak", ("en",))),
        ({"languages": {"fr": "C2"}}, {}, Why("no_language")),
        ({"until_on": date(2027, 3, 18)}, {}, Why("no_dates")),  # four days are too few
        ({}, {"free": ()}, Why("full")),
    ],
)
def test_what_speaks_against_a_match_is_said(
    wish: dict[str, Any], offer: dict[str, Any], against: Why
) -> None:
    found = fit(changed(WISH, **wish), changed(OFFER, **offer))

    assert found is not None
    assert found.reasons_against == (against,)


def test_without_a_shared_code_nothing_fits() -> None:
    assert fit(changed(WISH, codes=frozenset({"TH-CHI"})), OFFER) is None


# what is found -----------------------------------------------------------------------------------


async def offer_of(centre: Centre, **given: Any) -> ExchangeWindow:
    return await make_window(await coordinator_of(centre), centre, **given)


async def took_place(home: Centre, host: Centre) -> None:
    visitor = await make_coordinator(home)
    await Visit.create(
        visitor=visitor,
        home_centre=home,
        host_centre=host,
        state=VisitState.CLOSED,
        arrived_on=in_days(-400),
        first_on=in_days(-400),
        last_on=in_days(-396),
    )


async def found_for(reader: Actor) -> list[str]:
    index = await expertise.directory()
    standing = await windows.open_windows(reader)
    return [m.window.title for m in await matching.offers_for(reader, standing, index)]


@anyio
async def test_offers_fit_the_needs_of_the_own_centre_alone(db: Settings) -> None:
    del db
    home, other, host = await make_centre(), await make_centre(), await make_centre()
    await make_listing(home, kind=Kind.NEED, codes=["EX-SHADOW", "TH-PAIN"])
    await make_listing(home, kind=Kind.NEED, codes=["TH-CHI"])  # no exchange
    await make_listing(other, kind=Kind.NEED, codes=["EX-TRAINER"])
    await offer_of(host, title="Both", themes=["TH-PAIN"])
    await offer_of(host, title="Purpose alone")
    await offer_of(host, title="Nothing", purposes=["EX-TRAINER"])
    await offer_of(host, title="Children", purposes=["EX-COORD"], themes=["TH-CHI"])
    await offer_of(home, title="Our own")

    assert await found_for(await coordinator_of(home)) == ["Both", "Purpose alone"]


@anyio
async def test_among_equal_hosts_who_received_more_is_shown_first(db: Settings) -> None:
    del db
    home, gave, received = await make_centre(), await make_centre(), await make_centre()
    await make_listing(home, kind=Kind.NEED, codes=["EX-SHADOW"])
    await offer_of(gave, title="Gave")
    await offer_of(received, title="Received")
    await took_place(received, gave)

    assert await found_for(await coordinator_of(home)) == ["Received", "Gave"]


@anyio
async def test_among_equal_needs_who_gave_more_is_shown_first(db: Settings) -> None:
    del db
    host, gave, received = await make_centre(), await make_centre(), await make_centre()
    for centre, title in ((received, "Received"), (gave, "Gave")):
        await make_listing(centre, kind=Kind.NEED, codes=["EX-SHADOW"], title=title)
    window = await offer_of(host)
    await took_place(received, gave)
    reader, index = await coordinator_of(host), await expertise.directory()
    offered = (await windows.with_room(reader, [await windows.get_window(reader, window.id)]))[0]

    found = await matching.needs_for(reader, offered, index)

    assert [match.need.titles[0][1] for match in found] == ["Gave", "Received"]


@anyio
async def test_both_sides_read_the_reasons_and_no_hidden_name(browser: Browser) -> None:
    host = await make_centre(name="Lumbardh House")
    hidden = {"name": "Sycamore", "listing": Listing.UNLISTED, "region": "MENA"}
    needing = await make_centre(town="Cairo", country="EG", **hidden)
    needs, hosts = await make_coordinator(needing), await make_coordinator(host)
    await make_listing(
        needing,
        owner=await actor(needs),
        kind=Kind.NEED,
        title="Care for our team",
        codes=["EX-STUDY", "TH-CFC"],
        from_on=in_days(100),
        until_on=in_days(120),
    )
    window = await make_window(
        await actor(hosts), host, title="Staff care", purposes=["EX-STUDY"], themes=["TH-CFC"]
    )

    await browser.sign_in_as(needs)
    listed = await browser.get("/visits")
    await browser.sign_in_as(hosts)
    shown = await browser.get(f"/visits/offers/{window.id}")
    await browser.sign_in_as(await make_coordinator())
    others = await browser.get(f"/visits/offers/{window.id}")

    assert "Fits what your centre looks for" in listed.text
    for page in (listed, shown):
        assert "Both about Study visit and Care for caregivers" in page.text
        assert "Both can work in English" in page.text
        assert "There is room:" in page.text
        assert "Care for our team" in page.text
    assert "Member centre, Middle East and North Africa" in shown.text
    assert "Sycamore" not in shown.text
    assert "Care for our team" not in others.text
