"""Forms for inviting people and reminding those who have not answered."""

from uuid import UUID

from network.kernel.i18n import lazy
from network.web.forms import PortalForm, Ticks


class ChosenForm(PortalForm):
    """People who are ticked in a list."""

    chosen = Ticks(lazy("Whom?"), coerce=UUID)

    def offer(self, ids: list[UUID]) -> "ChosenForm":
        self.chosen.choices = [(str(key), "") for key in ids]
        return self
