"""Figures given to the library: as a text others read, as charts, and on the learning trail."""

from collections.abc import Iterator
from uuid import UUID

from network.kernel import moments
from network.kernel.actor import Actor
from network.kernel.figures import Bar, Chart, Figures
from network.kernel.i18n import _, speaking
from network.kernel.learning_trail import Stop
from network.kernel.library import Contribution
from network.wellbeing.queries import releases, together
from network.wellbeing.queries.releases import ForTheLibrary
from network.wellbeing.rules import figure_words as words
from network.wellbeing.rules.pulse import LIMITS
from network.wellbeing.rules.release import Figure
from network.wellbeing.rules.rounding import size_words
from network.wellbeing.rules.trees import FAMILY_WORDS, Family, Level, Place

_KIND, _TOPIC, _SOURCE = "KT-DATA", "TH-CFC", "check_in"
NAMED = "S2"  # the level of what only the centre's own people read


async def given(share_id: UUID) -> Contribution | None:
    """What somebody gave, once, as long as it is not in the library."""
    found = await releases.shared(share_id)
    if found is None or found.share.item_id is not None:
        return None
    with speaking(found.share.lang):
        return _given(found)


async def figures_behind(share_id: UUID, item_id: UUID) -> Figures | None:
    """The figures of an item that came of a check-in, for who may read it."""
    found = await releases.shared_figures(share_id)
    if found is None or found.share.item_id != item_id:
        return None
    return Figures(
        charts=[_chart(place, figure, found.k) for place, figure in _sorted(found)],
        header=words.header(),
        rows=[
            row
            for place, figure in _sorted(found)
            for row in words.table(group_name(place), figure, found.k)
        ],
    )


async def stops_of(actor: Actor, share_id: UUID) -> list[Stop]:
    """The release an item came of, for who may see it by now."""
    release_id = await together.release_behind(actor, share_id)
    if release_id is None:
        return []
    title = _("What a round of check-ins showed")
    return [Stop(_SOURCE, title, "", "check_in.release", release_id)]


def group_name(place: Place) -> str:
    """A group without the name of its centre."""
    if place.level is Level.NETWORK:
        return _("The network as a whole")
    if place.level is Level.CENTRE:
        return _("The centre as a whole")
    return str(FAMILY_WORDS[Family(place.family)])


def _sorted(found: ForTheLibrary) -> list[tuple[Place, Figure]]:
    """The whole first, then its families in their order."""
    order = ["", *Family]
    return sorted(found.figures.items(), key=lambda pair: order.index(pair[0].family))


def _chart(place: Place, figure: Figure, k: int) -> Chart:
    return Chart(
        title=group_name(place),
        note=note(figure, k),
        sentence=words.sentence(figure),
        bars=[Bar(*line[:4]) for line in words.lines(figure)],
    )


def note(figure: Figure, k: int) -> str:
    """How many answers a figure is made of, and of which rounds."""
    size = size_words(figure.size, k)
    return f"{size}. {words.TWO_ROUNDS}" if figure.is_two_rounds else size


# as an item ---------------------------------------------------------------------------------------


def _given(found: ForTheLibrary) -> Contribution:
    """A centre is named beside the text, as long as others may know its name; never in it."""
    share, centre_id = found.share, found.centre_id
    period = moments.period(found.opens_on, found.closes_on)
    whole = found.figures[releases.place_of(centre_id)]
    return Contribution(
        kind=_KIND,
        source_kind=_SOURCE,
        source_id=share.id,
        lang=share.lang,
        level=share.level,
        title=_("How work weighs on staff: check-in of %(period)s", period=period),
        summary=words.sentence(whole),
        body="\n\n".join(_parts(found)),
        topics=[_TOPIC],
        year=found.closes_on.year,
        authors="" if centre_id else _("The network"),
        author_id=share.author_id,
        centre_id=centre_id,
        checked_by_id=share.author_id,
        reader_centre_ids=(centre_id,) if centre_id and share.level == NAMED else (),
    )


def _parts(found: ForTheLibrary) -> Iterator[str]:
    if found.change is not None:
        yield "## " + _("What we will change")
        yield found.change.text
    yield "## " + _("What the check-in showed")
    yield reading()
    for place, figure in _sorted(found):
        yield f"### {group_name(place)}"
        yield note(figure, found.k)
        yield "\n".join(_table(figure))
    yield "## " + _("What it cannot say")
    yield str(LIMITS)


def reading() -> str:
    """How figures are to be read."""
    return _(
        "Figures go from 0 to 100; higher is heavier. They are means to the nearest five of "
        "everybody in the group who took part, told only where there are enough answers."
    )


def _table(figure: Figure) -> Iterator[str]:
    yield f"| {_('Scale')} | {_('Figure')} |"
    yield "|---|---|"
    for line in words.lines(figure):
        yield f"| {line.label} | {line.words} |"
    for label, share in words.groups(figure):
        yield f"| {label} | {share} |"
