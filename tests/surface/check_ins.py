"""Rounds, releases, places, signposts, instruments, wishes and one opened history, and for whom
they are.

Who sees and does what is told here in the words of the domain, not by the policies: what is fixed
for a round is for the secretariat and for coordinators of the centres it asks; a release is for
staff at once and for those who lead three days later; a place of it is for the staff of the centre;
an own history is for nobody but its person, while it is open.
"""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any, TypeAlias

from network.demo import story
from network.wellbeing.models.help import ContactWish, InstrumentFile, Signpost
from network.wellbeing.models.rounds import CheckInRound, RoundRelease
from network.wellbeing.pages.history_opened import ref_of
from network.wellbeing.queries import structures
from network.wellbeing.queries.releases import WHOLE
from network.wellbeing.queries.rounds import today
from network.wellbeing.rules import stored
from network.wellbeing.rules.histories import Entry
from network.wellbeing.rules.trees import NETWORK, centre_place
from tests.browser_client import Browser

OPENED = "MTA-4"  # who reads with an opened history
KINDS = (
    ("/check-in/rounds/{id:uuid}/centres/{", ("round", "centre")),
    ("/check-in/rounds/{", ("round",)),
    ("/check-in/together/{id:uuid}/{", ("release", "spot")),
    ("/check-in/together/{", ("release",)),
    ("/check-in/instruments/structures/{", ("structure",)),
    ("/check-in/instruments/{", ("instrument",)),
    ("/check-in/instruments-of-mine/{", ("scale",)),
    ("/check-in/signposts/{", ("signpost",)),
    ("/check-in/wishes/{", ("contact",)),
    ("/check-in/history/entries/{", ("own",)),
)
_OFFICE, _GUEST = "NET-1", "GUE-1"
_ENTRIES = ("3", "4")  # a check-in and a note of the demonstration
_DAY = timedelta(days=1)


async def open_history(browser: Browser) -> None:
    """Open the reader's own history for twenty minutes, as a member would."""
    page = await browser.get("/check-in/open")
    answer = await browser.submit(page, "/check-in/open", passphrase=story.PASSPHRASE)
    assert answer.status_code == 303


async def furnish() -> None:
    """Release a round today, so that those who lead do not see it yet."""
    last = await RoundRelease.all().order_by("-released_on").first()
    assert last is not None
    given: dict[str, Any] = {"k": 8, "network_k": 11, "state": "released", "live": None}
    given |= {"opens_on": today() - 15 * _DAY, "closes_on": today() - 2 * _DAY}
    await RoundRelease.create(
        round=await CheckInRound.create(**given),
        released_on=today(),
        coordinators_on=today() + 3 * _DAY,
        goes_on=today() + 900 * _DAY,
        told=last.told,
        kept_goes_on=today() + 90 * _DAY,
    )


# everything there is -----------------------------------------------------------------------------


async def things(centres: dict[str, Any], keys: dict[Any, str]) -> AsyncIterator[dict[str, Any]]:
    """Every object of check-ins, as it is told of here."""
    for one in await CheckInRound.all():
        asked = [k for k, c in centres.items() if not one.centre_ids or str(c.id) in one.centre_ids]
        leads = frozenset(f"{key}-1" for key in asked)
        yield {"kind": "round", "id": str(one.id), "reach": str(one.state), "people": leads}
    async for found in _of_releases(centres):
        yield found
    async for found in _of_help(centres, keys):
        yield found
    for structure in structures.structures():
        yield {"kind": "structure", "id": structure.key}
    for file in await InstrumentFile.all():
        yield {"kind": "instrument", "id": str(file.id), "reach": str(file.state)}
        yield {"kind": "scale", "id": str(file.id), "reach": str(file.state), "lead": OPENED}
    for key in _ENTRIES:
        entry = Entry(key=key, on=today(), instrument="", version="")
        yield {"kind": "own", "id": ref_of(entry), "lead": OPENED}


async def _of_releases(centres: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Releases with their places; not of all of them anything was told."""
    for one in await RoundRelease.all():
        is_early = one.coordinators_on > today()
        yield {"kind": "release", "id": str(one.id), "reach": "early" if is_early else "told"}
        told = stored.release_of(one.told).figures
        places = {WHOLE: ("", NETWORK)}
        places |= {str(c.id): (key, centre_place(str(c.id))) for key, c in centres.items()}
        for name, (key, place) in places.items():
            given = {"centre": key, "reach": "told" if place in told else "quiet"}
            yield {"kind": "spot", "id": name, "of": str(one.id), **given}


async def _of_help(centres: dict[str, Any], keys: dict[Any, str]) -> AsyncIterator[dict[str, Any]]:
    """Signposts with the coordinators of their country, wishes with who has them."""
    for post in await Signpost.all():
        near = [key for key, centre in centres.items() if centre.country == post.country]
        keepers = frozenset(f"{key}-1" for key in near)
        yield {"kind": "signpost", "id": str(post.id), "people": keepers}
    for wish in await ContactWish.all():
        asks, asked = keys[wish.person_id], keys[wish.to_id]
        both = {"lead": asks, "people": frozenset({asks, asked})}
        yield {"kind": "contact", "id": str(wish.id), **both}


# who has a right ---------------------------------------------------------------------------------

Right: TypeAlias = Callable[..., bool]


def sees(reader: str, thing: Any) -> bool:
    """Whether somebody may know of an object of check-ins."""
    return bool(reader) and _SEES[thing.kind](reader, thing)


def uses(reader: str, page: str, things: tuple[Any, ...]) -> bool:
    """Whether a page about these objects is for somebody."""
    return _knows(reader, things) and _right(page)(reader, *things)


def acts(reader: str, act: str, things: tuple[Any, ...]) -> bool:
    """Whether an act about these objects is for somebody."""
    return _knows(reader, things) and _ACTS[act](reader, *things)


def _knows(reader: str, things: tuple[Any, ...]) -> bool:
    return all(sees(reader, thing) for thing in things if thing.kind in _SEES)


def _right(page: str) -> Right:
    return _USES.get(page, _knows_it)


def _knows_it(_reader: str, *_things: Any) -> bool:
    return True


def _office(reader: str, *_things: Any) -> bool:
    return reader == _OFFICE


def _leads(reader: str, thing: Any) -> bool:
    return bool(reader == thing.lead)


def _plans_or_is_asked(reader: str, one: Any) -> bool:
    return reader == _OFFICE or reader in one.people


def _is_told(reader: str, release: Any) -> bool:
    is_lead = reader.endswith("-1") and reader != _GUEST  # the secretariat too
    return release.reach == "told" or not is_lead


def _is_staff(reader: str, spot: Any) -> bool:
    return not spot.centre or reader.partition("-")[0] == spot.centre


def _is_open(reader: str, scale: Any) -> bool:
    return _leads(reader, scale) and scale.reach == "in_use"


def _has_part(reader: str, wish: Any) -> bool:
    return reader in wish.people


def _changes(reader: str, _release: Any, spot: Any) -> bool:
    return reader == (f"{spot.centre}-1" if spot.centre else _OFFICE)


def _gives(reader: str, release: Any, spot: Any) -> bool:
    return _changes(reader, release, spot) and spot.reach == "told"


def _raises(reader: str, one: Any, centre: Any) -> bool:
    return reader == f"{centre.centre}-1" and reader in one.people


def _keeps(reader: str, post: Any) -> bool:
    return reader == _OFFICE or reader in post.people


def _is_asked(reader: str, wish: Any) -> bool:
    return reader in wish.people - {wish.lead}


_SEES: dict[str, Right] = {
    "round": _plans_or_is_asked,
    "release": _is_told,
    "spot": _is_staff,
    "structure": _office,
    "instrument": _office,
    "scale": _is_open,
    "signpost": _knows_it,
    "contact": _has_part,
    "own": _leads,
}
_USES: dict[str, Right] = {  # pages that are not for everybody who sees what they are about
    "round-ask-cancel": _office,
    "change": _changes,
    "share": _gives,
    "signpost": _keeps,
}
_ACTS: dict[str, Right] = {
    "round-raise": _office,
    "round-raise-own": _raises,
    "round-cancel": _office,
    "save-change": _changes,
    "do-share": _gives,
    "instrument-prove": _office,
    "instrument-use": _office,
    "instrument-retire": _office,
    "keep-other": _is_open,
    "signpost-change": _keeps,
    "signpost-still-right": _keeps,
    "signpost-remove": _keeps,
    "wish-answer": _is_asked,
    "wish-take-back": _leads,
    "reword": _leads,
    "drop": _leads,
}
