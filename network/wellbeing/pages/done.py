"""What a check-in says to its person, and where help is; nobody else is shown any of it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel import i18n
from network.kernel.actor import Actor
from network.web.responses import render, see_other
from network.web.routing import get, path_for
from network.web.state import actor_of
from network.wellbeing.models.help import Signpost
from network.wellbeing.pages import my_round, opened, sentences
from network.wellbeing.pages.opened import Opened
from network.wellbeing.queries import help as helping
from network.wellbeing.rules import offers, pulse, words
from network.wellbeing.rules.histories import PULSE, Entry
from network.wellbeing.rules.pulse import Outcome
from network.wellbeing.vocabulary import SignpostKind


async def show(request: Request) -> Response:
    """The last check-in of the opened history."""
    opened.only_members(request)
    found = await opened.history_of(request)
    if found is None:
        return see_other("check_in.open", next=path_for("check_in.done"))
    entry = _last(found)
    if entry is None:
        return see_other("check_in.show")
    return await page(request, found.history.outcome(entry), found, entry)


async def page(
    request: Request,
    outcome: Outcome,
    found: Opened | None,
    entry: Entry | None = None,
    *,
    is_lost: bool = False,
) -> Response:
    """What answers say. `entry` where they were kept; `is_lost` for a ballot given for good."""
    actor = actor_of(request)
    return render(
        request,
        "wellbeing/done.html",
        sentence=sentences.whole(outcome),
        parts=sentences.parts(outcome),
        prompts=[sentences.PROMPTS[prompt] for prompt in outcome.prompts],
        offers=offers.offers(outcome),
        hosting=path_for("visits:list") if actor.coordinated_ids else "",
        limits=pulse.LIMITS,
        entry=entry,
        goes_on=found.history.goes_on(entry) if found and entry else None,
        is_lost=is_lost,
        round=await my_round.told(actor, found.key if found else None),
        groups=await signposts_for(actor),
    )


async def signposts_for(actor: Actor) -> list[tuple[str, list[Signpost]]]:
    """Where help is, in the countries somebody works in and everywhere, by kind."""
    countries = await helping.countries_of(actor)
    found = await helping.signposts(actor, countries, [i18n.language()])
    by_kind: dict[SignpostKind, list[Signpost]] = {kind: [] for kind in words.SIGNPOSTS}
    for one in found:
        by_kind[one.kind].append(one)
    return [(str(words.SIGNPOSTS[kind]), _readable(rows)) for kind, rows in by_kind.items() if rows]


def _readable(rows: list[Signpost]) -> list[Signpost]:
    """All of one's countries; of those for everywhere, the reader's language where there is one."""
    everywhere = [one for one in rows if not one.country]
    own = [one for one in everywhere if one.lang == i18n.language()]
    return [one for one in rows if one.country or not own or one in own]


def _last(found: Opened) -> Entry | None:
    return next((one for one in reversed(found.history.entries) if one.instrument == PULSE), None)


routes: list[Route] = [get("/check-in/done", show, "check_in.done")]
