"""What is in the way of a move, who can change it, and where."""

from collections.abc import Collection

from network.kernel.actor import Actor
from network.kernel.i18n import one_of
from network.web.routing import path_for
from network.web.turns import Hindrance
from network.workshops import policy
from network.workshops.queries.workshops import Seen
from network.workshops.rules import guards, names
from network.workshops.rules.guards import Code
from network.workshops.vocabulary import Part

_REMEDIES = {  # where something that is in the way is changed
    Code.NO_NEUTRAL_TITLE: "workshops:edit",
    Code.NO_DATES: "workshops:edit",
    Code.NO_ZONE: "workshops:edit",
    Code.NO_SESSIONS: "workshops:sessions",
    Code.NO_CAPACITY: "workshops:conditions",
    Code.NO_OWNER: "workshops:edit",
    Code.REG_OVER: "workshops:edit",
    Code.NO_OUTCOME: "workshops:outcome",
}


def hindrance(actor: Actor, seen: Seen, code: Code) -> Hindrance:
    """What is in the way, in words, with the way to it for who can change it."""
    able = guards.who_can_change(code)
    route = _REMEDIES.get(code) if policy.can_run(actor, *seen) else None
    link = path_for(route, id=seen.workshop.id) if route else ""
    return Hindrance(guards.text(code), who_words(able), link)


def who_words(parts: Collection[Part]) -> str:
    """Organiser or Secretariat."""
    return one_of(names.PARTS[part] for part in Part if part in parts)
