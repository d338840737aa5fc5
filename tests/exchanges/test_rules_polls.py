"""Choosing days together: yes, if needed, no."""

from datetime import date
from uuid import UUID

from network.exchanges.rules import polls
from network.exchanges.rules.dates import Span
from network.exchanges.rules.polls import Answer, Standing

YES, MAYBE, NO = Answer.YES, Answer.IF_NEEDED, Answer.NO
VISITOR, HOME, HOST = (UUID(int=n) for n in (1, 2, 3))
ASKED = [VISITOR, HOME, HOST]
MARCH, APRIL, MAY = (Span(date(2027, m, 8), date(2027, m, 12)) for m in (3, 4, 5))
ANSWERS = {
    VISITOR: {MARCH: YES, APRIL: YES, MAY: YES},
    HOME: {MARCH: YES, APRIL: MAYBE, MAY: YES},
    HOST: {MARCH: NO, APRIL: YES, MAY: YES},
}


def test_days_without_a_no_come_first_then_those_with_more_plain_yeses() -> None:
    found = polls.in_order([MARCH, APRIL, MAY], ANSWERS, ASKED)

    assert found == [
        Standing(MAY, 3, 0, 0, 0),
        Standing(APRIL, 2, 1, 0, 0),
        Standing(MARCH, 2, 0, 1, 0),
    ]


def test_silence_is_not_a_no_and_not_a_yes_either() -> None:
    answers = {VISITOR: {MARCH: YES}, HOME: {MARCH: YES}}

    assert polls.standing(MARCH, answers, ASKED) == Standing(MARCH, 2, 0, 0, 1)


def test_the_answer_of_somebody_who_was_not_asked_does_not_count() -> None:
    stranger = {UUID(int=9): {MAY: NO}}

    assert polls.standing(MAY, ANSWERS | stranger, ASKED) == Standing(MAY, 3, 0, 0, 0)
