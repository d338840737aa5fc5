"""Entries of an own history in words, and their trend as a chart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from network.kernel import i18n, moments
from network.kernel.i18n import _
from network.wellbeing.models.help import InstrumentFile
from network.wellbeing.pages.history_opened import ref_of
from network.wellbeing.queries import own_instruments
from network.wellbeing.rules import definitions, instruments, pulse, trends
from network.wellbeing.rules.histories import PULSE, Entry, OwnHistory
from network.wellbeing.rules.instruments import Band, Standing
from network.wellbeing.rules.pulse import Part

_EXCERPT = 160
_MOST_LINES = 40

Files = Mapping[tuple[str, str], InstrumentFile]


class Told(NamedTuple):
    """One score in words; `about` says whose line it was put in words by."""

    name: str
    value: str
    word: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in a list; what is of an instrument is in its language."""

    ref: str
    day: str
    title: str
    lang: str
    scores: list[Told]
    words: str


def by_version(files: Iterable[InstrumentFile]) -> Files:
    """Instruments by the names histories keep; of two with the same, the one in use."""
    found: dict[tuple[str, str], InstrumentFile] = {}
    for one in files:
        found.setdefault((one.key, own_instruments.version_of(one)), one)
    return found


def other_keys(history: OwnHistory) -> set[str]:
    """The instruments somebody filled in besides the short check-in."""
    return {one.instrument for one in history.entries} - {"", PULSE}


def entries_of(history: OwnHistory, file: InstrumentFile) -> list[Entry]:
    """What was kept of one version of an instrument, the oldest first."""
    name = (file.key, own_instruments.version_of(file))
    return [one for one in history.entries if (one.instrument, one.version) == name]


def row(entry: Entry, files: Files) -> Row:
    file = files.get((entry.instrument, entry.version))
    return Row(
        ref=ref_of(entry),
        day=moments.short_day(entry.on),
        title=title(entry, file),
        lang=file.lang if file else "",
        scores=scores(entry, file),
        words=_excerpt(entry.words),
    )


def title(entry: Entry, file: InstrumentFile | None) -> str:
    """What kind of entry it is."""
    if not entry.instrument:
        return _("Note")
    if entry.instrument == PULSE:
        return _("Check-in")
    return str(file.definition["title"]) if file else entry.instrument


def scores(entry: Entry, file: InstrumentFile | None) -> list[Told]:
    """The scores of an entry, each with its word if there is one."""
    if entry.instrument == PULSE:
        return _own_scores(entry)
    return _other_scores(entry, file) if file else _bare_scores(entry)


def table(history: OwnHistory) -> list[tuple[str, list[str]]]:
    """The numbers of the newest check-ins, by day; what has no score says so."""
    found = [one for one in history.entries if one.instrument == PULSE][: -_MOST_LINES - 1 : -1]
    return [
        (moments.short_day(one.on), [_cell(one.scores.get(part)) for part in Part]) for one in found
    ]


def answers(entry: Entry, file: InstrumentFile | None) -> list[tuple[str, str]]:
    """The questions of an entry with what was answered; none for what was entered as totals."""
    if entry.instrument == PULSE:
        texts = {number: str(text) for number, text in pulse.QUESTIONS.items()}
        words = dict.fromkeys(texts, pulse.CHOICES)
    elif file is not None:
        texts = {one["no"]: one["text"] for one in file.definition.get("items", [])}
        words = _steps(file.definition)
    else:
        texts, words = {}, {}
    return [
        (text, str(words[number][given]))
        for number, text in texts.items()
        if (given := entry.answers.get(number)) is not None
    ]


def summary(history: OwnHistory) -> list[str]:
    """The trend in sentences."""
    strains = history.strains()
    if not strains:
        return []
    last = [str(pulse.WORDS[trends.word(one)]) for one in strains[-pulse.RECENT :]]
    words = i18n.series(last)
    told = {
        1: _("Your last check-in: %(words)s.", words=words),
        2: _("Your last two, the newer one at the end: %(words)s.", words=words),
        3: _("Your last three, the newest at the end: %(words)s.", words=words),
    }
    drift = trends.drift(strains)
    return [told[len(last)], *([str(trends.DRIFTS[drift])] if drift else [])]


def labels(definition: Mapping[str, Any]) -> dict[str, str]:
    """The names of the scores of an instrument."""
    return {
        one["key"]: one["label"]
        for one in [*definition["subscales"], *definition.get("totals", [])]
    }


def number(value: float) -> str:
    return i18n.number(round(value, 1) if value % 1 else int(value))


def standing(found: Band | None) -> str:
    """Whose line a band is drawn by."""
    if found is None:
        return ""
    if found.standing is Standing.AUTHOR:
        return _("line of the authors")
    if not found.ref:
        return _("for orientation only; not validated")
    if found.standing is Standing.STUDY:
        return _("for orientation only; line of %(ref)s", ref=found.ref)
    return _("for orientation only; not validated: %(ref)s", ref=found.ref)


def _steps(definition: Mapping[str, Any]) -> dict[int, dict[int, str]]:
    """What each answer is called, by question."""
    scales = {
        name: {one["value"]: one["label"] for one in steps}
        for name, steps in definition.get("scales", {}).items()
    }
    return {one["no"]: scales[one["scale"]] for one in definition.get("items", [])}


def _excerpt(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _EXCERPT else f"{line[:_EXCERPT].rsplit(' ', 1)[0]} …"


def _cell(value: float | None) -> str:
    return i18n.number(round(value)) if value is not None else "–"


def _own_scores(entry: Entry) -> list[Told]:
    strain = entry.scores.get(Part.STRAIN)
    if strain is None:
        found = [Told(_("Strain"), "", _("not scored: fewer than eight answers"))]
    else:
        word = str(pulse.WORDS[trends.word(strain)])
        found = [Told(_("Strain"), i18n.number(round(strain)), word)]
    for part, name in trends.SIDES.items():
        value = entry.scores.get(part)
        if value is not None:
            word = str(trends.WEIGHTS[trends.weight(value)])
            found.append(Told(str(name), i18n.number(round(value)), word))
    return found


def _other_scores(entry: Entry, file: InstrumentFile) -> list[Told]:
    instrument = definitions.instrument(file.definition)
    names = labels(file.definition)
    return [
        _other_score(
            names[one.key],
            entry.scores.get(one.key),
            instruments.band(instrument, one.key, entry.scores.get(one.key)),
        )
        for one in instrument.subscales
    ]


def _other_score(name: str, value: float | None, found: Band | None) -> Told:
    if value is None:
        return Told(name, _("no score"))
    return Told(name, number(value), found.label if found else "", standing(found))


def _bare_scores(entry: Entry) -> list[Told]:
    """Of an instrument whose file is gone, only its numbers are left."""
    return [
        Told(name, number(value) if value is not None else _("no score"))
        for name, value in entry.scores.items()
    ]
