"""Every component in its states, for looking at and for tests (/dev/gallery).

Only in the demonstration; elsewhere the address does not exist.
"""

from starlette.requests import Request
from starlette.responses import Response

from network import guard
from network.adapters import mail
from network.kernel.actor import Role
from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _, lazy
from network.web.forms import (
    Area,
    Choice,
    Day,
    Email,
    Number,
    Passphrase,
    PortalForm,
    Spoken,
    Text,
    Tick,
    Ticks,
)
from network.web.paging import Page
from network.web.responses import render
from network.web.routing import get

_MOST_MAILS = 50


class GalleryForm(PortalForm):
    """One field of each kind."""

    title = Text(lazy("Title"), hint=lazy("For example: pain education groups"))
    email = Email(lazy("E-mail address"))
    summary = Area(lazy("In a few words"))
    secret = Passphrase(lazy("Passphrase"))
    day = Day(lazy("From"))
    number = Number(lazy("Room for"), least=1, most=9)
    role = Choice(lazy("Role"), choices=[(r, r.replace("_", " ")) for r in Role])
    radios = Choice(
        lazy("What is it?"),
        as_radios=True,
        choices=(("offer", lazy("Offer")), ("need", lazy("Need"))),
    )
    ticks = Ticks(lazy("Weekend"), choices=[("6", "6"), ("7", "7")])
    tick = Tick(lazy("This is my own device"))
    spoken = Spoken(
        lazy("Languages I work in"),
        codes=lambda: [("fr", "fr"), ("ar", "ar")],
        levels=("B2", "C1", "native"),
    )


async def show_gallery(request: Request) -> Response:
    if not request.app.state.settings.demo:
        raise NotFound
    plain = GalleryForm(data={"title": "", "role": "staff", "radios": "offer", "number": 3})
    wrong = GalleryForm(prefix="wrong-", data={"title": "x", "role": "staff", "radios": "need"})
    wrong.refuse(Invalid(_("Something is not right yet."), title=_("Fill this in.")))
    wrong.summary.doubts = (guard.Reason.DATE,)
    return render(
        request,
        "site/gallery.html",
        form=plain,
        wrong=wrong,
        page=Page(2, 10, 45),
        differences=[(_("Title"), "Sleep groups", "Sleep and nightmares")],
    )


async def show_mails(request: Request) -> Response:
    """In the demonstration only: the mails that would have been sent."""
    settings = request.app.state.settings
    if not settings.demo or settings.smtp_host:
        raise NotFound
    paths = mail.written(settings.mail_dir)[:_MOST_MAILS]
    return render(request, "site/mails.html", mails=[mail.read(path) for path in paths])


routes = [
    get("/dev/gallery", show_gallery, "site:gallery", public=True),
    get("/dev/mail", show_mails, "site:mails", public=True),
]
