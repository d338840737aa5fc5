"""Forms for places, questions and reminders of a workshop."""

from collections.abc import Mapping
from typing import Any

from network.kernel import taxonomy
from network.kernel.i18n import lazy
from network.web.forms import (
    Area,
    Choice,
    Day,
    Number,
    PortalForm,
    Text,
    Tick,
    Ticks,
    Version,
    required,
)
from network.workshops.actions.conditions import Asked, Share
from network.workshops.models.workshops import Quota, Workshop, WorkshopQuestion
from network.workshops.rules import names, windows
from network.workshops.rules.reminders import MOST_MINUTES, Plan
from network.workshops.rules.seats import MOST_PLACES
from network.workshops.vocabulary import Anchor, Audience, Axis, Limit, Phase, QuestionKind

_UNITS = {"days": 24 * 60, "hours": 60}
_MOST_CHOICES = 30


class CapacityForm(PortalForm):
    """How many people can come."""

    version = Version("")
    capacity = Number(
        lazy("How many people can come?"),
        most=MOST_PLACES,
        hint=lazy(
            "Nobody loses a place by a lower number. With a higher one, places are offered "
            "at once to those who wait."
        ),
    )


class QuotaForm(PortalForm):
    """Places for a group on one axis: the groups to choose are those of the axis."""

    version = Version("")
    kind = Choice(
        lazy("What is it?"),
        choices=(
            (str(Limit.MOST), lazy("A limit: no more than so many of a group")),
            (str(Limit.KEPT), lazy("Kept places: held free for a group")),
        ),
        as_radios=True,
        default=str(Limit.MOST),
    )
    keys = Ticks(
        lazy("For whom?"),
        hint=lazy("A limit without a choice holds for each one alone, for example two a centre."),
    )
    name = Text(
        lazy("What the group is called"),
        longest=80,
        about_work=True,
        hint=lazy("For several together, for example: legal professions."),
    )
    places = Number(lazy("How many places?"), most=MOST_PLACES, default=1)
    kept_on = Day(
        lazy("Kept until"),
        hint=lazy("This day still counts. Left empty, places are kept until it begins."),
    )

    def offer(self, axis: Axis, centres: Mapping[str, str]) -> "QuotaForm":
        """Fill in the groups of an axis; `centres` are those the reader may know, by key."""
        self.axis = axis
        self.keys.choices = list(groups_on(axis, centres).items())
        self.keys.groups = [(str(names.AXES[axis]), self.keys.choices)]
        return self

    def share(self, workshop: Workshop) -> Share:
        until = windows.closing(self.kept_on.data, workshop.zone)
        return Share(
            axis=self.axis,
            kind=Limit(self.kind.data),
            places=self.places.data or 0,
            keys=tuple(self.keys.data or ()),
            name=self.name.data or "",
            kept_until=until if self.kind.data == Limit.KEPT else None,
        )


def groups_on(axis: Axis, centres: Mapping[str, str]) -> dict[str, str]:
    """The groups of an axis with their names."""
    if axis is Axis.CENTRE:
        return dict(centres)
    kind = "professions" if axis is Axis.PROFESSION else "regions"
    return {term.code: term.label for term in taxonomy.terms(kind)}


def quota_shown(quota: Quota, zone: str) -> dict[str, Any]:
    """What is stored of a quota, as the form shows it."""
    return {
        "kind": str(quota.kind),
        "keys": quota.keys,
        "name": quota.name,
        "places": quota.places,
        "kept_on": windows.closing_day(quota.kept_until, zone),
    }


# questions ---------------------------------------------------------------------------------------


class QuestionForm(PortalForm):
    """Something that is asked of those who register."""

    version = Version("")
    label = Text(lazy("Question"), longest=200, about_work=True, checks=[required()])
    kind = Choice(
        lazy("How is it answered?"),
        choices=(
            (str(QuestionKind.TEXT), lazy("With a text")),
            (str(QuestionKind.CHOICE), lazy("With one of a list")),
            (str(QuestionKind.YES_NO), lazy("With yes or no")),
        ),
        as_radios=True,
        default=str(QuestionKind.TEXT),
    )
    choices = Area(
        lazy("The list, one on each line"), longest=2000, rows=4, hint=lazy("Only for a list.")
    )
    phase = Choice(
        lazy("When is it asked?"),
        choices=(
            (str(Phase.REGISTRATION), lazy("When somebody registers")),
            (str(Phase.FOLLOW_UP), lazy("Later, of those with a place")),
        ),
        as_radios=True,
        default=str(Phase.REGISTRATION),
    )
    is_required = Tick(lazy("An answer is needed"))
    reopens = Tick(
        lazy("Whoever changes the answer later is approved again"),
        hint=lazy("The place is kept meanwhile. Other answers are changed without approval."),
    )

    def asked(self) -> Asked:
        lines = dict.fromkeys(line.strip() for line in (self.choices.data or "").splitlines())
        is_list = self.kind.data == QuestionKind.CHOICE
        return Asked(
            label=self.label.data,
            kind=QuestionKind(self.kind.data),
            phase=Phase(self.phase.data),
            choices=tuple(filter(None, lines))[:_MOST_CHOICES] if is_list else (),
            is_required=self.is_required.data,
            reopens=self.reopens.data,
        )


def question_shown(question: WorkshopQuestion) -> dict[str, Any]:
    """What is stored of a question, as the form shows it."""
    plain = ("label", "is_required", "reopens")
    return {
        **{name: getattr(question, name) for name in plain},
        "kind": str(question.kind),
        "phase": str(question.phase),
        "choices": "\n".join(question.choices),
    }


# reminders ---------------------------------------------------------------------------------------


class ReminderForm(PortalForm):
    """When somebody is reminded, and who."""

    audience = Choice(
        lazy("Who is reminded?"), choices=[(str(k), v) for k, v in names.AUDIENCES.items()]
    )
    number = Number(lazy("How long?"), most=MOST_MINUTES // 60, default=7)
    unit = Choice(lazy("Days or hours"), choices=(("days", lazy("Days")), ("hours", lazy("Hours"))))
    side = Choice(
        lazy("From when?"),
        choices=(
            ("before start", lazy("Before it begins")),
            ("after start", lazy("After it began")),
            ("before end", lazy("Before it ends")),
            ("after end", lazy("After it ended")),
        ),
    )

    def plan(self) -> Plan:
        side, anchor = self.side.data.split(" ")
        minutes = (self.number.data or 0) * _UNITS[self.unit.data]
        return Plan(
            anchor=Anchor(anchor),
            minutes=-minutes if side == "before" else minutes,
            audience=Audience(self.audience.data),
        )
