"""Reading the checklists of a visit, what they will hold, and how early it can begin."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple, NoReturn
from uuid import UUID

from network.exchanges.models.staying import ChecklistItem
from network.exchanges.models.visits import Application, Visit
from network.exchanges.queries import hosts
from network.exchanges.rules import checklists, dates
from network.exchanges.rules.checklists import Entry, Item
from network.exchanges.rules.dates import Span, Visa, Week
from network.kernel import clock
from network.kernel.errors import NotFound

if TYPE_CHECKING:
    from network.centres.models import Centre

_AHEAD = timedelta(days=90)  # the first duties may lie in the year before the visit
_RESPITE = "EX-RESP"


class Earliest(NamedTuple):
    """The earliest realistic first day, and the days counted for a visa; none where none is."""

    on: date
    visa_days: int


async def items_of(visit_id: UUID) -> list[ChecklistItem]:
    """Everything on a visit's checklists, what is due first on top."""
    return await ChecklistItem.filter(visit_id=visit_id).order_by("due_on", "position", "id")


async def get_item(visit: Visit, item_id: UUID) -> ChecklistItem:
    """An item of this visit, for those who were let in before."""
    return await ChecklistItem.get_or_none(id=item_id, visit_id=visit.id) or _absent()


async def needed_for(visit: Visit) -> list[Item]:
    """The items of our own lists that a visit needs, by what was said about a visa."""
    return checklists.items_for(await visa_of(visit), is_virtual=visit.is_virtual)


async def planned_for(visit: Visit, around: "Iterable[Centre]") -> list[Entry]:
    """The items a visit will get once it is confirmed, with their days; none without its days."""
    if visit.first_on is None or visit.last_on is None:
        return []
    span = Span(visit.first_on, visit.last_on)
    return checklists.dated(await needed_for(visit), span, weeks_of(around, visit.first_on))


async def visa_of(visit: Visit) -> Visa:
    """What the application says about a visa; nothing said counts as unsure."""
    return (await papers_of(visit))[0]


async def papers_of(visit: Visit) -> tuple[Visa, date | None]:
    """The same, with the month in which the visitor's travel document ends, where it is told."""
    application = await Application.get(visit_id=visit.id)
    practical = application.parts.get("practical", {})
    said, until = practical.get("visa", ""), practical.get("document_until", "")
    visa = Visa(said) if said in set(Visa) else Visa.UNSURE
    return visa, date.fromisoformat(f"{until}-01") if until else None


def weeks_of(around: "Iterable[Centre]", first_on: date) -> list[Week]:
    """When centres do not work around a visit: weekends, closures, public holidays."""
    return [hosts.working_week(centre, first_on - _AHEAD) for centre in around]


async def earliest_start(visit: Visit) -> Earliest:
    """How early a visit can realistically begin, if everything is taken in hand today."""
    return earliest_with(visit, await visa_of(visit), await hosts.both_centres(visit))


def earliest_with(visit: Visit, visa: Visa, around: "Iterable[Centre]") -> Earliest:
    """The same from what is known already; a host that is not chosen yet sets no days off."""
    today = clock.now().date()
    weeks = [hosts.working_week(centre, today) for centre in around]
    if visit.is_virtual:
        return Earliest(dates.earliest_online(today, weeks), 0)
    on = dates.earliest_start(
        today, visa, dates.VISA_DAYS, weeks, is_respite=visit.purpose == _RESPITE
    )
    return Earliest(on, 0 if visa is Visa.NOT_NEEDED else dates.VISA_DAYS)


def _absent() -> NoReturn:
    raise NotFound
