"""Everything the page of one visit shows, in few statements, however much there is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from network.db import plain
from network.exchanges import policy
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.queries import hosts, messages, polls
from network.exchanges.queries.facts import Stored, facts_with, stored_of
from network.exchanges.queries.messages import Thread
from network.exchanges.queries.polls import Change, Poll
from network.exchanges.rules import timing
from network.exchanges.rules.facts import Facts
from network.exchanges.vocabulary import OfferState, Part
from network.kernel import clock
from network.kernel.actor import Actor

_MESSAGES = 4
# What is open: that of the reader's own parts first, then by its day.
_TASKS = """
    UNION ALL SELECT * FROM (
        SELECT 'task', code, text, owner, CAST(due_on AS TEXT) AS due, NULL, CAST(id AS TEXT)
        FROM checklist_item WHERE visit_id = $1 AND state = 'open'
        ORDER BY CASE WHEN owner IN ({}) THEN 0 ELSE 1 END, COALESCE(due_on, $3), position, id
    ) AS coming
    UNION ALL SELECT 'tasks', owner, CAST(COUNT(*) AS TEXT),
        CAST(COUNT(CASE WHEN state = 'open' THEN 1 END) AS TEXT),
        CAST(COUNT(CASE WHEN state = 'open' AND is_required AND offset_days < 0 THEN 1 END)
            AS TEXT), NULL, NULL
        FROM checklist_item WHERE visit_id = $1 GROUP BY owner
"""


class Task(NamedTuple):
    """Something on the checklists that is to be done next."""

    id: str
    code: str
    text: str
    owner: Part
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Checklists:
    """The next tasks, and how many there are; some keep a visit from beginning: whose those are."""

    coming: list[Task]
    total: int
    left: int
    owing: frozenset[Part]


@dataclass(frozen=True, slots=True)
class Whole:
    """A visit with what is beside it, as time has made it."""

    visit: Visit
    facts: Facts
    choices: list[HostChoice]
    thread: Thread
    poll: Poll | None
    change: Change | None
    tasks: Checklists

    @property
    def choice(self) -> HostChoice | None:
        """The host that is asked now, or said yes."""
        return hosts.current_of(self.choices)

    @property
    def asked(self) -> tuple[int, int]:
        """How many of the ranked hosts were asked so far, and how many there are."""
        done = [one for one in self.choices if one.state is not OfferState.RANKED]
        return len(done), len(self.choices)


async def whole_of(actor: Actor, visit: Visit) -> Whole:
    """A visit the actor was let in to, with everything its page shows."""
    own = ", ".join(f"'{part}'" for part in sorted(policy.parts_in(actor, visit)))
    more = f"{_TASKS.format(own)} UNION ALL {polls.DATES}"
    choices, stored = await plain.together(
        hosts.choices_of(visit.id), stored_of(visit, more, visit.first_on)
    )
    now = clock.now()
    facts = timing.facts_at(await facts_with(visit, choices, stored), now)
    thread = await messages.recent(actor, visit, since(actor, visit, choices), _MESSAGES)
    poll, change = polls.dates_in(stored)
    return Whole(visit, facts, choices, thread, poll, change, _tasks(stored))


def since(actor: Actor, visit: Visit, choices: list[HostChoice]) -> datetime:
    """From when on the actor reads what was said: a host from when it was asked."""
    choice = hosts.current_of(choices)
    if choice and choice.asked_at and policy.joined_late(actor, visit):
        return choice.asked_at
    return visit.created_at


def _tasks(stored: Stored) -> Checklists:
    counts = stored.get("tasks", [])
    return Checklists(
        coming=[_task(row) for row in stored.get("task", [])],
        total=sum(int(row["b"]) for row in counts),
        left=sum(int(row["c"]) for row in counts),
        owing=frozenset(Part(row["a"]) for row in counts if row["d"] != "0"),
    )


def _task(row: Mapping[str, Any]) -> Task:
    return Task(
        id=row["f"],
        code=row["a"],
        text=row["b"],
        owner=Part(row["c"]),
        due_on=date.fromisoformat(row["d"]) if row["d"] else None,
    )
