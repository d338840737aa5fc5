"""What readers add to items: tried here, citations, wishes, watching, confirming reading."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import queries as centres
from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _
from network.knowledge import policy
from network.knowledge.actions import marking as actions
from network.knowledge.actions import writing
from network.knowledge.forms.keeping import CitationForm, TrialForm
from network.knowledge.models import Interest, Item, Result
from network.knowledge.queries import items
from network.knowledge.rules import texts
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


async def _item(request: Request) -> Item:
    return await items.get_item(actor_of(request), id_in(request))


async def _form_page(
    request: Request, item: Item, form: PortalForm, status: int, words: tuple[str, str, str]
) -> Response:
    found = await items.shown(actor_of(request), [item])
    title, lede, button = words
    return render(
        request,
        "knowledge/act.html",
        status,
        item=item,
        about=found[0].text.title if found else "",
        form=form,
        title=title,
        lede=lede,
        button=button,
    )


# tried here --------------------------------------------------------------------------------------


def _trial_words() -> tuple[str, str, str]:
    lede = _("Others learn as much from what did not work.")
    return _("We tried this"), lede, _("Tell it")


async def show_trial(request: Request) -> Response:
    item = await _item(request)
    own = await centres.own_centres(actor_of(request))
    if not own:
        raise NotFound
    return await _form_page(request, item, TrialForm().offer(own), 200, _trial_words())


async def tell_trial(request: Request) -> Response:
    actor, item = actor_of(request), await _item(request)
    form = TrialForm(form_of(request)).offer(await centres.own_centres(actor))
    if form.validate() and form.tried_on.data:
        try:
            await actions.tell_trial(
                actor,
                item,
                UUID(form.centre.data),
                Result(form.result.data),
                form.text.data,
                form.tried_on.data,
            )
        except Invalid as error:
            form.refuse(error)
        else:
            flash(request, _("Thank you. It stands on the learning trail."))
            return see_other("knowledge:show", id=item.id)
    return await _form_page(request, item, form, 422, _trial_words())


async def adapt(request: Request) -> Response:
    """Begin an adaptation note of an item, on behalf of the reader's first centre."""
    actor, item = actor_of(request), await _item(request)
    own = await centres.own_centres(actor)
    found = await items.shown(actor, [item])
    if not own or not found:
        raise NotFound
    version = await writing.start_item(
        actor,
        texts.ADAPTATION,
        found[0].text.lang,
        own[0].id,
        title="",
        details={"from_item": str(item.id)},
        topics=item.topics,
    )
    return see_other("knowledge:edit", id=version.id)


# citations ---------------------------------------------------------------------------------------


def _citation_words() -> tuple[str, str, str]:
    lede = _("When a ministry, a court or an international body uses what you wrote.")
    return _("This was cited"), lede, _("Note it")


async def show_citation(request: Request) -> Response:
    item = await _item(request)
    _check_may_cite(request, item)
    return await _form_page(request, item, CitationForm(), 200, _citation_words())


def _check_may_cite(request: Request, item: Item) -> None:
    actor = actor_of(request)
    if not (policy.can_cite(actor) or policy.can_manage(actor, item)):
        raise NotFound


async def cite(request: Request) -> Response:
    item, form = await _item(request), CitationForm(form_of(request))
    _check_may_cite(request, item)
    if not form.validate() or not form.cited_on.data:
        return await _form_page(request, item, form, 422, _citation_words())
    source = actions.Source(
        body=form.source_body.data,
        document=form.document.data,
        cited_on=form.cited_on.data,
        what=form.what.data,
        url=form.url.data,
    )
    await actions.cite(actor_of(request), item, source)
    flash(request, _("Noted."))
    return see_other("knowledge:show", id=item.id)


# wishes, watching, confirming --------------------------------------------------------------------


async def wish(request: Request) -> Response:
    item, lang = await _item(request), form_of(request).get("lang")
    if not isinstance(lang, str):
        raise NotFound
    await actions.wish_translation(actor_of(request), item, lang)
    flash(request, _("Asked. You hear when it is there."))
    return see_other("knowledge:show", id=item.id)


async def watch(request: Request) -> Response:
    item, on = await _item(request), form_of(request).get("on") == "y"
    await actions.watch(actor_of(request), item, on=on, how=_how(request))
    flash(request, _("Noted.") if on else _("You hear no more of this."))
    if "how" in form_of(request):
        return see_other("knowledge:watching")
    return see_other("knowledge:show", id=item.id)


async def watch_topic(request: Request) -> Response:
    topic, on = str(request.path_params["topic"]), form_of(request).get("on") == "y"
    await actions.watch_topic(actor_of(request), topic, on=on, how=_how(request))
    flash(request, _("You hear of new items.") if on else _("You hear no more of this."))
    if "how" in form_of(request):
        return see_other("knowledge:watching")
    return see_other("knowledge:list", topic=topic)


def _how(request: Request) -> Interest:
    """How much they want to hear; as usual where the form does not ask."""
    try:
        return Interest(str(form_of(request).get("how", Interest.UPDATES)))
    except ValueError:
        raise NotFound from None


async def confirm(request: Request) -> Response:
    item = await _item(request)
    await actions.confirm_reading(actor_of(request), item)
    flash(request, _("Noted that you read it. Thank you."))
    return see_other("knowledge:show", id=item.id)


routes = [
    get("/knowledge/{id:uuid}/trial", show_trial, "knowledge:trial"),
    post("/knowledge/{id:uuid}/trial", tell_trial, "knowledge:tell-trial"),
    post("/knowledge/{id:uuid}/adaptation", adapt, "knowledge:adapt"),
    get("/knowledge/{id:uuid}/citation", show_citation, "knowledge:citation"),
    post("/knowledge/{id:uuid}/citation", cite, "knowledge:cite"),
    post("/knowledge/{id:uuid}/wish", wish, "knowledge:wish"),
    post("/knowledge/{id:uuid}/watch", watch, "knowledge:watch"),
    post("/knowledge/topics/{topic}/watch", watch_topic, "knowledge:watch-topic"),
    post("/knowledge/{id:uuid}/reading", confirm, "knowledge:confirm"),
]
