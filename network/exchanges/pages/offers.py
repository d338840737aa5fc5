"""Days offered for visits, calls, and how they fit what is looked for (/visits)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.exchanges import policy
from network.exchanges.actions import hosting
from network.exchanges.models.offers import ExchangeWindow, WindowState
from network.exchanges.pages import offering, shown_offers
from network.exchanges.queries import matching, windows
from network.exchanges.queries.windows import Offered
from network.exchanges.rules import offers
from network.exchanges.rules.goals import months_after
from network.exchanges.rules.names import PAYERS
from network.expertise import queries as expertise
from network.expertise.pages import naming
from network.kernel import languages, moments, taxonomy
from network.kernel.actor import Actor
from network.kernel.errors import Invalid
from network.kernel.i18n import _, lazy
from network.web.paging import page_of
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of

_SIZE = 20
_MONTHS = 18
STATES = {
    WindowState.DRAFT: lazy("Draft"),
    WindowState.PUBLISHED: lazy("Published"),
    WindowState.WITHDRAWN: lazy("Taken back"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters of an address; what is no choice is empty."""

    theme: str
    language: str
    when: str
    purpose: str

    @property
    def is_any(self) -> bool:
        return bool(self.theme or self.language or self.when or self.purpose)

    def link(self, **changes: Any) -> str:
        """The address of this list with some filters changed."""
        given = {name: getattr(self, name) for name in self.__slots__}
        return path_for("visits:list", **(given | changes))

    def lets(self, window: ExchangeWindow, *, in_any_language: bool = False) -> bool:
        """Whether an offer passes all filters."""
        speaks = in_any_language or not self.language
        return (
            (not self.theme or self.theme in window.themes)
            and (not self.purpose or self.purpose in window.purposes)
            and (speaks or self.language in shown_offers.spoken_in(window))
            and (not self.when or _is_in(window, self.when))
        )


async def list_offers(request: Request) -> Response:
    actor, chosen = actor_of(request), _chosen(request)
    index = await expertise.directory()
    seen = await windows.windows_for(actor)
    standing = [one for one in seen if offers.is_out(one, windows.today())]
    found = [one for one in standing if chosen.lets(one)]
    page = page_of(request, len(found), _SIZE)
    shown = await windows.with_room(actor, found[page.first : page.last])
    matches = await matching.offers_for(actor, standing, index)
    return render(
        request,
        "exchanges/list.html",
        chosen=chosen,
        choices=_choices(standing, chosen),
        rows=[shown_offers.row(one, actor, index) for one in shown],
        page=page,
        total=len(standing),
        in_every_language=sum(chosen.lets(one, in_any_language=True) for one in standing),
        own=[one for one in seen if _is_kept(one, actor)],
        states=STATES,
        period=moments.period,
        calls=await windows.open_calls(actor),
        fitting=[shown_offers.offer_told(match, actor) for match in matches],
        can_offer=bool(actor.coordinated_ids),
        can_call=policy.can_call(actor),
    )


def _chosen(request: Request) -> Chosen:
    asked = request.query_params
    theme, purpose = asked.get("theme", ""), asked.get("purpose", "")
    language, when = asked.get("language", ""), asked.get("when", "")
    return Chosen(
        theme=theme if theme in taxonomy.codes("themes") else "",
        language=language if languages.is_language(language) else "",
        when=when if when in {month for month, _name in _months()} else "",
        purpose=purpose if purpose in taxonomy.codes("purposes") else "",
    )


def _choices(standing: Iterable[ExchangeWindow], chosen: Chosen) -> list[dict[str, Any]]:
    """The menus of the filters: only what some offer has, and what is chosen."""
    found = list(standing)
    themes = {code for one in found for code in one.themes} | {chosen.theme}
    purposes = {code for one in found for code in one.purposes} | {chosen.purpose}
    spoken = {code for one in found for code in shown_offers.spoken_in(one)} | {chosen.language}
    return [
        _menu("theme", _("Theme"), chosen.theme, _named(themes, taxonomy.label)),
        _menu("purpose", _("Kind of visit"), chosen.purpose, _named(purposes, taxonomy.label)),
        _menu("language", _("Language"), chosen.language, _named(spoken, languages.name)),
        _menu("when", _("When"), chosen.when, _months()),
    ]


def _menu(name: str, label: str, value: str, options: list[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "options": options}


def _named(codes: Iterable[str], label: Any) -> list[tuple[str, str]]:
    return sorted(((c, label(c)) for c in codes if c), key=lambda pair: str(pair[1]))


def _months() -> list[tuple[str, str]]:
    first = windows.today().replace(day=1)
    days = [months_after(first, n) for n in range(_MONTHS)]
    return [(f"{day:%Y-%m}", moments.month(day)) for day in days]


def _is_in(window: ExchangeWindow, month: str) -> bool:
    """Whether some days of an offer are in a month."""
    first_on = date.fromisoformat(f"{month}-01")
    return window.first_on < months_after(first_on, 1) and window.last_on >= first_on


def _is_kept(window: ExchangeWindow, actor: Actor) -> bool:
    """An own offer that is still of use: to be published, or out."""
    is_over = window.last_on < windows.today()
    return actor.works_at(window.centre_id) and not is_over


# one offer ---------------------------------------------------------------------------------------


async def show_offer(request: Request) -> Response:
    actor = actor_of(request)
    window = await windows.get_window(actor, id_in(request))
    index = await expertise.directory()
    offered = (await windows.with_room(actor, [window]))[0]
    is_own = policy.can_offer(actor, window.centre_id)
    is_out = offers.is_out(window, windows.today())
    needs = await matching.needs_for(actor, offered, index) if is_own else []
    off = _why_not(actor, offered)
    others = await matching.similar(actor, _codes(window), window.id) if off and not is_own else []
    return render(
        request,
        "exchanges/offer.html",
        window=window,
        row=shown_offers.row(offered, actor, index),
        entry=_seen_entry(window, actor, index),
        free=[shown_offers.words_of(span) for span in offered.free],
        holidays=shown_offers.days_off(window, offered.free, actor),
        spoken=shown_offers.spoken_in(window),
        length=shown_offers.length(window),
        payer=PAYERS[window.payer],
        states=STATES,
        is_out=is_out,
        is_over=window.last_on < windows.today(),
        is_own=is_own,
        off=off,
        needs=[shown_offers.need_told(match, actor, index) for match in needs],
        others=[shown_offers.row(one, actor, index) for one in others],
    )


def _seen_entry(window: ExchangeWindow, actor: Actor, index: Any) -> Any:
    """The host in the directory, for those who may know which centre it is."""
    entry = index.centres.get(window.centre_id)
    return entry if naming.is_seen(entry, actor) else None


def _why_not(actor: Actor, offered: Offered) -> str:
    """Why the reader cannot apply for an offer, and who can change it; empty when they can."""
    window = offered.window
    if not offers.is_out(window, windows.today()):
        return _("Others apply once your centre has published this.")
    if actor.works_at(window.centre_id):
        return _("This is an offer of your own centre. People of other centres apply for it.")
    if not any(policy.can_apply(actor, centre) for centre in actor.centre_ids):
        return _("People who work at a centre apply. A coordinator can add you to theirs.")
    if not offered.free:
        return _("All days are taken for now. The host can offer more days, or places.")
    return ""


def _codes(window: ExchangeWindow) -> list[str]:
    return [*window.purposes, *window.themes]


async def publish(request: Request) -> Response:
    actor = actor_of(request)
    window = await windows.get_window(actor, id_in(request))
    try:
        await hosting.publish_window(actor, window)
    except Invalid as error:
        return await offering.show_refused(request, window, error)
    flash(request, _("Published. Members see it and can apply."))
    return see_other("visits:offer", id=window.id)


async def withdraw(request: Request) -> Response:
    actor = actor_of(request)
    window = await windows.get_window(actor, id_in(request))
    await hosting.withdraw_window(actor, window)
    flash(request, _("Taken back. Visits that are agreed stand."))
    return see_other("visits:offer", id=window.id)


routes: list[Route] = [
    get("/visits", list_offers, "visits:list"),
    *offering.routes,
    get("/visits/offers/{id:uuid}", show_offer, "visits:offer"),
    post("/visits/offers/{id:uuid}/publication", publish, "visits:publish-offer"),
    post("/visits/offers/{id:uuid}/withdrawal", withdraw, "visits:withdraw-offer"),
]
