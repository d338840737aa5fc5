"""The form for agreeing on a word by the way."""

from collections.abc import Iterable
from datetime import datetime, time

from network.exchanges.rules import travelling
from network.exchanges.rules.travelling import Kind
from network.kernel import moments
from network.kernel.i18n import lazy
from network.web.forms import Choice, GivenDay, PortalForm
from network.web.wall_times import Clock, Pass


class CheckForm(PortalForm):
    """By when, on whose clocks, and on which part of the way."""

    kind = Choice(lazy("Where on the way"), choices=tuple(travelling.KINDS.items()))
    on = GivenDay(lazy("Day"))
    at = Clock(lazy("By what time"))
    zone = Choice(lazy("On the clocks of"))
    second = Pass(lazy("If the clocks show this time twice"))

    def offer(self, zones: Iterable[str]) -> "CheckForm":
        """Fill in the zones of both sides."""
        self.zone.choices = [(zone, moments.place(zone)) for zone in zones]
        return self

    @property
    def wall(self) -> datetime:
        return datetime.combine(self.on.data, self.at.value or time())

    @property
    def kind_chosen(self) -> Kind:
        return Kind(self.kind.data)
