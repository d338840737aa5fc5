"""The certificate of attendance of an exchange visit on paper."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from anyio import to_thread

from network.adapters.pdf.certifying import name_size, square
from network.adapters.pdf.typesetting import typeset
from network.kernel import moments
from network.kernel.i18n import _, speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Which days a certificate proves; `page` is where `code` is typed, `link` checks it at once.

    Without `host` the certificate does not say where.
    """

    name: str
    first_on: date
    last_on: date
    is_virtual: bool
    host: str
    issued_on: date
    code: str
    page: str
    link: str
    language: str


async def attendance(paper: Attendance) -> bytes:
    """The certificate as one page of PDF, in its own language."""
    return await to_thread.run_sync(_written, paper)


def _written(paper: Attendance) -> bytes:
    with speaking(paper.language):
        return typeset("attendance", _content(paper), paper.language, paper.issued_on)


def _content(paper: Attendance) -> dict[str, Any]:
    form = _("Online") if paper.is_virtual else _("In person")
    facts = [(_("Days"), moments.period(paper.first_on, paper.last_on)), (_("Form"), form)]
    facts += [(_("Host"), paper.host)] if paper.host else []
    facts += [(_("Issued on"), moments.short_day(paper.issued_on))]
    return {
        "brand": _("Exchange"),
        "title": _("Certificate of attendance"),
        "holder": {
            "label": _("This certificate is for"),
            "name": paper.name,
            "size": name_size(paper.name),
        },
        "what": _("Took part in an exchange visit between centres"),
        "facts": facts,
        "check": {
            "title": _("Check this certificate"),
            "how": _("Scan the square, or open the address and type the code."),
            "address": paper.page.removeprefix("https://"),
            "link": paper.link,
            "code": paper.code,
            "promise": _("You will see whether it is valid and its days, and nothing else."),
            "qr": square(paper.link),
        },
    }
