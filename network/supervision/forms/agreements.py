"""Forms of agreements: asking, writing, declining, pausing, inviting."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from network.kernel.i18n import lazy
from network.supervision.models import Agreement, Kind, Supervisor
from network.supervision.rules import agreements as rules
from network.supervision.rules.agreements import Elements
from network.supervision.rules.names import KIND_NAMES
from network.web.forms import (
    Area,
    Choice,
    Day,
    Number,
    PortalForm,
    Text,
    Tick,
    Version,
    required,
)

KIND_HINTS = {
    Kind.GROUP: lazy("A group you supervise, of at least three"),
    Kind.TEAM: lazy("A team you supervise, of at least two"),
    Kind.SUPERVISORS: lazy("Supervisors you supervise"),
    Kind.PEER: lazy("Peers supervise one another, at least three; you facilitate"),
}
DECLINE_REASONS = {
    "": lazy("Without a reason"),
    "full": lazy("I have no room now"),
    "times": lazy("Our times do not meet"),
    "language": lazy("We have no language in common"),
    "fit": lazy("Somebody else can help better with this"),
}


class AskForm(PortalForm):
    """A request to a supervisor."""

    kind = Choice(lazy("What do you look for?"), as_radios=True, default=Kind.INDIVIDUAL)
    note = Area(
        lazy("A few words to the supervisor"),
        longest=1000,
        rows=4,
        hint=lazy("What you would like to work on, in which language. Only they read it."),
    )
    is_line_manager = Tick(
        lazy("This supervisor is my line manager"),
        hint=lazy(
            "Supervision is best apart from management. The secretariat is asked first, and learns"
            " nothing but this."
        ),
    )

    def offer(self, kinds: list[Kind]) -> "AskForm":
        """Offer what this supervisor gives and this reader may ask for."""
        self.kind.choices = [(kind, KIND_NAMES[kind]) for kind in kinds]
        return self


class StartForm(PortalForm):
    """A new group."""

    kind = Choice(lazy("What kind of group?"), as_radios=True)
    title = Text(
        lazy("Name of the group"),
        longest=120,
        hint=lazy("Members read it in lists and mails. Say nothing in it that is not for others."),
        checks=[required()],
        about_work=True,
    )
    most_members = Number(
        lazy("For how many members at most?"),
        least=1,
        most=max(rules.MOST_MEMBERS.values()),
        default=6,
        hint=lazy("Four to six work well. A team may have twelve."),
    )
    hides_members = Tick(
        lazy("Members are hidden from one another"),
        hint=lazy("Only who leads sees the names and how many there are."),
    )
    follows = Choice(
        lazy("Does it go on with a group you know?"),
        hint=lazy("When a group changes its supervisor, the new agreement leads to the old one."),
    )

    def offer(self, kinds: list[Kind], known: list[Agreement]) -> "StartForm":
        """Offer the kinds that this reader may start, and the groups they know."""
        self.follows.choices = [("", lazy("No, it is new")), *((a.id, a.title) for a in known)]
        self.follows.data = self.follows.data or ""
        self.kind.choices = [(kind, KIND_HINTS[kind]) for kind in kinds]
        if self.kind.data not in kinds:
            self.kind.data = self.kind.data or kinds[0]
        return self


def _area(label: Any, hint: Any = "", rows: int = 3) -> Area:
    return Area(label, longest=2000, rows=rows, hint=hint)


class AgreementForm(PortalForm):
    """The elements of an agreement; drafts may be kept with some of them empty."""

    version = Version("")
    title = Text(lazy("Name of the group"), longest=120, checks=[required()], about_work=True)

    qualification = _area(lazy("The supervisor's qualification and own supervision"))
    purpose = _area(
        lazy("Purpose"),
        lazy("Good practice, learning, support: what it is for, and how you will work."),
    )
    goals = _area(lazy("Goals"), lazy("What should be different at the review?"))
    most_members = Number(lazy("Members at most"), least=1, most=12)
    hides_members = Tick(
        lazy("Members are hidden from one another"),
        hint=lazy("Only who leads sees the names and how many there are."),
    )

    starts_on = Day(lazy("Begins on"))
    ends_on = Day(lazy("Ends on"))
    review_on = Day(lazy("You look at it again on"), hint=lazy("Within twelve months."))
    minutes = Number(lazy("Length of a session"), least=15, most=240, hint=lazy("In minutes."))
    frequency = Text(
        lazy("How often"), longest=200, hint=lazy("For example: every two weeks"), about_work=True
    )
    place = Text(
        lazy("Place or platform"),
        longest=200,
        hint=lazy("For example: video, from a private room"),
        about_work=True,
    )
    cancel_hours = Number(
        lazy("Notice for cancelling"),
        least=rules.LEAST_CANCEL_HOURS,
        most=rules.MOST_CANCEL_HOURS,
        hint=lazy("In hours, from 24 to 48. Later counts as late."),
    )
    language = Text(lazy("Language, and interpreter if there is one"), longest=200, about_work=True)
    fee = Text(lazy("Fee, and who pays"), longest=200, about_work=True)
    preparation = Text(lazy("How sessions are prepared"), longest=300, about_work=True)
    contact = Text(lazy("Contact between sessions"), longest=300, about_work=True)

    boundaries = _area(lazy("Boundaries and other relations between you"))
    confidentiality = _area(lazy("Confidentiality"))
    limits = _area(lazy("Limits of confidentiality"), rows=5)
    informing = _area(lazy("How clients learn that staff are supervised"))
    responsibility = _area(lazy("Clinical responsibility"))
    feedback = _area(lazy("Feedback and evaluation"))
    disagreement = _area(lazy("When you disagree"))
    ending = _area(lazy("Ending"))

    def __init__(self, posted: FormData | None = None, **options: Any) -> None:
        super().__init__(posted, **options)
        for name in (*rules.REQUIRED, *rules.DATES):
            self[name].flags.required = True  # before anybody signs, not to keep a draft

    def between_two(self) -> "AgreementForm":
        """Leave out what only groups agree on."""
        for name in GROUPS_ONLY:
            del self[name]
        return self

    def elements(self) -> Elements:
        """What was typed, as an edition."""
        plain = {name: self[name].data for name in _PLAIN if name in self}
        return Elements(**plain, terms={name: self[name].data or "" for name in rules.TERMS})


_PLAIN = (
    "title",
    "minutes",
    "most_members",
    "hides_members",
    "cancel_hours",
    "starts_on",
    "ends_on",
    "review_on",
)
GROUPS_ONLY = ("title", "most_members", "hides_members")
SECTIONS = (
    (lazy("Who and what"), ("title", *rules.WHO_AND_WHAT)),
    (
        lazy("The frame"),
        (
            "most_members",
            "hides_members",
            "starts_on",
            "ends_on",
            "review_on",
            "frequency",
            "minutes",
            "place",
            "cancel_hours",
            "language",
            "fee",
            "preparation",
            "contact",
        ),
    ),
    (lazy("Ethics"), rules.ETHICS),
)

# proposals, to be changed by those who agree; domain reference, section 4
PROPOSALS: Mapping[str, Any] = {
    "purpose": lazy(
        "To think about the work in safety: good practice, learning, and support for whoever does"
        " it."
    ),
    "boundaries": lazy(
        "Supervision is not therapy and not management. We tell each other of any other relation"
        " between us."
    ),
    "confidentiality": lazy(
        "What is said in supervision stays there. Clients are spoken of without anything that"
        " could point to them. Sessions are not recorded or transcribed."
    ),
    "limits": lazy(
        "Confidentiality ends with a serious risk to life, the protection of a child, sexual"
        " exploitation or abuse by staff, gross malpractice, or a legal duty that cannot be"
        " avoided. The supervisor may speak about the work, without names, in their own"
        " supervision. Whoever has to break confidentiality says so first, unless that is unsafe."
    ),
    "informing": lazy("The centre tells clients that its staff are supervised, and why."),
    "responsibility": lazy("Clinical responsibility stays with the centre that employs us."),
    "feedback": lazy("We speak about how supervision goes at every review."),
    "disagreement": lazy(
        "We speak about it with each other first, then with somebody we both trust."
    ),
    "ending": lazy("Whoever wishes to end says so, and there is a last session to part."),
}


def given(agreement: Agreement, elements: Elements, today: date) -> dict[str, Any]:
    """What a form starts from: what was written, or proposals while a draft is still empty."""
    filled = rules.flat(elements)
    if not any(filled[name] for name in rules.TERMS):
        filled |= {name: str(text) for name, text in PROPOSALS.items()}
        year = rules.a_year_after(today)
        filled |= {"starts_on": today, "ends_on": year, "review_on": today + (year - today) / 2}
        filled["qualification"] = _qualification(agreement.supervisor)
    return {**filled, "version": agreement.version}


def _qualification(supervisor: Supervisor | None) -> str:
    """What the supervisor's profile says about it."""
    if supervisor is None:
        return ""
    return "\n".join(filter(None, (supervisor.licence_body, supervisor.own_supervision)))


def labels() -> dict[str, str]:
    """How the elements are called on pages."""
    return {field.name: str(field.label.text) for field in AgreementForm()}


class DeclineForm(PortalForm):
    reason = Choice(lazy("Why not?"), choices=tuple(DECLINE_REASONS.items()), as_radios=True)


class PauseForm(PortalForm):
    """A pause, with what happens to sessions that are booked."""

    reason = Text(
        lazy("Why?"), longest=200, hint=lazy("It stays in this agreement."), about_work=True
    )
    coming = Choice(
        lazy("Sessions that are booked already"),
        choices=(
            ("keep", lazy("Keep them")),
            ("cancel", lazy("Cancel them; everybody is told")),
        ),
        as_radios=True,
        default="keep",
    )


class EndForm(PortalForm):
    reason = Text(
        lazy("A word about it"),
        longest=200,
        hint=lazy("It stays in this agreement."),
        about_work=True,
    )
