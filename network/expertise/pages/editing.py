"""Writing offers and needs (/expertise/new, /expertise/…/edit)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.centres import queries as centres
from network.expertise import actions, policy, queries
from network.expertise.forms import ListingForm, TranslationForm
from network.expertise.models import Kind, Listing
from network.kernel import languages
from network.kernel.errors import Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.web.differing import meanwhile
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of

_PLAIN = ("language", "title", "summary", "from_on", "until_on", "capacity", "near", "level")


async def _own_centres(request: Request) -> list[Any]:
    """The centres the reader may write for; NotFound when there is none."""
    actor = actor_of(request)
    found = [c for c in await centres.coordinated(actor) if policy.can_write(actor, c)]
    if not found:
        raise NotFound
    return found


async def show_new(request: Request) -> Response:
    own = await _own_centres(request)
    asked = request.query_params
    given: dict[str, Any] = {
        "kind": Kind.NEED if asked.get("kind") == "need" else Kind.OFFER,
        "title": asked.get("title", "")[:120],
        "language": visit_of(request).language,
        "codes": asked.getlist("about")[:20],
        "level": "members",
        "capacity": 1,
    }
    if asked.get("copy"):
        given |= await _copied(request, asked["copy"])
    return _page(request, ListingForm(data=given).offer(own), None, own)


async def _copied(request: Request, listing_id: str) -> dict[str, Any]:
    """What an earlier listing of one's own gives to a new one."""
    own = await queries.listings_by_text_id(actor_of(request), listing_id)
    if own is None or not policy.can_edit(actor_of(request), own):
        return {}
    return _given(own)


def _page(
    request: Request,
    form: ListingForm,
    listing: Listing | None,
    own: list[Any],
    status: int = 200,
    **context: Any,
) -> Response:
    values = {"differences": [], **context}
    return render(
        request, "expertise/form.html", status, form=form, listing=listing, centres=own, **values
    )


async def create(request: Request) -> Response:
    own = await _own_centres(request)
    form = ListingForm(form_of(request)).offer(own)
    if not form.validate():
        return _page(request, form, None, own, 422)
    centre = next(c for c in own if str(c.id) == form.centre.data)
    listing = await actions.draft_listing(
        actor_of(request),
        centre,
        Kind(form.kind.data),
        codes=form.codes.data,
        languages=form.spoken.data,
        **{name: form[name].data for name in _PLAIN},
    )
    return see_other("expertise:show", id=listing.id)


async def _editable(request: Request) -> Listing:
    listing = await queries.get_listing(actor_of(request), id_in(request))
    if not policy.can_edit(actor_of(request), listing):
        raise NotFound
    return listing


def _given(listing: Listing) -> dict[str, Any]:
    given = {name: getattr(listing, name) for name in (*_PLAIN, "version", "kind")}
    given |= {"spoken": listing.languages, "codes": listing.codes}
    given["centre"] = str(listing.centre_id)
    return given


async def show_edit(request: Request) -> Response:
    listing, own = await _editable(request), await _own_centres(request)
    return _page(request, ListingForm(data=_given(listing)).offer(own), listing, own)


async def edit(request: Request) -> Response:
    listing, own = await _editable(request), await _own_centres(request)
    form = ListingForm(form_of(request)).offer(own)
    form.kind.data, form.centre.data = listing.kind, str(listing.centre_id)
    if not form.validate():
        return _page(request, form, listing, own, 422)
    try:
        await actions.edit_listing(
            actor_of(request),
            listing,
            form.version.data,
            codes=form.codes.data,
            languages=form.spoken.data,
            **{name: form[name].data for name in _PLAIN},
        )
    except Stale as error:
        found = meanwhile(form, error, _PLAIN)
        return _page(request, form, listing, own, 409, differences=found)
    flash(request, _("Saved."))
    return see_other("expertise:show", id=listing.id)


def _language(request: Request) -> str:
    code = str(request.path_params["language"])
    if not languages.is_language(code):
        raise NotFound
    return code


async def choose_language(request: Request) -> Response:
    """From the menu on the listing to the page of one language."""
    code = request.query_params.get("language", "")
    if not languages.is_language(code):
        raise NotFound
    return see_other("expertise:translation", id=id_in(request), language=code)


async def show_translation(request: Request) -> Response:
    listing, code = await _editable(request), _language(request)
    form = TranslationForm(data=listing.translations.get(code))
    return render(request, "expertise/translation.html", listing=listing, form=form, code=code)


async def translate(request: Request) -> Response:
    listing, code = await _editable(request), _language(request)
    form = TranslationForm(form_of(request))
    form.written_in = code
    if form.validate():
        try:
            await actions.translate(
                actor_of(request), listing, code, form.title.data, form.summary.data
            )
        except Invalid as error:
            form.refuse(error)
        else:
            flash(request, _("Saved."))
            return see_other("expertise:show", id=listing.id)
    return render(request, "expertise/translation.html", 422, listing=listing, form=form, code=code)


routes = [
    get("/expertise/new", show_new, "expertise:new"),
    post("/expertise/new", create, "expertise:create"),
    get("/expertise/{id:uuid}/edit", show_edit, "expertise:show-edit"),
    post("/expertise/{id:uuid}/edit", edit, "expertise:edit"),
    get("/expertise/{id:uuid}/in", choose_language, "expertise:choose-language"),
    get("/expertise/{id:uuid}/in/{language}", show_translation, "expertise:translation"),
    post("/expertise/{id:uuid}/in/{language}", translate, "expertise:translate"),
]
