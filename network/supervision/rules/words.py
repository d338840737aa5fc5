"""Why a start cannot be booked, in the words of the one who wants to book and of the supervisor."""

from collections.abc import Iterable
from typing import Any

from network.kernel.i18n import lazy
from network.supervision.rules.slots import Refusal

_TAKEN = lazy("Not free.")
_ELSEWHERE = lazy("The supervisor has no more time on this day, in this week or in this month.")
_TO_OTHERS: dict[Refusal, Any] = {
    Refusal.NOT_OFFERED: lazy("This is outside the supervisor's hours."),
    Refusal.PAST: lazy("This time is over."),
    Refusal.NOTICE: lazy("This is too soon: the supervisor needs more notice."),
    Refusal.WINDOW: lazy("This is too far ahead. It can be booked later."),
    Refusal.QUIET: _TAKEN,
    Refusal.CLOSED: lazy("The supervisor does not work on this day."),
    Refusal.BREAK: _TAKEN,
    Refusal.BUSY: _TAKEN,
    Refusal.ELSEWHERE: _TAKEN,
    Refusal.BUFFER: _TAKEN,
    Refusal.RECOVERY: _TAKEN,
    Refusal.DAY_FULL: _ELSEWHERE,
    Refusal.WEEK_FULL: _ELSEWHERE,
    Refusal.MONTH_FULL: _ELSEWHERE,
    Refusal.OTHERS_BUSY: lazy("You or somebody who would come has something else then."),
}
_TO_THEMSELVES: dict[Refusal, Any] = {
    Refusal.NOT_OFFERED: lazy("Outside your hours."),
    Refusal.PAST: lazy("Over already."),
    Refusal.NOTICE: lazy("Sooner than your notice allows."),
    Refusal.WINDOW: lazy("Further ahead than your booking window."),
    Refusal.QUIET: lazy("Your quiet time."),
    Refusal.CLOSED: lazy("A closed day, or you are away."),
    Refusal.BREAK: lazy("Your break."),
    Refusal.BUSY: lazy("You have a session then."),
    Refusal.ELSEWHERE: lazy("Busy elsewhere, as a calendar of yours says."),
    Refusal.BUFFER: lazy("Too near to another session for the time you keep free around it."),
    Refusal.RECOVERY: lazy("Your rest after a heavy session."),
    Refusal.DAY_FULL: lazy("Your limit for the day is reached."),
    Refusal.WEEK_FULL: lazy("Your limit for the week is reached."),
    Refusal.MONTH_FULL: lazy("Your limit for the month is reached."),
    Refusal.OTHERS_BUSY: lazy("Somebody who would come has something else then."),
}
_TO_CHANGE: dict[Refusal, tuple[str, Any]] = {
    Refusal.NOTICE: ("notice", lazy("Change the notice")),
    Refusal.WINDOW: ("window", lazy("Change the window")),
    Refusal.QUIET: ("quiet", lazy("End quiet time")),
    Refusal.CLOSED: ("dates", lazy("Change dates")),
    Refusal.BREAK: ("breaks", lazy("Change breaks")),
    Refusal.ELSEWHERE: ("elsewhere", lazy("See your calendars elsewhere")),
    Refusal.BUFFER: ("buffers", lazy("Change the free time around sessions")),
    Refusal.RECOVERY: ("recovery", lazy("Change the rest")),
    Refusal.DAY_FULL: ("limits", lazy("Change limits")),
    Refusal.WEEK_FULL: ("limits", lazy("Change limits")),
    Refusal.MONTH_FULL: ("limits", lazy("Change limits")),
}


def words(refusal: Refusal, *, is_own: bool = False) -> str:
    """Why not, in the reader's language; private reasons are told to the supervisor alone."""
    return str((_TO_THEMSELVES if is_own else _TO_OTHERS)[refusal])


def told(reasons: Iterable[Refusal]) -> list[str]:
    """All reasons for somebody who wants to book, each sentence once."""
    return list(dict.fromkeys(words(reason) for reason in reasons))


def remedy(refusal: Refusal) -> tuple[str, str] | None:
    """Which setting a supervisor would change: its anchor on the page, and the words for it."""
    found = _TO_CHANGE.get(refusal)
    return (found[0], str(found[1])) if found else None


def public_code(refusal: Refusal) -> str:
    """The reason as programs may read it: those that are private are all `not_free`."""
    return "not_free" if _TO_OTHERS[refusal] is _TAKEN else refusal.value
