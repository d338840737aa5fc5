"""Whose turn it is on which visit, for desks and for Today: a few statements, however many."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from network.db import plain, raw
from network.exchanges import policy
from network.exchanges.models.visits import ApplicationReview, ReviewState, Visit
from network.exchanges.queries import duty_facts, passed
from network.exchanges.queries.reviews import REVIEWED_IN
from network.exchanges.rules import duties as rules
from network.exchanges.rules.duties import Do, Due
from network.exchanges.rules.duty_words import LINKS, TEXTS
from network.exchanges.vocabulary import Part, VisitState
from network.kernel.actor import Actor


class Group(StrEnum):
    """How a desk parts what there is to do."""

    FOR_ME = "for_me"
    FOR_OTHERS = "for_others"
    AT_RISK = "at_risk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something to do on a visit, or a review. `link` and `values` lead to where it is done."""

    visit_id: UUID
    code: Do
    part: Part | None
    due_on: date | None
    since: datetime | None
    is_mine: bool
    is_at_risk: bool
    link: str
    values: Mapping[str, Any]
    visitor_id: UUID | None = None
    home_centre_id: UUID | None = None
    host_centre_id: UUID | None = None
    purpose: str = ""
    state: VisitState | None = None
    first_on: date | None = None

    @property
    def key(self) -> UUID:
        return UUID(str(self.values["id"]))

    @property
    def text(self) -> str:
        return str(TEXTS[self.code])

    @property
    def group(self) -> Group:
        if self.is_at_risk:
            return Group.AT_RISK
        return Group.FOR_ME if self.is_mine else Group.FOR_OTHERS


async def duties_of(
    actor: Actor, now: datetime, per_state: int = duty_facts.PER_STATE
) -> list[Duty]:
    """What there is to do on the actor's visits, by anybody in them, the most urgent first.

    It looks at so many visits of each state, those that wait longest; `counts_of` counts them all.
    """
    visits = passed.as_it_is(await duty_facts.visits_near(actor, per_state), now)
    beside = await duty_facts.beside(actor, visits)
    found = [
        duty for visit in visits for duty in _of_visit(actor, visit, beside.get(visit.id, {}), now)
    ]
    return sorted([*found, *await _reviews(actor, now)], key=_urgency)


async def counts_of(actor: Actor) -> dict[VisitState, int]:
    """How many visits the actor coordinates in each state; the secretariat all. Never drafts."""
    ids = [] if actor.is_secretariat else [raw(key) for key in actor.coordinated_ids]
    if not ids and not actor.is_secretariat:
        return {}
    sql = _COUNT_OWN.format(ids=plain.marks(ids)) if ids else _COUNT_ALL
    counts: dict[VisitState, int] = defaultdict(int)
    for row in await plain.rows(sql, *ids):
        counts[VisitState(row["state"])] += row["n"]
    return dict(counts)


_COUNT_ALL = "SELECT state, COUNT(*) AS n FROM visit WHERE state <> 'draft' GROUP BY state"
_COUNT_OWN = """
    SELECT state, COUNT(*) AS n FROM visit
    WHERE home_centre_id IN ({ids}) AND state <> 'draft' GROUP BY state
    UNION ALL SELECT state, COUNT(*) FROM visit
    WHERE host_centre_id IN ({ids}) AND state <> 'draft' AND home_centre_id NOT IN ({ids})
    GROUP BY state
"""


def grouped(found: Iterable[Duty]) -> dict[Group, list[Duty]]:
    """Duties by group, each in its order; every group is there."""
    by_group: dict[Group, list[Duty]] = {group: [] for group in Group}
    for one in found:
        by_group[one.group].append(one)
    return by_group


def _of_visit(actor: Actor, visit: Visit, rows: duty_facts.Beside, now: datetime) -> Iterable[Duty]:
    seen = duty_facts.seen(visit, rows, now)
    parts = policy.parts_in(actor, visit)
    since = visit.moved_at.date() if visit.moved_at else None
    for due in rules.duties(seen):
        is_mine = due.part in parts
        if due.what is Do.ANSWER_POLL:  # everybody's, each for themselves
            is_mine = not duty_facts.has_answered(rows) and policy.can_prepare(actor, visit)
        if is_mine or _may_follow(parts, due):
            yield Duty(
                visit_id=visit.id,
                code=due.what,
                part=due.part,
                due_on=due.due_on,
                since=visit.moved_at,
                is_mine=is_mine,
                is_at_risk=rules.is_at_risk(due, seen, since),
                link=LINKS.get(due.what, "visits:show"),
                values=_values(visit, due),
                host_centre_id=_host_of(actor, visit),
                **{name: getattr(visit, name) for name in _NAMED},
            )


_NAMED = ("visitor_id", "home_centre_id", "purpose", "state", "first_on")
_LOOKING = {Part.HOME, Part.HOST, Part.SECRETARIAT}
_QUIET = {Do.APPLY, Do.ASK_WELFARE, Do.FIND_HOST, Do.ANSWER_POLL}  # theirs who do it alone


def _host_of(actor: Actor, visit: Visit) -> UUID | None:
    return visit.host_centre_id if policy.can_see_host(actor, visit) else None


def _may_follow(parts: frozenset[Part], due: Due) -> bool:
    """Whether somebody sees on their desk what others have to do."""
    return not parts.isdisjoint(_LOOKING) and due.what not in _QUIET


def _values(visit: Visit, due: Due) -> dict[str, Any]:
    values: dict[str, Any] = {"id": visit.id}
    return values | {"months": due.months} if due.months else values


async def _reviews(actor: Actor, now: datetime) -> list[Duty]:
    """The applications somebody is asked to score; they are not told whose."""
    if actor.person_id is None:
        return []
    asked = ApplicationReview.filter(
        reviewer_id=actor.person_id, state=ReviewState.ASKED, visit__state__in=REVIEWED_IN
    )
    return [
        Duty(
            visit_id=row.visit_id,
            code=Do.REVIEW,
            part=None,
            due_on=row.due_on,
            since=row.created_at,
            is_mine=True,
            is_at_risk=row.due_on is not None and row.due_on < now.date(),
            link=LINKS[Do.REVIEW],
            values={"id": row.id},
        )
        for row in await asked.order_by("due_on", "id").limit(_MOST_REVIEWS)
    ]


_MOST_REVIEWS = 20
_NEVER = datetime.max.replace(tzinfo=UTC)


def _urgency(duty: Duty) -> tuple[bool, bool, date, datetime]:
    return (
        not duty.is_mine,
        not duty.is_at_risk,
        duty.due_on or date.max,
        duty.since or _NEVER,
    )
