"""What the duties of an actor's visits follow from: two statements, however many visits there are.

The first finds the visits that wait longest, so many of each state; the second what lies beside
them. All values of the second are texts, so that rows of many tables fit into one answer.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from network.db import plain, raw
from network.exchanges.models.visits import Visit
from network.exchanges.rules import checklists, going_wrong
from network.exchanges.rules.dates import local_day
from network.exchanges.rules.duties import WATCHED, Open, Seen
from network.exchanges.rules.guards import CONFIRM_WITHIN
from network.exchanges.vocabulary import Part, VisitState
from network.kernel.actor import Actor, Role

S = VisitState
Beside: TypeAlias = Mapping[str, list[dict[str, Any]]]  # rows beside one visit, by what they are
PER_STATE = 8
_HOSTED = (
    S.HOST_PENDING,
    S.HOST_ACCEPTED,
    S.CONFIRMED,
    S.IN_PROGRESS,
    S.REPORT_DUE,
    S.REPORT_REVIEW,
    S.SHARING,
    S.POSTPONED,
    S.ENDED_EARLY,
)
_OFF = {S.DECLINED, S.WITHDRAWN, S.CANCELLED, S.EXPIRED}
_SENT = tuple(state for state in WATCHED if state is not S.DRAFT)
_OFFERED = """EXISTS (
    SELECT 1 FROM visit_place_offer WHERE visit_place_offer.visit_id = visit.id
    AND (is_taken OR answered_at IS NULL))"""
_MENTORS_TASK = """EXISTS (
    SELECT 1 FROM checklist_item WHERE checklist_item.visit_id = visit.id
    AND checklist_item.state = 'open' AND checklist_item.owner = 'mentor')"""
_ORDERS = {S.CONFIRMED: "first_on", S.IN_PROGRESS: "last_on"}


# the visits --------------------------------------------------------------------------------------


class _Scope(NamedTuple):
    """Some visits of one state (or of any an own visit can be in), those waiting longest first."""

    where: str
    order: str = "moved_at"


async def visits_near(actor: Actor, per_state: int = PER_STATE) -> list[Visit]:
    """The visits in which the actor, or somebody they coordinate, may have something to do."""
    values: list[Any] = []
    picked = [
        f"SELECT id FROM (SELECT id FROM visit WHERE {scope.where}"  # noqa: S608 (our own words)
        f" ORDER BY {scope.order} LIMIT {per_state}) AS few"
        for scope in _scopes(actor, values)
    ]
    if not picked:
        return []
    chosen = " UNION ALL ".join(picked)
    return await plain.records(Visit, f"WHERE visit.id IN ({chosen})", *values)


def _scopes(actor: Actor, values: list[Any]) -> Iterator[_Scope]:
    if actor.person_id is not None:
        yield from _own(actor.person_id, values)
    if actor.is_secretariat:
        yield from (_in(state, "submitted_at IS NOT NULL") for state in _SENT)
    elif actor.coordinated_ids:
        ids = _listed(actor.coordinated_ids, values)
        yield from (_in(state, f"home_centre_id IN ({ids})") for state in _SENT)
        yield from (_in(state, f"host_centre_id IN ({ids})") for state in _HOSTED)
    if Role.EDITOR in actor.network_roles:
        yield _in(S.REPORT_REVIEW, "submitted_at IS NOT NULL")
    yield from _watched_over(actor, values)


def _own(person_id: UUID, values: list[Any]) -> Iterator[_Scope]:
    me = _listed([person_id], values)
    states = ", ".join(f"'{state}'" for state in WATCHED)
    yield _Scope(f"visitor_id IN ({me}) AND state IN ({states})", "moved_at DESC")
    yield _Scope(f"mentor_id IN ({me}) AND state IN ('{S.HOST_ACCEPTED}', '{S.POSTPONED}')")
    prepared = f"state IN ('{S.CONFIRMED}', '{S.IN_PROGRESS}') AND {_MENTORS_TASK}"
    yield _Scope(f"mentor_id IN ({me}) AND {prepared}", "first_on")


def _watched_over(actor: Actor, values: list[Any]) -> Iterator[_Scope]:
    """Where a focal point asks how somebody is."""
    missed = f"state = '{S.CONFIRMED}' AND nobody_came_at IS NOT NULL"
    if Role.FOCAL_POINT in actor.network_roles:
        yield _in(S.ENDED_EARLY, "submitted_at IS NOT NULL")
        yield _Scope(missed, "nobody_came_at")
        return
    own = [key for key, roles in actor.roles.items() if Role.FOCAL_POINT in roles]
    if own:
        ids = _listed(own, values)
        for side in ("home", "host"):
            yield _in(S.ENDED_EARLY, f"{side}_centre_id IN ({ids})")
            yield _Scope(f"{missed} AND {side}_centre_id IN ({ids})", "nobody_came_at")


def _in(state: VisitState, where: str) -> _Scope:
    more = f" AND {_OFFERED}" if state is S.WAITLISTED else ""
    return _Scope(f"state = '{state}' AND {where}{more}", _ORDERS.get(state, "moved_at"))


def _listed(keys: Iterable[UUID], values: list[Any]) -> str:
    """The places of some keys, which are added to the values."""
    found = [raw(key) for key in keys]
    first = len(values) + 1
    values.extend(found)
    return plain.marks(found, first)


# beside them -------------------------------------------------------------------------------------

_BESIDE = """
    SELECT visit_id, 'host' AS what, state AS a, CAST(answered_at AS TEXT) AS b,
        CASE WHEN state = 'asked' THEN (
            SELECT zone FROM centre WHERE centre.id = host_choice.centre_id
        ) ELSE CAST(first_on AS TEXT) END AS c, CAST(expires_at AS TEXT) AS d
        FROM host_choice WHERE visit_id IN ({ids})
        AND (state IN ('asked', 'accepted') OR (state = 'withdrawn' AND first_on IS NOT NULL))
    UNION ALL SELECT visit.id, 'side', visit_signature.side, NULL, NULL, NULL
        FROM visit JOIN visit_edition ON visit_edition.visit_id = visit.id
            AND visit_edition.first_on = visit.first_on
            AND visit_edition.last_on = visit.last_on
            AND visit_edition.is_virtual = visit.is_virtual
            AND visit_edition.number = (
                SELECT MAX(number) FROM visit_edition AS newest
                WHERE newest.visit_id = visit.id AND newest.voided_at IS NULL)
        LEFT JOIN visit_signature ON visit_signature.edition_id = visit_edition.id
        WHERE visit.id IN ({ids})
    UNION ALL SELECT visit_id, 'report', CASE WHEN home_read_at IS NULL THEN '' ELSE '1' END,
        CASE WHEN host_cleared_at IS NULL THEN '' ELSE '1' END, NULL, CAST(host_due_on AS TEXT)
        FROM learning_report WHERE visit_id IN ({ids})
    UNION ALL SELECT visit_id, 'follow_up', CAST(months AS TEXT), NULL, NULL, CAST(due_on AS TEXT)
        FROM visit_follow_up WHERE visit_id IN ({ids}) AND answered_at IS NULL
    UNION ALL SELECT visit_id, 'passed_on', NULL, NULL, NULL, NULL
        FROM visit_passing_on WHERE visit_id IN ({ids})
    UNION ALL SELECT visit_id, 'item', owner, NULL, NULL, CAST(MIN(due_on) AS TEXT)
        FROM checklist_item WHERE visit_id IN ({ids}) AND state = 'open' AND due_on IS NOT NULL
        AND (is_required OR owner IN ('focal_point', 'mentor')) GROUP BY visit_id, owner
    UNION ALL SELECT visit_id, 'poll', CAST((
            SELECT COUNT(*) FROM date_answer JOIN date_option
                ON date_option.id = date_answer.option_id
            WHERE date_option.poll_id = date_poll.id AND date_answer.person_id = {me}
        ) AS TEXT), NULL, NULL, CAST(closes_on AS TEXT)
        FROM date_poll WHERE visit_id IN ({ids}) AND state = 'open'
    UNION ALL SELECT visit_id, 'change', CAST(accepted AS TEXT), NULL, NULL, NULL
        FROM visit_date_change WHERE visit_id IN ({ids}) AND state = 'open'
    UNION ALL SELECT visit_id, 'place', CASE WHEN is_taken THEN '1' ELSE '' END, NULL, NULL,
        CAST(expires_at AS TEXT)
        FROM visit_place_offer WHERE visit_id IN ({ids}) AND (is_taken OR answered_at IS NULL)
    UNION ALL SELECT visit.id, 'partner', other.state, NULL, NULL, NULL
        FROM visit JOIN visit AS other ON other.id = visit.paired_id
        WHERE visit.id IN ({ids})
"""


async def beside(actor: Actor, visits: Iterable[Visit]) -> dict[UUID, Beside]:
    """What lies beside some visits, as far as duties follow from it."""
    ids = [raw(visit.id) for visit in visits]
    found: dict[UUID, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    if not ids:
        return {}
    me = raw(actor.person_id) if actor.person_id else ids[0]
    sql = _BESIDE.format(ids=plain.marks(ids, 2), me="$1")
    for row in await plain.rows(sql, me, *ids):
        found[UUID(str(row["visit_id"]))][row["what"]].append(row)
    return dict(found)


def seen(visit: Visit, rows: Beside, now: datetime) -> Seen:
    """A visit as its duties are reckoned from."""
    plainly = {name: getattr(visit, name) for name in _SAME}
    rated = {Part.HOME: visit.home_rated_on, Part.HOST: visit.host_rated_on}
    counts_from = checklists.rates_from(visit.first_on) if visit.first_on else date.max
    return Seen(
        today=now.date(),
        is_bilateral=visit.call_id is None,
        missed_on=visit.nobody_came_at.date() if visit.nobody_came_at else None,
        has_arrived=visit.arrived_on is not None,
        rated=frozenset(part for part, day in rated.items() if day and day >= counts_from),
        **plainly,
        **_hosts(rows),
        **_agreed(rows),
        **_brought_back(rows),
        **_offered(rows, now),
    )


_SAME = ("state", "is_virtual", "first_on", "until_on", "ended_on", "report_due_on")


def _hosts(rows: Beside) -> dict[str, Any]:
    by_state = {row["a"]: row for row in rows.get("host", [])}
    asked, accepted = by_state.get("asked"), by_state.get("accepted")
    confirm_by = _at(accepted["b"]) + CONFIRM_WITHIN if accepted and accepted["b"] else None
    return {
        "answer_by": _last_day(asked["d"], asked["c"]) if asked and asked["d"] else None,
        "confirm_by": confirm_by.date() if confirm_by else None,
        "host_left_on": _left_shortly_before(rows),
    }


def _left_shortly_before(rows: Beside) -> date | None:
    """When a host took its yes back shortly before the first day."""
    left = [row for row in rows.get("host", []) if row["a"] == "withdrawn" and row["b"]]
    pairs = [(_at(row["b"]).date(), date.fromisoformat(row["c"])) for row in left]
    near = [on for on, first in pairs if first - on < going_wrong.SHORTLY_BEFORE]
    return max(near, default=None)


def _agreed(rows: Beside) -> dict[str, Any]:
    sides = rows.get("side", [])
    changes = rows.get("change", [])
    items = [row for row in rows.get("item", []) if row["d"]]
    return {
        "has_agreement": bool(sides),
        "signed": frozenset(Part(row["a"]) for row in sides if row["a"]),
        "accepted_days": frozenset(map(Part, json.loads(changes[0]["a"]))) if changes else None,
        "items": tuple(Open(Part(row["a"]), date.fromisoformat(row["d"])) for row in items),
        "is_partner_off": any(row["a"] in _OFF for row in rows.get("partner", [])),
    }


def _brought_back(rows: Beside) -> dict[str, Any]:
    report = next(iter(rows.get("report", [])), {"a": "", "b": "", "d": None})
    follow_ups = rows.get("follow_up", [])
    return {
        "is_report_read": bool(report["a"]),
        "is_cleared": bool(report["b"]),
        "host_reads_by": date.fromisoformat(report["d"]) if report["d"] else None,
        "is_passed_on": bool(rows.get("passed_on")),
        "follow_ups": {int(row["a"]): date.fromisoformat(row["d"]) for row in follow_ups},
    }


def _offered(rows: Beside, now: datetime) -> dict[str, Any]:
    places, polls = rows.get("place", []), rows.get("poll", [])
    waiting = [_at(row["d"]) for row in places if not row["a"]]
    return {
        "is_place_taken": any(row["a"] for row in places),
        "place_until": max((at.date() for at in waiting if at > now), default=None),
        "poll_closes_on": date.fromisoformat(polls[0]["d"]) if polls else None,
    }


def has_answered(rows: Beside) -> bool:
    """Whether the reader has said which days of the open poll suit."""
    return any(row["a"] != "0" for row in rows.get("poll", []))


def _last_day(expires_at: str, zone: str | None) -> date:
    """The last day on which a host answers, where it is: its time ends with that day."""
    return local_day(_at(expires_at) - timedelta(seconds=1), zone or "UTC")


def _at(written: str) -> datetime:
    return datetime.fromisoformat(written)
