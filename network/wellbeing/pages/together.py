"""What rounds told, for who may know it (/check-in/together…)."""

from typing import NamedTuple
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import moments, tables
from network.kernel.errors import NotFound
from network.web.responses import render
from network.web.routing import get, id_in, path_for
from network.web.state import actor_of
from network.wellbeing import policy
from network.wellbeing.pages import together_acting, together_shown
from network.wellbeing.queries import library, together
from network.wellbeing.queries.together import Listed, Together
from network.wellbeing.rules import figure_words
from network.wellbeing.rules.pulse import LIMITS


class Row(NamedTuple):
    """A release in the list."""

    link: str
    days: str


async def show_list(request: Request) -> Response:
    actor = actor_of(request)
    if not policy.can_check_in(actor):
        raise NotFound
    found = await together.listed(actor)
    newest = await together.whole(actor, found[0].id) if found else None
    return render(
        request,
        "wellbeing/together.html",
        rows=[_row(one) for one in found],
        newest=_first_words(request, newest) if newest else [],
    )


async def show(request: Request) -> Response:
    actor = actor_of(request)
    found = await together.whole(actor, id_in(request))
    own = await together_shown.own_centres(actor)
    return render(
        request,
        "wellbeing/release.html",
        release=found.shown.release,
        days=_days(found),
        network=together_shown.of_network(actor, found),
        centres=[together_shown.of_centre(actor, found, centre) for centre in own],
        regions=together_shown.of_regions(found),
        reading=library.reading(),
        limits=LIMITS,
        not_told=figure_words.NOT_TOLD,
    )


async def export_csv(request: Request) -> Response:
    """What the page shows to this reader, as a table."""
    actor = actor_of(request)
    found = await together.whole(actor, id_in(request))
    own = await together_shown.own_centres(actor)
    table = tables.as_csv(figure_words.header(), together_shown.rows(found, own))
    headers = {"Content-Disposition": 'attachment; filename="figures.csv"'}
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


def _row(one: Listed) -> Row:
    return Row(_link(one.id), moments.period(one.opens_on, one.closes_on))


def _link(release_id: UUID) -> str:
    return path_for("check_in.release", id=release_id)


def _days(found: Together) -> str:
    return moments.period(found.shown.opens_on, found.shown.closes_on)


def _first_words(request: Request, found: Together) -> list[together_shown.Panel]:
    """The whole network, of the newest release."""
    return list(together_shown.of_network(actor_of(request), found).panels)


routes = [
    get("/check-in/together", show_list, "check_in.together"),
    get("/check-in/together/{id:uuid}", show, "check_in.release"),
    get("/check-in/together/{id:uuid}.csv", export_csv, "check_in.release-csv"),
    *together_acting.routes,
]
