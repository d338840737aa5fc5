"""The form of a move: only what this move needs."""

from collections.abc import Iterable
from typing import Any

from starlette.datastructures import FormData

from network.kernel.i18n import lazy
from network.kernel.moves import Need
from network.web.forms import Area, Choice, GivenDay, PortalForm, Version, required
from network.workshops.rules import names
from network.workshops.rules.facts import Request
from network.workshops.vocabulary import Move, Reason

_NOTES = {
    Move.RETURN: lazy("What should be changed?"),
    Move.RETURN_OUTCOME: lazy("What should be written anew?"),
    Move.REOPEN: lazy("Why is it opened again?"),
}


def move_form(
    move: Move,
    needs: Iterable[Need],
    reasons: Iterable[Reason],
    posted: FormData | None = None,
    **given: Any,
) -> PortalForm:
    """The form of a move, with nothing in it but what is asked."""
    wanted = set(needs)
    fields: dict[str, Any] = {"version": Version("")}
    if Need.REASON in wanted:
        choices = [(str(reason), names.REASONS[reason]) for reason in reasons]
        fields["reason"] = Choice(lazy("Reason"), as_radios=True, choices=choices)
    if Need.DATES in wanted:
        fields["first_on"] = GivenDay(
            lazy("New first day"),
            hint=lazy("Sessions, agenda, reminders and registration move by as many days."),
        )
    if Need.NOTE in wanted:
        label = _NOTES.get(move, lazy("Say in a few words why"))
        fields["note"] = Area(label, longest=1000, rows=4, checks=[required()])
    form: PortalForm = type("MoveForm", (PortalForm,), fields)(posted, **given)
    return form


def request_of(form: PortalForm) -> Request:
    """What was given along with a move."""
    return Request(
        reason=Reason(form["reason"].data) if "reason" in form else None,
        note=form["note"].data if "note" in form else "",
        starts_on=form["first_on"].data if "first_on" in form else None,
    )
