"""Looking again whether a host has room on the days that are about to be agreed."""

from collections.abc import Mapping

from network.exchanges.models.offers import ExchangeWindow
from network.exchanges.models.visits import Visit
from network.exchanges.queries import hosts
from network.exchanges.rules.dates import MOST_PER_QUARTER, Clash, Span
from network.kernel.errors import Invalid
from network.kernel.i18n import lazy, ngettext

_WORDS: Mapping[Clash, str] = {
    Clash.OUTSIDE: lazy("The offer that was asked for does not reach over these days."),
    Clash.CLOSED: lazy("The host is closed on these days."),
    Clash.FULL: lazy("All places of the host are taken on some of these days."),
    Clash.NO_WORK: lazy("The host works on none of these days: they are its weekend."),
}


async def check(visit: Visit, span: Span, field: str = "first_on", *, as_offered: bool) -> None:
    """Raise Invalid at a field, with the limit that is in the way of these days at the host.

    Once a host said yes it may agree to days beyond its own offer (`as_offered` is False).
    """
    if visit.host_centre_id is None:
        return
    choice = await hosts.current_choice(visit.id)
    if choice is None:
        return
    await ExchangeWindow.select_for_update().get_or_none(id=choice.window_id)
    found = await hosts.clashes_at(choice, span, visit.id)
    limits = [one for one in found if as_offered or one is not Clash.OUTSIDE]
    if limits:
        raise Invalid(**{field: _sentence(limits[0])})


def _sentence(clash: Clash) -> str:
    if clash is Clash.QUARTER:
        return ngettext(
            "The host takes %(n)s visit in a quarter of the year, and has it already.",
            "The host takes %(n)s visits in a quarter of the year, and has them already.",
            MOST_PER_QUARTER,
        )
    return str(_WORDS[clash])
