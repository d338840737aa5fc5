"""Whose turn it is with a workshop, and which buttons its reader has, with what is in the way."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from babel.lists import format_list

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.i18n import locale
from network.web.routing import path_for
from network.workshops import policy
from network.workshops.models.workshops import Workshop
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


_REMEDIES = {  # where something that is in the way is changed
    Code.NO_NEUTRAL_TITLE: "workshops:edit",
    Code.NO_DATES: "workshops:edit",
    Code.NO_ZONE: "workshops:edit",
    Code.NO_CAPACITY: "workshops:conditions",
    Code.NO_OWNER: "workshops:edit",
    Code.NO_SESSIONS: "workshops:sessions",
    Code.NO_OUTCOME: "workshops:outcome",
    Code.REG_OVER: "workshops:conditions",
}


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What is in the way, who can change it, and where, if the reader is one of them."""

    text: str
    who: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A move its reader has: on, or off with what is in its way."""

    label: str
    link: str
    hindrances: list[Hindrance] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """The next step with who makes it, and what the reader can do besides."""

    is_mine: bool = False
    what: str = ""
    who: str = ""
    hindrances: list[Hindrance] = field(default_factory=list)
    first: Button | None = None
    others: list[Button] = field(default_factory=list)
    later: list[Button] = field(default_factory=list)


def turns_shown(actor: Actor, whole: Whole) -> Turns:
    """What the page of a workshop says about turns, for its reader."""
    now, way_on = clock.now(), onward(whole.facts)
    found = {turn.move: turn for turn in turns(actor, whole.seen, whole.facts, now)}
    own = found.pop(way_on, None) if way_on else None
    buttons = [_button(actor, whole.seen, turn) for turn in found.values()]
    others = [one for one in buttons if not one.hindrances]
    later = [one for one in buttons if one.hindrances]
    if way_on is None:
        return Turns(others=others, later=later)
    rows = [r for r in RULES if r.move is way_on and whole.facts.state in r.sources]
    codes = list(own.codes) if own else _in_the_way(rows, whole.facts, now)
    able = {part for code in codes for part in guards.who_can_change(code)}
    parts = policy.parts_in(actor, *whole.seen)
    is_on = own is not None and not codes
    is_mine = is_on or not able.isdisjoint(parts)
    return Turns(
        is_mine=is_mine,
        what=str(names.MOVES[way_on]),
        who="" if is_mine else who_words(able or _makers(rows)),
        hindrances=[hindrance(whole.workshop, parts, code) for code in codes] if parts else [],
        first=_button(actor, whole.seen, own) if own and is_on else None,
        others=others,
        later=later,
    )


def onward(facts: Facts) -> Move | None:
    """The next step that somebody has to make; none while time alone does it."""
    if facts.state is WorkshopState.DRAFT:
        return Move.CHECK if facts.is_asked else Move.ASK
    return _ONWARD.get(facts.state)


def hindrance(workshop: Workshop, parts: Collection[Part], code: Code) -> Hindrance:
    """What is in the way, in words, with the way to it for who can change it."""
    able = guards.who_can_change(code)
    runs = not {Part.ORGANISER, Part.SECRETARIAT}.isdisjoint(parts)
    route = _REMEDIES.get(code) if runs else None
    link = path_for(route, id=workshop.id) if route else ""
    return Hindrance(guards.text(code), who_words(able), link)


def who_words(parts: Iterable[Part]) -> str:
    """Organiser or Secretariat."""
    order = list(Part)
    told = [str(names.PARTS[part]) for part in sorted(parts, key=order.index)]
    return format_list(told, style="or", locale=locale()) if told else ""


def _button(actor: Actor, seen: Seen, turn: Turn) -> Button:
    link = path_for("workshops:move", id=seen.workshop.id, move=str(turn.move))
    parts = policy.parts_in(actor, *seen)
    off = [hindrance(seen.workshop, parts, code) for code in turn.codes]
    return Button(str(names.MOVES[turn.move]), link, off)


def _in_the_way(rows: list[Rule], facts: Facts, now: datetime) -> list[Code]:
    """What is in the way of a step, whoever makes it."""
    return guards.failing(rows[0].guards, facts, now) if rows else []


def _makers(rows: Iterable[Rule]) -> set[Part]:
    return {part for rule in rows for part in rule.by} - {Part.SYSTEM}
