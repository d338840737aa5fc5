"""Who sees what of check-ins, and on which day it goes."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.web.responses import render
from network.web.routing import get
from network.web.state import actor_of
from network.wellbeing import policy
from network.wellbeing.pages import opened
from network.wellbeing.queries import retention
from network.wellbeing.rules import terms, timing


async def show(request: Request) -> Response:
    actor = actor_of(request)
    opened.only_members(request)
    return render(
        request,
        "wellbeing/privacy.html",
        is_staff=any(policy.is_staff_of(actor, one) for one in actor.centre_ids),
        sees_later=policy.sees_later(actor),
        goes=await retention.when_it_goes(actor),
        k=terms.K,
        least_k=terms.LEAST_K,
        network_k=terms.NETWORK_K,
        most_months=timing.MOST_HISTORY_MONTHS,
        leaver_days=timing.LEAVER_HISTORY_FOR.days,
        flag_days=timing.COUNTERS_FOR.days,
        aggregate_years=timing.AGGREGATE_MONTHS // 12,
        coordinator_days=timing.COORDINATORS_AFTER.days,
    )


routes: list[Route] = [get("/check-in/privacy", show, "check_in.privacy")]
