"""Forms of a supervisor: the profile, its verification, hours, dates and days away."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import Form
from wtforms import fields as wt
from wtforms.validators import ValidationError

from network.kernel import taxonomy, zones
from network.kernel.i18n import _, lazy, locale
from network.supervision.models import DatesKind, Kind
from network.supervision.rules.slots import CELL, DAY, Span
from network.supervision.rules.supervisors import RowProblem, row_problems
from network.web.forms import (
    Area,
    Choice,
    Day,
    GivenDay,
    Number,
    PortalForm,
    Spoken,
    Text,
    Tick,
    Ticks,
    Version,
    required,
)

KINDS = (
    (Kind.INDIVIDUAL, lazy("One person")),
    (Kind.GROUP, lazy("Groups")),
    (Kind.TEAM, lazy("Whole teams")),
    (Kind.SUPERVISORS, lazy("Other supervisors")),
)
AUDIENCES = (
    ("network", lazy("Everybody in the network")),
    ("centre", lazy("People of my own centre")),
)
CODE_TITLES = {
    "approaches": lazy("Methods"),
    "themes": lazy("Themes"),
    "client_groups": lazy("Experience with groups"),
}
DATED_KINDS = (
    (DatesKind.EXTRA, lazy("Extra hours on one day")),
    (DatesKind.CLOSED, lazy("Closed days")),
)
ROW_PROBLEMS = {
    RowProblem.ORDER: lazy("The end has to be after the start."),
    RowProblem.CELL: lazy("Use full five minutes, such as 14:05."),
    RowProblem.OVERLAP: lazy("These hours overlap with another row."),
}
_TIME = re.compile(r"([01]?\d|2[0-4])(?:[:.]?([0-5]\d))?")
_MOST_ROWS = 60
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def country_choices() -> list[tuple[str, str]]:
    names = locale().territories
    found = [(code, str(names.get(code, code))) for code in zones.country_codes()]
    return [("", _("Choose")), *sorted(found, key=lambda pair: pair[1])]


# the profile -------------------------------------------------------------------------------------


class SupervisorForm(PortalForm):
    """What a supervisor says of themselves."""

    version = Version("")
    licence_body = Text(
        lazy("Who gave you your licence?"), longest=120, hint=lazy("The body that registers you.")
    )
    licence_country = Choice(lazy("In which country?"))
    practice_years = Number(lazy("Years of practice"), most=70, hint=lazy("At least 5."))
    survivor_years = Number(
        lazy("Years with survivors of torture or trauma"), most=70, hint=lazy("At least 2.")
    )
    training_hours = Number(lazy("Hours of training as a supervisor"), most=9_999)
    own_supervision = Text(
        lazy("Your own supervision"),
        longest=200,
        hint=lazy("With whom and how often. For example: monthly, outside my centre."),
        about_work=True,
    )
    spoken = Spoken(
        lazy("Languages you supervise in"),
        hint=lazy("B2 or better is needed to supervise in a language."),
    )
    kinds = Ticks(lazy("Whom do you supervise?"), choices=KINDS)
    codes = Ticks(lazy("Methods and themes"), hint=lazy("Supervisees find you by these."))
    about = Area(lazy("About how you work"), longest=2000, rows=5)
    conflicts = Area(
        lazy("Conflicts of interest"),
        longest=1000,
        rows=3,
        hint=lazy("For example centres you advise, or people you are line manager of."),
    )
    most_supervisees = Number(lazy("Supervisees at most"), least=0, most=30, default=8)
    most_groups = Number(lazy("Groups at most"), least=0, most=12, default=3)
    audience = Choice(
        lazy("Who may ask you?"), choices=AUDIENCES, as_radios=True, default="network"
    )
    is_open = Tick(lazy("I take new supervisees now"), default=True)
    takes_urgent = Tick(
        lazy("Ask me when somebody needs a session within 72 hours"),
        hint=lazy("After an incident. You can always say no."),
    )
    needs_confirming = Tick(
        lazy("I confirm each session myself"),
        hint=lazy("Otherwise a session is booked at once when your time is free."),
    )

    def offer(self) -> "SupervisorForm":
        """Fill in the choices in the reader's language."""
        self.licence_country.choices = country_choices()
        self.codes.groups = [
            (str(title), [(t.code, t.label) for t in taxonomy.terms(name)])
            for name, title in CODE_TITLES.items()
        ]
        self.codes.choices = [pair for _title, group in self.codes.groups for pair in group]
        return self


class VerifyForm(PortalForm):
    """The secretariat says that the licence was checked."""

    checked_on = GivenDay(lazy("Licence checked on"))
    is_checked = Tick(
        lazy("I asked the body that gave the licence, and it is valid"), checks=[required()]
    )


class ArrangementsForm(PortalForm):
    """What of a supervisor the secretariat ends."""

    agreements = Ticks(
        lazy("Agreements to end"), hint=lazy("Their coming sessions are cancelled with them.")
    )
    sessions = Ticks(lazy("Sessions to cancel"))
    reason = Text(
        lazy("Reason"), longest=200, hint=lazy("Those concerned read it."), about_work=True
    )


class NoteForm(PortalForm):
    """What the secretariat tells a supervisor."""

    note = Area(lazy("What is open?"), longest=1000, rows=3, checks=[required()])


# hours -------------------------------------------------------------------------------------------


def clock_minutes(typed: str) -> int | None:
    """Minutes after midnight of a time such as 9, 9:30 or 24:00; None for anything else."""
    found = _TIME.fullmatch(typed.translate(_DIGITS))
    if not found:
        return None
    minutes = int(found[1]) * 60 + int(found[2] or 0)
    return minutes if minutes <= DAY else None


def clock_text(minutes: int) -> str:
    """09:30; the end of a day is 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


class ClockTime(Text):
    """A time of day on the supervisor's clock."""

    kind = "clock"

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, longest=8, **options)

    @property
    def minutes(self) -> int:
        """Minutes after midnight, once it was validated."""
        return clock_minutes(self.data or "") or 0

    def pre_validate(self, form: Form) -> None:
        super().pre_validate(form)
        if self.data and clock_minutes(self.data) is None:
            raise ValidationError(_("Write a time such as 14:00."))


class HourRows(wt.Field):  # type: ignore[misc]
    """Rows of a weekday with a start and an end; rows without times are left out."""

    kind = "hours"

    def __init__(self, label: Any, *, hint: Any = "", **options: Any) -> None:
        self.hint = hint
        self.typed: list[tuple[str, str, str]] = []
        self.row_errors: dict[int, str] = {}
        self.spare = 1
        super().__init__(label, options.pop("checks", []), **options)

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """What was typed, or is stored, and spare rows to fill in."""
        return [*self.typed, *[("", "", "")] * self.spare]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        del extra_filters
        self.process_errors: list[Any] = []
        if formdata is None:
            self.fill(data or [])
            return
        names = (f"{self.name}_day", f"{self.name}_from", f"{self.name}_to")
        columns = [[str(value).strip()[:8] for value in formdata.getlist(name)] for name in names]
        rows = list(zip(*columns, strict=False))[:_MOST_ROWS]
        self.typed = [(day, start, end) for day, start, end in rows if day or start or end]
        self.data = [list(map(int, row)) for row in map(_parsed, self.typed) if row]

    def fill(self, rows: Iterable[Iterable[int]]) -> None:
        """Show stored rows."""
        self.data = sorted(list(row) for row in rows)
        self.typed = [(str(d), clock_text(s), clock_text(e)) for d, s, e in self.data]

    def pre_validate(self, form: Form) -> None:
        del form
        parsed = [_parsed(row) for row in self.typed]
        self.row_errors = {
            n: _("Choose a day, a start and an end.") for n, row in enumerate(parsed) if row is None
        }
        whole = [(n, row) for n, row in enumerate(parsed) if row]
        problems = row_problems([row for _n, row in whole])
        for place, problem in problems.items():
            self.row_errors[whole[place][0]] = str(ROW_PROBLEMS[problem])
        if self.row_errors:
            raise ValidationError(_("Look at the rows that are marked."))


def _parsed(row: tuple[str, str, str]) -> tuple[int, int, int] | None:
    day, start, end = row[0], clock_minutes(row[1]), clock_minutes(row[2])
    if not re.fullmatch(r"[1-7]", day) or start is None or end is None:
        return None
    return int(day), start, end or DAY


class Minutes(Number):
    """Minutes, in steps of five."""

    def pre_validate(self, form: Form) -> None:
        super().pre_validate(form)
        if self.data is not None and self.data % CELL:
            raise ValidationError(_("Use full five minutes, such as 45 or 50."))


class MaybeNumber(Number):
    """A number, or nothing for no limit; the page says so once for all of them."""

    def pre_validate(self, form: Form) -> None:
        if self.typed:
            super().pre_validate(form)


class HoursForm(PortalForm):
    """When and how a supervisor can be booked."""

    version = Version("")
    zone = Choice(lazy("Your hours are on the clocks of"))
    weekly = HourRows(lazy("Weekly hours"))
    breaks = HourRows(lazy("Breaks"), hint=lazy("Nothing is booked into a break."))
    minutes = Minutes(lazy("Length of a session"), least=15, most=240, default=60)
    step = Minutes(lazy("A start every"), least=5, most=240, default=30)
    before = Minutes(lazy("Kept free before"), most=240)
    after = Minutes(lazy("Kept free after"), most=240, default=15)
    recovery = Minutes(lazy("Rest after a heavy session"), most=1440)
    notice_hours = Number(lazy("Notice, in hours"), most=720, default=24)
    window_days = Number(lazy("Days ahead"), least=1, most=365, default=60)
    day_count = MaybeNumber(lazy("Sessions a day"), least=1, most=20)
    day_minutes = MaybeNumber(lazy("Minutes a day"), least=15, most=1440)
    week_count = MaybeNumber(lazy("Sessions a week"), least=1, most=100)
    week_minutes = MaybeNumber(lazy("Minutes a week"), least=15, most=9_999)
    month_count = MaybeNumber(lazy("Sessions a month"), least=1, most=300)
    month_minutes = MaybeNumber(lazy("Minutes a month"), least=15, most=9_999)

    def offer(self) -> "HoursForm":
        """Fill in the zones."""
        names = sorted(zones.zone_names())
        self.zone.choices = [(name, name.replace("_", " ")) for name in names]
        return self

    @property
    def limits(self) -> dict[str, dict[str, int | None]]:
        """The limits as they are stored; spans without any are left out."""
        found = {
            span.value: {
                "count": self[f"{span}_count"].data,
                "minutes": self[f"{span}_minutes"].data,
            }
            for span in Span
        }
        return {name: limit for name, limit in found.items() if any(limit.values())}

    @property
    def stored(self) -> dict[str, Any]:
        """Everything by the names it is stored under."""
        plain = ("zone", "minutes", "step", "before", "after", "recovery", "window_days")
        return {
            **{name: self[name].data for name in plain},
            "weekly": sorted(self.weekly.data),
            "breaks": sorted(self.breaks.data),
            "notice": (self.notice_hours.data or 0) * 60,
            "limits": self.limits,
        }


def limits_given(limits: Mapping[str, Mapping[str, int | None]]) -> dict[str, int | None]:
    """Stored limits by the names of the fields of `HoursForm`."""
    return {
        f"{span}_{name}": value for span, limit in limits.items() for name, value in limit.items()
    }


# dates -------------------------------------------------------------------------------------------


class DatesForm(PortalForm):
    """Extra hours or closed days."""

    kind = Choice(lazy("What is it?"), choices=DATED_KINDS, as_radios=True, default=DatesKind.EXTRA)
    first_on = GivenDay(lazy("Day, or first day"))
    last_on = Day(lazy("Last closed day"), hint=lazy("Leave it empty for one day."))
    start = ClockTime(lazy("Extra hours from"))
    until = ClockTime(lazy("Extra hours until"))
    reason = Text(
        lazy("Reason"),
        longest=120,
        hint=lazy("Shown to everybody who may book. For example: Eid."),
        about_work=True,
    )

    @property
    def is_extra(self) -> bool:
        return bool(self.kind.data == DatesKind.EXTRA)

    def validate(self, extra_validators: object = None) -> bool:
        """Also: extra hours have a start and an end, closed days do not end before they begin."""
        is_valid = bool(super().validate(extra_validators))
        if self.is_extra and not (self.start.data and self.until.data):
            self.start.errors = [_("Say from when until when.")]
            return False
        return _in_order(self) and is_valid


class AwayForm(PortalForm):
    """A period away, with somebody who stands in."""

    first_on = GivenDay(lazy("First day away"))
    last_on = GivenDay(lazy("Last day away"))
    reason = Text(
        lazy("Reason"),
        longest=120,
        hint=lazy("Everybody who may book you sees it. You need not give one."),
        about_work=True,
    )
    stand_in = Choice(lazy("Who stands in for you?"))

    def validate(self, extra_validators: object = None) -> bool:
        """Also: the last day is not before the first."""
        is_valid = bool(super().validate(extra_validators))
        return _in_order(self) and is_valid


class QuietForm(PortalForm):
    """Until when nothing new is booked."""

    until = GivenDay(lazy("Quiet until"))


def _in_order(form: PortalForm) -> bool:
    first, last = form["first_on"].data, form["last_on"].data
    if first and last and last < first:
        form["last_on"].errors = [_("The last day is before the first.")]
        return False
    return True
