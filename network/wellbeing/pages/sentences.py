"""What the outcome of a check-in is called, in sentences."""

from network.kernel import i18n
from network.kernel.i18n import _, lazy
from network.wellbeing.rules.pulse import WORDS, Outcome, Part, Prompt

PARTS = {
    Part.LOAD: lazy("Energy, sleep and how much work there was"),
    Part.CONTACT: lazy("Closeness to people, and whether the work felt worth doing"),
    Part.ECHO: lazy("Echoes of what you heard or saw, and being on guard"),
    Part.SAFETY: lazy("Worry about your safety or your family's"),
    Part.SUPPORT: lazy("Being without somebody to turn to"),
}
PROMPTS = {
    Prompt.ECHO: lazy(
        "Stories or pictures from work often came back when you did not want them. This happens to "
        "many who do this work. It tends to ease when it is talked about with a supervisor."
    ),
    Prompt.SAFETY: lazy(
        "You were often worried about your safety or your family's. Your centre's focal point for "
        "safety can go through it with you, and the addresses below are there for it."
    ),
    Prompt.SUPPORT: lazy(
        "There was rarely somebody at work to turn to. A supervisor or a peer from another centre "
        "can be that person for a while."
    ),
    Prompt.RISE: lazy(
        "This is more than was usual for you in your last check-ins. It may be worth a look at "
        "what has changed."
    ),
}


def whole(outcome: Outcome) -> str:
    """The answers together."""
    if outcome.word is None or outcome.strain is None:
        return _("Too many questions were left out to say something about all of them together.")
    return _(
        "The past two weeks, taken together: %(word)s (%(strain)s of 100, higher is heavier).",
        word=str(WORDS[outcome.word]),
        strain=i18n.number(round(outcome.strain, 1)),
    )


def parts(outcome: Outcome) -> list[tuple[str, str]]:
    """Each side of it with its number; a side of which too little was answered says so."""
    return [(str(PARTS[part]), _number(value)) for part, value in outcome.parts.items()]


def _number(value: float | None) -> str:
    if value is None:
        return _("not enough answers")
    return _("%(n)s of 100", n=i18n.number(round(value, 1)))
