"""From facts of exchange visits to notices: each reader in their part, and never why."""

from collections import defaultdict
from uuid import UUID

from network import events
from network.centres import queries as centres
from network.notifications import rules
from network.notifications.reactions.telling import tell
from network.outbox import Reactions
from network.web.routing import path_for

_HOST, _MENTOR, _FORMER = "host", "mentor", "former"
_WHO_EXPECTED_SOMEBODY = (_HOST, _MENTOR)
_DAYS = ("first_on", "last_on")


def _visit(visit_id: UUID) -> str:
    return path_for("visits:show", id=visit_id)


async def moved(fact: events.VisitMoved) -> None:
    told: dict[str, list[UUID]] = defaultdict(list)
    for person_id, part in zip(fact.told, fact.told_as, strict=True):
        told[part].append(person_id)
    days = {name: on for name in _DAYS if (on := getattr(fact, name)) is not None}
    for part, people in told.items():
        await tell(people, _kind(fact, part), fact.visit_id, _path(fact, part), **days)


def _kind(fact: events.VisitMoved, part: str) -> str:
    if fact.is_replaced and part in _WHO_EXPECTED_SOMEBODY:
        return "visit_replace"
    kind = f"visit_{fact.move}_{part}"
    return kind if kind in rules.TOPIC_OF else f"visit_{fact.move}"


def _path(fact: events.VisitMoved, part: str) -> str:
    """A centre that is no host any more, and who is no mentor any more, do not see the visit."""
    if part == _HOST and fact.host_centre_id is None:
        return path_for("visits:desk")
    is_gone = part == _FORMER or (part == _MENTOR and fact.mentor_id is None)
    return path_for("visits:list") if is_gone else _visit(fact.visit_id)


async def call_moved(fact: events.CallMoved) -> None:
    if fact.state == "open":
        who = await centres.coordinator_ids()
        await tell(who, "visit_call", fact.call_id, path_for("visits:call", id=fact.call_id))


async def review_asked(fact: events.ReviewAsked) -> None:
    path = path_for("visits:review", id=fact.review_id)
    await tell(fact.told, "visit_review", fact.review_id, path)


async def reviews_done(fact: events.ReviewsDone) -> None:
    kind = "visit_reviews_wanted" if fact.wanted else "visit_reviews_done"
    await tell(fact.told, kind, fact.visit_id, _visit(fact.visit_id))


async def dates_asked(fact: events.VisitDatesAsked) -> None:
    kind = "visit_other_days" if fact.is_change else "visit_dates"
    await tell(fact.told, kind, fact.visit_id, _visit(fact.visit_id))


async def days_kept(fact: events.VisitDaysKept) -> None:
    path = path_for("visits:dates", id=fact.visit_id)
    await tell(fact.told, "visit_days_stay", fact.visit_id, path)


async def message_written(fact: events.VisitMessageWritten) -> None:
    await tell(fact.told, "visit_message", fact.visit_id, _visit(fact.visit_id))


REACTIONS: Reactions = {
    events.VisitMoved: moved,
    events.CallMoved: call_moved,
    events.ReviewAsked: review_asked,
    events.ReviewsDone: reviews_done,
    events.VisitDatesAsked: dates_asked,
    events.VisitDaysKept: days_kept,
    events.VisitMessageWritten: message_written,
}
