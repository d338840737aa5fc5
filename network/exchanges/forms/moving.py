"""The form of a move: only what this move needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from network.exchanges.models.visits import Visit
from network.exchanges.rules import names
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason
from network.kernel import languages
from network.kernel.i18n import lazy
from network.kernel.moves import Need
from network.web.forms import Area, Choice, GivenDay, PortalForm, required

ASKS_MENTOR = (Move.ACCEPT, Move.RESUME)
_FIRST = {Move.POSTPONE: lazy("It could be from")}
_LAST = {Move.POSTPONE: lazy("It could be until")}
_NOTES = {
    Move.RETURN: lazy("What is missing?"),
    Move.RETURN_REPORT: lazy("What should be written anew?"),
    Move.REOPEN: lazy("Why is it opened again?"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a move asks of who makes it."""

    move: Move
    needs: tuple[Need, ...]
    reasons: tuple[Reason, ...] = ()
    staff: tuple[tuple[str, str], ...] = ()


def move_form(asked: Asked, posted: FormData | None = None, **given: Any) -> PortalForm:
    """The form of a move, with nothing in it but what is asked."""
    fields: dict[str, Any] = {}
    if Need.REASON in asked.needs:
        fields["reason"] = Choice(lazy("Reason"), as_radios=True, choices=_reasons(asked.reasons))
    if Need.DATES in asked.needs:
        fields["first_on"] = GivenDay(_FIRST.get(asked.move, lazy("First day")))
        fields["last_on"] = GivenDay(_LAST.get(asked.move, lazy("Last day")))
    if asked.move in ASKS_MENTOR:
        fields["mentor"] = Choice(lazy("Mentor at your centre"), choices=asked.staff)
        fields["lang"] = Choice(lazy("Language of the visit"), choices=languages.named())
    if Need.NOTE in asked.needs:
        fields["note"] = Area(_NOTES[asked.move], longest=1000, rows=4, checks=[required()])
    form: PortalForm = type("MoveForm", (PortalForm,), fields)(posted, **given)
    return form


def request_of(form: PortalForm) -> Request:
    """What was given along with a move."""
    return Request(
        reason=Reason(form["reason"].data) if "reason" in form else None,
        note=form["note"].data if "note" in form else "",
        starts_on=form["first_on"].data if "first_on" in form else None,
        ends_on=form["last_on"].data if "last_on" in form else None,
    )


def days_in(form: PortalForm) -> tuple[date, date]:
    return form["first_on"].data, form["last_on"].data


def prefilled(visit: Visit, move: Move, chosen: Span | None) -> dict[str, Any]:
    """What is known already: the days everybody chose, the language, the mentor."""
    span = chosen or (
        Span(visit.first_on, visit.last_on) if visit.first_on and visit.last_on else None
    )
    known: dict[str, Any] = {"lang": visit.lang or "en", "mentor": str(visit.mentor_id or "")}
    if span and move is not Move.POSTPONE:
        known |= {"first_on": span.first_on, "last_on": span.last_on}
    return known


def _reasons(reasons: Iterable[Reason]) -> list[tuple[str, Any]]:
    return [(str(reason), names.REASONS[reason]) for reason in reasons]
