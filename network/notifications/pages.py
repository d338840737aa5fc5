"""Notices and what one wants to be told (/notices, /unsubscribe/…)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.kernel import keys, languages, moments
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.kernel.i18n import _
from network.kernel.travel import Where
from network.notifications import actions, phrases, queries, rules
from network.notifications.forms import ChoicesForm
from network.notifications.models import Notice
from network.web.paging import page_of
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, is_own_path, post
from network.web.state import actor_of, form_of, visit_of

_SIZE = 30
_TIMES = ("at", "was", "until")
_PREFIX = "topic-"  # a field named like a method of forms would hide it from scripts


async def list_notices(request: Request) -> Response:
    actor = actor_of(request)
    page = page_of(request, await queries.count_notices(actor), _SIZE)
    rows = await queries.notices_of(actor, offset=page.first, limit=_SIZE)
    return render(
        request,
        "notices/list.html",
        notices=await told(rows, actor, visit_of(request).where),
        page=page,
    )


async def told(rows: list[Notice], actor: Actor, zone: Where) -> list[dict[str, Any]]:
    """Notices in words, with centres named as far as the reader may know them."""
    ids = [UUID(row.facts["centre_id"]) for row in rows if row.facts.get("centre_id")]
    known = await centres.centres_by_id(ids) if ids else {}
    names = {str(key): centre_policy.shown_name(actor, c) for key, c in known.items()}
    return [{"notice": row, "text": words_of(row, names, zone)} for row in rows]


def words_of(notice: Notice, names: Mapping[str, str], zone: Where) -> str:
    """One notice in words, with centres as this reader may know them and times on their clock."""
    facts = notice.facts
    role = facts.get("role", "")
    times = {
        name: moments.moment(datetime.fromisoformat(facts[name]), zone)
        for name in _TIMES
        if facts.get(name)
    }
    return phrases.phrase(
        notice.kind,
        centre=names.get(facts.get("centre_id", ""), _("the network")),
        role=centres.role_name(role) if role else "",
        n=facts.get("n", ""),
        language=languages.name(facts["lang"]) if facts.get("lang") else "",
        days=moments.period(_day(facts, "first_on"), _day(facts, "last_on")),
        **times,
    )


def _day(facts: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(facts[name]) if facts.get(name) else None


async def open_notice(request: Request) -> Response:
    """From a mail's link to what it is about; reading marks nothing."""
    notice = await queries.get_notice(actor_of(request), id_in(request))
    if not is_own_path(notice.path):
        raise NotFound
    return RedirectResponse(notice.path, 303)


async def read_notice(request: Request) -> Response:
    """Mark a notice as read and go to what it is about."""
    notice = await queries.get_notice(actor_of(request), id_in(request))
    await actions.mark_read(actor_of(request), notice)
    return RedirectResponse(notice.path, 303)


async def read_all(request: Request) -> Response:
    await actions.mark_all_read(actor_of(request))
    flash(request, _("All notices are marked as read."))
    return see_other("notices:list")


async def show_choices(request: Request) -> Response:
    actor = actor_of(request)
    chosen = await queries.channels_of(actor.person_id) if actor.person_id else {}
    form = ChoicesForm(data=dict(chosen), prefix=_PREFIX)
    return render(request, "notices/choices.html", form=form)


async def choose(request: Request) -> Response:
    form = ChoicesForm(form_of(request), prefix=_PREFIX)
    if not form.validate():
        return render(request, "notices/choices.html", 422, form=form)
    await actions.choose(actor_of(request), {field.short_name: field.data for field in form})
    flash(request, _("From now on you are told like this."))
    return see_other("notices:choices")


# unsubscribing from a mail -----------------------------------------------------------------------


def _from_token(request: Request) -> tuple[UUID, list[str]]:
    found = keys.unsign("unsubscribe", request.path_params["token"])
    if not isinstance(found, list):
        raise NotFound
    topics = [found[1]] if found[1] else [t for t, c in rules.CHOICES.items() if len(c) > 1]
    return UUID(found[0]), topics


async def show_unsubscribe(request: Request) -> Response:
    _from_token(request)
    return render(request, "notices/unsubscribe.html", done=False)


async def unsubscribe(request: Request) -> Response:
    person_id, topics = _from_token(request)
    for topic in topics:
        await actions.unsubscribe(person_id, topic)
    return render(request, "notices/unsubscribe.html", done=True)


routes = [
    get("/notices", list_notices, "notices:list"),
    get("/notices/{id:uuid}", open_notice, "notices:open"),
    post("/notices/{id:uuid}/reading", read_notice, "notices:read"),
    post("/notices/reading", read_all, "notices:read-all"),
    get("/account/notices", show_choices, "notices:choices"),
    post("/account/notices", choose, "notices:choose"),
    get("/unsubscribe/{token}", show_unsubscribe, "notices:unsubscribe", public=True),
    post("/unsubscribe/{token}", unsubscribe, "notices:do-unsubscribe", public=True),
]
