"""The other pages of a visit, as far as there is something on them for the reader now."""

from collections.abc import Callable
from typing import Any, NamedTuple

from network.exchanges import policy
from network.exchanges.actions.mentoring import CHANGED_IN
from network.exchanges.models.visits import Visit
from network.exchanges.rules.states_table import HOST_KNOWN
from network.exchanges.vocabulary import Part, VisitState
from network.kernel.actor import Actor
from network.kernel.i18n import _, lazy

S = VisitState
_SENT = tuple(state for state in S if state is not S.DRAFT)
_AGREED = (S.HOST_ACCEPTED, S.CONFIRMED, S.IN_PROGRESS, S.POSTPONED, S.REPORT_DUE)
_BEFORE = (S.HOST_PENDING, S.HOST_ACCEPTED, S.CONFIRMED, S.POSTPONED)
_THERE = (S.CONFIRMED, S.IN_PROGRESS)
_AFTER = (S.REPORT_DUE, S.REPORT_REVIEW, S.SHARING, S.ENDED_EARLY, S.CLOSED)
_IN_RETURN = (S.SUBMITTED, S.ENDORSED, S.WAITLISTED, *_AGREED, S.HOST_PENDING)
_PAPERS = (S.HOST_ACCEPTED, S.CONFIRMED, S.IN_PROGRESS)


class Page(NamedTuple):
    """A page of a visit: its route, its name, and in which states there is something on it."""

    route: str
    label: Any
    states: tuple[VisitState, ...]
    may: Callable[[Actor, Visit], bool]


def _may_print_letter(actor: Actor, visit: Visit) -> bool:
    return not visit.is_virtual and policy.can_print_letter(actor, visit)


def _may_see_checks(actor: Actor, visit: Visit) -> bool:
    return not visit.is_virtual and policy.can_see_checks(actor, visit)


def _endorses(actor: Actor, visit: Visit) -> bool:
    return Part.HOME in policy.parts_in(actor, visit)


def _reads(actor: Actor, visit: Visit) -> bool:
    is_endorsed_there = visit.state is S.SUBMITTED and _endorses(actor, visit)
    return policy.can_read_application(actor, visit) and not is_endorsed_there


_PAGES = (
    Page("visits:apply", lazy("The application"), (S.DRAFT,), policy.can_write),
    Page(
        "visits:endorse",
        lazy("Read the application"),
        (S.SUBMITTED,),
        _endorses,
    ),
    Page("visits:apply", lazy("Read the application"), _SENT, _reads),
    Page("visits:dates", lazy("The days"), _BEFORE, policy.can_prepare),
    Page("visits:agreement", lazy("The host agreement"), _AGREED, policy.can_prepare),
    Page("visits:plan-b", lazy("Plan B"), _BEFORE, policy.can_keep_plan_b),
    Page(
        "visits:place", lazy("A place that became free"), (S.WAITLISTED,), policy.can_answer_place
    ),
    Page(
        "visits:replacement",
        lazy("Somebody else goes instead"),
        (S.CONFIRMED, S.POSTPONED),
        policy.can_replace_visitor,
    ),
    Page("visits:mentor", lazy("Another mentor"), CHANGED_IN, policy.can_change_mentor),
    Page("visits:pair", lazy("The visit in return"), _IN_RETURN, policy.can_pair),
    Page("visits:budget", lazy("The budget"), tuple(HOST_KNOWN), policy.can_keep_budget),
    Page("visits:travel", lazy("Check-ins on the way"), _THERE, _may_see_checks),
    Page("visits:letter", lazy("Letter of invitation"), _PAPERS, _may_print_letter),
    Page("visits:brief", lazy("Host brief"), _PAPERS, policy.can_read_brief),
    Page("visits:outcome", lazy("What came of it"), _AFTER, policy.can_view),
    Page("visits:passing-on", lazy("How it is passed on"), _AFTER, policy.can_pass_on),
)


def links_for(actor: Actor, visit: Visit, state: VisitState) -> list[tuple[str, str]]:
    """Route and name of each page the reader may open now."""
    return [
        (page.route, str(page.label))
        for page in _PAGES
        if state in page.states and page.may(actor, visit)
    ]


def tools_for(actor: Actor, visit: Visit, state: VisitState) -> list[tuple[str, str, str]]:
    """Icon, name and route of what stands beside the heading."""
    found = []
    if state in _PAPERS and policy.can_prepare(actor, visit):
        found.append(("printer", _("Print the programme"), "visits:programme-print"))
    return found
