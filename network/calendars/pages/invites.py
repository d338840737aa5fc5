"""How one's calendar learns of sessions: by feeds, or by invitations in one's mailbox."""

from starlette.requests import Request
from starlette.responses import Response

from network.calendars.actions import invites as actions
from network.calendars.forms.invites import ChannelForm, of_wish
from network.calendars.models.feeds import Channel
from network.calendars.queries import feeds as feed_queries
from network.calendars.queries import invites as queries
from network.kernel.errors import Invalid
from network.kernel.i18n import _, ngettext
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of


async def channel_form(request: Request) -> ChannelForm:
    """The form with what the reader chose."""
    actor = actor_of(request)
    return of_wish(await queries.wish_of(actor), await feed_queries.details_for(actor))


async def show_channel(request: Request) -> Response:
    return await _page(request, await channel_form(request))


async def _page(request: Request, form: ChannelForm, status: int = 200) -> Response:
    emptied = await queries.count_emptied(actor_of(request))
    return render(request, "calendars/channel.html", status, form=form, emptied=emptied)


async def choose_channel(request: Request) -> Response:
    actor = actor_of(request)
    form = ChannelForm(form_of(request)).offering(await feed_queries.details_for(actor))
    if not form.validate():
        return await _page(request, form, 422)
    wish = form.wish
    try:
        mails = await actions.choose(actor, wish.channel, wish.detail)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, form, 422)
    flash(request, _told(wish.channel, mails))
    return see_other("feeds:list")


def _told(channel: Channel, mails: int) -> str:
    """What happens now."""
    if channel is Channel.MAIL:
        begun = _("You get invitations for sessions. Calendars that show them empty themselves.")
    else:
        begun = _("Sessions come by a feed. Invitations are taken back.")
    if not mails:
        return begun
    sent = ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", mails)
    return f"{begun} {sent}"


routes = [
    get("/feeds/channel", show_channel, "feeds:channel"),
    post("/feeds/channel", choose_channel, "feeds:choose-channel"),
]
