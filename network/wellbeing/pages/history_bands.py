"""Other instruments in words: what each is, and its bands with whose lines they are."""

from typing import NamedTuple
from uuid import UUID

from network.kernel import moments
from network.kernel.i18n import _
from network.wellbeing.models.help import InstrumentFile
from network.wellbeing.pages import history_charts
from network.wellbeing.pages.history_shown import entries_of, labels, number, standing
from network.wellbeing.rules import definitions
from network.wellbeing.rules.histories import OwnHistory
from network.wellbeing.vocabulary import FileState


class InstrumentRow(NamedTuple):
    """An instrument in a list; its title is in its language."""

    id: UUID
    title: str
    lang: str
    last: str
    is_in_use: bool


class BandRow(NamedTuple):
    """A stretch of a score, what it is called, and whose line that is."""

    score: str
    span: str
    label: str
    about: str


def instrument_row(history: OwnHistory, file: InstrumentFile) -> InstrumentRow:
    own = entries_of(history, file)
    last = _("Last filled in on %(day)s.", day=moments.short_day(own[-1].on)) if own else ""
    return InstrumentRow(
        file.id, file.definition["title"], file.lang, last, file.state is FileState.IN_USE
    )


def bands(file: InstrumentFile) -> list[BandRow]:
    """All bands of an instrument, in the order of its scores."""
    names = labels(file.definition)
    return [
        BandRow(
            names[one.subscale],
            _("%(first)s to %(last)s", first=number(one.start), last=number(one.end)),
            one.label,
            standing(one),
        )
        for one in definitions.instrument(file.definition).bands
    ]


def ends(file: InstrumentFile) -> list[tuple[str, str]]:
    """For each score, which end is the heavy one."""
    names = labels(file.definition)
    found = definitions.instrument(file.definition).subscales
    return [(names[one.key], history_charts.heavy_end(one.direction)) for one in found]
