"""Papers to print for a visit: the letter of invitation and the host brief (/visits/{id}/…)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.forms.applying import FORMATS
from network.exchanges.models.visits import Visit
from network.exchanges.queries import visits
from network.exchanges.queries.labels import Labels, labels_for
from network.exchanges.rules import papers
from network.exchanges.rules.report_words import SCALE
from network.kernel import clock, languages, moments, taxonomy
from network.kernel.errors import Conflict, NotFound
from network.kernel.i18n import _, series
from network.people import queries as people
from network.web.responses import render
from network.web.routing import get, id_in
from network.web.state import actor_of


class Section(NamedTuple):
    """A part of the brief: what is said, by its label."""

    title: str
    facts: list[tuple[str, str]]


async def show_letter(request: Request) -> Response:
    """Nothing in the letter says what the two centres do."""
    actor = actor_of(request)
    exchange = await visits.get_visit(actor, id_in(request))
    if not policy.can_print_letter(actor, exchange):
        raise NotFound
    _check_printed(exchange)
    if exchange.is_virtual:
        raise Conflict(_("Nobody travels for this exchange, so no letter is needed."))
    labels = await labels_for(actor, [exchange])
    asked = request.query_params.get("purpose", "")
    purpose = asked if asked in papers.PURPOSES else "exchange"
    names_host = request.query_params.get("host", "") != "no"
    return render(
        request,
        "exchanges/letter.html",
        exchange=exchange,
        title=labels.title(exchange),
        host=labels.host(exchange) if names_host else "",
        visitor=_real_name(exchange, labels),
        first=moments.day(exchange.first_on) if exchange.first_on else "",
        last=moments.day(exchange.last_on) if exchange.last_on else "",
        purpose=purpose,
        sentence=papers.PURPOSES[purpose],
        purposes=papers.SHORT,
        names_host=names_host,
        today=moments.day(moments.local_day(clock.now(), exchange.zone or "UTC")),
    )


async def show_brief(request: Request) -> Response:
    """What helps a mentor to prepare; needs of health or access are never part of it."""
    actor = actor_of(request)
    exchange = await visits.get_visit(actor, id_in(request))
    if not policy.can_read_brief(actor, exchange):
        raise NotFound
    _check_printed(exchange)
    application = await visits.application_of(exchange.id)
    labels = await labels_for(actor, [exchange], [exchange.mentor_id])
    is_respite = exchange.purpose == papers.RESPITE
    return render(
        request,
        "exchanges/brief.html",
        exchange=exchange,
        title=labels.title(exchange),
        visitor=labels.person(exchange.visitor_id, exchange),
        mentor=labels.person(exchange.mentor_id, exchange),
        home=labels.home(exchange),
        period=moments.period(exchange.first_on, exchange.last_on),
        goals=[] if is_respite else await visits.goals_of(exchange),
        is_respite=is_respite,
        levels=SCALE,
        sections=_sections(exchange, application.parts),
    )


def _check_printed(exchange: Visit) -> None:
    if exchange.state not in papers.PRINTED_IN or exchange.first_on is None:
        raise Conflict(_("This paper is there from the day a host says yes until the last day."))


def _real_name(exchange: Visit, labels: Labels) -> str:
    """The name of who goes by it; others write it by hand, so that it stands nowhere here."""
    if exchange.visitor_id not in labels.people:
        return ""
    person, _work = labels.people[exchange.visitor_id]
    return person.name if people.shows_position(person) else ""


def _sections(exchange: Visit, parts: Mapping[str, Mapping[str, Any]]) -> list[Section]:
    """What the visitor wrote for a host; of a respite exchange only who they are."""
    wanted = ("person",) if exchange.purpose == papers.RESPITE else tuple(papers.BRIEF)
    return [_section(name, parts[name]) for name in wanted if parts.get(name)]


def _section(name: str, values: Mapping[str, Any]) -> Section:
    title, labels = papers.BRIEF[name]
    facts = [
        (str(label), _WORDS.get(field, str)(values[field]))
        for field, label in labels.items()
        if values.get(field) not in (None, "", [], {})
    ]
    return Section(str(title), facts)


def _terms(value: str | list[str]) -> str:
    return series(taxonomy.labels([value] if isinstance(value, str) else value))


def _languages(value: Mapping[str, str]) -> str:
    return series(f"{languages.name(code)} ({level})" for code, level in value.items())


_WORDS: dict[str, Callable[[Any], str]] = {
    "profession": _terms,
    "themes": _terms,
    "languages": _languages,
    "format": lambda value: str(dict(FORMATS).get(value, "")),
    "by_on": lambda value: moments.short_day(date.fromisoformat(value)),
}


routes = [
    get("/visits/{id:uuid}/letter", show_letter, "visits:letter"),
    get("/visits/{id:uuid}/brief", show_brief, "visits:brief"),
]
