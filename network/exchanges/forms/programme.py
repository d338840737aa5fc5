"""Forms for the programme of a visit."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from network.exchanges.models.staying import ProgrammeItem
from network.exchanges.rules import programmes
from network.exchanges.rules.programmes import Kind, Level
from network.kernel import moments
from network.kernel.i18n import _, lazy
from network.web.forms import Choice, Number, PortalForm, Text, Version
from network.web.wall_times import Clock, Pass


class VersionForm(PortalForm):
    """What a button alone has to know: which version it was made from."""

    version = Version()


class WallForm(PortalForm):
    """A day of a list and a time on the wall there."""

    on = Choice(lazy("Day"))
    at = Clock(lazy("Time"))
    second = Pass(lazy("If the clocks show this time twice"))

    def offer_days(self, days: Iterable[date]) -> None:
        self.on.choices = [(on.isoformat(), moments.near_day(on)) for on in days]

    @property
    def wall(self) -> datetime:
        return datetime.combine(date.fromisoformat(self.on.data), self.at.value or time())


class ItemForm(WallForm):
    """One thing of a day's programme."""

    version = Version()
    kind = Choice(lazy("What"), choices=tuple(programmes.KINDS.items()))
    title = Text(
        lazy("In other words"),
        longest=150,
        about_work=True,
        hint=lazy("Neutral words. Left empty, the words chosen above are shown."),
    )
    minutes = Number(
        lazy("Minutes"), least=programmes.LEAST_MINUTES, most=programmes.MOST_MINUTES, default=60
    )
    place = Text(
        lazy("Place"),
        longest=100,
        about_work=True,
        hint=lazy("A room or a short code, no address."),
    )
    mentor = Choice(lazy("Led by"), default="")
    level = Choice(lazy("Who may know"), choices=tuple(programmes.LEVELS.items()), default=Level.S1)

    def offer(self, days: Iterable[date], mentors: Mapping[UUID, str]) -> "ItemForm":
        """Fill in the days of the visit, and who may lead something."""
        self.offer_days(days)
        named = sorted(mentors.items(), key=lambda pair: pair[1])
        self.mentor.choices = [("", _("Nobody yet")), *((str(key), name) for key, name in named)]
        return self

    @property
    def kind_chosen(self) -> Kind:
        return Kind(self.kind.data)

    @property
    def mentor_id(self) -> UUID | None:
        return UUID(self.mentor.data) if self.mentor.data else None


def as_typed(item: ProgrammeItem) -> dict[str, Any]:
    """A stored item as the fields of its form."""
    wall = datetime.fromisoformat(item.wall)
    return {
        "version": item.version,
        "on": wall.date().isoformat(),
        "at": f"{wall:%H:%M}",
        "second": "second" if item.is_second else "",
        "kind": item.kind,
        "title": item.title,
        "minutes": item.minutes,
        "place": item.place,
        "mentor": str(item.mentor_id or ""),
        "level": item.level,
    }
