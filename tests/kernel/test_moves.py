"""A table of moves: who finds which row, and what those without one are told."""

from enum import StrEnum
from typing import NamedTuple, TypeAlias

import pytest

from network.kernel import moves
from network.kernel.errors import Forbidden, Invalid
from network.kernel.moves import Refused, Table, nearest, refuse


class S(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    OVER = "over"


class M(StrEnum):
    OPEN = "open"
    END = "end"
    REOPEN = "reopen"


class P(StrEnum):
    HOST = "host"
    OFFICE = "office"


class C(StrEnum):
    NOT_YOURS = "not_yours"
    NO_DAY = "no_day"
    NO_REASON = "no_reason"
    NO_NOTE = "no_note"


class At(NamedTuple):
    state: S
    came_from: S | None = None


Rule: TypeAlias = moves.Rule[M, S, P, C, P]
HOST, OFFICE = frozenset({P.HOST}), frozenset({P.OFFICE})
OPEN = Rule(move=M.OPEN, sources=(S.DRAFT,), target=S.OPEN, by=HOST)
OPEN_AT_ONCE = Rule(move=M.OPEN, sources=(S.DRAFT,), target=S.OVER, by=HOST | OFFICE)
END = Rule(move=M.END, sources=(S.OPEN, S.DRAFT), target=S.OVER, by=OFFICE)
BACK_TO_DRAFT = Rule(move=M.REOPEN, sources=(S.OVER,), target=S.DRAFT, by=OFFICE, goes_back=True)
BACK_TO_OPEN = Rule(move=M.REOPEN, sources=(S.OVER,), target=S.OPEN, by=OFFICE, goes_back=True)
TABLE = Table((OPEN, OPEN_AT_ONCE, END, BACK_TO_DRAFT, BACK_TO_OPEN))
FIELDS = {C.NO_REASON: "reason", C.NO_NOTE: "note"}


def test_the_first_row_that_fits_counts() -> None:
    assert TABLE.find(M.OPEN, At(S.DRAFT), P.HOST) is OPEN
    assert TABLE.find(M.OPEN, At(S.DRAFT), P.OFFICE) is OPEN_AT_ONCE
    assert TABLE.find(M.OPEN, At(S.OPEN), P.HOST) is None
    assert TABLE.offered(At(S.DRAFT), P.HOST) == [OPEN]
    assert TABLE.offered(At(S.DRAFT), P.OFFICE) == [OPEN_AT_ONCE, END]


def test_the_way_back_leads_only_to_where_it_came_from() -> None:
    assert TABLE.find(M.REOPEN, At(S.OVER, S.OPEN), P.OFFICE) is BACK_TO_OPEN
    assert TABLE.find(M.REOPEN, At(S.OVER, S.DRAFT), P.OFFICE) is BACK_TO_DRAFT
    assert TABLE.find(M.REOPEN, At(S.OVER), P.OFFICE) is None
    assert TABLE.rows(M.REOPEN, S.OVER) == [BACK_TO_DRAFT, BACK_TO_OPEN]


def test_who_never_makes_a_move_is_known_without_asking_where_it_is() -> None:
    assert TABLE.could_ever(HOST, M.OPEN)
    assert not TABLE.could_ever(HOST, M.END)


def test_who_has_two_parts_acts_in_the_one_with_the_least_in_its_way() -> None:
    refusals = {P.HOST: [C.NO_DAY, C.NO_NOTE], P.OFFICE: [C.NO_DAY]}

    assert nearest(refusals, C.NOT_YOURS) == (P.OFFICE, [C.NO_DAY])
    assert nearest({P.HOST: [C.NOT_YOURS], P.OFFICE: []}, C.NOT_YOURS) == (P.OFFICE, [])


def test_who_has_no_part_in_a_move_may_not_make_it() -> None:
    for refusals in ({}, {P.HOST: [C.NOT_YOURS]}):
        with pytest.raises(Forbidden):
            nearest(refusals, C.NOT_YOURS)


def test_what_was_not_given_is_said_at_its_field() -> None:
    with pytest.raises(Invalid) as error:
        refuse([C.NO_REASON, C.NO_NOTE], str, FIELDS)

    assert error.value.fields == {"reason": "no_reason", "note": "no_note"}


def test_what_is_in_the_way_is_said_before_what_was_not_given() -> None:
    with pytest.raises(Refused) as error:
        refuse([C.NO_REASON, C.NO_DAY], str, FIELDS)

    assert error.value.codes == (C.NO_DAY,)
    assert str(error.value) == "no_day"
