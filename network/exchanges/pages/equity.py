"""Who takes part in exchanges, and what centres give and receive (/visits/balance)."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.centres import queries as centres
from network.exchanges.queries import equity as queries
from network.exchanges.queries import windows
from network.exchanges.rules import equity
from network.exchanges.rules.equity import Released, Shared
from network.expertise import queries as expertise
from network.expertise.finder import Finder
from network.kernel import languages, taxonomy
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.kernel.i18n import _, lazy
from network.web.paging import page_of
from network.web.responses import render
from network.web.routing import get
from network.web.state import actor_of

_SIZE = 100
TITLES = {
    "region": lazy("Region of the home centre"),
    "language": lazy("Language of the visit"),
    "profession": lazy("Profession"),
    "is_first": lazy("First visit or further ones"),
    "is_small": lazy("Size of the home centre"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One table of figures; without a total there are too few people to show any.

    Groups that are hidden stand together in `rest` and are not named: that there is one at all
    may be about a single person.
    """

    title: str
    rows: list[tuple[str, int]]
    rest: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Own:
    """What one centre gave and received, in words."""

    name: str
    shared: Shared
    words: str


async def show_balance(request: Request) -> Response:
    actor, today = actor_of(request), windows.today()
    if not actor.is_member:
        raise NotFound
    index = await expertise.directory()
    board = await queries.board(today, index)
    return render(
        request,
        "exchanges/balance.html",
        sides=[_side(name, board.sides[name]) for name in equity.SIDES],
        supervised=[_side(name, board.supervised[name]) for name in equity.HOURS_SIDES],
        until=board.until,
        own=await _own(actor),
        least=equity.K,
        **await _for_office(request, actor, index),
    )


def _side(name: str, released: Released) -> Side:
    rows = sorted((_label(name, group), n) for group, n in released.groups.items() if n)
    rest = (released.total or 0) - sum(count for _group, count in rows)
    return Side(str(TITLES[name]), rows, rest, released.total)


def _label(side: str, group: str) -> str:
    if side == "is_first":
        return _("For the first time") if group == "True" else _("Not for the first time")
    if side == "is_small":
        return _("At most 15 people here") if group == "True" else _("More than 15 people here")
    if not group:
        return _("Not said")
    return languages.name(group) if side == "language" else taxonomy.label(group)


async def _own(actor: Actor) -> list[Own]:
    """The centres the reader works at, by name."""
    found = await centres.own_centres(actor)
    shared = await queries.shared_by([centre.id for centre in found])
    return [
        Own(one.name, shared[one.id], equity.reciprocity_words(shared[one.id])) for one in found
    ]


async def _for_office(request: Request, actor: Actor, index: Finder) -> dict[str, Any]:
    """All centres by name, and those without an exchange for a year: for the secretariat alone."""
    if not actor.is_secretariat:
        return {"everyone": [], "quiet": [], "page": None}
    entries = sorted(
        (entry for entry in index.centres.rows if entry is not None), key=lambda e: e.sort_key
    )
    page = page_of(request, len(entries), _SIZE)
    shown = entries[page.first : page.last]
    told = await queries.told_of(entry.id for entry in entries)
    shared = await queries.shared_by((entry.id for entry in shown), told)
    active = await queries.last_active(index, told)
    silent = set(equity.quiet_centres({str(k): on for k, on in active.items()}, windows.today()))
    return {
        "everyone": [
            Own(one.name, shared[one.id], equity.reciprocity_words(shared[one.id])) for one in shown
        ],
        "quiet": [one.name for one in entries if str(one.id) in silent],
        "page": page,
    }


routes: list[Route] = [get("/visits/balance", show_balance, "visits:balance")]
