"""What is said beside days to choose: how early it can be, and the host's public holidays."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from network.centres import queries as centres
from network.exchanges.queries.checklists import Earliest
from network.exchanges.rules.dates import DAY, Span, is_document_valid
from network.kernel import clock, moments
from network.kernel import holidays as every
from network.kernel.i18n import _, series

if TYPE_CHECKING:
    from network.centres.models import Centre

_MOST = 12


def words(earliest: Earliest) -> str:
    """The earliest realistic first day in a sentence; earlier days can be chosen all the same."""
    day = moments.short_day(earliest.on)
    if earliest.visa_days:
        return _("Counting visa and agreement, the earliest realistic start is %(day)s.", day=day)
    return _("Counting the agreement, the earliest realistic start is %(day)s.", day=day)


def document(until: date | None, spans: Iterable[Span]) -> str:
    """That the visitor's travel document may end too early for some days; mostly empty."""
    if until is None or all(is_document_valid(until, span) for span in spans):
        return ""
    return _(
        "The visitor's travel document is valid until %(month)s. Many countries ask for six months"
        " after the last day.",
        month=moments.month(until),
    )


def closures(hosts: "Iterable[Centre]") -> str:
    """When the host is closed; empty where it is not."""
    today = clock.now().date()
    found = [days for one in hosts for days in centres.closures_of(one) if days[1] >= today]
    if not found:
        return ""
    told = series([moments.period(*days) for days in found[:_MOST]])
    return _("The host is closed: %(days)s.", days=told)


def holidays(hosts: "Iterable[Centre]", spans: Iterable[Span]) -> str:
    """Which of some days are public holidays where the host is; empty where none is."""
    days = {span.first_on + n * DAY for span in spans for n in range(span.days)}
    years = {on.year for on in days}
    free = [every.days_off(one.country, min(years), max(years)) for one in hosts if years]
    found = sorted(days.intersection(*free)) if free else []
    if not found:
        return ""
    return _(
        "Public holidays where the host is: %(days)s.",
        days=series([moments.near_day(on) for on in found[:_MOST]]),
    )
