"""Saying what will change, and giving figures away (/check-in/together/{id}/{place}/…)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import queries as centres
from network.kernel import moments
from network.kernel.errors import Conflict, Invalid, NotFound, Stale, require
from network.kernel.i18n import _, language
from network.web.differing import meanwhile
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.wellbeing import policy
from network.wellbeing.actions import following_up
from network.wellbeing.forms.together import ChangeForm, ShareForm
from network.wellbeing.models.rounds import WillChange
from network.wellbeing.pages import together_shown
from network.wellbeing.pages.together_shown import Where
from network.wellbeing.queries import releases, together
from network.wellbeing.queries.together import Together


@dataclass(frozen=True, slots=True)
class Spot:
    """The release and the place of an address."""

    found: Together
    centre_id: UUID | None
    where: Where

    @property
    def change(self) -> WillChange | None:
        return self.where.change


async def _spot(request: Request) -> Spot:
    """Raises NotFound for what the reader may not see, Forbidden for what is not theirs to do."""
    actor = actor_of(request)
    found = await together.whole(actor, id_in(request))
    centre_id = _centre_id(request)
    if centre_id is None:
        require(policy.can_write_change(actor, None))
        return Spot(found, None, together_shown.of_network(actor, found))
    if not policy.is_staff_of(actor, centre_id):
        raise NotFound
    require(policy.can_write_change(actor, centre_id))
    centre = (await centres.centres_by_id([centre_id]))[centre_id]
    return Spot(found, centre_id, together_shown.of_centre(actor, found, centre))


def _centre_id(request: Request) -> UUID | None:
    place = str(request.path_params["place"])
    if place == releases.WHOLE:
        return None
    try:
        return UUID(place)
    except ValueError:
        raise NotFound from None


def _page(
    request: Request, template: str, spot: Spot, form: Any, status: int = 200, **more: Any
) -> Response:
    shown = spot.found.shown
    return render(
        request,
        f"wellbeing/{template}.html",
        status,
        id=shown.release.id,
        days=moments.period(shown.opens_on, shown.closes_on),
        where=spot.where,
        least=shown.release.round.network_k,
        form=form,
        **{"differences": [], **more},
    )


# what will change ---------------------------------------------------------------------------------


async def show_change(request: Request) -> Response:
    spot = await _spot(request)
    row = spot.change
    form = ChangeForm(data={"version": row.version, "text": row.text} if row else None)
    return _page(request, "together_change", spot, form)


async def save_change(request: Request) -> Response:
    spot, form = await _spot(request), ChangeForm(form_of(request))
    form.written_in = spot.change.lang if spot.change else language()
    if not form.validate():
        return _page(request, "together_change", spot, form, 422)
    try:
        await _keep(request, spot, form)
    except Invalid as error:
        form.refuse(error)
        return _page(request, "together_change", spot, form, 422)
    except Stale as error:
        found = meanwhile(form, error, ["text"])
        return _page(request, "together_change", spot, form, 409, differences=found)
    flash(request, _("Saved. Those it concerns read it with the figures."))
    return see_other("check_in.release", id=spot.found.shown.release.id)


async def _keep(request: Request, spot: Spot, form: ChangeForm) -> None:
    actor, text = actor_of(request), form.text.data or ""
    if spot.change is not None:
        await following_up.reword_change(actor, spot.change, form.version.data, text)
        return
    shown = spot.found.shown
    await following_up.say_what_changes(actor, shown, spot.centre_id, text, language())


# into the library ---------------------------------------------------------------------------------


async def show_share(request: Request) -> Response:
    spot = await _told(request)
    form = ShareForm().offer(is_network=spot.centre_id is None)
    return _page(request, "together_share", spot, form)


async def share(request: Request) -> Response:
    spot = await _told(request)
    form = ShareForm(form_of(request)).offer(is_network=spot.centre_id is None)
    if not form.validate():
        return _page(request, "together_share", spot, form, 422)
    shown, level = spot.found.shown, str(form.level.data)
    try:
        await following_up.share(
            actor_of(request), shown, spot.centre_id, level=level, lang=language()
        )
    except Invalid as error:
        form.refuse(error)
        return _page(request, "together_share", spot, form, 422)
    except Conflict:
        flash(request, _("These figures are in the library already."), "info")
    else:
        flash(request, _("Given. In a moment it stands in the library."))
    return see_other("check_in.release", id=shown.release.id)


async def _told(request: Request) -> Spot:
    """A place whose figures were told; of others there is nothing to give."""
    spot = await _spot(request)
    if not spot.where.can_share:
        raise NotFound
    return spot


_PLACE = "/check-in/together/{id:uuid}/{place}"
routes = [
    get(f"{_PLACE}/change", show_change, "check_in.change"),
    post(f"{_PLACE}/change", save_change, "check_in.save-change"),
    get(f"{_PLACE}/library", show_share, "check_in.share"),
    post(f"{_PLACE}/library", share, "check_in.do-share"),
]
