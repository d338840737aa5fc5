"""The certificate on paper of somebody who was there: on a visit, in a workshop or a course."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from anyio import to_thread

from network.adapters.pdf.certifying import check, holder
from network.adapters.pdf.typesetting import typeset
from network.kernel import moments
from network.kernel.i18n import _, speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """What a certificate proves; `page` is where `code` is typed, `link` checks it at once.

    Words are in the language of the paper. What is empty is not said, such as the `title` of a
    workshop, and the `host`.
    """

    name: str
    what: str
    title: str = ""
    first_on: date
    last_on: date
    time: str = ""
    form: str
    host: str
    issued_on: date
    code: str
    page: str
    link: str
    promise: str
    language: str


async def attendance(paper: Attendance) -> bytes:
    """The certificate as one page of PDF, in its own language."""
    return await to_thread.run_sync(_written, paper)


def _written(paper: Attendance) -> bytes:
    with speaking(paper.language):
        return typeset("attendance", _content(paper), paper.language, paper.issued_on)


def _content(paper: Attendance) -> dict[str, Any]:
    facts = [
        (_("Workshop"), paper.title),
        (_("Days"), moments.period(paper.first_on, paper.last_on)),
        (_("Time"), paper.time),
        (_("Form"), paper.form),
        (_("Host"), paper.host),
        (_("Issued on"), moments.short_day(paper.issued_on)),
    ]
    return {
        "brand": _("Exchange"),
        "title": _("Certificate of attendance"),
        "holder": holder(paper.name),
        "what": paper.what,
        "facts": [fact for fact in facts if fact[1]],
        "check": check(paper.code, paper.page, paper.link, paper.promise),
    }
