"""Looking at a draft, reviewing it, and checking its safety (/knowledge/texts/{id})."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, taxonomy
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _
from network.knowledge import policy
from network.knowledge.actions import reviewing as actions
from network.knowledge.forms.keeping import NoteForm
from network.knowledge.forms.writing import language_name
from network.knowledge.models import Item, SafetyLevel, Version, VersionState
from network.knowledge.pages import shown
from network.knowledge.pages.library import changed_parts
from network.knowledge.queries import desk, items
from network.knowledge.rules import names, states
from network.web import markdown
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of


async def list_queue(request: Request) -> Response:
    actor = actor_of(request)
    if not policy.has_queue(actor):
        raise NotFound
    return render(
        request,
        "knowledge/review.html",
        rows=[_told(version) for version in await desk.queue(actor)],
        held=[
            {
                "link": path_for("knowledge:show", id=one.item.id),
                "title": one.text.title,
                "lang": one.text.lang,
            }
            for one in await items.shown(actor, await desk.held(actor))
        ],
    )


def _told(version: Version) -> dict[str, Any]:
    return {
        "link": path_for("knowledge:text", id=version.id),
        "title": shown.title_of(version),
        "lang": version.lang,
        "language": language_name(version.lang),
        "kind": taxonomy.label(version.kind),
        "level": str(names.SHORT_LEVELS[SafetyLevel(version.level)]),
        "state": str(names.VERSION_STATES[version.state]),
        "is_check": version.state is VersionState.SAFETY_CHECK,
        "submitted_at": version.submitted_at,
    }


async def show_text(request: Request) -> Response:
    version, item = await items.get_version(actor_of(request), id_in(request))
    return await _page(request, version, item, NoteForm())


async def _page(
    request: Request, version: Version, item: Item, form: NoteForm, status: int = 200
) -> Response:
    actor = actor_of(request)
    earlier = await items.published_version(item.id, version.lang)
    if earlier is not None and earlier.id == version.id:
        earlier = None
    return render(
        request,
        "knowledge/text.html",
        status,
        version=version,
        item=item,
        form=form,
        title=shown.title_of(version),
        html=markdown.to_html(version.body),
        sources=markdown.to_html(version.sources),
        details=names.details(version),
        kind=taxonomy.label(version.kind),
        level=str(names.LEVELS[SafetyLevel(version.level)]),
        topics=taxonomy.labels(taxonomy.sorted_codes(version.topics)),
        state=str(names.VERSION_STATES[version.state]),
        written_in=language_name(version.lang),
        changes=changed_parts(earlier, version) if earlier else [],
        lowers=item.number > 0 and states.is_lower(version.level, item.level),
        was=str(names.SHORT_LEVELS[item.level]),
        is_embargoed=states.is_embargoed(version, clock.now()),
        **_may(actor, version, item),
    )


def _may(actor: Actor, version: Version, item: Item) -> dict[str, bool]:
    in_review = version.state is VersionState.IN_REVIEW
    in_check = version.state is VersionState.SAFETY_CHECK
    is_looking = policy.is_editor(actor) or policy.looks_after_safety(actor, item)
    can_check = in_check and policy.can_check(actor, version, item)
    return {
        "can_edit": policy.can_edit(actor, version, item),
        "can_review": in_review and policy.can_review(actor, version),
        "can_check": can_check,
        "needs_other": in_check and is_looking and not can_check,
    }


async def send_back(request: Request) -> Response:
    actor = actor_of(request)
    version, item = await items.get_version(actor, id_in(request))
    form = NoteForm(form_of(request))
    if not form.validate():
        return await _page(request, version, item, form, 422)
    try:
        await actions.send_back(actor, version, item, form.note.data)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, version, item, form, 422)
    flash(request, _("Returned to its author with your note."))
    return see_other("knowledge:review")


async def pass_review(request: Request) -> Response:
    version, item = await items.get_version(actor_of(request), id_in(request))
    await actions.pass_review(actor_of(request), version, item)
    flash(request, _("The review is done. The safety check is next."))
    return see_other("knowledge:text", id=version.id)


async def publish(request: Request) -> Response:
    version, item = await items.get_version(actor_of(request), id_in(request))
    await actions.publish(actor_of(request), version, item)
    flash(request, _("Published and sealed."))
    readers = await items.readers_of(item.id)
    if not policy.can_reach(actor_of(request), item, readers):
        return see_other("knowledge:review")
    return see_other("knowledge:show-in", id=item.id, lang=version.lang)


routes = [
    get("/knowledge/review", list_queue, "knowledge:review"),
    get("/knowledge/texts/{id:uuid}", show_text, "knowledge:text"),
    post("/knowledge/texts/{id:uuid}/refusal", send_back, "knowledge:send-back"),
    post("/knowledge/texts/{id:uuid}/review", pass_review, "knowledge:pass-review"),
    post("/knowledge/texts/{id:uuid}/publication", publish, "knowledge:publish"),
]
