"""Forms for saying what became of a session."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms.validators import ValidationError

from network.kernel import taxonomy
from network.kernel.i18n import _, lazy
from network.supervision.models import Attendance
from network.supervision.rules.records import LONGEST, SHORTER, Presence, Report
from network.web.forms import Area, Choice, Number, PortalForm, Tick, Ticks

ATTENDANCES = (
    (Attendance.PRESENT, lazy("Was there")),
    (Attendance.LATE, lazy("Came late")),
    (Attendance.LEFT_EARLY, lazy("Left early")),
    (Attendance.EXCUSED, lazy("Told beforehand")),
    (Attendance.UNEXCUSED, lazy("Did not come, without a word")),
    (Attendance.TECHNICAL, lazy("The line failed")),
    (Attendance.SAFETY, lazy("Not safe to come")),
)
NOT_HELD = (
    ("none_came", lazy("Nobody came")),
    ("technical", lazy("The line failed")),
    ("safety", lazy("It was not safe")),
)


class RecordForm(PortalForm):
    """How long, who was there, which themes of the closed list. There is no place for notes."""

    minutes = Number(lazy("How long was it, in minutes?"), least=1, most=LONGEST)
    themes = Ticks(lazy("Themes"), hint=lazy("Only these words are kept; no notes."))
    restorative = Number(
        lazy("Of it for support and recovery, in minutes"), least=0, most=LONGEST, default=0
    )
    is_heavy = Tick(
        lazy("It was a heavy session"),
        hint=lazy("Then your time to recover, as set in your hours, is kept free after it."),
    )

    def offer(self) -> "RecordForm":
        """Fill in the themes in the reader's language."""
        self.themes.choices = [(t.code, t.label) for t in taxonomy.terms("session_themes")]
        return self

    def validate_restorative(self, field: Any) -> None:
        if field.data and self.minutes.data and field.data > self.minutes.data:
            raise ValidationError(_("This cannot be longer than the session."))


class PresenceForm(PortalForm):
    """How one person attended."""

    attendance = Choice(lazy("Attendance"), choices=ATTENDANCES, default=Attendance.PRESENT)
    missed = Number(lazy("Minutes missed"), least=0, most=LONGEST, default=0)

    @property
    def presence(self) -> Presence:
        attendance = Attendance(self.attendance.data)
        return Presence(attendance, (self.missed.data or 0) if attendance in SHORTER else 0)


def report(form: RecordForm, presences: Iterable[tuple[UUID, PresenceForm]]) -> Report:
    """What the forms say together."""
    return Report(
        minutes=form.minutes.data or 0,
        presences={person: one.presence for person, one in presences},
        restorative=form.restorative.data or 0,
        themes=taxonomy.sorted_codes(form.themes.data),
        is_heavy=form.is_heavy.data,
    )


class NotHeldForm(PortalForm):
    reason = Choice(lazy("Why"), choices=NOT_HELD, as_radios=True, default="none_came")


class ReflectionForm(PortalForm):
    """A thought for oneself."""

    text = Area(
        lazy("Only for me"),
        longest=4_000,
        rows=4,
        hint=lazy("Encrypted. Nobody else can read it, and you can delete it at any time."),
    )
