"""Forms for the agenda: an item, who speaks in it, what was said, and releasing it all."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from network.kernel.i18n import _, lazy
from network.web.forms import Area, Choice, Emails, Number, PortalForm, Text, Ticks, Version
from network.web.forms import required as needed
from network.web.wall_times import Clock
from network.workshops.models.agenda import AgendaItem
from network.workshops.rules import agenda


class VersionForm(PortalForm):
    """What a button alone has to know: which version it was made from."""

    version = Version()


class Begin(Clock):
    """A time on the wall that may stay empty."""

    def __init__(self, label: Any, **options: Any) -> None:
        Text.__init__(self, label, longest=5, **options)


class ItemForm(PortalForm):
    """One item of the agenda."""

    version = Version()
    title = Text(lazy("Title"), longest=150, about_work=True, checks=[needed()])
    about = Area(lazy("What it is about"), longest=2000, rows=4)
    session = Choice(lazy("Session"), default="")
    at = Begin(
        lazy("Begins at"),
        hint=lazy("On the clocks of the session. Left empty, it begins when the session begins."),
    )
    minutes = Number(
        lazy("Minutes"), least=agenda.LEAST_MINUTES, most=agenda.MOST_MINUTES, default=30
    )

    def offer(self, sessions: Iterable[tuple[UUID, str]]) -> "ItemForm":
        """Fill in the sessions, by name."""
        named = [(str(key), name) for key, name in sessions]
        self.session.choices = [("", _("No time yet")), *named]
        return self

    @property
    def session_id(self) -> UUID | None:
        return UUID(self.session.data) if self.session.data else None


class SpeakersForm(PortalForm):
    """Who speaks in an item: those one may tick, and others by their addresses."""

    person_ids = Ticks(lazy("Speak in this item"))
    addresses = Emails(
        lazy("Somebody else"),
        longest=2000,
        rows=2,
        hint=lazy("E-mail addresses of colleagues in this portal, one on each line."),
    )

    def offer(self, people: Mapping[UUID, str]) -> "SpeakersForm":
        named = sorted(people.items(), key=lambda pair: pair[1].casefold())
        self.person_ids.choices = [(str(key), name) for key, name in named]
        return self

    @property
    def ticked(self) -> set[UUID]:
        return {UUID(key) for key in self.person_ids.data or []}


class MinutesForm(PortalForm):
    """What was said and agreed in an item."""

    version = Version()
    text = Area(lazy("What was said and agreed"), longest=20_000, rows=14)


class ReleaseForm(PortalForm):
    """Releasing the agenda; `number` is the last release that was seen."""

    number = Version()
    note = Text(lazy("A word about the changes"), longest=300, about_work=True)


def as_typed(item: AgendaItem, at: str) -> dict[str, Any]:
    """A stored item as the fields of its form; `at` is its time on the clocks of its session."""
    return {
        "version": item.version,
        "title": item.title,
        "about": item.about,
        "session": str(item.session_id or ""),
        "at": at,
        "minutes": item.minutes,
    }
