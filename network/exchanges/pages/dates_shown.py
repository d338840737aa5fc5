"""The days of a visit as its reader sees them asked for, answered and proposed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from network.exchanges import policy
from network.exchanges.forms.dates import name_of
from network.exchanges.models.agreeing import DatePollState, Suits
from network.exchanges.models.visits import Visit
from network.exchanges.queries import people
from network.exchanges.queries.named import Named
from network.exchanges.queries.polls import Change, Option, Poll
from network.exchanges.rules import names, polls
from network.exchanges.rules.dates import Span
from network.exchanges.vocabulary import Part, Side, VisitState
from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.i18n import ngettext

ASKED_IN = (VisitState.HOST_PENDING, VisitState.HOST_ACCEPTED, VisitState.POSTPONED)
_SIDES = {Side.VISITOR: Part.VISITOR, Side.HOME: Part.HOME, Side.HOST: Part.HOST}


@dataclass(frozen=True, slots=True)
class OptionRow:
    """A period to choose, with what everybody said of it."""

    id: UUID
    field: str
    days: str
    note: str
    votes: list[tuple[str, str, str]]
    own: str
    told: str
    is_best: bool


@dataclass(frozen=True, slots=True)
class PollBox:
    """Which days suit: what was answered, and what the reader can do."""

    id: UUID
    rows: list[OptionRow]
    closes: str
    is_open: bool
    is_over: bool
    answered: int
    asked: int
    silent: list[str]
    has_answered: bool
    can_answer: bool
    can_settle: bool
    chosen: str


@dataclass(frozen=True, slots=True)
class ChangeBox:
    """Other days for a confirmed visit, and who still has to accept them."""

    id: UUID
    days: str
    accepted: list[str]
    waits_for: list[str]
    is_own: bool
    can_accept: bool
    can_refuse: bool


def poll_box(
    actor: Actor, visit: Visit, poll: Poll | None, named: Mapping[UUID, Named]
) -> PollBox | None:
    """The newest question about the days of a visit; none where nobody was asked yet."""
    if poll is None:
        return None
    members = set(people.members_of(visit))
    asked = members | poll.answered
    waits_for_host = visit.host_coordinator_id is None and asked == members
    is_open = poll.state is DatePollState.OPEN
    is_over = polls.is_over(poll.closes_on, clock.now())
    silent = sorted(named[key].name for key in asked - poll.answered if key in named)
    silent += [str(names.PARTS[Part.HOST])] if waits_for_host else []
    best = _best(poll, asked)
    return PollBox(
        id=poll.id,
        rows=[_row(actor, one, asked, named, is_best=one.span == best) for one in poll.options],
        closes=moments.day(poll.closes_on),
        is_open=is_open,
        is_over=is_over,
        answered=len(poll.answered),
        asked=len(asked) + waits_for_host,
        silent=silent,
        has_answered=actor.person_id in poll.answered,
        can_answer=is_open and not is_over and policy.can_prepare(actor, visit),
        can_settle=is_open and policy.can_settle_dates(actor, visit),
        chosen=moments.period(*poll.chosen) if poll.chosen else "",
    )


def change_box(actor: Actor, visit: Visit, change: Change | None) -> ChangeBox | None:
    """The open proposal of other days; none where there is no such."""
    if change is None:
        return None
    own = policy.sides_of(actor, visit)
    is_author = change.author_id == actor.person_id
    return ChangeBox(
        id=change.id,
        days=moments.period(*change.span),
        accepted=_words(change.accepted),
        waits_for=_words(set(Side) - change.accepted),
        is_own=is_author,
        can_accept=bool(own - change.accepted),
        can_refuse=bool(own),
    )


def spans(visit: Visit, poll: Poll | None, change: Change | None) -> list[Span]:
    """All days the page speaks of."""
    found = [one.span for one in poll.options] if poll else []
    found += [change.span] if change else []
    if visit.first_on and visit.last_on:
        found.append(Span(visit.first_on, visit.last_on))
    return found


def can_ask(actor: Actor, visit: Visit, poll: Poll | None) -> bool:
    """Whether the reader may ask everybody which days suit."""
    is_asked = poll is not None and poll.state is DatePollState.OPEN
    return visit.state in ASKED_IN and not is_asked and policy.can_prepare(actor, visit)


def can_propose(actor: Actor, visit: Visit, change: Change | None) -> bool:
    """Whether the reader may propose other days for a confirmed visit."""
    is_confirmed = visit.state is VisitState.CONFIRMED
    return is_confirmed and change is None and bool(policy.sides_of(actor, visit))


def _best(poll: Poll, asked: set[UUID]) -> Span | None:
    """The days that suit everybody who answered so far, the best of them."""
    answers: dict[UUID, dict[Span, polls.Answer]] = {}
    for option in poll.options:
        for person, suits in option.answers.items():
            answers.setdefault(person, {})[option.span] = polls.Answer(str(suits))
    order = polls.in_order([one.span for one in poll.options], answers, sorted(asked))
    first = next(iter(order), None)
    return first.span if first and not first.no and (first.yes or first.if_needed) else None


def _row(
    actor: Actor,
    option: Option,
    asked: Iterable[UUID],
    named: Mapping[UUID, Named],
    *,
    is_best: bool,
) -> OptionRow:
    against = list(option.answers.values()).count(Suits.NO)
    order = sorted((key for key in asked if key in named), key=lambda key: named[key].name)
    own = option.answers.get(actor.person_id) if actor.person_id else None
    return OptionRow(
        id=option.id,
        field=name_of(option.id),
        days=moments.period(*option.span),
        note=ngettext("%(n)s day", "%(n)s days", option.span.days),
        votes=[_vote(option.answers.get(key), named[key].name) for key in order],
        own=str(own or ""),
        told=ngettext("%(n)s cannot", "%(n)s cannot", against) if against else "",
        is_best=is_best,
    )


def _vote(suits: Suits | None, name: str) -> tuple[str, str, str]:
    """Icon, name and word of an answer; who has not answered has no word yet."""
    if suits is None:
        return "circle", name, ""
    icons = {Suits.YES: "circle-check", Suits.IF_NEEDED: "circle-dot", Suits.NO: "x"}
    return icons[suits], name, str(names.SUITS[suits])


def _words(sides: Iterable[Side]) -> list[str]:
    return [str(names.PARTS[_SIDES[side]]) for side in sorted(sides)]
