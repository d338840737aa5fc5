"""What there is to do on a workshop, in words, and where it is done."""

from typing import Any

from network.kernel.i18n import lazy, ngettext
from network.workshops.rules.duties import Do, Due

_TEXTS: dict[Do, Any] = {
    Do.WRITE: lazy("Finish the draft and ask for a check"),
    Do.CHECK: lazy("Check the workshop before it opens"),
    Do.OPEN: lazy("Open registration"),
    Do.SET_DAYS: lazy("Set new days"),
    Do.WRITE_OUTCOME: lazy("Write down what came of it"),
    Do.READ_OUTCOME: lazy("Read what came of it, and publish it"),
}
LINKS = {
    Do.WRITE: "workshops:show",
    Do.CHECK: "workshops:show",
    Do.OPEN: "workshops:show",
    Do.SET_DAYS: "workshops:show",
    Do.APPROVE: "workshops:people",
    Do.TAKE_OFFER: "workshops:people",
    Do.FIND_SPEAKER: "workshops:agenda",
    Do.SAY_SPEAKING: "workshops:agenda",
    Do.DECIDE: "workshops:proposals",
    Do.ANSWER_INVITATION: "workshops:invitations",
    Do.WRITE_OUTCOME: "workshops:outcome",
    Do.READ_OUTCOME: "workshops:outcome",
}


def text(due: Due) -> str:
    """What there is to do, with how many wait."""
    if due.do in _TEXTS:
        return str(_TEXTS[due.do])
    return _counted(due.do, due.count)


def _counted(do: Do, n: int) -> str:
    if do is Do.APPROVE:
        return ngettext(
            "%(n)s registration waits for approval", "%(n)s registrations wait for approval", n
        )
    if do is Do.FIND_SPEAKER:
        return ngettext("%(n)s item needs a speaker", "%(n)s items need a speaker", n)
    if do is Do.DECIDE:
        return ngettext("Decide on %(n)s proposal", "Decide on %(n)s proposals", n)
    if do is Do.SAY_SPEAKING:
        return ngettext(
            "%(n)s speaker has not answered yet", "%(n)s speakers have not answered yet", n
        )
    if do is Do.TAKE_OFFER:
        return ngettext(
            "%(n)s offered place waits for an answer",
            "%(n)s offered places wait for an answer",
            n,
        )
    return ngettext(
        "%(n)s invitation is not answered yet", "%(n)s invitations are not answered yet", n
    )
