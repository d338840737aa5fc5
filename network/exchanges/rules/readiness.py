"""The readiness board: what a visit still needs, by whom and until when, one cell for each need."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from network.exchanges.rules.checklists import AREAS, SOON, Area, Done, Entry, Ready
from network.exchanges.vocabulary import Part
from network.kernel.i18n import lazy


class Need(StrEnum):
    """The columns of the board: three of their own, and the six checklists."""

    AGREEMENT = "agreement"
    CONDUCT = "conduct"
    PROGRAMME = "programme"
    VISA = "visa"
    INSURANCE = "insurance"
    SECURITY = "security"
    DIGITAL = "digital"
    HEALTH = "health"
    HOME = "home"


NEEDS: dict[Need, Any] = {
    Need.AGREEMENT: lazy("Host agreement"),
    Need.CONDUCT: lazy("Code of conduct"),
    Need.PROGRAMME: lazy("Programme"),
    **{Need(area): AREAS[area] for area in Area},
}
READY = {
    Ready.NOT_YET: lazy("Not watched yet"),
    Ready.READY: lazy("Ready"),
    Ready.ON_TIME: lazy("On time"),
    Ready.SOON: lazy("Something is due within a week"),
    Ready.LATE: lazy("Something is later than planned"),
}
_BEFORE = {  # days before the first day until when those without items are wanted
    Need.AGREEMENT: timedelta(days=28),
    Need.CONDUCT: timedelta(days=14),
    Need.PROGRAMME: timedelta(days=7),
}


class Cell(NamedTuple):
    """How one need of a visit stands: how much is open, whose turn it is, and until when."""

    ready: Ready
    items: int = 0
    owner: Part | None = None
    due_on: date | None = None


def entry_of(need: Need, owner: Part, starts_on: date, *, is_done: bool) -> Entry:
    """A need without items of its own as an entry, dated back from the first day."""
    state = Done.DONE if is_done else Done.OPEN
    return Entry(code=need, owner=owner, due_on=starts_on - _BEFORE[need], state=state)


def cells(entries: Mapping[Need, Iterable[Entry]], today: date) -> dict[Need, Cell]:
    return {need: _cell(entries.get(need, ()), today) for need in Need}


def _cell(entries: Iterable[Entry], today: date) -> Cell:
    """One need. What is only helpful, or is done after the visit, does not count."""
    wanted = [e for e in entries if e.is_required and e.is_before and e.state is Done.OPEN]
    if not wanted:
        return Cell(Ready.READY)
    first = min(wanted, key=lambda e: (e.due_on, e.code))
    return Cell(_ready(first.due_on, today), len(wanted), first.owner, first.due_on)


def _ready(due_on: date, today: date) -> Ready:
    if due_on < today:
        return Ready.LATE
    return Ready.SOON if due_on <= today + SOON else Ready.ON_TIME
