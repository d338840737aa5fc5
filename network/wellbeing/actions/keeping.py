"""Writing in an own history: check-ins, other instruments, notes, and taking things out.

Every entry lies in a box of its own under the person's key and a half that is destroyed at the
end of a month, so that it goes on its date although nobody can look for it.
"""

import base64
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from network.adapters import sealing
from network.db import after_commit, traces, transaction
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, Stale
from network.kernel.i18n import _
from network.wellbeing.actions import answering
from network.wellbeing.models.help import InstrumentFile
from network.wellbeing.models.histories import FadingKey, History
from network.wellbeing.queries import histories
from network.wellbeing.queries.rounds import today
from network.wellbeing.rules import definitions, instruments, pulse, timing
from network.wellbeing.rules import histories as rules
from network.wellbeing.rules.histories import Entry, OwnHistory
from network.wellbeing.rules.instruments import Answers, OffRange, OffScale

VERSIONS = 2**31
_TRIES = 5


async def check_in(actor: Actor, key: bytes, form: str, answers: Answers, words: str = "") -> Entry:
    """Keep a check-in; a form with the same key is kept once. Raises Invalid."""
    try:
        scores = instruments.score(pulse.PULSE, answers)
    except OffScale as error:
        raise Invalid(**{f"q{number}": _off_scale() for number in error.numbers}) from None
    entry = Entry(
        key=form,
        on=today(),
        instrument=pulse.PULSE.key,
        version=pulse.PULSE.version,
        answers=dict(answers),
        scores=scores,
        words=_checked(words),
    )
    await _change(actor, key, lambda history: rules.added(history, entry))
    return entry


async def keep_other(  # noqa: PLR0913 (a form of one instrument)
    actor: Actor,
    key: bytes,
    form: str,
    file: InstrumentFile,
    *,
    answers: Answers | None = None,
    totals: Mapping[str, float | None] | None = None,
    words: str = "",
) -> Entry:
    """Keep the answers to another instrument, or totals worked out elsewhere. Raises Invalid."""
    instrument = definitions.instrument(file.definition)
    try:
        if instrument.is_by_totals:
            scores = instruments.entered(instrument, totals or {})
        else:
            scores = instruments.score(instrument, answers or {})
    except OffScale as error:
        raise Invalid(**{f"q{number}": _off_scale() for number in error.numbers}) from None
    except OffRange as error:
        raise Invalid(**{f"t_{name}": _off_scale() for name in error.keys}) from None
    entry = Entry(
        key=form,
        on=today(),
        instrument=file.key,
        version=f"{file.edition} {file.lang}",
        answers=dict(answers or {}),
        scores=scores,
        words=_checked(words),
    )
    await _change(actor, key, lambda history: rules.added(history, entry))
    return entry


async def note(actor: Actor, key: bytes, form: str, words: str) -> Entry:
    """Keep a note for oneself."""
    entry = Entry(key=form, on=today(), words=_checked(words))
    await _change(actor, key, lambda history: rules.added(history, entry))
    return entry


async def reword(
    actor: Actor, key: bytes, entry_key: str, words: str, seen: str | None = None
) -> None:
    """Change the own words of an entry. Raises Stale if they are not those that were seen."""
    text = _checked(words)

    def change(history: OwnHistory) -> OwnHistory:
        stored = next((one.words for one in history.entries if one.key == entry_key), None)
        if seen is not None and stored != seen:
            raise Stale(_("These words were changed elsewhere. Yours are not kept yet."), stored)
        return rules.reworded(history, entry_key, text)

    await _change(actor, key, change)


async def drop(actor: Actor, key: bytes, entry_key: str) -> None:
    """Take one entry out for good."""
    await _change(actor, key, lambda history: rules.without(history, entry_key))


async def keep_for(actor: Actor, key: bytes, months: int) -> None:
    """Let everything stay so many months after it was written. Raises Invalid."""
    if not timing.HISTORY_MONTHS <= months <= timing.MOST_HISTORY_MONTHS:
        raise Invalid(months=_("Choose between one year and ten."))
    await _change(actor, key, lambda history: OwnHistory(history.entries, months))


async def erase(actor: Actor, key: bytes | None = None) -> None:
    """Delete everything of the actor's; with the key, their ballot of an open round too."""
    if key is not None:
        await answering.withdraw_if_there(actor, key)
    async with transaction():
        await History.filter(person_id=actor.person_id).delete()
        after_commit("wipe", traces.wipe)


def columns(
    person_id: UUID, key: bytes, history: OwnHistory, halves: Mapping[date, bytes]
) -> dict[str, Any]:
    """How a history is stored; its version tells nothing of how often that was done."""
    entries = [
        {"goes_on": goes_on.isoformat(), "box": _entry_box(key, halves[goes_on], entry)}
        for entry in history.entries
        if (goes_on := history.goes_on(entry)) in halves
    ]
    content = sealing.padded(json.dumps({"entries": entries}).encode())
    empty = rules.month_end(timing.history_goes_on(today(), history.months))
    return {
        "version": secrets.randbelow(VERSIONS),
        "box": sealing.boxed(key, content, histories.about(person_id)),
        "months": history.months,
        "goes_on": max(halves, default=empty),
    }


async def _change(actor: Actor, key: bytes, change: Callable[[OwnHistory], OwnHistory]) -> None:
    """Read, change and store; what somebody wrote in another tab meanwhile stays."""
    for _attempt in range(_TRIES):
        opened = await histories.read(actor, key)
        if await _store(actor, key, change(opened.history), opened.version):
            return
    raise Stale(_("Your history is being changed elsewhere. Try again."), None)


async def _store(actor: Actor, key: bytes, history: OwnHistory, version: int) -> bool:
    if actor.person_id is None:
        return False
    day = today()
    ends = {end for entry in history.entries if (end := history.goes_on(entry)) >= day}
    async with transaction():
        new = columns(actor.person_id, key, history, await _halves(ends))
        same = History.filter(person_id=actor.person_id, version=version)
        after_commit("wipe", traces.wipe)
        return bool(await same.update(**new))


async def _halves(ends: Iterable[date]) -> dict[date, bytes]:
    """The halves of these months; those that are missing are made."""
    names = [end.isoformat() for end in ends]
    fresh = [FadingKey(goes_on=name, half=sealing.new_key()) for name in names]
    if fresh:
        await FadingKey.bulk_create(fresh, ignore_conflicts=True)
    found = await FadingKey.filter(goes_on__in=names)
    return {date.fromisoformat(one.goes_on): one.half for one in found}


def _entry_box(key: bytes, half: bytes, entry: Entry) -> str:
    content = json.dumps(rules.plain_entry(entry)).encode()
    box = sealing.boxed(histories.entry_key(key, half), content, b"entry")
    return base64.b64encode(box).decode()


def _checked(words: str) -> str:
    text = words.strip()
    if len(text) > rules.MOST_WORDS:
        raise Invalid(words=_("Use at most %(most)s characters.", most=rules.MOST_WORDS))
    return text


def _off_scale() -> str:
    return _("Choose one of the answers, or leave it out.")
