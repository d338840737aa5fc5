"""Moves from state to state as one table: who makes each, from where, and what follows.

Slices bring states, parts and codes of their own. Their buttons, refusals and jobs all read the
one table.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from network.kernel.errors import Conflict, Forbidden, Invalid

Move = TypeVar("Move", bound=StrEnum)
State = TypeVar("State", bound=StrEnum)
Part = TypeVar("Part", bound=StrEnum)
Code = TypeVar("Code", bound=StrEnum)
Told = TypeVar("Told", bound=StrEnum)
Row = TypeVar("Row", bound="Rule[Any, Any, Any, Any, Any]")


class Need(StrEnum):
    """What has to be given along with a move."""

    REASON = "reason"
    NOTE = "note"
    DATES = "dates"


class Calendar(StrEnum):
    """What a move does to the entries in calendars: features, section 4."""

    NONE = "none"
    TENTATIVE = "tent"
    CONFIRMED = "conf"
    MOVED = "move"
    CANCELLED = "cancel"


class Facts(Protocol):
    """Where something is, and from where it came there."""

    @property
    def state(self) -> StrEnum: ...

    @property
    def came_from(self) -> StrEnum | None: ...


@dataclass(frozen=True, kw_only=True)
class Rule(Generic[Move, State, Part, Code, Told]):
    """One row of a table: by whom, from where, to where, and what follows.

    A row that `goes_back` is only for what came from there.
    """

    move: Move
    sources: tuple[State, ...]
    target: State
    by: frozenset[Part]
    guards: tuple[Code, ...] = ()
    needs: tuple[Need, ...] = ()
    tells: frozenset[Told] = frozenset()
    calendar: Calendar = Calendar.NONE
    goes_back: bool = False

    def leads_on(self, facts: Facts) -> bool:
        """Whether this row leads on from here, whoever asks."""
        is_way = not self.goes_back or self.target is facts.came_from
        return facts.state in self.sources and is_way


class Table(tuple[Row, ...]):
    """All rows. Where several let somebody make one move, the first counts."""

    __slots__ = ()

    def rows(self, move: StrEnum | None, state: StrEnum) -> list[Row]:
        """What the table says of a move from a state, whoever makes it."""
        return [rule for rule in self if rule.move is move and state in rule.sources]

    def offered(self, facts: Facts, part: StrEnum) -> list[Row]:
        """Every move of a part from here, each by its row."""
        first: dict[StrEnum, Row] = {}
        for rule in self:
            if part in rule.by and rule.leads_on(facts):
                first.setdefault(rule.move, rule)
        return list(first.values())

    def find(self, move: StrEnum, facts: Facts, part: StrEnum) -> Row | None:
        """The row that lets this part make this move here."""
        rows = (rule for rule in self if rule.move is move and part in rule.by)
        return next((rule for rule in rows if rule.leads_on(facts)), None)

    def could_ever(self, parts: frozenset[Any], move: StrEnum) -> bool:
        """Whether one of these parts makes this move at all, from some state."""
        return any(rule.move is move and rule.by & parts for rule in self)


class Refused(Conflict, Generic[Code]):
    """What somebody asks for is not possible now; `codes` say why, and each has its text."""

    def __init__(self, codes: Iterable[Code], text: Callable[[Code], str]) -> None:
        self.codes = tuple(codes)
        super().__init__(" ".join(text(code) for code in self.codes))


def nearest(refusals: Mapping[Part, list[Code]], not_yours: Code) -> tuple[Part, list[Code]]:
    """Of the parts somebody has, the first in which least is in the way, with what that is.

    Raises Forbidden where all of them leave the move to others.
    """
    theirs = [one for one in refusals.items() if one[1] != [not_yours]]
    if not theirs:
        raise Forbidden
    return min(theirs, key=lambda one: len(one[1]))


def refuse(
    codes: Sequence[Code], text: Callable[[Code], str], fields: Mapping[Code, str]
) -> NoReturn:
    """Say why not: at the fields of a form, unless more is in the way than what was given."""
    in_the_way = [code for code in codes if code not in fields]
    if in_the_way:
        raise Refused(in_the_way, text)
    raise Invalid(**{fields[code]: text(code) for code in reversed(codes)})
