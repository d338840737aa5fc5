"""Forms for what people do about a release: say what changes, and give figures to the library."""

from network.kernel.i18n import lazy
from network.web.forms import Area, Choice, PortalForm, Version, required


class ChangeForm(PortalForm):
    """What a centre, or the network, will change."""

    version = Version()
    text = Area(
        lazy("What we will change"),
        longest=4_000,
        rows=8,
        checks=[required()],
        hint=lazy("Work, hours, rooms, rest: what those in charge will do, and by when."),
    )


class ShareForm(PortalForm):
    """Who may read figures in the library."""

    level = Choice(lazy("Who may read it?"), as_radios=True)

    def offer(self, *, is_network: bool) -> "ShareForm":
        """The network's figures are for all members anyway; a centre has to choose."""
        self.level.choices = LEVELS[:1] if is_network else LEVELS
        if is_network and not self.level.data:
            self.level.data = LEVELS[0][0]
        return self


LEVELS = (
    ("S1", lazy("All members of the network")),
    ("S2", lazy("Only people with a role at your centre, guests too, and the secretariat")),
)
