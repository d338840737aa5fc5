"""Which moves somebody has on a workshop, and what is in the way of each."""

from datetime import datetime
from typing import NamedTuple

from network.kernel.actor import Actor
from network.workshops import policy
from network.workshops.queries.workshops import Seen
from network.workshops.rules import states
from network.workshops.rules.facts import Facts
from network.workshops.rules.guards import Code
from network.workshops.rules.states_table import Rule
from network.workshops.vocabulary import Move, Part


class Turn(NamedTuple):
    """A move somebody has, in which part, and what is in its way."""

    rule: Rule
    part: Part
    codes: tuple[Code, ...]

    @property
    def move(self) -> Move:
        return self.rule.move


def turns(actor: Actor, seen: Seen, facts: Facts, now: datetime) -> list[Turn]:
    """Every move from here that is the actor's, once: in the part in which least is in the way."""
    found: dict[Move, Turn] = {}
    for part in sorted(policy.parts_in(actor, *seen)):
        for rule, codes in states.offered(facts, part, now):
            turn = Turn(rule, part, tuple(codes))
            before = found.get(rule.move)
            if before is None or _ease(turn) < _ease(before):
                found[rule.move] = turn
    return list(found.values())


def _ease(turn: Turn) -> tuple[int, int]:
    return len(turn.codes), len(turn.rule.needs)
