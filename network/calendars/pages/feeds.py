"""One's feeds: which devices read what, new ones with their preview, the ways to subscribe."""

from typing import Any

import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from network.calendars.actions import feeds as actions
from network.calendars.actions import serving
from network.calendars.forms.feeds import FeedForm, LooksForm, asked, of_feed
from network.calendars.models.feeds import Feed, Purpose
from network.calendars.pages.invites import channel_form
from network.calendars.queries import feeds as queries
from network.calendars.rules import feeds as rules
from network.kernel import links
from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _, ngettext
from network.kernel.ids import hash_token
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of

_MOST_SHOWN = 40_000  # signs of a preview
_QUIET = {"Referrer-Policy": "no-referrer"}


async def list_feeds(request: Request) -> Response:
    cards = await queries.own_feeds(actor_of(request))
    return render(
        request,
        "calendars/feeds.html",
        cards=cards,
        purposes=rules.PURPOSES,
        details=rules.DETAILS,
        reaches=rules.REACHES,
        alarms=rules.ALARMS,
        channel=await channel_form(request),
    )


async def new_feed(request: Request) -> Response:
    """The form; once it is filled, with the very bytes a calendar program would get."""
    details = await queries.details_for(actor_of(request))
    form = asked(request.query_params, details)
    is_filled = "label" in request.query_params and form.validate()
    if is_filled and not await _is_free(request, form):
        return await _form(request, form, 422)
    return await _form(request, form, is_filled=is_filled)


async def _is_free(request: Request, form: FeedForm) -> bool:
    """Whether a feed may show this; the form says why not."""
    person_id = actor_of(request).person_id
    try:
        if person_id:
            await actions.check_channel(person_id, Purpose(form.purpose.data))
    except Invalid as error:
        form.refuse(error)
        return False
    return True


async def _form(
    request: Request, form: FeedForm, status: int = 200, *, is_filled: bool = False
) -> Response:
    shown = await _preview(request, Purpose(form.purpose.data), form) if is_filled else {}
    return render(request, "calendars/new_feed.html", status, form=form, **(_unseen() | shown))


def _unseen() -> dict[str, Any]:
    return {"is_filled": False, "preview": "", "is_cut": False}


async def _preview(request: Request, purpose: Purpose, form: LooksForm) -> dict[str, Any]:
    """The bytes a device would get, as far as a page can hold them."""
    looks = form.looks
    shown = await serving.preview(
        actor_of(request), purpose, looks.detail, looks.reach, looks.alarm
    )
    return {
        "is_filled": True,
        "preview": shown.decode()[:_MOST_SHOWN],
        "is_cut": len(shown) > _MOST_SHOWN,
    }


async def open_feed(request: Request) -> Response:
    actor = actor_of(request)
    form = FeedForm(form_of(request))
    form.offering(await queries.details_for(actor))
    if not form.validate():
        return await _form(request, form, 422)
    looks = form.looks
    try:
        token = await actions.open_feed(
            actor, Purpose(form.purpose.data), looks.detail, looks.label, looks.reach, looks.alarm
        )
    except Invalid as error:
        form.refuse(error)
        return await _form(request, form, 422)
    return _addresses(request, token)


async def edit(request: Request) -> Response:
    """What a feed gives its device, to be changed; filled in, with the bytes it would give."""
    feed = await queries.get_feed(actor_of(request), id_in(request))
    form = of_feed(feed, request.query_params, await queries.details_for(actor_of(request)))
    is_filled = "label" in request.query_params and form.validate()
    return await _edit_form(request, feed, form, is_filled=is_filled)


async def _edit_form(
    request: Request, feed: Feed, form: LooksForm, status: int = 200, *, is_filled: bool = False
) -> Response:
    shown = await _preview(request, feed.purpose, form) if is_filled else {}
    return render(
        request,
        "calendars/feed.html",
        status,
        feed=feed,
        purpose=rules.PURPOSES[feed.purpose],
        form=form,
        **(_unseen() | shown),
    )


async def change(request: Request) -> Response:
    actor = actor_of(request)
    feed = await queries.get_feed(actor, id_in(request))
    form = LooksForm(form_of(request)).offering(await queries.details_for(actor))
    if not form.validate():
        return await _edit_form(request, feed, form, 422)
    try:
        await actions.change(actor, feed, form.looks)
    except Invalid as error:
        form.refuse(error)
        return await _edit_form(request, feed, form, 422)
    flash(request, _("Saved. The device shows it at its next look; its address is the same."))
    return see_other("feeds:list")


async def rotate(request: Request) -> Response:
    actor = actor_of(request)
    feed = await queries.get_feed(actor, id_in(request))
    return _addresses(request, await actions.rotate(actor, feed))


async def revoke(request: Request) -> Response:
    actor = actor_of(request)
    await actions.revoke(actor, await queries.get_feed(actor, id_in(request)))
    flash(request, _("Revoked. The calendar on that device empties itself at its next look."))
    return see_other("feeds:list")


async def revoke_all(request: Request) -> Response:
    count = await actions.revoke_all(actor_of(request))
    flash(request, ngettext("%(n)s calendar is revoked.", "%(n)s calendars are revoked.", count))
    return see_other("feeds:list")


# the ways to subscribe ---------------------------------------------------------------------------


async def subscribe(request: Request) -> Response:
    """The page behind the QR code: whoever has the address may read the feed already."""
    token = request.path_params["token"]
    if not await queries.is_open(hash_token(token)):
        raise NotFound
    return _page(request, "calendars/subscribe.html", token)


def _addresses(request: Request, token: str) -> Response:
    """The addresses of a new feed, shown once."""
    return _page(request, "calendars/addresses.html", token)


def _page(request: Request, template: str, token: str) -> Response:
    response = render(request, template, **_ways(token))
    response.headers.update(_QUIET)
    return response


def _ways(token: str) -> dict[str, Any]:
    address = links.absolute(path_for("feeds:read", token=token))
    page = links.absolute(path_for("feeds:subscribe", token=token))
    return {"address": address, "webcal": _webcal(address), "qr": _qr(page)}


def _webcal(address: str) -> str:
    """The scheme by which calendar programs offer to subscribe."""
    return "webcal://" + address.partition("://")[2]


def _qr(text: str) -> Markup:
    """A QR code as an inline drawing."""
    return Markup(segno.make(text, error="m").svg_inline(scale=4, border=2, light="white"))  # noqa: S704 (drawn here)


routes = [
    get("/feeds", list_feeds, "feeds:list"),
    get("/feeds/new", new_feed, "feeds:new"),
    post("/feeds/new", open_feed, "feeds:open"),
    get("/feeds/{id:uuid}", edit, "feeds:edit"),
    post("/feeds/{id:uuid}", change, "feeds:change"),
    post("/feeds/{id:uuid}/address", rotate, "feeds:rotate"),
    post("/feeds/{id:uuid}/revocation", revoke, "feeds:revoke"),
    post("/feeds/revocation", revoke_all, "feeds:revoke-all"),
    get("/feeds/add/{token}", subscribe, "feeds:subscribe", public=True),
]
