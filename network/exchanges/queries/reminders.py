"""What people are to be reminded of now, and were not yet: some statements for each kind."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from network.db import plain
from network.exchanges.models.agreeing import DateAnswer, DatePoll, DatePollState
from network.exchanges.models.learning import FollowUp, LearningReport
from network.exchanges.models.staying import ChecklistItem, ReadMark, TaskState
from network.exchanges.models.visits import HostChoice, Visit, VisitReminder
from network.exchanges.queries import reports
from network.exchanges.rules import reminders as rules
from network.exchanges.rules.dates import local_day
from network.exchanges.rules.reminders import What
from network.exchanges.vocabulary import OfferState, Part, VisitState

S = VisitState
_REPORTING = (S.REPORT_DUE, S.ENDED_EARLY)
_PREPARING = (S.CONFIRMED, S.IN_PROGRESS)
_ASKED_IN = (S.HOST_PENDING, S.HOST_ACCEPTED, S.POSTPONED)
_TALKED_ABOUT = timedelta(days=30)  # older messages are history, nobody is sent back to them


class Reminder(NamedTuple):
    """Something to be told once: `marks` are what it is about, all of them at this step."""

    visit: Visit
    what: What
    marks: tuple[UUID, ...]
    step: int
    parts: tuple[Part, ...]
    due_on: date | None = None
    but_not: frozenset[UUID] = frozenset()


async def due(now: datetime) -> list[Reminder]:
    """Every reminder that has come and was not told."""
    found = [one for kind in _KINDS for one in await kind(now)]
    marks = [key for one in found for key in one.marks]
    rows = await VisitReminder.filter(about_id__in=marks) if marks else []
    told = {(row.about_id, row.what, row.step) for row in rows}
    return [left for one in found if (left := _untold(one, told)).marks]


def _untold(one: Reminder, told: set[tuple[UUID, str, int]]) -> Reminder:
    left = tuple(key for key in one.marks if (key, str(one.what), one.step) not in told)
    return one._replace(marks=left)


# reports and what follows ------------------------------------------------------------------------


async def _reports(now: datetime) -> list[Reminder]:
    today = now.date()
    rows = Visit.filter(state__in=_REPORTING, report_due_on__gte=today)
    owed = [visit for visit in await rows if reports.is_owed(visit)]
    steps = [(visit, rules.report_step(visit.report_due_on or today, today)) for visit in owed]
    return [
        Reminder(visit, What.REPORT, (visit.id,), step, (Part.VISITOR,), visit.report_due_on)
        for visit, step in steps
        if step is not None
    ]


async def _follow_ups(now: datetime) -> list[Reminder]:
    today = now.date()
    rows = FollowUp.filter(answered_at=None, due_on__lte=today, visit__state=S.SHARING)
    return [_follow_up(row, today) for row in await rows.select_related("visit")]


def _follow_up(row: FollowUp, today: date) -> Reminder:
    step = rules.follow_up_step(row.due_on, today) or 0
    is_for_home = step >= rules.TO_COORDINATOR
    what, part = (What.FOLLOW_UP_HOME, Part.HOME) if is_for_home else (What.FOLLOW_UP, Part.VISITOR)
    return Reminder(row.visit, what, (row.id,), step, (part,), row.due_on)


async def _readers(now: datetime) -> list[Reminder]:
    """The host shortly before its time to read is over, then the secretariat, who decides."""
    today = now.date()
    rows = LearningReport.filter(
        host_cleared_at=None,
        host_due_on__lte=today + rules.HOST_READS_LEFT,
        visit__state=S.REPORT_REVIEW,
    )
    return [_reading(row, today) for row in await rows.select_related("visit")]


def _reading(row: LearningReport, today: date) -> Reminder:
    due_on = row.host_due_on or today
    is_silent = due_on < today
    what, part = (What.HOST_SILENT, Part.SECRETARIAT) if is_silent else (What.HOST_READS, Part.HOST)
    return Reminder(row.visit, what, (row.id,), due_on.toordinal(), (part,), due_on)


# hosts and days ----------------------------------------------------------------------------------


async def _offers(now: datetime) -> list[Reminder]:
    rows = HostChoice.filter(
        state=OfferState.ASKED,
        expires_at__gt=now,
        expires_at__lte=now + rules.OFFER_LEFT,
        visit__state=S.HOST_PENDING,
    )
    return [_offer(row) for row in await rows.select_related("visit", "centre")]


def _offer(row: HostChoice) -> Reminder:
    last = row.expires_at and row.expires_at - timedelta(seconds=1)
    due_on = local_day(last, row.centre.zone or "UTC") if last else None
    return Reminder(row.visit, What.OFFER, (row.id,), 0, (Part.HOST,), due_on)


_EVERYBODY = (Part.VISITOR, Part.HOME, Part.HOST, Part.MENTOR)
_AT_HOME = (Part.VISITOR, Part.HOME)


async def _polls(now: datetime) -> list[Reminder]:
    today = now.date()
    rows = DatePoll.filter(
        state=DatePollState.OPEN,
        closes_on__lte=today + rules.POLL_LEFT,
        visit__state__in=_ASKED_IN,
    )
    polls = await rows.select_related("visit")
    answers = DateAnswer.filter(option__poll_id__in=[poll.id for poll in polls])
    answered: dict[UUID, set[UUID]] = defaultdict(set)
    for answer in await answers.select_related("option") if polls else []:
        answered[answer.option.poll_id].add(answer.person_id)
    return [_poll(poll, frozenset(answered[poll.id]), today) for poll in polls]


def _poll(poll: DatePoll, answered: frozenset[UUID], today: date) -> Reminder:
    if poll.closes_on < today:
        return Reminder(poll.visit, What.POLL_OVER, (poll.id,), 1, (Part.HOST,), poll.closes_on)
    return Reminder(poll.visit, What.POLL, (poll.id,), 0, _EVERYBODY, poll.closes_on, answered)


# preparing ---------------------------------------------------------------------------------------


async def _items(now: datetime) -> list[Reminder]:
    """What is late, once, and together for each side of a visit."""
    rows = ChecklistItem.filter(
        state=TaskState.OPEN, due_on__lt=now.date(), visit__state__in=_PREPARING
    )
    late = await rows.order_by("visit_id", "owner", "due_on").select_related("visit")
    sides = groupby(late, key=lambda row: (row.visit_id, row.owner))
    return [_late(list(group)) for _side, group in sides]


def _late(rows: list[ChecklistItem]) -> Reminder:
    first = rows[0]
    marks = tuple(row.id for row in rows)
    return Reminder(first.visit, What.ITEMS, marks, 0, (Part(first.owner),), first.due_on)


async def _readiness(now: datetime) -> list[Reminder]:
    today = now.date()
    last = today + timedelta(weeks=max(rules.READY_WEEKS))
    visits = await Visit.filter(state=S.CONFIRMED, first_on__gte=today, first_on__lte=last)
    open_ids = await _with_open_items(visit.id for visit in visits)
    steps = [
        (visit, rules.readiness_step(visit.first_on or today, today))
        for visit in visits
        if visit.id in open_ids
    ]
    return [
        Reminder(visit, What.READINESS, (visit.id,), step, (Part.HOME, Part.HOST), visit.first_on)
        for visit, step in steps
        if step is not None
    ]


async def _with_open_items(ids: Iterable[UUID]) -> set[UUID]:
    rows = ChecklistItem.filter(
        visit_id__in=list(ids), state=TaskState.OPEN, is_required=True, offset_days__lt=0
    )
    return {row.visit_id for row in await rows}


# messages ----------------------------------------------------------------------------------------

_UNREAD = """
    SELECT id, visit_id, author_id, created_at FROM visit_message AS m
    WHERE created_at <= $1 AND created_at >= $2
    AND NOT EXISTS (
        SELECT 1 FROM visit_message AS newer WHERE newer.visit_id = m.visit_id
        AND newer.created_at <= $1 AND newer.created_at > m.created_at)
    AND NOT EXISTS (
        SELECT 1 FROM visit_reminder WHERE about_id = m.id AND what = 'unread')
"""


async def _unread(now: datetime) -> list[Reminder]:
    """The newest message of each visit that is a day old; who read it is left out."""
    rows = await plain.rows(_UNREAD, now - rules.UNREAD_FOR, now - _TALKED_ABOUT)
    ids = [UUID(str(row["visit_id"])) for row in rows]
    visits = {visit.id: visit for visit in await Visit.filter(id__in=ids)} if ids else {}
    marks = await ReadMark.filter(visit_id__in=ids) if ids else []
    asked_at = await _asked_at(ids)
    found = []
    for row in rows:
        visit_id, written = UUID(str(row["visit_id"])), _instant(row["created_at"])
        own = [mark for mark in marks if mark.visit_id == visit_id]
        quiet = {
            mark.person_id
            for mark in own
            if not rules.is_forgotten(written, mark.read_at, mark.reminded_at)
        }
        author = {UUID(str(row["author_id"]))} if row["author_id"] else set()
        mark_id = UUID(str(row["id"]))
        found.append(
            Reminder(
                visits[visit_id],
                What.UNREAD,
                (mark_id,),
                0,
                _EVERYBODY if written >= asked_at.get(visit_id, written) else _AT_HOME,
                but_not=frozenset(quiet | author),
            )
        )
    return found


async def _asked_at(ids: list[UUID]) -> dict[UUID, datetime]:
    """Since when the host of each visit reads what is said: nothing from before it was asked."""
    current = HostChoice.filter(
        visit_id__in=ids, state__in=(OfferState.ASKED, OfferState.ACCEPTED), asked_at__isnull=False
    )
    return {row.visit_id: row.asked_at for row in await current if row.asked_at} if ids else {}


def _instant(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


_KINDS: tuple[Callable[[datetime], Awaitable[list[Reminder]]], ...] = (
    _reports,
    _follow_ups,
    _readers,
    _offers,
    _polls,
    _items,
    _readiness,
    _unread,
)
