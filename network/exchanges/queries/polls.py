"""The days that are looked for: what everybody is asked, and other days for a confirmed visit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NoReturn
from uuid import UUID

from network.db import plain
from network.exchanges.models.agreeing import (
    DateChange,
    DateChangeState,
    DatePoll,
    DatePollState,
    Suits,
)
from network.exchanges.models.visits import Visit
from network.exchanges.queries.facts import Stored, by_kind
from network.exchanges.rules.dates import Span
from network.exchanges.vocabulary import Side
from network.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Option:
    """A period with what people said about it."""

    id: UUID
    span: Span
    answers: dict[UUID, Suits] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Poll:
    """The newest question about the days of a visit with the host it has now."""

    id: UUID
    state: DatePollState
    closes_on: date
    chosen_id: UUID | None
    options: list[Option]

    @property
    def chosen(self) -> Span | None:
        return next((one.span for one in self.options if one.id == self.chosen_id), None)

    @property
    def answered(self) -> set[UUID]:
        return {person for one in self.options for person in one.answers}


@dataclass(frozen=True, slots=True)
class Change:
    """Other days that were proposed for a confirmed visit, and who accepts them so far."""

    id: UUID
    span: Span
    author_id: UUID | None
    accepted: frozenset[Side]


# parts of a statement whose values are all texts, as the one that gathers facts
DATES = """
    SELECT 'poll' AS what, CAST(id AS TEXT) AS a, state AS b, CAST(closes_on AS TEXT) AS c,
        CAST(chosen_id AS TEXT) AS d, CAST(NULL AS TEXT) AS e, CAST(NULL AS TEXT) AS f
        FROM date_poll WHERE id = (SELECT id FROM date_poll WHERE visit_id = $1
            AND created_at >= (SELECT MAX(asked_at) FROM host_choice WHERE visit_id = $1
                AND state IN ('asked', 'accepted'))
            ORDER BY created_at DESC, id DESC LIMIT 1)
    UNION ALL SELECT 'option', CAST(date_option.id AS TEXT), CAST(date_option.first_on AS TEXT),
        CAST(date_option.last_on AS TEXT), CAST(poll_id AS TEXT), NULL, NULL
        FROM date_option JOIN date_poll ON date_poll.id = date_option.poll_id
        WHERE date_poll.visit_id = $1
    UNION ALL SELECT 'answer', CAST(option_id AS TEXT), CAST(person_id AS TEXT), suits,
        NULL, NULL, NULL
        FROM date_answer JOIN date_option ON date_option.id = date_answer.option_id
        JOIN date_poll ON date_poll.id = date_option.poll_id WHERE date_poll.visit_id = $1
    UNION ALL SELECT 'change', CAST(id AS TEXT), CAST(first_on AS TEXT), CAST(last_on AS TEXT),
        CAST(author_id AS TEXT), CAST(accepted AS TEXT), NULL
        FROM visit_date_change WHERE visit_id = $1 AND state = 'open'
"""


async def dates_of(visit: Visit) -> tuple[Poll | None, Change | None]:
    """The newest poll of a visit, open or not, and the open proposal; one statement for both.

    What was answered about days with another host is not shown: hosts do not learn of each other.
    """
    return dates_in(by_kind(await plain.rows(DATES, visit.id)))


def dates_in(stored: Stored) -> tuple[Poll | None, Change | None]:
    """The same, from rows that were read with others."""
    polls = [_poll(row, stored) for row in stored.get("poll", [])]
    changes = [_change(row) for row in stored.get("change", [])]
    return next(iter(polls), None), next(iter(changes), None)


async def get_poll(visit: Visit, poll_id: UUID) -> DatePoll:
    """A poll of this visit, for those who were let in before."""
    return await DatePoll.get_or_none(id=poll_id, visit_id=visit.id) or _absent()


async def get_change(visit: Visit, change_id: UUID) -> DateChange:
    """A proposal of this visit, for those who were let in before."""
    return await DateChange.get_or_none(id=change_id, visit_id=visit.id) or _absent()


async def refused_days(visit: Visit) -> Span | None:
    """The days proposed last, where they do not count; none where they do, or wait for answers."""
    last = await DateChange.filter(visit_id=visit.id).order_by("-created_at", "-id").first()
    is_off = last is not None and last.state in (DateChangeState.REFUSED, DateChangeState.WITHDRAWN)
    return Span(last.first_on, last.last_on) if last and is_off else None


def _poll(row: Mapping[str, Any], stored: Stored) -> Poll:
    own = [one for one in stored.get("option", []) if one["d"] == row["a"]]
    options = {one["a"]: Option(UUID(one["a"]), _span(one)) for one in own}
    for said in stored.get("answer", []):
        if said["a"] in options:
            options[said["a"]].answers[UUID(said["b"])] = Suits(said["c"])
    return Poll(
        id=UUID(row["a"]),
        state=DatePollState(row["b"]),
        closes_on=date.fromisoformat(row["c"]),
        chosen_id=UUID(row["d"]) if row["d"] else None,
        options=sorted(options.values(), key=lambda one: one.span),
    )


def _change(row: Mapping[str, Any]) -> Change:
    accepted = frozenset(Side(one) for one in json.loads(row["e"]))
    author = UUID(row["d"]) if row["d"] else None
    return Change(UUID(row["a"]), _span(row), author, accepted)


def _span(row: Mapping[str, Any]) -> Span:
    return Span(date.fromisoformat(row["b"]), date.fromisoformat(row["c"]))


def _absent() -> NoReturn:
    raise NotFound
