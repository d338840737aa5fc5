"""The other pages of a workshop, as far as there is something on them for the reader now."""

from collections.abc import Callable
from typing import Any, NamedTuple

from network.kernel.actor import Actor
from network.kernel.i18n import lazy
from network.workshops import policy
from network.workshops.models.workshops import Workshop
from network.workshops.queries.workshops import Seen
from network.workshops.rules import accreditation
from network.workshops.rules.speaker_times import SAID_IN
from network.workshops.rules.states_table import SHOWN, TAKES_SEATS
from network.workshops.vocabulary import Tie, WorkshopState

S = WorkshopState
_EVERY = tuple(S)
_WRITTEN_IN = tuple(state for state in S if state not in (S.ARCHIVED, S.CANCELLED))
_HELD = (S.RUNNING, S.OUTCOMES_DUE, S.OUTCOMES_PUBLISHED, S.ARCHIVED)
_AFTER = (S.OUTCOMES_DUE, S.OUTCOMES_PUBLISHED, S.ARCHIVED)
_COURSE = "WT-HELP"


class Page(NamedTuple):
    """A page of a workshop: its route, its name, and in which states there is something on it."""

    route: str
    label: Any
    states: tuple[WorkshopState, ...]
    may: Callable[[Actor, Workshop, policy.Ties], bool]


def _reads_outcome(actor: Actor, workshop: Workshop, ties: policy.Ties) -> bool:
    is_published = workshop.state in (S.OUTCOMES_PUBLISHED, S.ARCHIVED)
    return policy.can_write_outcome(actor, workshop, ties) or (
        is_published and actor.person_id is not None
    )


def _has_cascade(actor: Actor, workshop: Workshop, ties: policy.Ties) -> bool:
    del ties
    is_one = workshop.kind in accreditation.KINDS or workshop.root_id is not None
    return is_one and actor.is_member


def _trains(actor: Actor, workshop: Workshop, ties: policy.Ties) -> bool:
    del ties
    return workshop.kind in accreditation.KINDS and actor.is_member


def _has_modules(actor: Actor, workshop: Workshop, ties: policy.Ties) -> bool:
    is_met = policy.can_see_people(actor, workshop, ties)
    return workshop.kind == _COURSE and is_met


def _speaks(actor: Actor, workshop: Workshop, ties: policy.Ties) -> bool:
    del actor, workshop
    return Tie.SPEAKER in ties


def _keeps_materials(actor: Actor, workshop: Workshop, ties: policy.Ties) -> bool:
    return bool(ties) or policy.can_run(actor, workshop, ties)


_ABOUT = (
    Page("workshops:agenda", lazy("My part in the agenda"), _EVERY, _speaks),
    Page("workshops:times", lazy("When you could speak"), SAID_IN, policy.can_say_times),
    Page("workshops:materials", lazy("Materials"), _EVERY, _keeps_materials),
    Page("workshops:proposals", lazy("Propose a session"), TAKES_SEATS, policy.can_propose),
    Page("workshops:outcome", lazy("What came of it"), _AFTER, _reads_outcome),
    Page("workshops:actions", lazy("What was agreed"), _HELD, policy.can_see_actions),
    Page("workshops:cascade", lazy("Trainings that came of it"), SHOWN, _has_cascade),
    Page("workshops:trainers", lazy("Who may train others"), _HELD, _trains),
    Page("workshops:course", lazy("Modules of the course"), _EVERY, _has_modules),
)
_RUNNING = (
    Page("workshops:edit", lazy("Change the workshop"), _WRITTEN_IN, policy.can_run),
    Page("workshops:sessions", lazy("Sessions and their times"), _WRITTEN_IN, policy.can_run),
    Page("workshops:conditions", lazy("Places and questions"), _WRITTEN_IN, policy.can_run),
    Page("workshops:organisers", lazy("Organisers and audience"), _WRITTEN_IN, policy.can_run),
    Page("workshops:agenda-draft", lazy("Write the agenda"), _WRITTEN_IN, policy.can_run),
    Page("workshops:sources", lazy("Visits it comes from"), _WRITTEN_IN, policy.can_run),
    Page("workshops:proposals", lazy("Proposed sessions"), _EVERY, policy.can_run),
    Page("workshops:invitations", lazy("Invitations"), _EVERY, policy.can_run),
    Page("workshops:people", lazy("Who registered"), _EVERY, policy.can_see_registrations),
    Page("workshops:attendance", lazy("Who was there"), _HELD, policy.can_run),
    Page("workshops:evaluation", lazy("What participants say"), _AFTER, policy.can_run),
    Page("workshops:copy", lazy("Make a copy"), _EVERY, policy.can_clone),
)


def about(actor: Actor, seen: Seen) -> list[tuple[str, str]]:
    """Route and name of each page for those who take part."""
    runs = policy.can_run(actor, *seen)
    return [one for one in _of(_ABOUT, actor, seen) if not (runs and one[0] in _TWICE)]


def running(actor: Actor, seen: Seen) -> list[tuple[str, str]]:
    """The same for those who run it."""
    return _of(_RUNNING, actor, seen)


_TWICE = {page.route for page in _ABOUT} & {page.route for page in _RUNNING}


def _of(pages: tuple[Page, ...], actor: Actor, seen: Seen) -> list[tuple[str, str]]:
    return [
        (page.route, str(page.label))
        for page in pages
        if seen.workshop.state in page.states and page.may(actor, *seen)
    ]
