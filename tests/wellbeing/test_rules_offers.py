"""Which help is offered after which check-in."""

import pytest

from network.wellbeing.rules.offers import WORDS, Offer, offers
from network.wellbeing.rules.pulse import Outcome, Prompt, Word

ALL = tuple(Offer)


@pytest.mark.parametrize(
    ("word", "prompts", "offered"),
    [
        (Word.STEADY, (), ()),
        (Word.CLOSER_LOOK, (), (Offer.SESSION,)),
        (Word.CARRYING, (), ALL),
        (Word.STEADY, (Prompt.RISE,), ALL),
        (Word.STEADY, (Prompt.SUPPORT,), (Offer.SESSION, Offer.CONTACT)),
        (None, (), ()),
        (None, (Prompt.ECHO,), (Offer.SESSION, Offer.CONTACT)),
    ],
)
def test_what_is_offered(
    word: Word | None, prompts: tuple[Prompt, ...], offered: tuple[Offer, ...]
) -> None:
    assert offers(Outcome(50.0, {}, word, prompts)) == offered


def test_every_offer_has_words() -> None:
    assert set(WORDS) == set(Offer)
