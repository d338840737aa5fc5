"""The reasons of a match in words."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from network.expertise.finder import Finder
from network.expertise.pages import naming
from network.expertise.queries import MatchRow
from network.expertise.rules import Reason
from network.kernel import languages, moments, taxonomy
from network.kernel.actor import Actor
from network.kernel.i18n import _, language
from network.web.templating import join_words


@dataclass(frozen=True, slots=True)
class Told:
    """A match as the reader sees it: every reason for and against."""

    id: UUID
    language: str
    title: str
    centre: str
    where: str
    score: int
    good: list[str]
    bad: list[str]


def told(row: MatchRow, actor: Actor, index: Finder) -> Told:
    """A match in words."""
    shown_in, title = row.entry.title_in(language())
    return Told(
        id=row.entry.id,
        language=shown_in,
        title=title,
        centre=naming.centre_name(row.entry.centre_id, index, actor),
        where=naming.place(row.entry.centre_id, index, actor),
        score=row.match.score,
        good=[sentence(reason) for reason in row.match.reasons_for],
        bad=[sentence(reason) for reason in row.match.reasons_against],
    )


def sentence(reason: Reason) -> str:
    """One reason for or against, as a phrase."""
    if reason.code == "dates":
        first, last = (date.fromisoformat(day) if day else None for day in reason.about)
        return _("The dates meet: %(period)s", period=moments.period(first, last))
    about = join_words([_name(item) for item in reason.about]) if reason.about else ""
    return _phrases(about)[reason.code]


def _name(item: str) -> str:
    return languages.name(item) if languages.is_language(item) else taxonomy.label(item)


def _phrases(about: str) -> dict[str, str]:
    return {
        "codes": _("Both about %(what)s", what=about),
        "language": _("Both can work in %(languages)s", languages=about),
        "language_weak": _("Share %(languages)s, but below level B2", languages=about),
        "no_language": _("No language in common; an interpreter would be needed"),
        "no_dates": _("The dates do not meet"),
        "region": _("In the region you wish: %(region)s", region=about),
        "other_region": _("In another region: %(region)s", region=about),
        "paired": _("Your centres have worked together before"),
        "closed": _("Does not take requests now"),
        "full": _("Many requests wait there already"),
        "stale": _("Not confirmed for more than six months"),
    }
