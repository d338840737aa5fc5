"""What a move does, in words: where the visit is then, what calendars show, who is told what."""

from dataclasses import dataclass

from network.exchanges.queries.turns import Turn
from network.exchanges.queries.whole import Whole
from network.exchanges.rules import guards, names, states
from network.exchanges.rules.facts import Facts
from network.exchanges.vocabulary import Move, Part
from network.kernel import clock
from network.kernel.i18n import _, lazy
from network.kernel.moves import Calendar
from network.notifications import phrases
from network.web.templating import join_words

_CALENDARS = {
    Calendar.NONE: lazy("Nothing changes in calendars."),
    Calendar.TENTATIVE: lazy("The days are in the calendars of those in the visit, as tentative."),
    Calendar.CONFIRMED: lazy("The days are in the calendars of those in the visit, as agreed."),
    Calendar.MOVED: lazy("The calendars of those in the visit show the new last day."),
    Calendar.CANCELLED: lazy("The days disappear from the calendars of those in the visit."),
}
_AFTER = {
    Move.CONFIRM: lazy("The checklists are laid out with their days."),
    Move.GO_VIRTUAL: lazy("Goals and budget stay; what was planned for travelling is free again."),
    Move.HOST_WITHDRAWS: lazy("The agreement is void. The next host on the list is asked."),
    Move.POSTPONE: lazy("The host stays the same and says yes again to new days."),
    Move.END_EARLY: lazy("Somebody asks the visitor how they are. A short report is enough."),
    Move.REPORT: lazy("Your coordinator reads it, then the host, who may take passages out."),
    Move.REOPEN: lazy("The visit goes back to the step it was at. Everybody in it is told."),
}
_OTHERWISE = (
    Move.RUN_OUT,
    Move.LAPSE,
    Move.HOST_WITHDRAWS,
    Move.GO_VIRTUAL,
    Move.POSTPONE,
    Move.CANCEL,
    Move.END_EARLY,
    Move.EXPIRE,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What follows from a move; `words` are those that others read, whatever the reason."""

    state: str
    calendar: str
    told: str
    words: str
    more: str


def of(whole: Whole, turn: Turn) -> Meaning:
    """What the move of a turn does from where the visit is."""
    rule, facts = turn.rule, whole.facts
    if turn.move is Move.ASK_NEXT:
        return Meaning(
            "",
            str(_CALENDARS[Calendar.NONE]),
            "",
            "",
            _("The next host on the list is asked. The visitor never learns who said no, or why."),
        )
    has_begun = facts.starts_on is None or guards.today(facts, clock.now()) >= facts.starts_on
    calendar = states.calendar_effect(rule, facts.state, has_begun=has_begun)
    return Meaning(
        state=str(names.STATES[rule.target]),
        calendar=str(_CALENDARS[calendar]),
        told=join_words([str(names.PARTS[part]) for part in Part if part in rule.tells]),
        words=_words(turn.move),
        more=_more(turn.move, facts),
    )


def _more(move: Move, facts: Facts) -> str:
    if move is Move.END_EARLY and not facts.has_arrived:
        return _(
            "Somebody asks the visitor how they are. No arrival was noted, so no report is asked"
            " for."
        )
    return str(_AFTER.get(move, ""))


def _words(move: Move) -> str:
    """Those of the notice, where a visit does not go on as planned."""
    return phrases.phrase(f"visit_{move}") if move in _OTHERWISE else ""
