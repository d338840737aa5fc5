"""What is to be done before and after a visit: items, dated backwards, and how ready it is.

Items follow the checklists of the domain reference, section 3.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from network.exchanges.rules import dates
from network.exchanges.rules.dates import Span, Visa, Week
from network.exchanges.vocabulary import Part
from network.kernel.i18n import lazy

WATCHED_FROM = timedelta(weeks=8)  # before the first day: features X5
SOON = timedelta(days=7)


class Area(StrEnum):
    """The six checklists."""

    VISA = "visa"
    INSURANCE = "insurance"
    SECURITY = "security"
    DIGITAL = "digital"
    HEALTH = "health"
    HOME = "home"


AREAS = {
    Area.VISA: lazy("Visa and papers"),
    Area.INSURANCE: lazy("Insurance"),
    Area.SECURITY: lazy("Security"),
    Area.DIGITAL: lazy("Devices and accounts"),
    Area.HEALTH: lazy("Health"),
    Area.HOME: lazy("Work at home"),
}


class Done(StrEnum):
    """How far an item is; a focal point waives, others do."""

    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"
    NOT_NEEDED = "not_needed"


class Item(NamedTuple):
    """An item of a template: days from the first day, or after the last where they are positive."""

    code: str
    area: Area
    owner: Part
    days: int
    text: Any
    is_required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item of one visit."""

    code: str
    owner: Part
    due_on: date
    is_required: bool = True
    state: Done = Done.OPEN
    is_before: bool = True


_V, _H, _O = Part.VISITOR, Part.HOME, Part.HOST
TEMPLATE: tuple[Item, ...] = (
    Item("invitation", Area.VISA, _O, -63, lazy("Invitation with the agreed neutral purpose")),
    Item("funding_letter", Area.VISA, _H, -63, lazy("Letter that says who pays")),
    Item("appointment", Area.VISA, _V, -56, lazy("Appointment for the visa")),
    Item("transit", Area.VISA, _V, -56, lazy("Visas for the way through"), is_required=False),
    Item("re_entry", Area.VISA, _V, -56, lazy("Right to come back home"), is_required=False),
    Item("visa", Area.VISA, _V, -14, lazy("Visa received")),
    Item("medical", Area.INSURANCE, _H, -28, lazy("Medical and evacuation insurance")),
    Item("exclusions", Area.INSURANCE, _H, -28, lazy("Exclusions for war and terror read")),
    Item("liability", Area.INSURANCE, _O, -28, lazy("Liability cover for observers")),
    Item("rating_home", Area.SECURITY, _H, -14, lazy("Safety rating by the home centre")),
    Item("rating_host", Area.SECURITY, _O, -14, lazy("Safety rating by the host")),
    Item("contact", Area.SECURITY, _V, -14, lazy("Safety contact and code word agreed")),
    Item("journey", Area.SECURITY, _V, -7, lazy("Times for the journey check-ins agreed")),
    Item("border", Area.SECURITY, _V, -7, lazy("Answer for the border prepared")),
    Item("evacuation", Area.SECURITY, _O, -14, lazy("Way out in an emergency known")),
    Item("device", Area.DIGITAL, _V, -7, lazy("Clean, encrypted device without case material")),
    Item("account", Area.DIGITAL, _V, -7, lazy("Fresh account, biometrics off")),
    Item("wipe", Area.DIGITAL, _V, 3, lazy("Device wiped after the return"), is_required=False),
    Item("vaccinations", Area.HEALTH, _V, -28, lazy("Vaccinations"), is_required=False),
    Item("medicines", Area.HEALTH, _V, -14, lazy("Letter for medicines"), is_required=False),
    Item("support", Area.HEALTH, _V, -14, lazy("Somebody to talk to during the visit")),
    Item("cover", Area.HOME, _H, -21, lazy("Cover for the work at home")),
    Item("handover", Area.HOME, _V, -5, lazy("Handover done")),
    Item("return_talk", Area.HOME, _H, 7, lazy("Talk on returning to work"), is_required=False),
)

# written when a visit ends early, whatever the reason
WELFARE = Item(
    "welfare",
    Area.SECURITY,
    Part.FOCAL_POINT,
    1,
    lazy("Contact with the visitor: how are they?"),
    is_required=False,
)
_TEXTS = {item.code: item.text for item in (*TEMPLATE, WELFARE)}
RATINGS = {"rating_home", "rating_host"}  # settled by rating, not by hand
FOR_THE_WAY = {"contact", "journey"}  # agreed for one journey, and anew for another


def text_of(code: str) -> str:
    """The words of an item of ours, in the reader's language."""
    return str(_TEXTS[code])


def items_for(visa: Visa, *, is_virtual: bool = False) -> list[Item]:
    """The items a visit needs: nobody travels to a virtual one, and some need no visa."""
    if is_virtual:
        return [item for item in TEMPLATE if item.code in {"account", "support", "cover"}]
    if visa is Visa.NOT_NEEDED:
        return [item for item in TEMPLATE if item.area is not Area.VISA]
    return list(TEMPLATE)


def dated(items: Iterable[Item], span: Span, weeks: Sequence[Week]) -> list[Entry]:
    """Items with their days, first to last.

    Before the visit, a duty on somebody's weekend or closure moves earlier; after it, later.
    """
    entries = [
        Entry(
            code=item.code,
            owner=item.owner,
            due_on=due_on(item.days, span, weeks),
            is_required=item.is_required,
            is_before=item.days < 0,
        )
        for item in items
    ]
    return sorted(entries, key=lambda e: (e.due_on, e.code))


def due_on(days: int, span: Span, weeks: Sequence[Week]) -> date:
    """The day of a duty so many days before the first day, or after the last."""
    if days < 0:
        return dates.last_working_day(span.first_on + days * dates.DAY, *weeks)
    return dates.first_working_day(span.last_on + days * dates.DAY, *weeks)


def own_due_on(days: int, span: Span, weeks: Sequence[Week]) -> date:
    """The day of an item that people added, which is counted from the first day throughout."""
    wanted = span.first_on + days * dates.DAY
    if days < 0:
        return dates.last_working_day(wanted, *weeks)
    return dates.first_working_day(wanted, *weeks)


# safety ratings ----------------------------------------------------------------------------------

RATED_WITHIN = timedelta(days=14)  # before the journey: domain reference, section 3


def rates_from(starts_on: date) -> date:
    """From which day on a safety rating counts for the journey."""
    return starts_on - RATED_WITHIN


# readiness board ---------------------------------------------------------------------------------


class Ready(StrEnum):
    """How a visit stands on the board."""

    NOT_YET = "not_yet"
    READY = "ready"
    ON_TIME = "on_time"
    SOON = "soon"
    LATE = "late"


def readiness(entries: Iterable[Entry], starts_on: date, today: date) -> Ready:
    """How ready a visit is, watched from eight weeks before the first day."""
    if today < starts_on - WATCHED_FROM:
        return Ready.NOT_YET
    due = [e.due_on for e in entries if _is_open(e) and e.is_required and e.is_before]
    if not due:
        return Ready.READY
    if min(due) < today:
        return Ready.LATE
    return Ready.SOON if min(due) <= today + SOON else Ready.ON_TIME


def _is_open(entry: Entry) -> bool:
    return entry.state is Done.OPEN
