"""What time alone does to a visit: computed when it is read, stored when the job comes round."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from network.exchanges.rules import guards
from network.exchanges.rules.facts import Facts, Offer
from network.exchanges.rules.states import Rule
from network.exchanges.rules.states_table import RULES
from network.exchanges.vocabulary import Move, OfferState, Part, VisitState

S, M = VisitState, Move
# in the order in which they are tried: what is over is not asked for again
_BY_TIME = (M.EXPIRE, M.LAPSE, M.ASK_NEXT, M.RUN_OUT, M.FINISH, M.CLOSE)
_BY_DAYS = (M.EXPIRE, M.FINISH)  # what follows from a visit's own days, and nothing beside it


def due_moves(facts: Facts, now: datetime) -> tuple[Rule, ...]:
    """The moves time has made since somebody looked, first to last.

    Asking a further host is always the last: its time to answer begins when it is asked, so a
    stopped worker never takes it away. The same moment gives nothing once they are stored.
    """
    found: list[Rule] = []
    while rule := _next(facts, now):
        found.append(rule)
        if rule.move is M.ASK_NEXT:
            break
        facts = _after(facts, rule)
    return tuple(found)


def told_once(due: Sequence[Rule]) -> list[frozenset[Part]]:
    """Whom each of these moves tells: everybody once, of the last one that concerns them.

    The host that waited too long is another than the one that is asked next.
    """
    found: list[frozenset[Part]] = []
    later: set[Part] = set()
    for rule in reversed(due):
        hidden = later - {Part.HOST} if rule.move is M.LAPSE else later
        found.insert(0, rule.tells - hidden)
        later |= rule.tells
    return found


def told_now(facts: Facts, rule: Rule, now: datetime) -> frozenset[Part]:
    """Whom a move that somebody makes tells itself: where time moves the visit on at once, that is
    what the others read.
    """
    follows = due_moves(_after(facts, rule), now) if rule.move is M.HOST_WITHDRAWS else ()
    return told_once((rule, *follows))[0]


def facts_at(facts: Facts, now: datetime) -> Facts:
    """A visit as time has made it: guards and buttons look at this, never at what is stored."""
    for rule in due_moves(facts, now):
        facts = _after(facts, rule)
    return replace(facts, offers=tuple(_offer_at(offer, now) for offer in facts.offers))


def state_by_days(facts: Facts, now: datetime) -> VisitState:
    """Where the days of a visit alone have brought it; for lists, which know no more of it."""
    rule = _next(facts, now, _BY_DAYS)
    return rule.target if rule else facts.state


def _offer_at(offer: Offer, now: datetime) -> Offer:
    """An offer nobody answered in time is over, also when nobody stored that."""
    is_over = offer.expires_at is not None and now >= offer.expires_at
    if offer.state is OfferState.ASKED and is_over:
        return offer._replace(state=OfferState.EXPIRED)
    return offer


def _next(facts: Facts, now: datetime, moves: Sequence[Move] = _BY_TIME) -> Rule | None:
    for move in moves:
        rule = RULES.find(move, facts, Part.SYSTEM)
        if rule and not guards.failing(rule.guards, facts, now):
            return rule
    return None


def _after(facts: Facts, rule: Rule) -> Facts:
    """A visit once it moved; a host that waited too long, or left, counts as asked before."""
    if rule.move not in (M.LAPSE, M.HOST_WITHDRAWS):
        return replace(facts, state=rule.target, came_from=facts.state)
    offers = tuple(
        o._replace(state=OfferState.EXPIRED) if o.state is OfferState.ACCEPTED else o
        for o in facts.offers
    )
    return replace(facts, state=rule.target, offers=offers)
