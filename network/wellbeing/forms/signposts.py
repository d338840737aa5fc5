"""The form of a signpost to help."""

from collections.abc import Iterable
from typing import Any

from network.kernel import languages
from network.kernel.i18n import _, lazy
from network.web.forms import Area, Choice, PortalForm, Text, Ticks, Version, WebAddress, required
from network.wellbeing.actions.signposting import Post
from network.wellbeing.models.help import Signpost
from network.wellbeing.rules.words import SIGNPOSTS
from network.wellbeing.vocabulary import SignpostKind

_FIELDS = ("kind", "country", "lang", "spoken", "title", "about", "phone", "website", "hours")


class SignpostForm(PortalForm):
    """Where help is."""

    version = Version()
    kind = Choice(lazy("What it is"), choices=[(str(key), name) for key, name in SIGNPOSTS.items()])
    country = Choice(lazy("Country"))
    lang = Choice(lazy("This is written in"), default="en")
    title = Text(lazy("Name"), longest=150, checks=[required()])
    about = Area(lazy("What it offers, and to whom"), longest=1_000, rows=3)
    phone = Text(lazy("Telephone"), longest=60)
    website = WebAddress(
        lazy("Website"), longest=200, hint=lazy("An address that begins with https.")
    )
    hours = Text(lazy("When somebody answers"), longest=150)
    spoken = Ticks(lazy("Languages in which help is given"))

    def offer(self, countries: Iterable[tuple[str, str]]) -> "SignpostForm":
        """Fill in the countries that the reader keeps, and all languages."""
        named = languages.named()
        self.country.choices = list(countries)
        self.lang.choices = named
        self.spoken.choices = named
        self.spoken.groups = [(_("Choose languages"), named)]
        return self

    @property
    def post(self) -> Post:
        given = {name: self[name].data or "" for name in _FIELDS}
        spoken = tuple(self.spoken.data or ())
        return Post(**(given | {"kind": SignpostKind(self.kind.data), "spoken": spoken}))


def as_typed(signpost: Signpost) -> dict[str, Any]:
    """A stored signpost as the fields of its form."""
    return {name: getattr(signpost, name) for name in _FIELDS} | {"kind": str(signpost.kind)}
