"""What help is offered to somebody after a check-in, to them alone; signposts are always there."""

from enum import StrEnum

from network.kernel.i18n import lazy
from network.wellbeing.rules.pulse import Outcome, Prompt, Word


class Offer(StrEnum):
    """Something that can be done with one step, and does not say why."""

    SESSION = "session"
    PAUSE = "pause"
    CONTACT = "contact"


WORDS = {
    Offer.SESSION: lazy("Book a restorative session with a supervisor."),
    Offer.PAUSE: lazy("Pause hosting visitors for a while."),
    Offer.CONTACT: lazy("Ask somebody to get in touch with you."),
}


def offers(outcome: Outcome) -> tuple[Offer, ...]:
    """All there is for who carries a lot or was more than usual; else what a prompt points to."""
    if outcome.word is Word.CARRYING or Prompt.RISE in outcome.prompts:
        return tuple(Offer)
    if outcome.prompts:
        return (Offer.SESSION, Offer.CONTACT)
    return (Offer.SESSION,) if outcome.word is Word.CLOSER_LOOK else ()
