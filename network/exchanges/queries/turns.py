"""What somebody can do with a visit now, what is in the way, and who can take it away."""

from dataclasses import dataclass
from datetime import datetime

from network.exchanges import policy
from network.exchanges.models.visits import Visit
from network.exchanges.rules import guards, states
from network.exchanges.rules.facts import Facts
from network.exchanges.rules.guards import Code
from network.exchanges.rules.states_table import RULES, Rule
from network.exchanges.vocabulary import Move, Part, VisitState
from network.kernel.actor import Actor

# given along with the move, or settled by it
_GIVEN = {
    Move.ACCEPT: {Code.NO_MENTOR, Code.NO_LANGUAGE},
    Move.RESUME: {Code.NO_MENTOR, Code.NO_LANGUAGE},
    Move.ASK_NEXT: {Code.OFFER_OPEN, Code.NO_HOST},
}
# the way on from each state; everything else is a way out or back
_ONWARD = {
    VisitState.DRAFT: Move.SUBMIT,
    VisitState.SUBMITTED: Move.ENDORSE,
    VisitState.ENDORSED: Move.ASK_HOSTS,
    VisitState.WAITLISTED: Move.ASK_HOSTS,
    VisitState.HOST_PENDING: Move.ACCEPT,
    VisitState.HOST_ACCEPTED: Move.CONFIRM,
    VisitState.CONFIRMED: Move.ARRIVE,
    VisitState.IN_PROGRESS: Move.FINISH,
    VisitState.REPORT_DUE: Move.REPORT,
    VisitState.REPORT_REVIEW: Move.RELEASE,
    VisitState.SHARING: Move.CLOSE,
    VisitState.POSTPONED: Move.RESUME,
    VisitState.ENDED_EARLY: Move.REPORT,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A move somebody has, with what is in its way; a button that is on, or off with its texts."""

    move: Move
    part: Part
    codes: tuple[Code, ...]
    rule: Rule

    @property
    def is_possible(self) -> bool:
        return not self.codes

    @property
    def reasons(self) -> list[tuple[str, tuple[Part, ...]]]:
        """Why not, in the reader's language, each with the parts that can change it."""
        return [(guards.text(code), guards.who_can_change(code)) for code in self.codes]


@dataclass(frozen=True, slots=True)
class Onward:
    """The next step of a visit: who makes it, and what is in its way."""

    move: Move
    by: frozenset[Part]
    codes: tuple[Code, ...]


def turns(actor: Actor, visit: Visit, facts: Facts, now: datetime) -> list[Turn]:
    """The moves the actor has from where a visit is; each once, in the part nearest to it.

    The facts are those that time has made.
    """
    found: dict[Move, Turn] = {}
    for part in sorted(policy.parts_in(actor, visit)):
        for rule, codes in states.offered(facts, part, now):
            turn = Turn(rule.move, part, _in_the_way(rule.move, codes, facts, now), rule)
            earlier = found.get(rule.move)
            if earlier is None or len(turn.codes) < len(earlier.codes):
                found[rule.move] = turn
    return list(found.values())


def way_on(facts: Facts) -> Move | None:
    """The move that leads on from where a visit is; who never arrived has nothing to report."""
    if facts.state is VisitState.ENDED_EARLY and not facts.has_arrived:
        return Move.CLOSE
    return _ONWARD.get(facts.state)


def onward(facts: Facts, now: datetime) -> Onward | None:
    """The next step from where a visit is now; None where nothing follows."""
    move = way_on(facts)
    rules = RULES.rows(move, facts.state)
    if not facts.is_bilateral:
        rules = [rule for rule in rules if Code.NOT_BILATERAL not in rule.guards]
    if move is None or not rules:
        return None
    found = [
        (_in_the_way(move, guards.failing(r.guards, facts, now), facts, now), r) for r in rules
    ]
    codes, rule = min(found, key=lambda pair: (len(pair[0]), Part.SYSTEM in pair[1].by))
    by = frozenset(part for one in rules for part in one.by if part is not Part.SYSTEM)
    return Onward(move, by or rule.by, codes)


def _in_the_way(move: Move, codes: list[Code], facts: Facts, now: datetime) -> tuple[Code, ...]:
    """What keeps somebody from a move, but for what they give along with it.

    A host that says no lets the next one be asked, as long as it is asked itself.
    """
    left = tuple(code for code in codes if code not in _GIVEN.get(move, ()))
    if move is Move.ASK_NEXT and not guards.open_offer(facts, now):
        return (Code.OFFER_OVER, *left)
    return left
