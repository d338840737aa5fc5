"""Gathering what the rules of states have to know about a visit."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from network.db import plain
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.offers import CallState
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.pieces import open_pieces
from network.exchanges.queries import hosts, money
from network.exchanges.rules import budget
from network.exchanges.rules import facts as rules
from network.exchanges.rules import offers as call_rules
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Facts
from network.exchanges.rules.goals import Ratings, are_rated
from network.exchanges.rules.selection import Gate
from network.exchanges.vocabulary import OfferState, Part, Reason, Side, VisitState
from network.kernel import clock
from network.people import queries as people

_SIDES = {Side.VISITOR: Part.VISITOR, Side.HOME: Part.HOME, Side.HOST: Part.HOST}
_BEFORE_HOST = (
    VisitState.DRAFT,
    VisitState.SUBMITTED,
    VisitState.ENDORSED,
    VisitState.WAITLISTED,
)
_OVER = (VisitState.DECLINED, VisitState.WITHDRAWN, VisitState.CANCELLED, VisitState.EXPIRED)

Stored: TypeAlias = Mapping[str, list[dict[str, Any]]]  # rows by what they are


async def facts_of(visit: Visit) -> Facts:
    """Everything the guards of a visit ask for, as it is stored now."""
    choices, stored = await plain.together(hosts.choices_of(visit.id), stored_of(visit))
    return await facts_with(visit, choices, stored)


async def facts_with(visit: Visit, choices: list[HostChoice], stored: Stored) -> Facts:
    """The same, for who has read the ranked hosts and what is stored beside the visit."""
    return Facts(
        state=visit.state,
        came_from=visit.came_from,
        settled_at=visit.settled_at,
        reopened_at=visit.reopened_at,
        zone=visit.zone or "UTC",
        window_ends_on=visit.until_on,
        starts_on=visit.first_on,
        ends_on=visit.last_on,
        has_mentor=visit.mentor_id is not None,
        has_language=bool(visit.lang),
        is_red="red" in (visit.home_rating, visit.host_rating),
        has_plan_b=bool(visit.plan_b),
        is_virtual=visit.is_virtual,
        is_bilateral=visit.call_id is None,
        is_waived=visit.waived_by_id is not None,
        has_arrived=visit.arrived_on is not None,
        due_on=visit.report_due_on,
        ended_for=Reason(visit.ended_for) if visit.ended_for else None,
        no_show_since=visit.nobody_came_at,
        has_conduct=await _has_conduct(visit),
        is_call_closed=_is_call_closed(visit, stored["call"]),
        offers=_offers(visit, choices, stored["booked"]),
        **_applied(stored),
        **_agreed(visit, stored),
        **_brought_back(visit, stored),
    )


def ratings_of(goal: LearningGoal) -> Ratings:
    """The levels of a goal as the rules read them."""
    return Ratings(
        before=goal.before,
        after=goal.after,
        retrospect=goal.retrospect,
        six_months=goal.six_months,
    )


# reading -----------------------------------------------------------------------------------------


def _words(states: Iterable[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)


# Everything beside a visit in one statement, as it is asked on every page and in every move. All
# values are texts, so that both engines can put rows of different tables into one answer.
_STORED = f"""
    SELECT 'application' AS what, CAST(parts AS TEXT) AS a, CAST(gates AS TEXT) AS b, cover AS c,
        CAST(NULL AS TEXT) AS d, CAST(NULL AS TEXT) AS e, CAST(NULL AS TEXT) AS f
        FROM visit_application WHERE visit_id = $1
    UNION ALL SELECT 'goal', CAST("before" AS TEXT), CAST("after" AS TEXT),
        CAST(retrospect AS TEXT), CAST(six_months AS TEXT), NULL, NULL
        FROM learning_goal WHERE visit_id = $1
    UNION ALL SELECT 'call', CAST(places AS TEXT), CAST((
            SELECT COUNT(*) FROM visit WHERE visit.call_id = exchange_call.id
            AND visit.state NOT IN ({_words((*_BEFORE_HOST, *_OVER))})
        ) AS TEXT), CAST(parts AS TEXT), state, CAST(opens_on AS TEXT), CAST(closes_on AS TEXT)
        FROM exchange_call WHERE id = $2
    UNION ALL SELECT 'signature', side, CAST(first_on AS TEXT), CAST(last_on AS TEXT),
        CASE WHEN is_virtual THEN '1' ELSE '' END, NULL, NULL
        FROM visit_signature JOIN visit_edition ON visit_edition.id = visit_signature.edition_id
        WHERE visit_id = $1 AND number = (
            SELECT MAX(number) FROM visit_edition WHERE visit_id = $1 AND voided_at IS NULL
        )
    UNION ALL SELECT 'line', kind, currency, CAST(planned AS TEXT), CAST(committed AS TEXT),
        CAST(actual AS TEXT), CAST(approved AS TEXT)
        FROM budget_line WHERE visit_id = $1 AND NOT is_released
    UNION ALL SELECT 'item', CAST(COUNT(*) AS TEXT), NULL, NULL, NULL, NULL, NULL
        FROM checklist_item
        WHERE visit_id = $1 AND is_required AND state = 'open' AND offset_days < 0
    UNION ALL SELECT 'report', CAST(parts AS TEXT), CAST(host_due_on AS TEXT),
        CASE WHEN host_cleared_at IS NULL THEN '' ELSE '1' END, level, NULL, NULL
        FROM learning_report WHERE visit_id = $1
    UNION ALL SELECT 'passed_on', CAST(COUNT(*) AS TEXT), NULL, NULL, NULL, NULL, NULL
        FROM visit_passing_on WHERE visit_id = $1
    UNION ALL SELECT 'follow_up', CAST(due_on AS TEXT),
        CASE WHEN answered_at IS NULL THEN '' ELSE '1' END, NULL, NULL, NULL, NULL
        FROM visit_follow_up WHERE visit_id = $1
    UNION ALL SELECT 'booked', CAST(host_centre_id AS TEXT), CAST(first_on AS TEXT),
        CAST(last_on AS TEXT), NULL, NULL, NULL
        FROM visit WHERE id <> $1 AND state IN ({_words(hosts.TAKES_ROOM)})
        AND first_on IS NOT NULL AND last_on IS NOT NULL AND host_centre_id IN (
            SELECT centre_id FROM host_choice WHERE visit_id = $1 AND state = 'ranked'
        )
"""  # noqa: S608 (our own words)


def stored_of(visit: Visit, more: str = "", *values: object) -> plain.Question[Stored]:
    """What is stored beside a visit; `more` are further parts of the statement, of seven texts,
    with their values from $3 on.
    """
    told = plain.rows(f"{_STORED} {more}", visit.id, visit.call_id, *values)
    return told.then(by_kind)


def by_kind(rows: Iterable[dict[str, Any]]) -> Stored:
    """Rows by what they are."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["what"]].append(row)
    return found


async def _has_conduct(visit: Visit) -> bool:
    """Whether the visitor accepted the code of conduct; it is asked when an application is sent."""
    if visit.state is not VisitState.DRAFT:
        return True
    return not people.owes_conduct(await people.get_any_person(visit.visitor_id))


# understanding -----------------------------------------------------------------------------------


def _applied(stored: Stored) -> dict[str, Any]:
    [application] = stored["application"]
    gates = json.loads(application["b"])
    goals = [_ratings(row) for row in stored["goal"]]
    asked = [name for row in stored["call"] for name in json.loads(row["c"])]
    return {
        "is_complete": not open_pieces(json.loads(application["a"]), asked),
        "gates_passed": all(gates.get(gate) for gate in Gate),
        "has_cover": bool(application["c"]),
        "goals": len(goals),
        "has_ratings": bool(goals) and are_rated(goals),
        "is_call_full": any(int(row["b"]) >= int(row["a"]) for row in stored["call"]),
    }


def _is_call_closed(visit: Visit, calls: list[dict[str, Any]]) -> bool:
    if visit.state is not VisitState.DRAFT or not call_rules.needs_open_call(visit):
        return False
    today = clock.now().date()
    return any(
        not call_rules.takes_on(CallState(row["d"]), _on(row["e"]), _on(row["f"]), today)
        for row in calls
    )


def _ratings(row: Mapping[str, Any]) -> Ratings:
    before, after, retrospect, six_months = (_number(row[name]) for name in "abcd")
    return Ratings(before=before, after=after, retrospect=retrospect, six_months=six_months)


def _offers(
    visit: Visit, choices: list[HostChoice], booked: list[dict[str, Any]]
) -> tuple[rules.Offer, ...]:
    taken: dict[UUID, list[Span]] = defaultdict(list)
    for row in booked:
        taken[UUID(row["a"])].append(Span(_on(row["b"]), _on(row["c"])))
    possible = hosts.possible_among(visit, choices, taken)
    return tuple(
        rules.Offer(
            state=one.state,
            expires_at=one.expires_at,
            accepted_at=one.answered_at if one.state is OfferState.ACCEPTED else None,
            is_possible=one.id in possible,
        )
        for one in choices
    )


def _agreed(visit: Visit, stored: Stored) -> dict[str, Any]:
    return {
        "signed": _signed(visit, stored["signature"]),
        "is_budget_committed": _is_committed(visit, stored["line"]),
        "open_items": sum(int(row["a"]) for row in stored["item"]),
    }


def _signed(visit: Visit, rows: list[dict[str, Any]]) -> frozenset[Part]:
    """Who signed the host agreement as it is now: one on other days, or another form, is over."""
    frame = (visit.first_on, visit.last_on, visit.is_virtual)
    held = (row for row in rows if (_on(row["b"]), _on(row["c"]), bool(row["d"])) == frame)
    return frozenset(_SIDES[Side(row["a"])] for row in held)


def _is_committed(visit: Visit, rows: list[dict[str, Any]]) -> bool:
    """Whether money was promised for every line; a virtual exchange may cost nothing."""
    lines = [_line(row) for row in rows]
    return budget.is_committed(lines) if lines else visit.is_virtual


def _line(row: Mapping[str, Any]) -> budget.Line:
    currency = row["b"]
    committed, actual = (
        None if row[name] is None else money.amount(int(row[name]), currency) for name in "de"
    )
    return budget.Line(
        kind=budget.Kind(row["a"]),
        currency=currency,
        planned=money.amount(int(row["c"]), currency),
        committed=committed,
        actual=actual,
        approved=money.amount(int(row["f"]), currency),
    )


def _brought_back(visit: Visit, stored: Stored) -> dict[str, Any]:
    if visit.state in (*_BEFORE_HOST, VisitState.HOST_PENDING):
        return {}
    report = next(iter(stored["report"]), None)
    follow_ups = (rules.FollowUp(_on(row["a"]), bool(row["b"])) for row in stored["follow_up"])
    return {
        "has_report": report is not None and any(json.loads(report["a"]).values()),
        "is_host_cleared": report is not None and bool(report["c"]),
        "host_review_due_on": _on(report["b"]) if report and report["b"] else None,
        "has_level": report is not None and bool(report["d"]),
        "disseminations": sum(int(row["a"]) for row in stored["passed_on"]),
        "follow_ups": tuple(sorted(follow_ups)),
    }


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _on(text: str) -> date:
    return date.fromisoformat(text)
