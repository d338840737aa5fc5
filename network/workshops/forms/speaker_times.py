"""The form of when one could speak in one session, on its own clocks."""

from datetime import datetime
from typing import Any

from starlette.datastructures import FormData

from network.kernel.errors import Invalid
from network.kernel.i18n import _, lazy
from network.web.forms import Choice, PortalForm
from network.web.wall_times import Pass
from network.workshops.forms.agenda import Begin
from network.workshops.models.agenda import SpeakerTime
from network.workshops.models.workshops import WorkshopSession
from network.workshops.rules import speaker_times as rules
from network.workshops.rules.names import COULD
from network.workshops.rules.speaker_times import Span
from network.workshops.vocabulary import Could


class Edge(Begin):
    """One end of some hours; as long as nobody chose any, an end of the session."""

    steps = 1  # a session may be of any length

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **options)
        self.flags.required = True


class TimesForm(PortalForm):
    """In how much of a session one could speak; `span` are the hours once it was found right."""

    could = Choice(lazy("How much of it suits you"), as_radios=True, default=Could.WHOLE)
    since = Edge(lazy("From"))
    since_second = Pass(lazy("If the clocks show the beginning twice"))
    until = Edge(lazy("To"))
    until_second = Pass(lazy("If the clocks show the end twice"))

    def __init__(
        self,
        session: WorkshopSession,
        said: SpeakerTime | None,
        posted: FormData | None = None,
        could: Could | None = None,
    ) -> None:
        given = _as_typed(session, said)
        super().__init__(posted, prefix=f"{session.id}-", data={**given, **_chosen(could)})
        self.session = session
        self.span: Span | None = None
        self.was_shown = str(posted.get(self.name_of_shown, "")) if posted else ""
        self.could.choices = [(str(one), str(words)) for one, words in COULD.items()]

    @property
    def chosen(self) -> Could | None:
        return next((one for one in Could if one == self.could.data), None)

    @property
    def shown(self) -> str:
        """How the form is shown, which comes back with what was made of it."""
        return f"{self.could.data} {self.since.data} {self.until.data}"

    @property
    def name_of_shown(self) -> str:
        return f"{self.session.id}-shown"

    def is_right(self) -> bool:
        """Whether it says hours of its session; what is wrong stands at its field."""
        if not self.validate():
            return False
        if self.chosen is Could.PART:
            self._read_hours()
        elif self._has_only_typed():
            told = _("You wrote other hours. Choose “Only part of it” if you mean them.")
            self.refuse(Invalid(could=told))
        else:
            self.span = rules.span_of(self.session) if self.chosen is Could.WHOLE else None
        return not self.problems

    def _has_only_typed(self) -> bool:
        """Whether hours were changed while the choice was left as it stood; asked once."""
        is_left = self.was_shown.partition(" ")[0] == self.could.data
        return is_left and self.was_shown != self.shown

    def _read_hours(self) -> None:
        since, until = self._instant("since"), self._instant("until")
        if since and until and since >= until:
            self.refuse(Invalid(until=_("This has to be later than the beginning.")))
        elif since and until:
            self.span = Span(since, until)

    def _instant(self, name: str) -> datetime | None:
        if self[name].value is None:
            self.refuse(Invalid(**{name: _("Fill this in.")}))
            return None
        second = self[f"{name}_second"]
        try:
            return rules.instant_in(self.session, self[name].value, second=second.is_second)
        except Invalid as error:
            names = {"at": name, "second": second.short_name}
            self.refuse(Invalid(**{names[key]: told for key, told in error.fields.items()}))
        return None


def _as_typed(session: WorkshopSession, said: SpeakerTime | None) -> dict[str, Any]:
    """What was said of a session as the fields of its form; its own hours where nothing was."""
    whole, span = rules.span_of(session), rules.could(said, session)
    since, until = (rules.clock_at(session, at) for at in span or whole)
    return {
        "could": _could(span, whole),
        "since": since[0],
        "since_second": since[1],
        "until": until[0],
        "until_second": until[1],
    }


def _chosen(could: Could | None) -> dict[str, Could]:
    return {"could": could} if could else {}


def _could(span: Span | None, whole: Span) -> Could:
    if span is None:
        return Could.NOT
    return Could.WHOLE if span == whole else Could.PART
