"""A person's own check-ins and notes, as values: added to, looked back on, and let go in time."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from network.wellbeing.rules import pulse, timing
from network.wellbeing.rules.instruments import Answers

PULSE = pulse.PULSE.key
MOST_WORDS = 4000
MOST_ENTRIES = 500
_HEAD = ("on", "instrument", "version", "what", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One check-in, or a note where there is no instrument; `key` makes a form act only once."""

    key: str
    on: date
    instrument: str = ""
    version: str = ""
    answers: Answers = field(default_factory=dict)
    scores: Mapping[str, float | None] = field(default_factory=dict)
    words: str = ""


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """Everything of one person, the oldest first, and how many months it stays."""

    entries: tuple[Entry, ...] = ()
    months: int = timing.HISTORY_MONTHS

    def strains(self, before: str = "") -> list[float]:
        """The strains of the own short check-ins, up to the entry with this key."""
        found = []
        for one in self.entries:
            if one.key == before:
                break
            strain = one.scores.get(pulse.Part.STRAIN)
            if one.instrument == PULSE and strain is not None:
                found.append(strain)
        return found

    def outcome(self, one: Entry) -> pulse.Outcome:
        """What an own short check-in says, beside those before it."""
        return pulse.outcome(one.answers, self.strains(before=one.key))

    def goes_on(self, one: Entry) -> date:
        """The end of the month in which an entry is to go."""
        return month_end(timing.history_goes_on(one.on, self.months))


def added(history: OwnHistory, new: Entry) -> OwnHistory:
    """With an entry; one with the same key is there already and stays."""
    if any(one.key == new.key for one in history.entries):
        return history
    entries = sorted((*history.entries, new), key=_day)
    return replace(history, entries=tuple(entries[-MOST_ENTRIES:]))


def reworded(history: OwnHistory, key: str, words: str) -> OwnHistory:
    changed = (replace(o, words=words) if o.key == key else o for o in history.entries)
    return replace(history, entries=tuple(changed))


def without(history: OwnHistory, key: str) -> OwnHistory:
    return replace(history, entries=tuple(one for one in history.entries if one.key != key))


def month_end(day: date) -> date:
    """Days of going are months, so that they tell little of when something was written."""
    first_of_next = timing.months_after(day.replace(day=1), 1)
    return date.fromordinal(first_of_next.toordinal() - 1)


def plain_entry(one: Entry) -> dict[str, Any]:
    return {
        "key": one.key,
        "on": one.on.isoformat(),
        "instrument": one.instrument,
        "version": one.version,
        "answers": {str(number): value for number, value in one.answers.items()},
        "scores": {str(name): value for name, value in one.scores.items()},
        "words": one.words,
    }


def entry_of(stored: Mapping[str, Any]) -> Entry:
    return Entry(
        key=stored["key"],
        on=date.fromisoformat(stored["on"]),
        instrument=stored["instrument"],
        version=stored["version"],
        answers={int(number): value for number, value in stored["answers"].items()},
        scores=dict(stored["scores"]),
        words=stored["words"],
    )


def as_csv(entries: Sequence[Entry]) -> str:
    """One line for every answer, score and note, to be read elsewhere."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for one in entries:
        given = {str(number): value for number, value in sorted(one.answers.items())}
        told: dict[str, float | None] = {**given, **one.scores}
        lines = [(str(what), "" if value is None else str(value)) for what, value in told.items()]
        lines += [("words", _harmless(one.words))] if one.words else []
        for what, value in lines:
            writer.writerow((one.on.isoformat(), one.instrument, one.version, what, value))
    return out.getvalue()


def _day(one: Entry) -> date:
    return one.on


def _harmless(text: str) -> str:
    """A text no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
