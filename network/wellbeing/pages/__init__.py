"""The pages of check-ins, in the order of their addresses."""

from starlette.routing import Route

from network.wellbeing.pages import (
    asking,
    beginning,
    companions,
    done,
    history,
    history_instruments,
    history_kept,
    instruments_kept,
    opening,
    privacy,
    rounds,
    signposts,
    together,
    wishes,
)
from network.wellbeing.pages.quiet import quiet

routes: list[Route] = [
    quiet(route)
    for route in (
        *asking.routes,
        *opening.routes,
        *beginning.routes,
        *done.routes,
        *history.routes,
        *history_kept.routes,
        *history_instruments.routes,
        *companions.routes,
        *privacy.routes,
        *together.routes,
        *rounds.routes,
        *instruments_kept.routes,
        *signposts.routes,
        *wishes.routes,
    )
]
