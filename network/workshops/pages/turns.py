"""Whose turn it is with a workshop, and which buttons its reader has, with what is in the way."""

from collections.abc import Iterable
from datetime import datetime

from network.kernel import clock
from network.kernel.actor import Actor
from network.web.routing import path_for
from network.web.turns import Button, Turns
from network.workshops import policy
from network.workshops.pages.hindering import hindrance, who_words
from network.workshops.queries.turns import Turn, turns
from network.workshops.queries.whole import Whole
from network.workshops.queries.workshops import Seen
from network.workshops.rules import guards, names
from network.workshops.rules.facts import Facts
from network.workshops.rules.guards import Code
from network.workshops.rules.states_table import RULES, Rule
from network.workshops.vocabulary import Move, Part, WorkshopState

_ONWARD = {  # the next step that people make; everything else comes by itself
    WorkshopState.CHECKED: Move.OPEN,
    WorkshopState.OUTCOMES_DUE: Move.PUBLISH,
    WorkshopState.POSTPONED: Move.RESUME,
}


def turns_shown(actor: Actor, whole: Whole) -> Turns:
    """What the page of a workshop says about turns, for its reader."""
    now, way_on = clock.now(), onward(whole.facts)
    found = {turn.move: turn for turn in turns(actor, whole.seen, whole.facts, now)}
    own = found.pop(way_on, None) if way_on else None
    besides = [_button(actor, whole.seen, turn) for turn in found.values()]
    if way_on is None:
        return Turns(besides=besides)
    rows = RULES.rows(way_on, whole.facts.state)
    codes = list(own.codes) if own else _in_the_way(rows, whole.facts, now)
    able = {part for code in codes for part in guards.who_can_change(code)}
    parts = policy.parts_in(actor, *whole.seen)
    is_on = own is not None and not codes
    is_mine = is_on or not able.isdisjoint(parts)
    return Turns(
        is_mine=is_mine,
        what=str(names.MOVES[way_on]),
        who="" if is_mine else who_words(able or _makers(rows)),
        hindrances=[hindrance(actor, whole.seen, code) for code in codes] if parts else [],
        first=_button(actor, whole.seen, own) if own and is_on else None,
        besides=besides,
    )


def onward(facts: Facts) -> Move | None:
    """The next step that somebody has to make; none while time alone does it."""
    if facts.state is WorkshopState.DRAFT:
        return Move.CHECK if facts.is_asked else Move.ASK
    return _ONWARD.get(facts.state)


def _button(actor: Actor, seen: Seen, turn: Turn) -> Button:
    link = path_for("workshops:move", id=seen.workshop.id, move=str(turn.move))
    off = [hindrance(actor, seen, code) for code in turn.codes]
    return Button(str(names.MOVES[turn.move]), link, off)


def _in_the_way(rows: list[Rule], facts: Facts, now: datetime) -> list[Code]:
    """What is in the way of a step, whoever makes it."""
    return guards.failing(rows[0].guards, facts, now) if rows else []


def _makers(rows: Iterable[Rule]) -> set[Part]:
    return {part for rule in rows for part in rule.by} - {Part.SYSTEM}
