"""The clauses of a host agreement: their names, a wording to begin with, and what changed.

The wording follows the domain reference, section 3: confidentiality and safeguarding.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from network.exchanges.models.agreeing import AgreementEdition
from network.exchanges.models.visits import Visit
from network.exchanges.pieces import CLAUSES
from network.exchanges.vocabulary import Side
from network.kernel import i18n, moments
from network.kernel.i18n import _, lazy

NAMES: dict[str, Any] = {
    "hours": lazy("Days and hours"),
    "tasks": lazy("What the visitor may do"),
    "supervision": lazy("Support for the visitor"),
    "interpreter": lazy("Interpreting"),
    "equipment": lazy("Desk and devices"),
    "confidentiality": lazy("Confidentiality"),
    "safeguarding": lazy("Safeguarding"),
    "records": lazy("Files and data"),
    "ownership": lazy("Who owns materials"),
    "publicity": lazy("Publicity"),
    "accommodation": lazy("Accommodation"),
    "costs": lazy("Costs"),
    "insurance": lazy("Insurance"),
    "incidents": lazy("Incidents and early end"),
    "complaints": lazy("Complaints"),
    "language": lazy("Language of record"),
    "returns": lazy("What is given back"),
}
_WORDING: dict[str, Any] = {
    "hours": lazy(
        "The usual working hours of the host. Every day has a debrief of 15 minutes and one free"
        " block."
    ),
    "tasks": lazy(
        "The visitor observes and joins team meetings. Own practice only where the visitor is"
        " licensed and insured in the host's country, and the host asked for it."
    ),
    "supervision": lazy(
        "The mentor has 15 minutes every day for questions, and an hour at the end of the week."
    ),
    "interpreter": lazy("No interpreter is needed for the language of the visit."),
    "equipment": lazy(
        "The host gives a desk and guest access to the internet. The visitor brings a clean,"
        " encrypted device."
    ),
    "confidentiality": lazy(
        "Nothing is copied, and no photos are taken of people, rooms or boards. Notes are on"
        " method and organisation only. The visitor joins contact with clients only after the"
        " host applied its own consent procedure."
    ),
    "safeguarding": lazy(
        "The host names a safeguarding contact on the first day. A second adult is present"
        " whenever children are."
    ),
    "records": lazy("No file about a client leaves the host, on paper or on a device."),
    "ownership": lazy(
        "Materials belong to whoever made them. Who uses them elsewhere asks first and names the"
        " source."
    ),
    "publicity": lazy(
        "Nothing is published about the visit before both centres agree. No names, no photos."
    ),
    "accommodation": lazy(
        "The host suggests safe lodging near the centre. The budget says who pays."
    ),
    "costs": lazy("Costs are paid as the budget of this visit says. More is agreed on first."),
    "insurance": lazy(
        "The home centre insures the visitor for medical care and evacuation on all days, and"
        " shows the proof before travel."
    ),
    "incidents": lazy(
        "Whoever notices something unsafe tells the mentor and both focal points at once. Each"
        " side can end the visit early without having to explain."
    ),
    "complaints": lazy("Complaints go to the coordinator of either centre, or to the secretariat."),
    "language": lazy("The words of this agreement count in the language they are written in."),
    "returns": lazy("Keys, passes and borrowed things go back on the last day."),
}


class Change(NamedTuple):
    """What two editions say differently on one point."""

    label: str
    before: str
    after: str


class Framed(NamedTuple):
    """The days and the form that an agreement is about."""

    first_on: date | None
    last_on: date | None
    is_virtual: bool


def proposed(lang: str) -> dict[str, str]:
    """A wording to begin with, in the language of the visit where the portal speaks it."""
    with i18n.speaking(i18n.known(lang) or i18n.language()):
        return {name: str(_WORDING[name]) for name in CLAUSES}


def frame(one: AgreementEdition | Visit) -> Framed:
    return Framed(one.first_on, one.last_on, one.is_virtual)


def is_current(edition: AgreementEdition, visit: Visit) -> bool:
    """Whether an edition is about the visit as it is now; on other days or online it is over."""
    return edition.voided_at is None and frame(edition) == frame(visit)


def sections(terms: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(str(NAMES[name]), terms.get(name, "")) for name in CLAUSES]


def changes(before: AgreementEdition, after: AgreementEdition) -> list[Change]:
    """What is to be signed again by who signed the edition before: what changed, nothing else."""
    found = [
        Change(str(NAMES[name]), before.terms.get(name, ""), after.terms.get(name, ""))
        for name in CLAUSES
        if before.terms.get(name, "") != after.terms.get(name, "")
    ]
    return _frame_changes(frame(before), frame(after)) + found


def differs(edition: AgreementEdition, visit: Visit, terms: Mapping[str, str]) -> bool:
    """Whether something would change by these terms for the visit as it is now."""
    said = [edition.terms.get(name, "") for name in CLAUSES]
    return not is_current(edition, visit) or said != [terms[name].strip() for name in CLAUSES]


def last_signed(editions: list[AgreementEdition], side: Side) -> AgreementEdition | None:
    """The newest edition that a side has signed, of those that are not void."""
    return next((one for one in editions if any(s.side is side for s in one.signatures)), None)


def _frame_changes(before: Framed, after: Framed) -> list[Change]:
    found = []
    if before[:2] != after[:2]:
        days = (moments.period(*before[:2]), moments.period(*after[:2]))
        found.append(Change(_("Dates"), *days))
    if before.is_virtual != after.is_virtual:
        found.append(Change(_("Form"), _form(before), _form(after)))
    return found


def _form(framed: Framed) -> str:
    return _("Online") if framed.is_virtual else _("At the host")
