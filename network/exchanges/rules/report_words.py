"""What is asked in learning reports and after, in people's words."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from network.exchanges.rules.goals import Learned, Ratings, learned
from network.kernel.i18n import _, lazy, number

MINUS = "\u2212"


class Asked(NamedTuple):
    """A question with what helps to answer it."""

    label: Any
    hint: Any = ""


PARTS: dict[str, Asked] = {
    "summary": Asked(lazy("In short"), lazy("About 150 words. Searches show the beginning of it.")),
    "goals": Asked(lazy("Goals reached"), lazy("What you can do now, and what is still open.")),
    "practices": Asked(
        lazy("What we saw"), lazy("Three practices you saw, each in two or three sentences.")
    ),
    "fits": Asked(lazy("What fits at home, and what does not")),
    "plan": Asked(lazy("What we will try"), lazy("What, with whom, and by when.")),
    "materials": Asked(
        lazy("Materials"), lazy("Which materials you may use, and where they are. Nothing copied.")
    ),
    "to_host": Asked(
        lazy("A word to the host"),
        lazy("Read by the host and both coordinators. It does not go into the library."),
    ),
    "surprise": Asked(lazy("A surprise, or something that did not work")),
}
EXTRAS: dict[str, Asked] = {
    "title": Asked(lazy("Title"), lazy("So that others find it. It may stay empty.")),
    "needs": Asked(lazy("What we need")),
    "with_whom": Asked(
        lazy("With whom"), lazy("With which teams or centres. No names of people who are clients.")
    ),
}
FROM_HOST = Asked(
    lazy("What we saw as hosts"),
    lazy("What you take with you. It stands in the thank-you letter and beside the report."),
)
IN_LIBRARY = ("goals", "practices", "fits", "plan", "needs", "with_whom", "materials", "surprise")

LEVELS: dict[str, Any] = {
    "S0": lazy("Everybody, also outside the network"),
    "S1": lazy("Members of the network"),
    "S2": lazy("The people of the two centres"),
    "S3": lazy("Only those who take part in this visit"),
}
KINDS: dict[str, Any] = {
    "seminar": lazy("Seminar in our own centre"),
    "regional": lazy("Regional workshop"),
    "thematic": lazy("Thematic workshop"),
    "webinar": lazy("Webinar"),
    "item": lazy("Text in the library"),
    "coaching": lazy("Coaching another centre"),
}
BANDS: dict[str, Any] = {
    "1-9": lazy("1 to 9 people"),
    "10-20": lazy("10 to 20 people"),
    "21-50": lazy("21 to 50 people"),
    "51+": lazy("More than 50 people"),
}
ANSWERS: dict[str, Asked] = {
    "practice": Asked(lazy("What changed in your practice?")),
    "how_often": Asked(lazy("How often do you use it?")),
    "obstacles": Asked(lazy("What was in the way?")),
    "help": Asked(lazy("Which help would you like?"), lazy("“None” is an answer as well.")),
    "protocol": Asked(lazy("Did a protocol or routine at home change? Which?")),
    "trained": Asked(lazy("Who was trained, in what?"), lazy("Groups and professions, no names.")),
    "reach": Asked(lazy("How many people did it reach?")),
    "contact": Asked(lazy("Are you still in contact with the host?")),
    "again": Asked(lazy("Would you make such a visit again?")),
}
_YES_NO = {"yes": lazy("Yes"), "partly": lazy("Partly"), "no": lazy("No")}
CHOICES: dict[str, dict[str, Any]] = {
    "how_often": {
        "weekly": lazy("Every week"),
        "monthly": lazy("Every month"),
        "seldom": lazy("Less often"),
        "never": lazy("Not yet"),
    },
    "reach": {"none": lazy("Nobody yet"), **BANDS},
    "contact": _YES_NO,
    "again": {"yes": lazy("Yes"), "unsure": lazy("Not sure"), "no": lazy("No")},
}
SCALE: dict[int, Any] = {
    0: lazy("0: not at all"),
    1: lazy("1: aware of it"),
    2: lazy("2: with help"),
    3: lazy("3: independently"),
    4: lazy("4: can teach it"),
}


def answer(name: str, given: str) -> str:
    """An answer as people read it: the words of a choice, or what was written."""
    return str(CHOICES.get(name, {}).get(given, given))


def told(ratings: Ratings) -> list[str]:
    """What the ratings of a goal say, a sentence each."""
    return list(_sentences(ratings, learned(ratings)))


def _sentences(ratings: Ratings, found: Learned) -> Iterator[str]:
    if found.change is not None:
        yield _(
            "Rated %(before)s before and %(after)s after: a change of %(change)s.",
            before=ratings.before,
            after=ratings.after,
            change=signed(found.change),
        )
    if found.adjusted is not None:
        yield _(
            "Looking back, the level before was %(before)s: a change of %(change)s.",
            before=ratings.retrospect,
            change=signed(found.adjusted),
        )
    if ratings.six_months is not None:
        yield _("Six months later it is rated %(later)s.", later=ratings.six_months)
    if found.retained is not None:
        yield _(
            "Of what was gained, %(share)s %% was still there after six months.",
            share=found.retained,
        )


def signed(change: int) -> str:
    """A change with its sign, so that a rise and a fall look different."""
    sign = "+" if change > 0 else MINUS if change < 0 else ""
    return f"{sign}{number(abs(change))}"
