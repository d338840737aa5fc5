"""Fair hours for groups across zones: what a time costs each member, who paid so far, who is next.

A group that meets at one hour for ever lets the same people get up at five. So every session has a
cost for each member, the ledger sums it, and the planner looks for dates that keep the largest sum
small.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from network.kernel import zones
from network.kernel.travel import Where, zone_of
from network.supervision.rules import choosing

OFF = 2  # added on a day that is the member's own weekend or holiday
_COSTS = (8,) * 6 + (4, 2, 1) + (0,) * 8 + (1, 1, 2, 2, 4) + (8,) * 2  # by local hour, from 0
_NIGHT = 8
_SAMPLE = timedelta(minutes=15)  # the offsets of all zones are multiples of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Whose clock and whose days off count; `weekend` holds ISO weekdays, `days_off` holidays.

    Who travels has the clock of where they are, and keeps the days off of home.
    """

    id: UUID
    zone: Where
    weekend: frozenset[int] = frozenset()
    days_off: frozenset[date] = frozenset()
    takes_nights: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session that was held, with those who came."""

    starts_at: datetime
    minutes: int
    members: Sequence[Member]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible start, with its cost for each member."""

    starts_at: datetime
    costs: Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """Chosen starts and the running sums after them.

    No plan has a largest sum under `at_least`. `is_best` says that no plan at all is better; when
    it is not proved, the largest sum is at most `largest - at_least` too high.
    """

    starts: tuple[datetime, ...]
    sums: Mapping[UUID, int]
    is_best: bool
    at_least: int

    @property
    def largest(self) -> int:
        return max(self.sums.values(), default=0)


def cost(member: Member, starts_at: datetime, minutes: int) -> int:
    """What a session costs a member: the dearest hour it touches on their clock, from 9 to 17
    nothing and at night most, and more on a day off.
    """
    walls = _walls(member, starts_at, minutes)
    return max(_COSTS[wall.hour] + OFF * _is_off(member, wall.date()) for wall in walls)


def needs_consent(member: Member, starts_at: datetime, minutes: int) -> bool:
    """Whether a session touches a member's hours from 22 to 6, which only they can offer."""
    return any(_COSTS[wall.hour] == _NIGHT for wall in _walls(member, starts_at, minutes))


def candidates(
    starts: Iterable[datetime], minutes: int, members: Sequence[Member]
) -> list[Candidate]:
    """The starts that nobody has to consent to first, each with its cost for everybody."""
    return [
        Candidate(at, {member.id: cost(member, at, minutes) for member in members})
        for at in starts
        if not any(
            needs_consent(member, at, minutes) for member in members if not member.takes_nights
        )
    ]


def ledger(past: Iterable[Meeting]) -> dict[UUID, int]:
    """What each member has paid. Who joins later starts with the smallest sum there is, so that
    nobody has to make up for the time before.
    """
    sums: dict[UUID, int] = {}
    for meeting in sorted(past, key=lambda one: one.starts_at):
        least = min(sums.values(), default=0)
        for member in meeting.members:
            before = sums.get(member.id, least)
            sums[member.id] = before + cost(member, meeting.starts_at, meeting.minutes)
    return sums


def _walls(member: Member, starts_at: datetime, minutes: int) -> list[datetime]:
    """Wall times of a session on a member's clock, with one in each hour it touches."""
    steps = range(0, minutes, int(_SAMPLE.total_seconds() // 60))
    instants = [starts_at + timedelta(minutes=step) for step in (*steps, max(minutes, 1) - 1)]
    return [at.astimezone(zones.zone(zone_of(member.zone, at))) for at in instants]


def _is_off(member: Member, day: date) -> bool:
    return day.isoweekday() in member.weekend or day in member.days_off


def week(at: datetime) -> Hashable:
    """A round of `choose` for groups that meet at most once in an ISO week (UTC)."""
    return at.isocalendar()[:2]


def choose(
    found: Iterable[Candidate],
    count: int,
    running: Mapping[UUID, int],
    round_of: Callable[[datetime], Hashable] = lambda at: at,
) -> Plan:
    """Pick `count` starts, at most one of each round, that make the largest running sum smallest;
    of equal plans the one with the smallest total, then with the sums nearest to each other, then
    the earliest. Fewer if there are not so many rounds; sums of people who no longer come are left
    aside.

    Plans are grown round by round, and those that can no longer win are dropped: this is exact,
    always for six rounds of four slots. Larger choices are as hard as packing knapsacks; when too
    many plans are left, only the most promising are followed, and `at_least` bounds the loss.
    """
    options = sorted(found, key=lambda one: one.starts_at)
    ids = sorted({id_ for one in options for id_ in one.costs})
    rounds: dict[Hashable, list[choosing.Option]] = {}
    for place, one in enumerate(options):
        costs = tuple(one.costs.get(id_, 0) for id_ in ids)
        rounds.setdefault(round_of(one.starts_at), []).append(choosing.Option(place, costs))
    opening = tuple(running.get(id_, 0) for id_ in ids)
    choice = choosing.choose(list(rounds.values()), min(count, len(rounds)), opening)
    return Plan(
        starts=tuple(options[place].starts_at for place in sorted(choice.keys)),
        sums=dict(zip(ids, choice.sums, strict=True)),
        is_best=choice.at_least == choice.score,
        at_least=choice.at_least[0],
    )
