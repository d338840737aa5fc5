"""Items as pages show them: their words, their facts, and whose they are."""

from dataclasses import dataclass
from functools import partial

from network.centres import policy as centre_policy
from network.kernel import moments, taxonomy
from network.kernel.actor import Actor
from network.kernel.i18n import _
from network.knowledge import policy
from network.knowledge.forms.writing import language_name
from network.knowledge.models import Item, SafetyLevel, Version
from network.knowledge.queries.items import Shown
from network.knowledge.rules import names
from network.web.routing import path_for


@dataclass(frozen=True, slots=True)
class Row:
    """An item in a list; `level` is empty for what all members read."""

    link: str
    title: str
    lang: str
    summary: str
    kind: str
    level: str
    centre: str
    year: int
    on: str
    others: list[str]
    is_stale: bool
    is_held: bool


def row(actor: Actor, one: Shown) -> Row:
    item, text = one.item, one.text
    return Row(
        link=path_for("knowledge:show", id=item.id),
        title=text.title,
        lang=text.lang,
        summary=text.summary,
        kind=taxonomy.label(item.kind),
        level="" if item.level is SafetyLevel.MEMBERS else str(names.SHORT_LEVELS[item.level]),
        centre=centre_name(actor, item),
        year=item.year,
        on=moments.short_day(item.published_at.date()) if item.published_at else "",
        others=[language_name(code) for code in one.languages if code != text.lang],
        is_stale=one.is_stale,
        is_held=item.is_held,
    )


def rows(actor: Actor, found: list[Shown]) -> list[Row]:
    return list(map(partial(row, actor), found))


def centre_name(actor: Actor, item: Item) -> str:
    """Whose item it is, as far as this reader may know."""
    if item.centre_id is None or item.centre is None:
        return _("The network")
    return centre_policy.shown_name(actor, item.centre)


def centre_slug(actor: Actor, item: Item) -> str:
    """Where the centre's own page is, for those who may see it."""
    if item.centre_id is None or item.centre is None:
        return ""
    return item.centre.slug if centre_policy.can_view(actor, item.centre) else ""


def title_of(version: Version) -> str:
    return version.title or _("Without a title yet")


def may(actor: Actor, item: Item) -> dict[str, bool]:
    """What this reader may do with an item, for buttons."""
    return {
        "manage": policy.can_manage(actor, item),
        "write": policy.can_write(actor),
        "give": policy.can_give(actor, item),
        "hold": policy.can_hold(actor, item),
        "withdraw": policy.can_withdraw(actor, item),
        "cite": policy.can_cite(actor) or policy.can_manage(actor, item),
        "try": bool(actor.centre_ids),
        "download": policy.can_download(actor, item),
    }
