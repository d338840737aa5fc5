"""An application as its readers see it: each answer in words, its goals, its hosts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from network.exchanges import policy
from network.exchanges.forms.applying import FORMS
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.offers import ExchangeWindow
from network.exchanges.models.visits import Application, HostChoice, Visit
from network.exchanges.pieces import NAMES, PIECES
from network.exchanges.queries import named
from network.exchanges.queries.wishes import Possible
from network.exchanges.rules import names
from network.kernel import languages, moments, taxonomy
from network.kernel.actor import Actor
from network.kernel.i18n import _, series

_NOT_FOR_HOSTS = ("safety", "consents")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of an application in words; `is_own` marks what somebody wrote themselves."""

    label: str
    text: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    title: str
    answers: list[Said]
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ranked host in words."""

    name: str
    days: str
    state: str


def sections(actor: Actor, visit: Visit, application: Application) -> list[Section]:
    """The pieces of an application that this reader reads, those that say something."""
    kept = {**application.parts, **application.private}
    wanted = [name for name in PIECES if kept.get(name)]
    if policy.reads_as_host(actor, visit):
        wanted = [name for name in wanted if name not in _NOT_FOR_HOSTS]
    return [section(name, kept[name]) for name in wanted]


def section(name: str, values: Mapping[str, Any]) -> Section:
    """One piece in words."""
    return Section(name, str(NAMES[name]), answers(name, values), PIECES[name].is_private)


def answers(name: str, values: Mapping[str, Any]) -> list[Said]:
    """What one piece says, in the order of its form."""
    form = FORMS[name].of({}, 0)
    found = []
    for field in form:
        value = values.get(form.renamed.get(field.name, field.name))
        if field.name != "version" and value not in (None, "", [], {}):
            found.append(Said(str(field.label.text), _text(field, value), _is_own(field)))
    return found


def _is_own(field: Any) -> bool:
    return field.kind in ("text", "area")


def _text(field: Any, value: Any) -> str:
    return str(_WORDS.get(field.kind, lambda _field, given: str(given))(field, value))


_WORDS: Mapping[str, Any] = {
    "tick": lambda _field, value: _("Yes") if value else _("No"),
    "date": lambda _field, value: moments.short_day(date.fromisoformat(value)),
    "checks": lambda _field, value: series(taxonomy.labels(value)),
    "select": lambda field, value: dict(field.choices).get(value, value),
    "radios": lambda field, value: dict(field.choices).get(value, value),
    "spoken": lambda _field, value: spoken(value),
}


def spoken(levels: Mapping[str, str]) -> str:
    """Languages with their levels."""
    return series(
        _("%(language)s (%(level)s)", language=languages.name(code), level=level_name(level))
        for code, level in levels.items()
    )


def level_name(level: str) -> str:
    return _("Native") if level == "native" else level


def goal_answers(goal: LearningGoal, levels: Mapping[str, Any]) -> list[Said]:
    """What a goal says besides what somebody wants to be able to do."""
    found = [
        Said(_("How it is seen"), goal.measure, is_own=True),
        Said(_("How it is learnt"), goal.how, is_own=True),
        Said(_("What it is good for"), goal.relevance, is_own=True),
        Said(_("By when"), moments.short_day(goal.by_on) if goal.by_on else ""),
        Said(_("Competency"), taxonomy.label(goal.competency) if goal.competency else ""),
        Said(_("Level today"), "" if goal.before is None else str(levels[str(goal.before)])),
    ]
    return [one for one in found if one.text]


def wanted(actor: Actor, visit: Visit, choices: Iterable[HostChoice]) -> list[Wanted]:
    """The ranked hosts as this reader may know them.

    A visitor never learns which of them said no; until one says yes, only how many are in it.
    """
    tells = policy.can_see_host(actor, visit)
    return [
        Wanted(
            named.centre_name(actor, visit, choice.centre),
            window_words(choice.window),
            str(names.OFFERS[choice.state]) if tells else "",
        )
        for choice in choices
    ]


def window_words(window: ExchangeWindow | None) -> str:
    """When a host would have the visitor."""
    if window is None:
        return _("at any time that suits")
    return moments.period(window.first_on, window.last_on)


def choice_words(one: Possible) -> str:
    """A host in a menu."""
    if one.window is None:
        return _("%(centre)s, at any time that suits", centre=one.name)
    return _(
        "%(centre)s, %(days)s: %(title)s",
        centre=one.name,
        days=window_words(one.window),
        title=one.window.title,
    )
