"""What came of a workshop, on its page: the outcome in short, and what was agreed."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from network.kernel import moments
from network.kernel.actor import Actor
from network.kernel.i18n import _, series
from network.web.routing import path_for
from network.workshops.models.outcomes import Outcome
from network.workshops.queries.named import Named
from network.workshops.queries.whole import Agreed, Whole
from network.workshops.rules import names
from network.workshops.rules.outcomes import is_action_open
from network.workshops.vocabulary import Level

_MOST_LESSONS = 7


class OutcomeBox(NamedTuple):
    """An outcome in short: where it is, its lessons, and where it can be read."""

    state: str
    lang: str
    purpose: str
    lessons: list[str]
    item_link: str


class Line(NamedTuple):
    """Something that was agreed on."""

    text: str
    who: str
    due: str
    state: str
    is_open: bool


def outcome_told(actor: Actor, whole: Whole) -> OutcomeBox | None:
    """What the reader may know of the outcome; none before there is something to read."""
    found = whole.outcome
    if found is None:
        return None
    return OutcomeBox(
        state=_state(found),
        lang=found.lang,
        purpose=found.parts.get("purpose", "") if found.submitted_at else "",
        lessons=found.lessons[:_MOST_LESSONS] if found.submitted_at else [],
        item_link=_item_link(actor, found),
    )


def agreed_told(whole: Whole, people: Mapping[UUID, Named]) -> list[Line]:
    return [_line(one, people) for one in whole.agreed]


def _state(found: Outcome) -> str:
    if found.published_at is not None:
        return ""
    if found.submitted_at is not None:
        return _("Written. An editor reads it before others do.")
    return _("To be written by %(day)s.", day=moments.near_day(found.due_on))


def _item_link(actor: Actor, found: Outcome) -> str:
    """The knowledge item, for those whom its level surely lets read it; others find it on the
    trail.
    """
    is_for = found.level == Level.PUBLIC or (found.level == Level.MEMBERS and actor.is_member)
    if found.item_id is None or found.published_at is None or not is_for:
        return ""
    return path_for("knowledge:show", id=found.item_id)


def _line(one: Agreed, people: Mapping[UUID, Named]) -> Line:
    owner = people.get(one.owner_id) if one.owner_id else None
    who = owner.name if owner else ""
    return Line(
        text=one.text,
        who=series(part for part in (one.owner_role, who) if part),
        due=moments.near_day(one.due_on) if one.due_on else "",
        state=str(names.ACTIONS[one.state]),
        is_open=is_action_open(one.state),
    )
