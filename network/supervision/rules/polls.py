"""Polls of times: what counts as an answer, which option is possible, and which is best."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from network.kernel import zones
from network.kernel.travel import Where, zone_of
from network.supervision.models import Answer, Poll, PollState
from network.supervision.rules import fairness, groups
from network.supervision.rules.fairness import Member

FEWEST_OPTIONS, MOST_OPTIONS = 2, 8


class Block(StrEnum):
    """Why an option cannot be chosen, or not by itself."""

    PAST = "past"
    REFUSED = "refused"
    REQUIRED = "required"


_BY_HAND = (Block.PAST, Block.REFUSED)  # who leads may go without somebody who was required


@dataclass(frozen=True, slots=True)
class Tally:
    """How many said what; who did not answer is with those who said no."""

    yes: int
    maybe: int
    no: int


@dataclass(frozen=True, slots=True)
class Option:
    """A proposed start, what was answered to it, and what it costs the group (rules.fairness)."""

    id: UUID
    starts_at: datetime
    answers: Mapping[UUID, Answer] = field(default_factory=dict)
    cost: tuple[int, int] = (0, 0)

    def said(self, person_id: UUID) -> Answer:
        """No answer counts as no."""
        return self.answers.get(person_id, Answer.NO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A poll to be settled: the options, who is asked, and without whom nothing is possible."""

    options: tuple[Option, ...]
    asked: frozenset[UUID]
    required: frozenset[UUID] = frozenset()


def question_of(poll: Poll, costs: Mapping[datetime, tuple[int, int]] | None = None) -> Question:
    """What a poll asks, from a poll with its agreement, options and votes."""
    options = [
        Option(
            option.id,
            option.starts_at,
            {vote.person_id: vote.answer for vote in option.votes},
            (costs or {}).get(option.starts_at, (0, 0)),
        )
        for option in sorted(poll.options, key=lambda option: option.starts_at)
    ]
    return Question(
        options=tuple(options),
        asked=frozenset(groups.asked_of(poll.agreement)),
        required=frozenset(UUID(str(key)) for key in poll.required),
    )


def tally(option: Option, asked: Iterable[UUID]) -> Tally:
    said = [option.said(person_id) for person_id in asked]
    return Tally(said.count(Answer.YES), said.count(Answer.MAYBE), said.count(Answer.NO))


def block(question: Question, option: Option, now: datetime) -> Block | None:
    """Why an option is not possible; None when it is."""
    if option.starts_at <= now:
        return Block.PAST
    if not _comers(option, question.asked):
        return Block.REFUSED
    needed = question.required & question.asked
    return Block.REQUIRED if needed - _comers(option, needed) else None


def _comers(option: Option, people: Iterable[UUID]) -> set[UUID]:
    return {person_id for person_id in people if option.said(person_id) is not Answer.NO}


def ranked(question: Question, now: datetime) -> list[Option]:
    """The possible options, best first: most yes, then most "if need be", then the fairest, then
    the earliest.
    """
    possible = [option for option in question.options if block(question, option, now) is None]
    return sorted(possible, key=lambda option: _worth(option, question.asked))


def _worth(option: Option, asked: Collection[UUID]) -> tuple[int, int, tuple[int, int], datetime]:
    found = tally(option, asked)
    return -found.yes, -found.maybe, option.cost, option.starts_at


def can_choose(question: Question, option: Option, now: datetime) -> bool:
    """Whether who leads may decide for an option by hand."""
    return block(question, option, now) not in _BY_HAND


def answered(question: Question) -> set[UUID]:
    """Those who were asked and answered anything."""
    return {who for option in question.options for who in option.answers} & question.asked


def is_settled(question: Question) -> bool:
    """Whether all have answered who have to: those required, or everybody."""
    waited_for = (question.required & question.asked) or question.asked
    return bool(waited_for) and waited_for <= answered(question)


def is_closed(poll: Poll, now: datetime) -> bool:
    """Whether nobody can answer any more."""
    return poll.state is not PollState.OPEN or poll.closes_at <= now


def state_at(poll: Poll, question: Question, now: datetime) -> PollState:
    """The state as it is now, also when the job that closes polls is late."""
    if poll.state is PollState.OPEN and poll.closes_at <= now and not ranked(question, now):
        return PollState.EXPIRED
    return poll.state


# computing good times ----------------------------------------------------------------------------


class Feel(StrEnum):
    """How a time falls for somebody whose town is not shown."""

    FITS = "fits"
    EARLY = "early"
    LATE = "late"


_WORKING = (8, 19)  # hours of everybody's day, from and before


@dataclass(frozen=True, slots=True)
class Candidate:
    """A start that could be, who of those asked could not come, and what it costs whom.

    `worst` is the largest sum anybody would have after it, `total` what it adds for all.
    """

    starts_at: datetime
    missing: frozenset[UUID]
    costs: Mapping[UUID, int]
    worst: int
    total: int


def feel(at: datetime, where: Where) -> Feel:
    """How a start falls on somebody's clocks."""
    hour = at.astimezone(zones.zone(zone_of(where, at))).hour
    if hour < _WORKING[0]:
        return Feel.EARLY
    return Feel.LATE if hour >= _WORKING[1] else Feel.FITS


def candidate(
    at: datetime,
    minutes: int,
    missing: Iterable[UUID],
    members: Iterable[Member],
    sums: Mapping[UUID, int],
) -> Candidate:
    """A start weighed for everybody who could come, with what they bore so far. Nobody is expected
    at night, which only they can offer.
    """
    everybody = list(members)
    absent = {m.id for m in everybody if fairness.needs_consent(m, at, minutes)}.union(missing)
    costs = {m.id: fairness.cost(m, at, minutes) for m in everybody if m.id not in absent}
    after = [sums.get(m.id, 0) + costs.get(m.id, 0) for m in everybody]
    return Candidate(at, frozenset(absent), costs, max(after, default=0), sum(costs.values()))


def weight(
    at: datetime, minutes: int, members: Iterable[Member], sums: Mapping[UUID, int]
) -> tuple[int, int]:
    """The largest sum after a start if everybody comes, and what it adds for all."""
    costs = {m.id: fairness.cost(m, at, minutes) for m in members}
    after = [sums.get(who, 0) + points for who, points in costs.items()]
    return max(after, default=0), sum(costs.values())


def by_fairness(found: Iterable[Candidate]) -> list[Candidate]:
    """First those to which most can come, then those that burden nobody most, then the cheapest."""
    return sorted(found, key=lambda c: (len(c.missing), c.worst, c.total, c.starts_at))


def spread(found: Iterable[Candidate], where: Where, most: int, a_day: int) -> list[Candidate]:
    """The best of a list in its order, at most so many on each of somebody's days."""
    used: dict[date, int] = {}
    kept: list[Candidate] = []
    for one in found:
        on = one.starts_at.astimezone(zones.zone(zone_of(where, one.starts_at))).date()
        if used.get(on, 0) < a_day and len(kept) < most:
            used[on] = used.get(on, 0) + 1
            kept.append(one)
    return kept
