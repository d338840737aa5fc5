"""Why a visit cannot move: codes, whether each holds, its text, and who can change it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from network.exchanges.rules.facts import Facts
from network.exchanges.vocabulary import OfferState, Part, VisitState
from network.kernel import zones
from network.kernel.i18n import lazy

REOPENS_FOR = timedelta(days=30)
OVERDUE_AFTER = timedelta(days=60)  # a follow-up nobody answers no longer keeps a visit open
UNFINISHED_AFTER = timedelta(days=14)  # a duty so late lets either side close without it
CONFIRM_WITHIN = timedelta(days=10)
NO_SHOW_AFTER = timedelta(hours=48)
_DAY = timedelta(days=1)
SIGNERS = frozenset({Part.VISITOR, Part.HOME, Part.HOST})


class Code(StrEnum):
    """What is in the way."""

    NOT_FROM_HERE = "not_from_here"
    NOT_YOURS = "not_yours"
    NEEDS_REASON = "needs_reason"
    NEEDS_NOTE = "needs_note"
    NEEDS_DATES = "needs_dates"
    WRONG_REASON = "wrong_reason"
    DATES_BACKWARDS = "dates_backwards"
    DATES_PAST = "dates_past"
    WINDOW_TOO_FAR = "window_too_far"
    AFTER_WINDOW = "after_window"

    INCOMPLETE = "incomplete"
    NO_GOALS = "no_goals"
    NO_CONDUCT = "no_conduct"
    GATES = "gates"
    NO_COVER = "no_cover"
    CALL_CLOSED = "call_closed"
    CALL_NOT_FULL = "call_not_full"
    CALL_FULL = "call_full"
    NO_HOST = "no_host"
    NOT_BILATERAL = "not_bilateral"
    MORE_HOSTS = "more_hosts"
    OFFER_OPEN = "offer_open"
    OFFER_OVER = "offer_over"
    NO_MENTOR = "no_mentor"
    NO_DATES = "no_dates"
    NO_LANGUAGE = "no_language"
    UNSIGNED = "unsigned"
    RED = "red"
    NO_PLAN_B = "no_plan_b"
    NO_BUDGET = "no_budget"
    NOT_BEGUN = "not_begun"
    OPEN_ITEMS = "open_items"
    NOT_ENDED = "not_ended"
    NO_REPORT = "no_report"
    NO_RATINGS = "no_ratings"
    HOST_REVIEWS = "host_reviews"
    HOST_HAS_TIME = "host_has_time"
    REPORT_OWED = "report_owed"
    NO_LEVEL = "no_level"
    NOT_SHARED = "not_shared"
    FOLLOW_UPS = "follow_ups"
    NOT_OVERDUE = "not_overdue"
    NO_SHOW_EARLY = "no_show_early"
    IS_VIRTUAL = "is_virtual"
    WINDOW_OPEN = "window_open"
    HOST_WAITS = "host_waits"
    TOO_LATE = "too_late"
    WAS_ELSEWHERE = "was_elsewhere"


# who sees the code may read who can change it -----------------------------------------------------

_P = Part
_TEXTS: dict[Code, tuple[Any, tuple[Part, ...]]] = {
    Code.NOT_FROM_HERE: (lazy("This visit is past that step."), ()),
    Code.NOT_YOURS: (lazy("Somebody else does this."), ()),
    Code.NEEDS_REASON: (lazy("Choose a reason."), ()),
    Code.NEEDS_NOTE: (lazy("Say in a few words what is missing."), ()),
    Code.NEEDS_DATES: (lazy("Give the first and the last day."), ()),
    Code.WRONG_REASON: (lazy("This reason does not fit here."), ()),
    Code.DATES_BACKWARDS: (lazy("The last day is before the first."), ()),
    Code.DATES_PAST: (lazy("The first day is over already."), ()),
    Code.WINDOW_TOO_FAR: (lazy("The new dates are more than twelve months ahead."), ()),
    Code.AFTER_WINDOW: (
        lazy("The last day is later than was said when the visit was postponed."),
        (),
    ),
    Code.INCOMPLETE: (lazy("Parts of the application are still empty."), (_P.VISITOR,)),
    Code.NO_GOALS: (lazy("Write down at least one learning goal."), (_P.VISITOR,)),
    Code.NO_CONDUCT: (lazy("The code of conduct is not accepted yet."), (_P.VISITOR,)),
    Code.GATES: (lazy("A condition of the exchange is not met yet."), (_P.HOME, _P.VISITOR)),
    Code.NO_COVER: (lazy("Nobody is named who covers the work at home."), (_P.HOME,)),
    Code.CALL_CLOSED: (lazy("This call does not take applications now."), (_P.SECRETARIAT,)),
    Code.CALL_NOT_FULL: (lazy("The call still has places."), (_P.SECRETARIAT,)),
    Code.CALL_FULL: (lazy("All places of this call are taken."), (_P.SECRETARIAT,)),
    Code.NO_HOST: (
        lazy("No host in the list has free time and room."),
        (_P.VISITOR, _P.HOME, _P.SECRETARIAT),
    ),
    Code.NOT_BILATERAL: (
        lazy("This visit belongs to a call, so the secretariat asks the hosts."),
        (_P.SECRETARIAT,),
    ),
    Code.MORE_HOSTS: (lazy("Another host in the list can be asked."), (_P.HOST,)),
    Code.OFFER_OPEN: (lazy("A host is being asked and still has time to answer."), (_P.HOST,)),
    Code.OFFER_OVER: (
        lazy("The time to answer is over, or this host was not asked."),
        (_P.SECRETARIAT,),
    ),
    Code.NO_MENTOR: (lazy("No mentor is named yet."), (_P.HOST,)),
    Code.NO_DATES: (lazy("The dates are not fixed yet."), (_P.HOST,)),
    Code.NO_LANGUAGE: (lazy("The language of the visit is not chosen yet."), (_P.HOST,)),
    Code.UNSIGNED: (
        lazy("The host agreement is not signed by everybody yet."),
        (_P.VISITOR, _P.HOME, _P.HOST),
    ),
    Code.RED: (lazy("The safety check does not allow this visit now."), (_P.FOCAL_POINT,)),
    Code.NO_PLAN_B: (lazy("There is no Plan B yet."), (_P.HOME, _P.VISITOR)),
    Code.NO_BUDGET: (lazy("The budget is not committed yet."), (_P.HOME, _P.SECRETARIAT)),
    Code.NOT_BEGUN: (lazy("The first day has not come yet."), ()),
    Code.OPEN_ITEMS: (
        lazy("Required items of the checklists are open."),
        (_P.VISITOR, _P.HOME, _P.HOST, _P.FOCAL_POINT),
    ),
    Code.NOT_ENDED: (lazy("The last day is not over yet."), ()),
    Code.NO_REPORT: (lazy("The learning report is not written yet."), (_P.VISITOR,)),
    Code.NO_RATINGS: (lazy("The goals are not rated after the visit yet."), (_P.VISITOR,)),
    Code.HOST_REVIEWS: (
        lazy("The host is still reading the report."),
        (_P.HOST, _P.SECRETARIAT),
    ),
    Code.HOST_HAS_TIME: (lazy("The host still has time to read the report."), (_P.HOST,)),
    Code.REPORT_OWED: (lazy("The short report is not written yet."), (_P.VISITOR,)),
    Code.NO_LEVEL: (lazy("Nobody has said yet who may read the report."), (_P.EDITOR,)),
    Code.NOT_SHARED: (
        lazy("What was learnt has not been passed on yet, and nobody waived it."),
        (_P.VISITOR, _P.HOME, _P.SECRETARIAT),
    ),
    Code.FOLLOW_UPS: (lazy("A follow-up question is still open."), (_P.VISITOR,)),
    Code.NOT_OVERDUE: (lazy("There is still time to finish this."), (_P.VISITOR,)),
    Code.NO_SHOW_EARLY: (
        lazy("First the focal points ask how the visitor is. That takes 48 hours."),
        (_P.FOCAL_POINT,),
    ),
    Code.IS_VIRTUAL: (lazy("This exchange is virtual already."), ()),
    Code.WINDOW_OPEN: (lazy("The visit can still take place."), ()),
    Code.HOST_WAITS: (
        lazy("The host said yes and waits for the visit to be confirmed."),
        (_P.VISITOR, _P.HOME),
    ),
    Code.TOO_LATE: (lazy("This can be opened again for thirty days only."), ()),
    Code.WAS_ELSEWHERE: (lazy("The visit was not at this step before."), ()),
}


def text(code: Code) -> str:
    """Why not, in the reader's language; the same beside a button and in an answer to a program."""
    return str(_TEXTS[code][0])


def who_can_change(code: Code) -> tuple[Part, ...]:
    """The parts that can take a hindrance away; empty where only time or the asker can."""
    return _TEXTS[code][1]


# whether they hold --------------------------------------------------------------------------------


def failing(codes: Iterable[Code], facts: Facts, now: datetime) -> list[Code]:
    """Those of some guards that are in the way, in the order given."""
    return [code for code in codes if _IN_THE_WAY[code](facts, now)]


def today(facts: Facts, now: datetime) -> date:
    """The day it is at the host: visits begin and end there, whoever looks."""
    return now.astimezone(zones.zone(facts.zone)).date()


def open_offer(facts: Facts, now: datetime) -> bool:
    """Whether a host was asked and still has time to answer."""
    return any(
        o.state is OfferState.ASKED and o.expires_at is not None and now < o.expires_at
        for o in facts.offers
    )


def has_next_host(facts: Facts) -> bool:
    """Whether a ranked host was not asked yet and could take the visitor."""
    return any(offer.can_be_next for offer in facts.offers)


def _is_before(facts: Facts, on: date | None, now: datetime) -> bool:
    return on is None or today(facts, now) < on


def _not_overdue(facts: Facts, now: datetime) -> bool:
    """Whether every duty of a visit that is over still has time."""
    duties = [facts.due_on, facts.host_review_due_on]
    duties += [one.due_on for one in facts.follow_ups[-1:]]
    known = [on for on in duties if on is not None]
    if not known:
        return _is_before(facts, facts.ends_on and facts.ends_on + OVERDUE_AFTER, now)
    return _is_before(facts, max(known) + UNFINISHED_AFTER, now)


def _follow_ups_open(facts: Facts, now: datetime) -> bool:
    on = today(facts, now)
    late = OVERDUE_AFTER
    return not facts.follow_ups or any(
        not one.is_answered and on <= one.due_on + late for one in facts.follow_ups
    )


def _window_open(facts: Facts, now: datetime) -> bool:
    """Whether a visit that is not confirmed can still take place; opened again, it has time."""
    if facts.reopened_at is not None and now < facts.reopened_at + REOPENS_FOR:
        return True
    agreed = facts.ends_on if facts.state is VisitState.HOST_ACCEPTED else None
    last = agreed or facts.window_ends_on
    return last is None or today(facts, now) <= last


def _host_waits(facts: Facts, now: datetime) -> bool:
    """Whether a host that said yes still waits: ten days, then the next one is asked."""
    yes = [o.accepted_at for o in facts.offers if o.state is OfferState.ACCEPTED and o.accepted_at]
    return any(now < at + CONFIRM_WITHIN for at in yes)


def _no_show_early(facts: Facts, now: datetime) -> bool:
    since = facts.no_show_since
    return since is None or now < since + NO_SHOW_AFTER


def _too_late(facts: Facts, now: datetime) -> bool:
    return facts.settled_at is None or now >= facts.settled_at + REOPENS_FOR


_IN_THE_WAY: dict[Code, Callable[[Facts, datetime], bool]] = {
    Code.INCOMPLETE: lambda f, _: not f.is_complete,
    Code.NO_GOALS: lambda f, _: f.goals < 1,
    Code.NO_CONDUCT: lambda f, _: not f.has_conduct,
    Code.GATES: lambda f, _: not f.gates_passed,
    Code.NO_COVER: lambda f, _: not f.has_cover,
    Code.CALL_CLOSED: lambda f, _: f.is_call_closed,
    Code.CALL_NOT_FULL: lambda f, _: not f.is_call_full,
    Code.CALL_FULL: lambda f, _: f.is_call_full,
    Code.NO_HOST: lambda f, _: not has_next_host(f),
    Code.NOT_BILATERAL: lambda f, _: not f.is_bilateral,
    Code.MORE_HOSTS: lambda f, _: has_next_host(f),
    Code.OFFER_OPEN: open_offer,
    Code.OFFER_OVER: lambda f, now: not open_offer(f, now),
    Code.NO_MENTOR: lambda f, _: not f.has_mentor,
    Code.NO_DATES: lambda f, _: f.starts_on is None or f.ends_on is None,
    Code.NO_LANGUAGE: lambda f, _: not f.has_language,
    Code.UNSIGNED: lambda f, _: not f.signed >= SIGNERS,
    Code.RED: lambda f, _: f.is_red,
    Code.NO_PLAN_B: lambda f, _: not f.has_plan_b,
    Code.NO_BUDGET: lambda f, _: not f.is_budget_committed,
    Code.NOT_BEGUN: lambda f, now: _is_before(f, f.starts_on, now),
    Code.OPEN_ITEMS: lambda f, _: f.open_items > 0,
    Code.NOT_ENDED: lambda f, now: f.ends_on is None or today(f, now) <= f.ends_on,
    Code.NO_REPORT: lambda f, _: not f.has_report,
    Code.NO_RATINGS: lambda f, _: not (f.has_ratings or f.ended_for),
    Code.HOST_REVIEWS: lambda f, _: not f.is_host_cleared,
    Code.HOST_HAS_TIME: lambda f, now: _is_before(
        f, f.host_review_due_on and f.host_review_due_on + _DAY, now
    ),
    Code.REPORT_OWED: lambda f, _: f.has_arrived and not f.has_report,
    Code.NO_LEVEL: lambda f, _: not f.has_level,
    Code.NOT_SHARED: lambda f, _: not (f.disseminations or f.is_waived),
    Code.FOLLOW_UPS: _follow_ups_open,
    Code.NOT_OVERDUE: _not_overdue,
    Code.NO_SHOW_EARLY: _no_show_early,
    Code.IS_VIRTUAL: lambda f, _: f.is_virtual,
    Code.WINDOW_OPEN: _window_open,
    Code.HOST_WAITS: _host_waits,
    Code.TOO_LATE: _too_late,
}
