"""What is in the way of a move, who can change it, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list

from network.kernel.actor import Actor
from network.kernel.i18n import locale
from network.web.routing import path_for
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


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What is in the way, who can change it, and where, if the reader is one of them."""

    text: str
    who: str = ""
    link: str = ""


def hindrance(actor: Actor, seen: Seen, code: Code) -> Hindrance:
    """What is in the way, in words, with the way to it for who can change it."""
    able = guards.who_can_change(code)
    route = _REMEDIES.get(code) if policy.can_run(actor, *seen) else None
    link = path_for(route, id=seen.workshop.id) if route else ""
    return Hindrance(guards.text(code), who_words(able), link)


def who_words(parts: Iterable[Part]) -> str:
    """Organiser or Secretariat."""
    order: list[Any] = list(Part)
    told = [str(names.PARTS[part]) for part in sorted(parts, key=order.index)]
    return str(format_list(told, style="or", locale=locale())) if told else ""
