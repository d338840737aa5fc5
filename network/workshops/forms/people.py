"""Forms about those who registered."""

from uuid import UUID

from network.kernel.i18n import lazy
from network.web.forms import Area, Choice, PortalForm, Ticks
from network.workshops.vocabulary import RegMove

ACTS = (
    (RegMove.APPROVE, lazy("Approve")),
    (RegMove.REFUSE, lazy("No place this time")),
    (RegMove.REMOVE, lazy("Take out")),
)
_HINT = lazy("They read it.")


class NoteForm(PortalForm):
    """A word to somebody about their registration."""

    note = Area(lazy("A word to them"), longest=300, rows=2, hint=_HINT)


class DecideForm(NoteForm):
    """What is done to those who are ticked, and a word to them."""

    move = Choice(lazy("What do you decide?"), choices=ACTS, default=RegMove.APPROVE)
    chosen = Ticks(lazy("For whom?"), coerce=UUID)

    def offer(self, ids: list[UUID]) -> "DecideForm":
        """Let those be chosen who are in the list."""
        self.chosen.choices = [(str(key), "") for key in ids]
        return self
