"""The agenda as written and as released: what changed between the two, and whom that concerns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations
from typing import Any, NamedTuple
from uuid import UUID

MOST_ITEMS = 200
LEAST_MINUTES, MOST_MINUTES = 5, 720


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An item with its time; without a session it has none yet."""

    item_id: UUID
    title: str
    minutes: int
    session_id: UUID | None = None
    starts_at: datetime | None = None
    speakers: tuple[UUID, ...] = ()
    needs_replacement: bool = False

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None


class What(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENAMED = "renamed"
    SPEAKERS = "speakers"
    NEEDS_REPLACEMENT = "needs_replacement"


class Change(NamedTuple):
    """One line of the log; `before` and `after` are times where something moved."""

    what: What
    item_id: UUID
    title: str
    before: datetime | None = None
    after: datetime | None = None


def changes(before: Sequence[Slot], after: Sequence[Slot]) -> list[Change]:
    """What is different, in the order of the new agenda, then what is gone. Nothing for equals."""
    old = {slot.item_id: slot for slot in before}
    new = {slot.item_id for slot in after}
    found = [change for slot in after for change in _changed(old.get(slot.item_id), slot)]
    gone = [slot for slot in before if slot.item_id not in new]
    return found + [Change(What.REMOVED, s.item_id, s.title, before=s.starts_at) for s in gone]


def speakers_in(slots: Iterable[Slot]) -> frozenset[UUID]:
    return frozenset(who for slot in slots for who in slot.speakers)


def concerned(before: Sequence[Slot], after: Sequence[Slot]) -> set[UUID]:
    """The speakers whose own time is another one, or who came to an item or left one.

    Who speaks no more was told when they were taken out.
    """
    old = {(who, slot.item_id): _when(slot) for slot in before for who in slot.speakers}
    new = {(who, slot.item_id): _when(slot) for slot in after for who in slot.speakers}
    found = {key[0] for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return found & speakers_in(after)


def others_speak(found: Iterable[Change]) -> bool:
    """Whether somebody else speaks in an item that was there before."""
    return any(change.what is What.SPEAKERS for change in found)


def moved_sessions(before: Sequence[Slot], after: Sequence[Slot]) -> set[UUID]:
    """The sessions in which an item came, went, or is at another time."""
    old = {slot.item_id: slot for slot in before}
    new = {slot.item_id: slot for slot in after}
    touched = [
        slot.session_id
        for key in old.keys() | new.keys()
        if _differs(old.get(key), new.get(key))
        for slot in (old.get(key), new.get(key))
        if slot is not None
    ]
    return {session_id for session_id in touched if session_id is not None}


def clashes(slots: Sequence[Slot]) -> list[tuple[UUID, UUID, UUID]]:
    """Speakers who would be in two items at once, with the two items; it warns and never bars."""
    return [
        (who, one.item_id, other.item_id)
        for one, other in combinations([s for s in slots if s.starts_at], 2)
        if _overlap(one, other)
        for who in one.speakers
        if who in other.speakers
    ]


def outside(slot: Slot, starts_at: datetime, minutes: int) -> bool:
    """Whether an item does not lie within its session."""
    end = starts_at + timedelta(minutes=minutes)
    is_early = slot.starts_at is None or slot.starts_at < starts_at
    return is_early or slot.ends_at is None or slot.ends_at > end


# as it is stored ---------------------------------------------------------------------------------


def to_stored(slots: Iterable[Slot]) -> list[dict[str, Any]]:
    """Slots as a release keeps them."""
    return [_plain(asdict(slot)) for slot in slots]


def from_stored(rows: Iterable[Mapping[str, Any]]) -> list[Slot]:
    """The slots of a release again."""
    return [_slot(row) for row in rows]


def changes_to_stored(found: Iterable[Change]) -> list[dict[str, Any]]:
    """Lines of the log as a release keeps them."""
    return [_plain(change._asdict()) for change in found]


def changes_from_stored(rows: Iterable[Mapping[str, Any]]) -> list[Change]:
    """The lines of the log again."""
    return [
        Change(
            What(row["what"]),
            UUID(row["item_id"]),
            row["title"],
            _instant(row["before"]),
            _instant(row["after"]),
        )
        for row in rows
    ]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _slot(row: Mapping[str, Any]) -> Slot:
    return Slot(
        item_id=UUID(row["item_id"]),
        title=row["title"],
        minutes=row["minutes"],
        session_id=UUID(row["session_id"]) if row["session_id"] else None,
        starts_at=_instant(row["starts_at"]),
        speakers=tuple(map(UUID, row["speakers"])),
        needs_replacement=row["needs_replacement"],
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# one item ----------------------------------------------------------------------------------------


def _changed(old: Slot | None, new: Slot) -> list[Change]:
    if old is None:
        return [Change(What.ADDED, new.item_id, new.title, after=new.starts_at)]
    found = []
    if _when(old) != _when(new):
        found.append(Change(What.MOVED, new.item_id, new.title, old.starts_at, new.starts_at))
    if old.title != new.title:
        found.append(Change(What.RENAMED, new.item_id, new.title))
    if set(old.speakers) != set(new.speakers):
        found.append(Change(What.SPEAKERS, new.item_id, new.title))
    if new.needs_replacement and not old.needs_replacement:
        found.append(Change(What.NEEDS_REPLACEMENT, new.item_id, new.title))
    return found


def _when(slot: Slot) -> tuple[datetime | None, int]:
    return slot.starts_at, slot.minutes


def _differs(old: Slot | None, new: Slot | None) -> bool:
    if old is None or new is None:
        return True
    return _when(old) != _when(new) or old.session_id != new.session_id


def _overlap(one: Slot, other: Slot) -> bool:
    if not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
