"""The form of one session of a workshop, on the clocks of its own place."""

from datetime import datetime, time
from typing import Any

from network.kernel import zones
from network.kernel.i18n import lazy
from network.web.forms import Choice, GivenDay, Number, PortalForm, Text, Version
from network.web.wall_times import Clock, Pass
from network.workshops.models.workshops import WorkshopSession

_LEAST, _MOST = 5, 720  # minutes


class SessionForm(PortalForm):
    """When a session is, for how long, and where."""

    version = Version()
    title = Text(
        lazy("Title"), longest=150, about_work=True, hint=lazy("Left empty, it has its number.")
    )
    on = GivenDay(lazy("Day"))
    at = Clock(lazy("Time"))
    second = Pass(lazy("If the clocks show this time twice"))
    minutes = Number(lazy("Minutes"), least=_LEAST, most=_MOST, default=90)
    zone = Choice(lazy("On the clocks of"))
    place = Text(
        lazy("Place"),
        longest=200,
        about_work=True,
        hint=lazy("A room or a short code, no address."),
    )

    def offer(self, host_zone: str) -> "SessionForm":
        """Fill in the zones, the host's first."""
        names = sorted(zones.zone_names() - {host_zone})
        known = [host_zone] if zones.is_zone(host_zone) else []
        self.zone.choices = [(name, name.replace("_", " ")) for name in [*known, *names]]
        return self

    @property
    def wall(self) -> datetime:
        return datetime.combine(self.on.data, self.at.value or time())


def as_typed(session: WorkshopSession) -> dict[str, Any]:
    """A stored session as the fields of its form."""
    wall = datetime.fromisoformat(session.wall)
    return {
        "version": session.version,
        "title": session.title,
        "on": wall.date(),
        "at": f"{wall:%H:%M}",
        "second": "second" if session.is_second else "",
        "minutes": session.minutes,
        "zone": session.zone,
        "place": session.place,
    }
