"""Quotas and reminders as sentences."""

from collections.abc import Iterable
from typing import Any

from network.kernel.i18n import _, lazy, ngettext, one_of
from network.workshops.models.workshops import Quota
from network.workshops.rules import names
from network.workshops.rules.reminders import Plan
from network.workshops.vocabulary import Anchor, Axis, Limit

_HOUR, _DAY = 60, 24 * 60
_EACH = {
    Axis.PROFESSION: lazy("each profession"),
    Axis.REGION: lazy("each region"),
    Axis.CENTRE: lazy("each centre"),
}
_BEFORE: dict[Anchor, Any] = {
    Anchor.START: lazy("%(span)s before it begins: %(who)s"),
    Anchor.END: lazy("%(span)s before it ends: %(who)s"),
}
_AFTER: dict[Anchor, Any] = {
    Anchor.START: lazy("%(span)s after it began: %(who)s"),
    Anchor.END: lazy("%(span)s after it ended: %(who)s"),
}


def quota_sentence(quota: Quota, groups: Iterable[str], until: str = "") -> str:
    """What a quota does, in a sentence; `groups` are the names of its keys."""
    who = quota.name or one_of(groups)
    if quota.kind is Limit.KEPT:
        return _kept(quota.places, who, until)
    if not quota.keys:
        who = str(_EACH[quota.axis])
    return ngettext(
        "At most %(n)s place for %(who)s. Whoever comes later waits, also while others are free.",
        "At most %(n)s places for %(who)s. Whoever comes later waits, also while others are free.",
        quota.places,
        who=who,
    )


def _kept(places: int, who: str, until: str) -> str:
    if until:
        return ngettext(
            "%(n)s place is kept for %(who)s until %(until)s. Then anybody can have it.",
            "%(n)s places are kept for %(who)s until %(until)s. Then anybody can have them.",
            places,
            who=who,
            until=until,
        )
    return ngettext(
        "%(n)s place is kept for %(who)s. Others wait while only that one is free.",
        "%(n)s places are kept for %(who)s. Others wait while only these are free.",
        places,
        who=who,
    )


def taken_sentence(quota: Quota, taken: int) -> str:
    """How many of a group have a place."""
    if quota.kind is Limit.MOST and not quota.keys:
        return _("The fullest has %(n)s of %(all)s.", n=taken, all=quota.places)
    return _("%(n)s of %(all)s are taken.", n=taken, all=quota.places)


def reminder_sentence(plan: Plan) -> str:
    """When a reminder goes out, and to whom."""
    who = str(names.AUDIENCES[plan.audience])
    if not plan.minutes:
        told = {Anchor.START: _("When it begins: %(who)s", who=who)}
        return told.get(plan.anchor, _("When it ends: %(who)s", who=who))
    words = (_BEFORE if plan.minutes < 0 else _AFTER)[plan.anchor]
    return str(words) % {"span": span(abs(plan.minutes)), "who": who}


def span(minutes: int) -> str:
    """7 days, 3 hours, 30 minutes."""
    if minutes % _DAY == 0:
        return ngettext("%(n)s day", "%(n)s days", minutes // _DAY)
    if minutes % _HOUR == 0:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // _HOUR)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes)
