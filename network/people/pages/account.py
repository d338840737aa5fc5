"""One's own account: what others see of it, and how the portal looks."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.errors import Stale
from network.kernel.i18n import _, speak
from network.kernel.zones import is_zone
from network.people import queries, rules
from network.people.actions import accounts
from network.people.forms import ProfileForm, SettingsForm
from network.people.models import Person
from network.web.differing import meanwhile
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of, visit_of

_TEXTS = ("name", "called", "code_name", "position", "about", "profession", "display_mode")


async def show_profile(request: Request) -> Response:
    person = await queries.get_own(actor_of(request))
    return render(request, "account/profile.html", form=_filled(person), differences=[])


def _filled(person: Person) -> ProfileForm:
    given: dict[str, Any] = {
        f"{field}_level": rules.level_of(person, field) for field in rules.FIELDS
    }
    given["languages"] = [entry["code"] for entry in person.languages]
    given |= {name: getattr(person, name) for name in (*_TEXTS, "version", "is_findable")}
    return ProfileForm(data=given).offer()


async def edit_profile(request: Request) -> Response:
    actor = actor_of(request)
    person = await queries.get_own(actor)
    form = ProfileForm(form_of(request)).offer()
    if not form.validate():
        return render(request, "account/profile.html", 422, form=form, differences=[])
    try:
        await accounts.edit_profile(actor, person, form.version.data, **_changes(form))
    except Stale as error:
        found = meanwhile(form, error, _TEXTS)
        return render(request, "account/profile.html", 409, form=form, differences=found)
    flash(request, _("Your profile is saved."))
    return see_other("account:profile")


def _changes(form: ProfileForm) -> dict[str, Any]:
    changes = {name: form[name].data for name in (*_TEXTS, "is_findable")}
    changes["languages"] = [{"code": code} for code in form.languages.data]
    changes["visibility"] = {field: form[f"{field}_level"].data for field in rules.FIELDS}
    return changes


async def show_settings(request: Request) -> Response:
    person = await queries.get_own(actor_of(request))
    return render(request, "account/settings.html", form=SettingsForm(obj=person).offer())


async def set_settings(request: Request) -> Response:
    form = SettingsForm(form_of(request)).offer()
    if not form.validate():
        return render(request, "account/settings.html", 422, form=form)
    await accounts.set_preferences(
        actor_of(request),
        language=form.language.data,
        zone=form.zone.data,
        theme=form.theme.data,
        text_size=form.text_size.data,
    )
    speak(form.language.data)
    flash(request, _("Your settings are saved."))
    return see_other("account:settings")


async def show_conduct(request: Request) -> Response:
    return render(request, "account/conduct.html", owes=visit_of(request).owes_conduct)


async def accept_conduct(request: Request) -> Response:
    await accounts.accept_conduct(actor_of(request))
    flash(request, _("Thank you. You can write now."))
    return see_other("site:today")


async def use_device_zone(request: Request) -> Response:
    """Take the zone that the device offered and the person agreed to."""
    posted = form_of(request)
    if is_zone(str(posted.get("zone", ""))):
        await accounts.set_preferences(actor_of(request), zone=str(posted["zone"]))
        flash(request, _("Times are now shown in your device's zone."))
    return see_other("site:today")


routes = [
    get("/account", show_profile, "account:profile"),
    post("/account", edit_profile, "account:edit-profile"),
    get("/account/settings", show_settings, "account:settings"),
    post("/account/settings", set_settings, "account:set-settings"),
    get("/conduct", show_conduct, "account:conduct"),
    post("/account/conduct", accept_conduct, "account:accept-conduct"),
    post("/account/zone", use_device_zone, "account:use-zone"),
]
