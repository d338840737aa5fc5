"""One search over knowledge, offers and needs, and centres (/search)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from network.adapters import search
from network.adapters.search import Found, Result, Text
from network.expertise import actions as expertise
from network.expertise import queries as directory
from network.expertise.finder import Finder
from network.expertise.pages import naming
from network.expertise.pages.listings import KIND_NAMES
from network.kernel import languages, taxonomy, thesaurus, words
from network.kernel.actor import Actor
from network.kernel.i18n import _, language
from network.searches import actions, queries
from network.searches import policy as searches
from network.web.paging import page_of
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of
from network.web.templating import marked

KINDS = ("knowledge", "listing", "centre")
_SIZE, _SHOWN, _MOST_CHOSEN, _LONGEST = 20, 7, 30, 500
_MARKUP = re.compile(r"^[#>\s*+-]+|[*_`|]+|!?\[([^\]]*)\]\([^)]*\)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One group of boxes to tick; `more` counts those not shown until asked for."""

    name: str
    title: str
    choices: list[Choice]
    more: int


@dataclass(slots=True)
class Chosen:
    """What the address asks for."""

    query: str
    values: dict[str, list[str]]
    more: str = ""
    route: str = "site:search"
    sort: str = ""
    labels: Mapping[str, Callable[[str], str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(len(values) for values in self.values.values())

    @property
    def is_asked(self) -> bool:
        return bool(self.query or self.count)

    def chips(self) -> list[tuple[str, str]]:
        """Each choice with the address without it."""
        return [
            (self.labels[name](value), self.link(**{name: [v for v in values if v != value]}))
            for name, values in self.values.items()
            for value in values
        ]

    def link(self, **changes: Any) -> str:
        """The address of this search with some of it changed."""
        return path_for(self.route, **{**self.values, "q": self.query, **changes})


@dataclass(frozen=True, slots=True)
class Row:
    """Something found, as this reader sees it; `can_wish` if none is in their language."""

    found: Found
    link: str
    title: Markup
    kind: str
    centre: str
    snippet: Markup | None
    through: list[tuple[str, str, str]]
    place: str
    can_wish: bool


async def find(request: Request) -> Response:
    """Everything the reader may see that answers a query, with facets; also without words."""
    actor, chosen = actor_of(request), _chosen(request)
    result = await search.search(_asked(actor, chosen)) if chosen.is_asked else None
    found = result.found if result else []
    page = page_of(request, len(found), _SIZE)
    shown = found[page.first : page.last]
    if result is not None and not result.total and chosen.query and actor.is_member:
        await expertise.note_unanswered(actor, chosen.query)
    return render(
        request,
        "site/search.html",
        chosen=chosen,
        filters=_filters(result, chosen) if result else [],
        result=result,
        rows=await _rows(shown, actor, _readable(found)),
        page=page,
        saved=await queries.own(actor) if result is None and actor.is_member else [],
        can_ask=bool(actor.coordinated_ids),
        can_save=result is not None and searches.can_save(actor),
    )


def asked_by(actor: Actor, query: str, prefers: list[str]) -> search.Asked:
    """What a person may find with these words, without any filter."""
    return search.Asked(
        query=query, audiences=search.audiences_of(actor), kinds=KINDS, prefers=prefers
    )


def _asked(actor: Actor, chosen: Chosen) -> search.Asked:
    return search.Asked(
        query=chosen.query,
        audiences=search.audiences_of(actor),
        kinds=KINDS,
        chosen=chosen.values,
        prefers=[language()],
    )


def _chosen(request: Request) -> Chosen:
    asked, labels = request.query_params, _labels()
    values = {
        name: [v[:40] for v in dict.fromkeys(asked.getlist(name)) if v][:_MOST_CHOSEN]
        for name in labels
    }
    query = asked.get("q", "")[:_LONGEST].strip()
    return Chosen(query, values, more=asked.get("more", "")[:20], labels=labels)


# facets ------------------------------------------------------------------------------------------


def _titles() -> dict[str, str]:
    return {
        "kind": _("What"),
        "type": _("Kind"),
        "about": _("About"),
        "language": _("Language"),
        "year": _("Year"),
    }


def _labels() -> dict[str, Callable[[str], str]]:
    kinds = {"knowledge": _("Knowledge"), "listing": _("Offers and needs"), "centre": _("Centres")}
    return {
        "kind": lambda value: kinds.get(value, value),
        "type": _label,
        "about": _label,
        "language": languages.name,
        "year": str,
    }


def _label(value: str) -> str:
    """A code in the reader's language; the thesaurus names those that no list has."""
    code = value.upper()
    offered = {str(kind): name for kind, name in KIND_NAMES.items()}
    if value in offered:
        return str(offered[value])
    if taxonomy.taxonomy_of(code):
        return taxonomy.label(code)
    names = thesaurus.names(code)
    own = next((n.text for n in names if n.language == language()), "")
    return own or (names[0].text if names else code)


def _filters(result: Result, chosen: Chosen) -> list[Filter]:
    return [_filter(name, title, result, chosen) for name, title in _titles().items()]


def _filter(name: str, title: str, result: Result, chosen: Chosen) -> Filter:
    picked, label = chosen.values[name], chosen.labels[name]
    counts = {**dict.fromkeys(picked, 0), **result.counts.get(name, {})}
    choices = [Choice(v, label(v), n, v in picked) for v, n in counts.items()]
    choices.sort(key=lambda c: (not c.is_chosen, -c.count, c.label))
    shown = choices if chosen.more == name else choices[: max(_SHOWN, len(picked))]
    return Filter(name, title, shown, len(choices) - len(shown))


# rows --------------------------------------------------------------------------------------------


def _readable(found: list[Found]) -> set[UUID]:
    """What was found in the reader's own language."""
    return {one.object_id for one in found if words.base(one.language) == language()}


async def _rows(found: list[Found], actor: Actor, readable: set[UUID]) -> list[Row]:
    if not found:
        return []
    texts = await search.texts([one.id for one in found])
    index = await directory.directory()
    rows = [_row(one, texts[one.id], index, actor) for one in found if one.id in texts]
    return [replace(row, can_wish=_can_wish(row.found, actor, readable)) for row in rows]


def _can_wish(found: Found, actor: Actor, readable: set[UUID]) -> bool:
    return actor.is_member and found.kind == "knowledge" and found.object_id not in readable


def _row(found: Found, text: Text, index: Finder, actor: Actor) -> Row:
    return Row(
        found=found,
        link=_link(found, index),
        title=marked(text.title, found.forms, found.language, around=len(text.title)),
        kind=_labels()["kind"](found.kind),
        centre="" if found.kind == "centre" else _centre(found, index, actor),
        snippet=snippet(found, text),
        through=[through_words(lang, name) for lang, name in dict.fromkeys(found.through)],
        place=_place(found, text),
        can_wish=False,
    )


def _centre(found: Found, index: Finder, actor: Actor) -> str:
    known = index.centres.get(found.owner_id)
    return naming.centre_name(found.owner_id, index, actor) if known else ""


def _link(found: Found, index: Finder) -> str:
    if found.kind == "centre":
        entry = index.centres.get(found.object_id)
        return path_for("directory:show", slug=entry.slug) if entry else ""
    if found.kind == "listing":
        return path_for("expertise:show", id=found.object_id, **{"in": found.language})
    return path_for("knowledge:show-in", id=found.object_id, lang=found.language)


def snippet(found: Found, text: Text) -> Markup | None:
    """The piece of the text, or of the page of a file, around what was found."""
    if 0 <= found.page < len(text.pages):
        return marked(text.pages[found.page].text, found.forms, found.language)
    plain = _MARKUP.sub(r"\1", "\n".join(filter(None, (text.summary, text.body))))
    return marked(plain, found.forms, found.language) if plain else None


def _place(found: Found, text: Text) -> str:
    """The file and its page, when the words stand only there."""
    if not 0 <= found.page < len(text.pages):
        return ""
    page = text.pages[found.page]
    if not page.number:
        return _("In the file %(file)s", file=page.file)
    return _("In the file %(file)s, page %(page)s", file=page.file, page=page.number)


def through_words(spoken: str, name: str) -> tuple[str, str, str]:
    """How something was found: the words, their language, and what to say of them."""
    if name.startswith("="):
        return _label(name[1:]), language(), _("Filed under")
    return name, spoken, _("Found through the %(language)s word", language=languages.name(spoken))


# saved searches ----------------------------------------------------------------------------------


async def save(request: Request) -> Response:
    """Keep a search under a name, to be told of what is new in it."""
    actor, form = actor_of(request), form_of(request)
    kept = _kept(dict.fromkeys(str(v) for v in form.getlist("chosen")))
    query = str(form.get("q", ""))[:_LONGEST].strip()
    await actions.save(actor, query, kept)
    flash(request, _("Kept. You are told once a day when something new answers it."))
    return see_other("site:search", q=query, **kept)


def _kept(pairs: Mapping[str, Any]) -> dict[str, list[str]]:
    """Choices from name:value, as far as there are such filters."""
    found: dict[str, list[str]] = {}
    for pair in list(pairs)[:_MOST_CHOSEN]:
        name, _sign, value = pair.partition(":")
        if name in _titles() and value:
            found.setdefault(name, []).append(value[:40])
    return found


async def forget(request: Request) -> Response:
    actor = actor_of(request)
    saved = await queries.get_own(actor, id_in(request))
    await actions.forget(actor, saved)
    flash(request, _("Removed."))
    return see_other("site:search")


routes = [
    get("/search", find, "site:search"),
    post("/search/saved", save, "site:save-search"),
    post("/search/saved/{id:uuid}/removal", forget, "site:forget-search"),
]
