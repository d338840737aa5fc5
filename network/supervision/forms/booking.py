"""Forms for booking, moving, cancelling and planning sessions."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from wtforms import fields as wt
from wtforms.validators import ValidationError

from network.kernel.i18n import _, lazy
from network.supervision.models import Modality
from network.supervision.rules.names import MODALITY_NAMES
from network.supervision.rules.series import Every
from network.web.forms import Area, Choice, GivenDay, Number, PortalForm, Text, Tick
from network.web.wall_times import Clock, Pass

_MODALITIES = tuple(MODALITY_NAMES.items())
REPEATS = (
    ("1x1", lazy("Once")),
    ("2x10", lazy("Every 2 weeks, 10 sessions")),
    ("4x6", lazy("Every 4 weeks, 6 sessions")),
)
SCOPES = (
    ("one", lazy("This session")),
    ("later", lazy("This one and all later ones")),
    ("all", lazy("All that are still to come")),
)
RHYTHMS = (
    ("weeks-1", lazy("Every week")),
    ("weeks-2", lazy("Every 2 weeks")),
    ("weeks-3", lazy("Every 3 weeks")),
    ("weeks-4", lazy("Every 4 weeks")),
    ("nth_weekday-1", lazy("Every month, on the same weekday of the month")),
    ("last_weekday-1", lazy("Every month, on the last such weekday")),
)


class Instant(wt.Field):  # type: ignore[misc]
    """An instant in UTC, such as 2027-01-12T13:30Z: one of the starts a page offered."""

    kind = "instant"
    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0])[:20] if valuelist else ""
        self.data = None
        if re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\dZ", text, re.ASCII):
            try:
                self.data = datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
            except ValueError:
                return

    def pre_validate(self, form: PortalForm) -> None:
        del form
        if self.data is None:
            raise ValidationError(_("Choose a time."))


class AnyForm(PortalForm):
    """A start, how, and what one would like to speak about."""

    slot = Instant(lazy("Time"))
    modality = Choice(lazy("How"), choices=_MODALITIES, as_radios=True, default=Modality.VIDEO)
    note = Area(
        lazy("What would you like to bring?"),
        longest=1_000,
        rows=3,
        hint=lazy("Only your supervisor reads it. It is deleted with the record of the session."),
    )


class BookForm(AnyForm):
    """The same, once or as a series."""

    repeat = Choice(lazy("Once, or as a series"), choices=REPEATS, as_radios=True, default="1x1")
    skip_holidays = Tick(lazy("Leave out public holidays"))

    @property
    def pattern(self) -> tuple[int, int]:
        """Weeks between sessions, and how many."""
        weeks, count = str(self.repeat.data).split("x")
        return int(weeks), int(count)


class MoveForm(PortalForm):
    """A new wall time for one session, or for a series from it on."""

    on = GivenDay(lazy("Day"))
    at = Clock(lazy("Time"))
    second = Pass(lazy("If the clocks show this time twice"))
    scope = Choice(lazy("Which sessions?"), choices=SCOPES, as_radios=True, default="one")
    reason = Text(
        lazy("Reason"), longest=200, hint=lazy("Those who come read it."), about_work=True
    )

    @property
    def wall(self) -> datetime:
        return datetime.combine(self.on.data, self.at.value or time())


class SlotForm(PortalForm):
    """Another free start for a session of one's own."""

    slot = Instant(lazy("Time"))
    reason = Text(
        lazy("Reason"), longest=200, hint=lazy("Those who come read it."), about_work=True
    )


class CancelForm(PortalForm):
    """Why a session will not take place; may stay empty."""

    scope = Choice(lazy("Which sessions?"), choices=SCOPES, as_radios=True, default="one")
    reason = Text(
        lazy("Reason"), longest=200, hint=lazy("Those who come read it."), about_work=True
    )


class SeriesForm(PortalForm):
    """Sessions of a group at one wall time."""

    on = GivenDay(lazy("First day"))
    at = Clock(lazy("Time"))
    zone = Choice(lazy("On the clocks of"), choices=())
    rhythm = Choice(lazy("How often"), choices=RHYTHMS, default="weeks-2")
    count = Number(lazy("How many sessions"), least=1, most=104, default=10)
    minutes = Number(lazy("Minutes each"), least=15, most=240, default=90)
    second = Pass(lazy("If the clocks show a time twice"))
    skip = Tick(lazy("Leave out the sessions that clash"))
    skip_holidays = Tick(lazy("Leave out public holidays"))

    def offer(self, zone_names: Iterable[str]) -> "SeriesForm":
        """Fill in the zones of those who come, the leader's first."""
        self.zone.choices = [(name, name.replace("_", " ")) for name in zone_names]
        return self

    @property
    def every(self) -> tuple[Every, int]:
        kind, interval = str(self.rhythm.data).split("-")
        return Every(kind), int(interval)


class PlaceForm(PortalForm):
    """Where a session is: a link, or a room."""

    place = Text(
        lazy("Link or room"),
        longest=300,
        hint=lazy("Shown to those who come, a quarter of an hour before. No recording."),
    )
