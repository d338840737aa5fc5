"""The certificate of a workshop or a course on paper."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from anyio import to_thread

from network.adapters.pdf.certifying import name_size, square
from network.adapters.pdf.typesetting import typeset
from network.kernel import moments
from network.kernel.i18n import _, speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a certificate proves; `page` is where `code` is typed, `link` checks it at once.

    Words are in the language of the paper. Without `title` and `host` it does not say which
    workshop it was, and where.
    """

    name: str
    what: str
    first_on: date
    last_on: date
    form: str
    time: str
    title: str
    host: str
    issued_on: date
    code: str
    page: str
    link: str
    language: str


async def certificate(paper: Paper) -> bytes:
    """The certificate as one page of PDF, in its own language."""
    return await to_thread.run_sync(_written, paper)


def _written(paper: Paper) -> bytes:
    with speaking(paper.language):
        return typeset("attendance", _content(paper), paper.language, paper.issued_on)


def _content(paper: Paper) -> dict[str, Any]:
    days = moments.period(paper.first_on, paper.last_on)
    facts = [(_("Workshop"), paper.title), (_("Days"), days), (_("Time"), paper.time)]
    facts += [(_("Form"), paper.form), (_("Host"), paper.host)]
    facts += [(_("Issued on"), moments.short_day(paper.issued_on))]
    return {
        "brand": _("Exchange"),
        "title": _("Certificate of attendance"),
        "holder": {
            "label": _("This certificate is for"),
            "name": paper.name,
            "size": name_size(paper.name),
        },
        "what": paper.what,
        "facts": [fact for fact in facts if fact[1]],
        "check": {
            "title": _("Check this certificate"),
            "how": _("Scan the square, or open the address and type the code."),
            "address": paper.page.removeprefix("https://"),
            "link": paper.link,
            "code": paper.code,
            "promise": _("You will see whether it is valid, its days and hours, and no more."),
            "qr": square(paper.link),
        },
    }
