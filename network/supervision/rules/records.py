"""What became of a session: who was there for how long, and what that adds to everybody's log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from network.supervision.models import Attendance, HoursRole, Kind

COUNTS = (
    Attendance.PRESENT,
    Attendance.LATE,
    Attendance.LEFT_EARLY,
    Attendance.TECHNICAL,
)
SHORTER = (Attendance.LATE, Attendance.LEFT_EARLY, Attendance.TECHNICAL)
LONGEST = 480


@dataclass(frozen=True, slots=True)
class Presence:
    """How somebody attended, and how many minutes of the session they missed."""

    attendance: Attendance
    missed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the leader of a session says of it; nothing else of it is kept."""

    minutes: int
    presences: Mapping[UUID, Presence]
    restorative: int = 0
    themes: Sequence[str] = ()
    is_heavy: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What a report adds to one person's log."""

    person_id: UUID
    role: HoursRole
    minutes: int
    people: int
    restorative: int


def lines(kind: Kind, leader_id: UUID, report: Report) -> list[Line]:
    """The log lines of a report: those who attended received; who led gave.

    In a peer group everybody received, also who facilitated. Nobody attended: nothing was given.
    """
    there = {
        person: max(0, report.minutes - presence.missed)
        for person, presence in report.presences.items()
        if presence.attendance in COUNTS
    }
    if not there:
        return []
    is_peer = kind is Kind.PEER
    people = len(there) + is_peer
    received = {**there, **({leader_id: report.minutes} if is_peer else {})}
    found = [
        Line(person, HoursRole.RECEIVED, minutes, people, min(minutes, report.restorative))
        for person, minutes in received.items()
    ]
    if not is_peer:
        found.append(Line(leader_id, HoursRole.GIVEN, report.minutes, people, 0))
    return found


def unexcused_in_a_row(past: Sequence[Attendance | None]) -> int:
    """How many of the latest sessions, newest first, somebody missed without a word."""
    count = 0
    for attendance in past:
        if attendance is not Attendance.UNEXCUSED:
            break
        count += 1
    return count
