"""A centre's own desk and profile (/centre/…)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.centres import policy, queries, rules
from network.centres.actions import profile
from network.centres.forms import (
    ConfirmForm,
    ProfileForm,
    TextForm,
    VisibilityForm,
)
from network.centres.models import Centre, Listing
from network.centres.rules import FIELD_NAMES
from network.kernel import clock, languages
from network.kernel.errors import Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.web.differing import differences, meanwhile, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

_PLAIN = ("name", "acronym", "town", "country", "region", "zone", "weekend", "website", "mailbox")


async def managed(request: Request) -> Centre:
    """The centre in the address, for those who manage it; NotFound for everybody else."""
    centre = await queries.get_centre_by_id(actor_of(request), id_in(request))
    if not policy.can_edit(actor_of(request), centre):
        raise NotFound
    return centre


async def show_own(request: Request) -> Response:
    """The desk of the centre one coordinates; a choice for those with several."""
    own = await queries.coordinated(actor_of(request))
    if not own:
        raise NotFound
    if len(own) == 1:
        return see_other("centres:desk", id=own[0].id)
    return render(request, "centres/own.html", centres=own)


async def show_desk(request: Request) -> Response:
    centre = await managed(request)
    return render(
        request,
        "centres/desk.html",
        centre=centre,
        missing=[str(FIELD_NAMES.get(n, n)) for n in rules.missing_for_confirmation(centre)],
        can_confirm=policy.can_confirm(actor_of(request), centre),
        is_due=rules.is_due(centre.confirmed_at, clock.now()),
        texts=list(centre.texts.items()),
        content_languages=[(c, languages.name(c)) for c in languages.codes()],
        members=await queries.members_of(centre.id),
    )


async def show_profile(request: Request) -> Response:
    centre = await managed(request)
    return _profile_page(request, centre, _filled(centre))


def _filled(centre: Centre) -> ProfileForm:
    given: dict[str, Any] = {name: getattr(centre, name) for name in (*_PLAIN, "version")}
    given |= {"spoken": centre.languages, "codes": centre.codes}
    return ProfileForm(data=given).offer()


def _profile_page(
    request: Request, centre: Centre, form: ProfileForm, status: int = 200, **context: Any
) -> Response:
    values = {"differences": [], **context}
    return render(request, "centres/profile.html", status, centre=centre, form=form, **values)


async def edit_profile(request: Request) -> Response:
    centre = await managed(request)
    form = ProfileForm(form_of(request)).offer()
    if not form.validate():
        return _profile_page(request, centre, form, 422)
    try:
        await profile.edit_profile(
            actor_of(request),
            centre,
            form.version.data,
            codes=form.codes.data,
            languages=form.spoken.data,
            **{name: form[name].data for name in _PLAIN},
        )
    except Stale as error:
        found = meanwhile(form, error, _PLAIN)
        return _profile_page(request, centre, form, 409, differences=found)
    flash(request, _("The profile is saved."))
    return see_other("centres:desk", id=centre.id)


async def show_visibility(request: Request) -> Response:
    centre = await managed(request)
    levels = {field: rules.level_of(centre, field) for field in rules.FIELDS}
    form = VisibilityForm(data={**levels, "version": centre.version})
    return render(request, "centres/visibility.html", centre=centre, form=form, differences=[])


async def set_visibility(request: Request) -> Response:
    centre = await managed(request)
    form = VisibilityForm(form_of(request))
    context: dict[str, Any] = {"centre": centre, "form": form, "differences": []}
    if not form.validate():
        return render(request, "centres/visibility.html", 422, **context)
    chosen = {field: str(form[field].data) for field in rules.FIELDS}
    try:
        await profile.edit_profile(actor_of(request), centre, form.version.data, visibility=chosen)
    except Stale as error:
        stored = take_up(form, error, Centre)
        levels = {field: rules.level_of(stored, field) for field in rules.FIELDS}
        context["differences"] = differences(form, levels)
        return render(request, "centres/visibility.html", 409, **context)
    flash(request, _("From now on your centre is shown like this."))
    return see_other("centres:desk", id=centre.id)


async def show_text(request: Request) -> Response:
    centre, language = await managed(request), _language(request)
    form = TextForm(data={"text": centre.texts.get(language, "")})
    return render(request, "centres/text.html", centre=centre, form=form, written_in=language)


async def write_text(request: Request) -> Response:
    centre, language = await managed(request), _language(request)
    form = TextForm(form_of(request))
    form.written_in = language
    if not form.validate():
        return render(
            request, "centres/text.html", 422, centre=centre, form=form, written_in=language
        )
    await profile.write_text(actor_of(request), centre, language, form.text.data)
    flash(request, _("The text is saved."))
    return see_other("centres:desk", id=centre.id)


def _language(request: Request) -> str:
    code = str(request.path_params["language"])
    if not languages.is_language(code):
        raise NotFound
    return code


async def choose_language(request: Request) -> Response:
    """From the menu on the desk to the page of one language."""
    code = request.query_params.get("language", "")
    if not languages.is_language(code):
        raise NotFound
    return see_other("centres:text", id=id_in(request), language=code)


async def show_confirm(request: Request) -> Response:
    centre = await managed(request)
    form = ConfirmForm(data={"listing": centre.listing}).offer(centre)
    return render(request, "centres/confirm.html", centre=centre, form=form)


async def confirm(request: Request) -> Response:
    centre = await managed(request)
    form = ConfirmForm(form_of(request)).offer(centre)
    if form.validate():
        try:
            await profile.confirm(actor_of(request), centre, Listing(form.listing.data))
        except Invalid as error:
            form.refuse(error)
        else:
            flash(request, _("Your centre's entry is confirmed."))
            return see_other("centres:desk", id=centre.id)
    return render(request, "centres/confirm.html", 422, centre=centre, form=form)


async def still_right(request: Request) -> Response:
    centre = await managed(request)
    await profile.still_right(actor_of(request), centre)
    flash(request, _("Thank you. We ask again in six months."))
    return see_other("centres:desk", id=centre.id)


routes = [
    get("/centre", show_own, "centres:own"),
    get("/centre/{id:uuid}", show_desk, "centres:desk"),
    get("/centre/{id:uuid}/profile", show_profile, "centres:profile"),
    post("/centre/{id:uuid}/profile", edit_profile, "centres:edit-profile"),
    get("/centre/{id:uuid}/visibility", show_visibility, "centres:visibility"),
    post("/centre/{id:uuid}/visibility", set_visibility, "centres:set-visibility"),
    get("/centre/{id:uuid}/texts", choose_language, "centres:choose-text"),
    get("/centre/{id:uuid}/texts/{language}", show_text, "centres:text"),
    post("/centre/{id:uuid}/texts/{language}", write_text, "centres:write-text"),
    get("/centre/{id:uuid}/confirmation", show_confirm, "centres:confirmation"),
    post("/centre/{id:uuid}/confirmation", confirm, "centres:confirm"),
    post("/centre/{id:uuid}/still-right", still_right, "centres:still-right"),
]
