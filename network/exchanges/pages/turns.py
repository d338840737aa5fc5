"""Whose turn it is on a visit, which buttons its reader has, and what is in the way of each."""

from collections.abc import Collection

from network.exchanges import policy
from network.exchanges.models.visits import Visit
from network.exchanges.queries.turns import Turn, onward, turns, way_on
from network.exchanges.queries.whole import Whole
from network.exchanges.rules import guards, names
from network.exchanges.rules.guards import Code
from network.exchanges.vocabulary import Move, Part
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.i18n import lazy, one_of
from network.web.routing import path_for
from network.web.turns import Button, Hindrance, Turns

_BY_HOST = {
    Move.ASK_NEXT: lazy("Say no as the host"),
    Move.DECLINE: lazy("Decline the application for good"),
}
_PAGES = {  # moves with a page of their own, on which more is to be read or written
    Move.ENDORSE: "visits:endorse",
    Move.REPORT: "visits:outcome",
    Move.RELEASE: "visits:outcome",
}
_REMEDIES = {  # where something that is in the way is changed
    Code.INCOMPLETE: "visits:apply",
    Code.NO_GOALS: "visits:apply",
    Code.GATES: "visits:endorse",
    Code.NO_COVER: "visits:endorse",
    Code.NO_HOST: "visits:hosts",
    Code.UNSIGNED: "visits:agreement",
    Code.RED: "visits:safety",
    Code.NO_PLAN_B: "visits:plan-b",
    Code.NO_BUDGET: "visits:budget",
    Code.OPEN_ITEMS: "visits:tasks",
    Code.NO_REPORT: "visits:outcome",
    Code.NO_RATINGS: "visits:outcome",
    Code.HOST_REVIEWS: "visits:outcome",
    Code.HOST_HAS_TIME: "visits:outcome",
    Code.REPORT_OWED: "visits:outcome",
    Code.NO_LEVEL: "visits:outcome",
    Code.NOT_SHARED: "visits:passing-on",
}


def turns_shown(actor: Actor, whole: Whole) -> Turns:
    """What the page of a visit says about turns, for its reader."""
    now, visit = clock.now(), whole.visit
    parts = policy.parts_in(actor, visit)
    found = {turn.move: turn for turn in turns(actor, visit, whole.facts, now)}
    next_one = onward(whole.facts, now)
    onto = way_on(whole.facts)
    besides = [button(actor, whole, turn) for move, turn in found.items() if move is not onto]
    if next_one is None:
        return Turns(besides=besides)
    own = found.get(next_one.move)
    codes = own.codes if own else next_one.codes
    able = {part for code in codes for part in who_can(code, whole)}
    is_mine = bool(own and own.is_possible) or not able.isdisjoint(parts)
    return Turns(
        is_mine=is_mine,
        what=str(names.MOVES[next_one.move]),
        who="" if is_mine else who_words(able or next_one.by),
        hindrances=[hindrance(actor, whole, code) for code in codes],
        first=button(actor, whole, own) if own and own.is_possible else None,
        besides=besides,
    )


def button(actor: Actor, whole: Whole, turn: Turn) -> Button:
    """The button of a move, with what keeps it off."""
    visit = whole.visit
    route = _PAGES.get(turn.move)
    link = path_for(route, id=visit.id) if route else move_path(visit, turn.move)
    return Button(label_of(turn), link, [hindrance(actor, whole, code) for code in turn.codes])


def label_of(turn: Turn) -> str:
    """What the button of a move says; a host says no in its own words."""
    by_host = _BY_HOST.get(turn.move) if turn.part is Part.HOST else None
    return str(by_host or names.MOVES[turn.move])


def move_path(visit: Visit, move: Move) -> str:
    return path_for("visits:move", id=visit.id, move=str(move))


def hindrance(actor: Actor, whole: Whole, code: Code) -> Hindrance:
    """What is in the way, in words, with the way to it for who can change it."""
    able = who_can(code, whole)
    route = _REMEDIES.get(code) if _is_theirs(actor, whole.visit, code, able) else None
    link = path_for(route, id=whole.visit.id) if route else ""
    return Hindrance(guards.text(code), who_words(able), link)


def _is_theirs(actor: Actor, visit: Visit, code: Code, able: frozenset[Part]) -> bool:
    """A red rating is changed by who rates for the centre that gave it, not by all focal points."""
    if code is Code.RED and not policy.can_change_red(actor, visit):
        return False
    return not able.isdisjoint(policy.parts_in(actor, visit))


def who_can(code: Code, whole: Whole) -> frozenset[Part]:
    """Who can take a hindrance away: of several, those who have not done their share yet."""
    able = frozenset(guards.who_can_change(code))
    if code is Code.UNSIGNED:
        return able - whole.facts.signed
    if code is Code.OPEN_ITEMS:
        return whole.tasks.owing or able
    return able


def who_words(parts: Collection[Part]) -> str:
    """Visitor, Home coordinator or Mentor."""
    return one_of(names.PARTS[part] for part in Part if part in parts)
