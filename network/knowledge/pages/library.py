"""The library: what there is, one item, its versions and what changed (/knowledge)."""

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from network.files import queries as files
from network.kernel import clock, figures, taxonomy
from network.kernel.errors import NotFound
from network.kernel.i18n import _
from network.knowledge import policy
from network.knowledge.forms.writing import kind_choices, language_choices, language_name
from network.knowledge.models import Item, ItemState, Version
from network.knowledge.pages import asking, shown
from network.knowledge.queries import desk, items, opening, passing_on
from network.knowledge.queries.opening import Opened
from network.knowledge.rules import names, reading, states, texts
from network.people import queries as people
from network.web import markdown
from network.web.paging import page_of
from network.web.responses import render, see_other
from network.web.routing import get, id_in, path_for
from network.web.state import actor_of

if TYPE_CHECKING:
    from network.people.models import Person

_SIZE = 20


async def list_items(request: Request) -> Response:
    actor = actor_of(request)
    kind, topic = _asked(request)
    narrowed = items.Narrowed(kind, topic)
    page = page_of(request, await items.count_items(actor, narrowed), _SIZE)
    found = await items.list_items(actor, narrowed, page.first, _SIZE)
    return render(
        request,
        "knowledge/list.html",
        rows=shown.rows(actor, found),
        page=page,
        kind=kind,
        topic=topic,
        kinds=kind_choices(),
        watched=topic in await passing_on.watched_topics(actor) if topic else False,
        can_write=policy.can_write(actor),
        has_queue=policy.has_queue(actor),
        link=lambda n: path_for("knowledge:list", kind=kind, topic=topic, page=n),
    )


def _asked(request: Request) -> tuple[str, str]:
    """The kind and the topic of the address; unknown ones narrow nothing."""
    kind, topic = (request.query_params.get(name, "") for name in ("kind", "topic"))
    return (
        kind if texts.is_kind(kind) else "",
        topic if texts.is_topic(topic) else "",
    )


async def show(request: Request) -> Response:
    return await _show(request, "")


async def show_in(request: Request) -> Response:
    lang = str(request.path_params["lang"])
    if not texts.is_language(lang):
        raise NotFound
    return await _show(request, lang)


async def _show(request: Request, lang: str) -> Response:
    actor = actor_of(request)
    try:
        item = await items.get_item(actor, id_in(request))
    except NotFound:
        return asking.nothing_here(request)
    if item.state is ItemState.WITHDRAWN:
        return _stub(request, item)
    if await _leads_on(request, item):
        return see_other("knowledge:show", id=item.successor_id)
    found = await opening.open_item(actor, item, lang)
    if found is None:
        return asking.nothing_here(request)
    return render(request, "knowledge/show.html", **await _page(request, found))


async def _leads_on(request: Request, item: Item) -> bool:
    """Whether the reader is taken to what replaced the item; `stay` keeps them."""
    if item.state is not ItemState.SUPERSEDED or "stay" in request.query_params:
        return False
    ids = [item.successor_id] if item.successor_id else []
    return bool(await items.items_of(actor_of(request), ids))


def _stub(request: Request, item: Item) -> Response:
    """What stays of a withdrawn item: that it was there, and of which kind the reason was."""
    reason = str(dict(names.WITHDRAWALS).get(item.withdrawn_for, ""))
    kind = taxonomy.label(item.kind)
    return render(request, "knowledge/withdrawn.html", 410, kind=kind, reason=reason)


async def _page(request: Request, opened: Opened) -> dict[str, Any]:
    actor, one, marks = actor_of(request), opened.shown, opened.marks
    item, text = one.item, one.text
    return {
        "item": item,
        "text": text,
        "html": markdown.to_html(text.body),
        "sources": markdown.to_html(text.sources),
        "details": names.details(text),
        "url": str(text.details.get("url", "")),
        "kind": taxonomy.label(item.kind),
        "level": str(names.SHORT_LEVELS[item.level]),
        "centre_name": shown.centre_name(actor, item),
        "centre_slug": shown.centre_slug(actor, item),
        "others": [(c, language_name(c)) for c in one.languages if c != text.lang],
        "is_stale": one.is_stale,
        "is_due": states.is_due(item, clock.now().date()),
        "is_translation": not states.is_original(text, item),
        "original_language": language_name(item.lang),
        "licence": str(dict(names.LICENCES).get(text.licence, "")),
        "topics": [(code, taxonomy.label(code)) for code in taxonomy.sorted_codes(item.topics)],
        "trail": opened.trail,
        "figures": await figures.behind(item.id, marks.events),
        "results": names.RESULTS,
        "citations": await passing_on.citations_of(item.id),
        "attached": [
            file for file in await files.attached(item.id) if file.language in ("", text.lang)
        ],
        "can": shown.may(actor, item),
        "is_watching": marks.is_watching,
        "has_confirmed": item.asks_reading and marks.has_confirmed,
        "wished": sorted(marks.wished),
        "languages": [c for c in language_choices() if c[0] not in one.languages],
        "asked": marks.asked,
        "collections": [{"id": key, "title": title} for key, title in marks.collections],
        "holds": await _holds(request, item),
        "state": str(names.ITEM_STATES[item.state]),
        "language_name": language_name,
    }


async def _holds(request: Request, item: Item) -> list[dict[str, Any]]:
    if not item.is_held:
        return []
    actor = actor_of(request)
    return [
        {
            "reason": str(dict(names.HOLDS).get(hold.reason, "")),
            "note": hold.note,
            "has_first": hold.first_cleared_by_id is not None,
            "can_clear": policy.can_clear(actor, item, hold),
        }
        for hold in await desk.open_holds(item.id)
    ]


# versions ----------------------------------------------------------------------------------------


async def list_versions(request: Request) -> Response:
    actor = actor_of(request)
    item = await items.get_item(actor, id_in(request))
    lang = _lang(request, item)
    found = await items.history(actor, item, lang)
    if not found:
        raise NotFound
    manages = policy.can_manage(actor, item)
    return render(
        request,
        "knowledge/versions.html",
        item=item,
        lang=lang,
        title=found[0].title,
        versions=found,
        steps=await _told_steps(item) if manages else [],
        confirmed=await _confirmed(request, item),
        language_name=language_name,
    )


def _lang(request: Request, item: Item) -> str:
    asked = request.query_params.get("of", "")
    return asked if texts.is_language(asked) else item.lang


async def _told_steps(item: Item) -> list[dict[str, Any]]:
    """The history in words; people by name, for those who keep the item."""
    steps = await passing_on.steps_of(item.id)
    known = await people.people_of({s.person_id for s in steps if s.person_id})
    return [
        {
            "at": step.created_at,
            "what": str(names.ACTS[step.act]),
            "who": _called(known.get(step.person_id)) if step.person_id else _("The portal"),
            "lang": language_name(step.lang) if step.lang else "",
            "number": step.number,
            "note": step.note,
        }
        for step in steps
    ]


def _called(person: "Person | None") -> str:
    """As they wish to be called."""
    return people.shown_name(person, "", "") if person else _("Somebody who left")


async def _confirmed(request: Request, item: Item) -> int | None:
    """How many confirmed reading: everybody for keepers, their own people for coordinators."""
    actor = actor_of(request)
    if not item.asks_reading or not policy.can_see_confirmations(actor, item):
        return None
    counted = await passing_on.confirmations_by_centre(item)
    if policy.can_manage(actor, item):
        return counted.total()
    return sum(counted[centre_id] for centre_id in actor.coordinated_ids)


async def compare(request: Request) -> Response:
    actor = actor_of(request)
    item = await items.get_item(actor, id_in(request))
    lang = _lang(request, item)
    by_number = {v.number: v for v in await items.history(actor, item, lang)}
    old, new = _two(request, by_number)
    return render(
        request,
        "knowledge/changes.html",
        item=item,
        lang=lang,
        old=old,
        new=new,
        parts=changed_parts(old, new),
        back=path_for("knowledge:versions", id=item.id, of=lang),
    )


def _two(request: Request, by_number: dict[int, Version]) -> tuple[Version, Version]:
    """The versions of the address, older first; the newest two where it names none."""
    numbers = sorted(by_number)
    asked = [request.query_params.get(name, "") for name in ("old", "new")]
    chosen = [int(a) for a in asked if a.isascii() and a.isdigit() and len(a) < 6]  # noqa: PLR2004
    if len(chosen) != 2 or not set(chosen) <= set(numbers):  # noqa: PLR2004
        chosen = numbers[-2:]
    if len(chosen) != 2:  # noqa: PLR2004
        raise NotFound
    first, second = sorted(chosen)
    return by_number[first], by_number[second]


def changed_parts(old: Version, new: Version) -> list[tuple[str, list[reading.Line]]]:
    """Label and changed lines of every part that changed."""
    labels = {
        "title": _("Title"),
        "summary": _("Summary"),
        "body": _("Text"),
        "sources": _("What it builds on"),
        "authors": _("Authors"),
    }
    found = [
        (label, reading.differences(getattr(old, name), getattr(new, name)))
        for name, label in labels.items()
    ]
    found.append((_("Subjects"), reading.differences(_topics(old), _topics(new))))
    return [(label, lines) for label, lines in found if lines]


def _topics(version: Version) -> str:
    return "\n".join(taxonomy.labels(taxonomy.sorted_codes(version.topics)))


routes = [
    get("/knowledge", list_items, "knowledge:list", public=True),
    get("/knowledge/{id:uuid}", show, "knowledge:show", public=True),
    get("/knowledge/{id:uuid}/in/{lang}", show_in, "knowledge:show-in", public=True),
    get("/knowledge/{id:uuid}/versions", list_versions, "knowledge:versions"),
    get("/knowledge/{id:uuid}/changes", compare, "knowledge:changes"),
]
