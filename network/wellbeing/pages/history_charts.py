"""The trend of an own history as charts drawn here, with what they show in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from network.kernel import i18n, moments
from network.kernel.i18n import _
from network.wellbeing.models.help import InstrumentFile
from network.wellbeing.pages.history_shown import entries_of, labels, number
from network.wellbeing.rules import definitions, pulse, trends
from network.wellbeing.rules.histories import PULSE, OwnHistory
from network.wellbeing.rules.instruments import Direction
from network.wellbeing.rules.pulse import Part
from network.wellbeing.rules.trends import Chart, Point

_LONG = 200  # days; then months name the days below well enough


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with its texts."""

    chart: Chart
    ticks: list[tuple[float, str, str]]
    grid: list[tuple[float, str]]
    told: str
    lang: str = ""


def own_chart(history: OwnHistory) -> Drawn | None:
    """The strain of all short check-ins."""
    points = [
        Point(one.on, one.scores.get(Part.STRAIN))
        for one in history.entries
        if one.instrument == PULSE
    ]
    grid = [
        (trends.WHOLE - pulse.CARRYING_FROM, _("Carrying a lot")),
        (trends.WHOLE - pulse.CLOSER_FROM, _("Worth a closer look")),
        (trends.WHOLE, _("Fairly steady")),
    ]
    return _drawn(points, (0, trends.WHOLE), grid, _("Strain"), _("Higher is heavier."))


def other_charts(history: OwnHistory, file: InstrumentFile) -> list[tuple[str, Drawn]]:
    """A chart of each score of an instrument, in one version."""
    instrument = definitions.instrument(file.definition)
    own, names = entries_of(history, file), labels(file.definition)
    found = []
    for one in instrument.subscales:
        least, most = trends.span_of(instrument, one)
        grid = [(0.0, number(most)), (trends.WHOLE, number(least))]
        points = [Point(entry.on, entry.scores.get(one.key)) for entry in own]
        drawn = _drawn(points, (least, most), grid, names[one.key], heavy_end(one.direction))
        if drawn is not None:
            found.append((names[one.key], drawn))
    return found


def heavy_end(direction: Direction) -> str:
    """Which end of a score is the heavy one, as a sentence."""
    if direction is Direction.HIGH_BAD:
        return _("Higher is heavier.")
    return _("Higher is better.")


def _drawn(
    points: Sequence[Point],
    span: tuple[float, float],
    grid: list[tuple[float, str]],
    name: str,
    end: str,
) -> Drawn | None:
    chart = trends.chart(points, *span) if points else None
    if chart is None:
        return None
    if i18n.direction(i18n.language()) == "rtl":
        chart = chart.mirrored()
    is_long = (points[-1].on - points[0].on).days > _LONG
    ticks = [(one.x, _tick(one.on, is_long=is_long), one.anchor) for one in chart.ticks]
    return Drawn(chart, ticks, grid, _told(points, span[1], name, end))


def _tick(on: date, *, is_long: bool) -> str:
    return moments.short_month(on) if is_long else moments.day_month(on)


def _told(points: Sequence[Point], most: float, name: str, end: str) -> str:
    """What a chart shows, for who does not see it."""
    values = [one.value for one in points if one.value is not None]
    days = [one.on for one in points if one.value is not None]
    if len(values) == 1:
        return _(
            "%(name)s on %(day)s: %(value)s of %(most)s. %(end)s",
            name=name,
            day=moments.short_day(days[0]),
            value=number(round(values[0])),
            most=number(most),
            end=end,
        )
    return _(
        "%(name)s from %(first)s to %(last)s: at first %(start)s, at most %(top)s, at least"
        " %(bottom)s, now %(now)s, of %(most)s. %(end)s",
        name=name,
        first=moments.short_day(days[0]),
        last=moments.short_day(days[-1]),
        start=number(round(values[0])),
        top=number(round(max(values))),
        bottom=number(round(min(values))),
        now=number(round(values[-1])),
        most=number(most),
        end=end,
    )
