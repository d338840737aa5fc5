"""What time does to a workshop by itself, however long nobody looked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from network.kernel import travel
from network.workshops.rules import guards
from network.workshops.rules.facts import Facts
from network.workshops.rules.states_table import RULES, Rule
from network.workshops.vocabulary import Move, Part, Told, WorkshopState

_BY_TIME = (Move.CLOSE_REG, Move.BEGIN, Move.END, Move.ARCHIVE)


def due_moves(facts: Facts, now: datetime) -> tuple[Rule, ...]:
    """The moves that time makes now, in their order; none when it was looked at a moment ago."""
    found: list[Rule] = []
    for move in _BY_TIME:
        rule = RULES.find(move, facts, Part.SYSTEM)
        if rule is not None and not guards.failing(rule.guards, facts, now):
            found.append(rule)
            facts = replace(facts, state=rule.target)
    return tuple(found)


def state_now(facts: Facts, now: datetime) -> WorkshopState:
    """The state a reader should see, also when nothing has stored it yet."""
    due = due_moves(facts, now)
    return due[-1].target if due else facts.state


def told_once(due: Sequence[Rule]) -> list[frozenset[Told]]:
    """Who is told of each move that time makes: after a long silence, of the last one only."""
    return [frozenset()] * (len(due) - 1) + [rule.tells for rule in due[-1:]]


def span(
    sessions: Sequence[tuple[datetime, int]], first_on: date | None, last_on: date | None, zone: str
) -> tuple[datetime | None, datetime | None]:
    """When a workshop begins and ends: with its sessions, and without any with its days."""
    if sessions:
        starts = min(at for at, _ in sessions)
        return starts, max(at + timedelta(minutes=minutes) for at, minutes in sessions)
    if first_on is None or last_on is None or not zone:
        return None, None
    return travel.day_start(first_on, zone), travel.day_start(last_on + timedelta(days=1), zone)
