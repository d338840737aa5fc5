"""Offers, calls and what fits, in the words of a reader."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from network.centres import policy as centres
from network.exchanges.models.offers import ExchangeWindow
from network.exchanges.queries.matching import Match
from network.exchanges.queries.windows import Offered
from network.exchanges.rules.dates import Span
from network.exchanges.rules.offers import Fit, Why
from network.expertise.finder import Finder
from network.expertise.pages import naming
from network.kernel import holidays, languages, moments, taxonomy
from network.kernel.actor import Actor
from network.kernel.i18n import _, language, ngettext
from network.web.templating import join_words

_FREE_SHOWN = 3
_HOLIDAYS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Row:
    """An offer as this reader sees it in a list."""

    window: ExchangeWindow
    centre: str
    where: str
    period: str
    purposes: list[str]
    themes: list[str]
    spoken: list[str]
    free: list[str]
    more_free: int


@dataclass(frozen=True, slots=True)
class Told:
    """A match in words, with every reason for and against."""

    id: UUID
    lang: str
    title: str
    centre: str
    need_title: str
    need_lang: str
    good: list[str]
    bad: list[str]


def row(offered: Offered, actor: Actor, index: Finder) -> Row:
    window = offered.window
    free = [words_of(span) for span in offered.free]
    return Row(
        window=window,
        centre=centres.shown_name(actor, window.centre),
        where=naming.place(window.centre_id, index, actor),
        period=moments.period(window.first_on, window.last_on),
        purposes=taxonomy.labels(taxonomy.sorted_codes(window.purposes)),
        themes=taxonomy.labels(taxonomy.sorted_codes(window.themes)),
        spoken=[languages.name(code) for code in spoken_in(window)],
        free=free[:_FREE_SHOWN],
        more_free=max(0, len(free) - _FREE_SHOWN),
    )


def spoken_in(window: ExchangeWindow) -> dict[str, str]:
    """The languages of an offer with their levels; those of the centre if it says none."""
    return window.languages or window.centre.languages


def words_of(span: Span) -> str:
    """A run of days; one day alone is no period."""
    if span.days == 1:
        return moments.short_day(span.first_on)
    return moments.period(*span)


def length(window: ExchangeWindow) -> str:
    """How long a visit may be."""
    least, most = window.least_days, window.most_days
    if not most:
        return ngettext("at least %(n)s day", "at least %(n)s days", least)
    if least == most:
        return ngettext("%(n)s day", "%(n)s days", most)
    return ngettext("%(least)s to %(n)s day", "%(least)s to %(n)s days", most, least=least)


def days_off(window: ExchangeWindow, free: tuple[Span, ...], actor: Actor) -> list[str]:
    """Public holidays at the host within the free days, for those who may know its country."""
    if not free or not centres.can_view(actor, window.centre):
        return []
    years = (free[0].first_on.year, free[-1].last_on.year)
    found = sorted(holidays.days_off(window.centre.country, *years))
    within = [on for on in found if any(s.first_on <= on <= s.last_on for s in free)]
    return [moments.short_day(on) for on in within[:_HOLIDAYS_SHOWN]]


# what fits ---------------------------------------------------------------------------------------


def offer_told(match: Match, actor: Actor) -> Told:
    """An offer that fits a need of the reader's centre."""
    need_lang, need_title = match.need.title_in(language())
    window = match.window
    return Told(
        window.id,
        window.lang,
        window.title,
        centres.shown_name(actor, window.centre),
        need_title,
        need_lang,
        *_sentences(match.fit),
    )


def need_told(match: Match, actor: Actor, index: Finder) -> Told:
    """A need of another centre that an offer fits."""
    lang, title = match.need.title_in(language())
    centre = naming.centre_name(match.need.centre_id, index, actor)
    return Told(match.need.id, lang, title, centre, title, lang, *_sentences(match.fit))


def _sentences(fit: Fit) -> tuple[list[str], list[str]]:
    good = [_sentence(why) for why in fit.reasons_for]
    return good, [_sentence(why) for why in fit.reasons_against]


def _sentence(why: Why) -> str:
    if why.code == "dates":
        first_on, last_on = (date.fromisoformat(day) for day in why.about)
        return _("There is room: %(period)s", period=words_of(Span(first_on, last_on)))
    about = join_words([_name(item) for item in why.about]) if why.about else ""
    phrases: dict[str, Any] = {
        "codes": _("Both about %(what)s", what=about),
        "language": _("Both can work in %(languages)s", languages=about),
        "language_weak": _("Share %(languages)s, but below level B2", languages=about),
        "no_language": _("No language in common; an interpreter would be needed"),
        "no_dates": _("No free days when they are looked for"),
        "full": _("All days are taken for now"),
    }
    return str(phrases[why.code])


def _name(item: str) -> str:
    return languages.name(item) if languages.is_language(item) else taxonomy.label(item)
