"""The form of something to read: what it is, for whom, and a link or a file."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from network.adapters.files.kinds import KINDS
from network.kernel import languages
from network.kernel.i18n import _, lazy
from network.web.forms import Choice, Emails, PortalForm, Text, Upload, Version, WebAddress
from network.web.forms import required as needed
from network.workshops.models.agenda import Material
from network.workshops.rules.names import ACCESS
from network.workshops.vocabulary import Access

OF_SPEAKERS = (Access.REGISTERED, Access.CONFIRMED)
_FILES = ",".join(f".{suffix}" for suffix in KINDS)


class MaterialForm(PortalForm):
    """Something to read or keep."""

    version = Version()
    title = Text(lazy("Title"), longest=150, about_work=True, checks=[needed()])
    item = Choice(lazy("Belongs to"), default="")
    access = Choice(lazy("For whom"), default=Access.CONFIRMED)
    readers = Emails(
        lazy("Named people"),
        longest=4000,
        rows=3,
        hint=lazy("Only if it is for named people: their e-mail addresses, one on each line."),
    )
    lang = Choice(lazy("Language"), default="en")
    link = WebAddress(
        lazy("Link"), longest=500, hint=lazy("An address that begins with https, or a file below.")
    )
    file = Upload(
        lazy("File"),
        accept=_FILES,
        hint=lazy("PDF, DOCX, PPTX, XLSX, TXT, MD, JPG, PNG or WebP, up to 10 MB."),
    )

    def offer(self, items: Iterable[tuple[UUID, str]], *, runs: bool) -> "MaterialForm":
        """Fill in the items and for whom; speakers choose among their own and the wide ones."""
        named = [(str(key), title) for key, title in items]
        self.item.choices = [("", _("The whole workshop")), *named] if runs else named
        wanted = tuple(Access) if runs else OF_SPEAKERS
        self.access.choices = [(str(one), str(ACCESS[one])) for one in wanted]
        self.lang.choices = list(languages.named())
        return self

    @property
    def item_id(self) -> UUID | None:
        return UUID(self.item.data) if self.item.data else None

    @property
    def access_chosen(self) -> Access:
        return Access(self.access.data)


def as_typed(material: Material, readers: Iterable[str] = ()) -> dict[str, Any]:
    """A stored material as the fields of its form; readers by their addresses."""
    return {
        "version": material.version,
        "title": material.title,
        "item": str(material.item_id or ""),
        "access": str(material.access),
        "readers": "\n".join(readers),
        "lang": material.lang,
        "link": material.link,
    }
